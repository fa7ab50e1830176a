"""The desk of the request that is being answered."""

from flask import current_app

from cascade.desk.workplace import Desk


def desk() -> Desk:
    """The desk that `make_app` was given."""
    found = current_app.extensions["desk"]
    assert isinstance(found, Desk)
    return found

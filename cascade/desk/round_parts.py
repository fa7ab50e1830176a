"""What the pages of a round share: the frame with its menu, and the way from an act to its work."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cascade.collecting.next_step import Awaited
from cascade.desk.acts import Act, Asked
from cascade.desk.current import desk
from cascade.desk.round_view import RoundView
from cascade.desk.workplace import ACTS
from cascade.finding_types import Severity

_NEXT = {  # the act that the one button does, by the kind of the next thing
    Awaited.ISSUE: "issue",
    Awaited.CORRECT: "reply",
    Awaited.REMIND: "remind",
    Awaited.REISSUE: "issue",
    Awaited.PRINT: "print",
}


def next_act(view: RoundView) -> str:
    """The name of the act that is the next thing to do, "" where no single act does it."""
    return _NEXT.get(view.step.awaited, "")


def round_page(template: str, view: RoundView, **more: Any) -> str:
    """A page of a round."""
    working = desk().jobs.going_on(view.places.plan.id, view.places.round.id)
    return render_template(
        template,
        view=view,
        plan=view.places.plan,
        round=view.places.round,
        acts=ACTS,
        worded=desk().worded,
        working=working,
        error=Severity.ERROR,
        warning=Severity.WARNING,
        **more,
    )


def started(chosen: Act, asked: Asked) -> ResponseReturnValue:
    """Start an act; lead to the page that shows its work."""
    number = desk().start(chosen, asked)
    places = asked.view.places
    address = url_for("round.work", plan=places.plan.id, round_=places.round.id, number=number)
    if request.headers.get("Accept", "").startswith("application/json"):
        return jsonify({"address": address})
    return redirect(address, 303)

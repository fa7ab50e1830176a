"""Spare Python the search for circles of objects: a command makes plain records, which form hardly any."""

import gc


def relax_gc() -> None:
    """Raise the thresholds of the search. Called before the imports, of which it is a tenth of the time."""
    gc.set_threshold(100_000, 50, 50)


def leave_all() -> None:
    """Let the interpreter end without a last search through all objects that are still there."""
    gc.freeze()

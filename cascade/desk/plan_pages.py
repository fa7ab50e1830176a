"""The first page: the plans there are, the state of their rounds, a new plan."""

from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cascade.desk.current import desk
from cascade.desk.round_view import RoundView
from cascade.desk.workbooks_folder import Shelved
from cascade.errors import Unavailable, Wrong

pages = Blueprint("plans", __name__)


@dataclass(frozen=True)
class PlanCard:
    """A plan with its rounds as the page shows them."""

    shelved: Shelved
    rounds: tuple[RoundView, ...]
    problem: str


@pages.get("/")
def plans() -> str:
    """The plans and their rounds, each with the one next thing."""
    return render_template("plans.html", cards=[_card(each) for each in desk().folder.plans()])


@pages.post("/leave")
def leave() -> ResponseReturnValue:
    """End the session."""
    g.leave()
    return redirect(url_for("plans.plans"), 303)


def _card(shelved: Shelved) -> PlanCard:
    if shelved.loaded is None:
        return PlanCard(shelved, (), shelved.problem)
    try:
        rounds = [desk().view(shelved.id, each.id) for each in shelved.loaded.plan.rounds]
    except (Wrong, Unavailable, OSError) as error:
        return PlanCard(shelved, (), str(error))
    return PlanCard(shelved, tuple(rounds), "")

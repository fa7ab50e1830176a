"""The first page: the plans there are, the state of their rounds, a new plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flask import Blueprint, g, render_template, request

from cascade.commands.opening import LostLedger, refuse_lost_ledger
from cascade.desk import brought_plans, downloads
from cascade.desk.current import desk
from cascade.desk.plan_problems import ProblemLine, problem_lines
from cascade.desk.round_parts import DeskStep, next_at_desk
from cascade.desk.round_view import RoundView
from cascade.desk.workbooks_folder import Shelved
from cascade.errors import Unavailable, Wrong

pages = Blueprint("plans", __name__)


@dataclass(frozen=True)
class RoundLine:
    """A round of a plan: how it stands, and the one next thing."""

    view: RoundView
    step: DeskStep


@dataclass(frozen=True)
class PlanCard:
    """A plan with its rounds as the page shows them, or why it cannot be shown, at its cells if possible.

    `lost` says whether its ledger is lost, which can be rebuilt.
    """

    shelved: Shelved
    rounds: Sequence[RoundLine]
    problem: str
    problems: Sequence[ProblemLine] = ()
    lost: bool = False

    @property
    def has_source(self) -> bool:
        """Whether the plan's own tables are there to take away."""
        return self.shelved.source is not None and self.shelved.source.exists()

    @property
    def mentions(self) -> Sequence[str]:
        """The plan's remarks but those on mail addresses, for which the card has a line of its own."""
        return self.shelved.loaded.excesses if self.shelved.loaded else ()

    @property
    def main(self) -> RoundLine | None:
        """The round of today: the last that was issued and is open, else the next to issue.

        Where all have reported in that one, the next comes first once its period is over.
        """
        open_ = [each for each in self.rounds if each.view.issued and not each.view.closed]
        waiting = [each for each in self.rounds if not each.view.issued]
        if open_ and not open_[-1].view.step.awaited.is_of_papers:
            return open_[-1]
        over = [each for each in waiting if _is_over(each.view)]
        return next(iter((*over, *open_[-1:], *waiting)), None)


@dataclass(frozen=True)
class DraftedPlan:
    """A plan drafted from a notice that waits to be finished."""

    name: str
    digest: str
    made: datetime


@pages.get("/")
def plans() -> str:
    """The plans and their rounds, each with the one next thing; a new plan."""
    return render_template(
        "plans.html",
        cards=[_card(each) for each in desk().folder.plans() if _is_shown(each)],
        drafts=[_draft(each) for each in brought_plans.drafts(desk().folder)],
        taken=request.args.get("taken", ""),
    )


def _is_over(view: RoundView) -> bool:
    """Whether the period that a round reports on has ended."""
    as_of = view.places.round.as_of
    return as_of is not None and as_of < date.today()


def _is_shown(shelved: Shelved) -> bool:
    """Whether a plan is shown: to somebody of one department only where that leads an indicator."""
    department, loaded = g.session.department, shelved.loaded
    return not department or (loaded is not None and department in loaded.plan.leads)


def _card(shelved: Shelved) -> PlanCard:
    if shelved.loaded is None:
        return PlanCard(shelved, (), shelved.problem, list(problem_lines(shelved.problems)))
    try:
        refuse_lost_ledger(desk().folder.places(shelved.id, shelved.loaded.plan.rounds[0].id))
        views = [desk().view(shelved.id, each.id) for each in shelved.loaded.plan.rounds]
    except (Wrong, Unavailable, OSError) as error:
        return PlanCard(shelved, (), desk().worded(str(error)), lost=isinstance(error, LostLedger))
    return PlanCard(shelved, [_line(each) for each in views], "")


def _line(view: RoundView) -> RoundLine:
    return RoundLine(view, next_at_desk(view))


def _draft(path: Path) -> DraftedPlan:
    return DraftedPlan(path.stem, downloads.digest(path), datetime.fromtimestamp(path.stat().st_mtime))

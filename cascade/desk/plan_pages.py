"""The first page: the plans there are, the state of their rounds, a new plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, eq=False)
class RoundLine:
    """A round of a plan: how it stands, and the one next thing."""

    view: RoundView
    step: DeskStep

    @property
    def is_over(self) -> bool:
        """Whether the day until which the round was to be reported has gone by."""
        return self.view.places.round.due < self.view.facts.today


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
        """The round of today: the last that was issued, until all have reported in it or it is closed.

        Then it is the next round that is not `past`, once the last day of its period has come; until then
        there is the last one's outcome.
        """
        issued = [each for each in self.rounds if each.view.issued]
        open_ = [each for each in issued if not each.view.closed]
        if open_ and not open_[-1].view.step.awaited.is_of_papers:
            return open_[-1]
        last = max((at for at, each in enumerate(self.rounds) if each.view.issued), default=-1)
        due = (each for each in self.rounds[last + 1 :] if not each.view.is_early and each not in self.past)
        return next(iter((*due, *open_[-1:], *issued[-1:])), None)

    @property
    def past(self) -> Sequence[RoundLine]:
        """The rounds of periods gone by in which nothing was issued: the plan was brought later.

        There are none in a plan of long ago, whose rounds are all over: it begins at its beginning.
        """
        if all(each.is_over for each in self.rounds):
            return ()
        ended = [each for each in self.rounds if each.view.places.round.as_of and not each.view.is_early]
        return [each for each in ended[:-1] if each.is_over and not each.view.issued]

    @property
    def present(self) -> Sequence[RoundLine]:
        """The other rounds."""
        return [each for each in self.rounds if each not in self.past]


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

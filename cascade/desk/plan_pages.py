"""The first page: the plans there are, the state of their rounds, a new plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
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
from cascade.plan.schedule_checks import due_on_a_day_off

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

    def is_outrun(self, ends: Iterable[date]) -> bool:
        """Whether one of some periods came after this one, and ended as long ago as a due date is away.

        Due dates do not tell it: whoever moves that of a period does not come back to the one before.
        """
        due, as_of = self.view.places.round.due, self.view.places.round.as_of
        return as_of is not None and any(
            end > as_of and end + (due - as_of) < self.view.facts.today for end in ends
        )


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
        """The plan's remarks, and those on due dates to come.

        Those on mail addresses are left out: the card has a line of its own for them.
        """
        to_come = (
            each.view.places.round for each in self.rounds if not each.view.issued and not each.is_over
        )
        dues = [line for each in to_come for line in due_on_a_day_off(each)]
        return (*(self.shelved.loaded.excesses if self.shelved.loaded else ()), *dues)

    @cached_property
    def pressing(self) -> Sequence[RoundLine]:
        """The rounds of today: the open ones in which the office has to act, however long ago they were due.

        While all only wait or have all they wait for, it is the next round that is not `past`, once the last
        day of its period has come; until then the last one that is open, or was.
        """
        issued = [each for each in self.rounds if each.view.issued]
        open_ = [each for each in issued if not each.view.closed]
        if acting := [each for each in open_ if each.view.step.awaited.is_pressing]:
            return acting
        last = max((at for at, each in enumerate(self.rounds) if each.view.issued), default=-1)
        due = [each for each in self.rounds[last + 1 :] if not each.view.is_early and each not in self.past]
        return due[:1] or open_[-1:] or issued[-1:]

    @property
    def past(self) -> Sequence[RoundLine]:
        """The rounds in which nothing was issued, and for which it is too late: the plan came later.

        There are none in a plan of long ago, whose rounds are all over: it begins at its beginning.
        """
        if all(each.is_over for each in self.rounds):
            return ()
        ends = [end for each in self.rounds if (end := each.view.places.round.as_of)]
        return [each for each in self.rounds if not each.view.issued and each.is_outrun(ends)]

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

"""The page that adds a round to a plan: what it asks for becomes a row of the plan's table of rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cascade.desk.current import desk
from cascade.desk.plan_edits import Rows, edited, faults, whole_plan
from cascade.model import Plan, RoundKind
from cascade.notice.progress_rounds import name_of_round
from cascade.plan.build import place_in_order
from cascade.plan.cell_values import parse_date

pages = Blueprint("rounds", __name__)

_BREAKDOWN = "目标分解"
_QUARTER = 3  # months
_ENTRIES = ("kind", "as_of", "due", "name", "expected")


@dataclass
class RoundForm:
    """What stands in the form, as typed, and what is wrong with it."""

    values: dict[str, str]
    faults: list[str] = field(default_factory=list)


@pages.get("/plans/<plan>/rounds/new")
def page(plan: str) -> str:
    """The empty form."""
    _, here = whole_plan(plan)
    return _page(here, RoundForm(dict.fromkeys(_ENTRIES, "")))


@pages.post("/plans/<plan>/rounds/new")
def add(plan: str) -> ResponseReturnValue:
    """Lead to the look at the plan with the round in it, which is taken there, or tell what is wrong."""
    form = RoundForm({each: request.form.get(each, "").strip() for each in _ENTRIES})
    with desk().folder.changing:
        shelved, here = whole_plan(plan)
        row = _row(here, form.values)
        if known := next((each for each in here.rounds if each.id == row["id"]), None):
            day = f"数据截止 {known.as_of}" if known.as_of else f"报送期限 {known.due}"
            form.faults = [f"方案里已有{day} 的批次“{known.name}”，不用再加。"]
            return _page(here, form), 409
        changed = edited(shelved, "rounds", lambda rows: _inserted(here, rows, row))
    if changed.loaded is None:
        form.faults = faults(changed)
        return _page(here, form), 409
    return redirect(url_for("brought.page", digest=changed.digest), 303)


def _page(plan: Plan, form: RoundForm) -> str:
    return render_template(
        "add_round.html",
        plan=plan,
        form=form,
        expects=any(each.expected is not None for each in plan.rounds),
        kinds=RoundKind,
    )


def _row(plan: Plan, values: Mapping[str, str]) -> dict[str, str]:
    """The row of the table, with the code and, where none was typed, the name that the program proposes."""
    others = {"name": values["name"], "due": values["due"], "expected": values["expected"]}
    if values["kind"] == RoundKind.BREAKDOWN:
        first = all(each.kind is not RoundKind.BREAKDOWN for each in plan.rounds)
        code = "breakdown" if first else f"breakdown-{values['due']}"
        name = values["name"] or (_BREAKDOWN if first else f"{_BREAKDOWN}（{values['due']} 截止）")
        return {**others, "id": code, "kind": RoundKind.BREAKDOWN, "name": name, "as_of": ""}
    as_of = _day(values["as_of"])
    return {
        **others,
        "id": f"progress-{as_of}" if as_of else "progress",
        "kind": RoundKind.PROGRESS,
        "name": values["name"] or (_name(plan, as_of) if as_of else "进展"),
        "as_of": values["as_of"],
    }


def _day(text: str) -> date | None:
    """The day that a text means; the plan's own checks say what is wrong with any other text."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _name(plan: Plan, as_of: date) -> str:
    """What offices call a report up to a day: 上半年进展, 1—11月进展, 截至2026年11月15日进展."""
    by_month = plan.is_year and (as_of + timedelta(days=1)).day == 1
    months = f"1—{as_of.month}月" if as_of.month > 1 else "1月"
    return name_of_round(as_of, by_month, months if by_month and as_of.month % _QUARTER else "")


def _inserted(plan: Plan, rows: Rows, new: Mapping[str, str]) -> Rows:
    """The rows with a new one before those of later rounds; one with a faulty date is the last."""
    day, due = _day(new["as_of"]), _day(new["due"])
    mine = (day or date.min, due or date.max)
    later = {each.id for each in plan.rounds if due and place_in_order(each) > mine}
    at = next((place for place, row in enumerate(rows) if row["id"] in later), len(rows))
    return [*rows[:at], new, *rows[at:]]

"""The page of the issuer's own figures (本级数): those of indicators that do not add up, by round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cascade.desk.current import desk
from cascade.desk.plan_edits import Rows, edited, faults, whole_plan
from cascade.indicators import Indicator
from cascade.model import Plan, Round, RoundKind
from cascade.quantity import shown

pages = Blueprint("figures", __name__)

Key = tuple[str, str]  # a round's id, an indicator's code
_NOTHING = ("", "")


@dataclass
class FiguresForm:
    """What stands in the form, value and source as texts, and what is wrong with it."""

    values: dict[Key, tuple[str, str]]
    faults: list[str] = field(default_factory=list)


@pages.get("/plans/<plan>/figures")
def page(plan: str) -> str:
    """The figures that the plan has."""
    _, here = whole_plan(plan)
    return _page(here, FiguresForm(_known(here)))


@pages.post("/plans/<plan>/figures")
def fill_in(plan: str) -> ResponseReturnValue:
    """Lead to the look at the plan with these figures, which is taken there, or tell what is wrong."""
    with desk().folder.changing:
        shelved, here = whole_plan(plan)
        form = FiguresForm({key: _typed(key) for key in _known(here)})
        if form.values == _known(here):
            g.session.done = "本级数没有改动。"
            return redirect(url_for("plans.plans"), 303)
        changed = edited(shelved, "figures", lambda rows: _with_figures(rows, form.values))
    if changed.loaded is None:
        form.faults = faults(changed)
        return _page(here, form), 409
    return redirect(url_for("brought.page", digest=changed.digest), 303)


def _page(plan: Plan, form: FiguresForm) -> str:
    wanted = request.args.get("round", "")
    return render_template(
        "own_figures.html", plan=plan, form=form, rounds=_rounds(plan), own=_own(plan), wanted=wanted
    )


def _rounds(plan: Plan) -> Sequence[Round]:
    return [each for each in plan.rounds if each.kind is RoundKind.PROGRESS]


def _own(plan: Plan) -> Sequence[Indicator]:
    return [each for each in plan.indicators if each.is_own]


def _known(plan: Plan) -> dict[Key, tuple[str, str]]:
    """All figures that the plan can have, "" where it has none."""
    found = {(each.round, each.indicator): (shown(each.value), each.source) for each in plan.figures}
    keys = [(round_.id, each.code) for round_ in _rounds(plan) for each in _own(plan)]
    return {key: found.get(key, _NOTHING) for key in keys}


def _typed(key: Key) -> tuple[str, str]:
    value, source = (request.form.get(f"{each} {' '.join(key)}", "").strip() for each in ("value", "source"))
    return value, source


def _with_figures(rows: Rows, values: Mapping[Key, tuple[str, str]]) -> Rows:
    """The rows of the plan's table with what was typed; a row that was cleared goes."""
    others = [row for row in rows if (row["round"], row["indicator"]) not in values]
    return others + [
        {"round": round_, "indicator": code, "value": value, "source": source}
        for (round_, code), (value, source) in values.items()
        if value or source
    ]

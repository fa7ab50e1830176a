"""How the cells of 全省汇总 look, there and where others show them: styles, number formats, and greys."""

import re
from decimal import Decimal
from typing import Any

from cascade.formula import Value
from cascade.indicators import Direction, Indicator
from cascade.judging.lights import BAD, FAIR, GOOD, gap_missed
from cascade.judging.results import completion_places, places_apart
from cascade.summary.cell_texts import text_of
from cascade.summary.detail_columns import COUNT_FORMAT, completed_format, result_format, shares_gap_format
from cascade.summary.province import DIFFERENCE, LIGHT, REPORT, TARGET, Province
from cascade.summary.wording import city_status, target_text
from cascade.theme import display_width, number_format
from cascade.worded_format import worded_format

_QUOTED = re.compile(r'"[^"]*"|;.*')  # the words of a number format, and its further sections


def looks(
    province: Province, indicator: Indicator, item: int, region: str, value: Value
) -> tuple[str, dict[str, Any]]:
    """The style and the format options of a cell; a target shows the notice's wording."""
    facts, whole = province.facts, region == province.facts.plan.province
    signed = item == DIFFERENCE and not facts.is_progress
    at_whole = province.whole_target(indicator)
    in_all = at_whole is not None and item >= at_whole
    if in_all:
        item = TARGET if item == at_whole else DIFFERENCE
    style = {TARGET: "locked", REPORT: "total" if whole else "figure", LIGHT: "check"}.get(item, "figure")
    more: dict[str, Any] = {"num_format": _number_format(province, indicator, item, region, in_all)}
    if indicator.is_words:
        style = "locked" if item == TARGET else "check"
        more |= {"shrink": False, "text_wrap": True} if item == TARGET else {}
    if signed:
        style, more = "check", more | {"shrink": True, "text_wrap": False}
        if isinstance(value, Decimal):
            more["font_name"] = province.theme.number_font
    if (region, indicator.code) in facts.doubted and item in (REPORT, DIFFERENCE):
        more |= {"underline": 1}
    if isinstance(value, str):  # centre words; grey for a city without a return
        more |= {"align": "center"} | greyed(not whole and value == city_status(facts, region))
    return style, more


def _number_format(province: Province, indicator: Indicator, item: int, region: str, in_all: bool) -> str:
    """The number format of a cell; all results of an indicator show the same decimals."""
    facts = province.facts
    if indicator.is_words:
        return "General"
    if item == TARGET:
        words = target_text(facts, indicator, region, in_all)
        goal = (facts.whole_goal if in_all else facts.goal)(indicator, region)
        return worded_format(words, goal.value if goal and words else None)
    if item == LIGHT:
        return "General"
    places = province.places(indicator)
    if item != DIFFERENCE:
        return result_format(indicator, places) if facts.is_progress else number_format(places)
    if facts.is_progress:
        return completed_as(province, indicator)
    return shares_gap_format(indicator.direction, places) if indicator.adds_up else COUNT_FORMAT


def bare_target(province: Province, indicator: Indicator, region: str) -> str:
    """The number format of a target beside a column of units: the notice's decimals, a sign for its words."""
    worded = _number_format(province, indicator, TARGET, region, in_all=False)
    if indicator.is_words or indicator.direction is Direction.WITHIN:
        return worded
    shown = _QUOTED.sub("", worded) or "General"
    if indicator.code in province.worded_limits:
        return f'"≤"{shown}'
    return f"{sign_of_least(province, indicator, region)}{shown}"


def sign_of_least(province: Province, indicator: Indicator, region: str) -> str:
    """The ≥ that the notice writes before a target, as a part of a number format; "" where it has none."""
    return '"≥"' if target_text(province.facts, indicator, region).startswith("≥") else ""


def share_format(province: Province, indicator: Indicator, share: Value) -> str:
    """The number format of a county's share in a breakdown: that of the results, but a small one is not 0."""
    return number_format(places_apart(province.places(indicator), [share], [Decimal(0)]))


def without_good(shape: str) -> str:
    """The number format of a breakdown's gap on paper, as on 总览: what is good bears no mark.

    A leader reads it without a legend: +1, 0, ▼-2, △3个.
    """
    return shape.replace(f'"{GOOD} ', '"').replace(" ", "")


def gap_width(indicator: Indicator, gap: Value, shape: str) -> int:
    """The width in characters of a breakdown's gap as `without_good` shows it."""
    if not isinstance(gap, Decimal):
        return display_width(text_of(gap))
    missed = gap_missed(indicator).holds(gap=gap)
    if not indicator.adds_up:
        return display_width(f"{FAIR}{gap}个" if missed else "无")
    return display_width(f"{BAD if missed else ''}{'+' if gap > 0 else ''}{text_of(gap, shape)}")


def completed_as(province: Province, indicator: Indicator) -> str:
    """The number format of an indicator's completions."""
    completions = province.outcome.completions
    return completed_format(indicator, completions.places(indicator, completion_places(indicator)))


def greyed(missing: bool) -> dict[str, Any]:
    """The format options of a cell of a city without a return."""
    return {"bg_color": "missing"} if missing else {}

"""Lay out a city's form for a round: its rows and columns, and the values given in it."""

from functools import lru_cache
from typing import Any

from cascade.indicators import Comparison, Direction, Indicator, Pace
from cascade.judging.plausibility import is_share
from cascade.judging.results import completion_places, completion_unit, completion_word
from cascade.judging.schedule import term
from cascade.judging.targets import is_fraction_of_sums
from cascade.layout.description import (
    Column,
    Given,
    Layout,
    Row,
    SheetLayout,
    usual_comparison,
)
from cascade.layout.given_values import given_in_breakdown, given_in_progress
from cascade.layout.roles import Line, Role
from cascade.layout.usual_targets import UsualTarget, taken, usual_target
from cascade.model import Plan, Round, RoundKind
from cascade.naming import sheet_names
from cascade.returns.city_history import CityHistory
from cascade.returns.round_goals import THIS_ROUND


def draft(plan: Plan, round_: Round, city: str, history: CityHistory) -> Layout:
    """The layout of a city's form for a round; `history` holds what earlier rounds say about the city."""
    if round_.kind is RoundKind.BREAKDOWN:
        sheets: tuple[SheetLayout, ...] = (_breakdown_sheet(plan, round_, city, history),)
        given = given_in_breakdown(plan, city)
    else:
        names = sheet_names(plan.leads, plan.levels.sheets)
        sheets = tuple(_progress_sheet(plan, round_, city, history, lead, names[lead]) for lead in plan.leads)
        given = given_in_progress(plan, round_, city, history)
    zones = tuple(Given(region=z, field="", role=Role.NAME, text=name) for z, name in history.zones.items())
    return Layout(
        plan=plan.id,
        round=round_.id,
        kind=round_.kind,
        city=city,
        city_name=plan.region(city).name,
        due=round_.due.isoformat(),
        title=_title(plan, round_, city),
        sheets=sheets,
        given=given + zones,
        levels=plan.levels_of(city),
    )


def _title(plan: Plan, round_: Round, city: str, lead: str = "") -> str:
    """The title of a form, or of its sheet for a lead department."""
    return f"{plan.title}{round_.name}表（{plan.region(city).name}{lead and f'·{lead}'}）"


def _region_columns(plan: Plan) -> tuple[Column, ...]:
    return Column(role=Role.CODE, label="编码"), Column(role=Role.NAME, label=plan.levels.leaf)


def indicator_columns(plan: Plan, round_: Round, indicator: Indicator, city: str) -> tuple[Column, ...]:
    """The columns of an indicator on a city's form."""
    usual = usual_target(plan, indicator, city)
    if indicator.is_words:
        return _word_columns(plan, round_, indicator)
    if round_.kind is RoundKind.BREAKDOWN:
        return (_breakdown_column(indicator, usual),)
    by_round = indicator.code in plan.judged_by_round.get(round_.id, ())
    labels = (
        (f"{term(plan).whole}目标", f"{THIS_ROUND}目标\n（{round_.month}）") if by_round else ("目标", "")
    )
    return _progress_columns(indicator, usual, indicator.is_own and not plan.two_levels, labels)


def _breakdown_sheet(plan: Plan, round_: Round, city: str, history: CityHistory) -> SheetLayout:
    columns = tuple(
        column for each in plan.indicators for column in indicator_columns(plan, round_, each, city)
    )
    head = (Line.TITLE, Line.STATUS, Line.INDICATOR, Line.UNIT, Line.CODES, Line.TARGET, Line.LEAD)
    foot = tuple(Row(line=each) for each in (Line.TOTAL, Line.GAP, Line.CHECK, Line.EXPLANATION))
    return SheetLayout(
        name="分解表",
        title=_title(plan, round_, city),
        city=city,
        columns=_region_columns(plan) + columns,
        rows=_rows(plan, city, history, head, foot),
    )


@lru_cache(maxsize=1024)
def _breakdown_column(indicator: Indicator, usual: UsualTarget | None) -> Column:
    return Column(
        role=Role.INPUT,
        **_own(indicator) | {"rate": not indicator.adds_up},  # no share of it is added to another
        **taken(indicator, usual),
        heading=indicator.name,
        lead=indicator.lead,
        part_of=(indicator.parent or "") if indicator.adds_up else "",
        share=is_share(indicator, None),
        fraction=is_fraction_of_sums(indicator),
    )


def _named(indicator: Indicator) -> dict[str, Any]:
    number = indicator.number
    whole = int(number) if number.isdecimal() else number  # as it stood in the forms of version 1.0
    return {"indicator": indicator.code, "number": whole, "title": f"{number}．{indicator.title}"}


def _own(indicator: Indicator) -> dict[str, Any]:
    """What describes a column of the indicator's own numbers."""
    at_most = indicator.direction is Direction.AT_MOST
    usual = usual_comparison(indicator.is_rate, at_most)
    return _named(indicator) | {
        "field": indicator.code,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "rate": indicator.is_rate,
        "at_most": at_most,
        "compared": None if indicator.comparison is usual else indicator.comparison,
    }


def _progress_sheet(
    plan: Plan, round_: Round, city: str, history: CityHistory, lead: str, name: str
) -> SheetLayout:
    indicators = [each for each in plan.indicators if each.lead == lead]
    columns = tuple(column for each in indicators for column in indicator_columns(plan, round_, each, city))
    head = (Line.TITLE, Line.STATUS, Line.INDICATOR, Line.LABEL, Line.UNIT, Line.CODES)
    own = any(column.own for column in columns)
    totals = () if plan.two_levels else (Row(line=Line.TOTAL, region=city if own else ""),)
    foot = (*totals, Row(line=Line.CHECK), Row(line=Line.EXPLANATION))
    return SheetLayout(
        name=name,
        title=_title(plan, round_, city, lead),
        city=city,
        columns=_region_columns(plan) + columns,
        rows=_rows(plan, city, history, head, foot),
    )


def _word_columns(plan: Plan, round_: Round, indicator: Indicator) -> tuple[Column, ...]:
    """An indicator's columns where targets and results are words: nothing is shared out, the city reports."""
    own = _own(indicator)
    target = Column(role=Role.TARGET, label="目标", lead=indicator.lead, **own)
    if round_.kind is RoundKind.BREAKDOWN:
        return (target,)
    own |= {"choices": plan.choices, "own": not plan.two_levels}
    return target, Column(role=Role.INPUT, label="完成情况", heading=indicator.name, **own)


_SHOWN_OTHERWISE = (Comparison.LIMIT, Comparison.WITHIN)  # than the completions of version 1.0


@lru_cache(maxsize=1024)
def _progress_columns(
    indicator: Indicator, usual: UsualTarget | None, own_row: bool, labels: tuple[str, str]
) -> tuple[Column, ...]:
    """An indicator's columns: targets, last value, inputs, the computed value of a rate, completion.

    What an amount's one input takes depends on the `usual` target; inputs of a rate have no target. With
    `own_row` the city fills in its own number. `labels` are those of the targets, of the whole period and by
    the round, "" where there is none by the round.
    """
    named, own = _named(indicator), _own(indicator)
    takes = {} if indicator.is_rate else taken(indicator, usual)
    targets = [Column(role=Role.TARGET, label=labels[0], **own)]
    if labels[1]:
        targets.append(Column(role=Role.ROUND_TARGET, label=labels[1], **own))
    last = Column(role=Role.LAST, label="上期", **own)
    inputs = tuple(
        Column(
            role=Role.INPUT,
            field=each.code,
            **named,
            label=each.name,
            heading=each.name,
            unit=each.unit,
            decimals=each.decimals,
            own=own_row,
            part_of=f"{indicator.parent}a" if indicator.parent and indicator.adds_up else "",
            falls=indicator.pace is Pace.DIRECT,
            **takes | {"negative": each.negative or takes.get("negative", False)},
        )
        for each in indicator.inputs
    )
    done = Column(
        role=Role.COMPLETION,
        field=indicator.code,
        **named,
        label=completion_word(indicator, THIS_ROUND if labels[1] else ""),
        unit=completion_unit(indicator),
        # One more than elsewhere: with fewer, forms that are out would no longer be those of the plan.
        decimals=completion_places(indicator) + indicator.is_level,
        compared=indicator.comparison if indicator.comparison in _SHOWN_OTHERWISE else None,
    )
    if not indicator.is_rate:
        return (*targets, last, *inputs, done)
    value = Column(
        role=Role.VALUE, label="本期", measure=indicator.measure, share=is_share(indicator, None), **own
    )
    return (*targets, last, *inputs, value, done)


def _rows(
    plan: Plan, city: str, history: CityHistory, head: tuple[Line, ...], foot: tuple[Row, ...]
) -> tuple[Row, ...]:
    """All rows of a sheet, from top to bottom.

    Known zones follow the counties. Spare rows are below the footer, outside the printed table, so that
    unused ones leave no empty lines on paper.
    """
    counties = tuple(Row(line=Line.COUNTY, region=each.code, name=each.name) for each in plan.counties(city))
    zones = plan.zones(city)
    known = tuple(Row(line=Line.ZONE, region=code) for code in zones if code in history.zones)
    spare = tuple(Row(line=Line.ZONE, region=code) for code in zones if code not in history.zones)
    below = (Row(line=Line.BLANK), Row(line=Line.ZONE_HEADING), *spare) if spare else ()
    subtotal = (Row(line=Line.ZONES),) if spare else ()
    above = tuple(Row(line=each) for each in head)
    closing = tuple(Row(line=each) for each in (Line.SIGN, Line.SIGN, Line.SIGN, Line.TICKET))
    return above + counties + known + subtotal + foot + closing + below

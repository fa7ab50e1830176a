"""Compare the plan as it is now with a form as it was issued: what on the form still means the same."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal

from cascade import ticket
from cascade.indicators import Direction
from cascade.layout.description import Column, Layout, SheetLayout
from cascade.layout.draft import indicator_columns
from cascade.layout.roles import Line, Role
from cascade.model import Plan, Region, Round, RoundKind
from cascade.quantity import shown_range
from cascade.returns.plan_changes import PlanChanges, Reason

_KINDS = {RoundKind.BREAKDOWN: "目标分解", RoundKind.PROGRESS: "进展"}
Columns = tuple[Column, ...]


def plan_changes(layout: Layout, identity: str, plan: Plan, round_: Round) -> PlanChanges:
    """How a plan differs from a form of this layout and ticket (`identity`) that `round_` issued."""
    if form := _without_place(layout, identity, plan, round_):
        own = plan.levels_of(layout.city)
        return PlanChanges(form=form, awaited=_all_of_city(plan, layout.city), levels=own)
    groups = _groups(layout)
    present = [each for each in plan.indicators if each.code in groups]
    now = {each.code: indicator_columns(plan, round_, each, layout.city) for each in present}
    altered = [code for code, columns in groups.items() if now.get(code) != columns]  # seldom any
    indicators = dict(_indicators(groups, now, altered)) if altered else {}
    kept = [code for code in altered if code not in indicators]
    names = _county_names(layout, plan)
    regions = dict(_regions(names, layout.city, plan))
    counties = [each.code for each in plan.counties(layout.city)]
    added = [code for code in plan.indicator if code not in groups]
    new = [code for code in counties if code not in names or code in regions]
    fields = [(column.field, code) for code in indicators for column in groups[code]]
    asked = [*added, *(code for code in indicators if code in plan.indicator)]
    return PlanChanges(
        indicators=indicators,
        regions=regions,
        fields=dict(fields),
        added=(*(_titled(plan, code) for code in added), *(plan.name(code) for code in new)),
        awaited=frozenset(
            (county, code) for county in counties for code in (plan.indicator if county in new else asked)
        ),
        targets=dict(_targets(layout, plan, indicators)),
        names=dict(_names(groups, now, kept)),
        wider=dict(_wider(groups, now, kept)),
        levels=plan.levels_of(layout.city),
    )


def as_widened(layout: Layout, changes: PlanChanges) -> Layout:
    """A form's layout, whose columns take what those of the plan take now.

    Who was refused a number that the plan has come to allow need not report it once more.
    """
    if not changes.wider:
        return layout
    sheets = []
    for sheet in layout.sheets:
        columns = [
            changes.wider.get(each.field, each) if each.role is Role.INPUT else each for each in sheet.columns
        ]
        sheets.append(SheetLayout(**dict(sheet) | {"columns": columns}))
    return Layout(**dict(layout) | {"sheets": sheets})


def _all_of_city(plan: Plan, city: str) -> frozenset[tuple[str, str]]:
    return frozenset((county.code, code) for county in plan.counties(city) for code in plan.indicator)


def _without_place(layout: Layout, identity: str, plan: Plan, round_: Round) -> str:
    """Why nothing on a form counts: its city, or what its round collects, is no longer the plan's."""
    city = _region(plan, layout.city)
    if city is None or city.parent != plan.province:
        return f"方案中已没有编码为 {layout.city} 的{plan.levels.unit}（{layout.city_name}）"
    if layout.kind is not round_.kind:
        return f"本批次已由“{_KINDS[layout.kind]}”改为“{_KINDS[round_.kind]}”"
    if ticket.mark_of(identity) != ticket.mark(round_.as_of):
        was, now = ticket.as_of(identity) or "（无）", round_.as_of or "（无）"
        return f"本批次的数据截止日已由 {was} 改为 {now}"
    return ""


def _groups(layout: Layout) -> dict[str, Columns]:
    """A form's columns by indicator."""
    groups: dict[str, list[Column]] = {}
    for sheet in layout.sheets:
        for column in sheet.columns:
            if column.indicator:
                groups.setdefault(column.indicator, []).append(column)
    return {code: tuple(columns) for code, columns in groups.items()}


def _indicators(
    groups: Mapping[str, Columns], columns_now: Mapping[str, Columns], altered: Iterable[str]
) -> Iterator[tuple[str, Reason]]:
    """Of the altered indicators those whose numbers no longer count, and why."""
    known = {_name(columns) for columns in groups.values()}
    for code in altered:
        then = groups[code]
        what = f"指标“{_name(then)}”（{code}）"
        now = columns_now.get(code)
        if now is None:
            yield code, Reason(f"{what}已从方案中删去", holds=False)
        elif _name(now) != _name(then) and _name(now) in known:
            yield code, Reason(f"编码 {code} 原为指标“{_name(then)}”，现为“{_name(now)}”", holds=True)
        elif words := _difference(then, now):
            yield code, Reason(f"{what}{words}", holds=True)


def _difference(then: Columns, now: Columns) -> str:
    """What gives an indicator's numbers another meaning, in words; "" where they still mean the same."""
    if then == now:
        return ""
    if (was := then[0].unit) != (unit := now[0].unit):
        return f"的单位由“{was}”改为“{unit}”"
    inputs = {each.field: each for each in then if each.role is Role.INPUT}
    labels = {each.label for each in inputs.values()}
    for each in (column for column in now if column.role is Role.INPUT):
        before = inputs.pop(each.field, None)
        if before is None or (each.label != before.label and each.label in labels):
            return f"的填报项已改（{each.field} 现为“{each.label}”）"
        if before.unit != each.unit:
            return f"的填报项“{before.label}”（{each.field}）的单位由“{before.unit}”改为“{each.unit}”"
        if before.direction is not each.direction:
            return f"的方向由“{_side(before)}”改为“{_side(each)}”"
        if before.own is not each.own:
            return "的汇总方式已改"
        if before.fraction is not each.fraction or before.rate is not each.rate:
            return "的算式已改"
    if inputs:
        return f"的填报项已改（{'、'.join(inputs)} 已删去）"
    was, measure = (_measure(columns) for columns in (then, now))
    return "" if was == measure else f"的算式由“{was}”改为“{measure}”"


def _wider(
    groups: Mapping[str, Columns], columns_now: Mapping[str, Columns], altered: Iterable[str]
) -> Iterator[tuple[str, Column]]:
    """The open columns of the altered indicators that now take more decimals, or negative numbers."""
    for code in altered:
        inputs = {each.field: each for each in groups[code] if each.role is Role.INPUT}
        for now in (each for each in columns_now[code] if each.role is Role.INPUT):
            then = inputs[now.field]
            taken = {
                "decimals": max(then.decimals, now.decimals),
                "negative": then.negative or now.negative,
            }
            if taken != {name: getattr(then, name) for name in taken}:
                yield then.field, Column(**dict(then) | taken)


def _side(column: Column) -> str:
    words = {Direction.AT_LEAST: "至少", Direction.AT_MOST: "至多", Direction.WITHIN: "区间"}
    return words[column.direction]


def _measure(columns: Columns) -> str:
    """The measure of a rate without blanks, "" where the columns do not tell one."""
    return "".join("".join(each.measure.split()) for each in columns if each.role is Role.VALUE)


def _name(columns: Columns) -> str:
    """The name of an indicator as its columns have it: without its number."""
    return _inside(columns[0].title.removeprefix(f"{columns[0].number}．"))


def _titled(plan: Plan, code: str) -> str:
    return f"指标“{_inside(plan.indicator[code].title)}”（{code}）"


def _inside(name: str) -> str:
    """A name as it stands inside quotation marks: it may hold some of its own."""
    return name.replace("“", "‘").replace("”", "’")


def _county_names(layout: Layout, plan: Plan) -> dict[str, str]:
    """The names of a form's counties by code. (The share of a known zone has a row like a county's.)"""
    rows = (row for sheet in layout.sheets for row in sheet.rows if row.line is Line.COUNTY)
    return {row.region: row.name for row in rows if not plan.is_zone(row.region, layout.city)}


def _regions(names: Mapping[str, str], city: str, plan: Plan) -> Iterator[tuple[str, Reason]]:
    """The counties of a form whose numbers no longer count for its city, and why."""
    mine, own = {each.name: each.code for each in plan.counties(city)}, plan.levels_of(city).own
    for code, name in names.items():
        region = _region(plan, code)
        if region is None and name in mine and mine[name] not in names:
            yield code, Reason(f"{name}的编码由 {code} 改为 {mine[name]}", holds=True)
        elif region is None:
            yield code, Reason(f"{name}（{code}）已从方案中删去", holds=False)
        elif region.name != name and region.name in names.values():
            yield code, Reason(f"编码 {code} 原为{name}，现为{region.name}", holds=True)
        elif code == city and not plan.two_levels:
            yield code, Reason(f"{name}（{code}）现在按下级地区填报", holds=False)
        elif region.parent != city != code:
            yield (
                code,
                Reason(f"{name}（{code}）已不属于{own}，现属{plan.name(region.parent or '')}", holds=False),
            )


def _region(plan: Plan, code: str) -> Region | None:
    with suppress(KeyError):
        return plan.region(code)
    return None


def _targets(layout: Layout, plan: Plan, but: Mapping[str, Reason]) -> Iterator[tuple[str, str]]:
    """The city's targets that have changed since a breakdown's form was issued, by indicator, in words."""
    if layout.kind is not RoundKind.BREAKDOWN:
        return
    for code, column in layout.shapes.items():
        given = layout.givens.get((layout.city, code, Role.TARGET))
        target = plan.target(code, layout.city)
        was = (given.number, given.upper) if given else (None, None)
        now = (target.value, target.upper) if target else (None, None)
        if code not in but and was != now:
            words = [_target_words(*each, column.unit) for each in (was, now)]
            what = f"指标“{_name((column,))}”（{code}）的{plan.levels_of(layout.city).own}目标"
            yield code, f"{what}由 {words[0]} 改为 {words[1]}"


def _target_words(number: Decimal | None, upper: Decimal | None, unit: str) -> str:
    if number is None:
        return "不下达"
    return shown_range(number, upper) + unit


def _names(
    groups: Mapping[str, Columns], columns_now: Mapping[str, Columns], altered: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Of the altered indicators those with another name or other names of inputs, in words."""
    for code in altered:
        then, now = groups[code], columns_now[code]
        old, new = (
            [_name(each), *(_inside(c.label) for c in each if c.role is Role.INPUT)] for each in (then, now)
        )
        changed = [f"“{was}”改为“{name}”" for was, name in zip(old, new, strict=True) if was != name]
        if changed:
            yield code, f"指标 {code} 的名称由{'，'.join(changed)}"

"""Check a plan's tables against each other: one rule, one function, one list (`CHECKS`)."""

import re
from collections.abc import Callable, Iterator
from string import ascii_lowercase

from cascade.indicators import Indicator
from cascade.model import RoundKind
from cascade.plan.build import BuiltRow, Draft
from cascade.plan.indicator_checks import INDICATOR_CHECKS
from cascade.plan.problems import Problem, TableRow, listed
from cascade.plan.round_target_checks import ROUND_TARGET_CHECKS
from cascade.plan.schedule_checks import SCHEDULE_CHECKS
from cascade.plan.tables import TABLES

Check = Callable[[Draft], Iterator[Problem]]


def tables_have_rows(draft: Draft) -> Iterator[Problem]:
    """A plan has rounds, indicators and regions; offices may come later."""
    for table in TABLES:
        may_wait = table.optional or table.name in ("plan", "inputs", "targets", "offices")
        if not draft.rows[table.name] and not may_wait:
            yield Problem(draft.files[table.name], None, None, f"表中还没有内容；{table.note}")


def rows_are_unique(draft: Draft) -> Iterator[Problem]:
    """No two rows of a table share a key: this reports every row but the first."""
    for table in TABLES:
        for key in table.keys:
            first: dict[tuple[str, ...], int | None] = {}
            for row in draft.rows[table.name]:
                texts = tuple(row[column].text for column in key)
                cell = row[key[-1]]
                if texts in first and cell.text:
                    words = "、".join(text for text in texts if text)
                    yield cell.problem(f"“{words}”与第 {first[texts]} 行重复，请删去或改正其中一行")
                first.setdefault(texts, cell.row)


def references_exist(draft: Draft) -> Iterator[Problem]:
    """Every reference to another table names a code of that table."""
    for table in TABLES:
        rows = [draft.settings] if table.name == "plan" else draft.rows[table.name]
        for column in table.columns:
            if not column.refers:
                continue
            known = draft.codes(column.refers)
            for row in rows:
                cell = row[column.name]
                if cell.text and cell.text not in known:
                    yield cell.problem(
                        f"{column.refers} 表中没有代码“{cell.text}”，应为{column.expected}；请核对"
                    )


def measures_use_their_own_inputs(draft: Draft) -> Iterator[Problem]:
    """A measure uses its own indicator's inputs, all of them, in the order of their letters."""
    for row in draft.rows["indicators"]:
        code, cell = row["code"].text, row["measure"]
        if code not in draft.measures:
            continue  # the builder has reported it
        names = draft.measures[code].names
        own = [each["code"] for each in draft.inputs_of(code)]
        codes = [each.text for each in own]
        unknown = [name for name in names if name not in codes]
        unused = [each for each in own if each.text not in names]
        for name in unknown:
            yield cell.problem(
                f"算式中的 {name} 不是指标 {code} 的填报项；请改正算式，或在 inputs 表中补上这一项"
            )
        for each in unused:
            yield each.problem(
                f"填报项 {each.text} 没有用在指标 {code} 的算式“{cell.text}”里；请删去或补进算式"
            )
        expected = tuple(code + letter for letter in ascii_lowercase[: len(names)])
        if not unknown and not unused and not names == expected == tuple(dict.fromkeys(codes)):
            wanted = "、".join(expected)
            yield cell.problem(
                f"填报项应按算式中出现的次序编号，在 inputs 表中也按此排列，依次为 {wanted}；请改正"
            )


def amounts_are_one_input(draft: Draft) -> Iterator[Problem]:
    """An amount's measure is its one input: the model would take a sum of inputs for a rate."""
    for entry in draft.indicators:
        code, cell = entry.model.code, entry.row["measure"]
        measure, own = draft.measures.get(code), draft.inputs_of(code)
        if measure is None or not measure.is_sum:
            continue
        if measure.text not in measure.names:
            yield cell.problem(f"数量指标的算式应只是一个填报项，如 {code}a；请把“{cell.text}”合成一个填报项")
        elif len(own) == 1:
            yield from _differences_from_indicator(entry, own[0])


def _differences_from_indicator(entry: BuiltRow[Indicator], row: TableRow) -> Iterator[Problem]:
    code = entry.model.code
    for column, title in (("unit", "单位"), ("decimals", "小数位数")):
        cell, wanted = row[column], entry.row[column].text
        if cell.text and cell.text != wanted:
            yield cell.problem(
                f"写的是“{cell.text}”，数量指标 {code} 的填报项{title}应与指标相同，即“{wanted}”；"
                "请改正其中一处"
            )


def headlines_have_the_decimals(draft: Draft) -> Iterator[Problem]:
    """A headline has no more decimals than its indicator, and an indicator that reconciles has one."""
    for entry in draft.indicators:
        indicator, cell = entry.model, entry.row["headline"]
        if indicator.headline is None:
            if indicator.reconcile:
                yield cell.problem("总目标是空的，却要与它核对；请补上，或把 reconcile 改为“否”")
        elif indicator.headline != round(indicator.headline, indicator.decimals):
            yield cell.problem(f"写的是“{cell.text}”，小数多于本指标规定的 {indicator.decimals} 位；请改正")


def regions_form_a_tree(draft: Draft) -> Iterator[Problem]:
    """The regions form two or three levels: one province, its cities and, if any, their counties."""
    province = draft.settings["province"].text
    parents = {row["code"].text: row["parent"].text for row in draft.rows["regions"]}
    if province not in parents:
        return  # references_exist reports it
    for row in draft.rows["regions"]:
        code, parent = row["code"].text, row["parent"]
        if not parent.text and code != province:
            yield parent.problem(f"“{code}”没有上级地区，只有本级（{province}）可以没有；请补上")
        elif parent.text and code == province:
            yield parent.problem(f"本级（{code}）不应有上级地区；请清空")
        elif parents.get(parents.get(parent.text, "")):
            yield parent.problem(
                f"上级“{parent.text}”不是本级或填报单位；地区最多三级：本级、填报单位、再下一级，请改正"
            )


def cities_have_counties(draft: Draft) -> Iterator[Problem]:
    """Every city has counties to share its targets out to, or none has and there is no breakdown round."""
    parents = {row["parent"].text for row in draft.rows["regions"]}
    if draft.cities() and not any(city["code"].text in parents for city in draft.cities()):
        yield from _nothing_to_break_down(draft)
        return
    for city in draft.cities():
        if city["code"].text not in parents:
            yield city["code"].problem(
                f"{city['name'].text}没有所属的下级地区，别的填报单位却有；请在 regions 表中补上，"
                "只分两级的方案各地区都不要有下级"
            )


def _nothing_to_break_down(draft: Draft) -> Iterator[Problem]:
    for entry in draft.rounds:
        if entry.model.kind is RoundKind.BREAKDOWN:
            yield entry.row["kind"].problem(
                "方案只有两级，各地区没有下级，目标不再分解；请删去这个分解批次，"
                "要分解到下级的，请在 regions 表中补上下级地区"
            )


def codes_leave_the_spare_rows_free(draft: Draft) -> Iterator[Problem]:
    """No region has the code of a spare row: a city's code followed by A1, A2, …"""
    cities = {city["code"].text for city in draft.cities()}
    for row in draft.rows["regions"]:
        found = re.fullmatch(r"(.+)A[0-9]+", row["code"].text)
        if found and found[1] in cities:
            yield row["code"].problem(
                f"“{found[0]}”与备用行的代码相同（上级地区的代码加 A 和数字）；请换一个代码"
            )


def targets_are_set_for_cities(draft: Draft) -> Iterator[Problem]:
    """Every city has a row for every indicator, and no other region has one."""
    cities = {city["code"].text: city["name"].text for city in draft.cities()}
    regions = draft.codes("regions")
    for row in draft.rows["targets"]:
        region = row["region"]
        if region.text in regions and region.text not in cities:
            yield region.problem(f"“{region.text}”不是填报单位（本级的下级），目标只下达到填报单位；请改正")
    present = {(row["indicator"].text, row["region"].text) for row in draft.rows["targets"]}
    lacking: dict[tuple[str, ...], list[str]] = {}  # the indicators that lack the targets of some cities
    for indicator in dict.fromkeys(row["code"].text for row in draft.rows["indicators"]):
        absent = tuple(name for code, name in cities.items() if (indicator, code) not in present)
        lacking.setdefault(absent, []).append(indicator)
    for absent, indicators in lacking.items():
        if absent:
            lack = f"缺少 {listed(indicators, '项')} 对 {'、'.join(absent)} 的目标"
            message = f"{lack}；请补上，不下达的也请写上，目标填“/”"
            yield Problem(draft.files["targets"], None, None, message)


def period_is_in_order(draft: Draft) -> Iterator[Problem]:
    """The plan's period begins before it ends."""
    if draft.plan and draft.plan.start >= draft.plan.end:
        cell = draft.settings["end"]
        yield cell.problem(f"截止日 {draft.plan.end} 不在起始日 {draft.plan.start} 之后；请改正其中一处")


def lights_are_in_order(draft: Draft) -> Iterator[Problem]:
    """The threshold of the red light does not exceed that of the green light."""
    if draft.plan and draft.plan.behind > draft.plan.on_schedule:
        cell = draft.settings["behind"]
        yield cell.problem(
            f"behind（{draft.plan.behind}）高于 on_schedule（{draft.plan.on_schedule}）；请改正其中一处"
        )


CHECKS: tuple[Check, ...] = (
    tables_have_rows,
    rows_are_unique,
    references_exist,
    measures_use_their_own_inputs,
    amounts_are_one_input,
    headlines_have_the_decimals,
    regions_form_a_tree,
    cities_have_counties,
    codes_leave_the_spare_rows_free,
    targets_are_set_for_cities,
    period_is_in_order,
    lights_are_in_order,
    *SCHEDULE_CHECKS,
    *INDICATOR_CHECKS,
    *ROUND_TARGET_CHECKS,
)

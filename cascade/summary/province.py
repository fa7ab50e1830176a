"""全省汇总: indicators down, cities across, in the notice's own order and form."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cascade.drawing import Live, Value
from cascade.grid import address
from cascade.model import Direction, Indicator
from cascade.quantity import rounded, shown
from cascade.summary.detail import Detail, Kind
from cascade.summary.facts import NONE, REPORTED, Facts
from cascade.summary.lights import PARTIAL, PLACES, colour_lights, light
from cascade.summary.page import Page
from cascade.theme import lines_needed, number_format, worded_format

NAME = "全省汇总"
FIXED = 4  # number, indicator, unit, item
HEADER, STATUS, FIRST_ROW = 3, 4, 5
_NAME_WIDTH = 30.0
_GAP_AT_LEAST = '"● "General;"▼ -"General;"● "General'
_GAP_AT_MOST = '"▼ "General;"● -"General;"● "General'


class Province:
    """The sheet's cells by indicator, item and region, for this sheet and for those that point to it."""

    def __init__(self, facts: Facts, detail: Detail) -> None:
        self.facts = facts
        self.detail = detail
        self.regions = (*(city.code for city in facts.plan.cities), facts.plan.province)

    def items(self, indicator: Indicator) -> tuple[str, ...]:
        """The rows of an indicator."""
        if self.facts.is_progress:
            return ("目标", "本期", "较目标" if indicator.is_rate else "完成率 %", "评价")
        return (
            ("目标", "县级最低–最高", "低于目标的县") if indicator.is_rate else ("目标", "县级合计", "差额")
        )

    def row(self, indicator: Indicator, item: int) -> int:
        """The number of the row of an indicator's item (from 0)."""
        before = self.facts.plan.indicators[: self.facts.plan.indicators.index(indicator)]
        return FIRST_ROW + sum(len(self.items(each)) for each in before) + item

    def column(self, region: str) -> int:
        """The number of a region's column."""
        return FIXED + 1 + self.regions.index(region)

    def cell(self, indicator: Indicator, item: int, region: str) -> str:
        """The reference of a cell within the sheet."""
        return address(self.row(indicator, item), self.column(region))

    def contents(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        """What stands in an indicator's rows in the column of a region, from top to bottom."""
        target = self.facts.target(indicator, region)
        yield target if target is not None else NONE
        if self.facts.is_progress:
            yield from self._progress(indicator, region)
        elif indicator.is_rate:
            yield from self._rates(indicator, region)
        else:
            yield from self._amounts(indicator, region)

    def _progress(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        kind, field = (
            (Kind.VALUE, indicator.code) if indicator.is_rate else (Kind.NUMBER, indicator.inputs[0].code)
        )
        number = self.facts.value(field, region)
        yield Live(self.detail.outside(region, kind, field), self._word(region) if number is None else number)
        done = self.detail.completion_value(region, indicator)
        cell = self.detail.outside(region, Kind.COMPLETION, indicator.code)
        yield Live(cell, NONE if done is None else done)
        whole = self.facts.complete or region != self.facts.plan.province
        yield light(self.facts, indicator, done, self.cell(indicator, 2, region), whole)

    def _word(self, region: str) -> str:
        """What stands where a number is not: a city's state, else nothing."""
        if region == self.facts.plan.province:
            return NONE
        status = self.facts.status(region)
        return NONE if status == REPORTED else status

    def _amounts(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        number = self.facts.value(indicator.code, region)
        yield Live(
            self.detail.outside(region, Kind.NUMBER, indicator.code),
            self._word(region) if number is None else number,
        )
        if region == self.facts.plan.province and not self.facts.complete:
            yield PARTIAL  # a total over part of the cities is not held against the whole target
            return
        now, goal = self.cell(indicator, 1, region), self.cell(indicator, 0, region)
        target = self.facts.target(indicator, region)
        places = max(PLACES, indicator.decimals + 2)
        gap = NONE if number is None or target is None else rounded(number - target, places)
        yield Live(f'IF(COUNT({now},{goal})<2,"{NONE}",ROUND({now}-{goal},{places}))', gap)

    def _rates(self, indicator: Indicator, region: str) -> Iterator[Value | Live]:
        """Rates of a breakdown are not added: their range, and how many counties miss the city's target."""
        numbers, word = self._leaf_numbers(indicator, region), self._word(region)
        span = f"{shown(min(numbers))}–{shown(max(numbers))}" if numbers else word
        if region == self.facts.plan.province:
            block = self.detail.all_leaves(indicator.code)
            cities = [self.cell(indicator, 2, city) for city in self.regions[:-1]]
            missed = sum(self._missed(indicator, city) for city in self.facts.counted)
            below: Live | str = Live(f"SUM({cities[0]}:{cities[-1]})", Decimal(missed))
            if not self.facts.complete:
                below = PARTIAL
        else:
            block = self.detail.block(region, indicator.code, outside=True)
            sign = "<" if indicator.direction is Direction.AT_LEAST else ">"
            goal = self.cell(indicator, 0, region)
            count = Decimal(self._missed(indicator, region)) if numbers else NONE
            below = Live(f'IF(COUNT({block})=0,"{NONE}",COUNTIF({block},"{sign}"&{goal}))', count)
        yield Live(f'IF(COUNT({block})=0,"{word}",MIN({block})&"–"&MAX({block}))', span)
        yield below

    def _leaf_numbers(self, indicator: Indicator, region: str) -> list[Decimal]:
        cities = (
            self.facts.plan.cities
            if region == self.facts.plan.province
            else (self.facts.plan.region(region),)
        )
        found = (
            self.facts.value(indicator.code, leaf.code) for city in cities for leaf in self.facts.leaves(city)
        )
        return [number for number in found if number is not None]

    def _missed(self, indicator: Indicator, city: str) -> int:
        target = self.facts.target(indicator, city)
        numbers = self._leaf_numbers(indicator, city)
        return 0 if target is None else sum(not indicator.meets(number, target) for number in numbers)


def draw_province(page: Page, province: Province) -> None:
    """Draw the sheet."""
    facts = province.facts
    _header(page, province)
    for indicator in facts.plan.indicators:
        _indicator(page, province, indicator)
    last = province.row(facts.plan.indicators[-1], len(province.items(facts.plan.indicators[-1])) - 1)
    lead = province.column(facts.plan.province) + 1
    colour_lights(page.sheet, page.styles, (FIRST_ROW, FIXED + 1, last, lead - 1))
    for at, note in enumerate(_notes(facts), start=last + 2):
        page.put(at, 2, note, "quiet", fit=False, font_size=page.theme.body_size)
    title = f"{facts.plan.title}{facts.round.name}全省汇总表"
    blocks = [
        (province.row(each, 0), province.row(each, len(province.items(each)) - 1))
        for each in facts.plan.indicators
    ]
    blocks.append((last + 1, last + 1 + len(_notes(facts))))
    page.finish(title, facts.basis, lead, (HEADER, STATUS), FIXED, blocks=blocks, footer=facts.footer)


def _header(page: Page, province: Province) -> None:
    facts = province.facts
    page.widen(2, _NAME_WIDTH)
    for at, text in enumerate(("序号", "关键性量化指标", "单位", "项目"), start=1):
        page.put(HEADER, at, text, "head", fit=at != 2)
        page.put(STATUS, at, "报送情况" if at == 2 else None, "unit", fit=False)
    for region in province.regions:
        at = province.column(region)
        page.put(HEADER, at, facts.plan.name(region), "head")
        if region == facts.plan.province:
            page.put(STATUS, at, facts.coverage, "unit")
        else:
            status = facts.status(region)
            page.put(STATUS, at, status, "unit", **_greyed(status != REPORTED))
        page.widen(at, 10.5)
    lead = province.column(facts.plan.province) + 1
    page.put(HEADER, lead, "省级牵头单位", "head")
    page.put(STATUS, lead, None, "unit")
    page.widen(lead, 16.0)
    page.height(HEADER, 22)
    page.height(STATUS, 20)


def _indicator(page: Page, province: Province, indicator: Indicator) -> None:
    facts, items = province.facts, province.items(indicator)
    first, last = province.row(indicator, 0), province.row(indicator, len(items) - 1)
    lead = province.column(facts.plan.province) + 1
    merged = ((1, str(indicator.number), "unit"), (2, indicator.name, "name"), (3, indicator.unit, "unit"))
    for at, text, style in (*merged, (lead, indicator.lead, "unit")):
        page.sheet.merge_range(first - 1, at - 1, last - 1, at - 1, text, page.styles.get(style))
    for at, item in enumerate(items):
        page.put(first + at, 4, item, "label")
    for region in province.regions:
        for at, content in enumerate(province.contents(indicator, region)):
            style, looks = _looks(province, indicator, at, region)
            looks |= _worded(content, facts, region)
            page.put(first + at, province.column(region), content, style, **looks)
    if not facts.is_progress:
        _colour_numbers(page, province, indicator)
    height = max(17.0, 13.5 * lines_needed(indicator.name, _NAME_WIDTH) / len(items) + 2)
    for row in range(first, last + 1):
        page.height(row, height)


def _colour_numbers(page: Page, province: Province, indicator: Indicator) -> None:
    """Colour a breakdown's gaps and counts, whose number formats carry the signs."""
    row, regions = province.row(indicator, 2), province.regions
    first, last = (province.column(region) for region in (regions[0], regions[-1]))
    if indicator.is_rate:
        rules = ((">", "fair"), ("=", "good"))
    else:
        at_least = indicator.direction is Direction.AT_LEAST
        rules = (("<" if at_least else ">", "bad"), (">=" if at_least else "<=", "good"))
    corner = address(row, first)
    for sign, style in rules:
        criteria = f"=AND(ISNUMBER({corner}),{corner}{sign}0)"
        rule = {"type": "formula", "criteria": criteria, "format": page.styles.get(style)}
        page.sheet.conditional_format(row - 1, first - 1, row - 1, last - 1, rule)


def _looks(province: Province, indicator: Indicator, item: int, region: str) -> tuple[str, dict[str, Any]]:
    """The style of a cell: the target as the notice words it, figures, and the last row of lights."""
    whole = region == province.facts.plan.province
    if item == 0:
        target = province.facts.plan.target(indicator.code, region)
        return "locked", {"num_format": worded_format(target.text) if target else "General"}
    if item == 1:
        fixed = province.facts.is_progress and indicator.is_rate
        looks: dict[str, Any] = {"num_format": number_format(indicator.decimals)} if fixed else {}
        return ("total" if whole else "figure"), looks
    if province.facts.is_progress:
        decimals = indicator.decimals + 1 if indicator.is_rate else 1
        return ("figure", {"num_format": number_format(decimals)}) if item == 2 else ("check", {})
    if indicator.is_rate:
        return "figure", {"num_format": '[=0]"● 无";"△ "0" 个"'}
    at_least = indicator.direction is Direction.AT_LEAST
    return "figure", {"num_format": _GAP_AT_LEAST if at_least else _GAP_AT_MOST}


def _worded(content: Value | Live, facts: Facts, region: str) -> dict[str, Any]:
    """Words in place of numbers stand in the middle; a city that has not reported is greyed."""
    value = content.value if isinstance(content, Live) else content
    if not isinstance(value, str):
        return {}
    missing = region != facts.plan.province and value == facts.status(region)
    return {"align": "center"} | _greyed(missing)


def _greyed(missing: bool) -> dict[str, Any]:
    return {"bg_color": "missing"} if missing else {}


def _notes(facts: Facts) -> list[str]:
    """What is not additive and why, and what the signs mean."""
    plan = facts.plan
    notes = ["注："]
    rates = "、".join(str(each.number) for each in plan.indicators if each.is_rate)
    if rates and facts.is_progress:
        notes.append(
            f"1．第 {rates} 项为比率，不相加、不平均；各市和全省的数由各县（市、区）分子、分母分别合计后算。"
        )
    elif rates:
        notes.append(
            f"1．第 {rates} 项为比率，不相加、不平均；列出各县（市、区）目标的最低–最高和低于本市目标的县数。"
        )
    apart = [each for each in plan.indicators if not each.reconcile and each.headline is not None]
    if apart:
        numbers = "、".join(str(each.number) for each in apart)
        notes.append(
            f"2．第 {numbers} 项名称中的数为累计存量，各市任务为当年新增，全省目标取各市之和，两者不作比较。"
        )
    if facts.is_progress:
        elapsed = shown(rounded(facts.elapsed, 1))
        on_schedule, behind = shown(plan.on_schedule), shown(abs(plan.behind))
        notes.append(
            f"{len(notes)}．序时进度为 {elapsed}%。● 达序时：完成率减序时进度不低于 {on_schedule} 个百分点；"
            f"△ 略滞后：落后不超过 {behind} 个百分点；▼ 滞后：落后更多。比率只与目标比较：● 达标，▼ 未达标。"
        )
        if late := "、".join(str(each.number) for each in plan.indicators if not facts.judged(each)):
            notes.append(f"{len(notes)}．第 {late} 项集中在年末认定，第四季度前只列数、不评价。")
    else:
        notes.append(
            f"{len(notes)}．差额为县级合计减目标：● 达到目标，▼ 未达到目标；△ 有县（市、区）低于本市目标。"
        )
    if not facts.complete:
        notes.append(f"{len(notes)}．{facts.coverage}：全省数只含已报设区市，未报的不作零计，全省不评价。")
    return notes

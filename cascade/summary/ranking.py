"""完成率与排名: each city's completion of each indicator, its rank, and how the rank has moved."""

from decimal import Decimal
from typing import Any

from cascade.drawing import Live
from cascade.grid import address, column_letters
from cascade.model import Direction, Indicator
from cascade.quantity import rounded, shown
from cascade.summary.detail import Detail, Kind
from cascade.summary.facts import NONE, Facts
from cascade.summary.lights import PLACES
from cascade.summary.page import Page
from cascade.theme import lines_needed, number_format

NAME = "完成率与排名"
FIXED = 2
_HEADER, _FIRST_ROW = 3, 6
_MOVE = '"↑"0;"↓"0;"→"'


def draw_ranking(page: Page, facts: Facts, detail: Detail) -> None:
    """Draw the sheet: three columns an indicator, a row a city."""
    cities = facts.plan.cities
    last_row = _FIRST_ROW + len(cities) - 1
    _header(page, facts)
    for at, city in enumerate(cities, start=_FIRST_ROW):
        page.put(at, 1, city.name, "name")
        page.put(at, 2, facts.status(city.code), "unit")
        page.height(at, 20)
    for number, indicator in enumerate(facts.plan.indicators):
        if not facts.judged(indicator):
            _unjudged(page, facts, detail, indicator, number)
        else:
            _indicator(page, facts, detail, indicator, number, last_row)
    ends = [(_first(number), _first(number) + 2) for number in range(len(facts.plan.indicators))]
    _note(page, facts, last_row + 2)
    title = f"{facts.plan.title}{facts.round.name}完成率与排名"
    page.finish(title, facts.basis, ends[-1][1], (_HEADER, _FIRST_ROW - 1), FIXED, ends, footer=facts.footer)


def _first(number: int) -> int:
    """The first column of the indicator of a number (from 0)."""
    return FIXED + 1 + 3 * number


def _header(page: Page, facts: Facts) -> None:
    for at, text in enumerate(("设区市", "报送情况"), start=1):
        page.tall(_HEADER, _FIRST_ROW - 1, at, text, "head")
    lines = 2
    for number, indicator in enumerate(facts.plan.indicators):
        first = _first(number)
        for offset, width in enumerate((10.0, 7.0, 9.0)):
            page.widen(first + offset, width)
        text = f"{indicator.number}．{indicator.name}"
        lines = max(lines, lines_needed(text, 26.0))
        style = page.styles.get("head")
        page.sheet.merge_range(_HEADER - 1, first - 1, _HEADER - 1, first + 1, text, style)
        by = "较目标（百分点）" if indicator.is_rate else "完成率（%）"
        page.sheet.merge_range(_HEADER, first - 1, _HEADER, first + 1, by, page.styles.get("unit"))
        for offset, label in enumerate(("较目标" if indicator.is_rate else "完成率", "名次", "较上期")):
            page.put(_HEADER + 2, first + offset, label, "unit")
    page.height(_HEADER, 13.5 * lines + 4)


def _indicator(
    page: Page, facts: Facts, detail: Detail, indicator: Indicator, number: int, last_row: int
) -> None:
    first = _first(number)
    letters = column_letters(first)
    area = f"{letters}${_FIRST_ROW}:{letters}${last_row}"
    now = _results(facts, detail, indicator)
    ranks, before = _ranks(indicator, now), _last_ranks(facts, indicator)
    ascending = int(_less_is_better(indicator))
    for at, city in enumerate(facts.plan.cities, start=_FIRST_ROW):
        source = detail.outside(city.code, Kind.COMPLETION, indicator.code)
        cell, rank_cell = address(at, first), address(at, first + 1)
        result = now.get(city.code)
        value = Live(
            f'IF(ISNUMBER({source}),ROUND({source},{PLACES}),"{NONE}")', NONE if result is None else result
        )
        page.put(at, first, value, "figure", num_format=number_format(2), **_centred(result))
        rank = ranks.get(city.code)
        formula = f'IF(ISNUMBER({cell}),RANK({cell},{area},{ascending}),"{NONE}")'
        page.put(
            at, first + 1, Live(formula, NONE if rank is None else Decimal(rank)), "check", num_format="0"
        )
        last = before.get(city.code)
        if last is None:
            page.put(at, first + 2, NONE, "check")
            continue
        moved = NONE if rank is None else Decimal(last - rank)
        page.put(
            at,
            first + 2,
            Live(f'IF(ISNUMBER({rank_cell}),{last}-{rank_cell},"{NONE}")', moved),
            "check",
            num_format=_MOVE,
        )
    best = {
        "type": "formula",
        "criteria": f"=AND(ISNUMBER({letters}{_FIRST_ROW}),{column_letters(first + 1)}{_FIRST_ROW}<=3)",
    }
    page.sheet.conditional_format(
        _FIRST_ROW - 1, first - 1, last_row - 1, first, best | {"format": page.styles.get("good")}
    )


def _unjudged(page: Page, facts: Facts, detail: Detail, indicator: Indicator, number: int) -> None:
    """A year-end indicator before the last quarter: shown, but neither judged nor ranked."""
    for at, city in enumerate(facts.plan.cities, start=_FIRST_ROW):
        source = detail.outside(city.code, Kind.COMPLETION, indicator.code)
        result = detail.completion_value(city.code, indicator)
        value = Live(source, NONE if result is None else result)
        page.put(at, _first(number), value, "figure", num_format=number_format(2), **_centred(result))
        for offset in (1, 2):
            page.put(at, _first(number) + offset, NONE, "check")


def _centred(result: Decimal | None) -> dict[str, Any]:
    return {"align": "center"} if result is None else {}


def _results(facts: Facts, detail: Detail, indicator: Indicator) -> dict[str, Decimal]:
    """Completions of the cities that have one, rounded as they are compared."""
    found = {city.code: detail.completion_value(city.code, indicator) for city in facts.plan.cities}
    return {city: rounded(value, PLACES) for city, value in found.items() if value is not None}


def _less_is_better(indicator: Indicator) -> bool:
    """A limit's completion is better the lower; a rate's surplus already points the right way."""
    return indicator.direction is Direction.AT_MOST and not indicator.is_rate


def _ranks(indicator: Indicator, results: dict[str, Decimal]) -> dict[str, int]:
    """Ranks from 1; equal results share a rank, and the next one is left out."""
    sign = 1 if _less_is_better(indicator) else -1
    ordered = sorted(sign * value for value in results.values())
    return {city: ordered.index(sign * value) + 1 for city, value in results.items()}


def _last_ranks(facts: Facts, indicator: Indicator) -> dict[str, int]:
    """The ranks of the progress round before, by the targets that hold now."""
    field = indicator.code if indicator.is_rate else indicator.inputs[0].code
    results = {}
    for city in facts.plan.cities:
        value, target = facts.last.get(field, {}).get(city.code), facts.target(indicator, city.code)
        if value is None or target is None or (target == 0 and not indicator.is_rate):
            continue
        done = indicator.surplus(value, target) if indicator.is_rate else value / target * 100
        results[city.code] = rounded(done, PLACES)
    return _ranks(indicator, results)


def _note(page: Page, facts: Facts, row: int) -> None:
    elapsed = shown(rounded(facts.elapsed, 1))
    notes = (
        f"注：1．数量类按完成率排名（序时进度 {elapsed}%），比率类按高于目标的百分点排名；并列的名次相同。",
        "2．“较上期”为名次变化：↑上升，↓下降，→不变；目标或数据缺失的（—）不排名，未报的不排名。",
    )
    for at, note in enumerate(notes, start=row):
        page.put(at, FIXED + 1, note, "quiet", fit=False, font_size=page.theme.body_size)

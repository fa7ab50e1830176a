"""How wide the columns of 分县表 are: as wide as lets the sheet stand on the fewest pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

from cascade.drawing import page_height
from cascade.formula import value_of
from cascade.headings import heading
from cascade.indicators import Direction, Indicator
from cascade.levels import Levels
from cascade.model import Region
from cascade.returns.facts import Facts
from cascade.summary.cell_texts import text_of
from cascade.summary.detail_columns import gap_word
from cascade.summary.detail_sheet import indicator_heading
from cascade.summary.province import Province
from cascade.summary.province_looks import gap_width, share_format, sign_of_least
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import target_text
from cascade.theme import LINE_POINTS, display_width, number_format, width_needed

ZONE = "*"  # behind the name of a functional zone
FIXED = 2  # columns: the city, and what a row holds
ROWS_OF_CITY = 3  # target, total and gap, above its counties
ROW, BESIDE_LINES = 12.75, 8.0  # points of a row, and of the names' row beside their lines
_ABOVE = 67.0  # points of title, note and units
_AROUND, _AROUND_NAME, _MARK = 0.4, 1.4, 2.0  # characters beside a number and a name, and of a mark
_NARROWEST, _WIDEST_NAME, _LEAST_FIXED = 5.0, 11.0, 11.5
_ROOM = 1.4  # between a number and the rule
_FEWEST_LINES = 2  # of a heading; wider columns would not save any height
_MOST_WAYS = 4  # to spread the columns over pages that are tried

Widths = Mapping[Indicator, float]


@dataclass(frozen=True, slots=True)
class SharesWidths:
    """Widths in characters, and the indicators whose numbers have room beside them."""

    city: float
    name: float
    columns: Widths
    roomy: frozenset[Indicator]


def city_items(facts: Facts) -> tuple[str, ...]:
    """What the rows of a city above its counties hold, in the order of 全省汇总."""
    numbers = sorted(facts.plan.numbers, key=lambda each: not each.adds_up)
    words = dict.fromkeys(gap_word(each, facts.plan.levels) for each in numbers)
    return "目标", "分解数", "／".join(words)


def city_heading(levels: Levels) -> str:
    """The heading of the narrow column of cities: 市州 for 市（州）, whose brackets would stand alone."""
    return re.sub("[（、）]", "", levels.units)


def leaf_names(facts: Facts, city: Region) -> list[str]:
    """The names of a city's counties, and of its functional zones with their mark."""
    return [
        f"{leaf.name}{ZONE if facts.plan.is_zone(leaf.code, city.code) else ''}"
        for leaf in facts.leaves(city)
    ]


def widths_on(page: SummaryPage, province: Province, cities: Mapping[Region, int]) -> SharesWidths:
    """The widths for some cities, each with the number of its rows."""
    facts, levels = province.facts, province.facts.plan.levels
    names = [*city_items(facts), *(name for city in cities for name in leaf_names(facts, city))]
    city = max(
        width_needed(city_heading(levels), len(city_heading(levels))),
        *(width_needed(each.name, int(rows * ROW / LINE_POINTS)) for each, rows in cities.items()),
    )
    name = min(_WIDEST_NAME, max(map(display_width, names)) + _AROUND_NAME)
    name = max(name, _LEAST_FIXED - city)
    numbers = [each for each in facts.indicators if not each.is_words]
    needed = {each: max(_NARROWEST, *_texts(province, each, cities)) + _AROUND for each in numbers}
    room = page.room(len(needed) + FIXED) - city - name
    least = max(1, ceil(sum(needed.values()) / room))
    ways = [_shared(needed, room, across) for across in range(least, least + _MOST_WAYS)]
    columns = min(enumerate(ways, start=least), key=lambda way: way[0] * _down(page, way[1], cities))[1]
    roomy = frozenset(each for each in numbers if columns[each] >= needed[each] + _ROOM)
    return SharesWidths(city, name, columns, roomy)


def _shared(needed: Widths, room: float, across: int) -> Widths:
    """Widths for so many pages beside each other, by which the headings take as few lines as may be."""
    best = needed
    for lines in range(max(_lines(each, needed[each]) for each in needed), _FEWEST_LINES - 1, -1):
        widths = {each: _with_lines(each, least, lines) for each, least in needed.items()}
        if sum(widths.values()) + (across - 1) * max(widths.values()) > across * room:
            break
        best = widths
    return best


def _with_lines(indicator: Indicator, least: float, lines: int) -> float:
    """The least width of a column whose heading takes at most so many lines."""
    width = least
    while _lines(indicator, width) > lines:
        width = floor(width) + 1.0
    return width


def _lines(indicator: Indicator, width: float) -> int:
    return heading(indicator_heading(indicator), width)[1]


def room_for_cities(page: SummaryPage, header: float, scale: float = 1.0) -> float:
    """The points that a page at a scale offers to the rows of cities, below names of a height."""
    return page_height(page.theme) / scale - _ABOVE - page.above_title - header


def _down(page: SummaryPage, widths: Widths, cities: Mapping[Region, int]) -> int:
    """How many pages stand below each other."""
    lines = max(_lines(each, width) for each, width in widths.items())
    smallest = page.theme.smallest_official_point / page.theme.body_size
    room = room_for_cities(page, LINE_POINTS * lines + BESIDE_LINES, smallest)
    pages, used = 1, 0.0
    for rows in cities.values():
        if used and used + rows * ROW > room:
            pages, used = pages + 1, 0.0
        used += rows * ROW
    return pages


def _texts(province: Province, indicator: Indicator, cities: Iterable[Region]) -> Iterator[float]:
    """The widths that the texts of an indicator's column need."""
    facts, shape = province.facts, number_format(province.places(indicator))
    mark = 0.0 if indicator.adds_up else _MARK
    for city in cities:
        target, _, apart = (value_of(each) for each in province.contents(indicator, city.code))
        if indicator.direction is Direction.WITHIN:
            yield display_width(target_text(facts, indicator, city.code))
        signed = indicator.is_limit or sign_of_least(province, indicator, city.code)
        yield display_width(text_of(target, shape)) + (_MARK if signed else 0.0)
        yield gap_width(indicator, apart, shape)
        for region in (city, *facts.leaves(city)):
            share = facts.value(indicator.code, region.code)
            yield display_width(text_of(share, share_format(province, indicator, share))) + mark

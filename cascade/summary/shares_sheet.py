"""分县表 of a breakdown's pack: the target, total and gap of every city, and below them its counties' shares.

Indicators stand across, so that a page holds several cities. Every number refers to 全省汇总 or the table of
counties.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from cascade.grid import Area, absolute_address, address
from cascade.headings import balanced, heading
from cascade.indicators import Direction, Indicator
from cascade.judging.county_rates import below_city, rate_sides
from cascade.judging.lights import FAIR, STYLES
from cascade.judging.targets import NUMBER_SHORT, bounded, weakest_word
from cascade.model import Region
from cascade.summary.conditional_formats import colour_gaps
from cascade.summary.detail_columns import ColumnKind
from cascade.summary.detail_sheet import indicator_heading
from cascade.summary.province import DIFFERENCE, REPORT, TARGET, Province
from cascade.summary.province_looks import looks, share_format, sign_of_least, without_good
from cascade.summary.shares_widths import (
    BESIDE_LINES,
    FIXED,
    ROW,
    ROWS_OF_CITY,
    ZONE,
    city_heading,
    city_items,
    leaf_names,
    room_for_cities,
    widths_on,
)
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import as_of, page_footer, titled
from cascade.theme import LINE_POINTS, lines_needed, marked, number_format

_HEADER, _UNITS, _FIRST_ROW = 3, 4, 5
_GOAL = {Direction.AT_MOST: '"≤"'}
_LEAST_LEFT = 3  # rows of a city that goes on on another page
_APART = {"top": 2}  # a thicker line above each city


def draw_shares(page: SummaryPage, province: Province) -> None:
    """Draw the sheet for the cities that have reported."""
    facts = province.facts
    sheet = _SharesSheet(page, province)
    sheet.headings()
    page.stand_up(sheet.height)
    blocks = [block for city, row in sheet.rows.items() for block in sheet.city(city, row)]
    for indicator, at in sheet.columns.items():
        for row in sheet.rows.values():
            colour_gaps(page, indicator, Area(row + DIFFERENCE, at, row + DIFFERENCE, at))
    last, groups = max(sheet.columns.values()), [(at, at) for at in sheet.columns.values()]
    page.fill_page(last, FIXED)
    title = titled(facts, facts.plan.levels.shares_sheet)
    rows, header, footer = (_FIRST_ROW, blocks[-1][1]), (_HEADER, _UNITS), page_footer(facts)
    page.finish(title, sheet.note, last, header, FIXED, groups, blocks, footer, table=rows)


class _SharesSheet:
    """The sheet's columns by indicator, and the first row of every city that has reported."""

    def __init__(self, page: SummaryPage, province: Province) -> None:
        self.page, self.province, self.facts = page, province, province.facts
        cities = [each for each in self.facts.plan.cities if each.code in self.facts.counted]
        self._sizes = {each: ROWS_OF_CITY + len(self.facts.leaves(each)) for each in cities}
        self.rows = dict(zip(cities, accumulate(self._sizes.values(), initial=_FIRST_ROW), strict=False))
        self._widths = widths_on(page, province, self._sizes)
        self.columns = {each: at for at, each in enumerate(self._widths.columns, start=FIXED + 1)}

    @property
    def note(self) -> str:
        """How the round stands, and what the rows of a rate hold."""
        levels = self.facts.plan.levels
        sides = rate_sides(self.facts.plan)
        weakest = weakest_word(sides)
        short = f"{below_city(sides, levels)}的{levels.leaf_short}数"
        least = f"比率类的分解数为{levels.leaf_tier}{weakest}"
        of_rates = f"{least}，{levels.leaf_short}数为{short}" if weakest else ""
        marked = any(ZONE in name for city in self.rows for name in leaf_names(self.facts, city))
        of_zones = f"{ZONE}功能区，不含在所在{levels.leaf_places}内" if marked else ""
        return "　".join(filter(None, (as_of(self.facts), of_rates, of_zones)))

    @property
    def height(self) -> float:
        """About how many points all rows take."""
        return self.page.heights[_HEADER] + sum(self._sizes.values()) * ROW

    def headings(self) -> None:
        """Write the headings of the columns."""
        page, levels, widths = self.page, self.facts.plan.levels, self._widths
        columns = [(city_heading(levels), widths.city), (levels.leaf, widths.name)]
        columns += [(indicator_heading(each), width) for each, width in widths.columns.items()]
        for at, (text, width) in enumerate(columns, start=1):
            page.widen(at, width)
            broken, lines = heading(text, width)
            page.put(_HEADER, at, broken, "head", fit=False)
            page.height(_HEADER, LINE_POINTS * lines + BESIDE_LINES)
        page.merge((_UNITS, 1, _UNITS, FIXED), "单位", "unit")
        for indicator, at in self.columns.items():
            page.put(_UNITS, at, indicator.unit, "unit", fit=False)

    def city(self, city: Region, first: int) -> Iterator[tuple[int, int]]:
        """Draw a city; yields the first and the last row of what a page should not split.

        Its name stands on every page that it needs.
        """
        page, leaves = self.page, self.facts.leaves(city)
        names = [*city_items(self.facts), *leaf_names(self.facts, city)]
        last = first + len(names) - 1
        for row, name in enumerate(names, start=first):
            style = "label" if row < first + ROWS_OF_CITY else "name"
            lines = lines_needed(name.removesuffix(ZONE), self._widths.name)  # the mark has room beside it
            name = name if lines == 1 else balanced(name, int(self._widths.name) - 1)
            page.put(row, 2, name, style, fit=False, **_apart(row, first))
            page.height(row, ROW if lines == 1 else LINE_POINTS * lines)
        for indicator in self.columns:
            self._of_city(city, indicator, first)
            self._of_leaves(city, leaves, indicator, first + ROWS_OF_CITY)
        most = max(1, int(room_for_cities(page, page.heights[_HEADER]) / ROW))
        top = first
        while top <= last:
            bottom = min(top + most - 1, last)
            if 0 < last - bottom < _LEAST_LEFT:
                bottom = last - _LEAST_LEFT
            page.tall(top, bottom, 1, city.name, "head", fit=False)
            yield top, bottom
            top = bottom + 1

    def _of_city(self, city: Region, indicator: Indicator, first: int) -> None:
        """Write a city's target, what it has shared out, and the gap."""
        total = self.province.detail.outside(city.code, ColumnKind.NUMBER, indicator.code)
        for item in (TARGET, REPORT, DIFFERENCE):
            source = total if item == REPORT else self.province.outside(indicator, item, city.code)
            style, more = looks(self.province, indicator, item, city.code, source.value)
            if item == TARGET and indicator.direction is not Direction.WITHIN:
                least = sign_of_least(self.province, indicator, city.code)
                more["num_format"] = _GOAL.get(indicator.direction, least) + self._shape(indicator)
            elif item == DIFFERENCE:
                more["num_format"] = without_good(more["num_format"])
            elif item == REPORT:
                style = "total"
            look = more | self._room(indicator) | _apart(first + item, first)
            self.page.put(first + item, self.columns[indicator], source.live(), style, fit=False, **look)

    def _of_leaves(self, city: Region, leaves: Sequence[Region], indicator: Indicator, first: int) -> None:
        """Write the counties' shares; those of a rate bear a mark where they miss their city's target."""
        at, page, shape = self.columns[indicator], self.page, self._shape(indicator)
        for row, leaf in enumerate(leaves, start=first):
            source = self.province.detail.outside(leaf.code, ColumnKind.NUMBER, indicator.code)
            look = {"num_format": share_format(self.province, indicator, source.value)}
            look |= self._room(indicator)
            look |= {"align": "center"} if isinstance(source.value, str) else {}
            page.put(row, at, source.live(), "figure", fit=False, **look)
        if not indicator.adds_up and leaves:
            rule = bounded(NUMBER_SHORT[indicator.direction], self.facts.upper(indicator, city.code))
            target = absolute_address(first - ROWS_OF_CITY, at)
            area = Area(first, at, first + len(leaves) - 1, at)
            short = rule.text(share=address(first, at), target=target)
            page.colour(area, short, STYLES[FAIR], num_format=marked(shape, FAIR), **self._room(indicator))

    def _shape(self, indicator: Indicator) -> str:
        """The number format that all numbers of an indicator share."""
        return number_format(self.province.places(indicator))

    def _room(self, indicator: Indicator) -> dict[str, Any]:
        return {"room": indicator in self._widths.roomy}


def _apart(row: int, first: int) -> dict[str, Any]:
    return _APART if row == first else {}

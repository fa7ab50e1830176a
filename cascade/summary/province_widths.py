"""How wide the columns and high the rows of 全省汇总 are: on paper as lets it stand on the fewest pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from cascade.drawing import page_height
from cascade.formula import value_of
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR
from cascade.summary.cell_texts import text_of
from cascade.summary.notes import notes
from cascade.summary.province import DIFFERENCE, FIXED, LIGHT, NAME_COLUMN, REPORT, Province
from cascade.summary.province_looks import gap_width, looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import coverage, target_text
from cascade.theme import LINE_POINTS, display_width, lines_needed

NAME_WIDTH, LEAD_WIDTH, CELL = 27.0, 15.0, 10.5
_FIXED_WIDTHS, _AROUND_ITEM = (6.0, 8.0), 2.0  # about: number, unit; beside an item
_NUMBER, _NARROW_NAME = 3.6, 12.0
_NARROWEST_CELL, ROOMY_CELL = 6.5, 9.2  # what is longer than that shrinks in its cell
_WIDEST_UNIT = 7.0  # what is longer wraps
_LINES = 2  # that a name takes at most where there is room for a wider column
_ROW, _NARROW_ROW = 16.0, 12.25  # points of a row
_BESIDE, _NARROW_BESIDE = 2.0, 0.5  # points of the rows of a name beside its lines
_FOLDED = 2.0  # points more for an item on several lines, which else would touch the rules
_ABOVE, _NARROW_ABOVE, _STATES = 92.0, 85.0, 17.0  # points above the table; of these, of the states
_ROOM = 0.7  # characters of a cell beside its number
_DIGITS = 1.0  # characters of a column for one of a target, whose digits are narrow, and for the rules


@dataclass(frozen=True, slots=True)
class ProvinceWidths:
    """Widths in characters: of the name, of the items, and of the regions' cells, none where these fit.

    With such widths the sheet is `narrow`: it leaves out leads and units, which the targets show, too; signs
    stand before the completions instead of a row of their own. `roomy` cells have room beside all numbers.
    """

    name: float = NAME_WIDTH
    item: float = 0.0
    cells: tuple[float, ...] = ()
    roomy: bool = True

    @property
    def narrow(self) -> bool:
        """Whether leads, units and lights are left out."""
        return bool(self.cells)

    def folds(self, province: Province, indicator: Indicator) -> bool:
        """Whether a breakdown's ranges of a rate stand on two lines, lest they shrink in their cells."""
        if not self.narrow or province.facts.is_progress or indicator.adds_up:
            return False
        ranges = [str(value_of(province.contents(indicator, each)[REPORT])) for each in province.regions]
        return any(display_width(text) > width for text, width in zip(ranges, self.cells, strict=True))

    def height(self, province: Province) -> float:
        """The points of all rows."""
        return sum(sum(self.heights(province, each)) for each in province.facts.indicators)

    def heights(self, province: Province, indicator: Indicator) -> list[float]:
        """The heights of an indicator's rows in points; 0 of the lights where these are left out."""
        items = province.items(indicator)
        shown = [not (self.narrow and province.facts.is_progress and at == LIGHT) for at in range(len(items))]
        lines = lines_needed(indicator.indented, self.name)
        if not self.narrow:
            lines = max(lines, lines_needed(indicator.lead, LEAD_WIDTH))
        least, beside = (_NARROW_ROW, _NARROW_BESIDE) if self.narrow else (_ROW, _BESIDE)
        folded = [lines_needed(text, self.item) if self.narrow else 1 for text in items]
        if self.folds(province, indicator):
            folded[REPORT] = 2
        rows = [max(least, LINE_POINTS * each + _FOLDED) if each > 1 else least for each in folded]
        rows = [height if seen else 0.0 for height, seen in zip(rows, shown, strict=True)]
        lacking = max(0.0, LINE_POINTS * lines + beside * sum(shown) - sum(rows)) / sum(shown)
        return [height + lacking if height else 0.0 for height in rows]


def widths_on(page: SummaryPage, province: Province) -> ProvinceWidths:
    """The usual shape; on paper the narrow one where that takes fewer pages."""
    regions, facts = province.regions, province.facts
    if not page.on_paper or any(each.is_words for each in facts.indicators):
        return ProvinceWidths()
    needed, folded = (
        [max(_NARROWEST_CELL, *_text_widths(province, region, folds)) for region in regions]
        for folds in (False, True)
    )
    unit = narrow_unit(province)
    room = page.room(FIXED + len(regions)) - _NUMBER - _NARROW_NAME - unit  # for items and cells
    items = {display_width(text) for each in facts.indicators for text in province.items(each)}
    least = ceil(max(items) / 2) + 2.5  # every item on two lines
    wished = [least, *(each + 1.0 for each in sorted(items, reverse=True) if each + 1.0 > least)]
    ways = [_shared(province, room, cells, item) for cells in (needed, folded) for item in wished]
    usual = sum(_FIXED_WIDTHS) + max(items) + _AROUND_ITEM + NAME_WIDTH + LEAD_WIDTH
    across = ceil(CELL * len(regions) / (page.room(FIXED + len(regions) + 1) - usual))
    pages = [(each * _down(page, province, shape), shape.height(province)) for each, shape in ways]
    if min(pages)[0] >= across * _down(page, province, ProvinceWidths()):
        return ProvinceWidths()
    _, shape = ways[pages.index(min(pages))]
    for at, width in ((1, _NUMBER), (NAME_COLUMN, shape.name), (3, unit), (FIXED, shape.item)):
        page.widen(at, width)
    return shape


def narrow_unit(province: Province) -> float:
    """The width of the column of units in a narrow table: 0 where all targets show theirs, too."""
    facts = province.facts
    untold = [
        display_width(each.unit)
        for each in facts.plan.numbers
        for city in facts.plan.cities
        if (goal := target_text(facts, each, city.code)) and each.unit not in goal
    ]
    return min(_WIDEST_UNIT, max(untold) + 1.0) if untold else 0.0


def _down(page: SummaryPage, province: Province, shape: ProvinceWidths) -> int:
    """How many pages of a shape stand below each other."""
    facts = province.facts
    smallest = page.theme.body_size / page.theme.smallest_official_point
    above = (_NARROW_ABOVE if shape.narrow else _ABOVE) + page.above_title
    room = page_height(page.theme) * smallest - above + (_STATES if facts.complete else 0.0)
    sizes = [sum(shape.heights(province, each)) for each in facts.indicators]
    width = page.room(1)
    sizes[-1] += sum(page.height_of(note, width) for note in notes(facts)[shape.narrow :])
    pages, used = 1, 0.0
    for size in sizes:
        if used and used + size > room:
            pages, used = pages + 1, 0.0
        used += size
    return pages


def _shared(province: Province, room: float, needed: list[float], item: float) -> tuple[int, ProvinceWidths]:
    """The narrow shape with items of a width, and how many of its pages stand beside each other.

    `room` is for items and cells, of which the cells need so much; names take what is left, on every page.
    """
    across = ceil(sum(needed) / (room - item))
    spare = across * (room - item) - sum(needed) - (across - 1) * max(needed)
    name, indicators = _NARROW_NAME, province.facts.indicators
    while spare >= across and max(lines_needed(each.indented, name) for each in indicators) > _LINES:
        name, spare = name + 1.0, spare - across
    more = max(0.0, spare) / len(needed)
    return across, ProvinceWidths(name, item, tuple(each + more for each in needed), more >= _ROOM)


def _text_widths(province: Province, region: str, folds: bool) -> Iterator[float]:
    """How wide the targets of a region are, its results, and what stands for their gaps with their signs.

    Where a range `folds`, each of its ends stands on a line.
    """
    facts = province.facts
    if region == facts.plan.province and not facts.complete:
        yield float(display_width(coverage(facts)))
    for each in facts.indicators:
        yield _DIGITS * display_width(target_text(facts, each, region))
        values = [value_of(content) for content in province.contents(each, region)]
        shapes = [
            looks(province, each, item, region, value)[1]["num_format"] for item, value in enumerate(values)
        ]
        result = text_of(values[REPORT], shapes[REPORT])
        apart = text_of(values[DIFFERENCE], shapes[DIFFERENCE])
        if not facts.is_progress:
            yield _DIGITS * gap_width(each, values[DIFFERENCE], shapes[DIFFERENCE]) + 0.4
            result = max(result.split("–"), key=len) + "–" if folds and not each.adds_up else result
            apart = ""
        elif str(values[LIGHT])[:1] in (BAD, FAIR):
            apart = f"{BAD} {apart}"
        yield min(ROOMY_CELL, _DIGITS * max(map(display_width, (result, apart))) + 0.4)

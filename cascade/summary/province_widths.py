"""How wide the columns of 全省汇总 are: on paper as narrow as lets it stand on fewer pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from cascade.formula import value_of
from cascade.judging.lights import BAD, FAIR
from cascade.quantity import shown
from cascade.summary.cell_texts import text_of
from cascade.summary.province import DIFFERENCE, FIXED, LIGHT, NAME_COLUMN, REPORT, Province
from cascade.summary.province_looks import looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import coverage, target_text
from cascade.theme import display_width, lines_needed

NAME_WIDTH, LEAD_WIDTH, CELL = 27.0, 15.0, 10.5
_FIXED_WIDTHS = (6.0, 8.0, 10.0)  # about: number, unit, item
_NUMBER, _NARROW_NAME = 4.6, 14.0
_NARROWEST_CELL, _ROOMY_CELL = 6.5, 9.2  # what is longer than that shrinks in its cell
_LINES = 2  # that a name takes at most where there is room for a wider column
_DIGITS = 1.0  # characters of a column for one of a target, whose digits are narrow, and for the rules


@dataclass(frozen=True, slots=True)
class ProvinceWidths:
    """Widths in characters: of the name, of the items, and of the regions' cells, none where these fit.

    With such widths the sheet is `narrow`: it leaves out leads and units, which the targets show, too; signs
    stand before the completions instead of a row of their own.
    """

    name: float = NAME_WIDTH
    item: float = 0.0
    cells: tuple[float, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether leads, units and lights are left out."""
        return bool(self.cells)


def widths_on(page: SummaryPage, province: Province) -> ProvinceWidths:
    """The usual shape; on paper the narrow one where that is fewer pages wide."""
    regions, facts = province.regions, province.facts
    usual = sum(_FIXED_WIDTHS) + NAME_WIDTH + LEAD_WIDTH
    if not page.on_paper or any(each.is_words for each in facts.indicators):
        return ProvinceWidths()
    needed = [max(_NARROWEST_CELL, *_text_widths(province, region)) for region in regions]
    room = page.room(FIXED + len(regions)) - _NUMBER - _NARROW_NAME  # for items and cells
    items = max(display_width(text) for each in facts.indicators for text in province.items(each))
    ways = [
        _shared(province, room, needed, item) for item in (items + 1.0, ceil(items / 2) + 2.5)
    ]  # items on one line, or on two
    across, _, shape = min(ways, key=lambda way: way[:2])
    if across >= ceil(CELL * len(regions) / (page.room(FIXED + len(regions) + 1) - usual)):
        return ProvinceWidths()
    for at, width in ((1, _NUMBER), (NAME_COLUMN, shape.name), (3, 0.0), (FIXED, shape.item)):
        page.widen(at, width)
    return shape


def _shared(
    province: Province, room: float, needed: list[float], item: float
) -> tuple[int, int, ProvinceWidths]:
    """The narrow shape with items of a width: how many pages stand beside each other, how many lines it has.

    `room` is for items and cells, of which the cells need so much; names take what is left, on every page.
    """
    across = ceil(sum(needed) / (room - item))
    spare = across * (room - item) - sum(needed) - (across - 1) * max(needed)
    name, indicators = _NARROW_NAME, province.facts.indicators
    while spare >= across and max(lines_needed(each.indented, name) for each in indicators) > _LINES:
        name, spare = name + 1.0, spare - across
    lines = sum(
        max(lines_needed(each.indented, name), sum(lines_needed(text, item) for text in province.items(each)))
        for each in indicators
    )
    more = max(0.0, spare) / len(needed)
    return across, lines, ProvinceWidths(name, item, tuple(each + more for each in needed))


def _text_widths(province: Province, region: str) -> Iterator[float]:
    """How wide the targets of a region are, its results, and what stands for their gaps with their signs."""
    facts = province.facts
    if region == facts.plan.province:
        yield float(display_width(coverage(facts)))
    for each in facts.indicators:
        yield _DIGITS * display_width(target_text(facts, each, region))
        values = [value_of(content) for content in province.contents(each, region)]
        result, completion = (
            text_of(values[item], looks(province, each, item, region, values[item])[1]["num_format"])
            for item in (REPORT, DIFFERENCE)
        )
        if facts.is_progress and str(values[LIGHT])[:1] in (BAD, FAIR):
            completion = f"{BAD} {completion}"
        yield min(_ROOMY_CELL, _DIGITS * max(map(display_width, (result, completion))) + 0.4)
        if isinstance(apart := values[DIFFERENCE], Decimal) and not facts.is_progress:
            yield _DIGITS * display_width(f"{BAD}{shown(apart)}") + 0.4

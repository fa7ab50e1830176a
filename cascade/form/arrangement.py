"""What goes where on the sheet for the stamp: indicators down, the city and its regions across."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.drawing import Pages, fit_or_break, page_height, plan_pages
from cascade.form.canvas import Canvas
from cascade.form.lines import LINE_POINTS
from cascade.form.signoff import SIGN_POINTS, SIGNATURES
from cascade.form.slots import Slots
from cascade.layout import Column, Key, Role
from cascade.model import RoundKind
from cascade.quantity import shown
from cascade.theme import column_points, display_width, lines_needed

TITLE, WARNING, HEAD = 1, 2, 3  # the rows above the indicators
NAME, UNIT = 1, 2  # the first columns; those for the city, the regions and the zones follow
_NAME_WIDTH, _UNIT_WIDTH, _REGION_WIDTH, _SLOT_WIDTH = 28.0, 5.5, 7.0, 8.0  # at least
_SHARED = {"本市目标": 9.5, "合计": 12.5}  # the city's columns in a breakdown, and their widths at least
_REACHED = {"本市目标": 9.5, "本市本期": 9.5, "完成率": 13.5}  # those in a progress round
_WIDEST_NAME, _WIDEST = 54.0, 18.0  # the names, and a column of numbers, however much room there is
_ROOMY = 9.0  # a column with room between a number and the line beside it
_ZONE_NAME = "某" * 14  # names of zones come later: room for one as long as this
_AIR, _TALLEST_ENTRY = 4.0, 44.0  # points, where there is room: above and below a name, and both with it


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator: where it stands in the form, and the columns of it that are shown.

    `value` is what is shown of each region, `ahead` how far the city is (in a progress form).
    """

    canvas: Canvas
    value: Column
    ahead: Column | None

    @property
    def target(self) -> Key:
        """The key of the city's target."""
        return self.canvas.contents.sheet.city, self.value.indicator, Role.TARGET

    def key(self, region: str) -> Key:
        """The key of what is shown of a region; the city's is its total or its rate."""
        return region, self.value.field, self.value.role


def _entries(canvases: Sequence[Canvas]) -> list[Entry]:
    """The indicators in the plan's order, whichever sheet of the form they stand on."""
    found = []
    for canvas in canvases:
        for first, last, _ in canvas.groups:
            columns = canvas.contents.sheet.columns[first - 1 : last]
            mine = {column.role: column for column in columns}
            value = mine.get(Role.VALUE) or mine[Role.INPUT]
            found.append(Entry(canvas, value, mine.get(Role.COMPLETION)))
    return sorted(found, key=lambda entry: entry.value.number)


class Arrangement:
    """The rows and columns of the sheet, counted from 1, their sizes, and how it goes onto paper.

    `regions` are counties and the zones that were known when the form was issued, `slots` those to come.
    """

    def __init__(self, canvases: Sequence[Canvas]) -> None:
        self.canvas = canvases[0]
        self.breakdown = self.canvas.contents.layout.kind is RoundKind.BREAKDOWN
        self.entries = _entries(canvases)
        self.city = _SHARED if self.breakdown else _REACHED
        self.fixed = UNIT + len(self.city)  # the columns that every page has
        rows = self.canvas.contents.leaf_rows[0]
        self.regions = [self.canvas.contents.row(at).region for at in rows]
        self.note = HEAD + len(self.entries) + 1  # the row below the last indicator
        self.index = self.signatures[-1] + 2  # the row below the printed sheet
        self.slots = Slots(canvases, self.fixed + len(self.regions) + 1, self.index)
        self.widths = self._widths()
        self.heights = self._heights()
        self.pages = self._pages()

    @property
    def first_page(self) -> range:
        """The columns of the first page, without those that further pages repeat."""
        breaks = self.pages.breaks
        return range(self.fixed + 1, breaks[0] + 1) if breaks else range(1, len(self.widths) + 1)

    @property
    def signatures(self) -> range:
        """The rows of the sign-off."""
        return range(self.note + 1, self.note + 1 + len(SIGNATURES))

    def air(self, at: int) -> dict[str, int]:
        """The distance of a column's numbers from its right line, where the column has room for one."""
        return {"indent": 1} if self.widths[at - 1] >= _ROOMY else {}

    def _widths(self) -> list[float]:
        """What each column needs: names as wide as takes no further page, numbers wider if there is room."""
        least = self._least_widths()
        pages = len(self._columns(least).breaks)
        longest = max(display_width(entry.value.title) for entry in self.entries) + 4.0
        names = range(int(min(longest, _WIDEST_NAME)), int(least[0]), -1)
        wider = ([float(name), *least[1:]] for name in names)
        named = next((each for each in wider if len(self._columns(each).breaks) == pages), least)
        slots = self.fixed + len(self.regions)
        airy = [named[0], *(max(width, _WIDEST) for width in least[1:slots]), *least[slots:]]
        return _widened(named, airy, self.canvas.theme.printable[0])

    def _least_widths(self) -> list[float]:
        titles = [display_width(entry.value.title) + 4.0 for entry in self.entries]
        units = [display_width(entry.value.unit) + 1.0 for entry in self.entries]
        givens = self.canvas.contents.layout.givens
        goals = [givens[entry.target] for entry in self.entries if entry.target in givens]
        digits = max((len(shown(goal.number)) for goal in goals if goal.number is not None), default=0)
        city = [max(width, digits + 2.0) for width in self.city.values()]
        city[0] = max([city[0], *(display_width(goal.text) + 2.0 for goal in goals)])
        regions = [max(_REGION_WIDTH, digits + 1.5)] * len(self.regions)
        slots = [_SLOT_WIDTH] * len(self.slots.columns)
        return [min(_NAME_WIDTH, max(titles)), max([_UNIT_WIDTH, *units]), *city, *regions, *slots]

    def _heights(self) -> dict[int, float]:
        names = [str(self.canvas.feed((region, "", Role.NAME))[1]) for region in self.regions]
        names += [_ZONE_NAME] * len(self.slots.columns)
        widths = self.widths[self.fixed :]
        lines = max(lines_needed(name, width) for name, width in zip(names, widths, strict=True))
        heights = {TITLE: 30.0, WARNING: 16.0, HEAD: LINE_POINTS * max(2, lines) + 6}
        heights |= {self.note: 2 * LINE_POINTS} | dict.fromkeys(self.signatures, SIGN_POINTS)
        entries = self._entry_heights(sum(heights.values()))
        return heights | dict(enumerate(entries, start=HEAD + 1))

    def _entry_heights(self, others: float) -> list[float]:
        """What the names need; on one page all alike if they fit so, and with air if there is room."""
        theme = self.canvas.theme
        lines = [lines_needed(entry.value.title, self.widths[0]) for entry in self.entries]
        needed = [LINE_POINTS * each + 1 for each in lines]
        alike = [max(needed)] * len(needed)
        most = page_height(theme) * theme.body_size / theme.smallest_official_point - others
        if sum(needed) > most:  # more than one page
            return [points + _AIR for points in needed]
        chosen = alike if sum(alike) <= most else needed
        spare = max(0.0, page_height(theme) - others - sum(chosen)) / len(chosen)
        return [max(points, min(points + spare, _TALLEST_ENTRY)) for points in chosen]

    def _columns(self, widths: list[float]) -> Pages:
        """One page wide where that stays readable; else broken between regions."""
        theme, groups = self.canvas.theme, [(at, at) for at in range(self.fixed + 1, len(widths) + 1)]
        return plan_pages(widths, groups, self.fixed, theme.smallest_official_point, theme)

    def _pages(self) -> Pages:
        """One page where it stays readable; else broken between regions and between indicators."""
        theme, pages = self.canvas.theme, self._columns(self.widths)
        last = self.note - 1  # stays with the note and the sign-off
        blocks = [*((row, row) for row in range(HEAD + 1, last)), (last, self.signatures[-1])]
        smallest = theme.smallest_official_point
        return fit_or_break(pages, self.widths, self.heights, (HEAD, HEAD), blocks, smallest, theme)


def _widened(least: list[float], most: list[float], paper: float) -> list[float]:
    """Columns made wider towards `most`, all by the same share of the way, until they fill the paper."""
    needed, wanted = (sum(map(column_points, widths)) for widths in (least, most))
    share = min(1.0, max(0.0, (paper - needed) / (wanted - needed))) if wanted > needed else 0.0
    return [low + share * (high - low) for low, high in zip(least, most, strict=True)]

"""Arrangement and sizes of the sheet for the stamp: indicators in rows, city and regions in columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from cascade.drawing import Pages, fit_or_break, page_height, plan_pages, widened
from cascade.form.contents import Contents
from cascade.form.signoff import SIGN_POINTS, SIGNATURES
from cascade.indicators import Comparison, number_order
from cascade.layout import Column, Key, Line, Role
from cascade.model import RoundKind
from cascade.quantity import shown
from cascade.theme import LINE_POINTS, Theme, display_width, lines_needed

TITLE, WARNING, HEAD = 1, 2, 3  # the rows above the indicators
NAME, UNIT = 1, 2  # the first columns; those for the city, the regions and the zones follow
_NAME_WIDTH, _UNIT_WIDTH, _REGION_WIDTH, _ZONE_WIDTH = 28.0, 5.5, 7.0, 8.0  # at least
_SHARED = {"{own}目标": 9.5, "合计": 12.5}  # the city's columns in a breakdown, and their widths at least
_REACHED = {"{own}目标": 9.5, "{own}本期": 9.5, "完成率": 13.5}  # those in a progress round
_REACHED_OF_LIMITS = {"{own}目标": 9.5, "{own}本期": 9.5, "完成率或\n占限额": 13.5}
_WIDEST_NAME, _WIDEST = 54.0, 18.0  # greatest widths of the name column and of a number column
ROOMY = 9.0  # a column this wide can indent its numbers
_ZONE_NAME = "某" * 14  # cities name zones later; leave room for a name this long
_AIR, _TALLEST_ENTRY = 4.0, 44.0  # points: padding of a row, and the greatest height of a padded one


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator: the number (from 0) of its form sheet, and those of its columns that the sheet shows.

    `value` is the column shown for each region; in a progress form `ahead` is the city's completion,
    `by_round` its target by the round.
    """

    sheet: int
    city: str
    value: Column
    ahead: Column | None
    by_round: Column | None = None

    @property
    def in_words(self) -> bool:
        """Whether targets and results are words."""
        return bool(self.value.choices) or self.value.role is Role.TARGET

    @property
    def target(self) -> Key:
        """The key of the city's target."""
        return self.city, self.value.indicator, Role.TARGET

    @property
    def is_limit(self) -> bool:
        """Whether the city's completion is the part of a limit that is used."""
        return self.ahead is not None and self.ahead.compared is Comparison.LIMIT

    def key(self, region: str) -> Key:
        """The key of the number shown for a region; for the city, its total or its rate."""
        return region, self.value.field, self.value.role


def _entries(drawn: Sequence[Contents]) -> list[Entry]:
    """The indicators of all form sheets, in the plan's order."""
    found = []
    for number, contents in enumerate(drawn):
        for first, last in contents.sheet.groups:
            columns = contents.sheet.columns[first - 1 : last]
            mine = {column.role: column for column in columns}
            value = mine.get(Role.VALUE) or mine.get(Role.INPUT) or mine[Role.TARGET]
            ahead, by_round = mine.get(Role.COMPLETION), mine.get(Role.ROUND_TARGET)
            found.append(Entry(number, contents.sheet.city, value, ahead, by_round))
    return sorted(found, key=lambda entry: number_order(entry.value.number))


@dataclass(frozen=True, slots=True)
class StampSizes:
    """The widths of the columns (characters), the heights of the rows (number and points), and the pages."""

    widths: tuple[float, ...]
    heights: tuple[tuple[int, float], ...]
    pages: Pages


class StampLayout:
    """The rows and columns of the sheet, counted from 1.

    `regions` are counties and the zones that were known when the form was issued, none where the city reports
    for itself; `zone_columns` are the columns for zones that the city names later.
    """

    def __init__(self, drawn: Sequence[Contents]) -> None:
        self.contents = drawn[0]
        self.breakdown = self.contents.layout.kind is RoundKind.BREAKDOWN
        self.entries = _entries(drawn)
        self.limits = [each for each in self.entries if each.is_limit]
        columns = _SHARED if self.breakdown else _REACHED_OF_LIMITS if self.limits else _REACHED
        self.by_round = [each for each in self.entries if each.by_round]
        if labels := [each.by_round.label for each in self.entries if each.by_round]:
            whole, *others = columns.items()
            columns = dict([whole, (labels[0], whole[1]), *others])
        levels = self.contents.layout.levels
        self.city = {levels.fill(heading): width for heading, width in columns.items()}
        self.fixed = UNIT + len(self.city)  # the columns that every page repeats
        leaves = [self.contents.row(at).region for at in self.contents.leaf_rows[0]]
        self.regions = [each for each in leaves if each != self.contents.sheet.city]
        self.note = note(len(self.entries))
        self.index = self.signatures[-1] + 2  # the row below the printed sheet
        first = self.fixed + len(self.regions) + 1
        self.zone_columns = range(first, first + len(self.contents.spare_rows))

    @property
    def signatures(self) -> range:
        """The rows of the sign-off."""
        return signatures(self.note)

    def name(self, at: int) -> str:
        """The name in a row of the form."""
        row = self.contents.row(at)
        name = row.name if row.line is Line.COUNTY else self.contents.value(row.region, "", Role.NAME)
        return str(name)


def note(entries: int) -> int:
    """The row of the note, below so many indicators."""
    return HEAD + entries + 1


def signatures(note: int) -> range:
    """The rows of the sign-off, below the note."""
    return range(note + 1, note + 1 + len(SIGNATURES))


def sized(paper: StampLayout, theme: Theme) -> StampSizes:
    """The widths, heights and pages that the sheet needs."""
    return _sizes(_Needs.of(paper), theme)


@dataclass(frozen=True, slots=True)
class _Needs:
    """What the sizes depend on, as a key of the cache: texts, and the widths of numbers and names.

    `goals` are the targets in words, `goal` is the width of the longest other target as the notice words it,
    `digits` that of the longest number; `names` are texts that need as many lines as the regions' names.
    """

    titles: tuple[str, ...]
    units: tuple[str, ...]
    goals: tuple[str, ...]
    city: tuple[float, ...]
    goal: float
    digits: int
    names: frozenset[str]
    regions: int
    zone_columns: int

    @classmethod
    def of(cls, paper: StampLayout) -> Self:
        """The needs of an arrangement."""
        givens = paper.contents.layout.givens
        all_goals = [givens.get(entry.target) for entry in paper.entries]
        by_round = [
            givens.get((each.city, each.value.indicator, Role.ROUND_TARGET)) for each in paper.entries
        ]
        goals = [each for each in (*all_goals, *by_round) if each and each.number is not None]
        return cls(
            tuple(entry.value.title for entry in paper.entries),
            tuple(entry.value.unit for entry in paper.entries),
            tuple(each.text if each and each.number is None else "" for each in all_goals),
            tuple(paper.city.values()),
            max((display_width(goal.text) + 2.0 for goal in goals), default=0.0),
            max((len(shown(goal.number)) for goal in goals if goal.number is not None), default=0),
            _widest([paper.name(at) for at in paper.contents.leaf_rows[0]]),
            len(paper.regions),
            len(paper.zone_columns),
        )


def _widest(names: Sequence[str]) -> frozenset[str]:
    """Stand-ins that need as many lines as the names at any width; forms with equal ones share sizes.

    One is as wide as the widest name of one line; every name of several lines has its own.
    """
    wide = ["\n".join("x" * display_width(line) for line in name.split("\n")) for name in names]
    widest = max((each for each in wide if "\n" not in each), key=len, default="")
    return frozenset(each for each in wide if "\n" in each or each == widest)


@lru_cache(maxsize=1024)
def _sizes(needs: _Needs, theme: Theme) -> StampSizes:
    return _Sizing(needs, theme).sizes()


class _Sizing:
    """Computes the sizes."""

    def __init__(self, needs: _Needs, theme: Theme) -> None:
        self._needs = needs
        self._theme = theme
        self._fixed = UNIT + len(needs.city)
        self._widths = self._all_widths()
        self._heights = self._all_heights()

    def sizes(self) -> StampSizes:
        """Widths, heights and pages together."""
        return StampSizes(tuple(self._widths), tuple(self._heights.items()), self._pages())

    def _all_widths(self) -> list[float]:
        """Column widths: names as wide as possible without another page, numbers wider if there is room."""
        least = self._least_widths()
        pages = len(self._columns(least).breaks)
        longest = max(map(display_width, self._needs.titles)) + 4.0
        names = range(int(min(longest, _WIDEST_NAME)), int(least[0]), -1)
        wider = ([float(name), *least[1:]] for name in names)
        named = next((each for each in wider if len(self._columns(each).breaks) == pages), least)
        zone_columns = self._fixed + self._needs.regions
        airy = [named[0], *(max(width, _WIDEST) for width in least[1:zone_columns]), *least[zone_columns:]]
        return widened(named, airy, self._theme.printable[0])

    def _least_widths(self) -> list[float]:
        needs = self._needs
        titles = [display_width(title) + 4.0 for title in needs.titles]
        units = [display_width(unit) + 1.0 for unit in needs.units]
        city = [max(width, needs.digits + 2.0) for width in needs.city]
        goals = len(city) - len(_REACHED) + 1 if len(city) > len(_REACHED) else 1
        city[:goals] = [max(width, needs.goal) for width in city[:goals]]
        regions = [max(_REGION_WIDTH, needs.digits + 1.5)] * needs.regions
        zone_columns = [_ZONE_WIDTH] * needs.zone_columns
        return [min(_NAME_WIDTH, max(titles)), max([_UNIT_WIDTH, *units]), *city, *regions, *zone_columns]

    def _all_heights(self) -> dict[int, float]:
        regions = self._widths[self._fixed :][: self._needs.regions]
        zone_columns = self._widths[self._fixed + self._needs.regions :]
        lines = [lines_needed(name, width) for width in set(regions) for name in self._needs.names]
        lines += [lines_needed(_ZONE_NAME, width) for width in set(zone_columns)]
        heights = {TITLE: 30.0, WARNING: 16.0, HEAD: LINE_POINTS * max([2, *lines]) + 6}
        heights |= {self._note: 2 * LINE_POINTS} | dict.fromkeys(signatures(self._note), SIGN_POINTS)
        entries = self._entry_heights(sum(heights.values()))
        return heights | dict(enumerate(entries, start=HEAD + 1))

    @property
    def _note(self) -> int:
        return note(len(self._needs.titles))

    def _entry_heights(self, others: float) -> list[float]:
        """Heights (points) that the names need; on one page equal if they fit, padded if there is room."""
        theme = self._theme
        lines = [
            max(lines_needed(title, self._widths[0]), lines_needed(goal, self._widths[UNIT]))
            for title, goal in zip(self._needs.titles, self._needs.goals, strict=True)
        ]
        needed = [LINE_POINTS * each + 1 for each in lines]
        alike = [max(needed)] * len(needed)
        most = page_height(theme) * theme.body_size / theme.smallest_official_point - others
        if sum(needed) > most:  # more than one page
            return [points + _AIR for points in needed]
        chosen = alike if sum(alike) <= most else needed
        spare = max(0.0, page_height(theme) - others - sum(chosen)) / len(chosen)
        return [max(points, min(points + spare, _TALLEST_ENTRY)) for points in chosen]

    def _columns(self, widths: list[float]) -> Pages:
        """One page wide if that stays readable; else with breaks between regions."""
        theme, groups = self._theme, [(at, at) for at in range(self._fixed + 1, len(widths) + 1)]
        return plan_pages(widths, groups, self._fixed, theme.smallest_official_point, theme)

    def _pages(self) -> Pages:
        """One page if it stays readable; else with breaks between regions and between indicators."""
        theme, pages = self._theme, self._columns(self._widths)
        last = self._note - 1  # stays with the note and the sign-off
        blocks = [*((row, row) for row in range(HEAD + 1, last)), (last, signatures(self._note)[-1])]
        smallest = theme.smallest_official_point
        return fit_or_break(pages, self._widths, self._heights, (HEAD, HEAD), blocks, smallest, theme)

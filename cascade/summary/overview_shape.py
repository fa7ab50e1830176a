"""Plan the table of 总览: which way it lies, upright or not, in how many parts, how wide and high.

Of all ways the one on the fewest pages is taken, in a type that leaders can read. A table wider than a page
is drawn in parts, each with headings and names of its own, so that no page is cut out of another one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cascade.drawing import Pages, page_width, plan_pages, widened, with_row_breaks
from cascade.headings import heading
from cascade.summary.frame import MOST_ACROSS
from cascade.theme import LINE_POINTS, Theme, characters, display_width, lines_needed

_NUMBER, _STATE = 4.0, 9.0  # widths of columns: of an indicator's number, of the states of the returns
_UNITS, _NAMES = (6.0, 10.0), (10.0, 24.0)  # at least and at most: the units; the regions in rows
_INDICATORS = (14.0, 18.0, 22.0, 26.0, 32.0, 35.0, 38.0, 44.0, 56.0)  # of the indicators in rows, to be tried
_CELL, _COUNT, _WHOLE = 6.6, 9.0, 6.6  # at least: of a number; of those of indicators behind; of the whole's
_WIDE_WHOLE = 11.0  # of the whole's numbers under a heading of one line
_WIDEST, _WIDEST_FULL = 16.0, 11.0  # of a number's column, where there is room
_MOST_FULL = 7  # indicators in columns that show targets and results, too
_ROW, _LABELS = 14.0, 20.0  # points: of a row of one line; of the headings' second row
_TITLE, _NOTE, _SENTENCE, _AROUND = 32.0, 18.0, 14.0, 6.0  # and beside the lines of a heading
_LONG_SENTENCE, _LONG_NOTE = 95, 110  # characters, about
_WHOLE_PIXELS = 0.98  # columns are rounded to pixels


@dataclass(frozen=True, slots=True)
class OverviewTexts:
    """What the table is to hold: texts, and widths of numbers in characters.

    `regions` are their names, the issuer's last; `headings` the indicators' over columns, without `units`;
    `names` those in rows. `margins`, `goals` and `results` have a row for each indicator with a width for
    each region. `late` is the heading of the numbers of indicators behind. `front` and `gaps` count the
    sentences above the table: on the whole, and on single figures.
    """

    regions: Sequence[str]
    names: Sequence[str]
    headings: Sequence[str]
    units: Sequence[str]
    margins: Sequence[Sequence[float]]
    goals: Sequence[Sequence[float]]
    results: Sequence[Sequence[float]]
    late: str
    states: bool
    front: int
    gaps: int


@dataclass(frozen=True, slots=True)
class OverviewShape:
    """The table as it is to be drawn: widths in characters, heights in points.

    `turned`: the regions stand in rows; `full`: with targets and results beside the margins. No text gets
    smaller than `smallest` points. `fixed` are the widths of the columns that say what a row is, repeated in
    every part; `own` those of the others, of which the parts end before `parts`. `headings` are the heights
    of their two rows, `rows` those below.
    """

    turned: bool = False
    full: bool = False
    upright: bool = False
    smallest: float = 0.0
    fixed: Sequence[float] = ()
    own: Sequence[float] = ()
    block: int = 1
    headings: tuple[float, float] = (0.0, 0.0)
    rows: Sequence[float] = ()
    parts: Sequence[int] = field(default=())
    pages: int = 1

    def column(self, at: int) -> int:
        """The number, from 1, of one of the own columns (from 0)."""
        return at + 1 + len(self.fixed) * (bisect_right(self.parts[:-1], at) + 1)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The first and last column of each part."""
        spans = [(self.column(start), self.column(end - 1)) for start, end in pairwise([0, *self.parts])]
        return [(first - len(self.fixed), last) for first, last in spans]

    @property
    def widths(self) -> list[float]:
        """The widths of all columns."""
        parts = pairwise([0, *self.parts])
        return [width for start, end in parts for width in (*self.fixed, *self.own[start:end])]


def best_shape(texts: OverviewTexts, theme: Theme, on_paper: bool) -> OverviewShape:
    """The shape that takes the fewest pages of the theme's paper.

    Of several, one that lies, with the longer side of the table down the page, and with targets and results.
    On a screen the longer side always stands down; only a pack (`on_paper`) stands a table upright, and cuts
    it into parts. Where a type that is a little smaller makes it one page, it has that.
    """
    turned = len(texts.regions) > max(MOST_ACROSS[theme.paper], len(texts.names))
    sides = (theme, replace(theme, portrait=True)) if on_paper else (theme,)
    plain = [each for each in _plain_shapes(texts, on_paper) if on_paper or each.turned is turned]

    def best(sides: Sequence[Theme]) -> OverviewShape:
        return min(
            (_placed(each, texts, side, on_paper) for side in sides for each in plain),
            key=lambda it: (it.pages, it.upright, it.turned is not turned, not it.full, sum(it.rows)),
        )

    usual = best(sides)
    if usual.pages == 1 or not on_paper:
        return usual
    small = best([replace(theme, smallest_official_point=theme.smallest_overview_point)])
    return small if small.pages == 1 else usual


def _plain_shapes(texts: OverviewTexts, cut: bool) -> Iterator[OverviewShape]:
    """The shapes from which to choose, as narrow as can be."""
    widest = max(map(display_width, texts.names)) + 2.0 * _NUMBER
    for name in _INDICATORS:
        if name in _INDICATORS[:1] or name < widest:
            yield _across(texts, name, _WHOLE if cut else _WIDE_WHOLE)
    yield _turned(texts, cut, full=False)
    if len(texts.names) <= _MOST_FULL:
        yield _turned(texts, cut, full=True)


def _across(texts: OverviewTexts, name: float, whole: float) -> OverviewShape:
    """The table with indicators in rows, their names so wide; the whole's targets and results go before."""
    unit = min(_UNITS[1], max(_UNITS[0], *(display_width(each) + 2.0 for each in texts.units)))
    goal, result = (
        max(whole, *(each[-1] + 1.0 for each in figures)) for figures in (texts.goals, texts.results)
    )
    cell = max(_CELL, *(max(each) for each in texts.margins))
    rows = [max(_ROW, LINE_POINTS * lines_needed(each, name)) for each in texts.names]
    fixed = (_NUMBER, name, unit, goal, result)
    return OverviewShape(fixed=fixed, own=[cell] * len(texts.regions), rows=[*rows, _ROW])


def _turned(texts: OverviewTexts, cut: bool, full: bool) -> OverviewShape:
    """The table with regions in rows; below them the whole's targets and results, unless all have them."""
    name = min(_NAMES[1], max(_NAMES[0], *(display_width(each) + 2.0 for each in texts.regions)))
    rows = [max(_ROW, LINE_POINTS * lines_needed(each, name)) for each in texts.regions]
    own: list[float] = []
    for items in zip(texts.goals, texts.results, texts.margins, strict=True):
        *before, margin = map(max, items)
        own += [each + 0.5 for each in before] if full else []
        own.append(max(_CELL, margin, *([] if full else (each[-1] for each in items))))
    return OverviewShape(
        turned=True,
        full=full,
        fixed=(name, 0.0 if cut and not texts.states else _STATE),
        own=[*own, _COUNT],
        block=3 if full else 1,
        rows=rows if full else [*rows, _ROW, _ROW],
    )


def _placed(shape: OverviewShape, texts: OverviewTexts, theme: Theme, cut: bool) -> OverviewShape:
    """A shape on its paper: in parts (`cut`), as wide as its pages, and with the number of these."""
    first, blocks = len(shape.fixed) + 1, range(0, len(shape.own), shape.block)
    groups = [(first + at, min(first + at + shape.block, first + len(shape.own)) - 1) for at in blocks]
    plan = plan_pages([*shape.fixed, *shape.own], groups, first - 1, theme.smallest_official_point, theme)
    ends = [*(each - first + 1 for each in plan.breaks), len(shape.own)]
    room = page_width(theme) * theme.body_size / theme.smallest_official_point * _WHOLE_PIXELS
    own: list[float] = []
    for start, end in pairwise([0, *ends]):
        part = [*shape.fixed, *shape.own[start:end]]
        widest = _WIDEST_FULL if shape.full else _WIDEST
        wished = [*shape.fixed, *(max(each, widest) for each in part[first - 1 :])]
        own += widened(part, wished, room)[first - 1 :]
    fixed = shape.fixed
    if not shape.turned and not plan.breaks:
        spare = characters(room, first - 1 + len(own)) - sum((*fixed, *own))
        fixed = (fixed[0], fixed[1] + max(0.0, min(2 * _WIDEST, spare)), *fixed[2:])
    shape = replace(
        shape,
        fixed=fixed,
        own=own,
        upright=theme.portrait,
        parts=ends,
        smallest=theme.smallest_official_point,
    )
    shape = replace(shape, headings=_headings(shape, texts))
    pages = len(ends) * _pages_down(shape, texts, theme, cut)
    return replace(shape, pages=pages, parts=ends if cut else [len(own)])


def _headings(shape: OverviewShape, texts: OverviewTexts) -> tuple[float, float]:
    """The heights of the headings' rows."""
    if not shape.turned:
        lines = [lines_needed(text, width) for text, width in zip(texts.regions, shape.own, strict=True)]
        below = 17.0 if texts.states else 0.0
        whole = min(shape.fixed[3:])
        least = 1 if texts.states or whole >= _WIDE_WHOLE else 2
        return LINE_POINTS * max(least, *lines) + _AROUND, below
    widths = [sum(shape.own[at : at + shape.block]) for at in range(0, len(shape.own) - 1, shape.block)]
    named = zip(texts.headings, texts.units, widths, strict=True)
    lines = [headed(text, unit, width)[1] for text, unit, width in named]
    below = _LABELS if shape.full else 0.0
    late = heading(texts.late, shape.own[-1])[1]
    return max(LINE_POINTS * max(lines) + _AROUND, LINE_POINTS * late + _AROUND - below), below


def headed(text: str, unit: str, width: float) -> tuple[str, int]:
    """The heading of an indicator's columns, its unit whole on a line of its own, and its number of lines."""
    line = f"{text}（{unit}）" if unit else text
    return heading(line if not unit or lines_needed(line, width) == 1 else f"{text}\n（{unit}）", width)


def _pages_down(shape: OverviewShape, texts: OverviewTexts, theme: Theme, cut: bool) -> int:
    """How many pages the widest of the parts takes, below what stands above the table."""
    parts = [[*shape.fixed, *shape.own[start:end]] for start, end in pairwise([0, *shape.parts])]
    width = sum(parts[0])
    sentence, note = (
        LINE_POINTS * (lines_needed("字" * (length // 2), width * 0.9) - 1) + _SENTENCE
        for length in (_LONG_SENTENCE, _LONG_NOTE)
    )
    sentences = max(texts.front, texts.gaps) if cut and len(parts) > 1 else texts.front + texts.gaps
    above = [_TITLE, _NOTE, sentences * sentence, note, *shape.headings]
    heights = dict(enumerate([*above, *shape.rows, 2 * note], start=1))
    header, last = len(above), len(above) + len(shape.rows)
    blocks = [(row, row) for row in range(header + 1, last)] + [(last, last + 1)]
    widest = max(parts, key=sum)
    planned = with_row_breaks(Pages((), None), widest, heights, (header - 2, header), blocks, theme)
    return len(planned.row_breaks) + 1

"""What of a sheet stays in view on a laptop: at most a third of Excel's window in each direction."""

import re
from collections.abc import Sequence

from cascade.theme import LINE_POINTS, characters, column_points, lines_needed

_PIXEL = 0.75  # points
WINDOW = 1300 * _PIXEL, 520 * _PIXEL  # points of cells that a screen of 1366 × 768 shows at 100 %
_ONE_LINE = 18.0  # points of a row for a note of one line
_WIDEST, MOST_FROZEN = (points / 3 for points in WINDOW)  # points that may be frozen


def frozen(heights: Sequence[float], widths: Sequence[float], fixed: int) -> tuple[int, int]:
    """How many rows and columns to freeze.

    `heights` are those of title, note and header (points): all or none. `widths` are those of all columns
    (characters), of which the first `fixed` say what a row is: as many as there is room for.
    """
    rows = len(heights) if _in_pixels(heights) <= MOST_FROZEN else 0
    if fixed == len(widths):
        return rows, 0
    ends = range(fixed, 0, -1)
    fitting = (end for end in ends if sum(map(column_points, widths[:end])) <= _WIDEST)
    return rows, next(fitting, 0)


def _in_pixels(heights: Sequence[float]) -> float:
    """The height of rows in points, each rounded to whole pixels as Excel does."""
    return sum(int(each / _PIXEL + 0.5) for each in heights) * _PIXEL


def room_beside(widths: Sequence[float], least: float, most: float) -> float:
    """The width of one more frozen column beside others of `widths`, within bounds; all in characters."""
    room = characters(_WIDEST, len(widths) + 1) - sum(widths)
    return max(least, min(most, room))


def note_height(note: str, width: float) -> float:
    """The height in points of a row for a note in a line of `width` characters."""
    return max(_ONE_LINE, LINE_POINTS * lines_needed(note, width) + 4)


def split_note(note: str, width: float, room: float) -> tuple[str, str]:
    """The sentences of a note that stand above a table, and those that must stand below it.

    `width` is that of a line in characters, `room` the height for the note in points.
    """
    sentences = re.findall("[^。]+。?", note)
    kept = len(sentences)
    while kept > 1 and note_height("".join(sentences[:kept]), width) > room:
        kept -= 1
    return "".join(sentences[:kept]), "".join(sentences[kept:])

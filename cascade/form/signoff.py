"""Draw the sign-off at the foot of a sheet: labels, and blanks for stamp, names and date."""

from collections.abc import Sequence
from itertools import accumulate

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet

SIGNATURES = (("填报单位（盖章）", "填报日期"), ("单位负责人", "审核人"), ("填报人", "联系电话"))
SIGN_POINTS = 26.0  # the height of a line
_SIGN_SHARES = (0.25, 0.25, 0.25, 0.25)  # of the first page's width: a label and room to write, twice


def signature_line(
    page: DrawnSheet,
    row: int,
    which: int,
    columns: range,
    widths: Sequence[float],
    looks: tuple[Format, Format],
) -> None:
    """Draw a line of the sign-off across `columns`: two labels, each followed by a blank.

    `which` is the number of the line (from 0); `looks` are the formats of labels and blanks.
    """
    label, room = looks
    page.set_row(row - 1, SIGN_POINTS)
    if len(columns) < len(_SIGN_SHARES):  # too few columns: the line is one cell to write on
        words = "：　　　　　　　　　　".join(SIGNATURES[which]) + "："
        page.put(row, columns[0], words, room)
        return
    texts = [text for name in SIGNATURES[which] for text in (f"{name}：", None)]
    for (first, last), text in zip(_edges(columns, widths), texts, strict=True):
        style = label if text else room
        if last > first:
            page.merge_range(row - 1, first - 1, row - 1, last - 1, text, style)
        else:
            page.put(row, first, text, style)


def _edges(columns: range, widths: Sequence[float]) -> list[tuple[int, int]]:
    """Split columns into runs (1-based, inclusive) with widths near `_SIGN_SHARES`; no run is empty."""
    ends = list(accumulate(widths[at - 1] for at in columns))
    cuts, last = [], columns[0] - 1
    for number, share in enumerate(accumulate(_SIGN_SHARES), start=1):
        left = len(_SIGN_SHARES) - number
        end = min(columns, key=lambda at: abs(ends[at - columns[0]] - share * ends[-1]))
        end = max(last + 1, min(end, columns[-1] - left))
        cuts.append((last + 1, end))
        last = end
    return cuts

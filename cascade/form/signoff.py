"""The sign-off at the foot of a form sheet: who stands for the numbers."""

from itertools import accumulate

from cascade.form.canvas import FIXED, Canvas
from cascade.layout import Line

_SIGNATURES = (("填报单位（盖章）", "填报日期"), ("单位负责人", "审核人"), ("填报人", "联系电话"))
_SIGN_SHARES = (0.2, 0.3, 0.2, 0.3)  # of the first page's width: a label and room to write, twice


def sign(canvas: Canvas, row: int) -> None:
    """A line of the sign-off: two labels, each with room for a name, a stamp or a date."""
    which = canvas.contents.sheet.lines(Line.SIGN).index(row)
    canvas.height(row, 26)
    if canvas.span - FIXED < len(_SIGN_SHARES):  # too few columns: the line is one cell to write on
        words = "：　　　　　　　　　　".join(_SIGNATURES[which]) + "："
        canvas.put(row, FIXED + 1, words, canvas.styles.get("sign_open"))
        return
    edges = _edges(canvas.widths, canvas.span)
    texts = [text for name in _SIGNATURES[which] for text in (f"{name}：", None)]
    for (first, last), text in zip(edges, texts, strict=True):
        style = canvas.styles.get("sign" if text else "sign_open")
        if last > first:
            canvas.page.merge_range(row - 1, first - 1, row - 1, last - 1, text, style)
        else:
            canvas.put(row, first, text, style)


def _edges(widths: list[float], span: int) -> list[tuple[int, int]]:
    """Runs of columns (1-based, inclusive) that take their shares of the first page, none of them empty.

    They begin behind the region columns, which every page repeats.
    """
    columns = range(FIXED + 1, span + 1)
    ends = list(accumulate(widths[at - 1] for at in columns))
    cuts, last = [], FIXED
    for number, share in enumerate(accumulate(_SIGN_SHARES), start=1):
        left = len(_SIGN_SHARES) - number
        end = min(columns, key=lambda at: abs(ends[at - FIXED - 1] - share * ends[-1]))
        end = max(last + 1, min(end, span - left))
        cuts.append((last + 1, end))
        last = end
    return cuts

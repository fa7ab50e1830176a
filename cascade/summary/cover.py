"""封面: the title of a printed pack, the basis of its numbers, and the list of its sheets."""

from collections.abc import Sequence

from cascade.drawing import Pages, page_height, page_width
from cascade.formula import joined
from cascade.grid import on_sheet
from cascade.returns.facts import Facts
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer
from cascade.theme import characters, lines_needed

NAME = "封面"
_SHARES = (0.09, 0.31, 0.6)  # parts of the width: number, sheet, contents
_TITLE, _SUBTITLE, _TEXT, _ENTRY = 28.0, 22.0, 14.0, 12.0  # sizes in points
_FEW = 12  # sheets; a longer list takes the space
_SPACE = 0.09  # part of the page's height that stays free above the title and above the list of sheets


def draw_cover(page: SummaryPage, facts: Facts, sheets: Sequence[tuple[str, str]]) -> None:
    """Draw the sheet. `sheets` are the names and contents of the sheets after it, in order."""
    width, height = page_width(page.theme), page_height(page.theme)
    across = characters(width, len(_SHARES))
    widths = [int(across * share) for share in _SHARES]
    for at, wide in enumerate(widths):
        page.sheet.set_column(at, at, wide)
    space = height * _SPACE if len(sheets) <= _FEW else 10.0
    page.height(1, space)
    lines = (
        (facts.plan.title, _TITLE, page.theme.title_font),
        (f"{facts.round.name}汇总材料", _SUBTITLE, page.theme.title_font),
        (facts.plan.collector, _TEXT, page.theme.cover_font),
        (f"{facts.today.year}年{facts.today.month}月{facts.today.day}日", _TEXT, page.theme.cover_font),
        (basis(facts), _ENTRY, page.theme.cover_font),
    )
    for row, (text, size, font) in enumerate(lines, start=2):
        page.merge((row, 1, row, len(_SHARES)), text, "cover", font_size=size, font_name=font)
        needed = lines_needed(text, sum(widths) * page.theme.body_size / size)
        page.height(row, size * 1.5 * needed + 12)
    page.height(len(lines) + 2, space / 2)
    _list(page, sheets, widths, len(lines) + 3)
    page.sheet.center_vertically()
    single = sum(page.heights.values()) / height <= _ENTRY / page.theme.smallest_official_point
    page.set_up(Pages((), None, single=single), (1, 1), 0, page_footer(facts))
    page.sheet.protect()


def _list(page: SummaryPage, sheets: Sequence[tuple[str, str]], widths: Sequence[int], first: int) -> None:
    for at, text in enumerate(("序号", "表名", "内容"), start=1):
        page.put(first, at, text, "head", fit=False, font_size=_ENTRY)
    page.height(first, _ENTRY * 2)
    for number, (name, holds) in enumerate(sheets, start=1):
        row = first + number
        page.put(row, 1, str(number), "unit", fit=False, bg_color="paper", font_size=_ENTRY)
        linked = joined(name)  # a formula: LibreOffice does not wrap a link's text
        page.put(
            row, 2, linked, "name", fit=False, to=on_sheet(name, "A1"), bg_color="paper", font_size=_ENTRY
        )
        page.put(row, 3, holds, "name", fit=False, bg_color="paper", font_size=_ENTRY)
        fits = ((name, widths[1]), (holds, widths[2]))
        needed = max(lines_needed(text, width * page.theme.body_size / _ENTRY) for text, width in fits)
        page.height(row, _ENTRY * (1.4 * needed + 0.5))

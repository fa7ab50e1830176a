"""Draw the sheet that lists what a person must decide in a drafted plan; `read_office` reads the answers."""

from collections.abc import Mapping

from cascade.drawing import DrawnSheet, Styles
from cascade.grid import column_letters
from cascade.plan.drafted import OpenCell
from cascade.plan.office_rows import OfficeRows
from cascade.plan.office_sheets import ANSWERED, HEAD, MARK_HEADINGS, MARKS, SHEET, column_of
from cascade.plan.tables import PLAN
from cascade.theme import LINE_POINTS, lines_needed

_WIDTHS = (16, 44, 56, 30, 22, 10)  # characters
_NOTE = "从通知读来的方案，下面各处要由人核对。看过、改好以后，在“已核对”一列选“是”；全部核对完才能下发。"

Marked = Mapping[OpenCell, tuple[str, int, int]]  # sheet, row and column (from 1) of every marked cell


def draw_marks(page: DrawnSheet, styles: Styles, title: str, marked: Marked, rows: OfficeRows) -> None:
    """List the marks, each with a link to its cell, and a column to answer in."""
    page.put(1, 1, f"{title}：{MARKS}", styles.get("title", align="left"))
    page.put(2, 1, _NOTE, styles.get("quiet"))
    for at, (heading, width) in enumerate(zip(MARK_HEADINGS, _WIDTHS, strict=True)):
        page.set_column(at, at, width)
        page.put(HEAD, at + 1, heading, styles.get("head"))
    text = styles.get("text", border=1, border_color="rule")
    link = styles.get("link", border=1, border_color="rule")
    for row, (mark, (sheet, at_row, at_column)) in enumerate(marked.items(), start=HEAD + 1):
        address = f"{column_letters(at_column)}{at_row}"
        page.write_url(row - 1, 0, f"internal:'{sheet}'!{address}", link, f"{sheet} {address}")
        texts = (_subject(mark, rows), mark.reason, _suggestion(mark, rows), mark.place)
        for at, each in enumerate(texts, start=2):
            page.put(row, at, each, text)
        page.put(row, len(_WIDTHS), "", styles.get("open_text", num_format="@", align="center"))
        lines = max(lines_needed(each, width) for each, width in zip(texts, _WIDTHS[1:], strict=False))
        page.set_row(row - 1, lines * LINE_POINTS + 3)
    if marked:
        answers = (HEAD, len(_WIDTHS) - 1, HEAD + len(marked) - 1, len(_WIDTHS) - 1)
        page.data_validation(*answers, {"validate": "list", "source": [ANSWERED]})
        page.conditional_format(*answers, {"type": "blanks", "format": styles.get("fair")})
    page.freeze_panes(HEAD, 0)


def _subject(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark is about: the row's name, and the column's title."""
    if mark.table == PLAN.name:
        return column_of(PLAN, mark.column).title
    sheet = SHEET[mark.table]
    row = rows.rows[mark.table][mark.row]
    code = row.get("indicator", "")
    named = row.get("name") or rows.indicators.get(code, {}).get("name", code)
    if sheet.across:
        return f"{named}：{rows.as_written(sheet.table.columns[-2], row.get('region', ''))}的目标"
    return f"{named}：{sheet.heading(column_of(sheet.table, mark.column))}"


def _suggestion(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark suggests, as an office writes it."""
    return rows.as_written(column_of(SHEET[mark.table].table, mark.column), mark.suggestion)

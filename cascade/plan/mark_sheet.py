"""Draw the sheet that lists what a person must decide in a drafted plan; `read_office` reads the answers."""

from collections.abc import Mapping, Sequence
from itertools import repeat

from cascade.drawing import DrawnSheet, Styles
from cascade.grid import column_letters
from cascade.plan.drafted import OpenCell, Place
from cascade.plan.office_rows import OfficeRows
from cascade.plan.office_sheets import ANSWERED, HEAD, MARK_HEADINGS, MARKS, SHEET, column_of
from cascade.plan.problems import listed
from cascade.plan.tables import PLAN
from cascade.theme import LINE_POINTS, lines_needed

_WIDTHS = (17, 36, 52, 50, 20, 10)  # characters
_NOTE = (
    "从通知读来的方案，下面各处要由人核对。建议都已填在格里：对的直接在“已核对”一列选“是”，不对的先改再选；"
    "全部核对完才能下发。"
)

SheetCell = tuple[str, int, int]  # sheet, row and column, which count from 1


def draw_marks(
    page: DrawnSheet,
    styles: Styles,
    title: str,
    marked: Mapping[OpenCell, Sequence[SheetCell]],
    remarks: Sequence[str],
    rows: OfficeRows,
) -> None:
    """List the marks, each with a link to its first cell and a cell to answer in, and the remarks below."""
    page.put(1, 1, f"{title}：{MARKS}", styles.get("title", align="left"))
    page.put(2, 1, _NOTE, styles.get("quiet"))
    for at, (heading, width) in enumerate(zip(MARK_HEADINGS, _WIDTHS, strict=True)):
        page.set_column(at, at, width)
        page.put(HEAD, at + 1, heading, styles.get("head"))
    text = styles.get("text", border=1, border_color="rule")
    link = styles.get("link", border=1, border_color="rule")
    for row, (mark, cells) in enumerate(marked.items(), start=HEAD + 1):
        sheet, at_row, at_column = cells[0]
        address = f"{column_letters(at_column)}{at_row}"
        where = f"{sheet} {address}" + (f" 等 {len(cells)} 格" if len(cells) > 1 else "")
        page.write_url(row - 1, 0, f"internal:'{sheet}'!{address}", link, where)
        places = listed(mark.place.split("、"), "处")
        texts = (_subject(mark, rows), mark.reason, _suggestion(mark, rows), places)
        for at, each in enumerate(texts, start=2):
            page.put(row, at, each, text)
        page.put(row, len(_WIDTHS), "", styles.get("open_text", num_format="@", align="center"))
        lines = max(lines_needed(each, width) for each, width in zip(texts, _WIDTHS[1:], strict=False))
        page.set_row(row - 1, lines * LINE_POINTS * 1.1 + 3)  # fonts differ: no line may be cut
    if marked:
        answers = (HEAD, len(_WIDTHS) - 1, HEAD + len(marked) - 1, len(_WIDTHS) - 1)
        page.data_validation(*answers, {"validate": "list", "source": [ANSWERED]})
        page.conditional_format(*answers, {"type": "blanks", "format": styles.get("fair")})
    for number, remark in enumerate(remarks, start=HEAD + len(marked) + 2):
        page.put(number, 2, f"另请留意：{remark}", styles.get("plain"))
    page.freeze_panes(HEAD, 0)


def comment_marks(pages: Mapping[str, DrawnSheet], marked: Mapping[OpenCell, Sequence[SheetCell]]) -> None:
    """Write the reason of a mark as a comment at each of its cells; `pages` are the sheets by name."""
    for mark, cells in marked.items():
        for name, row, column in cells:
            pages[name].write_comment(row - 1, column - 1, f"待核对：{mark.reason}", {"x_scale": 2})


def _subject(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark is about: the names of its rows, and the column's title."""
    if mark.table == PLAN.name:
        columns = [column for table, _, column in mark.cells if table == PLAN.name]
        return "、".join(column_of(PLAN, each).title for each in columns)
    sheet = SHEET[mark.table]
    numbers = [row for table, row, column in mark.cells if (table, column) == (mark.table, mark.column)]
    if not sheet.across:
        columns = [column for table, row, column in mark.cells if (table, row) == (mark.table, mark.row)]
        titles = "、".join(sheet.heading(column_of(sheet.table, each)) for each in dict.fromkeys(columns))
        named = listed([_name(rows, mark.table, row) for row in numbers], "个")
        return f"{named}：{titles}"
    regions: dict[str, list[str]] = {}
    for number in numbers:
        region = rows.rows[mark.table][number].get("region", "")
        shown = rows.as_written(sheet.table.columns[-2], region)
        regions.setdefault(_name(rows, mark.table, number), []).append(shown)
    return listed([f"{name}：{listed(each, '个')}的目标" for name, each in regions.items()], "项")


def _name(rows: OfficeRows, table: str, number: int) -> str:
    """The name of a row, or that of its indicator."""
    row = rows.rows[table][number]
    code = row.get("indicator", "")
    return row.get("name") or rows.indicators.get(code, {}).get("name", code)


def _suggestion(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark suggests, as an office writes it: a line for every row, one for rows that are alike."""
    if mark.table == PLAN.name:
        settings = dict(rows.settings)
        return "\n".join(settings.get(column, "") for _, _, column in mark.cells)
    own = rows.as_written(column_of(SHEET[mark.table].table, mark.column), mark.suggestion)
    texts = {(mark.table, mark.row): {own: None}}
    for cell in mark.also:
        texts.setdefault(cell[:2], {})[_content(cell, rows)] = None
    alike = {tuple(each) for each in texts.values()}
    lines = ["、".join(each) for each in texts.values()]
    return lines[0] if len(alike) == 1 else "\n".join(map(_labelled, texts, lines, repeat(rows)))


def _content(cell: Place, rows: OfficeRows) -> str:
    """What stands in a cell; of an input its name and unit."""
    table, number, column = cell
    row = rows.rows[table][number]
    if table == "inputs":
        return f"{row.get('name', '')}（{row.get('unit', '')}）"
    return rows.as_written(column_of(SHEET[table].table, column), row.get(column, ""))


def _labelled(place: tuple[str, int], text: str, rows: OfficeRows) -> str:
    """What is suggested for a row, with the row's short name in front."""
    table, number = place
    row = rows.rows[table][number]
    if "region" in row:
        label = rows.as_written(SHEET[table].table.columns[-2], row["region"])
    else:
        label = row.get("name", "") if table == "rounds" else row.get("code", "")
    return f"{label} {text}"

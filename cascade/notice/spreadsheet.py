"""Read a notice saved as a spreadsheet (.xlsx, .csv): its visible cells as a person sees them."""

import csv
import re
from decimal import Decimal

from cascade.grid import Cell, CellKind, Refused, Sheet, address
from cascade.notice.document import NoticeDocument, TextCell, TextTable, parted_at_blank_rows, without_marks
from cascade.number_formats import shown_as, shows_percent
from cascade.quantity import as_meant, shown
from cascade.xlsx import limits, read

_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def read_spreadsheet(data: bytes) -> NoticeDocument:
    """Read the visible sheets of a workbook; each holds tables with blank rows between. Raises `Refused`."""
    sheets = [sheet for sheet in read(data).sheets if not sheet.hidden]
    found = (_blocks(_visible_cells(sheet), f"工作表“{sheet.name}”") for sheet in sheets)
    return NoticeDocument(tuple(block for blocks in found for block in blocks))


def read_csv(data: bytes) -> NoticeDocument:
    """Read a table saved as text, with commas or tabs, in UTF-8 or GB 18030. Raises `Refused`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    cells: dict[tuple[int, int], TextCell] = {}
    for row, line in enumerate(csv.reader(text.splitlines(), delimiter=separator)):
        for column, each in enumerate(line):
            cells[row, column] = TextCell(each.strip(), row, column, address=address(row + 1, column + 1))
        if len(cells) > limits.CELLS.most:
            raise limits.CELLS.refused()
    return NoticeDocument(_blocks(cells, ""))


def _blocks(cells: dict[tuple[int, int], TextCell], name: str) -> tuple[str | TextTable, ...]:
    """The tables and paragraphs of a sheet."""
    blocks: list[str | TextTable] = []
    for builder in parted_at_blank_rows(cells):
        table = builder.table(name)
        blocks += _paragraphs(table) if table.is_text else [table]
    return tuple(blocks)


def _paragraphs(table: TextTable) -> list[str]:
    return [next(cell.text for cell in row if cell.text) for row in table.rows]


def _visible_cells(sheet: Sheet) -> dict[tuple[int, int], TextCell]:
    """The texts of a sheet by row and column from 0, without hidden rows and columns."""
    cells = {
        (row - 1, column - 1): _text_cell(cell, row - 1, column - 1)._replace(address=cell.address)
        for (row, column), cell in sheet.cells.items()
        if row not in sheet.hidden_rows and not sheet.is_hidden_column(column)
    }
    bottom = max((row for row, _ in cells), default=-1)
    right = max((column for _, column in cells), default=-1)
    for area in sheet.merges:
        cell = cells.get((area.top - 1, area.left - 1))
        if cell is None:
            continue
        for row in range(area.top - 1, min(area.bottom, bottom + 1)):
            for column in range(area.left - 1, min(area.right, right + 1)):
                if row + 1 in sheet.hidden_rows or sheet.is_hidden_column(column + 1):
                    continue
                cells[row, column] = cell
                if len(cells) > limits.CELLS.most:
                    raise limits.CELLS.refused()
    return cells


def _text_cell(cell: Cell, row: int, column: int) -> TextCell:
    if cell.kind is CellKind.NUMBER:
        seen, stored = _as_seen(cell)
        return TextCell(seen, row, column, stored=stored)
    if cell.kind is CellKind.EMPTY and cell.formula:
        said = f"{cell.address} 是公式，文件里没有存它算出的数"
        raise Refused("F02", kind="", said=said, remedy="请用 Excel 或 WPS 打开这个文件，保存后再试")
    if cell.kind not in (CellKind.TEXT, CellKind.DATE):
        return TextCell("" if cell.kind is CellKind.EMPTY else f"#{cell.text}", row, column)
    if not cell.runs:
        return TextCell(cell.text.strip(), row, column)
    text, raised = without_marks((run.text, bool(run.raised)) for run in cell.runs)
    return TextCell(text.strip(), row, column, raised)


def _as_seen(cell: Cell) -> tuple[str, str]:
    """The text of a number as its format shows it, and the number itself where that is another one."""
    try:
        value = as_meant(cell.text)
    except ValueError:
        return cell.text, ""
    code = cell.style.number_format
    seen = shown_as(code, value).strip()
    if shows_percent(code, value):
        value *= 100
    numeral = _NUMERAL.search(seen.replace(",", ""))
    if numeral is not None and Decimal(numeral[0]) == value:
        return seen.replace(",", ""), ""
    return seen or shown(value), shown(value)

"""Read the rows of all tables from CSV files or a workbook: cells as text, rows with their numbers."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.number_formats import shown_as, shows_percent
from cascade.plan.problems import PlanError, Problem, TableCell, TableRow
from cascade.plan.tables import TABLES, Table
from cascade.quantity import as_meant, shown

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

WORKBOOK = "plan.xlsx"

_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)

Cells = list[list[str]]  # of a table: rows of equal length, the header first


@dataclass(frozen=True)
class RawTable:
    """One table as read: `lines` are its rows in the table's columns, with the spreadsheet's row numbers."""

    table: Table
    file: str
    lines: list[tuple[int, list[str]]]

    def column(self, name: str) -> list[str]:
        """The texts of a column from top to bottom."""
        at = self.table.headers.index(name)
        return [texts[at] for _, texts in self.lines]

    def rows(self) -> list[TableRow]:
        """The rows: their cells by column."""
        names = self.table.headers
        return [
            {name: TableCell(self.file, number, name, text) for name, text in zip(names, texts, strict=True)}
            for number, texts in self.lines
        ]


def is_plan_folder(path: Path) -> bool:
    """Whether a path is a folder that holds a plan, or some of its tables."""
    return (path / WORKBOOK).is_file() or any(_tables_in(path))


def holds_tables(path: Path) -> bool:
    """Whether a folder surely holds a plan: several of its tables; one alone may be a file of that name."""
    return sum(_tables_in(path)) > 1


def _tables_in(path: Path) -> Iterator[bool]:
    """For every table, whether its CSV file lies in a folder."""
    return ((path / f"{table.name}.csv").is_file() for table in TABLES)


def read(path: Path) -> dict[str, RawTable]:
    """Read the tables of a plan, by name, from a folder or a workbook.

    A folder holds one CSV file per table, or a `plan.xlsx`; both together are an error, because nothing says
    which one counts. Raises PlanError with every missing table and every missing, unknown or repeated column.
    """
    sheets: dict[str, RawTable] = {}
    problems: list[Problem] = []
    for table, file, cells in _cells(path):
        if cells is None and table.optional:
            cells = [list(table.headers)]
        if cells is None:
            problems.append(Problem(file, None, None, f"缺少 {table.name} 表（{table.title}），请补上"))
            continue
        found = list(_header_problems(table, file, cells))
        problems += found
        if not found:
            sheets[table.name] = RawTable(table, file, list(_lines(table, cells)))
    if problems:
        raise PlanError(tuple(problems))
    return sheets


def _cells(path: Path) -> Iterator[tuple[Table, str, Cells | None]]:
    """Every table with the name of its file and its cells, header included; None for a missing table."""
    if path.is_file():
        yield from _from_workbook(path)
        return
    if not path.is_dir():
        raise PlanError((Problem(str(path), None, None, "找不到这个文件或文件夹，请核对路径"),))
    files = {table.name: path / f"{table.name}.csv" for table in TABLES}
    workbook = path / WORKBOOK
    if not workbook.is_file():
        for table in TABLES:
            file = files[table.name]
            yield table, file.name, _from_csv(file) if file.is_file() else None
    elif any(file.is_file() for file in files.values()):
        message = f"既有 CSV 表，又有 {WORKBOOK}，无法判断以哪个为准；请移走其中一种，或直接指定要用的工作簿"
        raise PlanError((Problem(str(path), None, None, message),))
    else:
        yield from _from_workbook(workbook)


def _from_workbook(path: Path) -> Iterator[tuple[Table, str, Cells | None]]:
    if path.suffix.lower() != ".xlsx":
        message = "方案应为 CSV 表所在的文件夹或 .xlsx 工作簿；其他格式请先另存为 .xlsx"
        raise PlanError((Problem(path.name, None, None, message),))
    import openpyxl  # slow to import, and CSV tables do not need it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        found = {
            sheet.title: [[_text(cell) for cell in row] for row in sheet.rows] for sheet in book.worksheets
        }
        book.close()
    except Exception as error:  # openpyxl raises any exception for a broken part
        message = "工作簿打不开，可能已损坏或设了密码；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    for table in TABLES:
        cells = found.get(table.name)
        yield table, f"{path.name} 工作表 {table.name}", None if cells is None else _rectangle(cells)


def _rectangle(rows: Cells) -> Cells:
    """The rows in one width, without empty cells at the end of all."""
    width = max((at for row in rows for at, text in enumerate(row, start=1) if text), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def _from_csv(path: Path) -> Cells:
    try:
        rows = list(csv.reader(StringIO(_decode(path), newline=""), strict=True))
    except csv.Error as error:
        message = "文件读不通，可能有不成对的英文引号；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    return _rectangle([[text.strip() for text in row] for row in rows])


def _decode(path: Path) -> str:
    """Decode a file in UTF-8 (with or without byte order mark) or in GBK, as Excel saves CSV."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "文件编码无法识别；请在 Excel 或 WPS 中打开后另存为“CSV UTF-8（逗号分隔）”"
    raise PlanError((Problem(path.name, None, None, message),))


def _text(cell: "ReadOnlyCell | EmptyCell | Cell | MergedCell") -> str:
    """The text of a cell: a number as its shortest decimal, a date as 2020-05-30."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if cell.data_type == "e":
        return "#错误值"
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if not isinstance(value, int | float):
        return str(value).strip()
    try:
        return _as_seen(as_meant(repr(value)), str(cell.number_format))
    except ValueError:  # too large: no column takes it
        return repr(value)


def _as_seen(number: Decimal, code: str) -> str:
    """The text of a number in a number format: in per cent as it is seen, else its digits.

    Where the format shows another number the text has both, and no column takes it.
    """
    if shows_percent(code, number):
        return f"{shown(number * 100)}%"
    seen = shown_as(code, number)
    numeral = _NUMERAL.search(seen.replace(",", ""))
    alike = numeral is not None and Decimal(numeral[0]) == number
    return shown(number) if alike else f"{shown(number)}（显示为“{seen.strip()}”）"


def _header_problems(table: Table, file: str, cells: Cells) -> Iterator[Problem]:
    header = cells[0] if cells else []
    optional = {column.name for column in table.columns if not column.required}
    for name in table.headers:
        if name not in header and name not in optional:
            yield Problem(file, 1, name, "缺少这一列，请在表头补上")
    for position, name in enumerate(header):
        if name in header[:position] and name:
            yield Problem(file, 1, name, "这一列出现了两次，请删去一列")
        elif name and name not in table.headers:
            yield Problem(file, 1, name, f"不认识这一列，请删去或改名；可用的列有 {'、'.join(table.headers)}")
        elif not name:
            for row, texts in enumerate(cells, start=1):
                if text := texts[position]:
                    yield Problem(file, row, None, f"“{text}”所在的列没有表头，请删去或补上表头")


def _lines(table: Table, cells: Cells) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header that are not blank, in the table's columns."""
    places = [cells[0].index(name) if name in cells[0] else None for name in table.headers]
    for number, row in enumerate(cells[1:], start=2):
        texts = ["" if at is None else row[at] for at in places]
        if any(texts):
            yield number, texts

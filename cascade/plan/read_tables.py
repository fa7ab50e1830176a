"""Read a plan's tables from CSV files or a workbook: cells as texts, each with its place.

A workbook is an office's (`office_sheets`), or has a sheet a table, with the names of the CSV files.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.number_formats import shown_as, shows_percent
from cascade.plan.office_pages import Cells
from cascade.plan.office_sheets import is_office_workbook
from cascade.plan.problems import SHEET_OF, PlanError, Problem, TableCell, TableRow
from cascade.plan.read_office import read_office
from cascade.plan.tables import TABLES, Table
from cascade.quantity import as_meant, shown

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

WORKBOOK = "plan.xlsx"

_NUMERAL = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class RawTable:
    """One table as read: its file (or workbook and sheet) and its rows, whose cells are texts."""

    table: Table
    file: str
    rows: list[TableRow]


@dataclass(frozen=True)
class PlanSource:
    """All tables of a plan, by name, and problems of the workbook that hold no table up.

    `in_chinese` says that tables and columns have the names of an office's workbook.
    """

    tables: dict[str, RawTable]
    problems: tuple[Problem, ...] = ()
    in_chinese: bool = False


def is_plan_folder(path: Path) -> bool:
    """Whether a path is a folder that holds a plan, or some of its tables."""
    return (path / WORKBOOK).is_file() or any(_tables_in(path))


def holds_tables(path: Path) -> bool:
    """Whether a folder surely holds a plan: several of its tables; one alone may be a file of that name."""
    return sum(_tables_in(path)) > 1


def _tables_in(path: Path) -> Iterator[bool]:
    """For every table, whether its CSV file lies in a folder."""
    return ((path / f"{table.name}.csv").is_file() for table in TABLES)


def read(path: Path) -> PlanSource:
    """Read the tables of a plan from a folder or a workbook.

    A folder holds one CSV file per table, or a `plan.xlsx`; both together are an error, because nothing says
    which one counts. Raises PlanError with every missing table and every missing, unknown or repeated column.
    """
    if path.is_file():
        return _from_workbook(path)
    if not path.is_dir():
        raise PlanError((Problem(str(path), None, None, "找不到这个文件或文件夹，请核对路径"),))
    files = {table.name: path / f"{table.name}.csv" for table in TABLES}
    workbook = path / WORKBOOK
    if not workbook.is_file():
        cells = {name: _from_csv(file) if file.is_file() else None for name, file in files.items()}
        return _raw_source({name: file.name for name, file in files.items()}, cells)
    if any(file.is_file() for file in files.values()):
        message = f"既有 CSV 表，又有 {WORKBOOK}，无法判断以哪个为准；请移走其中一种，或直接指定要用的工作簿"
        raise PlanError((Problem(str(path), None, None, message),))
    return _from_workbook(workbook)


def _raw_source(files: Mapping[str, str], found: Mapping[str, Cells | None]) -> PlanSource:
    """The tables from cells with the columns' English names in the first row."""
    tables: dict[str, RawTable] = {}
    problems: list[Problem] = []
    for table in TABLES:
        file, cells = files[table.name], found.get(table.name)
        if cells is None and table.optional:
            cells = [list(table.headers)]
        if cells is None:
            problems.append(Problem(file, None, None, f"缺少 {table.name} 表（{table.title}），请补上"))
            continue
        faults = list(_header_problems(table, file, cells))
        problems += faults
        if not faults:
            tables[table.name] = RawTable(table, file, list(_rows(table, file, cells)))
    if problems:
        raise PlanError(tuple(problems))
    return PlanSource(tables)


def holds_plan(content: bytes) -> bool:
    """Whether the bytes of a workbook have sheets of a plan; not where they cannot be opened."""
    import openpyxl  # slow to import, and CSV tables do not need it

    try:
        opened = openpyxl.load_workbook(BytesIO(content), read_only=True)
        names = set(opened.sheetnames)
        opened.close()
    except Exception:  # openpyxl raises any exception for a broken part
        return False
    return is_office_workbook(names) or bool(names & {table.name for table in TABLES})


def _from_workbook(path: Path) -> PlanSource:
    if path.suffix.lower() != ".xlsx":
        message = "方案应为 CSV 表所在的文件夹或 .xlsx 工作簿；其他格式请先另存为 .xlsx"
        raise PlanError((Problem(path.name, None, None, message),))
    return read_workbook(path.name, path.read_bytes())


def read_workbook(name: str, content: bytes) -> PlanSource:
    """Read the tables of a plan from the bytes of a workbook called `name`. Raises PlanError as `read`."""
    import openpyxl  # slow to import, and CSV tables do not need it

    try:
        opened = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        book = {
            sheet.title: _rectangle([[_text(cell) for cell in row] for row in sheet.rows])
            for sheet in opened.worksheets
        }
        opened.close()
    except Exception as error:  # openpyxl raises any exception for a broken part
        message = "工作簿打不开，可能已损坏或设了密码；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(name, None, None, message),)) from error
    if not is_office_workbook(book):
        return _raw_source({table.name: f"{name}{SHEET_OF}{table.name}" for table in TABLES}, book)
    places, rows, problems = read_office(name, book)
    tables = {
        table: RawTable(next(each for each in TABLES if each.name == table), place, rows[table])
        for table, place in places.items()
    }
    return PlanSource(tables, tuple(problems), in_chinese=True)


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


def _rows(table: Table, file: str, cells: Cells) -> Iterator[TableRow]:
    """The rows below the header that are not blank, in the table's columns."""
    places = {name: cells[0].index(name) if name in cells[0] else None for name in table.headers}
    for number, texts in enumerate(cells[1:], start=2):
        row = {
            name: TableCell(file, number, name, "" if at is None else texts[at])
            for name, at in places.items()
        }
        if any(cell.text for cell in row.values()):
            yield row

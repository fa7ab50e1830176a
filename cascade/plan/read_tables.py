"""Read the rows of all tables from CSV files or a workbook: cells as text, rows with their numbers."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import isnan
from pathlib import Path

from cascade.plan.problems import PlanError, Problem, TableCell, TableRow
from cascade.plan.tables import TABLES, Table

WORKBOOK = "plan.xlsx"

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
    names = (WORKBOOK, *(f"{table.name}.csv" for table in TABLES))
    return any((path / name).is_file() for name in names)


def read(path: Path) -> dict[str, RawTable]:
    """Read the tables of a plan, by name, from a folder or a workbook.

    A folder holds one CSV file per table, or a `plan.xlsx`; both together are an error, because nothing says
    which one counts. Raises PlanError with every missing table and every missing, unknown or repeated column.
    """
    sheets: dict[str, RawTable] = {}
    problems: list[Problem] = []
    for table, file, cells in _cells(path):
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
    import pandas as pd  # slow to import, and CSV tables do not need it

    try:
        sheets = pd.read_excel(
            path, sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
        )
    except Exception as error:  # openpyxl raises any exception for a broken part
        message = "工作簿打不开，可能已损坏或设了密码；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    for table in TABLES:
        cells = sheets.get(table.name)
        yield (
            table,
            f"{path.name} 工作表 {table.name}",
            None if cells is None else cells.map(_text).to_numpy().tolist(),
        )


def _from_csv(path: Path) -> Cells:
    try:
        rows = list(csv.reader(StringIO(_decode(path), newline=""), strict=True))
    except csv.Error as error:
        message = "文件读不通，可能有不成对的英文引号；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    width = max(map(len, rows), default=0)
    return [[text.strip() for text in row] + [""] * (width - len(row)) for row in rows]


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


def _text(value: object) -> str:
    """The text of a cell: a number as its shortest decimal, a date as 2020-05-30."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and isnan(value):
        return "#错误值"  # pandas reads #N/A, #REF! and other errors as NaN
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return value.strip() if isinstance(value, str) else repr(value)


def _header_problems(table: Table, file: str, cells: Cells) -> Iterator[Problem]:
    header = cells[0] if cells else []
    for name in table.headers:
        if name not in header:
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
    places = [cells[0].index(name) for name in table.headers]
    for number, row in enumerate(cells[1:], start=2):
        texts = [row[at] for at in places]
        if any(texts):
            yield number, texts

"""From CSV files or a workbook to one frame a table: every cell text, every row at its spreadsheet number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.plan.problems import Cell, PlanError, Problem, Row
from cascade.plan.tables import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

WORKBOOK = "plan.xlsx"


@dataclass(frozen=True)
class Sheet:
    """One table as found: `frame` holds text in the table's columns, its index the spreadsheet's rows."""

    table: Table
    file: str
    frame: "pd.DataFrame"

    def rows(self) -> list[Row]:
        """The rows, each as its cells by column."""
        return [
            {
                column: Cell(self.file, number, column, text)
                for column, text in zip(self.table.headers, texts, strict=True)
            }
            for number, texts in zip(self.frame.index.tolist(), self.frame.to_numpy().tolist(), strict=True)
        ]


def read(path: Path) -> dict[str, Sheet]:
    """The tables of a plan, by name, from a folder or a workbook.

    A folder holds one CSV file a table, or a `plan.xlsx`. With both there is no telling which one is
    meant, so that is an error. Raises PlanError with every missing table and every missing, unknown or
    repeated column.
    """
    sheets: dict[str, Sheet] = {}
    problems: list[Problem] = []
    for table, file, cells in _cells(path):
        if cells is None:
            problems.append(Problem(file, None, None, f"缺少 {table.name} 表（{table.title}），请补上"))
            continue
        found = list(_header_problems(table, file, cells))
        problems += found
        if not found:
            sheets[table.name] = Sheet(table, file, _framed(table, cells))
    if problems:
        raise PlanError(tuple(problems))
    return sheets


def _cells(path: Path) -> Iterator[tuple[Table, str, "pd.DataFrame | None"]]:
    """Each table with its place and its bare cells, header row included; None where it is missing."""
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


def _from_workbook(path: Path) -> Iterator[tuple[Table, str, "pd.DataFrame | None"]]:
    if path.suffix.lower() != ".xlsx":
        message = "方案应为 CSV 表所在的文件夹或 .xlsx 工作簿；其他格式请先另存为 .xlsx"
        raise PlanError((Problem(path.name, None, None, message),))
    import pandas as pd  # here and below, because start-up is what an office feels

    try:
        sheets = pd.read_excel(
            path, sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
        )
    except Exception as error:  # openpyxl raises whatever the broken part happens to provoke
        message = "工作簿打不开，可能已损坏或设了密码；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    for table in TABLES:
        cells = sheets.get(table.name)
        yield table, f"{path.name} 工作表 {table.name}", None if cells is None else cells.map(_text)


def _from_csv(path: Path) -> "pd.DataFrame":
    import pandas as pd

    text = _decoded(path)
    width = max((line.count(",") for line in text.splitlines()), default=0) + 1
    if not text.strip():
        return pd.DataFrame()
    # Names wide enough for the longest row, and no skipped blank lines: ragged rows keep their numbers.
    try:
        frame = pd.read_csv(
            StringIO(text),
            header=None,
            names=range(width),
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        message = "文件读不通，可能有不成对的英文引号；请在 Excel 或 WPS 中打开后另存一份再试"
        raise PlanError((Problem(path.name, None, None, message),)) from error
    return frame.map(str.strip)


def _decoded(path: Path) -> str:
    """The text of a file in UTF-8 (with or without byte order mark) or in GBK, as Excel saves CSV."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "文件编码无法识别；请在 Excel 或 WPS 中打开后另存为“CSV UTF-8（逗号分隔）”"
    raise PlanError((Problem(path.name, None, None, message),))


def _text(value: object) -> str:
    """The text a cell means: numbers in their shortest decimal writing, dates as 2020-05-30."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and isnan(value):
        return "#错误值"  # what pandas makes NaN of: #N/A, #REF! and their like
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return value.strip() if isinstance(value, str) else repr(value)


def _header_problems(table: Table, file: str, cells: "pd.DataFrame") -> Iterator[Problem]:
    header: list[str] = cells.iloc[0].tolist() if len(cells) else []
    for name in table.headers:
        if name not in header:
            yield Problem(file, 1, name, "缺少这一列，请在表头补上")
    for position, name in enumerate(header):
        if name in header[:position] and name:
            yield Problem(file, 1, name, "这一列出现了两次，请删去一列")
        elif name and name not in table.headers:
            yield Problem(file, 1, name, f"不认识这一列，请删去或改名；可用的列有 {'、'.join(table.headers)}")
        elif not name:
            texts: list[str] = cells.iloc[:, position].tolist()
            for row, text in enumerate(texts, start=1):
                if text:
                    yield Problem(file, row, None, f"“{text}”所在的列没有表头，请删去或补上表头")


def _framed(table: Table, cells: "pd.DataFrame") -> "pd.DataFrame":
    """The cells under their header: the table's columns, no blank rows, the spreadsheet's rows as index."""
    frame = cells.iloc[1:].set_axis(cells.iloc[0], axis=1)[list(table.headers)]
    frame.index = frame.index + 1
    return frame[(frame != "").any(axis=1)]

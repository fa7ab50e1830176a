"""Write a plan's tables as one workbook for an office to edit; `load` reads the same plan from it."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cascade import durable
from cascade.errors import Wrong
from cascade.plan.problems import PlanError, Problem
from cascade.plan.read_tables import WORKBOOK, RawTable, read
from cascade.plan.tables import PLAN, TABLES, TableColumn
from cascade.theme import display_width

GUIDE = "说明"
INTRODUCTION = (
    "本工作簿是目标分解方案，一张工作表就是一张表。可以增删行、改内容，请不要改表名和表头。",
    "单元格都是文本格式：地区代码、日期、“10%以上”等照原样填写即可。带下拉箭头的列请从列表中选择。",
    "改好后仍保存为 .xlsx。下发和汇总之前会先核对，如有不一致之处，会逐条指出在哪张表、哪一行、哪一列。",
)
EDITABLE_ROWS = 5000  # rows with choices and text format: enough for 40 indicators of 100 cities
_CREATED = datetime(2020, 1, 1)  # the same tables give the same bytes
NARROWEST, WIDEST = 8, 60  # in characters of the default font


def write_workbook(source: Path, target: Path) -> None:
    """Write the tables at `source` (anything that `load` takes) to a new workbook `target`.

    The tables are not checked, so that an office can correct a faulty plan in Excel. Raises PlanError for
    missing tables or columns, for a `target` without the ending .xlsx, and for a `plan.xlsx` beside CSV
    tables, which `load` refuses; Wrong where another file stands there, which an office may have edited;
    OSError if the file cannot be written.
    """
    sheets = read(source)
    if message := _refusal(target):
        raise PlanError((Problem(str(target), None, None, message),))
    data = _workbook(sheets)
    if target.is_file() and target.read_bytes() != data:
        raise Wrong(f"已有这个文件，可能改过，没有覆盖：{target}\n请换个名字，或先移走它，再运行一次。")
    durable.write(target, data)


def _refusal(target: Path) -> str | None:
    """Why `load` could not read `target`; None where it could."""
    if target.suffix.lower() != ".xlsx":
        return "文件名应以 .xlsx 结尾；请改名后再试"
    if target.name == WORKBOOK and any((target.parent / f"{table.name}.csv").exists() for table in TABLES):
        return f"这个文件夹里已有 CSV 表，再放一份 {WORKBOOK} 就无法判断以哪个为准；请换一个文件夹或文件名"
    return None


def _workbook(sheets: dict[str, RawTable]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED})
        text = workbook.add_format({"num_format": "@", "valign": "top"})
        header = workbook.add_format({"num_format": "@", "bold": True, "bg_color": "#E7E6E6", "bottom": 1})
        _write_guide(workbook.add_worksheet(GUIDE), header)
        for table in TABLES:
            _write_table(workbook.add_worksheet(table.name), sheets[table.name], text, header)
        for sheet in workbook.worksheets():
            sheet.set_paper(9)  # A4
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
    return content.getvalue()


def _write_guide(sheet: Worksheet, header: Format) -> None:
    """Explain every table and what its columns (of `plan`: its keys) take."""
    sheet.hide_gridlines(2)
    lines: list[tuple[str, ...]] = [(line,) for line in INTRODUCTION]
    titles = []
    for table in TABLES:
        lines.append(())
        titles.append(len(lines))
        lines.append((table.name, table.title, table.note))
        for column in table.columns:
            optional = "" if column.required else "（可留空）"
            lines.append((column.name, column.title, f"{column.expected}{optional}"))
    for row, line in enumerate(lines):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, header if row in titles else None)
    for place, width in enumerate((16, 18, 90)):
        sheet.set_column(place, place, width)


def _write_table(sheet: Worksheet, found: RawTable, text: Format, header: Format) -> None:
    columns = {column.name: column for column in found.table.columns}
    for place, name in enumerate(found.table.headers):
        column = columns.get(name)
        texts = [_in_chinese(column, each) for each in found.column(name)]
        width = min(max(NARROWEST, *(display_width(each) + 2 for each in [name, *texts])), WIDEST)
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, name, header)
        for row, each in enumerate(texts, start=1):
            sheet.write_string(row, place, each, text)
        if column is not None:
            _explain(sheet, 0, place, column)
            _offer_choices(sheet, place, column)
    if found.table is PLAN:
        for row, key in enumerate(found.column("key"), start=1):
            if key in columns:
                _explain(sheet, row, 0, columns[key])
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{EDITABLE_ROWS}"})
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)


def _explain(sheet: Worksheet, row: int, place: int, column: TableColumn) -> None:
    sheet.write_comment(row, place, f"{column.title}：{column.expected}", {"x_scale": 2})


def _in_chinese(column: TableColumn | None, text: str) -> str:
    """The Chinese word that an office chooses from the list, for the model's word in a CSV file."""
    words = {word: chinese for chinese, word in column.words.items()} if column else {}
    return words.get(text.lower(), text)


def _offer_choices(sheet: Worksheet, place: int, column: TableColumn) -> None:
    if not column.words:
        return
    options = {
        "validate": "list",
        "source": list(column.words),
        "input_title": column.title,
        "input_message": f"请选择{column.expected}",
        "error_title": "请从列表中选择",
        "error_message": f"这一列应为{column.expected}。",
    }
    sheet.data_validation(1, place, EDITABLE_ROWS, place, options)

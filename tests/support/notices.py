"""Notices for the tests: paragraphs and tables of text, saved as Word, web page or spreadsheet.

In a table `<` continues the cell to the left, `^` the cell above; `{①}` is a superscript, `\\n` a new line.
"""

import csv
import re
from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path

import openpyxl
from docx import Document
from docx.table import _Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.support.oracle.tables import PLAN

LEFT, UP = "<", "^"
_RAISED = re.compile(r"\{([^}]*)\}")

Table = Sequence[Sequence[str]]
Notice = Sequence[str | Table]
Area = tuple[int, int, int, int]  # first row and column, last row and column


def areas(table: Table) -> list[Area]:
    """The merged cells of a table."""
    found = []
    for row, line in enumerate(table):
        for column, text in enumerate(line):
            if text in (LEFT, UP):
                continue
            right, bottom = column, row
            while right + 1 < len(line) and line[right + 1] == LEFT:
                right += 1
            while bottom + 1 < len(table) and table[bottom + 1][column] == UP:
                bottom += 1
            if (right, bottom) != (column, row):
                found.append((row, column, bottom, right))
    return found


def as_docx(notice: Notice) -> bytes:
    """The notice as Word saves it."""
    document = Document()
    for block in notice:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for top, left, bottom, right in areas(block):
            table.cell(top, left).merge(table.cell(bottom, right))
        texts = (text for line in block for text in line)
        for cell, text in zip(table._cells, texts, strict=True):  # each `table.cell` looks at all of them
            if text not in (LEFT, UP):
                _write(cell, text)
    document.add_paragraph()  # Word's own documents never end with a table
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _write(cell: _Cell, text: str) -> None:
    paragraph = cell.paragraphs[0]
    for at, part in enumerate(_RAISED.split(text)):
        run = paragraph.add_run(part)
        run.font.superscript = True if at % 2 else None


def as_html(notice: Notice, charset: str = "utf-8") -> bytes:
    """The notice as the page of an office: tables within tables that arrange the page, blanks as `&nbsp;`."""
    parts = []
    for block in notice:
        if isinstance(block, str):
            parts.append(f"<p align=center>&nbsp;&nbsp;{_marked_up(block)}</p>")
            continue
        parts.append("<table class=MsoNormalTable border=1>")
        spans = {area[:2]: area for area in areas(block)}
        for row, line in enumerate(block):
            cells = []
            for column, text in enumerate(line):
                if text in (LEFT, UP):
                    continue
                top, left, bottom, right = spans.get((row, column), (row, column, row, column))
                tag = "td" if row else "th"
                cells.append(
                    f'<{tag} rowspan="{bottom - top + 1}" colspan={right - left + 1}>'
                    f"<p><span>{_marked_up(text)}</span></p></{tag}>"
                )
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    body = "\n".join(parts)
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        "<script>var table = '<table>';</script></head><body><div style='display:none'>2001年目标</div>"
        "<table width=100%><tr><td><a href=/>首页</a></td></tr>"
        f"<tr><td>{body}</td></tr></table></body></html>"
    )
    return page.encode("gb18030" if charset == "gb2312" else charset)


def _marked_up(text: str) -> str:
    marked = _RAISED.sub(r"<sup>\1</sup>", escape(text))
    return marked.replace("\n", "<br>").replace("  ", "&nbsp; ")


def as_xlsx(notice: Notice) -> bytes:
    """The notice on one sheet: paragraphs in rows of their own over the tables, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "分解表"
    row = 0
    for block in notice:
        row += 1
        if isinstance(block, str):
            sheet.cell(row, 1, block)
            row += 1
            continue
        for top, left, bottom, right in areas(block):
            sheet.merge_cells(None, row + top, left + 1, row + bottom, right + 1)
        for at, line in enumerate(block):
            for column, text in enumerate(line):
                if text not in (LEFT, UP, ""):
                    sheet.cell(row + at, column + 1).value = _value(text)
        row += len(block)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _value(text: str) -> str | float | CellRichText:
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    parts = _RAISED.split(text)
    if len(parts) == 1:
        return text
    raised = InlineFont(vertAlign="superscript")
    return CellRichText(
        *(TextBlock(raised, part) if at % 2 else part for at, part in enumerate(parts) if part)
    )


def zhejiang() -> Notice:
    """The notice behind the shipped plan as Word would hold it."""
    with (PLAN / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        targets = {(row["indicator"], row["region"]): row["target"] for row in csv.DictReader(file)}
    with (PLAN / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        indicators = list(csv.DictReader(file))
    regions = list(dict.fromkeys(region for _, region in targets))
    cities = ("杭州", "宁波", "温州", "湖州", "嘉兴", "绍兴", "金华", "衢州", "舟山", "台州", "丽水")
    table = [
        ["序号", "关键性量化指标", "各市目标任务", *[LEFT] * (len(cities) - 1), "省级\n牵头单位"],
        [UP, UP, *cities, UP],
    ]
    for row in indicators:
        texts = [targets[row["code"], region] for region in regions]
        table.append([row["number"], _in_lines(row["name"], 8), *map(_wrapped, texts), _wrapped(row["lead"])])
    title = "2020年浙江省传统制造业改造提升关键性量化指标任务分解表"
    return (
        "浙江省工业转型升级领导小组办公室文件",
        "浙转升办〔2020〕9号",
        "浙江省工业转型升级领导小组办公室",
        f"关于印发{title}的通知",
        "各市传统制造业改造提升工作领导小组办公室，省级有关单位：",
        "为深入推进传统制造业改造提升，根据《浙江省加快传统制造业改造提升行动计划（2018—2022年）》（浙政办发"
        f"〔2018〕59号），现将{title}印发给你们，请各市按照目标任务，分解细化到所辖县（市、区），并于5月30日前"
        "将责任目标方案报省工业转型升级领导小组办公室备案。",
        "浙江省工业转型升级领导小组办公室",
        "2020年5月14日",
        "附件",
        title,
        table,
    )


def _wrapped(text: str) -> str:
    """A text as a narrow cell breaks it: before 以上, units, brackets and the second half of a department."""
    return re.sub(r"(?<=.)(以上|亿元|万吨|（省|管理局|监管局|环境厅)", r"\n\1", text)


def _in_lines(text: str, length: int) -> str:
    return "\n".join(text[at : at + length] for at in range(0, len(text), length))


ZHAOHUA = (
    *(("元坝镇", 280, 40), ("白果乡", 15, 8), ("柏林沟镇", 40, 8), ("朝阳乡", 20, 5), ("陈江乡", 15, 5)),
    *(("大朝乡", 20, 6), ("丁家乡", 15, 5), ("红岩镇", 25, 5), ("虎跳镇", 120, 12), ("黄龙乡", 15, 5)),
    *(("晋贤乡", 15, 5), ("柳桥乡", 50, 8), ("梅树乡", 15, 8), ("明觉镇", 40, 5), ("磨滩镇", 30, 8)),
    *(("青牛乡", 10, 5), ("清水乡", 40, 8), ("沙坝乡", 15, 5), ("射箭乡", 15, 5), ("石井铺镇", 30, 6)),
    *(("太公镇", 60, 6), ("王家镇", 60, 20), ("卫子镇", 40, 8), ("文村乡", 15, 5), ("香溪乡", 10, 5)),
    *(("张家乡", 40, 5), ("昭化镇", 180, 25), ("紫云乡", 30, 6), ("拣银岩街道办", 40, 8)),
)


def zhaohua() -> Notice:
    """昭化区 2017: 29 towns listed downwards, two indicators, a row of totals."""
    rows = [[str(at), name, str(new), str(again)] for at, (name, new, again) in enumerate(ZHAOHUA, start=1)]
    table = [
        ["序号", "乡镇", "城镇新增就业人数\n（人）", "城镇失业人员再就业（人）"],
        *rows,
        ["合计", LEFT, "1300", "250"],
    ]
    return (
        "广元市昭化区人民政府办公室",
        "关于下达2017年城镇新增就业目标任务的通知",
        "各乡镇人民政府、街道办事处：",
        "现将2017年就业目标任务下达你们，请认真组织实施。",
        "广元市昭化区人民政府办公室",
        "2017年3月10日",
        "昭化区2017年城镇新增就业目标任务分解表",
        table,
    )


def answer_marks(plan: Path) -> None:
    """Say of every mark of a drafted plan that it has been checked, and change nothing else."""
    book = openpyxl.load_workbook(plan)
    sheet = book["待定"]
    (answers,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "已核对")
    for row in range(answers.row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            sheet.cell(row, answers.column).value = "是"
    book.save(plan)

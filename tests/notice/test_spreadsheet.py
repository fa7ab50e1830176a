"""Notices saved as spreadsheets: what a person sees of them."""

from io import BytesIO

import openpyxl
import pytest

from cascade.grid import Refused
from cascade.notice.document import TextTable
from cascade.notice.spreadsheet import read_spreadsheet
from tests.support.notices import as_xlsx

TABLE = [
    ["2026年任务", "<", "<"],
    ["县区", "测算", "造林（亩）"],
    ["鼓楼区", "1", "100"],
    ["台江区", "2", "80"],
]


def saved(cell: str, value: str, hidden_column: str = "") -> bytes:
    book = openpyxl.load_workbook(BytesIO(as_xlsx((TABLE,))))
    sheet = book["分解表"]
    sheet[cell] = value
    if hidden_column:
        sheet.column_dimensions[hidden_column].hidden = True
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_formula_whose_value_was_never_computed_is_refused_with_a_remedy() -> None:
    with pytest.raises(Refused) as refused:
        read_spreadsheet(saved("C3", "=60+40"))
    assert (refused.value.code, refused.value.facts) == (
        "F02",
        {
            "kind": "",
            "said": "C3 是公式，文件里没有存它算出的数",
            "remedy": "请用 Excel 或 WPS 打开这个文件，保存后再试",
        },
    )


def test_a_merged_title_does_not_show_a_hidden_column() -> None:
    (table,) = read_spreadsheet(saved("B3", "=1+1", hidden_column="B")).tables
    assert isinstance(table, TextTable)
    assert [[cell.text for cell in row] for row in table.rows] == [
        *(["2026年任务", "2026年任务"], ["县区", "造林（亩）"], ["鼓楼区", "100"], ["台江区", "80"])
    ]

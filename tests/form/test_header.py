"""The first rows of a form sheet: how much is still open, and when the form is due."""

import re
from io import BytesIO

import openpyxl
import pytest

from cascade.layout import SheetLayout
from tests.support.forms import BREAKDOWN, SEPTEMBER, layout, written


@pytest.mark.parametrize(("columns", "due"), [(1, "B2"), (2, "D2"), (9, "K2")])
def test_the_due_day_stands_beside_the_state_and_never_over_it(columns: int, due: str) -> None:
    form = layout(BREAKDOWN, "330900")
    (sheet,) = form.sheets
    fields = {each: getattr(sheet, each) for each in SheetLayout.model_fields}
    narrow = SheetLayout(**fields | {"columns": sheet.columns[: 2 + columns]})
    page = openpyxl.load_workbook(BytesIO(written(form.model_copy(update={"sheets": (narrow,)})))).worksheets[
        1
    ]
    texts = {cell.coordinate: cell.value for cell in page[2] if cell.value is not None}
    assert sorted(texts) == sorted({"C2", due})
    assert str(texts["C2"]).startswith("=")
    assert texts[due] == "报送截止：2020 年 5 月 30 日"


def test_codes_stand_on_one_line() -> None:
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, "330900")))).worksheets[1]
    codes = [page["H5"], page["A9"]]
    assert [cell.value for cell in codes] == ["K06", "330903"]
    assert [bool(cell.alignment.wrap_text) for cell in codes] == [False, False]
    assert page["H4"].alignment.wrap_text


def test_no_line_of_a_heading_ends_with_an_opening_bracket() -> None:
    """研发费用支出（／本期） is what LibreOffice made of it in a column of 12 characters."""
    page = openpyxl.load_workbook(BytesIO(written(layout(SEPTEMBER, "330900"))))["省科技厅"]
    assert page["E4"].value == "研发费用支出\n（本期）"
    for form in (layout(BREAKDOWN, "330900"), layout(SEPTEMBER, "330900")):
        for sheet in openpyxl.load_workbook(BytesIO(written(form))).worksheets[1:-1]:
            texts = [str(cell.value) for row in sheet.iter_rows(max_row=7) for cell in row if cell.value]
            assert [text for text in texts if re.search(r"[（《“(]\n|\n[、，）》”]", text)] == []
    first = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, "330900")))).worksheets[1]
    assert first["J3"].value == "8．传统制造\n业制订“浙\n江制造”标\n准200个"


def test_a_heading_without_brackets_is_left_as_it_is() -> None:
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, "330900")))).worksheets[1]
    assert page["C3"].value == "1．传统制造业研发费用支出增长10%以上"

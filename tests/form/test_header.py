"""The first rows of a form sheet: how much is still open, and when the form is due."""

from io import BytesIO

import openpyxl
import pytest

from cascade.layout import SheetLayout
from tests.support.forms import BREAKDOWN, layout, written


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
    codes = [page["H6"], page["A9"]]
    assert [cell.value for cell in codes] == ["K06", "330903"]
    assert [bool(cell.alignment.wrap_text) for cell in codes] == [False, False]
    assert page["H5"].alignment.wrap_text

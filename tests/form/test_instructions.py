"""What the first sheet of a form tells the city, and that the form keeps what it promises."""

from io import BytesIO

import openpyxl
import pytest

from cascade import theme
from tests.support.forms import BREAKDOWN, JUNE, layout, plan, right, written
from tests.support.linter.book import Book

CITY = "330900"


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_the_city_is_told_how_to_open_and_how_to_paste(round_: str) -> None:
    known = plan()
    facts = {"plan": known, "round": known.round(round_), "city": known.region(CITY), "points": ""}
    lines = theme.text("form/instructions.txt.j2", **facts).splitlines()
    (line,) = [each for each in lines if "启用编辑" in each]
    assert "选择性粘贴—数值" in line
    numbers = [each[0] for each in lines if each[1:2] == "．"]
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_no_filter_is_promised_where_excel_has_none(round_: str) -> None:
    """Excel filters a protected sheet only where a filter is there already."""
    data = written(layout(round_, CITY), right(round_, CITY))
    for sheet in openpyxl.load_workbook(BytesIO(data)).worksheets:
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert [text for text in said if "筛选" in text] == []
    for part in Book(data).sheets:
        protected = part.one("sheetProtection")
        assert protected is None or protected.attrib.get("autoFilter", "1") == "1"


def test_title_headings_and_lines_have_their_heights() -> None:
    """36, 28 and 18 points a line, as Excel rounds them to whole pixels; three more below a line."""
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, CITY)))).worksheets[0]
    rows = [(page.cell(at, 2).value, page.row_dimensions[at].height) for at in (1, 2, 3)]
    assert rows == [("说明", 36.0), ("一", 27.75), ("请填。", 21.0)]

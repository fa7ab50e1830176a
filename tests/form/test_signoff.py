"""The lines for stamp, names and date: four runs of columns of about equal width, none empty."""

from io import BytesIO

import openpyxl
import pytest

from cascade import theme
from cascade.drawing import Styles, Workbook
from cascade.form.signoff import signature_line

THEME = theme.load()


def line(widths: list[float], first: int = 1, which: int = 1) -> list[tuple[str, object]]:
    """The cells of a line with their texts; a merged cell as its range."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page, styles = book.add_sheet("表"), Styles(book, THEME)
        looks = styles.get("sign"), styles.get("sign_open")
        columns = range(first, len(widths) + 1)
        signature_line(page, 3, which, columns, widths, looks)
    (sheet,) = openpyxl.load_workbook(content).worksheets
    assert sheet.row_dimensions[3].height == 26.25  # whole pixels
    areas = {area.min_col: str(area) for area in sheet.merged_cells.ranges}
    cells = [cell for cell in sheet[3] if type(cell).__name__ == "Cell" and cell.has_style]
    return [(areas.get(cell.column, cell.coordinate), cell.value) for cell in cells]


@pytest.mark.parametrize(
    ("widths", "areas"),
    [
        ([10] * 4, ["A3", "B3", "C3", "D3"]),
        ([10] * 8, ["A3:B3", "C3:D3", "E3:F3", "G3:H3"]),
        ([10] * 5, ["A3", "B3", "C3:D3", "E3"]),
        ([5, 5, 10, 10, 10], ["A3:B3", "C3", "D3", "E3"]),
        ([100, 1, 1, 1], ["A3", "B3", "C3", "D3"]),
        ([1, 1, 1, 100], ["A3", "B3", "C3", "D3"]),
        ([1, 1, 1, 1, 1, 100], ["A3:C3", "D3", "E3", "F3"]),
    ],
)
def test_a_line_has_two_labels_each_with_room_to_write(widths: list[float], areas: list[str]) -> None:
    assert line(widths) == list(zip(areas, ["单位负责人：", None, "审核人：", None], strict=True))


def test_a_line_begins_where_its_columns_do() -> None:
    assert [area for area, _ in line([10] * 6, first=3)] == ["C3", "D3", "E3", "F3"]
    assert [text for _, text in line([10] * 4, which=0)] == ["填报单位（盖章）：", None, "填报日期：", None]


def test_on_few_columns_a_line_is_one_cell() -> None:
    assert line([10] * 3) == [("A3", "单位负责人：　　　　　　　　　　审核人：")]

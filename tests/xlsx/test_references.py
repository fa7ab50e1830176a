"""References to cells as they stand in the parts of a workbook."""

import pytest

from cascade.grid import Area
from cascade.xlsx.references import area


@pytest.mark.parametrize("text", ["", "B", "B2:", ":D9", "B2:D", "B:D9", "D9:B2", "B2:D1048577", "XFE1"])
def test_what_is_no_rectangle_of_a_sheet(text: str) -> None:
    assert area(text) is None


@pytest.mark.parametrize(
    ("text", "found"), [("B2", Area(2, 2, 2, 2)), ("B2:XFD1048576", Area(2, 2, 1_048_576, 16_384))]
)
def test_a_rectangle(text: str, found: Area) -> None:
    assert area(text) == found

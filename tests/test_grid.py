"""Addresses, areas and sheets of a workbook as read."""

import pickle

import pytest

from cascade.grid import (
    Area,
    Cell,
    CellKind,
    CellStyle,
    Grid,
    Refused,
    Sheet,
    absolute_address,
    address,
    column_letters,
    column_number,
    in_words,
    on_sheet,
    position,
    range_address,
)

LETTERS = {1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA", 16_384: "XFD"}


@pytest.mark.parametrize(("number", "letters"), LETTERS.items())
def test_columns_have_letters(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters)) == (letters, number)
    assert address(12, number) == f"{letters}12"
    assert absolute_address(12, number) == f"${letters}$12"
    assert position(f"{letters}12") == (12, number)
    assert in_words(f"{letters}120") == f"{letters}列120行"


def test_addresses_of_ranges_and_other_sheets() -> None:
    assert range_address(9, 6, 21, 28) == "F9:AB21"
    assert on_sheet("分解表", "F12") == "'分解表'!F12"
    assert on_sheet("甲's", "F9:F21") == "'甲''s'!F9:F21"
    assert in_words("") == ""
    assert Cell(9, 28, CellKind.NUMBER, "1").address == "AB9"


@pytest.mark.parametrize(
    ("place", "inside"),
    [((2, 3), True), ((4, 5), True), ((1, 3), False), ((5, 5), False), ((2, 2), False), ((4, 6), False)],
)
def test_an_area_has_both_its_ends(place: tuple[int, int], inside: bool) -> None:
    assert (place in Area(2, 3, 4, 5)) is inside


@pytest.mark.parametrize(
    ("column", "hidden"), [(1, False), (2, True), (4, True), (5, False), (7, True), (8, False)]
)
def test_a_hidden_column_is_known(column: int, hidden: bool) -> None:
    assert Sheet("表", hidden_columns=((2, 4), (7, 7))).is_hidden_column(column) is hidden


@pytest.mark.parametrize("cells", [0, 3])
def test_a_sheet_travels_to_another_process_unchanged(cells: int) -> None:
    style = CellStyle("0.00", struck=True)
    found = {(row, 2): Cell(row, 2, CellKind.TEXT, f"甲{row}", "B1", style) for row in range(1, cells + 1)}
    sheet = Sheet("表", True, found, frozenset({3}), ((2, 4),), (Area(1, 1, 2, 2),))
    copy = pickle.loads(pickle.dumps(sheet))
    assert copy == sheet
    assert all(type(cell) is Cell and cell.style.struck for cell in copy.cells.values())


def test_every_grid_has_mappings_of_its_own() -> None:
    first, second = Grid(()), Grid(())
    assert (first.names, first.properties, Sheet("表").cells) == ({}, {}, {})
    assert first.names is not second.names
    assert (Sheet("表").hidden, first.external) == (False, False)
    assert CellStyle() == CellStyle("General", struck=False, raised=False)


def test_a_refusal_says_its_code_and_its_facts() -> None:
    refused = Refused("F06", kind="宏")
    assert (refused.code, refused.facts, refused.args) == ("F06", {"kind": "宏"}, ("F06", {"kind": "宏"}))

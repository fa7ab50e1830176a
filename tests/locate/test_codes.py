"""A second sheet with the form's codes never counts in place of the form, whatever either of them holds."""

from collections.abc import Callable
from typing import Literal

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cascade.returns.receipt import State
from tests.support.filled_forms import CITY, Judged, Paper, judge
from tests.support.forms import BREAKDOWN, SEPTEMBER
from tests.support.treatments import saved

SECOND = "去年"
Visibility = Literal["visible", "hidden", "veryHidden"]


@pytest.fixture(scope="module", params=[BREAKDOWN, SEPTEMBER])
def paper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    return Paper(request.param, CITY, tmp_path_factory.mktemp("表"))


def open_cells(paper: Paper) -> list[str]:
    """The addresses of the main sheet's open cells in the counties' rows."""
    top, bottom = paper.rows
    return [f"{column}{row}" for column in paper.columns for row in range(top, bottom + 1)]


def with_second_sheet(
    paper: Paper, change: Callable[[Worksheet, Worksheet], object], state: Visibility
) -> Judged:
    """A paper with a copy of its main sheet that shows its own number plus one everywhere."""
    book: Workbook = openpyxl.load_workbook(paper.path)
    first = book[paper.sheet]
    second = book.copy_worksheet(first)
    second.title = SECOND
    second.sheet_state = state
    for line in second.iter_rows():
        for cell in line:
            if "模板编号" in str(cell.value):
                cell.value = None
    for address in open_cells(paper):
        if isinstance(first[address].value, int | float):
            second[address] = first[address].value + 1
    change(first, second)
    return judge(saved(book), [paper])


def contradictions(found: Judged) -> list[tuple[str, str]]:
    return [(each.code, each.sheet) for each in found.findings if each.code == "D09"]


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_formulas_never_calculated_are_content(paper: Paper, state: Visibility) -> None:
    """The form refers to the second sheet and was never calculated: no cell of it has a value."""

    def refer(first: Worksheet, second: Worksheet) -> None:
        for address in open_cells(paper):
            first[address] = f"={SECOND}!{address}*1.1"

    found = with_second_sheet(paper, refer, state)
    assert found.state is State.HELD
    assert contradictions(found) == [("D09", SECOND)]


def test_one_formula_is_content(paper: Paper) -> None:
    """Only one cell of the form is filled, with a formula, while the second sheet is full."""

    def refer(first: Worksheet, second: Worksheet) -> None:
        for address in open_cells(paper):
            first[address] = None
        first[open_cells(paper)[3]] = f"={SECOND}!{open_cells(paper)[3]}"

    found = with_second_sheet(paper, refer, "hidden")
    assert found.state is State.HELD
    assert [code for code, _ in contradictions(found)] == ["D09"]


def test_a_form_whose_codes_are_gone_is_still_the_form(paper: Paper) -> None:
    """The defined names lead to it, so a second sheet with the codes does not count alone."""

    def clear(first: Worksheet, second: Worksheet) -> None:
        for row in range(paper.code_row, paper.bottom + 1):
            first[f"A{row}"] = None
        for column in paper.columns:
            first[f"{column}{paper.code_row}"] = None

    found = with_second_sheet(paper, clear, "visible")
    assert found.state is State.HELD
    assert [code for code, _ in contradictions(found)] == ["D09"]


def test_codes_written_as_formulas_do_not_hide_the_form(paper: Paper) -> None:
    """The form's grey codes refer to the second sheet; no name leads to the form, only its own name does."""

    def refer(first: Worksheet, second: Worksheet) -> None:
        book = first.parent
        for name in list(book.defined_names):  # type: ignore[union-attr]
            del book.defined_names[name]  # type: ignore[union-attr]
        for row in range(paper.code_row, paper.bottom + 1):
            first[f"A{row}"] = f"={SECOND}!A{row}"
        for column in paper.columns:
            first[f"{column}{paper.code_row}"] = f"={SECOND}!{column}{paper.code_row}"

    found = with_second_sheet(paper, refer, "visible")
    assert found.state is State.HELD
    assert [code for code, _ in contradictions(found)] == ["D09"]


def test_an_empty_second_sheet_changes_nothing(paper: Paper) -> None:
    def empty(first: Worksheet, second: Worksheet) -> None:
        for address in open_cells(paper):
            second[address] = None
        for row in range(paper.rows[1] + 1, paper.bottom + 1):
            for column in paper.columns:
                second[f"{column}{row}"] = None

    found = with_second_sheet(paper, empty, "hidden")
    assert found.state is State.ACCEPTED
    assert found.said == paper.said
    assert contradictions(found) == []

"""What is written into a form is read out of it again, exactly: `read(write(layout, values)) == values`."""

from decimal import Decimal
from io import BytesIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cascade import quantity, xlsx
from cascade.layout import Column, Layout, Role
from tests.support.forms import (
    BREAKDOWN,
    CITIES,
    JUNE,
    SEPTEMBER,
    Read,
    Said,
    Typed,
    layout,
    read,
    right,
    written,
)
from tests.support.libreoffice import resave
from tests.support.oracle.results import text
from tests.support.sample import count, every

FORMS = every(3, product((BREAKDOWN, SEPTEMBER), CITIES))
REMARKS = {
    "K06": '含省属企业 3 家；见附件。\n第二行 <b>&amp;"引号"</b>',
    "K07": "=1+1",
    "K10": "_x003D_SUM(A1)",
    "K18": "https://example.invalid/ 💡",
}


def everything(round_: str, city: str) -> Typed:
    """A right filling, with one more functional zone and words in the 说明 cells."""
    form, typed = layout(round_, city), right(round_, city)
    zone = f"{city}A5"
    typed[zone, "", Role.NAME] = "经开区（北区） & Co."
    typed |= {(zone, field, Role.INPUT): Decimal(7) for field in form.fields}
    return typed | {(city, code, Role.EXPLANATION): words for code, words in REMARKS.items()}


def said(typed: Typed) -> Said:
    """What a filling says, as decimal text."""
    return {
        (region, field): text(value) if isinstance(value, Decimal) else value
        for (region, field, role), value in typed.items()
        if role is Role.INPUT
    }


def is_what_was_written(found: Read, typed: Typed) -> bool:
    """Whether numbers, names and explanations are the same and nothing was odd about finding them."""
    names = {region: name for (region, _, role), name in typed.items() if role is Role.NAME}
    words = {field: text for (_, field, role), text in typed.items() if role is Role.EXPLANATION}
    assert found.said == said(typed)
    assert found.filing.names == names
    assert found.filing.explanations == words
    return [each for each in found.places() if each[0] not in ("C12", "E01") and each[0][0] not in "SP"] == []


@pytest.fixture(scope="session")
def all_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The forms of cities, with `--long` of all, and both kinds of round, with everything in them."""
    folder = tmp_path_factory.mktemp("表")
    paths = {}
    for round_, city in FORMS:
        paths[round_, city] = folder / f"{city}_{round_}.xlsx"
        paths[round_, city].write_bytes(written(layout(round_, city), everything(round_, city)))
    return paths


@pytest.mark.parametrize(("round_", "city"), FORMS)
def test_a_form_says_what_was_written(round_: str, city: str, all_forms: dict[tuple[str, str], Path]) -> None:
    found = read(all_forms[round_, city].read_bytes(), layout(round_, city))
    assert is_what_was_written(found, everything(round_, city))


def test_after_libreoffice_has_saved_all_forms_again(
    all_forms: dict[tuple[str, str], Path], tmp_path: Path
) -> None:
    copies = resave(list(all_forms.values()), tmp_path)
    for (round_, city), path in all_forms.items():
        found = read(copies[path].read_bytes(), layout(round_, city))
        assert is_what_was_written(found, everything(round_, city)), found.places()


def test_after_openpyxl_has_saved_all_forms_again(all_forms: dict[tuple[str, str], Path]) -> None:
    for (round_, city), path in all_forms.items():
        buffer = BytesIO()
        openpyxl.load_workbook(path).save(buffer)
        found = read(buffer.getvalue(), layout(round_, city))
        typed = everything(round_, city)
        typed[city, "K10", Role.EXPLANATION] = "=SUM(A1)"  # openpyxl does not escape what looks escaped
        assert is_what_was_written(found, typed), found.places()


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_an_empty_form_says_nothing_but_what_was_given(round_: str) -> None:
    form = layout(round_, CITIES[0])
    given_ = {(e.region, e.field): e.text for e in form.given if e.role is Role.INPUT}
    found = read(written(form), form)
    assert found.said == given_
    assert (round_ == BREAKDOWN) == (not given_)
    assert [(each.code, each.sheet) for each in found.findings] == [("C22", "")]


def test_one_number_more_than_was_given_leaves_the_other_sheets_untouched() -> None:
    form = layout(SEPTEMBER, CITIES[0])
    given_ = {(each.region, each.field) for each in form.given if each.role is Role.INPUT}
    sheet = form.sheets[0]
    counties = [leaf.region for leaf in sheet.leaves if "A" not in leaf.region]
    asked = [
        (leaf, column.field)
        for leaf in counties
        for column in sheet.inputs
        if (leaf, column.field) not in given_
    ]
    found = read(written(form, {(*asked[0], Role.INPUT): Decimal(1)}), form)
    assert [each.sheet for each in found.findings if each.code == "C17"] == [
        each.name for each in form.sheets[1:]
    ]
    assert sum(each.code == "C01" for each in found.findings) == len(asked) - 1


# ---------------------------------------------------------------------------------------- any numbers at all


def numbers(column: Column) -> SearchStrategy[Decimal]:
    """Any number that a column takes: small, large, with all decimals, zero."""
    plain = st.integers(0, 10**15 - 1).map(lambda digits: Decimal(digits).scaleb(-column.places))
    small = st.integers(0, 10 ** (column.places + 2)).map(
        lambda digits: Decimal(digits).scaleb(-column.places)
    )
    usual = st.one_of(plain, small, st.just(Decimal(0)))
    return usual.filter(lambda number: not 0 < number < 1) if column.rate else usual


def fillings(form: Layout) -> SearchStrategy[Typed]:
    """Any filling of a form, a number or 不分解 or nothing in each open cell."""
    cells = {
        (row.region, column.field, Role.INPUT): st.one_of(numbers(column), st.just("/"), st.none())
        for sheet in form.sheets
        for column in sheet.inputs
        for row in sheet.leaves
    }
    drawn: SearchStrategy[dict[tuple[str, str, Role], Decimal | str | None]] = st.fixed_dictionaries(cells)
    return drawn.map(lambda typed: {key: value for key, value in typed.items() if value is not None})


@settings(max_examples=count(8, 500))
@given(fillings(layout(BREAKDOWN, "330900")))
def test_any_breakdown_comes_back_exactly(typed: Typed) -> None:
    form = layout(BREAKDOWN, "330900")
    found = read(written(form, typed), form)
    assert found.said == said(typed)
    assert not found.filing.unread


@settings(max_examples=count(5, 300))
@given(fillings(layout(JUNE, "330900", known=False)))
def test_any_progress_comes_back_exactly(typed: Typed) -> None:
    form = layout(JUNE, "330900", known=False)
    found = read(written(form, typed), form, known=False)
    assert found.said == said(typed)
    assert not found.filing.unread


@settings(max_examples=count(60, 5_000))
@given(st.integers(0, 10**15 - 1), st.integers(0, 12))
def test_any_number_of_fifteen_digits_survives_a_cell(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = float(number)
    buffer = BytesIO()
    book.save(buffer)
    cell = xlsx.read(buffer.getvalue()).sheets[0].cells[1, 1]
    assert quantity.shown(quantity.as_meant(cell.text)) == text(number)


@pytest.mark.parametrize(("other", "found"), [("经开区", ["Z04"]), ("合计", ["Z04"]), (" 高新\u3000区", [])])
def test_a_zone_with_two_names_on_two_sheets_is_an_error(other: str, found: list[str]) -> None:
    form, typed = layout(JUNE, "330900"), right(JUNE, "330900")
    zone, sheet = "330900A1", form.sheets[3]
    typed |= {(zone, "", Role.NAME): "高新区"} | {
        (zone, field, Role.INPUT): Decimal(10) for field in form.fields
    }
    book = openpyxl.load_workbook(BytesIO(written(form, typed)))
    row = next(at for at, each in enumerate(sheet.rows, start=1) if each.region == zone)
    book[sheet.name].cell(row, 2).value = other
    buffer = BytesIO()
    book.save(buffer)
    said = [each for each in read(buffer.getvalue(), form).findings if each.code.startswith("Z")]
    assert [(each.code, each.sheet, each.cell, each.region) for each in said] == [
        (code, sheet.name, f"B{row}", zone) for code in found
    ]

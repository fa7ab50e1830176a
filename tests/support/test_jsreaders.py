"""Our form and our summary in SheetJS, ExcelJS and HyperFormula: no value changes, every formula agrees."""

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.forms import layout, right, written
from tests.support.jsreaders import READERS, Cells, computed, resaved, values
from tests.support.office import BREAKDOWN, JUNE, Office
from tests.support.sample import every


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An empty and a filled form and the summary of both rounds, of which a city is missing.

    Without `--long` each of one round.
    """
    office, found = Office(tmp_path_factory.mktemp("网页") / "工作簿"), []
    for round_ in (BREAKDOWN, JUNE):
        assert office.generate(round_, "--city", "330500", "330600", "330900").code == 0
        for city in ("330500", "330600"):
            office.fill(round_, city)
        office.collect(round_)
        filled = office.home / f"{round_}.xlsx"
        filled.write_bytes(written(layout(round_, "330600"), right(round_, "330600")))
        (summary,) = office.folder(round_, "summary").glob("*_最新.xlsx")
        found += [office.form(round_, "330900"), filled, summary]
    return every(2, found)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal: numbers to twelve digits, an empty text like an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return bool((one or "") == (other or ""))


@pytest.fixture(scope="module", params=READERS)
def copies(
    request: pytest.FixtureRequest, books: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Path]:
    """The books as a reader has saved them."""
    return resaved(books, request.param, tmp_path_factory.mktemp("另存") / request.param)


known = cache(values)  # a book is read once for all readers


def test_no_value_changes_where_a_web_page_saves_a_workbook(copies: dict[Path, Path]) -> None:
    for path, copy in copies.items():
        before, after = known(path), values(copy)
        assert len(before) > 100
        assert [key for key in before | after if not same(before.get(key), after.get(key))] == [], path.name


def test_no_formula_is_lost_where_a_web_page_saves_a_workbook(copies: dict[Path, Path]) -> None:
    for path, copy in copies.items():
        before, after = known(path, formulas=True), values(copy, formulas=True)
        assert formula_cells(before) == formula_cells(after), path.name


def formula_cells(cells: Cells) -> set[tuple[str, str]]:
    return {key for key, value in cells.items() if str(value).startswith("=")}


def test_hyperformula_computes_what_is_cached(books: list[Path]) -> None:
    for path in books:
        cached, found = known(path), computed(path)
        assert len(found) > 100
        different = {key: value for key, value in found.items() if not same(value, cached.get(key))}
        assert different == {}, path.name

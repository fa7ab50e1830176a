"""Our form and our summary in SheetJS, ExcelJS and HyperFormula: no value changes, every formula agrees."""

import math
from pathlib import Path
from typing import Any

import pytest

from tests.support.forms import layout, right, written
from tests.support.jsreaders import READERS, computed, resaved, values
from tests.support.office import BREAKDOWN, JUNE, Office


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An empty and a filled form and the summary of both rounds, of which a city is missing."""
    office, found = Office(tmp_path_factory.mktemp("网页") / "工作簿"), []
    for round_ in (BREAKDOWN, JUNE):
        assert office.generate(round_).code == 0
        for city in ("330500", "330600"):
            office.fill(round_, city)
        office.collect(round_)
        filled = office.home / f"{round_}.xlsx"
        filled.write_bytes(written(layout(round_, "330600"), right(round_, "330600")))
        (summary,) = office.folder(round_, "summary").glob("*_最新.xlsx")
        found += [office.form(round_, "330900"), filled, summary]
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal: numbers to twelve digits, an empty text like an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return bool((one or "") == (other or ""))


@pytest.mark.parametrize("reader", READERS)
def test_no_value_changes_where_a_web_page_saves_a_workbook(
    reader: str, books: list[Path], tmp_path: Path
) -> None:
    for path, copy in resaved(books, reader, tmp_path / reader).items():
        before, after = values(path), values(copy)
        assert len(before) > 100
        assert [key for key in before | after if not same(before.get(key), after.get(key))] == [], path.name


@pytest.mark.parametrize("reader", READERS)
def test_no_formula_is_lost_where_a_web_page_saves_a_workbook(
    reader: str, books: list[Path], tmp_path: Path
) -> None:
    for path, copy in resaved(books, reader, tmp_path / reader).items():
        found = [
            {key for key, value in values(each, formulas=True).items() if str(value).startswith("=")}
            for each in (path, copy)
        ]
        assert found[0] == found[1], path.name


def test_hyperformula_computes_what_is_cached(books: list[Path]) -> None:
    for path in books:
        cached, found = values(path), computed(path)
        assert len(found) > 100
        different = {key: value for key, value in found.items() if not same(value, cached.get(key))}
        assert different == {}, path.name

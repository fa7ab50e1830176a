"""The bench on eleven returns: what is measured, and that ours and the scripts come to the same numbers.

No timing ever fails a test: machines differ, and this one may be busy.
"""

import json
import math
import pickle
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from bench import (
    by_calamine,
    by_openpyxl,
    by_pandas,
    by_xlsxwriter,
    form_facts,
    plans,
    same_content,
    tasks,
    telling,
)
from bench.__main__ import main, measured
from bench.corpus import Corpus, prepared
from bench.measuring import Cost
from cascade.plan import load
from tests.support.office import run
from tests.support.programs import KILLING, need
from tests.support.sample import is_long

pytestmark = KILLING  # the bench asks the system what a process took, as POSIX has it

RETURNS = 11


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def corpus(home: Path) -> Corpus:
    """Eleven returns, two of them re-saved by LibreOffice."""
    need("soffice")
    return prepared(home / "uniform-11", plans.uniform(RETURNS), "测速用方案（11 市）")


Values = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def values(corpus: Corpus, home: Path) -> Values:
    """Our results of collecting the corpus."""
    told = home / "ours.json"
    words = (corpus.plan, plans.ROUND, corpus.returns, "--workbooks", home / "ours", "--json", told)
    (home / "ours" / corpus.books.name).mkdir(parents=True)
    for path in corpus.books.iterdir():
        if path.is_file():
            (home / "ours" / corpus.books.name / path.name).write_bytes(path.read_bytes())
    assert run("collect.py", *words).code == 0
    found: Values = json.loads(told.read_text("utf-8"))["values"]
    return found


@pytest.mark.parametrize("engine", ["openpyxl", "calamine"])
def test_the_scripts_come_to_the_same_numbers(
    corpus: Corpus, values: Values, home: Path, engine: by_pandas.Engine
) -> None:
    cities = by_pandas.collect(corpus.returns, home / f"{engine}.xlsx", engine)
    _compare(
        values, {str(city): {str(f): float(v) for f, v in row.items()} for city, row in cities.iterrows()}
    )
    detail = pd.read_excel(home / f"{engine}.xlsx", sheet_name="县级明细", engine="openpyxl")
    assert len(detail) == RETURNS * plans.COUNTIES


def test_the_script_without_pandas_comes_to_the_same_numbers(
    corpus: Corpus, values: Values, home: Path
) -> None:
    _compare(values, by_calamine.collect(corpus.returns, home / "direct.xlsx"))
    rows = openpyxl.load_workbook(home / "direct.xlsx", read_only=True)["县级明细"].iter_rows(
        values_only=True
    )
    assert len([*rows]) == 1 + RETURNS * plans.COUNTIES


def _compare(values: Values, cities: dict[str, dict[str, float]]) -> None:
    """Hold a script's totals by city equal to ours."""
    assert len(cities) == RETURNS
    for city, by_field in cities.items():
        assert by_field == {field: pytest.approx(float(values[field][city]), rel=1e-12) for field in values}


@pytest.mark.skipif(not is_long(), reason="reads three summaries with openpyxl: only with --long")
def test_the_scripts_of_the_same_content_write_the_cells_of_our_summary(
    corpus: Corpus, values: Values, home: Path
) -> None:
    assert values
    (ours,) = home.glob("ours/*/*/summary/*_第1次.xlsx")
    same_content.describe(ours, home / "given.pickle")
    wanted = _contents(home / "given.pickle")
    for library in ("xlsxwriter", "openpyxl"):
        copy, told = home / f"same-{library}.xlsx", home / f"{library}.pickle"
        same_content.main(library, corpus.returns, home / "given.pickle", copy)
        same_content.describe(copy, told)
        results = library == "xlsxwriter"  # openpyxl cannot write them
        assert _contents(told, results) == {at: each[: 2 + results] for at, each in wanted.items()}


def _contents(told: Path, results: bool = True) -> dict[tuple[str, int, int], tuple[object, ...]]:
    """What stands in each cell of a workbook that was described, how it looks, and what its formula gives."""
    looks, pages = pickle.loads(told.read_bytes())
    return {
        (page.name, row, cell.column): (cell.value, looks[cell.look], cell.result)[: 2 + results]
        for page in pages
        for row, cells in page.rows
        for cell in cells
        if cell.value is not None
    }


@pytest.mark.skipif(not is_long(), reason="measures all for half a minute: only with --long")
def test_everything_is_measured_once_a_round(corpus: Corpus) -> None:
    costs = measured(corpus.folder.parent, [RETURNS], [RETURNS], rounds=1, national=False)
    assert [(task.about, task.by, task.size) for task in costs] == [
        ("start", "python", 0),
        ("start", "generate.py --help", 0),
        ("start", "collect.py --help", 0),
        ("issue", "cascade", RETURNS),
        ("issue", "openpyxl", RETURNS),
        ("issue", "xlsxwriter", RETURNS),
        ("collect", "cascade", RETURNS),
        ("collect", "pandas+openpyxl", RETURNS),
        ("collect", "pandas+calamine", RETURNS),
        ("collect", "calamine", RETURNS),
        ("collect", "same content, calamine+xlsxwriter", RETURNS),
        ("collect", "same content, openpyxl", RETURNS),
        ("collect, 1 new", "cascade", RETURNS),
        ("collect, 0 new", "cascade", RETURNS),
        ("stages", "cascade", RETURNS),
    ]
    assert all(cost.wall > 0 and cost.cpu > 0 for cost in costs.values())
    assert all(cost.memory > 10 for task, cost in costs.items() if task.size)
    (parts,) = [cost.parts for task, cost in costs.items() if task.about == "stages"]
    assert list(parts or {}) == ["floor", "read", "check", "ledger", "summary"]
    report = json.loads(telling.as_json(costs, 1))
    assert [row["about"] for row in report["medians"]] == [task.about for task in costs]
    scripts = {task.by for task in costs if task.about == "collect"} - {tasks.OURS}
    assert {(each["about"], each["by"]) for each in report["ratios"]} == {
        ("issue", "openpyxl"),
        ("issue", "xlsxwriter"),
        *((about, by) for about in ("collect", *tasks.AGAIN) for by in scripts),
    }
    assert len(ElementTree.fromstring(telling.plot_again(costs)).findall("{*}circle")) == 8
    ElementTree.fromstring(telling.plot(costs))


def test_ratios_growth_and_tables_of_known_costs() -> None:
    def task(about: str, by: str, size: int) -> tasks.Task:
        return tasks.Task(about, by, size, lambda: Cost(0, 0))

    costs = {
        task("collect", "cascade", 100): Cost(2.0, 3.0, 100, 50),
        task("collect", "pandas+calamine", 100): Cost(5.0, 5.0, 90),
        task("collect", "cascade", 10_000): Cost(200.0, 300.0, 150, 50),
        task("collect, 1 new", "cascade", 100): Cost(1.0, 1.25, 100, 50),
    }
    assert telling.ratios(costs) == [
        ("collect", 100, "pandas+calamine", 2.5, pytest.approx(5 / 3)),
        ("collect, 1 new", 100, "pandas+calamine", 5.0, 4.0),
    ]
    assert telling.growth(costs) == pytest.approx(1.0)
    told = telling.tables(costs)
    assert "| collect 100 | pandas+calamine | 5.00 | 5.00 | 90 | 0 |" in told
    assert "| collect, 1 new 100 | pandas+calamine | 5.00 | 4.00 |" in told
    assert len(ElementTree.fromstring(telling.plot(costs)).findall("{*}circle")) == 3
    assert len(ElementTree.fromstring(telling.plot_again(costs)).findall("{*}circle")) == 4


def test_a_bench_that_collects_nothing_has_no_plot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "--collect",
        "--issue",
        "--rounds",
        "1",
        "--folder",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(words) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["bench.json"]
    assert "| start | generate.py --help |" in capsys.readouterr().out


def test_the_scripts_make_the_same_form_as_each_other_and_as_full_a_one_as_ours(
    corpus: Corpus, home: Path
) -> None:
    city = next(form_facts.cities(corpus.plan))
    by_openpyxl.make(city, home / "o.xlsx")
    by_xlsxwriter.make(city, home / "x.xlsx")
    ours = next((corpus.books / plans.ROUND / "issued").glob(f"{city.code}_*.xlsx"))
    one, other, mine = (
        openpyxl.load_workbook(path)["分解表"] for path in (home / "o.xlsx", home / "x.xlsx", ours)
    )
    cells = [
        {cell.coordinate: str(getattr(cell.value, "text", cell.value)) for row in page for cell in row}
        for page in (one, other)
    ]
    said = [{at: text for at, text in each.items() if text != "None"} for each in cells]
    assert said[0] == said[1]
    formulas = [
        sum(cell.data_type == "f" for row in page for cell in row if cell.value)
        for page in (one, other, mine)
    ]
    validations = [len(page.data_validations.dataValidation) for page in (one, other, mine)]
    assert validations == [36, 36, 36]
    assert formulas[0] == formulas[1]
    assert abs(formulas[0] - formulas[2]) <= 2  # ours has two cells of words more that are formulas


def test_a_nation_is_a_plan_like_any_other(tmp_path: Path) -> None:
    cities = plans.nation()
    assert len({city.code[:2] for city in cities}) == plans.PROVINCES
    assert len(cities) == plans.CITIES
    counties = [code for city in cities for code in city.counties]
    assert len(set(counties)) == len(counties) == plans.NATIONAL_COUNTIES
    assert all(code.startswith(city.code[:4]) for city in cities for code in city.counties)
    plans.write_plan(tmp_path / "nation", "全国", cities)
    loaded = load(tmp_path / "nation")
    assert loaded.mentions == ()
    assert [city.code for city in loaded.plan.cities] == [city.code for city in cities]
    assert len(loaded.plan.targets) == plans.CITIES * 18
    assert loaded.plan.province_target(loaded.plan.indicator["K06"]) == sum(
        (each.value for each in loaded.plan.targets if each.indicator == "K06"), Decimal(0)
    )
    assert math.isclose(len(counties) / len(cities), 8.56, abs_tol=0.01)

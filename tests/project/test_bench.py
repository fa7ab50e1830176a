"""The bench on eleven returns: what is measured, and that ours and the scripts come to the same numbers.

No timing ever fails a test: machines differ, and this one may be busy.
"""

import json
import math
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from bench import by_openpyxl, by_pandas, by_xlsxwriter, form_facts, plans, tasks, telling
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


@pytest.fixture(scope="module")
def values(corpus: Corpus, home: Path) -> dict[str, dict[str, str]]:
    """Our results of collecting the corpus."""
    told = home / "ours.json"
    words = (corpus.plan, plans.ROUND, corpus.returns, "--workbooks", home / "ours", "--json", told)
    (home / "ours" / corpus.books.name).mkdir(parents=True)
    for path in corpus.books.iterdir():
        if path.is_file():
            (home / "ours" / corpus.books.name / path.name).write_bytes(path.read_bytes())
    assert run("collect.py", *words).code == 0
    found: dict[str, dict[str, str]] = json.loads(told.read_text("utf-8"))["values"]
    return found


@pytest.mark.parametrize("engine", ["openpyxl", "calamine"])
def test_the_scripts_come_to_the_same_numbers(
    corpus: Corpus, values: dict[str, dict[str, str]], home: Path, engine: by_pandas.Engine
) -> None:
    cities = by_pandas.collect(corpus.returns, home / f"{engine}.xlsx", engine)
    assert len(cities) == RETURNS
    found = {field: {str(city): float(v) for city, v in cities[field].items()} for field in cities.columns}
    ours = {
        field: {city: float(by_region[city]) for city in found[field]} for field, by_region in values.items()
    }
    assert set(found) == set(ours)
    for field, by_city in ours.items():
        assert found[field] == pytest.approx(by_city, rel=1e-12), field
    detail = pd.read_excel(home / f"{engine}.xlsx", sheet_name="县级明细", engine="openpyxl")
    assert len(detail) == RETURNS * plans.COUNTIES


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
        ("stages", "cascade", RETURNS),
    ]
    assert all(cost.wall > 0 and cost.cpu > 0 for cost in costs.values())
    assert all(cost.memory > 10 for task, cost in costs.items() if task.size)
    (parts,) = [cost.parts for task, cost in costs.items() if task.about == "stages"]
    assert list(parts or {}) == ["floor", "read", "check", "ledger", "summary"]
    report = json.loads(telling.as_json(costs, 1))
    assert [row["about"] for row in report["medians"]] == [task.about for task in costs]
    assert {(each["about"], each["by"]) for each in report["ratios"]} == {
        ("issue", "openpyxl"),
        ("issue", "xlsxwriter"),
        ("collect", "pandas+openpyxl"),
        ("collect", "pandas+calamine"),
    }
    ElementTree.fromstring(telling.plot(costs))


def test_ratios_growth_and_tables_of_known_costs() -> None:
    def task(about: str, by: str, size: int) -> tasks.Task:
        return tasks.Task(about, by, size, lambda: Cost(0, 0))

    costs = {
        task("collect", "cascade", 100): Cost(2.0, 3.0, 100, 50),
        task("collect", "pandas+calamine", 100): Cost(5.0, 5.0, 90),
        task("collect", "cascade", 10_000): Cost(200.0, 300.0, 150, 50),
    }
    assert telling.ratios(costs) == [("collect", 100, "pandas+calamine", 2.5)]
    assert telling.growth(costs) == pytest.approx(1.0)
    assert "| collect 100 | pandas+calamine | 5.00 | 5.00 | 90 | 0 | 2.5 |" in telling.tables(costs)
    lines = ElementTree.fromstring(telling.plot(costs)).findall("{*}circle")
    assert len(lines) == len(costs)


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

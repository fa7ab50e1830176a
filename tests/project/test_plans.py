"""The shipped plans can be issued, filled in, collected and summarised, and hold the notices' figures."""

from pathlib import Path

import pytest

from cascade.plan import load
from tests.support import libreoffice
from tests.support.formulas import compare
from tests.support.notices import ZHAOHUA
from tests.support.random_rounds import go_all_rounds

PLANS = Path(__file__).parents[2] / "plans"


@pytest.mark.parametrize("name", ["zhaohua-2017", "example-kinds"])
def test_a_shipped_plan_goes_all_its_rounds(name: str, tmp_path: Path) -> None:
    story = go_all_rounds(PLANS / name, tmp_path, 1)
    assert [round_.id for round_ in story.plan.rounds] == [path.parents[1].name for path in story.summaries]
    last = story.summaries[-1]
    count, differences = compare(last, libreoffice.recalculate([last], tmp_path / "copy")[last])
    assert (count > 100, differences) == (True, [])


def test_the_plan_of_zhaohua_has_the_figures_of_its_notice() -> None:
    plan = load(PLANS / "zhaohua-2017").plan
    assert plan.two_levels
    numbers = {(each.region, each.indicator): int(each.value) for each in plan.targets}
    rows = [(city.name, numbers[city.code, "K01"], numbers[city.code, "K02"]) for city in plan.cities]
    assert rows == list(ZHAOHUA)
    assert [plan.province_target(each) for each in plan.indicators] == [1300, 250]

"""完成分布: whose points have names."""

import pytest

from cascade import theme
from cascade.summary.detail import Detail
from cascade.summary.province import Province
from cascade.summary.strip import Strip
from tests.support.provinces import amount, of_one_county

CITIES = ("甲市", "乙市", "丙市", "丁市", "戊市", "己市", "庚市")


@pytest.mark.parametrize(
    ("said", "named", "only"),
    [
        (("1", "2", "3", "4", "5", "60", "60"), "甲乙丙丁戊", False),
        (("1", "2", "3", "4", "5", "6", "60"), "甲乙丙", True),
        (("6", "5", "4", "4", "4", "3", "2"), "丙丁戊己庚", True),  # three tie with the third worst
    ],
)
def test_of_many_that_are_behind_only_the_worst_have_names(
    said: tuple[str, ...], named: str, only: bool
) -> None:
    """On A4 130 of them found no place, and those that did were any."""
    facts = of_one_county(1, {amount(2): said, amount(3): said}, CITIES)
    strip = Strip(Province(facts, Detail(facts, "县级明细", facts.indicators, 6), theme.load()))
    indicator = facts.indicators[0]
    assert {facts.plan.name(city)[0] for city in strip.named(indicator)} == set(named)
    assert strip.names_worst_only(indicator) is only

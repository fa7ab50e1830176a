"""Which numbers a field takes follows from its shape; forms of version 1.0 keep their content."""

from decimal import Decimal

import pytest

from cascade.shapes import NumberRule, Shape


@pytest.mark.parametrize(
    ("shape", "whole", "places", "decimals"),
    [
        (Shape(), True, 0, 0),
        (Shape(decimals=1), False, 3, 1),
        (Shape(decimals=2), False, 4, 2),
        (Shape(rate=True), False, 2, 0),  # a rate without decimals is no count
    ],
)
def test_a_number_may_have_two_decimals_more_than_its_field_shows(
    shape: Shape, whole: bool, places: int, decimals: int
) -> None:
    assert (shape.whole, shape.places, shape.rule.decimals) == (whole, places, decimals)


@pytest.mark.parametrize(
    ("shape", "in_percent", "refused", "doubted"),
    [
        (Shape(unit="%", rate=True), True, "1", "1"),  # as version 1.2 issued it
        (Shape(unit="%", direct=True), True, "1", "1"),
        (Shape(unit="%", direct=True, refused=Decimal("0.3"), doubted=Decimal(1)), True, "0.3", "1"),
        (Shape(unit="%"), False, "0", "0"),
        (Shape(unit="吨", rate=True), False, "0", "0"),
        (Shape(unit="%", rate=True, below_one=True), True, "0", "0"),
        (Shape(unit="%", rate=True, below_one=True, doubted=Decimal("0.08")), True, "0", "0.08"),
    ],
)
def test_a_bare_number_below_one_may_be_a_typed_percentage(
    shape: Shape, in_percent: bool, refused: str, doubted: str
) -> None:
    bounds = Decimal(refused), Decimal(doubted)
    assert (shape.in_percent, shape.refused_below, shape.doubted_below) == (in_percent, *bounds)
    assert (shape.rule.refused_below, shape.rule.doubted_below) == bounds


def test_a_rule_has_all_that_decides_over_a_number() -> None:
    shape = Shape(unit="台", decimals=1, negative=True)
    assert shape.rule == NumberRule("台", negative=True, whole=False, places=3)


def test_what_version_1_0_did_not_know_is_left_out_where_it_says_nothing() -> None:
    old = {"indicator": "K01", "heading": "", "unit": "", "decimals": 0, "negative": False, "rate": False}
    assert Shape(indicator="K01").model_dump() == old
    new = Shape(indicator="K01", direct=True, below_one=True)
    assert new.model_dump() == old | {"direct": True, "below_one": True}
    assert Shape.model_validate(new.model_dump()) == new

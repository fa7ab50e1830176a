"""What deserves a second look in a progress round, by a table written by hand."""

from decimal import Decimal

import pytest

from cascade.judging.plausibility import FAR_ABOVE_TARGET, FAR_FROM_LAST, FEWER


@pytest.mark.parametrize(
    ("value", "last", "fewer", "far"),
    [
        ("10", "10", False, False),
        ("9.99", "10", True, False),
        ("100", "10", False, True),  # ten times as much is far, a little less is not
        ("99.9", "10", False, False),
        ("1", "10", True, True),
        ("1.01", "10", True, False),
        ("-1", "10", True, True),
    ],
)
def test_a_value_against_that_of_last_period(value: str, last: str, fewer: bool, far: bool) -> None:
    assert FEWER.holds(value=Decimal(value), last=Decimal(last)) is fewer
    assert FAR_FROM_LAST.holds(value=Decimal(value), last=Decimal(last)) is far


@pytest.mark.parametrize(
    ("value", "target", "far"), [("100", "10", False), ("100.1", "10", True), ("3", "10", False)]
)
def test_a_value_against_its_target(value: str, target: str, far: bool) -> None:
    assert FAR_ABOVE_TARGET.holds(value=Decimal(value), target=Decimal(target)) is far

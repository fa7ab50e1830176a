"""How an indicator's results are compared with its targets."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from cascade.indicators import Comparison, Direction, Indicator, Pace
from cascade.model import Plan
from tests.support.provinces import amount, province, rate


@pytest.mark.parametrize(
    ("make", "target", "more", "expected"),
    [
        (amount, "60", {}, Comparison.SHARE),
        (amount, "60", {"pace": Pace.DIRECT}, Comparison.ABOVE),
        (amount, "-60", {}, Comparison.ABOVE),
        (rate, "8", {}, Comparison.ABOVE),
        (amount, "60", {"direction": Direction.AT_MOST}, Comparison.LIMIT),
        (amount, "0", {"direction": Direction.AT_MOST, "pace": Pace.DIRECT}, Comparison.LIMIT),
        (rate, "8", {"direction": Direction.AT_MOST}, Comparison.LIMIT),
        (rate, "-3.5", {"direction": Direction.AT_MOST}, Comparison.BELOW),
        (amount, "-60", {"direction": Direction.AT_MOST}, Comparison.BELOW),
        (rate, "6", {"direction": Direction.WITHIN}, Comparison.WITHIN),
        (amount, "-6", {"direction": Direction.WITHIN}, Comparison.WITHIN),
    ],
)
def test_how_results_are_compared_with_targets(
    make: Callable[..., Indicator], target: str, more: dict[str, object], expected: Comparison
) -> None:
    plan = province([make(1, **more)], ["甲市", "乙市"])
    assert plan.indicators[0].comparison is not Comparison.BELOW  # kept, where no target is negative
    targets = (plan.targets[0], plan.targets[1].model_copy(update={"value": Decimal(target)}))
    changed = Plan.model_validate({**dict(plan), "targets": targets})
    assert changed.indicators[0].comparison is expected

"""Good returns do not drown in warnings: under one of the plausibility of rates for a return."""

from collections import Counter

import pytest

from cascade import checks
from tests.support.forms import plan
from tests.support.realistic import Year
from tests.support.sample import count

SEEDS = range(count(2, 10))
OF_RATES = {"P05", "P06", "P07", "P08", "S08"}  # what a slip in a rate is told by
MOST = 0.25  # such warnings of a good return; one was the limit


@pytest.fixture(scope="module")
def warned() -> tuple[Counter[str], int]:
    """The findings of good returns of 90 counties in every round of the plan, and the number of returns."""
    found: Counter[str] = Counter()
    returns = 0
    for seed in SEEDS:
        year = Year(plan(), seed)
        for round_ in plan().rounds:
            for filing in year.filings(round_):
                found.update(each.code for each in checks.check(filing))
                returns += 1
    return found, returns


def test_a_good_return_has_few_warnings_of_its_rates(
    warned: tuple[Counter[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    found, returns = warned
    rates = sum(count for code, count in found.items() if code in OF_RATES)
    with capsys.disabled():
        per_return = {code: round(count / returns, 3) for code, count in sorted(found.items())}
        print(f"\n{returns} good returns: {per_return}; of rates {rates / returns:.3f}")
    assert returns == len(SEEDS) * len(plan().rounds) * len(plan().cities)
    assert rates / returns < MOST


def test_the_counties_really_differ_in_size() -> None:
    for seed in SEEDS:
        sizes = sorted(Year(plan(), seed).sizes.values())
        assert len(sizes) == 90
        assert 30 < sizes[-2] / sizes[1] < 300

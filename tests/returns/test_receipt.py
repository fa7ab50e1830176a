"""A file that was received: whether it is late, and what its states are called."""

from dataclasses import replace
from datetime import date

from cascade.findings import finding
from cascade.returns.receipt import NEEDS_SOMEBODY, STATE_WORDS, Receipt, State
from tests.support.provinces import province, rate


def test_late_is_after_the_day_it_was_due() -> None:
    came = Receipt("breakdown", "a.xlsx", "0", "2020-05-30", 1)
    assert not came.late(date(2020, 5, 30))
    assert came.late(date(2020, 5, 29))


def test_every_state_has_its_word() -> None:
    assert set(STATE_WORDS) == set(State)
    assert len(set(STATE_WORDS.values())) == len(State)
    assert {each.value for each in NEEDS_SOMEBODY} == {"sent_back", "refused", "held"}


def test_a_share_over_100_per_cent_is_in_doubt_until_somebody_explains_it() -> None:
    """108.85 % of all households was counted with a plain warning, which nobody has to look at."""
    plan = province([rate(1)], ["甲市"])
    code = plan.indicators[0].code
    over = finding("P07", region="520101", field=code, name="甲区", indicator="普及率", result="108.85%")
    came = Receipt("progress", "a.xlsx", "0", "2021-06-01", 1, findings=(over,))
    assert came.doubtful(plan) == 1
    assert replace(came, explanations={code: "户数按新口径"}).doubtful(plan) == 0

"""A file that was received: whether it is late, and what its states are called."""

from datetime import date

from cascade.returns.receipt import NEEDS_SOMEBODY, STATE_WORDS, Receipt, State


def test_late_is_after_the_day_it_was_due() -> None:
    came = Receipt("breakdown", "a.xlsx", "0", "2020-05-30", 1)
    assert not came.late(date(2020, 5, 30))
    assert came.late(date(2020, 5, 29))


def test_every_state_has_its_word() -> None:
    assert set(STATE_WORDS) == set(State)
    assert len(set(STATE_WORDS.values())) == len(State)
    assert {each.value for each in NEEDS_SOMEBODY} == {"sent_back", "refused", "held"}

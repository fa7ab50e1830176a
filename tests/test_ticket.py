"""The ticket on a form: short, findable in a footer, and with a check character that catches a slip."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.ticket import check_character, is_intact, issue

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TICKETS = st.builds(
    lambda city, day, version, content: str(issue(city, day, version, content)),
    st.sampled_from(["330100", "330900", "331100"]),
    st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2099, 12, 31))),
    st.integers(1, 999),
    st.text(max_size=5),
)


def iso_7064(body: str) -> str:
    """The check character of ISO 7064 MOD 37,36, as the standard's other (summing) formulation has it."""
    return next(each for each in ALPHABET if _remainder(body.replace("-", "") + each) == 1)


def _remainder(text: str) -> int:
    product = 36
    for char in text[:-1]:
        total = (product + ALPHABET.index(char)) % 36
        product = ((total or 36) * 2) % 37
    return (product + ALPHABET.index(text[-1])) % 36


def test_a_ticket_reads_city_round_version_digest() -> None:
    assert str(issue("330100", None, 1, "x")).startswith("330100-B-1-")
    assert str(issue("330900", date(2020, 6, 30), 12, "x")).startswith("330900-P200630-12-")


def test_a_ticket_follows_from_what_was_issued_and_from_nothing_else() -> None:
    base = str(issue("330100", None, 1, "x"))
    assert str(issue("330100", None, 1, "x")) == base
    others = [issue("330200", None, 1, "x"), issue("330100", None, 2, "x"), issue("330100", None, 1, "y")]
    assert len({base, *map(str, others)}) == 4


@given(TICKETS)
def test_the_check_character_is_the_standards(ticket: str) -> None:
    assert check_character(ticket[:-1]) == ticket[-1] == iso_7064(ticket[:-1])


@given(TICKETS, st.data())
def test_every_single_wrong_character_is_caught(ticket: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([at for at, char in enumerate(ticket) if char != "-"]))
    for other in ALPHABET:
        wrong = ticket[:at] + other + ticket[at + 1 :]
        assert (check_character(wrong[:-1]) == wrong[-1]) == (wrong == ticket)


def test_nearly_every_swap_of_neighbours_is_caught() -> None:
    """The standard misses some of them: of one city's thousand tickets, six swaps in a hundred."""
    swaps, missed = 0, 0
    for version in range(1, 1001):
        letters = str(issue("330100", None, version, f"{version}")).replace("-", "")
        for at in range(len(letters) - 1):
            wrong = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
            swaps += wrong != letters
            missed += wrong != letters and check_character(wrong[:-1]) == wrong[-1]
    assert missed / swaps < 0.08, (missed, swaps)


@given(TICKETS)
def test_a_digest_has_nothing_to_misread(ticket: str) -> None:
    assert not set(ticket.rsplit("-", 1)[1][:-1]) & set("ILOU")


@given(TICKETS)
def test_a_ticket_that_is_issued_is_intact(ticket: str) -> None:
    assert is_intact(ticket)


@pytest.mark.parametrize("around", ["{}X", "X{}", "{}-1", "1-{}", "9{}"])
def test_a_ticket_within_a_longer_word_is_none(around: str) -> None:
    assert not is_intact(around.format(issue("330100", None, 1, "x")))


@given(TICKETS, st.sampled_from(ALPHABET))
def test_another_last_character_is_noticed(ticket: str, last: str) -> None:
    assert is_intact(ticket[:-1] + last) is (last == ticket[-1])

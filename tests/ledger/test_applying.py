"""What an operator's decisions make of the receipts of a round."""

from dataclasses import replace

import pytest

from cascade.findings import finding
from cascade.ledger.applying import apply_decisions, claims, closing
from cascade.ledger.entries import Decision, DecisionKind
from cascade.returns.receipt import Receipt, State

HZ, NB = "330100", "330200"


def decision(kind: DecisionKind, sha256: str = "", number: int = 1, run: int = 1, city: str = "") -> Decision:
    return Decision("june", "2020-07-20T10:00:00", kind, city, sha256, number=number, run=run)


def receipt(sha256: str, run: int = 1, state: State = State.ACCEPTED, region: str = HZ) -> Receipt:
    return Receipt("june", f"{sha256}.xlsx", sha256, "2020-07-10", run, region=region, state=state)


def states(decisions: list[Decision], *receipts: Receipt) -> list[str]:
    return [each.state.value for each in apply_decisions(decisions, receipts)]


CLOSE, REOPEN = decision(DecisionKind.CLOSE, run=2), decision(DecisionKind.REOPEN, number=2, run=3)


def test_the_last_word_on_closing_holds() -> None:
    assert closing([]) is None
    assert closing([CLOSE, decision(DecisionKind.OVERRULE, "a")]) is CLOSE
    assert closing([CLOSE, REOPEN]) is None
    again = replace(CLOSE, number=3)
    assert closing([CLOSE, REOPEN, again]) is again


def test_a_file_is_of_the_city_that_a_person_named() -> None:
    named = [decision(DecisionKind.AS, "a", city=HZ), decision(DecisionKind.USE, "b", city=NB)]
    assert claims([*named, decision(DecisionKind.AS, "c", city=NB)]) == {"a": HZ, "c": NB}


def test_what_comes_after_closing_is_held() -> None:
    came = [receipt("a", 1), receipt("b", 2), receipt("c", 3), receipt("d", 3, State.SENT_BACK)]
    assert states([CLOSE], *came) == ["accepted", "accepted", "held", "held"]
    late = apply_decisions([CLOSE], came)[2]
    assert late.findings == (finding("D10"),)
    assert states([CLOSE, REOPEN], *came) == ["accepted", "accepted", "accepted", "sent_back"]


def test_what_was_held_anyway_or_cannot_count_stays_what_it_was() -> None:
    held = replace(receipt("a", 3, State.HELD), findings=(finding("D01"),))
    refused, after = receipt("b", 3, State.REFUSED), receipt("c", 3)
    (first, second, third) = apply_decisions([CLOSE], [held, refused, after])
    assert (first, second) == (held, refused)
    assert third.state is State.HELD


def test_what_could_not_be_read_is_withdrawn_with_all_that_its_city_sent() -> None:
    broken = receipt("b", 1, State.REFUSED)
    (found,) = apply_decisions([decision(DecisionKind.WITHDRAW, "", city=broken.region)], [broken])
    assert found == replace(broken, state=State.WITHDRAWN)


def test_a_ledger_of_before_forgets_its_closing_when_the_round_is_open_again() -> None:
    stored = replace(receipt("a", 3, State.HELD), findings=(finding("D10"),))
    (opened,) = apply_decisions([CLOSE, REOPEN], [stored])
    assert (opened.state, opened.findings) == (State.ACCEPTED, ())
    assert apply_decisions([CLOSE], [stored]) == [stored]
    own = replace(stored, findings=(finding("D01"),))
    assert apply_decisions([], [own]) == [own]


def test_an_overruled_return_counts_in_its_place_with_the_reason() -> None:
    overrule = replace(decision(DecisionKind.OVERRULE, "a", 7, 3), because="已核实", after="2020-07-12")
    found, other = apply_decisions([CLOSE, overrule], [receipt("a", 3, State.SENT_BACK), receipt("b", 1)])
    assert (found.state, found.overruled, found.decision) == (State.ACCEPTED, "已核实", 7)
    assert found.place == ("2020-07-12", 3)
    assert other == receipt("b", 1)


def test_a_return_to_be_used_keeps_its_state() -> None:
    (found,) = apply_decisions([decision(DecisionKind.USE, "a", 4, 3)], [receipt("a")])
    assert (found.state, found.overruled, found.decision, found.place) == (State.ACCEPTED, "", 4, ("", 0))


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DecisionKind.AS, "accepted"),
        (DecisionKind.OVERRULE, "accepted"),
        (DecisionKind.USE, "accepted"),
        (DecisionKind.ADDRESSES, "withdrawn"),
    ],
)
def test_a_withdrawn_return_counts_again_by_a_later_decision(kind: DecisionKind, state: str) -> None:
    withdrawn = decision(DecisionKind.WITHDRAW, "a")
    assert states([withdrawn], receipt("a"), receipt("b")) == ["withdrawn", "accepted"]
    assert states([withdrawn, decision(kind, "a", 2)], receipt("a")) == [state]
    assert states([decision(kind, "a", 1), replace(withdrawn, number=2)], receipt("a")) == ["withdrawn"]


def test_all_that_a_city_had_sent_until_then_is_withdrawn() -> None:
    withdrawn = decision(DecisionKind.WITHDRAW, run=2, city=HZ)
    came = [receipt("a", 1), receipt("b", 2), receipt("c", 3), receipt("d", 1, region=NB)]
    assert states([withdrawn], *came) == ["withdrawn", "withdrawn", "accepted", "accepted"]

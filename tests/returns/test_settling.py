"""Which return of a city counts, once all that came in are looked at together."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.catalogue import CATALOGUE
from cascade.finding_types import Severity
from cascade.findings import finding
from cascade.returns.filing import Record
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import settle, status_receipts, verdict

# What came in (day, run, verdict, and which numbers it has), and the state that each then has.
STORIES = """
one return                        | 1 1 accepted a                      | accepted
a correction                      | 1 1 sent_back a; 2 2 accepted b     | superseded accepted
a bad one after a good one        | 1 1 accepted a; 2 2 sent_back b     | accepted sent_back
a bad one beside a good one       | 1 1 accepted a; 1 1 sent_back b     | accepted superseded
a new one                         | 1 1 accepted a; 2 2 accepted b      | superseded accepted
the same day, the next run        | 1 1 accepted a; 1 2 accepted b      | superseded accepted
taken late, received early        | 2 1 accepted a; 1 2 accepted b      | accepted superseded
two that differ at once           | 1 1 accepted a; 1 1 accepted b      | held held
two that say the same at once     | 1 1 accepted a; 1 1 accepted a      | accepted superseded
two at once, replaced | 1 1 accepted a; 1 1 accepted b; 2 2 accepted c | superseded superseded accepted
two at once after a good one      | 1 1 accepted a; 2 2 accepted b; 2 2 accepted c | accepted held held
held, then a good one             | 1 1 held a; 2 2 accepted b          | superseded accepted
a good one, then held             | 1 1 accepted a; 2 2 held b          | accepted held
nothing good                      | 1 1 sent_back a; 2 2 held b         | sent_back held
broken, then a good one           | 1 1 refused -; 2 2 accepted b       | superseded accepted
broken beside a good one          | 1 1 refused -; 1 1 accepted b       | superseded accepted
a good one, then broken           | 1 1 accepted a; 2 2 refused -       | accepted refused
broken, then a bad one            | 1 1 refused -; 2 2 sent_back b      | superseded sent_back
a bad one, then broken            | 1 1 sent_back a; 2 2 refused -      | sent_back refused
broken, then held                 | 1 1 refused -; 2 2 held b           | refused held
broken twice                      | 1 1 refused -; 2 2 refused -        | refused refused
a duplicate and an annex          | 1 1 accepted a; 1 1 duplicate a; 1 1 annex - | accepted duplicate annex
"""


def receipt(words: str, region: str = "330500", file: str = "") -> Receipt:
    """A receipt from a day, a run, a verdict and a letter that stands for its numbers."""
    day, run, state, said = words.split()
    record = Record("330502", "K06", Decimal(ord(said)), said, "分解表", "H8")
    return Receipt(
        round="breakdown",
        file=file or f"{words}.xlsx",
        sha256=words,
        received=f"2020-05-{int(day):02}",
        run=int(run),
        region=region,
        state=State(state),
        records=() if said == "-" else (record,),
    )


def rows() -> list[tuple[str, str, str]]:
    return [tuple(part.strip() for part in row.split("|")) for row in STORIES.strip().split("\n")]  # type: ignore[misc]


@pytest.mark.parametrize(("story", "came", "states"), rows())
def test_what_counts(story: str, came: str, states: str) -> None:
    receipts = [receipt(words, file=f"{at}.xlsx") for at, words in enumerate(came.split(";"))]
    assert [each.state.value for each in settle(receipts)] == states.split(), story


@pytest.mark.parametrize(
    ("came", "name", "states"),
    [
        ("1 1 accepted a; 2 2 refused -", "关于填报情况的说明.docx", "accepted annex"),
        ("1 1 accepted a; 2 2 refused -", "说明.WPS", "accepted annex"),
        ("1 1 accepted a; 2 2 refused -", "上报表.xls", "accepted refused"),
        ("1 1 sent_back a; 2 2 refused -", "说明.docx", "sent_back refused"),
        ("1 1 accepted a; 1 1 accepted b; 2 2 refused -", "说明.docx", "held held refused"),
        ("1 1 refused -; 2 2 accepted a", "说明.docx", "superseded accepted"),
    ],
)
def test_a_document_beside_an_accepted_return_is_an_annex(came: str, name: str, states: str) -> None:
    found = [finding("F02", kind=" Word 文档")]
    receipts = [
        replace(each, file=name, findings=tuple(found)) if each.state is State.REFUSED else each
        for each in map(receipt, came.split(";"))
    ]
    settled = settle(receipts)
    assert [each.state.value for each in settled] == states.split()
    assert [each.findings for each in settled if each.state is State.ANNEX] == [()] * states.count("annex")


@pytest.mark.parametrize(
    ("came", "file"),
    [
        ("1 1 accepted a; 2 2 sent_back b", "0.xlsx"),
        ("1 1 sent_back a; 2 2 held b", "1.xlsx"),
        ("2 1 held a; 1 2 sent_back b", "0.xlsx"),
        ("1 1 sent_back a; 1 1 sent_back b", "1.xlsx"),
        ("1 1 sent_back a; 2 2 refused -", "1.xlsx"),
        ("1 1 accepted a; 2 2 refused -", "0.xlsx"),
        ("1 1 refused -; 1 1 annex -", "0.xlsx"),
        ("1 1 superseded -; 1 1 annex -", None),
    ],
)
def test_the_return_that_tells_where_a_city_stands(came: str, file: str | None) -> None:
    receipts = [receipt(words, file=f"{at}.xlsx") for at, words in enumerate(came.split(";"))]
    found = status_receipts(settle(receipts))
    assert {city: each.file for city, each in found.items()} == ({"330500": file} if file else {})


def test_neither_a_stranger_nor_a_part_tells_where_a_city_stands() -> None:
    stranger = receipt("1 1 held a", region="")
    part = replace(receipt("2 2 sent_back a"), part_of="1 1 sent_back b")
    whole = receipt("1 1 sent_back b")
    assert status_receipts([stranger, part, whole]) == {"330500": whole}


@pytest.mark.parametrize(("story", "came", "states"), [row for row in rows() if "say the same" not in row[0]])
def test_the_order_of_files_does_not_matter(story: str, came: str, states: str) -> None:
    receipts = [receipt(words, file=f"{at}.xlsx") for at, words in enumerate(came.split(";"))]
    wanted = dict(zip((each.file for each in receipts), states.split(), strict=True))
    for order in permutations(receipts):
        assert {each.file: each.state.value for each in settle(order)} == wanted, story


def test_rivals_name_each_other() -> None:
    first, second = settle([receipt("1 1 accepted a"), receipt("1 1 accepted b")])
    assert [each.code for each in (*first.findings, *second.findings)] == ["D08", "D08"]
    assert second.file in first.findings[0].message
    assert first.file in second.findings[0].message


def test_files_of_no_city_are_left_alone() -> None:
    strangers = [receipt("1 1 refused a", region=""), receipt("1 1 held b", region="")]
    assert list(settle(strangers)) == strangers


RECEIPTS = st.lists(
    st.builds(
        lambda day, run, state, said, city: receipt(f"{day} {run} {state} {said}", city),
        st.integers(1, 3),
        st.integers(1, 3),
        st.sampled_from(["accepted", "sent_back", "held", "refused", "duplicate"]),
        st.sampled_from("ab"),
        st.sampled_from(["330500", "330900", ""]),
    ),
    max_size=8,
).map(lambda found: [replace(each, file=f"{at}.xlsx") for at, each in enumerate(found)])


@given(RECEIPTS)
def test_at_most_one_return_of_a_city_counts_and_it_was_good(receipts: list[Receipt]) -> None:
    settled = settle(receipts)
    assert [each.file for each in settled] == [each.file for each in receipts]
    for city in ("330500", "330900"):
        mine = [(now, was) for now, was in zip(settled, receipts, strict=True) if now.region == city]
        counting = [(now, was) for now, was in mine if now.state is State.ACCEPTED]
        good = [was for _, was in mine if was.state is State.ACCEPTED]
        assert len(counting) <= 1
        for _, was in counting:
            assert was.state is State.ACCEPTED
            assert was.order == max(each.order for each in good)
        if good and not counting:
            latest = [each for each in good if each.order == max(e.order for e in good)]
            assert len({tuple(each.said.items()) for each in latest}) > 1


@given(RECEIPTS)
def test_no_bad_return_ever_changes_which_one_counts(receipts: list[Receipt]) -> None:
    good = [each for each in receipts if each.state is State.ACCEPTED]
    counting = [each.file for each in settle(receipts) if each.state is State.ACCEPTED]
    assert counting == [each.file for each in settle(good) if each.state is State.ACCEPTED]


def test_the_verdict_follows_from_the_findings() -> None:
    made = {code: replace(finding("F01"), code=code, severity=w.severity) for code, w in CATALOGUE.items()}
    for code, found in made.items():
        if found.severity is not Severity.ERROR:
            assert verdict([found]) is State.ACCEPTED, code
        else:
            assert verdict([found]) is (State.HELD if code[0] == "D" else State.SENT_BACK), code
    assert verdict([]) is State.ACCEPTED
    assert verdict([made["C02"], made["D06"]]) is State.HELD

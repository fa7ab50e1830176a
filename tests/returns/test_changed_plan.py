"""A plan that changes after returns were accepted: the summary comes out, and no number changes its meaning.

Every change of `CHANGES` is made after 成都市, 自贡市 and 攀枝花市 have an accepted breakdown and an
accepted June return. The rows of 全省汇总 stand here as text: the items of an indicator but for its target,
for each city and the province.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from email import message_from_binary_file, policy
from functools import lru_cache
from pathlib import Path

import pytest

from cascade.collecting.collect_returns import Collected
from cascade.collecting.decisions import Decider
from cascade.commands.queries import next_step_line
from cascade.issuing.issue_forms import Action
from cascade.ledger import opened
from cascade.plan import PlanError, load
from cascade.returns.receipt import State
from cascade.rounds import Rounds
from tests.support.changed_plans import CHANGES
from tests.support.changing_office import (
    CHENGDU,
    PANZHIHUA,
    SEPTEMBER,
    ZIGONG,
    ChangingOffice,
)
from tests.support.office import run
from tests.support.oracle.form import Form
from tests.support.sample import count, every
from tests.support.special_plans import BREAKDOWN, JUNE
from tests.support.summary_sheets import Across, Book, Counties
from tests.support.witnesses import recalculated

Rows = dict[int, str]
ALL = (CHENGDU, ZIGONG, PANZHIHUA)
MOVED = "510203"

BEFORE: Mapping[str, Rows] = {
    BREAKDOWN: {
        1: "10.1 11.1 12.1 33.3 / 0 0 0 0",
        2: "1.02 1.12 1.22 3.36 / 0 0 0 0",
        3: "103 113 123 339 / 0 0 0 0",
        4: "10.4 11.4 12.4 34.2 / — 0 0 10.4",
        5: "41.00–43.00 42.00–44.00 43.00–45.00 41.00–45.00 / 0 0 0 0",
    },
    JUNE: {
        1: "33.6 33.6 33.6 100.8 / 332.7 302.7 277.7 302.7 / ●已完成 ●已完成 ●已完成 ●已完成",
        2: "3.66 3.66 3.66 10.98 / 358.8 326.8 300 326.8 / ●已完成 ●已完成 ●已完成 ●已完成",
        3: "396 396 396 1188 / 384.5 350.4 322 350.4 / 年末评 年末评 年末评 年末评",
        4: "42.6 42.6 42.6 127.8 / — 373.7 343.5 537 / — ●已完成 ●已完成 ●已完成",
        5: "15.2 15.2 15.2 15.2 / -24.8 -25.8 -26.8 — / ▼未达标 ▼未达标 ▼未达标 —",
    },
}
NO_AMOUNT = {  # no city has a number that counts
    BREAKDOWN: "待重报 待重报 待重报 — / 待重报 待重报 待重报 已报0/3",
    JUNE: "待重报 待重报 待重报 — / 待重报 待重报 待重报 已报0/3 / — — — 未报齐",
}
NO_K03 = NO_AMOUNT | {JUNE: NO_AMOUNT[JUNE].replace("— — —", "年末评 年末评 年末评")}
HELD = "待核实 待核实 待核实 — / — — — 已报0/3"


@dataclass(frozen=True)
class Case:
    """What a change does: the findings `told`, as city, code and region or indicator, and the changed `rows`.

    `waiting` are the regions and indicators that show 待重报, in the rounds that tell something; `renewed`
    are the cities that get a new June form. With `some` rows other than those of `rows` change, too.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Rows] = field(default_factory=dict)
    waiting: str = ""
    renewed: tuple[str, ...] = ALL
    some: bool = False


def both(what: str) -> dict[str, str]:
    """The same in both rounds."""
    return {BREAKDOWN: what, JUNE: what}


def all_cities(what: str) -> str:
    """The same for every city."""
    return " ".join(f"{city} {what}" for city in ALL)


MOVE = Case(
    both(f"{CHENGDU} D22 - {ZIGONG} D21 {MOVED}"),
    {
        BREAKDOWN: {
            3: "103 103 123 329 / 待重报 -10 0 已报2/3",
            5: "41.00–43.00 42.00–43.00 43.00–45.00 41.00–45.00 / 待重报 0 0 已报2/3",
        },
        JUNE: {
            3: "396 263 396 1055 / 待重报 232.7 322 已报2/3 / 年末评 年末评 年末评 未报齐",
            5: "15.2 15.15 15.2 15.19 / 待重报 -25.9 -26.8 已报2/3 / — ▼未达标 ▼未达标 未报齐",
        },
    },
    MOVED,
    (CHENGDU, ZIGONG),
    some=True,
)
RECODED = Case(
    both(f"{ZIGONG} D21 {MOVED} {ZIGONG} D22 -"),
    {
        BREAKDOWN: {
            3: "103 103 123 329 / 0 待重报 0 已报2/3",
            5: "41.00–43.00 42.00–43.00 43.00–45.00 41.00–45.00 / 0 待重报 0 已报2/3",
        },
        JUNE: {
            3: "396 263 396 1055 / 384.5 待重报 322 已报2/3 / 年末评 年末评 年末评 未报齐",
            5: "15.2 15.15 15.2 15.19 / -24.8 待重报 -26.8 已报2/3 / ▼未达标 — ▼未达标 未报齐",
        },
    },
    "510299",
    (ZIGONG,),
    some=True,
)
NO_K05 = {BREAKDOWN: {}, JUNE: {5: NO_AMOUNT[JUNE]}}
CASES: Mapping[str, Case] = {
    "nothing": Case(renewed=()),
    "a county moves to another city": MOVE,
    "a county moves and gets another code": Case(MOVE.told, MOVE.rows, "510104", MOVE.renewed, some=True),
    "a county gets another code": RECODED,
    "two counties exchange their names": Case(
        both(f"{ZIGONG} D21 510202 {ZIGONG} D21 510203 {ZIGONG} D22 -"),
        {
            BREAKDOWN: {3: "103 83 123 309 / 0 待重报 0 已报2/3"},
            JUNE: {3: "396 131 396 923 / 384.5 待重报 322 已报2/3 / 年末评 年末评 年末评 未报齐"},
        },
        "510202 510203",
        (ZIGONG,),
        some=True,
    ),
    "a county gets another name": Case(renewed=(ZIGONG,)),
    "a county is removed": Case(
        both(f"{ZIGONG} D21 {MOVED}"),
        {
            BREAKDOWN: {3: "103 103 123 329 / 0 -10 0 -10"},
            JUNE: {3: "396 263 396 1055 / 384.5 232.7 322 311.2 / 年末评 年末评 年末评 年末评"},
        },
        renewed=(ZIGONG,),
        some=True,
    ),
    "a county is added": Case(
        both(f"{ZIGONG} D22 -"),
        {
            BREAKDOWN: {3: "103 113 123 339 / 0 待重报 0 已报2/3"},
            JUNE: {3: "396 396 396 1188 / 384.5 待重报 322 已报2/3 / 年末评 年末评 年末评 未报齐"},
        },
        "510204",
        (ZIGONG,),
        some=True,
    ),
    "a city is removed": Case(
        both("- D20 -"),
        {
            BREAKDOWN: {3: "103 123 226 / 0 0 0"},
            JUNE: {3: "396 396 792 / 384.5 322 350.4 / 年末评 年末评 年末评"},
        },
        renewed=(),
        some=True,
    ),
    "a city gets another code": Case(
        both("- D20 -"),
        {
            BREAKDOWN: {3: "103 未报 123 226 / 0 — 0 已报2/3"},
            JUNE: {3: "396 未报 396 792 / 384.5 — 322 已报2/3 / 年末评 年末评 年末评 未报齐"},
        },
        renewed=("510900",),
        some=True,
    ),
    "a city gets another name": Case(renewed=(ZIGONG,)),
    "a city is added": Case(
        rows={
            BREAKDOWN: {3: "103 113 123 未报 339 / 0 0 0 — 已报3/4"},
            JUNE: {
                3: "396 396 396 未报 1188 / 384.5 350.4 322 — 已报3/4 / 年末评 年末评 年末评 年末评 未报齐"
            },
        },
        renewed=("510400",),
        some=True,
    ),
    "a city becomes a county": Case(
        both(f"{CHENGDU} D22 - - D20 -"),
        {
            BREAKDOWN: {3: "103 123 226 / 待重报 0 已报1/2"},
            JUNE: {3: "396 396 792 / 待重报 322 已报1/2 / 年末评 年末评 未报齐"},
        },
        ZIGONG,
        (CHENGDU,),
        some=True,
    ),
    "the province gets another name": Case(renewed=()),
    "the order of the regions": Case(
        rows={
            BREAKDOWN: {3: "123 113 103 339 / 0 0 0 0"},
            JUNE: {3: "396 396 396 1188 / 322 350.4 384.5 350.4 / 年末评 年末评 年末评 年末评"},
        },
        some=True,
    ),
    "the order of the indicators": Case(),
    "a unit": Case(both(all_cities("D21 K03")), {each: {3: NO_K03[each]} for each in NO_K03}, "K03"),
    "a unit in square metres": Case(
        both(all_cities("D21 K02")), {each: {2: NO_AMOUNT[each]} for each in NO_AMOUNT}, "K02"
    ),
    "the unit of inputs": Case({JUNE: all_cities("D21 K05")}, NO_K05, "K05"),
    "a measure": Case({JUNE: all_cities("D21 K05")}, NO_K05, "K05"),
    "an input is removed": Case(
        both(all_cities("D21 K05")), {each: {5: NO_AMOUNT[each]} for each in NO_AMOUNT}, "K05"
    ),
    "an input is added": Case(
        both(all_cities("D21 K03")), {each: {3: NO_K03[each]} for each in NO_K03}, "K03"
    ),
    "two inputs exchange their names": Case({JUNE: all_cities("D21 K05")}, NO_K05, "K05"),
    "an input gets another name": Case({JUNE: all_cities("D24 K05")}),
    "the direction of a rate": Case(
        {BREAKDOWN: all_cities("D21 K05")},
        {
            BREAKDOWN: {5: NO_AMOUNT[BREAKDOWN]},
            JUNE: {5: "15.2 15.2 15.2 15.2 / 38 37.1 36.2 — / ●限额内 ●限额内 ●限额内 —"},
        },
        "K05",
    ),
    "the direction of an amount": Case(
        {BREAKDOWN: all_cities("D21 K03")}, {BREAKDOWN: {3: NO_K03[BREAKDOWN]}}, "K03"
    ),
    "fewer decimals": Case(
        {BREAKDOWN: all_cities("D23 K02")},
        {
            BREAKDOWN: {2: "1.02 1.12 1.22 3.36 / 0.02 0.12 0.22 0.36"},
            JUNE: {2: "3.66 3.66 3.66 10.98 / 366 366 366 366 / ●已完成 ●已完成 ●已完成 ●已完成"},
        },
    ),
    "more decimals": Case(),
    "a lead department": Case(),
    "a pace": Case(
        rows={JUNE: {3: "396 396 396 1188 / 384.5 350.4 322 350.4 / ●已完成 ●已完成 ●已完成 ●已完成"}},
        renewed=(),
    ),
    "an indicator is removed": Case(both(all_cities("D21 K03")), {each: {3: ""} for each in BEFORE}),
    "a rate is removed": Case(both(all_cities("D21 K05")), {each: {5: ""} for each in BEFORE}),
    "an indicator is added": Case(
        both(all_cities("D22 -")), {each: {6: NO_AMOUNT[each]} for each in NO_AMOUNT}, "K06"
    ),
    "an indicator gets another name": Case(both(all_cities("D24 K03"))),
    "an indicator gets another code": Case(
        both(" ".join(f"{city} D21 K03 {city} D22 -" for city in ALL)),
        {each: {3: NO_K03[each]} for each in NO_K03},
        "K03",
    ),
    "the indicators are numbered anew": Case(
        both(" ".join(f"{city} D21 {code}" for city in ALL for code in ("K02", "K03", "K04"))),
        {each: {2: "", 3: NO_K03[each], 4: NO_AMOUNT[each]} for each in BEFORE},
        "K03 K04",
    ),
    "a target": Case(
        {BREAKDOWN: f"{ZIGONG} D23 K03"},
        {
            BREAKDOWN: {3: "103 113 123 339 / 0 -87 0 -87"},
            JUNE: {3: "396 396 396 1188 / 384.5 198 322 278.9 / 年末评 年末评 年末评 年末评"},
        },
        renewed=(ZIGONG,),
    ),
    "a target is taken back": Case(
        {BREAKDOWN: f"{ZIGONG} D23 K03"},
        {
            BREAKDOWN: {3: "103 113 123 339 / 0 — 0 113"},
            JUNE: {3: "396 396 396 1188 / 384.5 — 322 525.7 / 年末评 年末评 年末评 年末评"},
        },
        renewed=(ZIGONG,),
    ),
    "a headline": Case(
        rows={
            BREAKDOWN: {3: "103 113 123 339 / 0 0 0 39"},
            JUNE: {3: "396 396 396 1188 / 384.5 350.4 322 396 / 年末评 年末评 年末评 年末评"},
        },
        renewed=(),
    ),
    "the names of rounds": Case(),
    "a due date": Case(),
    "the day up to which a round reports": Case(
        {JUNE: all_cities("D20 -")},
        {JUNE: {n: f"{HELD} / {'年末评 年末评 年末评' if n == 3 else '— — —'} 未报齐" for n in range(1, 6)}},
    ),
    "the kind of a round": Case({JUNE: all_cities("D20 -")}, {JUNE: dict.fromkeys(range(1, 6), HELD)}),
    "the number of spare rows": Case(),
}


Counts = Mapping[str, Mapping[tuple[str, int], str]]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> ChangingOffice:
    """An office that has accepted a breakdown and the June returns of every city."""
    office = ChangingOffice.make(tmp_path_factory.mktemp("办") / "办")
    for round_ in (BREAKDOWN, JUNE):
        collected = office.whole_round(round_)
        assert {each.state for each in collected.facts.receipts} == {State.ACCEPTED}
        assert rows(collected) == BEFORE[round_]
    return office


@pytest.fixture(scope="module")
def before(ready: ChangingOffice, tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """What 县级明细 shows before any change."""
    office = ready.copy(tmp_path_factory.mktemp("前") / "办")
    return {round_: counties(office.collect(round_)) for round_ in (BREAKDOWN, JUNE)}


@pytest.fixture
def office(ready: ChangingOffice, tmp_path: Path) -> ChangingOffice:
    """The same, to be changed."""
    return ready.copy(tmp_path / "办")


def book(collected: Collected) -> Book:
    """The summary, read once for all that is asked of it; another of its name has another time."""
    return _book(collected.summary, collected.summary.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _book(path: Path, _written: int) -> Book:
    return Book(path)


def rows(collected: Collected) -> Rows:
    """The rows of 全省汇总 by the number of the indicator."""
    sheet = Across(book(collected).values["全省汇总"], 4)
    names = list(sheet.columns)[: len(collected.facts.plan.cities) + 1]
    return {
        number: " / ".join(
            " ".join(_text(sheet.value(name, number, item), item) for name in names)
            for item in sheet.items(number)
            if item != "目标"
        )
        for number in sorted({number for number, _ in sheet.rows})
    }


def _text(value: object, item: str = "") -> str:
    if isinstance(value, int | float):
        return f"{round(value, 1 if item in ('完成率 %', '占限额 %', '较目标') else 2):g}"
    return str(value).replace(" ", "")


def counties(collected: Collected) -> dict[tuple[str, int], str]:
    """What 县级明细 shows of every county's amounts and rates, by the number of the indicator."""
    sheet = Counties(book(collected).values["县级明细"])
    cities = {"510000", *(city.code for city in collected.facts.plan.cities)}
    label = "本期" if collected.facts.is_progress else ""
    return {
        (code, number): _text(sheet.value(code, number, name))
        for code in sheet.rows
        if code not in cities
        for number, name in sheet.columns
        if name == label or not label
    }


def told(collected: Collected) -> str:
    """The findings about the plan: city, code and region or indicator, - for none."""
    return " ".join(
        f"{receipt.region or '-'} {each.code} {each.region or each.field or '-'}"
        for receipt in collected.facts.receipts
        for each in receipt.findings
        if each.type.plan_changed and receipt.state is not State.SUPERSEDED
    )


def test_every_change_has_its_case() -> None:
    assert CASES.keys() == CHANGES.keys()


@pytest.mark.parametrize("change", every(3, CASES))
def test_what_was_accepted_after_a_change(change: str, office: ChangingOffice, before: Counts) -> None:
    CHANGES[change](office)
    case = CASES[change]
    for round_ in (BREAKDOWN, JUNE):
        collected = office.collect(round_)
        found, wanted = rows(collected), case.rows.get(round_, {})
        assert told(collected) == case.told.get(round_, "")
        if case.some:
            found = {number: found[number] for number in wanted}
        else:
            wanted = {number: row for number, row in (BEFORE[round_] | wanted).items() if row}
        assert found == wanted
        waiting = case.waiting.split() if round_ in case.told else []
        for (code, number), text in counties(collected).items():
            waits = code in waiting or f"K{number:02}" in waiting
            if waits or text not in ("未报", "待核实"):
                assert text == ("待重报" if waits else before[round_][code, number])
        assert collected.needs_somebody is bool(
            "待" in str(found) or "未报" in str(found) or "D20" in told(collected)
        )
    renewed = [each.city.code for each in office.issue(JUNE) if each.action in (Action.NEW, Action.REISSUED)]
    assert sorted(renewed) == sorted(case.renewed)


def resend(office: ChangingOffice) -> tuple[Collected, str]:
    """自贡市 sends June again on the form that it has, with 200 for K03a; the state of what came."""
    path = office.answer(JUNE, ZIGONG, K03a=Decimal(200))
    collected = office.collect(JUNE)
    receipt = max((e for e in collected.facts.receipts if e.file == str(path)), key=lambda each: each.run)
    found = [
        f"{each.code} {each.region or each.field or '-'}"
        for each in receipt.findings
        if each.type.plan_changed
    ]
    return collected, " ".join((receipt.state.value, *found))


@pytest.mark.parametrize(
    ("change", "outcome", "row"),
    [
        ("nothing", "accepted", "396 600 396 1392"),
        ("a unit", "held D20 K03", "待重报 待重报 待重报 —"),
        ("a measure", "held D20 K05", "396 396 396 1188"),
        ("the indicators are numbered anew", "held D20 K02 D20 K03", "待重报 待重报 待重报 —"),
        ("a county gets another code", "held D20 510203", "396 263 396 1055"),
        ("the day up to which a round reports", "held D20 -", "待核实 待核实 待核实 —"),
        ("a city gets another code", "held D20 -", "396 未报 396 792"),
        ("a county moves to another city", "accepted D21 510203", "396 400 396 1192"),
        ("a county is removed", "accepted D21 510203", "396 400 396 1192"),
        ("a county is added", "accepted D22 -", "396 600 396 1392"),
        ("a rate is removed", "accepted D21 K05", "396 600 396 1392"),
        ("an indicator is added", "accepted D22 -", "396 600 396 1392"),
        ("an indicator gets another name", "accepted D24 K03", "396 600 396 1392"),
        ("the number of spare rows", "accepted", "396 600 396 1392"),
    ],
)
def test_a_return_on_an_old_form(change: str, outcome: str, row: str, office: ChangingOffice) -> None:
    CHANGES[change](office)
    collected, found = resend(office)
    assert found == outcome
    assert rows(collected)[3].split(" / ")[0] == row


@contextmanager
def decider(office: ChangingOffice) -> Iterator[Decider]:
    """A person who decides on the June round."""
    places = office.places(JUNE)
    with opened(places.ledger) as ledger:
        yield Decider(ledger, places.plan, places.round, "已电话核实", "值班员")


def test_the_return_of_a_city_that_is_gone_can_be_put_away(office: ChangingOffice) -> None:
    CHANGES["a city is removed"](office)
    assert office.collect(JUNE).needs_somebody
    with decider(office) as decide:
        decide.withdraw_file(f"{ZIGONG}.xlsx")
    collected = office.collect(JUNE)
    assert (told(collected), collected.needs_somebody) == ("", False)


def test_what_still_fits_counts_when_a_person_accepts_it(office: ChangingOffice) -> None:
    CHANGES["a unit"](office)
    path = office.answer(JUNE, ZIGONG, K03a=Decimal(200), K01a=Decimal(50))
    office.collect(JUNE)
    with decider(office) as decide:
        decide.overrule(office.places(JUNE).plan.region(ZIGONG), [str(path)])
    found = rows(office.collect(JUNE))
    assert found[1].startswith("33.6 150 33.6 217.2 / ")
    assert found[3] == NO_K03[JUNE]


@pytest.mark.parametrize(
    "change", ["a unit", "a county moves to another city", "a measure", "a county is added"]
)
def test_a_new_form_makes_the_figures_whole_again(change: str, office: ChangingOffice) -> None:
    CHANGES[change](office)
    office.issue(JUNE)
    for city in ALL:
        office.answer(JUNE, city, K03a=Decimal(7))
    collected = office.collect(JUNE, received=date(2020, 7, 9))
    assert told(collected) == ""
    assert not collected.facts.outdated
    counted = {ZIGONG: 2, CHENGDU: 4} if "moves" in change else {ZIGONG: 4} if "added" in change else {}
    sums = [7 * counted.get(city, 3) for city in ALL]
    assert rows(collected)[3].split(" / ")[0] == " ".join(map(str, (*sums, sum(sums))))


@pytest.mark.parametrize("change", ["a unit", "a city is removed", "the day up to which a round reports"])
def test_a_change_taken_back_brings_every_number_back(change: str, office: ChangingOffice) -> None:
    tables = {path: path.read_bytes() for path in office.plan.iterdir()}
    CHANGES[change](office)
    assert rows(office.collect(JUNE)) != BEFORE[JUNE]
    for path, data in tables.items():
        path.write_bytes(data)
    collected = office.collect(JUNE)
    assert (rows(collected), told(collected)) == (BEFORE[JUNE], "")


def given(office: ChangingOffice, city: str, region: str, field: str) -> tuple[object, object]:
    """The target and the last value beside an open cell of a September form."""
    (path,) = office.places(SEPTEMBER).issued.glob(f"{city}_*.xlsx")
    form = Form(path)
    target, last = (form.beside(region, field, label).value for label in ("目标", "上期"))
    return target, last


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        ("nothing", {(ZIGONG, MOVED, "K03a"): (10, 133), (ZIGONG, "510201", "K01a"): (8.1, 11.1)}),
        ("a unit", {(ZIGONG, MOVED, "K03a"): (None, None), (ZIGONG, "510201", "K01a"): (8.1, 11.1)}),
        (
            "a county moves to another city",
            {(CHENGDU, MOVED, "K03a"): (None, None), (ZIGONG, "510201", "K03a"): (83, 131)},
        ),
        ("a county gets another code", {(ZIGONG, "510299", "K03a"): (None, None)}),
        ("the indicators are numbered anew", {(ZIGONG, "510201", "K03a"): (None, None)}),
        ("the unit of inputs", {(ZIGONG, "510201", "K05a"): (42, None)}),
        ("the direction of an amount", {(ZIGONG, "510201", "K03a"): (None, 131)}),
        ("the day up to which a round reports", {(ZIGONG, "510201", "K03a"): (83, None)}),
    ],
)
def test_the_next_form_carries_nothing_of_another_meaning(
    change: str, cells: Mapping[tuple[str, str, str], tuple[object, object]], office: ChangingOffice
) -> None:
    CHANGES[change](office)
    office.issue(SEPTEMBER)
    assert {key: given(office, *key) for key in cells} == cells


@pytest.mark.parametrize("seed", range(count(3, 20)))
def test_any_changes_together_leave_a_summary(seed: int, office: ChangingOffice) -> None:
    draw, made = random.Random(seed), list[str]()
    while len(made) < 3:
        change = draw.choice(list(CHANGES))
        tables = {path: path.read_bytes() for path in office.plan.iterdir()}
        try:
            CHANGES[change](office)
            load(office.plan)
            made.append(change)
        except (PlanError, KeyError):  # two changes that do not go together
            for path, data in tables.items():
                path.write_bytes(data)
    for round_ in (BREAKDOWN, JUNE):
        collected = office.collect(round_)
        assert collected.summary.exists(), made
    assert [form.path.exists() for form in office.issue(SEPTEMBER)]


def test_other_programs_compute_the_same(office: ChangingOffice, tmp_path: Path) -> None:
    summaries = []
    for change in ("a county moves to another city", "a unit", "a county is added"):
        changed = office.copy(tmp_path / change)
        CHANGES[change](changed)
        summary = changed.collect(JUNE).summary
        summaries.append(summary.rename(tmp_path / f"{change}.xlsx"))
    for summary, found in recalculated(summaries, tmp_path / "重算", sparing=3).items():
        assert found.count > 100
        assert found.differences == [], summary


def test_the_commands_say_what_to_do(office: ChangingOffice) -> None:
    CHANGES["a unit"](office)
    told = (
        "指标“规模以上制造业企业数字化、网络化、智能化改造第3类任务完成数量”（K03）的单位由“家”改为“百家”，"
        "原来报的这部分数没有计入汇总。"
    )
    words = (office.plan, JUNE, "--workbooks", office.workbooks)
    for query in (
        ("--status",),
        ("--history", "自贡市"),
        ("--trace", "K03", "自贡市"),
        ("--today", "2020-07-08"),
    ):
        answer = run("collect.py", *words, *query)
        assert answer.code == {"--trace": 2, "--today": 1}.get(query[0], 0)
        assert told in (answer.out + answer.error).replace("\n", "")
    answer = run("generate.py", *words)
    assert "提示：成都市、自贡市、攀枝花市已接收的上报表是按原方案填报的" in answer.out
    export = office.home / "数.csv"
    assert run("collect.py", *words, "--export", export).code == 0
    lines = export.read_text("utf-8-sig").splitlines()
    assert [line.count("outdated") for line in lines if ",K03a," in line] == [0] + [1] * 12


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (
            "a county is added",
            "方案已改，还有 1 家须用新表重报（自贡市）：方案误改的请改回；"
            "确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
        ),
        (
            "a city is removed",
            "有 1 份待人工核实（510200.xlsx）：方案误改的，请改回后再收集一次；确需修改的，"
            "请用 generate.py 重新下发，请该市用新表报送；不再需要的，用 --withdraw 写明文件。",
        ),
        (
            "a county is removed",
            "有 3 家的数存疑，已经计入汇总（成都市 4 处、自贡市 4 处、攀枝花市 4 处）：",
        ),
    ],
)
def test_the_status_ends_with_the_next_step(change: str, step: str, office: ChangingOffice) -> None:
    CHANGES[change](office)
    answer = run("collect.py", office.plan, JUNE, "--workbooks", office.workbooks, "--status")
    assert f"下一步：{step}" in answer.out


def test_the_status_names_a_round_that_the_plan_has_no_more(office: ChangingOffice) -> None:
    office.drop("rounds", "id", JUNE)
    answer = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.workbooks, "--status")
    told = (
        f"台账中还有方案里已没有的批次：{JUNE}（3 份）。"
        "它们的数不再作为上期数或县级目标；如系误删，请在方案的 rounds 表中补回。"
    )
    assert told in answer.out.replace("\n", "")


def test_a_form_under_an_old_name_is_put_away(office: ChangingOffice) -> None:
    CHANGES["a city gets another name"](office)
    office.issue(JUNE)
    issued = office.places(JUNE).issued
    assert [path.name for path in issued.glob(f"{ZIGONG}_*.xlsx")] == ["510200_盐都市_上半年进展.xlsx"]
    assert [path.name for path in (issued / "旧版").iterdir()] == ["510200_自贡市_上半年进展_第1版.xlsx"]


def test_the_reminder_asks_for_the_new_form(office: ChangingOffice, tmp_path: Path) -> None:
    names = {CHENGDU: "成都市经信局", ZIGONG: "自贡市经信局", PANZHIHUA: "攀枝花市经信局"}
    office.change(
        "offices",
        lambda rows: [
            {"region": city, "name": name, "to": f"{city}@example.invalid", "cc": ""}
            for city, name in names.items()
        ],
    )
    words = ("generate.py", office.plan, JUNE, "--workbooks", office.workbooks)
    letters = ("--remind", "--drafts", "--today", "2020-07-09")
    assert "没有需要发的信" in run(*words, *letters).out
    CHANGES["a county is added"](office)
    answer = run(*words, *letters)
    assert (
        "自贡市已报的数按原方案填报，而新版填报表还没有下发（请先用 generate.py 下发），没有写信。"
        in answer.out
    )
    assert run(*words).code == 0
    assert run(*words, *letters).code == 0
    (draft,) = (office.places(JUNE).outbox).glob("*.eml")
    with draft.open("rb") as file:
        letter = message_from_binary_file(file, policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    assert "须用新表重报" in str(letter["Subject"])
    assert "贵市报来的上半年进展填报表是按原方案填报的。" in body.get_content().replace("\n", "")
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "自贡市_上半年进展.xlsx"


# ------------------------------------------------------------------ a plan that comes to take more numbers

WIDER_STEPS = {
    "returned": "下一步：有 2 份退回修改（成都市、自贡市）：请发更正函，加 --reply 可写信并附更正表。",
    "allowed": "下一步：方案已改，成都市退回修改的数可能已经可以接收：请再运行 collect.py 收集一次。",
    "collected": "下一步：有 1 份退回修改（自贡市）：请发更正函，加 --reply 可写信并附更正表。",
    "renewable": "下一步：方案已改，还没有报的 1 家手里仍是原来的填报表（攀枝花市）：方案误改的请改回；"
    "确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    "renewed": "下一步：还有 1 家未报（攀枝花市）：请催报，用 generate.py 加 --remind 可写催报信。",
}


@pytest.fixture
def refused(tmp_path: Path) -> ChangingOffice:
    """成都市 has sent 1.5 家 in June, 自贡市 -2.255 亿元; 攀枝花市 nothing."""
    made = ChangingOffice.make(tmp_path)
    made.issue(JUNE)
    made.answer(JUNE, CHENGDU, K03a=Decimal("1.5"))
    made.answer(JUNE, ZIGONG, K01a=Decimal("-2.255"))
    return made


def judged(office: ChangingOffice) -> dict[str, tuple[str, set[str]]]:
    """The state of each city's return, with the codes of its errors."""
    receipts = office.collect(JUNE).facts.receipts
    return {
        each.region: (each.state.value, {one.code for one in each.findings if one.severity == "error"})
        for each in receipts
    }


def next_line(office: ChangingOffice) -> str:
    places = office.places(JUNE)
    with opened(places.ledger) as ledger:
        facts = Rounds(ledger, places.plan).facts(places.round, date(2020, 7, 8))
        return next_step_line(ledger, places, facts)


def test_what_the_plan_takes_now_is_judged_again(refused: ChangingOffice) -> None:
    before = {CHENGDU: ("sent_back", {"C10"}), ZIGONG: ("sent_back", {"C08"})}
    assert judged(refused) == before
    assert next_line(refused) == WIDER_STEPS["returned"]
    refused.set("indicators", "code", "K03", decimals="1")
    refused.set("inputs", "code", "K03a", decimals="1")
    assert next_line(refused) == WIDER_STEPS["allowed"]
    assert judged(refused) == before | {CHENGDU: ("accepted", set())}
    assert next_line(refused) == WIDER_STEPS["collected"]
    refused.set("inputs", "code", "K01a", negative="yes")
    assert judged(refused)[ZIGONG] == ("accepted", set())


def test_who_has_not_reported_gets_a_form_that_asks_what_the_plan_asks(refused: ChangingOffice) -> None:
    refused.set("inputs", "code", "K03a", decimals="1")
    refused.set("indicators", "code", "K03", decimals="1")
    refused.set("inputs", "code", "K01a", negative="yes")
    assert judged(refused) == {CHENGDU: ("accepted", set()), ZIGONG: ("accepted", set())}
    assert next_line(refused) == WIDER_STEPS["renewable"]
    refused.issue(JUNE)
    assert next_line(refused) == WIDER_STEPS["renewed"]

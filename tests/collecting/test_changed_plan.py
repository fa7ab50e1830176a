"""A plan that changes after returns were accepted: the summary comes out, and no number changes its meaning.

Every change of `CHANGES` is made after 成都市, 自贡市 and 攀枝花市 have an accepted breakdown and an
accepted June return. The rows of 全省汇总 stand here as text: the items of an indicator but for its target,
for each city and the province.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cascade.collecting.collect_returns import Collected
from cascade.issuing.issue_forms import Action
from cascade.returns.receipt import State
from tests.support.changed_plans import CHANGES
from tests.support.changing_office import (
    CHENGDU,
    PANZHIHUA,
    ZIGONG,
    ChangingOffice,
)
from tests.support.special_plans import BREAKDOWN, JUNE
from tests.support.summary_sheets import Across, Book, Counties

Rows = dict[int, str]
ALL = (CHENGDU, ZIGONG, PANZHIHUA)
MOVED = "510203"

BEFORE: Mapping[str, Rows] = {
    BREAKDOWN: {
        1: "10.1 11.1 12.1 33.3 / 0 0 0 0",
        2: "1.02 1.12 1.22 3.36 / 0 0 0 0",
        3: "103 113 123 339 / 0 0 0 0",
        4: "10.4 11.4 12.4 34.2 / — 0 0 10.4",
        5: "41–43 42–44 43–45 41–45 / 0 0 0 0",
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
            5: "41–43 42–43 43–45 41–45 / 待重报 0 0 已报2/3",
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
            5: "41–43 42–43 43–45 41–45 / 0 待重报 0 已报2/3",
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
            JUNE: {5: "15.2 15.2 15.2 15.2 / 24.8 25.8 26.8 — / ●达标 ●达标 ●达标 —"},
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


def rows(collected: Collected) -> Rows:
    """The rows of 全省汇总 by the number of the indicator."""
    sheet = Across(Book(collected.summary).values["全省汇总"], 4)
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
        return f"{round(value, 1 if item in ('完成率 %', '较目标') else 2):g}"
    return str(value).replace(" ", "")


def counties(collected: Collected) -> dict[tuple[str, int], str]:
    """What 县级明细 shows of every county's amounts and rates, by the number of the indicator."""
    sheet = Counties(Book(collected.summary).values["县级明细"])
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
        if each.type.plan_changed
    )


def test_every_change_has_its_case() -> None:
    assert CASES.keys() == CHANGES.keys()


@pytest.mark.parametrize("change", CASES)
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

"""The kinds of letters: to whom each goes now, in counts, or why to nobody."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cascade.commands.opening import load_plan
from cascade.desk.letter_ways import ways_of
from cascade.desk.round_view import RoundViews
from cascade.ledger import Dispatch, Purpose, Sending
from cascade.places import Places
from cascade.posting.addressees import Addressee
from cascade.posting.reminding import Trouble
from tests.support.office import BREAKDOWN
from tests.support.oracle.tables import PLAN

Case = tuple[Purpose, Trouble | None, bool]

ISSUED = [(Purpose.ISSUE, None, True)] * 11
MISSING = (Purpose.REMIND, Trouble.MISSING, False)
CORRECTED = (Purpose.CORRECTION, None, True)


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        (
            [],
            {
                "寄送填报表": "还没有下发填报表",
                "催报": "没有要催的",
                "更正函": "没有退回修改的",
                "重报函": "没有要请其重报的",
                "回执": "还没有已接收的",
            },
        ),
        (
            [
                *ISSUED[:9],
                *[(Purpose.ISSUE, None, False)] * 2,
                *[MISSING] * 3,
                (Purpose.REMIND, Trouble.ANNEX, False),
                (Purpose.REMIND, Trouble.ERRORS, False),
                (Purpose.REMIND, Trouble.OUTDATED, False),
                (Purpose.REMIND, Trouble.UNREADABLE, False),
                *[(Purpose.CORRECTION, None, False)] * 2,
                (Purpose.UNREADABLE, None, False),
                (Purpose.UNREADABLE, Trouble.WITHDRAWN, False),
                *[(Purpose.RECEIPT, None, False)] * 6,
            ],
            {
                "寄送填报表（2 家）": "寄给还没有寄过的 2 家，附填报表；另 9 家已写过",
                "催报（7 家，含要更正、重报的 3 家）": (
                    "寄给还没有报的 4 家、要更正的 1 家、要重报的 2 家；请先寄更正函、重报函"
                ),
                "更正函（2 家）": "寄给退回修改的 2 家，附更正表",
                "重报函（2 家）": "寄给文件读不出数的 1 家、要重报的 1 家，请其重报",
                "回执（6 家）": "寄给已接收的 6 家，告诉对方已收到、是否计入",
            },
        ),
        (
            [*ISSUED, (Purpose.REMIND, Trouble.MISSING, True), MISSING, CORRECTED],
            {
                "寄送填报表": "填报表已生成的 11 家，都已写过",
                "催报（1 家）": "寄给还没有报的 1 家；另 1 家今天已写过",
                "更正函": "退回修改的 1 家，都已写过",
                "重报函": "没有要请其重报的",
                "回执": "还没有已接收的",
            },
        ),
    ],
)
def test_every_kind_of_letter_says_to_whom_it_goes(
    cases: list[Case], told: dict[str, str], tmp_path: Path
) -> None:
    plan = load_plan(PLAN).plan
    view = RoundViews().view(Places(tmp_path, plan, plan.rounds[0]), date(2020, 5, 20))
    city = plan.cities[0]
    view.__dict__["addressees"] = [  # where it is cached
        Addressee(purpose, city, trouble, settled) for purpose, trouble, settled in cases
    ]
    assert {each.word: each.whom for each in ways_of(view)} == told


@pytest.mark.parametrize(
    ("sent", "word", "whom"),
    [
        (0, "催报", "填报表还没有寄出，寄出以后才催"),
        (9, "催报（9 家）", "寄给还没有报的 9 家；另 2 家的填报表还没有寄出，寄出以后才催"),
        (11, "催报（11 家）", "寄给还没有报的 11 家"),
    ],
)
def test_nobody_is_reminded_before_the_form_has_gone_out(
    sent: int, word: str, whom: str, tmp_path: Path
) -> None:
    plan = load_plan(PLAN).plan
    view = RoundViews().view(Places(tmp_path, plan, plan.rounds[0]), date(2020, 5, 20))
    letters = [
        Dispatch(
            each.code,
            BREAKDOWN,
            Purpose.ISSUE,
            each.code,
            "T",
            Sending.SENT if at < sent else Sending.DRAFTED,
            "2020-05-20",
        )
        for at, each in enumerate(plan.cities)
    ]
    view = replace(view, issued={each.code: 1 for each in plan.cities}, letters=letters)
    view.__dict__["addressees"] = [  # where it is cached
        Addressee(Purpose.REMIND, each, Trouble.MISSING, False) for each in plan.cities[:sent]
    ]
    assert [(each.word, each.whom) for each in ways_of(view) if each.act == "remind"] == [(word, whom)]


@pytest.mark.parametrize(
    ("written", "out", "told"),
    [
        (0, 11, "11 家，附填报表；其中 11 家没有收件邮箱（杭州市、宁波市、温州市等），只能写成草稿"),
        (10, 1, "1 家，附填报表；其中 1 家没有收件邮箱（杭州市），只能写成草稿；另 10 家已写过"),
    ],
)
def test_whoever_has_no_address_is_named(written: int, out: int, told: str, tmp_path: Path) -> None:
    plan = load_plan(PLAN).plan
    view = RoundViews().view(Places(tmp_path, plan, plan.rounds[0]), date(2020, 5, 20))
    view.__dict__["addressees"] = [  # where it is cached
        Addressee(Purpose.ISSUE, city, None, at >= out, at >= out) for at, city in enumerate(plan.cities)
    ]
    assert written + out == len(plan.cities)
    issuing, *_ = ways_of(view)
    assert (issuing.count, issuing.settled, issuing.whom) == (out, written, f"寄给还没有寄过的 {told}")

"""The wordings of targets: `tests/data/target_wordings.tsv` says what each means, or why it is refused."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cascade.indicators import Direction
from cascade.plan.target_wordings import Described, Refusal, TargetMeaning, target_meaning, trend_of
from cascade.plan.wordings import Trend

TABLE = Path(__file__).parents[1] / "data" / "target_wordings.tsv"
MEASURES = {
    "a": "K01a",
    "growth": "(K01a / K01b - 1) * 100",
    "decline": "(1 - K01a / K01b) * 100",
    "share": "K01a / K01b * 100",
    "ratio": "K01a / K01b",
}
INPUTS = {
    "growth": {"K01a": "能耗（本期）", "K01b": "能耗（上年同期）"},
    "decline": {"K01a": "能耗（本期）", "K01b": "能耗（上年同期）"},
}


def lines() -> list[tuple[int, list[str]]]:
    """The lines of the table, with their numbers, each with all columns."""
    return [
        (at, (line.split("\t") + [""] * 8)[:8])
        for at, line in enumerate(TABLE.read_text("utf-8").splitlines(), start=1)
        if line and not line.startswith(("#", "text\t"))
    ]


def outcome(text: str, unit: str, name: str, measure: str, direction: str) -> TargetMeaning | Refusal:
    text = re.sub(r"\\(u([0-9a-f]{4})|n)", lambda m: chr(int(m[2], 16)) if m[2] else "\n", text)
    indicator = Described(
        unit=unit,
        decimals=1,
        name=name,
        measure=MEASURES[measure],
        direction=Direction(direction),
        code="K01",
        inputs=INPUTS.get(measure, {}),
    )
    return target_meaning(text, indicator)


def test_every_wording_means_what_the_table_says() -> None:
    wrong = []
    for at, (*given, expected, side, soft) in lines():
        found = outcome(*given)
        if expected.startswith("refused: "):
            if not isinstance(found, Refusal) or expected.removeprefix("refused: ") not in found.message:
                wrong.append((at, given, expected, found))
            continue
        numbers = [None] if expected == "none" else [Decimal(each) for each in expected.split("..")]
        value, upper = (*numbers, None)[:2]
        meant = TargetMeaning(value, upper, Direction(side) if side else None, soft == "soft")
        if found != meant:
            wrong.append((at, given, expected, found))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(lines()) > 200


@pytest.mark.parametrize(
    ("measure", "now", "then", "name", "expected"),
    [
        ("(K01a / K01b - 1) * 100", "本期", "上年同期", "能耗", Trend.RISE),
        ("(K01a / K01b - 1) * 100", "上年同期", "本期", "能耗降低率", Trend.FALL),
        ("(1 - K01a / K01b) * 100", "本期", "上年同期", "能耗", Trend.FALL),
        ("(K01a - K01b) / K01a * 100", "上年同期", "本期", "能耗", Trend.FALL),
        ("(1 - K01a / K01b) * 100", "不合格数", "抽检数", "合格率", None),
        ("K01a / K01b * 100", "增加额", "上年数", "利润增长率", Trend.RISE),
        ("K01a / K01b * 100", "减少额", "上年数", "能耗下降率", Trend.FALL),
        ("K01a", "", "", "规模以上工业增加值", None),
        ("K01a", "", "", "贫困人口减少", Trend.FALL),
        ("K01a", "", "", "占比提高到60%以上", None),
        ("K01a /", "", "", "占比", None),
    ],
)
def test_whether_an_indicator_is_a_growth_or_a_decline(
    measure: str, now: str, then: str, name: str, expected: Trend | None
) -> None:
    indicator = Described("%", 1, name, measure, None, inputs={"K01a": now, "K01b": then})
    assert trend_of(indicator) is expected


def test_a_drafted_indicator_without_a_direction_takes_every_wording() -> None:
    fall = Described("%", 1, "单位增加值能耗", "(K01a / K01b - 1) * 100", None)
    assert target_meaning("下降3.5%", fall) == TargetMeaning(Decimal("-3.5"), None, Direction.AT_MOST)
    assert target_meaning("6%—6.5%", fall) == TargetMeaning(Decimal(6), Decimal("6.5"), Direction.WITHIN)
    assert target_meaning("力争增长8%左右", fall) == TargetMeaning(Decimal(8), soft=True)


def test_the_refusal_lists_what_would_be_understood() -> None:
    indicator = Described("台", 0, "应用工业机器人", "K06a", Direction.AT_LEAST, "K06")
    assert target_meaning("待定", indicator) == Refusal(
        "写的是“待定”，应为以“台”计的数，可以写 10台、10台以上、≥10台、不低于10台、10台以下、控制在10台以内、"
        "6台—8台、下降10台、0，不下达的写“/”；请改正，或目标是一句话的，把类型（kind）改为“文字”"
    )


def test_a_number_in_brackets_may_be_meant_below_zero() -> None:
    profit = Described("万元", 0, "利润总额", "K02a", Direction.AT_LEAST, "K02")
    refused = target_meaning("（1,200）", profit)
    assert isinstance(refused, Refusal)
    assert refused.message.startswith("写的是“（1,200）”，应为以“万元”计的数（是否应为 -1200万元？），可以写")

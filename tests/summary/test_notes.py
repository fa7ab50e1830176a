"""The notes below the table of the whole."""

from dataclasses import replace

from cascade.returns.filing import Record
from cascade.summary.notes import not_shared, notes, unlike_targets
from tests.support.forms import plan
from tests.support.provinces import Told, amount, of_one_county

TARGETS = "第 13 项全省目标 300家，各市目标合计 306家；第 17 项全省目标 100万吨，各市目标合计 104.14万吨"


def test_a_note_tells_where_the_whole_has_another_target_than_its_cities() -> None:
    for period, rule in ((None, "差额各与自己的目标比，不能相加。"), (0, "完成情况各与自己的目标比。")):
        facts = Told(plan()).facts(period)
        assert unlike_targets(facts, facts.plan.numbers) == f"{TARGETS}：{rule}"
        assert any(f"{TARGETS}：{rule}" in note for note in notes(facts))
        assert unlike_targets(facts, [facts.plan.indicator["K06"]]) == ""


def test_the_few_that_got_no_share_are_named() -> None:
    facts = of_one_county(None, {amount(2): ("25", "30")})
    first, *others = facts.receipts
    code = f"{first.region[:4]}01"
    without = replace(first, records=(Record(code, "K02", None, "/", "分解表", "C8"),))
    mine = replace(facts, receipts=(without, *others))
    county = next(leaf.name for leaf in mine.leaves(mine.plan.cities[0]) if leaf.code == code)
    assert not_shared(mine) == f"没有分到任务的县（市、区）共 1 处（填“/”）：甲市{county}第 2 项"

"""The notes below the table of the whole."""

from cascade.summary.notes import notes, unlike_targets
from tests.support.forms import plan
from tests.support.provinces import Told

TARGETS = "第 13 项全省目标 300家，各市目标合计 306家；第 17 项全省目标 100万吨，各市目标合计 104.14万吨"


def test_a_note_tells_where_the_whole_has_another_target_than_its_cities() -> None:
    for period, rule in ((None, "差额各与自己的目标比，不能相加。"), (0, "完成情况各与自己的目标比。")):
        facts = Told(plan()).facts(period)
        assert unlike_targets(facts, facts.plan.numbers) == f"{TARGETS}：{rule}"
        assert any(f"{TARGETS}：{rule}" in note for note in notes(facts))
        assert unlike_targets(facts, [facts.plan.indicator["K06"]]) == ""

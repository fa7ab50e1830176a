"""Where headings break."""

import pytest

from cascade.headings import balanced, heading, parted


@pytest.mark.parametrize(
    ("value", "width", "broken", "lines"),
    [
        ("研发费用支出（本期）", 12, "研发费用支出\n（本期）", 2),
        ("研发费用支出（本期）", 30, "研发费用支出（本期）", 1),
        ("数字化、网络化、智能化改造", 7, "数字\n化、网\n络化、\n智能化\n改造", 5),
        ("传统制造业研发费用支出增长10%以上", 12, "传统制造业研发费用支出增长10%以上", 3),
        ("本期目标\n（6月底，按月折算）", 10, "本期目标\n（6月底，\n按月折算）", 3),
        ("乡镇（街道）", 10, "乡镇\n（街道）", 2),
        ("△ 略滞后、接近限额", 8.5, "△\n略滞后、\n接近限额", 3),
        ("▼ 滞后、未达标、超限", 9.1, "▼ 滞后、\n未达标、\n超限", 3),
        ("全省目标", 6.6, "全省\n目标", 2),  # and not 全省目, 标
        ("已报合计", 6.6, "已报\n合计", 2),
        ("全省目标", 11, "全省目标", 1),
        ("序号", 4, "序号", 2),  # which fits if the cell has no padding
    ],
)
def test_a_heading_breaks_neither_behind_an_opening_sign_nor_before_a_closing_one(
    value: str, width: float, broken: str, lines: int
) -> None:
    assert heading(value, width) == (broken, lines)


@pytest.mark.parametrize(
    ("title", "room", "broken"),
    [
        ("改造提升关键性量化指标", 20, "改造提升关键\n性量化指标"),  # 标 had stood alone
        ("改造提升关键性量化指标", 22, "改造提升关键性量化指标"),
    ],
)
def test_no_character_of_a_title_stands_alone(title: str, room: int, broken: str) -> None:
    assert balanced(title, room) == broken


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "关于2026年浙江省传统制造业改造提升关键性量化指标任务",
            ["关于2026年浙江省", "传统制造业改造提升关键性量化指标任务"],
        ),
        (
            "关于2026年浙江省传统制造业改造提升关键性量化指标任务目标分解情况的通报",
            ["关于2026年浙江省", "传统制造业改造提升关键性量化指标任务", "目标分解情况的通报"],
        ),
        (
            "关于2026年泉州市制造业提质增效目标任务截至2026年11月底进展情况的通报",
            ["关于2026年泉州市制造业提质增效目标任务", "截至2026年11月底进展情况的通报"],
        ),
        ("关于2026年重点工作目标任务的通报", ["关于2026年重点工作目标任务的通报"]),
        ("题" * 30, ["题" * 15] * 2),  # no word is known in it
    ],
)
def test_a_title_parts_between_its_words(title: str, lines: list[str]) -> None:
    """Word had broken it anywhere: …关键／性量化指标任务／截至…"""
    assert parted(title, 40).split("\n") == lines

"""What a plan's indicators may combine, and what its optional tables say."""

from pathlib import Path

import pytest

from cascade.plan import load
from tests.plan.test_build import append, folder, problems, put, rows_of, write_rows
from tests.support.kinds import amount, write_kinds

__all__ = ["folder"]


def with_columns(folder: Path, table: str, **cells: str) -> None:
    """Add columns to a table, filled in its first row."""
    rows = rows_of(folder, table)
    write_rows(
        folder,
        table,
        [
            [*rows[0], *cells],
            [*rows[1], *cells.values()],
            *([*row, *("" for _ in cells)] for row in rows[2:]),
        ],
    )


def table(folder: Path, name: str, *rows: str) -> None:
    write_rows(folder, name, [row.split(",") for row in rows])


@pytest.mark.parametrize("name", ["unit", "decimals", "measure"])
def test_an_indicator_of_numbers_is_described(folder: Path, name: str) -> None:
    put(folder, "indicators", 7, name, "")
    places = [place for place, message in problems(folder) if "是空的；请补上，目标是一句话的" in message]
    assert places == [("indicators.csv", 7, name)]


def test_an_indicator_of_words_is_not_computed(folder: Path) -> None:
    with_columns(folder, "indicators", kind="文字")
    found = [place for place, message in problems(folder) if "是文字指标，不作计算" in message]
    assert found == [("indicators.csv", 2, "measure"), ("indicators.csv", 2, "headline")]


def test_a_part_is_like_its_whole(folder: Path) -> None:
    with_columns(folder, "indicators", parent="K01")
    assert (("indicators.csv", 2, "parent"), "“K01”自己就是一项“其中”；请改为它所属的指标") in problems(
        folder
    )
    put(folder, "indicators", 2, "parent", "K06")
    assert [m for p, m in problems(folder) if p == ("indicators.csv", 2, "parent")] == [
        "“其中”应与所属指标 K06（传统制造业新增工业机器人10000台）的单位、方向、汇总方式和牵头单位相同，"
        "而且都是数量指标；请改正其中一处"
    ]


def test_a_part_stands_below_its_whole_and_has_no_more(tmp_path: Path) -> None:
    whole, part = amount(1, "新增就业"), amount(2, "困难人员就业", parent="K01")
    more = {"K01": ("100", "50", "/"), "K02": ("101", "50", "10")}
    assert problems(write_kinds(tmp_path / "more", [whole, part], more)) == [
        (("targets.csv", 5, "target"), "写的是“101”，多于所属指标 K01（新增就业）的“100”；请改正其中一处"),
        (("targets.csv", 7, "target"), "所属指标 K01（新增就业）不下达，“其中”却有目标；请改正其中一处"),
    ]
    other = amount(3, "创业", lead="市教育局")
    less = dict.fromkeys(("K01", "K02", "K03"), ("100", "50", "20"))
    assert problems(write_kinds(tmp_path / "apart", [whole, other, part], less)) == [
        (("indicators.csv", 4, "parent"), "“其中”应紧接在所属指标 K01（新增就业）之后；请把这一行移到它下面")
    ]
    assert problems(write_kinds(tmp_path / "lead", [whole, part | {"lead": "市教育局"}], less)) == [
        (
            ("indicators.csv", 3, "parent"),
            "“其中”应与所属指标 K01（新增就业）的单位、方向、汇总方式和牵头单位相同，"
            "而且都是数量指标；请改正其中一处",
        ),
        *(
            (("targets.csv", row, "indicator"), "indicators 表中没有代码“K03”，应为指标代码，如 K01；请核对")
            for row in (8, 9, 10)
        ),
    ]
    assert load(write_kinds(tmp_path / "good", [whole, part, other], less)).plan.indicators[1].parent == "K01"


def test_a_range_has_no_headline(tmp_path: Path) -> None:
    range_ = amount(1, "新增就业", direction="within", headline="300")
    assert problems(write_kinds(tmp_path / "plan", [range_], {"K01": ("90—120", "5-6", "/")})) == [
        (
            ("indicators.csv", 2, "headline"),
            "K01（新增就业）的方向是“区间”，总目标由各地的区间相加得出；请清空这一格",
        )
    ]


def test_steps_belong_to_an_indicator_that_scores_by_steps(folder: Path) -> None:
    table(folder, "steps", "indicator,completion,points", "K01,90,12", "K02,90,5", "K02,abc,5")
    with_columns(folder, "indicators", weight="10", scoring="按档")
    assert [each for each in problems(folder) if each[0][0] == "steps.csv"] == [
        (("steps.csv", 2, "points"), "得分多于 K01（传统制造业研发费用支出增长10%以上）的分值 10；请改正"),
        (
            ("steps.csv", 3, "indicator"),
            "K02（传统制造业新产品产值增长10%）不按档计分；请删去这一行，或改计分办法",
        ),
        (("steps.csv", 4, "completion"), "写的是“abc”，应为百分数，如 90；请改正"),
    ]


def test_what_has_no_completion_scores_by_attainment(folder: Path) -> None:
    """K01 is a growth in per cent."""
    with_columns(folder, "indicators", weight="10", cap="120")
    assert load(folder).plan.indicators[0].weight == 10
    put(folder, "indicators", 2, "reconcile", "no")
    for target in ("0", "-3%"):
        put(folder, "targets", 2, "target", target)
        said = (
            "K01（传统制造业研发费用支出增长10%以上）有的目标不大于 0，算不出完成率；计分办法请改为“达标得分”"
        )
        assert problems(folder) == [(("indicators.csv", 2, "weight"), said)]


def test_only_completion_has_a_cap(folder: Path) -> None:
    with_columns(folder, "indicators", weight="10", cap="120", scoring="达标得分")
    assert problems(folder) == [
        (
            ("indicators.csv", 2, "cap"),
            "K01（传统制造业研发费用支出增长10%以上）不按完成率计分，没有上限；请清空这一格",
        )
    ]


def test_steps_rise_with_completion_and_fall_with_the_part_of_a_limit(folder: Path) -> None:
    with_columns(folder, "indicators", weight="10", scoring="按档")
    table(folder, "steps", "indicator,completion,points", "K01,100,5", "K01,90,5", "K01,80,3")
    said = "K01（传统制造业研发费用支出增长10%以上）完成率越高，得分应越多，这一档却不多于 90% 一档；请改正"
    assert problems(folder) == [(("steps.csv", 2, "points"), said)]
    table(folder, "steps", "indicator,completion,points", *(f"K01,{at},{at / 10}" for at in range(1, 22)))
    assert problems(folder) == [
        (
            ("steps.csv", 22, "indicator"),
            "K01（传统制造业研发费用支出增长10%以上）的档次超过 20 档；请合并一些",
        )
    ]


def test_figures_belong_to_indicators_that_do_not_add_up(folder: Path) -> None:
    table(folder, "figures", "round,indicator,value,source", "progress-2020-06-30,K06,12,省统计局")
    assert problems(folder) == [
        (
            ("figures.csv", 2, "indicator"),
            "K06（传统制造业新增工业机器人10000台）逐级相加，不用填本级数；请删去这一行",
        )
    ]


def test_the_period_of_a_plan_is_in_order(folder: Path) -> None:
    put(folder, "plan", 7, "key", "start")
    put(folder, "plan", 7, "value", "2020-09-01")
    assert problems(folder)[0] == (
        ("plan.csv", None, "key"),
        "年度（year）是空的，应为从 1990 到 2100 的年份，如 2020；"
        "不是一个自然年的，改填 start 和 end；请补上",
    )
    append(folder, "plan", "end", "2020年8月31日")
    assert problems(folder)[0] == (
        ("plan.csv", 12, "value"),
        "截止日 2020-08-31 不在起始日 2020-09-01 之后；请改正其中一处",
    )

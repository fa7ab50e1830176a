"""What a plan may say about the targets by its rounds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cascade.plan import load
from cascade.plan.plan_workbook import write_workbook
from tests.plan.test_build import problems
from tests.support.kinds import (
    SEPTEMBER,
    TOP,
    Row,
    amount,
    by_round,
    rate,
    words,
    write_kinds,
)
from tests.support.special_plans import BREAKDOWN, JUNE

_ACROSS = ("300", "200", "/")


def plan(
    folder: Path,
    rows: Sequence[Row],
    *more: Row,
    indicator: Row | None = None,
    targets: Mapping[str, Sequence[str]] | None = None,
    **options: Any,
) -> Path:
    """A plan of one amount, 新增就业, with targets of 300 and 200 and none."""
    indicators = [indicator or amount(1, "新增就业"), *more]
    given = {"K01": _ACROSS} | dict(targets or {})
    return write_kinds(folder / "plan", indicators, given, round_targets=rows, **options)


def test_targets_by_round_are_read_in_the_order_of_rounds_and_units(tmp_path: Path) -> None:
    rows = by_round(SEPTEMBER, "K01", ("225", "150人以上", ""))[:2] + by_round(
        JUNE, "K01", ("90", "100", "/")
    )
    loaded = load(plan(tmp_path, [*reversed(rows), *by_round(JUNE, "K01", ("", "", ""), "195")[3:]])).plan
    assert [(each.round, each.region, int(each.value), each.text) for each in loaded.round_targets] == [
        (JUNE, TOP, 195, "195"),
        (JUNE, "510801", 90, "90"),
        (JUNE, "510802", 100, "100"),
        (SEPTEMBER, "510801", 225, "225"),
        (SEPTEMBER, "510802", 150, "150人以上"),
    ]
    assert loaded.judged_by_round == {JUNE: {"K01"}, SEPTEMBER: {"K01"}}


def test_the_plan_workbook_loads_equal(tmp_path: Path) -> None:
    rows = by_round(JUNE, "K01", ("90人以上", "100", "/"), "195") + by_round(
        SEPTEMBER, "K01", ("225", "150", "/")
    )
    folder = plan(tmp_path, rows)
    write_workbook(folder, tmp_path / "方案.xlsx")
    assert load(tmp_path / "方案.xlsx").plan == load(folder).plan


_ROW = "round_targets.csv"
_WHOLE = "有目标的地区都应有，请补上，或把这个批次的都删去"
FAULTS: dict[str, tuple[list[Row], dict[str, Any], tuple[int, str], str]] = {
    "a breakdown": (
        by_round(BREAKDOWN, "K01", ("90", "100", "/")),
        {"levels": 3},
        (2, "round"),
        "目标分解批次不报完成数，没有分期目标；请删去这一行",
    ),
    "words": (
        by_round(JUNE, "K02", ("建成", "/", "/"))[:1],
        {"more": [words(2, "平台")], "targets": {"K02": ("建成", "建成", "/")}},
        (2, "indicator"),
        "K02（平台）是文字指标，没有分期目标；请删去这一行",
    ),
    "a county": (
        [
            *by_round(JUNE, "K01", ("90", "100", "/")),
            {"round": JUNE, "indicator": "K01", "region": "510811", "target": "1"},
        ],
        {"levels": 3},
        (5, "region"),
        "“510811”不是填报单位（本级的下级），也不是本级；请改正或删去这一行",
    ),
    "a unit without a target": (
        by_round(JUNE, "K01", ("90", "100", "10")),
        {},
        (4, "target"),
        "写的是“10”，targets 表中这个地区却不下达（/）；请改正其中一处",
    ),
    "a unit is missing": (
        by_round(JUNE, "K01", ("90", "/", "/")),
        {},
        (2, "target"),
        f"K01（新增就业）在这个批次还缺 白果乡 的分期目标；{_WHOLE}",
    ),
    "units are missing beside the issuer's": (
        by_round(JUNE, "K01", ("/", "/", "/"), "195"),
        {},
        (5, "target"),
        f"K01（新增就业）在这个批次还缺 元坝镇、白果乡 的分期目标；{_WHOLE}",
    ),
    "less later": (
        by_round(SEPTEMBER, "K01", ("89", "100", "/")) + by_round(JUNE, "K01", ("90", "100", "/")),
        {},
        (2, "target"),
        "前三季度进展的“89”少于前一批次的“90”，累计数不会减少；请改正其中一处",
    ),
    "more than in all": (
        by_round(JUNE, "K01", ("301", "100", "/")),
        {},
        (2, "target"),
        "写的是“301”，多于 targets 表中的“300”，累计数不会减少；请改正其中一处",
    ),
    "a part has more": (
        by_round(JUNE, "K01", ("90", "100", "/")) + by_round(JUNE, "K02", ("91", "100", "/")),
        {"more": [amount(2, "困难人员就业", parent="K01")], "targets": {"K02": _ACROSS}},
        (5, "target"),
        "写的是“91”，多于所属指标 K01（新增就业）的“90”；请改正其中一处",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_at_its_cell(tmp_path: Path, fault: str) -> None:
    rows, options, (row, column), said = FAULTS[fault]
    found = problems(plan(tmp_path, rows, *options.pop("more", ()), **options))
    assert found[0] == ((_ROW, row, column), said)
    assert len(found) == (3 if fault == "a breakdown" else 1)  # one a row


def test_what_does_not_accumulate_may_fall_and_pass_the_target(tmp_path: Path) -> None:
    """Rates, levels at a time, own figures, and limits of them."""
    rows = by_round(JUNE, "K01", ("90", "95", "/")) + by_round(SEPTEMBER, "K01", ("80", "95", "/"))
    given = {"K01": ("85%", "90%以上", "/")}
    assert load(plan(tmp_path / "rate", rows, indicator=rate(1, "就业率"), targets=given)).plan.round_targets
    level = amount(1, "在册人数", pace="direct")
    loaded = load(plan(tmp_path / "level", rows, indicator=level, targets={"K01": ("85", "95", "/")}))
    assert len(loaded.plan.round_targets) == 4
    own = amount(1, "浓度", adds="own", direction="at_most")
    assert load(plan(tmp_path / "own", rows, indicator=own, targets={"K01": ("85", "95", "/")}))


def test_points_need_what_results_are_in_proportion_to(tmp_path: Path) -> None:
    rows = by_round(JUNE, "K01", ("0", "95", "/"))
    growth = rate(1, "增长率", weight="5")
    found = problems(plan(tmp_path, rows, indicator=growth, targets={"K01": ("85%", "90%以上", "/")}))
    assert found == [
        (
            ("indicators.csv", 2, "weight"),
            "K01（增长率）有的目标不大于 0，算不出完成率；计分办法请改为“达标得分”",
        )
    ]


def test_a_negative_target_by_round_makes_a_distance(tmp_path: Path) -> None:
    """No result is a part of a negative target: the indicator is compared as a distance in all rounds."""
    rows = by_round(JUNE, "K01", ("-10", "5", "/"))
    loaded = load(plan(tmp_path, rows)).plan
    assert loaded.indicators[0].below_zero

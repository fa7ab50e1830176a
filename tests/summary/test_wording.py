"""The words of a summary for what results are compared with."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.commands.test_collect_round import Round, by, collected
from tests.support import kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import SEPTEMBER, amount, rate, write_kinds
from tests.support.special_plans import BREAKDOWN, JUNE
from tests.support.validator import validate

INDICATORS = [
    amount(1, "城镇新增就业人数"),
    rate(2, "高校毕业生就业率"),
    amount(3, "技能培训", pace="year_end"),
]
TARGETS = {"K01": ("100", "200", "400"), "K02": ("90%", "85%", "80%"), "K03": ("1", "1", "1")}
ROUNDS = {
    JUNE: {
        "kind": "progress",
        "name": "上半年",
        "as_of": "2020-06-30",
        "due": "2020-07-10",
        "expected": "20",
    },
    SEPTEMBER: {
        "kind": "progress",
        "name": "三季度",
        "as_of": "2020-09-30",
        "due": "2020-10-10",
        "expected": "",
    },
}
SAID = {
    unit: {"K01a": number, "K02a": "46", "K02b": "50", "K03a": "1"}
    for unit, number in zip(kinds.UNITS, ("20", "39", "30"), strict=True)
}


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Round:
    home = tmp_path_factory.mktemp("expected")
    return collected(home, write_kinds(home / "plan", INDICATORS, TARGETS, rounds=ROUNDS), JUNE, by(SAID))


def texts(summary: Path) -> Iterator[str]:
    """All texts of a summary, and those of its charts."""
    for page in openpyxl.load_workbook(summary, data_only=True).worksheets:
        yield from (
            str(cell.value) for line in page.iter_rows() for cell in line if isinstance(cell.value, str)
        )


def test_results_are_held_against_what_the_plan_expects(june: Round) -> None:
    """20 % are expected by June, when half of the year has passed; year-end indicators wait."""
    ranking = june.sheet("完成率与排名")
    assert [ranking[f"C{row}"] for row in (9, 10)] == ["较应完成（百分点）", "评价"]
    assert [ranking[f"{column}{row}"] for row in (9, 10) for column in "DEF"] == [
        *(0, -0.5, -12.5),
        *("● 达序时", "△ 略滞后", "▼ 滞后"),
    ]
    assert ranking["D17"] == "年末评"


def test_the_summary_says_what_is_expected(june: Round) -> None:
    found = [text for text in texts(june.summary) if "应完成" in text or "序时" in text]
    assert [text for text in found if "序时进度" in text] == []
    assert "1．数量类按完成率排名，应完成进度为 20%。" in found
    assert any("应完成进度为 20%（方案规定）。数量类：● 已完成" in text for text in found)
    assert any("应完成进度 20%" in text for text in found)
    assert any("粗竖线为应完成进度" in text for text in found)
    assert "应完成进度\n（%）" in found
    assert june.sheet("历次完成情况")["F5"] == 20


def test_other_programs_agree_where_the_plan_expects(june: Round) -> None:
    assert not any(validate([june.summary]).values())
    copy = libreoffice.recalculate([june.summary], june.desk.home.parent / "re")[june.summary]
    assert compare(june.summary, copy)[1] == []


def test_a_round_without_an_expected_part_goes_by_time(june: Round) -> None:
    desk = june.desk
    desk.issue(SEPTEMBER)
    for unit in kinds.UNITS:
        desk.answer(SEPTEMBER, unit, by(SAID))
    book = openpyxl.load_workbook(desk.collect(SEPTEMBER, "--today", "2020-10-10")[1], data_only=True)
    assert "1．数量类按完成率排名，序时进度为 75%。" in [cell.value for cell in book["完成率与排名"]["B"]]
    history = book["历次完成情况"]
    assert [history[cell].value for cell in ("F3", "F5", "F6")] == ["应完成进度\n（%）", 20, 75]


def test_a_school_year_has_no_quarters_and_no_end_of_the_year(tmp_path: Path) -> None:
    """By the end of January five of twelve months have passed."""
    rounds = {
        JUNE: {"kind": "progress", "name": "上学期", "as_of": "2021-01-31", "due": "2021-02-10"},
    }
    period = {"year": "", "start": "2020-09-01", "end": "2021-08-31"}
    plan = write_kinds(tmp_path / "plan", INDICATORS, TARGETS, rounds=rounds, settings=period)
    told = collected(tmp_path, plan, JUNE, by(SAID))
    ranking = told.sheet("完成率与排名")
    notes = [str(value) for address, value in ranking.items() if address.startswith("B")]
    assert ranking["D17"] == "期末评"
    assert "1．数量类按完成率排名，序时进度为 41.67%。" in notes
    assert "2．月均需完成：到目标还差的数，除以方案期内剩余的 7 个月。" in notes
    late = "第 3 项集中在期末认定，方案期的最后四分之一以前只列数，不评价、不排名。"
    assert any(note.endswith(late) for note in notes)
    page = openpyxl.load_workbook(told.forms[kinds.TOP[:5] + "1"])["填报说明"]
    said = [str(cell.value) for line in page.iter_rows() for cell in line]
    assert any(text.startswith("数量类指标填 2020 年 9 月 1 日以来的累计数；") for text in said)
    assert [text for text in texts(told.summary) if "年末" in text or "季度" in text or "年内" in text] == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A breakdown of limits, of a level that does not add up, and of a range."""
    home = tmp_path_factory.mktemp("shared")
    limit = {"direction": "at_most"}
    indicators = [
        amount(1, "用水总量", unit="万吨", **limit),
        rate(2, "城镇登记失业率", **limit),
        amount(3, "细颗粒物（PM2.5）", unit="微克/立方米", adds="own", pace="direct", **limit),
        amount(4, "培育企业", unit="家", direction="within"),
        rate(5, "高校毕业生就业率"),
    ]
    targets = {
        "K01": ("≤300", "≤30", "≤30"),
        "K02": ("≤3.5%", "≤3.5%", "≤3.5%"),
        "K03": ("≤38", "≤38", "≤38"),
        "K04": ("30—60", "3—6", "3—6"),
        "K05": ("90%", "90%", "90%"),
    }
    share = {"K01": "10", "K02": "3.5", "K03": "38", "K04": "1", "K05": "90"}
    said = {
        kinds.county(unit, at): share | ({"K01": "100", "K04": "10"} if unit == "510801" else {})
        for unit in kinds.UNITS
        for at in (1, 2, 3)
    }
    plan = write_kinds(home / "plan", indicators, targets, levels=3)
    return collected(home, plan, BREAKDOWN, by(said))


def test_a_breakdown_of_limits_and_ranges_speaks_of_them(shared: Round) -> None:
    assert shared.answer.code == 0, shared.answer
    front = [str(value) for value in shared.sheet("总览").values()]
    legend = (
        "▼ 有缺口、超限、区间外；△ 比率有乡镇（街道）高于或低于本县（市、区）目标；"
        "不填色：已足额、限额内、区间内、均达到。灰格：没有计入。"
    )
    assert legend in front


def test_totals_of_what_does_not_add_up_are_named_for_both_sides(shared: Round) -> None:
    counties = shared.sheet("乡镇明细")
    assert any("比率类的合计为乡镇最低或最高。" in str(value) for value in counties.values())
    form = openpyxl.load_workbook(next(iter(shared.forms.values())))
    labels = [cell.value for cell in form["分解表"]["B"]]
    assert "合计（比率为乡镇最低或最高）" in labels
    told = [str(line[0].value) for line in form["盖章打印"].iter_rows()]
    assert any("比率类指标不相加，合计栏为各地中最低或最高的。" in each for each in told)


def test_headings_of_long_words_fit(shared: Round) -> None:
    """The unit of item 3 and 县（市、区） need wider columns: frozen headers are low."""
    book = openpyxl.load_workbook(shared.summary)
    page = book["乡镇明细"]
    (unit,) = [cell for line in page.iter_rows(max_row=8) for cell in line if cell.value == "微克/立方米"]
    assert page.column_dimensions[unit.column_letter].width >= len("微克立方米") * 2 + len("/")
    front = book["报送情况"]
    (heading,) = [cell for line in front.iter_rows() for cell in line if cell.value == "县（市、区）"]
    assert front.column_dimensions[heading.column_letter].width >= 13

"""The sentences on 总览: who is behind, at what, by how much; a miss that rounding would hide."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from cascade import theme
from cascade.bulletin import statements
from cascade.findings import finding
from cascade.formula import Live, Ref, value_of
from cascade.goals import Target
from cascade.indicators import Direction, Indicator
from cascade.number_formats import shown_as
from cascade.returns.facts import Facts
from cascade.returns.receipt import Checked, State
from cascade.summary.board import summed_up
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import lead_format
from cascade.summary.figure_sentences import largest_gaps
from cascade.summary.highlights import headline, missing_cities, most_behind, standing_out
from cascade.summary.issues import issue_lines
from cascade.summary.margin_lines import MarginText, margins
from cascade.summary.overview import Overview
from cascade.summary.overview_words import legend
from cascade.summary.province import DIFFERENCE, LIGHT, REPORT, TARGET, Province
from cascade.summary.province_looks import looks
from cascade.summary.wording import UNDERLINED, doubt_mark, doubt_note
from cascade.theme import completion_format, gap_format, range_format
from tests.support.provinces import PROVINCE, amount, of_one_county, rate, stories

ONE, TWO = "520100", "520200"


def stood(
    said: Mapping[Indicator, Sequence[str]], period: int | None = 1, cities: Sequence[str] = ("甲市", "乙市")
) -> Overview:
    """总览 when each city's only county has said a number of each indicator, of a rate's first input."""
    return overview_of(of_one_county(period, said, cities))


def overview_of(facts: Facts) -> Overview:
    return Overview(Province(facts, Detail(facts, "县级明细", facts.indicators, 6), theme.load()))


def counts(overview: Overview) -> dict[str, Ref]:
    cities = overview.facts.plan.cities
    return {each.code: Ref(f"F{at}", value_of(overview.behind(each.code))) for at, each in enumerate(cities)}


def gaps(overview: Overview) -> list[object]:
    return list(map(value_of, largest_gaps(overview)))


def test_a_gap_is_told_in_the_unit_in_which_people_count() -> None:
    limit = amount(4, name="死亡人数", unit="人", direction=Direction.AT_MOST)
    overview = stood({amount(2): ("8", "29"), rate(3): ("107.5", "109"), limit: ("63", "54")})
    assert gaps(overview) == [
        "甲市新建标准厂房2号工程，完成8个，为全年目标60个的13.3%，落后序时进度36.7个百分点，距目标还差52个",
        "甲市死亡人数为63人，占限额60人的105.0%，超出3人",
        "甲市规上工业研发投入增长3%以上，为7.5%，目标8%，低于目标0.5个百分点",
    ]


def test_a_limit_that_is_a_rate_is_told_with_the_decimals_of_its_target() -> None:
    limit = rate(1, name="能耗强度", direction=Direction.AT_MOST)
    assert gaps(stood({limit: ("112.3456", "108.04")})) == [
        "甲市能耗强度为12.35%，限额8%，超出4.35个百分点",  # two decimals, as in the other city
        "乙市能耗强度为8.04%，限额8%，超出0.04个百分点",
    ]


def test_a_miss_that_rounding_would_hide_is_told_with_more_decimals() -> None:
    overview = stood({rate(1): ("107.98", "108")})
    assert gaps(overview) == ["甲市规上工业研发投入增长1%以上，为7.98%，目标8%，低于目标0.02个百分点"]
    shown = margins(overview, rate(1))
    assert [shown[city] for city in (ONE, TWO)] == [MarginText("-0.02", "▼"), MarginText("0", "")]


def test_a_range_is_told_by_the_side_on_which_it_is_missed() -> None:
    indicator = rate(1, name="物价涨幅", direction=Direction.WITHIN)
    overview = stood({indicator: ("107", "109.5")})
    facts = overview.facts
    targets = [
        Target(indicator="K01", region=city, value=Decimal(8), upper=Decimal(9), text="8%—9%")
        for city in (ONE, TWO)
    ]
    plan = facts.plan.model_validate(facts.plan.model_dump() | {"targets": targets})
    assert gaps(overview_of(replace(facts, plan=plan))) == [
        "甲市物价涨幅为7.0%，目标8%—9%，低于区间1.0个百分点",
        "乙市物价涨幅为9.5%，目标8%—9%，高于区间0.5个百分点",
    ]


def test_a_fall_is_told_by_its_own_word() -> None:
    overview = stood({rate(1, name="研发费用支出增长"): ("97.1", "109")})
    assert gaps(overview) == ["甲市研发费用支出下降2.9%，目标8%，低于目标10.9个百分点"]


def test_no_sentence_tells_more_decimals_than_the_tables_show() -> None:
    overview = stood({amount(2, unit="万吨", decimals=2): ("0.5692", "60")})
    assert gaps(overview) == [
        "甲市新建标准厂房2号工程，完成0.57万吨，为全年目标60万吨的0.9%，落后序时进度49.1个百分点，距目标还差59.43万吨"
    ]


def test_a_limit_of_zero_is_told_by_how_many_it_is_exceeded() -> None:
    limit = amount(1, name="死亡人数", unit="人", direction=Direction.AT_MOST)
    overview = stood({limit: ("60", "2")})  # the last city's target of the first indicator is zero
    assert gaps(overview) == ["乙市死亡人数为2人，限额0人，超出2人"]


def test_a_breakdowns_gaps_are_shortfalls_and_no_counties_that_may_be_below_their_city() -> None:
    overview = stood({amount(2): ("57.5", "60"), rate(3): ("7", "8")}, None)
    assert gaps(overview) == ["甲市新建标准厂房2号工程，已分解57.5个，目标60个，距目标还差2.5个"]
    below = (
        "1 项比率指标中有 1 项次有县（市、区）低于本市目标（县级目标可以有高有低，全市仍须完成本市目标）。"
    )
    assert value_of(headline(overview)) == (
        f"全省 1 项数量指标，有缺口的 1 项。各市合计 1 项次有缺口。{below}"
    )
    assert value_of(most_behind(overview, counts(overview))) == "缺口较多：甲市（1项）"


def test_that_nothing_is_short_is_said_of_the_amounts_only() -> None:
    overview = stood({amount(2): ("60", "60"), rate(3): ("7", "8")}, None)
    assert value_of(headline(overview)) == (
        "全省 1 项数量指标都没有缺口。"
        "1 项比率指标中有 1 项次有县（市、区）低于本市目标（县级目标可以有高有低，全市仍须完成本市目标）。"
    )
    assert value_of(most_behind(overview, counts(overview))) == "各市数量指标都没有缺口"
    overview = stood({amount(2): ("60", "60"), rate(3): ("8", "8")}, None)
    met = "1 项比率指标各县（市、区）均达到本市目标。"
    assert value_of(headline(overview)) == f"全省 1 项数量指标都没有缺口。{met}"
    overview = stood({rate(3): ("8", "8")}, None)
    assert value_of(headline(overview)) == met
    overview = stood({amount(2): ("60", "60")}, None)
    assert value_of(headline(overview)) == "全省 1 项指标都没有缺口。"
    assert value_of(most_behind(overview, counts(overview))) == "各市都没有缺口"


@pytest.mark.parametrize(
    ("numbers", "named", "tied"),
    [
        (("30", "31", *("30",) * 8), 0, ""),
        (("1", "2", "3", "4", "5", "6"), 6, ""),
        (("1", "2", "3", "4", "5", "6", "7"), 6, ""),
        (("1", "2", "3", "4", "5", "6", "6"), 5, ""),
        (("1", *("2",) * 6), 1, ""),
        (("2",) * 6, 6, ""),
        (
            ("2",) * 7,
            0,
            "差距最大的有7项次，差距相同：新建标准厂房2号工程（第0市、第1市、第2市、第3市、第4市、第5市、第6市）",
        ),
        (
            ("2",) * 13,
            0,
            "差距最大的有13项次，差距相同：新建标准厂房2号工程（"
            + "、".join(f"第{at}市" for at in range(12))
            + "）等",
        ),
    ],
)
def test_of_gaps_that_are_equal_all_are_named_or_none(numbers: Sequence[str], named: int, tied: str) -> None:
    """Of 60 asked half is expected by now."""
    cities = [f"第{at}市" for at in range(len(numbers))]
    told = gaps(stood({amount(2): numbers}, 1, cities))
    assert [str(each)[:2] for each in told] == ["第" + str(at) for at in range(named)] + (
        [tied[:2]] if tied else []
    )
    assert not tied or told[-1] == tied


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("3", "30"), "落后较多：甲市（1项）"),
        (("30", "31"), "各市都没有滞后或未达标的指标"),
        (("3", "3"), "有滞后或未达标的指标：甲市（1项）、乙市（1项）"),
        (("4", "3", "2"), "有滞后或未达标的指标：第2市（1项）、第1市（1项）、第0市（1项）"),
        (("3",) * 6, "全部 6 个市都有滞后或未达标的指标，各 1 项"),
        (("3",) * 7 + ("30",), "7 个市有滞后或未达标的指标，各 1 项"),
        (("3",) * 6 + ("30",) * 6, "落后较多：" + "、".join(f"第{at}市（1项）" for at in range(6))),
        (("3",) * 7 + ("30",) * 7, "7 个市有滞后或未达标的指标，各 1 项"),
    ],
)
def test_the_cities_with_most_behind_are_named_and_ties_are_counted(
    said: tuple[str, ...], expected: str
) -> None:
    names = ("甲市", "乙市") if len(said) == 2 else [f"第{at}市" for at in range(len(said))]
    overview = stood({amount(2): said, amount(4): ("60",) * len(said)}, cities=names)
    assert value_of(most_behind(overview, counts(overview))) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("3", "30"), "滞后、未达标的有 1 个市：第0市"),
        (("30", "31"), "各市都没有滞后或未达标的指标"),
        (("4", "3", "2"), "滞后、未达标的有 3 个市：第2市、第1市、第0市"),
        (("3",) * 6, "滞后、未达标的有 6 个市：第0市、第1市、第2市、第3市、第4市、第5市"),
        (("3",) * 7 + ("30",), "滞后、未达标的有 7 个市"),
    ],
)
def test_cities_behind_at_the_only_indicator_are_named_without_numbers(
    said: tuple[str, ...], expected: str
) -> None:
    overview = stood({amount(2): said}, cities=[f"第{at}市" for at in range(len(said))])
    assert value_of(most_behind(overview, counts(overview))) == expected


def test_a_result_of_zero_is_told_without_its_part_of_the_target() -> None:
    assert gaps(stood({amount(2): ("0", "40")})) == [
        "甲市新建标准厂房2号工程，完成0个，全年目标60个，落后序时进度50.0个百分点"
    ]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((2,) * 9 + (7, 3), [9, 10]),  # everybody has some: only these have more than the middle
        ((5, 4, 4, 1, 0, 0), [0, 1, 2]),
        ((5, 4, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0), [0, 1, 2, 3, 4, 5]),
        ((5, 4, *(3,) * 5, *(0,) * 8), [0, 1]),  # too many tie with the third
        ((1,) * 7 + (0,) * 8, []),
        ((1,) * 8 + (0,) * 7, []),
    ],
)
def test_only_who_is_above_the_middle_stands_out(numbers: tuple[int, ...], expected: list[int]) -> None:
    found = standing_out({str(at): Decimal(number) for at, number in enumerate(numbers)})
    assert found == [str(at) for at in expected]


def test_who_has_fewer_is_counted_and_not_called_most_behind() -> None:
    said = {amount(2): ("3", "3", "30", "3"), amount(3): ("3", "30", "30", "30")}
    overview = stood(said, cities=("甲市", "乙市", "丙市", "丁市"))
    told = value_of(most_behind(overview, counts(overview)))
    assert told == "落后较多：甲市（2项）；另有 2 个市有滞后或未达标的指标"


def test_whose_return_was_withdrawn_is_told_from_who_has_sent_nothing() -> None:
    """The desk says so of it; the papers had said 未报."""
    facts = stories()["two missing"].facts(1)
    city, other = (each.code for each in facts.missing)
    away = replace(facts.receipts[0], region=city, sha256="w", state=State.WITHDRAWN)
    facts = replace(facts, receipts=(*facts.receipts, away), deadline=None)
    assert missing_cities(facts) == "已撤回、待重报：贵阳市；未报：安顺市"
    assert summed_up(facts) == "报送情况：已报3/5，已撤回、待重报 1，未报 1"
    told = {each.city: (each.kind.value, each.text) for each in issue_lines(facts)}
    assert told[city] == ("已撤回、待重报", told[other][1])
    assert told[other][0] == "未报"


def test_of_too_many_that_tie_the_number_is_told() -> None:
    """Of five cities at 16, one behind another at 17, nothing was said."""
    behind, well = ["3"] * 7, ["30"] * 9
    said = {amount(2): ("3", *behind, *well), amount(3): ("3", *["30"] * 16)}
    overview = stood(said, cities=[f"{at}市" for at in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午"])
    assert value_of(most_behind(overview, counts(overview))) == "落后较多：甲市（2项）、7 个市各 1 项"


def test_a_wild_number_does_not_widen_its_column() -> None:
    """+1049971.0 made the columns of all cities wider, and 总览 two pages."""
    said = {amount(2): ("629982", "33", "36", "39", "6"), rate(3): ("107.5", "109", "98", "99", "108")}
    texts = stood(said, cities=("甲市", "乙市", "丙市", "丁市", "戊市")).texts
    assert texts.margins[0][:5] == [8.75, 3.5, 4.5, 4.5, 7.0]  # three more than the middle of these and 8.5
    assert texts.results[0][:5] == [6.0, 2.0, 2.0, 2.0, 1.0]


def test_a_number_in_doubt_is_marked_and_named_where_leaders_read_it() -> None:
    """It counted at face value until somebody at the desk looked: no page of the pack said so."""
    facts = of_one_county(1, {amount(2): ("62998", "29"), rate(3): ("107.5", "109")}, ("甲市", "乙市"))
    wild = finding("P07", region="520101", field="K02a", name="甲县", indicator="工程", result="104996%")
    first, *others = facts.receipts
    facts = replace(facts, receipts=(replace(first, findings=(wild,)), *others))
    told = "（像是多填、少填了零，填错了单位，或者部分大于总数），核实之前照常计入：甲市第 2 项。"
    overview = overview_of(facts)
    assert next(legend(overview, UNDERLINED)) == f"有下划线的数存疑{told}"
    assert next(legend(overview)) == f"存疑{told}"  # on a page at the desk
    assert doubt_mark(facts) == "有下划线的数存疑，核实之前照常计入。"
    marked = [
        (each.number, city, item)
        for each in facts.indicators
        for city in overview.regions
        for item in (TARGET, REPORT, DIFFERENCE)
        if looks(overview.province, each, item, city, None)[1].get("underline")
    ]
    assert marked == [("2", city, item) for city in (ONE, PROVINCE) for item in (REPORT, DIFFERENCE)]
    assert statements(facts)["不评价"] == f"【请核实】存疑{told}".replace(" ", "")
    checked = replace(facts.receipts[0], checked=Checked("2021-06-02", "甲", "来函确认"))
    assert doubt_note(replace(facts, receipts=(checked, *others))) == ""


def test_who_is_missing_is_named_by_state() -> None:
    facts = stories()["two missing"].facts(1)
    assert missing_cities(facts) == "未报：贵阳市、安顺市"
    overview = overview_of(facts)
    assert str(value_of(headline(overview))).startswith(
        "全省 4 项指标，已报3/5，报齐之前全省不评价。各市合计 "
    )
    nobody = overview_of(stories()["all missing"].facts(1))
    assert value_of(most_behind(nobody, counts(nobody))) == "还没有市报送"
    sent_back = tuple(replace(each, state=State.SENT_BACK) for each in facts.receipts)
    returned = overview_of(replace(nobody.facts, receipts=sent_back))
    assert value_of(most_behind(returned, counts(returned))) == "各市的数都还没有计入"


def test_a_sentence_follows_the_cells_of_the_summary() -> None:
    overview = stood({amount(2): ("8", "29")})
    (gap,) = largest_gaps(overview)
    assert isinstance(gap, Live)
    assert "全省汇总" in gap.formula
    assert overview.cell(amount(2), ONE).reference in gap.formula


def test_a_row_has_the_decimals_that_show_its_closest_miss() -> None:
    indicator = rate(1)
    stands = stood({indicator: ("107.996", "108.5")}).province
    contents = [value_of(each) for each in stands.contents(indicator, ONE)]
    assert (contents[DIFFERENCE], contents[LIGHT]) == (Decimal("-0.004"), "▼ 未达标")
    for city, result, apart in ((ONE, "7.996", "-0.004"), (TWO, "8.500", "0.500")):
        shown = [
            shown_as(looks(stands, indicator, item, city, content)[1]["num_format"], content)
            for item, content in enumerate(map(value_of, stands.contents(indicator, city)))
            if isinstance(content, Decimal)
        ]
        assert shown == ["8", result, apart]


def test_what_somebody_changes_in_the_workbook_is_not_shown_as_zero_either() -> None:
    stands = stood({rate(1): ("107", "108.5")}).province
    _, more = looks(stands, rate(1), DIFFERENCE, ONE, Decimal(-1))
    assert more["num_format"] == '[>=0]0.0;[<=-0.05]-0.0;"不足0.1"'


def test_a_target_that_is_just_met_reads_zero_without_a_sign() -> None:
    assert shown_as(lead_format(1, Decimal(0)), Decimal(0)) == "0"
    assert shown_as(lead_format(1, Decimal("0.2"), " 家"), Decimal("0.2")) == "+0.2 家"
    assert lead_format(1, Decimal(-1)) == gap_format(1, "+")


def test_the_formats_of_gaps_and_completions() -> None:
    assert gap_format(1) == '[>=0]0.0;[<=-0.05]-0.0;"不足0.1"'
    assert gap_format(0) == '[>=0]0;[<=-0.5]-0;"不足1"'
    assert gap_format(2, "+", "个百分点") == (
        '[>=0]+0.00"个百分点";[<=-0.005]-0.00"个百分点";"不足0.01个百分点"'
    )
    assert gap_format(1, "+", mark="▼ ") == '[>=0]"▼ "+0.0;[<=-0.05]"▼ "-0.0;"▼ 不足0.1"'
    assert range_format(1, mark="▼ ") == '"▼ "+0.0;"▼ "-0.0;"▼ "0.0'
    assert completion_format(1) == '[<99.95]0.0;[<100]"不足100";0.0'


def test_why_nothing_of_the_whole_is_judged_is_said() -> None:
    overview = stood({rate(3): ("107.5", "109")})  # only cities have a target
    assert value_of(headline(overview)) == (
        "全省 1 项指标，没有全省的目标，不评价全省。各市合计 1 项次滞后或未达标。"
    )

"""Tables of many regions with few indicators: turned, so that they stand on one page."""

import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.goals import Step
from cascade.grid import Area
from cascade.indicators import Adds, Direction, Scoring
from cascade.model import Plan
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_lead, draw_pack
from cascade.summary.detail import Detail
from cascade.summary.frame import Frame
from cascade.summary.province import Province
from tests.support.prints import NINE_POINTS, Page, printed
from tests.support.programs import need
from tests.support.provinces import Told, amount, province, rate
from tests.support.sample import every
from tests.support.validator import validate
from tests.support.witnesses import printed_and_recalculated

TOWNS = tuple(
    f"{name}镇"
    for name in [
        "元坝",
        "白果",
        "柏林沟",
        "红岩",
        "虎跳",
        "黄龙",
        "晋贤",
        "拣银岩",
        "卫子",
        "王家",
        "磨滩",
        "紫云",
    ]
)
MANY = (*TOWNS, *(f"第{number}镇" for number in range(len(TOWNS) + 1, 30)))
WHOLE, RANKING = "全省汇总", "完成率与排名"
SCORES, HISTORY = "得分与排名", "历次完成情况"


def frame(regions: int, lines: int) -> Frame:
    return Frame([*map(str, range(regions))], lines, (5, 5), (6, 3))


@pytest.mark.parametrize(
    ("regions", "lines", "turned"),
    [(30, 8, True), (17, 16, True), (16, 2, False), (30, 30, False), (12, 72, False), (100, 99, True)],
)
def test_the_longer_side_of_a_table_stands_down_the_page(regions: int, lines: int, turned: bool) -> None:
    assert frame(regions, lines).turned is turned


def test_fewer_regions_stand_side_by_side_on_smaller_paper() -> None:
    regions = [*map(str, range(14))]
    turned = [Frame(regions, 5, (5, 5), (6, 3), paper).turned for paper in ("A3", "A4")]
    assert turned == [False, True]
    assert not Frame(regions[1:], 5, (5, 5), (6, 3), "A4").turned


def test_the_cells_of_a_table_that_lies_either_way() -> None:
    across, down = frame(12, 40), frame(30, 8)
    assert (across.cell(2, "3"), down.cell(2, "3")) == ((7, 8), (9, 5))
    assert across.of_line(2) == Area(7, 5, 7, 15)  # the last region is the issuer
    assert down.of_line(2) == Area(6, 5, 34, 5)
    assert across.of_region("3", 1, 4) == Area(6, 8, 9, 8)
    assert down.of_region("3", 1, 4) == Area(9, 4, 9, 7)


# ------------------------------------------------------------------------------------ 29 towns on paper


@dataclass(frozen=True)
class Towns:
    """A drawn summary of 29 towns: its cells, and its pages."""

    facts: Facts
    path: Path
    pages: list[Page]
    differing: int

    def rows(self, sheet: str, first: int = 3) -> list[list[object]]:
        page = openpyxl.load_workbook(self.path, data_only=True)[sheet]
        return [[cell.value for cell in line] for line in page.iter_rows(min_row=first)]


def towns(counties: int, third: bool = False) -> Plan:
    steps = Scoring.STEPS if counties else Scoring.COMPLETION
    jobs = amount(1, name="新增就业人数", weight=Decimal(40), scoring=steps)
    indicators = [jobs, rate(2, name="参保率增长", weight=Decimal(60))]
    if third:
        indicators.append(amount(3, name="失业人员控制数", direction=Direction.AT_MOST))
    earned = ((100, 40), (40, 30), (20, 20)) if counties else ()
    return province(indicators, MANY, counties).model_copy(
        update={
            "steps": tuple(Step(indicator="K01", completion=Decimal(c), points=Decimal(p)) for c, p in earned)
        }
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Towns]:
    """Towns with and without villages, in a progress round; with villages in the breakdown, too."""
    need("soffice")
    home, look = tmp_path_factory.mktemp("乡镇"), theme.load()
    told = {"two": (towns(0), 2), "three": (towns(2), 2), "breakdown": (towns(2, third=True), None)}
    facts = {key: Told(plan, missing=("520300",)).facts(period) for key, (plan, period) in told.items()}
    for key, each in facts.items():
        (home / f"{key}.xlsx").write_bytes(draw(each, look))
        (home / f"{key} pack.xlsx").write_bytes(draw_pack(each, look))
    paths = sorted(home.glob("*.xlsx"))
    pdfs, computed = printed_and_recalculated(paths, home / "重算")
    made = {}
    for path in paths:
        key = path.stem.removesuffix(" pack")
        pages, differences = printed(pdfs[path]), computed[path].differences
        made[path.stem] = Towns(facts[key], path, pages, len(differences))
    return made


def test_turned_tables_are_valid_and_come_to_what_is_cached(drawn: dict[str, Towns]) -> None:
    found = validate(every(2, [each.path for each in drawn.values()]))
    assert {path.name: errors for path, errors in found.items() if errors} == {}
    assert {key: each.differing for key, each in drawn.items() if each.differing} == {}


def test_towns_with_two_indicators_stand_on_one_page_each(drawn: dict[str, Towns]) -> None:
    for key, each in drawn.items():
        sheets = [page.sheet for page in each.pages]
        for sheet in {"总览", WHOLE, RANKING, SCORES, HISTORY} & set(sheets):
            notes = (
                key.startswith("three") and sheet == SCORES
            )  # below a table of steps, on a page of their own
            assert sheets.count(sheet) == (2 if notes else 1), (key, sheet, sheets)
        assert min(page.smallest for page in each.pages) >= NINE_POINTS, key
        assert not any("###" in page for page in each.pages), key
        assert {WHOLE} <= set(sheets), key


def test_a_turned_table_has_the_towns_down_and_the_indicators_across(drawn: dict[str, Towns]) -> None:
    rows = drawn["two"].rows(WHOLE)
    assert rows[0][:7] == ["设区市", "报送情况", "新增就业人数", None, None, None, "参保率增长"]
    assert rows[1][2] == "第 1 项　单位：个　牵头单位：省工信厅"
    assert rows[2][2:] == ["目标", "本期", "完成率 %", "评价", "目标", "本期", "较目标", "评价"]
    names = [row[0] for row in rows[3:33]]
    assert names == [*MANY, "某某省"]
    assert rows[5][:6] == ["柏林沟镇", "未报", 60, "未报", "—", "—"]
    facts = drawn["two"].facts
    assert rows[3][3] == facts.values["K01a"]["520100"]
    assert rows[32][:4] == [
        "某某省",
        "已报28/29",
        1680,
        sum(facts.values["K01a"][f"52{at:02}00"] for at in _REPORTED),
    ]


_REPORTED = [at for at in range(1, 30) if at != 3]


def test_ranks_of_a_turned_table_are_those_of_the_towns(drawn: dict[str, Towns]) -> None:
    rows = drawn["three"].rows(RANKING)
    assert rows[0][:6] == ["设区市", "报送情况", "各项评价合计（项）", None, None, "1．新增就业人数"]
    at = rows[1].index("名次")
    done = rows[1].index("完成率（%）")
    numbers = [row[done] for row in rows[2:31] if isinstance(row[done], float | int)]
    assert len(numbers) == 27  # one town is missing, the last one's target is zero
    for row in rows[2:31]:
        if row[done] in numbers:
            better = sum(each > row[done] for each in numbers)  # type: ignore[operator]
            assert row[at] == better + 1, row
        else:
            assert row[at] == "—", row


def test_points_of_a_turned_table_stand_beside_the_towns(drawn: dict[str, Towns]) -> None:
    rows = drawn["three"].rows(SCORES)
    assert rows[0] == [
        *("设区市", "报送情况", "1．新增就业人数", "2．参保率增长"),
        *("得分", "满分", "缺数（项）", "得分率（%）", "名次"),
    ]
    assert rows[1][2:4] == ["按完成率分档，见下表", "分值×完成率（结果÷目标），最高按 100%"]
    assert rows[2] == ["分值", None, 40, 60, None, 100, None, None, None]
    assert rows[5] == ["柏林沟镇", *["未报"] * 8]
    values = drawn["three"].facts.values
    for row, code in ((rows[3], "520100"), (rows[4], "520200")):
        done = values["K01a"][code] / 60 * 100
        steps = 40 if done >= 100 else 30 if done >= 40 else 20 if done >= 20 else 0
        rate_ = min(max(values["K02"][code] / 8, Decimal(0)), Decimal(1)) * 60
        assert row[2] == steps
        assert row[3] == pytest.approx(float(rate_), abs=0.005)
        assert row[4] == pytest.approx(row[2] + row[3])  # type: ignore[operator]
    heading = next(at for at, row in enumerate(rows) if row[0] == "计分档次")
    assert rows[heading][:4] == ["计分档次", "序号", "完成率（占限额）", "得分"]
    assert [row[:4] for row in rows[heading + 1 : heading + 4]] == [
        ["新增就业人数", "1", 100, 40],
        ["新增就业人数", "1", 40, 30],
        ["新增就业人数", "1", 20, 20],
    ]


def test_the_history_of_a_turned_table_has_the_towns_down(drawn: dict[str, Towns]) -> None:
    rows = drawn["two"].rows(HISTORY)
    assert rows[0][:6] == [
        "设区市",
        "序时进度",
        "1．新增就业人数　完成率（%）",
        None,
        None,
        "2．参保率增长　较目标（百分点）",
    ]
    assert rows[1][2:] == ["一季度进展", "上半年进展", "一至十月进展"] * 2
    assert rows[2][2:] == ["2021-03-31", "2021-06-30", "2021-10-31"] * 2
    assert [row[0] for row in rows[4:34]] == [*MANY[:2], "柏林沟镇（未报）", *MANY[3:], "某某省"]
    now = drawn["two"].facts.values["K01a"]["520100"] / 60 * 100
    assert rows[4][4] == pytest.approx(float(now), abs=0.005)
    assert rows[6][2:] == [None] * 6  # the town that has not reported


def test_a_column_of_the_overview_says_what_it_compares(drawn: dict[str, Towns]) -> None:
    """较序时 stood over levels, too."""
    row = next(each for each in drawn["two"].rows("总览") if "本期" in each)
    assert [each for each in row if each] == ["目标", "本期", "较序时", "目标", "本期", "较目标"]
    shares = next(each for each in drawn["breakdown"].rows("总览") if "合计" in each)
    assert [each for each in shares if each] == [
        "目标",
        "合计",
        "差额",
        "目标",
        "合计",
        "县数",
        "目标",
        "合计",
        "差额",
    ]


def test_a_pack_of_many_regions_is_no_wider_than_its_pages() -> None:
    """14 units with seven indicators took four pages of 总览, 88 with four ten of 全省汇总."""
    branches = [f"第{number}分公司" for number in range(1, 15)]
    counties = [f"第{number}县" for number in range(1, 89)]
    for names, indicators, sheet in (
        (branches, [amount(at) if at % 2 else rate(at) for at in range(1, 8)], "总览"),
        (counties, [amount(1), amount(2), rate(3), amount(4)], WHOLE),
    ):
        plan = province(indicators, names, counties=0)
        in_time = [each.model_copy(update={"due": date(2021, 12, 1)}) for each in plan.rounds]
        plan = plan.model_copy(update={"rounds": tuple(in_time)})
        facts = Told(plan, missing=(plan.cities[2].code,)).facts(2)
        pack = draw_pack(facts, replace(theme.load(), paper="A4"))
        book = openpyxl.load_workbook(BytesIO(pack), data_only=True)
        assert [each.id for each in book[sheet].col_breaks.brk] == []
    told = [str(row[0].value) for row in book["报送情况"].iter_rows(min_row=5, max_col=1)]
    assert told[:2] == ["第3县", "其余 87 个市已报，没有备注。"]


def test_no_row_tells_the_range_of_a_level_that_there_is_not() -> None:
    for counties, below in ((0, ()), (2, ("下级最低–最高",))):
        facts = Told(province([amount(1, adds=Adds.OWN)], TOWNS[:3], counties)).facts(2)
        whole = Province(facts, Detail(facts, "明细", facts.indicators, 6), theme.load())
        items = whole.items(facts.indicators[0])
        assert items == ("目标", "本期", "完成率 %", "评价", *below)
        assert len(whole.contents(facts.indicators[0], "520100")) == len(items)


def test_numbers_of_one_column_end_at_one_line() -> None:
    plan = province([amount(1), rate(2), amount(3)], TOWNS[:3])
    large = [each.model_copy(update={"value": each.value * 12345}) for each in plan.targets[-3:]]
    facts = Told(plan.model_copy(update={"targets": (*plan.targets[:-3], *large)})).facts(2)
    book = openpyxl.load_workbook(BytesIO(draw_pack(facts, replace(theme.load(), paper="A4"))))
    ends = [
        {cell.number_format[-2:] == "_)" for cell in column if cell.alignment.horizontal == "right"}
        for column in book["总览"].iter_cols(min_col=4, max_col=8, min_row=12)
    ]
    assert [len(each) for each in ends] == [1, 1, 1, 1, 1]


def test_charts_read_the_cells_of_a_turned_history(tmp_path: Path) -> None:
    facts = Told(province([amount(at) for at in (1, 2, 3)], MANY, counties=0)).facts(2)
    (tmp_path / "book.xlsx").write_bytes(draw_lead(facts, theme.load(), facts.leads[0]))
    with zipfile.ZipFile(tmp_path / "book.xlsx") as book:
        names = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
        read = [re.findall(r"<c:f>([^<]*)</c:f>", book.read(name).decode()) for name in sorted(names)]
    cells = {each.removeprefix(f"{HISTORY}!") for chart in read for each in chart if HISTORY in each}
    towns, expected = {"$A$7:$A$35", "$B$7:$B$35"}, {f"${a}$6:${b}$6" for a, b in ("CE", "FH", "IK")}
    assert towns | expected <= cells


def test_the_overview_names_the_furthest_town_of_a_turned_table(drawn: dict[str, Towns]) -> None:
    rows = drawn["three"].rows(RANKING)
    ahead = rows[1].index("较序时（百分点）")
    worst = min((row[ahead], row[0]) for row in rows[2:31] if isinstance(row[ahead], float | int))
    sentences = [str(row[0]) for row in drawn["three"].rows("总览")[:12]]
    assert any(each.startswith(f"{worst[1]}新增就业人数完成") for each in sentences), (sentences, worst)

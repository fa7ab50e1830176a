"""What the first sheet of a form tells the city, and that the form keeps what it promises."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.form import draw
from cascade.issuing.issue_forms import Instructions
from cascade.layout import Line, Role, Split, draft
from cascade.model import Plan
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from tests.support.forms import BREAKDOWN, ISSUED, JUNE, TICKET, layout, plan, right, written
from tests.support.kinds import amount, by_round, rate, write_kinds
from tests.support.linter.book import Book
from tests.support.screens import column_pixels, row_pixels
from tests.support.special_plans import write_plan

CITY = "330900"
SAID: dict[str, object] = {"points": "", "named": "指标", "below": "", "late": False, "by_county": False}


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_the_city_is_told_how_to_open_and_how_to_paste(round_: str) -> None:
    known = plan()
    facts = {"plan": known, "round": known.round(round_), "city": known.region(CITY)} | SAID
    lines = theme.text("form/instructions.txt.j2", **facts).splitlines()
    (line,) = [each for each in lines if "启用编辑" in each]
    assert "选择性粘贴—数值" in line
    numbers = [each[0] for each in lines if each[1:2] == "．"]
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize(("receiver", "named"), [("市效能办", "报送市效能办。"), ("", "报送浙江省")])
def test_the_instructions_name_who_gets_the_form(receiver: str, named: str) -> None:
    known = plan().model_copy(update={"receiver": receiver})
    facts = {"plan": known, "round": known.round(JUNE), "city": known.region(CITY)} | SAID
    assert named in theme.text("form/instructions.txt.j2", **facts)


def test_who_computes_the_points_says_it_by_its_own_word() -> None:
    """A form of version 1.6 said 我办 for any office; where that is the word, text and ticket stay."""
    said = {}
    for receiver in ("市工信局", "市效能办"):
        known = Plan(**plan().model_dump() | {"receiver": receiver})
        facts = (
            {"plan": known, "round": known.round(JUNE), "city": known.region(CITY)} | SAID | {"points": "略"}
        )
        names = ("instructions_1_9", "instructions_1_6")
        said[receiver] = tuple(theme.text(f"form/{name}.txt.j2", **facts) for name in names)
    now, before = said["市工信局"]
    assert "得分由我局按目标和本表的数计算" in now
    of_shares = "分县填写的表没有这一张，由市里汇总后打印。"  # up to 1.8
    assert before == now.replace("我局", "我办") + of_shares
    assert said["市效能办"][0] + of_shares == said["市效能办"][1] == before.replace("市工信局", "市效能办")


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_no_filter_is_promised_where_excel_has_none(round_: str) -> None:
    """Excel filters a protected sheet only where a filter is there already."""
    data = written(layout(round_, CITY), right(round_, CITY))
    for sheet in openpyxl.load_workbook(BytesIO(data)).worksheets:
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert [text for text in said if "筛选" in text] == []
    for part in Book(data).sheets:
        protected = part.one("sheetProtection")
        assert protected is None or protected.attrib.get("autoFilter", "1") == "1"


def instructed(round_: str, city: str = CITY) -> bytes:
    """The form of a city with the real instructions; all cells are filled, but for the first counties'."""
    known, form = plan(), layout(round_, city)
    facts = {"plan": known, "round": known.round(round_), "city": known.region(city)} | SAID
    text = theme.text("form/instructions.txt.j2", **facts)
    return draw(form, TICKET, ISSUED, text, theme.load(), right(round_, city))


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_the_instructions_are_seen_whole_on_the_screen_of_a_laptop(round_: str) -> None:
    """All of 1,300 × 520 pixels, without scrolling down or sideways; progress and colours go first."""
    data = instructed(round_, "330100")
    part, page = Book(data).sheets[0], openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert page.max_column == 7
    assert sum(column_pixels(part, at) for at in range(1, page.max_column + 1)) <= 1300
    assert sum(row_pixels(part, at) for at in range(1, page.max_row + 1)) <= 520
    assert [page["B2"].value, page["G2"].value] == ["填报进度（点击表名可跳转）", DUE[round_]]
    rows = {cell.value: cell.row for (cell,) in page.iter_rows(min_col=2, max_col=2) if cell.value}
    legend = 4 if round_ == BREAKDOWN else 6
    colours = ["浅黄色", "灰色", "红色", "橙色", "绿色"]
    assert [str(page.cell(legend, at).value).split("：")[0] for at in range(2, 7)] == colours
    assert rows["一、填什么"] == legend + 1


DUE = {BREAKDOWN: "报送截止：2020 年 5 月 30 日", JUNE: "报送截止：2020 年 7 月 10 日"}


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_of_longer_instructions_the_first_screen_shows_what_a_clerk_needs_first(
    round_: str, tmp_path: Path
) -> None:
    """Eighteen departments: progress, colours, what to fill in and when to file."""
    folder = write_plan(tmp_path / "plan", ["某某市"], 3, 40)
    leads = {f"K{number:02}": f"省第{number % 18 + 1}部门" for number in range(1, 41)}
    known = load(folder).plan
    indicators = tuple(each.model_copy(update={"lead": leads[each.code]}) for each in known.indicators)
    known = Plan(**{name: getattr(known, name) for name in Plan.model_fields} | {"indicators": indicators})
    round_of = known.round(round_)
    form = draft(known, round_of, known.cities[0].code, CityHistory())
    facts = {"plan": known, "round": round_of, "city": known.cities[0]} | SAID
    data = draw(form, TICKET, ISSUED, theme.text("form/instructions.txt.j2", **facts), theme.load())
    part, page = Book(data).sheets[0], openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    (due,) = [
        cell.row for (cell,) in page.iter_rows(min_col=2, max_col=2) if cell.value == "二、何时报、报给谁"
    ]
    assert sum(row_pixels(part, at) for at in range(1, due + 2)) <= 520


def test_progress_counts_filled_cells_and_passed_checks() -> None:
    """舟山: four counties, 18 indicators. The first county leaves the first two cells open."""
    form = layout(BREAKDOWN, CITY)
    counties = [row.region for row in form.sheets[0].leaves if row.line is Line.COUNTY]
    typed = right(BREAKDOWN, CITY)
    states = []
    for gone in ([], ["K01", "K02"], [*form.fields]):
        left = {
            key: value
            for key, value in typed.items()
            if (key[0], key[1]) not in {(counties[0], each) for each in gone}
        }
        page = openpyxl.load_workbook(BytesIO(written(form, left)), data_only=True).worksheets[0]
        states.append((page["B3"].value, page["C3"].value))
    assert states == [
        ("分解表", "已填 72/72，自检 18/18，可报送"),
        ("分解表", "已填 70/72，自检 16/18"),
        ("分解表", "已填 54/72，自检 0/18"),
    ]


def test_progress_counts_a_citys_own_numbers_and_not_its_counties(tmp_path: Path) -> None:
    """K01 adds up over three villages, K02 does not: the city reports it, its villages need not."""
    indicators = [amount(1, "新增就业人数"), amount(2, "名次", adds="own")]
    known = load(
        write_kinds(tmp_path / "plan", indicators, {"K01": ("9", "9", "9"), "K02": ("3", "2", "1")}, levels=3)
    ).plan
    form = draft(known, known.round(JUNE), "510801", CityHistory())
    for typed, state in (({}, "已填 0/4"), ({("510801", "K02a", Role.INPUT): Decimal(3)}, "已填 1/4")):
        page = openpyxl.load_workbook(BytesIO(written(form, typed)), data_only=True).worksheets[0]
        assert str(page["C3"].value).startswith(state)


def test_title_headings_and_lines_have_their_heights() -> None:
    """24, 18 and 13.5 points a line, two more below a line; what is above the text has 18 and 15."""
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, CITY)))).worksheets[0]
    rows = [(page.cell(at, 2).value, page.row_dimensions[at].height) for at in (1, 2, 5, 6)]
    assert rows == [("说明", 24.0), ("填报进度（点击表名可跳转）", 18.0), ("一", 18.0), ("请填。", 15.75)]


@pytest.mark.parametrize(("lines", "pages"), [(5, None), (60, None), (120, 0)])
def test_the_instructions_take_one_page_as_long_as_they_can_be_read(lines: int, pages: int | None) -> None:
    """None: one page, 0: as many as needed."""
    text = "\n".join(["说明", *["请填。"] * lines])
    data = draw(layout(BREAKDOWN, CITY), TICKET, ISSUED, text, theme.load())
    assert openpyxl.load_workbook(BytesIO(data)).worksheets[0].page_setup.fitToHeight == pages


def told(levels: int, home: Path) -> list[str]:
    """The lines of the instructions for a town's progress."""
    folder = write_kinds(home, [amount(1, "新增就业人数")], {"K01": ("9", "9", "9")}, levels=levels)
    towns = load(folder).plan
    facts = {"plan": towns, "round": towns.round(JUNE), "city": towns.region("510801")} | SAID
    return theme.text("form/instructions.txt.j2", **facts).splitlines()


def test_a_unit_that_reports_for_itself_reads_nothing_of_what_its_form_has_not(tmp_path: Path) -> None:
    """No spare rows, no breakdown, no counties beside each other."""
    two, three = told(2, tmp_path / "two"), told(3, tmp_path / "three")
    assert [each[0] for each in three if each[1:2] == "．"] == list("12345678")
    assert [each[0] for each in two if each[1:2] == "．"] == list("1234567")
    for word in ("预留的行", "已审核通过的分解目标", "各地为列"):
        assert (word in "".join(two), word in "".join(three)) == (False, True), word
    assert "灰色的“目标”为下达的目标，" in "".join(two)
    assert "填报本镇截至 2020 年 6 月 30 日的进展" in "".join(two)


def test_what_a_plan_has_not_is_not_explained_and_limits_are(tmp_path: Path) -> None:
    indicators = [
        amount(1, "新增就业人数"),
        amount(2, "事故起数", direction="at_most"),
        amount(3, "投资", direction="within"),
    ]
    targets = {"K01": ("30", "20", "10"), "K02": ("3", "2", "1"), "K03": ("5—6", "5—6", "5—6")}
    known = load(write_kinds(tmp_path / "plan", indicators, targets, levels=3)).plan
    said = {}
    for round_ in known.rounds[:2]:
        facts = {"plan": known, "round": round_, "city": known.cities[0]} | SAID
        said[round_.id] = theme.text("form/instructions.txt.j2", **facts)
    own = "本县（市、区）目标"
    assert "数量类指标（" + indicators[0]["unit"] + f"）各乡镇（街道）合计不得低于{own}。" in said[BREAKDOWN]
    assert f"\n第 2 项是控制指标，相反，不得高于{own}。\n" in said[BREAKDOWN]
    assert "第 3 项的目标是区间，应在区间之内。" in said[BREAKDOWN]
    assert "数量类指标填本年累计数。" in said[JUNE]
    assert "比率" not in said[BREAKDOWN] + said[JUNE]


def test_a_countys_rate_above_the_limit_is_to_be_explained(tmp_path: Path) -> None:
    """As the check has it: a warning, for only the whole city must keep to the limit."""
    indicators, targets = [rate(1, "失业率", direction="at_most")], {"K01": ("4.5", "4.5", "4.5")}
    known = load(write_kinds(tmp_path / "plan", indicators, targets, levels=3)).plan
    facts = {"plan": known, "round": known.round(BREAKDOWN), "city": known.cities[0]} | SAID
    assert (
        "第 1 项是控制指标，相反，不得高于本县（市、区）目标；"
        "比率类的，个别乡镇（街道）高于的，请在“说明”栏写明原因。\n"
    ) in theme.text("form/instructions.txt.j2", **facts)


def test_the_city_is_told_what_a_target_by_round_is(tmp_path: Path) -> None:
    indicators, targets = (
        [amount(1, "人数"), amount(2, "户数")],
        {"K01": ("5", "4", "3"), "K02": ("5", "4", "3")},
    )
    rows = by_round(JUNE, "K02", ("2", "2", "1"))
    told: list[list[str]] = []
    for levels in (2, 3):
        folder = write_kinds(tmp_path / str(levels), indicators, targets, levels=levels, round_targets=rows)
        known = load(folder).plan
        for round_ in (JUNE, "progress-2020-09-30"):
            facts = {"plan": known, "round": known.round(round_), "city": known.cities[0]} | SAID
            lines = theme.text("form/instructions.txt.j2", **facts).splitlines()
            told.append([each for each in lines if "本期目标" in each])
    first = "第 2 项另有“本期目标”，为到 6月底应达到的累计数，本期按它评判"
    assert told == [[f"{first}。"], [], [f"{first}；各乡镇（街道）的按本县（市、区）的比例折算。"], []]


def test_the_city_is_told_before_that_counties_may_be_below_it_and_are_listed() -> None:
    """A form of version 1.7 did not say so: its text is what it was, so that its ticket stays."""
    known = plan()
    lines = Instructions(known, known.round(BREAKDOWN), known.region(CITY)).text().splitlines()
    (line,) = [each for each in lines if "比率类指标" in each]
    assert line.endswith(
        "比率类指标（%）每个县（市、区）各填一个目标，不相加；县级目标可以有高有低，"
        "全市仍须完成本市目标；低于本市目标的可以报送，汇总表中会列出。"
    )
    former = [
        Instructions(
            known, known.round(BREAKDOWN), known.region(CITY), f"form/instructions_1_{version}.txt.j2"
        )
        for version in (8, 7)
    ]
    last, before = (each.text().splitlines() for each in former)
    line = line.replace("亿元、万吨、万亩）", "亿元等）")  # up to 1.10
    assert [each for each in last if each not in before] == [line]
    assert [each for each in before if each not in last] == [f"{line.partition('；县级')[0]}。"]


def test_what_stands_on_a_day_is_asked_for_in_plain_words(tmp_path: Path) -> None:
    """A form of 1.7 said 填截至日的数，不是累计数; its text is what it was, and its ticket stays."""
    known = load(
        write_kinds(
            tmp_path / "plan",
            [amount(1, "床位数", pace="direct"), amount(2, "户数")],
            {"K01": ("5", "4", "3"), "K02": ("5", "4", "3")},
        )
    ).plan
    texts = [
        Instructions(known, known.round(JUNE), known.cities[0], *template).text().splitlines()
        for template in ((), ("form/instructions_1_7.txt.j2",), ("form/instructions_1_6.txt.j2",))
    ]
    assert [[each for each in lines if each.startswith("第 1 项")] for lines in texts] == [
        ["第 1 项填截至那一天的数（如现有多少、平均多少），不是全年加起来的数，可以比上期少。"],
        ["第 1 项填截至日的数，不是累计数。"],
        ["第 1 项填截至日的数，不是累计数。"],
    ]


def test_only_a_countys_share_says_who_prints_for_the_stamp() -> None:
    """A form of 1.8 told every city of shares that it might not have; its text is what it was."""
    known = plan()
    words = Instructions(known, known.round(BREAKDOWN), known.region(CITY))
    own, of_county = (words.text(split).splitlines() for split in (None, Split.COUNTY))
    assert words.text(Split.LEAD).splitlines() == own
    assert [each for each in of_county if each not in own] == [
        "8．需要打印、盖章、存档的，由市里汇总后打印。"
    ]
    (line,) = [each for each in own if each not in of_county]
    assert line.endswith("自检未通过时，表上方有红字提示。")
    former, later = (replace(words, template=f"form/instructions_1_{at}.txt.j2") for at in (8, 9))
    assert former.text() == former.text(Split.COUNTY)
    since = later.text().splitlines()
    assert [each for each in former.text().splitlines() if each not in since] == [
        f"{line}分县填写的表没有这一张，由市里汇总后打印。"
    ]


def test_a_form_that_goes_out_too_late_names_no_day() -> None:
    known = plan()
    words = Instructions(known, known.round(BREAKDOWN), known.region(CITY), late=True)
    (line,) = [each for each in words.text().splitlines() if each.startswith("请") and "报送浙江省" in each]
    assert line.startswith("请尽快将填好的本工作簿（Excel 文件，不要转成 PDF 或图片）报送浙江省")
    form = layout(BREAKDOWN, CITY).model_copy(update={"due": ""})
    book = openpyxl.load_workbook(BytesIO(draw(form, TICKET, ISSUED, words.text(), theme.load())))
    said = [str(cell.value) for page in book for line in page.iter_rows(max_row=6) for cell in line]
    assert not [each for each in said if "报送截止" in each]

"""The front of the demonstration's summaries: every figure and word against an oracle; links; paper."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import range_boundaries

from tests.support.addresses import in_words
from tests.support.demonstration import tell
from tests.support.libreoffice import resave
from tests.support.oracle.form import Form
from tests.support.oracle.front import Expected
from tests.support.oracle.tables import PLAN, Indicator, Tables
from tests.support.prints import Page, printed
from tests.support.programs import need
from tests.support.sample import every
from tests.support.small_summary import column_texts, small_summary
from tests.support.summary_front import FRONT, SMALLEST_POINT, Front, links, place, shows
from tests.support.uno_session import calc
from tests.support.validator import validate
from tests.support.witnesses import Recalculated, printed_and_recalculated

BREAKDOWN, JUNE = "breakdown", "progress-2020-06-30"
NINGBO, JINHUA, QUZHOU, LISHUI = "330200", "330700", "330800", "331100"
CASES = [(BREAKDOWN, 1), (BREAKDOWN, 2), (JUNE, 1), (JUNE, 2)]
LATER = {BREAKDOWN: "2020-06-02", JUNE: "2020-07-10"}
FIRST = {BREAKDOWN: "2020-05-29", JUNE: "2020-07-08"}
OPEN = {
    BREAKDOWN: {NINGBO: "已收待改", JINHUA: "已收待改", LISHUI: "未报"},
    JUNE: {QUZHOU: "已收待改"},
}
PROVINCE_TARGETS = [  # as the notice words them in its indicators' names; the seventh is the cities' sum
    *(
        "10%以上",
        "10%",
        "7%以上",
        "60%以上",
        "45%以上",
        "10000台",
        "32000家",
        "200个",
        "150家",
        "300亿元以上",
    ),
    *("1000家", "200个", "300家", "700个", "1000家", "10000家", "100万吨", "10万亩"),
]


@dataclass(frozen=True)
class Case:
    """A published summary of the demonstration, recalculated by LibreOffice, and what must stand on it."""

    round: str
    run: int
    published: Path
    computed: Recalculated
    expected: Expected
    pdf: Path  # its front

    @cached_property
    def front(self) -> Front:
        return Front(self.published)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, told."""
    need("soffice")  # no test looks at this where it is not computed anew
    folder = tmp_path_factory.mktemp("演示")
    code, said = tell("--workbooks", str(folder))
    assert code == 0, said
    return folder / "zhejiang-2020"


@pytest.fixture(scope="session")
def cases(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Case]:
    plan, out = Tables(PLAN), tmp_path_factory.mktemp("重算")
    books = {
        (round_, run): next((home / round_ / "summary").glob(f"*_第{run}次.xlsx")) for round_, run in CASES
    }
    pdfs, computed = printed_and_recalculated(list(books.values()), out, FRONT)
    found = {}
    for (round_, run), path in books.items():
        words = OPEN[round_] if run == 1 else {}
        forms = {city: returned(home, plan, round_, city) for city in plan.cities if city not in words}
        as_of = "2020-06-30" if round_ == JUNE else ""
        found[round_, run] = Case(
            round_, run, path, computed[path], Expected(plan, as_of, forms, words), pdfs[path]
        )
    return found


def returned(home: Path, plan: Tables, round_: str, city: str) -> Path:
    """The return of a city that is accepted in the end."""
    day = LATER[round_] if city in OPEN[round_] else FIRST[round_]
    return next((home / round_ / "received" / day).glob(f"{plan.names[city]}_*.xlsx"))


@pytest.fixture(params=CASES, ids=lambda param: f"{param[0]}-{param[1]}")
def case(request: pytest.FixtureRequest, cases: dict[tuple[str, int], Case]) -> Case:
    return cases[request.param]


# ----------------------------------------------------------------------------------------- 全省汇总


def test_every_figure_of_the_province_sheet(case: Case) -> None:
    expected, plan = case.expected, case.expected.plan
    regions = [*plan.cities, plan.province]
    front = case.front
    compared = 0
    for item in plan.indicators:
        rows = front.block(item.number)
        for region in regions:
            column, should = front.columns[plan.names[region]], expected.rows(item, region)
            found = [front.province.cell(row, column).value for row in rows]
            assert len(found) == len(should)
            wrong = [pair for pair in zip(found, should, strict=True) if not shows(*pair)]
            assert not wrong, (item.code, region)
            compared += len(found)
    assert compared == 18 * 12 * (4 if case.round == JUNE else 3)


def test_indicators_and_cities_stand_in_the_official_order(case: Case) -> None:
    front, plan = case.front, case.expected.plan
    assert list(front.columns)[:4] == ["序号", "关键性量化指标", "单位", "项目"]
    names = [plan.names[each] for each in (*plan.cities, plan.province)]
    assert list(front.columns)[4:] == [*names, "省级牵头单位"]
    lead = front.columns["省级牵头单位"]
    for item in plan.indicators:
        first, sheet = front.block(item.number)[0], front.province
        words = tuple(sheet.cell(first, column).value for column in (1, 2, 3, lead))
        assert words == (str(item.number), item.name, item.unit, item.lead)
        labels = [sheet.cell(row, 4).value for row in front.block(item.number)]
        assert labels == rows_of(case.round, item)
    status = [front.province.cell(4, front.columns[plan.names[city]]).value for city in plan.cities]
    assert status == [case.expected.status(city) for city in plan.cities]
    assert front.province.cell(4, front.columns["浙江省"]).value == case.expected.coverage


def rows_of(round_: str, item: Indicator) -> list[str]:
    if round_ == JUNE:
        return ["目标", "本期", "较目标" if item.rate else "完成率 %", "评价"]
    return ["目标", "县级最低–最高", "低于目标的县"] if item.rate else ["目标", "县级合计", "差额"]


def test_targets_are_shown_as_the_notice_words_them(case: Case) -> None:
    front, plan = case.front, case.expected.plan
    for item, worded in zip(plan.indicators, PROVINCE_TARGETS, strict=True):
        row = front.block(item.number)[0]
        for region in (*plan.cities, plan.province):
            cell = front.province.cell(row, front.columns[plan.names[region]])
            notice = worded if region == plan.province else plan.target_texts[item.code, region]
            assert displayed(cell.value, cell.number_format) == notice, (item.code, region)


def displayed(value: Any, number_format: str) -> str:
    """A number as the formats of targets show it: digits with words in quotation marks around them, room."""
    before, digits, after = re.fullmatch(
        r'(?:"([^"]*)")?(0(?:\.0+)?)(?:"([^"]*)")?_\)', number_format
    ).groups()  # type: ignore[union-attr]
    return f"{before or ''}{value:.{len(digits.partition('.')[2])}f}{after or ''}"


def test_every_light_has_a_sign_and_a_word(case: Case) -> None:
    """What colour says is said without it, too: by a sign with a word, or by a number's format."""
    front = case.front
    for item in case.expected.plan.indicators:
        row = front.block(item.number)[-1]
        for region in case.expected.plan.cities:
            cell = front.province.cell(row, front.columns[case.expected.plan.names[region]])
            if case.round == JUNE:
                assert re.fullmatch(r"[●△▼] (已完成|达序时|略滞后|滞后|达标|未达标)|年末评|—", cell.value)
            elif not isinstance(cell.value, str):
                assert {"●"} < set(cell.number_format) & set("●△▼")


def test_what_is_not_additive_is_said_below_the_table(case: Case) -> None:
    front = case.front
    below = range(front.block(18)[-1] + 1, front.province.max_row + 1)
    notes = [str(front.province.cell(row, 2).value) for row in below if front.province.cell(row, 2).value]
    assert notes[0] == "注："
    assert [note.partition("．")[0] for note in notes[1:]] == [str(n) for n in range(1, len(notes))]
    said = "".join(notes)
    assert "第 1–5 项为比率：各县（市、区）基数不同，比率不能相加，也不能平均" in said
    assert "第 7 项名称中的数与下达各市的任务数口径不同" in said
    assert ("第 13 项集中在年末认定，第四季度前只列数、不评价。" in said) is (case.round == JUNE)
    assert (f"{case.expected.coverage}：全省数只含已报的设区市" in said) is not case.expected.whole


# --------------------------------------------------------------------------------------------- 总览


def test_every_line_of_the_overview(case: Case) -> None:
    expected, plan = case.expected, case.expected.plan
    front = case.front
    assert front.sentences[0] == expected.headline()
    for item in plan.indicators:
        line = front.margins[str(item.number)]
        should = {plan.names[each]: expected.margin(item, each) for each in (*plan.cities, plan.province)}
        assert {name: line[name] for name in should if not shows(line[name], should[name])} == {}, item.code
    behind = {plan.names[each]: expected.behind(each) for each in (*plan.cities, plan.province)}
    assert {name: front.margins["▼"][name] for name in behind} == behind


def test_the_province_targets_read_the_same_on_both_sheets(case: Case) -> None:
    front = case.front
    plain = [float(re.sub(r"[^\d.]", "", each)) for each in PROVINCE_TARGETS]  # units have a column
    assert [front.margins[str(number)]["全省目标"] for number in range(1, 19)] == plain


def test_the_board_says_of_each_city_where_it_stands(case: Case) -> None:
    expected, plan = case.expected, case.expected.plan
    front = case.front
    width = 6 if case.round == JUNE else 3
    for row, city in enumerate(plan.cities, start=5):
        found = [front.board.cell(row, at).value for at in range(1, width + 1)]
        later = city in OPEN[case.round] and case.run == 2
        day = LATER[case.round] if later else FIRST[case.round]
        date = "—" if expected.status(city) == "未报" else day
        signs = expected.signs(city) if case.round == JUNE else []
        should = [plan.names[city], expected.status(city), date, *signs]
        assert [pair for pair in zip(found, should, strict=True) if not shows(*pair)] == []


@pytest.mark.parametrize(
    ("key", "said", "remarks"),
    [
        (
            (BREAKDOWN, 1),
            "报送情况：已报8/11，已收待改 2，未报 1",
            {
                "宁波市": "有 2 处须更正",
                "金华市": "有 3 处须更正",
                "丽水市": "截止 2020-05-30",
            },
        ),
        (
            (BREAKDOWN, 2),
            "报送情况：已报11/11（迟报 3）",
            {"宁波市": "迟报", "金华市": "迟报", "丽水市": "迟报"},
        ),
        ((JUNE, 1), "报送情况：已报10/11，已收待改 1", {"衢州市": "有 3 处须更正"}),
        ((JUNE, 2), "报送情况：已报11/11", {}),
    ],
)
def test_the_board_sums_up_and_remarks(
    cases: dict[tuple[str, int], Case], key: tuple[str, int], said: str, remarks: dict[str, str]
) -> None:
    sheet = cases[key].front.board
    assert sheet["A3"].value == said
    last = 7 if key[0] == JUNE else 4
    assert sheet.cell(4, last).value == "备注"
    found = {sheet.cell(row, 1).value: sheet.cell(row, last).value for row in range(5, 16)}
    assert {name: remark for name, remark in found.items() if remark} == remarks


def test_a_line_says_what_the_numbers_are_based_on(case: Case) -> None:
    front, expected = case.front, case.expected
    as_of = "数据截至 2020-06-30，" if case.round == JUNE else ""
    time = r"\d{4}-\d\d-\d\d \d\d:\d\d"
    files = len(expected.said)
    said = rf"{as_of}依据第 {case.run} 次汇总（{time}），计入上报表 {files} 份，{expected.coverage}。"
    for sheet in (front.board, front.province):
        assert re.fullmatch(said, sheet["A2"].value)


def test_the_half_year_in_one_sentence(cases: dict[tuple[str, int], Case]) -> None:
    assert cases[JUNE, 2].front.overview["A3"].value == (
        "全省 18 项指标，本次评价 17 项，其中达标 5 项、达序时 6 项，合计占 65%；"
        "略滞后 6 项；全省没有滞后或未达标的。各市合计 35 项次滞后或未达标。"
    )


# ---------------------------------------------------------------------------- 未报与问题 and 数据来源


def test_what_is_missing_open_and_explained_is_listed_in_this_order(
    cases: dict[tuple[str, int], Case],
) -> None:
    sheet: Any = cases[BREAKDOWN, 1].front.book["未报与问题"]
    lines = [tuple(str(cell) for cell in line) for line in sheet.iter_rows(min_row=4, values_only=True)]
    assert sheet["I3"].value == "编码"
    assert sheet.print_area == "'未报与问题'!$A$1:$H$11"  # codes are for looking up, on no paper
    assert [(line[0], line[1], line[5], line[8]) for line in lines] == [
        ("未报", "丽水市", "—", "None"),
        ("已收待改", "宁波市", "G列17行", "C01"),
        ("已收待改", "宁波市", "H列19行", "S01"),
        ("已收待改", "金华市", "I列14行", "C02"),
        ("已收待改", "金华市", "H列15行", "C10"),
        ("已收待改", "金华市", "C列16行", "C07"),
        ("已说明", "温州市", "D列10行", "S04"),
        ("提示", "舟山市", "K列8行", "C12"),
    ]
    assert "本市已说明：瓯海区新产品产值上年基数较高（演示用虚构说明）" in lines[6][6]
    assert "同类的还有 5 处：普陀区 J列9行、普陀区 N列9行、" in lines[7][6]
    assert [line[3].partition(" ")[0] for line in lines] == [
        *("—", "K05", "K06", "K07", "K06", "K01", "K02", "K09")
    ]


def test_every_number_has_its_origin(case: Case, home: Path) -> None:
    """Each number of each return with its cell; the file's name, hash and date once above them."""
    sheet: Any = case.front.book["数据来源"]
    plan = case.expected.plan
    heads_of = {column: str(sheet.cell(4, column).value) for column in range(3, sheet.max_column, 2)}
    fields = {text.split("　")[1]: column for column, text in heads_of.items()}
    assert heads_of[3].startswith("第 1 项　K01")
    found: dict[tuple[str, str], tuple[str, str]] = {}
    heads = {}
    for row in range(6, sheet.max_row + 1):
        first, code = str(sheet.cell(row, 1).value), sheet.cell(row, 2).value
        if code is None:
            heads[first.split("　")[0]] = first + str(sheet.cell(row + 1, 1).value)
            continue
        for field, column in fields.items():
            number, cell = (sheet.cell(row, at).value for at in (column, column + 1))
            if cell is not None:
                found[code, field] = (number, cell)
    for city in case.expected.said:
        path = returned(home, plan, case.round, city)
        day = path.parent.name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert heads[plan.names[city]].startswith(
            f"{plan.names[city]}　{path.name}　收到 {day}SHA-256：{digest}"
        )
    numbers = {key: value for said in case.expected.said.values() for key, value in said.items()}
    assert {key: value for key, value in found.items() if value[0] != "/"}.keys() == numbers.keys()
    for key, number in numbers.items():
        assert shows(found[key][0], number)


def test_the_cell_of_an_origin_holds_the_number(case: Case, home: Path) -> None:
    sheet: Any = case.front.book["数据来源"]
    plan = case.expected.plan
    city = "330600"
    form = Form(returned(home, plan, case.round, city))
    compared = 0
    for row in range(6, sheet.max_row + 1):
        code = str(sheet.cell(row, 2).value)
        if code.startswith("3306"):
            for column in range(3, sheet.max_column, 2):
                field = str(sheet.cell(4, column).value).split("　")[1]
                assert in_words(form.place(code, field)[1]) == sheet.cell(row, column + 1).value
                compared += 1
    assert compared == 6 * len(form.fields)


# --------------------------------------------------------------------------------------- the workbook


def test_all_formulas_come_to_what_is_cached(case: Case) -> None:
    assert (case.computed.differences, case.computed.count > 2000) == ([], True)


def corners(area: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row."""
    left, top, right, bottom = (int(each or 0) for each in range_boundaries(area))
    return left, top, right, bottom


def test_every_link_leads_to_cells_of_this_workbook(case: Case) -> None:
    book: Any = case.front.formulas
    found = links(book)
    for (sheet, cell), location in found.items():
        name, area = place(location)
        left, top, right, bottom = corners(area)
        assert right <= book[name].max_column, (sheet, cell)
        assert bottom <= book[name].max_row, (sheet, cell)
        assert left <= right
        assert top <= bottom
    assert Counter(sheet for sheet, _ in found)["全省汇总"] == 18 * 12
    listed = {location for (sheet, _), location in found.items() if sheet == "报送情况"}
    assert {f"'{name}'!A1" for name in book.sheetnames if name != "报送情况"} <= listed


def test_a_total_leads_to_its_county_rows(case: Case) -> None:
    front, plan = case.front, case.expected.plan
    found = links(front.formulas)
    detail: Any = front.book["县级明细"]
    for item in plan.indicators:
        row = front.block(item.number)[1]
        for city in plan.cities:
            cell = front.province.cell(row, front.columns[plan.names[city]])
            area = found["全省汇总", cell.coordinate].partition("!")[2]
            left, top, right, bottom = corners(area)
            assert left == right
            codes = [str(detail.cell(at, 3).value) for at in range(top, bottom + 1)]
            assert {code[:4] for code in codes} == {city[:4]}
            assert city not in codes
            assert str(detail.cell(top - 1, 3).value) == city
            assert str(detail.cell(bottom + 1, 3).value)[:4] != city[:4]
            numbers = [detail.cell(at, left).value for at in range(top, bottom + 1)]
            counted = [Decimal(repr(each)) for each in numbers if isinstance(each, int | float)]
            if not item.rate and counted:
                assert shows(cell.value, sum(counted, Decimal(0)))


def test_a_city_leads_to_its_file_and_to_what_is_open(cases: dict[tuple[str, int], Case]) -> None:
    front = cases[BREAKDOWN, 1].front
    book: Any = front.book
    found = links(front.formulas)
    for row in range(5, 16):
        name, state = (front.board.cell(row, at) for at in (1, 2))
        origin, issue = (found.get(("报送情况", cell.coordinate)) for cell in (name, state))
        assert (origin is not None) is (state.value == "已报")
        if origin:
            sheet, cell = origin.replace("'", "").split("!")
            assert str(book[sheet][cell].value).startswith(f"{name.value}　")
        if issue:
            sheet, cell = issue.replace("'", "").split("!")
            assert book[sheet].cell(book[sheet][cell].row, 2).value == name.value
        else:
            assert state.value == "已报"


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_links_titles_and_outline_survive_another_program(
    cases: dict[tuple[str, int], Case], round_: str, tmp_path: Path
) -> None:
    case = cases[round_, 2]
    before, again = case.front.formulas, Front(resave([case.published], tmp_path)[case.published]).formulas
    assert {key: target.lstrip("#").replace("$", "") for key, target in links(again).items()} == links(before)
    for sheet in before.worksheets:
        assert again[sheet.title].print_title_rows == sheet.print_title_rows
        assert sheet.print_title_rows
        levels = [
            {
                row: each.outlineLevel
                for row, each in book[sheet.title].row_dimensions.items()
                if each.outlineLevel
            }
            for book in (before, again)
        ]
        assert levels[0] == levels[1]


def test_panes_are_frozen_in_another_program(cases: dict[tuple[str, int], Case]) -> None:
    steps = [{"do": "panes", "sheet": name} for name in FRONT]
    assert calc().play(cases[JUNE, 2].published, *steps) == [[0, 3], [4, 0], [4, 4], [3, 2], [5, 2]]


def test_panes_are_frozen_below_the_headings(case: Case) -> None:
    book: Any = case.front.formulas
    panes = {name: book[name].freeze_panes for name in FRONT}
    others = {"报送情况": "A5", "全省汇总": "E5", "未报与问题": "C4", "数据来源": "C6"}
    few = (case.round, case.run) == (BREAKDOWN, 2)  # sentences: more of them would fill the window
    front = "D7" if few else "D1"
    assert panes == {"总览": front} | others


def test_the_validator_finds_nothing(cases: dict[tuple[str, int], Case]) -> None:
    """In every third of the summaries; with `--long` in all."""
    books = every(3, [case.published for case in cases.values()])
    assert validate(books) == {book: [] for book in books}


# ------------------------------------------------------------------------------------------- the paper


@pytest.fixture(scope="session")
def papers(cases: dict[tuple[str, int], Case]) -> dict[tuple[str, int], list[Page]]:
    return {key: printed(case.pdf) for key, case in cases.items()}


@pytest.mark.parametrize("key", CASES, ids=lambda key: f"{key[0]}-{key[1]}")
def test_the_front_on_paper(papers: dict[tuple[str, int], list[Page]], key: tuple[str, int]) -> None:
    pages = [page for page in papers[key] if page.sheet in FRONT]
    assert {page.size for page in pages} == {(1190.55, 841.89)}
    counts = Counter(page.sheet for page in pages)
    assert (counts["总览"], counts["报送情况"], counts["全省汇总"], counts["未报与问题"]) == (1, 1, 2, 1)
    assert counts["数据来源"] <= 12
    assert min(page.smallest for page in pages) >= SMALLEST_POINT
    assert not [page.sheet for page in pages if "##" in page.text]


def test_header_rows_are_repeated(papers: dict[tuple[str, int], list[Page]]) -> None:
    pages = [page for page in papers[JUNE, 2] if page.sheet in ("全省汇总", "数据来源")]
    for page in pages:
        assert ("省级牵头单位" in page.text) if page.sheet == "全省汇总" else ("单元格" in page.text)


def test_the_notes_of_the_province_stand_below_its_table() -> None:
    sheet = small_summary("some", 2)["全省汇总"]
    notes = {row: text for row, text in column_texts(sheet, 2).items() if row > 20}
    assert list(notes) == [21, 22, 23, 24]
    assert [str(text)[:4] for text in notes.values()] == ["注：", "1．第 ", "2．序时", "3．第 "]

"""The front of the summary where a plan or a round is unusual: it still adds up, reads and prints."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.office import Answer, Office, run
from tests.support.oracle.form import Form
from tests.support.oracle.front import Expected
from tests.support.oracle.tables import PLAN, Indicator, Tables
from tests.support.prints import printed
from tests.support.sample import every
from tests.support.special_plans import BREAKDOWN, FAR, JUNE, Desk, write_plan
from tests.support.summary_front import FRONT, SMALLEST_POINT, Front, links, place, shows
from tests.support.typed_form import filled
from tests.support.validator import validate
from tests.support.witnesses import printed_and_recalculated, recalculated

Say = Callable[[object, str, str], Decimal | str]


def shares(plan: Tables) -> Say:
    """Targets shared out exactly, the first county with what does not divide; rates at or beyond them."""
    items = {item.code: item for item in plan.indicators}

    def say(form: object, region: str, field: str) -> Decimal | str:
        item, city, nth = items[field], f"{region[:4]}00", int(region[4:])
        target = plan.target(item, city)
        if target is None:
            return "/"
        if item.rate:
            return target + nth - 1 if item.at_least else target - nth + 1
        unit, counties = Decimal(1).scaleb(-item.decimals), len(plan.counties[city])
        each = (target / counties).quantize(unit, "ROUND_DOWN")
        return each + (target - each * counties if nth == 1 else 0)

    return say


def results(plan: Tables, reached: Callable[[int], Decimal]) -> Say:
    """What has been reached: a part of each share, by the city's number; rates a little off the target."""
    items = {field: item for item in plan.indicators for field, _ in item.inputs}
    share = shares(plan)

    def say(form: object, region: str, field: str) -> Decimal | str:
        item, city = items[field], int(region[2:4])
        if item.rate:
            target = plan.target(item, f"{region[:4]}00")
            assert target is not None
            above = (target + (city % 3 - 1) * (1 if item.at_least else -1)) * 10
            return Decimal(1000) if field.endswith("b") else Decimal(int(above))
        whole = share(form, region, item.code)
        if not isinstance(whole, Decimal):
            return "/"
        return (whole * reached(city)).quantize(Decimal(1).scaleb(-item.decimals))

    return say


def checked(
    path: Path, expected: Expected, tmp_path: Path, sheets: Sequence[str] = FRONT
) -> tuple[Front, Counter[str]]:
    """The front of a summary, of which every figure has been compared; other programs compute the same.

    And how many pages each of some sheets takes, once they are found to be fit to read.
    """
    pdfs, computed = printed_and_recalculated([path], tmp_path / "重算", sheets)
    assert computed[path].differences == []
    front = Front(path)
    for item in expected.plan.indicators:
        _compare(front, expected, item)
    missing = [] if expected.whole else [expected.missing()]
    said = [expected.headline(), *missing, expected.most_behind()]
    assert front.sentences[: len(said)] == said
    behind = {expected.plan.names[each]: expected.behind(each) for each in _regions(expected)}
    assert {name: front.margins["▼"][name] for name in behind} == behind
    for row, city in enumerate(expected.plan.cities, start=5):
        board = [front.board.cell(row, at).value for at in (1, 2)]
        assert board == [expected.plan.names[city], expected.status(city)]
    return front, _pages(pdfs[path])


def _compare(front: Front, expected: Expected, item: Indicator) -> None:
    plan, rows = expected.plan, front.block(item.number)
    for region in (*plan.cities, plan.province):
        column = front.columns[plan.names[region]]
        found = [front.province.cell(row, column).value for row in rows]
        pairs = zip(found, expected.rows(item, region), strict=True)
        assert [pair for pair in pairs if not shows(*pair)] == [], (item.code, region)
    line = front.margins[str(item.number)]
    target, reported, *_ = expected.rows(item, plan.province)
    total = "全省本期" if expected.as_of else "全省合计"
    should = {"指标": item.name, "全省目标": target, total if expected.whole else "已报合计": reported}
    should |= {plan.names[region]: expected.margin(item, region) for region in _regions(expected)}
    assert {key: line[key] for key in should if not shows(line[key], should[key])} == {}, item.code


def _regions(expected: Expected) -> tuple[str, ...]:
    return (*expected.plan.cities, expected.plan.province)


def _pages(pdf: Path) -> Counter[str]:
    paper = printed(pdf)
    assert {page.size for page in paper} == {(1190.55, 841.89)}
    assert [(page.sheet, page.smallest) for page in paper if page.smallest < SMALLEST_POINT] == []
    assert [page.sheet for page in paper if "##" in page.text] == []
    return Counter(page.sheet for page in paper)


@pytest.fixture(scope="session")
def far(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Another province: 21 cities, two counties each, 40 indicators with long names; all have reported."""
    home = tmp_path_factory.mktemp("外省")
    desk = Desk(home / "工作簿", write_plan(home / "方案", FAR, 2, 40))
    plan = Tables(desk.plan)
    inputs = [field for item in plan.indicators for field, _ in item.inputs]
    for round_, fields, say in (
        (BREAKDOWN, [item.code for item in plan.indicators], shares(plan)),
        (JUNE, inputs, results(plan, lambda city: Decimal(35 + city) / 100)),
    ):
        for city, form in desk.issue(round_).items():
            places = product(plan.counties[city], fields)
            said = {place: say(form, *place) for place in places}
            filled(form, desk.folder(round_, "received") / form.name, said)
        done, _ = desk.collect(round_)
        assert done.code == 0, done.out
    return desk


@pytest.mark.parametrize(("round_", "as_of"), every(2, [(JUNE, "2020-06-30"), (BREAKDOWN, "")]))
def test_another_provinces_plan_with_forty_indicators(
    far: Desk, tmp_path: Path, round_: str, as_of: str
) -> None:
    plan = Tables(far.plan)
    forms = {path.name[:6]: path for path in far.folder(round_, "received").glob("*.xlsx")}
    (summary,) = far.folder(round_, "summary").glob("*_最新.xlsx")
    expected = Expected(plan, as_of, forms, {})
    looked_at = ("总览", "未报与问题", "全省汇总")  # 数据来源 would be a hundred pages
    _, counts = checked(summary, expected, tmp_path, looked_at)
    assert validate([summary]) == {summary: []}
    assert counts == dict(zip(looked_at, (4, 3, 12) if as_of else (4, 1, 9), strict=True))  # three wide


def test_limits_and_cities_without_a_target_are_said(far: Desk) -> None:
    (summary,) = far.folder(JUNE, "summary").glob("*_最新.xlsx")
    front = Front(summary)
    row = front.block(4)[0]
    assert front.province.cell(row, front.columns["成都市"]).value == "—"
    notes = [str(cell.value) for cell in front.province["E"] if cell.value]
    assert any("第 7、14、21、28、35 项为控制指标，只看占限额多少，不看时间：" in note for note in notes)


def test_one_indicator_one_city(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作簿", write_plan(tmp_path / "方案", ["成都市"], 1, 1))
    plan = Tables(desk.plan)
    for round_, as_of, say in (
        (BREAKDOWN, "", shares(plan)),
        (JUNE, "2020-06-30", results(plan, lambda _: Decimal("0.5"))),
    ):
        desk.issue(round_)
        form = desk.answer(round_, "510100", say)
        done, summary = desk.collect(round_)
        assert done.code == 0, done.out
        front, counts = checked(summary, Expected(plan, as_of, {"510100": form}, {}), tmp_path)
        assert counts == Counter(FRONT)
    assert validate([summary]) == {summary: []}
    assert front.sentences[0].startswith("全省 1 项指标，本次评价 1 项，其中")
    assert shows(front.margins["1"]["成都市"], Decimal("-0.49505"))  # 50 of 101


def test_ties_are_counted_not_hidden(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "工作簿", write_plan(tmp_path / "方案", FAR[:4], 1, 6))
    plan = Tables(desk.plan)
    for round_, say in (
        (BREAKDOWN, shares(plan)),
        (JUNE, results(plan, lambda city: Decimal(1) if city > 2 else Decimal("0.5"))),
    ):
        forms = {city: desk.answer(round_, city, say) for city in desk.issue(round_)}
        _, summary = desk.collect(round_)
    front, _ = checked(summary, Expected(plan, "2020-06-30", forms, {}), tmp_path)
    assert [front.margins["6"][plan.names[city]] for city in plan.cities] == [0, 0, 50, 50]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The shipped plan, issued."""
    office = Office(tmp_path_factory.mktemp("下发") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    """The same, to be collected."""
    return issued.copy(tmp_path / "工作簿")


def latest(office: Office) -> Path:
    (path,) = office.folder(BREAKDOWN, "summary").glob("*_最新.xlsx")
    return path


def test_all_missing(office: Office, tmp_path: Path) -> None:
    office.collect(BREAKDOWN, today="2020-06-02")
    plan = Tables(PLAN)
    silent = Expected(plan, "", {}, dict.fromkeys(plan.cities, "未报"))
    front, counts = checked(latest(office), silent, tmp_path)
    assert front.sentences == [
        "已报0/11，报齐之前全省不评价。",
        silent.missing(),
        "还没有市报送",
    ]
    assert front.board["A3"].value == "报送情况：已报0/11，未报 11"
    assert [front.remark(plan.names[city]) for city in plan.cities] == ["已逾期 3 天"] * 11
    assert counts == Counter({"总览": 1, "报送情况": 1, "全省汇总": 2, "未报与问题": 1, "数据来源": 1})


def test_who_is_missing_long_after_the_date_is_told_the_date(office: Office) -> None:
    office.collect(BREAKDOWN, today="2026-11-29")
    book = openpyxl.load_workbook(latest(office))
    said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "截止 2020-05-30，已逾期" in said
    assert any(each.startswith("截止日期 2020-05-30，已逾期。报送单位：") for each in said)
    page = office.folder(BREAKDOWN, "report.html").read_text("utf-8")
    assert '<span class="late">逾期</span>' in page
    assert not [each for each in (*said, page) if "2374" in each]


def test_a_closed_round_awaits_nobody(office: Office) -> None:
    office.collect(BREAKDOWN, "--close", today="2020-06-02")
    book = openpyxl.load_workbook(latest(office))
    assert [Front(latest(office)).remark(city) for city in ("杭州市", "舟山市")] == ["关闭时没有报"] * 2
    said = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(each.startswith("截止日期 2020-05-30，本批次已关闭。报送单位：") for each in said)
    page = office.folder(BREAKDOWN, "report.html").read_text("utf-8")
    assert page.count("关闭时没有报") == 11
    assert "本批次已关闭，关闭时没有收到可以计入的上报表。" in page
    assert not [each for each in (*said, page) if "逾期" in each]


def test_one_city_only(office: Office, tmp_path: Path) -> None:
    form = office.fill(BREAKDOWN, "330500")
    office.collect(BREAKDOWN)
    plan = Tables(PLAN)
    words = {city: "未报" for city in plan.cities if city != "330500"}
    front, _ = checked(latest(office), Expected(plan, "", {"330500": form}, words), tmp_path)
    row = front.block(6)
    province = [front.province.cell(at, front.columns["浙江省"]).value for at in row]
    assert province[2] == "已报1/11"


def test_a_city_with_only_some_shares_is_said_to_have_sent_them(tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", "330500", "--parts", "lead").code == 0
    share = next(office.folder(BREAKDOWN, "issued").rglob("*省科技厅*.xlsx"))
    form = Form(share)
    said = {key: value for key, value in office.says(BREAKDOWN, "330500").items() if key[1] in form.fields}
    form.fill(said, office.filling.names("330500"))
    form.save(office.folder(BREAKDOWN, "received") / share.name)
    report = office.collect(BREAKDOWN)
    assert report.states == {share.name: "accepted"}
    front = Front(latest(office))
    column = front.columns["湖州市"]
    assert front.province.cell(4, column).value == "已收部分分表"
    assert front.province.cell(front.block(6)[1], column).value == "已收部分分表"
    assert front.board["A3"].value == "报送情况：已报0/11，未报 10，已收部分分表 1"
    issues: Any = front.book["未报与问题"]
    (line,) = [row for row in issues.iter_rows(min_row=4, values_only=True) if row[0] == "已收部分分表"]
    assert "已收分表：省科技厅。" in line[6]


HOSTILE = [
    '=HYPERLINK("http://example.invalid","点我")',
    "http://example.invalid/x",
    "internal:'总览'!A1",
    "mailto:a@example.invalid",
    "+1+1",
    "@SUM(1)",
    "external:c:\\x.xlsx",
]


def test_text_from_cities_is_never_a_link_or_a_formula(office: Office) -> None:
    """Names of zones, explanations, raw texts and file names that look like formulas or links stay text."""
    form = Form(office.form(BREAKDOWN, "330100"))
    form.fill(office.says(BREAKDOWN, "330100"))
    zones = office.filling.names("330100")
    form.fill({}, {zone: HOSTILE[at] for at, zone in enumerate(zones)})
    sheet, _ = form.place("330102", "K06")
    for at, text in enumerate(HOSTILE):
        field = form.fields[at]
        explanation = form.book[sheet][form.below(field, "说明")[1]]
        explanation.value, explanation.data_type = text, "s"
    for (page, region), code in form.rows.items():
        if region in zones:
            form.book[page].cell(code.row, 2).data_type = "s"
    form.save(office.folder(BREAKDOWN, "received") / "=cmd_internal_Sheet1!A1.xlsx")
    report = office.collect(BREAKDOWN)
    assert set(report.states.values()) == {"accepted"}
    book: Any = openpyxl.load_workbook(latest(office))
    seen: Counter[str] = Counter()
    for page in book.worksheets:
        for line in page.iter_rows():
            for cell in line:
                for text in HOSTILE:
                    if isinstance(cell.value, str) and text in cell.value:
                        assert cell.data_type == "s", (page.title, cell.coordinate)
                        assert not cell.hyperlink or place(cell.hyperlink.location)
                        seen[text] += 1
    assert set(seen) == set(HOSTILE)
    assert all(place(location)[0] in book.sheetnames for location in links(book).values())


def test_what_a_person_decided_is_said_in_front(office: Office) -> None:
    office.fill(BREAKDOWN, "330500", {("330502", "K06"): "约三百"}, name="湖州.xlsx")
    office.collect(BREAKDOWN)
    reason = "已电话核实，缺的数月底前补报"
    report = office.collect(BREAKDOWN)
    done = decided(office, reason)
    assert done.code in (0, 1), done
    front = Front(latest(office))
    assert "计入上报表 1 份，已报1/11，其中湖州市的由我办决定接收。" in front.board["A2"].value
    assert front.remark("湖州市") == "由我办决定接收，缺 1 个数"
    notes = [str(cell.value) for cell in front.province["B"] if cell.value]
    assert any("湖州市的上报表由我办决定接收，缺 1 个数，合计不含所缺的数。" in note for note in notes)
    issues: Any = front.book["未报与问题"]
    decisions = [line for line in issues.iter_rows(min_row=4, values_only=True) if line[0] == "人工决定"]
    assert f"理由：{reason}" in decisions[0][6]
    assert [line[8] for line in decisions[1:]] == ["C02"]
    assert report.code == 1


def test_what_was_overruled_is_said_where_nothing_is_missing(office: Office) -> None:
    """A sum below its target, and a code that stands twice: all numbers are there, so none is missing."""
    said = office.says(BREAKDOWN, "330500")
    wrong = {key: "1" for key in said if key[1] == "K06"}
    office.fill(BREAKDOWN, "330500", wrong, name="湖州.xlsx")
    report = office.collect(BREAKDOWN)
    assert [found[0] for found in report.found("湖州.xlsx", ["error"])] == ["S01"]
    front = Front(latest(office))
    assert front.remark("湖州市") == "有 1 处须更正"
    decided(office, "市里已来函说明")
    front = Front(latest(office))
    assert front.remark("湖州市") == "由我办决定接收，第 6 项合计未达目标"
    notes = [str(cell.value) for cell in front.province["B"] if cell.value]
    assert any(note.endswith("．湖州市的上报表由我办决定接收，第 6 项合计未达目标。") for note in notes)
    assert "缺" not in "".join(notes)


def test_no_formula_goes_by_a_name_that_a_city_writes(office: Office, tmp_path: Path) -> None:
    """Zones named like our own lines and signs, accepted by a person: what is cached is what is computed."""
    form = Form(office.form(BREAKDOWN, "330100"))
    form.fill(office.says(BREAKDOWN, "330100"))
    zones = office.filling.names("330100")
    form.fill({}, dict(zip(zones, ("合计", "杭州市", "● 已足额", "浙江省", "*"), strict=False)))
    form.save(office.folder(BREAKDOWN, "received") / "杭州.xlsx")
    office.collect(BREAKDOWN)
    run(
        *("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", "2020-05-28"),
        *("--overrule", "杭州市", "--because", "名称待补"),
    )
    front = Front(latest(office))
    assert front.board["A3"].value == "报送情况：已报1/11，未报 10"
    assert recalculated([latest(office)], tmp_path / "重算")[latest(office)].differences == []


OPERATORS_WORDS = re.compile(r"--[a-z]|警告 ?\d|错误 ?\d|程序出了意外.*维护人员|经办人")


def test_leaders_read_no_words_for_the_operator(office: Office, tmp_path: Path) -> None:
    """Two differing returns of a city in one run, warnings and errors: on no sheet of any workbook."""
    enough = office.tables.targets["330500", "K07"]
    for name, more in (("甲.xlsx", 1), ("乙.xlsx", 2)):
        office.fill(BREAKDOWN, "330500", {("330502", "K07"): enough + more}, name=name)
    office.fill(BREAKDOWN, "330400", {("330402", "K08"): "若干"}, name="嘉兴.xlsx")
    office.fill(BREAKDOWN, "330200")
    report = office.collect(BREAKDOWN, "--split", "city", "--print")
    assert report.states["甲.xlsx"] == report.states["乙.xlsx"] == "held"
    assert [found[0] for found in report.found("甲.xlsx", ["error"])] == ["D08"]
    assert "--use" in report.out  # the console says what the operator can do
    books = sorted(office.folder(BREAKDOWN, "summary").rglob("*.xlsx"))
    books += sorted(office.folder(BREAKDOWN, "corrections").rglob("*.xlsx"))
    assert len(books) >= 4
    for path in books:
        for sheet in openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets:
            for line in sheet.iter_rows(values_only=True):
                found = [str(text) for text in line if text and OPERATORS_WORDS.search(str(text))]
                assert found == [], (path.name, sheet.title)


def decided(office: Office, reason: str) -> Answer:
    words = ("--overrule", "湖州市", "--because", reason)
    return run(
        "collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", "2020-05-28", *words
    )


def test_annexes_are_counted_and_files_without_a_city_are_left_to_screens(office: Office) -> None:
    """The number of a summary says when it tells something else: a wrong file in the folder is none of it."""
    office.fill(BREAKDOWN, "330500")
    inbox = office.folder(BREAKDOWN, "received")
    (inbox / "湖州市盖章扫描.pdf").write_bytes(b"%PDF-1.4")
    (inbox / "不知是谁.pdf").write_bytes(b"%PDF-1.4 2")
    (inbox / "空.xlsx").write_bytes(b"")
    office.collect(BREAKDOWN)
    front = Front(latest(office))
    assert front.remark("湖州市") == "附件 1 份"
    assert front.board["A16"].value is None
    issues: Any = front.book["未报与问题"]
    kinds = Counter(line[0] for line in issues.iter_rows(min_row=4, values_only=True))
    assert (kinds["附件"], kinds["已收但读不出数"], kinds["未报"]) == (1, 0, 10)

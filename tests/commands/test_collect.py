"""The main job, by its two commands: forms out, returns in, exact results; and all that may go otherwise."""

import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.support.office import BREAKDOWN, JUNE, SEPTEMBER, Answer, Office, Report, run
from tests.support.oracle.form import Form
from tests.support.oracle.results import expected_breakdown, expected_progress, text
from tests.support.oracle.tables import PROVINCE

HANGZHOU, NINGBO, HUZHOU, ZHOUSHAN = "330100", "330200", "330500", "330900"


class Year(Office):
    """An office through its year, with the report of each round and a copy of the folder at each stage."""

    reports: dict[str, Report]
    stages: dict[str, Path]


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    home = tmp_path_factory.mktemp("一 年")
    office = Year(home / "工作簿")
    office.reports, office.stages = {}, {}
    assert office.generate(BREAKDOWN).code == 0
    shutil.copytree(office.home, office.stages.setdefault("issued", home / "已下发"))
    for round_ in (BREAKDOWN, JUNE, SEPTEMBER):
        office.reports[round_] = office.whole_round(round_)
        shutil.copytree(office.home, office.stages.setdefault(round_, home / round_))
    return office


@pytest.fixture
def at(year: Year, tmp_path: Path) -> Callable[[str], Office]:
    """An office of one's own, as the shared one was at a stage."""

    def copy(stage: str) -> Office:
        shutil.copytree(year.stages[stage], tmp_path / "工作簿")
        return Office(tmp_path / "工作簿", year.plan, year.filling.seed)

    return copy


@pytest.fixture
def issued(at: Callable[[str], Office]) -> Office:
    """An office that has issued its breakdown forms, and nothing has come back yet."""
    return at("issued")


# ------------------------------------------------------------------------------------------- all goes well


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_all_eleven_returns_are_accepted_and_nobody_is_needed(year: Year, round_: str) -> None:
    report = year.reports[round_]
    assert (report.code, report.missing) == (0, [])
    assert report.states == {year.form(round_, city).name: "accepted" for city in year.tables.cities}
    assert [each["region"] for each in report.returns.values()] == sorted(year.tables.cities)
    assert {each["late"] for each in report.returns.values()} == {False}
    assert (report.content["plan"], report.content["round"]) == ("zhejiang-2020", round_)


def test_breakdown_values_are_exact_sums_and_the_lowest_county(year: Year) -> None:
    said = {city: year.says(BREAKDOWN, city) for city in year.tables.cities}
    assert year.reports[BREAKDOWN].values == expected_breakdown(year.tables, said)


@pytest.mark.parametrize("round_", [JUNE, SEPTEMBER])
def test_progress_values_are_exact_sums_and_measures_over_the_sums(year: Year, round_: str) -> None:
    said = {city: year.says(round_, city) for city in year.tables.cities}
    assert year.reports[round_].values == expected_progress(year.tables, said)


def test_a_float_sum_would_not_have_been_good_enough(year: Year) -> None:
    values = year.reports[BREAKDOWN].values["K18"]
    shares = [float(values[code]) for code in year.tables.names if code in values and code[4:] != "00"]
    assert text(Decimal(repr(sum(shares)))) != values[PROVINCE]


def test_the_summary_lies_where_the_report_says(year: Year) -> None:
    for round_, report in year.reports.items():
        path = Path(report.content["summary"])
        assert path.is_absolute()
        assert path.is_file()
        assert path.parent == year.folder(round_, "summary")


def test_a_progress_form_shows_the_accepted_shares_and_the_last_period(year: Year) -> None:
    form, shares, june = (
        Form(year.form(SEPTEMBER, HANGZHOU)),
        year.says(BREAKDOWN, HANGZHOU),
        year.says(JUNE, HANGZHOU),
    )
    for region in year.filling.leaves(HANGZHOU):
        for indicator in year.tables.indicators:
            field, share = indicator.inputs[0][0], shares[region, indicator.code]
            target = form.beside(region, field, "目标").value
            if isinstance(share, str):
                assert (target, form.cell(region, field).value) == (None, "/")
            else:
                assert isinstance(target, int | float)
                assert text(Decimal(repr(target))).removesuffix(".0") == text(share)
            if not indicator.rate and isinstance(last := june[region, field], Decimal):
                assert form.beside(region, field, "上期").value == float(last)


def test_a_functional_zone_keeps_its_name_through_the_year(year: Year) -> None:
    form = Form(year.form(SEPTEMBER, HANGZHOU))
    for (sheet, region), code in form.rows.items():
        if region in year.filling.zones:
            assert form.book[sheet].cell(code.row, 2).value == year.filling.zones[region]
    assert year.reports[SEPTEMBER].values["K06a"]["330100A1"]


def test_codes_cross_over_open_cells_only_and_stand_on_no_other_sheet(year: Year) -> None:
    for round_ in (BREAKDOWN, SEPTEMBER):
        form = Form(year.form(round_, HANGZHOU))
        spare = [f"{HANGZHOU}A{number}" for number in range(1, 6)]
        codes = [(each.code, each.inputs) for each in year.tables.indicators]
        open_fields = (
            [code for code, _ in codes] if round_ == BREAKDOWN else [f for _, i in codes for f, _ in i]
        )
        assert sorted(form.fields) == sorted(open_fields)
        assert form.regions == [*year.tables.counties[HANGZHOU], *spare]
        assert {
            form.cell(region, field).protection.locked for region in form.regions for field in form.fields
        } == {False}
        assert {cell.font.color.rgb for _, cell in form.columns.values() if cell.font.color} == {"FF595959"}


# --------------------------------------------------------------------------------- missing, wrong, corrected


def test_a_missing_city_is_in_no_total(issued: Office) -> None:
    cities = [city for city in issued.tables.cities if city != NINGBO]
    for city in cities:
        issued.fill(BREAKDOWN, city)
    report = issued.collect(BREAKDOWN)
    assert (report.code, report.missing) == (1, [NINGBO])
    assert set(report.states.values()) == {"accepted"}
    assert report.values == expected_breakdown(
        issued.tables, {city: issued.says(BREAKDOWN, city) for city in cities}
    )
    assert not any(region.startswith("3302") for by_region in report.values.values() for region in by_region)


def shortened(office: Office, city: str, field: str, gap: Decimal) -> dict[tuple[str, str], Decimal | str]:
    """A change that leaves a city's amount short of its target by an exact gap."""
    leaves, shares = office.filling.leaves(city), office.says(BREAKDOWN, city)
    first, *others = leaves
    target = office.tables.targets[city, field]
    numbers = [shares[region, field] for region in others]
    rest = sum((number for number in numbers if isinstance(number, Decimal)), Decimal(0))
    assert rest + gap <= target
    return {(first, field): target - gap - rest}


def all_but(office: Office, city: str) -> None:
    """Every other city reports."""
    for other in office.tables.cities:
        if other != city:
            office.fill(BREAKDOWN, other)


def test_a_shortfall_goes_back_is_corrected_and_supersedes(issued: Office) -> None:
    all_but(issued, HUZHOU)
    short = issued.fill(BREAKDOWN, HUZHOU, shortened(issued, HUZHOU, "K18", Decimal("0.0003")))
    report = issued.collect(BREAKDOWN, today="2020-05-27")
    assert (report.code, report.missing, report.states[short.name]) == (1, [HUZHOU], "sent_back")
    total = Form(short).below("K18", "合计")
    assert [each for each in report.found(short.name) if each[0] != "S04"] == [("S01", *total)]
    target = issued.tables.targets[HUZHOU, "K18"]
    total_said = f"合计 {target - Decimal('0.0003')}万亩，比本市目标 {target}万亩少 0.0003万亩。"
    assert total_said in report.message(short.name, "S01")
    assert HUZHOU not in report.values["K06"]

    right = issued.fill(BREAKDOWN, HUZHOU, name="湖州更正.xlsx")
    report = issued.collect(BREAKDOWN, right)
    assert (report.code, report.missing) == (0, [])
    assert (report.states[right.name], report.states[short.name]) == ("accepted", "superseded")
    said = {city: issued.says(BREAKDOWN, city) for city in issued.tables.cities}
    assert report.values == expected_breakdown(issued.tables, said)


def test_a_bad_resubmission_does_not_displace_a_good_return(issued: Office) -> None:
    good = issued.fill(BREAKDOWN, HUZHOU, name="好.xlsx")
    values = issued.collect(BREAKDOWN, good, today="2020-05-26").values
    bad = issued.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百"}, name="坏.xlsx")
    report = issued.collect(BREAKDOWN, bad)
    assert report.states == {"坏.xlsx": "sent_back", "好.xlsx": "accepted"}
    assert report.code == 1
    assert HUZHOU not in report.missing
    assert report.values == values


def test_a_later_good_return_supersedes_and_its_numbers_count(issued: Office) -> None:
    first = issued.fill(BREAKDOWN, HUZHOU, name="一.xlsx")
    issued.collect(BREAKDOWN, first, today="2020-05-26")
    second = issued.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): Decimal(4999)}, name="二.xlsx")
    report = issued.collect(BREAKDOWN, second)
    assert report.states == {"二.xlsx": "accepted", "一.xlsx": "superseded"}
    assert report.values["K06"]["330502"] == "4999"


def test_two_different_good_returns_at_once_are_held(issued: Office) -> None:
    issued.fill(BREAKDOWN, HUZHOU, name="一.xlsx")
    issued.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): Decimal(4999)}, name="二.xlsx")
    report = issued.collect(BREAKDOWN)
    assert report.states == {"一.xlsx": "held", "二.xlsx": "held"}
    assert ("D08", None, None) in report.found("一.xlsx", ["error"])
    assert HUZHOU in report.missing
    assert "K06" not in report.values


def test_the_same_bytes_twice_are_a_duplicate(issued: Office) -> None:
    all_but(issued, "")
    form = issued.form(BREAKDOWN, HUZHOU).name
    shutil.copy(
        issued.folder(BREAKDOWN, "received") / form, issued.folder(BREAKDOWN, "received") / "重发.xlsx"
    )
    report = issued.collect(BREAKDOWN)
    assert (report.code, report.states["重发.xlsx"], report.states[form]) == (0, "duplicate", "accepted")
    assert report.returns["重发.xlsx"]["region"] == HUZHOU


def test_collecting_again_changes_nothing(at: Callable[[str], Office], year: Year) -> None:
    office = at(BREAKDOWN)
    ledger = office.home / "zhejiang-2020" / "ledger.sqlite"
    inbox = office.folder(BREAKDOWN, "received")
    first = office.collect(BREAKDOWN, inbox, today="2020-05-28")
    rows = entries(ledger)
    second = office.collect(BREAKDOWN, inbox, today="2020-06-09")
    assert second.content | {"summary": ""} == first.content | {"summary": ""}
    assert entries(ledger) == rows
    assert second.code == 0


def entries(ledger: Path) -> list[object]:
    """All that a ledger knows of forms and returns."""
    with sqlite3.connect(ledger) as database:
        return [list(database.execute(f"SELECT * FROM {table}")) for table in ("issued", "returns")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["目标分解", "--trace", "K06", "杭州市"], "上城区（330102）K06 = "),
        (["分解", "--trace", "工业机器人", "杭州市上城区"], "上城区（330102）K06 = "),
        (["breakdown", "--trace", "第6项", "上城"], "上城区（330102）K06 = "),
        (["上半年进展", "--trace", "k6", "浙江省"], "）K06a = "),
        (["上半年", "--trace", "K06a", "杭州"], "上城区（330102）K06a = "),
        (["2020.6.30", "--trace", "K06", "建德"], "建德市（330182）K06a = "),
        (
            ["上半年", "--trace", "K06a", "上城"],
            "K06a 本年累计新增工业机器人数（传统制造业新增工业机器人10000台）\n",
        ),
        (["2020年6月30日", "--history", "杭州"], "杭州市　上半年进展"),
        (["截至6月底", "--history", "330100"], "杭州市　上半年进展"),
        (["progress-2020-06-30", "--status"], "上半年进展：已报 11/11"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_rounds_regions_and_indicators_are_named_as_people_name_them(
    at: Callable[[str], Office], words: list[str], said: str
) -> None:
    office = at(JUNE)
    answer = run("collect.py", office.plan, *words, "--workbooks", office.home)
    assert answer.code == 0, answer
    assert said in answer.out


def test_a_zone_is_traced_by_the_name_that_the_city_gave_it(at: Callable[[str], Office]) -> None:
    office = at(JUNE)
    ((code, name), *_) = [
        each for city in office.tables.cities for each in office.filling.names(city).items()
    ]
    answer = run("collect.py", office.plan, JUNE, "--trace", "K06", name, "--workbooks", office.home)
    assert answer.code == 0, answer
    assert f"{name}（{code}）K06a = " in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--trace", "K60", "杭州市"], "没有指标“K60”。您要写的是不是 K06 传统制造业新增工业机器人10000台"),
        (["--trace", "K06", "杭州是"], "没有地区“杭州是”。您要写的是不是 330100 杭州市"),
        (["--trace", "企业", "杭州"], "指标“企业”不明确，可能是：\n  K04 "),
        (["--history", "杭洲市"], "没有设区市“杭洲市”。您要写的是不是 330100 杭州市"),
        (["--history", "上城区"], "上城区属于杭州市，这里要写设区市，请写 杭州市。"),
        (["--withdraw", "宁波巿"], "宁波"),
        (["--print", "A5"], "没有纸张“A5”，只能是 A4、A3"),
        (["--split", "county"], "没有分法“county”。"),
        (["--today", "2020-2-30"], "没有“2020-2-30”这一天"),
        (["--received", "7.13"], "“7.13”不是日期"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_understood_is_asked_back(
    at: Callable[[str], Office], words: list[str], said: str
) -> None:
    office = at(BREAKDOWN)
    answer = run("collect.py", office.plan, BREAKDOWN, *words, "--workbooks", office.home)
    assert answer.code == 2, answer
    assert said in answer.error


def test_days_papers_and_cities_of_a_command_are_written_as_people_write_them(issued: Office) -> None:
    answer = issued.generate("目标分解", "--city", "杭州、宁波市", "330500", "--today", "2020年5月8日")
    assert answer.code == 0, answer
    assert "目标分解：共 3 份填报表" in answer.out
    received = issued.home / "zhejiang-2020" / BREAKDOWN / "received"
    assert answer.out.endswith(
        f"下一步：把每份填报表发给相应的设区市；报来的文件放进 {received}，再运行 collect.py 收集。\n"
    )
    path = issued.fill(BREAKDOWN, HANGZHOU)
    words = ("--received", "2020.5.28", "--today", "20200529", "--split", "设区市", "--as", "杭州")
    answer = run("collect.py", issued.plan, "分解", path, "--workbooks", issued.home, *words)
    assert answer.code == 1, answer
    assert "2020-05-28" in answer.out
    assert "第1次_分设区市" in answer.out


def test_a_late_return_is_said_to_be_late_and_needs_nobody(issued: Office) -> None:
    all_but(issued, HUZHOU)
    issued.collect(BREAKDOWN, today="2020-05-30")
    late = issued.fill(BREAKDOWN, HUZHOU)
    report = issued.collect(BREAKDOWN, today="2020-05-31")
    assert report.code == 0
    assert [name for name, each in report.returns.items() if each["late"]] == [late.name]


# ------------------------------------------------------------------------------------ whose form is it?


def edited(path: Path, to: Path, old: str, new: str, within: str = "") -> Path:
    """A copy of a workbook with an ASCII text replaced in all of its parts, or in those of a folder."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            data = source.read(part)
            target.writestr(
                part, data.replace(old.encode(), new.encode()) if part.startswith(within) else data
            )
    return to


def ticket(path: Path) -> str:
    """The ticket that is printed on a form."""
    (found,) = set(re.findall(r"模板编号：(\S+?)[　（]", " ".join(strings(path))))
    return str(found)


def strings(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]


@pytest.mark.parametrize(("last", "code"), [("Z", "D02"), ("0", "D17")])
def test_a_forged_ticket_is_held(issued: Office, tmp_path: Path, last: str, code: str) -> None:
    """One that was mistyped is told apart by its check character."""
    real = issued.fill(BREAKDOWN, HUZHOU)
    forged = edited(real, tmp_path / "伪.xlsx", ticket(real), f"330500-B-1-ABCDEF{last}")
    report = issued.collect(BREAKDOWN, forged)
    assert (report.code, report.states) == (1, {"伪.xlsx": "held"})
    assert report.found("伪.xlsx") == [(code, None, None)]
    assert f"330500-B-1-ABCDEF{last}" in report.message("伪.xlsx", code)


def test_a_return_without_any_ticket_is_held(issued: Office, tmp_path: Path) -> None:
    real = issued.fill(BREAKDOWN, HUZHOU)
    bare = edited(real, tmp_path / f"{HUZHOU}_湖州市.xlsx", ticket(real), "")
    report = issued.collect(BREAKDOWN, bare)
    assert (report.code, report.states) == (1, {bare.name: "held"})
    assert report.found(bare.name) == [("D01", None, None)]


def test_a_ticket_gone_from_the_cells_alone_is_a_warning(issued: Office, tmp_path: Path) -> None:
    real = issued.fill(BREAKDOWN, HUZHOU)
    partly = edited(real, tmp_path / "缺一处.xlsx", ticket(real), "", within="xl/")
    report = issued.collect(BREAKDOWN, partly)
    assert report.states == {"缺一处.xlsx": "accepted"}
    assert ("D05", None, None) in report.found("缺一处.xlsx", ["warning"])


def test_the_form_of_another_round_is_held(at: Callable[[str], Office]) -> None:
    office = at(JUNE)
    june = office.folder(JUNE, "received") / office.form(JUNE, HUZHOU).name
    assert office.generate(SEPTEMBER, "--city", HUZHOU).code == 0
    report = office.collect(SEPTEMBER, june)
    assert (report.code, report.states) == (1, {june.name: "held"})
    assert report.found(june.name) == [("D04", None, None)]
    assert "“上半年进展”" in report.message(june.name, "D04")
    assert "“前三季度进展”" in report.message(june.name, "D04")
    assert len(report.missing) == 11


def test_garbage_among_good_returns_costs_them_nothing(issued: Office) -> None:
    all_but(issued, "")
    inbox = issued.folder(BREAKDOWN, "received")
    whole = (inbox / issued.form(BREAKDOWN, HUZHOU).name).read_bytes()
    (inbox / "乱.xlsx").write_bytes(bytes(range(256)) * 40)
    (inbox / "半.xlsx").write_bytes(whole[: len(whole) // 2])
    (inbox / "空.xlsx").write_bytes(b"")
    (inbox / "网页.xlsx").write_text("<html><body><table></table></body></html>")
    (inbox / "~$锁.xlsx").write_bytes(b"x")
    (inbox / "扫描").mkdir()
    (inbox / "扫描" / "湖州市盖章.pdf").write_bytes(b"%PDF-1.4")
    report = issued.collect(BREAKDOWN)
    assert report.code == 1
    bad = {name: (state, report.found(name)) for name, state in report.states.items() if state != "accepted"}
    assert bad == {
        "乱.xlsx": ("refused", [("F02", None, None)]),
        "半.xlsx": ("refused", [("F03", None, None)]),
        "空.xlsx": ("refused", [("F01", None, None)]),
        "网页.xlsx": ("refused", [("F02", None, None)]),
        "~$锁.xlsx": ("ignored", []),
        "湖州市盖章.pdf": ("annex", []),
    }
    assert report.returns["湖州市盖章.pdf"]["region"] == HUZHOU
    said = {city: issued.says(BREAKDOWN, city) for city in issued.tables.cities}
    assert (report.values, report.missing) == (expected_breakdown(issued.tables, said), [])


# -------------------------------------------------------------------- progress without a breakdown; new plans


def test_progress_works_without_an_accepted_breakdown_of_a_city(issued: Office) -> None:
    issued.fill(BREAKDOWN, ZHOUSHAN)
    issued.collect(BREAKDOWN)
    assert issued.generate(JUNE, "--city", ZHOUSHAN, HUZHOU).code == 0
    form = Form(issued.form(JUNE, HUZHOU))
    counties = issued.tables.counties[HUZHOU]
    assert {form.beside(county, field, "目标").value for county in counties for field in form.fields} == {
        None
    }
    issued.fill(JUNE, HUZHOU)
    issued.fill(JUNE, ZHOUSHAN)
    report = issued.collect(JUNE)
    assert set(report.states.values()) == {"accepted"}
    said = {city: issued.says(JUNE, city) for city in issued.tables.cities if city in (HUZHOU, ZHOUSHAN)}
    assert report.values == expected_progress(issued.tables, said)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def changed_plan(office: Office, folder: Path, old: str, new: str) -> Office:
    """The same office with a plan in which one row of the targets is another."""
    shutil.copytree(office.plan, folder)
    targets = folder / "targets.csv"
    before = targets.read_text("utf-8")
    assert before.count(old) == 1
    targets.write_text(before.replace(old, new), "utf-8")
    return Office(office.home, folder, office.filling.seed)


def test_issuing_makes_the_folder_for_what_comes_back(issued: Office) -> None:
    assert list(issued.folder(BREAKDOWN, "received").iterdir()) == []


def test_issuing_again_leaves_the_forms_as_they_are(issued: Office) -> None:
    folder = issued.folder(BREAKDOWN, "issued")
    before = contents(folder)
    answer = issued.generate(BREAKDOWN)
    assert answer.code == 0
    assert answer.out.count("无变化") == 11
    assert contents(folder) == before
    assert len(before) == 11


def test_a_changed_target_issues_a_new_version_and_the_old_one_is_still_read(
    issued: Office, tmp_path: Path
) -> None:
    folder, old = issued.folder(BREAKDOWN, "issued"), issued.form(BREAKDOWN, HUZHOU)
    before, old_ticket = contents(folder), ticket(old)
    answered = issued.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): Decimal(4999)}, name="旧表.xlsx")
    target = issued.tables.targets[HUZHOU, "K06"]
    office = changed_plan(
        issued, tmp_path / "方案", f"K06,{HUZHOU},{target}台", f"K06,{HUZHOU},{target + 20}台"
    )
    answer = office.generate(BREAKDOWN)
    assert answer.code == 0, answer
    after, kept = contents(folder), contents(folder / "旧版")
    assert {name for name in before if before[name] != after[name]} == {old.name}
    assert kept == {f"{old.stem}_第1版.xlsx": before[old.name]}
    new_ticket = ticket(old)
    assert (old_ticket[:11], new_ticket[:11]) == ("330500-B-1-", "330500-B-2-")
    sheet, cell = Form(old).below("K06", "本市目标")
    assert openpyxl.load_workbook(old)[sheet][cell].value == target + 20

    report = office.collect(BREAKDOWN, answered)
    assert report.states == {"旧表.xlsx": "accepted"}
    assert ("D07", None, None) in report.found("旧表.xlsx", ["warning"])
    assert report.values["K06"]["330502"] == "4999"


def test_an_old_form_is_judged_by_the_target_that_counts_now(issued: Office, tmp_path: Path) -> None:
    shares = shortened(issued, HUZHOU, "K06", Decimal(0))
    answered = issued.fill(BREAKDOWN, HUZHOU, shares, name="旧表.xlsx")
    target = issued.tables.targets[HUZHOU, "K06"]
    office = changed_plan(
        issued, tmp_path / "方案", f"K06,{HUZHOU},{target}台", f"K06,{HUZHOU},{target + 20}台"
    )
    office.generate(BREAKDOWN)
    report = office.collect(BREAKDOWN, answered)
    assert report.states == {"旧表.xlsx": "sent_back"}
    assert report.found("旧表.xlsx", ["error"]) == [("S01", *Form(answered).below("K06", "合计"))]
    assert "少 20台" in report.message("旧表.xlsx", "S01")


def test_a_form_that_somebody_has_filled_in_place_is_never_overwritten(issued: Office) -> None:
    form = issued.form(BREAKDOWN, HUZHOU)
    original = form.read_bytes()
    Form(form).save(form)
    changed = form.read_bytes()
    assert issued.generate(BREAKDOWN, "--city", HUZHOU).code == 0
    assert form.read_bytes() == original
    assert contents(form.parent / "旧版") == {f"{form.stem}_被改动.xlsx": changed}


def in_round(issued: Office, *words: object) -> Answer:
    return run(
        "collect.py", issued.plan, BREAKDOWN, *words, "--workbooks", issued.home, "--today", "2020-05-28"
    )


@pytest.mark.parametrize(
    "words", [["plan", "--status"], ["--status"], ["plan", "--history", "杭州"]], ids=" ".join
)
def test_a_question_says_that_it_restored_the_ledger(issued: Office, words: list[str]) -> None:
    (issued.home / "zhejiang-2020" / "ledger.sqlite").unlink()
    named = [issued.plan if word == "plan" else word for word in words]
    answer = run("collect.py", *named, "--workbooks", issued.home)
    assert answer.out.count("已由旁边的日志（journal.jsonl）重建") == 1, answer


def test_the_status_leaves_out_refused_files_that_were_moved_away(issued: Office) -> None:
    bad = issued.folder(BREAKDOWN, "received") / "坏.xlsx"
    bad.write_bytes(b"no workbook")
    answer = in_round(issued)
    assert answer.code == 1
    how = "请核实是谁报的，用 --as 确认，再请其重新报送；不是的请移出收件文件夹"
    step = f"下一步：有 1 份读不出数（坏.xlsx）：{how}。"
    assert answer.out.splitlines()[-1] == step == in_round(issued, "--status").out.splitlines()[-1]
    bad.unlink()
    answer = in_round(issued, "--status")
    assert "坏.xlsx" not in answer.out
    assert "下一步：填报表已生成，还没有寄给各市" in answer.out


def test_a_renamed_round_has_one_latest_summary(issued: Office, tmp_path: Path) -> None:
    assert in_round(issued).code == 1
    folder = issued.folder(BREAKDOWN, "summary")
    own = folder / "处长的汇总表_最新.xlsx"
    own.write_bytes((folder / "目标分解汇总表_最新.xlsx").read_bytes())
    shutil.copytree(issued.plan, tmp_path / "方案")
    rounds = tmp_path / "方案" / "rounds.csv"
    rounds.write_text(rounds.read_text("utf-8").replace("目标分解", "分解到县"), "utf-8")
    renamed = Office(issued.home, tmp_path / "方案")
    assert in_round(renamed).code == 1
    assert sorted(path.name for path in folder.glob("*.xlsx")) == [
        "分解到县汇总表_最新.xlsx",
        "分解到县汇总表_第2次.xlsx",
        own.name,
        "目标分解汇总表_第1次.xlsx",
    ]


def test_a_round_under_another_id_says_what_the_ledger_has(issued: Office, tmp_path: Path) -> None:
    issued.fill(BREAKDOWN, HANGZHOU)
    assert in_round(issued).code == 1
    shutil.copytree(issued.plan, tmp_path / "方案")
    rounds = tmp_path / "方案" / "rounds.csv"
    rounds.write_text(rounds.read_text("utf-8").replace("breakdown,breakdown", "fenjie,breakdown"), "utf-8")
    answer = run("collect.py", tmp_path / "方案", "fenjie", "--workbooks", issued.home)
    assert answer.out.splitlines()[-3:] == [
        "本批次还没有下发填报表。",
        "台账中还有方案里已没有的批次：breakdown（1 份）。"
        "它们的数不再作为上期数或县级目标；如系误删，请在方案的 rounds 表中补回。",
        "下一步：还没有下发填报表，请用 generate.py 下发。",
    ]


def test_a_folder_cannot_be_the_report(issued: Office) -> None:
    issued.fill(BREAKDOWN, HANGZHOU)
    answer = in_round(issued, "--json", issued.home)
    assert answer.code == 2, answer
    assert answer.error.startswith("--json 后面要写文件名，而 ")
    assert not issued.folder(BREAKDOWN, "summary").exists()

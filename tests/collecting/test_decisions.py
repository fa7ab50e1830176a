"""Operator decisions, each taken and taken back: what counts follows, and no file is touched."""

import hashlib
import re
import shutil
import signal
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from tests.support.filled_forms import PROPERTY
from tests.support.killing import Hand, tried
from tests.support.ledgers import ledger_of, table
from tests.support.office import BREAKDOWN, JUNE, Answer, Office, Report, run, with_few_indicators
from tests.support.oracle.form import Form
from tests.support.programs import KILLING
from tests.support.sample import every

HANGZHOU, HUZHOU, ZHOUSHAN = "330100", "330500", "330900"
COUNTY = "330502"  # 吴兴区 of 湖州


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has issued the first six indicators of the real plan."""
    plan = with_few_indicators(tmp_path_factory.mktemp("方案") / "方案")
    office = Office(tmp_path_factory.mktemp("下发") / "工作簿", plan)
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


def said(office: Office, number: int, name: str, city: str = HUZHOU) -> Path:
    """A good return of a city in which its first county has that many robots."""
    county = next(region for region, field in office.says(BREAKDOWN, city) if field == "K06")
    return office.fill(BREAKDOWN, city, {(county, "K06"): Decimal(number)}, name)


@pytest.fixture(scope="module")
def collected_twice(issued: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that got A, then B, and B counts."""
    office = issued.copy(tmp_path_factory.mktemp("两次") / "工作簿")
    said(office, 4001, "甲.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    said(office, 4002, "乙.xlsx")
    report = office.collect(BREAKDOWN, today="2020-05-22")
    assert (report.states, robots(report)) == ({"甲.xlsx": "superseded", "乙.xlsx": "accepted"}, "4002")
    return office


@pytest.fixture
def superseded(collected_twice: Office, tmp_path: Path) -> Office:
    return collected_twice.copy(tmp_path / "工作簿")


def command(office: Office, *words: object, today: str = "2020-05-28") -> Answer:
    answer = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", today, *words)
    assert "Traceback" not in answer.error, answer.error
    return answer


def robots(report: Report) -> str:
    """What counts of 湖州: the first county's robots."""
    return report.values.get("K06", {}).get(COUNTY, "未报")


def status(office: Office) -> str:
    return command(office, "--status").out


# ---------------------------------------------------------------------------------------------------- use


def test_a_superseded_return_can_be_chosen_and_the_choice_taken_back(superseded: Office) -> None:
    answer = command(superseded, "--use", "甲.xlsx", "--because", "以前一份为准", "--by", "经办人一")
    assert (answer.code, answer.error) == (1, "")  # other cities are missing
    report = superseded.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"甲.xlsx": "accepted", "乙.xlsx": "superseded"}, "4001")
    shown = status(superseded)
    assert re.search(r"1\. \S+ \S+　改用　湖州市 甲.xlsx，理由：以前一份为准（经办人一）", shown)
    command(superseded, "--undo", "1", "--because", "弄错了")
    assert robots(superseded.collect(BREAKDOWN)) == "4002"
    shown = status(superseded)
    assert re.search(r"1\. .*（经办人一）　【已撤销】", shown)
    assert re.search(r"2\. \S+ \S+　撤销决定　第 1 条，理由：弄错了", shown)
    command(superseded, "--undo", "2")
    assert robots(superseded.collect(BREAKDOWN)) == "4001"


def test_a_newer_return_supersedes_a_chosen_one(superseded: Office) -> None:
    command(superseded, "--use", "甲.xlsx")
    said(superseded, 4003, "丙.xlsx")
    report = superseded.collect(BREAKDOWN, today="2020-05-25")
    assert (report.states["丙.xlsx"], robots(report)) == ("accepted", "4003")


def test_a_return_that_came_to_light_later_but_is_older_does_not_displace_the_choice(
    superseded: Office,
) -> None:
    command(superseded, "--use", "甲.xlsx")
    said(superseded, 4003, "丙.xlsx")
    report = superseded.collect(BREAKDOWN, today="2020-05-21")
    assert (report.states["丙.xlsx"], robots(report)) == ("superseded", "4001")


def test_of_two_rivals_one_is_chosen(office: Office) -> None:
    said(office, 4001, "甲.xlsx")
    said(office, 4002, "乙.xlsx")
    report = office.collect(BREAKDOWN)
    assert report.states == {"甲.xlsx": "held", "乙.xlsx": "held"}
    assert "用 --use 写明文件" in report.out
    command(office, "--use", office.folder(BREAKDOWN, "received") / "乙.xlsx")
    report = office.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"甲.xlsx": "superseded", "乙.xlsx": "accepted"}, "4002")
    assert report.found("乙.xlsx", ["error"]) == []


def test_what_cannot_be_chosen_is_said_with_the_choice(superseded: Office) -> None:
    already = command(superseded, "--use", "乙.xlsx")
    assert (already.code, "现在就是有效的一份" in already.error) == (2, True)
    unknown = command(superseded, "--use", "丁.xlsx")
    assert unknown.code == 2
    assert "没有收到过“丁.xlsx”" in unknown.error
    assert re.findall(r"[甲乙]\.xlsx", unknown.error) == ["甲.xlsx", "乙.xlsx"]
    superseded.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    superseded.collect(BREAKDOWN, today="2020-05-23")
    faulty = command(superseded, "--use", "坏.xlsx")
    assert (faulty.code, "--overrule 330500" in faulty.error) == (2, True)
    assert table(ledger_of(superseded), "decisions") == []


def test_two_files_of_one_name_are_told_apart_by_path_or_fingerprint(office: Office) -> None:
    inbox = office.folder(BREAKDOWN, "received")
    for day, number in (("一", 4001), ("二", 4002), ("三", 4003)):
        said(office, number, f"{day}/湖州.xlsx")
        office.collect(BREAKDOWN, today=f"2020-05-2{number % 10}")
    answer = command(office, "--use", "湖州.xlsx")
    assert answer.code == 2
    listed = re.findall(r"湖州市　已被新报替代　\S+ 收到　指纹 (\w{16})　(\S+)", answer.error)
    assert [Path(path).parent.name for _, path in listed] == ["一", "二"]
    command(office, "--use", "一/湖州.xlsx")
    assert robots(office.collect(BREAKDOWN)) == "4001"
    command(office, "--use", listed[1][0])
    assert robots(office.collect(BREAKDOWN)) == "4002"
    (inbox / "三" / "湖州.xlsx").unlink()
    assert robots(office.collect(BREAKDOWN)) == "4002"


# ------------------------------------------------------------------------------------------------ withdraw


def test_a_withdrawn_return_leaves_the_one_before_it(superseded: Office) -> None:
    command(superseded, "--withdraw", "乙.xlsx", "--because", "该市来电撤回")
    report = superseded.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"甲.xlsx": "accepted", "乙.xlsx": "withdrawn"}, "4001")
    shutil.copy(
        superseded.folder(BREAKDOWN, "received") / "乙.xlsx",
        superseded.folder(BREAKDOWN, "received") / "又.xlsx",
    )
    report = superseded.collect(BREAKDOWN, today="2020-06-20")
    assert (report.states["又.xlsx"], robots(report)) == ("withdrawn", "4001")
    command(superseded, "--undo", "1")
    assert robots(superseded.collect(BREAKDOWN)) == "4002"


@pytest.mark.parametrize("name", ["湖州市", "330500"])
def test_a_withdrawn_city_has_not_reported_until_something_new_comes(superseded: Office, name: str) -> None:
    answer = command(superseded, "--withdraw", name)
    assert "各市都还没有已接收的上报表。" in answer.out  # nobody else has sent anything
    report = superseded.collect(BREAKDOWN)
    assert report.states == {"甲.xlsx": "withdrawn", "乙.xlsx": "withdrawn"}
    assert HUZHOU in report.missing
    assert robots(report) == "未报"
    assert "已报 0/11" in status(superseded)
    assert re.search(r"湖州市\s*│ 已撤回、待重报", status(superseded))
    page = superseded.folder(BREAKDOWN, "summary").with_name("report.html")
    board = re.sub(r"<[^>]*>|\s", "", page.read_text("utf-8"))
    assert "湖州市□已撤回、待重报" in board
    again = command(superseded, "--withdraw", name)
    assert (again.code, "没有可以撤回的上报表" in again.error) == (2, True)
    said(superseded, 4003, "丙.xlsx")
    report = superseded.collect(BREAKDOWN, today="2020-05-21")
    assert (report.states["丙.xlsx"], robots(report)) == ("accepted", "4003")


def corrections(office: Office) -> list[Path]:
    return list(office.folder(BREAKDOWN, "corrections").glob("*.xlsx"))


def test_a_withdrawn_return_is_corrected_on_a_copy_of_what_it_said(office: Office) -> None:
    doubtful(office)
    assert corrections(office) == []
    command(office, "--withdraw", "大.xlsx", "--because", "多填了零，已电话告知。")
    (copy,) = corrections(office)
    form, others = Form(copy), [("330503", "K06"), (COUNTY, "K01")]
    assert form.cell(COUNTY, "K06").value == 3500000
    told = [office.says(BREAKDOWN, HUZHOU)[key] for key in others]
    assert [Decimal(str(form.cell(*key).value)) for key in others] == told
    listed = [[cell.value for cell in row] for row in form.book["需更正的问题"].iter_rows(min_row=4)]
    assert (listed[0][1], listed[0][6]) == (
        "须更正",
        "原来报的这一份已撤回，原因：多填了零，已电话告知。请改好后重新报送。",
    )
    assert [(row[1], row[4], row[5]) for row in listed[1:3]] == [
        ("请核对", "吴兴区", "6．传统制造业新增工业机器人10000台"),
        ("请核对", "湖州市", "6．传统制造业新增工业机器人10000台"),
    ]
    letter = command_letter(office)
    names = [each.get_filename() for each in letter.iter_attachments()]
    assert names == ["330500_湖州市_目标分解_请更正.xlsx"]
    plain = letter.get_body(("plain",))
    assert plain
    words = plain.get_content()
    assert "报来的“大.xlsx”" in words
    assert "原因：多填了零，已电话告知。" in words
    assert "请打开附上的更正表。表中已填有贵市原来报的数字；请核对的单元格附有批注" in words
    assert "〖请核对（2 处）〗" in words
    form.cell(COUNTY, "K06").value = 350
    form.save(office.folder(BREAKDOWN, "received") / "改好.xlsx")
    report = office.collect(BREAKDOWN, today="2020-05-29")
    assert (report.states["改好.xlsx"], robots(report), corrections(office)) == ("accepted", "350", [])


def test_a_withdrawal_without_a_reason_of_what_is_in_order_only_asks_to_check(office: Office) -> None:
    said(office, 135, "好.xlsx")  # as many as make up the city's target
    office.collect(BREAKDOWN)
    command(office, "--withdraw", HUZHOU)
    (copy,) = corrections(office)
    rows = list(openpyxl.load_workbook(copy)["需更正的问题"].iter_rows(values_only=True))
    assert rows[1][0] == "请核对下列各处；核对后保存本工作簿，重新报送即可。"
    asked = [(row[1], row[6]) for row in rows[3:] if row[1] != "提示"]
    assert asked == [("请核对", "原来报的这一份已撤回。请核对各数后重新报送。")]
    letter = command_letter(office)
    assert str(letter["Subject"]).startswith("【请重报】湖州市目标分解原来报的须核对后重报，")
    plain = letter.get_body(("plain",))
    assert plain
    words = "".join(plain.get_content().split())
    assert "报来的“好.xlsx”，请再核对一遍，现在没有计入汇总。" in words
    assert "改正" not in words


def test_a_withdrawal_without_a_reason_of_what_is_in_doubt_only_asks_to_check(office: Office) -> None:
    doubtful(office)
    office.collect(BREAKDOWN)
    command(office, "--withdraw", HUZHOU)
    (copy,) = corrections(office)
    rows = list(openpyxl.load_workbook(copy)["需更正的问题"].iter_rows(values_only=True))
    assert rows[1][0] == "请核对下列各处；核对后保存本工作簿，重新报送即可。"
    assert {row[1] for row in rows[3:]} == {"请核对", "提示"}
    plain = command_letter(office).get_body(("plain",))
    assert plain
    words = "".join(plain.get_content().split())
    assert "报来的“大.xlsx”，请再核对一遍，现在没有计入汇总。" in words
    assert "请核对的单元格附有批注；第一张“需更正的问题”逐条列出" in words
    assert "改正" not in words


def doubtful(office: Office) -> None:
    """湖州 counts, and one of its numbers looks wrong by powers of ten."""
    said(office, 3500000, "大.xlsx")
    report = office.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"大.xlsx": "accepted"}, "3500000")


def command_letter(office: Office) -> EmailMessage:
    """The reminder to 湖州 as it is drafted."""
    words = (office.plan, BREAKDOWN, "--workbooks", office.home, "--today", "2020-05-28", "--city", HUZHOU)
    answer = run("generate.py", *words, "--remind", "--drafts")
    assert answer.code == 0, answer
    (draft,) = office.folder(BREAKDOWN, "outbox").glob("*.eml")
    return message_from_bytes(draft.read_bytes(), policy=policy.default)


def test_a_withdrawn_return_with_errors_is_corrected_on_the_same_copy(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    office.collect(BREAKDOWN)
    assert [path.name[:6] for path in corrections(office)] == [HUZHOU]
    command(office, "--withdraw", HUZHOU)
    (copy,) = corrections(office)
    listed = [row[6].value for row in openpyxl.load_workbook(copy)["需更正的问题"].iter_rows(min_row=4)]
    assert listed[0] == "原来报的这一份已撤回。请改好后重新报送。"
    said(office, 350, "新.xlsx")
    office.collect(BREAKDOWN, today="2020-05-29")
    assert corrections(office) == []


# ----------------------------------------------------------------------------------------------- found right


def test_doubtful_numbers_that_were_found_right_are_asked_about_no_more(office: Office) -> None:
    doubtful(office)
    without = command(office, "--checked", "大.xlsx")
    assert (without.code, "--checked 要用 --because 写明理由" in without.error) == (2, True)
    answer = command(office, "--checked", "大.xlsx", "--because", "来电确认，是三年合计", "--by", "经办人一")
    assert (answer.code, answer.error) == (1, "")
    report = office.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"大.xlsx": "accepted"}, "3500000")
    when = re.search(
        r"1\. (\S+ \S+)　核对无误　湖州市 大.xlsx，理由：来电确认，是三年合计（经办人一）", status(office)
    )
    assert when
    told = f"{when[1]} 由经办人一核对无误，理由：来电确认，是三年合计"
    assert report.returns["大.xlsx"]["checked"] == told
    assert "核对无误　湖州市 大.xlsx" in command(office, "--history", HUZHOU).out
    page = office.folder(BREAKDOWN, "summary").with_name("report.html").read_text("utf-8")
    assert f"存疑的数：{told}" in page
    summary = max(office.folder(BREAKDOWN, "summary").glob("*次.xlsx"))
    rows = openpyxl.load_workbook(summary)["未报与问题"].iter_rows()
    checked = [str(row[6].value) for row in rows if row[0].value == "已核对"]
    assert len(checked) == 2
    assert all(each.endswith("。核对无误，理由：来电确认，是三年合计。") for each in checked)
    again = command(office, "--checked", "大.xlsx", "--because", "再看")
    assert f"这一份的存疑已经核对过了（{told}），不必再作决定。" in again.out
    command(office, "--undo", "1")
    assert office.collect(BREAKDOWN).returns["大.xlsx"]["checked"] is None


def test_only_doubts_of_a_return_that_counts_are_settled(office: Office) -> None:
    doubtful(office)
    office.fill(BREAKDOWN, HUZHOU, name="新.xlsx")
    office.collect(BREAKDOWN, today="2020-05-29")
    for name, why in (("新.xlsx", "这一份没有存疑的数"), ("大.xlsx", "这一份没有计入汇总")):
        answer = command(office, "--checked", name, "--because", "看过")
        assert (answer.code, why in answer.error) == (2, True)
    assert table(ledger_of(office), "decisions") == []


def test_a_rebuilt_ledger_knows_what_was_found_right(office: Office) -> None:
    doubtful(office)
    command(office, "--checked", "大.xlsx", "--because", "来电确认")
    ledger_of(office).unlink()
    assert office.collect(BREAKDOWN).returns["大.xlsx"]["checked"].endswith("核对无误，理由：来电确认")


def test_a_withdrawn_city_is_reminded(superseded: Office) -> None:
    command(superseded, "--withdraw", HUZHOU)
    answer = superseded.generate(BREAKDOWN, "--remind", "--dry-run")
    (line,) = [line for line in answer.out.splitlines() if "湖州市" in line and "催报" in line]
    assert "湖州市" in line


# ----------------------------------------------------------------------------------- a wrong decision undone


def test_an_acceptance_in_spite_of_errors_is_taken_back(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    office.collect(BREAKDOWN)
    command(office, "--overrule", HUZHOU, "--because", "来函说明")
    assert office.collect(BREAKDOWN).states == {"坏.xlsx": "accepted"}
    command(office, "--undo", "1")
    report = office.collect(BREAKDOWN)
    assert (report.states, report.returns["坏.xlsx"]["overruled"]) == ({"坏.xlsx": "sent_back"}, None)


def without_ticket(path: Path) -> Path:
    """The same workbook without its ticket, in the cells and in the document's properties."""
    form = Form(path)
    for sheet in form.book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if "模板编号" in str(cell.value):
                    cell.value = None
    del form.book.custom_doc_props[PROPERTY]  # type: ignore[attr-defined]
    return form.save(path)


def test_a_return_assigned_to_a_wrong_city_is_held_and_taken_back(office: Office) -> None:
    """Also where the file is not among those that are collected."""
    elsewhere = without_ticket(said(office, 4001, "甲.xlsx").rename(office.home / "甲.xlsx"))
    office.collect(BREAKDOWN, elsewhere)
    command(office, elsewhere, "--as", ZHOUSHAN)
    wrong = office.collect(BREAKDOWN)
    assert wrong.returns["甲.xlsx"]["region"] == ZHOUSHAN
    assert wrong.states == {"甲.xlsx": "held"}
    assert "湖州市的 330502" in wrong.message("甲.xlsx", "D06")
    assert robots(wrong) == "未报"
    elsewhere.unlink()
    command(office, "--undo", "1")
    command(office, "甲.xlsx", "--as", HUZHOU)
    report = office.collect(BREAKDOWN)
    assert (report.states, robots(report)) == ({"甲.xlsx": "accepted"}, "4001")


@pytest.mark.parametrize("received", [False, True])
def test_a_file_with_a_ticket_of_another_city_is_not_assigned(office: Office, received: bool) -> None:
    form = said(office, 4001, "甲.xlsx")
    if received:
        office.collect(BREAKDOWN)
    answer = command(office, form, "--as", ZHOUSHAN)
    assert answer.code == 2
    assert "这个文件是湖州市“目标分解”的填报表（模板编号 330500-B-1-" in answer.error
    assert "不能确认为舟山市的。请舟山市用自己的填报表报送" in answer.error
    assert not ledger_of(office).exists() or table(ledger_of(office), "decisions") == []


def test_a_file_with_a_ticket_of_another_round_is_sent_to_its_folder(office: Office) -> None:
    form = said(office, 4001, "甲.xlsx")
    assert office.generate(JUNE, "--city", HUZHOU).code == 0
    answer = run("collect.py", office.plan, JUNE, "--workbooks", office.home, form, "--as", HUZHOU)
    assert answer.code == 2
    assert "这个文件是湖州市“目标分解”的填报表" in answer.error
    assert "请放到它那个批次的收件文件夹再收集" in answer.error
    assert table(ledger_of(office), "decisions") == []


@pytest.mark.parametrize("name", ["甲.xlsx", "收/甲.xlsx", "fingerprint"])
def test_a_received_file_is_assigned_and_accepted_by_its_name(office: Office, name: str) -> None:
    inbox = office.folder(BREAKDOWN, "received")
    form = without_ticket(office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "收/甲.xlsx"))
    name = hashlib.sha256(form.read_bytes()).hexdigest()[:10] if name == "fingerprint" else name
    office.fill(BREAKDOWN, ZHOUSHAN)
    office.collect(BREAKDOWN)
    assert command(office, name, "--as", HUZHOU).code == 1
    assert office.collect(BREAKDOWN).states["甲.xlsx"] == "sent_back"
    assert command(office, name, "--overrule", HUZHOU, "--because", "来函").code == 1
    assert office.collect(BREAKDOWN).states["甲.xlsx"] == "accepted"
    assert form.is_relative_to(inbox)


@pytest.mark.parametrize("words", [["--as", HUZHOU], ["--overrule", HUZHOU, "--because", "来函"]])
def test_a_name_that_nothing_received_has_is_said(office: Office, words: list[str]) -> None:
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    office.collect(BREAKDOWN)
    answer = command(office, "好.xlsx", *words)
    assert (answer.code, "本批次没有收到过“好.xlsx”" in answer.error) == (2, True)
    assert table(ledger_of(office), "decisions") == []


def test_a_form_without_a_number_cannot_be_accepted_in_spite_of_that(office: Office) -> None:
    blank = office.folder(BREAKDOWN, "received") / "空表.xlsx"
    blank.write_bytes(office.form(BREAKDOWN, HUZHOU).read_bytes())
    office.collect(BREAKDOWN)
    digest = hashlib.sha256(blank.read_bytes()).hexdigest()
    answer = command(office, digest, "--overrule", HUZHOU, "--because", "来函")
    assert (answer.code, "空表.xlsx里没有读出一个数，不能计入。请该市另报填好的表。" in answer.error) == (
        2,
        True,
    )
    assert digest not in answer.error


@pytest.mark.parametrize("other", ["another city's return", "a new file"])
def test_a_file_that_is_not_the_citys_return_is_never_taken_for_it(office: Office, other: str) -> None:
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    zhoushan = office.fill(BREAKDOWN, ZHOUSHAN)
    office.collect(BREAKDOWN)
    new = office.home / "新到.xlsx"
    new.write_bytes(b"PK new")
    path = zhoushan if other == "another city's return" else new
    answer = command(office, path, "--overrule", HUZHOU, "--because", "来函")
    assert (answer.code, f"{path.name}不是湖州市已收到的上报表" in answer.error) == (2, True)
    assert table(ledger_of(office), "decisions") == []


def test_what_is_decided_already_is_entered_once(superseded: Office) -> None:
    inbox = superseded.folder(BREAKDOWN, "received")
    twin = Path(shutil.copy(inbox / "乙.xlsx", inbox / "乙二.xlsx"))
    superseded.collect(BREAKDOWN)
    fingerprint = hashlib.sha256(twin.read_bytes()).hexdigest()[:12]
    for name in ("乙.xlsx", "乙二.xlsx", fingerprint, twin):
        answer = command(superseded, "--use", name)
        assert (answer.code, "现在就是有效的一份" in answer.error) == (2, True)
    (inbox / "扫描.pdf").write_bytes(b"%PDF-1.4")
    superseded.collect(BREAKDOWN)
    command(superseded, inbox / "扫描.pdf", "--as", HUZHOU)
    again = command(superseded, inbox / "扫描.pdf", "--as", HUZHOU)
    assert "这个文件已经确认为湖州市的，不必再确认" in again.out
    assert [row["kind"] for row in table(ledger_of(superseded), "decisions")] == ["as"]


def test_a_decision_on_a_file_with_twins_names_the_one_that_was_typed(superseded: Office) -> None:
    inbox = superseded.folder(BREAKDOWN, "received")
    for name in ("乙二.xlsx", "乙三.xlsx"):
        shutil.copy(inbox / "乙.xlsx", inbox / name)
    superseded.collect(BREAKDOWN)
    answer = command(superseded, "--withdraw", "乙.xlsx", "--because", "两个\n原因")
    line = "撤回　湖州市 乙.xlsx（同样内容的 3 个文件一并撤回），理由：两个 原因"
    assert line in answer.out
    assert line in status(superseded)
    command(superseded, "--use", inbox / "乙二.xlsx")
    assert "改用　湖州市 乙二.xlsx" in status(superseded)


def test_what_a_choice_has_settled_waits_for_nobody(superseded: Office) -> None:
    inbox = superseded.folder(BREAKDOWN, "received")
    (inbox / "再").mkdir()
    again = shutil.copy(inbox / "甲.xlsx", inbox / "再" / "甲二.xlsx")
    command(superseded, again, "--received", "2020-05-21")
    report = superseded.collect(BREAKDOWN)
    assert report.found("甲二.xlsx", ["error"]) == [("D19", None, None)]
    command(superseded, "--use", "乙.xlsx")
    report = superseded.collect(BREAKDOWN)
    assert (report.states["甲二.xlsx"], report.found("甲二.xlsx", ["error"])) == ("superseded", [])


def test_the_line_of_a_closed_round_has_no_blank_before_its_comma(office: Office) -> None:
    answer = command(office, "--close", "--because", "收齐\n审定")
    assert "　关闭批次，理由：收齐 审定" in answer.out


def test_a_round_closed_too_early_is_reopened(office: Office) -> None:
    said(office, 4001, "甲.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    first = command(office, "--close", "--because", "收齐")
    assert "本批次已关闭" in first.out
    second = command(office, "--close")
    assert "本批次已经关闭（第 1 条人工决定" in second.out
    assert len(table(ledger_of(office), "decisions")) == 1
    said(office, 4002, "乙.xlsx")
    report = office.collect(BREAKDOWN, today="2020-05-22")
    assert (report.states, robots(report)) == ({"甲.xlsx": "accepted", "乙.xlsx": "held"}, "4001")
    assert "已重开" in command(office, "--reopen").out
    (office.folder(BREAKDOWN, "received") / "乙.xlsx").rename(office.home / "乙.xlsx")
    report = office.collect(BREAKDOWN, office.home / "乙.xlsx")
    assert robots(report) == "4002"
    assert "没有关闭，不必重开" in command(office, "--reopen").out
    command(office, "--undo", "2")
    assert robots(office.collect(BREAKDOWN)) == "4001"


@pytest.mark.parametrize("opened_by", [["--reopen"], ["--undo", "1"]])
def test_what_was_taken_out_of_a_closed_round_stays_out_when_it_is_opened(
    office: Office, opened_by: list[str]
) -> None:
    """The finding on a late return says so: whoever moves its file away does not want it counted."""
    said(office, 4001, "甲.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    command(office, "--close", "--because", "收齐")
    late = said(office, 4002, "乙.xlsx")
    said(office, 4003, "丙.xlsx", "330100")
    office.collect(BREAKDOWN, today="2020-05-22")
    late.rename(office.home / "乙.xlsx")
    command(office, *opened_by)
    report = office.collect(BREAKDOWN)
    assert (report.states["丙.xlsx"], robots(report)) == ("accepted", "4001")
    assert "撤回　湖州市 乙.xlsx，理由：关闭以后收到，重开以前已移出" in status(office)
    command(office, "--use", office.home / "乙.xlsx")
    assert robots(office.collect(BREAKDOWN, office.home / "乙.xlsx")) == "4002"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--undo", "7"], "没有第 7 条人工决定"),
        (["--undo", "甲"], "--undo：后面要写数字，写的却是 '甲'"),
        (["--undo", "1"], "本批次还没有人工决定"),
        (["--withdraw", "杭州湾"], "没有收到过“杭州湾”"),
        (["--withdraw", "杭洲市"], "要撤回一个设区市的：没有设区市“杭洲市”"),
        (["--withdraw", "杭州市"], "杭州市没有可以撤回的上报表"),
        (["--overrule", "330100", "--because", "来函"], "杭州市没有可以决定接收的上报表"),
        (["--because", "来函"], "和这项决定一起用"),
        (["--close", "--reopen"], "不能与 --close 一起用"),
        (["--use", "甲.xlsx", "--overrule", "330100", "--because", "来函"], "一起用"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_decision_that_fits_nothing_is_said_in_plain_words(
    office: Office, words: list[str], told: str
) -> None:
    answer = command(office, *words)
    assert (answer.code, told in answer.error) == (2, True), answer
    assert not ledger_of(office).exists() or table(ledger_of(office), "decisions") == []


def test_a_decision_taken_back_twice_says_which_one_took_it_back(superseded: Office) -> None:
    command(superseded, "--use", "甲.xlsx")
    command(superseded, "--undo", "1")
    answer = command(superseded, "--undo", "1")
    assert (answer.code, "已由第 2 条撤销。要恢复它，请用 --undo 2" in answer.error) == (2, True)


def test_of_several_open_returns_it_asks_which(office: Office) -> None:
    for number, name in ((3, "一.xlsx"), (4, "二.xlsx")):
        office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): f"约{number}百"}, name)
        office.collect(BREAKDOWN, today=f"2020-05-2{number}")
    answer = command(office, "--overrule", HUZHOU, "--because", "来函")
    assert answer.code == 2
    assert re.findall(r"[一二]\.xlsx", answer.error) == ["一.xlsx", "二.xlsx"]
    assert table(ledger_of(office), "decisions") == []
    command(
        office, office.folder(BREAKDOWN, "received") / "一.xlsx", "--overrule", HUZHOU, "--because", "来函"
    )
    assert office.collect(BREAKDOWN).states == {"一.xlsx": "accepted", "二.xlsx": "sent_back"}


@KILLING
@pytest.mark.parametrize("words", [["--use", "甲.xlsx"], ["--withdraw", HUZHOU], ["--close"]], ids=" ".join)
def test_a_decision_killed_at_any_step_is_entered_once(
    superseded: Office, tmp_path: Path, words: list[str]
) -> None:
    """After a kill the decision is given again; a ledger made again from the journal says the same.

    The steps are the same whatever is decided: with one decision they are all tried, with the others some.
    """
    order = [superseded.plan, BREAKDOWN, "--workbooks", "", "--today", "2020-05-28", *words]
    with Hand(tmp_path / "手") as hand:
        order[3] = superseded.copy(tmp_path / "数").home
        _, steps = hand.steps("collect", *order)
        for number in every(1 if words[0] == "--use" else 3, tried(steps)):
            copy = superseded.copy(tmp_path / f"第{number}步")
            order[3] = copy.home
            assert hand.run("collect", *order, kill=number).code == -signal.SIGKILL
            for again in (hand.run("collect", *order), hand.run("collect", *order[: -len(words)])):
                assert "Traceback" not in again.error
            shown = status(copy)
            assert [
                re.split("[　（]", line)[1] for line in shown.splitlines() if re.match(r"  \d+\. ", line)
            ] == [DECIDED[words[0]]]
            ledger_of(copy).unlink()
            restored = "提示：台账缺失或损坏，已由旁边的日志（journal.jsonl）重建，内容不变。\n"
            assert status(copy) == restored + shown


DECIDED = {"--use": "改用", "--withdraw": "撤回", "--close": "关闭批次"}


# ------------------------------------------------------------------------------- what the commands then say


def test_the_status_ends_with_the_next_step(office: Office) -> None:
    assert status(office).splitlines()[-1].startswith("下一步：填报表已生成，还没有寄给各市：")
    said(office, 4001, "甲.xlsx")
    said(office, 4002, "乙.xlsx")
    office.collect(BREAKDOWN)
    assert status(office).splitlines()[-1] == (
        "下一步：有 2 份待人工核实（乙.xlsx、甲.xlsx）：请问清以哪份为准，再用 --use 写明文件。"
    )


def test_a_newer_return_says_which_accepted_numbers_it_changes(office: Office) -> None:
    said(office, 4001, "甲.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    said(office, 4002, "乙.xlsx")
    answer = command(office, today="2020-06-05")
    lines = answer.out[
        answer.out.index("湖州市　已接收的数有 1 处改动（甲.xlsx → 乙.xlsx）：") :
    ].splitlines()
    assert re.fullmatch(r"  ［分解表 \S+］吴兴区 K06（.*）：4001 → 4002", lines[1])
    assert "已接收的数被新报的代替了：湖州市，改了哪些见下面。\n" in answer.out
    assert "处改动" not in command(office, today="2020-06-05").out
    assert "4002 → 4001" in command(office, "--use", "甲.xlsx").out
    answer = command(office, "--withdraw", HUZHOU)
    assert re.search(r"湖州市　已接收的 \d+ 个数不再计入（甲.xlsx）。", answer.out)


def test_an_update_of_a_city_that_was_on_time_is_on_time(office: Office) -> None:
    """The breakdown is due on 30 May."""
    said(office, 4001, "甲.xlsx")
    assert "首报" not in office.collect(BREAKDOWN, today="2020-05-20").out
    said(office, 4002, "乙.xlsx")
    report = office.collect(BREAKDOWN, today="2020-06-05")
    assert (report.states["乙.xlsx"], report.returns["乙.xlsx"]["late"]) == ("accepted", False)
    assert re.findall("首报|迟报", report.out) == ["首报"]
    said(office, 4003, "丙.xlsx")
    report = office.collect(BREAKDOWN, today="2020-06-20")
    assert report.returns["丙.xlsx"]["late"] is False
    command(office, "--withdraw", "甲.xlsx")
    assert office.collect(BREAKDOWN).returns["丙.xlsx"]["late"] is True


def test_a_city_whose_first_good_return_was_late_stays_late(office: Office) -> None:
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    said(office, 4001, "甲.xlsx")
    office.collect(BREAKDOWN, today="2020-06-05")
    said(office, 4002, "乙.xlsx")
    report = office.collect(BREAKDOWN, today="2020-06-06")
    assert {name: each["late"] for name, each in report.returns.items()} == {
        "坏.xlsx": False,
        "甲.xlsx": True,
        "乙.xlsx": True,
    }

"""Bytes that come again: a duplicate, a city's last word, an old attachment, or a question to a person."""

import shutil
import zipfile
from collections.abc import Callable
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

import cascade
from tests.support.ledgers import ledger_of
from tests.support.office import BREAKDOWN, Answer, Office, Report, run, with_few_indicators
from tests.support.oracle.form import Form

HANGZHOU, HUZHOU, ZHOUSHAN = "330100", "330500", "330900"
COUNTY = "330502"  # 吴兴区 of 湖州


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has issued the first six indicators of the real plan."""
    plan = with_few_indicators(tmp_path_factory.mktemp("方案") / "方案")
    office = Office(tmp_path_factory.mktemp("下发") / "工作簿", plan)
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture(scope="module")
def superseded(issued: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A (甲) came on 20 May, B (乙) on 22 May, and B counts."""
    office = issued.copy(tmp_path_factory.mktemp("甲乙") / "工作簿")
    for day, number, name in (("20", 4001, "甲.xlsx"), ("22", 4002, "乙.xlsx")):
        office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): Decimal(number)}, name)
        office.collect(BREAKDOWN, today=f"2020-05-{day}")
    return office


@pytest.fixture
def office(superseded: Office, tmp_path: Path) -> Office:
    """The same, at another place; what was collected where it was made is gone from there."""
    office = superseded.copy(tmp_path / "工作簿")
    report = office.collect(BREAKDOWN, today="2020-05-22")  # the folder has moved: nothing changes
    assert robots(report) == "4002"
    return office


def inbox(office: Office) -> Path:
    return office.folder(BREAKDOWN, "received")


def robots(report: Report) -> str:
    return report.values.get("K06", {}).get(COUNTY, "未报")


def command(office: Office, *words: object) -> Answer:
    answer = run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, *words)
    assert "Traceback" not in answer.error, answer.error
    return answer


def copied(office: Office, name: str, to: str) -> Path:
    """A copy of a file of the inbox."""
    path = inbox(office) / to
    path.parent.mkdir(exist_ok=True)
    return Path(shutil.copy(inbox(office) / name, path))


def saved_mail(folder: Path, sent: str, *attached: Path) -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "city@example.invalid", "office@example.invalid", "上报"
    mail["Date"], mail["Message-ID"] = sent, f"<{sent.replace(' ', '')}@example.invalid>"
    mail.set_content("见附件。")
    for path in attached:
        data = path.read_bytes()
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=path.name)
    folder.mkdir(exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}.eml"
    path.write_bytes(mail.as_bytes())
    return path


def states(report: Report) -> dict[str, str]:
    """The states by the last two parts of the path: names repeat."""
    return {"/".join(Path(each["file"]).parts[-2:]): each["state"] for each in report.content["returns"]}


# ----------------------------------------------------------------------------------------- the last word


def test_bytes_received_later_than_what_counts_count_again(office: Office) -> None:
    again = copied(office, "甲.xlsx", "再报/甲.xlsx")
    command(office, again, "--received", "2020-05-25", "--today", "2020-05-29")
    report = office.collect(BREAKDOWN)
    assert robots(report) == "4001"
    assert states(report)["再报/甲.xlsx"] == "accepted"
    assert states(report)["received/乙.xlsx"] == "superseded"
    numbers = cascade.open(office.plan, office.home).round(BREAKDOWN).values()
    assert set(numbers[numbers["raw_text"].notna()]["received"]) == {"2020-05-25"}
    sources = openpyxl.load_workbook(report.content["summary"])["数据来源"]
    texts = [str(cell.value) for row in sources.iter_rows() for cell in row if cell.value]
    assert [text.split("收到 ")[1] for text in texts if "收到 " in text] == ["2020-05-25"]
    assert robots(office.collect(BREAKDOWN)) == "4001"
    command(office, copied(office, "乙.xlsx", "三报/乙.xlsx"), "--received", "2020-05-26")
    assert robots(office.collect(BREAKDOWN)) == "4002"


def test_a_mail_dated_later_than_what_counts_brings_bytes_back(office: Office, tmp_path: Path) -> None:
    saved_mail(tmp_path / "信", "Mon, 25 May 2020 09:00:00 +0800", inbox(office) / "甲.xlsx")
    command(office, "--fetch", tmp_path / "信", "--today", "2020-05-29")
    report = office.collect(BREAKDOWN)
    assert robots(report) == "4001"


def test_bytes_that_come_back_to_their_place_are_a_new_receipt(office: Office) -> None:
    place = inbox(office) / "湖州.xlsx"
    for number, (name, day) in enumerate([("甲", 23), ("乙", 24), ("甲", 25), ("甲", 26), ("乙", 27)]):
        shutil.copy(inbox(office) / f"{name}.xlsx", place)
        report = office.collect(BREAKDOWN, place, today=f"2020-05-{day}")
        assert robots(report) == {"甲": "4001", "乙": "4002"}[name], number
    received = [each for each in report.content["returns"] if Path(each["file"]).name == "湖州.xlsx"]
    assert sorted(each["state"] for each in received) == [
        "accepted",
        "superseded",
        "superseded",
        "superseded",
    ]


# --------------------------------------------------------------------------------------- nothing changes


def moved(office: Office) -> list[Path]:
    old = inbox(office)
    new = old.with_name("搬家后")
    old.rename(new)
    return [new]


def copied_folder(office: Office) -> list[Path]:
    return [Path(shutil.copytree(inbox(office), office.home / "备份"))]


def zipped(office: Office) -> list[Path]:
    path = office.home / "打包.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(inbox(office).glob("*.xlsx")):
            archive.write(each, each.name)
    return [path]


@pytest.mark.parametrize("bring", [moved, copied_folder, zipped])
@pytest.mark.parametrize("dated", [["--today", "2020-05-29"], []], ids=["dated", "undated"])
def test_a_folder_moved_copied_or_packed_changes_nothing(
    office: Office, bring: Callable[[Office], list[Path]], dated: list[str]
) -> None:
    answer = command(office, *bring(office), *dated)
    assert "D19" not in answer.out
    report = office.collect(BREAKDOWN)
    assert robots(report) == "4002"
    assert {each["state"] for each in report.content["returns"]} == {"accepted", "superseded", "duplicate"}
    (counted,) = [each for each in report.content["returns"] if each["state"] == "accepted"]
    assert counted["late"] is False


def test_a_thread_with_both_attachments_changes_nothing(office: Office, tmp_path: Path) -> None:
    both = inbox(office) / "甲.xlsx", inbox(office) / "乙.xlsx"
    saved_mail(tmp_path / "信", "Mon, 25 May 2020 09:00:00 +0800", *both)
    answer = command(office, "--fetch", tmp_path / "信", "--today", "2020-05-29")
    assert "D19" not in answer.out
    assert robots(office.collect(BREAKDOWN)) == "4002"


def test_what_still_lies_where_it_lay_changes_nothing(office: Office) -> None:
    (inbox(office) / "乙.xlsx").unlink()
    report = office.collect(BREAKDOWN, today="2020-05-29")
    assert (robots(report), states(report)["received/甲.xlsx"]) == ("4002", "superseded")


def test_parts_that_come_again_change_nothing(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    said = office.says(BREAKDOWN, ZHOUSHAN)
    fields = sorted({field for _, field in said})
    for name, mine in (("一.xlsx", fields[:3]), ("二.xlsx", fields[3:])):
        form = Form(office.form(BREAKDOWN, ZHOUSHAN))
        form.fill({key: value for key, value in said.items() if key[1] in mine})
        form.save(inbox(office) / name)
    first = office.collect(BREAKDOWN, today="2020-05-20")
    assert first.states == {"一.xlsx": "accepted", "二.xlsx": "accepted"}
    shutil.copytree(inbox(office), inbox(office) / "又")
    report = office.collect(BREAKDOWN, today="2020-06-20")
    assert sorted(states(report).values()) == ["accepted", "accepted", "duplicate", "duplicate"]
    assert report.values == first.values
    assert [each["late"] for each in report.content["returns"] if each["state"] == "accepted"] == [False] * 2
    (again,) = (
        each for each in report.content["returns"] if each["state"] == "duplicate" and "又/一" in each["file"]
    )
    assert again["findings"] == []


# ------------------------------------------------------------------------------------------ a person chooses


@pytest.mark.parametrize(
    "dated",
    [[], ["--received", "2020-05-22"], ["--received", "2020-05-21"]],
    ids=["undated", "same", "earlier"],
)
@pytest.mark.parametrize("choice", ["甲.xlsx", "乙.xlsx"])
def test_where_nothing_tells_which_came_last_a_person_chooses(
    office: Office, dated: list[str], choice: str
) -> None:
    again = copied(office, "甲.xlsx", "再报/甲二.xlsx")
    command(office, again, *dated)
    report = office.collect(BREAKDOWN)
    assert (report.states["甲二.xlsx"], robots(report)) == ("held", "4002")
    message = report.message("甲二.xlsx", "D19")
    assert "乙.xlsx，2020-05-22 收到" in message
    assert "用 --use 写明文件" in report.out
    command(office, "--use", choice, "--today", "2020-05-29")
    report = office.collect(BREAKDOWN)
    assert robots(report) == {"甲.xlsx": "4001", "乙.xlsx": "4002"}[choice]
    assert "held" not in report.states.values()
    assert report.states["甲二.xlsx"] == ("duplicate" if choice == "甲.xlsx" else "superseded")


def test_a_held_repeat_that_is_taken_away_is_settled(office: Office) -> None:
    again = copied(office, "甲.xlsx", "再报/甲二.xlsx")
    assert "D19" in command(office, again).out
    again.unlink()
    report = office.collect(BREAKDOWN)
    assert ("甲二.xlsx" in report.states, robots(report)) == (False, "4002")


def test_a_copy_of_one_of_two_rivals_decides_nothing(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    for number, name in ((4001, "甲.xlsx"), (4002, "乙.xlsx")):
        office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): Decimal(number)}, name)
    office.collect(BREAKDOWN, today="2020-05-20")
    command(office, copied(office, "甲.xlsx", "又/甲二.xlsx"))
    report = office.collect(BREAKDOWN)
    assert report.states == {"甲.xlsx": "held", "乙.xlsx": "held", "甲二.xlsx": "held"}
    command(office, "--use", inbox(office) / "乙.xlsx")
    assert robots(office.collect(BREAKDOWN)) == "4002"


def test_a_share_that_comes_again_is_treated_alike(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", ZHOUSHAN, "--parts", "county").code == 0
    said = office.says(BREAKDOWN, ZHOUSHAN)
    shares = sorted(office.folder(BREAKDOWN, "issued").glob(f"{ZHOUSHAN}_*_分表/*.xlsx"))
    for share in shares:
        form = Form(share)
        form.fill({key: value for key, value in said.items() if key[0] in form.regions})
        form.save(inbox(office) / share.name)
    first = office.collect(BREAKDOWN, today="2020-05-20")
    assert ZHOUSHAN not in first.missing
    county = shares[0].name
    old = copied(office, county, f"旧/{county}").rename(office.home / county)
    form = Form(shares[0])
    key = next(key for key in said if key[0] in form.regions and key[1] == "K06")
    seven_more = Decimal(said[key]) + 7
    form.fill({each: value for each, value in said.items() if each[0] in form.regions} | {key: seven_more})
    form.save(inbox(office) / county)
    later = office.collect(BREAKDOWN, today="2020-05-22")
    assert Decimal(later.values["K06"][key[0]]) == seven_more
    assert "D19" in command(office, old).out
    report = office.collect(BREAKDOWN, today="2020-05-22")
    assert report.values == later.values
    command(office, "--use", old)
    assert office.collect(BREAKDOWN).values == first.values


# ------------------------------------------------------------------------------------- twins of what fails


def test_two_empty_files_are_each_refused_for_what_they_are(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    for name in ("杭州市.xlsx", "湖州市.xlsx"):
        (inbox(office) / name).parent.mkdir(exist_ok=True)
        (inbox(office) / name).write_bytes(b"")
    report = office.collect(BREAKDOWN)
    assert report.states == {"杭州市.xlsx": "refused", "湖州市.xlsx": "refused"}
    assert [report.found(name) for name in report.states] == [[("F01", None, None)]] * 2


def test_a_copy_of_a_return_that_went_back_goes_back(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    copied(office, "坏.xlsx", "坏（又一份）.xlsx")
    assert set(office.collect(BREAKDOWN).states.values()) == {"sent_back"}
    copied(office, "坏.xlsx", "坏（第三份）.xlsx")
    report = office.collect(BREAKDOWN, today="2020-05-29")
    assert report.states == {
        "坏.xlsx": "superseded",
        "坏（又一份）.xlsx": "superseded",
        "坏（第三份）.xlsx": "sent_back",
    }
    assert [each["late"] for each in report.returns.values()] == [False] * 3


def test_a_folder_with_open_returns_that_moves_gives_no_new_number(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): "约三百"}, "坏.xlsx")
    office.fill(BREAKDOWN, ZHOUSHAN, name="好.xlsx")
    first = office.collect(BREAKDOWN, today="2020-05-20")
    office = office.copy(tmp_path / "搬家")
    again = office.collect(BREAKDOWN, today="2020-06-20")
    assert Path(again.content["summary"]).name == Path(first.content["summary"]).name
    assert again.returns["坏.xlsx"]["late"] is False


def test_a_mailbox_collected_at_once_counts_the_last_word(issued: Office, tmp_path: Path) -> None:
    """A on 20 May, B on 22 May, A again on 25 May: all in one collection."""
    office = issued.copy(tmp_path / "工作簿")
    one = office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): Decimal(4001)}, "甲.xlsx").rename(
        tmp_path / "甲.xlsx"
    )
    two = office.fill(BREAKDOWN, HUZHOU, {(COUNTY, "K06"): Decimal(4002)}, "乙.xlsx").rename(
        tmp_path / "乙.xlsx"
    )
    for day, name, path in ((20, "Wed", one), (22, "Fri", two), (25, "Mon", one)):
        saved_mail(tmp_path / "信", f"{name}, {day} May 2020 09:00:00 +0800", path)
    command(office, "--fetch", tmp_path / "信", "--today", "2020-05-29")
    assert robots(office.collect(BREAKDOWN)) == "4001"


def test_one_scan_of_two_cities_is_an_annex_of_each(issued: Office, tmp_path: Path) -> None:
    office = issued.copy(tmp_path / "工作簿")
    for name in ("杭州市盖章.pdf", "湖州市盖章.pdf", "湖州市盖章（2）.pdf"):
        (inbox(office) / name).parent.mkdir(exist_ok=True)
        (inbox(office) / name).write_bytes(b"%PDF-1.4")
    report = office.collect(BREAKDOWN)
    assert {name: (each["state"], each["region"]) for name, each in report.returns.items()} == {
        "杭州市盖章.pdf": ("annex", HANGZHOU),
        "湖州市盖章.pdf": ("annex", HUZHOU),
        "湖州市盖章（2）.pdf": ("duplicate", HUZHOU),
    }


def test_a_journal_tells_repeats_and_choices_as_the_ledger_does(office: Office) -> None:
    command(office, copied(office, "甲.xlsx", "再报/甲.xlsx"), "--received", "2020-05-25")
    command(office, copied(office, "乙.xlsx", "三报/乙二.xlsx"))
    command(office, "--use", inbox(office) / "乙.xlsx", "--by", "经办人一")
    wanted, status = office.collect(BREAKDOWN), command(office, "--status").out
    ledger_of(office).unlink()
    report = office.collect(BREAKDOWN)
    assert report.content | {"summary": ""} == wanted.content | {"summary": ""}
    assert command(office, "--status").out == status
    assert robots(report) == "4002"

"""A bad file is taken out of the inbox at the desk; what was accepted stays, and nothing is lost."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from cascade.desk import downloads
from tests.support.bad_files import locked_archive
from tests.support.desk import RunningDesk, running_desk, wait_until
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Office, run, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HANGZHOU, NINGBO = "330100", "330200"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """杭州市's return in an archive with a broken file, and another broken file beside it."""
    home = tmp_path_factory.mktemp("移出")
    office = Office(home / "工作簿", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    path = office.fill(BREAKDOWN, HANGZHOU)
    broken = b"PK\x03\x04" + bytes(200)
    with zipfile.ZipFile(path.with_name("杭州.zip"), "w") as archive:
        archive.write(path, path.name)
        archive.writestr("另一份.xlsx", broken)
    path.unlink()
    path.with_name("坏的.xlsx").write_bytes(broken + b"1")
    told = run(
        "collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", IN_TIME[BREAKDOWN]
    ).out
    assert (
        "新收到 3 份文件（1 个压缩包或邮件里的 2 份，另外直接放的 1 份；1 家报来 1 份，2 份认不出是哪家的）："
    ) in told
    return office


@pytest.fixture(scope="module")
def desk(office: Office) -> Iterator[RunningDesk]:
    with running_desk(office.home) as running:
        running.let_in()
        yield running


def outcomes(desk: RunningDesk, work: str) -> list[str]:
    """The sentences that say how some work came out."""
    found = re.findall('<p class="told (?:done|alert)">(.*?)</p>', work_of(desk, work))
    return [re.sub("<[^>]+>", "", each) for each in found]


def work_of(desk: RunningDesk, work: str) -> str:
    """The page of some work that has ended."""
    wait_until(lambda: "data-work" not in desk.ask(work).text)
    return desk.ask(work).text


def take_out(desk: RunningDesk, office: Office, name: str) -> str:
    digest = office.collect(BREAKDOWN).returns[name]["sha256"]
    asked = desk.ask(f"{ROUND}/act/aside?file={digest}")
    assert asked.status == 200, asked.text
    answer = desk.post(f"{ROUND}/act/aside", file=digest, because="用不着")
    assert answer.status == 303
    (told,) = outcomes(desk, answer.headers["Location"])
    assert told.endswith(" 已从本批次移出，原件仍保存，可以放回。")
    assert "data-version=" in desk.ask(answer.headers["Location"]).text  # its head grows old no more
    return asked.text


def test_files_and_archives_are_taken_out(desk: RunningDesk, office: Office) -> None:
    board = desk.ask(f"{ROUND}/").text
    assert "有 2 份读不出数（坏的.xlsx、另一份.xlsx）" in board
    assert "共 11 家：已接收 1 家、未报 10 家。收到文件 3 份：各家列出的 1 份，认不出是哪家的 2 份。" in board
    assert f'href="{ROUND}/city/strangers"' in board
    asked = take_out(desk, office, "坏的.xlsx")
    assert "坏的.xlsx 从本批次移出，不再等您决定" in asked
    assert "有 1 份读不出数（另一份.xlsx）" in desk.ask(f"{ROUND}/").text
    asked = take_out(desk, office, "另一份.xlsx")
    assert "整个压缩包或邮件杭州.zip 从本批次移出" in asked
    board = desk.ask(f"{ROUND}/").text
    assert "还有 10 家未报" in board
    inbox = office.folder(BREAKDOWN, "received")
    assert [each.name for each in inbox.rglob("*") if each.is_file()] == []
    assert sorted(each.name for each in inbox.with_name("移出").iterdir()) == ["坏的.xlsx", "杭州.zip"]
    report = office.collect(BREAKDOWN)
    assert (HANGZHOU in report.missing, len(report.missing)) == (False, 10)


def test_a_city_whose_file_does_not_open_has_sent_something(desk: RunningDesk, office: Office) -> None:
    bad = office.folder(BREAKDOWN, "received") / "宁波市.xlsx"
    bad.write_bytes(b"PK\x03\x04" + bytes(400))
    bad.with_name("杭州市.xlsx").write_bytes(b"PK\x03\x04" + bytes(500))
    digest = office.collect(BREAKDOWN).returns[bad.name]["sha256"]
    board = desk.ask(f"{ROUND}/").text
    assert "有 2 份读不出数（杭州市、宁波市）：请看过信后发出，请其重新报送" in board
    assert "已接收<b>1<small>/11" in board
    assert "未归到设区市的文件" not in board
    city = desk.ask(f"{ROUND}/city/c{NINGBO}").text
    meant = "文件读不出数（坏了、有密码、不是 Excel 表），没有计入；请对方重新报送"
    sign = '<span aria-hidden="true">×</span>'
    assert f'宁波市 <span class="mark bad" title="{meant}">{sign} 已收但读不出数</span>' in city
    assert "宁波市报来的文件收到了，但读不出数" in city
    assert f'href="{ROUND}/act/unreadable?city={NINGBO}">写重报函</a>' in city
    assert [each for each in ("as", "aside", "use", "withdraw") if f"/act/{each}?" in city] == ["as", "aside"]
    assert "这个文件里的数读不出来，不计入汇总" in desk.ask(f"{ROUND}/act/as?file={digest}").text
    accepted = desk.ask(f"{ROUND}/city/c{HANGZHOU}").text
    assert f'href="{ROUND}/act/unreadable?city={HANGZHOU}">写重报函</a>' in accepted
    assert "已计入汇总：" in accepted
    assert "→" not in take_out(desk, office, "杭州市.xlsx")
    asked = take_out(desk, office, bad.name)
    assert "宁波市：已收但读不出数 → 未报" in asked
    assert f'href="{ROUND}/city/c{NINGBO}">不做，返回</a>' in asked
    assert "读不出数" not in desk.ask(f"{ROUND}/").text


def test_an_archive_that_gives_nothing_out_is_taken_away_as_it_came(
    desk: RunningDesk, office: Office
) -> None:
    packed = office.folder(BREAKDOWN, "received") / "宁波市.zip"
    packed.write_bytes(locked_archive("上报.xlsx"))
    digest = office.collect(BREAKDOWN).returns["上报.xlsx"]["sha256"]
    assert "还没有收集" not in desk.ask(f"{ROUND}/").text
    answer = desk.ask(f"{ROUND}/original/{digest}")
    assert answer.body == packed.read_bytes()
    assert quote(packed.name) in answer.headers["Content-Disposition"]
    assert "整个压缩包或邮件宁波市.zip 从本批次移出" in take_out(desk, office, "上报.xlsx")
    assert not packed.exists()


def test_what_was_taken_out_stands_in_the_story(desk: RunningDesk) -> None:
    story = desk.ask(f"{ROUND}/story").text
    for name in ("坏的.xlsx", "宁波市　宁波市.xlsx"):
        assert f"{name}（现为已收但读不出数，已移出）" in story
    assert ">移出 宁波市.xlsx，理由：用不着　完成</a>" in story


def test_what_was_taken_out_is_put_back(desk: RunningDesk, office: Office) -> None:
    before = desk.ask(f"{ROUND}/").text
    assert "已移出的文件" in before
    digest = dict(re.findall(r"<bdi>([^<]+)</bdi> <a[^>]+taken=([0-9a-f]{64})", before))["坏的.xlsx"]
    asked = desk.ask(f"{ROUND}/act/back?taken={digest}").text
    assert "坏的.xlsx 放回本批次，重新读取、检查、登记。" in asked
    assert f'href="{ROUND}/">不做，返回</a>' in asked
    done = desk.post(f"{ROUND}/act/back", taken=digest).headers["Location"]
    assert outcomes(desk, done) == ["坏的.xlsx 已放回本批次。"]
    board = desk.ask(f"{ROUND}/").text
    assert "有 1 份读不出数（坏的.xlsx）" in board
    assert digest not in board
    again = desk.ask(f"{ROUND}/act/back?taken={digest}")
    assert (again.status, "<h2>不用再办</h2>" in again.text) == (409, True)
    assert "移出的文件里没有这一个：已经放回，不必再办。" in again.text
    assert ">放回 坏的.xlsx　完成</a>" in desk.ask(f"{ROUND}/story").text
    strangers = desk.ask(f"{ROUND}/city/strangers").text
    assert "不是上报表的，点“不要了，移出”" in strangers
    assert "从本批次移出；原件仍保存，可以放回。" in strangers
    take_out(desk, office, "坏的.xlsx")
    again = desk.ask(f"{ROUND}/act/aside?file={digest}")  # the way back in a browser leads here
    assert "<h2>不用再办</h2>" in again.text
    assert "这个文件已经移出，不在本批次了。原件仍保存，在“报送情况”最下面可以放回。" in again.text
    assert desk.post(f"{ROUND}/act/aside", file=digest).status == 409


def test_what_counts_is_not_taken_out(desk: RunningDesk, office: Office) -> None:
    (digest,) = {each["sha256"] for each in office.collect(BREAKDOWN).content["returns"]}
    answer = desk.ask(f"{ROUND}/act/aside?file={digest}")
    assert answer.status == 409
    assert "这个文件不在待处理的文件里" in answer.text


def test_a_file_of_another_folder_stays_there(office: Office, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    broken = elsewhere / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(300))
    report = office.collect(BREAKDOWN, elsewhere)
    digest = report.returns["坏.xlsx"]["sha256"]
    with running_desk(office.home) as desk:
        desk.let_in()
        answer = desk.post(f"{ROUND}/act/aside", file=digest)
        wait_until(lambda: "data-work" not in desk.ask(answer.headers["Location"]).text)
        assert "坏.xlsx</a> 不是放入这里的，是从别处收集的" in desk.ask(answer.headers["Location"]).text
    assert broken.exists()


def test_what_was_collected_adds_up_and_leads_to_what_waits(desk: RunningDesk, office: Office) -> None:
    def collected(name: str, bytes_: int) -> str:
        (office.folder(BREAKDOWN, "received") / name).write_bytes(b"PK\x03\x04" + bytes(bytes_))
        return work_of(desk, desk.post(f"{ROUND}/act/collect").headers["Location"])

    assert "读取了 1 个文件。" in collected("又一份.xlsx", 300)
    page = collected("再一份.xlsx", 400)
    assert "读取了 2 个文件：新收到 1 份，其余 1 个以前收过，或不用看。" in page
    (outcome,) = re.findall('<p class="told (?:done|alert)">(.*?)</p>', page)
    link = rf'<a href="{ROUND}/city/strangers#f\d+">再一份.xlsx</a>'
    assert re.fullmatch(f"新收到 1 份文件（1 份认不出是哪家的）：已收但读不出数 1 份（{link}）。", outcome)


def test_what_was_taken_out_of_a_round_is_not_asked_about_in_the_next(
    desk: RunningDesk, office: Office
) -> None:
    """It is told where it was taken out, and asked about again once it is put back there."""
    assert office.generate(JUNE, "--city", HANGZHOU).code == 0
    book = openpyxl.Workbook()
    book.create_sheet("回执").append(["会议回执", "参加", "2 人"])
    path = office.folder(BREAKDOWN, "received") / "会议回执.xlsx"
    book.save(path)
    content, digest = path.read_bytes(), downloads.digest(path)
    take_out(desk, office, path.name)

    def june() -> tuple[str, list[str]]:
        found = office.collect(JUNE).returns["回执.xlsx"]
        return found["state"], [each["code"] for each in found["findings"]]

    inbox = office.folder(JUNE, "received")
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "回执.xlsx").write_bytes(content)
    assert june() == ("ignored", ["M05"])
    told = "与“目标分解”移出的一份完全相同，已定下不是上报表，这里不再问"
    assert told in desk.ask(f"/p/zhejiang-2020/{JUNE}/city/strangers").text
    work_of(desk, desk.post(f"{ROUND}/act/back", taken=digest).headers["Location"])
    assert june() == ("held", ["D01"])

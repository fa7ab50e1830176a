"""The desk killed at points of an upload, a collection, a sending: nothing lost, nothing half, and told."""

import re
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.certificates import Certificate, make_certificate
from tests.support.desk import RunningDesk, drop_files, running_desk, work_ended
from tests.support.dying_desk import NEVER, begun, spread, unended
from tests.support.killed_desk import arm, trace
from tests.support.ledgers import ledger_of, rebuilt, table, tables
from tests.support.mail_office import LOGIN, ME, SENDER
from tests.support.office import BREAKDOWN, Office, issued_office
from tests.support.programs import KILLING
from tests.support.sample import count
from tests.support.smtp_server import SmtpServer, smtp_server

pytestmark = KILLING
ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
CITIES = ("330100", "330200", "330300")
POINTS = count(3, 15)  # of the upload with its collection, and of the sending
KILLED = "tests.support.killed_desk"
INTERRUPTED, UNREAD = "没有完成：程序中途停止了", "有 3 个还没有收集"  # on the board after a kill


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("断") / "甲"
    home.mkdir()
    return issued_office(home / "工作簿", home.parent / "zhejiang-2020")


@pytest.fixture(scope="module")
def returns(master: Office) -> dict[str, bytes]:
    """What three cities send, by name."""
    return master.sent_by(BREAKDOWN, CITIES)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


def copy(master: Office, name: str) -> Office:
    """The same office beside it: the way to its plan is the same."""
    folder = master.home.parent.with_name(name)
    folder.mkdir()
    return master.copy(folder / master.home.name)


def drop(desk: RunningDesk, files: dict[str, bytes]) -> str:
    """Drop files; return the address of the work, "" where no answer came."""
    with suppress(OSError, HTTPException):
        return drop_files(desk, f"{ROUND}/drop", files).headers.get("Location", "")
    return ""


def inbox(office: Office) -> dict[str, bytes]:
    """All that lies in the inbox, by name."""
    files = (each for each in office.folder(BREAKDOWN, "received").rglob("*") if each.is_file())
    return {each.name: each.read_bytes() for each in files}


def try_upload(office: Office, returns: dict[str, bytes], at: int) -> tuple[int, str, str]:
    """Drop three files, be killed at an event, start again, finish.

    Returns the number of events, the board after the start, and what has to stand there.
    """
    with running_desk(office.home, module=KILLED) as desk:
        desk.let_in()
        arm(office.home, at)
        address = drop(desk, returns)
        ended = bool(address) and work_ended(desk, address)
    events, came = len(trace(office.home)), inbox(office)
    waiting = INTERRUPTED if unended(office.home) else UNREAD if came and not begun(office.home) else ""
    assert ended is (events < at), (
        "a point may lie behind the end: on a busy machine more events were counted"
    )
    assert came in ({}, returns), list(came)
    assert came == returns or not address, "what was said to have come is there"
    with running_desk(office.home) as desk:
        desk.let_in()
        board = desk.ask(f"{ROUND}/")
        assert board.status == 200, board.text
        assert not (office.home / ".coming").exists() or not list((office.home / ".coming").iterdir())
        address = drop(desk, returns) if not came else desk.post(f"{ROUND}/act/collect").headers["Location"]
        assert work_ended(desk, address)
    assert inbox(office) == returns
    report = office.collect(BREAKDOWN)
    assert sorted(report.states.values()) == ["accepted"] * 3, report.states
    assert [each for each in office.tables.cities if each not in report.missing] == list(CITIES)
    return events, board.text, waiting


@pytest.fixture(scope="module")
def whole_upload(master: Office, returns: dict[str, bytes]) -> int:
    """The number of events of a drop with its collection."""
    return try_upload(copy(master, "整"), returns, NEVER)[0]


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_in_an_upload_and_a_collection(
    master: Office, returns: dict[str, bytes], whole_upload: int, number: int, tmp_path: Path
) -> None:
    office = copy(master, f"收{number}")
    at = spread(whole_upload, POINTS)[number]
    _, board, waiting = try_upload(office, returns, at)
    assert waiting in board
    assert rebuilt(office, tmp_path / "重建") == tables(ledger_of(office))
    assert not (office.home / "运行记录.log").exists()


# ------------------------------------------------------------------------------------------------- sending


def mail_settings(smtp: SmtpServer, certificate: Certificate) -> dict[str, str]:
    return {
        "office.address": SENDER,
        "office.me": ME,
        "smtp.host": "127.0.0.1",
        "smtp.port": str(smtp.port),
        "smtp.security": "starttls",
        "smtp.user": LOGIN[0],
        "smtp.password": LOGIN[1],
        "smtp.ca_file": str(certificate.authority),
        "smtp.pause": "0",
        "smtp.timeout": "10",
    }


def send(desk: RunningDesk, smtp: SmtpServer, certificate: Certificate, before: Callable[[], None]) -> bool:
    """Type the settings, look at the letters to three cities, send them; return whether it ended."""
    page = desk.ask(f"{ROUND}/letters/settings").text
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    assert desk.post(f"{ROUND}/letters/settings", **mail_settings(smtp, certificate), seen=seen).status == 303
    query = urlencode({"how": "send", "city": ",".join(CITIES)})
    looked = re.findall(r'name="looked" value="([^"]*)"', desk.ask(f"{ROUND}/letters/send/last?{query}").text)
    before()
    with suppress(OSError, HTTPException):
        values = {"looked": looked[0], "how": "send", "city": ",".join(CITIES)}
        answer = desk.post(f"{ROUND}/letters/send/last", **values)
        assert answer.status == 303, answer.text
        return work_ended(desk, answer.headers["Location"])
    return False


def try_sending(office: Office, certificate: Certificate, at: int) -> int:
    """Send three letters, be killed at an event, start again, settle what is in doubt, send the rest."""
    with smtp_server(security="starttls", certificate=certificate, login=LOGIN) as smtp:
        mail = office.home.with_name("mail.toml")
        with running_desk(office.home, "--mail", mail, module=KILLED) as desk:
            desk.let_in()
            ended = send(desk, smtp, certificate, lambda: arm(office.home, at))
        events = len(trace(office.home))
        assert ended is (events < at)
        with running_desk(office.home, "--mail", mail) as desk:
            desk.let_in()
            told = "没有完成：程序中途停止了" in desk.ask(f"{ROUND}/").text
            assert told is bool(unended(office.home))
            doubtful = re.findall(
                r"act/settle\?city=(\d+)&amp;fate=arrived", desk.ask(f"{ROUND}/letters").text
            )
            assert len(doubtful) <= 1
            for city in doubtful:
                got = any(office.tables.addresses[city][0] in each.recipients for each in smtp.messages)
                answer = desk.post(f"{ROUND}/act/settle", city=city, fate="arrived" if got else "again")
                assert work_ended(desk, answer.headers["Location"])
            assert send(desk, smtp, certificate, lambda: None)
            assert "没有完成：程序中途停止了" not in desk.ask(f"{ROUND}/").text
        for city in CITIES:
            mine = [each for each in smtp.messages if office.tables.addresses[city][0] in each.recipients]
            assert len(mine) == 1, (city, len(mine))
    return events


@pytest.fixture(scope="module")
def whole_sending(master: Office, certificate: Certificate) -> int:
    return try_sending(copy(master, "发"), certificate, NEVER)


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_in_a_sending(
    master: Office, certificate: Certificate, whole_sending: int, number: int, tmp_path: Path
) -> None:
    office = copy(master, f"发{number}")
    try_sending(office, certificate, spread(whole_sending, POINTS)[number])
    states = [each["state"] for each in table(ledger_of(office), "post")]
    assert states == ["sent"] * 3
    assert rebuilt(office, tmp_path / "重建") == tables(ledger_of(office))

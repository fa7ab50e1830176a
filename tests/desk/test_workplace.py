"""The desk in trouble: odd and vanished folders, a full disk, a ledger that somebody else holds."""

import json
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from cascade.desk.jobs import Jobs
from cascade.desk.records import DeskAction, Records
from cascade.ledger import locked
from tests.support.desk import RunningDesk, drop_files, running_desk, wait_until
from tests.support.office import BREAKDOWN, Office, issued_office
from tests.support.sample import is_long
from tests.support.small_disk import fill_up, small_disk

PATIENT = pytest.mark.skipif(not is_long(), reason="waits half a minute for a lock: only with --long")
ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
NO_FOLDER = (
    "存放资料的文件夹不见了：可能是移走了、改名了，或者移动硬盘、网络盘断开了。"
    "请移回原处或重新接上，再刷新这一页；里面的内容不受影响。"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office on a path that is hard to write down."""
    home = tmp_path_factory.mktemp("难") / "李 的#文件夹 100%'s & ？co"
    home.mkdir()
    return issued_office(home / "工作 簿", home.parent / "zhejiang-2020")


@pytest.fixture(scope="module")
def content(office: Office) -> bytes:
    """What a city sends."""
    return office.sent_by(BREAKDOWN, ["330100"]).popitem()[1]


@pytest.fixture(scope="module")
def let_in(desk: RunningDesk) -> RunningDesk:
    desk.let_in()
    return desk


def told(desk: RunningDesk, address: str) -> str:
    """What work has told at its end."""
    wait_until(lambda: "data-work" not in desk.ask(address).text)
    return desk.ask(address).text


def test_a_hard_path_and_drops_of_one_moment(let_in: RunningDesk, office: Office, content: bytes) -> None:
    """Four people drop a file of the same name at once: all four come, each into a folder of its own."""
    files = [{"报表.xlsx": content + bytes([number])} for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: drop_files(let_in, f"{ROUND}/drop", each), files))
    assert [each.status for each in answers] == [303] * 4, answers
    pages = [told(let_in, each.headers["Location"]) for each in answers]
    assert any("读取了 4 个文件" in each for each in pages)
    came = office.folder(BREAKDOWN, "received").glob("网页_*/报表.xlsx")
    assert sorted(each.read_bytes()[-1] for each in came) == [0, 1, 2, 3]
    assert not (office.home / "运行记录.log").exists()


def test_a_folder_that_is_gone_and_comes_back(let_in: RunningDesk, office: Office) -> None:
    away = office.home.with_name("移走")
    plan = office.home / "zhejiang-2020"
    plan.rename(away)
    for path in (f"{ROUND}/", f"{ROUND}/city/c330100", f"{ROUND}/act/collect"):
        answer = let_in.ask(path)
        assert answer.status == 404
        assert "它说的方案或文件可能已经移走或改名：移回原处，这一页就又有了。" in answer.text
    assert let_in.post(f"{ROUND}/act/collect").status == 404
    assert not plan.exists()
    away.rename(plan)
    assert let_in.ask(f"{ROUND}/").status == 200
    office.home.rename(away)
    for path in ("/", f"{ROUND}/"):
        assert NO_FOLDER in let_in.ask(path).text
    assert NO_FOLDER in drop_files(let_in, "/bring", {"x.xlsx": b"x"}).text
    assert not office.home.exists()
    away.rename(office.home)
    assert let_in.ask(f"{ROUND}/").status == 200


@dataclass
class OpenTab:
    """A page that stays open and asks for news as desk.js does; `known` is the version that it shows."""

    desk: RunningDesk
    known: str = ""
    slowest: float = 0.0

    def look(self) -> None:
        """Show the board anew."""
        found = re.search(r'data-version="([^"]+)"', self._asked(f"{ROUND}/"))
        assert found
        self.known = found[1]

    def learns(self) -> None:
        """Ask every three seconds until there is news, and show it."""
        before, end = self.known, time.monotonic() + 120
        while self.known == before:
            assert time.monotonic() < end, "no news came"
            time.sleep(3)
            if str(json.loads(self._asked(f"{ROUND}/version"))["version"]) != before:
                self.look()

    def _asked(self, path: str) -> str:
        began = time.monotonic()
        answer = self.desk.ask(path)
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert answer.status == 200, answer.text
        return answer.text


def test_twenty_open_tabs_learn_of_a_drop(let_in: RunningDesk, content: bytes) -> None:
    """While what was dropped is collected, no page takes a second, and little memory is held."""
    tabs = [OpenTab(let_in) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(OpenTab.look, tabs))
        learning = [pool.submit(tab.learns) for tab in tabs]
        answer = drop_files(let_in, f"{ROUND}/drop", {"杭州.xlsx": content})
        assert answer.status == 303
        for each in learning:
            each.result()
        told(let_in, answer.headers["Location"])
        list(pool.map(OpenTab.look, tabs))
    assert len({tab.known for tab in tabs}) == 1
    assert max(tab.slowest for tab in tabs) < 1, sorted(tab.slowest for tab in tabs)
    assert psutil.Process(let_in.process.pid).memory_info().rss < 300 << 20


def test_numbers_beyond_all_counting(let_in: RunningDesk) -> None:
    for path in (f"{ROUND}/work/{10**30}", f"/drafting/{10**30}"):
        assert let_in.ask(path).status == 404
    assert let_in.post(f"{ROUND}/act/collect", seen="9" * 5000).status == 409


def test_a_city_of_twenty_thousand_characters_leads_nowhere(let_in: RunningDesk) -> None:
    """An answer that leads on would carry it in a header longer than any browser reads."""
    answer = let_in.post(f"{ROUND}/act/send", city="字" * 20_000)
    assert answer.status == 409
    assert "“字字字" in answer.text


def test_hundreds_of_files_half_of_them_alike(let_in: RunningDesk) -> None:
    files = {f"{number}.txt": b"x" * max(1, number - 150) for number in range(300)}
    answer = drop_files(let_in, f"{ROUND}/drop", files)
    told(let_in, answer.headers["Location"])
    assert let_in.ask(f"{ROUND}/city/strangers").text.count(">不要了，移出</a>") >= 300


@PATIENT
def test_a_ledger_that_another_program_holds(let_in: RunningDesk, office: Office) -> None:
    """What is known is shown; who asks for more is told after a while."""
    assert let_in.ask("/").status == 200
    ledger = office.home / "zhejiang-2020" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for path in ("/", f"{ROUND}/", f"{ROUND}/products", f"{ROUND}/version"):
            assert let_in.ask(path).status == 200
        answer = let_in.ask(f"{ROUND}/story")
        assert "文件正被别的程序使用：zhejiang-2020/ledger.sqlite" in answer.text
        assert "请等它完成，或关闭正在使用这个文件的程序，再试一次。" in answer.text
    assert let_in.ask(f"{ROUND}/story").status == 200


@PATIENT
def test_a_console_that_holds_the_lock_is_named(let_in: RunningDesk, office: Office) -> None:
    with locked(office.home / "zhejiang-2020", "收集上报表"):
        address = let_in.post(f"{ROUND}/act/collect").headers["Location"]
        page = told(let_in, address)
    assert "别人正在办理：收集上报表，进程 " in page
    assert "请等它完成后再做一次。" in page


@pytest.mark.parametrize("name", ["received", "summary"])
def test_a_folder_that_cannot_be_written_to(
    let_in: RunningDesk, office: Office, content: bytes, name: str
) -> None:
    """A file stands where the folder should be, which stops even who may everything: told, nothing lost."""
    folder = office.folder(BREAKDOWN, name)
    folder.mkdir(exist_ok=True)
    away = folder.rename(folder.with_name("移走"))
    folder.write_bytes(b"")
    sent = {f"{name}.xlsx": content + name.encode()}
    answer = drop_files(let_in, f"{ROUND}/drop", sent)
    page = answer.text if name == "received" else told(let_in, answer.headers["Location"])
    assert f"应该是文件夹的地方放着一个文件：zhejiang-2020/breakdown/{name}" in page
    assert "请把它改名或移走，再试一次。已收到的原件没有丢失。" in page
    folder.unlink()
    away.rename(folder)
    if name == "received":
        answer = drop_files(let_in, f"{ROUND}/drop", sent)
    else:
        answer = let_in.post(f"{ROUND}/act/collect")
    assert "目标分解汇总表_第" in told(let_in, answer.headers["Location"])
    assert sent[f"{name}.xlsx"] in [each.read_bytes() for each in folder.parent.glob("received/网页_*/*")]
    assert list((office.home / ".coming").iterdir()) == []
    assert not (office.home / "运行记录.log").exists()


def test_a_disk_that_is_full(office: Office, content: bytes, tmp_path: Path) -> None:
    with small_disk(tmp_path / "盘") as disk:
        there = Office(disk / "工作簿", office.plan)
        assert there.generate(BREAKDOWN).code == 0
        with running_desk(there.home) as desk:
            desk.let_in()
            answer = drop_files(desk, f"{ROUND}/drop", {"大.xlsx": bytes(20 << 20)})
            assert answer.status == 500
            assert "磁盘已满" in answer.text
            assert "请腾出空间后再试一次。已收到的原件没有丢失。" in answer.text
            assert list((there.home / ".coming").iterdir()) == []
            ballast = fill_up(disk, 0)
            assert desk.ask(f"{ROUND}/").status == 200
            assert "磁盘已满" in desk.post(f"{ROUND}/act/collect").text
            ballast.unlink()
            answer = drop_files(desk, f"{ROUND}/drop", {"报表.xlsx": content})
            assert "读取了 1 个文件" in told(desk, answer.headers["Location"])
        assert not (there.home / "运行记录.log").exists()


def test_work_whose_end_cannot_be_recorded_has_ended(tmp_path: Path) -> None:
    with small_disk(tmp_path / "盘") as disk:
        jobs = Jobs(Records(disk / "desk.sqlite"), disk / "log", str)
        ballast: list[Path] = []

        def story() -> int:
            ballast.append(fill_up(disk, 0))
            return 0

        number = jobs.submit(DeskAction("甲", "p", "r", "", "收集"), story)
        wait_until(lambda: not jobs.going_on("p", "r"))
        job = jobs.job(number)
        if job is None:
            pytest.skip("the end found room in a page that was there")
        assert job.code == 0
        ballast[0].unlink()
        number = jobs.submit(DeskAction("甲", "p", "r", "", "收集"), lambda: 0)
        wait_until(lambda: jobs.job(number) is None)

"""The desk killed while it puts a plan in place: there is the old one or the new one, whole, and told."""

import io
import re
from html import unescape
from pathlib import Path

import openpyxl

from tests.support.desk import RunningDesk, drop_files
from tests.support.dying_desk import DyingDesk
from tests.support.ledgers import ledger_of, rebuilt, tables
from tests.support.office import BREAKDOWN, Office, run, with_few_indicators
from tests.support.programs import KILLING
from tests.support.sample import count

STEP = count(9, 1)  # events from one death to the next
TITLE = ("方案", "B5")  # its sheet and cell in a plan's workbook


def titled(workbook: bytes, title: str) -> bytes:
    """A plan's workbook with another title."""
    book, changed = openpyxl.load_workbook(io.BytesIO(workbook)), io.BytesIO()
    sheet, cell = TITLE
    book[sheet][cell] = title
    book.save(changed)
    return changed.getvalue()


def brought(desk: RunningDesk, content: bytes) -> tuple[str, str]:
    """Bring a workbook; return where it is taken, and what its page carries along."""
    address = drop_files(desk, "/bring", {"方案.xlsx": content}).headers["Location"]
    return address, re.findall(r'name="seen" value="([^"]*)"', desk.ask(address).text)[0]


def shown(desk: RunningDesk) -> str:
    """The title of the one plan on the first page, which has all its rounds."""
    page = desk.ask("/").text
    (title,) = re.findall(r'<section class="card" id="p-zhejiang-2020" aria-label="([^"]*)"', page)
    assert page.count('href="/p/zhejiang-2020/') >= 4, page
    return str(title)


@KILLING
def test_killed_while_a_plan_is_put_in_place(tmp_path: Path) -> None:
    """At one event after the other, until it is not killed any more.

    The plan lies elsewhere as tables at first; once it was replaced it is a workbook that was brought here.
    """
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    assert run("generate.py", office.plan, "--plan-workbook", tmp_path / "方案.xlsx").code == 0
    workbook, kept = (tmp_path / "方案.xlsx").read_bytes(), office.home / "方案"
    with DyingDesk(office.home) as dying:
        title, at, outcomes = shown(dying.desk), 1, list[bool]()
        while True:
            content = titled(workbook, f"方案{at}")
            versions = {each.read_bytes() for each in kept.rglob("*.xlsx")}
            address, seen = brought(dying.desk, content)
            answer = dying.does(address, {"seen": seen}, at)
            desk = dying.start() if answer is None else dying.desk
            before, title = title, shown(desk)
            outcomes.append(title != before)
            assert title in (before, f"方案{at}")
            assert desk.ask(f"/p/zhejiang-2020/{BREAKDOWN}/").status == 200
            assert rebuilt(office, tmp_path / str(at)) == tables(ledger_of(office))
            assert versions <= {each.read_bytes() for each in kept.rglob("*.xlsx")}
            left = content in [each.read_bytes() for each in kept.glob("*.xlsx")]
            assert left or not outcomes[-1]
            if left and not outcomes[-1]:  # moved, and not yet noted as the one that counts
                assert "方案.xlsx 与正在使用的 zhejiang-2020 是同一个方案" in unescape(desk.ask("/").text)
            if answer:
                break
            gone = desk.post(address, seen=seen)
            assert gone.status == 409
            assert "这份文件已经不在了（程序重新开过，或已经收下）。请再放一次。" in gone.text
            at += STEP
    assert outcomes.count(False) > 1
    assert outcomes[-1]
    assert not (office.home / "运行记录.log").exists()

"""A decision at the desk: it collects the inbox with all that the office knows of itself, or dies at it."""

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.desk.test_one_city import NINGBO, WENZHOU, office_with_returns
from tests.support.desk import RunningDesk, running_desk, wait_until
from tests.support.dying_desk import DyingDesk, spread, unended
from tests.support.ledgers import ledger_of, rebuilt, table, tables
from tests.support.mail_office import ME, SENDER, mail_from
from tests.support.office import BREAKDOWN, JUNE, Office, run, with_few_indicators
from tests.support.programs import KILLING
from tests.support.sample import count

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HUZHOU = "330500"
NO_RESULT = "第 1 项湖州市缺数，无法计算：湖州市和全省没有结果，以“—”表示。"


def test_our_own_saved_letter_is_no_return_of_a_city(tmp_path: Path) -> None:
    """Only the mail settings tell that the office itself wrote it: it has been sent by hand."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN, "--city", HUZHOU).code == 0
    settings = tmp_path / "mail.toml"
    settings.write_text(f'[office]\nname = "省转升办"\naddress = "{SENDER}"\nme = "{ME}"\n', "utf-8")
    example = office.fill(BREAKDOWN, HUZHOU)
    letter = mail_from(SENDER, "填报示例", (example.name, example.read_bytes()))
    letter.replace_header("To", office.tables.addresses[HUZHOU][0])
    example.with_name("已发送.eml").write_bytes(letter.as_bytes())
    example.unlink()
    with running_desk(office.home, "--mail", settings) as desk:
        desk.let_in()
        answer = desk.post(f"{ROUND}/act/close", because="定稿")
        assert answer.status == 303, answer.text
        wait_until(lambda: "data-work" not in desk.ask(answer.headers["Location"]).text)
        told = desk.ask(answer.headers["Location"]).text
        assert "关闭批次，理由：定稿" in told
    (row,) = table(ledger_of(office), "returns")
    assert (row["file"], row["region"], row["verdict"]) == ("已发送.eml", HUZHOU, "ignored")
    (found,) = json.loads(row["findings"])
    assert found["code"] == "M04"
    assert "我办自己发出的邮件" in found["message"]


def test_accepting_words_for_a_number_says_what_will_have_no_result(tmp_path: Path) -> None:
    """A measure of a cell that holds no number does not exist: it is said before, and on paper."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(JUNE, "--city", HUZHOU).code == 0
    office.fill(JUNE, HUZHOU, {("330502", "K01a"): "约908.66", ("330502", "K06a"): "约三百"})
    assert office.collect(JUNE).states == {"330500_湖州市_上半年进展.xlsx": "sent_back"}
    (row,) = table(ledger_of(office), "returns")
    with running_desk(office.home) as desk:
        desk.let_in()
        page = desk.ask(f"/p/zhejiang-2020/{JUNE}/act/overrule?city={HUZHOU}&file={row['sha256']}").text
        assert "其中 2 个数没有填，或填的不是数，不能计入，合计不含它们。" in page
        assert "要计入正确的数，请不要接收，退回更正后由湖州市重报。" in page
        assert NO_RESULT in page
        done = office.collect(JUNE, "--overrule", HUZHOU, "--because", "已核实")
        assert done.code in (0, 1), done
        board = desk.ask(f"/p/zhejiang-2020/{JUNE}/").text
        assert board.count('<small title="理由：已核实">由我办决定接收</small>') == 1
    where = "［省科技厅 E列7行］原文“约908.66”"
    way = run("collect.py", office.plan, JUNE, "--workbooks", office.home, "--trace", "K01a", "330502")
    assert f"吴兴区（330502）K01a = 没有计入　{where}" in way.out
    book = openpyxl.load_workbook(max(office.folder(JUNE, "summary").glob("*.xlsx")))
    legend = [str(cell.value) for line in book["总览"].iter_rows() for cell in line]
    notes = [str(cell.value) for cell in book["全省汇总"]["B"]]
    assert NO_RESULT in legend
    assert any(each.endswith(f"．{NO_RESULT}") for each in notes)


# ------------------------------------------------------------------------------------------------- killed


STOPPED = "没有完成：程序中途停止了"
CHAIN = ("withdraw", "undo", "use", "overrule", "close", "reopen", "aside")
QUIET = ("reopen", "aside")  # which change no number, so no summary is made
PASSES = count(1, 4)  # through the chain, each with other points


def decided(office: Office) -> list[str]:
    """The kinds of all decisions in the order in which they were entered."""
    rows = table(ledger_of(office), "decisions")
    return [each["kind"] for each in sorted(rows, key=lambda each: int(each["number"]))]


def about(office: Office, act: str) -> dict[str, str]:
    """What a decision of the chain is about."""
    files = {each["file"]: each["sha256"] for each in table(ledger_of(office), "returns")}
    asked = {
        "withdraw": {"city": WENZHOU, "file": files["温州（改）.xlsx"]},
        "undo": {"city": WENZHOU, "number": str(len(decided(office)))},
        "use": {"city": WENZHOU, "file": files["温州.xlsx"]},
        "overrule": {"city": NINGBO, "file": files["宁波.xlsx"]},
        "aside": {"file": files["来件.xlsx"]},
    }
    return asked.get(act, {}) | {"because": "会上决定"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_with_returns(tmp_path_factory.mktemp("断") / "甲")


@pytest.fixture(scope="module")
def dying(office: Office) -> Iterator[DyingDesk]:
    with DyingDesk(office.home) as dying:
        yield dying


@KILLING
def test_killed_in_decisions(office: Office, dying: DyingDesk, tmp_path: Path) -> None:
    """One after the other; after each death nothing is half, the board says so, and a collection goes on."""
    assert dying.does(f"{ROUND}/act/withdraw", about(office, "withdraw"))
    events = dying.events()
    assert dying.does(f"{ROUND}/act/undo", about(office, "undo"))
    acts = CHAIN * PASSES
    written, summed = (
        next(at for at, each in enumerate(events, 1) if word in each) for word in ("journal w", "before")
    )
    died = 0
    for number, (act, drawn) in enumerate(zip(acts, spread(len(events), len(acts)), strict=True)):
        at = written if act == "close" else 1 + drawn % summed if act in QUIET else drawn
        before, asked, stopped = decided(office), about(office, act), len(unended(office.home))
        answer = dying.does(f"{ROUND}/act/{act}", asked, at)
        if answer is None:
            died += 1
            desk, begun = dying.start(), len(unended(office.home)) > stopped
            _check_death(office, desk, act if begun else "", before, tmp_path / str(number))
            _finish(office, dying, act, asked, before)
            assert rebuilt(office, tmp_path / f"{number} again") == tables(ledger_of(office))
        assert decided(office) == [*before, *([act] if act != "aside" else [])], (act, at)
        if act == CHAIN[-1]:
            _back_to_the_start(office, dying)
    assert died >= len(acts) - PASSES, died
    assert not (office.home / "运行记录.log").exists()


def _check_death(office: Office, desk: RunningDesk, act: str, before: list[str], scratch: Path) -> None:
    board, begun = desk.ask(f"{ROUND}/").text, bool(act)
    assert (STOPPED in board) is begun, board
    assert ("这一项可能已经办成：请先收集一次，再看要不要再做。" in board) is begun
    assert decided(office) in ((before, [*before, act]) if begun else (before,))
    lines, kept = rebuilt(office, scratch), tables(ledger_of(office))
    if begun:  # the journal is written first: it may have what the ledger lacks, never the other way round
        assert all(row in lines[name] for name, rows in kept.items() for row in rows)
    else:
        assert lines == kept
    for page in ("products", "story", f"city/c{WENZHOU}", f"city/c{NINGBO}", "city/strangers"):
        assert desk.ask(f"{ROUND}/{page}").status in (200, 404), page  # no stranger is left


def _finish(office: Office, dying: DyingDesk, act: str, asked: dict[str, str], before: list[str]) -> None:
    """What a person does then: collect, and decide again what is not there."""
    assert dying.does(f"{ROUND}/act/collect", {})
    assert STOPPED not in dying.desk.ask(f"{ROUND}/").text
    inbox = office.folder(BREAKDOWN, "received")
    if decided(office) == before and (act != "aside" or (inbox / "来件.xlsx").exists()):
        assert dying.does(f"{ROUND}/act/{act}", asked)
        assert STOPPED not in dying.desk.ask(f"{ROUND}/").text


def _back_to_the_start(office: Office, dying: DyingDesk) -> None:
    kinds = decided(office)
    for kind in ("use", "overrule"):
        number = len(kinds) - kinds[::-1].index(kind)
        assert dying.does(f"{ROUND}/act/undo", {"number": str(number)})
    inbox = office.folder(BREAKDOWN, "received")
    (aside,) = (each for each in inbox.parent.rglob("来件*.xlsx") if each.parent != inbox)
    aside.rename(inbox / "来件.xlsx")
    states = office.collect(BREAKDOWN).states
    assert states["温州（改）.xlsx"] == "accepted"
    assert states["宁波.xlsx"] == "sent_back"

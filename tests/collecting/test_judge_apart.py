"""Returns that are judged where they are read come to the same as those judged beside the ledger."""

import pickle
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cascade.collecting import collect_returns as collecting
from cascade.collecting.judge_apart import Arrived, JudgedReturn, judge_batch, packed
from cascade.collecting.judge_return import RoundJudge
from cascade.ledger import opened
from cascade.places import Places
from cascade.plan import load
from cascade.returns.receipt import Receipt
from cascade.rounds import Rounds
from cascade.xlsx import Refusal
from tests.support.office import BREAKDOWN, Office, issued_office

HANGZHOU, NINGBO, HUZHOU, ZHOUSHAN = "330100", "330200", "330500", "330900"
DAY = date(2020, 5, 28)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Returns of every kind: good, to be corrected, damaged, of another format, a scan."""
    folder = tmp_path_factory.mktemp("别处")
    office = issued_office(folder / "工作簿", folder / "方案")
    inbox = office.folder(BREAKDOWN, "received")
    for city in (HANGZHOU, NINGBO, ZHOUSHAN):
        office.fill(BREAKDOWN, city)
    office.fill(BREAKDOWN, HUZHOU, {("330502", "K06"): "约三百"})
    (inbox / "坏的.xlsx").write_bytes((inbox / office.form(BREAKDOWN, NINGBO).name).read_bytes()[:5000])
    (inbox / "扫描件.pdf").write_bytes(b"%PDF-1.4")
    (inbox / "旧格式.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return office


def _places(office: Office) -> Places:
    plan = load(office.plan).plan
    return Places(office.home, plan, plan.round(BREAKDOWN))


def _entered(office: Office) -> list[tuple[object, ...]]:
    """All that the ledger holds of the round's returns."""
    collecting.collect(_places(office), [], DAY, DAY, iter)
    with sqlite3.connect(office.home / "zhejiang-2020" / "ledger.sqlite") as database:
        return database.execute("SELECT * FROM returns ORDER BY file, sha256, run").fetchall()


def test_the_ledger_holds_the_same(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _entered(office.copy(tmp_path / "这里"))
    monkeypatch.setattr(collecting, "MANY", 1)
    judged = []
    monkeypatch.setattr(Rounds, "note_changes", lambda *_: judged.append(1))
    away = _entered(office.copy(tmp_path / "别处"))
    assert away == here
    assert [row[8] for row in here].count("accepted") == 3
    assert len(judged) == 4  # the others cannot be read


def test_a_return_that_asks_for_more_than_travels_is_left_to_the_command(office: Office) -> None:
    places = _places(office)
    with opened(places.ledger) as ledger:
        shared = packed(RoundJudge.of_round(places, Rounds(ledger, places.plan)), ledger)
    files = [each.read_bytes() for each in sorted(office.folder(BREAKDOWN, "received").glob("*.xlsx"))]
    blanks = [Receipt(BREAKDOWN, f"{at}.xlsx", f"{at}", "", 1) for at in range(len(files))]
    batch = [Arrived(blank, None, data) for blank, data in zip(blanks, files, strict=True)]
    # What crosses to another process, as Windows starts it, is pickled.
    found = judge_batch(pickle.loads(pickle.dumps(batch)), shared)
    assert [_told(each) for each in found] == ["accepted", "accepted", "sent_back", "accepted", "F03"]
    judge = pickle.loads(shared)
    gone = next(each for each in judge.forms.forms if each.startswith(NINGBO))
    del judge.forms.forms[gone]  # a form of another round is not there
    less = pickle.dumps(replace(judge, claimed={"2": HANGZHOU}))  # an operator has said whose it is
    assert [_told(each) for each in judge_batch(batch, less)] == ["accepted", None, None, "accepted", "F03"]


def _told(outcome: JudgedReturn | Refusal | None) -> str | None:
    """The state of a judged return, or the code of its refusal."""
    return outcome.receipt.state.value if isinstance(outcome, JudgedReturn) else outcome and outcome[0]


def _die(_batch: object, _shared: bytes) -> None:
    """Die as a worker does that the system kills."""
    import os

    os._exit(9)


def test_a_judge_that_dies_costs_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _entered(office.copy(tmp_path / "这里"))
    monkeypatch.setattr(collecting, "MANY", 1)
    monkeypatch.setattr("cascade.collecting.intake.judge_batch", _die)
    assert _entered(office.copy(tmp_path / "别处")) == here

"""The desk's own book, damaged or held by another program: the desk goes on, or says what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cascade.desk import desk_book
from cascade.desk.records import DeskAction, Records
from tests.support.desk import running_desk

ACTION = DeskAction("甲", "p", "r", "", "收集")
SAID = (
    "desk.sqlite 损坏了，已另存为 desk_损坏.sqlite，从头记起：网页上做过什么，要看那一份。"
    "台账和收到的文件不受影响；账号照备份恢复，请加 --users 核对，缺的重新添加。"
)


def damage(path: Path) -> None:
    """Spoil a page in the middle of a database that is still one at its head."""
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"x" * 4096
    path.write_bytes(content)


def test_what_is_no_book_is_put_aside_while_the_desk_runs(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    path.write_bytes(b"x" * 5000)
    records = Records(path)
    assert records.begin(ACTION) == 1
    assert [each.what for each in records.actions("p", "r")] == ["收集"]
    assert (tmp_path / "desk_损坏.sqlite").read_bytes() == b"x" * 5000


def test_damage_within_is_mended_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    records = Records(path)
    records.begin(ACTION)
    damage(path)
    with pytest.raises(OSError, match="损坏了，关闭程序再打开就会修好"):
        records.begin(ACTION)
    with running_desk(tmp_path) as desk:
        desk.let_in()
        assert desk.ask("/").status == 200
        desk.process.kill()
        assert desk.process.stdout
    assert (tmp_path / "desk_损坏.sqlite").exists()
    assert records.last == 0


def test_a_damaged_book_is_told(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    assert desk_book.mend(path) == ""
    Records(path).begin(ACTION)
    assert desk_book.mend(path) == ""
    damage(path)
    assert desk_book.mend(path) == SAID


def test_a_book_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_book, "_WAIT", 0.1)
    records = Records(tmp_path / "desk.sqlite")
    records.begin(ACTION)
    with closing(sqlite3.connect(tmp_path / "desk.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OSError, match="正被别的程序使用"):
            records.begin(ACTION)
    assert records.begin(ACTION) == 2

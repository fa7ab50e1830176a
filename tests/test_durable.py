"""Files are written whole, in folders that need not be there, and moved without replacing one another."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cascade import durable

STEPS: list[str] = []


def note_step(event: str, facts: tuple[Any, ...]) -> None:
    if event == durable.STEP:
        STEPS.append(str(facts[0]))


sys.addaudithook(note_step)


@pytest.fixture(autouse=True)
def _no_steps() -> None:
    STEPS.clear()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_whoever_wants_to_know_is_told_what_is_written(tmp_path: Path) -> None:
    told: list[Path] = []
    durable.write(tmp_path / "甲", b"1")
    with durable.noted_by(told.append):
        durable.write_all({tmp_path / "乙": b"1", tmp_path / "丙": b"2"})
    durable.write(tmp_path / "丁", b"1")
    assert told == [tmp_path / "乙", tmp_path / "丙"]


def test_a_file_is_written_into_folders_that_need_not_be_there(tmp_path: Path) -> None:
    path = tmp_path / "甲" / "乙" / "表.csv"
    for data in (b"1", b"2"):
        durable.write(path, data)
        assert path.read_bytes() == data
    assert names(tmp_path) == ["甲/乙/表.csv"]
    assert STEPS == ["before 表.csv", "written 表.csv", "after 表.csv"] * 2


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The handles that were synced so far."""
    handles: list[int] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        handles.append(handle)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    return handles


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_many_files_are_written_and_synced(count: int, tmp_path: Path, synced: list[int]) -> None:
    files = {tmp_path / f"{number % 2}" / f"{number}.txt": str(number).encode() for number in range(count)}
    durable.write_all(files)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.txt")} == files
    order = [f"{step} {path.name}" for step in ("before", "written", "after") for path in files]
    assert order == STEPS
    folders = len({path.parent for path in files}) if os.name != "nt" else 0
    assert len(synced) == count + folders


def test_a_file_that_cannot_be_written_leaves_all_as_it_was_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "b.txt").mkdir()  # which no file can replace
    (tmp_path / "文件").write_bytes(b"no folder")
    with pytest.raises(OSError, match="文件") as told:
        durable.write_all({tmp_path / "a.txt": b"new", tmp_path / "文件" / "c.txt": b"new"})
    assert told.value.filename == str(tmp_path / "文件" / "c.txt")
    assert told.value.filename2 is None
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    with pytest.raises(OSError, match=r"b\.txt"):
        durable.write(tmp_path / "b.txt", b"new")
    assert names(tmp_path) == ["a.txt", "文件"]


def test_a_file_put_away_replaces_none(tmp_path: Path) -> None:
    folder = tmp_path / "旧版" / "2020"
    for number, name in enumerate(["表_k.xlsx", "表_k_2.xlsx", "表_k_3.xlsx"]):
        (tmp_path / "表.xlsx").write_text(str(number))
        assert durable.put_away(tmp_path / "表.xlsx", folder, "k") == folder / name
        assert (folder / name).read_text() == str(number)
        assert STEPS[-1] == f"moved to {name}"
    (tmp_path / "表.xlsx").write_text("3")
    assert durable.put_away(tmp_path / "表.xlsx", folder) == folder / "表.xlsx"
    assert names(tmp_path) == sorted(f"旧版/2020/表{each}.xlsx" for each in ("", "_k", "_k_2", "_k_3"))


def test_a_moved_file_replaces_what_stands_there(tmp_path: Path, synced: list[int]) -> None:
    (tmp_path / "a").write_text("new")
    (tmp_path / "b").write_text("old")
    durable.move(tmp_path / "a", tmp_path / "b")
    assert (names(tmp_path), (tmp_path / "b").read_text()) == (["b"], "new")
    assert len(synced) == (0 if os.name == "nt" else 1)  # its new folder


def test_half_written_files_are_swept_out_of_every_folder(tmp_path: Path) -> None:
    for name in (".a.txt.1.part", "b/.c.txt.7.part", "b/c.part", "b/.d"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".folder.part").mkdir()  # cannot be unlinked, and stops nothing
    durable.sweep(tmp_path)
    assert names(tmp_path) == ["b/.d", "b/c.part"]

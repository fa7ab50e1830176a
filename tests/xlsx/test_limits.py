"""Whatever is hostile or broken is refused with its code, soon, without much memory, and touching nothing.

`python -m tests.support.bad_report` prints the figures of all files, `pytest -s` those of the worst.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cascade.grid import Refused
from cascade.xlsx import read
from cascade.xlsx.limits import Limit
from tests.support.bad_files import BAD_FILES
from tests.support.bad_report import reading, summary
from tests.support.bad_workbook import Bad
from tests.support.office import PROJECT
from tests.support.raw_workbook import pack, parts
from tests.support.watched import LINUX, Reading

# The promise is 1 s of one slow core and 150 MB; the time is asserted with room for a busy machine.
SECONDS, MEGABYTES = 5.0, 150

ALL = pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)


@ALL
def test_refused_with_its_code(bad: Bad) -> None:
    found = reading(bad)
    assert found.code == bad.code
    assert found.seconds < SECONDS


@ALL
def test_nothing_outside_is_touched(bad: Bad) -> None:
    """No file, no socket, no program, no import: Python has nothing at all to report."""
    assert reading(bad).events == []


@pytest.mark.skipif(not LINUX, reason="用 /proc 量内存")
@ALL
def test_memory_stays_within_bounds(bad: Bad) -> None:
    assert reading(bad).megabytes < MEGABYTES


def test_the_worst_of_all() -> None:
    words = summary()
    print(words)
    assert words.startswith(f"{len(BAD_FILES)} bad files: slowest ")
    assert words.endswith(" 0 accesses to anything outside")


MISCHIEF = """
import json, os, socket, subprocess, sys
from pathlib import Path
from tests.support import watched

folder = Path(sys.argv[1])

def mischief(data):
    bytearray(64 << 20)
    (folder / "a").write_bytes(data)
    os.rename(folder / "a", folder / "b")
    os.remove(folder / "b")
    os.mkdir(folder / "c")
    os.listdir(folder)
    with socket.socket() as plug:
        plug.settimeout(0.1)
        try:
            plug.connect(("127.0.0.1", 9))
        except OSError:
            pass
    subprocess.run([sys.executable, "-c", ""])
    import colorsys

print(json.dumps(watched.watched(mischief, b"x")))
"""


def test_the_watch_sees_what_it_is_there_to_see(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MISCHIEF, str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    found = Reading(*json.loads(done.stdout))
    assert {event.split()[0] for event in found.events} >= {
        *("open", "os.rename", "os.remove", "os.mkdir", "os.listdir"),
        *("socket.__new__", "socket.connect", "subprocess.Popen", "import"),
    }
    assert str(tmp_path / "a") in " ".join(found.events)
    assert not LINUX or 60 <= found.megabytes < 80


def test_there_are_enough_of_them_and_each_is_different() -> None:
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES) >= 60
    assert {bad.code for bad in BAD_FILES} == {f"F{number:02}" for number in (*range(1, 11), 16, 17)}


def test_facts_say_where_and_what_in_chinese() -> None:
    with pytest.raises(Refused) as refused:
        read(pack(parts('<row r="7"><c r="F7"><v>nan</v></c></row>')))
    assert refused.value.facts == {"detail": "工作表“分解表”：单元格 F列7行的值“nan”无法识别"}
    with pytest.raises(Refused) as refused:
        read(pack(parts('<row r="30000"><c r="F30000"><v>1</v></c></row>')))
    assert refused.value.facts == {"what": "有内容的行号", "limit": "20,000 行"}


def test_a_limit_in_megabytes_is_worded_in_megabytes() -> None:
    assert Limit("文件大小", 40 << 20, "MB").refused().facts["limit"] == "40 MB"

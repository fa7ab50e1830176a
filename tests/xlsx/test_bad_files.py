"""Whatever is hostile or broken is refused with its code, soon, and without much memory."""

import subprocess
import sys
import time

import pytest

from cascade.grid import Refused
from cascade.xlsx import read
from cascade.xlsx.limits import Limit
from tests.xlsx.bad_files import BAD_FILES
from tests.xlsx.making import Bad
from tests.xlsx.paper import pack, parts

# The promise is 1 s of one slow core and 150 MB; the time is asserted with room for a busy machine.
SECONDS, MEGABYTES = 5.0, 150

MEASURE = """
import resource, sys
from cascade.grid import Refused
from cascade.xlsx import read
with open("/proc/self/clear_refs", "w") as refs:
    data = sys.stdin.buffer.read()
    refs.write("5")
def kilobytes(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field))
before = kilobytes("VmRSS")
try:
    read(data)
except Refused:
    pass
print((kilobytes("VmHWM") - before) // 1024)
"""


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_refused_with_its_code(bad: Bad) -> None:
    data = bad.make()
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        read(data)
    took = time.process_time() - began
    print(f"{bad.name}: {refused.value.code} {refused.value.facts} {took:.3f} s")
    assert refused.value.code == bad.code
    assert took < SECONDS


def test_there_are_enough_of_them_and_each_is_different() -> None:
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES) >= 60
    assert {bad.code for bad in BAD_FILES} == {f"F{number:02}" for number in range(1, 11)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="用 /proc 量内存")
@pytest.mark.parametrize(
    "name",
    ["2 GB of spaces", "depth", "formulas", "cells", "many strings", "emoji in cells", "one long string"],
)
def test_memory_stays_within_bounds(name: str) -> None:
    data = next(bad for bad in BAD_FILES if bad.name == name).make()
    run = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True)
    print(f"{name}: {int(run.stdout)} MB")
    assert int(run.stdout) < MEGABYTES


def test_facts_say_where_and_what_in_chinese() -> None:
    with pytest.raises(Refused) as refused:
        read(pack(parts('<row r="7"><c r="F7"><v>nan</v></c></row>')))
    assert refused.value.facts == {"detail": "工作表“分解表”：单元格 F7 的值“nan”无法识别"}
    with pytest.raises(Refused) as refused:
        read(pack(parts('<row r="30000"><c r="F30000"><v>1</v></c></row>')))
    assert refused.value.facts == {"what": "有内容的行号", "limit": "20,000 行"}


def test_a_limit_in_megabytes_is_worded_in_megabytes() -> None:
    assert Limit("文件大小", 40 << 20, "MB").refused().facts["limit"] == "40 MB"


def test_no_file_is_touched_by_an_external_entity(tmp_path: object) -> None:
    """The parser stops at the DTD: not even a name is resolved."""
    opened: list[str] = []
    sys.addaudithook(
        lambda event, args: opened.append(str(args[0])) if event in ("open", "socket.connect") else None
    )
    data = next(bad for bad in BAD_FILES if bad.name == "external entity").make()
    opened.clear()
    with pytest.raises(Refused):
        read(data)
    assert opened == []

"""What comes as a file: other formats, archives, annexes, lock files, and readers that die."""

import shutil
import time
import zipfile
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from cascade.grid import Refused
from cascade.theme import TEMPLATES
from cascade.xlsx.guarded import GuardedReader, ReadOutcome
from cascade.xlsx.machines import Processes
from tests.support import libreoffice
from tests.support.office import BREAKDOWN, Office
from tests.support.oracle.results import expected_breakdown
from tests.support.programs import need

HANGZHOU, HUZHOU = "330100", "330500"


class Gbk(zipfile.ZipInfo):
    """A member's name as Chinese Windows writes it: in GBK, without the Unicode mark."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def _die(_data: bytes) -> ReadOutcome:
    """Die as a worker does that the system kills."""
    import os

    os._exit(9)


def _hang(_data: bytes) -> ReadOutcome:
    time.sleep(60)
    raise AssertionError


def test_a_worker_that_dies_costs_its_file_only() -> None:
    with GuardedReader(work=_die) as reader:
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                reader.read(b"")
            assert refused.value.code == "F14"


def test_a_worker_that_hangs_is_stopped() -> None:
    started = time.monotonic()
    with GuardedReader(work=_hang, seconds=0.3) as reader, pytest.raises(Refused) as refused:
        reader.read(b"")
    assert refused.value.code == "F14"
    assert time.monotonic() - started < 20


def _toil(_shared: bytes) -> None:
    while True:
        pass


def test_a_worker_that_toils_ends_by_itself() -> None:
    machines = Processes()
    executor = machines.start()
    try:
        with pytest.raises(BrokenProcessPool):
            machines.submit(executor, 0.3, _toil).result(timeout=60)
    finally:
        machines.stop(executor)


def _wait(_data: bytes) -> ReadOutcome:
    """Take longer by the clock than by the processor, as on a busy machine."""
    time.sleep(1.2)
    return "F01", {}


def test_a_busy_machine_may_take_its_time() -> None:
    with GuardedReader(_wait, seconds=1) as reader, pytest.raises(Refused) as refused:
        reader.read(b"")
    assert refused.value.code == "F01"


def _die_of_three(data: bytes) -> ReadOutcome:
    """Die at a certain file only."""
    return _die(data) if data == b"3" else ("F01", {"of": data.decode()})


def test_a_file_that_kills_its_reader_costs_no_other_of_its_batch_or_of_the_next() -> None:
    files = [str(number).encode() for number in range(12)]
    with GuardedReader(_die_of_three, machines=Processes(2)) as reader:
        batches = [reader.ahead(files[start : start + 4]) for start in range(0, 12, 4)]
        found = []
        for grid in (grid for batch in batches for grid in batch):
            with pytest.raises(Refused) as refused:
                grid()
            found.append((refused.value.code, refused.value.facts.get("of", "")))
        (again,) = reader.ahead([b"9"])
        with pytest.raises(Refused):
            again()
    assert found == [("F14", "") if name == b"3" else ("F01", name.decode()) for name in files]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("下发") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


def test_other_formats_are_converted_and_read_with_a_warning(office: Office, tmp_path: Path) -> None:
    need("soffice")
    (tmp_path / "外").mkdir()
    for city, kind in ((HANGZHOU, "xls"), (HUZHOU, "ods")):
        path = office.fill(BREAKDOWN, city)
        libreoffice.resave([path], tmp_path / "外", kind)
        path.unlink()
    report = office.collect(BREAKDOWN, tmp_path / "外")
    assert set(report.states.values()) == {"accepted"}
    for each in report.returns.values():
        assert next(f["code"] for f in each["findings"] if f["severity"] == "warning") == "F15"
    said = {city: office.says(BREAKDOWN, city) for city in (HANGZHOU, HUZHOU)}
    assert report.values == expected_breakdown(office.tables, said)


def test_an_archive_from_chinese_windows_is_taken_file_by_file(office: Office, tmp_path: Path) -> None:
    paths = [office.fill(BREAKDOWN, city) for city in (HANGZHOU, HUZHOU)]
    archive = tmp_path / "打包.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in paths:
            packed.writestr(Gbk(path.name), path.read_bytes())
        packed.writestr(Gbk("说明.txt"), b"hello")
    report = office.collect(BREAKDOWN, archive)
    assert report.states == {paths[0].name: "accepted", paths[1].name: "accepted", "说明.txt": "refused"}
    assert report.returns[paths[0].name]["file"] == str(archive / paths[0].name)
    again = office.collect(BREAKDOWN, archive)
    assert again.states == report.states


def test_a_bomb_in_an_archive_is_refused_and_the_others_are_taken(office: Office, tmp_path: Path) -> None:
    good = office.fill(BREAKDOWN, HUZHOU)
    archive = tmp_path / "炸.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("大.xlsx", bytes(100 * 1024 * 1024))
        packed.writestr("../../外.xlsx", good.read_bytes())
    report = office.collect(BREAKDOWN, archive)
    assert report.states == {"大.xlsx": "refused", "外.xlsx": "accepted"}
    assert report.found("大.xlsx") == [("F09", None, None)]


def test_scans_are_annexes_and_lock_files_are_left_alone(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "来件" / "湖州市"
    folder.mkdir(parents=True)
    (folder / "盖章扫描.pdf").write_bytes(b"%PDF-1.4 scan")
    (folder / "~$湖州.xlsx").write_bytes(b"lock")
    (folder / "Thumbs.db").write_bytes(b"thumbs")
    shutil.copy(office.fill(BREAKDOWN, HUZHOU), folder / "湖州.xlsx")
    report = office.collect(BREAKDOWN, folder.parent)
    assert report.states == {
        "盖章扫描.pdf": "annex",
        "湖州.xlsx": "accepted",
        "~$湖州.xlsx": "ignored",
        "Thumbs.db": "ignored",
    }
    assert report.returns["盖章扫描.pdf"]["region"] == HUZHOU
    document = folder / "关于填报情况的说明.docx"
    shutil.copy(TEMPLATES / "bulletin.docx", document)
    later = office.collect(BREAKDOWN, folder.parent)
    assert (later.states[document.name], later.returns[document.name]["region"]) == ("annex", HUZHOU)


def test_a_formula_is_computed_again_or_sent_back(office: Office) -> None:
    """Its own result is never used: openpyxl leaves none, and a forged one would not count."""
    said = {("330502", "K06"): "=100+200", ("330503", "K06"): "=VLOOKUP(1,A1:B2,2)"}
    path = office.fill(BREAKDOWN, HUZHOU, said)
    report = office.collect(BREAKDOWN, path)
    codes = {found["code"]: found for found in report.returns[path.name]["findings"]}
    assert report.states[path.name] == "sent_back"
    assert "已重新计算为 300" in codes["C16"]["message"]
    assert (codes["C11"]["region"], codes["C11"]["severity"]) == ("330503", "error")

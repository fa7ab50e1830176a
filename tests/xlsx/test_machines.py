"""Past one machine: returns read by a real Dask cluster, of which a worker is killed half-way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cascade import xlsx
from cascade.collecting import collect_returns as collecting
from cascade.collecting import intake
from cascade.collecting.incoming_files import Source
from cascade.places import Places
from cascade.plan import load
from cascade.report import as_json
from cascade.xlsx import Cluster, GuardedReader
from cascade.xlsx.guarded import ReadOutcome, read_outcome
from tests.support.office import BREAKDOWN, PROJECT, Office, run
from tests.support.programs import KILLING, need_module

DAY = date(2020, 5, 28)
Parts = tuple[str, list[subprocess.Popen[bytes]]]


@contextmanager
def process(module: str, *words: object) -> Iterator[subprocess.Popen[bytes]]:
    """A part of the cluster, as its own program."""
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, words)]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=PROJECT, stdout=silent, stderr=silent) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Parts]:
    """The address of a scheduler, and the programs: its two workers, then itself."""
    need_module("distributed")
    told = tmp_path / "scheduler.json"
    here = ("--scheduler-file", told, "--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        scheduler = stack.enter_context(process("dask_scheduler", *here, "--port", 0))
        _wait(lambda: told.exists() and told.read_bytes().endswith(b"}"))  # wholly written, too
        alone = ("--nworkers", 1, "--nthreads", 1, "--no-nanny", "--local-directory", tmp_path)
        workers = [stack.enter_context(process("dask_worker", *here, *alone)) for _ in range(2)]
        address = json.loads(told.read_text("utf-8"))["address"]
        _wait(lambda: _workers(address) == 2)
        yield address, [*workers, scheduler]


def _wait(there: Any) -> None:
    until = time.monotonic() + 60
    while not there():
        assert time.monotonic() < until
        time.sleep(0.1)


def _workers(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=10, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        return len(client.scheduler_info(n_workers=-1)["workers"])


def slowly(data: bytes) -> ReadOutcome:
    """Read a workbook so slowly that a worker can be killed while it reads."""
    time.sleep(0.3)
    return read_outcome(data)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Eleven returns, one with something to correct."""
    office = Office(tmp_path_factory.mktemp("集群") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    for city in office.tables.cities:
        wrong = {("330502", "K06"): "约三百"} if city == "330500" else {}
        office.fill(BREAKDOWN, city, wrong)
    return office


def returned(office: Office) -> list[Path]:
    return sorted(office.folder(BREAKDOWN, "received").glob("*.xlsx"))


@KILLING
def test_a_worker_that_is_killed_while_it_reads_costs_nothing(cluster: Parts, office: Office) -> None:
    address, workers = cluster
    files = [path.read_bytes() for path in returned(office)]
    with GuardedReader(slowly, machines=Cluster(address)) as reader:
        grids = [grid for data in files for grid in reader.ahead([data])]
        read = [grids[0]()]
        workers[0].send_signal(signal.SIGKILL)
        read += [grid() for grid in grids[1:]]
    assert read == [xlsx.read(data) for data in files]
    assert _workers(address) == 1


def collected(office: Office, kill: Any, machines: Cluster | None) -> dict[str, Any]:
    """What a collection has come to, as its JSON report; `kill` is called half-way."""
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))

    def progress(sources: list[Source]) -> Iterator[Source]:
        for at, source in enumerate(sources):
            if at == len(sources) // 2:
                kill()
            yield source

    found = collecting.collect(places, [], DAY, DAY, progress, machines)
    report: dict[str, Any] = json.loads(as_json(found.listed, found.summary, {}))
    for each in report["returns"]:
        each["file"] = Path(each["file"]).name
    return report | {"summary": ""}


@KILLING
def test_a_collection_comes_to_the_same_though_a_worker_is_killed_half_way(
    cluster: Parts,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, workers = cluster
    monkeypatch.setattr(intake, "BATCH", 1)
    away = collected(
        office.copy(tmp_path / "集群"), lambda: workers[1].send_signal(signal.SIGKILL), Cluster(address)
    )
    here = collected(office.copy(tmp_path / "本机"), lambda: None, None)
    assert away == here
    states = [each["state"] for each in here["returns"]]
    assert (states.count("accepted"), states.count("sent_back")) == (10, 1)


@pytest.mark.parametrize("gone", [slice(0, 2), slice(2, 3)], ids=["workers", "scheduler"])
def test_a_cluster_that_is_gone_is_not_waited_for(cluster: Parts, office: Office, gone: slice) -> None:
    """All of it dies: what is left is read here."""
    address, programs = cluster
    files = [path.read_bytes() for path in returned(office)]
    with GuardedReader(machines=Cluster(address), seconds=1) as reader:
        assert reader.ahead(files[:1])[0]() == xlsx.read(files[0])
        for each in programs[gone]:
            each.kill()
        for data in files[1:4]:
            assert reader.ahead([data])[0]() == xlsx.read(data)
        rest = [grid for data in files[4:] for grid in reader.ahead([data])]
        assert [grid() for grid in rest] == [xlsx.read(data) for data in files[4:]]


def test_the_command_reads_by_the_cluster_and_says_where_none_is(
    cluster: Parts, office: Office, tmp_path: Path
) -> None:
    address, _ = cluster
    there = office.copy(tmp_path / "工作簿")
    words = (there.plan, BREAKDOWN, "--workbooks", there.home, "--today", DAY)
    answer = run("collect.py", *words, "--cluster", address)
    assert (answer.code, answer.error) == (1, "")
    assert "读取了 11 个文件" in answer.out
    answer = run("collect.py", *words, "--cluster", "tcp://127.0.0.1:9")
    assert answer.code == 3
    assert answer.error.startswith("连接不上 tcp://127.0.0.1:9\n请核对地址")
    assert os.path.exists(there.home)

"""How long the pages of the desk take: `python -m bench.page_times [CITIES …]`.

Starts the desk on a round that was issued and collected, walks from the first page over every link, and tells
for each kind of page how long the first answer and the next ones took, and how long the processor worked.
"""

import argparse
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from bench import measuring, plans
from bench.__main__ import HOME
from bench.corpus import Corpus, prepared
from tests.support.desk import RunningDesk, running_desk

SAMPLES = 5  # pages of a kind, each asked for twice: as it comes first, and again
_LINK = re.compile(r'href="(/[^"#]*)')
_TAKEN = (
    "/file/",
    "/files/",
    "/original/",
    "/workbook",
    "/tables",
    "/new-plan",
    "/desk.",
)  # files, not pages


@dataclass
class PageTimes:
    """The times of one kind of page in milliseconds: the first answers, those after them, the processor's."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    size: int = 0


@dataclass(frozen=True)
class DeskTimes:
    """Seconds from the start to the first page, those that the processor worked, and the pages' times."""

    start: float
    worked: float
    pages: dict[str, PageTimes]


def main(words: list[str] | None = None) -> int:
    """Measure desks over rounds of these sizes, and print a table of each."""
    parser = argparse.ArgumentParser(prog="python -m bench.page_times", description=__doc__)
    parser.add_argument("cities", type=int, nargs="*", default=[11, 333])
    parser.add_argument("--folder", type=Path, default=HOME, help=f"corpora (default {HOME})")
    given = parser.parse_args(words)
    os.environ["LOGNAME"] = "zhang"  # whoever is called root is asked for a name, and sees no page before
    for size in given.cities:
        corpus = prepared(given.folder / f"uniform-{size}", plans.uniform(size), f"测速用方案（{size} 市）")
        print("\n".join(_table(size, desk_times(corpus))), flush=True)
    return 0


def desk_times(corpus: Corpus) -> DeskTimes:
    """Collect a corpus beside it, start the desk over it twice, and time the second start and all pages."""
    with TemporaryDirectory(dir=corpus.folder) as folder:
        home = Path(folder) / "workbooks"
        shutil.copytree(corpus.workbooks, home)
        shutil.copytree(
            corpus.returns, home / corpus.plan.name / plans.ROUND / "received", dirs_exist_ok=True
        )
        measuring.run(("collect.py", corpus.plan, plans.ROUND, "--workbooks", home))
        with running_desk(home) as desk:
            desk.let_in()
        began = time.perf_counter()
        with running_desk(home) as desk:
            desk.let_in()
            start, worked = time.perf_counter() - began, _processor(desk)
            return DeskTimes(start, worked, _walked(desk))


def _walked(desk: RunningDesk) -> dict[str, PageTimes]:
    """Ask for some pages of every kind that a link leads to."""
    waiting, seen, found = ["/"], {"/"}, dict[str, PageTimes]()
    while waiting:
        path = waiting.pop(0)
        times = found.setdefault(kind_of(path), PageTimes())
        if len(times.first) == SAMPLES:
            continue
        text, first, _ = _asked(desk, path)
        _, again, worked = _asked(desk, path)
        times.first.append(first)
        times.again.append(again)
        times.worked.append(worked)
        times.size = max(times.size, len(text.encode()))
        fresh = dict.fromkeys(each for each in _links(text) if each not in seen)
        seen |= fresh.keys()
        waiting += fresh
    return found


def _links(text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        path = unescape(link)
        if not any(each in path for each in _TAKEN):
            yield path


def kind_of(path: str) -> str:
    """What pages are alike: the address without the plan and the round, and with … for what differs."""
    bare = re.sub(r"^/p/[^/]+/[^/]+", "", path.partition("?")[0])
    return re.sub(r"(?<=/city/)c.+|(?<=/number/).+|(?<=/work/).+", "…", bare) or "/"


def _asked(desk: RunningDesk, path: str) -> tuple[str, float, float]:
    """The page, and the milliseconds that passed and that the desk's processor worked."""
    worked, began = _processor(desk), time.perf_counter()
    answer = desk.ask(path)
    took = time.perf_counter() - began
    if answer.status not in (200, 303, 409):  # 303 leads on; 409: an act that is not possible now
        raise RuntimeError(f"{path}: {answer.status}\n{answer.text}")
    return answer.text, took * 1e3, (_processor(desk) - worked) * 1e3


def _processor(desk: RunningDesk) -> float:
    """Seconds that the desk has worked so far."""
    times = psutil.Process(desk.process.pid).cpu_times()
    return float(times.user + times.system)


def _table(size: int, times: DeskTimes) -> Iterator[str]:
    yield f"\n{size} cities: first page after {times.start:.2f} s (processor {times.worked:.2f} s)\n"
    yield "| page | KB | first ms | again ms | processor ms |"
    yield "|---|--:|--:|--:|--:|"
    for kind, each in sorted(times.pages.items()):
        figures = (max(each.first), median(each.again), median(each.worked))
        yield f"| `{kind}` | {each.size / 1024:.0f} | " + " | ".join(f"{one:.0f}" for one in figures) + " |"


if __name__ == "__main__":
    sys.exit(main())

"""What is measured: ours and the baselines on one corpus or plan, and how each is started anew every time."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import measuring
from bench.corpus import Corpus
from bench.measuring import Cost
from bench.plans import ROUND
from bench.same_content import describe
from tests.support import libreoffice

OURS = "cascade"
SAME = "bench.same_content"
AGAIN = ("collect, 1 new", "collect, 0 new")


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be run again and again. `about` is what is done, `by` who does it, `size` how many."""

    about: str
    by: str
    size: int
    run: Callable[[], Cost]


def collecting(corpus: Corpus) -> list[Task]:
    """Collecting a round: all checks, the ledger, the summary; and what scripts do that check nothing.

    `same content` are scripts that write the cells of our summary; the others write totals and counties.
    """

    def ours() -> Cost:
        with _scratch(corpus) as workbooks:
            return _collect(corpus, workbooks, corpus.returns)

    def script(*words: str) -> Callable[[], Cost]:
        def run() -> Cost:
            with TemporaryDirectory(dir=corpus.folder) as folder:
                given = [_given(corpus)] if words[0] == SAME else []
                cost = measuring.run(("-m", *words, corpus.returns, *given, Path(folder, "summary.xlsx")))
            loading = (cost.parts or {}).get("given", 0.0)
            return replace(cost, wall=cost.wall - loading, cpu=cost.cpu - loading, parts=None)

        return run

    scripts = {
        "pandas+openpyxl": script("bench.by_pandas", "openpyxl"),
        "pandas+calamine": script("bench.by_pandas", "calamine"),
        "calamine": script("bench.by_calamine"),
        "same content, calamine+xlsxwriter": script(SAME, "xlsxwriter"),
        "same content, openpyxl": script(SAME, "openpyxl"),
    }
    return [Task("collect", by, corpus.size, run) for by, run in ({OURS: ours} | scripts).items()]


def _collect(corpus: Corpus, workbooks: Path, *paths: Path) -> Cost:
    words = (corpus.plan, ROUND, *paths, "--workbooks", workbooks)
    return measuring.run(("collect.py", *words), exit_codes=(0, 1))


def _given(corpus: Corpus) -> Path:
    """What the scripts of the same content are given of our summary, made once."""
    given = corpus.folder / "given.pickle"
    if not given.exists():
        with _scratch(corpus) as workbooks:
            _collect(corpus, workbooks, corpus.returns)
            describe(next(workbooks.rglob("summary/*_第1次.xlsx")), given)
    return given


def collecting_again(corpus: Corpus) -> list[Task]:
    """Collecting a round of which all returns but one are known, and one of which all are.

    The scripts read everything again at any time: `collecting` tells what they take.
    """
    known = corpus.folder / "known"  # its workbooks, after all returns but the last were collected
    received = Path(corpus.plan.name, ROUND, "received")

    def made() -> Path:
        if not known.exists():
            with _scratch(corpus) as workbooks:
                shutil.copytree(corpus.returns, workbooks / received)
                (workbooks / received / _last(corpus)).unlink()
                _collect(corpus, workbooks)
                workbooks.rename(known)
                workbooks.mkdir()  # which is deleted
        return known

    def one_new() -> Cost:
        with TemporaryDirectory(dir=corpus.folder) as folder:
            workbooks = shutil.copytree(made(), Path(folder, "workbooks"))
            shutil.copy(corpus.returns / _last(corpus), workbooks / received)
            return _collect(corpus, workbooks)

    def none_new() -> Cost:
        for _ in range(2):  # the first notes what it found, unless a file was too new
            cost = _collect(corpus, made())
        return cost

    return [
        Task(about, OURS, corpus.size, run) for about, run in zip(AGAIN, (one_new, none_new), strict=True)
    ]


def _last(corpus: Corpus) -> str:
    return max(path.name for path in corpus.returns.iterdir())


def stages(corpus: Corpus) -> Task:
    """Our stages one by one, in one process, with the floor of reading beside them."""
    words = ("-m", "bench.stages", corpus.folder, ROUND)
    return Task("stages", OURS, corpus.size, lambda: measuring.run(words))


def recalculating(corpus: Corpus) -> Task:
    """How long LibreOffice takes to start, open our summary, compute all of it anew and save it."""

    def run() -> Cost:
        with _scratch(corpus) as workbooks:
            _collect(corpus, workbooks, corpus.returns)
            (summary,) = workbooks.rglob("summary/*_第1次.xlsx")
            began = time.perf_counter()
            libreoffice.recalculate([summary], workbooks)
            return Cost(time.perf_counter() - began, 0.0)

    return Task("recalculate the summary", "LibreOffice", corpus.size, run)


def issuing(plan: Path, size: int) -> list[Task]:
    """Issuing a plan's forms, each entered in the ledger; and what scripts do that only write them."""

    def run(*words: object, ours: bool = False) -> Cost:
        with TemporaryDirectory(dir=plan.parent) as folder:
            return measuring.run((*words, *(("--workbooks",) if ours else ()), folder))

    return [
        Task("issue", OURS, size, lambda: run("generate.py", plan, ROUND, ours=True)),
        Task("issue", "openpyxl", size, lambda: run("-m", "bench.by_openpyxl", plan)),
        Task("issue", "xlsxwriter", size, lambda: run("-m", "bench.by_xlsxwriter", plan)),
    ]


def starting() -> list[Task]:
    """What it takes to be there at all: bare Python, and the commands' help."""
    return [
        Task("start", "python", 0, lambda: measuring.bare(("-c", "pass"))),
        Task("start", "generate.py --help", 0, lambda: measuring.bare(("generate.py", "--help"))),
        Task("start", "collect.py --help", 0, lambda: measuring.bare(("collect.py", "--help"))),
    ]


def in_turn(tasks: Sequence[Task], rounds: int, say: Callable[[str], None]) -> dict[Task, Cost]:
    """Run all tasks in turn, several times over, and return the medians: a slow hour then hits all alike."""
    costs: dict[Task, list[Cost]] = {task: [] for task in tasks}
    for number in range(1, rounds + 1):
        for task in tasks:
            cost = task.run()
            costs[task].append(cost)
            say(f"{number}/{rounds}  {task.about} {task.size or ''}  {task.by}: {cost.wall:.2f} s")
    return {task: measuring.middle(each) for task, each in costs.items()}


@contextmanager
def _scratch(corpus: Corpus) -> Iterator[Path]:
    """A workbooks folder with the ledger as it was after issuing."""
    with TemporaryDirectory(dir=corpus.folder) as folder:
        home = Path(folder, corpus.books.name)
        home.mkdir()
        for path in corpus.books.iterdir():
            if path.is_file():
                shutil.copy(path, home)
        yield Path(folder)
        for path in home.rglob("originals/*/*"):
            path.chmod(0o600)  # Windows deletes no read-only file

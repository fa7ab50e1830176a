"""What is measured: ours and the baselines on one corpus or plan, and how each is started anew every time."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import measuring
from bench.corpus import Corpus
from bench.measuring import Cost
from bench.plans import ROUND
from tests.support import libreoffice

OURS = "cascade"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be run again and again. `about` is what is done, `by` who does it, `size` how many."""

    about: str
    by: str
    size: int
    run: Callable[[], Cost]


def collecting(corpus: Corpus) -> list[Task]:
    """Collecting a round: all checks, the ledger, the summary; and what an analyst's scripts do."""

    def ours() -> Cost:
        with _scratch(corpus) as workbooks:
            words = (corpus.plan, ROUND, corpus.returns, "--workbooks", workbooks)
            return measuring.run(("collect.py", *words))

    def script(engine: str) -> Callable[[], Cost]:
        def run() -> Cost:
            with TemporaryDirectory(dir=corpus.folder) as folder:
                words = (engine, corpus.returns, Path(folder, "summary.xlsx"))
                return measuring.run(("-m", "bench.by_pandas", *words))

        return run

    tasks = [Task("collect", OURS, corpus.size, ours)]
    return tasks + [
        Task("collect", f"pandas+{engine}", corpus.size, script(engine))
        for engine in ("openpyxl", "calamine")
    ]


def stages(corpus: Corpus) -> Task:
    """Our stages one by one, in one process, with the floor of reading beside them."""
    words = ("-m", "bench.stages", corpus.folder, ROUND)
    return Task("stages", OURS, corpus.size, lambda: measuring.run(words))


def recalculating(corpus: Corpus) -> Task:
    """How long LibreOffice takes to start, open our summary, compute all of it anew and save it."""

    def run() -> Cost:
        with _scratch(corpus) as workbooks:
            words = (corpus.plan, ROUND, corpus.returns, "--workbooks", workbooks)
            measuring.run(("collect.py", *words))
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

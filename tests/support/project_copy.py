"""A copy of the project in which code may be changed, and which of its tests execute what."""

import compileall
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from coverage import CoverageData

from tests.support.changes import Change

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "wheels", "workbooks", "__pycache__", ".*_cache", ".hypothesis"
)
ROOMS_WITHOUT_CODE = {"project", "support"}  # their tests start other programs, or guard the tests themselves
FAILED = re.compile(r"(FAILED|ERROR) tests/")
COVERAGE = """[run]
source = cascade
parallel = true
patch = subprocess
disable_warnings = no-data-collected,module-not-imported,module-not-measured
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """The tests of a file: the seconds of each, and the text of the lines that each executes, by file.

    Texts instead of numbers, so that what is known stays true where other lines change. Under "" stands what
    runs outside of any test: while modules are imported, and in other processes.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def executing(self, file: str, texts: set[str]) -> list[str]:
        """The tests that execute one of these lines, the fastest first; all where no single test does."""
        found = {name for name, files in self.lines.items() if not texts.isdisjoint(files.get(file, ()))}
        tests = found & self.seconds.keys() or (set(self.seconds) if found else set())
        return sorted(tests, key=lambda name: (self.seconds[name], name))


class Copy:
    """A copy of the project in which code may be changed. `keep` is where the reach of its tests is kept."""

    def __init__(self, project: Path, folder: Path, keep: Path) -> None:
        self.root = folder / "project"
        self._keep = keep / "reach"
        self._keep.mkdir(parents=True, exist_ok=True)
        self._sound: dict[str, bool] = {}
        shutil.copytree(project, self.root, ignore=NOT_COPIED, symlinks=True)
        compileall.compile_dir(self.root, quiet=2)  # else every run would compile all of it again
        (folder / "coverage.ini").write_text(COVERAGE, encoding="utf-8")

    def candidates(self, change: Change, near: bool) -> Iterator[dict[str, float]]:
        """Tests that execute a change, file by file, the nearest first, with the seconds that each takes.

        `near` leaves out files that neither belong to the change's room nor import it. The last are all tests
        of the change's own file, for a fixture's lines count for the first test only that uses it.
        """
        code = (self.root / change.file).read_text("utf-8").splitlines()
        texts = {code[number - 1].strip() for number in change.lines}
        files = [path.relative_to(self.root) for path in sorted((self.root / "tests").rglob("test_*.py"))]
        tests = [file.as_posix() for file in files if file.parts[1] not in ROOMS_WITHOUT_CODE]
        ranked = sorted((self._distance(change, test), test) for test in tests)
        for distance, test in ranked:
            if distance < 3 or not near:
                reach = self._reach(test)
                yield {name: reach.seconds[name] for name in reach.executing(change.file, texts)}
        for distance, test in ranked:
            if distance == 0:
                yield self._reach(test).seconds

    def failure(self, change: Change, tests: Sequence[str], seconds: float) -> str:
        """The first test that fails with a change and passes without it, "" for none."""
        path = self.root / change.file
        before = path.read_text("utf-8")
        path.write_text(change.code(), encoding="utf-8")
        try:
            failed = self._first_failure(tests, seconds)
        finally:
            path.write_text(before, encoding="utf-8")
        if failed not in self._sound:
            self._sound[failed] = not failed or not self._first_failure([failed], 600)
        return failed if self._sound[failed] else ""

    def _distance(self, change: Change, test: str) -> int:
        """0 for the module's own test file, 1 for one of its room, 2 for one that imports it, else 3."""
        own = Path(change.file.replace("cascade/", "tests/", 1))
        if Path(test) == own.with_name(f"test_{own.name}"):
            return 0
        if Path(test).parent == own.parent:
            return 1
        module = change.file.removesuffix(".py").replace("/", ".")
        return 2 if module in (self.root / test).read_text("utf-8") else 3

    def _first_failure(self, tests: Sequence[str], seconds: float, *before: str) -> str:
        """The first test that fails; the first of all where they take longer than so many seconds."""
        options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        with subprocess.Popen(
            [sys.executable, *before, "-m", "pytest", *options, *tests],
            cwd=self.root,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(self.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                return tests[0]
        if process.returncode in (0, 5):  # 5: the file holds no test
            return ""
        lines = output.splitlines()
        failed = [line.split(" - ")[0].split(" ", 1)[1] for line in lines if FAILED.match(line)]
        return failed[0] if failed else tests[0]

    def _reach(self, test: str) -> Reach:
        """Run a test file under coverage, or recall what that said."""
        kept = self._keep / (test.replace("/", "_") + ".json")
        if not kept.exists():
            folder = self.root.parent / "coverage"
            folder.mkdir()
            os.environ["REACH"] = str(self.root.parent / "seconds.json")
            settings = [f"--rcfile={self.root.parent / 'coverage.ini'}", f"--data-file={folder / 'data'}"]
            coverage = ["-m", "coverage", "run", *settings]
            self._first_failure([test, "-p", "tests.support.reach"], 1800, *coverage)
            seconds = json.loads(Path(os.environ["REACH"]).read_text("utf-8"))
            reach = Reach(seconds, self._executed(folder))
            shutil.rmtree(folder)
            kept.write_text(json.dumps(asdict(reach), ensure_ascii=False), encoding="utf-8")
        return Reach(**json.loads(kept.read_text("utf-8")))

    def _executed(self, folder: Path) -> dict[str, dict[str, list[str]]]:
        texts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for path in folder.iterdir():
            data = CoverageData(str(path))
            data.read()
            for file in data.measured_files():
                code = Path(file).read_text("utf-8").splitlines()
                name = Path(file).relative_to(self.root).as_posix()
                for number, tests in data.contexts_by_lineno(file).items():
                    for test in tests:
                        texts[test][name].add(code[number - 1].strip())
        return {test: {name: sorted(found) for name, found in files.items()} for test, files in texts.items()}


def _end(process: "subprocess.Popen[str]") -> None:
    """Kill a test run and what it has started."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()

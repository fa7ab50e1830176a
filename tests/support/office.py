"""An office that runs the two commands, each a process of its own as at a real desk, and reads the report."""

import atexit
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tests.support.forked import PROJECT as PROJECT
from tests.support.forked import Commands
from tests.support.oracle.filling import Filling
from tests.support.oracle.form import Said
from tests.support.oracle.results import Results
from tests.support.oracle.tables import PLAN, Tables
from tests.support.typed_form import filled

BREAKDOWN, JUNE, SEPTEMBER = "breakdown", "progress-2020-06-30", "progress-2020-09-30"
DECEMBER = "progress-2020-12-31"
PERIODS = {JUNE: 1, SEPTEMBER: 2, DECEMBER: 3}
IN_TIME = {BREAKDOWN: "2020-05-28", JUNE: "2020-07-08", SEPTEMBER: "2020-10-12", DECEMBER: "2021-01-12"}


@dataclass(frozen=True)
class Answer:
    """What a command has answered."""

    code: int
    out: str
    error: str


@dataclass(frozen=True)
class Report:
    """A collection's exit code and its JSON report."""

    code: int
    out: str
    content: dict[str, Any]

    @property
    def values(self) -> Results:
        values: Results = self.content["values"]
        return values

    @property
    def missing(self) -> list[str]:
        missing: list[str] = self.content["missing"]
        return missing

    @cached_property
    def returns(self) -> dict[str, dict[str, Any]]:
        """The returns by the names of their files."""
        return {Path(each["file"]).name: each for each in self.content["returns"]}

    @property
    def states(self) -> dict[str, str]:
        return {name: each["state"] for name, each in self.returns.items()}

    def found(self, name: str, severities: Iterable[str] = ("error", "warning")) -> list[tuple[Any, ...]]:
        """Code, sheet and cell of a return's findings."""
        findings = self.returns[name]["findings"]
        return [(f["code"], f["sheet"], f["cell"]) for f in findings if f["severity"] in severities]

    def message(self, name: str, code: str) -> str:
        """What the only finding of a code says."""
        (message,) = [f["message"] for f in self.returns[name]["findings"] if f["code"] == code]
        return str(message)


def start(script: str, *words: object, folder: Path = PROJECT) -> Answer:
    """Run a command of the project in a Python that is started for it."""
    command = [sys.executable, str(PROJECT / script), *map(str, words)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, cwd=folder)
    return Answer(done.returncode, done.stdout, done.stderr)


def run(script: str, *words: object, folder: Path = PROJECT) -> Answer:
    """Run a command of the project in a process of its own, where possible without waiting for its start."""
    if sys.platform == "win32":
        return start(script, *words, folder=folder)
    return Answer(*_commands().order(script, *words, folder=folder))


@cache
def _commands() -> Commands:
    """The program that runs all commands of these tests; it ends with them."""
    commands = Commands()
    atexit.register(commands.close)
    return commands


def with_few_indicators(folder: Path) -> Path:
    """A copy of the real plan with the first six indicators: every step is the same, and quicker."""
    shutil.copytree(PLAN, folder)
    for name in ("indicators", "inputs", "targets"):
        lines = (folder / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.search(r"\bK(0[7-9]|1\d)", line)]
        (folder / f"{name}.csv").write_text("".join(kept), "utf-8")
    return folder


def said_by(filling: Filling, round_: str, city: str) -> Said:
    """What a city reports in a round."""
    return filling.breakdown(city) if round_ == BREAKDOWN else filling.progress(city, PERIODS[round_])


def answered(
    form: Path,
    to: Path,
    filling: Filling,
    round_: str,
    city: str,
    change: Mapping[tuple[str, str], Decimal | str] | None = None,
) -> Path:
    """A city's form filled in, with some changes to what it would say."""
    names = filling.names(city) if round_ == BREAKDOWN else {}
    return filled(form, to, said_by(filling, round_, city) | dict(change or {}), names)


class Office:
    """A workbooks folder, the plan it belongs to, and what the cities will say."""

    def __init__(self, home: Path, plan: Path = PLAN, seed: int = 2020) -> None:
        self.home = home
        self.plan = plan
        self.filling = Filling(Tables(plan), seed)

    @property
    def tables(self) -> Tables:
        return self.filling.tables

    def copy(self, home: Path) -> "Office":
        """The same office at another place, to try something out."""
        shutil.copytree(self.home, home)
        return Office(home, self.plan, self.filling.seed)

    def folder(self, round_: str, name: str) -> Path:
        return self.home / "zhejiang-2020" / round_ / name

    def form(self, round_: str, city: str) -> Path:
        """The form that has been issued to a city."""
        (path,) = self.folder(round_, "issued").glob(f"{city}_*.xlsx")
        return path

    def says(self, round_: str, city: str) -> Said:
        """What a city reports in a round."""
        return said_by(self.filling, round_, city)

    def fill(
        self,
        round_: str,
        city: str,
        change: Mapping[tuple[str, str], Decimal | str] | None = None,
        name: str = "",
    ) -> Path:
        """Fill a city's form, with some changes to what it would say; the file lies in the round's inbox."""
        form = self.form(round_, city)
        path = self.folder(round_, "received") / (name or form.name)
        return answered(form, path, self.filling, round_, city, change)

    def sent_by(self, round_: str, cities: Iterable[str]) -> dict[str, bytes]:
        """What some cities send, by name; none of it lies in the inbox yet."""
        paths = [self.fill(round_, city) for city in cities]
        found = {path.name: path.read_bytes() for path in paths}
        for path in paths:
            path.unlink()
        return found

    def generate(self, round_: str, *words: object) -> Answer:
        return run("generate.py", self.plan, round_, "--workbooks", self.home, *words)

    def collect(self, round_: str, *paths: Path | str, today: str = "") -> Report:
        """Collect, by default what lies in the round's inbox, and read the report; `paths` may be options."""
        report = self.home / "结果.json"
        report.unlink(missing_ok=True)
        words = [*paths, "--workbooks", self.home, "--today", today or IN_TIME[round_], "--json", report]
        done = run("collect.py", self.plan, round_, *words)
        assert report.is_file(), done
        assert "Traceback" not in done.error, done.error
        return Report(done.code, done.out, json.loads(report.read_text("utf-8")))

    def whole_round(self, round_: str) -> Report:
        """Issue a round, let every city report, and collect."""
        issued = self.generate(round_)
        assert issued.code == 0, issued
        for city in self.tables.cities:
            self.fill(round_, city)
        return self.collect(round_)


def issued_office(home: Path, plan: Path) -> Office:
    """An office with few indicators whose forms of the breakdown are issued; `plan` is its new folder."""
    office = Office(home, with_few_indicators(plan))
    assert office.generate(BREAKDOWN).code == 0
    return office

"""The office: issues and collects with the two commands, as real processes, and reads their report."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.folder import COPY, REPORTS
from demo.tables import HOME, Plan


class Differs(Exception):
    """The story did not go as told: what was expected and what came instead."""


class Refused(Exception):
    """The plan cannot be used: the command's own words and exit code."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the report. Places are "" where there is none."""

    severity: str
    sheet: str
    cell: str
    region: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Return:
    """One returned file of the report."""

    file: str
    region: str
    state: str
    late: bool
    findings: tuple[Found, ...]

    @property
    def errors(self) -> tuple[Found, ...]:
        """What sends it back."""
        return tuple(found for found in self.findings if found.severity == "error")


@dataclass(frozen=True, slots=True)
class Report:
    """What a collection has come to."""

    returns: tuple[Return, ...]
    missing: tuple[str, ...]
    values: dict[str, dict[str, Decimal]]
    words: dict[str, dict[str, str]]
    summary: Path

    def cities(self, state: str) -> list[str]:
        """The codes of the cities with a return in a state, in the report's order."""
        return list(dict.fromkeys(each.region for each in self.returns if each.state == state))

    def value(self, field: str, region: str) -> Decimal | None:
        """A result; None where nothing has come of it."""
        return self.values.get(field, {}).get(region)

    def findings(self, severity: str) -> int:
        """How many findings of a severity the accepted returns have."""
        accepted = [each for each in self.returns if each.state == "accepted"]
        return sum(found.severity == severity for each in accepted for found in each.findings)


class Office:
    """The office at its desk. `workbooks` is where everything is kept, its copy of the plan included."""

    def __init__(self, workbooks: Path, plan: Plan) -> None:
        self.workbooks, self.plan = workbooks, plan

    def folder(self, round_id: str, name: str) -> Path:
        """A folder of a round: issued, received or summary."""
        return self.workbooks / self.plan.id / round_id / name

    def issue(self, round_id: str) -> dict[str, Path]:
        """Issue a round's forms; returns each city's form by the city's code."""
        self._run("generate.py", round_id, expected=0)
        forms = sorted(self.folder(round_id, "issued").glob("*.xlsx"))
        return {path.name.split("_")[0]: path for path in forms}

    def collect(self, round_id: str, today: str, expected: int) -> Report:
        """Collect what lies in the round's `received` folder on a date; the exit code must be as expected."""
        report = self.workbooks / REPORTS / f"{round_id}_{today}.json"
        report.parent.mkdir(exist_ok=True)
        self._run("collect.py", round_id, "--today", today, "--json", _shown(report), expected=expected)
        return _report(json.loads(report.read_text(encoding="utf-8")))

    def _run(self, script: str, round_id: str, *words: str, expected: int) -> None:
        plan = _shown(self.workbooks / COPY)
        command = [script, plan, round_id, "--workbooks", _shown(self.workbooks), *words]
        print(f"  > {subprocess.list2cmdline([_shown(Path(sys.executable)), *command])}")
        done = _ran(command)
        if done.returncode != expected:
            raise Differs(
                f"{script} 的退出码应为 {expected}，实为 {done.returncode}。它的输出：\n{done.stdout}"
            )


def opened(plan: str, scratch: Path, *, is_trusted: bool) -> Plan:
    """The tables of a plan, as the office's own command writes them into an empty folder.

    `plan` is what `generate.py` takes. Unless it is trusted it is tried first. Raises Refused for one that
    the command refuses.
    """
    tables = scratch / "tables"
    _said_yes(["generate.py", plan, "--plan-tables", str(tables)])
    found = Plan.read(tables)
    if not is_trusted:  # a form is issued only where nothing is wrong with the plan
        rounds = sorted(found.rows["rounds"], key=lambda row: row["kind"] != "breakdown")
        first = [row["id"] for row in rounds[:1]] or [""]
        city = [row["region"] for row in found.rows["targets"][:1]] or [""]
        _said_yes(["generate.py", plan, *first, "--city", *city, "--workbooks", str(scratch / "trial")])
    return found


def _said_yes(command: list[str]) -> None:
    done = _ran(command)
    if done.returncode:
        raise Refused(done.returncode, done.stdout.rstrip())


def _ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one of the two commands in the project's folder, and keep what it says."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=HOME,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _shown(path: Path) -> str:
    """A path as typed in the project's folder, which is where the commands run."""
    return str(path.relative_to(HOME)) if path.is_relative_to(HOME) else str(path)


def _report(report: dict[str, Any]) -> Report:
    values = {
        field: {region: Decimal(number) for region, number in by_region.items()}
        for field, by_region in report["values"].items()
    }
    returns = tuple(
        Return(
            file=each["file"],
            region=each["region"] or "",
            state=each["state"],
            late=each["late"],
            findings=tuple(_found(found) for found in each["findings"]),
        )
        for each in report["returns"]
    )
    missing, words = tuple(report["missing"]), report.get("words", {})
    return Report(returns, missing, values, words, Path(report["summary"]))


def _found(found: dict[str, Any]) -> Found:
    return Found(**{each.name: found[each.name] or "" for each in fields(Found)})

"""The plan's public tables, as far as a city or a reader needs them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PLAN = Path("plans") / "zhejiang-2020"  # below HOME
COPY = "方案（演示）"  # the copy that is issued, in the demonstration's folder
TITLE_MARK = "【演示·数字虚构】"
PROVINCE = "330000"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: what it is called, its unit and decimals, and the inputs reported for it in progress."""

    code: str
    name: str
    unit: str
    decimals: int
    inputs: tuple[str, ...]

    @property
    def is_rate(self) -> bool:
        """Whether it is computed from several inputs; an amount is its one input."""
        return len(self.inputs) > 1


@dataclass(frozen=True, slots=True)
class Round:
    """One collection as the plan names it."""

    id: str
    name: str
    due: str


@cache
def cities() -> dict[str, str]:
    """The cities' names by code, in the official order."""
    return {row["code"]: row["name"] for row in _rows("regions") if row["parent"] == PROVINCE}


@cache
def names() -> dict[str, str]:
    """Every region's name by code."""
    return {row["code"]: row["name"] for row in _rows("regions")}


@cache
def indicators() -> dict[str, Indicator]:
    """The indicators by code, in the notice's order."""
    inputs: dict[str, tuple[str, ...]] = {}
    for row in _rows("inputs"):
        inputs[row["indicator"]] = (*inputs.get(row["indicator"], ()), row["code"])
    return {
        row["code"]: Indicator(
            row["code"], row["name"], row["unit"], int(row["decimals"]), inputs[row["code"]]
        )
        for row in _rows("indicators")
    }


@cache
def decimals() -> dict[str, int]:
    """How many decimals the plan gives each input, by code."""
    return {row["code"]: int(row["decimals"]) for row in _rows("inputs")}


def round_(round_id: str) -> Round:
    """The round of an id; StopIteration if the plan has none."""
    row = next(row for row in _rows("rounds") if row["id"] == round_id)
    return Round(row["id"], row["name"], row["due"])


def plan_id() -> str:
    """The plan's id, which is also the name of its folder among the workbooks."""
    return next(row["value"] for row in _rows("plan") if row["key"] == "id")


def marked_plan(folder: Path) -> Path:
    """Copy the plan's tables into a folder, with a title that says that the numbers are invented.

    Whatever is issued and published from the copy says so too, on every page. Returns the copy's folder.
    """
    copy = folder / COPY
    copy.mkdir(exist_ok=True)
    for table in (HOME / PLAN).glob("*.csv"):
        text = table.read_bytes()
        if table.stem == "plan":
            text = text.replace(b"\ntitle,", f"\ntitle,{TITLE_MARK}".encode())
        (copy / table.name).write_bytes(text)
    return copy


def _rows(table: str) -> list[dict[str, str]]:
    with (HOME / PLAN / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

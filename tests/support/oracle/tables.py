"""The tables of a plan's folder, read as text."""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

PLAN = Path(__file__).parents[3] / "plans" / "zhejiang-2020"
PROVINCE = "330000"


@dataclass(frozen=True)
class Indicator:
    """An indicator as its row in the plan has it."""

    code: str
    number: int
    name: str
    unit: str
    decimals: int
    lead: str
    at_least: bool
    year_end: bool
    measure: str
    headline: Decimal | None  # which the cities' shares have to come to
    inputs: tuple[tuple[str, int], ...]  # code and decimals of each

    @property
    def rate(self) -> bool:
        return len(self.inputs) > 1


class Tables:
    """The tables of a plan's folder, read anew."""

    def __init__(self, folder: Path = PLAN) -> None:
        self.folder = folder

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def settings(self) -> dict[str, str]:
        """The settings by key."""
        return {row["key"]: row["value"] for row in self._rows("plan")}

    @property
    def province(self) -> str:
        """The province's code."""
        return self.settings["province"]

    @cached_property
    def cities(self) -> dict[str, str]:
        """The cities' names by code, in the official order."""
        return {row["code"]: row["name"] for row in self._rows("regions") if row["parent"] == self.province}

    @cached_property
    def counties(self) -> dict[str, list[str]]:
        """The county codes of each city."""
        rows = self._rows("regions")
        return {city: [row["code"] for row in rows if row["parent"] == city] for city in self.cities}

    @cached_property
    def addresses(self) -> dict[str, list[str]]:
        """The addresses of each city's office: to whom, then the copies."""
        return {
            row["region"]: [each for each in f"{row['to']};{row['cc']}".split(";") if each]
            for row in self._rows("offices")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Every region's name by code."""
        return {row["code"]: row["name"] for row in self._rows("regions")}

    @cached_property
    def indicators(self) -> list[Indicator]:
        inputs = self._rows("inputs")
        return [
            Indicator(
                row["code"],
                int(row["number"]),
                row["name"],
                row["unit"],
                int(row["decimals"]),
                row["lead"],
                row["direction"] == "at_least",
                row["pace"] == "year_end",
                row["measure"],
                Decimal(row["headline"]) if row["headline"] and row["reconcile"] == "yes" else None,
                tuple((i["code"], int(i["decimals"])) for i in inputs if i["indicator"] == row["code"]),
            )
            for row in self._rows("indicators")
        ]

    @cached_property
    def targets(self) -> dict[tuple[str, str], Decimal]:
        """The cities' targets by (city, indicator)."""
        return {
            (row["region"], row["indicator"]): Decimal(re.sub(r"[^0-9.].*$", "", row["target"]))
            for row in self._rows("targets")
        }

    @cached_property
    def target_texts(self) -> dict[tuple[str, str], str]:
        """The cities' targets by (indicator, city), as they are worded."""
        return {(row["indicator"], row["region"]): row["target"] for row in self._rows("targets")}

    def target(self, indicator: Indicator, region: str) -> Decimal | None:
        """The number of a target; the province's is its headline, else the sum of the cities' amounts."""
        if region != self.province:
            found = re.search(r"\d+(\.\d+)?", self.target_texts[indicator.code, region])
            return Decimal(found[0]) if found else None
        if indicator.headline is not None:
            return indicator.headline
        known = [each for city in self.cities if (each := self.target(indicator, city)) is not None]
        return sum(known, Decimal(0)) if known and not indicator.rate else None

"""A plan's public tables, as far as a unit or a reader needs them: those that `--plan-tables` writes."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SHIPPED = HOME / "plans" / "zhejiang-2020"  # the plan whose story is told unless another is named
TITLE_MARK = "【演示·数字虚构】"
_CHOICES = "已完成；正在推进；未完成"


@dataclass(frozen=True, slots=True)
class Input:
    """What a leaf reports for an indicator."""

    code: str
    name: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator as its row says it. `parent` is the code of the indicator it is a part of, or ""."""

    code: str
    name: str
    unit: str
    decimals: int
    direction: str
    measure: str
    in_words: bool
    own: bool
    year_end: bool
    direct: bool
    parent: str
    inputs: tuple[Input, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The codes of its inputs."""
        return tuple(each.code for each in self.inputs)

    @property
    def is_rate(self) -> bool:
        """Whether it is computed; an amount is its one input."""
        return not self.in_words and self.fields != (self.measure,)

    @property
    def adds_up(self) -> bool:
        """Whether shares and results are sums: not those of rates, of words and of own figures."""
        return not (self.in_words or self.is_rate or self.own)

    @property
    def at_most(self) -> bool:
        """Whether its target is a limit."""
        return self.direction == "at_most"

    @property
    def is_range(self) -> bool:
        """Whether its target is a range."""
        return self.direction == "within"


@dataclass(frozen=True, slots=True)
class Round:
    """One collection as the plan names it. `elapsed` is the share (%) of the plan that is due by it."""

    id: str
    name: str
    due: date
    breaks_down: bool
    elapsed: int


@dataclass(frozen=True)
class Plan:
    """A plan's tables: the columns and the rows of each by its name."""

    columns: dict[str, list[str]]
    rows: dict[str, list[dict[str, str]]]

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        """Read the tables in a folder that `--plan-tables` wrote."""
        columns, rows = {}, {}
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                rows[path.stem], columns[path.stem] = list(reader), list(reader.fieldnames or ())
        return cls(columns, rows)

    def write(self, folder: Path) -> None:
        """Write the tables into a new folder, with a title that says that the numbers are invented.

        Whatever is issued and published from them says so too, on every page.
        """
        folder.mkdir()
        for name, rows in self.rows.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(self.columns[name])
                for row in rows:
                    marked = TITLE_MARK if (name, row.get("key")) == ("plan", "title") else ""
                    writer.writerow(marked * (key == "value") + text for key, text in row.items())

    @cached_property
    def said(self) -> dict[str, str]:
        """The settings by their keys."""
        return {row["key"]: row["value"] for row in self.rows["plan"]}

    @property
    def id(self) -> str:
        """The plan's id, which is also the name of its folder among the workbooks."""
        return self.said["id"]

    @property
    def top(self) -> str:
        """The code of the issuer's region."""
        return self.said["province"]

    @cached_property
    def names(self) -> dict[str, str]:
        """Every region's name by code."""
        return {row["code"]: row["name"] for row in self.rows["regions"]}

    @cached_property
    def cities(self) -> dict[str, str]:
        """The names of the units that file forms, by code, in the official order."""
        return {row["code"]: row["name"] for row in self.rows["regions"] if row["parent"] == self.top}

    @cached_property
    def two_levels(self) -> bool:
        """Whether nothing lies below the units."""
        return not any(row["parent"] in self.cities for row in self.rows["regions"])

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The words of the plan for what is reported in words."""
        words = re.split("[;；]", self.said.get("choices") or _CHOICES)
        return tuple(each.strip() for each in words if each.strip())

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators by code, wholes before their parts, else in the notice's order."""
        rows = sorted(self.rows["indicators"], key=lambda row: bool(row.get("parent")))
        return {row["code"]: self._indicator(row) for row in rows}

    def _indicator(self, row: dict[str, str]) -> Indicator:
        inputs = (each for each in self.rows["inputs"] if each["indicator"] == row["code"])
        return Indicator(
            code=row["code"],
            name=row["name"],
            unit=row.get("unit", ""),
            decimals=_whole(row.get("decimals", "")),
            direction=row.get("direction") or "at_least",
            measure=row.get("measure", ""),
            in_words=row.get("kind") == "words",
            own=row.get("adds") == "own",
            year_end=row.get("pace") == "year_end",
            direct=row.get("pace") == "direct",
            parent=row.get("parent") or "",
            inputs=tuple(Input(each["code"], each["name"], _whole(each["decimals"])) for each in inputs),
        )

    @cached_property
    def apart(self) -> tuple[Indicator, ...]:
        """The indicators that neither have parts nor are one."""
        parents = {each.parent for each in self.indicators.values()}
        return tuple(
            each for code, each in self.indicators.items() if not each.parent and code not in parents
        )

    def whole_field(self, part: Indicator) -> str:
        """The field of which no more than the whole may be reported for a part; "" for what is no part."""
        return self.indicators[part.parent].fields[0] if part.parent and part.adds_up else ""

    @property
    def first_progress(self) -> Round | None:
        """The first progress round."""
        return next((each for each in self.rounds if not each.breaks_down), None)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The breakdown, where there is one, and the progress rounds by their dates."""
        rows = sorted(
            self.rows["rounds"],
            key=lambda row: (row["kind"] != "breakdown", row["as_of"] and _day(row["as_of"]).isoformat()),
        )
        return tuple(self._round(row) for row in rows)

    def _round(self, row: dict[str, str]) -> Round:
        due, breaks_down = _day(row["due"]), row["kind"] == "breakdown"
        return Round(row["id"], row["name"], due, breaks_down, 0 if breaks_down else self._elapsed(row))

    def _elapsed(self, row: dict[str, str]) -> int:
        if row.get("expected"):
            return _whole(row["expected"])
        year = self.said.get("year")
        start = _day(f"{year}-1-1" if year else self.said["start"])
        end = _day(f"{year}-12-31" if year else self.said["end"])
        return round(100 * ((_day(row["as_of"]) - start).days + 1) / ((end - start).days + 1))


def _whole(text: str) -> int:
    """A number without its decimals, as an office writes it: 2, 20%, 12.5."""
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _day(text: str) -> date:
    """A day as an office writes it: 2020-06-30, 2020/6/30, 2020年6月30日."""
    year, month, day = re.findall(r"\d+", text)[:3]
    return date(int(year), int(month), int(day))

"""Generated plans of any size, with the shipped plan's indicators: more cities and counties, other names."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "plans" / "zhejiang-2020"
COUNTIES = 10  # of each city, unless it is a nation's
ROUND = "breakdown"
PROVINCES, CITIES, NATIONAL_COUNTIES = 31, 333, 2_850  # of a nation

Row = dict[str, str]
# Zhejiang's words
LEVELS = {"unit_level": "设区市", "leaf_level": "县（市、区）", "lead_title": "省级牵头单位"}


@dataclass(frozen=True, slots=True)
class City:
    """A city of a generated plan, with its counties by code. All codes have six digits."""

    code: str
    name: str
    counties: dict[str, str]


def uniform(count: int) -> list[City]:
    """So many cities with ten counties each."""
    cities = []
    for number in range(count):
        first = 100_001 + number * (COUNTIES + 1)
        counties = {str(first + at): f"{number + 1:05d}市第{at}县" for at in range(1, COUNTIES + 1)}
        cities.append(City(str(first), f"第{number + 1:05d}市", counties))
    return cities


def nation() -> list[City]:
    """The cities of a whole nation: 31 provinces, 333 cities, 2,850 counties, coded as GB/T 2260 does."""
    cities = []
    for number in range(CITIES):
        province, within = number % PROVINCES + 11, number // PROVINCES + 1
        counties = (number + 1) * NATIONAL_COUNTIES // CITIES - number * NATIONAL_COUNTIES // CITIES
        code = f"{province}{within:02d}"
        named = {f"{code}{at:02d}": f"{province}省{within:02d}市第{at}县" for at in range(1, counties + 1)}
        cities.append(City(f"{code}00", f"{province}省第{within:02d}市", named))
    return sorted(cities, key=lambda each: each.code)


def write_plan(folder: Path, title: str, cities: Sequence[City]) -> None:
    """Write the tables of a plan into a folder. The shipped plan's cities lend their targets, in turn."""
    folder.mkdir(parents=True)
    shipped = {name: _read(name) for name in ("plan", "rounds", "indicators", "inputs", "targets", "regions")}
    given = {"id": folder.name, "title": title, "province": "100000"} | LEVELS
    settings = {row["key"]: row["value"] for row in shipped["plan"]} | given
    _write(folder, "plan", [{"key": key, "value": value} for key, value in settings.items()])
    for name in ("rounds", "inputs"):
        _write(folder, name, shipped[name])
    # The published figures are Zhejiang's: no other nation's shares add up to them.
    _write(folder, "indicators", [row | {"headline": "", "reconcile": "no"} for row in shipped["indicators"]])
    _write(folder, "regions", _regions(cities))
    _write(folder, "targets", _targets(shipped["targets"], cities))
    offices = ({"region": each.code, "name": f"{each.name}专班", "to": "", "cc": ""} for each in cities)
    _write(folder, "offices", [row | {"to": f"c{row['region']}@example.invalid"} for row in offices])


def _regions(cities: Sequence[City]) -> list[Row]:
    rows = [{"code": "100000", "name": "全国", "parent": ""}]
    rows += [{"code": each.code, "name": each.name, "parent": "100000"} for each in cities]
    for city in cities:
        rows += [{"code": code, "name": name, "parent": city.code} for code, name in city.counties.items()]
    return rows


def _targets(shipped: Iterable[Row], cities: Sequence[City]) -> list[Row]:
    lenders: dict[str, list[Row]] = {}
    for row in shipped:
        lenders.setdefault(row["indicator"], []).append(row)
    return [
        rows[number % len(rows)] | {"region": city.code}
        for rows in lenders.values()
        for number, city in enumerate(cities)
    ]


def _read(table: str) -> list[Row]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, table: str, rows: list[Row]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)

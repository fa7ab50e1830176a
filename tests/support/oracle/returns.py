"""An independent office: fills forms by their public contract and works out what must come of it.

It imports nothing from `cascade`. The contract (issue 2): every form sheet has a row with the codes of the
open columns and a column with the codes of the open rows, and whatever a region reports of a field stands
at the crossing. Expected results are exact: sums, and fractions rounded once to 15 significant digits.
"""

import ast
import csv
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

PLAN = Path(__file__).parents[3] / "plans" / "zhejiang-2020"
PROVINCE = "330000"
NOT_SHARED = "/"

Said = dict[tuple[str, str], Decimal | str]  # what a city writes, by (region, field)
Results = dict[str, dict[str, str]]  # decimal text by field or indicator, then by region


@dataclass(frozen=True)
class Indicator:
    """An indicator as its row in the plan has it."""

    code: str
    decimals: int
    measure: str
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
    def cities(self) -> dict[str, str]:
        """The cities' names by code, in the official order."""
        return {row["code"]: row["name"] for row in self._rows("regions") if row["parent"] == PROVINCE}

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
                int(row["decimals"]),
                row["measure"],
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


# --------------------------------------------------------------------------------- a form, by its contract


class Form:
    """A form as another program sees it: a workbook in which codes cross."""

    _FIELD = re.compile(r"K\d\d[a-z]?")
    _REGION = re.compile(r"\d{6}(A\d)?")

    def __init__(self, path: Path) -> None:
        self.book: Workbook = openpyxl.load_workbook(path)
        self.columns: dict[str, tuple[str, Cell]] = {}
        self.rows: dict[tuple[str, str], Cell] = {}
        for sheet in self.book.worksheets:
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell, Cell) and isinstance(cell.value, str):
                        self._note(sheet.title, cell, cell.value)

    def _note(self, sheet: str, cell: Cell, text: str) -> None:
        if self._FIELD.fullmatch(text):
            assert text not in self.columns, f"{text} stands in {sheet} {cell.coordinate}, too"
            self.columns[text] = (sheet, cell)
        elif self._REGION.fullmatch(text):
            assert (sheet, text) not in self.rows, f"{text} stands in {sheet} {cell.coordinate}, too"
            self.rows[sheet, text] = cell

    @property
    def fields(self) -> list[str]:
        return list(self.columns)

    @property
    def regions(self) -> list[str]:
        return list(dict.fromkeys(region for _, region in self.rows))

    def place(self, region: str, field: str) -> tuple[str, str]:
        """Sheet and address of the crossing of a region and a field."""
        sheet, column = self.columns[field]
        return sheet, f"{column.column_letter}{self.rows[sheet, region].row}"

    def cell(self, region: str, field: str) -> Cell:
        sheet, address = self.place(region, field)
        return _cell(self.book, sheet, address)

    def below(self, field: str, label: str) -> tuple[str, str]:
        """Sheet and address where a column meets the row whose name begins with `label`."""
        sheet, column = self.columns[field]
        for row in range(1, self.book[sheet].max_row + 1):
            if str(self.book[sheet].cell(row, 2).value or "").startswith(label):
                return sheet, f"{column.column_letter}{row}"
        raise KeyError(label)

    def beside(self, region: str, field: str, label: str) -> Cell:
        """The cell of a region in the nearest column left of the field's whose heading is `label`."""
        sheet, column = self.columns[field]
        page, row = self.book[sheet], self.rows[sheet, region].row
        for at in range(column.column - 1, 0, -1):
            if any(page.cell(head, at).value == label for head in range(1, column.row)):
                return _cell(self.book, sheet, page.cell(row, at).coordinate)
        raise KeyError(label)

    def fill(
        self, said: Mapping[tuple[str, str], Decimal | str], names: Mapping[str, str] | None = None
    ) -> None:
        """Write numbers and texts at their crossings, and the names of functional zones on every sheet."""
        for (region, field), value in said.items():
            self.cell(region, field).value = float(value) if isinstance(value, Decimal) else value
        for zone, name in (names or {}).items():
            for (sheet, region), code in self.rows.items():
                if region == zone:
                    _cell(self.book, sheet, f"B{code.row}").value = name

    def save(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book.save(path)
        return path


def _cell(book: Workbook, sheet: str, address: str) -> Cell:
    cell = book[sheet][address]
    assert isinstance(cell, Cell)
    return cell


def filled(
    form: Path,
    to: Path,
    said: Mapping[tuple[str, str], Decimal | str],
    names: Mapping[str, str] | None = None,
) -> Path:
    """A copy of a form with a city's numbers in it."""
    paper = Form(form)
    paper.fill(said, names)
    return paper.save(to)


# --------------------------------------------------------------------------------------- what cities say


class Filling:
    """What all cities report in a year: invented from a seed, and always acceptable.

    Some counties have no share of an indicator, some rates lie below their city's floor, two cities
    list functional zones, and numbers have as many decimals as are allowed.
    """

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.seed = seed
        first, second, *_ = list(tables.cities)[::4]
        self.zones = {f"{first}A1": "钱塘新区", f"{first}A2": "杭州高新区", f"{second}A1": "嘉兴经开区"}

    def names(self, city: str) -> dict[str, str]:
        """The city's functional zones by code."""
        return {zone: name for zone, name in self.zones.items() if zone.startswith(city)}

    def leaves(self, city: str) -> list[str]:
        return [*self.tables.counties[city], *self.names(city)]

    @cached_property
    def _shares(self) -> dict[str, Said]:
        draw = random.Random(self.seed)
        return {city: self._city_shares(city, draw) for city in self.tables.cities}

    def breakdown(self, city: str) -> Said:
        """The city's shares of its targets."""
        return dict(self._shares[city])

    def _city_shares(self, city: str, draw: random.Random) -> Said:
        said: Said = {}
        for indicator in self.tables.indicators:
            target, leaves = self.tables.targets[city, indicator.code], self.leaves(city)
            numbers = (
                _floors(target, leaves, draw) if indicator.rate else _parts(target, indicator, leaves, draw)
            )
            said |= {(region, indicator.code): number for region, number in numbers.items()}
        return said

    def progress(self, city: str, period: int) -> Said:
        """What has been reached by the end of a period (1, 2, …): amounts grow from one to the next."""
        said: Said = {}
        for indicator in self.tables.indicators:
            for region in self.leaves(city):
                share = self._shares[city][region, indicator.code]
                draw = random.Random(f"{self.seed} {indicator.code} {region}")
                if isinstance(share, str):
                    said |= {(region, field): NOT_SHARED for field, _ in indicator.inputs}
                elif indicator.rate:
                    said |= _components(indicator, region, draw, period)
                else:
                    field, decimals = indicator.inputs[0]
                    steps = [draw.randint(15, 30) for _ in range(period)]
                    reached = share * sum(steps) / 100
                    said[region, field] = _fitting(reached, decimals)
        return said


def _fitting(value: Decimal, decimals: int) -> Decimal:
    """The value with as many decimals as may be typed: none for a count, else two more than are shown."""
    return value.quantize(Decimal(1).scaleb(-(decimals + 2) if decimals else 0), ROUND_HALF_UP)


def _floors(target: Decimal, leaves: list[str], draw: random.Random) -> dict[str, Decimal | str]:
    """Targets of a rate: at the city's floor or above, one below it, and one without any."""
    found: dict[str, Decimal | str] = {
        region: target + Decimal(draw.randint(0, 5000)).scaleb(-draw.randint(1, 3)) for region in leaves
    }
    found[leaves[0]] = target + Decimal("0.333")
    if draw.random() < 0.5:
        found[leaves[1]] = target - Decimal("1.5")
    if draw.random() < 0.3:
        found[leaves[2]] = NOT_SHARED
    return found


def _parts(
    target: Decimal, indicator: Indicator, leaves: list[str], draw: random.Random
) -> dict[str, Decimal | str]:
    """A target shared out exactly, or with a little more; nothing for some where it is small."""
    unit = Decimal(1).scaleb(-(indicator.decimals + 2) if indicator.decimals else 0)
    units = int(target / unit) + draw.choice([0, 0, 1])
    cuts = sorted(draw.randint(0, units) for _ in leaves[1:])
    sizes = [end - start for start, end in zip([0, *cuts], [*cuts, units], strict=True)]
    numbers: dict[str, Decimal | str] = {}
    for region, size in zip(leaves, sizes, strict=True):
        nothing = size == 0 and draw.random() < 0.7
        numbers[region] = NOT_SHARED if nothing else unit * size
    return numbers


def _components(indicator: Indicator, region: str, draw: random.Random, period: int) -> Said:
    """The inputs of a rate: positive, of some size, with decimals where they may have any."""
    said: Said = {}
    for field, decimals in indicator.inputs:
        number = Decimal(draw.randint(50_000, 900_000)).scaleb(-draw.randint(0, 4)) * period
        said[region, field] = max(_fitting(number, decimals), Decimal(1))
    return said


# ------------------------------------------------------------------------------------ what must come of it


def text(value: Decimal) -> str:
    """Plain decimal text without an exponent or trailing zeros."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def expected_breakdown(tables: Tables, filings: Mapping[str, Said]) -> Results:
    """Every value of a breakdown: sums of amounts, the lowest county of rates."""
    results: Results = {}
    for indicator in tables.indicators:
        combine = min if indicator.rate else _sum
        cities = {}
        for city, said in filings.items():
            numbers = _numbers(said, indicator.code)
            results.setdefault(indicator.code, {}).update({region: text(n) for region, n in numbers.items()})
            if numbers:
                cities[city] = combine(numbers.values())
        if cities:
            results[indicator.code] |= {city: text(value) for city, value in cities.items()}
            results[indicator.code][PROVINCE] = text(combine(cities.values()))
    return results


def expected_progress(tables: Tables, filings: Mapping[str, Said]) -> Results:
    """Every value of a progress round: summed inputs, and measures over the sums of each region."""
    results: Results = {}
    for indicator in tables.indicators:
        inputs = {field: _with_sums(filings, field) for field, _ in indicator.inputs}
        for field, by_region in inputs.items():
            results[field] = {region: text(value) for region, value in by_region.items()}
        first, *others = [set(by_region) for by_region in inputs.values()]
        torn = first.union(*others) - first.intersection(*others)  # sums must cover the same counties
        torn |= {city for city, counties in tables.counties.items() if torn & {*counties, city}}
        for region in first.intersection(*others) - torn - ({PROVINCE} if torn else set()):
            value = measured(indicator.measure, {field: inputs[field][region] for field in inputs})
            if value is not None:
                results.setdefault(indicator.code, {})[region] = value
    return results


def _numbers(said: Said, field: str) -> dict[str, Decimal]:
    return {region: v for (region, each), v in said.items() if each == field and isinstance(v, Decimal)}


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def _with_sums(filings: Mapping[str, Said], field: str) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    sums: dict[str, Decimal] = {}
    for city, said in filings.items():
        numbers = _numbers(said, field)
        values |= numbers
        if numbers:
            sums[city] = _sum(numbers.values())
    return values | sums | ({PROVINCE: _sum(sums.values())} if sums else {})


def measured(measure: str, inputs: Mapping[str, Decimal]) -> str | None:
    """The measure's value as text to 15 significant digits, None where a divisor is zero."""
    try:
        exact = _exact(ast.parse(measure, mode="eval").body, inputs)
    except ZeroDivisionError:
        return None
    rounding = Context(prec=15, rounding=ROUND_HALF_UP)
    return text(rounding.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


def _exact(node: ast.expr, inputs: Mapping[str, Decimal]) -> Fraction:
    if isinstance(node, ast.Name):
        return Fraction(inputs[node.id])
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    assert isinstance(node, ast.BinOp), ast.dump(node)
    left, right = _exact(node.left, inputs), _exact(node.right, inputs)
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise AssertionError(ast.dump(node))

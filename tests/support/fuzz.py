"""Mutants of filled forms, read as returns: `python -m tests.support.fuzz --seed 1 --mutants 20000`.

A mutant is a filled form with bytes flipped, or with its XML edited and packed again with valid checksums.
It must be refused, held, sent back or accepted, soon and without a crash; and if it is accepted with another
number than the form had, then openpyxl and calamine, reading the same mutant, must give that number, too.
"""

import argparse
import ast
import operator
import random
import re
import sys
import tempfile
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from cascade.grid import Refused
from cascade.returns.receipt import State
from tests.support.filled_forms import CITY, Judged, Paper, judge
from tests.support.forms import BREAKDOWN, SEPTEMBER
from tests.support.mutations import EDITS, Edit, Parts, flipped
from tests.support.raw_workbook import BOOK, MAIN, STRINGS, pack, unpack
from tests.support.treatments import saved

FIELD, REGION = re.compile(r"K\d\d[a-d]?"), re.compile(r"33\d{4}(A\d)?")
Lookup = Callable[[str], Any]  # the value at an address
SLOW = 10.0  # seconds of processor time: more is a hang, on any machine
OPERATIONS: dict[type[ast.AST], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass
class Tally:
    """What has come of the mutants."""

    outcomes: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    numbers: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{outcome}: {number}" for outcome, number in sorted(self.outcomes.items())]
        lines.append(f"accepted with {self.numbers} changed numbers in {self.changed} mutants")
        lines += [f"accepted mutants that {who} could not read: {n}" for who, n in self.unread.items()]
        lines.append(f"slowest: {self.slowest:.3f} s; faults: {len(self.faults)}")
        return "\n".join(lines + self.faults[:20])


class Seeds:
    """The forms that are mutated, and what they say."""

    def __init__(self, folder: Path) -> None:
        self.papers = [Paper(BREAKDOWN, CITY, folder), Paper(SEPTEMBER, CITY, folder)]
        data = [paper.path.read_bytes() for paper in self.papers]
        again = saved(openpyxl.load_workbook(self.papers[0].path))
        self.forms = [(data[0], self.papers[0]), (again, self.papers[0]), (data[1], self.papers[1])]
        self.parts = [unpack(form) for form, _ in self.forms]

    def mutant(self, chance: random.Random) -> tuple[bytes, Paper, str]:
        """A mutant, the form it was made from, and what was done to it."""
        number = chance.choices(range(len(self.forms)), (6, 2, 2))[0]
        form, paper = self.forms[number]
        if chance.random() < 0.15:
            return flipped(form, chance), paper, "bytes"
        parts: Parts = dict(self.parts[number])
        done = []
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            edit: Edit = chance.choice(EDITS)
            edit(parts, chance)
            done.append(edit.__name__)
        return pack(parts, stored=chance.random() < 0.9), paper, " ".join(done)


def examine(data: bytes, paper: Paper, papers: list[Paper], tally: Tally) -> str:
    """Read one mutant; what is wrong with how it was taken, or nothing."""
    began = time.process_time()
    try:
        found = judge(data, papers)
    except Refused as refused:
        outcome = f"refused {refused.code}"
        found = None
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    finally:
        took = time.process_time() - began
        tally.slowest = max(tally.slowest, took)
    if took > SLOW:
        return f"hang: {took:.1f} s"
    if found is None:
        tally.outcomes[outcome] += 1
        return ""
    tally.outcomes[found.state.value] += 1
    return _doubts(data, found, paper, tally) if found.state is State.ACCEPTED else ""


class Witnesses:
    """openpyxl and calamine, which read a mutant each in its own way, as far as they can."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.book: Workbook | None = None
        self.sheets: Any = None
        self._texts: dict[str, dict[tuple[int, int], Any]] = {}
        with suppress(Exception), warnings.catch_warnings(action="ignore"):
            self.book = openpyxl.load_workbook(BytesIO(data))
        with suppress(Exception):
            self.sheets = CalamineWorkbook.from_filelike(BytesIO(data))

    def place(self, key: tuple[str, str], sheet: str) -> str | None:
        """Where the codes of a region and a field cross on a sheet, by openpyxl's reading."""
        if sheet not in self._texts:
            page = self.book[sheet] if self.book and sheet in self.book.sheetnames else None
            cells = [cell for line in page.iter_rows() for cell in line if cell.value] if page else []
            self._texts[sheet] = {(c.row, c.column): c.value for c in cells if isinstance(c, Cell)}
        texts = self._texts[sheet]
        rows = Counter(row for (row, _), text in texts.items() if FIELD.fullmatch(str(text)))
        columns = Counter(column for (_, column), text in texts.items() if REGION.fullmatch(str(text)))
        if not rows or not columns:
            return None
        code_row, code_column = rows.most_common(1)[0][0], columns.most_common(1)[0][0]
        across = [column for (row, column), text in texts.items() if row == code_row and text == key[1]]
        down = [row for (row, column), text in texts.items() if column == code_column and text == key[0]]
        return f"{get_column_letter(across[0])}{down[0]}" if len(across) == len(down) == 1 else None

    def doubt(self, sheet: str, address: str, said: str | None, tally: Tally) -> str:
        """Whether one of them has something else in a cell than what was taken from it."""
        taken = None if said is None else said if said == "/" else Decimal(said)
        other = self._calamine(sheet, address)
        if self.book is None or sheet not in self.book.sheetnames:
            tally.unread["openpyxl"] += 1
            plain = _plainly(self.data, sheet, address)
            meant = _meant(plain, False, lambda place: _plainly(self.data, sheet, place))
            return "" if meant == taken else f"read as {said}, but the XML has {plain!r}"
        page = self.book[sheet]
        cell = page[address]
        meant = _meant(cell.value, _shows_percent(str(cell.number_format)), lambda place: page[place].value)
        if meant != taken:
            return f"read as {said}, but openpyxl has {cell.value!r} ({cell.number_format})"
        if not isinstance(cell.value, int | float):
            return ""
        if not isinstance(other, int | float):
            tally.unread["calamine"] += 1  # it does not know CDATA, comments and the like within a value
            return ""
        return "" if other == cell.value else f"openpyxl has {cell.value!r}, but calamine {other!r}"

    def _calamine(self, sheet: str, address: str) -> Any:
        row, column = coordinate_to_tuple(address)
        with suppress(Exception):
            return self.sheets.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[row - 1][column - 1]
        return None


def _shows_percent(number_format: str) -> bool:
    """Whether a number format multiplies by a hundred; a sign in quotation marks is only shown."""
    return "%" in re.sub(r'"[^"]*"', "", number_format)


def _plainly(data: bytes, sheet: str, address: str) -> Any:
    """What the XML has in a cell, where openpyxl cannot read it: a number, text, or "=" and a formula."""
    parts = unpack(data)
    names = [each.get("name") for each in ElementTree.fromstring(parts[BOOK]).iter(f"{{{MAIN}}}sheet")]
    part = ElementTree.fromstring(parts[f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"])
    cell = next((each for each in part.iter(f"{{{MAIN}}}c") if each.get("r") == address), None)
    if cell is None:
        return None
    found = {
        tag: "".join("".join(each.itertext()) for each in cell.iter(f"{{{MAIN}}}{tag}"))
        for tag in ("f", "v", "t")
    }
    if found["f"]:
        return f"={found['f']}"
    if cell.get("t") == "s":
        items = list(ElementTree.fromstring(parts[STRINGS]).iter(f"{{{MAIN}}}si"))
        return "".join(items[int(found["v"])].itertext())
    if cell.get("t") in (None, "n") and found["v"].strip():
        return float(found["v"])
    return found["t"] or found["v"] or None


def _doubts(data: bytes, found: Judged, paper: Paper, tally: Tally) -> str:
    """Whether any changed number of an accepted mutant is in it only for us."""
    said = paper.said
    changed = [key for key in said.keys() | found.said.keys() if said.get(key) != found.said.get(key)]
    if not changed:
        return ""
    tally.changed += 1
    tally.numbers += len(changed)
    witnesses = Witnesses(data)
    for key in sorted(changed):
        sheet, cell = found.cells.get(key, ("", ""))
        if not sheet:
            if key in found.said:
                return f"{key}: {found.said[key]} stands nowhere"
            continue
        crossing = witnesses.place(key, sheet)
        if crossing not in (None, cell):
            return f"{key}: read in {cell}, but the codes cross in {crossing}"
        if doubt := witnesses.doubt(sheet, cell, found.said.get(key), tally):
            return f"{key} in {sheet} {cell}: {doubt}"
    return ""


def _meant(value: Any, percent: bool, lookup: Lookup) -> Decimal | str | None:
    """What a person would read in a cell: a number, "/" or nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(f"{value:.15g}")
        return (number * 100 if percent else number).normalize()
    if not isinstance(value, str) or not value.strip():
        return None
    text = "".join(unicodedata.normalize("NFKC", value).split()).replace("−", "-")
    if text in ("/", "-", "—", "无", "——", "--", "–", "不分解", "\\"):
        return "/"
    if text.startswith("="):
        try:
            exact = _evaluated(ast.parse(text.lstrip("="), mode="eval").body, lookup)
        except (SyntaxError, KeyError, AssertionError, ValueError, ZeroDivisionError) as error:
            return f"{type(error).__name__} {text}"
        return Decimal(f"{float(exact):.15g}").normalize()
    digits = re.search(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?", text)
    return Decimal(digits[0].replace(",", "")).normalize() if digits else text


def _evaluated(node: ast.expr, lookup: Lookup) -> Fraction:
    """A formula as the edits put them in: numbers, single cells, SUM of numbers."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=address):
            value = lookup(address)
            return Fraction(str(value or 0))  # ValueError where a text stands
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluated(operand, lookup)
        case ast.Call(func=ast.Name(id="SUM"), args=args):
            return sum((_evaluated(each, lookup) for each in args), Fraction(0))
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATIONS[type(sign)](_evaluated(left, lookup), _evaluated(right, lookup))
    raise AssertionError(ast.dump(node))


def run(seed: int, mutants: int, keep: Path | None = None) -> Tally:
    """Make and examine mutants; those at fault are kept in a folder."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        seeds = Seeds(Path(folder))
        for number in range(mutants):
            data, paper, done = seeds.mutant(random.Random(f"{seed} {number}"))
            if fault := examine(data, paper, seeds.papers, tally):
                tally.faults.append(f"mutant {number} ({done}): {fault}")
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{number}.xlsx").write_bytes(data)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description="Mutants of filled forms, read as returns.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder for the mutants at fault")
    options = parser.parse_args()
    began = time.perf_counter()
    tally = run(options.seed, options.mutants, options.keep)
    print(f"{options.mutants} mutants of seed {options.seed} in {time.perf_counter() - began:.0f} s\n{tally}")
    return bool(tally.faults)


if __name__ == "__main__":
    sys.exit(main())

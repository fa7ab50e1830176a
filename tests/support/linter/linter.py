"""A linter for the workbooks that we write: what Excel and WPS would repair, ignore or show otherwise.

Each rule is one function over a `Book` that yields what is wrong; its docstring names the source:

- *Limits*: "Excel specifications and limits" (support.microsoft.com)
- *ECMA*: ECMA-376, 5th edition, part 1
- *MS-OI29500*: how Office departs from it
- *House*: what CASES.md of this project asks of its workbooks

It knows nothing of `cascade`.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.support.linter import cells, formats, formulas, sheets
from tests.support.linter.book import Book

Rule = Callable[[Book], Iterator[str]]
RULES: Mapping[str, Rule] = {
    rule.__name__: rule for room in (sheets, cells, formulas, formats) for rule in room.RULES
}


def faults(workbook: bytes | Path) -> list[str]:
    """All that the rules find in a workbook, as `rule: what is wrong`."""
    book = Book(workbook if isinstance(workbook, bytes) else workbook.read_bytes())
    return [f"{name}: {found}" for name, rule in RULES.items() for found in rule(book)]

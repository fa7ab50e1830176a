"""The problems of a plan as a table on a page: where, what, and what to do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cascade.grid import in_words
from cascade.plan import Problem
from cascade.plan.problems import SHEET_OF, UnansweredMark

_REMEDY = re.compile(r"；|，(?=请)")


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem: the sheet or file, the cell in words ("" for all of it), what is wrong, what to do."""

    sheet: str
    cell: str
    what: str
    remedy: str


def problem_lines(problems: Iterable[Problem]) -> Iterator[ProblemLine]:
    """The lines of the table."""
    for each in problems:
        what, *rest = _REMEDY.split(each.message, maxsplit=1)
        remedy = "".join(rest)
        if isinstance(each, UnansweredMark):  # its reason may have several parts
            what, remedy = f"{each.what}：{each.why}", each.remedy
        yield ProblemLine(each.file.rpartition(SHEET_OF)[2], cell_of(each), what, remedy)


def cell_of(problem: Problem) -> str:
    """The cell in words: sheets have letters for their columns, CSV tables the names of the model."""
    column, row = problem.column or "", problem.row
    if column.isupper() and row is not None:
        return in_words(f"{column}{row}")
    return f"{f'第 {row} 行' if row is not None else ''}{f' {column} 列' if column else ''}".strip()

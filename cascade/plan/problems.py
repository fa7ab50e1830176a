"""The problems of a plan's tables, and the cells at which they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cascade.errors import Wrong

SHEET_OF = " 工作表 "  # between the names of a workbook and of its sheet
_FEW = 5  # names that a message lists
CELLS_OF_MARK = re.compile(r"([A-Z]+)列(\d+(?:[、至]\d+)*)行")  # 指标 I列4、5行


@dataclass(frozen=True)
class Problem:
    """One thing to correct: its file (or workbook and sheet), row and column, and a Chinese message.

    `row` is the row number that a spreadsheet shows (the header is row 1); row and column are None where the
    problem concerns the whole table.
    """

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        row = f" 第 {self.row} 行" if self.row is not None else ""
        column = f" {self.column} 列" if self.column is not None else ""
        return f"{self.file}{row}{column}：{self.message}"


@dataclass(frozen=True)
class UnansweredMark(Problem):
    """A question of a drafted plan that nobody has answered yet; row and column are those of the answer.

    `where` are the cells that it is about, on their sheets, `what` names them, `drafted` is what the draft
    put there, "" for nothing. `why` says why a person must look, `remedy` what to do.
    """

    where: str
    what: str
    why: str
    drafted: str
    remedy: str


def rows_about(where: str) -> Iterator[tuple[str, int]]:
    """The sheet and row of every cell that a mark's text of places names."""
    for each in where.split("；"):
        for _, numbers in CELLS_OF_MARK.findall(each):
            for run in numbers.split("、"):
                first, _, last = run.partition("至")
                yield from (
                    (each.partition(" ")[0], row) for row in range(int(first), int(last or first) + 1)
                )


class PlanError(Wrong):
    """A plan is faulty; its problems come in the order of tables and rows."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        lines = (f"\n  {problem}" for problem in _in_one_line(self.problems))
        return f"方案中有 {len(self.problems)} 处需要改正：{''.join(lines)}"


def _in_one_line(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, those that say the same of several cells of a row as one."""
    together: dict[tuple[str, int | None, str], list[str | None]] = {}
    for each in problems:
        together.setdefault((each.file, each.row, each.message), []).append(each.column)
    return [
        Problem(file, row, "、".join(filter(None, columns)) or None, message)
        for (file, row, message), columns in together.items()
    ]


class TableCell(NamedTuple):
    """The stripped text of one cell of a table, and its place."""

    file: str
    row: int | None
    column: str | None
    text: str

    def problem(self, message: str) -> Problem:
        """A problem at this cell."""
        return Problem(self.file, self.row, self.column, message)


TableRow = dict[str, TableCell]


def listed(names: Sequence[str], counted: str) -> str:
    """The first names of a list, and how many there are where these are not all; `counted` as 个 or 项."""
    return "、".join(names[:_FEW]) + (f" 等 {len(names)} {counted}" if len(names) > _FEW else "")

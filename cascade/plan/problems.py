"""What can be wrong with a plan's tables, each problem at its place."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Problem:
    """One thing to put right: in which file (or workbook and sheet), row and column, and how.

    `row` is the row number a spreadsheet shows beside the row (the header is row 1); row and column are
    None where the problem is the whole table's.
    """

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        row = f" 第 {self.row} 行" if self.row is not None else ""
        column = f" {self.column} 列" if self.column is not None else ""
        return f"{self.file}{row}{column}：{self.message}"


class PlanError(Exception):
    """A plan that cannot be used, with all of its problems, in the order of tables and rows."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        lines = [
            f"方案中有 {len(self.problems)} 处需要改正：",
            *(f"  {problem}" for problem in self.problems),
        ]
        return "\n".join(lines)


class TableCell(NamedTuple):
    """The text of one cell of a table, stripped, and where it stands."""

    file: str
    row: int | None
    column: str | None
    text: str

    def problem(self, message: str) -> Problem:
        """A problem at this cell."""
        return Problem(self.file, self.row, self.column, message)


TableRow = dict[str, TableCell]

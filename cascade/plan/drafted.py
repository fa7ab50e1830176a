"""A plan drafted from a notice: rows of texts, and marks at the cells that a person must decide.

`cascade.notice` drafts it, the writer of plan workbooks colours its cells. Nothing in it is checked: it is no
plan yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Place = tuple[str, int, str]  # a table, a drafted row of it, and a column


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A question about a drafted plan: a cell that a person must decide, and others that its answer settles.

    `table` is the name of a plan's table, such as `indicators`; `row` counts its drafted rows from 0.
    `column` is a column's name, in the table `plan` a key. The draft's cell holds the suggestion already;
    `suggestion` repeats it, and is "" where there is none. `place` says in Chinese where the notice has it,
    e.g. `表1第3行第2列`; it is "" for what the notice does not say. `reason` is Chinese, too. `also` are
    cells that the same answer settles: inputs beside their measure, cells that are empty for one reason.
    """

    table: str
    row: int
    column: str
    reason: str
    suggestion: str = ""
    place: str = ""
    also: tuple[Place, ...] = ()

    @property
    def cells(self) -> Iterator[Place]:
        """All cells that the question is about, its own first."""
        yield (self.table, self.row, self.column)
        yield from self.also


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a notice gives for a plan.

    `tables` maps the name of a table to its rows. A row maps columns to texts as a CSV file would hold them;
    an absent column is empty. The table `plan` is one row, which maps keys to values. `marks` come in the
    order of tables and rows. `remarks` are Chinese sentences on the notice as a whole, e.g. on a table of it
    that the draft does not use.
    """

    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    marks: tuple[OpenCell, ...] = ()
    remarks: tuple[str, ...] = ()

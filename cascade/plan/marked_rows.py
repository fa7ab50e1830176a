"""Know again the rows that a drafted plan's question is about, wherever they have moved since.

A hidden column of the sheet of questions names them, a line a row: `批次|breakdown|目标分解`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cascade.plan.drafted import OpenCell
from cascade.plan.office_rows import OfficeRows
from cascade.plan.office_sheets import SHEET, plain
from cascade.plan.problems import TableRow
from cascade.plan.tables import PLAN

HEADING = "所指的行"
_CALLED = ("id", "code", "name", "region")  # columns that tell a row from the others of its sheet
_APART = "|"


def rows_named(mark: OpenCell, rows: OfficeRows) -> str:
    """The rows that a question is about, "" for one about the settings, which stay where they are."""
    lines = (
        _APART.join((SHEET[table].name, *_calls(table, number, rows)))
        for table, number, _ in mark.cells
        if table != PLAN.name
    )
    return "\n".join(dict.fromkeys(lines))


def _calls(table: str, number: int, rows: OfficeRows) -> Iterator[str]:
    row, columns = rows.rows[table][number], {each.name: each for each in SHEET[table].table.columns}
    if SHEET[table].across:
        yield row.get("indicator", "")  # the first cell of its line, or where regions stand down, the region
    for name in _CALLED:
        if row.get(name):
            yield rows.as_written(columns[name], row[name])


def calls_of_rows(rows: Iterable[TableRow]) -> set[str]:
    """What the rows of a sheet are called now."""
    return {plain(row[name].text) for row in rows for name in _CALLED if name in row}


def is_named(named: str, sheet: str, call: str) -> bool:
    """Whether a row of a sheet, by what its first column calls it, is among those that questions name."""
    return f"{sheet}{_APART}{call}{_APART}" in named


def are_gone(named: str, there: Mapping[str, set[str]]) -> bool:
    """Whether none of the rows that a question names is there; `there` is what rows are called, by sheet."""
    lines: list[Sequence[str]] = [line.split(_APART) for line in named.split("\n") if line]
    return bool(lines) and not any(
        plain(call) in there.get(sheet, set()) for sheet, *calls in lines for call in calls if plain(call)
    )

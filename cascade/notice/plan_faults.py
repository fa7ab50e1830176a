"""What a plan would still refuse in a draft: marks at cells that nothing else has marked."""

from collections.abc import Iterator, Mapping, Sequence

from cascade.plan.build import build_draft
from cascade.plan.consistency import CHECKS
from cascade.plan.drafted import OpenCell
from cascade.plan.headline import shortfalls
from cascade.plan.office_sheets import in_chinese
from cascade.plan.problems import TableCell, TableRow
from cascade.plan.read_tables import RawTable
from cascade.plan.tables import PLAN, TABLES, Table

Rows = Sequence[Mapping[str, str]]


def unmarked_faults(tables: Mapping[str, Rows], marks: Sequence[OpenCell]) -> list[OpenCell]:
    """Check the drafted tables as a plan's, and mark what is refused at cells without a mark.

    An amount without measure and inputs gets them first, as the reader of plan workbooks gives them.
    """
    whole = _with_measures(tables)
    names = {table.name: table for table in TABLES}
    source = {
        name: RawTable(table, name, _cells(table, whole.get(name, ()))) for name, table in names.items()
    }
    draft = build_draft(source)
    marked = {cell for mark in marks for cell in mark.cells}
    found: dict[tuple[str, int, str], OpenCell] = {}
    for problem in (*draft.problems, *(each for check in (*CHECKS, shortfalls) for each in check(draft))):
        row, column = (problem.row or 0) - 1, problem.column or ""
        if not column or not 0 <= row < len(tables.get(problem.file, ())):
            continue
        message = in_chinese(problem.message, names[problem.file])
        place = (problem.file, row, column)
        if place not in marked:
            text = tables[problem.file][row].get(column, "")
            found.setdefault(place, OpenCell(*place, message.removesuffix("；请改正"), text))
    return list(found.values())


def _with_measures(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    indicators: list[Mapping[str, str]] = []
    inputs = list(tables.get("inputs", ()))
    for row in tables["indicators"]:
        if row.get("kind") != "words" and not row.get("measure"):
            code = row["code"]
            inputs.append({**row, "code": f"{code}a", "indicator": code})
            indicators.append({**row, "measure": f"{code}a"})
        else:
            indicators.append(row)
    return {**tables, "indicators": indicators, "inputs": inputs}


def _cells(table: Table, rows: Rows) -> list[TableRow]:
    """The rows of a table as the reader of plans gives them; a row's number counts from 1."""
    if table is PLAN:
        return list(_settings(rows[0])) if rows else []
    return [
        {
            column.name: TableCell(table.name, number, column.name, row.get(column.name, ""))
            for column in table.columns
        }
        for number, row in enumerate(rows, start=1)
    ]


def _settings(row: Mapping[str, str]) -> Iterator[TableRow]:
    for key, text in row.items():
        cell = TableCell(PLAN.name, 1, key, text)
        yield {"key": cell._replace(text=key), "value": cell}

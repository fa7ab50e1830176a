"""Identify a workbook by its ticket, which stands in a cell and in a document property."""

from dataclasses import dataclass

from cascade.findings import Finding, finding
from cascade.grid import CellKind, Grid
from cascade.layout.carriers import TICKET_LABEL, TICKET_PROPERTY
from cascade.levels import PROVINCIAL, Levels


@dataclass(frozen=True, slots=True)
class Identity:
    """The ticket of a workbook, "" where it has none or several; the findings say why."""

    ticket: str
    findings: tuple[Finding, ...] = ()


def identify(grid: Grid, levels: Levels = PROVINCIAL) -> Identity:
    """Find the ticket on which the carriers of a workbook agree; `levels` are the words of the findings."""
    stored = grid.properties.get(TICKET_PROPERTY, "").strip()
    printed = _printed(grid)
    tickets = set(printed) | ({stored} if stored else set())
    if not tickets:
        return Identity("", (finding("D01", levels),))
    if len(tickets) > 1:
        sheet, cell = next(iter(printed.values()))
        several = "、".join(sorted(tickets))
        return Identity("", (finding("D03", levels, sheet=sheet, cell=cell, tickets=several),))
    ticket = tickets.pop()
    if stored and printed:
        return Identity(ticket)
    gone, kept = ("文件属性", "表内") if printed else ("表内", "文件属性")
    facts = {"gone": gone, "kept": kept, "ticket": ticket}
    return Identity(ticket, (finding("D05", levels, value=ticket, **facts),))


def _printed(grid: Grid) -> dict[str, tuple[str, str]]:
    """Every printed ticket, well-formed or not, with the first sheet and cell that hold it."""
    found: dict[str, tuple[str, str]] = {}
    for sheet in grid.sheets:
        for cell in [each for each in sheet.cells.values() if TICKET_LABEL in each.text]:
            if cell.kind is CellKind.TEXT:
                words = cell.text.split(TICKET_LABEL, 1)[1].split()
                ticket = words[0].split("（")[0] if words else ""
                if ticket:
                    found.setdefault(ticket, (sheet.name, cell.address))
    return found

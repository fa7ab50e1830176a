"""What a letter tells of the findings of a return."""

from collections import Counter
from dataclasses import asdict

from cascade.finding_types import FormCell, Severity, Weight
from cascade.findings import Finding, folded, heaviest_first
from cascade.grid import in_words
from cascade.model import Plan
from cascade.returns.receipt import Receipt, State, indicator_heading


def told_findings(plan: Plan, receipt: Receipt | None) -> dict[str, object]:
    """The findings of a return for a letter's template, the heaviest first, and how many ask for what.

    An error in spite of which a return was accepted asks for nothing any more. Many that only say how cells
    were filled in are one, which names the cells of the others, and so are those of one indicator whose sign
    or decimals are refused. Doubts that somebody has settled are left out, as long as the return counts.
    """
    found = receipt.findings if receipt else ()
    if receipt and receipt.checked and receipt.state is State.ACCEPTED:
        settled = receipt.doubts(plan)
        found = tuple(each for each in found if each not in settled)
    lines = [_line(plan, receipt, *each) for each in folded(heaviest_first(found), _kind) if receipt]
    counts = Counter(each.severity for each in found)
    return {"findings": lines, "errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING]}


def _kind(found: Finding) -> str:
    if found.type.by_shape:
        return f"{found.code} {found.field}"
    light = found.severity is not Severity.ERROR and found.type.weight is Weight.FORM
    return found.code if light and found.type.cell is not FormCell.EXPLANATION else ""


def _line(plan: Plan, receipt: Receipt, first: Finding, *others: Finding) -> dict[str, object]:
    decided = receipt.state is State.ACCEPTED and first.severity is Severity.ERROR
    return asdict(first) | {
        "message": first.cause if decided else first.message,
        "cell": in_words(first.cell),
        "place": (receipt.names or {}).get(first.region) or plan.name(first.region),
        "indicator": indicator_heading(plan, first.field),
        "others": [
            f"{each.sheet if each.sheet != first.sheet else ''} {in_words(each.cell)}".strip()
            for each in others
        ],
    }

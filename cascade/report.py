"""The JSON report of a collection: a stable contract for other programs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from cascade.findings import Finding
from cascade.model import Plan, Round
from cascade.quantity import shown
from cascade.receipts import Receipt, changes, predecessors
from cascade.results import Values


def as_json(
    plan: Plan,
    round_: Round,
    receipts: Iterable[Receipt],
    missing: Iterable[str],
    values: Values,
    summary: str,
) -> str:
    """The report as text. What does not exist is absent from `values`; numbers are decimal text."""
    returns = list(receipts)
    before = predecessors(returns)
    report = {
        "plan": plan.id,
        "round": round_.id,
        "returns": [
            _return(each, round_.due.isoformat(), before.get((each.file, each.sha256))) for each in returns
        ],
        "missing": list(missing),
        "values": _values(values),
        "summary": summary,
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _return(receipt: Receipt, due: str, before: Receipt | None) -> dict[str, Any]:
    changed = changes(before, receipt) if before else ()
    return {
        "file": receipt.file,
        "sha256": receipt.sha256,
        "region": receipt.region or None,
        "state": receipt.state.value,
        "late": receipt.late(due),
        "findings": [_finding(each) for each in receipt.findings],
        "changes": [asdict(each) for each in changed],
        "overruled": receipt.overruled or None,
    }


def _finding(found: Finding) -> dict[str, Any]:
    places = {"sheet": found.sheet, "cell": found.cell, "region": found.region, "field": found.field}
    return {
        "code": found.code,
        "severity": found.severity.value,
        **{name: place or None for name, place in places.items()},
        "value": found.value,
        "message": found.message,
    }


def _values(values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {
        field: {region: shown(number) for region, number in by_region.items()}
        for field, by_region in values.items()
    }

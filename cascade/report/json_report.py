"""The JSON report of a collection: a stable contract for other programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from cascade.findings import Finding
from cascade.formula import Value
from cascade.judging.points import Earned
from cascade.quantity import shown
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt


def as_json(facts: Facts, summary: Path, points: Mapping[str, Earned]) -> str:
    """The report as text, with the path of the summary workbook and what the cities have earned, if anything.

    What does not exist is absent from `values`; numbers are decimal text.
    """
    report = {
        "plan": facts.plan.id,
        "round": facts.round.id,
        "returns": [_return(facts, each) for each in facts.receipts],
        "missing": [city.code for city in facts.missing],
        "values": {
            field: {region: shown(number) for region, number in by_region.items()}
            for field, by_region in facts.values.items()
        },
        "summary": str(summary.absolute()),
    }
    if facts.words:
        report["words"] = _by_indicator(facts.words)
    if points:
        report["points"] = {city: _earned(each) for city, each in points.items()}
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _earned(earned: Earned) -> dict[str, Any]:
    """A city's points; what is no number is absent."""
    parts = {"total": earned.total, "full": earned.full, "rate": earned.rate, "rank": earned.rank}
    return {"points": _numbers(earned.points), **_numbers(parts)}


def _numbers(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: shown(value) for name, value in values.items() if isinstance(value, Decimal)}


def _by_indicator(words: Mapping[tuple[str, str], str]) -> dict[str, dict[str, str]]:
    """The words that cities have chosen, by indicator and region."""
    found: dict[str, dict[str, str]] = {}
    for (region, indicator), word in words.items():
        found.setdefault(indicator, {})[region] = word
    return found


def _return(facts: Facts, receipt: Receipt) -> dict[str, Any]:
    return {
        "file": receipt.file,
        "sha256": receipt.sha256,
        "region": receipt.region or None,
        "state": receipt.state.value,
        "late": facts.late(receipt),
        "findings": [_finding(each) for each in receipt.findings],
        "changes": [asdict(each) for each in facts.changes(receipt)],
        "overruled": receipt.overruled or None,
        "checked": receipt.checked.words if receipt.checked else None,
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

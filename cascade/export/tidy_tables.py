"""Tidy pandas tables of a round: its numbers, its receipts, their findings; one fact in each column."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from cascade.export.columns_by_round import BY_ROUND, ROUND_UPPER, columns_by_round
from cascade.finding_types import Severity
from cascade.findings import Finding
from cascade.indicators import Indicator
from cascade.judging.lights import PARTIAL, TOO_FEW
from cascade.judging.schedule import term
from cascade.judging.words import signed
from cascade.ledger import Ledger
from cascade.levels import Levels
from cascade.model import Region
from cascade.outcome.completions import Completions
from cascade.places import Places
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.returns.receipt import TO_SEND_ANEW, Receipt
from cascade.rounds import Rounds
from cascade.summary.scores import earned
from cascade.summary.wording import (
    CORRECTING,
    HELD,
    OUTDATED,
    REPORTED,
    SOME_SHARES,
    UNREADABLE,
    UNREPORTED,
    city_status,
)

VALUES: Mapping[str, str] = {  # the columns of the table of numbers, with their headings for an office
    "plan": "方案",
    "round": "批次",
    "as_of": "数据截至",
    "level": "层级",
    "region_code": "地区编码",
    "region_name": "地区",
    "indicator_code": "指标编码",
    "indicator_name": "指标",
    "field": "填报项",
    "unit": "单位",
    "value": "数",
    "target": "目标",
    "completion": "完成情况",
    "light": "评价",
    "state": "状态",
    "received": "收到",
    "file": "文件",
    "sheet": "工作表",
    "cell": "单元格",
    "raw_text": "原文",
}
POINTS: Mapping[str, str] = {"points": "得分"}  # one more column, where the plan gives points
UPPER: Mapping[str, str] = {"upper": "目标上限"}  # one more column, where some target is a range
NUMBERS = (
    "value",
    "target",
    "completion",
    "points",
    "upper",
    *BY_ROUND,
    *ROUND_UPPER,
)  # hold decimals; all other columns hold text
STATES: Mapping[str, str] = {
    "accepted": REPORTED,
    "sent_back": CORRECTING,
    "held": HELD,
    "refused": UNREADABLE,
    "withdrawn": TO_SEND_ANEW,
    "partial": SOME_SHARES,
    "missing": UNREPORTED,
    "outdated": OUTDATED,  # a number that the plan's changes leave out, and the city's incomplete sum
    "incomplete": PARTIAL,  # the province's, while a city is missing
}
_STATE_OF = {word: state for state, word in STATES.items()}
_RECEIPTS = (
    *("plan", "round", "city_code", "city_name", "state", "received", "late"),
    *("errors", "warnings", "overruled", "ticket", "file", "sha256"),
)
_FINDINGS = (
    *("plan", "round", "city_code", "city_name", "file", "code", "severity", "region_code", "region_name"),
    *("field", "sheet", "cell", "value", "message"),
)

_Row = tuple[str | Decimal | None, ...]


def facts_of(places: Places, ledger: Ledger) -> Facts:
    """The facts of a round, from its ledger as it is now."""
    return Rounds(ledger, places.plan).facts(places.round, date.today())


def level_words(levels: Levels) -> dict[str, str]:
    """The words for the table's levels: 省, 市, 县 and 功能区, or the plan's own."""
    return {"province": levels.top, "city": levels.units, "county": levels.leaf_short, "zone": "功能区"}


def values_table(facts: Facts) -> pd.DataFrame:
    """The numbers of a round, one row per region and field: province first, each city before its counties.

    The columns are those of `VALUES`. Value, target and completion are decimals, None where there is none; a
    rate's numbers are in per cent units. A city that has not reported has its rows, with its state and no
    value. A reported number has its source: file, sheet, cell and raw text; sums and rates have none. A plan
    with points has the column `points` as well, None where a city has earned none; one with ranges the column
    `upper` with their upper bounds, while `target` holds the lower ones. A plan with targets by round has the
    columns of `BY_ROUND` (and `ROUND_UPPER`), None in rounds and indicators without them; `target` and
    `completion` remain those of the whole period, `light` is by the target by round.
    """
    columns = zip(*_ValueRows(facts).rows(), strict=True)
    frame = pd.DataFrame(
        {
            name: pd.Series(column, dtype="object" if name in NUMBERS else "str")
            for name, column in zip(VALUES, columns, strict=True)
        }
    )
    if any(target.upper is not None for target in facts.plan.targets):
        frame = frame.assign(**_uppers(facts, frame))
    frame = frame.assign(**columns_by_round(facts, frame))
    return frame.assign(**_points(facts, frame)) if facts.has_points else frame


def _uppers(facts: Facts, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The column of the upper bounds of ranges, in the rows that have the lower one as target."""
    rows = zip(frame["target"], frame["indicator_code"], frame["region_code"], strict=True)
    uppers = [
        facts.upper(facts.plan.indicator[code], region) if target is not None else None
        for target, code, region in rows
    ]
    return dict.fromkeys(UPPER, pd.Series(uppers, dtype="object"))


def _points(facts: Facts, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The column of the points that the cities' results have earned, as the summary's sheet shows them."""
    points = {
        (city, facts.plan.indicator[code].result_field): value
        for city, each in earned(facts).items()
        for code, value in each.points.items()
        if isinstance(value, Decimal)
    }
    fields = zip(frame["region_code"], frame["field"], strict=True)
    return dict.fromkeys(POINTS, pd.Series([points.get(each) for each in fields], dtype="object"))


class _ValueRows:
    """Computes the rows of the table of numbers."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._completions = Completions(facts)
        self._lights = facts.lights
        # if two receipts have the same bytes, the date of the one that counts, else of the first
        receipts = (*reversed(facts.receipts), *facts.counted.values())
        received = {each.sha256: each.received for each in receipts}
        # date of receipt, file, sheet, cell and raw text of a reported number, by (region, field)
        self._sources: dict[tuple[str, str], tuple[str | None, ...]] = {}
        for receipt in facts.counted.values():
            for record in receipt.records:
                source = received[record.sha256 or receipt.sha256], record.file or receipt.file
                self._sources[record.region, record.field] = *source, record.sheet, record.cell, record.raw

    def rows(self) -> Iterator[_Row]:
        """All rows, in the order of 县级明细."""
        plan = self._facts.plan
        yield from self._region(plan.region(plan.province), "province", None)
        for city in plan.cities:
            yield from self._region(city, "city", city)
            for leaf in () if plan.two_levels else self._facts.leaves(city):
                yield from self._region(
                    leaf, "zone" if plan.is_zone(leaf.code, city.code) else "county", city
                )

    def _region(self, region: Region, level: str, city: Region | None) -> Iterator[_Row]:
        facts = self._facts
        as_of = str(facts.round.as_of) if facts.round.as_of else None
        state, received = self._state(city)
        start = facts.plan.id, facts.round.id, as_of, level, region.code, region.name
        for indicator in facts.indicators:
            for field, unit in self._fields(indicator):
                value = facts.value(field, region.code)
                judged = self._judged(indicator, field, region.code)
                source = self._sources.get((region.code, field), (received, None, None, None, None))
                stands = self._state_of(indicator, region, state)
                yield (*start, indicator.code, indicator.name, field, unit, value, *judged, stands, *source)

    def _state_of(self, indicator: Indicator, region: Region, state: str) -> str:
        """The state of a region's figures of an indicator, in a city (or the province) that is in `state`."""
        province = self._facts.plan.province
        if region.code == province and self._facts.is_progress and indicator.is_own:
            return (
                "accepted" if self._facts.value(indicator.result_field, province) is not None else "missing"
            )
        if (region.code, indicator.code) not in self._facts.outdated:
            return state
        return "incomplete" if region.code == province else "outdated"

    def _state(self, city: Region | None) -> tuple[str, str | None]:
        """The state of a city (None: the province), and when Cascade received the return that decides it."""
        facts = self._facts
        if city is None:
            return ("accepted" if facts.complete else "incomplete"), None
        receipt = facts.status_receipts.get(city.code)
        return _STATE_OF[city_status(facts, city.code)], receipt.received if receipt else None

    def _fields(self, indicator: Indicator) -> Iterator[tuple[str, str]]:
        """The fields of an indicator with their units: its inputs, then a rate's own field."""
        if self._facts.is_progress:
            yield from ((each.code, each.unit) for each in indicator.inputs)
        if indicator.is_rate or indicator.is_words or not self._facts.is_progress:
            yield indicator.code, indicator.unit

    def _judged(
        self, indicator: Indicator, field: str, region: str
    ) -> tuple[Decimal | None, Decimal | None, str | None]:
        """Target, completion and light of a result; a breakdown has a target only, a rate's inputs none."""
        facts = self._facts
        if not facts.is_progress:
            return facts.target(indicator, region), None, None
        if field != indicator.result_field:
            return None, None, None
        if indicator.is_words:
            word = facts.words.get((region, field))
            return None, None, signed(word, facts.plan.choices) if word else None
        done = self._completions.in_all(indicator, region)
        reached = done if isinstance(done, Decimal) else None
        return facts.target(indicator, region), reached, self._light(indicator, region)

    def _light(self, indicator: Indicator, region: str) -> str | None:
        facts = self._facts
        if region == facts.plan.province and not facts.is_whole(indicator, region):
            return PARTIAL
        if facts.has_few(indicator, region):
            reached = self._completions.of(indicator, region) is not None
            return TOO_FEW if reached else None
        light = self._lights.of(indicator)
        if light is None:
            return term(facts.plan).not_judged
        shown = {"done": self._completions.shown, "in_all": self._completions.in_all}
        word = str(light.value(**{name: shown[name](indicator, region) for name in light.names}))
        return None if word == NONE else word


def receipts_table(facts: Facts) -> pd.DataFrame:
    """The files received in a round, one row per file, in the order of receipt.

    `received` is an ISO date, with the time if it is known; `errors` and `warnings` are counts; `overruled`
    is the operator's reason for accepting the return despite its errors.
    """
    plan = facts.plan
    rows = []
    for each in facts.receipts:
        severities = Counter(found.severity for found in each.findings)
        errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
        city = each.region or None, plan.name(each.region) or None
        judged = each.state.value, each.received, facts.late(each), errors, warnings, each.overruled or None
        rows.append((plan.id, facts.round.id, *city, *judged, each.ticket or None, each.file, each.sha256))
    return pd.DataFrame(rows, columns=pd.Index(_RECEIPTS))


def findings_table(facts: Facts) -> pd.DataFrame:
    """The findings in the returns of a round, one row per finding, in the order of receipt."""
    rows = [_finding(facts, receipt, found) for receipt in facts.receipts for found in receipt.findings]
    return pd.DataFrame(rows, columns=pd.Index(_FINDINGS))


def _finding(facts: Facts, receipt: Receipt, found: Finding) -> Sequence[str | None]:
    plan = facts.plan
    names = receipt.names or {}
    texts = (
        *(plan.id, facts.round.id, receipt.region, plan.name(receipt.region), receipt.file),
        *(found.code, found.severity.value, found.region, names.get(found.region) or plan.name(found.region)),
        *(found.field, found.sheet, found.cell, found.value, found.message),
    )
    return [text or None for text in texts]

"""What a form's self-check and the intake say to the same contents of cells, column by column."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from functools import cache, cached_property
from io import BytesIO
from typing import NamedTuple

from cascade import checks, locate, submission, xlsx
from cascade.finding_types import Severity
from cascade.findings import Finding
from cascade.grid import address
from cascade.indicators import Direction
from cascade.layout import Layout, Line, Role, SheetLayout, draft
from cascade.model import Plan
from cascade.returns.city_history import CityHistory
from tests.support.forms import BREAKDOWN, Typed, changed_plan, plan, right, standing
from tests.support.formulas import values

CITY = "330600"  # 绍兴: six counties
SECOND = "330603"  # its second county, in which contents are tried
ZONE = f"{CITY}A1"


class Answer(IntEnum):
    """What is said about an indicator: it passes, deserves a look, or has to be changed."""

    PASSES = 0
    LOOK = 1
    CHANGE = 2


class Case(NamedTuple):
    """A content that is typed into the cell of a region and field; `""` as field is a zone's name."""

    region: str
    field: str
    content: str


@cache
def limited_plan(only: frozenset[str] = frozenset()) -> Plan:
    """The real plan with limits: the amount K16, the rate K05, and K09, of which nobody may have any.

    `only` are the codes of its indicators; without any, it has all.
    """
    limits = {"K16", "K05", "K09"}
    indicators = tuple(
        each.model_copy(update={"direction": Direction.AT_MOST}) if each.code in limits else each
        for each in plan().indicators
        if not only or each.code in only
    )
    targets = tuple(
        each.model_copy(update={"value": Decimal(0)}) if each.indicator == "K09" else each
        for each in plan().targets
        if not only or each.indicator in only
    )
    return changed_plan(indicators=indicators, targets=targets)


@dataclass(frozen=True)
class Blank:
    """The form of a round, with a filling to which both say nothing.

    `only` are the codes of its indicators; without any, it has all. A form of few is quickly drawn.
    """

    round: str
    only: frozenset[str] = frozenset()

    @property
    def plan(self) -> Plan:
        return limited_plan(self.only)

    @cached_property
    def history(self) -> CityHistory:
        known = standing(self.round, CITY)
        shares = {
            key: Decimal(0) if key[1] == "K09" and value is not None else value
            for key, value in known.shares.items()
        }
        last = {key: Decimal(0) if key[1] == "K09a" else value for key, value in known.last.items()}
        return CityHistory(shares=shares, last=last, zones=known.zones)

    @cached_property
    def form(self) -> Layout:
        return draft(self.plan, self.plan.round(self.round), CITY, self.history)

    @cached_property
    def typed(self) -> Typed:
        if self.round != BREAKDOWN:
            fields = {"", *self.form.fields}
            typed = {key: value for key, value in right(self.round, CITY).items() if key[1] in fields}
            return typed | {key: Decimal(0) for key in typed if key[1] == "K09a"}
        typed = {}
        counties = [county.code for county in plan().counties(CITY)]
        for indicator in self.plan.indicators:
            target = self.plan.target(indicator.code, CITY)
            assert target
            for county in counties:
                whole = indicator.is_rate or county == counties[0]
                typed[county, indicator.code, Role.INPUT] = target.value if whole else Decimal(0)
        return typed

    def sheet(self, field: str) -> SheetLayout:
        return self.form.sheet_of(field)

    def check(self, field: str) -> tuple[str, str]:
        """Sheet and address of a field's self-check."""
        sheet = self.sheet(field)
        return sheet.name, address(sheet.line(Line.CHECK) or 0, sheet.column(field, Role.INPUT) or 0)

    def cell(self, case: Case, sheet: SheetLayout) -> str:
        place = sheet.place((case.region, case.field, Role.INPUT if case.field else Role.NAME))
        assert place
        return address(*place)

    def findings(self, data: bytes) -> tuple[Finding, ...]:
        """What intake finds in a workbook of this form."""
        placement = locate.place(xlsx.read(data), self.form, {})
        filing, odd = submission.read(
            self.form, placement, self.plan, self.plan.round(self.round), self.history
        )
        return (*placement.findings, *odd, *checks.check(filing))


def of_form(checks: Mapping[str, object]) -> dict[str, Answer]:
    """The answers of a form by indicator: the strictest of its columns' self-checks (by field)."""
    found: dict[str, Answer] = {}
    for field, shown in checks.items():
        words = str(shown)
        hint = Answer.LOOK if words.startswith("提示：") else Answer.CHANGE
        answer = Answer.PASSES if words == "通过" else hint
        found[field[:3]] = max(answer, found.get(field[:3], Answer.PASSES))
    return found


def of_intake(findings: Iterable[Finding]) -> dict[str, Answer]:
    """The answers of intake by indicator: the most severe finding."""
    found: dict[str, Answer] = defaultdict(lambda: Answer.PASSES)
    severe = {Severity.ERROR: Answer.CHANGE, Severity.WARNING: Answer.LOOK}
    for each in findings:
        found[each.field[:3]] = max(severe.get(each.severity, Answer.PASSES), found[each.field[:3]])
    return found


def cached(data: bytes, blank: Blank) -> dict[str, Answer]:
    """The answers of a drawn form, as its cached values have them."""
    sheets, places = values(BytesIO(data)), {field: blank.check(field) for field in blank.form.fields}
    return of_form({field: sheets[sheet][cell] for field, (sheet, cell) in places.items()})


def packed(cases: Iterable[Case]) -> list[list[Case]]:
    """Put cases together that do not meet: no two of one indicator."""
    waiting: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        waiting[case.field[:3]].append(case)
    deepest = max(map(len, waiting.values()))
    return [[each[at] for each in waiting.values() if at < len(each)] for at in range(deepest)]

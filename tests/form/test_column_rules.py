"""The form says of a content what intake says of it: one rule, once as a formula and once as a check."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from cascade.layout import Role
from tests.support.answers import (
    CITY,
    SECOND,
    ZONE,
    Blank,
    Case,
    cached,
    limited_plan,
    of_intake,
    packed,
)
from tests.support.forms import BREAKDOWN, SEPTEMBER, written

AMOUNTS = [each.code for each in limited_plan().indicators if not each.is_rate]
RATES = [each for each in limited_plan().indicators if each.is_rate]
NUMBERS = ["0", "1.5", "0.12345", "-1", "999999"]
MARKS = ["/", "—"]


def goal(code: str) -> Decimal:
    target = limited_plan().target(code, CITY)
    assert target
    return target.value


@cache
def blank(round_: str) -> Blank:
    return Blank(round_)


def of_breakdown() -> Iterator[Case]:
    """Numbers at and beyond every bound of a breakdown, in a county and in a zone."""
    dust = Decimal("0.0001")
    for at, code in enumerate(AMOUNTS):
        steps = [goal(code) / 5, goal(code), goal(code) + 1, goal(code) * 10]
        near = [step + each for step in steps[:2] for each in (dust, -dust)]
        contents = [*(f"{each:f}" for each in (*steps, *near)), *NUMBERS, *MARKS]
        yield from (Case((SECOND, ZONE)[at % 2], code, each) for each in contents)
    for at, indicator in enumerate(RATES):
        bounds = [goal(indicator.code), goal(indicator.code) * 5, Decimal(100)]
        near = [each + more for each in bounds for more in (100 * dust, 0, -100 * dust)]
        contents = [*(f"{each:f}" for each in near), *NUMBERS, *MARKS]
        yield from (Case((ZONE, SECOND)[at % 2], indicator.code, each) for each in contents)


def of_progress(round_: str) -> Iterator[Case]:
    """Numbers at and beyond every bound of a progress round."""
    typed, history = blank(round_).typed, blank(round_).history
    for indicator in limited_plan().indicators:
        for each in indicator.inputs:
            values: list[Decimal] = []
            share = history.shares.get((SECOND, indicator.code))
            known = [share, history.last.get((SECOND, each.code))]
            others = [typed.get((SECOND, other.code, Role.INPUT)) for other in indicator.inputs]
            known += (
                [other for other in others if isinstance(other, Decimal)][:2] if indicator.is_rate else []
            )
            for number in filter(None, known):
                values += [number * 10, number * 10 + 1, number / 10, number - 1]
            places = Decimal(1).scaleb(-(each.decimals + 2 if each.decimals else 0))
            contents = dict.fromkeys(f"{value.quantize(places):f}" for value in values)
            for content in (*contents, *NUMBERS, *MARKS):
                yield Case(SECOND if len(content) % 3 else ZONE, each.code, content)


@pytest.mark.parametrize("round_", [BREAKDOWN, SEPTEMBER])
def test_the_form_says_what_intake_says(round_: str, capsys: pytest.CaptureFixture[str]) -> None:
    cases = list(of_breakdown() if round_ == BREAKDOWN else of_progress(round_))
    form, typed, differing = blank(round_).form, blank(round_).typed, []
    for together in packed(cases):
        changed = dict(typed)
        for case in together:
            number = case.content not in MARKS
            changed[case.region, case.field, Role.INPUT] = Decimal(case.content) if number else case.content
        changed[ZONE, "", Role.NAME] = "滨海新区"
        data = written(form, changed)
        shown, found = cached(data, blank(round_), form.fields), of_intake(blank(round_).findings(data))
        differing += [
            (case, shown[code], found[code])
            for case in together
            if shown[code := case.field[:3]] is not found[code]
        ]
    with capsys.disabled():
        print(f"\n{len(cases)} contents of {round_}: {len(differing)} answers differ")
    assert differing == []

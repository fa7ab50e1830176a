"""What must come of the answers, worked out here and compared with every unit's and the whole's result."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from demo.form import Answers
from demo.office import Differs, Report
from demo.rates import rate
from demo.tables import Indicator, Plan

_EXACT, _CLOSE = Fraction(0), Fraction(1, 10**12)  # relative: results have 15 significant digits
Results = Mapping[str, Decimal | Fraction | None]  # by region


def breakdown_agrees(plan: Plan, report: Report, filled: Mapping[str, Answers]) -> int:
    """Compare a breakdown: amounts are exact sums, everything else the weakest of its counties'.

    Returns how many results were compared; raises Differs at the first that is another.
    """
    compared = 0
    for code, indicator in plan.indicators.items():
        weakest = max if indicator.at_most else min
        found = _numbers(plan, filled, code)
        compared += _agree(
            plan,
            report,
            code,
            {
                region: sum(numbers, Decimal(0)) if indicator.adds_up else weakest(numbers)
                for region, numbers in found.items()
                if numbers and not indicator.is_range
            },
        )
    return compared


def progress_agrees(plan: Plan, report: Report, filled: Mapping[str, Answers]) -> int:
    """Compare a progress round: inputs are exact sums, a rate is computed from the sums, never averaged.

    Returns how many results were compared; raises Differs at the first that is another.
    """
    compared = 0
    for code, indicator in plan.indicators.items():
        if indicator.in_words:
            compared += _words_agree(plan, report, code, filled)
            continue
        sums = {field: _totals(plan, indicator, field, filled) for field in indicator.fields}
        for field, by_region in sums.items():
            compared += _agree(plan, report, field, by_region)
        if indicator.is_rate:
            known = list(sums[indicator.fields[0]])
            exact = {
                region: rate(indicator, {field: sums[field][region] for field in sums}) for region in known
            }
            compared += _agree(plan, report, code, exact, _CLOSE)
    return compared


def _totals(
    plan: Plan, indicator: Indicator, field: str, filled: Mapping[str, Answers]
) -> dict[str, Decimal]:
    """The sums of a field that was filled in at all; of own figures those that the units gave themselves."""
    if indicator.own:
        own = {city: filled[city].get((city, field)) for city in plan.cities}
        return {city: number for city, number in own.items() if isinstance(number, Decimal)}
    found = _numbers(plan, filled, field)
    return {region: sum(numbers, Decimal(0)) for region, numbers in found.items() if numbers}


def _numbers(plan: Plan, filled: Mapping[str, Answers], field: str) -> dict[str, list[Decimal]]:
    """The numbers that were filled in for a field, of each unit and of the whole."""
    found: dict[str, list[Decimal]] = {plan.top: []}
    for city in plan.cities:
        mine = [
            number
            for (_, each), number in filled[city].items()
            if each == field and isinstance(number, Decimal)
        ]
        found[city] = mine
        found[plan.top] += mine
    return found


def _words_agree(plan: Plan, report: Report, code: str, filled: Mapping[str, Answers]) -> int:
    said = {city: word for city in plan.cities if (word := filled[city].get((city, code))) in plan.choices}
    for city, word in said.items():
        if (found := report.words.get(code, {}).get(city)) != word:
            raise Differs(f"{plan.cities[city]}的 {code} 应为“{word}”，汇总结果为“{found}”")
    return len(said)


def _agree(plan: Plan, report: Report, field: str, expected: Results, tolerance: Fraction = _EXACT) -> int:
    for region, number in expected.items():
        found = report.values.get(field, {}).get(region)
        if number is None or found is None:
            agrees = number is found
        else:
            exact = Fraction(number)
            agrees = abs(Fraction(found) - exact) <= tolerance * max(abs(exact), Fraction(1))
        if not agrees:
            shown = "—" if number is None else f"{float(number):.15g}"
            raise Differs(f"{plan.names[region]}的 {field} 应为 {shown}，汇总结果为 {found}")
    return len(expected)

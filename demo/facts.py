"""What must come of the answers, worked out here and compared with every city's and the province's result."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from demo.form import Answers
from demo.office import Differs, Report
from demo.reporting import rate
from demo.tables import PROVINCE, cities, indicators

_CLOSE = Fraction(1, 10**10)  # results have 15 significant digits; none here has more than 5 before the point


def breakdown_agrees(report: Report, filled: Mapping[str, Answers]) -> int:
    """Compare a breakdown: amounts are exact sums, a rate is the lowest of its counties'.

    Returns how many results were compared; raises Differs at the first that is another.
    """
    compared = 0
    for code, indicator in indicators().items():
        for region, numbers in _numbers(filled, code).items():
            expected = min(numbers) if indicator.is_rate else sum(numbers)
            compared += _agree(report, code, region, Fraction(expected), Fraction(0))
    return compared


def progress_agrees(report: Report, filled: Mapping[str, Answers]) -> int:
    """Compare a progress round: inputs are exact sums, a rate is computed from the sums, never averaged.

    Returns how many results were compared; raises Differs at the first that is another.
    """
    compared = 0
    for code, indicator in indicators().items():
        sums = {field: _sums(filled, field) for field in indicator.inputs}
        for field, by_region in sums.items():
            for region, total in by_region.items():
                compared += _agree(report, field, region, Fraction(total), Fraction(0))
        for region in sums[indicator.inputs[0]] if indicator.is_rate else ():
            exact = rate(code, {field: sums[field][region] for field in sums})
            compared += _agree(report, code, region, exact, _CLOSE)
    return compared


def _sums(filled: Mapping[str, Answers], field: str) -> dict[str, Decimal]:
    return {region: sum(numbers, Decimal(0)) for region, numbers in _numbers(filled, field).items()}


def _numbers(filled: Mapping[str, Answers], field: str) -> dict[str, list[Decimal]]:
    """The numbers that were filled in for a field, of each city and of the whole province."""
    found: dict[str, list[Decimal]] = {PROVINCE: []}
    for city in cities():
        mine = [
            number
            for (_, each), number in filled[city].items()
            if each == field and isinstance(number, Decimal)
        ]
        found[city] = mine
        found[PROVINCE] += mine
    return found


def _agree(report: Report, field: str, region: str, expected: Fraction, tolerance: Fraction) -> int:
    found = report.values.get(field, {}).get(region)
    if found is None or abs(Fraction(found) - expected) > tolerance:
        place = cities().get(region, "全省")
        raise Differs(f"{place}的 {field} 应为 {float(expected):.15g}，汇总结果为 {found}")
    return 1

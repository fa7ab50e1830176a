"""What must come of what cities say.

Results are exact: sums, and fractions rounded once to 15 significant digits.
"""

import ast
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from tests.support.oracle.form import Said
from tests.support.oracle.tables import PROVINCE, Tables

Results = dict[str, dict[str, str]]  # decimal text by field or indicator, then by region


def text(value: Decimal) -> str:
    """Plain decimal text without an exponent or trailing zeros."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def expected_breakdown(tables: Tables, filings: Mapping[str, Said]) -> Results:
    """Every value of a breakdown: sums of amounts, the lowest county of rates."""
    results: Results = {}
    for indicator in tables.indicators:
        combine = min if indicator.rate else _sum
        cities = {}
        for city, said in filings.items():
            numbers = _numbers(said, indicator.code)
            results.setdefault(indicator.code, {}).update({region: text(n) for region, n in numbers.items()})
            if numbers:
                cities[city] = combine(numbers.values())
        if cities:
            results[indicator.code] |= {city: text(value) for city, value in cities.items()}
            results[indicator.code][PROVINCE] = text(combine(cities.values()))
    return results


def expected_progress(tables: Tables, filings: Mapping[str, Said]) -> Results:
    """Every value of a progress round: summed inputs, and measures over the sums of each region."""
    results: Results = {}
    for indicator in tables.indicators:
        inputs = {field: _with_sums(filings, field) for field, _ in indicator.inputs}
        for field, by_region in inputs.items():
            results[field] = {region: text(value) for region, value in by_region.items()}
        first, *others = [set(by_region) for by_region in inputs.values()]
        torn = first.union(*others) - first.intersection(*others)  # sums must cover the same counties
        torn |= {city for city, counties in tables.counties.items() if torn & {*counties, city}}
        for region in first.intersection(*others) - torn - ({PROVINCE} if torn else set()):
            value = measured(indicator.measure, {field: inputs[field][region] for field in inputs})
            if value is not None:
                results.setdefault(indicator.code, {})[region] = value
    return results


def _numbers(said: Said, field: str) -> dict[str, Decimal]:
    return {region: v for (region, each), v in said.items() if each == field and isinstance(v, Decimal)}


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))


def _with_sums(filings: Mapping[str, Said], field: str) -> dict[str, Decimal]:
    values: dict[str, Decimal] = {}
    sums: dict[str, Decimal] = {}
    for city, said in filings.items():
        numbers = _numbers(said, field)
        values |= numbers
        if numbers:
            sums[city] = _sum(numbers.values())
    return values | sums | ({PROVINCE: _sum(sums.values())} if sums else {})


def measured(measure: str, inputs: Mapping[str, Decimal]) -> str | None:
    """The measure's value as text to 15 significant digits, None where a divisor is zero."""
    try:
        exact = _exact(ast.parse(measure, mode="eval").body, inputs)
    except ZeroDivisionError:
        return None
    rounding = Context(prec=15, rounding=ROUND_HALF_UP)
    return text(rounding.divide(Decimal(exact.numerator), Decimal(exact.denominator)))


def _exact(node: ast.expr, inputs: Mapping[str, Decimal]) -> Fraction:
    if isinstance(node, ast.Name):
        return Fraction(inputs[node.id])
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    assert isinstance(node, ast.BinOp), ast.dump(node)
    left, right = _exact(node.left, inputs), _exact(node.right, inputs)
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise AssertionError(ast.dump(node))

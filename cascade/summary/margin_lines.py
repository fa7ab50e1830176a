"""The table of 总览 as texts, for pages that are no workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cascade.formula import formula, value_of
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD, FAIR
from cascade.quantity import rounded, shown
from cascade.summary.number_texts import fixed, signed
from cascade.summary.overview import Overview
from cascade.summary.wording import REPORTED, city_status

_SIGN_IF = formula('IF(rule, sign, "")')


@dataclass(frozen=True, slots=True)
class MarginText:
    """A margin as people read it, and its sign: ▼ or △, "" for what is well or not judged."""

    text: str
    sign: str


@dataclass(frozen=True, slots=True)
class MarginLine:
    """An indicator's line: its number, name and unit, and the margins by region, the issuer's last."""

    number: str
    name: str
    unit: str
    margins: Mapping[str, MarginText]


def margin_lines(overview: Overview) -> Iterator[MarginLine]:
    """The lines of the table."""
    for each in overview.indicators:
        yield MarginLine(each.number, each.name, each.unit, margins(overview, each))


def margins(overview: Overview, indicator: Indicator) -> dict[str, MarginText]:
    """The margins of one indicator by region, the issuer's last."""
    return {region: _margin(overview, indicator, region) for region in overview.regions}


def _margin(overview: Overview, indicator: Indicator, region: str) -> MarginText:
    value = value_of(overview.margin(indicator, region))
    if region != overview.facts.plan.province and city_status(overview.facts, region) != REPORTED:
        return MarginText("", "")
    if not isinstance(value, Decimal):
        return MarginText(str(value or ""), "")
    rules = {sign: overview.has_sign(indicator, sign, region) for sign in (BAD, FAIR)}
    found = (_SIGN_IF.given(rule=rule, sign=sign).value(margin=value) for sign, rule in rules.items() if rule)
    return MarginText(_text(overview, indicator, value), "".join(map(str, found)))


def _text(overview: Overview, indicator: Indicator, margin: Decimal) -> str:
    """A margin as its number format on the sheet shows it."""
    places = overview.places(indicator)
    if not overview.facts.is_progress:
        return (
            str(signed(places).value(number=rounded(margin, places))) if indicator.adds_up else shown(margin)
        )
    if not overview.facts.is_judged(indicator):
        return f"{fixed(places).value(number=rounded(margin, places))}%"
    if indicator.comparison is Comparison.WITHIN:
        return f"{rounded(margin, places):+}" if margin else str(rounded(margin, places))
    return str(signed(places).value(number=margin))

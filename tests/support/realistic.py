"""Good returns of a province as they really are: counties differ 1 : 100 in size, and nobody has made a slip.

Sizes are log-normal, so that nearly all counties lie within 1 : 100; an industry's share of a county's size
is log-normal, too. Growth lies around 8 % with a county or two that shrinks by a third or grows by half.
"""

import math
import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from cascade.indicators import Indicator
from cascade.layout import draft
from cascade.model import Plan, Round, RoundKind
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing, Record
from cascade.rounds import unfilled

SPREAD = math.log(100) / (2 * 2.33)  # 98 of 100 sizes lie within 1 : 100
INDUSTRY, GROWTH, YEAR = 0.4, 0.12, 12
MEDIANS = {"亿元": 20.0, "万人": 4.0, "台": 900.0}  # of an input, for a county of median size
Said = dict[tuple[str, str], Decimal]


class Year:
    """What the counties of a plan report in a year, drawn from a seed."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        draw = random.Random(seed)
        counties = [county.code for city in plan.cities for county in plan.counties(city.code)]
        self.sizes = {county: draw.lognormvariate(0, SPREAD) for county in counties}

    def filings(self, round_: Round) -> list[Filing]:
        """The return of every city for a round, after the rounds before it."""
        found = []
        for city in self.plan.cities:
            history = self._history(city.code, round_)
            form = draft(self.plan, round_, city.code, history)
            blank = unfilled(form, self.plan, round_, history)
            if round_.kind is RoundKind.BREAKDOWN:
                said = self._shares(city.code)
            else:
                said = self._results(city.code, _month(round_))
            records = {key: Record(*key, value, str(value), *blank.cells[key]) for key, value in said.items()}
            found.append(replace(blank, records=records))
        return found

    def _history(self, city: str, round_: Round) -> CityHistory:
        if round_.kind is RoundKind.BREAKDOWN:
            return CityHistory()
        earlier = [
            each for each in self.plan.rounds if each.as_of and each.as_of < (round_.as_of or each.as_of)
        ]
        last = self._results(city, _month(earlier[-1])) if earlier else {}
        return CityHistory(shares=dict(self._shares(city)), last=last)

    def _shares(self, city: str) -> Said:
        """Amounts by the counties' sizes, and a rate a little above or below the city's."""
        said: Said = {}
        counties = [county.code for county in self.plan.counties(city)]
        whole = sum(self.sizes[county] for county in counties)
        for indicator in self.plan.indicators:
            target = self.plan.target(indicator.code, city)
            draw = random.Random(f"{self.seed} {city} {indicator.code}")
            if target is None:
                continue
            for county in counties:
                part = draw.gauss(1.05, 0.08) if indicator.is_rate else self.sizes[county] / whole
                number = _fitting(float(target.value) * part, indicator.decimals)
                said[county, indicator.code] = number
            if not indicator.is_rate:  # the largest county takes what rounding leaves
                largest = max(counties, key=self.sizes.__getitem__), indicator.code
                rest = target.value - sum(said[county, indicator.code] for county in counties)
                said[largest] = said[largest] + rest
        return said

    def _results(self, city: str, month: int) -> Said:
        said: Said = {}
        shares = self._shares(city)
        for indicator in self.plan.indicators:
            for county in (each.code for each in self.plan.counties(city)):
                draw = random.Random(f"{self.seed} {county} {indicator.code}")
                if indicator.is_rate:
                    said |= self._inputs(indicator, county, month, draw)
                else:
                    pace = sum(max(0.0, draw.gauss(1, 0.4)) for _ in range(month)) / YEAR
                    number = float(shares[county, indicator.code]) * pace
                    said[county, indicator.inputs[0].code] = _fitting(number, indicator.inputs[0].decimals)
        return said

    def _inputs(self, indicator: Indicator, county: str, month: int, draw: random.Random) -> Said:
        said: Said = {}
        industry = self.sizes[county] * draw.lognormvariate(0, INDUSTRY)
        growth = "- 1" in indicator.measure
        for at, each in enumerate(indicator.inputs):
            size = industry * MEDIANS[each.unit] * (month / YEAR if each.unit == "亿元" else 1)
            if growth:  # K03 has two numbers of this year, then two of last year
                size *= 1 + max(-0.4, draw.gauss(0.08, GROWTH)) if at < len(indicator.inputs) / 2 else 1
            elif at == 0:
                size *= min(0.98, max(0.2, draw.gauss(0.6, 0.12)))
            said[county, each.code] = _fitting(size, each.decimals)
        return said


def _month(round_: Round) -> int:
    assert round_.as_of
    return round_.as_of.month


def _fitting(number: float, decimals: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

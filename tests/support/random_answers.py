"""What the units of any plan may correctly say in its forms: numbers that keep every rule of the plan."""

import random
import re
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from cascade.formula.measure import Measure
from cascade.indicators import PERCENT, Indicator, Input
from cascade.model import Plan, Round, RoundKind
from tests.support.oracle.form import Form

Said = dict[tuple[str, str], Decimal | str]
Shares = dict[tuple[str, str], Decimal | str]  # by leaf and indicator; “/”: none
_TRIES = 200


class AnyForm(Form):
    """A form of any plan, whatever its codes look like."""

    def __init__(self, path: Path, plan: Plan) -> None:
        fields = [*plan.indicator, *plan.input]
        regions = [region.code for region in plan.regions]
        zones = [zone for city in plan.cities for zone in plan.zones(city.code)]
        self.FIELD = re.compile("|".join(fields))
        self.REGION = re.compile("|".join((*regions, *zones)))
        super().__init__(path)


class Answers:
    """What all units of a plan say, drawn from a seed: first the shares, then the results of every round."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.draw = plan, random.Random(seed)
        self.zones = {city.code: self._zones(city.code) for city in plan.cities}
        self.shares: Shares = {}
        self.breaks_down = any(each.kind is RoundKind.BREAKDOWN for each in plan.rounds)
        for city in plan.cities:
            for indicator in self._in_numbers:
                self.shares |= self._shares(city.code, indicator)
        self.reached: dict[tuple[str, str], Decimal] = {}  # in the round that is filled in
        self.finals: dict[tuple[str, str], Decimal] = {}

    @property
    def _in_numbers(self) -> list[Indicator]:
        return [each for each in self.plan.indicators if not each.is_words]

    def names(self, city: str) -> dict[str, str]:
        """The names of a city's functional zones by their codes."""
        return {zone: f"第{at}开发区<&>" for at, zone in enumerate(self.zones[city], start=1)}

    def leaves(self, city: str) -> list[str]:
        return [*(county.code for county in self.plan.counties(city)), *self.zones[city]]

    def said(self, city: str, round_: Round) -> Said:
        """What a city writes into the open cells of a round's form."""
        if round_.kind is RoundKind.BREAKDOWN:
            return {key: value for key, value in self.shares.items() if self.plan.city_of(key[0]) == city}
        progress = [each for each in self.plan.rounds if each.kind is RoundKind.PROGRESS]
        part = Decimal(progress.index(round_) + 1) / len(progress)
        said: Said = {}
        for leaf in self.leaves(city):
            for indicator in self._in_numbers:
                said |= dict(self._results(leaf, indicator, self.shares[leaf, indicator.code], part))
        for indicator in self.plan.indicators:
            if indicator.is_words:
                target_set = self.plan.word_target(indicator.code, city)
                said[city, indicator.code] = self.draw.choice(self.plan.choices) if target_set else "/"
            elif indicator.is_own and not self.plan.two_levels:  # the unit reports a figure of its own, too
                target = self.plan.target(indicator.code, city)
                said |= dict(self._results(city, indicator, target.value if target else "/", part))
        return said

    def _zones(self, city: str) -> list[str]:
        spare = self.plan.zones(city)
        return list(spare[: self.draw.randint(0, min(2, len(spare)))])

    def _shares(self, city: str, indicator: Indicator) -> Shares:
        """An amount's target in parts that add up to it; a rate's as it is."""
        leaves, target = self.leaves(city), self.plan.target(indicator.code, city)
        if target is None:
            return {(leaf, indicator.code): "/" for leaf in leaves}
        if not indicator.adds_up:
            return {(leaf, indicator.code): target.value for leaf in leaves}
        if indicator.parent:
            return self._within(indicator.parent, indicator.code, target.value, leaves)
        parts = self._parts(target.value, len(leaves), indicator.decimals)
        shares: Shares = {(leaf, indicator.code): part for leaf, part in zip(leaves, parts, strict=True)}
        if not self.plan.two_levels:
            shares |= {key: "/" for key in [*shares][1:] if not shares[key] and self.draw.random() < 0.5}
        return shares

    def _within(self, parent: str, code: str, target: Decimal, leaves: list[str]) -> Shares:
        """The shares of a part (其中): none is larger than its parent's."""
        shares: Shares = {}
        for leaf in leaves:
            whole = self.shares[leaf, parent]
            share = min(target, whole) if isinstance(whole, Decimal) else "/"
            shares[leaf, code] = share
            target -= share if isinstance(share, Decimal) else 0
        return shares

    def _parts(self, whole: Decimal, count: int, decimals: int) -> list[Decimal]:
        steps = int(whole.scaleb(decimals))
        cuts = sorted(self.draw.randint(0, abs(steps)) for _ in range(count - 1))
        sizes = [after - before for before, after in zip([0, *cuts], [*cuts, abs(steps)], strict=True)]
        return [Decimal(size if steps > 0 else -size).scaleb(-decimals) for size in sizes]

    def _results(
        self, leaf: str, indicator: Indicator, share: Decimal | str, part: Decimal
    ) -> Iterator[tuple[tuple[str, str], Decimal | str]]:
        known = self.breaks_down or self.plan.two_levels
        if known and share == "/":
            yield from (((leaf, each.code), "/") for each in indicator.inputs)
        elif indicator.is_rate:
            target = share if isinstance(share, Decimal) else Decimal(60)
            yield from (
                ((leaf, code), value) for code, value in self._inputs(indicator, target, part).items()
            )
        else:
            (own,) = indicator.inputs
            number = share if isinstance(share, Decimal) else Decimal(0)
            reached = self._fitting(self._final(leaf, own.code, number) * part, own.decimals)
            least = max(Decimal(1), number / 50)  # less would be taken for 100 times as much
            bare = own.unit == PERCENT and number >= 1 and 0 < reached < least
            number = self._fitting(least, own.decimals) + 1 if bare else reached
            number = min(number, self.reached.get((leaf, indicator.parent or ""), number))
            self.reached[leaf, indicator.code] = number
            yield (leaf, own.code), number

    def _final(self, leaf: str, field: str, share: Decimal) -> Decimal:
        """What a leaf reaches in the end: between nothing and its share."""
        reached = Decimal(self.draw.randint(0, 100)) / 100
        return self.finals.setdefault((leaf, field), share * reached)

    def _inputs(self, indicator: Indicator, target: Decimal, part: Decimal) -> dict[str, Decimal]:
        measure = Measure.parse(indicator.measure)
        for _ in range(_TRIES):
            size = self.draw.choice((40, 900, 20_000, 3_000_000))
            numbers = {each.code: self._input(each, size, part) for each in indicator.inputs}
            if measure.is_share:  # parts of a whole, which is the last
                *parts, whole = indicator.inputs
                numbers[whole.code] = abs(numbers[whole.code])
                part = numbers[whole.code] * min(abs(target), Decimal(100)) / 100 / len(parts)
                numbers |= {each.code: self._fitting(part, each.decimals) for each in parts}
            if measure.value(numbers) is not None:
                return numbers
        raise AssertionError(f"{indicator.measure} cannot be computed")

    def _input(self, each: Input, size: int, part: Decimal) -> Decimal:
        number = self._fitting(Decimal(self.draw.randint(size, 3 * size)) * part, each.decimals)
        return -number if each.negative and self.draw.random() < 0.2 else max(number, Decimal(1))

    def _fitting(self, number: Decimal, decimals: int) -> Decimal:
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR)


def open_cells(form: AnyForm, said: Said) -> Said:
    """What is said in cells of a form that are not filled already."""
    there = ((region, field) for region, field in said if field in form.columns)
    rows = (key for key in there if (form.columns[key[1]][0], key[0]) in form.rows)
    return {key: said[key] for key in rows if form.cell(*key).value is None}

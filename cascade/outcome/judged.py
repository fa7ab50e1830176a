"""How every region stands at every indicator, and who is behind, at what, by how much.

Its order and its members are those of the moment when it is made; whoever shows its numbers in a workbook
refers to the cells that hold them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cascade.formula import Ref, value_of
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR, SIGNS, TOO_FEW, Lights, breakdown_light
from cascade.judging.margins import margin_of, severity, shortfall
from cascade.judging.ranks import RANK_BY_COUNTS
from cascade.judging.targets import SHORT_COUNTIES, bounded, exact_places, gap
from cascade.judging.words import signed
from cascade.outcome.completions import Completions
from cascade.quantity import NONE
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator of a region (its code) as it stands.

    `margin` is positive on the good side (see `judging.margins`); in a breakdown it is the gap: an amount's
    shares minus its target, or how many counties fall short of a rate. `lacking` is what `result` lacks to
    `target`, or exceeds a limit by, in the indicator's unit; of a breakdown's rate what the furthest of the
    `short` counties lacks, who are in this order. `light` is a sign with a word, or the word why
    there is none.
    """

    indicator: Indicator
    region: str
    target: Decimal | None
    result: Decimal | None
    margin: Decimal | str
    light: str
    lacking: Decimal | None = None
    short: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The sign of the light, "" where there is none."""
        return self.light[:1] if self.light[:1] in SIGNS else ""


class Judgements:
    """How cities, counties and the province stand in a round."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.completions = Completions(facts)
        self._known: dict[tuple[str, str], Judged] = {}
        self._lights: dict[str, Lights] = {}  # of earlier rounds, by the round's id
        self._counts: dict[tuple[str, str], dict[str, int]] = {}

    def judged(self, indicator: Indicator, region: str) -> Judged:
        """How a region stands at an indicator of numbers."""
        key = indicator.code, region
        if key not in self._known:
            rule = self._result if self.facts.is_progress else self._share
            self._known[key] = rule(indicator, region)
        return self._known[key]

    def counts(self, region: str) -> dict[str, int]:
        """How many of a region's indicators that are no parts carry each sign."""
        numbers = [each for each in self.facts.plan.numbers if not each.parent]
        return self._counted([self.judged(each, region).light for each in numbers], self.facts.words, region)

    def counts_in(self, period: Period, city: str) -> dict[str, int]:
        """How many of a city's indicators that are no parts carried each sign in an earlier round."""
        key = period.round.id, city
        if key not in self._counts:
            self._counts[key] = self._counted_in(period, city)
        return self._counts[key]

    def _lights_in(self, period: Period) -> Lights:
        """The rules that gave the results of an earlier round their lights."""
        if period.round.id not in self._lights:
            facts, passed = self.facts, self.facts.elapsed_in(period)
            by_round = facts.plan.judged_by_round.get(period.round.id, frozenset())
            self._lights[period.round.id] = Lights(facts.plan, passed, facts.expected_in(period), by_round)
        return self._lights[period.round.id]

    def _counted_in(self, period: Period, city: str) -> dict[str, int]:
        lights, numbers = (
            self._lights_in(period),
            [each for each in self.facts.plan.numbers if not each.parent],
        )
        nothing = Ref("", NONE)  # who has done all is not behind the part of it either
        found = [
            value_of(lights.live(each, Ref("", self.completions.shown(each, city, period)), in_all=nothing))
            for each in numbers
        ]
        return self._counted(map(str, found), period.words, city)

    def _counted(
        self, lights: Iterable[str], words: Mapping[tuple[str, str], str], region: str
    ) -> dict[str, int]:
        """How many of some lights, and of the words that a region has chosen, carry each sign."""
        plan = self.facts.plan
        chosen = (words.get((region, each.code), "") for each in plan.indicators if not each.parent)
        signs = [each[:1] for each in (*lights, *(signed(word, plan.choices) for word in chosen if word))]
        return {sign: signs.count(sign) for sign in SIGNS}

    def late_in(self, period: Period, city: str) -> int:
        """How many of a city's indicators that are no parts were behind in an earlier round."""
        return self.counts_in(period, city)[BAD]

    def ranks(self) -> dict[str, int]:
        """The ranks of the cities of which something is judged: fewest behind first, then fewest nearly so.

        Cities with the same counts share a rank, and the next is skipped. Nothing is averaged.
        """
        counts = {city: self.counts(city) for city in self.facts.counted}
        counts = {city: each for city, each in counts.items() if any(each.values())}
        bad, fair = ([Decimal(each[sign]) for each in counts.values()] for sign in (BAD, FAIR))
        ranks = (
            RANK_BY_COUNTS.value(bad=mine, fair=other, all_bad=bad, all_fair=fair)
            for mine, other in zip(bad, fair, strict=True)
        )
        return {city: int(rank) for city, rank in zip(counts, ranks, strict=True)}

    def behind(self, regions: Iterable[str]) -> list[Judged]:
        """What is behind in some regions: the worst first, ties in the order of indicators and regions."""
        found = [each for each in self._of_all(regions) if each.sign and each.sign in self._signs]
        return sorted(found, key=self._severity)

    def largest_gaps(self, regions: Iterable[str], most: int) -> tuple[list[Judged], list[Judged]]:
        """What is behind most in some regions, at most so many, and what ties with the next.

        All that are equally far behind are named, or none of them: their order would mean nothing.
        """
        found = [each for each in self.behind(regions) if each.sign == BAD]
        keys = [self._severity(each) for each in found]
        if len(found) <= most:
            return found, []
        named = keys.index(keys[most])
        tied = keys.count(keys[most]) if named < most else 0
        return found[:named], found[named : named + tied]

    @property
    def _signs(self) -> str:
        """The signs of what is behind; a breakdown's rates are, where counties fall short."""
        return BAD if self.facts.is_progress else BAD + FAIR

    def _severity(self, each: Judged) -> tuple[bool, Decimal, int]:
        """A key that sorts the worst first.

        In a breakdown these are shortfalls by their part of the target, then rates by what a county lacks, in
        points, and by how many counties do.
        """
        if self.facts.is_progress:
            assert isinstance(each.margin, Decimal)  # whoever is behind has one
            return False, severity(each.indicator, each.margin, each.target), 0
        lacking = -(each.lacking or Decimal(0))
        if not each.indicator.adds_up:
            return True, severity(each.indicator, lacking, each.target), -len(each.short)
        return False, lacking / abs(each.target) if each.target else Decimal("-Infinity"), 0

    def _of_all(self, regions: Iterable[str]) -> Iterator[Judged]:
        regions = tuple(regions)
        for indicator in self.facts.plan.numbers:
            yield from (self.judged(indicator, region) for region in regions)

    def _result(self, indicator: Indicator, region: str) -> Judged:
        facts = self.facts
        target, upper = facts.goal(indicator, region) or (None, None)
        result = facts.value(indicator.result_field, region)
        done = self.completions.shown(indicator, region)
        few = facts.has_few(indicator, region)
        in_all = self.completions.in_all(indicator, region) if facts.by_round(indicator) else NONE
        judged = facts.lights.live(indicator, Ref("", done), in_all=Ref("", in_all))
        light = TOO_FEW if few and isinstance(done, Decimal) else value_of(judged)
        expected = facts.expected_of(indicator)
        apart = margin_of(indicator, expected, done=done, result=result, target=target)
        lacking = None
        if target is not None and result is not None:
            lacking = _lacking(indicator, result, target, upper)
        return Judged(indicator, region, target, result, apart, str(light), lacking)

    def _share(self, indicator: Indicator, region: str) -> Judged:
        facts = self.facts
        target, total = facts.target(indicator, region), facts.value(indicator.code, region)
        if target is None or total is None or not facts.is_whole(indicator, region):
            return Judged(indicator, region, target, total, NONE, NONE)
        upper = facts.upper(indicator, region)
        if indicator.adds_up:
            rule = bounded(gap(indicator.direction), upper)
            apart = rule.value(
                total=total, target=target, blank=NONE, places=exact_places(indicator.decimals + 2)
            )
            lacking, most = dict[str, Decimal](), _lacking(indicator, total, target, upper)
        else:
            leaves = [each.code for each in facts.leaves(facts.plan.region(region))]
            shares = {each: facts.value(indicator.code, each) for each in leaves}
            rule = bounded(SHORT_COUNTIES[indicator.direction], upper)
            apart = rule.value(shares=list(shares.values()), target=target)
            told = {each: share for each, share in shares.items() if share is not None}
            by_share = {share: _lacking(indicator, share, target, upper) for share in {*told.values()}}
            lacking = {each: by_share[share] for each, share in told.items()}
            most = max(lacking.values())
        light = breakdown_light(self.facts.plan, indicator).value(gap=apart)
        short = sorted((each for each in lacking if lacking[each] > 0), key=lambda each: -lacking[each])
        return Judged(indicator, region, target, total, apart, str(light), most, tuple(short))


def _lacking(indicator: Indicator, total: Decimal, target: Decimal, upper: Decimal | None) -> Decimal:
    rule = shortfall(indicator, upper)
    places = exact_places(indicator.decimals + 2)
    found = rule.value(total=total, target=target, places=places)
    assert isinstance(found, Decimal)  # of two numbers
    return found

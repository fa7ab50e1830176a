"""The lights (评价): how well a result stands, as a sign that is readable without colour, and a word.

An amount's light compares its completion with what is expected by now, by the plan's thresholds and words;
with a target by round, all of that is expected, and an amount is completed only with its whole target.
A limit's says how much of it is used, a level's whether it meets its target, both at any time. A breakdown's
light shows whether the shares reach the target.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, cached_property
from itertools import groupby

from cascade.formula import Formula, Live, Ref, Span, chained, formula
from cascade.indicators import Comparison, Direction, Indicator
from cascade.judging.county_rates import rate_sides, some_below
from cascade.judging.results import EXCEEDED, PLACES, lead
from cascade.judging.schedule import WHOLE, is_judged, term
from cascade.judging.targets import FEW, MISSED
from cascade.levels import Levels
from cascade.model import Plan
from cascade.quantity import NONE

GOOD, FAIR, BAD = "●", "△", "▼"
STYLES = {GOOD: "good", FAIR: "fair", BAD: "bad"}  # the theme's style of each sign's cell
SIGNS = (GOOD, FAIR, BAD)
_SHARED, _SHORT = "已足额", "有缺口"  # a breakdown's amount
_IN_RANGE, _OUT_OF_RANGE = "区间内", "区间外"
ALL_MEET = f"{GOOD} 均达到"  # a breakdown's rate, county by county
PARTIAL = "未报齐"  # not judged while cities are missing
TOO_FEW = f"目标不足{FEW}"  # of a county: see `targets.is_few`

_LIGHT = formula("IF(ISNUMBER(done), judgement, none)")
_LEVEL = formula("IF(ROUND(done, places) >= 0, met, unmet)", places=PLACES)
_TIMED = formula("IF(lead >= on_schedule, on_time, IF(lead >= behind, slow, late))")
_INSIDE = formula("IF(ROUND(done, places) = 0, met, unmet)", places=PLACES)
_USED = formula(
    "IF(ROUND(done, places) > 100, over, IF(ROUND(done, places) >= near, close, within))", places=PLACES
)
_ZERO_LIMIT = formula("IF(done = exceeded, over, none)", exceeded=EXCEEDED, none=NONE)
_COMPLETED_IN_ALL = formula(  # beside a target by round: `in_all` is the completion of the whole target
    "IF(IF(ISNUMBER(in_all), ROUND(in_all, places), 0) >= 100, completed, timed)", places=PLACES
)
_COMPLETED = formula("IF(ROUND(done, places) >= 100, completed, timed)", places=PLACES)
_BOTH = formula("first + second")
_MET = {
    Direction.AT_LEAST: formula("gap >= 0"),
    Direction.AT_MOST: formula("gap <= 0"),
    Direction.WITHIN: formula("gap = 0"),
}
_GAP_LIGHT = formula("IF(ISNUMBER(gap), IF(met, good, other), none)", none=NONE)
_GAP_MET = formula("AND(ISNUMBER(gap), met)")
_GAP_MISSED = formula("AND(ISNUMBER(gap), NOT(met))")
HAS_SIGN = formula("LEFT(light, 1) = sign")


class Lights:
    """The lights of a plan at a time of its period.

    `elapsed` is the part that has passed, `expected` the part of a target that is expected by then; both are
    in per cent. `by_round` are the codes of the indicators that have a target by the round.
    """

    def __init__(
        self, plan: Plan, elapsed: Decimal, expected: Decimal, by_round: frozenset[str] = frozenset()
    ) -> None:
        self._by_round = by_round
        self._plan = plan
        self._elapsed = elapsed
        self._expected = expected
        self._known: dict[str, Formula | None] = {}

    def of(self, indicator: Indicator) -> Formula | None:
        """The formula for the light of a completion `done`; None if the indicator is not judged yet.

        With a target by round, an amount's light also looks at `in_all`, its completion of the whole target.
        """
        if indicator.code not in self._known:
            judged = indicator.code in self._by_round or is_judged(indicator, self._elapsed)
            self._known[indicator.code] = self._light(indicator) if judged else None
        return self._known[indicator.code]

    def live(
        self, indicator: Indicator, done: Ref, whole: bool = True, in_all: Ref | None = None
    ) -> Live | str:
        """The light of a completion's cell, or the word that says why there is none.

        `in_all` is the cell of the completion of the whole target, beside one by round. `whole` is false for
        a total over some cities, which must not be compared with the whole target.
        """
        light = self.rule(indicator, whole)
        if isinstance(light, str):
            return light
        return light.live(done=done, **({"in_all": in_all} if in_all and "in_all" in light.names else {}))

    def rule(self, indicator: Indicator, whole: bool) -> Formula | str:
        """The formula of `of`, or the word that says why there is no light; see `live`."""
        return (self.of(indicator) or term(self._plan).not_judged) if whole else PARTIAL

    def _light(self, indicator: Indicator) -> Formula:
        plan = self._plan
        if indicator.is_level:
            rule = _INSIDE if indicator.comparison is Comparison.WITHIN else _LEVEL
            level = rule.given(met=f"{GOOD} {plan.word_met}", unmet=f"{BAD} {plan.word_unmet}")
            return _LIGHT.given(judgement=level, none=NONE)
        if indicator.is_limit:
            over = f"{BAD} {plan.word_over_limit}"
            return _LIGHT.given(judgement=self._used, none=_ZERO_LIMIT.given(over=over))
        by_round = indicator.code in self._by_round
        timed = self._timed.given(lead=lead(indicator, WHOLE if by_round else self._expected))
        done = (_COMPLETED_IN_ALL if by_round else _COMPLETED).given(
            completed=f"{GOOD} {plan.word_done}", timed=timed
        )
        return _LIGHT.given(judgement=done, none=NONE)

    @cached_property
    def _used(self) -> Formula:
        plan = self._plan
        return _USED.given(
            near=plan.near_limit,
            within=f"{GOOD} {plan.word_within_limit}",
            close=f"{FAIR} {plan.word_near_limit}",
            over=f"{BAD} {plan.word_over_limit}",
        )

    @cached_property
    def _timed(self) -> Formula:
        plan = self._plan
        return _TIMED.given(
            on_schedule=plan.on_schedule,
            behind=plan.behind,
            on_time=f"{GOOD} {plan.word_on_schedule}",
            slow=f"{FAIR} {plan.word_slow}",
            late=f"{BAD} {plan.word_behind}",
        )


def breakdown_light(plan: Plan, indicator: Indicator) -> Formula:
    """The province's light in a breakdown by its `gap`: total minus target, or number of counties short."""
    well, missed = _share_words(plan, indicator)
    good, other = (f"{GOOD} {well}", f"{BAD} {missed}") if indicator.adds_up else (ALL_MEET, _some(indicator))
    return _GAP_LIGHT.given(met=_met(indicator), good=good, other=other)


def _some(indicator: Indicator) -> str:
    """The light of a rate for which some counties have less than their city, which they may."""
    if indicator.direction is Direction.WITHIN:
        return f"{FAIR} {_OUT_OF_RANGE}"
    return f"{FAIR} {MISSED[indicator.direction]}目标"


def _share_words(plan: Plan, indicator: Indicator) -> tuple[str, str]:
    """The words for an amount whose shares attain the target, and for one whose shares do not."""
    if indicator.direction is Direction.WITHIN:
        return _IN_RANGE, _OUT_OF_RANGE
    return (plan.word_within_limit, plan.word_over_limit) if indicator.is_limit else (_SHARED, _SHORT)


def share_sign_words(plan: Plan) -> tuple[str, str, str]:
    """The words for the three signs in a breakdown: shares that attain, counties below, shortfalls."""
    amounts = [each for each in plan.indicators if each.adds_up]
    pairs = dict.fromkeys([(_SHARED, _SHORT), *(_share_words(plan, each) for each in amounts)])
    well, missed = ("、".join(pair[at] for pair in pairs) for at in (0, 1))
    return f"{well}、{ALL_MEET[2:]}", f"比率{some_below(rate_sides(plan), plan.levels)}", missed


def gap_styles(indicator: Indicator) -> dict[str, Formula]:
    """The theme's styles for a breakdown's `gap`, with their conditions; see `breakdown_light`."""
    met, missed = _met(indicator), STYLES[BAD if indicator.adds_up else FAIR]
    return {missed: gap_missed(indicator), STYLES[GOOD]: _GAP_MET.given(met=met)}


def gap_missed(indicator: Indicator) -> Formula:
    """The condition that a breakdown's `gap` is one: a shortfall, or counties that fall short."""
    return _GAP_MISSED.given(met=_met(indicator))


def _met(indicator: Indicator) -> Formula:
    return _MET[indicator.direction if indicator.adds_up else Direction.AT_MOST]


def missed_city(indicator: Indicator, levels: Levels) -> str:
    """The mark of a county's share of a rate that misses its city's target."""
    return f"{FAIR} {MISSED[indicator.direction]}{levels.own}"


@cache
def count_of(sign: str, blocks: int = 1) -> Formula:
    """How many of the lights of some ranges bear a sign; the ranges are `lights0`, `lights1` and so on."""
    return count_of_light(f"{sign}*", blocks)


@cache
def count_of_light(light: str, blocks: int = 1) -> Formula:
    """How many of the lights of some ranges are one, such as `● 达标`; see `count_of`."""
    each = formula("COUNTIF(lights, light)", light=light)
    return chained(_BOTH, [each.renamed(lights=f"lights{at}") for at in range(blocks)])


def wholes(indicators: Sequence[Indicator]) -> list[tuple[Indicator, Indicator]]:
    """First and last of the indicators that stand side by side, without parts (其中)."""
    runs = [list(run) for part, run in groupby(indicators, lambda each: bool(each.parent)) if not part]
    return [(run[0], run[-1]) for run in runs]


def counted(sign: str, lights: Sequence[Span]) -> Live:
    """How many of the lights of some ranges bear a sign."""
    return count_of(sign, len(lights)).live(**{f"lights{at}": each for at, each in enumerate(lights)})


def sign_words(plan: Plan) -> tuple[str, str, str]:
    """The plan's words for the three signs: well, a little behind or near a limit, far behind or missed."""
    limited = any(each.is_limit for each in plan.indicators)
    limits = (plan.word_within_limit, plan.word_near_limit, plan.word_over_limit) if limited else ("", "", "")
    words = (
        (plan.word_met, plan.word_on_schedule, plan.word_done),
        (plan.word_slow,),
        (plan.word_behind, plan.word_unmet),
    )
    well, slow, late = (
        "、".join(filter(None, (*each, limit))) for each, limit in zip(words, limits, strict=True)
    )
    return well, slow, late

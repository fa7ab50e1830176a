"""How a unit shares out its targets: every amount exactly, every other target as it is or a little better."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random

from demo.cast import Cast
from demo.form import Answer, Answers, Form
from demo.tables import Indicator, Plan

NOT_SHARED = "/"


def shared_out(plan: Plan, cast: Cast, form: Form, city: str) -> Answers:
    """What a unit answers in its breakdown form: every county's shares, and those of the zones it has.

    The zones' names and the explanation, which are no answers, are written into the form.
    """
    answers: Answers = {}
    zones = form.spare[: len(cast.zones.get(city, ()))]
    leaves = [*form.counties, *zones]
    for field, indicator in plan.indicators.items():
        if field not in form.fields:  # words are not shared out
            continue
        target, draw = form.city_target(field), Random(f"{cast.seed} {city} {field}")
        if target is None:
            answers |= {(region, field): NOT_SHARED for region in leaves}
        elif not indicator.adds_up:
            for region in [*form.counties, *zones[:1]]:  # the second zone takes part in amounts only
                below = (region, field) == cast.explained[:2]
                answers[region, field] = cast.given.get(
                    (region, field), _level(indicator, target, draw, below)
                )
        elif indicator.parent:
            answers |= _within(indicator, target, leaves, answers)
        else:
            total = target + cast.added.get((city, field), Decimal(0))
            nothing: Answer = Decimal(0) if city == cast.writes_zero else NOT_SHARED
            answers |= _amounts(leaves, indicator, total, cast.given, nothing, draw)
    _write_words(form, cast, city)
    return {place: answer for place, answer in answers.items() if form.is_open(*place)}


def _write_words(form: Form, cast: Cast, city: str) -> None:
    """Write what is not an answer: the zones' names, and why a county lies below the target."""
    for code, name in zip(form.spare, cast.zones.get(city, ()), strict=False):
        form.name_zone(code, name)
    region, field, text = cast.explained
    if region in form.counties:
        form.explain(field, text)


def _level(indicator: Indicator, target: Decimal, draw: Random, below: bool) -> Decimal:
    """A county's target of what does not add up: the unit's own or better; or a little `below` it."""
    steps = draw.randint(0, 6)
    if below:
        return target - Decimal("0.5")
    step = Decimal(1).scaleb(-indicator.decimals)
    if indicator.is_range:
        return target
    if indicator.at_most:
        better = (target - steps * abs(target) / 100).quantize(step, ROUND_FLOOR)
        return target if better < 1 <= target else better
    if indicator.unit != "%":
        return (target + steps * abs(target) / 100).quantize(step, ROUND_CEILING)
    better = target + Decimal(steps) / 2
    return target if target <= 100 < better else better


def _within(indicator: Indicator, total: Decimal, leaves: Sequence[str], answers: Answers) -> Answers:
    """The shares of a part (其中): as large as they may be, until the total is reached."""
    shares: Answers = {}
    for leaf in leaves:
        whole = answers.get((leaf, indicator.parent))
        share = min(total, whole) if isinstance(whole, Decimal) else NOT_SHARED
        shares[leaf, indicator.code] = share
        total -= share if isinstance(share, Decimal) else 0
    return shares


def _amounts(
    regions: Sequence[str],
    indicator: Indicator,
    total: Decimal,
    given: Mapping[tuple[str, str], Decimal],
    nothing: Answer,
    draw: Random,
) -> Answers:
    mine = {region: given[region, indicator.code] for region in regions if (region, indicator.code) in given}
    drawn = [region for region in regions if region not in mine]
    unit = Decimal(1 if total >= 0 else -1).scaleb(-indicator.decimals)
    weights = [draw.randint(80, 120) for _ in drawn]
    shares = split(int((total - sum(mine.values())) / unit), weights)
    if not total:  # a limit or a target of zero is everybody's
        nothing = Decimal(0)
    answers: Answers = {(region, indicator.code): share for region, share in mine.items()}
    for region, share in zip(drawn, shares, strict=True):
        answers[region, indicator.code] = share * unit if share else nothing
    return answers


def split(units: int, weights: Sequence[int]) -> list[int]:
    """Share out whole units by weight so that they add up exactly: one each first, as far as they go."""
    by_weight = sorted(range(len(weights)), key=lambda at: -weights[at])
    first = dict.fromkeys(by_weight[:units], 1)
    rest = units - len(first)
    shares = [first.get(at, 0) + rest * weight // sum(weights) for at, weight in enumerate(weights)]
    for at in by_weight[: units - sum(shares)]:
        shares[at] += 1
    return shares

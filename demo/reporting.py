"""How a unit reports its progress: amounts so far, levels as they are, and the inputs of its rates."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from demo.cast import Cast
from demo.form import Answer, Answers, Form
from demo.rates import made_of
from demo.sharing import NOT_SHARED
from demo.tables import Indicator, Plan, Round

_LATE_IN_THE_YEAR = 75  # %: before, what is recognised in batches at the end has hardly begun


def reported(plan: Plan, cast: Cast, round_: Round, form: Form, city: str) -> Answers:
    """What a unit fills into its progress form. Cells in which something stands already are left alone."""
    answers: Answers = {}
    for indicator in plan.indicators.values():
        # from round to round amounts grow by the same draw, rates are drawn anew
        later = f" {round_.id}" if indicator.is_rate and round_ != plan.first_progress else ""
        draw = Random(f"{cast.seed} {city} {indicator.code} progress{later}")
        if indicator.in_words:
            if form.is_open(city, indicator.code):
                answers[city, indicator.code] = draw.choice(plan.choices)
            continue
        for region in _regions(plan, indicator, form, city):
            target = _target(plan, form, indicator, region)
            whole = answers.get((region, plan.whole_field(indicator)))
            for field, number in _numbers(cast, round_, city, indicator, target, draw):
                exceeds = isinstance(whole, Decimal) and isinstance(number, Decimal) and number > whole
                answers[region, field] = whole if exceeds else number
    return answers


def _regions(plan: Plan, indicator: Indicator, form: Form, city: str) -> list[str]:
    """The regions that the form asks for an indicator; the unit itself where it has a figure of its own.

    A functional zone that has no share of the unit's target is not asked.
    """
    field = indicator.fields[0]
    rows = [*form.leaves, *([city] if indicator.own and not plan.two_levels else [])]
    asked = (region for region in rows if form.is_open(region, field))
    return [region for region in asked if region not in form.spare or form.target(region, field) is not None]


def _target(plan: Plan, form: Form, indicator: Indicator, region: str) -> Decimal | None:
    """A region's target; of a plan without a breakdown its unit's, of an amount an even share of it."""
    field = indicator.fields[0]
    target = form.target(region, field)
    if target is not None or plan.rounds[0].breaks_down:
        return target
    total = form.total_target(field)
    return total / len(form.leaves) if total is not None and indicator.adds_up else total


def _numbers(
    cast: Cast,
    round_: Round,
    city: str,
    indicator: Indicator,
    target: Decimal | None,
    draw: Random,
) -> Iterator[tuple[str, Answer]]:
    if target is None:
        yield from ((field, NOT_SHARED) for field in indicator.fields)
        return
    lowest, highest = (-30, 10) if city in cast.slow else (0, 30)
    if indicator.is_rate:
        reached = _level(indicator, target, draw.randint(lowest, highest))
        yield from made_of(indicator, reached, draw).items()
        return
    (own,) = indicator.inputs
    step = Decimal(1).scaleb(-own.decimals)
    if indicator.own or indicator.direct or indicator.is_range or target < 0:
        number = _level(indicator, target, draw.randint(lowest, highest)).quantize(step, ROUND_HALF_UP)
    else:
        early = indicator.year_end and round_.elapsed < _LATE_IN_THE_YEAR
        noise = draw.randint(5, 15) if early else draw.randint(-8, 4)
        percent = noise if early else max(cast.pace[round_.id, city] + noise, 0)
        number = _reached(target * percent / 100, indicator.decimals, draw)
    yield own.code, target.quantize(step) if indicator.unit == "%" and number < 1 <= target else number


def _level(indicator: Indicator, target: Decimal, tenths: int) -> Decimal:
    """A level that is better than its target by some tenths of a point, or of a third of a per cent."""
    points = indicator.unit == "%" and not (indicator.at_most or indicator.is_range or indicator.own)
    distance = Decimal(tenths) / 10 if points else abs(target) * tenths / 300
    reached = target - distance if indicator.at_most else target + distance
    return Decimal(100) if indicator.own and indicator.unit == "%" and target <= 100 < reached else reached


def _reached(share: Decimal, places: int, draw: Random) -> Decimal:
    """Rounded up or down by chance, so that small counties' single enterprises do not all vanish."""
    return Decimal(int(share.scaleb(places) + Decimal(draw.random()))).scaleb(-places)

"""How a city shares out its targets: every amount exactly, every rate at or a little above the target."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from demo.cities import AMBITIOUS, EXPLAINED, GIVEN, SEED, WRITES_ZERO, ZONES
from demo.form import Answer, Answers, Form
from demo.tables import Indicator, indicators

NOT_SHARED = "/"


def shared_out(form: Form, city: str) -> Answers:
    """What a city answers in its breakdown form: every county's shares, and those of the zones it has.

    The zones' names and the explanation, which are no answers, are written into the form.
    """
    answers: Answers = {}
    zones = zone_codes(city)
    for field in form.fields:
        indicator, target = indicators()[field], form.city_target(field)
        draw = Random(f"{SEED} {city} {field}")
        if indicator.is_rate:
            regions = [*form.counties, *zones[:1]]  # the second zone takes part in amounts only
            answers |= {(region, field): _rate(region, field, target, draw) for region in regions}
        else:
            total = target + AMBITIOUS.get((city, field), Decimal(0))
            answers |= _amounts([*form.counties, *zones], city, indicator, total, draw)
    _write_words(form, city)
    return answers


def zone_codes(city: str) -> list[str]:
    """The codes of the spare rows that a city uses."""
    return [f"{city}A{number}" for number, _ in enumerate(ZONES.get(city, ()), start=1)]


def _write_words(form: Form, city: str) -> None:
    """Write what is not an answer: the zones' names, and why a county lies below the target."""
    for code, name in zip(zone_codes(city), ZONES.get(city, ()), strict=True):
        form.name_zone(code, name)
    whose, _, field, text = EXPLAINED
    if whose == city:
        form.explain(field, text)


def _rate(region: str, field: str, target: Decimal, draw: Random) -> Decimal:
    above = Decimal(draw.randint(0, 6)) / 2
    return GIVEN.get((region, field), target + above)


def _amounts(
    regions: Sequence[str], city: str, indicator: Indicator, total: Decimal, draw: Random
) -> Answers:
    given = {region: GIVEN[region, indicator.code] for region in regions if (region, indicator.code) in GIVEN}
    drawn = [region for region in regions if region not in given]
    unit = Decimal(1).scaleb(-indicator.decimals)
    weights = [draw.randint(80, 120) for _ in drawn]
    shares = split(int((total - sum(given.values())) / unit), weights)
    nothing: Answer = Decimal(0) if city == WRITES_ZERO else NOT_SHARED
    answers: Answers = {(region, indicator.code): share for region, share in given.items()}
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

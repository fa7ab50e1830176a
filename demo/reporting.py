"""How a city reports its progress: cumulative amounts by mid-year, and what its rates are computed from."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

from demo.cities import PACE, SEED
from demo.form import Answers, Form
from demo.tables import Indicator, decimals, indicators

YEAR_END = "K13"  # enterprises are recognised in batches late in the year
SLOW = 45  # a city of a lower pace misses its rates
GROWTH, PRODUCTIVITY, PART = ("K01", "K02"), ("K03",), ("K04", "K05")


def reported(form: Form, city: str) -> Answers:
    """What a city fills into its progress form. Cells in which the form has "/" already are left alone."""
    answers: Answers = {}
    for indicator in indicators().values():
        draw = Random(f"{SEED} {city} {indicator.code} progress")
        for region in form.regions:
            target = form.county_target(region, indicator.inputs[0])
            if target is not None and form.cell(region, indicator.inputs[0]).value is None:
                numbers = _numbers(indicator, city, target, draw)
                answers |= {(region, field): number for field, number in numbers.items()}
    return answers


def _numbers(indicator: Indicator, city: str, target: Decimal, draw: Random) -> dict[str, Decimal]:
    if indicator.is_rate:
        lowest, highest = (-30, 10) if PACE[city] < SLOW else (0, 30)
        reached = target + Decimal(draw.randint(lowest, highest)) / 10
        numbers = next(make for codes, make in _RATES.items() if indicator.code in codes)(reached, draw)
    else:
        percent = draw.randint(5, 15) if indicator.code == YEAR_END else PACE[city] + draw.randint(-8, 4)
        numbers = (_reached(target * percent / 100, indicator.decimals, draw),)
    return {field: _rounded(number, field) for field, number in zip(indicator.inputs, numbers, strict=True)}


def _reached(share: Decimal, places: int, draw: Random) -> Decimal:
    """Rounded up or down by chance, so that small counties' single enterprises do not all vanish."""
    return Decimal(int(share.scaleb(places) + Decimal(draw.random()))).scaleb(-places)


def _rounded(number: Decimal, field: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals()[field]), ROUND_HALF_UP)


def _growth(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """This period and the same period last year, in 亿元."""
    before = Decimal(draw.randint(300, 6000)) / 100
    return before * (1 + percent / 100), before


def _productivity(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """Added value (亿元) and workers (万人), this period and the same period last year."""
    workers_before = Decimal(draw.randint(200, 900)) / 100
    before = workers_before * draw.randint(12, 20)
    workers = workers_before * draw.randint(95, 101) / 100
    return before / workers_before * (1 + percent / 100) * workers, workers, before, workers_before


def _part(percent: Decimal, draw: Random) -> tuple[Decimal, ...]:
    """Machines of the kind that counts, and all machines."""
    machines = Decimal(draw.randint(400, 4000))
    return machines * percent / 100, machines


_RATES: Mapping[tuple[str, ...], Callable[[Decimal, Random], tuple[Decimal, ...]]] = {
    GROWTH: _growth,
    PRODUCTIVITY: _productivity,
    PART: _part,
}


def rate(code: str, sums: Mapping[str, Decimal]) -> Fraction:
    """The exact rate (in %) of an indicator from the sums of its inputs, by the inputs' codes."""
    numbers = [Fraction(sums[field]) for field in indicators()[code].inputs]
    if code in PRODUCTIVITY:
        value, workers, value_before, workers_before = numbers
        return ((value / workers) / (value_before / workers_before) - 1) * 100
    reached, whole = numbers
    return (reached / whole - 1) * 100 if code in GROWTH else reached / whole * 100

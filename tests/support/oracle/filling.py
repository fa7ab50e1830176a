"""What cities say: numbers invented from a seed, and always acceptable."""

import random
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from tests.support.oracle.form import Said
from tests.support.oracle.tables import Indicator, Tables

NOT_SHARED = "/"


class Filling:
    """What all cities report in a year: invented from a seed, and always acceptable.

    Some counties have no share of an indicator, some rates lie below their city's floor, two cities
    list functional zones, and numbers have as many decimals as are allowed.
    """

    def __init__(self, tables: Tables, seed: int) -> None:
        self.tables = tables
        self.seed = seed
        first, second, *_ = list(tables.cities)[::4]
        self.zones = {f"{first}A1": "钱塘新区", f"{first}A2": "杭州高新区", f"{second}A1": "嘉兴经开区"}

    def names(self, city: str) -> dict[str, str]:
        """The city's functional zones by code."""
        return {zone: name for zone, name in self.zones.items() if zone.startswith(city)}

    def leaves(self, city: str) -> list[str]:
        return [*self.tables.counties[city], *self.names(city)]

    @cached_property
    def _shares(self) -> dict[str, Said]:
        draw = random.Random(self.seed)
        return {city: self._city_shares(city, draw) for city in self.tables.cities}

    def breakdown(self, city: str) -> Said:
        """The city's shares of its targets."""
        return dict(self._shares[city])

    def _city_shares(self, city: str, draw: random.Random) -> Said:
        said: Said = {}
        for indicator in self.tables.indicators:
            target, leaves = self.tables.targets[city, indicator.code], self.leaves(city)
            numbers = (
                _floors(target, leaves, draw) if indicator.rate else _parts(target, indicator, leaves, draw)
            )
            said |= {(region, indicator.code): number for region, number in numbers.items()}
        return said

    def progress(self, city: str, period: int) -> Said:
        """What has been reached by the end of a period (1, 2, …): amounts grow from one to the next."""
        said: Said = {}
        for indicator in self.tables.indicators:
            for region in self.leaves(city):
                share = self._shares[city][region, indicator.code]
                draw = random.Random(f"{self.seed} {indicator.code} {region}")
                if isinstance(share, str):
                    said |= {(region, field): NOT_SHARED for field, _ in indicator.inputs}
                elif indicator.rate:
                    said |= _components(indicator, region, draw, period)
                else:
                    field, decimals = indicator.inputs[0]
                    steps = [draw.randint(15, 30) for _ in range(period)]
                    reached = share * sum(steps) / 100
                    said[region, field] = _fitting(reached, decimals)
        return said


def _fitting(value: Decimal, decimals: int) -> Decimal:
    """The value with as many decimals as may be typed: none for a count, else two more than are shown."""
    return value.quantize(Decimal(1).scaleb(-(decimals + 2) if decimals else 0), ROUND_HALF_UP)


def _floors(target: Decimal, leaves: list[str], draw: random.Random) -> dict[str, Decimal | str]:
    """Targets of a rate: at the city's floor or above, one below it, and one without any."""
    found: dict[str, Decimal | str] = {
        region: target + Decimal(draw.randint(0, 5000)).scaleb(-draw.randint(1, 3)) % 20 for region in leaves
    }
    found[leaves[0]] = target + Decimal("0.333")
    if draw.random() < 0.5 and len(leaves) > 1:
        found[leaves[1]] = target - Decimal("1.5")
    if draw.random() < 0.3 and len(leaves) > 2:
        found[leaves[2]] = NOT_SHARED
    return found


def _parts(
    target: Decimal, indicator: Indicator, leaves: list[str], draw: random.Random
) -> dict[str, Decimal | str]:
    """A target shared out exactly, or with a little more; nothing for some where it is small."""
    unit = Decimal(1).scaleb(-(indicator.decimals + 2) if indicator.decimals else 0)
    units = int(target / unit) + draw.choice([0, 0, 1])
    cuts = sorted(draw.randint(0, units) for _ in leaves[1:])
    sizes = [end - start for start, end in zip([0, *cuts], [*cuts, units], strict=True)]
    numbers: dict[str, Decimal | str] = {}
    for region, size in zip(leaves, sizes, strict=True):
        nothing = size == 0 and draw.random() < 0.7
        numbers[region] = NOT_SHARED if nothing else unit * size
    return numbers


def _components(indicator: Indicator, region: str, draw: random.Random, period: int) -> Said:
    """The inputs of a rate, of the county's size: a part of a whole, or this year's after last year's."""
    said: Said = {}
    size, growth = Decimal(draw.randint(50_000, 900_000)).scaleb(-3) * period, "- 1" in indicator.measure
    for at, (field, decimals) in enumerate(indicator.inputs):
        least, most = (900, 1250) if growth else (300, 990) if at == 0 else (1000, 1000)
        said[region, field] = _fitting(size * draw.randint(least, most) / 1000, decimals)
    return said

"""The rows of the tables of counties: the province, the cities, and their counties and functional zones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cascade.indicators import Indicator
from cascade.model import Region
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.wording import OUTDATED, REPORTED, city_status

_BAND = 512  # rows from which on a band of cities is long enough


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A row of a table: the province, a city with its leaves in the rows below it, or a leaf of a city.

    A city that reports for itself is its own only leaf. `status` is the state of its city; the province is
    always `REPORTED`.
    """

    region: Region
    city: Region | None = None
    status: str = REPORTED
    leaf_count: int = 0

    @property
    def is_leaf(self) -> bool:
        """Whether the row holds reported numbers: a county, a functional zone, or a city without counties."""
        return self.city is not None and not self.leaf_count


@dataclass(frozen=True)
class RowBlock:
    """Rows of one sort that are made together: the province's, those of some cities, or of their leaves.

    `numbers` are those of the rows on the sheet: the leaves of a city stand below its own row. `others` are
    what a formula's further `MARKS` stand for in each row: a leaf's city, or a city's first and last leaf.
    """

    rows: tuple[DetailRow, ...]
    numbers: tuple[int, ...]
    others: tuple[tuple[str, ...], ...]

    @property
    def is_leaves(self) -> bool:
        """Whether its rows hold reported numbers."""
        return self.rows[0].is_leaf

    @property
    def is_province(self) -> bool:
        """Whether it is the province's row."""
        return self.rows[0].city is None

    @cached_property
    def codes(self) -> list[str]:
        """The codes of its regions."""
        return [row.region.code for row in self.rows]

    @property
    def places(self) -> range:
        """The places of its rows, from 0."""
        return range(len(self.rows))

    @cached_property
    def reported(self) -> bool:
        """Whether all its cities have reported."""
        return all(row.status == REPORTED for row in self.rows)


def rows_of(facts: Facts, cities: Sequence[Region], whole: bool) -> tuple[DetailRow, ...]:
    """The rows of some cities, each with its leaves below it; with `whole` the province is above them."""
    plan = facts.plan
    rows = [DetailRow(plan.region(plan.province))] if whole else []
    for city in cities:
        leaves = () if plan.two_levels else facts.leaves(city)
        status = city_status(facts, city.code)
        rows.append(DetailRow(city, city, status, len(leaves)))
        rows += [DetailRow(leaf, city, status) for leaf in leaves]
    return tuple(rows)


def bands_of(rows: Sequence[DetailRow], first: int) -> tuple[tuple[RowBlock, ...], ...]:
    """The blocks of a table's rows, the first of which has the number `first`, band by band.

    A band is the province's row, or some cities with all their leaves.
    """
    bands: list[list[tuple[int, DetailRow]]] = []
    full = True  # no further city fits into the last band
    for number, row in enumerate(rows, start=first):
        if row.city is None or (full and row.city is row.region):
            bands.append([])
        bands[-1].append((number, row))
        full = row.city is None or len(bands[-1]) >= _BAND
    return tuple(tuple(_blocks_of(band)) for band in bands)


def _blocks_of(band: Sequence[tuple[int, DetailRow]]) -> Iterator[RowBlock]:
    cities = {row.region: str(number) for number, row in band if row.city is row.region}
    for of_leaves in (False, True):
        if some := [(number, row) for number, row in band if row.is_leaf is of_leaves]:
            others = tuple(
                (cities[row.city],)
                if row.city and of_leaves
                else ("", f"{number + 1}", f"{number + row.leaf_count}")
                for number, row in some
            )
            yield RowBlock(tuple(row for _, row in some), tuple(number for number, _ in some), others)


def missing_word(facts: Facts, row: DetailRow, indicator: Indicator) -> str:
    """The word for a missing number: the city's state; `NONE` where a region has reported without it."""
    if row.status != REPORTED:
        return row.status
    outdated = row.city is not None and (row.region.code, indicator.code) in facts.outdated
    return OUTDATED if outdated else NONE

"""The rows of the tables of counties: the province, the cities, and their counties and functional zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cascade.indicators import Indicator
from cascade.model import Region
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.summary.wording import OUTDATED, REPORTED, city_status


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


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows of one sort, side by side: the province's, a city's, or those of a city's leaves.

    `first` is the number of the first one on the sheet.
    """

    first: int
    rows: tuple[DetailRow, ...]

    @property
    def is_leaves(self) -> bool:
        """Whether its rows hold reported numbers."""
        return self.rows[0].is_leaf

    @property
    def codes(self) -> list[str]:
        """The codes of its regions."""
        return [row.region.code for row in self.rows]

    @property
    def numbers(self) -> range:
        """The numbers of its rows on the sheet."""
        return range(self.first, self.first + len(self.rows))


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


def blocks_of(rows: Sequence[DetailRow], first: int) -> tuple[RowBlock, ...]:
    """The blocks of a table's rows, the first of which has the number `first`."""
    blocks = []
    for _, run in groupby(rows, lambda row: (row.city and row.city.code, row.is_leaf)):
        blocks.append(RowBlock(first, tuple(run)))
        first += len(blocks[-1].rows)
    return tuple(blocks)


def missing_word(facts: Facts, row: DetailRow, indicator: Indicator) -> str:
    """The word for a missing number: the city's state; `NONE` where a region has reported without it."""
    if row.status != REPORTED:
        return row.status
    outdated = row.city is not None and (row.region.code, indicator.code) in facts.outdated
    return OUTDATED if outdated else NONE

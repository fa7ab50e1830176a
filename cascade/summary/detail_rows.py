"""The rows of the tables of counties: the province, the cities, and their counties and functional zones."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.model import Region
from cascade.returns.facts import Facts
from cascade.summary.wording import REPORTED, city_status


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

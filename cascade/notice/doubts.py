"""What a person must decide about drafted cells, gathered while an indicator is drafted."""

from dataclasses import dataclass

from cascade.plan.drafted import Place


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person must look at a column of a drafted row.

    `place` is where the notice has it, as in `OpenCell`; `region` is the notice's name of a target's unit.
    `also` are cells that the same answer settles, as in `OpenCell`.
    """

    column: str
    reason: str
    place: str = ""
    region: str = ""
    also: tuple[Place, ...] = ()


class Doubts:
    """The doubts about one indicator, one for a cell, and remarks that belong to no cell."""

    def __init__(self) -> None:
        self._by_cell: dict[tuple[str, str], Doubt] = {}
        self.remarks: list[str] = []

    def add(self, column: str, reason: str, place: str = "", region: str = "") -> None:
        """Add a reason to look at a cell."""
        known = self._by_cell.get((column, region))
        text = f"{known.reason}；{reason}" if known else reason
        self._by_cell[column, region] = Doubt(column, text, place or (known.place if known else ""), region)

    @property
    def all(self) -> tuple[Doubt, ...]:
        """The doubts in the order in which their cells came up."""
        return tuple(self._by_cell.values())

"""All that a report is made of: a round as a collection has left it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from cascade.model import Plan, Region, Round
from cascade.returns.receipts import Change, Receipt, changes, counting, predecessors, speaking
from cascade.returns.sums import Values


@dataclass(frozen=True)
class Facts:
    """`receipts` are settled: the files of this collection, then what else has come in the round.

    `summary` is the workbook that was published, `run` the collection's number, `made` its time, and
    `today` the day by which lateness is told.
    """

    plan: Plan
    round: Round
    receipts: tuple[Receipt, ...]
    values: Values
    summary: Path
    run: int
    made: datetime
    today: date

    @cached_property
    def counted(self) -> dict[str, Receipt]:
        """The return that counts of each city that has one."""
        return counting(self.receipts)

    @cached_property
    def speaking(self) -> dict[str, Receipt]:
        """The return that tells where each city stands."""
        return speaking(self.receipts)

    @property
    def missing(self) -> tuple[Region, ...]:
        """The cities without an accepted return."""
        return tuple(city for city in self.plan.cities if city.code not in self.counted)

    def late(self, receipt: Receipt) -> bool:
        """Whether a file came after the day on which the round was due."""
        return receipt.late(self.round.due.isoformat())

    def before(self, receipt: Receipt) -> Receipt | None:
        """The return that its city sent before this one, if both hold numbers."""
        return self._before.get((receipt.file, receipt.sha256))

    def changes(self, receipt: Receipt) -> tuple[Change, ...]:
        """What a return says otherwise than the one before it."""
        earlier = self.before(receipt)
        return changes(earlier, receipt) if earlier else ()

    @cached_property
    def _before(self) -> dict[tuple[str, str], Receipt]:
        return predecessors(self.receipts)

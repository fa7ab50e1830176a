"""Files that a letter may be about although nobody has read whose form they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from cascade.collecting.senders import Origins
from cascade.returns.receipt import Receipt, State


@dataclass(frozen=True, slots=True)
class UnplacedFiles:
    """Those among the settled `receipts` of a round; `origins` tell the cities of those that are held."""

    receipts: Sequence[Receipt]
    origins: Origins

    def waiting(self, city: str) -> Receipt | None:
        """The latest one of a city that waits for the operator."""
        mine = [each for each in self.receipts if self._waits(each) and self._city(each) == city]
        return max(mine, key=lambda each: each.order, default=None)

    def too_late(self, city: str) -> Receipt | None:
        """The latest return of a city that came after the round was closed and waits for the operator."""
        mine = [each for each in self.receipts if each.region == city and each.state is State.HELD]
        late = (each for each in mine if any(found.type.too_late for found in each.findings))
        return max(late, key=lambda each: each.order, default=None)

    def unreadable(self, city: str) -> Receipt | None:
        """The latest one of a city that does not open, so that it is asked to send it again."""
        mine = [each for each in self.receipts if each.region == city and each.state is State.REFUSED]
        return max((each for each in mine if not _is_ours(each)), key=lambda each: each.order, default=None)

    def _waits(self, receipt: Receipt) -> bool:
        return receipt.state is State.HELD or (receipt.state is State.REFUSED and _is_ours(receipt))

    def _city(self, receipt: Receipt) -> str:
        return receipt.region or self.origins.told_city(Path(receipt.file))


def _is_ours(receipt: Receipt) -> bool:
    """Whether the program's trouble may be why a file could not be read."""
    return any(each.type.ours for each in receipt.findings)


def broken_facts(receipt: Receipt | None) -> dict[str, object]:
    """What a letter says of a file that does not open: its name, its day, why, with the remedy."""
    if receipt is None:
        return {"file": "", "came": None, "why": ""}
    why = receipt.findings[0].message if receipt.findings else ""
    return {
        "file": PurePath(receipt.file).name,
        "came": date.fromisoformat(receipt.received[:10]),
        "why": why,
    }

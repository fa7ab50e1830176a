"""Files that no city's form identifies, and whose city their sender, folder or name tells all the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from cascade.collecting.senders import Origins
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting


@dataclass(frozen=True, slots=True)
class UnplacedFiles:
    """Those among the settled `receipts` of a round."""

    receipts: Sequence[Receipt]
    origins: Origins

    def waiting(self, city: str) -> Receipt | None:
        """The latest one of a city that waits for the operator."""
        mine = [each for each in self._of(city) if each.state is State.HELD or _is_ours(each)]
        return max(mine, key=lambda each: each.order, default=None)

    def unreadable(self, city: str) -> Receipt | None:
        """The latest one of a city that does not open; None where what counts came no earlier."""
        mine = [each for each in self._of(city) if each.state is State.REFUSED and not _is_ours(each)]
        latest = max(mine, key=lambda each: each.order, default=None)
        counted = counting(self.receipts).get(city)
        return None if latest and counted and latest.arrival <= counted.arrival else latest

    def _of(self, city: str) -> Iterator[Receipt]:
        strangers = (each for each in self.receipts if not each.region)
        return (each for each in strangers if self.origins.told_city(Path(each.file)) == city)


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

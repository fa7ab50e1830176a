"""What has happened in a round since somebody looked: an act on what has changed meanwhile is refused."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

from cascade.collecting.decision_words import DECISION_WORDS
from cascade.desk.acts import Asked
from cascade.desk.round_view import RoundView
from cascade.ledger import DecisionKind, replay

_UNKNOWN = "看不出您打开这一页是什么时候：可能它没有完整打开，或者后来重建过台账。下面是现在的情况。"
_DIGITS = 18  # of a length in bytes; Python reads no number of thousands


def changed_since(view: RoundView, asked: Asked) -> list[str]:
    """Chinese lines for what has happened since the page of an act was made: about its city, else about any.

    The page tells how many bytes the journal had; what concerns the whole round concerns every city. A page
    that tells what no journal can have had, or a longer one than there is, tells nothing that can be trusted.
    """
    if "seen" not in asked.values:
        return []
    seen = asked.one("seen")
    if not seen.isdecimal() or len(seen) > _DIGITS or int(seen) > view.version:
        return [_UNKNOWN]
    return list(dict.fromkeys(_lines(view, int(seen), asked.one("city"))))


def _lines(view: RoundView, seen: int, city: str) -> Iterator[str]:
    for table, row in replay(view.places.journal, seen):
        telling = _TOLD.get(table)
        if telling is None or row["round"] != view.places.round.id:
            continue
        whose = row["region" if table == "returns" else "city"]
        if city and whose and whose != city:
            continue
        at = row.get("at") or row["received"]
        yield f"{at[:16].replace('T', ' ')}　{view.places.plan.name(whose) if whose else ''}{telling(row)}"


def _decided(row: dict[str, Any]) -> str:
    by = f"（{row['by']}）" if row["by"] else ""
    return f"{DECISION_WORDS[DecisionKind(row['kind'])]}{by}"


_TOLD: dict[str, Callable[[dict[str, Any]], str]] = {
    "issued": lambda row: f"下发第 {row['version']} 版填报表",
    "returns": lambda row: f"收到 {PurePath(row['file']).name}",
    "decisions": _decided,
}

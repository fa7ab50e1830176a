"""A finding: one thing wrong or odd in a return, as data. Nothing here raises for what a return contains."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from cascade.catalogue import CATALOGUE
from cascade.characters import visible_line
from cascade.finding_types import FindingType, Severity
from cascade.levels import PROVINCIAL, Levels

FEW_ALIKE = 3  # findings of one kind that a list shows singly

_Listed = TypeVar("_Listed")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or odd in a return, at a cell where there is one. Places are "" where unknown."""

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    cell: str = ""
    region: str = ""
    field: str = ""
    value: str = ""

    @property
    def type(self) -> FindingType:
        """What it has in common with all findings of its code."""
        return CATALOGUE[self.code]

    @property
    def cause(self) -> str:
        """The message without its remedy, for what somebody has decided to leave as it is."""
        remedy = self.type.remedy.partition("{")[0]
        cause, _, _ = self.message.rpartition(f"。{remedy}")
        return f"{cause}。" if remedy and cause else self.message

    @property
    def numbered(self) -> str:
        """The message with its code, which nobody can take for the address of a cell."""
        return f"{self.message}〔问题编码 {self.code}〕"


def finding(
    code: str,
    levels: Levels = PROVINCIAL,
    /,
    *,
    sheet: str = "",
    cell: str = "",
    region: str = "",
    field: str = "",
    value: str = "",
    explained: str = "",
    **facts: object,
) -> Finding:
    """The finding of a code at a place; `facts` fill its wording. KeyError for an unknown code or fact.

    `explained` are the city's own words on it, which take the place of the remedy. `levels` has the plan's
    words for its levels.
    """
    type_ = CATALOGUE[code]
    words = {"sheet": sheet, "cell": cell, "value": value} | levels.facts
    words |= {key: str(fact) for key, fact in facts.items()}
    words["text"] = _sentence(words.get("text", ""))
    for name in ("heading", "indicator"):  # names of indicators hold quotation marks of their own
        words[name] = words.get(name, "").replace("“", "‘").replace("”", "’")
    remedy = f"{levels.own}已说明：{_sentence(explained)}" if explained else type_.remedy.format_map(words)
    message = visible_line(f"{type_.cause.format_map(words)}。{remedy}。")
    return Finding(code, type_.severity, message, sheet, cell, region, field, value)


def heaviest_first(found: Iterable[Finding]) -> list[Finding]:
    """Findings for a list: errors first, and of one severity those that put a number in doubt."""
    order = list(Severity)
    return sorted(found, key=lambda each: (order.index(each.severity), each.type.weight))


def folded(found: Iterable[_Listed], kind: Callable[[_Listed], str]) -> list[list[_Listed]]:
    """What a list shows on one line: the many of one kind together, where the first of them stands.

    What is of no kind ("") stands alone, as do the few of a kind.
    """
    found = list(found)
    count = Counter(map(kind, found))
    lines: dict[object, list[_Listed]] = {}
    for at, each in enumerate(found):
        name = kind(each)
        lines.setdefault(name if name and count[name] > FEW_ALIKE else at, []).append(each)
    return list(lines.values())


def _sentence(text: str) -> str:
    """What a city has written, without the full stop that follows it anyway."""
    return " ".join(text.split()).rstrip("。.；;")

"""A finding: one thing wrong or odd in a return, as data. Nothing here raises for what a return contains."""

from dataclasses import dataclass

from cascade.catalogue import CATALOGUE
from cascade.characters import visible_line
from cascade.finding_types import FindingType, Severity
from cascade.levels import PROVINCIAL, Levels


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
    remedy = f"报送单位已说明：{_sentence(explained)}" if explained else type_.remedy.format_map(words)
    message = visible_line(f"{type_.cause.format_map(words)}。{remedy}。")
    return Finding(code, type_.severity, message, sheet, cell, region, field, value)


def _sentence(text: str) -> str:
    """What a city has written, without the full stop that follows it anyway."""
    return " ".join(text.split()).rstrip("。.；;")

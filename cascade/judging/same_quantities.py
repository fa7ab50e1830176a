"""Which inputs of a plan ask for the same quantity: 营业收入 as an indicator, and as a rate's denominator.

They do where they have one unit and one name, apart from the words that only say which time is meant now. A
name of nothing but such words (本年累计) is that of an amount's indicator; a rate's input has none then.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from cascade.formula import formula
from cascade.indicators import PART, Indicator, Input

_NOW = re.compile(r"\((?:本期|本年|当期|当年|累计|本年累计|本期累计)\)|^本[年期](?:累计)?|\s")
_OF_ANYTHING = re.compile(
    r"(?:本期|本年|当年|上年|去年|上期|同期|累计|完成|实际|期末|期初|年末|年初|情况|合计|分子|分母"
    r"|总?[数量额值]|[(),、])*"
)
# The forms show so many decimals; a number with more of them is the same if it shows the same.
DIFFERS = formula("ROUND(value, places) <> ROUND(other, places)")


def asked_twice(indicators: Iterable[Indicator]) -> Iterator[tuple[Input, Input]]:
    """Every input that asks for what one of an earlier indicator asks for, behind the first that does."""
    known: dict[tuple[str, str], Input] = {}
    for indicator in indicators:
        for each in indicator.inputs:
            if name := _name(indicator, each):
                first = known.setdefault((name, each.unit), each)
                if first.indicator != each.indicator:
                    yield first, each


def _name(indicator: Indicator, asked: Input) -> str:
    """What an input asks for, "" where its name does not tell."""
    name = _bare(asked.name)
    if not _OF_ANYTHING.fullmatch(name):
        return name
    return "" if indicator.is_rate else _bare(indicator.name.removeprefix(PART))


def _bare(name: str) -> str:
    return _NOW.sub("", unicodedata.normalize("NFKC", name))

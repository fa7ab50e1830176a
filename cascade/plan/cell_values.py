"""Turn the text of a table's cell into a model's value. ValueError: the text means something else."""

import re
from datetime import date
from decimal import Decimal

from cascade.indicators import PERCENT
from cascade.model import ADDRESS
from cascade.quantity import Sense, understand

_LONGEST_LIST, _NOT_IN_WORDS = 255, ",*?~"  # of the list of a data validation; in words of formulas
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?( 0?0:00(:00)?)?")


def parse_number(text: str) -> Decimal:
    """A plain number, without a unit."""
    quantity = understand(text, unit="")
    if quantity.value is None or quantity.sense not in (Sense.NUMBER, Sense.TIDIED):
        raise ValueError(text)
    return quantity.value


def parse_year(text: str) -> int:
    """A year from 1990 to 2100."""
    if not 1990 <= (year := int(text)) <= 2100:
        raise ValueError(text)
    return year


def parse_date(text: str) -> date:
    """A date as an office writes it: 2020-06-30, 2020/6/30, 2020年6月30日."""
    if (found := _DATE.fullmatch(text)) is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def parse_addresses(text: str) -> tuple[str, ...]:
    """Mail addresses, with semicolons between them."""
    addresses = tuple(each.strip() for each in text.replace("；", ";").split(";") if each.strip())
    if not all(re.fullmatch(ADDRESS, address) for address in addresses):
        raise ValueError(text)
    return addresses


def parse_choices(text: str) -> tuple[str, ...]:
    """At least two different words, with semicolons between them.

    They stand in a list of a cell, which takes `,` as a separator and up to 255 characters, and in formulas,
    which take `*`, `?` and `~` for other characters; a word must not mean a number or 不分解.
    """
    choices = tuple(each.strip() for each in text.replace("；", ";").split(";") if each.strip())
    if len(choices) < 2 or len({each.casefold() for each in choices}) < len(choices):
        raise ValueError(text)
    if len(",".join(choices)) > _LONGEST_LIST or not all(map(_is_word, choices)):
        raise ValueError(text)
    return choices


def _is_word(text: str) -> bool:
    quantity = understand(text, unit="")
    plain = quantity.value is None and quantity.sense is not Sense.NOT_SHARED
    return plain and not set(text) & set(_NOT_IN_WORDS) and text[0] not in "=+-@●△▼"


def parse_unit(text: str) -> str:
    """A unit; a full-width per cent sign is the same unit."""
    return text.replace("％", PERCENT)

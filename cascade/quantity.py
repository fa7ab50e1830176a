"""Turn the text of a cell into the decimal it means, and decimals into text.

Returns and plans use the same rules. The rules never guess: an unclear text stays unclear, with a suggestion
where there is one.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from enum import StrEnum
from functools import lru_cache

from cascade.characters import turns_direction, without_invisible

SIGNIFICANT = 15  # digits that a spreadsheet shows and that a double holds of any decimal
SHORT = 32  # characters: the cache keeps no longer text
LARGEST = Decimal(10) ** 15  # a double holds every whole number below this

NONE = "—"  # what people see where a result, a target or a share does not exist
NOT_SHARED = ("/", "-", "—", "无")  # how offices write 不分解 into a cell
_NOT_SHARED = {*NOT_SHARED, "――", "——", "--", "–", "不分解", "\\"}

# Full-width signs are the same signs written otherwise. Nothing else is: NFKC would take ① and ² for digits.
HALF_WIDTH = str.maketrans("０１２３４５６７８９＋－−．，％＞＜＝", "0123456789+--.,%><=")
_GAPS = " \u00a0\u2007\u2009\u202f"  # blanks that part groups of three digits; a full-width one does not
_READING = re.compile(
    rf"(?P<words>>=|≥|≧|<=|≤|≦|不低于|不少于|不超过|同比增长|增长|达到)?[\s\u3000{_GAPS}]*"
    rf"(?P<sign>[+-]?)[{_GAPS}]*"
    rf"(?P<digits>[1-9]\d{{0,2}}(?P<gap>[,{_GAPS}])\d{{3}}(?:(?P=gap)\d{{3}})*(?:\.\d+)?(?!\d)|\d+(?:\.\d*)?|\.\d+)"
    rf"(?P<power>e[+-]?\d{{1,3}}\Z)?"
    rf"(?P<unit>.*?)(?P<more>以上|以下|及以上|及以下|左右)?",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)
_ABOUT = re.compile("(?:大约|约|将近|接近|近)+")
_TENFOLD = 10  # from which nobody asks for the decimals of a multiple
_SCALE = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}


class Sense(StrEnum):
    """How a text was understood."""

    NUMBER = "number"  # digits only
    TIDIED = "tidied"  # a number with spaces, full-width digits or separators
    DRESSED = "dressed"  # a number with its column's unit or a word such as 以上
    NOT_SHARED = "not_shared"  # a sign for 不分解
    UNCLEAR = "unclear"  # not understood; `value` is a suggestion, if any


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a text means. For UNCLEAR, `value` is a suggestion to show and must not be used."""

    sense: Sense
    value: Decimal | None = None


def as_meant(digits: str) -> Decimal:
    """The decimal that the digits of a number cell mean.

    Digits beyond 15 come from a binary double (a spreadsheet stores 60.565 as 60.564999999999998): they mean
    the shortest decimal with the same double. Raises ValueError for text that is no finite number, and for
    a number too large for a spreadsheet to hold exactly.
    """
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise ValueError(digits) from None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValueError(digits)
    if len(digits) > SIGNIFICANT and len(value.as_tuple().digits) > SIGNIFICANT:
        value = Decimal(repr(float(value)))
    return plain(value)


def as_displayed(digits: str) -> Decimal:
    """Round a cell's number to the 15 digits that Excel shows. Raises ValueError like `as_meant`."""
    value = as_meant(digits)
    return significant(value) if len(digits) > SIGNIFICANT else value


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and exponent (1300, never 1.3E+3)."""
    return Decimal(shown(value))


def shown(value: Decimal) -> str:
    """The number as plain decimal text, e.g. `12.2`, without exponent and trailing zeros."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_range(lower: Decimal, upper: Decimal | None) -> str:
    """A range as text, e.g. `6—6.5` or `-2 至 -1`; its one number where it has no upper bound."""
    if upper is None:
        return shown(lower)
    return f"{shown(lower)}{'—' if lower >= 0 else ' 至 '}{shown(upper)}"


def multiple(value: Decimal, other: Decimal) -> str:
    """How many times another number one is, as people say it after 的: `约 148 倍`, ` 1.5 倍`, `约 1/12`.

    Signs do not count, and neither number is 0.
    """
    more, less = sorted((abs(value), abs(other)), reverse=True)
    times = more / less
    told = rounded(times, 0 if times >= _TENFOLD else 1)
    about = " " if told == times else "约 "
    return f"{about}{shown(told)} 倍" if abs(value) >= abs(other) else f"{about}1/{shown(told)}"


def significant(value: Decimal) -> Decimal:
    """Round a number to 15 significant digits, as for every computed number."""
    if len(value.as_tuple().digits) <= SIGNIFICANT:
        return plain(value)
    with localcontext() as context:
        context.prec, context.rounding = SIGNIFICANT, ROUND_HALF_UP
        return plain(+value)


def rounded(value: Decimal, places: int) -> Decimal:
    """Round a number to some decimals, halves away from zero, like a spreadsheet's ROUND."""
    return plain(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def decimal_places(value: Decimal) -> int:
    """The number of digits after the decimal point."""
    return len(shown(value).partition(".")[2])


def understand(text: str, unit: str) -> Quantity:
    """The meaning of a cell's text in a column with a unit."""
    return _understand_cached(text, unit) if len(text) <= SHORT else _understand(text, unit)


def _understand(text: str, unit: str) -> Quantity:
    if turns_direction(text):
        return Quantity(Sense.UNCLEAR)
    tidy = without_invisible(text).strip().translate(HALF_WIDTH)
    words = "".join(unicodedata.normalize("NFKC", tidy).split())
    if not words or words in _NOT_SHARED:
        return Quantity(Sense.NOT_SHARED if words else Sense.UNCLEAR)
    read = _READING.fullmatch(tidy)
    if read is None:
        meant = _understand(tidy[about.end() :], unit) if (about := _ABOUT.match(tidy)) else None
        return Quantity(Sense.UNCLEAR, meant.value if meant else _chinese_number(words))
    digits = read["sign"] + read["digits"].replace(read["gap"] or ",", "") + (read["power"] or "")
    try:
        value = as_meant(digits)
    except ValueError:
        return Quantity(Sense.UNCLEAR)
    found = "".join(read["unit"].split())
    if not (found or read["words"] or read["more"]):
        return Quantity(Sense.NUMBER if text == digits else Sense.TIDIED, value)
    if not found or _written_alike(found, unit):
        return Quantity(Sense.DRESSED, value)
    return Quantity(Sense.UNCLEAR, converted(value, found, unit))


def _written_alike(found: str, unit: str) -> bool:
    """Whether two units differ in nothing but blanks and the width of characters, e.g. ＧＷ and GW."""
    one, other = ("".join(unicodedata.normalize("NFKC", each).split()) for each in (found, unit))
    return one == other


_understand_cached = lru_cache(maxsize=1024)(_understand)  # most texts are one of a few words


def converted(value: Decimal, found: str, unit: str) -> Decimal | None:
    """Convert between units that differ by 万 or 亿 only (5200万元 is 0.52亿元); None for others.

    What stands behind a slash divides: 5件/万人 are 50件/十万人.
    """
    (found_power, found_base), (power, base) = map(_scaled, (found, unit))
    if found_base not in ("", base):
        return None
    rescaled = value.scaleb(found_power - power)
    return plain(rescaled) if abs(rescaled) < LARGEST else None


def _scaled(unit: str) -> tuple[int, str]:
    """The power of ten that a unit's 万 and 亿 stand for, and the unit without them."""
    power, sign = 0, 1
    for char in unit:
        power += sign * _SCALE.get(char, 0)
        sign = -1 if char == "/" else sign
    return power, unit.translate({ord(char): None for char in _SCALE})


def _chinese_number(text: str) -> Decimal | None:
    """The value of a number in Chinese characters (一千三百); None for other text."""
    digits = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
    whole = section = digit = 0
    for char in text:
        if char in digits:
            digit = digits[char]
        elif char in ("万", "亿"):
            whole, section, digit = (whole + section + digit) * 10 ** _SCALE[char], 0, 0
        elif char in _SCALE:
            section, digit = section + (digit or 1) * 10 ** _SCALE[char], 0
        else:
            return None
    value = Decimal(whole + section + digit)
    return value if value < LARGEST else None

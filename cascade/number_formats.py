"""What a spreadsheet shows for a number in a number format such as `#,##0.0_ ;[Red]-0.0` or `0!.0,"万"`.

The only question is whether a person sees the number that is stored. So a colour, padding and Chinese digits
([DBNum1]) change nothing here, and a General number shows all its digits. ECMA-376 part 1, 18.8.31 describes
the codes; the choice between sections follows Excel.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cascade.grid import GENERAL
from cascade.quantity import rounded, shown

_NOTHING_FITS = "####"  # where no section applies to a number, or no cell could show it
_DECIMALS = 12  # of a number that are looked at

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/通用格式)|(?P<power>E[+-](?=[0#?]))|(?P<digit>[0#?])|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)", re.ASCII)
_CURRENCY = re.compile(r"\$([^-]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "=": Decimal.__eq__,
    "<>": Decimal.__ne__,
}


class _Piece(NamedTuple):
    """A piece of a section: a digit's place (0, #, ?), a sign with a meaning, or a text to show."""

    kind: str  # digit, point, comma, percent, power, slash, general, at, date or text
    text: str


class _FormatSection(NamedTuple):
    """A section of a format, with the condition that it states."""

    tokens: tuple[_Piece, ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        """Whether some token is of a kind."""
        return any(token.kind == kind for token in self.tokens)


_SIGNS = {".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "at"} | dict.fromkeys(
    "ymdhsYMDHS", "date"
)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_FormatSection, ...]:
    sections: list[_FormatSection] = []
    tokens: list[_Piece] = []
    condition = None
    for match in _TOKEN.finditer(code or GENERAL):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "sign" and text == ";":
            sections.append(_FormatSection(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket":
            if found := _CONDITION.fullmatch(text.strip()):
                condition = found[1], Decimal(found[2])
            elif money := _CURRENCY.match(text):
                tokens.append(_Piece("text", money[1]))
            elif _ELAPSED.fullmatch(text):
                tokens.append(_Piece("date", text))
        elif kind == "blank":
            tokens.append(_Piece("text", " "))
        elif kind == "sign":
            tokens.append(_Piece(_SIGNS.get(text, "text"), text))
        else:
            tokens.append(_Piece(kind if kind in ("digit", "power", "general") else "text", text))
    return (*sections, _FormatSection(tuple(tokens), condition))


def _text_section(sections: Sequence[_FormatSection]) -> _FormatSection | None:
    """The section for texts: the fourth, or a last one with @."""
    last = sections[-1]
    return last if len(sections) >= 4 or last.has("at") else None


def _applied(code: str, value: Decimal) -> tuple[_FormatSection | None, bool]:
    """The section that shows a number, and whether it leaves the minus sign to the section itself.

    None where no section fits.
    """
    sections = _sections(code)
    numbers = sections[:3] if _text_section(sections) is None else sections[:-1][:3]
    if not numbers:
        return sections[-1], False
    for section in numbers[:2]:
        if section.condition and _COMPARE[section.condition[0]](value, section.condition[1]):
            sign, bound = section.condition
            return section, value < 0 and sign in ("<", "<=") and bound <= 0
    free = [section for section in numbers if section.condition is None]
    if not free:
        return None, False
    if len(numbers) == 1 or (len(free) == 1 and len(numbers) == 2):
        return free[0], False
    if len(free) < len(numbers):  # one condition of three sections: the second is for negative numbers
        return (free[0], True) if value < 0 and len(free) == 2 else (free[-1], False)
    at = 1 if value < 0 else 2 if value == 0 and len(numbers) > 2 else 0
    return numbers[at], at == 1


def shows_date(code: str, value: Decimal) -> bool:
    """Whether a format shows a number as a date or a time."""
    section, _ = _applied(code, value)
    return section is not None and section.has("date")


def shows_percent(code: str, value: Decimal) -> bool:
    """Whether a format shows a number multiplied by 100, with a percent sign."""
    section, _ = _applied(code, value)
    return section is not None and section.has("percent")


def shown_as(code: str, value: Decimal) -> str:
    """The text that a spreadsheet shows for a number in a format; digits in full, never a date."""
    section, signed = _applied(code, value)
    if section is None:
        return _NOTHING_FITS
    try:
        text = _written(section.tokens, abs(value))
    except ArithmeticError:  # too many percent signs or commas
        return _NOTHING_FITS
    return f"-{text}" if value < 0 and not signed else text


def text_shown_as(code: str, text: str) -> str:
    """What a spreadsheet shows for a text in a format."""
    section = _text_section(_sections(code))
    if section is None:
        return text
    return "".join(text if token.kind == "at" else token.text for token in section.tokens)


def _written(tokens: Sequence[_Piece], value: Decimal) -> str:
    """A number without its sign, in the tokens of a section."""
    kinds = [token.kind for token in tokens]
    if "general" in kinds or "at" in kinds:
        return "".join(shown(value) if token.kind in ("general", "at") else token.text for token in tokens)
    if "digit" not in kinds:
        return "".join(token.text for token in tokens)
    value *= 100 ** kinds.count("percent")
    if "power" in kinds:
        return _scientific(tokens, kinds.index("power"), value)
    if "slash" in kinds and "point" not in kinds:
        return _fraction(tokens, kinds.index("slash"), value)
    return _decimal(tokens, value)


def _decimal(tokens: Sequence[_Piece], value: Decimal) -> str:
    """A number by places for its digits, with separators; trailing commas divide by a thousand."""
    kinds = [token.kind for token in tokens]
    point = kinds.index("point") if "point" in kinds else len(tokens)
    before = [at for at, kind in enumerate(kinds) if kind == "digit" and at < point]
    after = [at for at, kind in enumerate(kinds) if kind == "digit" and at > point]
    commas = [at for at, kind in enumerate(kinds) if kind == "comma"]
    last = (before or [point])[-1]
    scaling = [at for at in commas if last < at < point or at > (after or [last])[-1]]
    grouped = bool(before) and any(before[0] < at < last for at in commas)
    number = rounded(value / 1000 ** len(scaling), min(len(after), _DECIMALS))
    whole, _, fraction = format(number, "f").partition(".")
    shown_at = _whole([tokens[at].text for at in before], whole.lstrip("0"), grouped)
    pieces = dict(zip(before, shown_at, strict=True))
    pieces |= dict(zip(after, _places([tokens[at].text for at in after], fraction), strict=True))
    text = "".join(
        pieces.get(at, "" if token.kind == "comma" else token.text) for at, token in enumerate(tokens)
    )
    return text if before or not whole.lstrip("0") else whole + text


def _whole(places: Sequence[str], digits: str, grouped: bool) -> list[str]:
    """What stands at the places left of the point: the first takes all digits that are left over."""
    padded = [{"0": "0", "?": " ", "#": ""}[place] for place in places]
    if places:
        over = max(len(digits) - len(places) + 1, 1)
        for at, digit in enumerate(reversed([digits[:over], *digits[over:]] if digits else []), start=1):
            padded[-at] = digit
    if not grouped:
        return padded
    right = 0  # digits to the right of a place
    for at in range(len(padded) - 1, -1, -1):
        text = ""
        for digit in reversed(padded[at]):
            text = (f"{digit}," if right and right % 3 == 0 and digit.isdigit() else digit) + text
            right += 1
        padded[at] = text
    return padded


def _places(places: Sequence[str], digits: str) -> list[str]:
    """What stands at the places right of the point: # and ? show no zeros at the end."""
    found = list(digits.ljust(len(places), "0"))
    for at in range(len(places) - 1, -1, -1):
        if found[at] != "0" or places[at] == "0":
            break
        found[at] = " " if places[at] == "?" else ""
    return found


def _scientific(tokens: Sequence[_Piece], power: int, value: Decimal) -> str:
    """A number as a product with a power of ten; `power` is where E stands."""
    mantissa, after = tokens[:power], tokens[power + 1 :]
    kinds = [token.kind for token in mantissa]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    step = max(kinds[:point].count("digit"), 1)
    exponent = value.adjusted() // step * step if value else 0
    places = min(kinds[point:].count("digit"), _DECIMALS)
    if rounded(value.scaleb(-exponent), places) >= Decimal(10) ** step:
        exponent += step
    text = _decimal(mantissa, value.scaleb(-exponent))
    sign = "-" if exponent < 0 else "+" if tokens[power].text.endswith("+") else ""
    return f"{text}E{sign}{_decimal(after, Decimal(abs(exponent)))}"


def _fraction(tokens: Sequence[_Piece], slash: int, value: Decimal) -> str:
    """A number as a fraction: `# ?/?`, `?/8`."""
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    above = [at for at in digits if at < slash]
    below = "".join(token.text for token in tokens[slash + 1 :]).strip()
    whole_places = [at for at in above if any(t.kind == "text" for t in tokens[at:slash])]
    whole = int(value) if whole_places else 0
    rest = Fraction(value) - whole
    fixed = int(below) if below.isdigit() and int(below) else 0
    if fixed:
        top, bottom = round(rest * fixed), fixed
    else:
        nearest = rest.limit_denominator(10 ** max(len(below), 1) - 1)
        top, bottom = nearest.numerator, nearest.denominator
    if whole_places and top == bottom:
        whole, top = whole + 1, 0
    if whole_places and not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"

"""Read `xl/styles.xml`: how every cell style shows a number."""

import re
from collections.abc import Iterable

from cascade.grid import FormatClass
from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces

_PERCENT = frozenset({9, 10})
_DATE = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_TEXT = 49

# Literal text: "quoted", \escaped, _space, *fill, [Red] and [$-804]; but [h] is elapsed time.
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_GENERAL_WORD = re.compile(r"general|g/通用格式", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)


def format_class(code: str) -> FormatClass:
    """The class of a number format code such as `0.00%` or `yyyy"年"m"月"`."""
    bare = _LITERAL.sub("", code)
    without_general = _GENERAL_WORD.sub("", bare)
    if "%" in bare:
        return FormatClass.PERCENT
    if _DATE_LETTER.search(without_general):
        return FormatClass.DATE
    if bare.strip() == "@":
        return FormatClass.TEXT
    if not code or (without_general != bare and not without_general.strip(" ;@")):
        return FormatClass.GENERAL
    return FormatClass.NUMBER


def _builtin(number: int) -> FormatClass:
    """The class of a built-in format, which the file gives by its number only."""
    if number == 0:
        return FormatClass.GENERAL
    if number in _PERCENT:
        return FormatClass.PERCENT
    if number in _DATE:
        return FormatClass.DATE
    if number == _TEXT:
        return FormatClass.TEXT
    return FormatClass.NUMBER if number < 50 else FormatClass.GENERAL


def read_styles(
    label: str, chunks: Iterable[bytes], allowance: limits.Allowance
) -> dict[str | None, FormatClass]:
    """The format class of every style by the number that cells write, by None for cells that write none.

    Raises `Refused`.
    """
    part = Part(label, "styleSheet", allowance, wanted=(b"numFmts", b"cellXfs"), cached=True)
    codes: dict[str, FormatClass] = {}
    styles: list[str] = []
    for parent, element in pieces(part, chunks):
        if (parent, element.tag) == ("cellXfs", "xf"):
            allowance.spend(limits.FORMATS, 1)
            styles.append(element.get("numFmtId", "0"))
        elif (parent, element.tag) == ("numFmts", "numFmt"):
            allowance.spend(limits.FORMATS, 1)
            codes[element.get("numFmtId", "")] = format_class(element.get("formatCode", "")[:1000])
    classes: dict[str | None, FormatClass] = {None: FormatClass.GENERAL}
    for style, number in enumerate(styles):
        if number not in codes:
            codes[number] = _builtin(part.integer(number))
        classes[str(style)] = codes[number]
    return classes

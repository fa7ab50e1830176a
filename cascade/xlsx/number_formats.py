"""Read `xl/styles.xml`: how every cell style shows a number."""

import re
from collections.abc import Iterable

from cascade.grid import FormatClass
from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces

_BUILTIN = {  # the classes of the formats that a file gives by number only; of all others GENERAL
    **dict.fromkeys(range(1, 50), FormatClass.NUMBER),
    **dict.fromkeys((9, 10), FormatClass.PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), FormatClass.DATE),
    49: FormatClass.TEXT,
}

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
            codes[number] = _BUILTIN.get(part.integer(number), FormatClass.GENERAL)
        classes[str(style)] = codes[number]
    return classes

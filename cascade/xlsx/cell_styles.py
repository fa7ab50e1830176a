"""Read `xl/styles.xml`: how every cell style shows a number, and whether its font is struck out or raised."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from cascade.grid import GENERAL, CellStyle
from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces

_OFF = ("0", "false", "off")
_RAISED = ("superscript", "subscript")
_DATE = "yyyy-m-d"
_BUILTIN = {  # the formats that a file gives by number only, as in a Chinese Excel; all others are General
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DATE),
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **{12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0", 49: "@"},
    **dict.fromkeys((5, 6), "¥#,##0;¥-#,##0"),
    **dict.fromkeys((7, 8), "¥#,##0.00;¥-#,##0.00"),
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ',
}


def struck_and_raised(properties: Element) -> tuple[bool, bool]:
    """Whether the properties of a font or a run strike the text out, and whether they raise or lower it."""
    struck = raised = False
    for each in properties:
        if each.tag == "strike":
            struck = each.get("val", "1") not in _OFF
        elif each.tag == "vertAlign":
            raised = each.get("val") in _RAISED
    return struck, raised


def read_styles(
    label: str, chunks: Iterable[bytes], allowance: limits.Allowance
) -> dict[str | None, CellStyle]:
    """Every style by the number that cells write, by None for cells that write none. Raises `Refused`."""
    part = Part(label, "styleSheet", allowance, wanted=(b"numFmts", b"fonts", b"cellXfs"), cached=True)
    codes: dict[str, str] = {}
    fonts: list[tuple[bool, bool]] = []
    styles: list[tuple[str, str]] = []
    for parent, element in pieces(part, chunks):
        if parent not in ("cellXfs", "numFmts", "fonts"):
            continue
        allowance.spend(limits.FORMATS, 1)
        if element.tag == "xf":
            styles.append((element.get("numFmtId", "0"), element.get("fontId", "0")))
        elif element.tag == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")[:1000]
        elif element.tag == "font":
            fonts.append(struck_and_raised(element))
    found: dict[str | None, CellStyle] = {None: CellStyle()}
    shared: dict[tuple[str, str], CellStyle] = {}
    for style, (number, font) in enumerate(styles):
        if (number, font) not in shared:
            code = codes[number] if number in codes else _BUILTIN.get(part.integer(number), GENERAL)
            at = part.integer(font)
            shared[number, font] = CellStyle(code, *(fonts[at] if at < len(fonts) else (False, False)))
        found[str(style)] = shared[number, font]
    return found

"""The table `tests/data/cell_contents.tsv`: what cells hold, and what columns take from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from cascade.grid import Cell, Sheet
from cascade.xlsx import read
from tests.support.raw_workbook import MAIN, pack, parts

TABLE = Path(__file__).parents[1] / "data" / "cell_contents.tsv"
UNITS = ("台", "亿元", "%")
FONTS = {
    "struck": "<strike/>",
    "raised": '<vertAlign val="superscript"/>',
    "lowered": '<vertAlign val="subscript"/>',
}
MARKS = {"s": FONTS["struck"], "^": FONTS["raised"], "_": FONTS["lowered"], "b": "<b/>"}
HELPERS = (  # column Z, to which the formulas of the table refer
    '<c r="Z1" s="1"><v>0.1</v></c>', '<c r="Z2"><v>5</v></c>', '<c r="Z3"><v>50</v></c>',
    '<c r="Z4" t="str"><v>无</v></c>', "", '<c r="Z6"><f>Z2/Z3</f><v>7</v></c>',
)  # fmt: skip


@dataclass(frozen=True)
class Content:
    """A line of the table: `expected` is what each unit's column makes of the content, e.g. `1300 C04`."""

    line: int
    kind: str
    content: str
    look: str
    expected: dict[str, str]


def contents() -> list[Content]:
    """All lines of the table."""
    found = []
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), start=1):
        if line and not line.startswith(("#", "kind\t")):
            kind, content, look, *expected = line.split("\t")
            pairs = dict(zip(UNITS, expected, strict=True))
            found.append(Content(number, kind, _unescaped(content), look, pairs))
    return found


def _unescaped(text: str) -> str:
    signs = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
    return re.sub(r"\\(u([0-9a-f]{4})|[nrt\\])", lambda m: chr(int(m[2], 16)) if m[2] else signs[m[1]], text)


def cells() -> tuple[Sheet, Iterator[tuple[Content, Cell]]]:
    """The contents in a workbook, one below the other, as the program reads them."""
    lines = contents()
    looks = dict.fromkeys(each.look for each in lines if each.look)
    styles = {"": 0} | {look: at for at, look in enumerate(looks, start=2)}
    rows = []
    for row, each in enumerate(lines, start=1):
        helper = HELPERS[row - 1] if row <= len(HELPERS) else ""
        rows.append(f'<row r="{row}">{_cell(each, row, styles[each.look])}{helper}</row>')
    (sheet,) = read(pack(parts("".join(rows), styles=_styles([*looks])))).sheets
    return sheet, ((each, sheet.cells[row, 1]) for row, each in enumerate(lines, start=1))


def _cell(content: Content, row: int, style: int) -> str:
    start, text = f'<c r="A{row}" s="{style}"', _xml(content.content)
    match content.kind:
        case "n":
            return f"{start}><v>{text}</v></c>"
        case "f":
            return f"{start}><f>{text}</f><v>7</v></c>"
        case "t":
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case "r":
            runs = "".join(_run(*match.groups()) for match in re.finditer(r"\{(.):([^}]*)\}|([^{]+)", text))
            return f'{start} t="inlineStr"><is>{runs}</is></c>'
    return f'{start} t="{content.kind}"><v>{text}</v></c>'


def _run(mark: str | None, marked: str | None, plain: str | None) -> str:
    if mark is None:
        return f'<r><t xml:space="preserve">{plain}</t></r>'
    return f'<r><rPr>{MARKS[mark]}</rPr><t xml:space="preserve">{marked}</t></r>'


def _xml(text: str) -> str:
    return escape(text, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _styles(looks: list[str]) -> str:
    """The styles: 0 is plain, 1 in per cent, then each look in order."""
    formats = "".join(
        f'<numFmt numFmtId="{at}" formatCode={quoteattr(look)}/>'
        for at, look in enumerate(looks, start=200)
        if look not in FONTS
    )
    fonts = "".join(f"<font>{FONTS.get(look, '')}</font>" for look in looks)
    used = "".join(
        f'<xf numFmtId="{0 if look in FONTS else at + 200}" fontId="{at + 1}"/>'
        for at, look in enumerate(looks)
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><fonts><font/>{fonts}</fonts>'
        f'<cellXfs><xf/><xf numFmtId="9"/>{used}</cellXfs></styleSheet>'
    )

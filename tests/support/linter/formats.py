"""Rules for styles and conditional formats."""

import re
from collections.abc import Iterator

from tests.support.linter.book import MAIN, Book

_STYLES, _FONTS, _NUMBER_FORMATS, _LONGEST_FORMAT = 65_490, 512, 200, 255


def fonts(book: Book) -> Iterator[str]:
    """House (E7): a font with a scheme shows as the theme's font, whatever its name. Names: 31 characters."""
    for font in book.styles.iter(f"{MAIN}font"):
        name = font.find(f"{MAIN}name")
        text = "" if name is None else name.attrib["val"]
        if font.find(f"{MAIN}scheme") is not None and text != "Calibri":
            yield f"{text} with a scheme"
        if len(text) > 31:
            yield text


def number_of_styles(book: Book) -> Iterator[str]:
    """Limits: 65,490 cell styles, 512 fonts, 200 to 250 number formats of one's own."""
    for tag, most in (("cellXfs", _STYLES), ("fonts", _FONTS), ("numFmts", _NUMBER_FORMATS)):
        found = book.styles.find(MAIN + tag)
        if found is not None and len(found) > most:
            yield f"{tag}: {len(found)}"


def number_formats(book: Book) -> Iterator[str]:
    """ECMA 18.8.31: at most four sections, at most two of them with conditions; 255 characters."""
    for each in book.styles.iter(f"{MAIN}numFmt"):
        code = each.attrib["formatCode"]
        bare = re.sub(r'"[^"]*"|\\.', "", code)
        conditions = re.findall(r"\[[<>=]", bare)
        if len(code) > _LONGEST_FORMAT or bare.count(";") > 3 or len(conditions) > 2 or '"' in bare:
            yield code


def conditional_formats(book: Book) -> Iterator[str]:
    """ECMA 18.3.1.10: a rule's format is there, and no two rules of a sheet have one priority."""
    formats = book.styles.find(f"{MAIN}dxfs")
    number = 0 if formats is None else len(formats)
    for sheet in book.sheets:
        rules = list(sheet.all("cfRule"))
        priorities = [each.attrib["priority"] for each in rules]
        if len(set(priorities)) < len(priorities):
            yield f"{sheet.name}: priorities"
        yield from (
            f"{sheet.name}: dxf {each.attrib['dxfId']}"
            for each in rules
            if int(each.attrib.get("dxfId", 0)) >= max(number, 1)
        )


def style_of_cells(book: Book) -> Iterator[str]:
    """ECMA 18.3.1.4: a cell's style is there."""
    found = book.styles.find(f"{MAIN}cellXfs")
    number = 0 if found is None else len(found)
    for sheet in book.sheets:
        for cell in sheet.cells:
            if int(cell.attrib.get("s", 0)) >= number:
                yield f"{sheet.name}!{cell.attrib['r']}"


RULES = (fonts, number_of_styles, number_formats, conditional_formats, style_of_cells)

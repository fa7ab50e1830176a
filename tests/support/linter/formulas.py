"""Rules for formulas: in cells, conditional formats, validations and defined names."""

import re
from collections.abc import Iterator
from functools import cache

from tests.support.linter.book import MAIN, Book, areas, corner

_LONGEST, _DEEPEST, _ARGUMENTS = 8_192, 64, 255
_PIECES = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\{[^}]*\}|([A-Za-z_.][\w.]*)?\(|\)|,')
_ADDRESS = re.compile(r"(?:'(?:[^']|'')+'!|[\w.]+!)?\$?[A-Z]{1,3}\$?\d+")
# Excel, WPS, LibreOffice and Gnumeric have known these since 2007. None looks anything up by a text, which a
# city may write (House, A13): MATCH and COUNTIF stand over numbers and over our own signs only.
_KNOWN = frozenset(
    re.findall(
        r"\w+",
        """
        ABS AND AVERAGE CHAR CODE COLUMN COLUMNS COUNT COUNTA COUNTBLANK COUNTIF DATE DATEVALUE EXACT FIND
        IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN MATCH MAX MEDIAN MID MIN MOD N
        NOT OR RANK REPT RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN SMALL SUBSTITUTE SUM
        SUMPRODUCT T TEXT TRIM TRUNC UPPER VALUE
        """,
    )
)


def _formulas(book: Book) -> Iterator[tuple[str, str]]:
    """The place and the text of every formula."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            found = cell.find(f"{MAIN}f")
            if found is not None and found.text:
                yield f"{sheet.name}!{cell.attrib['r']}", found.text
        for tag in ("formula", "formula1", "formula2"):
            yield from ((f"{sheet.name} {tag}", each.text) for each in sheet.all(tag) if each.text)


@cache
def _parsed(formula: str) -> tuple[set[str], int, int, int]:
    """The functions of a formula, how deep they nest, their most arguments, and brackets left open."""
    functions: set[str] = set()
    open_: list[int] = []
    deepest = most = 0
    for piece in _PIECES.finditer(formula):
        if piece[0].endswith("(") and piece[0][0] not in "\"'{":
            if piece[1]:
                functions.add(piece[1].upper())
            open_.append(1 if piece[1] else 0)
            deepest = max(deepest, sum(1 for each in open_ if each))
        elif piece[0] == ")":
            if not open_:
                return functions, deepest, most, -1
            most = max(most, open_.pop())
        elif piece[0] == "," and open_ and open_[-1]:
            open_[-1] += 1
    return functions, deepest, most, len(open_)


def length(book: Book) -> Iterator[str]:
    """Limits: 8,192 characters."""
    yield from (f"{place}: {len(text)}" for place, text in _formulas(book) if len(text) + 1 > _LONGEST)


def structure(book: Book) -> Iterator[str]:
    """Limits: 64 levels of functions, 255 arguments; brackets that close."""
    for place, text in _formulas(book):
        _, deepest, most, open_ = _parsed(text)
        if deepest > _DEEPEST or most > _ARGUMENTS or open_:
            yield f"{place}: {text[:60]}"


def functions(book: Book) -> Iterator[str]:
    """House: functions only that WPS has as well, and none that looks up a text."""
    for place, text in _formulas(book):
        if unknown := _parsed(text)[0] - _KNOWN:
            yield f"{place}: {', '.join(sorted(unknown))}"


def references(book: Book) -> Iterator[str]:
    """House: no formula refers to another workbook, to nothing, or to a sheet that is not there."""
    known = {sheet.name for sheet in book.sheets}
    for place, text in _formulas(book):
        bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
        named = {
            a.replace("''", "'") or b for a, b in re.findall(r"'((?:[^']|'')+)'!|([^\W\d][\w.]*)!", bare)
        }
        if "#REF!" in bare or "[" in bare or not named - {"REF"} <= known:
            yield f"{place}: {text[:60]}"


def validation_texts(book: Book) -> Iterator[str]:
    """MS-OI29500 2.1.613: titles of 32, prompts of 255, messages of 224 characters; formulas of 255."""
    most = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 224}
    for sheet in book.sheets:
        for each in sheet.all("dataValidation"):
            for name, limit in most.items():
                if len(each.attrib.get(name, "")) > limit:
                    yield f"{sheet.name} {each.attrib['sqref']}: {name}"
            for tag in ("formula1", "formula2"):
                found = each.find(MAIN + tag)
                if found is not None and len(found.text or "") > 255:
                    yield f"{sheet.name} {each.attrib['sqref']}: {tag}"


def validation_of_blanks(book: Book) -> Iterator[str]:
    """House (E1): with allowBlank Excel takes anything where another cell of the rule is blank."""
    for sheet in book.sheets:
        for each in sheet.all("dataValidation"):
            found = each.find(f"{MAIN}formula1")
            if each.attrib.get("type") != "custom" or each.attrib.get("allowBlank") != "1" or found is None:
                continue
            top, left, *_ = next(areas(each.attrib["sqref"]))
            own = (top, left)
            bare = re.sub(r'"(?:[^"]|"")*"', "", found.text or "")
            if any("!" in cell or corner(cell) != own for cell in _ADDRESS.findall(bare)):
                yield f"{sheet.name} {each.attrib['sqref']}: {found.text}"


RULES = (length, structure, functions, references, validation_texts, validation_of_blanks)

"""Rules for sheets, names, links and paper."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from tests.support.linter.book import MAIN, Book, SheetPart, areas, corner

ROWS, COLUMNS = 1_048_576, 16_384
_LINKS, _HIGHEST, _WIDEST, _BREAKS = 65_530, 409.5, 255.0, 1_026
_FROZEN = 130.5  # points: a third of the 520 pixels that Excel has for cells on a screen of 1366 × 768
_RESERVED = re.compile(r"(?i)history")
_NAME = re.compile(r"(?i)[_\\a-z\u0080-\uffff][\w.\\?]{0,254}")
_LIKE_A_CELL = re.compile(r"(?i)\$?[a-z]{1,3}\$?\d+|r\d*c\d*|r|c")


def sheet_name(book: Book) -> Iterator[str]:
    """Limits: 31 characters, none of []:*?/\\, no apostrophe at an end, unique, not the reserved History."""
    for name, times in Counter(sheet.name.casefold() for sheet in book.sheets).items():
        if times > 1:
            yield f"{name} stands {times} times"
    for sheet in book.sheets:
        name = sheet.name
        units = len(name.encode("utf-16-le")) // 2
        if not 1 <= units <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name) or _RESERVED.fullmatch(name):
            yield name


def reach(book: Book) -> Iterator[str]:
    """Limits: 1,048,576 rows and 16,384 columns."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            row, column = corner(cell.attrib["r"])
            if row > ROWS or column > COLUMNS:
                yield f"{sheet.name}!{cell.attrib['r']}"


def size(book: Book) -> Iterator[str]:
    """Limits: columns of at most 255 characters, rows of at most 409 points."""
    for sheet in book.sheets:
        yield from (
            f"{sheet.name} row {row}: {points}" for row, points in sheet.heights.items() if points > _HIGHEST
        )
        for column in sheet.all("col"):
            if float(column.attrib.get("width", 0)) > _WIDEST:
                yield f"{sheet.name} column {column.attrib['min']}"


def merges(book: Book) -> Iterator[str]:
    """ECMA 18.3.1.55: merged areas have more than one cell and do not overlap, or Excel repairs the file."""
    for sheet in book.sheets:
        found = [(each.attrib["ref"], next(areas(each.attrib["ref"]))) for each in sheet.all("mergeCell")]
        for text, (top, left, bottom, right) in found:
            if (top, left) == (bottom, right):
                yield f"{sheet.name} {text}: one cell"
        for (one, a), (other, b) in combinations(found, 2):
            if a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]:
                yield f"{sheet.name} {one} and {other}"


def frozen(book: Book) -> Iterator[str]:
    """House: frozen rows leave two thirds of the window to the table on a screen of 1366 × 768."""
    for sheet in book.sheets:
        for pane in sheet.all("pane"):
            rows = int(float(pane.attrib.get("ySplit", 0)))
            points = sum(sheet.heights.get(row, 15.0) for row in range(1, rows + 1))
            if pane.attrib.get("state") == "frozen" and points > _FROZEN:
                yield f"{sheet.name}: {points} points are frozen"


def links(book: Book) -> Iterator[str]:
    """Limits: 65,530 a sheet; tips of 255. House: to a sheet of the book that is not hidden."""
    hidden = {sheet.name: sheet.hidden for sheet in book.sheets}
    for sheet in book.sheets:
        found = list(sheet.all("hyperlink"))
        if len(found) > _LINKS:
            yield f"{sheet.name}: {len(found)} links"
        for each in found:
            place = each.attrib.get("location", "")
            target = place.rpartition("!")[0].strip("'").replace("''", "'")
            if hidden.get(target, True) or len(each.attrib.get("tooltip", "")) > 255:
                yield f"{sheet.name}!{each.attrib['ref']} to {place}"


def defined_names(book: Book) -> Iterator[str]:
    """ECMA 18.2.5: letters, digits, points; 255 at most; not like a cell; unique; of a known sheet."""
    known = {sheet.name for sheet in book.sheets}
    keys = Counter((each.attrib["name"].casefold(), each.attrib.get("localSheetId")) for each in book.names)
    for each in book.names:
        name, text = each.attrib["name"], each.text or ""
        plain = name.removeprefix("_xlnm.")
        sheets = [a.replace("''", "'") or b for a, b in re.findall(r"'((?:[^']|'')+)'!|([\w.]+)!", text)]
        bad = not _NAME.fullmatch(plain) or _LIKE_A_CELL.fullmatch(plain) or "#REF!" in text
        if bad or not set(sheets) <= known or keys[name.casefold(), each.attrib.get("localSheetId")] > 1:
            yield f"{name} = {text}"


def paper(book: Book) -> Iterator[str]:
    """Limits: headers and footers of 255 characters, 1,026 breaks. House: each section names its font."""
    for sheet in book.sheets:
        for tag in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
            for each in sheet.all(tag):
                text = each.text or ""
                sections = [part for part in re.split(r"(?<!&)&[LCR]", text) if part.strip()]
                if len(text) > 255 or not all(part.startswith('&"') for part in sections):
                    yield f"{sheet.name} {tag}: {text}"
        for tag in ("rowBreaks", "colBreaks"):
            if sum(1 for each in sheet.all(tag) for _ in each.iter(f"{MAIN}brk")) > _BREAKS:
                yield f"{sheet.name} {tag}"


def protection(book: Book) -> Iterator[str]:
    """House: on a protected sheet charts may be copied, and a filter that is there may be used."""
    for sheet in book.sheets:
        protected = sheet.one("sheetProtection")
        if protected is None:
            continue
        if sheet.has_chart and protected.attrib.get("objects") == "1":
            yield f"{sheet.name}: charts cannot be copied"
        if sheet.one("autoFilter") is not None and protected.attrib.get("autoFilter", "1") != "0":
            yield f"{sheet.name}: the filter cannot be used"


def outline(book: Book) -> Iterator[str]:
    """ECMA 18.3.1.73: at most seven levels of outline."""
    for sheet in book.sheets:
        if any(int(row.attrib.get("outlineLevel", 0)) > 7 for row in sheet.all("row")):
            yield sheet.name


def _triangles(sheet: SheetPart, kind: str) -> list[tuple[int, int, int, int]]:
    """The areas in which Excel is told not to mark a kind of doubt."""
    ignored = [each for each in sheet.all("ignoredError") if each.attrib.get(kind) == "1"]
    return [area for each in ignored for area in areas(each.attrib["sqref"])]


def green_triangles(book: Book) -> Iterator[str]:
    """House: no green triangle at texts that look like numbers, such as codes and serial numbers."""
    for sheet in book.sheets:
        quiet = _triangles(sheet, "numberStoredAsText")
        for cell in sheet.cells:
            if cell.attrib.get("t") != "s":
                continue
            value = cell.find(f"{MAIN}v")
            text = book.texts[int(value.text or 0)] if value is not None else ""
            row, column = corner(cell.attrib["r"])
            if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) and not any(
                top <= row <= bottom and left <= column <= right for top, left, bottom, right in quiet
            ):
                yield f"{sheet.name}!{cell.attrib['r']}: {text}"


RULES = (
    sheet_name,
    reach,
    size,
    merges,
    frozen,
    links,
    defined_names,
    paper,
    protection,
    outline,
    green_triangles,
)

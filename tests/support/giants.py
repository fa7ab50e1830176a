"""Files that would cost time or memory."""

import zlib
from collections.abc import Callable, Iterator

from tests.support.bad_workbook import Bad, after, cell, good, rows
from tests.support.raw_workbook import BOOK, MAIN, SHEET, as_entries, pack, parts, raw_zip, sheet

_MERGE = '<mergeCell ref="A1:B2"/>'
_ATTRIBUTES = " ".join(f'a{n}=""' for n in range(20_000))


def _names(count: int) -> bytes:
    named = "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(count))
    content = parts()
    content[BOOK] = content[BOOK].replace("</workbook>", f"<definedNames>{named}</definedNames></workbook>")
    return pack(content)


def _spaces(megabytes: int) -> bytes:
    """A sheet with so many megabytes of spaces in it, packed without ever being unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(sheet("").encode()[:-40]) + packer.flush(zlib.Z_FULL_FLUSH)
    spaces = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + spaces * megabytes + packer.flush()
    others = [(name, text) for name, text in as_entries(parts()) if name != SHEET.encode()]
    size = {SHEET.encode(): megabytes * 1_000_000 + 200}
    return raw_zip([*others, (SHEET.encode(), packed)], packed_already=size)


def _big_sheet(text: str) -> Callable[[], bytes]:
    return lambda: pack({**parts(), SHEET: sheet(text)}, stored=True)


def _filled(lines: int, columns: int) -> bytes:
    cells = "".join("<c><v>1</v></c>" for _ in range(columns))
    return pack(parts("".join(f"<row>{cells}</row>" for _ in range(lines))))


def _dense(size: int, unit: str) -> Callable[[], bytes]:
    """A sheet of a size in bytes, made of one thing over and over."""
    return lambda: pack(parts(unit * (size // len(unit.encode()))), stored=True)


def _nested(depth: int) -> str:
    """Elements in each other, each of which declares a namespace."""
    return "".join(f'<a xmlns:p{n}="urn:{n}">' for n in range(depth)) + "</a>" * depth


def _shared_everywhere() -> bytes:
    """One long shared formula in very many cells."""
    formula = "+".join(["A1"] * 2000)
    first = f'<c><f t="shared" si="0" ref="A1:A9999">{formula}</f><v>1</v></c>'
    rest = '<c><f t="shared" si="0"/><v>1</v></c>' * 99
    return pack(parts(f"<row>{first}</row>" + f"<row>{rest}</row>" * 300))


def _many_shared() -> bytes:
    """Very many long shared formulas, each in one cell."""
    formula = "+".join(["A1"] * 20_000)
    return pack(parts("".join(f'<row><c><f t="shared" si="{n}">{formula}</f></c></row>' for n in range(90))))


def _strings(text: str, count: int) -> Callable[[], bytes]:
    strings = f'<sst xmlns="{MAIN}">{f"<si><t>{text}</t></si>" * count}</sst>'
    return lambda: pack(parts(sharedStrings=strings), stored=True)


def _million_rows() -> bytes:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, 450_000))
    return pack(parts(rows), stored=True)


def _many_sheets(count: int) -> bytes:
    content = parts()
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(count))
    return pack({**content, BOOK: content[BOOK].replace("</sheets>", f"{listed}</sheets>")})


def giants() -> Iterator[Bad]:
    """What would cost time or memory."""
    yield Bad("41 MB file", lambda: good() + bytes(41 << 20), "F09")
    yield Bad("200,000 entries", lambda: raw_zip([(b"%d" % n, b"") for n in range(60_000)]), "F09")
    yield Bad("2 GB of spaces", lambda: _spaces(2000), "F09")
    yield Bad("23 MB of spaces", lambda: _spaces(23), "F09")
    yield Bad("cell at XFD1048576", rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "F09")
    yield Bad("cell in row 30,000", rows('<row r="30000"><c r="A30000"><v>1</v></c></row>'), "F09")
    yield Bad("cell in column CZZ", cell('<c r="CZZ1"><v>1</v></c>'), "F09")
    yield Bad(
        "merge of everything", after('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "F09"
    )
    yield Bad("merges", after(f"<mergeCells>{_MERGE * 30_000}</mergeCells>"), "F09")
    yield Bad("cells", lambda: _filled(1000, 300), "F09")
    yield Bad("a million empty rows", _million_rows, "F09")
    yield Bad("a million empty rows in short", _dense(7_000_000, "<row/>"), "F09")
    yield Bad("empty cells", _dense(12_000_000, f"<row>{'<c/>' * 999}</row>"), "F09")
    yield Bad("formulas", _dense(12_000_000, f"<row>{'<c><f>A1+B1</f><v>2</v></c>' * 99}</row>"), "F09")
    yield Bad(
        "emoji in cells", _dense(12_000_000, f'<row><c t="str"><v>{"a" * 999}\U0001f600</v></c></row>'), "F09"
    )
    yield Bad("many attributes", _dense(20_000_000, '<row a="" b="" c="" d="" e="" f="" g=""/>'), "F09")
    yield Bad("declarations", _dense(12_000_000, '<row><c xmlns:y="urn:y"/></row>'), "F09")
    yield Bad("one declaration", _dense(12_000_000, f'<row xmlns:y="urn:y">{"<c/>" * 9999}</row>'), "F09")
    yield Bad("declarations in each other", _big_sheet(_nested(1_000)), "F09")
    yield Bad("newlines", _dense(20_000_000, "\n"), "F09")
    yield Bad("references", _dense(20_000_000, "&#9;"), "F09")
    yield Bad("comments", _dense(20_000_000, "<!---->"), "F09")
    yield Bad("instructions", _dense(20_000_000, "<?a?>"), "F09")
    yield Bad("depth", _big_sheet("<a>" * 2_000_000), "F09")
    yield Bad("one long tag", _big_sheet(f'<row a="{"x" * 20_000_000}"/>'), "F09")
    yield Bad("one long comment", _big_sheet(f"<!--{'x' * 20_000_000}-->"), "F09")
    yield Bad("tags of many names", _big_sheet("".join(f"<a{n}/>" for n in range(500_000))), "F09")
    yield Bad("attributes of many names", _big_sheet(f"<a {_ATTRIBUTES}/>"), "F09")
    yield Bad("one long string", _strings("汉" * 7_000_000, 1), "F09")
    yield Bad("many strings", _strings("x", 500_000), "F09")
    yield Bad("much text", _strings("汉" * 30_000, 250), "F09")
    yield Bad("shared formulas", _shared_everywhere, "F09")
    yield Bad("many shared formulas", _many_shared, "F09")
    yield Bad(
        "array over everything", cell('<c r="A1"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c>'), "F09"
    )
    yield Bad("sheets", lambda: _many_sheets(300), "F09")
    yield Bad("names", lambda: _names(6000), "F09")

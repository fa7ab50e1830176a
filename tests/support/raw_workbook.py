"""Workbooks taken apart and put together again by hand, for what no writer would write."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TYPES, ROOT, BOOK = "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"
BOOK_RELATIONS, STYLES = "xl/_rels/workbook.xml.rels", "xl/styles.xml"
STRINGS, SHEET, CUSTOM = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "docProps/custom.xml"


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """A worksheet of the given rows."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', **others: str) -> dict[str, str]:
    """The parts of a small workbook; `others` replace them by the last word of their names, e.g. `styles`."""
    docs = OFFICE.rpartition("/")[0]
    made = {
        TYPES: (
            f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{BOOK}" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>'
        ),
        ROOT: (
            f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{BOOK}"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/custom-properties" Target="{CUSTOM}"/></Relationships>'
        ),
        BOOK: (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            '<sheets><sheet name="分解表" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        BOOK_RELATIONS: (
            f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ),
        STYLES: (
            f'{DECLARATION}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>'
        ),
        STRINGS: f'{DECLARATION}<sst xmlns="{MAIN}"><si><t>杭州</t></si></sst>',
        SHEET: sheet(rows),
        CUSTOM: (
            f'{DECLARATION}<Properties xmlns="{docs}/custom-properties" xmlns:vt="{docs}/docPropsVTypes">'
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="CascadeTicket">'
            "<vt:lpwstr>KB-2020</vt:lpwstr></property></Properties>"
        ),
    }
    for word, text in others.items():
        name = next(each for each in made if word in each)
        made[name] = text
    return made


def pack(content: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """A zip of the parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def edited(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A workbook with some parts changed; each change must change something."""
    content = unpack(data)
    for name, change in changes.items():
        before = content[name]
        content[name] = change(before)
        assert content[name] != before, f"{name} 没有变化"
    return pack(content)


def raw_zip(
    entries: list[tuple[bytes, bytes]],
    *,
    flags: int = 0,
    method: int = 8,
    mode: int = 0,
    size: int | None = None,
    count: int | None = None,
    wide: bool = False,
    descriptors: bool = False,
    packed_already: Mapping[bytes, int] | None = None,
) -> bytes:
    """A zip written field by field. `size` is what the directory says each entry inflates to.

    `packed_already` gives the inflated size of those entries whose bytes are deflated as they come.
    """
    body, directory = bytearray(), bytearray()
    for name, text in entries:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        ready = name in (packed_already or {})
        packed = packer.compress(text) + packer.flush() if method == 8 and not ready else text
        crc, said = zlib.crc32(text), len(text) if size is None else size
        if packed_already and ready:
            said = packed_already[name]
        offset, bits = len(body), flags | (0x0008 if descriptors else 0)
        local = (0, 0, 0) if descriptors else (crc, len(packed), said)
        body += struct.pack("<4s5H3L2H", b"PK\3\4", 20, bits, method, 0, 33, *local, len(name), 0)
        body += name + packed
        if descriptors:
            body += struct.pack("<4s3L", b"PK\7\x08", crc, len(packed), said)
        extra = struct.pack("<2H3Q", 1, 24, said, len(packed), offset) if wide else b""
        numbers = (0xFFFFFFFF,) * 3 if wide else (len(packed), said, offset)
        directory += struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\1\2", 20, 20, bits, method, 0, 33, crc, *numbers[:2]),
            *(len(name), len(extra), 0, 0, 0, mode << 16, numbers[2]),
        )
        directory += name + extra
    total, begin = len(entries) if count is None else count, len(body)
    if wide:
        end = begin + len(directory)
        length = len(directory)
        directory += struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, total, total, length, begin)
        directory += struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
        tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    else:
        tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total, total, len(directory), begin, 0)
    return bytes(body + directory + tail)


def as_entries(content: Mapping[str, str | bytes]) -> list[tuple[bytes, bytes]]:
    """Parts as `raw_zip` takes them."""
    return [(k.encode(), v.encode() if isinstance(v, str) else v) for k, v in content.items()]

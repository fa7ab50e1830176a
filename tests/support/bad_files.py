"""Files that must be refused, each a name, what makes it, and the finding code."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator

from tests.support.bad_workbook import Bad, after, cell, good, replaced, rows, with_part
from tests.support.giants import giants
from tests.support.raw_workbook import (
    BOOK,
    BOOK_RELATIONS,
    CUSTOM,
    DECLARATION,
    MAIN,
    OFFICE,
    ROOT,
    SHEET,
    SPREADSHEET,
    STRINGS,
    STYLES,
    TYPES,
    as_entries,
    pack,
    parts,
    raw_zip,
    sheet,
)

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_TICKET = '<property name="CascadeTicket"><vt:lpwstr>x</vt:lpwstr></property>'
_SHEET_AGAIN = '<sheet name="分解表" r:id="rId1"/>'
_OUTSIDE_DTD = '<!DOCTYPE worksheet SYSTEM "http://example.invalid/x.dtd">'
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_CONTROL = '<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.activeX+xml"/>'


def _without(name: str) -> Callable[[], bytes]:
    return lambda: pack({key: text for key, text in parts().items() if key != name})


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def _flipped_crc() -> bytes:
    data = bytearray(good())
    at = data.rindex(SHEET.encode()) - 46 + 16
    data[at] ^= 1
    local = data.index(SHEET.encode()) - 30 + 14
    data[local] ^= 1
    return bytes(data)


def _damaged_deflate() -> bytes:
    data = bytearray(good())
    at = data.index(SHEET.encode()) + len(SHEET)
    data[at : at + 8] = b"\xff" * 8
    return bytes(data)


def _type(kind: str) -> Callable[[], bytes]:
    """A workbook whose main part says it is something else."""
    return replaced(TYPES, f"{SPREADSHEET}.sheet.main+xml", kind)


def _activex_by_type() -> bytes:
    content = parts()
    types = content[TYPES].replace("</Types>", f"{_CONTROL}</Types>")
    return pack({**content, TYPES: types, "xl/x.bin": ""})


def _ods() -> bytes:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return pack({"mimetype": kind, "content.xml": b"<x/>"})


def _overlapping() -> bytes:
    """Two entries of the directory over the same bytes."""
    data = bytearray(raw_zip([(b"a", b"x"), (b"b", b"x")]))
    at = data.rindex(b"PK\1\2")
    struct.pack_into("<L", data, at + 42, 0)
    return bytes(data)


def _duplicate() -> bytes:
    return raw_zip([*as_entries(parts()), (SHEET.encode(), sheet("").encode())])


def _case_variant() -> bytes:
    return raw_zip([*as_entries(parts()), (b"xl/Worksheets/Sheet1.xml", sheet("").encode())])


def _names_differ() -> bytes:
    data = good()
    at = data.index(SHEET.encode())
    return data[:at] + SHEET.upper().encode() + data[at + len(SHEET) :]


def _named(name: bytes) -> Callable[[], bytes]:
    return lambda: raw_zip([*as_entries(parts()), (name, b"x")])


def _raw(**how: int) -> Callable[[], bytes]:
    return lambda: raw_zip(as_entries(parts()), **how)  # type: ignore[arg-type]


def _strict() -> bytes:
    content = parts()
    for name in (ROOT, BOOK_RELATIONS, BOOK):
        content[name] = content[name].replace(
            OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
    return pack(content)


def _encoded(encoding: str, declared: str) -> Callable[[], bytes]:
    """The sheet in another encoding."""

    def make() -> bytes:
        text = sheet("").replace('encoding="UTF-8"', f'encoding="{declared}"')
        return pack({**parts(), SHEET: text.encode(encoding)})

    return make


def _doctype(internal: str) -> Callable[[], bytes]:
    return replaced(SHEET, DECLARATION, f"{DECLARATION}<!DOCTYPE worksheet [{internal}]>")


def _lying_size() -> bytes:
    """The directory says one byte; 20 MB come out."""
    return raw_zip([*as_entries(parts())[:6], (SHEET.encode(), b" " * 20_000_000)], size=1)


def _noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def _tar() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.xlsx"))
    return target.getvalue()


def _kinds() -> Iterator[Bad]:
    """What is no workbook of ours."""
    yield Bad("empty", lambda: b"", "F01")
    yield Bad("html", lambda: b"<html><body><table><tr><td>1</td></tr></table>", "F02")
    yield Bad("html-gbk", lambda: "<!DOCTYPE html><p>中文</p>".encode("gb18030"), "F02")
    yield Bad("csv-gbk", lambda: "县,指标\n上城区,12\n".encode("gb18030") * 2000, "F02")
    yield Bad("csv-utf8", lambda: "\ufeff县,指标\n上城区,12\n".encode(), "F02")
    yield Bad("csv-utf16", lambda: "县\t12\n".encode("utf-16"), "F02")
    yield Bad("pdf", lambda: b"%PDF-1.7\n" + bytes(100), "F02")
    yield Bad("png", lambda: _PNG, "F02")
    yield Bad("jpeg", lambda: b"\xff\xd8\xff\xe0" + bytes(100), "F02")
    yield Bad("rar", lambda: b"Rar!\x1a\x07\x00" + bytes(100), "F16")
    yield Bad("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), "F16")
    yield Bad("gz", lambda: gzip.compress(b"x" * 100), "F16")
    yield Bad("bz2", lambda: bz2.compress(b"x" * 100), "F16")
    yield Bad("xz", lambda: lzma.compress(b"x" * 100), "F16")
    yield Bad("tar", _tar, "F16")
    yield Bad("cab", lambda: b"MSCF\0\0\0\0" + bytes(100), "F16")
    yield Bad("msg", lambda: _ole("__properties_version1.0"), "F17")
    yield Bad("msg with a workbook", lambda: _ole("__properties_version1.0Workbook"), "F17")
    yield Bad("winmail.dat", lambda: b"\x78\x9f\x3e\x22" + bytes(100), "F17")
    yield Bad("mail", lambda: "From: a@example.invalid\r\nSubject: 报表\r\n\r\n请查收".encode(), "F17")
    yield Bad("url", lambda: b"[InternetShortcut]\r\nURL=https://example.invalid/\r\n", "F17")
    yield Bad("lnk", lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(100), "F17")
    yield Bad("link to a cloud", lambda: "<html>超大附件：湖州.xlsx</html>".encode("gbk"), "F17")
    yield Bad("web archive", lambda: b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "F02")
    yield Bad("rtf", lambda: rb"{\rtf1\ansi}", "F02")
    yield Bad("noise", lambda: _noise(5000), "F02")
    yield Bad("nul bytes", lambda: bytes(5000), "F02")
    yield Bad("word", _type(_WORD), "F02")
    yield Bad("slides", _type(_SLIDES), "F02")
    yield Bad("old word", lambda: _ole("WordDocument"), "F02")
    yield Bad("old unknown", lambda: _ole("Nothing"), "F02")
    yield Bad("plain zip", lambda: pack({"报送.txt": "x"}), "F16")
    yield Bad("zip of nothing", lambda: pack({}), "F02")
    yield Bad("no main part", replaced(ROOT, "/officeDocument", "/thumbnail"), "F02")
    yield Bad("password", lambda: _ole("EncryptedPackage"), "F04")
    yield Bad("xls", lambda: _ole("Workbook"), "F05")
    yield Bad("xls of 1995", lambda: _ole("Book"), "F05")
    yield Bad("ods", _ods, "F05")
    yield Bad("xlsb", _type(_BINARY), "F05")
    yield Bad(
        "xml table", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><W/>', "F05"
    )


def _damages() -> Iterator[Bad]:
    """What has been damaged on the way, or lacks a part."""
    yield Bad("truncated", lambda: good()[:-30], "F03")
    yield Bad("half", lambda: good()[: len(good()) // 2], "F03")
    yield Bad("only a header", lambda: b"PK\3\4", "F03")
    yield Bad("appended", lambda: good() + b"x", "F03")
    yield Bad("in front", lambda: b"x" + good(), "F03")
    yield Bad("in front, like a zip", lambda: good()[:40] + good(), "F03")
    yield Bad("wrong crc", _flipped_crc, "F03")
    yield Bad("bad deflate", _damaged_deflate, "F03")
    yield Bad("too many counted", _raw(count=99), "F03")
    yield Bad("lying size", _lying_size, "F03")
    yield Bad("xml cut short", replaced(SHEET, "</worksheet>", ""), "F03")
    yield Bad("xml twice", replaced(SHEET, "</worksheet>", "</worksheet><worksheet/>"), "F03")
    yield Bad("xml empty", lambda: pack(parts(worksheets="")), "F03")
    yield Bad("unknown entity", cell('<c r="A1" t="str"><v>&nbsp;</v></c>'), "F03")
    yield Bad("control character", cell('<c r="A1" t="str"><v>\x01</v></c>'), "F03")
    yield Bad("bad utf-8", with_part(SHEET, sheet("<x>").encode() + b"\xff\xfe"), "F03")
    yield Bad("surrogate in utf-8", with_part(SHEET, b"<worksheet a='\xed\xa0\x80'/>"), "F03")
    yield Bad("no types", _without(TYPES), "F03")
    yield Bad("no root relations", _without(ROOT), "F03")
    yield Bad("no workbook", _without(BOOK), "F03")
    yield Bad("no sheet", _without(SHEET), "F03")
    yield Bad("no strings", _without(STRINGS), "F03")
    yield Bad("no styles", _without(STYLES), "F03")
    yield Bad("sheet without relation", replaced(BOOK, "rId1", "rId9"), "F03")
    yield Bad("sheet without id", replaced(BOOK, ' r:id="rId1"', ""), "F03")
    yield Bad("two sheets of a name", replaced(BOOK, "</sheets>", f"{_SHEET_AGAIN}</sheets>"), "F03")
    yield Bad("relation id twice", replaced(BOOK_RELATIONS, "rId2", "rId1"), "F03")


def _contradictions() -> Iterator[Bad]:
    """Sheets that say what cannot be, or say it twice."""
    for text in ("nan", "inf", "１３００", "1_000", "0x10", "--1", "1e", "1 2", "١٢", "1,300", "."):
        yield Bad(f"number {text}", cell(f'<c r="A1"><v>{text}</v></c>'), "F03")
    yield Bad("string index", cell('<c r="A1" t="s"><v>1</v></c>'), "F03")
    yield Bad("negative string index", cell('<c r="A1" t="s"><v>-1</v></c>'), "F03")
    yield Bad("wide string index", cell('<c r="A1" t="s"><v>０</v></c>'), "F03")
    yield Bad("style index", cell('<c r="A1" s="7"><v>1</v></c>'), "F03")
    yield Bad("format number", replaced(STYLES, 'numFmtId="0"', 'numFmtId="x"'), "F03")
    yield Bad("boolean", cell('<c r="A1" t="b"><v>2</v></c>'), "F03")
    yield Bad("cell type", cell('<c r="A1" t="q"><v>2</v></c>'), "F03")
    yield Bad("cell twice", cell('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'), "F03")
    yield Bad("row twice", rows('<row r="1"><c r="A1"><v>1</v></c></row>' * 2), "F03")
    yield Bad("cell of another row", cell('<c r="A2"><v>1</v></c>'), "F03")
    yield Bad("cell without letters", cell('<c r="1"><v>1</v></c>'), "F03")
    yield Bad("cell XFE1", cell('<c r="XFE1"><v>1</v></c>'), "F03")
    yield Bad("cell in a cell", cell('<c r="A1"><c r="B1"><v>1</v></c></c>'), "F03")
    yield Bad("element in a value", cell('<c r="A1"><v>1<b/>2</v></c>'), "F03")
    yield Bad("cells beyond the sheet", rows("<row>" + "<c/>" * 17_000 + "</row>"), "F03")
    yield Bad("row 0", rows('<row r="0"/>'), "F03")
    yield Bad("row 4e9", rows('<row r="4000000000"><c><v>1</v></c></row>'), "F03")
    yield Bad("row -1", rows('<row r="-1"/>'), "F03")
    yield Bad("value outside a row", rows("<v>1</v>"), "F03")
    yield Bad("shared formula of nobody", cell('<c r="A1"><f t="shared" si="3"/><v>1</v></c>'), "F03")
    yield Bad("merge of nothing", after('<mergeCells><mergeCell ref="B2:A1"/></mergeCells>'), "F03")
    yield Bad("property twice", replaced(CUSTOM, "</property>", f"</property>{_TICKET}"), "F03")


def _carriers() -> Iterator[Bad]:
    """What could do something, or leads the parser astray."""
    yield Bad("macro type", _type(_MACRO), "F06")
    yield Bad("macro", with_part("xl/vbaProject.bin"), "F06")
    yield Bad("embedding", with_part("xl/embeddings/oleObject1.bin"), "F06")
    yield Bad("activex", with_part("xl/activeX/activeX1.xml"), "F06")
    yield Bad("connections", with_part("xl/connections.xml"), "F06")
    yield Bad("query table", with_part("xl/queryTables/queryTable1.xml"), "F06")
    yield Bad("data model", with_part("xl/model/item.data"), "F06")
    yield Bad("macro sheet", with_part("xl/macrosheets/sheet1.xml"), "F06")
    yield Bad("activex by type", _activex_by_type, "F06")
    yield Bad("ole object", after('<oleObjects><oleObject progId="Word.Document"/></oleObjects>'), "F06")
    yield Bad("dtd", _doctype(""), "F07")
    yield Bad("external entity", _doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'), "F07")
    yield Bad("external dtd", replaced(SHEET, DECLARATION, f"{DECLARATION}{_OUTSIDE_DTD}"), "F07")
    yield Bad("billion laughs", _doctype(f'<!ENTITY l0 "ha">{_LAUGHS}'), "F07")
    yield Bad("dtd in strings", replaced(STRINGS, DECLARATION, f"{DECLARATION}<!DOCTYPE sst>"), "F07")
    yield Bad("dtd in types", replaced(TYPES, DECLARATION, f"{DECLARATION}<!DOCTYPE Types>"), "F07")
    yield Bad(
        "dtd in properties", replaced(CUSTOM, DECLARATION, f"{DECLARATION}<!DOCTYPE Properties>"), "F07"
    )
    yield Bad("utf-16", _encoded("utf-16", "UTF-16"), "F07")
    yield Bad("utf-16 without mark", _encoded("utf-16-be", "UTF-16"), "F07")
    yield Bad("gbk", _encoded("gbk", "GB2312"), "F07")
    yield Bad("utf-7", _encoded("utf-7", "UTF-7"), "F07")
    yield Bad("no namespace", replaced(SHEET, f' xmlns="{MAIN}"', ""), "F07")
    yield Bad("two colons in a name", replaced(SHEET, "<sheetData>", '<sheetData a::b="1">'), "F03")
    yield Bad("other namespace", replaced(SHEET, MAIN, "urn:other"), "F07")
    yield Bad("other root", replaced(SHEET, "worksheet", "chartsheet"), "F07")
    yield Bad("namespace anew", cell('<c r="A1" xmlns="urn:other"><v>1</v></c>'), "F07")
    yield Bad("no namespace inside", rows('<row r="1" xmlns=""><c r="A1"><v>1</v></c></row>'), "F07")
    yield Bad("foreign value", cell('<c r="A1"><v xmlns="urn:other">1</v></c>'), "F07")
    yield Bad("foreign cell", rows('<row r="1"><y:c xmlns:y="urn:other" r="A1"><v>1</v></y:c></row>'), "F07")
    yield Bad("undeclared prefix", cell('<c r="A1" xmlns:z="urn:z"><y:v>1</y:v></c>'), "F03")
    yield Bad("strict", _strict, "F08")
    yield Bad("strict sheet", replaced(SHEET, MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), "F08")


def _zips() -> Iterator[Bad]:
    """Zips that two programs would read in two ways."""
    yield Bad("entry twice", _duplicate, "F10")
    yield Bad("case variant", _case_variant, "F10")
    yield Bad("names differ", _names_differ, "F10")
    yield Bad("overlapping", _overlapping, "F10")
    for name in (
        b"../evil",
        b"xl/../../evil",
        b"/etc/passwd",
        b"C:/evil",
        b"xl\\evil",
        b"a\0b",
        b"a//b",
        b"./a",
    ):
        yield Bad(f"name {name!r}", _named(name), "F10")
    yield Bad("name not utf-8", lambda: raw_zip([(b"\xff", b"")], flags=0x800), "F10")
    yield Bad("folder with content", _named(b"xl/media/"), "F10")
    yield Bad("encrypted", _raw(flags=1), "F10")
    yield Bad("strongly encrypted", _raw(flags=0x41), "F10")
    yield Bad("bzip2", _raw(method=12), "F10")
    yield Bad("lzma", _raw(method=14), "F10")
    yield Bad("symlink", _raw(mode=0o120777), "F10")
    yield Bad("outside target", replaced(BOOK_RELATIONS, "worksheets/sheet1.xml", "../../evil.xml"), "F10")


BAD_FILES = (*_kinds(), *_damages(), *_contradictions(), *_carriers(), *_zips(), *giants())


def locked_archive(name: str) -> bytes:
    """An archive with one file that says of itself that it is encrypted."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, b"secret")
    data = bytearray(content.getvalue())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + flags] |= 1
    return bytes(data)

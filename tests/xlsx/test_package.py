"""Strict is not narrow: what real programs write in their own ways is read, value for value."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter

from cascade.grid import Area, Cell, CellKind, CellStyle, Grid
from cascade.xlsx import read
from tests.support.raw_workbook import (
    BOOK,
    BOOK_RELATIONS,
    CUSTOM,
    MAIN,
    OFFICE,
    RELATIONS,
    ROOT,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    as_entries,
    edited,
    pack,
    parts,
    raw_zip,
    unpack,
)

NUMBER, TEXT, EMPTY = CellKind.NUMBER, CellKind.TEXT, CellKind.EMPTY
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def values(data: bytes) -> dict[str, str]:
    """The texts of the first sheet's cells by address."""
    return {cell.address: cell.text for cell in read(data).sheets[0].cells.values()}


@pytest.fixture(scope="module")
def form() -> bytes:
    """A small form as xlsxwriter writes it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_custom_property("CascadeTicket", "KB-2020")
        book.set_custom_property("Count", 7)
        page = book.add_worksheet("分解表")
        page.write_string(0, 0, "上城区")
        page.write_number(0, 1, 12.5)
        page.write_formula(0, 2, "=B1*2", None, 25)
        page.write_formula(0, 3, '=IF(B1>0,"","x")', None, "")
        page.write_formula(0, 4, "=1/0", None, "#DIV/0!")
        page.write_boolean(0, 5, True)
        page.write_number(0, 6, 0.1, book.add_format({"num_format": "0.00%"}))
        page.write_blank(0, 7, None, book.add_format({"bold": True}))
        page.merge_range("A3:C4", "合计")
        page.set_row(6, None, None, {"hidden": True})
        page.set_column("H:J", None, None, {"hidden": True})
        book.add_worksheet("隐藏").hide()
        book.define_name("cascade.K01", "=分解表!$B$1:$B$9")
        book.define_name("分解表!cascade.K02", "=分解表!$C$1")
    return target.getvalue()


def check_form(grid: Grid) -> None:
    """That a grid holds the form."""
    page = grid.sheets[0]
    assert [(each.name, each.hidden) for each in grid.sheets] == [("分解表", False), ("隐藏", True)]
    assert {at: cell._replace(runs=()) for at, cell in page.cells.items()} == {
        (1, 1): Cell(1, 1, TEXT, "上城区"),
        (1, 2): Cell(1, 2, NUMBER, "12.5"),
        (1, 3): Cell(1, 3, NUMBER, "25", "B1*2"),
        (1, 4): Cell(1, 4, EMPTY, "", 'IF(B1>0,"","x")'),  # xlsxwriter writes no type for ""
        (1, 5): Cell(1, 5, CellKind.ERROR, "#DIV/0!", "1/0"),
        (1, 6): Cell(1, 6, CellKind.BOOLEAN, "TRUE"),
        (1, 7): Cell(1, 7, NUMBER, "0.1", None, CellStyle("0.00%")),
        (3, 1): Cell(3, 1, TEXT, "合计"),
    }
    assert page.merges == (Area(3, 1, 4, 3),)
    assert page.hidden_rows == {7}
    assert page.hidden_columns == ((8, 10),)
    assert dict(grid.names) == {"cascade.K01": "分解表!$B$1:$B$9", "cascade.K02": "分解表!$C$1"}
    assert dict(grid.properties) == {"CascadeTicket": "KB-2020"}
    assert not grid.external


def _replacing(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda text: text.replace(old.encode(), new.encode())


def _prefixed(text: bytes) -> bytes:
    """A part with its default namespace under a prefix, as the Open XML SDK writes it."""
    lone = text.replace(b"<?", b"\0").replace(b"</", b"\1").replace(b"<", b"<x:").replace(b"\1", b"</x:")
    return lone.replace(b"\0", b"<?").replace(b"xmlns=", b"xmlns:x=").replace(b"x:x:", b"x:")


def _spaced(text: bytes) -> bytes:
    """A part printed prettily."""
    return text.replace(b"><", b">\r\n  <").replace(b">\r\n  </v", b"></v").replace(b">\r\n  </t", b"></t")


def _as_npoi(text: bytes) -> bytes:
    """Custom properties with the namespace of the value declared at the value."""
    types = f"{OFFICE.rpartition('/')[0]}/docPropsVTypes"
    bare = text.replace(f' xmlns:vt="{types}"'.encode(), b"").replace(b"</vt:", b"</")
    return re.sub(rb"<vt:(\w+)", rf'<\1 xmlns="{types}"'.encode(), bare)


def _single_quoted(text: bytes) -> bytes:
    """A part with its attributes in single quotes."""
    return re.sub(rb'="([^"<]*)"', rb"='\1'", text)


PRINTED: dict[str, Callable[[bytes], bytes]] = dict.fromkeys(
    (TYPES, ROOT, BOOK, BOOK_RELATIONS, STYLES, STRINGS, SHEET), _spaced
)
VARIANTS: dict[str, dict[str, Callable[[bytes], bytes]]] = {
    "byte order mark": {SHEET: lambda text: b"\xef\xbb\xbf" + text},
    "no declaration": {SHEET: lambda text: text[text.index(b"<worksheet") :]},
    "declared ascii": {SHEET: _replacing("UTF-8", "us-ascii")},
    "comment in front": {SHEET: _replacing("<worksheet", "<!-- x --><worksheet")},
    "prefixed": dict.fromkeys((SHEET, STYLES, STRINGS), _prefixed),
    "printed prettily": PRINTED,
    "absolute targets": {
        BOOK_RELATIONS: _replacing('Target="', 'Target="/xl/'),
        ROOT: _replacing('"xl/', '"/xl/'),
    },
    "targets with dots": {BOOK_RELATIONS: _replacing('Target="', 'Target="../xl/./')},
    "wrong dimension": {SHEET: _replacing("A1:H7", "A1")},
    "no dimension": {SHEET: _replacing('<dimension ref="A1:H7"/>', "")},
    "row numbers left out": {SHEET: _replacing('<row r="1"', "<row")},
    "hidden said to be false": {SHEET: _replacing('<row r="1"', '<row hidden="false" r="1"')},
    "hidden said to be true": {SHEET: _replacing('hidden="1"', 'hidden="true"')},
    "ext list": {
        SHEET: _replacing("</sheetData>", '</sheetData><extLst><ext><c r="A1"><v>9</v></c></ext></extLst>')
    },
    "ext list in a cell": {
        SHEET: _replacing("<v>12.5</v>", "<v>12.5</v><extLst><ext><v>9</v></ext></extLst>")
    },
    "number written with its type": {SHEET: _replacing('<c r="B1"', '<c r="B1" t="n"')},
    "cells with a formula first calculated": {SHEET: _replacing("<c ", '<c cm="0" vm="0" ')},
    "empty value": {SHEET: _replacing('<c r="H1" s="2"/>', '<c r="H1"><v/></c><c r="I1"><v></v></c>')},
    "ext list in a row": {SHEET: _replacing('<c r="H1" s="2"/>', "<extLst><ext><v>9</v></ext></extLst>")},
    "phonetic": {
        STRINGS: _replacing("上城区</t>", "上城区</t><rPh sb='0' eb='1'><t>shang</t></rPh><phoneticPr/>")
    },
    "rich text": {STRINGS: _replacing("<t>上城区</t>", "<r><rPr><b/></rPr><t>上</t></r><r><t>城区</t></r>")},
    "character references": {STRINGS: _replacing("上城区", "&#x4E0A;&#22478;区")},
    "character data section": {STRINGS: _replacing("上城区", "<![CDATA[上城]]>区")},
    "alternate in workbook": {
        BOOK: _replacing(
            "<sheets>",
            f"<mc:AlternateContent {MC}><mc:Choice Requires='x15'><sheets><sheet name='x' r:id='rId1'/>"
            "</sheets></mc:Choice></mc:AlternateContent><sheets>",
        )
    },
    "spreadsheet namespace declared again": {
        part: _replacing(f"<{tag} ", f'<{tag} xmlns="{MAIN}" ')
        for part, tag in ((SHEET, "row"), (SHEET, "c"), (BOOK, "sheet"), (STYLES, "xf"))
    }
    | {STRINGS: _replacing("<si>", f'<si xmlns="{MAIN}">')},
    "spreadsheet namespace declared twice": {
        part: _replacing(f'xmlns="{MAIN}"', f'xmlns="{MAIN}" xmlns:y="{MAIN}"')
        for part in (SHEET, BOOK, STRINGS, STYLES)
    },
    "prefix declared at a cell": {
        SHEET: lambda text: re.sub(
            rb'<c r="B1"><v>12.5</v></c>',
            f'<y:c xmlns:y="{MAIN}" r="B1"><y:v>12.5</y:v></y:c>'.encode(),
            text,
        )
    },
    "relation's prefix declared at the sheet": {
        BOOK: lambda text: text.replace(f' xmlns:r="{OFFICE}"'.encode(), b"").replace(
            b" r:id=", f' xmlns:d3p1="{OFFICE}" d3p1:id='.encode()
        )
    },
    "relation's prefix named otherwise": {
        BOOK: lambda text: text.replace(b"xmlns:r=", b"xmlns:rel=").replace(b" r:id=", b" rel:id=")
    },
    "properties as NPOI writes them": {CUSTOM: _as_npoi},
    "properties with one prefix for all": {
        CUSTOM: lambda text: text.replace(b"vt:", b"ns1:").replace(b":vt=", b":ns1=")
    },
    "relations prefixed": dict.fromkeys((ROOT, BOOK_RELATIONS, TYPES), _prefixed),
    "relations' namespace declared again": {
        BOOK_RELATIONS: _replacing("<Relationship ", f'<Relationship xmlns="{RELATIONS}" ')
    },
    "single quotes": dict.fromkeys((SHEET, STRINGS, STYLES, BOOK_RELATIONS, CUSTOM), _single_quoted),
    "encoding in lower case": {
        part: _replacing('encoding="UTF-8"', 'encoding="utf-8"')
        for part in (SHEET, BOOK, STRINGS, STYLES, CUSTOM, ROOT, TYPES)
    },
    "not standalone": {
        part: _replacing('standalone="yes"', 'standalone="no"') for part in (SHEET, BOOK, STRINGS, CUSTOM)
    },
    "byte order marks": {
        part: lambda text: b"\xef\xbb\xbf" + text
        for part in (BOOK, STRINGS, STYLES, CUSTOM, ROOT, TYPES, BOOK_RELATIONS)
    },
    "instructions and comments": {
        SHEET: _replacing("<sheetData>", "<?mso-x y?><!-- <c> --><sheetData><?z?><!-- xmlns= -->"),
        STRINGS: _replacing("上城区", "上<!-- x -->城<?y?>区"),
        CUSTOM: _replacing("KB-2020", "KB<!-- x -->-2020"),
    },
    "spaces kept": {
        STRINGS: _replacing("<t>", '<t xml:space="preserve">'),
        SHEET: _replacing("<v>12.5</v>", '<v xml:space="preserve">12.5</v>'),
    },
    "1904": {BOOK: _replacing("<workbookPr", '<workbookPr date1904="1"')},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_form_written_in_many_ways(form: bytes, variant: str) -> None:
    check_form(read(edited(form, VARIANTS[variant])))


def test_the_form_as_xlsxwriter_wrote_it(form: bytes) -> None:
    check_form(read(form))


@pytest.mark.parametrize("at", [2, 9_000])
def test_a_namespace_declared_again_in_a_later_chunk(at: int) -> None:
    """The part is larger than a chunk of the inflated bytes; the declaration ends with its row."""
    rows = {row: f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 10_001)}
    rows[at] = f'<row r="{at}" xmlns:y="{MAIN}"><y:c r="A{at}"><y:v>{at}</y:v></y:c></row>'
    found = values(pack(parts("".join(rows.values()))))
    assert found == {f"A{row}": str(row) for row in range(1, 10_001)}


def test_a_million_pixels_beside_it(form: bytes) -> None:
    content = unpack(form)
    picture = bytes(range(256)) * 40_000
    others = {
        "xl/media/image1.png": picture,
        "customXml/item1.xml": "<x/>".encode("utf-16"),
        "xl/comments1.xml": b"<",
    }
    check_form(read(pack({**content, **others}, stored=True)))


@pytest.mark.parametrize("how", [{"descriptors": True}, {"method": 0}, {"wide": True}, {"flags": 0x0806}])
def test_zips_of_all_kinds(form: bytes, how: dict[str, int]) -> None:
    entries = [(b"xl/", b""), (b"xl/worksheets/", b""), *as_entries(unpack(form))]
    method = how.pop("method", 8)
    check_form(read(raw_zip(entries, method=method, **how)))  # type: ignore[arg-type]


def test_names_of_parts_in_other_case(form: bytes) -> None:
    content = unpack(form)
    content["xl/SharedStrings.xml"] = content.pop(STRINGS)
    check_form(read(pack(content)))


def test_sheet_order_is_the_workbooks() -> None:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for name in ("乙", "甲"):
        book.create_sheet(name)
    book["乙"].sheet_state = "veryHidden"
    book.save(target)
    assert [(each.name, each.hidden) for each in read(target.getvalue()).sheets] == [
        ("Sheet", False),
        ("乙", True),
        ("甲", False),
    ]


def test_chart_sheets_are_skipped(form: bytes) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("数据")
        page.write_number(0, 0, 1)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$A$1"})
        book.add_chartsheet("图").set_chart(chart)
    assert [each.name for each in read(target.getvalue()).sheets] == ["数据"]


def test_a_link_to_another_workbook_is_noted(form: bytes) -> None:
    link = f'<Relationship Id="rId99" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    data = edited(form, {BOOK_RELATIONS: _replacing("</Relationships>", f"{link}</Relationships>")})
    assert read(data).external


def test_names_of_both_scopes() -> None:
    names = "".join(
        f"<definedName name={name!r}{scope}>{text}</definedName>"
        for name, scope, text in [
            ("one", "", "A1"),
            ("ONE", " localSheetId='0'", "A2"),
            ("two", " localSheetId='0'", "A3"),
            ("both", " localSheetId='0'", "A4"),
            ("both", " localSheetId='1'", "A5"),
            ("twice", "", "A6"),
            ("Twice", "", "A7"),
        ]
    )
    book = parts()[BOOK].replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")
    content = {**parts(), BOOK: book}
    assert dict(read(pack(content)).names) == {"one": "A1", "two": "A3"}


def test_properties_of_all_kinds() -> None:
    custom = parts()[CUSTOM].replace(
        "</Properties>",
        '<property name="i"><vt:i4>3</vt:i4></property><property name="b"><vt:bstr>乙</vt:bstr></property>'
        '<property name="l"><vt:lpstr/></property></Properties>',
    )
    assert dict(read(pack({**parts(), CUSTOM: custom})).properties) == {
        "CascadeTicket": "KB-2020",
        "b": "乙",
        "l": "",
    }


def test_a_workbook_of_the_barest_kind() -> None:
    content = parts()
    relations = content[BOOK_RELATIONS]
    for kind in ("styles", "sharedStrings"):
        relations = relations.replace(f"/{kind}", "/theme")
    content[BOOK_RELATIONS] = relations
    for name in (STYLES, STRINGS):
        del content[name]
    content[ROOT] = content[ROOT].replace("/custom-properties", "/core")
    assert values(pack(content)) == {"A1": "1"}


def test_what_is_no_relation_does_not_hide_the_relations_behind_it() -> None:
    book = parts()
    head, _, relations = book[ROOT].partition("<Relationship ")
    book[ROOT] = f"{head}<Extra/><Relationship {relations}"
    head, _, relations = book[BOOK_RELATIONS].partition("<Relationship ")
    book[BOOK_RELATIONS] = f"{head}<Extra/><Relationship {relations}"
    assert values(pack(book)) == {"A1": "1"}

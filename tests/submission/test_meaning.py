"""What single cells say, by a table written by hand; and innocent habits of people and programs, end to end.

Each habit is tried on another city's form, which is accepted with its exact values: all are collected by one
run of the real command, and the values in its report must be the oracle's. How cells and parts are read is
tested in `tests/xlsx`.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from cascade.grid import Cell, CellKind, CellStyle, Sheet
from cascade.quantity import shown
from cascade.shapes import Shape
from cascade.submission.meaning import meaning
from tests.support.cell_contents import UNITS, cells
from tests.support.filled_forms import Filled
from tests.support.office import BREAKDOWN, JUNE, Office
from tests.support.oracle.results import expected_breakdown, expected_progress
from tests.support.raw_workbook import (
    BOOK_RELATIONS,
    DECLARATION,
    MAIN,
    OFFICE,
    ROOT,
    SPREADSHEET,
    STRINGS,
    STYLES,
    TYPES,
    as_entries,
    pack,
    raw_zip,
    unpack,
)
from tests.support.sample import count, every
from tests.support.treatments import IN_LIBREOFFICE, Hand, png, saved
from tests.support.uno_session import Calc, calc

Habit = Callable[[Path], bytes]
Change = Callable[[bytes], bytes]
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
IGNORABLE = (
    f'{MC} xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" mc:Ignorable="x14ac xr"'
)
ORDINARY = {"C12", "S04", "S09"}  # 不分解, one more of very few, and a county below its city's floor


def sheets(data: bytes, change: Change) -> dict[str, bytes]:
    """The parts of a workbook with something done to the XML of every sheet."""
    content = unpack(data)
    return {name: change(text) if SHEET.fullmatch(name) else text for name, text in content.items()}


def everywhere(change: Change) -> Habit:
    """Something done to the XML of every sheet, to which it must make a difference."""

    def do(path: Path) -> bytes:
        changed = sheets(path.read_bytes(), change)
        assert changed != unpack(path.read_bytes())
        return pack(changed)

    return do


SHAPES = {
    "台": Shape(unit="台"),
    "亿元": Shape(unit="亿元", decimals=1),
    "%": Shape(unit="%", decimals=1, rate=True),
}


@pytest.mark.parametrize("unit", UNITS)
def test_what_single_cells_say(unit: str) -> None:
    """Over 800 contents, each with the outcome that a person wrote down for it."""
    sheet, found = cells()
    wrong = []
    for content, cell in found:
        said = meaning(cell, SHAPES[unit], sheet, {sheet.name: sheet})
        number = "/" if said.value is None else shown(said.value)
        codes = [code for code, _ in said.remarks]
        outcome = " ".join([number, *codes] if said.understood else codes)
        if outcome != content.expected[unit]:
            wrong.append((content.line, content.content, content.look, content.expected[unit], outcome))
    assert wrong == []


@pytest.mark.parametrize(
    ("number", "number_format", "outcome"),
    [
        ("-5", "General", ("-5",)),
        ("-5", "0", ("-5",)),
        ("-5", "0_);(0)", ("-5",)),
        ("-5", "0_);[Red](0)", ("-5",)),
        ("-5", "0;[Red]-0", ("-5",)),
        ("-5", "0;[Red]0", ("-5", "C19")),
        ("-5", "0;0", ("-5", "C19")),
        ("-5", '0;"减"0', ("-5", "C19")),
        ("-5", "0_);(0)_);0", ("-5",)),
        ("5", "(0)", ("5", "C19")),
        ("-0.05", "0%", ("-5", "C06")),
        ("-0.05", "0%;(0%)", ("-5", "C06")),
        ("-0.05", "0%;0%", ("-5", "C06", "C19")),
        ("-0.5", "General", ("-0.5",)),
    ],
)
def test_a_negative_number_must_be_seen_as_one(
    number: str, number_format: str, outcome: tuple[str, ...]
) -> None:
    """In a % column whose target is negative; red digits are no sign on grey paper."""
    shape = Shape(unit="%", decimals=1, rate=True, negative=True, below_one=True)
    cell = Cell(1, 1, CellKind.NUMBER, number, style=CellStyle(number_format))
    said = meaning(cell, shape, Sheet("分解表"), {})
    assert (shown(said.value or Decimal(0)), *(code for code, _ in said.remarks)) == outcome


# ------------------------------------------------------------------------------------- what people put in


def pictures_and_comments(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        sheet.add_image(Image(BytesIO(png())), "D10")
        sheet["C9"].comment = Comment("已核对\n办公室", "张三")
    return saved(book)


def extra_sheets(path: Path) -> bytes:
    """Sheets of their own, with numbers, formulas, and lists that hold some codes."""
    book = openpyxl.load_workbook(path)
    first = book.create_sheet("计算过程", 0)
    first["A1"], first["B2"], first["C3"] = "过程", 12.5, "=SUM(B1:B9)*1.1"
    listing = book.create_sheet("县（市、区）编码")
    for row, code in enumerate(("330102", "330502", "330902", "K06 工业机器人"), start=1):
        listing.cell(row, 1).value = code
    book.create_sheet("Sheet3").sheet_state = "hidden"
    return saved(book)


def notes_about_the_table(path: Path) -> bytes:
    """Words, sums and checks beside and below the table."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        column = sheet.max_column + 2
        for row, note in ((3, "校验"), (9, 1234.5), (10, "=C9+C10")):
            sheet.cell(row, column).value = note
        sheet.cell(sheet.max_row + 3, 2).value = "注：本表数据已经局务会研究"
    return saved(book)


# ------------------------------------------------------------------------------------ how programs write


def with_shared_strings(path: Path) -> dict[str, bytes]:
    """The parts of a workbook of openpyxl's, which writes texts into the cells, with shared ones instead."""
    texts: dict[bytes, int] = {}

    def share(match: re.Match[bytes]) -> bytes:
        return match[1] + b' t="s"><v>%d</v></c>' % texts.setdefault(match[2], len(texts))

    inline = re.compile(rb'(<c r="\w+"(?: s="\d+")?) t="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is></c>')
    content = sheets(path.read_bytes(), lambda text: inline.sub(share, text))
    assert len(texts) > 50
    link = f'<Relationship Id="rId98" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    kind = f'<Override PartName="/{STRINGS}" ContentType="{SPREADSHEET}.sharedStrings+xml"/>'
    for part, more, end in ((BOOK_RELATIONS, link, "</Relationships>"), (TYPES, kind, "</Types>")):
        content[part] = content[part].replace(end.encode(), (more + end).encode())
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    return content | {STRINGS: f'{DECLARATION}<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"}


def rich_and_phonetic(path: Path) -> bytes:
    """Codes, names, texts and the ticket in runs of several fonts, with readings beside them."""

    def item(match: re.Match[bytes]) -> bytes:
        words = unescape(match[1].decode())  # with lxml installed, openpyxl writes every sign as a number
        if set(words) & set("&<>") or len(words) < 2:
            return match[0]
        runs = f"<r><rPr><b/></rPr><t>{words[:1]}</t></r><r><t>{words[1:]}</t></r>"
        return f'<si>{runs}<rPh sb="0" eb="1"><t>du</t></rPh><phoneticPr fontId="1"/></si>'.encode()

    content = with_shared_strings(path)
    rich = re.sub(rb"<si><t[^>]*>([^<]+)</t></si>", item, content[STRINGS])
    assert rich.count(b"<r>") > 100
    return pack(content | {STRINGS: rich})


def alternate_content(text: bytes) -> bytes:
    """What a newer program writes for itself, and for others beside it."""
    text = text.replace(b"<worksheet ", f"<worksheet {IGNORABLE} ".encode(), 1)
    text = text.replace(b"<row ", b'<row x14ac:dyDescent="0.15" ')
    end = (
        f'<mc:AlternateContent {MC}><mc:Choice Requires="x14"><controls/></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent><extLst><ext uri='x'/></extLst></worksheet>"
    )
    return text.replace(b"</worksheet>", end.encode())


def seventeen_digits(text: bytes) -> bytes:
    """Every number as the 17 digits of its double, as Excel and WPS write it."""

    def number(match: re.Match[bytes]) -> bytes:
        return match[1] + f"<v>{float(match[2]):.17g}</v></c>".encode()

    return re.sub(rb'(<c r="\w+"(?: s="\d+")?(?: t="n")?>)<v>([\d.]+)</v></c>', number, text)


def shared_formulas(text: bytes) -> bytes:
    """Formulas beside the table: one written for a row of cells, and an array."""
    first = '<c r="AA60"><f t="shared" ref="AA60:AC60" si="99">AA50+1</f><v>1</v></c>'
    others = "".join(f'<c r="{column}60"><f t="shared" si="99"/><v>1</v></c>' for column in ("AB", "AC"))
    array = '<row r="61"><c r="AA61"><f t="array" ref="AA61:AA61">SUM(C8:C9*1)</f><v>20</v></c></row>'
    rows = f'<row r="60">{first}{others}</row>{array}</sheetData>'
    return text.replace(b"</sheetData>", rows.encode())


def absolute_targets(path: Path) -> bytes:
    content = with_shared_strings(path)
    for name in (BOOK_RELATIONS, ROOT):
        pattern = rb'Target="/?(?:xl/)?(worksheets|workbook|styles|shared)'
        content[name] = re.sub(pattern, rb'Target="/xl/\1', content[name])
    return pack(content)


def zipped(method: int = 8, descriptors: bool = False, wide: bool = False) -> Habit:
    """The zip written in another way, with entries for the folders."""

    def do(path: Path) -> bytes:
        folders = [(b"xl/", b""), (b"xl/worksheets/", b""), (b"docProps/", b"")]
        entries = [*folders, *as_entries(unpack(path.read_bytes()))]
        return raw_zip(entries, method=method, descriptors=descriptors, wide=wide)

    return do


def styled_columns(text: bytes) -> bytes:
    """A style on every column and on thousands of empty rows."""
    columns = b'<cols><col min="1" max="16384" width="12" style="1"/></cols>'
    rows = b"".join(b'<row r="%d" s="1" customFormat="1" ht="15"/>' % row for row in range(100, 20_000))
    return re.sub(rb"<cols>.*?</cols>", columns, text).replace(b"</sheetData>", rows + b"</sheetData>")


def prefixed(path: Path) -> bytes:
    """Every element of sheets, texts and styles with a prefix."""
    content = with_shared_strings(path)
    for name in [name for name in content if SHEET.fullmatch(name) or name in (STRINGS, STYLES)]:
        text = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content[name])
        content[name] = text.replace(f'xmlns="{MAIN}"'.encode(), f'xmlns:x="{MAIN}"'.encode(), 1)
    return pack(content)


HABITS: dict[str, Habit] = {
    "pictures and comments": pictures_and_comments,
    "extra sheets": extra_sheets,
    "notes about the table": notes_about_the_table,
    "saved by openpyxl": lambda path: saved(openpyxl.load_workbook(path)),
    "shared strings": lambda path: pack(with_shared_strings(path)),
    "rich and phonetic text": rich_and_phonetic,
    "alternate content": everywhere(alternate_content),
    "numbers of 17 digits": everywhere(seventeen_digits),
    "shared and array formulas": everywhere(shared_formulas),
    "absolute targets": absolute_targets,
    "stored entries": zipped(method=0),
    "data descriptors": zipped(descriptors=True),
    "a directory of the wide kind": zipped(wide=True),
    "styles of whole columns": everywhere(styled_columns),
    "prefixed names": prefixed,
}
# What LibreOffice does, and what is found then beyond what was found before.
TREATED = {
    "saved by LibreOffice": "",
    "rows inserted above": "",
    "sorted by numbers": "",
    "a column moved with its code": "",
    "code row cleared": "L04",
    "sheet renamed": "",
    "an equal copy of the sheet": "",
    "filtered": "L05",
    "all pasted elsewhere, values only": "D05",
    "property dropped": "D05",
    "a picture and comments": "",
}


# ----------------------------------------------------------------------------------------------- the office


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Office]:
    """An office that has issued a round's forms, for each of two rounds."""
    office = Office(tmp_path_factory.mktemp("无辜") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    stages = {BREAKDOWN: office.copy(office.home.with_name("分解"))}
    for city in office.tables.cities:
        office.fill(BREAKDOWN, city)
    assert office.collect(BREAKDOWN).code == 0
    assert office.generate(JUNE).code == 0
    return stages | {JUNE: office}


def collected(
    office: Office, round_: str, names: Iterable[str], treat: Callable[[str, Filled], bytes]
) -> dict[str, list[str]]:
    """What is found when each city's form is treated in another way, but for what is ordinary.

    All are collected at once; all must be accepted, and their values must be exactly the oracle's.
    """
    paths = {}
    for city, name in zip(office.tables.cities, names, strict=False):
        path = office.fill(round_, city)
        path.write_bytes(saved(openpyxl.load_workbook(path)))  # whose XML the habits change
        path.write_bytes(treat(name, Filled(round_, city, path)))
        paths[name] = path
    report = office.collect(round_)
    assert set(report.states.values()) == {"accepted"}, report.states
    said = {city: office.says(round_, city) for city, _ in zip(office.tables.cities, paths, strict=False)}
    expected = expected_breakdown if round_ == BREAKDOWN else expected_progress
    assert report.values == expected(office.tables, said)
    codes = {name: {f["code"] for f in report.returns[path.name]["findings"]} for name, path in paths.items()}
    return {name: sorted(found - ORDINARY) for name, found in codes.items()}


@pytest.mark.parametrize(
    ("round_", "batch"),
    [(BREAKDOWN, list(HABITS)[:8]), (BREAKDOWN, list(HABITS)[8:]), (JUNE, list(HABITS)[:: count(4, 2)])],
    ids=["breakdown, the first", "breakdown, the others", "progress, some"],
)
def test_habits_change_no_number_and_raise_no_finding(
    round_: str, batch: list[str], stages: dict[str, Office], tmp_path: Path
) -> None:
    def treat(name: str, paper: Filled) -> bytes:
        return HABITS[name](paper.path)

    found = collected(stages[round_].copy(tmp_path / "工作簿"), round_, batch, treat)
    assert found == {name: [] for name in batch}


@pytest.fixture(scope="module")
def session() -> Calc:
    return calc()


def test_treated_forms_make_the_very_values_of_the_untouched(
    stages: dict[str, Office], session: Calc, tmp_path: Path
) -> None:
    def treat(name: str, paper: Filled) -> bytes:
        hand = Hand(paper, paper, session, tmp_path)
        return hand.office(*IN_LIBREOFFICE[name](hand))

    batch = every(3, TREATED)  # eleven with `--long`
    found = collected(stages[BREAKDOWN].copy(tmp_path / "工作簿"), BREAKDOWN, batch, treat)
    assert found == {name: TREATED[name].split() for name in batch}

"""Random grids come back as they were written; random damage never gets more than a refusal."""

import functools
import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName

from cascade.grid import PAPER_ONLY, CellKind, Grid, Refused, Sheet
from cascade.xlsx import read
from tests.support.raw_workbook import pack, parts, unpack
from tests.support.sample import count

# What XML can hold; openpyxl does not escape what looks like an escape, and writes no control characters.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff_")
TEXTS = st.text(CHARACTERS, min_size=1, max_size=40).filter(lambda text: not text.startswith("="))
NUMBERS = st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False))
VALUES = st.one_of(TEXTS, NUMBERS, st.booleans())
PLACES = st.tuples(st.integers(1, 300), st.integers(1, 150))
GRIDS = st.dictionaries(PLACES, VALUES, max_size=40)

Value = str | int | float | bool
Values = dict[tuple[int, int], Value]


def with_xlsxwriter(values: Values) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("表")
        for (row, column), value in values.items():
            if isinstance(value, bool):
                page.write_boolean(row - 1, column - 1, value)
            elif isinstance(value, str):
                page.write_string(row - 1, column - 1, value)
            else:
                page.write_number(row - 1, column - 1, value)
    return target.getvalue()


def with_openpyxl(values: Values) -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    for (row, column), value in values.items():
        cell = book.worksheets[0].cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(target)
    return target.getvalue()


def plain(sheet: Sheet) -> Values:
    """The values of a sheet as Python's own."""
    return {
        place: cell.text == "TRUE"
        if cell.kind is CellKind.BOOLEAN
        else float(cell.text)
        if cell.kind is CellKind.NUMBER
        else cell.text
        for place, cell in sheet.cells.items()
    }


@pytest.mark.parametrize("write", [with_xlsxwriter, with_openpyxl])
@given(values=GRIDS)
@settings(max_examples=count(20, 2_000))
def test_random_grids(write: Callable[[Values], bytes], values: Values) -> None:
    """Both writers give a number 16 digits."""
    (sheet,) = read(write(values)).sheets
    assert plain(sheet) == {
        place: float(f"{value:.16G}") if isinstance(value, float) else value
        for place, value in values.items()
    }


@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=60
    )
)
def test_texts_with_escapes(text: str) -> None:
    """xlsxwriter escapes control characters and what looks like an escape; XML makes newlines of returns."""
    (sheet,) = read(with_xlsxwriter({(1, 1): text})).sheets
    assert sheet.cells[1, 1].text.replace("\r\n", "\n").replace("\r", "\n") == text.replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


def outcome(data: bytes) -> Grid | Refused:
    """What comes of a file; anything but a grid or a refusal is raised."""
    try:
        return read(data)
    except Refused as refused:
        return refused


@functools.cache
def seeds() -> list[bytes]:
    values: Values = {(1, 1): "杭州", (2, 2): 1.5, (3, 3): True, (4, 700): "x"}
    rows = (
        '<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c><c t="inlineStr"><is><t>x</t></is></c></row>'
    )
    return [with_xlsxwriter(values), with_openpyxl(values), pack(parts(rows), stored=True)]


@pytest.mark.parametrize("seed", range(count(60, 5_000)))
def test_flipped_bytes(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice(seeds()))
    for _ in range(chance.randint(1, 6)):
        if chance.random() < 0.2:
            at = chance.randrange(len(data))
            del data[at : at + chance.randint(1, 20)]
        else:
            data[chance.randrange(len(data))] = chance.randrange(256)
    assert isinstance(outcome(bytes(data)), Grid | Refused)


SNIPPETS = [
    b"<",
    b">",
    b'"',
    b"&",
    b"\0",
    b"]]>",
    b"<!--",
    b"<c/>",
    b"<v>",
    b"</c>",
    b' r="',
    b"9" * 30,
    b"-1",
    b"\xff",
]
SNIPPETS += [
    b"xmlns=",
    b'="A1"',
    b"<f/>",
    b"<is/>",
    b"<row/>",
    b"rId1",
    b"../",
    b"%",
    "县".encode(),
    b"\xed\xa0\x80",
]


@pytest.mark.parametrize("seed", range(count(90, 5_000)))
def test_edited_markup(seed: int) -> None:
    chance = random.Random(seed)
    content = unpack(chance.choice(seeds()))
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(sorted(content))
        text = content[name]
        at = chance.randrange(len(text) + 1)
        end = at + chance.choice([0, 0, 1, 3, 10])
        other = text[slice(*sorted(chance.choices(range(len(text) + 1), k=2)))][:80]
        content[name] = text[:at] + chance.choice([chance.choice(SNIPPETS), other, b""]) + text[end:]
    if chance.random() < 0.2:
        del content[chance.choice(sorted(content))]
    assert isinstance(outcome(pack(content)), Grid | Refused)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert isinstance(outcome(data), Refused)
    assert isinstance(outcome(b"PK\3\4" + data), Refused)


def test_a_zip_of_zips_is_no_workbook() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xlsx", with_openpyxl({(1, 1): 1}))
    refused = outcome(target.getvalue())
    assert isinstance(refused, Refused)
    assert refused.code == "F16"


def with_paper(codes_on: str = "分解表", **parts_of: str) -> bytes:
    """A form with its sheet for paper, whose texts are replaced; `codes_on` is where the codes are named."""
    book = openpyxl.Workbook()
    form, paper = book.worksheets[0], book.create_sheet(PAPER_ONLY)
    form.title, form["A1"].value, paper["A1"].value = "分解表", "330102", "杭州"
    if codes_on:
        place = f"'{codes_on}'!$A$1:$A$9"
        book.defined_names["cascade.codes.1"] = DefinedName("cascade.codes.1", attr_text=place)
    buffer = io.BytesIO()
    book.save(buffer)
    apart = unpack(buffer.getvalue())
    for old, new in parts_of.items():
        apart["xl/worksheets/sheet2.xml"] = apart["xl/worksheets/sheet2.xml"].replace(
            old.encode(), new.encode()
        )
    return pack(apart)


def cells_by_sheet(data: bytes) -> dict[str, int]:
    return {sheet.name: len(sheet.cells) for sheet in read(data).sheets}


def test_the_sheet_for_paper_is_only_checked_where_the_form_is_elsewhere() -> None:
    assert cells_by_sheet(with_paper()) == {"分解表": 1, PAPER_ONLY: 0}
    assert cells_by_sheet(with_paper(codes_on="")) == {"分解表": 1, PAPER_ONLY: 1}
    assert cells_by_sheet(with_paper(codes_on=PAPER_ONLY)) == {"分解表": 1, PAPER_ONLY: 1}
    assert cells_by_sheet(with_paper(codes_on="#REF")) == {"分解表": 1, PAPER_ONLY: 1}


@pytest.mark.parametrize(
    ("new", "code"),
    [("</sheetDat>", "F03"), ("</sheetData><oleObjects><x/></oleObjects>", "F06")],
    ids=["malformed", "with an object"],
)
def test_a_harmful_sheet_for_paper_is_refused(new: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(with_paper(**{"</sheetData>": new}))
    assert refused.value.code == code


def test_a_large_sheet_for_paper_is_scanned_to_its_end() -> None:
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 9_000)) * 12
    assert cells_by_sheet(with_paper(**{"</sheetData>": f"{rows}</sheetData>"})) == {
        "分解表": 1,
        PAPER_ONLY: 0,
    }

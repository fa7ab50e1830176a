"""What stands in a cell, however it is written: kinds, numbers, texts, escapes and number formats."""

import pytest

from cascade.grid import Cell, CellKind, FormatClass
from cascade.xlsx import read
from tests.support.raw_workbook import MAIN, pack, parts

NUMBER, TEXT, EMPTY = CellKind.NUMBER, CellKind.TEXT, CellKind.EMPTY


def cell(markup: str, **others: str) -> Cell:
    """The one cell of a small workbook."""
    (page,) = read(pack(parts(f'<row r="1">{markup}</row>', **others))).sheets
    (found,) = page.cells.values()
    return found


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "-3",
        "+3",
        "1300.0",
        "12.20",
        "60.564999999999998",
        "1E400",
        "1e-7",
        ".5",
        "5.",
        "00012",
        "9" * 400,
    ],
)
def test_numbers_keep_their_text(text: str) -> None:
    assert cell(f'<c r="A1"><v>{text}</v></c>') == Cell(1, 1, NUMBER, text)


def test_spaces_about_a_number_are_not_its_text() -> None:
    assert cell('<c r="A1"><v> 12\n</v></c>') == Cell(1, 1, NUMBER, "12")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<c r="A1" t="b"><v>0</v></c>', Cell(1, 1, CellKind.BOOLEAN, "FALSE")),
        ('<c r="A1" t="b"><v>true</v></c>', Cell(1, 1, CellKind.BOOLEAN, "TRUE")),
        ('<c r="A1" t="e"><v>#N/A</v></c>', Cell(1, 1, CellKind.ERROR, "#N/A")),
        ('<c r="A1" t="d"><v>2020-06-30</v></c>', Cell(1, 1, CellKind.DATE, "2020-06-30")),
        ('<c r="A1" t="str"><v> a </v></c>', Cell(1, 1, TEXT, " a ")),
        ('<c r="A1" t="str"><f>A2</f><v></v></c>', Cell(1, 1, TEXT, "", "A2")),
        ('<c r="A1" t="str"><f>A2</f></c>', Cell(1, 1, EMPTY, "", "A2")),
        ('<c r="A1"><f>A2</f></c>', Cell(1, 1, EMPTY, "", "A2")),
        ('<c r="A1"><f>=A2</f><v/></c>', Cell(1, 1, EMPTY, "", "A2")),
        ('<c r="A1" t="s"><v>0</v></c>', Cell(1, 1, TEXT, "杭州")),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>', Cell(1, 1, TEXT, " a")),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh><t>x</t></rPh></is></c>', Cell(1, 1, TEXT, "a")),
        ("<c><v>1</v></c>", Cell(1, 1, NUMBER, "1")),
        ('<c t="str"><v>1&#13;&#10;&lt;</v></c>', Cell(1, 1, TEXT, "1\r\n<")),
    ],
)
def test_kinds_of_cells(markup: str, expected: Cell) -> None:
    assert cell(markup) == expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x003D_1", "_x003D_1"),
        ("_x003D_1+1", "=1+1"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xD83D_", "_xD83D_"),
        ("_xFFFF_", "_xFFFF_"),
        ("_x12_ _y0041_", "_x12_ _y0041_"),
        ("_x0041_x0042_", "Ax0042_"),
    ],
)
def test_escapes_mean_what_excel_means(written: str, meant: str) -> None:
    assert cell(f'<c r="A1" t="str"><v>{written}</v></c>').text == meant
    assert cell(f'<c r="A1" t="inlineStr"><is><t>{written}</t></is></c>').text == meant
    assert (
        cell(
            '<c t="s"><v>0</v></c>', sharedStrings=f'<sst xmlns="{MAIN}"><si><t>{written}</t></si></sst>'
        ).text
        == meant
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", FormatClass.GENERAL),
        ("", FormatClass.GENERAL),
        ('General"台"', FormatClass.GENERAL),
        ("G/通用格式", FormatClass.GENERAL),
        ('0"亩"', FormatClass.NUMBER),
        ('0"days"', FormatClass.NUMBER),
        (r"0\d", FormatClass.NUMBER),
        ("[Red]0", FormatClass.NUMBER),
        ("#,##0.00_ ;[Red]-#,##0.00", FormatClass.NUMBER),
        ("0.00E+00", FormatClass.NUMBER),
        ("[DBNum1][$-804]0", FormatClass.NUMBER),
        ("0.0%", FormatClass.PERCENT),
        ('0"%以上"', FormatClass.NUMBER),
        ('yyyy"年"m"月"d"日"', FormatClass.DATE),
        ("[$-804]aaaa yy", FormatClass.DATE),
        ("[h]:mm", FormatClass.DATE),
        ("[mm]", FormatClass.DATE),
        ("@", FormatClass.TEXT),
    ],
)
def test_number_formats(code: str, expected: FormatClass) -> None:
    quoted = code.replace('"', "&quot;")
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="{quoted}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="170"/></cellXfs>'
        "</styleSheet>"
    )
    assert cell('<c r="A1" s="1"><v>1</v></c>', styles=styles).format == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "general"),
        (1, "number"),
        (9, "percent"),
        (10, "percent"),
        (14, "date"),
        (22, "date"),
        (23, "number"),
        (31, "date"),
        (44, "number"),
        (46, "date"),
        (49, "text"),
        (57, "date"),
        (99, "general"),
    ],
)
def test_builtin_formats(number: int, expected: str) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    assert cell('<c r="A1" s="0"><v>1</v></c>', styles=styles).format == expected

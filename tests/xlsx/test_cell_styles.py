"""What stands in a cell, however it is written: kinds, numbers, texts, escapes and number formats."""

import pytest

from cascade.grid import Cell, CellKind, CellStyle, Run
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


STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts><numFmt numFmtId="170" formatCode="0&quot;台&quot;"/></numFmts>
<fonts><font/><font><strike/><name val="宋体"/></font><font><strike val="0"/></font>
<font><vertAlign val="superscript"/></font><font><vertAlign val="baseline"/></font>
<font><b/><strike val="1"/><vertAlign val="subscript"/></font></fonts>
<cellStyleXfs><xf numFmtId="14" fontId="1"/></cellStyleXfs>
<cellXfs><xf/><xf numFmtId="170" fontId="1"/><xf fontId="2"/><xf fontId="3"/><xf fontId="4"/><xf fontId="5"/>
<xf numFmtId="9" fontId="99"/></cellXfs></styleSheet>"""


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("", CellStyle()),
        (' s="0"', CellStyle()),
        (' s="1"', CellStyle('0"台"', struck=True)),
        (' s="2"', CellStyle()),
        (' s="3"', CellStyle(raised=True)),
        (' s="4"', CellStyle()),
        (' s="5"', CellStyle(struck=True, raised=True)),
        (' s="6"', CellStyle("0%")),
    ],
)
def test_a_style_knows_its_format_and_its_font(style: str, expected: CellStyle) -> None:
    assert cell(f'<c r="A1"{style}><v>1</v></c>', styles=STYLES).style == expected


@pytest.mark.parametrize(
    ("number", "code"),
    [(0, "General"), (1, "0"), (9, "0%"), (10, "0.00%"), (14, "yyyy-m-d"), (22, "yyyy-m-d"),
     (23, "General"), (31, "yyyy-m-d"), (44, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '),
     (46, "yyyy-m-d"), (49, "@"), (57, "yyyy-m-d"), (99, "General")],
)  # fmt: skip
def test_builtin_formats(number: int, code: str) -> None:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    assert cell('<c r="A1" s="0"><v>1</v></c>', styles=styles).style.number_format == code


RUNS = (
    "<r><t>13</t></r><r><rPr><strike/></rPr><t>00</t></r><r><rPr><b/></rPr><t> </t></r>"
    '<r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
)
READ = (Run("13"), Run("00", True, False), Run(" ", False, False), Run("1", False, True))


def test_a_text_keeps_its_runs() -> None:
    shared = f'<sst xmlns="{MAIN}"><si>{RUNS}</si><si><t>1</t></si></sst>'
    assert cell(f'<c r="A1" t="inlineStr"><is>{RUNS}</is></c>') == Cell(1, 1, TEXT, "1300 1", runs=READ)
    for number in ("0", " 0\n"):
        found = cell(f'<c r="A1" t="s"><v>{number}</v></c>', sharedStrings=shared)
        assert found == Cell(1, 1, TEXT, "1300 1", runs=READ)
    assert cell('<c r="A1" t="s"><v>1</v></c>', sharedStrings=shared).runs == ()


@pytest.mark.parametrize(
    "markup", ['<c r="A1" t="inlineStr"><v>63</v></c>', '<c r="A1"><is><t>63</t></is></c>']
)
def test_what_excel_does_not_show_is_not_read(markup: str) -> None:
    """As Excel: PHPOffice/PHPExcel issue 648, where such a cell is empty in Excel and Numbers."""
    (page,) = read(pack(parts(f'<row r="1">{markup}</row>'))).sheets
    assert page.cells == {}

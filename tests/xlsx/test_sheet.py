"""Where cells stand in a sheet, and how a sheet may be cut, nested and continued."""

import pytest

from cascade.grid import Area, Refused, Sheet
from cascade.xlsx import read
from tests.support.raw_workbook import pack, parts, sheet

MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
ROW = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}" t="str"><f>A{0}&amp;""</f><v>第{0}行</v></c></row>'


def only(rows: str, **others: str) -> Sheet:
    """The one sheet of a small workbook."""
    return read(pack(parts(rows, **others))).sheets[0]


def values(markup: str) -> dict[str, str]:
    """The texts of the first sheet's cells by address, from the markup of the sheet."""
    page = read(pack(parts(worksheets=markup))).sheets[0]
    return {each.address: each.text for each in page.cells.values()}


def test_cells_and_rows_without_a_place_follow_the_one_before() -> None:
    page = only(
        '<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    )
    assert {each.address: each.text for each in page.cells.values()} == {
        "B3": "1",
        "C3": "2",
        "E3": "3",
        "A4": "4",
    }


def test_rows_out_of_order() -> None:
    page = only('<row r="9"><c r="A9"><v>9</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>')
    assert set(page.cells) == {(9, 1), (2, 1)}


def test_columns_far_to_the_right() -> None:
    assert set(only('<row r="1"><c r="ZZ1"><v>1</v></c><c r="AAA1"><v>1</v></c></row>').cells) == {
        (1, 702),
        (1, 703),
    }


def test_many_empty_formatted_rows() -> None:
    rows = "".join(f'<row r="{number}" s="1" customFormat="1"/>' for number in range(2, 200_000))
    page = only(f'<row r="1"><c r="A1"><v>1</v></c></row>{rows}')
    assert set(page.cells) == {(1, 1)}


def test_fallback_is_taken_and_choice_is_not() -> None:
    rows = (
        f'<mc:AlternateContent {MC}><mc:Choice Requires="x"><row r="1"><c r="A1"><v>1</v></c></row>'
        '</mc:Choice><mc:Fallback><row r="1"><c r="A1"><v>2</v></c></row></mc:Fallback></mc:AlternateContent>'
        f'<row r="2"><mc:AlternateContent {MC}><mc:Choice><c r="A2"><v>3</v></c></mc:Choice><mc:Fallback>'
        '<c r="A2"><v>4</v></c></mc:Fallback></mc:AlternateContent></row>'
    )
    assert {each.address: each.text for each in only(rows).cells.values()} == {"A1": "2", "A2": "4"}
    whole = sheet('<row r="1"><c r="A1"><v>5</v></c></row>').replace(
        "<sheetData>", f"<mc:AlternateContent {MC}><mc:Choice/><mc:Fallback><sheetData>"
    )
    whole = whole.replace("</sheetData>", "</sheetData></mc:Fallback></mc:AlternateContent>")
    assert values(whole) == {"A1": "5"}


def test_two_hundred_levels_and_no_more_where_choices_are_resolved() -> None:
    inner, outer = ("<ext>" * count + "</ext>" * count for count in (198, 199))
    rows = f'<mc:AlternateContent {MC}/><row r="1"><c r="A1"><v>1</v></c><extLst>{{}}</extLst></row>'
    assert {each.address: each.text for each in only(rows.format(inner)).cells.values()} == {"A1": "1"}
    with pytest.raises(Refused) as refused:
        only(rows.format(outer))
    assert (refused.value.code, refused.value.facts["what"]) == ("F09", "文件内标记的嵌套层数")


def test_a_sheet_of_many_pieces() -> None:
    """The sheet is inflated, parsed and handed on in pieces, which cut rows, tags and characters anywhere."""
    page = only("".join(ROW.format(number) for number in range(1, 9001)))
    assert len(page.cells) == 18_000
    assert all(each.text in (str(each.row), f"第{each.row}行") for each in page.cells.values())
    assert page.cells[9000, 2].formula == 'A9000&""'


def test_what_comes_after_the_cells_is_still_read() -> None:
    rules = '<conditionalFormatting sqref="A1"><cfRule type="x"/></conditionalFormatting>'
    merges = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    for after in (merges, rules + merges, merges + rules, rules * 9000 + merges + rules):
        page = only("", worksheets=sheet(ROW.format(1), after))
        assert page.merges == (Area(1, 1, 2, 2),)
        assert set(page.cells) == {(1, 1), (1, 2)}


def test_cells_in_a_second_place_are_read_too() -> None:
    again = f"<dataValidations/><sheetData>{ROW.format(2)}</sheetData>"
    assert set(values(sheet(ROW.format(1), again))) == {"A1", "B1", "A2", "B2"}
    with pytest.raises(Refused):
        values(sheet(ROW.format(1), f"<sheetData>{ROW.format(1)}</sheetData>"))


def test_the_end_is_parsed_though_nothing_in_it_is_wanted() -> None:
    for end in ("<x>", "<x></y>", "&x;", "<x a='1' a='2'/>"):
        with pytest.raises(Refused) as refused:
            values(sheet(ROW.format(1), end))
        assert refused.value.code == "F03"


def test_words_of_the_format_in_texts_and_attributes() -> None:
    after = '<x a="sheetData>"/><y>mergeCells</y><!-- <sheetData> --><z><![CDATA[</sheetData>]]></z>'
    assert values(sheet(ROW.format(1), after)) == {"A1": "1", "B1": "第1行"}


def test_an_embedded_object_is_refused() -> None:
    page = parts(worksheets=sheet("", after='<oleObjects><oleObject progId="Word"/></oleObjects>'))
    with pytest.raises(Refused) as refused:
        read(pack(page))
    assert (refused.value.code, refused.value.facts) == ("F06", {"kind": "嵌入对象"})

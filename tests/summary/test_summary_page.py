"""A sheet of the summary: how wide and high its cells become, its title, its links and its protection."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.drawing import DrawnColumn, Rows, page_width
from cascade.formula import Live
from cascade.grid import Area
from cascade.summary.cell_texts import text_of
from cascade.summary.medium import Medium
from cascade.summary.summary_page import SummaryPage
from cascade.summary.summary_workbook import SummaryBook
from cascade.theme import LINE_POINTS, characters

THEME = theme.load()


@pytest.fixture
def book() -> SummaryBook:
    return SummaryBook("汇总表", datetime(2020, 7, 15), THEME)


@pytest.fixture
def page(book: SummaryBook) -> SummaryPage:
    return book.page("总览")


def drawn(book: SummaryBook) -> Worksheet:
    (sheet,) = openpyxl.load_workbook(BytesIO(book.finished())).worksheets
    return sheet


def merged(sheet: Worksheet) -> list[str]:
    return sorted(str(area) for area in sheet.merged_cells.ranges)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "", ""),
        ("甲", "0.0", "甲"),
        (Decimal("12.50"), "", "12.5"),
        (Decimal("0.12345678901234"), "", "0.1234567890"),
        (Decimal("12.5"), "0", "12.5"),  # no fixed number of decimals
        (Decimal("12.5"), "0.0", "12.5"),
        (Decimal("12.5"), "0.0#", "12.5"),
        (Live("A1", Decimal("12.5")), "0.00", "12.50"),
        (Live("A1", "甲"), "", "甲"),
        (Decimal(0), '"● "0.000;"▼ -"0.000;"● "0.000', "0.000"),
    ],
)
def test_the_text_of_a_cell(value: Decimal | str | Live | None, number_format: str, text: str) -> None:
    assert text_of(value, number_format) == text


def test_a_column_is_as_wide_as_its_widest_text(page: SummaryPage) -> None:
    page.put(1, 1, "题" * 30, "text", fit=False)
    assert page.widths(2) == [9, 9]
    page.put(2, 1, "四个汉字", "text")
    page.put(3, 1, Decimal("1.5"), "figure", num_format="0.000")
    assert page.widths(2) == [10, 9]
    page.fit_down(1, ["甲", "六个字符ab"], page.styles.get("text"))
    shapes = [page.styles.get("figure", num_format=shape) for shape in ("0.000", "0")]
    page.fit_down(2, [Decimal(1), None], shapes[0], 1.0)
    assert page.widths(3) == [12, 6, 9]
    page.fit_down(2, [Decimal(1), Decimal("1234567")], shapes, 1.0)
    assert page.widths(3) == [12, 8, 9]
    page.widen(1, 3)
    assert page.widths(1) == [12]
    page.widen(1, 13.5)
    assert page.widths(1) == [13.5]


def test_columns_grow_until_the_text_over_them_fits(page: SummaryPage) -> None:
    for column in (1, 2, 3):
        page.widen(column, 5)
    page.widen_over(2, 3, "一二三四五六七八九十", lines=2)  # 20 characters: 10 a line, and one of padding
    assert page.widths(3) == [5, 5.5, 5.5]
    page.widen_over(2, 3, "一二三", lines=2)
    assert page.widths(3) == [5, 5.5, 5.5]


def test_a_narrow_table_fills_the_paper(page: SummaryPage) -> None:
    """A3 offers 1000 points: 190 characters in three columns."""
    for column, width in ((1, 30.0), (2, 60.0), (3, 55.0)):
        page.widen(column, width)
    page.fill_page(3, fixed=1)
    free = characters(page_width(THEME), 3) - 30
    assert page.widths(3) == [
        30.0,
        pytest.approx(free * 60 / 115, abs=0.2),
        pytest.approx(free * 55 / 115, abs=0.2),
    ]
    page.fill_page(3, fixed=1)
    assert sum(page.widths(3)) == pytest.approx(free + 30, abs=0.4)  # it is full


def test_no_column_of_a_narrow_table_gets_much_wider_than_it_must_be(page: SummaryPage) -> None:
    for column in (1, 2, 3):
        page.widen(column, 10.0)
    page.fill_page(3, fixed=1)
    assert page.widths(3) == [10.0, 16.0, 16.0]


def test_a_table_that_nearly_fills_the_paper_stays_as_it_is(page: SummaryPage) -> None:
    widths = [30.0, 60.0, 70.0]
    for column, width in enumerate(widths, start=1):
        page.widen(column, width)
    page.fill_page(3, fixed=1)
    assert page.widths(3) == widths


def test_a_text_over_several_rows_or_columns_is_one_cell(book: SummaryBook, page: SummaryPage) -> None:
    page.tall(1, 3, 1, "三行的标题", "head")
    page.tall(4, 4, 1, "一行的很长的标题", "head", fit=False)
    page.merge((5, 2, 5, 4), "三列", "head")
    page.merge((6, 2, 7, 3), "四格", "text")
    page.merge((8, 2, 8, 2), Live("1+1", Decimal(2)), "text")
    assert page.widths(2) == [12, 9]
    sheet = drawn(book)
    assert merged(sheet) == ["A1:A3", "B5:D5", "B6:C7"]
    assert [sheet[cell].value for cell in ("A1", "A4", "B5", "B6", "B8")] == [
        "三行的标题",
        "一行的很长的标题",
        "三列",
        "四格",
        "=1+1",
    ]


@pytest.mark.parametrize(
    ("width", "area", "lines"),
    [(20, "B1:C1", 3), (21, "B1:D1", 3), (100, "B1:D1", 3), (19, "B1:C1", 3), (14, None, 7), (9, None, 7)],
)
def test_a_paragraph_takes_as_many_columns_as_it_may(
    book: SummaryBook, page: SummaryPage, width: float, area: str | None, lines: int
) -> None:
    for column, points in ((2, 10), (3, 9), (4, 2)):
        page.widen(column, points)
    page.paragraph(1, 2, "字" * 20, width)  # 40 characters; three of the width stay free
    assert merged(drawn(book)) == ([area] if area else [])
    assert page.heights[1] == LINE_POINTS * lines + 4


def test_a_row_is_at_least_as_high_as_asked_and_never_too_high(book: SummaryBook, page: SummaryPage) -> None:
    for points in (20, 30, 25):
        page.height(1, points)
    page.height(2, 500)
    page.wrapped(3, [(1, "字" * 9), (2, "字")])  # 18 characters in a column of 9
    page.wrapped(4, [(2, "字")], least=4)
    expected = {1: 30, 2: 409, 3: LINE_POINTS * 3 + 4, 4: LINE_POINTS * 4 + 4}
    assert page.heights == expected
    sheet = drawn(book)
    assert {row: sheet.row_dimensions[row].height for row in expected} == pytest.approx(expected, abs=0.5)


def test_a_link_leads_to_its_place_and_says_so(book: SummaryBook, page: SummaryPage) -> None:
    page.put(1, 1, "杭州市", "link", to="'县级明细'!K14:K20")
    page.put(2, 1, "宁波市", "link")
    sheet = drawn(book)
    link = sheet["A1"].hyperlink
    assert (link.location, link.tooltip) == ("'县级明细'!K14:K20", "转到“县级明细”")
    assert sheet["A2"].hyperlink is None
    assert [sheet["A1"].value, sheet["A2"].value] == ["杭州市", "宁波市"]


def test_a_sheet_has_no_more_links_than_it_can(
    book: SummaryBook, page: SummaryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cascade.summary.page_cells._MOST_LINKS", 2)
    for row in range(1, 4):
        page.put(row, 1, "市", "link", to="'总览'!A1")
    sheet = drawn(book)
    assert [bool(sheet.cell(row, 1).hyperlink) for row in range(1, 4)] == [True, True, False]
    assert sheet["A3"].value == "市"


def test_cells_take_a_style_on_a_condition(book: SummaryBook, page: SummaryPage) -> None:
    page.colour(Area(2, 3, 4, 5), "C2>0", "bad")
    (area,) = drawn(book).conditional_formatting
    assert (str(area.sqref), [rule.formula for rule in area.rules]) == ("C2:E4", [["C2>0"]])


# ------------------------------------------------------------------------------------------------ finish


def finished(book: SummaryBook, page: SummaryPage, title: str, note: str, columns: int = 3) -> Worksheet:
    for column in range(1, columns + 1):
        page.widen(column, 20)
    page.finish(title, note, columns, (3, 4), 1, footer="省办")
    return drawn(book)


def test_a_finished_sheet_has_title_note_panes_and_paper(book: SummaryBook, page: SummaryPage) -> None:
    sheet = finished(book, page, "标题", "说明")
    assert (sheet["A1"].value, sheet["A2"].value, merged(sheet)) == ("标题", "说明", ["A1:C1"])
    assert [sheet.row_dimensions[row].height for row in (1, 2)] == [32.25, 18]
    assert sheet["A1"].font.size == 16
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("B5", "$3:$4", "$A:$A")
    assert sheet.protection.sheet
    assert not sheet.protection.formatColumns  # that is: allowed
    assert not sheet.sheet_view.showGridLines
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None
    assert (footer.left.text, footer.right.text) == ("省办", "总览")


def test_a_sheet_need_not_be_protected(book: SummaryBook, page: SummaryPage) -> None:
    page.finish("标题", "说明", 3, (3, 4), 1, protect=False)
    assert not drawn(book).protection.sheet


def test_a_long_note_takes_several_lines(book: SummaryBook, page: SummaryPage) -> None:
    sheet = finished(book, page, "标题", "字" * 50)  # 100 characters in 60
    assert merged(sheet) == ["A1:C1", "A2:C2"]
    assert sheet["A2"].alignment.wrap_text
    assert page.heights[2] == LINE_POINTS * 2 + 4


def test_a_title_over_several_pages_stays_on_the_first(book: SummaryBook, page: SummaryPage) -> None:
    for column in range(1, 8):
        page.widen(column, 60)
    groups = [(column, column) for column in range(2, 8)]
    page.finish("题" * 90, "说明", 7, (3, 4), 1, groups)
    sheet = drawn(book)
    assert [each.id for each in sheet.col_breaks.brk] == [3, 5]
    assert merged(sheet) == ["B1:C1"]
    assert (sheet["B1"].font.size, sheet["B1"].alignment.wrap_text, sheet["B2"].value) == (12, True, "说明")
    assert page.heights[1] == 1.5 * 12 * 2 + 4  # 180 characters at 12 points are 216 at 10, in 120


def test_a_title_parts_where_one_line_would_be_too_small(book: SummaryBook, page: SummaryPage) -> None:
    """On A4 the first line of a city's title was …（杭州市, and the second the bracket that closes it."""
    for column in range(1, 8):
        page.widen(column, 60)
    groups = [(column, column) for column in range(2, 8)]
    title = "题" * 46 + "\n上半年进展（杭州市）"
    page.finish(title, "说明", 7, (3, 4), 1, groups)
    sheet = drawn(book)
    assert sheet["B1"].value == title
    size = 120 * 10 / 92  # of the longer line, of 92 characters, in 120 at 10 points
    assert sheet["B1"].font.size == pytest.approx(size)
    assert page.heights[1] == 1.5 * size * 2 + 4


def test_a_title_stays_on_one_line_where_it_fits(book: SummaryBook, page: SummaryPage) -> None:
    assert finished(book, page, "标题\n总览", "说明")["A1"].value == "标题总览"


def test_a_title_behind_the_word_annex_is_never_cut_off() -> None:
    book = SummaryBook("题", datetime(2020, 7, 10, 9, 0), THEME, Medium(on_paper=True, bare_feet=True))
    page = book.page("分县表", "附表2")
    page.finish(f"{'题' * 16}\n分县表", "说明", 1, (3, 3), 0)
    assert page.widths(1) == [60.8]  # of the title alone, of 38 characters at 16 points
    sheet = drawn(book)
    assert sheet["A1"].value == f"附表2　{'题' * 16}分县表"
    assert sheet["A1"].font.size == pytest.approx(608 / 45)


def test_a_narrow_sheet_grows_to_its_title(book: SummaryBook, page: SummaryPage) -> None:
    page.finish("题" * 20, "", 3, (3, 4), 1)
    assert page.widths(3) == [9, 27.5, 27.5]  # 40 characters at 16 points are 64 at 10
    wide = book.page("报送情况")
    for column, width in enumerate(page.widths(3), start=1):
        wide.widen(column, width)
    wide.finish("题" * 20, "", 3, (3, 4), 1)
    assert wide.widths(3) == [9, 27.5, 27.5]


def test_a_narrow_sheet_grows_no_wider_than_its_paper(book: SummaryBook, page: SummaryPage) -> None:
    """A title of 150 characters above one column beside the fixed ones needed 440 characters of width."""
    title = "题" * 150
    page.put(4, 3, "甲", "text")
    sheet = finished(book, page, title, "注")
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert sum(widths) <= characters(page_width(THEME), 3) + 1
    assert sheet["A1"].value == f"{'题' * 75}\n{'题' * 75}"  # no line of ten characters
    assert sheet["A1"].alignment.wrap_text


def test_a_sheet_of_fixed_columns_only_grows_too(book: SummaryBook, page: SummaryPage) -> None:
    page.finish("题" * 20, "", 2, (3, 4), 2)
    assert page.widths(2) == [32, 32]


def test_what_is_written_is_what_is_printed(book: SummaryBook, page: SummaryPage) -> None:
    page.put_rows(Rows([3], [DrawnColumn(["甲"], page.styles.get("text"))] * 2, 15))
    page.put(4, 1, "乙", "text")
    page.height(5, 200)  # of a chart
    page.finish("题", "注", 2, (3, 3), 1)
    hidden = book.page("数据来源")
    hidden.put(1, 1, "丙", "text")
    hidden.sheet.hide()
    sheets = openpyxl.load_workbook(BytesIO(book.finished())).worksheets
    assert [sheet.print_area for sheet in sheets] == ["'总览'!$A$1:$B$5", ""]

"""A form on paper, as LibreOffice prints it: A3, nothing cut off, broken between indicators, readable."""

from collections import Counter
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from cascade.layout import Line, Role, SheetLayout
from tests.support.forms import BREAKDOWN, CITIES, FILLING, SEPTEMBER, TICKET, layout, right, written
from tests.support.libreoffice import convert_pdf
from tests.support.oracle.results import text
from tests.support.printed_form import A3, PrintedForm, printed_form

SMALL = "330900"
LARGE = max(CITIES, key=lambda city: len(FILLING.leaves(city)))
PRINTED = [(round_, city) for round_ in (BREAKDOWN, SEPTEMBER) for city in (SMALL, LARGE)]


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], PrintedForm]:
    folder, books = tmp_path_factory.mktemp("打印"), {}
    for round_, city in PRINTED:
        books[round_, city] = folder / f"{city}_{round_}.xlsx"
        books[round_, city].write_bytes(written(layout(round_, city), right(round_, city)))
    pdfs = convert_pdf(list(books.values()), folder)
    return {key: printed_form(pdfs[book], layout(*key), right(*key)) for key, book in books.items()}


@pytest.fixture(params=PRINTED, ids=lambda param: f"{param[1]}-{param[0]}")
def paper(request: pytest.FixtureRequest, prints: dict[tuple[str, str], PrintedForm]) -> PrintedForm:
    return prints[request.param]


def test_every_page_is_a3_landscape(paper: PrintedForm) -> None:
    assert set(paper.paper) == {A3}


def test_only_the_economy_departments_sheet_takes_more_than_one_page(paper: PrintedForm) -> None:
    counts = {sheet.name: len(paper.sheet_pages(sheet)) for sheet in paper.form.sheets}
    assert sum(counts.values()) + 2 == len(paper.pages)  # instructions, and the sheet for the stamp
    assert {name: count for name, count in counts.items() if count != 1} in ({}, {"省经信厅": 3})
    assert (counts.get("省经信厅") is None) == (paper.form.round == BREAKDOWN)


def test_nothing_is_too_wide_for_its_column(paper: PrintedForm) -> None:
    for page in paper.pages:
        assert "##" not in page.text


def test_each_sheet_shows_its_title_once_and_the_due_day(paper: PrintedForm) -> None:
    for sheet in paper.form.sheets:
        first, *others = paper.sheet_pages(sheet)
        assert sheet.title in first
        assert "报送截止：2020 年" in first
        assert not any(sheet.title in page for page in others)


def test_every_page_bears_ticket_and_number(paper: PrintedForm) -> None:
    for number, page in enumerate(paper.pages[1:], start=2):
        assert f"模板编号：{TICKET}" in page
        assert f"第 {number} 页，共 {len(paper.pages)} 页" in page


def test_every_page_names_all_counties_and_zones_and_no_spare_row(paper: PrintedForm) -> None:
    city = paper.form.city
    for sheet in paper.form.sheets:
        for page in paper.sheet_pages(sheet):
            for row in sheet.rows:
                if row.line is Line.COUNTY:
                    assert row.region in page
                    assert row.name in page
            for zone, name in FILLING.names(city).items():
                assert name in page or paper.form.round == BREAKDOWN
                assert (zone in page) == (paper.form.round != BREAKDOWN)
            assert f"{city}A5" not in page


def test_indicators_are_named_and_never_split_over_pages(paper: PrintedForm) -> None:
    for sheet in paper.form.sheets:
        pages = paper.sheet_pages(sheet)
        assert [field for page in pages for field in page.fields] == [column.field for column in sheet.inputs]
        for indicator in sheet.indicators:
            fields = {column.field for column in sheet.inputs if column.indicator == indicator}
            (page,) = [page for page in pages if fields <= set(page.fields)]
            title = next(column.title for column in sheet.columns if column.indicator == indicator)
            assert title in page


def test_each_page_of_progress_holds_indicators_from_target_to_completion(
    prints: dict[tuple[str, str], PrintedForm],
) -> None:
    for city in (SMALL, LARGE):
        for page in prints[SEPTEMBER, city].pages[1:-1]:
            words = Counter(word for word, _ in page.words)
            indicators = {field[:3] for field in page.fields}
            assert words["目标"] == words["完成率"] + words["较目标"] == len(indicators) > 0


def test_every_number_is_printed_in_full(paper: PrintedForm) -> None:
    for sheet in paper.form.sheets:
        on_paper = Counter(word for page in paper.sheet_pages(sheet) for word, _ in page.words)
        typed = Counter(
            text(value) if isinstance(value, Decimal) else value
            for (region, field, role), value in paper.typed.items()
            if role is Role.INPUT
            and sheet.column(field, role)
            and ("A" not in region or paper.form.round != BREAKDOWN)
        )
        assert typed - on_paper == Counter()


def test_the_sign_off_is_on_every_sheet(paper: PrintedForm) -> None:
    for sheet in paper.form.sheets:
        first = paper.sheet_pages(sheet)[0]
        for label in (
            "填报单位（盖章）：",
            "单位负责人：",
            "审核人：",
            "填报人：",
            "联系电话：",
            "填报日期：",
        ):
            assert label in first


def test_body_text_is_seven_points_or_more(paper: PrintedForm) -> None:
    for page in paper.pages[1:-1]:
        assert page.sizes
        assert min(page.sizes) >= 7
        assert max(page.sizes) <= 12


def test_a_sheet_of_one_column_grows_until_its_title_fits_in_full_size() -> None:
    """72 characters of 16 points take 230.4 of the cells' characters, which have 10 points."""
    form = layout(BREAKDOWN, SMALL)
    (sheet,) = form.sheets
    fields = {each: getattr(sheet, each) for each in SheetLayout.model_fields}
    longer = {"title": "年度重点工作目标分解表上" * 6, "columns": sheet.columns[:3]}
    form = form.model_copy(update={"sheets": (SheetLayout(**fields | longer),)})
    page = openpyxl.load_workbook(BytesIO(written(form))).worksheets[1]
    (title,) = [cell for cell in page[1] if cell.value == longer["title"]]
    assert title.font.sz == 16
    assert [each.width for each in page.column_dimensions.values()] == [10.7109375, 20.7109375, 201.140625]


@pytest.mark.parametrize(
    ("round_", "sheet", "points"),
    [
        (SEPTEMBER, "省科技厅", 15.0),  # its headings are short: the line of what is open is off the table
        (BREAKDOWN, "分解表", 12.0),  # 18 headings fill the third of a window that may be frozen
    ],
)
def test_header_rows_have_air_where_a_window_has_room(round_: str, sheet: str, points: float) -> None:
    book = openpyxl.load_workbook(BytesIO(written(layout(round_, SMALL), right(round_, SMALL))))
    page = book[sheet]
    frozen = range(1, int(str(page.freeze_panes).lstrip("ABC")))
    heights = {row: page.row_dimensions[row].height or 15.0 for row in frozen}  # which goes without saying
    assert heights[2] == points
    assert sum(heights.values()) <= 130

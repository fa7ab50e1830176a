"""A sheet fits its pages: broken between groups of columns and blocks of rows, set up and titled."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import combinations, pairwise

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.drawing import (
    Pages,
    Workbook,
    page_height,
    page_width,
    place_title,
    plan_pages,
    set_up_page,
)
from cascade.theme import column_points
from tests.support.sample import count

THEME = theme.load()
FIXED = [10.0, 12.0]
SMALLEST = THEME.smallest_official_point


def pages_of(columns: Sequence[float]) -> tuple[tuple[int, ...], int | None]:
    """The columns (from 0, without the fixed ones) after which a page ends, and the scale."""
    groups = [(at, at) for at in range(3, 3 + len(columns))]
    pages = plan_pages([*FIXED, *columns], groups, len(FIXED), SMALLEST, THEME)
    return tuple(each - len(FIXED) for each in pages.breaks), pages.scale


def runs(points: Sequence[float], breaks: Sequence[int]) -> list[float]:
    return [sum(points[first:last]) for first, last in pairwise((0, *breaks, len(points)))]


def splits(points: Sequence[float], count: int) -> Iterator[list[float]]:
    """All ways to split a sheet into so many pages."""
    return (runs(points, breaks) for breaks in combinations(range(1, len(points)), count - 1))


@settings(max_examples=count(50, 3_000))
@given(st.lists(st.floats(9.0, 90.0), min_size=2, max_size=11))
def test_no_way_to_split_a_sheet_has_a_wider_narrowest_page(columns: list[float]) -> None:
    points = [column_points(width) for width in columns]
    repeated, paper = sum(map(column_points, FIXED)), page_width(THEME)
    breaks, scale = pages_of(columns)
    room = paper * THEME.body_size / SMALLEST
    if repeated + sum(points) <= room:
        assert (breaks, scale) == ((), None)
        return
    narrow = [n for n in range(2, len(points)) if min(map(max, splits(points, n))) <= room - repeated]
    count = min(narrow, default=len(points))  # no page is saved by writing smaller than that
    limit = max(paper - repeated, min(map(max, splits(points, count)))) * (1 + 1e-9)
    best = max(min(each) for each in splits(points, count) if max(each) <= limit)
    assert len(breaks) == count - 1
    assert min(runs(points, breaks)) == pytest.approx(best, rel=1e-4)
    assert scale is not None
    assert scale <= 100


def test_a_sheet_with_as_many_columns_as_a_spreadsheet_has_is_split_evenly() -> None:
    breaks, scale = pages_of([9.0] * 16_000)
    widths = runs([1] * 16_000, breaks)
    assert (set(widths), len(widths), scale) == ({18, 19}, 843, 93)


def test_a_page_surely_offers_the_paper_without_margins_footer_and_slack() -> None:
    assert page_width(THEME) == pytest.approx((420 - 2 * 12) / 25.4 * 72 / 1.1)
    assert page_height(THEME) == pytest.approx(((297 - 2 * 12) / 25.4 - 0.25) * 72 / 1.03)  # 733.8 points


# ------------------------------------------------------------------------------- the setup and the title


def setup_of(pages: Pages, header: tuple[int, int], fixed: int, footer: tuple[str, str]) -> Worksheet:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        set_up_page(book.add_sheet("表"), pages, header, fixed, footer, THEME)
    (sheet,) = openpyxl.load_workbook(content).worksheets
    return sheet


def test_a_page_is_set_up_for_the_printer() -> None:
    sheet = setup_of(Pages((4,), 70, (9, 20)), (2, 3), 2, ("甲&乙", "3项"))
    page, margins, footer = sheet.page_setup, sheet.page_margins, sheet.HeaderFooter.oddFooter
    assert footer is not None
    assert (page.orientation, page.paperSize, page.scale) == ("landscape", 8, 70)  # 8 is A3
    assert [margins.left, margins.right, margins.top] == [pytest.approx(12 / 25.4)] * 3
    assert margins.bottom == pytest.approx(12 / 25.4 + 0.25)
    assert sheet.print_options.horizontalCentered
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$3", "$A:$B")
    assert [each.id for each in sheet.col_breaks.brk] == [4]
    assert [each.id for each in sheet.row_breaks.brk] == [9, 20]
    assert (footer.left.text, footer.left.font, footer.left.size) == ("甲&&乙", "宋体,Regular", 10)
    assert footer.center.text == "第 &P 页，共 &N 页"
    assert footer.right.text == "3项"
    sections = (footer.left, footer.center, footer.right)  # each names its font, else Excel takes its own
    assert {(each.font, each.size) for each in sections} == {("宋体,Regular", 10)}


@pytest.mark.parametrize(("single", "high"), [(True, None), (False, 0)])  # None: one, which need not be said
def test_a_page_without_a_scale_shrinks_to_its_width(single: bool, high: int | None) -> None:
    sheet = setup_of(Pages((), None, single=single), (1, 1), 0, ("", ""))
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, high)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", None)
    assert setup_of(Pages((), None), (1, 1), 1, ("", "")).print_title_cols == "$A:$A"


@pytest.mark.parametrize(
    ("title", "widths", "breaks", "column", "look"),
    [
        ("标题", [10, 10, 10], (), 2, {"align": "center", "font_size": 16}),
        ("标题", [2, 2, 20], (), 3, {"align": "center", "font_size": 16}),
        ("标题", [20, 2, 2], (), 1, {"align": "center", "font_size": 16}),
        ("题" * 15, [10, 10, 10], (), 2, {"align": "center", "font_size": 10}),  # 30 characters in 30
        ("标题", [10, 10, 10, 10], (3, 4), 3, {"align": "center", "font_size": 16}),
        ("题" * 5, [10, 10, 10, 10], (3, 4), 3, {"align": "center", "font_size": 10}),  # 10 characters in 10
        ("标题", [2, 2, 9, 9, 9, 9], (5, 6), 4, {"align": "center", "font_size": 16}),
        ("题" * 9, [2, 2, 2, 8, 8, 9], (5, 6), 3, {"align": "left", "font_size": 10}),  # 9 on each side of 10
    ],
)
def test_a_title_stands_over_the_first_page(
    title: str, widths: list[float], breaks: tuple[int, ...], column: int, look: dict[str, object]
) -> None:
    assert place_title(title, widths, Pages(breaks, None), 2, THEME) == (column, look)

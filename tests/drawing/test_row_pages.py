"""Rows go onto pages: each full before the next, and no small rest alone on the last."""

from collections.abc import Sequence

import pytest

from cascade import theme
from cascade.drawing import (
    Pages,
    fit_or_break,
    page_height,
    rows_that_fit,
    tightened,
    with_row_breaks,
)

THEME = theme.load()
SMALLEST = THEME.smallest_official_point


# --------------------------------------------------------------------------------- breaks between rows


def row_breaks(rows: Sequence[tuple[int, float]], first: float = 100) -> Pages:
    """Pages of a narrow sheet: a header of one row, then blocks of so many rows of so many points."""
    heights, blocks = {1: first}, []
    for count_, points in rows:
        start = len(heights) + 1
        heights |= dict.fromkeys(range(start, start + count_), points)
        blocks.append((start, len(heights)))
    return with_row_breaks(Pages((), None), [10.0], heights, (1, 1), blocks, THEME)


@pytest.mark.parametrize(
    ("blocks", "breaks"),
    [
        ([(2, 100)] * 3, ()),
        ([(2, 100)] * 6, (7,)),  # header and three blocks: 700 points
        ([(2, 100)] * 9, (7, 13)),
        (
            [(2, 100)] * 3 + [(5, 60)],
            (5,),
        ),  # the last may be two rows with their notes
        ([(4, 40)] * 5, (13,)),  # three blocks are 580 points; the rest of eight rows may stand alone
        ([(6, 100), (2, 100)], (7,)),
        ([(3, 80)] * 3, (4,)),  # two blocks are 580 points; a block never stands alone on the last page
        ([(10, 100)], ()),  # a block longer than a page is not moved to the next
    ],
)
def test_a_page_ends_between_blocks(blocks: list[tuple[int, float]], breaks: tuple[int, ...]) -> None:
    assert row_breaks(blocks) == Pages((), 100, breaks)


def test_a_block_that_just_fills_a_page_stays_on_it() -> None:
    rest = page_height(THEME) - 100
    assert row_breaks([(1, rest), *[(1, 100)] * 6]).row_breaks == (2,)
    assert row_breaks([(1, rest - 100), *[(1, 100)] * 7]).row_breaks == (3,)
    assert row_breaks([(1, rest - 99), *[(1, 100)] * 6]).row_breaks == (2,)


def test_a_sheet_shrinks_to_a_page_while_its_text_stays_readable() -> None:
    assert row_breaks([(2, 100)] * 3 + [(1, 100)]) == Pages((), 91)  # 733.8 of 800 points
    assert row_breaks([(2, 100)] * 3 + [(1, 115)]) == Pages((), 90)
    assert row_breaks([(2, 100)] * 3 + [(1, 116)]).scale == 100  # 9 points of 10 would be 815.4


def test_a_sheet_shrinks_where_that_saves_one_of_several_pages() -> None:
    assert row_breaks([(1, 100)] * 12) == Pages((), 100, (7,))
    assert row_breaks([(1, 100)] * 13) == Pages((), 91, (8,))  # seven and six, not six, six and one
    assert row_breaks([(1, 100)] * 15) == Pages((), 100, (7, 13))


def test_pages_are_full_but_for_the_last() -> None:
    assert row_breaks([(1, 60)] * 24).row_breaks == (11, 21)  # ten, ten and four
    assert row_breaks([(1, 60)] * 29).row_breaks == (11, 21)


def test_a_row_or_two_never_stand_alone_on_the_last_page() -> None:
    def last_row_of_first_page(rows: int, notes: int = 0) -> tuple[int, ...]:
        heights = {1: 100.0} | dict.fromkeys(range(2, rows + notes + 2), 50.0)
        blocks = [(row, row) for row in range(2, rows + 1)] + [(rows + 1, rows + notes + 1)]
        return fit_or_break(Pages((), None), [10.0], heights, (1, 1), blocks, SMALLEST, THEME).row_breaks

    assert last_row_of_first_page(15) == (13,)  # twelve rows are 700 points, three are left
    assert last_row_of_first_page(16) == (13,)
    assert last_row_of_first_page(14, notes=1) == (12,)  # not twelve, and two with a note
    assert last_row_of_first_page(14, notes=2) == (12,)
    assert row_breaks([(1, 600), (1, 600)]) == Pages((), 100, (2,))  # there is nothing to move


def test_a_row_without_a_height_has_fifteen_points() -> None:
    blocks = [(row, row) for row in range(2, 101)]
    pages = with_row_breaks(Pages((), None), [10.0], {}, (1, 1), blocks, THEME)
    assert pages == Pages((), 95, (51,))  # 50 rows and 49, each page with the header of 15 points


# ------------------------------------------------------------------------- one page, or full ones


def test_a_sheet_that_stays_readable_goes_onto_one_page() -> None:
    heights = {1: 100.0, 2: 700.0, 3: 15.0}
    one = fit_or_break(Pages((), None), [10.0], heights, (1, 1), [(2, 2), (3, 3)], SMALLEST, THEME)
    assert one == Pages((), None, single=True)
    heights[3] = 16.0
    two = fit_or_break(Pages((), None), [10.0], heights, (1, 1), [(2, 2), (3, 3)], SMALLEST, THEME)
    assert two == Pages((), 100, (2,))


def test_rows_fill_the_first_page_of_several() -> None:
    heights = dict.fromkeys(range(1, 11), 100.0)  # a title above the header, and eight rows
    blocks = [(row, row) for row in range(3, 11)]
    assert fit_or_break(Pages((), None), [10.0], heights, (2, 2), blocks, SMALLEST, THEME).row_breaks == (7,)
    broken = fit_or_break(Pages((3,), 80), [10.0] * 6, heights, (2, 2), blocks, SMALLEST, THEME)
    assert broken == Pages((3,), 80, (7,))  # 817 points hold seven rows with the title, but not eight
    del heights[1]
    heights[1] = 16.0
    broken = fit_or_break(Pages((3,), 80), [10.0] * 6, heights, (2, 2), blocks, SMALLEST, THEME)
    assert broken == Pages((3,), 80)


@pytest.mark.parametrize(
    ("pages", "below", "fit"),
    [(1, 0.0, 5), (1, 20.0, 3), (2, 0.0, 10), (2, 20.0, 8), (9, 20.0, 12)],
    ids=["one page", "one page with notes", "two pages", "two pages with notes", "more pages than rows"],
)
def test_how_many_rows_fit(pages: int, below: float, fit: int) -> None:
    """Twelve rows of 10 on pages of 50; the notes stand below the last row, on the last page."""
    assert rows_that_fit([10.0] * 12, 50.0, pages, below) == fit


# ------------------------------------------------------------------------------- a small rest


def lowered(rows: int, points: float, notes: float = 0.0, header: float = 100.0) -> list[float]:
    """The heights of the rows of a table, with notes below it, that is not to leave a small rest."""
    heights = {1: header} | dict.fromkeys(range(2, rows + 2), points) | ({rows + 2: notes} if notes else {})
    blocks = [(row, row) for row in range(2, rows + 1)] + [(rows + 1, max(heights))]
    found = tightened(
        lambda tried: with_row_breaks(Pages((), 90), [10.0], tried, (1, 1), blocks, THEME),
        heights,
        (2, rows + 1),
        THEME,
    )
    assert found[1] == header
    assert not notes or found[rows + 2] == notes
    return sorted({found[row] for row in range(2, rows + 2)})


def test_rows_get_lower_where_that_brings_a_small_rest_onto_the_page() -> None:
    """At 90 % a page of A3 has 815.4 points, of which the header takes 100."""
    assert lowered(39, 18.0) == [18.0]  # 702 points fit
    assert lowered(42, 18.0) == [16.875]  # 756 do not; with two eighths of the air less it is 708.75
    assert lowered(42, 18.0, notes=10.0) == [16.3125]  # the notes stay: three eighths
    assert lowered(52, 15.0) == [13.6875]  # seven eighths: 711.75
    assert lowered(53, 15.0) == [15.0]  # lines are never cut, and 53 of 13.5 points are 715.5
    assert lowered(60, 12.0) == [12.0]  # there is no air


def test_a_rest_of_more_than_a_fifth_of_a_page_stays() -> None:
    """A fifth of a page are 163 points: nine rows of 18."""
    assert lowered(48, 18.0) == [14.625]  # 702 points
    assert lowered(49, 18.0) == [18.0]

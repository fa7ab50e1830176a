"""A sheet too wide for a page is broken between groups of columns, into pages as equal as can be."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade import theme
from cascade.drawing import page_width, plan_pages
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


@settings(max_examples=count(150, 3_000))
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

"""The page plan of 总览, for plans of every size, without a spreadsheet program."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from cascade import theme
from cascade.drawing import page_width
from cascade.goals import Target
from cascade.indicators import Direction
from cascade.model import Plan
from cascade.summary import draw
from cascade.summary.overview_shape import OverviewShape, OverviewTexts, best_shape, headed
from cascade.theme import column_points, display_width
from tests.support.provinces import Told, amount, province

SHORT, LONG = "江北港务公司", "规模以上工业企业数字化绿色化改造提升项目累计完成投资额"


def texts(regions: int, indicators: int, name: str = SHORT, states: bool = False) -> OverviewTexts:
    """What a table of so many regions, the issuer besides, and indicators is to hold."""
    names, numbers = [name] * indicators, [[6.0] * (regions + 1)] * indicators
    return OverviewTexts(
        regions=["江北港务公司"] * (regions + 1),
        names=names,
        headings=[f"{at}．{each}" for at, each in enumerate(names, start=1)],
        units=["万元"] * indicators,
        margins=[[7.0] * (regions + 1)] * indicators,
        goals=numbers,
        results=numbers,
        late="▼ 滞后、未达标、超限（项）",
        states=states,
        front=2 + states,
        gaps=6,
    )


def planned(regions: int, indicators: int, name: str = SHORT, paper: str = "A4") -> OverviewShape:
    return best_shape(texts(regions, indicators, name), replace(theme.load(), paper=paper), on_paper=True)


def kind(shape: OverviewShape) -> str:
    """In a word each: the side of the regions, what is shown, the paper, its pages."""
    way = ("targets " if shape.full else "margins ") * shape.turned or "across "
    return f"{way}{'upright ' * shape.upright}{shape.pages}"


@pytest.mark.parametrize(
    ("regions", "indicators", "a4", "a3"),
    [
        (3, 1, "across 1", "across 1"),
        (3, 7, "across 1", "across 1"),
        (3, 40, "across 2", "across 1"),
        (11, 18, "across 1", "across 1"),
        (14, 7, "margins 1", "across 1"),
        (16, 20, "across 2", "across 1"),
        (21, 3, "targets upright 1", "targets 1"),
        (21, 9, "margins upright 1", "margins 1"),
        (29, 2, "targets 2", "targets upright 1"),
        (35, 12, "margins 2", "margins 1"),
        (35, 40, "across 6", "across 2"),
    ],
)
def test_the_table_lies_as_takes_the_fewest_pages(regions: int, indicators: int, a4: str, a3: str) -> None:
    assert [kind(planned(regions, indicators, paper=paper)) for paper in ("A4", "A3")] == [a4, a3]


def test_long_names_take_other_ways() -> None:
    """Over columns a name of 54 characters is high, and in rows it takes the width of regions."""
    sizes = [(3, 7), (11, 18), (14, 7), (21, 9), (35, 40)]
    ways = [kind(planned(*size, LONG)) for size in sizes]
    assert ways == ["across 1", "margins 1", "margins 1", "margins 2", "margins 6"]


def test_a_screen_has_one_table_with_the_longer_side_down() -> None:
    shapes = [
        best_shape(texts(*size), theme.load(), on_paper=False) for size in ((11, 18), (35, 40), (29, 2))
    ]
    cities = replace(texts(11, 18), regions=["杭州市"] * 12)
    short = best_shape(cities, theme.load(), on_paper=False)
    assert short.headings == (19.5, 0.0)  # of one line, so that more of the table is seen below it
    assert [(each.turned, each.full, each.upright, list(each.parts)) for each in shapes] == [
        (False, False, False, [12]),
        (False, False, False, [36]),
        (True, True, False, [7]),
    ]


def sizes() -> Iterator[tuple[int, int, str, str]]:
    for paper in ("A4", "A3"):
        for name in (SHORT, LONG):
            for regions in range(3, 36, 4):
                for indicators in (1, 2, 5, 7, 8, 13, 20, 28, 40):
                    yield regions, indicators, name, paper


def test_every_page_is_as_wide_as_its_paper_allows_and_cuts_no_indicator() -> None:
    look = theme.load()
    for regions, indicators, name, paper in sizes():
        shape, key = planned(regions, indicators, name, paper), (regions, indicators, name, paper)
        side = replace(look, paper=paper, portrait=shape.upright)
        room = page_width(side) * look.body_size / shape.smallest
        assert shape.smallest == 9 or (shape.smallest, shape.pages, paper) == (8, 1, "A4"), key
        for first, last in shape.spans:
            assert sum(map(column_points, shape.widths[first - 1 : last])) <= room, key
        across = (regions + 1) if not shape.turned else indicators * shape.block + 1
        assert len(shape.own) == shape.parts[-1] == across, key
        assert all(end % shape.block == 0 for end in shape.parts[:-1]), key
        assert shape.spans[0][0] == 1, key
        assert all(before[1] + 1 == after[0] for before, after in pairwise(shape.spans)), key


def test_no_part_is_less_than_half_as_wide_as_another() -> None:
    for regions, indicators, name, paper in sizes():
        shape = planned(regions, indicators, name, paper)
        numbers = [end - start for start, end in pairwise([0, *shape.parts])]
        assert 2 * min(numbers) >= max(numbers), (regions, indicators, name, paper, numbers)


def test_no_way_that_was_left_would_take_fewer_pages() -> None:
    """A table that stands on one page on the other side is never torn over several."""
    for regions, indicators in ((14, 7), (14, 1), (20, 5), (17, 6)):
        assert planned(regions, indicators).pages == 1, (regions, indicators)


def test_columns_of_parts_follow_each_other_with_names_in_each() -> None:
    shape = planned(16, 20)
    assert (list(shape.parts), len(shape.fixed)) == ([9, 17], 5)
    assert [shape.column(at) for at in (0, 8, 9, 16)] == [6, 14, 20, 27]
    assert shape.spans == [(1, 14), (15, 27)]
    assert len(shape.widths) == 27


def test_a_unit_stands_whole_below_a_heading() -> None:
    assert headed("4．集装箱吞吐量", "万标箱", 40.0) == ("4．集装箱吞吐量（万标箱）", 1)
    assert headed("4．集装箱吞吐量", "万标箱", 20.0) == ("4．集装箱吞吐量\n（万标箱）", 2)
    assert display_width("4．集装箱吞吐量（万标箱）") == 25


def test_rows_and_headings_are_high_enough_for_their_lines() -> None:
    shape = planned(3, 7, LONG)
    assert shape.fixed[1] >= display_width(LONG)
    assert list(shape.rows) == [14.0] * 8
    turned = planned(14, 7)
    assert list(turned.rows) == [14.0] * 17  # 14 and the issuer, its targets and its results
    assert turned.headings == (46.5, 0.0)  # three lines of 13.5 points, and six


def test_a_further_city_costs_no_more_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets are looked up as often for the cities of a large plan as for those of a small one."""
    asked, target = Counter[int](), Plan.target
    limit = amount(1, direction=Direction.AT_MOST)
    for cities in (16, 20, 24):

        def counted(plan: Plan, indicator: str, region: str, cities: int = cities) -> Target | None:
            asked[cities] += 1
            return target(plan, indicator, region)

        monkeypatch.setattr(Plan, "target", counted)
        plan = province([limit, amount(2)], [f"第{at:02}市" for at in range(cities)])
        draw(Told(plan, alike=True).facts(None), theme.load())
    assert asked[24] - asked[20] == asked[20] - asked[16]

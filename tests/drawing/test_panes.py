"""Every sheet of every kind of summary on a laptop: what is frozen leaves two thirds of Excel's window."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cascade import plan, theme
from cascade.drawing import frozen, page_width, room_beside, split_note
from cascade.model import Plan
from cascade.summary import draw
from cascade.summary.extracts import draw_city, draw_lead
from tests.support.provinces import Told, amount, province, rate, stories
from tests.support.sample import every
from tests.support.window import WINDOW, frozen_pixels

WITHOUT_FROZEN_ROWS = ("总览", "一页")  # their sentences stand above a table no higher than a window


def of_shape(cities: int, indicators: int, counties: int = 1, weight: str = "") -> Plan:
    rates = min(3, indicators // 2)
    some = [rate(each) if each <= rates else amount(each) for each in range(1, indicators + 1)]
    names = [f"元坝第{at}街道" if at % 3 else f"第{at}镇" for at in range(1, cities + 1)]
    if weight:
        some = [each.model_copy(update={"weight": Decimal(weight)}) for each in some]
    return province(some, names, counties)


PLANS = {
    "zhejiang": lambda: plan.load(Path(__file__).parents[2] / "plans" / "zhejiang-2020").plan,
    "29 towns, 2 indicators": lambda: of_shape(29, 2, counties=0),
    "5 cities, 40 indicators": lambda: of_shape(5, 40),
    "30 cities, 18 indicators": lambda: of_shape(30, 18),
    "points": lambda: of_shape(11, 6, weight="10"),
    "points of 31 cities": lambda: of_shape(31, 3, weight="12.5"),
    "names of 50 characters": lambda: stories()["forty"].plan,
}
ROUNDS = [(name, period) for name in PLANS for period in (None, 2) if period or "towns" not in name]


@pytest.fixture(scope="module", params=every(2, ROUNDS), ids=lambda each: f"{each[0]}-{each[1]}")
def books(request: pytest.FixtureRequest) -> dict[str, Workbook]:
    """The summary of a round, the lead departments' books and a city's, as another program reads them."""
    name, period = request.param
    facts, look = Told(PLANS[name]()).facts(period), theme.load()
    drawn = {"汇总表": draw(facts, look)}
    drawn |= {each: draw_lead(facts, look, each) for each in facts.leads}
    city = facts.plan.cities[0]
    drawn[city.name] = draw_city(facts, look, city, {})
    return {each: openpyxl.load_workbook(BytesIO(data)) for each, data in drawn.items()}


def test_a_laptop_shows_the_table_beside_what_is_frozen(books: dict[str, Workbook]) -> None:
    too_much, headless = {}, []
    for book_name, book in books.items():
        for sheet in (each for each in book.worksheets if each.sheet_state == "visible"):
            across, down = frozen_pixels(sheet)
            if 3 * across > WINDOW[0] or 3 * down > WINDOW[1]:
                too_much[book_name, sheet.title] = sheet.freeze_panes, across, down
            title_of_two_lines = (sheet.row_dimensions[1].height or 0) > 33
            if not (down or title_of_two_lines or sheet.title in WITHOUT_FROZEN_ROWS):
                headless.append((book_name, sheet.title))
    assert (too_much, headless) == ({}, [])


def test_a_book_opens_on_its_first_sheet_and_a_sheet_at_its_top(books: dict[str, Workbook]) -> None:
    for book in books.values():
        assert book.active is book.worksheets[0]
        assert [each.title for each in book.worksheets if each.sheet_view.tabSelected] == [book.active.title]
        for sheet in book.worksheets:
            view = sheet.sheet_view
            assert (view.zoomScale or 100, view.topLeftCell or "A1") == (100, "A1")
            assert (view.pane is None) or view.pane.topLeftCell == sheet.freeze_panes
            assert view.selection[-1].activeCell in (None, "A1")


@pytest.mark.parametrize("name", ["全省汇总", "完成率与排名", "历次完成情况", "得分与排名"])
def test_a_sheet_of_few_cities_fills_most_of_the_paper(name: str) -> None:
    """Five cities left 25 to 40 % of A3 free."""
    told = Told(of_shape(5, 6, weight="10"))
    sheet = openpyxl.load_workbook(BytesIO(draw(told.facts(2), theme.load())))[name]
    ends = ((each.width or 9, each.min or 1, each.max or 1) for each in sheet.column_dimensions.values())
    width = sum(5.25 * width * (last - first + 1) for width, first, last in ends)
    assert 0.85 < width / page_width(theme.load()) <= 1.01


# ------------------------------------------------------------------------------------ what decides it


def test_all_rows_of_a_header_are_frozen_or_none() -> None:
    assert frozen([32.0, 18.0, 44.0, 35.0], [8.0, 20.0, 9.0], 2) == (4, 2)  # 43 + 24 + 59 + 47 pixels
    assert frozen([32.0, 18.0, 44.0, 35.6], [8.0, 20.0, 9.0], 2) == (4, 2)  # 47.5
    assert frozen([32.0, 18.0, 44.0, 36.0], [8.0, 20.0, 9.0], 2) == (0, 2)  # 48: 174 of 520


def test_as_many_columns_are_frozen_as_there_is_room_for() -> None:
    assert frozen([], [8.0, 51.0, 9.0], 2) == (0, 2)  # 61 + 362 pixels
    assert frozen([], [8.0, 53.0, 9.0], 2) == (0, 1)  # 61 + 376
    assert frozen([], [70.0, 53.0, 9.0], 2) == (0, 0)
    assert frozen([], [8.0, 20.0], 2) == (0, 0)  # nothing to scroll beside them


def test_a_name_takes_what_is_left_of_a_third_of_the_window() -> None:
    assert room_beside([6.0, 20.0], least=14.0, most=60.0) == pytest.approx((1300 / 3 - 3 * 5) / 7 - 26)
    assert room_beside([6.0, 20.0], least=14.0, most=26.0) == 26.0
    assert room_beside([6.0, 60.0], least=14.0, most=26.0) == 14.0


def test_the_later_sentences_of_a_long_note_go_below_the_table() -> None:
    note = "依据第 2 次汇总。第 8 项不相加。第 9 项不评价"
    assert split_note(note, width=60, room=18) == (note, "")
    assert split_note(note, width=30, room=18) == ("依据第 2 次汇总。", "第 8 项不相加。第 9 项不评价")
    assert split_note(note, width=30, room=31) == (note, "")  # two lines
    assert split_note(note, width=10, room=18) == ("依据第 2 次汇总。", "第 8 项不相加。第 9 项不评价")
    assert split_note("", width=10, room=18) == ("", "")

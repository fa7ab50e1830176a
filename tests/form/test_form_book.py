"""A form on the screen of a laptop: what stays in view leaves two thirds of it, and nothing is cut off."""

from collections.abc import Iterator
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from cascade import theme
from cascade.form import draw
from cascade.form.correction import Mark
from cascade.layout import Layout, Line, Role, SheetLayout, Split, draft, shares
from cascade.model import Plan
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from tests.support.forms import (
    BREAKDOWN,
    CITIES,
    FILLING,
    ISSUED,
    JUNE,
    SEPTEMBER,
    TICKET,
    layout,
    plan,
    read,
    right,
    written,
)
from tests.support.kinds import amount, words, write_kinds
from tests.support.linter.book import Book, corner
from tests.support.oracle.tables import PLAN
from tests.support.screens import first_sheet, screen
from tests.support.special_plans import FAR, write_plan

SMALL = "330900"
LARGE = max(CITIES, key=lambda city: len(FILLING.leaves(city)))
PLANS = PLAN.parent
LONG = "规模以上传统优势特色产业数字化绿色化改造提升项目累计完成投资任务数及其占全省工业投资的比重" * 3


def of_plan(known: Plan) -> Iterator[Layout]:
    """A form of every round."""
    for round_ in known.rounds:
        yield draft(known, round_, known.cities[0].code, CityHistory())


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Layout]:
    """Forms of all kinds by what they are."""
    wide = write_plan(tmp_path_factory.mktemp("宽") / "plan", FAR[:3], 8, 40)
    plans = {"real": plan(), "wide": load(wide).plan}
    plans |= {name: load(PLANS / name).plan for name in ("example-kinds", "zhaohua-2017")}
    made = {f"{name} {form.round}": form for name, known in plans.items() for form in of_plan(known)}
    for each in (BREAKDOWN, SEPTEMBER):
        made |= {f"{city} {each}": layout(each, city) for city in (SMALL, LARGE)}
        for split in Split:
            made |= {
                f"{name} {each}": share for name, share in shares(layout(each, SMALL), plan(), split)[:2]
            }
    return made


class DrawnForm:
    """A form as it is drawn, and as another program reads it."""

    def __init__(self, form: Layout) -> None:
        self.data = written(form)
        self.book = openpyxl.load_workbook(BytesIO(self.data))


@pytest.fixture(scope="module")
def drawn(forms: dict[str, Layout]) -> dict[str, DrawnForm]:
    """The forms, drawn and read once."""
    return {name: DrawnForm(form) for name, form in forms.items()}


# ------------------------------------------------------------------------------------- what stays in view


def test_what_is_frozen_leaves_two_thirds_of_a_laptops_window(forms: dict[str, Layout]) -> None:
    """On every sheet: those to be filled in, the one for the stamp, and the list of a correction copy."""
    for name, form in forms.items():
        for part in Book(copy_of(form, marks_of(form)[:1])).sheets:
            assert screen(part).leaves_two_thirds, (name, part.name, screen(part))


def test_counties_and_most_indicators_of_a_breakdown_are_seen_at_once() -> None:
    """At 100 %, twelve of thirteen counties below the row of departments; at 90 %, as forms open, all."""
    (sheet,) = layout(BREAKDOWN, "330100").sheets
    seen = screen(Book(written(layout(BREAKDOWN, "330100"))).sheets[1])
    assert seen.top_left == "C7"
    assert (seen.rows - (sheet.lines(Line.COUNTY)[0] - 7), seen.columns) == (12, 12)


def test_name_unit_code_and_target_stay_in_view(
    forms: dict[str, Layout], drawn: dict[str, DrawnForm]
) -> None:
    for name, form in forms.items():
        book = drawn[name].book
        for sheet in form.sheets:
            _, frozen = coordinate_from_string(str(book[sheet.name].freeze_panes))
            kinds = {row.line for row in sheet.rows[: frozen - 1]}
            there_is = {line for line in (Line.LABEL, Line.TARGET) if sheet.line(line)}
            assert {Line.INDICATOR, Line.UNIT, Line.CODES, *there_is} <= kinds, name
            assert not kinds & {Line.LEAD, Line.COUNTY}, name


@pytest.mark.parametrize("length", [20, 40, 60, 80])
@pytest.mark.parametrize("round_", [BREAKDOWN, SEPTEMBER])
def test_names_of_up_to_eighty_characters_leave_two_thirds(round_: str, length: int) -> None:
    """With eighty characters a name takes four lines of a column of 45 characters."""
    form = named(layout(round_, SMALL), LONG[:length])
    for part in Book(written(form)).sheets[1 : len(form.sheets) + 1]:
        assert screen(part).leaves_two_thirds, part.name


def test_a_name_beyond_that_is_still_shown_in_full() -> None:
    """141 characters take seven lines of 45: 18 more pixels for each line above four."""
    form = named(layout(BREAKDOWN, SMALL), LONG)
    assert screen(Book(written(form)).sheets[1]).frozen_height == 171 + 3 * 18


def test_only_the_columns_of_long_names_are_wide() -> None:
    form = layout(BREAKDOWN, SMALL)
    widths = [widths_of(each) for each in (form, named(form, LONG[:60], only="K06"))]
    changed = [at for at, (was, now) in enumerate(zip(*widths, strict=True), start=1) if was != now]
    assert changed == [form.sheets[0].column("K06", Role.INPUT)]


def test_no_heading_is_cut_off(forms: dict[str, Layout], drawn: dict[str, DrawnForm]) -> None:
    """Every line of a heading has the height of a line of 10 points, and the heading some room."""
    for name, form in forms.items():
        book = drawn[name].book
        for sheet in form.sheets:
            for line in (Line.INDICATOR, Line.LABEL, Line.LEAD, Line.TARGET):
                if row := sheet.line(line):
                    room = (book[sheet.name].row_dimensions[row].height or 15) - 0.5
                    assert lines_of(book[sheet.name], row) * 13.5 + 0.5 <= room, (name, sheet.name, line)


def lines_of(page: Worksheet, row: int) -> int:
    """The most lines that a text of a row needs in its cells."""
    needed = 1
    for cell in page[row]:
        if isinstance(cell.value, str) and not cell.value.startswith("="):
            areas = [each for each in page.merged_cells.ranges if cell.coordinate in each]
            columns = range(areas[0].min_col, areas[0].max_col + 1) if areas else [cell.column]
            width = sum(width_of(page, at) - 0.71 for at in columns)
            lines = cell.value.split("\n")
            needed = max(needed, sum(ceil(max(1, theme.display_width(line)) / width) for line in lines))
    return needed


def width_of(page: Worksheet, column: int) -> float:
    """The width of a column in characters, with Excel's padding."""
    for each in page.column_dimensions.values():
        if (each.min or 0) <= column <= (each.max or 0):
            return float(each.width)
    raise KeyError(column)


def widths_of(form: Layout) -> list[float]:
    page = openpyxl.load_workbook(BytesIO(written(form))).worksheets[1]
    return [width_of(page, at) for at in range(1, len(form.sheets[0].columns) + 1)]


def named(form: Layout, name: str, only: str = "") -> Layout:
    """A form with another name of its indicators, or of one."""
    sheets = []
    for sheet in form.sheets:
        columns = tuple(
            each.model_copy(update={"title": name})
            if each.indicator and only in ("", each.indicator)
            else each
            for each in sheet.columns
        )
        sheets.append(SheetLayout(**fields_of(sheet) | {"columns": columns}))
    return form.model_copy(update={"sheets": tuple(sheets)})


def fields_of(sheet: SheetLayout) -> dict[str, Any]:
    return {each: getattr(sheet, each) for each in SheetLayout.model_fields}


# --------------------------------------------------------------------------------------- where it opens


def marks_of(form: Layout) -> list[Mark]:
    """A mark on every open cell of a form; one on no cell where it has none."""
    return [
        Mark((row.region, column.field, Role.INPUT), True, "须更正", row.name, column.title, "请更正。", "")
        for sheet in form.sheets
        for row in sheet.leaves
        for column in sheet.inputs
        if not (column.choices and column.own)
    ] or [Mark(None, True, "须更正", "", "", "请更正。", "")]


def copy_of(form: Layout, marks: list[Mark]) -> bytes:
    """The correction copy of a form."""
    return draw(form, TICKET, ISSUED, "说明\n# 一\n请填。", theme.load(), {}, marks)


def test_a_form_opens_on_its_first_open_cell(forms: dict[str, Layout], drawn: dict[str, DrawnForm]) -> None:
    for name, form in forms.items():
        book, pages = Book(drawn[name].data), drawn[name].book
        open_sheets = [sheet for sheet in form.sheets if sheet.inputs]
        assert first_sheet(book).name == (open_sheets or form.sheets)[0].name, name
        for sheet in open_sheets:
            (part,) = [each for each in book.sheets if each.name == sheet.name]
            seen = screen(part)
            assert not pages[sheet.name][seen.selected].protection.locked, (name, sheet.name, seen)
            assert seen.top_left == f"C{sheet.frozen_rows + 1}"
            if not sheet.own_inputs:
                cell = sheet.lines(Line.COUNTY)[0], sheet.columns.index(sheet.inputs[0]) + 1
                assert corner(seen.selected) == cell, name


def test_a_form_of_words_opens_on_the_first_word_to_choose(tmp_path: Path) -> None:
    """With two levels the town's own row is open; with three its villages' are not, only its own."""
    for levels, cell in ((2, "D7"), (3, "D11")):
        indicators = [words(1, "平台"), amount(2, "人数", lead="市教育局")]
        targets = {"K01": ["建成"] * 3, "K02": ["9"] * 3}
        known = load(write_kinds(tmp_path / str(levels), indicators, targets, levels=levels)).plan
        form = draft(known, known.round(JUNE), "510801", CityHistory())
        data = written(form)
        sheet = first_sheet(Book(data))
        assert screen(sheet).selected == cell
        page = openpyxl.load_workbook(BytesIO(data))[sheet.name]
        assert not page[cell].protection.locked


def test_one_sheet_is_selected(drawn: dict[str, DrawnForm]) -> None:
    """Two selected tabs are a group: what is typed into one sheet would stand in both."""
    for form in drawn.values():
        views = [view for each in Book(form.data).sheets for view in each.all("sheetView")]
        assert sum(view.attrib.get("tabSelected") == "1" for view in views) == 1


@pytest.mark.parametrize("round_", [BREAKDOWN, SEPTEMBER])
def test_a_correction_copy_opens_on_the_first_cell_with_a_finding(round_: str) -> None:
    """Wherever the cell is, it is in view; what must be corrected goes before what is to be looked at."""
    form = layout(round_, "330100")
    for at in (0, 7, 100, -1):
        first, other = marks_of(form)[at], marks_of(form)[at - 5]
        note = Mark(other.key, False, "请核对", "", "", "请核对。", "")
        nowhere = Mark(None, True, "须更正", "", "", "缺一行。", "")
        opened = first_sheet(Book(copy_of(form, [nowhere, note, first])))
        assert first.key
        (sheet,) = [each for each in form.sheets if each.place(first.key)]
        seen = screen(opened)
        assert (opened.name, corner(seen.selected)) == (sheet.name, sheet.place(first.key))
        top, left = corner(seen.top_left)
        row, column = corner(seen.selected)
        assert top <= row < top + seen.rows
        assert left <= column < left + seen.columns


def test_a_copy_opens_on_a_cell_that_a_city_can_correct() -> None:
    """The target is as issued in the copy, the total a formula: neither is where to begin."""
    form = layout(BREAKDOWN, SMALL)
    target, total, cell = (
        Mark((region, "K09", role), True, "须更正", "", "", "请更正。", "")
        for region, role in ((SMALL, Role.TARGET), (SMALL, Role.INPUT), ("330903", Role.INPUT))
    )
    for marks, selected in (([target, total, cell], "K9"), ([target, total], "K6")):
        assert screen(first_sheet(Book(copy_of(form, marks)))).selected == selected


def test_a_copy_without_a_marked_cell_opens_on_its_list() -> None:
    data = copy_of(layout(BREAKDOWN, SMALL), [Mark(None, True, "须更正", "", "", "缺一行。", "")])
    assert first_sheet(Book(data)).name == "需更正的问题"


# ----------------------------------------------------------------------------- forms of earlier versions


def test_a_form_of_an_earlier_version_keeps_its_ticket_and_is_read_by_its_own_layout() -> None:
    """Its departments stand above the indicators: rows 3 to 7 are in another order, the content is not."""
    form = layout(BREAKDOWN, SMALL)
    (sheet,) = form.sheets
    rows = {"rows": sheet.rows_of_1_0}
    before = form.model_copy(update={"sheets": (SheetLayout(**fields_of(sheet) | rows),)})
    head = [Line.INDICATOR, Line.UNIT, Line.CODES, Line.TARGET]
    lines = [row.line for row in before.sheets[0].rows[:8]]
    assert lines == [Line.TITLE, Line.STATUS, Line.LEAD, *head, Line.COUNTY]
    assert before.content == form.content
    typed = right(BREAKDOWN, SMALL)
    expected = read(written(form, typed), form)
    for drawn, by in ((before, before), (before, form), (form, before)):
        found = read(written(drawn, typed), by)
        assert (found.said, found.places()) == (expected.said, expected.places())

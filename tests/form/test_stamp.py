"""The sheet for the stamp: every number on it is the form's own, it prints on one page, and it is never read.

Forms are filled by their public contract (`tests.support.oracle.form.Form`), recalculated by LibreOffice,
and the sheet is read by its headings: the oracle's numbers must stand where names cross, and nothing else
anywhere.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from cascade import locate, theme, xlsx
from cascade.form import Mark, draw
from cascade.layout import Layout, Role, Split, draft, shares
from cascade.model import Plan
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from cascade.xlsx import read_workbook
from tests.support.forms import (
    BREAKDOWN,
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
from tests.support.formulas import alike, formulas
from tests.support.libreoffice import convert_pdf
from tests.support.office import PERIODS
from tests.support.oracle.form import Form, Said
from tests.support.oracle.results import measured
from tests.support.oracle.tables import PLAN
from tests.support.printed_form import A3, FormPage, PrintedForm, printed_form
from tests.support.sample import every
from tests.support.special_plans import FAR, write_plan
from tests.support.typed_form import filled
from tests.support.uno_session import Calc, calc
from tests.support.validator import validate
from tests.support.witnesses import GNUMERIC, LIBREOFFICE, recalculated

STAMP = "盖章打印"
WARNING = "自检未通过，请先更正再打印"
HANGZHOU, ZHOUSHAN = "330100", "330900"
FARTHEST = "511900"  # 阿坝藏族羌族自治州 of another province
TABLES = FILLING.tables
HEAD = 3
SIGN_OFF = ("填报单位（盖章）：", "单位负责人：", "审核人：", "填报人：", "联系电话：", "填报日期：")

Grid = dict[tuple[str, str], Any]  # what stands where an indicator's title and a heading cross


def rows(table: str) -> list[dict[str, str]]:
    with (PLAN / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


TITLES = {row["code"]: f"{row['number']}．{row['name']}" for row in rows("indicators")}
UNITS = {row["code"]: row["unit"] for row in rows("indicators")}
TARGETS = {(row["region"], row["indicator"]): row["target"] for row in rows("targets")}


@dataclass(frozen=True)
class Case:
    """A form that a city has filled: numbers by (region, field), names of zones, and those of no name."""

    round: str
    city: str
    said: Said
    names: dict[str, str]

    @property
    def named(self) -> list[str]:
        """The regions that have a column, in order."""
        return [*TABLES.counties[self.city], *(zone for zone in sorted(self.names))]

    def numbers(self, field: str) -> dict[str, Decimal]:
        """Every number of a field, those of nameless zones included: the form counts them, too."""
        return {r: v for (r, each), v in self.said.items() if each == field and isinstance(v, Decimal)}


def case(round_: str, city: str) -> Case:
    said = FILLING.breakdown(city) if round_ == BREAKDOWN else FILLING.progress(city, PERIODS[round_])
    return Case(round_, city, said, FILLING.names(city))


def torn(round_: str, city: str) -> Case:
    """Blank cells, zones with a gap between them, a zone without a name, a column without any number."""
    whole = case(round_, city)
    fields = list(dict.fromkeys(field for _, field in whole.said))
    counties, (second, third, fourth) = TABLES.counties[city], (f"{city}A{n}" for n in (2, 3, 4))
    said = {key: value for key, value in whole.said.items() if "A" not in key[0]}
    names = {second: "经济开发区", fourth: "高新区"}
    for at, field in enumerate(fields):
        said[second, field], said[third, field] = Decimal(3 + at), Decimal(70)
        if at % 3:
            said[fourth, field] = Decimal(0)
        gone = (counties[at % len(counties)], field)
        if at % 4 == 1 and said[gone] != "/":  # a progress form gives the "/", and nobody takes it away
            del said[gone]
    for county in counties:
        said[county, fields[-1]] = "/"
        if said[county, fields[-2]] != "/":
            del said[county, fields[-2]]
    for zone in (second, third, fourth):
        said.pop((zone, fields[-1]), None)
    return Case(round_, city, said, names)


CASES = {
    "杭州分解": case(BREAKDOWN, HANGZHOU),
    "舟山分解": case(BREAKDOWN, ZHOUSHAN),
    "杭州进展": case(SEPTEMBER, HANGZHOU),
    "舟山进展": case(SEPTEMBER, ZHOUSHAN),
    "杭州分解残缺": torn(BREAKDOWN, HANGZHOU),
    "舟山分解残缺": torn(BREAKDOWN, ZHOUSHAN),
    "舟山进展残缺": torn(SEPTEMBER, ZHOUSHAN),
    "舟山分解空白": Case(BREAKDOWN, ZHOUSHAN, {}, {}),
}


@pytest.fixture(scope="session")
def filled_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The cases' forms, filled by another program than the one that drew them."""
    folder = tmp_path_factory.mktemp("盖章")
    found = {}
    for name, each in CASES.items():
        empty = folder / f"{name}空.xlsx"
        empty.write_bytes(written(layout(each.round, each.city)))
        found[name] = filled(empty, folder / f"{name}.xlsx", each.said, each.names)
    return found


@pytest.fixture(scope="session")
def as_computed(
    filled_forms: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Worksheet]:
    """The sheets for the stamp as LibreOffice computes them, and every other one Gnumeric alike."""
    found = recalculated(list(filled_forms.values()), tmp_path_factory.mktemp("重算"), sparing=2)
    sheets = {}
    for name, path in filled_forms.items():  # nothing is cached in them: they were filled by openpyxl
        one = found[path].values[LIBREOFFICE]
        if other := found[path].values.get(GNUMERIC):
            for place, cell in formulas(path):
                assert alike(one[place].get(cell, ""), other[place].get(cell, "")), (name, place, cell)
        sheets[name] = Workbook().create_sheet(STAMP)
        for cell, value in one[STAMP].items():
            sheets[name][cell] = value
    return sheets


def headings(sheet: Worksheet) -> dict[str, int]:
    """The columns by what stands at their heads."""
    assert sheet.cell(HEAD, 1).value in ("关键性量化指标", "指标")  # as the plan's title has it
    return {
        str(cell.value).replace("\n", ""): cell.column for cell in sheet[HEAD] if cell.value not in (None, "")
    }


def grid(sheet: Worksheet) -> Grid:
    """Every cell of the table, by title and heading; columns without a heading by their letter."""
    names = {column: name for name, column in headings(sheet).items()}
    last = HEAD + len(TITLES)
    found: Grid = {}
    for row in range(HEAD + 1, last + 1):
        for column in range(2, sheet.max_column + 1):
            value = sheet.cell(row, column).value
            name = names.get(column, get_column_letter(column))
            found[str(sheet.cell(row, 1).value), name] = None if value == "" else value
    return found


# -------------------------------------------------------------------------------- every number on the sheet


def number(value: Decimal | str | None) -> float | str | None:
    return float(value) if isinstance(value, Decimal) else value


def expected_breakdown(each: Case) -> Grid:
    found: Grid = {}
    for indicator in TABLES.indicators:
        title, numbers = TITLES[indicator.code], each.numbers(indicator.code).values()
        found[title, "计量单位"] = UNITS[indicator.code]
        found[title, "本市目标"] = float(TABLES.targets[each.city, indicator.code])
        total = min if indicator.rate else sum
        found[title, "合计"] = float(total(numbers)) if numbers else None
        for region in each.named:
            name = each.names.get(region) or TABLES.names[region]
            found[title, name] = number(each.said.get((region, indicator.code)))
    return found


def expected_progress(each: Case) -> Grid:
    found: Grid = {}
    for indicator in TABLES.indicators:
        title, fields = TITLES[indicator.code], [field for field, _ in indicator.inputs]
        target = TABLES.targets[each.city, indicator.code]
        found[title, "计量单位"] = UNITS[indicator.code]
        found[title, "本市目标"] = float(target)
        for region in each.named:
            name = each.names.get(region) or TABLES.names[region]
            if indicator.rate:
                inputs = {field: each.said.get((region, field)) for field in fields}
                found[title, name] = rate(indicator.measure, inputs)
            else:
                found[title, name] = number(each.said.get((region, fields[0])))
        numbers = {field: each.numbers(field) for field in fields}
        sums = {field: sum(n.values(), Decimal(0)) if n else None for field, n in numbers.items()}
        city: float | str | None
        if indicator.rate:
            blank = any((county, f) not in each.said for county in TABLES.counties[each.city] for f in fields)
            city = "—" if blank else rate(indicator.measure, sums)
            ahead = city - float(target) if isinstance(city, float) else None
        else:
            city = number(sums[fields[0]])
            ahead = city / float(target) * 100 if isinstance(city, float) else None
        found |= {(title, "本市本期"): city, (title, "完成率"): ahead}
    return found


def rate(measure: str, inputs: Any) -> float | str:
    if not all(isinstance(value, Decimal) for value in inputs.values()):
        return "—"
    value = measured(measure, inputs)
    return "—" if value is None else float(value)


@pytest.mark.parametrize("name", CASES)
def test_every_cell_is_what_the_city_filled_in(name: str, as_computed: dict[str, Worksheet]) -> None:
    each = CASES[name]
    found = grid(as_computed[name])
    wanted = (expected_breakdown if each.round == BREAKDOWN else expected_progress)(each)
    computed = {key for key in wanted if key[1] in ("本市本期", "完成率")}
    computed |= {key for key in wanted if each.round != BREAKDOWN and UNITS[code_of(key[0])] == "%"}
    for key, value in wanted.items():
        if key in computed and isinstance(value, float):
            assert found[key] == pytest.approx(value, rel=1e-12, abs=1e-9), key
        else:
            assert found[key] == value, key
            assert isinstance(found[key], str) == isinstance(value, str)
    assert {key: value for key, value in found.items() if key not in wanted and value is not None} == {}


def code_of(title: str) -> str:
    return next(code for code, each in TITLES.items() if each == title)


@pytest.mark.parametrize("name", CASES)
def test_columns_stand_in_order_and_zones_only_where_named(
    name: str, as_computed: dict[str, Worksheet]
) -> None:
    each, found = CASES[name], headings(as_computed[name])
    city = ["本市目标", "合计"] if each.round == BREAKDOWN else ["本市目标", "本市本期", "完成率"]
    named = [each.names.get(region) or TABLES.names[region] for region in each.named]
    assert list(found) == ["关键性量化指标", "计量单位", *city, *named, "备注"]
    columns = [found[heading] for heading in found if heading != "备注"]
    assert columns == list(range(1, len(columns) + 1))  # none of them is empty
    titles = [cell.value for cell in as_computed[name]["A"][HEAD:]]
    assert titles[: len(TITLES)] == list(TITLES.values())


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_is_not_ready_says_so_on_paper(name: str, as_computed: dict[str, Worksheet]) -> None:
    warning = as_computed[name].cell(2, 1).value
    if "残缺" not in name and "空白" not in name:
        assert warning in (None, "")
    elif CASES[name].round == BREAKDOWN:
        assert warning == f"{WARNING}（分解表）"
    else:
        assert str(warning).startswith(f"{WARNING}（省科技厅、省经信厅")


def test_targets_and_lowest_rates_are_worded(filled_forms: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(filled_forms["杭州分解"])[STAMP]
    for row, code in enumerate(TITLES, start=HEAD + 1):
        match = re.fullmatch(r"([\d.]+)(\D+)", TARGETS[HANGZHOU, code])
        assert match
        digits, words = match.groups()
        decimals = len(digits.partition(".")[2])
        shape = "0." + "0" * decimals if decimals else "0"
        assert sheet.cell(row, 3).number_format == f'{shape}"{words}"'
        lowest = '"最低 "General' if UNITS[code] == "%" else "General"
        assert sheet.cell(row, 4).number_format == lowest
        assert sheet.cell(row, 5).number_format == "General"


# --------------------------------------------------------------------------------- formulas and their cells


def feeding(sheet: Worksheet, row: int, column: int) -> str:
    """The formula of a cell."""
    value = sheet.cell(row, column).value
    return str(value.text if isinstance(value, ArrayFormula) else value)


@pytest.mark.parametrize("name", ["杭州分解", "舟山分解", "杭州进展"])
def test_every_number_is_a_formula_that_points_to_the_cell_of_the_form(
    name: str, filled_forms: dict[str, Path]
) -> None:
    each, form = CASES[name], Form(filled_forms[name])
    sheet, first = form.book[STAMP], 5 if CASES[name].round == BREAKDOWN else 6
    known = FILLING.names(each.city) if each.round != BREAKDOWN else {}
    spare = [f"{each.city}A{n}" for n in range(1, 6) if f"{each.city}A{n}" not in known]
    for row, indicator in enumerate(TABLES.indicators, start=HEAD + 1):
        field = indicator.code if each.round == BREAKDOWN else indicator.inputs[-1][0]
        beyond = (
            1 if each.round != BREAKDOWN and indicator.rate else 0
        )  # the computed value beside the inputs
        for at, region in enumerate([*TABLES.counties[each.city], *known], start=first):
            place = shifted(*form.place(region, field), beyond)
            assert feeding(sheet, row, at) == f'=IF({place}="","",{place})'
        at = first + len(TABLES.counties[each.city]) + len(known)
        ends = [shifted(*form.place(zone, field), beyond) for zone in (spare[0], spare[-1])]
        block = f"{ends[0]}:{ends[1].partition('!')[2]}"
        for column in range(at, at + len(spare)):
            index = f"{get_column_letter(column)}${sheet.max_row}"
            picked = f"INDEX({block},{index})"
            assert feeding(sheet, row, column) == f'=IF({index}="","",IF({picked}="","",{picked}))'


def shifted(sheet: str, cell: str, by: int) -> str:
    """A cell's reference from another sheet, some columns further right."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    assert match
    column = openpyxl.utils.column_index_from_string(match[1]) + by
    return f"'{sheet}'!{get_column_letter(column)}{match[2]}"


def test_cached_values_are_what_the_formulas_come_to(tmp_path: Path) -> None:
    """For those who look without recalculating: a telephone, a preview. Zones with and without gaps.

    Every third is validated; with `--long` all are.
    """
    books = []
    for round_ in (BREAKDOWN, JUNE):
        for name, zones in (("无", ()), ("首", (1,)), ("隔", (2, 4)), ("满", (1, 2, 3, 4, 5))):
            typed = dict(right(round_, ZHOUSHAN))
            for zone in zones:
                typed[f"{ZHOUSHAN}A{zone}", "", Role.NAME] = f"第{zone}区"
                for field in layout(round_, ZHOUSHAN).fields[zone:]:
                    typed[f"{ZHOUSHAN}A{zone}", field, Role.INPUT] = Decimal(zone)
            books.append(tmp_path / f"{round_}{name}.xlsx")
            books[-1].write_bytes(written(layout(round_, ZHOUSHAN), typed))
    found = recalculated(books, tmp_path / "重算", sparing=3)
    assert {book.stem: found[book].differences for book in books} == {book.stem: [] for book in books}
    some = every(3, books)
    assert validate(some) == {book: [] for book in some}


def test_texts_that_xml_cannot_hold_do_not_break_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_workbook, "PAPER_ONLY", "")  # the sheet is read as any other
    typed = dict(right(BREAKDOWN, ZHOUSHAN))
    texts = ["\x01\x0b二", "_x0041_", "\ud800半", "长" * 40_000, "<&>\"'\r\n", "\ufffe", "#N/A", "=1+1"]
    for field, words in zip(layout(BREAKDOWN, ZHOUSHAN).fields, texts, strict=False):
        typed["330902", field, Role.INPUT] = words
    typed[f"{ZHOUSHAN}A1", "", Role.NAME] = "\x01_x0041_\ud800"
    book = tmp_path / "怪.xlsx"
    book.write_bytes(written(layout(BREAKDOWN, ZHOUSHAN), typed))
    assert validate([book]) == {book: []}
    cells = {sheet.name: sheet for sheet in xlsx.read(book.read_bytes()).sheets}[STAMP].cells
    assert [cells[row, 5].text for row in (4, 5, 10, 11)] == ["\x01\x0b二", "_x0041_", "#N/A", "=1+1"]


# ------------------------------------------------------------------------------------------ while it is used


@pytest.fixture(scope="module")
def office() -> Calc:
    return calc()


def test_it_follows_what_is_typed(office: Calc, tmp_path: Path) -> None:
    book = tmp_path / "表.xlsx"
    book.write_bytes(written(layout(BREAKDOWN, ZHOUSHAN), right(BREAKDOWN, ZHOUSHAN)))
    form = Form(book)
    sheet, cell = form.place("330902", "K06")
    _, zone = form.place(f"{ZHOUSHAN}A3", "K06")
    name = f"B{form.rows[sheet, f'{ZHOUSHAN}A3'].row}"
    row = HEAD + 6
    seen = ["A2", f"E{row}", f"D{row}", "I3", f"I{row}", "K3", "L3"]
    steps: list[dict[str, object]] = []

    def do(where: str, text: str) -> None:
        steps.append({"do": "type", "sheet": sheet, "cell": where, "text": text})
        steps.extend({"do": "read", "sheet": STAMP, "cell": each} for each in seen)

    texts = [(cell, ""), (cell, "0"), (cell, "/"), (zone, "500"), (name, "新城"), (name, "")]
    for where, text in texts:
        do(where, text)
    answers = office.play(book, *steps)
    size = len(seen) + 1
    found = [
        ["" if each["value"] is None else each["value"] for each in answers[start + 1 : start + size]]
        for start in range(0, len(answers), size)
    ]
    shared = case(BREAKDOWN, ZHOUSHAN).numbers("K06")
    part = float(sum(value for region, value in shared.items() if region != "330902"))
    open_ = f"{WARNING}（分解表）"
    assert found == [
        [open_, "", part, "", "", "备注", ""],
        [open_, 0, part, "", "", "备注", ""],  # short of the target
        [open_, "/", part, "", "", "备注", ""],
        [open_, "/", part + 500, "", "", "备注", ""],  # a zone without a name
        ["", "/", part + 500, "新城", 500, "备注", ""],
        [open_, "/", part + 500, "", "", "备注", ""],
    ]


def test_nothing_can_be_typed_into_it_and_columns_can_be_widened(filled_forms: dict[str, Path]) -> None:
    for path in filled_forms.values():
        sheet = openpyxl.load_workbook(path)[STAMP]
        assert sheet.protection.sheet
        assert not sheet.protection.formatColumns  # "not locked": it is allowed
        assert sheet.protection.password is None
        assert all(cell.protection.locked for line in sheet.iter_rows() for cell in line)
        assert sheet.data_validations.dataValidation == []
        assert sheet.sheet_state == "visible"
        assert not any(each.hidden for each in sheet.row_dimensions.values())
        assert sheet.freeze_panes in ("B4", "C4", "D4", "E4")  # what leaves two thirds


# ------------------------------------------------------------------------------------------- it is never read


def cells(sheet: Worksheet) -> Iterator[Cell]:
    for line in sheet.iter_rows():
        yield from (cell for cell in line if isinstance(cell, Cell) and cell.value not in (None, ""))


@pytest.mark.parametrize("name", CASES)
def test_no_code_and_no_ticket_stands_on_it(
    name: str, filled_forms: dict[str, Path], as_computed: dict[str, Worksheet]
) -> None:
    written_ = list(cells(openpyxl.load_workbook(filled_forms[name])[STAMP]))
    fixed = [str(cell.value) for cell in written_ if cell.data_type != "f"]
    shown = [str(cell.value) for cell in cells(as_computed[name])]
    for text in (*fixed, *shown):
        assert not re.fullmatch(r"K\d\d[a-z]?|\d{6}(A\d)?", text.strip()), text
        assert "模板编号" not in text
        assert TICKET not in text
    assert all(isinstance(cell.value, str | ArrayFormula) for cell in written_)  # no number but of a formula


def without_codes(path: Path, names: bool, values: Worksheet | None = None) -> bytes:
    """The form without its visible codes, perhaps without its names; `values` pasted over the other sheet."""
    form = Form(path)
    for _, cell in [*form.columns.values(), *((at, each) for at, each in form.rows.items())]:
        cell.value = None
    if not names:
        for name in list(form.book.defined_names):
            if name.startswith("cascade."):
                del form.book.defined_names[name]
    for cell in cells(values) if values else ():
        if not isinstance(form.book[STAMP][cell.coordinate], openpyxl.cell.cell.MergedCell):
            form.book[STAMP][cell.coordinate].value = cell.value
    buffer = BytesIO()
    form.book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("pasted", [False, True], ids=["formulas", "values"])
@pytest.mark.parametrize("names", [True, False], ids=["names kept", "names gone"])
@pytest.mark.parametrize("name", ["杭州分解", "杭州进展"])
def test_it_is_never_taken_for_the_form(
    name: str,
    names: bool,
    pasted: bool,
    filled_forms: dict[str, Path],
    as_computed: dict[str, Worksheet],
) -> None:
    each, form = CASES[name], layout(CASES[name].round, CASES[name].city)
    data = without_codes(filled_forms[name], names, as_computed[name] if pasted else None)
    placement = locate.place(xlsx.read(data), form, {})
    assert STAMP not in {place.sheet.name for place in placement.places.values()}
    assert STAMP not in {finding.sheet for finding in placement.findings}
    found = {key[:2] for key in placement.places if key[2] is Role.INPUT and key[0] != each.city}
    counties = {key for key in each.said if "A" not in key[0]}
    assert counties <= found if names else not found


def test_a_form_whose_own_sheet_is_gone_is_missing_it(filled_forms: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(filled_forms["杭州分解"])
    del book["分解表"]
    buffer = BytesIO()
    book.save(buffer)
    placement = locate.place(xlsx.read(buffer.getvalue()), layout(BREAKDOWN, HANGZHOU), {})
    assert [finding.code for finding in placement.findings] == ["L09"]
    assert not placement.places


def test_the_form_is_read_as_without_it(filled_forms: dict[str, Path]) -> None:
    path = filled_forms["杭州分解"]
    book = openpyxl.load_workbook(path)
    del book[STAMP]
    buffer = BytesIO()
    book.save(buffer)
    form = layout(BREAKDOWN, HANGZHOU)
    with_, without = read(path.read_bytes(), form), read(buffer.getvalue(), form)
    assert with_.said == without.said
    assert with_.places() == without.places()


# ------------------------------------------------------------------------------------------------- on paper


def stamp_pages(pages: tuple[FormPage, ...]) -> list[FormPage]:
    return [page for page in pages if page.footer.endswith(STAMP)]


def sizes(page: FormPage) -> dict[str, float]:
    """The sizes in points of Chinese words, those in the footer too, and of numbers of three to seven signs.

    A Chinese character is as wide as it is high; a longer number shrinks to its cell, where it would else be
    printed as ####.
    """
    em = {".": 0.278, "-": 0.333} | dict.fromkeys("0123456789", 0.556)  # Arial's widths
    found = {}
    for word, width in page.words:
        if re.fullmatch("[一-鿿]+", word):
            found[word] = width / len(word)
        elif re.fullmatch(r"-?\d[\d.]+\d", word) and len(word) <= 7:
            found[word] = width / sum(em[char] for char in word)
    return found


@pytest.fixture(scope="session")
def papers(
    filled_forms: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[FormPage]]:
    """The printed pages of the sheet for the stamp; all pages of a file are of one size."""
    folder = tmp_path_factory.mktemp("盖章纸")
    books = {}
    for name, each in CASES.items():
        typed = {(r, f, Role.INPUT): value for (r, f), value in each.said.items()}
        named = {(zone, "", Role.NAME): words for zone, words in each.names.items()}
        books[name] = folder / f"{name}.xlsx"
        books[name].write_bytes(written(layout(each.round, each.city), typed | named))
    pdfs = convert_pdf(list(books.values()), folder)
    found = {}
    for name, each in CASES.items():
        paper = printed_form(pdfs[books[name]], layout(each.round, each.city), {})
        assert set(paper.paper) == {A3}
        found[name] = stamp_pages(paper.pages)
    return found


@pytest.mark.parametrize("name", CASES)
def test_it_prints_on_one_page_in_full(name: str, papers: dict[str, list[FormPage]]) -> None:
    each = CASES[name]
    (page,) = papers[name]
    kind = "目标分解" if each.round == BREAKDOWN else "前三季度进展"
    title = f"2020年浙江省传统制造业改造提升关键性量化指标{kind}表（{TABLES.cities[each.city]}）"
    assert title in page
    assert "##" not in page.text
    assert f"模板编号：{TICKET}" in page.footer
    for words in (*TITLES.values(), *SIGN_OFF, *each.names.values()):
        assert words in page
    for county in TABLES.counties[each.city]:
        assert TABLES.names[county] in page
    for code in TITLES:
        assert TARGETS[each.city, code] in page
    assert (WARNING in page) == ("残缺" in name or "空白" in name)
    assert {word: size for word, size in sizes(page).items() if size < 9} == {}
    assert {"盖章打印", "第", "建德市" if each.city == HANGZHOU else "定海区"} <= set(sizes(page))
    assert not page.fields


@pytest.mark.parametrize("name", ["杭州分解", "舟山分解"])
def test_every_number_is_on_the_paper(name: str, papers: dict[str, list[FormPage]]) -> None:
    words = [word for word, _ in papers[name][0].words]
    for value in CASES[name].said.values():
        text = value if isinstance(value, str) else format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        assert text in words
        words.remove(text)


@dataclass(frozen=True)
class Large:
    """A city's form of a plan of forty indicators, as a workbook and as it is printed."""

    plan: Plan
    form: Layout
    book: Path
    pdf: Path

    @cached_property
    def paper(self) -> PrintedForm:
        return printed_form(self.pdf, self.form, {})


# The round, long or short names, and the pages they take
FORTY = every(3, [(BREAKDOWN, "短", 2), (BREAKDOWN, "长", 3), (JUNE, "短", 2), (JUNE, "长", 4)])
FAR_ROUNDS = every(2, [JUNE, BREAKDOWN])


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Large]:
    """Forms by city, round and kind of plan: short names, long ones, another province's. Printed at once."""
    folder = tmp_path_factory.mktemp("四十")
    plans = {"短": larger(False), "长": larger(True)}
    plans["外省"] = load(write_plan(folder / "方案", FAR, 20, 40)).plan
    asked = [(ZHOUSHAN, BREAKDOWN, "短")]
    asked += [(HANGZHOU, round_, kind) for round_, kind, _ in FORTY]
    asked += [(FARTHEST, round_, "外省") for round_ in FAR_ROUNDS]
    forms, books = {}, {}
    for city, round_, kind in asked:
        key, of = f"{city} {round_} {kind}", plans[kind]
        forms[key] = draft(of, of.round(round_), city, CityHistory())
        books[key] = folder / f"{key}.xlsx"
        books[key].write_bytes(written(forms[key]))
    pdfs = convert_pdf(list(books.values()), folder)
    return {
        key: Large(plans[key.split()[-1]], form, books[key], pdfs[books[key]]) for key, form in forms.items()
    }


def test_forty_short_names_fit_the_page_of_a_city_of_few_counties(large: dict[str, Large]) -> None:
    each = large[f"{ZHOUSHAN} {BREAKDOWN} 短"]
    (page,) = stamp_pages(each.paper.pages)
    assert {word: size for word, size in sizes(page).items() if size < 9} == {}
    for words in (*(indicator.name for indicator in each.plan.indicators), *SIGN_OFF):
        assert words in page


@pytest.mark.parametrize(("round_", "kind", "count"), FORTY)
def test_forty_indicators_break_between_indicators(
    round_: str, kind: str, count: int, large: dict[str, Large]
) -> None:
    """So many do not fit one page at nine points: each page has the header, the last one the sign-off."""
    this = large[f"{HANGZHOU} {round_} {kind}"]
    paper = this.paper
    pages = stamp_pages(paper.pages)
    assert len(pages) == count
    assert set(paper.paper) == {A3}
    numbers = []
    city = ("合计",) if round_ == BREAKDOWN else ("本市本期", "完成率")
    for page in pages:
        for words in ("关键性量化指标", "计量", "单位", "本市目标", *city, "上城区", "建德市", "备注"):
            assert words in page
        assert "##" not in page.text
        assert {word: size for word, size in sizes(page).items() if size < 9} == {}
        on_page = [number for number in range(1, 41) if re.search(rf"(?<!\d){number}．", page.text)]
        assert len(on_page) > 1
        numbers += on_page
    assert numbers == list(range(1, 41))
    for each in this.plan.indicators:
        assert sum(f"{each.number}．{each.name}" in page for page in pages) == 1
    for label in SIGN_OFF:
        assert [label in page for page in pages] == [False] * (count - 1) + [True]


@pytest.mark.parametrize("round_", FAR_ROUNDS)
def test_another_provinces_long_table_breaks_both_ways(round_: str, large: dict[str, Large]) -> None:
    """Twenty counties and forty indicators with long names: no page holds them, and none loses its header."""
    this = large[f"{FARTHEST} {round_} 外省"]
    other = this.plan
    assert next(each.name for each in other.regions if each.code == FARTHEST) == "阿坝藏族羌族自治州"
    pages = stamp_pages(this.paper.pages)
    counties = [each.name for each in other.regions if each.parent == FARTHEST]
    for page in pages:
        assert "##" not in page.text
        assert {word: size for word, size in sizes(page).items() if size < 9} == {}
        for words in ("指标", "计量", "单位", "本市目标"):
            assert words in page
        assert sum(name in page for name in counties) >= 8
    for each in other.indicators:  # beside the first counties, and beside the last
        assert sum(f"{each.number}．{each.name}" in page for page in pages) == 2
    for words in (this.form.title, WARNING, *SIGN_OFF):
        assert sum(words in page for page in pages) == 1
    assert validate([this.book]) == {this.book: []}


def larger(long: bool) -> Plan:
    """The plan with its indicators twice over and four of them a third time; perhaps with long names."""
    source = plan()
    indicators, targets = [], []
    for at in range(40):
        model, code = source.indicators[at % 18], f"K{at + 1:02}"
        inputs = [
            each.model_copy(update={"code": each.code.replace(model.code, code), "indicator": code})
            for each in model.inputs
        ]
        name = model.name + "（按省级部门考核口径统计，不含跨年度结转的项目）" * long
        measure = model.measure.replace(model.code, code)
        new = {"code": code, "number": f"{at + 1}", "name": name, "measure": measure}
        indicators.append(model.model_copy(update=new | {"inputs": tuple(inputs)}))
        targets += [
            each.model_copy(update={"indicator": code})
            for each in source.targets
            if each.indicator == model.code
        ]
    given = {name: getattr(source, name) for name in Plan.model_fields}
    return Plan(**given | {"indicators": tuple(indicators), "targets": tuple(targets)})


# --------------------------------------------------------------------------------- shares, corrections, old


def drawn(form: Layout, marks: tuple[Mark, ...] = ()) -> openpyxl.Workbook:
    data = draw(form, TICKET, ISSUED, "说明\n# 一\n请填。", theme.load(), {}, marks)
    return openpyxl.load_workbook(BytesIO(data))


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_a_departments_share_has_its_own_and_a_countys_has_none(round_: str) -> None:
    for lead, form in shares(layout(round_, HANGZHOU), plan(), Split.LEAD):
        sheet = drawn(form)[STAMP]
        mine = [code for code in TITLES if plan().indicator[code].lead == lead]
        titles = [sheet.cell(row, 1).value for row in range(HEAD + 1, HEAD + 1 + len(mine))]
        assert titles == [TITLES[code] for code in mine]
        assert str(sheet.cell(HEAD + 1 + len(mine), 1).value).startswith("注：")
        assert str(sheet["A1"].value).endswith(f"（杭州市）（{lead}）")
    for _, form in shares(layout(round_, HANGZHOU), plan(), Split.COUNTY):
        assert STAMP not in drawn(form).sheetnames


def test_a_correction_copy_has_it_too() -> None:
    mark = Mark(("330102", "K06", Role.INPUT), True, "错误", "上城区", "K06 机器人", "缺", "")
    names = drawn(layout(BREAKDOWN, HANGZHOU), (mark,)).sheetnames
    assert names == ["需更正的问题", "填报说明", "分解表", STAMP]


def test_a_layout_of_before_still_gives_a_sheet() -> None:
    old = layout(JUNE, ZHOUSHAN).model_dump_json()
    old = re.sub(r'"number":\d+,(?="title")', "", old)
    old = re.sub(r'"title":"[^"]*",(?="sheets")', "", old)
    form = Layout.model_validate_json(old)
    assert (form.title, {c.number for sheet in form.sheets for c in sheet.columns}) == ("", {0})
    sheet = drawn(form)[STAMP]
    assert sheet["A1"].value == form.sheets[0].title
    assert sorted(grid(sheet)) == sorted(grid(drawn(layout(JUNE, ZHOUSHAN))[STAMP]))


@pytest.mark.parametrize(
    ("indicators", "note"),
    [  # every fifth is a rate, the seventh a limit
        (4, "完成率＝本市本期÷本市目标。"),
        (5, "完成率＝本市本期÷本市目标。比率类指标由全市各填报项的合计算出，列与目标之差。"),
    ],
)
def test_the_note_speaks_of_what_the_plan_has(tmp_path: Path, indicators: int, note: str) -> None:
    plan = load(write_plan(tmp_path / "plan", ["成都市"], 2, indicators)).plan
    form = draft(plan, plan.round(JUNE), "510100", CityHistory())
    sheet = openpyxl.load_workbook(BytesIO(written(form)))["盖章打印"]
    said = str(sheet.cell(3 + indicators + 1, 1).value)
    assert said.startswith(f"注：{note}“/”为没有该项目标，也没有进展。")

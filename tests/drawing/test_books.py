"""Our workbooks take a quicker way through xlsxwriter: each part is what xlsxwriter makes by itself."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cascade import theme
from cascade.drawing import Column, DrawnSheet, Rows, Styles, Workbook
from cascade.drawing.elements import escaped
from cascade.formula import MARKS, Live, Value, value_of
from cascade.returns.facts import Facts
from cascade.summary.summary_workbook import SummaryBook
from tests.support.forms import BREAKDOWN, CITIES, JUNE, SEPTEMBER, layout, right, written
from tests.support.office import Office
from tests.support.programs import KILLING


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_empty_texts(plain: dict[str, bytes]) -> dict[str, bytes]:
    """The parts that xlsxwriter makes, with the type that it leaves out where a formula gives an empty text.

    ECMA-376, 18.18.11: a cell without a type holds a number; SheetJS reads 0 or drops the formula.
    """
    empty = re.compile(rb'(<c r="[^"]*" s="\d+")(><f>[^<]*</f><v></v>)')
    return {name: empty.sub(rb'\1 t="str"\2', part) for name, part in plain.items()}


class Plain(Worksheet):
    """A sheet whose cells are all written by what xlsxwriter offers to everybody."""

    def put(self, row: int, column: int, value: Value | Live, style: Format) -> None:
        at = row - 1, column - 1
        if isinstance(value, Live):
            result = float(value.value) if isinstance(value.value, Decimal) else escaped(value.value)
            if value.array:
                self.write_array_formula(*at, *at, f"{{={value.formula}}}", style, result)
            else:
                self.write_formula(*at, f"={value.formula}", style, result)
        elif isinstance(value, Decimal):
            self.write_number(*at, float(value), style)
        elif value:
            self.write_string(*at, value, style)
        else:
            self.write_blank(*at, None, style)

    def put_rows(self, *parts: Rows) -> None:
        for part in parts:
            for row in part.numbers:
                self.set_row(row - 1, part.height, None, {"level": part.level})
            for column, each in enumerate(part.columns, start=1):
                for at, row in enumerate(part.numbers):
                    style = each.styles if isinstance(each.styles, Format) else each.styles[at]
                    style._get_xf_index()  # type: ignore[no-untyped-call]  # formats are counted as they come
                    self.put(row, column, self._content(part, each, at), style)

    def _content(self, rows: Rows, column: Column, at: int) -> Value | Live:
        value, formulas = column.values[at], column.formulas
        formula = formulas if formulas is None or isinstance(formulas, str) else formulas[at]
        if formula is None or value is None:
            return value
        others = rows.others[at] if rows.others else ()
        for mark, number in zip(MARKS, (str(rows.numbers[at]), *others), strict=False):
            formula = formula.replace(mark, number)
        return Live(formula, value)

    def _calculate_spans(self) -> None:
        self.row_spans = {}

    def _xml_number_element(self, number: float, attributes: Sequence[Any] = ()) -> None:
        super()._xml_number_element(Exact(number), attributes)


class Exact(float):
    """A number that is written with as many digits as it takes to read the same double again."""

    def __format__(self, spec: str) -> str:
        assert spec == ".16G"
        return repr(float(self)).removesuffix(".0")


@pytest.fixture
def plainly() -> Iterator[None]:
    """Workbooks as xlsxwriter makes them."""
    Workbook.worksheet_class = Plain  # type: ignore[assignment]
    yield
    Workbook.worksheet_class = DrawnSheet


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_every_part_of_a_form_is_what_xlsxwriter_makes(round_: str, request: pytest.FixtureRequest) -> None:
    forms = [layout(round_, city) for city in (CITIES[0], CITIES[-1])]
    typed = [right(round_, form.city) for form in forms]
    ours = [parts(written(form, each)) for form, each in zip(forms, typed, strict=True)]
    request.getfixturevalue("plainly")
    plain = [parts(written(form, each)) for form, each in zip(forms, typed, strict=True)]
    assert ours == [with_empty_texts(each) for each in plain]
    assert b"<f>" in ours[0]["xl/worksheets/sheet2.xml"]


def test_every_part_of_a_summary_is_what_xlsxwriter_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with missing cities, words from cities and findings."""
    from cascade import summary
    from cascade.meeting import publish
    from cascade.theme import Theme

    drawn: list[tuple[bytes, bytes]] = []

    def both(facts: Facts, theme: Theme) -> bytes:
        quick = summary.draw(facts, theme)
        with monkeypatch.context() as patch:
            patch.setattr(Workbook, "worksheet_class", Plain)
            drawn.append((quick, summary.draw(facts, theme)))
        return quick

    class Drawing:
        SummarySplit = summary.SummarySplit
        draw = staticmethod(both)

    from cascade.commands import collect

    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    for city in CITIES[:3]:
        office.fill(BREAKDOWN, city)
    office.fill(BREAKDOWN, "330500", {("330502", "K06"): "约<300>&“三百”"})
    monkeypatch.setattr(publish, "summary", Drawing)
    assert collect.main([str(office.plan), BREAKDOWN, "--workbooks", str(office.home)]) == 1
    ((quick, plain),) = drawn
    assert parts(quick) == with_empty_texts(parts(plain))


@pytest.mark.parametrize(
    "value", [Decimal(1), "字", None, Live("1+1", Decimal(2)), Live("A1:A2", Decimal(2), array=True)]
)
def test_no_cell_is_left_out_in_silence(value: Decimal | str | Live | None) -> None:
    """A sheet ends at 1,048,576 rows and 16,384 columns."""
    book = Workbook(io.BytesIO(), {"in_memory": True})
    page, style = book.add_sheet("表"), Styles(book, theme.load()).get("figure")
    column = Column([value_of(value)], style, value.formula if isinstance(value, Live) else None)
    page.put(1_048_576, 16_384, value, style)
    with pytest.raises(ValueError, match="表 has no cell in row 1 and column 16385"):
        page.put(1, 16_385, value, style)
    with pytest.raises(ValueError, match="表 has no cell in row 1048577 and column 1"):
        page.put_rows(Rows([1_048_577], [column], 15.0))
    with pytest.raises(ValueError, match="表 has no cell in row 1 and column 16385"):
        page.put_rows(Rows([1], [column] * 16_385, 15.0))
    book.close()


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("字" * 32_767, "字" * 32_767),
        ("字" * 32_768, "字" * 32_767),
        ("a" * 32_768, "a" * 32_767),
        ("𠮷" * 16_384, "𠮷" * 16_383),  # each counts for two, and half of one is none
        ("甲\ud842乙", "甲?乙"),
        ("甲\n乙", "甲\n乙"),
    ],
    ids=[
        "as much as a cell holds",
        "one too many",
        "in Latin",
        "rare characters",
        "half a character",
        "lines",
    ],
)
def test_a_text_is_cut_where_a_cell_ends(text: str, kept: str, at_once: bool) -> None:
    """A cell holds 32,767 UTF-16 units."""
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    page, style = book.add_sheet("表"), Styles(book, theme.load()).get("figure")
    if at_once:
        page.put_rows(Rows([1], [Column([text], style)], 15.0))
    else:
        page.put(1, 1, text, style)
    book.close()
    assert openpyxl.load_workbook(data)["表"]["A1"].value == kept


def test_a_sheet_has_no_more_links_than_a_spreadsheet_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells beyond that are written without one; xlsxwriter would say so on the console, in English."""
    monkeypatch.setattr("cascade.summary.page_cells._MOST_LINKS", 2)
    book = SummaryBook("题", datetime(2020, 5, 28), theme.load())
    page = book.page("表")
    for row in (1, 2, 3):
        page.put(row, 1, Decimal(row), "figure", to="'表'!B9")
    sheet = openpyxl.load_workbook(io.BytesIO(book.finished()))["表"]
    linked = [bool(sheet.cell(row, 1).hyperlink) for row in (1, 2, 3)]
    assert (linked, [sheet.cell(row, 1).value for row in (1, 2, 3)]) == ([True, True, False], [1, 2, 3])


def test_rows_that_are_written_at_once_come_from_top_to_bottom() -> None:
    """Their order in the file is the order in which they were written; cells may be put between them."""
    data = io.BytesIO()
    book = Workbook(data, {"in_memory": True})
    page, style = book.add_sheet("表"), Styles(book, theme.load()).get("figure")
    high = Rows([3], [Column([Decimal(3)], [style]), Column(["第3行"], style)], 30.0)
    low = [Column([Decimal(2), Decimal(6)], style), Column(["第2行", "第6行"], style)]
    page.put_rows(high, Rows([2, 6], low, 15.0))
    for row in (6, 3, 1):
        with pytest.raises(ValueError, match=f"表: row {row} comes after row 6"):
            page.put_rows(Rows([row], [Column([Decimal(row)], style)], 15.0))
    for row in (2, 3, 6):
        with pytest.raises(ValueError, match=f"表: row {row} is already flushed"):
            page.put(row, 9, Decimal(row), style)
    for row in (7, 1, 4):
        page.put(row, 2, Decimal(row), style)
    book.close()
    sheet = openpyxl.load_workbook(data)["表"]
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == [
        (None, 1),
        (2, "第2行"),
        (3, "第3行"),
        (None, 4),
        (None, None),
        (6, "第6行"),
        (None, 7),
    ]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 6)] == [15, 30, 15]


@KILLING
def test_a_disk_that_is_full_while_a_summary_is_drawn_is_said_to_be_and_nothing_is_left_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource  # POSIX only

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    book = SummaryBook("题", datetime(2020, 5, 28), theme.load())
    page = book.page("表")
    numbers = range(1, 5001)
    column = Column([*map(Decimal, numbers)], page.styles.get("figure"))
    page.put_rows(Rows(numbers, [column] * 5, 15.0))
    assert len([*tmp_path.iterdir()]) == 1  # the rows' own place has no name
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            book.finished()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("flushed", [True, False])
@pytest.mark.parametrize("array", [True, False])
def test_an_empty_result_of_a_formula_is_a_text(flushed: bool, array: bool) -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    page, style = book.add_sheet("表"), Styles(book, theme.load()).get("plain")
    if flushed and not array:
        page.put_rows(Rows([1], [Column([""], style, 'IF(1=1,"","a")')], 15.0))
    else:
        page.put(1, 1, Live('IF(1=1,"","a")', "", array=array), style)
    book.close()
    (cell,) = re.findall(rb"<c .*?</c>", parts(buffer.getvalue())["xl/worksheets/sheet1.xml"])
    assert b't="str"' in cell


@pytest.mark.parametrize("font", [None, "Arial", "Calibri"])
def test_no_font_follows_the_theme(font: str | None) -> None:
    buffer = io.BytesIO()
    options = {"in_memory": True} | ({"default_format_properties": {"font_name": font}} if font else {})
    book = Workbook(buffer, options)
    book.add_sheet("表").put(1, 1, "字", Styles(book, theme.load()).get("plain"))
    book.close()
    assert b"<scheme" not in parts(buffer.getvalue())["xl/styles.xml"]


def test_a_sheet_marks_no_codes_and_no_totals_as_doubtful() -> None:
    """Excel's green triangles: texts that look like numbers, and formulas unlike their neighbours'."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    for name, typed in (("甲", False), ("乙", True)):
        book.add_sheet(name, typed=typed)
    book.close()
    whole = b'sqref="A1:XFD1048576"'
    for number, texts in ((1, whole), (2, b'sqref="A1:A1048576"')):
        ignored = parts(buffer.getvalue())[f"xl/worksheets/sheet{number}.xml"].partition(b"<ignoredErrors>")[
            2
        ]
        assert re.findall(rb"<ignoredError (sqref=\S+) (\w+)=", ignored) == [
            (texts, b"numberStoredAsText"),
            (whole, b"formula"),
            (whole, b"formulaRange"),
        ]


@pytest.mark.parametrize("number", ["64.82", "8474337.369", "0.1", "5", "0.07", "1E+15", "-3.5"])
def test_a_number_is_read_again_as_it_was_written(number: str) -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.add_sheet("表").put(1, 1, Decimal(number), Styles(book, theme.load()).get("plain"))
    book.close()
    (written_number,) = re.findall(rb"<v>(.*?)</v>", parts(buffer.getvalue())["xl/worksheets/sheet1.xml"])
    assert float(written_number) == float(number)


@pytest.mark.parametrize("name", ["=1+1", "http://example.invalid", "{=A1}"])
def test_a_name_of_a_plan_is_a_text_wherever_it_stands(name: str) -> None:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_sheet("总览")
        sheet.merge_range(0, 0, 1, 0, name, None)
        sheet.write(0, 1, name)
    page = openpyxl.load_workbook(buffer)["总览"]
    for cell in (page["A1"], page["B1"]):
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", name, None)

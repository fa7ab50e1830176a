"""A form on paper, as LibreOffice prints it: A3, nothing cut off, broken between indicators, readable."""

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pytest

from cascade.layout import Layout, Line, Role, SheetLayout
from tests.support.forms import BREAKDOWN, CITIES, FILLING, SEPTEMBER, TICKET, Typed, layout, right, written
from tests.support.libreoffice import convert_pdf
from tests.support.oracle.results import text
from tests.support.programs import need

SMALL = "330900"
LARGE = max(CITIES, key=lambda city: len(FILLING.leaves(city)))
PRINTED = [(round_, city) for round_ in (BREAKDOWN, SEPTEMBER) for city in (SMALL, LARGE)]
A3 = "1190.55 x 841.89 pts"
WIDTHS = {".": 0.278, "-": 0.333} | dict.fromkeys("0123456789", 0.556)  # of Arial's characters, in em
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>')


@dataclass(frozen=True)
class Page:
    """One printed page: its words with their widths in points, its text without spaces, and its last line."""

    words: tuple[tuple[str, float], ...]
    text: str
    footer: str

    def __contains__(self, words: str) -> bool:
        return re.sub(r"\s", "", words) in self.text

    @property
    def fields(self) -> list[str]:
        """The codes of the code row, from left to right."""
        return [word for word, _ in self.words if re.fullmatch(r"K\d\d[a-z]?", word)]

    @cached_property
    def sizes(self) -> list[float]:
        """The sizes in points of the numbers in the body; region codes are smaller on purpose.

        A number of more than ten signs (a rate of 24 million per cent, in these invented forms) shrinks to
        its cell, where it would else be printed as ####.
        """
        numbers = [(word, width) for word, width in self.words if re.fullmatch(r"-?\d+(\.\d+)?", word)]
        body = [
            (word, width)
            for word, width in numbers
            if not re.fullmatch(r"33\d{4}", word) and 2 < len(word) <= 10
        ]
        return [width / sum(WIDTHS[char] for char in word) for word, width in body]


@dataclass(frozen=True)
class Print:
    """A printed form: the sizes of its pages, and each sheet's pages."""

    form: Layout
    typed: Typed
    paper: tuple[str, ...]
    pages: tuple[Page, ...]

    def sheet_pages(self, sheet: SheetLayout) -> list[Page]:
        """The pages of a sheet: its name stands at the right of their footers."""
        return [page for page in self.pages[1:] if page.footer.endswith(re.sub(r"\s", "", sheet.name))]


def printed(pdf: Path, form: Layout, typed: Typed) -> Print:
    def output(program: str, *options: object) -> str:
        command = [need(program), *map(str, options)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    paper = tuple(re.findall(r"size: +(.*?) \(", output("pdfinfo", "-f", 1, "-l", 99, pdf)))
    pages = []
    for number in range(1, len(paper) + 1):
        where = ("-f", number, "-l", number)
        found = WORD.findall(output("pdftotext", *where, "-bbox", pdf, "-"))
        words = [(float(top), float(left), float(right), word) for left, top, right, word in found]
        bottom = max(top for top, *_ in words)
        footer = "".join(
            word for top, _, _, word in sorted(words, key=lambda each: each[1]) if top > bottom - 3
        )
        plain = re.sub(r"\s", "", output("pdftotext", *where, "-raw", pdf, "-"))
        pages.append(Page(tuple((word, right - left) for _, left, right, word in words), plain, footer))
    return Print(form, typed, paper, tuple(pages))


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Print]:
    folder, books = tmp_path_factory.mktemp("打印"), {}
    for round_, city in PRINTED:
        books[round_, city] = folder / f"{city}_{round_}.xlsx"
        books[round_, city].write_bytes(written(layout(round_, city), right(round_, city)))
    pdfs = convert_pdf(list(books.values()), folder)
    return {key: printed(pdfs[book], layout(*key), right(*key)) for key, book in books.items()}


@pytest.fixture(params=PRINTED, ids=lambda param: f"{param[1]}-{param[0]}")
def paper(request: pytest.FixtureRequest, prints: dict[tuple[str, str], Print]) -> Print:
    return prints[request.param]


def test_every_page_is_a3_landscape(paper: Print) -> None:
    assert set(paper.paper) == {A3}


def test_only_the_economy_departments_sheet_takes_more_than_one_page(paper: Print) -> None:
    counts = {sheet.name: len(paper.sheet_pages(sheet)) for sheet in paper.form.sheets}
    assert sum(counts.values()) + 2 == len(paper.pages)  # instructions, and the sheet for the stamp
    assert {name: count for name, count in counts.items() if count != 1} in ({}, {"省经信厅": 3})
    assert (counts.get("省经信厅") is None) == (paper.form.round == BREAKDOWN)


def test_nothing_is_too_wide_for_its_column(paper: Print) -> None:
    for page in paper.pages:
        assert "##" not in page.text


def test_each_sheet_shows_its_title_once_and_the_due_day(paper: Print) -> None:
    for sheet in paper.form.sheets:
        first, *others = paper.sheet_pages(sheet)
        assert sheet.title in first
        assert "报送截止：2020 年" in first
        assert not any(sheet.title in page for page in others)


def test_every_page_bears_ticket_and_number(paper: Print) -> None:
    for number, page in enumerate(paper.pages[1:], start=2):
        assert f"模板编号：{TICKET}" in page
        assert f"第 {number} 页，共 {len(paper.pages)} 页" in page


def test_every_page_names_all_counties_and_zones_and_no_spare_row(paper: Print) -> None:
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


def test_indicators_are_named_and_never_split_over_pages(paper: Print) -> None:
    for sheet in paper.form.sheets:
        pages = paper.sheet_pages(sheet)
        assert [field for page in pages for field in page.fields] == [column.field for column in sheet.inputs]
        for indicator in sheet.indicators:
            fields = {column.field for column in sheet.inputs if column.indicator == indicator}
            (page,) = [page for page in pages if fields <= set(page.fields)]
            title = next(column.title for column in sheet.columns if column.indicator == indicator)
            assert title in page


def test_each_page_of_progress_holds_indicators_from_target_to_completion(
    prints: dict[tuple[str, str], Print],
) -> None:
    for city in (SMALL, LARGE):
        for page in prints[SEPTEMBER, city].pages[1:-1]:
            words = Counter(word for word, _ in page.words)
            indicators = {field[:3] for field in page.fields}
            assert words["目标"] == words["完成率"] + words["较目标"] == len(indicators) > 0


def test_every_number_is_printed_in_full(paper: Print) -> None:
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


def test_the_sign_off_is_on_every_sheet(paper: Print) -> None:
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


def test_body_text_is_seven_points_or_more(paper: Print) -> None:
    for page in paper.pages[1:-1]:
        assert page.sizes
        assert min(page.sizes) >= 7
        assert max(page.sizes) <= 12

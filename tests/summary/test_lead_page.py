"""What a department's workbook looks like on paper: one page that says all, then a sheet of counties."""

from dataclasses import replace
from itertools import groupby

import openpyxl
import pytest

from cascade import theme
from cascade.summary import draw_lead
from tests.support.forms import plan
from tests.support.libreoffice import convert_pdf
from tests.support.prints import NINE_POINTS, Page, printed
from tests.support.programs import need
from tests.support.provinces import Told

HALF = 0.5
FEW = ("省科技厅", "省市场监督管理局", "省地方金融监管局", "省生态环境厅")  # of one or two indicators


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """The pages of the workbooks of departments with few indicators, by department."""
    need("soffice")
    home, facts = tmp_path_factory.mktemp("分册"), Told(plan()).facts(0)
    look, paths = replace(theme.load(), paper="A3"), {}
    for lead in FEW:
        paths[lead] = home / f"{lead}.xlsx"
        paths[lead].write_bytes(draw_lead(facts, look, lead))
        sheet = openpyxl.load_workbook(paths[lead])[lead]
        assert sheet.page_setup.orientation == "portrait"
    drawn = convert_pdf(list(paths.values()), home)
    return {lead: printed(drawn[path]) for lead, path in paths.items()}


def test_one_page_says_all_and_the_counties_take_one_sheet(books: dict[str, list[Page]]) -> None:
    """The counties' table lay across and left half of three pages empty."""
    for lead, pages in books.items():
        taken = [(sheet, len(list(run))) for sheet, run in groupby(page.sheet for page in pages)]
        assert taken == [("部门一览", 1), (lead, 2)], lead


def test_pages_are_full_and_readable(books: dict[str, list[Page]]) -> None:
    for lead, pages in books.items():
        assert [page.filled for page in pages if page.filled < HALF] == [], lead
        assert min(page.smallest for page in pages) >= NINE_POINTS, lead
        assert not any("##" in page for page in pages), lead

"""Templates beside the plan go first, file by file; how texts are measured, and numbers shown."""

import contextvars
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.number_formats import shown_as
from tests.support.office import BREAKDOWN, Office
from tests.support.oracle.tables import PLAN


def test_a_template_beside_the_plan_goes_before_the_checkouts(tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿", shutil.copytree(PLAN, tmp_path / "方案" / PLAN.name))
    own = tmp_path / "方案" / "templates" / "form" / "instructions.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("说明\n# 一\n{{ city.name }}请按自己的办法填。", "utf-8")
    assert office.generate(BREAKDOWN, "--city", "330100").code == 0
    page = openpyxl.load_workbook(office.form(BREAKDOWN, "330100"))["填报说明"]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value]
    assert "杭州市请按自己的办法填。" in [cell.value for cell in cells]
    assert theme.load().title_font in {cell.font.name for cell in cells}  # no theme lies beside the plan


def test_a_theme_beside_the_plan_is_that_of_its_books_and_its_pages(tmp_path: Path) -> None:
    shipped = (theme.TEMPLATES / "theme.toml").read_text("utf-8")
    colour = theme.load().colour["ink"]
    (tmp_path / "templates").mkdir()
    changed = shipped.replace(colour.removeprefix("#"), "123456")
    (tmp_path / "templates" / "theme.toml").write_text(changed, "utf-8")

    def of_the_plan() -> tuple[str, str]:
        theme.prefer_templates_beside(tmp_path / "方案")
        return theme.load().colour["ink"], theme.text("report/status.css.j2")

    ink, style = contextvars.copy_context().run(of_the_plan)
    assert ink == "#123456"
    assert "#123456" in style
    assert theme.load().colour["ink"] == colour
    assert "#123456" not in theme.text("report/status.css.j2")


@pytest.mark.parametrize(
    ("text", "lines", "width"),
    [("一二三四五", 1, 11), ("一二三四五", 2, 6), ("一二三\n四五", 1, 7), ("一二三\n四五", 3, 5), ("", 1, 2)],
)
def test_how_wide_a_column_must_be(text: str, lines: int, width: int) -> None:
    assert theme.width_needed(text, lines) == width
    assert theme.lines_needed(text, width - 1e-9) == theme.lines_needed(text, width)  # as a sum of others


def test_a_mark_stands_before_every_section_of_a_format_and_before_a_text() -> None:
    shown = '[<99.95]0.0;[<100]"不足100";0.0'
    assert theme.marked(shown, "▼") == '[<99.95]"▼ "0.0;[<100]"▼ 不足100";"▼ "0.0;"▼ "@'
    assert theme.marked("0.0", "△") == '"△ "0.0;"△ "-0.0;"△ "0.0;"△ "@'


def test_no_mark_stands_behind_a_minus_and_no_minus_before_zero() -> None:
    assert theme.signed_format(1) == '[>=0]0.0;[<=-0.05]-0.0;"0.0"'
    for plain in (theme.signed_format(1), "0.0"):
        shown = theme.marked(plain, "▼")
        assert [shown_as(shown, Decimal(each)) for each in ("-13.26", "0", "12")] == [
            "▼ -13.3",
            "▼ 0.0",
            "▼ 12.0",
        ]

"""What the first sheet of a form tells the city, and that the form keeps what it promises."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.form import draw
from cascade.plan import load
from tests.support.forms import BREAKDOWN, ISSUED, JUNE, TICKET, layout, plan, right, written
from tests.support.kinds import amount, by_round, write_kinds
from tests.support.linter.book import Book

CITY = "330900"


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_the_city_is_told_how_to_open_and_how_to_paste(round_: str) -> None:
    known = plan()
    facts = {"plan": known, "round": known.round(round_), "city": known.region(CITY), "points": ""}
    lines = theme.text("form/instructions.txt.j2", **facts).splitlines()
    (line,) = [each for each in lines if "启用编辑" in each]
    assert "选择性粘贴—数值" in line
    numbers = [each[0] for each in lines if each[1:2] == "．"]
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_no_filter_is_promised_where_excel_has_none(round_: str) -> None:
    """Excel filters a protected sheet only where a filter is there already."""
    data = written(layout(round_, CITY), right(round_, CITY))
    for sheet in openpyxl.load_workbook(BytesIO(data)).worksheets:
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert [text for text in said if "筛选" in text] == []
    for part in Book(data).sheets:
        protected = part.one("sheetProtection")
        assert protected is None or protected.attrib.get("autoFilter", "1") == "1"


def test_title_headings_and_lines_have_their_heights() -> None:
    """36, 28 and 18 points a line, as Excel rounds them to whole pixels; three more below a line."""
    page = openpyxl.load_workbook(BytesIO(written(layout(BREAKDOWN, CITY)))).worksheets[0]
    rows = [(page.cell(at, 2).value, page.row_dimensions[at].height) for at in (1, 2, 3)]
    assert rows == [("说明", 36.0), ("一", 27.75), ("请填。", 21.0)]


@pytest.mark.parametrize(("lines", "pages"), [(5, None), (29, None), (80, 0)])
def test_the_instructions_take_one_page_as_long_as_they_can_be_read(lines: int, pages: int | None) -> None:
    """29 lines and the legend overflow an A3 page by a few rows. None: one page, 0: as many as needed."""
    text = "\n".join(["说明", *["请填。"] * lines])
    data = draw(layout(BREAKDOWN, CITY), TICKET, ISSUED, text, theme.load())
    assert openpyxl.load_workbook(BytesIO(data)).worksheets[0].page_setup.fitToHeight == pages


def told(levels: int, home: Path) -> list[str]:
    """The lines of the instructions for a town's progress."""
    folder = write_kinds(home, [amount(1, "新增就业人数")], {"K01": ("9", "9", "9")}, levels=levels)
    towns = load(folder).plan
    facts = {"plan": towns, "round": towns.round(JUNE), "city": towns.region("510801")}
    return theme.text("form/instructions.txt.j2", **facts, points="").splitlines()


def test_a_unit_that_reports_for_itself_reads_nothing_of_what_its_form_has_not(tmp_path: Path) -> None:
    """No spare rows, no breakdown, no counties that fill in sheets of their own."""
    two, three = told(2, tmp_path / "two"), told(3, tmp_path / "three")
    assert [each[0] for each in three if each[1:2] == "．"] == list("12345678")
    assert [each[0] for each in two if each[1:2] == "．"] == list("1234567")
    for word in ("预留的行", "已审核通过的分解目标", "汇总后打印", "各地为列"):
        assert (word in "".join(two), word in "".join(three)) == (False, True), word
    assert "灰色的“目标”为下达的目标，" in "".join(two)
    assert "填报本镇截至 2020 年 6 月 30 日的进展" in "".join(two)


def test_what_a_plan_has_not_is_not_explained_and_limits_are(tmp_path: Path) -> None:
    indicators = [
        amount(1, "新增就业人数"),
        amount(2, "事故起数", direction="at_most"),
        amount(3, "投资", direction="within"),
    ]
    targets = {"K01": ("30", "20", "10"), "K02": ("3", "2", "1"), "K03": ("5—6", "5—6", "5—6")}
    known = load(write_kinds(tmp_path / "plan", indicators, targets, levels=3)).plan
    said = {}
    for round_ in known.rounds[:2]:
        facts = {"plan": known, "round": round_, "city": known.cities[0], "points": ""}
        said[round_.id] = theme.text("form/instructions.txt.j2", **facts)
    own = "本县（市、区）目标"
    assert f"合计不得低于{own}。\n第 2 项是控制指标，相反，不得高于{own}。\n" in said[BREAKDOWN]
    assert "第 3 项的目标是区间，应在区间之内。" in said[BREAKDOWN]
    assert "数量类指标填本年累计数。" in said[JUNE]
    assert "比率" not in said[BREAKDOWN] + said[JUNE]


def test_the_city_is_told_what_a_target_by_round_is(tmp_path: Path) -> None:
    indicators, targets = (
        [amount(1, "人数"), amount(2, "户数")],
        {"K01": ("5", "4", "3"), "K02": ("5", "4", "3")},
    )
    rows = by_round(JUNE, "K02", ("2", "2", "1"))
    told: list[list[str]] = []
    for levels in (2, 3):
        folder = write_kinds(tmp_path / str(levels), indicators, targets, levels=levels, round_targets=rows)
        known = load(folder).plan
        for round_ in (JUNE, "progress-2020-09-30"):
            facts = {"plan": known, "round": known.round(round_), "city": known.cities[0], "points": ""}
            lines = theme.text("form/instructions.txt.j2", **facts).splitlines()
            told.append([each for each in lines if "本期目标" in each])
    first = "第 2 项另有“本期目标”，为到 6月底应达到的累计数，本期按它评判"
    assert told == [[f"{first}。"], [], [f"{first}；各乡镇（街道）的按本县（市、区）的比例折算。"], []]

"""The whole book: what `--print full` puts on paper, page by page, for plans of every shape on A3 and A4."""

import re
import subprocess
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import openpyxl
import pytest

from cascade import libreoffice, naming, theme
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_pack
from cascade.summary.wording import coverage
from tests.support.forms import plan
from tests.support.formulas import compare, formulas, values
from tests.support.office import BREAKDOWN, IN_TIME, Office, run, with_few_indicators
from tests.support.prints import NINE_POINTS, Page, printed
from tests.support.programs import need
from tests.support.provinces import Told, stories
from tests.support.sample import every, is_long
from tests.support.validator import validate
from tests.support.witnesses import recalculated

SIZES = {"A3": (1190.55, 841.89), "A4": (841.89, 595.304)}
HIDDEN = {"历次完成情况", "县级明细", "图表数据"}  # cells refer to them
LEFT_OUT = {"数据来源", "未报与问题"}  # nothing refers to the first, nothing is open in the second
LISTS = {"需要关注", "县级落后", "图表数据", "完成分布", "落后项数变化"}  # as the paper allows
EIGHT_POINTS = 7.6


@dataclass
class Pack:
    """A pack and what LibreOffice prints of it."""

    facts: Facts
    paper: str
    path: Path

    @property
    def pdf(self) -> Path:
        return self.path.with_suffix(".pdf")

    @cached_property
    def pages(self) -> list[Page]:
        return printed(self.pdf)

    @cached_property
    def texts(self) -> list[list[str]]:
        """The lines of each page; pdftotext puts what stands side by side into one."""
        command = [need("pdftotext"), "-layout", str(self.pdf), "-"]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        return [[line for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]


# How many pages the real plan takes, by the number of the progress round and the paper
PAGES = {(None, "A3"): 33, (1, "A3"): 43} | ({(1, "A4"): 78} if is_long() else {})


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """Packs by plan, kind of round and paper."""
    need("soffice")
    home, told = tmp_path_factory.mktemp("汇总材料"), stories()
    asked = [("浙江", Told(plan()), *each) for each in PAGES]
    asked += [("forty", told["forty"], 2, "A4"), ("all missing", told["all missing"], 2, "A3")]
    made = {}
    for name, story, period, paper in asked:
        look, facts = replace(theme.load(), paper=paper), story.facts(period)
        pack = Pack(facts, paper, home / f"{name} {period} {paper}.xlsx")
        pack.path.write_bytes(draw_pack(facts, look, full=True))
        pack.pdf.write_bytes(libreoffice.as_pdf(pack.path.read_bytes(), look.fallbacks))
        made[pack.path.stem] = pack
    return made


@pytest.mark.parametrize("period_and_paper", PAGES)
def test_the_real_plan_takes_so_many_pages(
    packs: dict[str, Pack], period_and_paper: tuple[int | None, str]
) -> None:
    assert len(packs["浙江 {} {}".format(*period_and_paper)].pages) == PAGES[period_and_paper]


def test_every_page_is_of_the_paper_asked_for_and_readable(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        for at, page in enumerate(pack.pages, start=1):
            assert page.size == SIZES[pack.paper], (key, at)
            least = EIGHT_POINTS if (page.sheet, pack.paper) == ("总览", "A4") else NINE_POINTS
            assert page.smallest >= least, (key, at, page.sheet, page.smallest)
            assert "##" not in page.text, (key, at, page.sheet)


def test_no_page_has_fewer_than_five_lines(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        assert [(key, at, lines) for at, lines in enumerate(pack.texts, start=1) if len(lines) < 5] == []


def test_every_page_tells_its_number_and_the_run(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        for at, lines in enumerate(pack.texts, start=1):
            footer = re.sub(r"\s", "", lines[-1])
            assert f"—{at}—" in footer, (key, at)
            assert f"第3次汇总2021-11-0809:30{coverage(pack.facts)}" in footer, (key, at)


def test_cover_first_then_the_sheets_in_order_and_nothing_for_looking_up(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        book = openpyxl.load_workbook(pack.path, data_only=True)
        hidden = {sheet.title for sheet in book if sheet.sheet_state == "hidden"}
        assert hidden == HIDDEN & set(book.sheetnames)
        shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
        assert list(dict.fromkeys(page.sheet for page in pack.pages)) == shown, key
        assert shown[:2] == ["封面", "总览"]
        cover = [cell.value for cell in book["封面"]["B"] if cell.value]
        assert cover[cover.index("表名") + 1 :] == shown[1:]
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        assert [
            cell.coordinate for cell in cells if cell.hyperlink
        ] == []  # to hidden sheets they would do nothing


def test_the_cover_says_what_it_is_and_what_it_rests_on(packs: dict[str, Pack]) -> None:
    lines = [re.sub(r"\s", "", line) for line in packs["浙江 1 A3"].texts[0]]
    assert lines[:5] == [
        "2020年浙江省传统制造业改造提升关键性量化指标",
        "前三季度进展汇总材料",
        "浙江省工业转型升级领导小组办公室",
        "2021年11月8日",
        "数据截至2020-09-30，依据第3次汇总（2021-11-0809:30），计入上报表0份，已报11/11。",
    ]
    assert packs["浙江 1 A3"].pages[1].sheet == "总览"  # the cover is one page


def test_a_page_of_counties_ends_between_cities(packs: dict[str, Pack]) -> None:
    """A city that fits a page is not split; 杭州's 13 counties do not fit what A4 leaves beside the title."""
    for pack in (packs["浙江 {} {}".format(*each)] for each in PAGES):
        book = openpyxl.load_workbook(pack.path)
        for lead in naming.sheet_names(pack.facts.plan.leads).values():
            sheet = book[lead]
            ends = [each.id for each in sheet.row_breaks.brk]
            assert ends
            assert {sheet.cell(end + 1, 2).value for end in ends} == {"合计"}


def test_fonts_are_embedded_and_those_named(packs: dict[str, Pack]) -> None:
    named = {each.replace(" ", "") for others in theme.load().fallbacks.values() for each in others}
    for key, pack in packs.items():
        command = [need("pdffonts"), str(pack.pdf)]
        said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        fonts = re.findall(
            r"^\w+\+(\w+)\S* .* (yes|no) +(?:yes|no) +(?:yes|no) +\d+ +\d+$", said, re.MULTILINE
        )
        assert len(fonts) == len(said.splitlines()) - 2
        assert {embedded for _, embedded in fonts} == {"yes"}, key
        families = {family for family, _ in fonts}
        # a collection of fonts calls itself by its Japanese face, whichever of them is used
        assert {re.sub("CJKjp$", "CJKSC", family) for family in families} <= named, (key, families)


def test_the_sheets_are_those_of_the_summary(packs: dict[str, Pack]) -> None:
    pack = packs["浙江 1 A3"]
    path = pack.path.with_name("汇总.xlsx")
    path.write_bytes(draw(pack.facts, theme.load()))
    mine, summary = openpyxl.load_workbook(pack.path), openpyxl.load_workbook(path)
    assert {*mine.sheetnames} == {"封面", *summary.sheetnames} - LEFT_OUT
    for sheet in summary:
        if sheet.title not in LEFT_OUT | {"报送情况"}:  # the cover lists the sheets
            # On paper the table of the whole leaves out the leads, and notes stand otherwise below it.
            part = {"min_row": 5, "max_row": 76, "min_col": 4, "max_col": 16}
            part = part if sheet.title == "全省汇总" else {"min_row": 3}  # above stand titles, on every page
            both = (each.iter_rows(values_only=True, **part) for each in (sheet, mine[sheet.title]))
            pairs = [tuple(map(_on_one_line, each)) for each in zip(*both, strict=True)]
            assert [pair for pair in pairs if pair[0] != pair[1]] == [], sheet.title


def _on_one_line(row: tuple[object, ...]) -> list[object]:
    """The cells of a row; headings break in other places where columns are narrower."""
    return [each.replace("\n", "") if isinstance(each, str) else each for each in row]


def test_packs_are_valid_and_come_to_what_is_cached(packs: dict[str, Pack], tmp_path: Path) -> None:
    """A breakdown and a progress round, the latter computed by Gnumeric, too; with `--long` all are valid."""
    paths = every(2, [pack.path for pack in packs.values()])
    assert {path.name: errors for path, errors in validate(paths).items() if errors} == {}
    paths = [packs[f"浙江 {period} A3"].path for period in (1, None)]
    for found in recalculated(paths, tmp_path, sparing=2).values():
        assert found.differences == []


def test_the_other_packs_hold_formulas_that_are_computed_anew_elsewhere(
    packs: dict[str, Pack], tmp_path: Path
) -> None:
    """On A4 stands what stands on A3; `tests.summary.test_summary_book` has the summaries of the others."""
    others = {key: packs["浙江 1 A3"].path for key in packs if key == "浙江 1 A4"}
    for key in ("forty 2 A4", "all missing 2 A3"):
        others[key] = tmp_path / f"{key}.xlsx"
        others[key].write_bytes(draw(packs[key].facts, theme.load()))
    assert packs.keys() - others.keys() == {"浙江 None A3", "浙江 1 A3"}
    for key, other in others.items():
        mine, there = formulas(packs[key].path), formulas(other)
        assert {
            place for place, _ in mine.items() - there.items() if place[0] not in LISTS | {"封面"}
        } == set()
        left = {place for place in there.keys() - mine.keys() if place[0] not in LEFT_OUT}
        assert {sheet for sheet, _ in left} <= LISTS  # of which paper holds fewer lines
        _, differences = compare(other, values(packs[key].path))
        assert [
            each for each in differences if (each.sheet, each.cell) in mine and each.sheet not in LISTS
        ] == []


def test_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("soffice")
    small = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "方案"))
    small.whole_round(BREAKDOWN)
    words = ("--workbooks", small.home, "--today", IN_TIME[BREAKDOWN], "--print")
    answer = run("collect.py", small.plan, BREAKDOWN, *words)
    assert answer.code == 0, answer
    (said,) = re.findall(r"^汇总材料（A4）：(.+)$", answer.out, re.MULTILINE)
    assert Path(said) == small.folder(BREAKDOWN, "summary") / "目标分解汇总材料_第1次.pdf"
    assert {page.size for page in printed(Path(said))} == {SIZES["A4"]}
    assert Path(said).with_suffix(".xlsx").is_file()

    monkeypatch.setenv("PATH", str(tmp_path))  # a machine without LibreOffice
    answer = run("collect.py", small.plan, BREAKDOWN, *words, "A3")
    assert answer.code == 3, answer
    assert "没有生成 PDF：本机没有安装 LibreOffice" in answer.out
    (said,) = re.findall(r"^汇总材料（A3）：(.+)$", answer.out, re.MULTILINE)
    assert Path(said).name == "目标分解汇总材料（A3）_第1次.xlsx"
    assert {sheet.page_setup.paperSize for sheet in openpyxl.load_workbook(said)} == {8}
    assert not Path(said).with_suffix(".pdf").exists()

    answer = run("collect.py", small.plan, BREAKDOWN, *words, "A5")
    assert (answer.code, "只能是" in answer.error) == (2, True), answer

"""The pack for a meeting, page by page: what each promises, for plans and rounds of every shape."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest

from cascade import theme
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State
from cascade.returns.sums import results
from cascade.summary import draw_pack, printable
from tests.support.forms import plan
from tests.support.oracle.filling import Filling
from tests.support.oracle.tables import PLAN, Tables
from tests.support.prints import NINE_POINTS, Page, printed
from tests.support.programs import need
from tests.support.provinces import LONG, SHORT, Told, amount, province, rate
from tests.support.sample import every, is_long
from tests.support.validator import validate
from tests.support.witnesses import printed_and_recalculated

SIZES = {"A3": (1190.55, 841.89), "A4": (841.89, 595.304)}
EIGHT_POINTS = 7.6  # of an overview that thereby stands on one page
HALF = 0.5
FEW_FIGURES = 10  # a page of notes has fewer
SILENT, SENT_BACK, HELD = "330200", "330300", "330900"
# Where another pack shows the same: of a round on the other paper, or of as many pages
ONLY_LONG = {"june A4", "september A3", "all of september A4", "30 × 18 A3"}
TITLED = ("总览", "需要关注", "排名及变化", "报送情况", "完成分布", "落后项数变化")


def looked_at(keys: Iterable[str]) -> list[str]:
    """Those of some packs that are made: with `--long` all."""
    return [key for key in keys if is_long() or key not in ONLY_LONG]


@dataclass
class Pack:
    """A pack, and what LibreOffice prints of it."""

    facts: Facts
    paper: str
    path: Path
    pdf: Path = Path()

    @cached_property
    def pages(self) -> list[Page]:
        return printed(self.pdf)

    @cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path)

    @property
    def sheets(self) -> list[tuple[str, int]]:
        """The sheets and how many pages each takes, in order."""
        return [(name, len(list(run))) for name, run in groupby(page.sheet for page in self.pages)]

    def of(self, sheet: str) -> list[Page]:
        return [page for page in self.pages if page.sheet == sheet]

    def __str__(self) -> str:
        return self.path.stem


def some_missing(told: Told, period: int | None) -> Facts:
    """A round in which one city is 未报, one 已收待改 and one 待核实."""
    facts = replace(told, missing=(SILENT, SENT_BACK, HELD)).facts(period)
    if facts.earlier:
        facts = replace(facts, earlier=told.facts(period).earlier)
    more = [
        Receipt(facts.round.id, f"{city}.xlsx", city * 10, "2020-10-09", 1, region=city, state=state)
        for city, state in ((SENT_BACK, State.SENT_BACK), (HELD, State.HELD))
    ]
    return replace(facts, receipts=(*facts.receipts, *more))


def explained(facts: Facts) -> Facts:
    """A round whose cities explain every fifth indicator."""
    words = {each.code: "=受上半年工期影响，四季度集中完成。" for each in facts.plan.indicators[::5]}
    return replace(facts, receipts=tuple(replace(each, explanations=words) for each in facts.receipts))


def usual() -> Facts:
    """A breakdown as offices of the tests report it: with zones, decimals, and counties without a share."""
    told, filling = Told(plan()).facts(None), Filling(Tables(PLAN), 2020)
    said = {city: filling.breakdown(city) for city in filling.tables.cities}
    numbers = {
        city: {key: number for key, number in each.items() if isinstance(number, Decimal)}
        for city, each in said.items()
    }
    receipts = tuple(replace(each, names=filling.names(each.region)) for each in told.receipts)
    return replace(told, receipts=receipts, values=results(told.plan, told.round, numbers))


def rounds() -> Iterator[tuple[str, Facts, str]]:
    real = Told(plan())
    few = Told(province([amount(1), rate(2)], [f"第{at}镇" for at in range(1, 30)], counties=2))
    forty = Told(
        province([(rate if at % 5 == 0 else amount)(at) for at in range(1, 41)], LONG[:5], counties=2)
    )
    many = Told(
        province(
            [(rate if at % 4 == 0 else amount)(at) for at in range(1, 19)],
            [f"第{at}市" for at in range(1, 31)],
            counties=2,
        )
    )
    thirteen = Told(province([amount(at) for at in range(1, 6)], [f"第{at}区" for at in range(1, 14)], 0))
    for paper in ("A3", "A4"):
        yield "june", real.facts(0), paper
        yield "september", explained(some_missing(real, 1)), paper
        yield "breakdown", real.facts(None), paper
        yield "all of september", explained(real.facts(1)), paper
    yield "usual breakdown", usual(), "A4"
    yield "breakdown of some", some_missing(real, None), "A3"
    yield "29 × 2", few.facts(1), "A4"
    yield "5 × 40", forty.facts(1), "A3"
    yield "30 × 18", many.facts(1), "A3"
    yield "30 × 18", many.facts(1), "A4"
    yield "13 × 5", thirteen.facts(1), "A4"
    yield (
        "nobody",
        Told(province([amount(1)], SHORT), missing=[f"520{at}00" for at in range(1, 6)]).facts(0),
        "A3",
    )


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """The packs by round and paper, printed and recalculated by one office."""
    need("soffice")
    home, made = tmp_path_factory.mktemp("材料"), {}
    for name, facts, paper in rounds():
        if looked_at([f"{name} {paper}"]):
            pack = Pack(facts, paper, home / f"{name} {paper}.xlsx")
            pack.path.write_bytes(draw_pack(facts, replace(theme.load(), paper=paper)))
            made[str(pack)] = pack
    pdfs, computed = printed_and_recalculated([each.path for each in made.values()], home / "重算")
    for pack in made.values():
        pack.pdf = pdfs[pack.path]
        assert computed[pack.path].differences == [], pack
    return made


SHEETS = (
    *("总览", "需要关注", "排名及变化", "完成分布", "落后项数变化"),
    *("全省汇总", "县级落后", "报送情况", "分县表"),
)
COUNTS = {  # pages of these sheets
    "june A3": [1, 1, 1, 1, 0, 1, 1, 0, 0],
    "june A4": [1, 2, 1, 1, 0, 2, 1, 0, 0],
    "september A3": [1, 1, 1, 1, 0, 2, 1, 1, 0],
    "september A4": [1, 1, 1, 1, 0, 2, 1, 1, 0],
    "all of september A3": [1, 1, 1, 1, 1, 1, 1, 0, 0],
    "all of september A4": [1, 1, 1, 1, 1, 2, 1, 0, 0],
    "breakdown A3": [1, 1, 0, 0, 0, 1, 0, 0, 3],
    "breakdown A4": [1, 2, 0, 0, 0, 2, 0, 0, 5],
    "usual breakdown A4": [1, 1, 0, 0, 0, 2, 0, 0, 5],
    "breakdown of some A3": [1, 1, 0, 0, 0, 2, 0, 1, 2],
    "29 × 2 A4": [2, 1, 2, 1, 1, 2, 1, 0, 0],
    "13 × 5 A4": [1, 2, 1, 1, 1, 1, 0, 0, 0],
    "30 × 18 A4": [2, 1, 2, 1, 1, 6, 1, 0, 0],
    "5 × 40 A3": [1, 1, 1, 2, 1, 3, 1, 0, 0],
    "30 × 18 A3": [1, 1, 1, 1, 1, 4, 1, 0, 0],
    "nobody A3": [1, 0, 0, 0, 0, 0, 0, 1, 0],
}
OF_THE_REAL_PLAN = {  # pages of a whole pack, without the counties' shares
    "june A3": 6,
    "june A4": 8,
    "september A3": 8,
    "september A4": 8,
    "all of september A3": 7,
    "all of september A4": 8,
    "breakdown A3": 3,
    "breakdown A4": 5,
    "breakdown of some A3": 5,
}


@pytest.mark.parametrize("key", looked_at(OF_THE_REAL_PLAN))
def test_a_pack_has_three_to_eight_pages(packs: dict[str, Pack], key: str) -> None:
    """In a breakdown the pages of the counties' shares come on top."""
    pages = [page for page in packs[key].pages if page.sheet != "分县表"]
    assert len(pages) == OF_THE_REAL_PLAN[key]


def test_what_needs_attention_says_how_much_it_leaves_out(packs: dict[str, Pack]) -> None:
    """The worst come first; the number of the others, and where they are, is told below."""
    for key in looked_at(("june A3", "june A4", "september A3", "september A4")):
        found = re.search(
            r"共(\d+)项次，本表列最落后的(\d+)项次，其余(\d+)项次见“全省汇总”",
            "".join("".join(page.text.split()) for page in packs[key].of("需要关注")),
        )
        assert found, key
        behind, shown, others = map(int, found.groups())
        sheet = openpyxl.load_workbook(packs[key].path)["需要关注"]
        lines = [row[0].value for row in sheet.iter_rows(min_row=4) if str(row[0].value or "").isdecimal()]
        assert lines == [str(at) for at in range(1, shown + 1)], key
        assert behind == shown + others, key


def test_the_slope_stands_beside_the_returns_where_cities_are_missing(packs: dict[str, Pack]) -> None:
    for key in looked_at(("september A3", "september A4")):
        (page,) = packs[key].of("报送情况")
        assert "落后的指标项数：左为上半年进展，右为前三季度进展" in page
    for key in looked_at(("all of september A3", "all of september A4")):
        assert dict(packs[key].sheets)["落后项数变化"] == 1


@pytest.mark.parametrize("key", looked_at(COUNTS))
def test_how_many_pages_a_pack_takes(packs: dict[str, Pack], key: str) -> None:
    taken = dict(packs[key].sheets)
    assert [taken.pop(name, 0) for name in SHEETS] == COUNTS[key]
    assert taken == {}


def test_every_page_is_of_its_paper_readable_and_numbered(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        for at, page in enumerate(pack.pages, start=1):
            upright = pack.book[page.sheet].page_setup.orientation == "portrait"
            assert page.size == (SIZES[pack.paper][::-1] if upright else SIZES[pack.paper]), (key, at)
            one = (page.sheet, pack.paper) == ("总览", "A4") and len(pack.of(page.sheet)) == 1
            assert page.smallest >= (EIGHT_POINTS if one else NINE_POINTS), (
                key,
                at,
                page.sheet,
                page.smallest,
            )
            assert "##" not in page.text, (key, at)
            assert page.foot.replace(" ", "") == f"—{at}—", (key, at)
            assert page.foot_centre == pytest.approx(page.size[0] / 2, abs=3), (key, at)


def test_only_the_last_page_of_a_sheet_is_less_than_half_full(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        for sheet, _ in pack.sheets:
            filled = [page.filled for page in pack.of(sheet)]
            assert [each for each in filled[:-1] if each < HALF] == [], (key, sheet, filled)


def test_every_page_says_what_it_is_and_holds_more_than_notes(packs: dict[str, Pack]) -> None:
    """A page that continues a table repeats its title, or the annex's number, and its header."""
    for key, pack in packs.items():
        for at, page in enumerate(pack.pages, start=1):
            title = page.sheet if page.sheet in TITLED else "附表"
            title = "排名" if title == "排名及变化" and not pack.facts.earlier else title
            assert title in page, (key, at, page.sheet)
            first = pack.of(page.sheet)[0]
            figures = [line for line in page.lines if re.fullmatch(r"[▼△●]? ?[-+]?\d+(\.\d+)?", line.strip())]
            assert page is first or len(figures) > FEW_FIGURES, (key, at, page.sheet)


def test_only_what_is_printed_is_seen_and_nothing_is_a_link(packs: dict[str, Pack]) -> None:
    for key, pack in packs.items():
        book = openpyxl.load_workbook(pack.path)
        shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
        assert shown == [sheet for sheet, _ in pack.sheets], key
        assert {sheet.page_setup.paperSize for sheet in book} == {8 if pack.paper == "A3" else 9}
        cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
        assert not any(cell.hyperlink for cell in cells), key


def test_packs_are_valid(packs: dict[str, Pack]) -> None:
    """A third of them: rounds of both kinds, both papers, turned tables, and nobody; with `--long` all."""
    found = validate(every(3, [pack.path for pack in packs.values()]))
    assert {path.name: errors for path, errors in found.items() if errors} == {}


def test_what_has_nothing_to_say_is_left_out(packs: dict[str, Pack]) -> None:
    assert packs["nobody A3"].sheets == [("总览", 1), ("报送情况", 1)]
    assert "报送情况" not in dict(packs["june A3"].sheets)
    assert "报送情况" in dict(packs["september A4"].sheets)
    assert not any("没有问题" in page for pack in packs.values() for page in pack.pages)


def test_annexes_are_numbered_at_the_upper_left(packs: dict[str, Pack]) -> None:
    for page in packs["june A3"].of("全省汇总"):
        assert "".join(page.lines[:2]).startswith("附表1")
    for page in packs["breakdown A4"].of("分县表"):
        assert "".join(page.lines[:2]).startswith("附表2")
    of_some = [sheet for sheet, _ in packs["breakdown of some A3"].sheets]
    assert of_some[2:] == ["全省汇总", "分县表", "报送情况"]


def test_the_document_stands_under_the_title(packs: dict[str, Pack]) -> None:
    assert plan().document == "浙转升办〔2020〕9号"
    for key in ("june A3", "september A4", "breakdown A3"):
        assert plan().document in packs[key].pages[0]


def test_good_is_unfilled_and_rules_are_black(packs: dict[str, Pack]) -> None:
    sheet = openpyxl.load_workbook(packs["june A3"].path)["全省汇总"]
    filled = {
        rule.dxf.fill.bgColor.rgb: rule.formula[0]
        for each in sheet.conditional_formatting
        for rule in each.rules
    }
    assert set(filled) == {"FFFFE8A3", "FF8C1D18"}
    assert sheet["E5"].border.left.color.rgb == "FF000000"


def test_results_of_an_indicator_share_their_decimals(packs: dict[str, Pack]) -> None:
    for key in ("june A3", "breakdown A3"):
        sheet = openpyxl.load_workbook(packs[key].path)["全省汇总"]
        for row in sheet.iter_rows(min_row=5):
            if row[3].value in ("本期", "县级合计", "完成率 %", "较目标"):
                shown = {cell.number_format.replace("_)", "") for cell in row[4:16]}  # words have no room
                assert len(shown) == 1, (key, row[0].row)
    turned = openpyxl.load_workbook(packs["29 × 2 A4"].path)["全省汇总"]
    for column in turned.iter_cols(min_col=3, min_row=6, max_row=34):
        assert len({cell.number_format.replace("_)", "") for cell in column}) == 1, column[0].coordinate


def test_chosen_sheets_only(tmp_path: Path) -> None:
    facts = Told(plan()).facts(0)
    assert printable(facts.plan, facts.round)[:4] == ["封面", "总览", "需要关注", "排名及变化"]
    path = tmp_path / "选印.xlsx"
    path.write_bytes(draw_pack(facts, theme.load(), ("总览", "完成率与排名")))
    book = openpyxl.load_workbook(path)
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["总览", "完成率与排名"]
    assert validate([path]) == {path: []}

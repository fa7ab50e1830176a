"""Summaries of provinces of every shape: valid, live, and as good on paper as that of the real plan."""

import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cascade import naming, theme
from cascade.model import Plan
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_city, draw_lead, earned
from tests.support.forms import plan
from tests.support.formulas import Difference
from tests.support.prints import NINE_POINTS, Page, printed
from tests.support.programs import need
from tests.support.provinces import Told, amount, of_one_county, stories
from tests.support.sample import every
from tests.support.summary_front import FRONT
from tests.support.summary_sheets import Across, Book, Charts, Counties
from tests.support.validator import validate
from tests.support.witnesses import printed_and_recalculated, recalculated

RANKING, HISTORY, CHARTS, COUNTIES, CITY = "完成率与排名", "历次完成情况", "图表", "县级明细", "本市汇总"
MINE = (RANKING, HISTORY, CHARTS, COUNTIES, CITY)  # besides the departments' sheets
ZHEJIANG = "zhejiang"
ROUNDS: dict[str, tuple[int | None, ...]] = {ZHEJIANG: (1,), "some": (0, 2)}
PARTED = every(2, ["forty", ZHEJIANG])  # of which a department's and a city's own workbook are looked at


@dataclass
class Drawn:
    """A drawn workbook, where other programs compute it otherwise, and what LibreOffice prints of it.

    The front is printed by `test_overview`.
    """

    facts: Facts
    path: Path
    differences: list[tuple[str, Difference]] = field(default_factory=list)
    printed: Path = field(default_factory=Path)

    @cached_property
    def book(self) -> Book:
        return Book(self.path)

    @cached_property
    def pages(self) -> list[Page]:
        return printed(self.printed)

    def of(self, sheet: str) -> list[Page]:
        return [page for page in self.pages if page.sheet == sheet]

    @property
    def plan(self) -> Plan:
        return self.facts.plan

    @cached_property
    def leads(self) -> list[str]:
        names = naming.sheet_names(self.plan.leads)
        return [names[lead] for lead in self.plan.leads if names[lead] in self.book.values.sheetnames]

    @cached_property
    def mine(self) -> list[str]:
        return [name for name in self.book.values.sheetnames if name in (*MINE, *self.leads)]


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Drawn]:
    """Workbooks by province, number of the round, and what is cut out."""
    need("soffice")  # no test looks at this where it is not computed anew
    home, look, made = tmp_path_factory.mktemp("各省"), theme.load(), {}
    for name, told in (stories() | {ZHEJIANG: Told(plan())}).items():
        for period in ROUNDS.get(name, (2,)):
            facts = told.facts(period)
            books = {"": draw(facts, look)}
            if name in PARTED:
                books["lead"] = draw_lead(facts, look, facts.plan.leads[1])
                books["city"] = draw_city(facts, look, facts.plan.cities[0], earned(facts))
            for what, data in books.items():
                key = f"{name} {period} {what}".strip()
                path = home / f"{key}.xlsx"
                path.write_bytes(data)
                made[key] = Drawn(facts, path)
    paths = [each.path for each in made.values()]
    inner = {name for each in made.values() for name in each.book.values.sheetnames if name not in FRONT}
    pdfs, computed = printed_and_recalculated(paths, home / "重算", sorted(inner))
    for each in made.values():
        each.differences, each.printed = computed[each.path].differences, pdfs[each.path]
    return made


def test_all_are_valid(drawn: dict[str, Drawn]) -> None:
    """A third of them; with `--long` all."""
    found = validate(every(3, [each.path for each in drawn.values()]))
    assert {path.name: errors for path, errors in found.items() if errors} == {}


def test_all_come_to_what_is_cached(drawn: dict[str, Drawn]) -> None:
    for each in drawn.values():
        assert each.differences == []


def test_a_breakdown_of_forty_indicators_comes_to_what_is_cached(tmp_path: Path) -> None:
    breakdown = tmp_path / "breakdown.xlsx"
    breakdown.write_bytes(draw(stories()["forty"].facts(None), theme.load()))
    assert recalculated([breakdown], tmp_path / "重算")[breakdown].differences == []


# ------------------------------------------------------------------------------------------------ on paper


def test_nothing_is_cut_off_or_smaller_than_nine_points(drawn: dict[str, Drawn]) -> None:
    for key, each in drawn.items():
        for page in each.pages:
            upright = page.sheet in each.leads  # where a department's table is narrow
            assert page.size == (1190.55, 841.89) or (upright and page.size == (841.89, 1190.55))
            assert "##" not in page.text, (key, page.sheet)
            if page.sheet in each.mine:
                assert page.smallest >= NINE_POINTS, (key, page.sheet, page.smallest)


def test_every_page_of_counties_repeats_the_header_and_holds_whole_cities(drawn: dict[str, Drawn]) -> None:
    for key, each in drawn.items():
        for sheet in {COUNTIES, *each.leads} & set(each.mine):
            table = list(Counties(each.book.values[sheet]).rows)
            for page in each.of(sheet):
                assert "县（市、区）" in page, (key, sheet)
                cities = {region[:4] for region in page.regions}
                whole = [region for region in table if region[:4] in cities and region != each.plan.province]
                assert [region for region in page.regions if region != each.plan.province] == whole


PAGES_OF_PARTS = [
    (f"{ZHEJIANG} 1 lead", CHARTS, 4),
    (f"{ZHEJIANG} 1 lead", "省经信厅", 12),
    (f"{ZHEJIANG} 1 city", CITY, 2),
]


@pytest.mark.parametrize(
    ("key", "sheet", "count"),
    [
        (f"{ZHEJIANG} 1", RANKING, 3),
        (f"{ZHEJIANG} 1", "完成分布", 1),
        (f"{ZHEJIANG} 1", "落后项数变化", 1),
        (f"{ZHEJIANG} 1", "县级落后", 1),
        (f"{ZHEJIANG} 1", HISTORY, 1),
        (f"{ZHEJIANG} 1", "省科技厅", 2),
        (f"{ZHEJIANG} 1", "省经信厅", 12),
        *(PAGES_OF_PARTS if ZHEJIANG in PARTED else []),
        ("one indicator 2", RANKING, 1),
        ("one city 2", COUNTIES, 1),
        ("forty 2", "完成分布", 2),
        ("forty 2", "落后项数变化", 1),
        ("forty 2", "县级落后", 1),
        ("forty 2 city", CITY, 5),
    ],
)
def test_how_many_pages_a_sheet_takes(drawn: dict[str, Drawn], key: str, sheet: str, count: int) -> None:
    assert len(drawn[key].of(sheet)) == count


def test_pages_end_between_indicators(drawn: dict[str, Drawn]) -> None:
    for key, each in drawn.items():
        book = openpyxl.load_workbook(each.path)
        for sheet in {RANKING, HISTORY, CITY} & set(each.mine):
            last = max(row for row in range(4, book[sheet].max_row) if book[sheet].cell(row, 3).value)
            for end in (each.id for each in book[sheet].row_breaks.brk):
                starts = book[sheet].cell(end + 1, 1).value or end >= last  # behind the last come the notes
                assert starts, (key, sheet, end)


def test_every_chart_is_printed_whole_below_its_name(drawn: dict[str, Drawn]) -> None:
    for key, each in drawn.items():
        if CHARTS not in each.mine:
            continue
        numbers = [number for page in each.of(CHARTS) for number in re.findall(r"(\d+)．", page.text)]
        listed = Counties(each.book.values[each.leads[0]]) if key.endswith("lead") else None
        expected = {n for n, _ in listed.columns} if listed else {n.number for n in each.plan.indicators}
        assert sorted(map(int, numbers)) == sorted(map(int, expected)), key
        assert all(chart.start == chart.end for chart in Charts(each.path, CHARTS).all), key


# --------------------------------------------------------------------------------------------- what they say


def row(drawn: Drawn, number: int, label: str) -> list[object]:
    """What the cities' cells of a row of the ranking show, in their order."""
    table = Across(drawn.book.values[RANKING])
    return [table.value(city.name, number, label) for city in drawn.plan.cities]


def test_ties_share_a_rank_and_a_target_of_zero_has_none(drawn: dict[str, Drawn]) -> None:
    ties = drawn["ties 2"]
    assert row(ties, 1, "名次") == [1, 1, 1, 1, "—"]
    assert row(ties, 2, "名次") == [1] * 5
    assert row(ties, 1, "名次较上期") == [0, 0, 0, 0, "—"]
    assert row(ties, 1, "月均需完成（个）") == [9, 9, 9, 9, "—"]
    some = drawn["some 2"]
    ranks, done = row(some, 4, "名次"), row(some, 4, "完成率（%）")
    assert ranks == [1 + sum(each > mine for each in done) for mine in done]  # type: ignore[operator]
    assert sorted(map(str, ranks)) != sorted(
        {*map(str, ranks)}
    )  # some are equal, and the next rank is left out


def test_a_limit_of_zero_is_exceeded_by_anything(drawn: dict[str, Drawn]) -> None:
    told = drawn["a limit of zero 2"]  # the last city may have none, and has some
    assert row(told, 1, "占限额（%）")[-1] == "超限"
    assert row(told, 1, "评价")[-1] == "▼ 超限"
    assert row(told, 1, "名次")[-1] == 5
    assert row(told, 1, "剩余限额（个）")[-1] == "已超限"
    assert told.book.cells("'全省汇总'!$I$5:$I$8") == [0, 33, "超限", "▼ 超限"]
    assert "▼ 超限（超过限额）" in str(told.book.values["全省汇总"]["B15"].value)


def test_of_a_limit_less_is_better(drawn: dict[str, Drawn]) -> None:
    some = drawn["some 2"]
    done, ranks = row(some, 3, "占限额（%）"), row(some, 3, "名次")
    assert ranks == [1 + sum(each < mine for each in done) for mine in done]  # type: ignore[operator]
    words = ["● 限额内" if each < 90 else "△ 接近限额" for each in done]  # type: ignore[operator]
    assert row(some, 3, "评价") == words
    left = [60 - each * 60 / 100 for each in done]  # type: ignore[operator]
    assert row(some, 3, "剩余限额（个）") == [pytest.approx(each) for each in left]
    assert "较序时（百分点）" not in Across(some.book.values[RANKING]).items(3)
    many = drawn["forty 2 lead"]
    titles = {each.description: each.title for each in Charts(many.path, CHARTS).all}
    name = "数字化绿色化改造提升项目累计完成投资任务数"
    assert [title for said, title in titles.items() if f"{name}第14批：各市" in said] == [
        "各市占限额（%），越低越好"
    ]
    assert [title for said, title in titles.items() if f"{name}第8批：各市" in said] == ["各市完成率（%）"]


def test_the_first_round_has_nothing_to_compare(drawn: dict[str, Drawn]) -> None:
    first = drawn["some 0"]
    labels = {label for _, label in Across(first.book.values[RANKING]).rows}
    assert "名次" in labels
    assert "名次较上期" not in labels
    assert "落后项数变化" not in first.book.values.sheetnames
    assert any("没有可比的名次" in page for page in first.of(RANKING))


@pytest.mark.parametrize(
    ("key", "sheets"),
    [
        ("some 0", ["完成分布", "县级落后"]),
        ("some 2", ["完成分布", "落后项数变化", "县级落后"]),
        ("one indicator 2", ["县级落后"]),
        ("one city 2", ["县级落后"]),
    ],
)
def test_no_picture_shows_single_points(drawn: dict[str, Drawn], key: str, sheets: list[str]) -> None:
    pictures = ("完成分布", "落后项数变化", "县级落后")
    assert [name for name in drawn[key].book.values.sheetnames if name in pictures] == sheets


def test_words_of_the_lights_are_the_plans(drawn: dict[str, Drawn]) -> None:
    some = drawn["some 2"]
    assert "● 跟上" in row(some, 4, "评价")
    texts = [str(c.value) for name in some.mine for line in some.book.values[name].iter_rows() for c in line]
    assert not [each for each in texts if "达序时" in each]


def test_where_all_are_silent_nothing_is_drawn_or_ranked(drawn: dict[str, Drawn]) -> None:
    silent = drawn["all missing 2"]
    assert {value for label in ("完成率（%）",) for value in row(silent, 1, label)} == {"未报"}
    assert set(row(silent, 1, "名次")) == {"—"}
    drawn_sheets = {"完成分布", "落后项数变化", "县级落后", "图表数据"}
    assert drawn_sheets.isdisjoint(silent.book.values.sheetnames)
    assert not [part for part in _parts(silent.path) if "chart" in part]


def _parts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as file:
        return file.namelist()


def test_departments_that_a_file_name_cannot_tell_apart_get_a_workbook_each(tmp_path: Path) -> None:
    places = Places(tmp_path, plan(), plan().rounds[1])
    paths = [
        places.extract(3, "牵头单位", f"{number:02}_{lead}") for number, lead in ((1, "甲/乙"), (2, "甲:乙"))
    ]
    assert [path.name for path in paths] == [
        "01_甲－乙_上半年进展_第3次.xlsx",
        "02_甲－乙_上半年进展_第3次.xlsx",
    ]
    assert {path.parent.name for path in paths} == {"第3次_分牵头单位"}


def test_what_a_sheet_with_a_long_name_holds_stands_beside_it() -> None:
    leads = ("省工信厅", "省发展改革委（省能源局）")
    facts = of_one_county(1, {amount(at, lead=lead): ("1", "2") for at, lead in enumerate(leads, start=2)})
    sheet = openpyxl.load_workbook(BytesIO(draw(facts, theme.load())))["报送情况"]
    rows = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
    assert ["省工信厅", "牵头第 2 项"] in rows
    assert ["省发展改革委（省能源局）", "牵头第 3 项"] in rows

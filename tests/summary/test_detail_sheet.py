"""The department sheets, 县级明细, the ranking, the charts and the extracts of a year, figure by figure.

What every cell has to show is worked out from what the cities have said (`tests.support.oracle.summary`).
Nothing of `cascade` is imported. LibreOffice and Gnumeric come to what is cached, formula by formula.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from tests.support.office import BREAKDOWN, DECEMBER, IN_TIME, JUNE, SEPTEMBER, Office, run
from tests.support.oracle.form import Said
from tests.support.oracle.summary import Shown, Standing
from tests.support.oracle.tables import PROVINCE, Indicator
from tests.support.programs import need
from tests.support.small_summary import column_widths, small_summary
from tests.support.summary_sheets import Across, Book, Chart, Charts, Counties, same
from tests.support.validator import validate
from tests.support.witnesses import Recalculated, recalculated

ROUNDS = (BREAKDOWN, SEPTEMBER, DECEMBER)
PROGRESS = (SEPTEMBER, DECEMBER)
ELAPSED = {BREAKDOWN: None, JUNE: 50, SEPTEMBER: 75, DECEMBER: 100}
SILENT = {JUNE: ["331100"], DECEMBER: ["330900"]}  # 丽水 and 舟山: the last round lacks one, this one another
RANKING, HISTORY, CHARTS, COUNTIES, CITY = "完成率与排名", "历次完成情况", "图表", "县级明细", "本市汇总"


@dataclass
class Year:
    """An office through its year, with what has to be shown of each round and the workbooks of all kinds."""

    office: Office
    standings: dict[str, Standing] = field(default_factory=dict)
    books: dict[tuple[str, str], Path] = field(default_factory=dict)  # by round and city, department or ""
    computed: dict[Path, Recalculated] = field(default_factory=dict)

    @property
    def indicators(self) -> list[Indicator]:
        return self.office.tables.indicators

    def leads(self) -> list[str]:
        return list(dict.fromkeys(each.lead for each in self.indicators))

    @property
    def looked_at(self) -> list[str]:
        """What is computed anew: the summary, all departments, and cities with zones or once silent."""
        return ["", *self.leads(), "330100", "330400", "330900", "331100"]

    def of(self, lead: str) -> list[Indicator]:
        return [each for each in self.indicators if each.lead == lead]

    def leaves(self, city: str) -> list[str]:
        """The city's counties, and the zones that it has named if it has reported."""
        return self.office.filling.leaves(city)

    def book(self, round_: str, of: str) -> Book:
        return opened(self.books[round_, of])


@cache
def opened(path: Path) -> Book:
    """A workbook, read once."""
    return Book(path)


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    need("soffice")  # no test looks at this where it is not computed anew
    home = tmp_path_factory.mktemp("分册")
    made = Year(Office(home / "工作簿"))
    last = None
    for round_ in (BREAKDOWN, JUNE, SEPTEMBER, DECEMBER):
        said = _round(made.office, round_)
        shares = made.standings[BREAKDOWN].filings if made.standings else said
        last = Standing(made.office.tables, said, shares, ELAPSED[round_], last)
        made.standings[round_] = last
        if round_ == BREAKDOWN:
            last = None
        if round_ in ROUNDS:
            made.books |= _published(made.office, round_)
    names = {path.name for path in made.books.values()}
    assert len(names) == len(made.books)
    made.computed = recalculated([path for (_, of), path in made.books.items() if of in made.looked_at], home)
    return made


def _round(office: Office, round_: str) -> dict[str, Said]:
    """A round in which all cities but the silent ones report; what they have said."""
    assert office.generate(round_).code == 0
    cities = [city for city in office.tables.cities if city not in SILENT.get(round_, [])]
    for city in cities:
        office.fill(round_, city)
    report = office.collect(round_)
    assert sorted(report.missing) == sorted(SILENT.get(round_, [])), report.out
    return {city: office.says(round_, city) for city in cities}


def _published(office: Office, round_: str) -> dict[tuple[str, str], Path]:
    """The summary and its extracts, by round and what they are about."""
    found: dict[tuple[str, str], Path] = {}
    for split in ("lead", "city"):
        words = ("--workbooks", office.home, "--today", IN_TIME[round_], "--split", split)
        answer = run("collect.py", office.plan, round_, *words)
        assert answer.code == (1 if SILENT.get(round_) else 0), answer
        (folder,) = re.findall(r"^分册（\d+ 份）：(.+)$", answer.out, re.MULTILINE)
        for path in Path(folder).glob("*.xlsx"):
            found[round_, path.name.split("_")[1 if split == "lead" else 0]] = path
        (summary,) = re.findall(r"^汇总表：(.+)$", answer.out, re.MULTILINE)
        found[round_, ""] = Path(summary)
    return found


class Wrong:
    """What does not show what it has to, and how much was looked at."""

    def __init__(self) -> None:
        self.count = 0
        self.found: list[tuple[object, ...]] = []

    def check(self, found: object, expected: Shown, *where: object) -> None:
        self.count += 1
        if not same(found, expected):
            self.found.append((*where, found, expected))


# ---------------------------------------------------------------------------------------- tables of counties


def expected_columns(standing: Standing, indicator: Indicator, region: str, gaps: bool) -> dict[str, Shown]:
    """What a row of a table of counties shows of an indicator, by label."""
    lead = indicator.lead
    if standing.elapsed is None:
        number = standing.number(indicator.code, region)
        if not gaps:
            return {lead: number}
        label = "低于目标的县" if indicator.rate else "差额"
        target = standing.target(indicator, region)
        return {"目标": target, "分解数": number, label: standing.gap(indicator, region)}
    target, done = standing.target(indicator, region), standing.done(indicator, region)
    light = standing.light(indicator, region)
    if not indicator.rate:
        return {"目标": target, "本期": standing.result(indicator, region), "完成率": done, "评价": light}
    names = inputs(standing)
    numbers = {names[code]: standing.number(code, region) for code, _ in indicator.inputs}
    value = standing.result(indicator, region)
    return {"目标": target, **numbers, "本期": value, "较目标": done, "评价": light}


def inputs(standing: Standing) -> dict[str, str]:
    rows = (standing.tables.folder / "inputs.csv").read_text("utf-8-sig").splitlines()[1:]
    return {row.split(",")[0]: row.split(",")[2] for row in rows}


def rows(year: Year, standing: Standing, cities: list[str]) -> Iterator[str]:
    """The codes of a table's rows: each city, then its leaves. A city that is silent has named no zones."""
    for city in cities:
        yield city
        yield from year.leaves(city) if city in standing.filings else year.office.tables.counties[city]


def check_counties(
    year: Year,
    round_: str,
    book: Book,
    sheet: str,
    indicators: list[Indicator],
    cities: list[str],
    gaps: bool,
) -> int:
    """Every figure of a table of counties; returns how many there are."""
    standing, table, wrong = year.standings[round_], Counties(book.values[sheet]), Wrong()
    whole = [PROVINCE] if len(cities) > 1 else []
    assert list(table.rows) == [*whole, *rows(year, standing, cities)]
    seen = []
    for indicator in indicators:
        number = indicator.number
        for region in table.rows:
            expected = expected_columns(standing, indicator, region, gaps)
            for label, shown in expected.items():
                wrong.check(table.value(region, number, label), shown, region, number, label)
        seen += [(number, label) for label in expected]
    assert seen == list(table.columns)
    assert wrong.found == []
    return wrong.count


@pytest.mark.parametrize("round_", ROUNDS)
def test_every_figure_of_the_counties(year: Year, round_: str) -> None:
    book, cities = year.book(round_, ""), list(year.office.tables.cities)
    count = check_counties(year, round_, book, COUNTIES, year.indicators, cities, gaps=False)
    for lead in year.leads():
        count += check_counties(year, round_, book, lead, year.of(lead), cities, gaps=True)
    print(f"{round_}: {count} figures")
    assert count > (7000 if round_ == BREAKDOWN else 17_000)


@pytest.mark.parametrize("round_", ROUNDS)
def test_every_figure_of_the_departments_own_workbooks(year: Year, round_: str) -> None:
    for lead in year.leads():
        book = year.book(round_, lead)
        check_counties(year, round_, book, lead, year.of(lead), list(year.office.tables.cities), gaps=True)
        if round_ != BREAKDOWN:
            check_ranking(year, round_, book, year.of(lead))


@pytest.mark.parametrize("round_", ROUNDS)
def test_every_figure_of_the_cities_own_workbooks(year: Year, round_: str) -> None:
    for city in year.office.tables.cities:
        book = year.book(round_, city)
        check_counties(year, round_, book, COUNTIES, year.indicators, [city], gaps=True)
        if round_ == BREAKDOWN:
            check_city_breakdown(year, book, city)
        else:
            check_city_progress(year, round_, book, city)


def check_city_breakdown(year: Year, book: Book, city: str) -> None:
    standing, sheet, wrong = year.standings[BREAKDOWN], book.values[CITY], Wrong()
    names = [sheet.cell(3, column).value for column in range(1, sheet.max_column + 1)]
    assert names[3:6] == ["本市目标", "分解数", "差额／低于目标的县"]
    leaves = year.leaves(city)
    assert names[6:] == [name_of(year, leaf) for leaf in leaves]
    for row, indicator in enumerate(year.indicators, start=4):
        city_columns = expected_columns(standing, indicator, city, gaps=True).values()
        shares = [standing.number(indicator.code, leaf) for leaf in leaves]
        assert sheet.cell(row, 1).value == str(indicator.number)
        for column, expected in enumerate([*city_columns, *shares], start=4):
            wrong.check(sheet.cell(row, column).value, expected, row, column)
    assert wrong.found == []


def check_city_progress(year: Year, round_: str, book: Book, city: str) -> None:
    standing, table, wrong = year.standings[round_], Across(book.values[CITY], item=4), Wrong()
    leaves = list(rows(year, standing, [city]))[1:]
    assert list(table.columns) == [
        "本市",
        "全省名次",
        "名次较上期",
        *(name_of(year, leaf) for leaf in leaves),
    ]
    for indicator in year.indicators:
        number, items = indicator.number, ["目标", "本期", "完成率（%）", "评价"]
        if indicator.rate:
            items[2] = "较目标"
        assert table.items(number) == items
        for region in (city, *leaves):
            name = "本市" if region == city else name_of(year, region)
            shown = expected_columns(standing, indicator, region, gaps=True)
            for item in items:
                wrong.check(
                    table.value(name, number, item), shown[item.removesuffix("（%）")], name, number, item
                )
        moved = standing.move(indicator, city)
        wrong.check(table.value("全省名次", number, "目标"), standing.rank(indicator, city), number, "rank")
        wrong.check(table.value("名次较上期", number, "目标"), moved, number, "move")
    assert wrong.found == []


def name_of(year: Year, region: str) -> str:
    return year.office.filling.zones.get(region) or year.office.tables.names[region]


# ----------------------------------------------------------------------------------------------- the ranking


def expected_items(year: Year, standing: Standing, indicator: Indicator, region: str) -> dict[str, Shown]:
    """What the ranking shows of an indicator and region, by label."""
    done = {"较目标（百分点）" if indicator.rate else "完成率（%）": standing.shown_done(indicator, region)}
    light: dict[str, Shown] = {"评价": standing.light(indicator, region)}
    if not standing.judged(indicator):
        return done | light
    assert standing.last
    ranks = {"名次": standing.rank(indicator, region)}
    if standing.last.judged(indicator):
        ranks["名次较上期"] = standing.move(indicator, region)
    if indicator.rate:
        return done | light | ranks
    ahead = {"较序时（百分点）": standing.ahead(indicator, region)}
    unit = indicator.unit
    return done | ahead | light | ranks | {f"月均需完成（{unit}）": standing.to_go(indicator, region)}


def check_ranking(year: Year, round_: str, book: Book, indicators: list[Indicator]) -> int:
    """Every figure of the ranking; returns how many there are."""
    standing, table, wrong = year.standings[round_], Across(book.values[RANKING]), Wrong()
    regions = {year.office.tables.names[code]: code for code in (*year.office.tables.cities, PROVINCE)}
    assert list(table.columns) == list(regions)
    signs = [("●", "● 达标、达序时、已完成"), ("△", "△ 略滞后"), ("▼", "▼ 滞后、未达标")]
    for name, region in regions.items():
        for sign, label in signs if len(indicators) > 1 else []:
            wrong.check(table.value(name, 0, label), standing.lights(sign, region, indicators), name, sign)
        for indicator in indicators:
            number = indicator.number
            expected = expected_items(year, standing, indicator, region)
            assert table.items(number) == list(expected)
            for label, shown in expected.items():
                wrong.check(table.value(name, number, label), shown, name, number, label)
    assert wrong.found == []
    return wrong.count


@pytest.mark.parametrize("round_", PROGRESS)
def test_every_figure_of_the_ranking(year: Year, round_: str) -> None:
    assert check_ranking(year, round_, year.book(round_, ""), year.indicators) > 1100


def test_the_year_end_indicator_is_ranked_in_december_only(year: Year) -> None:
    rows = {round_: Across(year.book(round_, "").values[RANKING]).items(13) for round_ in PROGRESS}
    assert rows[SEPTEMBER] == ["完成率（%）", "评价"]
    assert rows[DECEMBER] == ["完成率（%）", "较序时（百分点）", "评价", "名次", "月均需完成（家）"]


def test_the_ranking_says_what_it_is_compared_with(year: Year) -> None:
    def notes(round_: str) -> str:
        sheet = year.book(round_, "").values[RANKING]
        return " ".join(
            str(row[0]) for row in sheet.iter_rows(sheet.max_row - 8, min_col=2, max_col=2, values_only=True)
        )

    assert "与上半年进展（已报10/11）的名次相比" in notes(SEPTEMBER)
    assert "与前三季度进展（已报11/11）的名次相比" in notes(DECEMBER)
    assert "两期报送的设区市不同" in notes(SEPTEMBER)
    assert "年内剩余的 3 个月" in notes(SEPTEMBER)
    assert "第 13 项集中在年末认定" in notes(SEPTEMBER)
    assert "第 13 项" not in notes(DECEMBER)


# ------------------------------------------------------------------------------------------------- charts


def check_charts(year: Year, round_: str, path: Path, indicators: list[Indicator]) -> None:
    """Every chart of a workbook: what it is called, and that its series point at the right cells."""
    book, charts = opened(path), Charts(path, CHARTS)
    by_name = {chart.description: chart for chart in charts.all}
    assert len(by_name) == len(charts.all)
    names = [each.name for each in indicators]
    with_way = [name for name, each in zip(names, indicators, strict=True) if any(ways(year, round_, each))]
    assert sorted(by_name) == sorted(
        [*(f"{name}：各市" for name in names), *(f"{name}：历次" for name in with_way)]
    )
    for indicator, name in zip(indicators, names, strict=True):
        check_cities_chart(year, round_, indicator, by_name[f"{name}：各市"], book)
        if name in with_way:
            check_way_chart(year, round_, indicator, by_name[f"{name}：历次"], book)


def check_cities_chart(year: Year, round_: str, indicator: Indicator, chart: Chart, book: Book) -> None:
    standing, cities = year.standings[round_], year.office.tables.cities
    named = [name if city in standing.filings else f"{name}（未报）" for city, name in cities.items()]
    values = [number(standing.done(indicator, city)) for city in cities]
    timed = not indicator.rate and standing.judged(indicator)
    assert chart.title == f"各市{measured(indicator)}"
    assert [(each.kind, each.name) for each in chart.series] == [
        ("barChart", measured(indicator)),
        *([("lineChart", "序时进度（%）")] if timed else []),
    ]
    check_series(chart, 0, named, values, book)
    if timed:
        check_series(chart, 1, named, [Fraction(standing.elapsed or 0)] * len(named), book)


def check_way_chart(year: Year, round_: str, indicator: Indicator, chart: Chart, book: Book) -> None:
    standing, periods = year.standings[round_], list(past(year, round_))
    names = {50: "上半年进展", 75: "前三季度进展", 100: "全年进展"}
    timed = not indicator.rate and standing.judged(indicator)
    assert chart.title == f"全省历次{measured(indicator)}"
    assert [(each.kind, each.name) for each in chart.series] == [
        ("lineChart", f"全省{measured(indicator)}"),
        *([("lineChart", "序时进度（%）")] if timed else []),
    ]
    named = [names[each.elapsed or 0] for each in periods]
    check_series(chart, 0, named, ways(year, round_, indicator), book)
    if timed:
        check_series(chart, 1, named, [Fraction(each.elapsed or 0) for each in periods], book)


def check_series(chart: Chart, at: int, named: list[str], values: list[Fraction | None], book: Book) -> None:
    """A series' cells, and what it has cached of them."""
    series = chart.series[at]
    assert series.values.startswith(f"{HISTORY}!")
    assert list(series.cached_categories) == named
    for each in (list(series.cached_values), book.cells(series.values)):
        assert len(each) == len(values)
        assert all(same(one, other) for one, other in zip(each, values, strict=True)), (
            chart.title,
            each,
            values,
        )
    assert book.cells(series.categories) == named


def past(year: Year, round_: str) -> Iterator[Standing]:
    """This round and those before, the oldest first; compared by the targets that hold now."""
    standing: Standing | None = year.standings[round_]
    rounds = []
    while standing:
        rounds.append(standing)
        standing = standing.last
    yield from reversed(rounds)


def ways(year: Year, round_: str, indicator: Indicator) -> list[Fraction | None]:
    return [number(each.shown_done(indicator, PROVINCE)) for each in past(year, round_)]


def number(shown: Shown) -> Fraction | None:
    return shown if isinstance(shown, Fraction) else None


def measured(indicator: Indicator) -> str:
    return "较目标（百分点）" if indicator.rate else "完成率（%）"


@pytest.mark.parametrize("round_", PROGRESS)
def test_charts_are_fed_from_cells_that_hold_the_right_numbers(year: Year, round_: str) -> None:
    for of in ("", *year.leads()):
        indicators = year.of(of) if of else year.indicators
        check_charts(year, round_, year.books[round_, of], indicators)


@pytest.mark.parametrize("round_", PROGRESS)
def test_no_chart_is_cut_by_a_page_break(year: Year, round_: str) -> None:
    for of in ("", *year.leads()):
        charts = Charts(year.books[round_, of], CHARTS)
        assert [chart for chart in charts.all if chart.start != chart.end] == []  # each fills one cell
        assert (len(charts.breaks) + 1) * 3 >= len({chart.start[0] for chart in charts.all})


def test_nothing_is_drawn_for_a_city_that_is_silent(year: Year) -> None:
    charts = Charts(year.books[DECEMBER, ""], CHARTS)
    series = [chart.series[0] for chart in charts.all if chart.description.endswith("：各市")]
    at = list(year.office.tables.cities).index("330900")
    assert {each.cached_values[at] for each in series} == {None}
    assert {each.cached_categories[at] for each in series} == {"舟山市（未报）"}


# -------------------------------------------------------------------------------------- the files themselves


def samples(year: Year) -> list[Path]:
    """The summary of each round and one of each kind of extract, that of a silent city among them."""
    return [year.books[round_, of] for round_ in ROUNDS for of in ("", "省经信厅", "330100", "330900")]


def test_workbooks_are_valid(year: Year) -> None:
    assert validate(samples(year)) == {path: [] for path in samples(year)}


def test_every_formula_comes_to_what_is_cached(year: Year) -> None:
    assert {path.name: each.differences for path, each in year.computed.items() if each.differences} == {}
    total = sum(year.computed[path].count for path in samples(year))
    print(f"{total} formulas in {len(samples(year))} workbooks")
    assert total > 40_000


def test_extracts_are_complete_and_stand_on_their_own(year: Year) -> None:
    for (round_, of), path in year.books.items():
        book = opened(path)
        sheets = set(book.values.sheetnames)
        referred = {name for each in book.formulas.values() for name in re.findall(r"'([^']+)'!", each)}
        assert referred <= sheets, path.name
        assert not [each for each in book.formulas.values() if "[" in each or "#REF" in each]
        if of in year.leads():
            mine = [RANKING, CHARTS, HISTORY] if round_ != BREAKDOWN else []
            assert book.values.sheetnames == [*mine, of]
        elif of:
            assert book.values.sheetnames == [CITY, COUNTIES]
            others = [code for code in year.office.tables.names if code[:4] not in (of[:4], "3300")]
            texts = {str(c.value) for s in book.values.worksheets for row in s.iter_rows() for c in row}
            assert texts.isdisjoint(others)


def test_extracts_lie_in_a_folder_named_for_the_run(year: Year) -> None:
    folder = year.office.folder(SEPTEMBER, "summary")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx"))
    assert names[:2] == ["前三季度进展汇总表_最新.xlsx", "前三季度进展汇总表_第1次.xlsx"]
    assert "第1次_分牵头单位/06_省发展改革委（省能源局）_前三季度进展_第1次.xlsx" in names
    assert "第1次_分设区市/330100_杭州市_前三季度进展_第1次.xlsx" in names
    assert len(names) == 2 + 7 + 11  # the splits belong to the one number that there is
    assert not list(folder.rglob("*.part"))


def test_counties_fold_under_their_city(year: Year) -> None:
    sheet = opened(year.books[SEPTEMBER, ""]).values["省经信厅"]
    table = Counties(sheet)
    levels = {code: sheet.row_dimensions[row].outlineLevel for code, row in table.rows.items()}
    cities = {*year.office.tables.cities, PROVINCE}
    assert {code for code, level in levels.items() if level == 0} == cities
    assert {level for code, level in levels.items() if code not in cities} == {1}
    outline = sheet.sheet_properties.outlinePr
    assert outline
    assert outline.summaryBelow is False
    assert not sheet.protection.sheet  # a protected sheet cannot be folded


def test_the_columns_of_the_counties_are_as_wide_as_what_stands_in_them() -> None:
    """Their headings have more lines instead."""
    sheet = small_summary("some", 2)["县级明细"]
    assert [sheet.cell(4, at).value for at in (9, 10)] == [
        "研发经费支出\n（本期）",
        "研发经费支出\n（上年同期）",
    ]
    found = column_widths(sheet)
    assert [found[letter] for letter in "ABCDEFGHI"] == [10.0, 14.0, 8.0, 7.0, 8.9, 8.0, 11.0, 7.0, 13.0]

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
from tests.support.oracle.pictures import counties_behind, dots, is_behind, margin, slopes
from tests.support.oracle.summary import NONE, Shown, Standing
from tests.support.oracle.tables import PROVINCE, Indicator
from tests.support.programs import need
from tests.support.sample import every, is_long
from tests.support.small_summary import column_widths, small_summary
from tests.support.summary_sheets import Across, Book, Chart, Charts, Counties, same
from tests.support.validator import validate
from tests.support.witnesses import Recalculated, recalculated

ROUNDS = (BREAKDOWN, SEPTEMBER, DECEMBER)
PROGRESS = (SEPTEMBER, DECEMBER)
ELAPSED = {BREAKDOWN: None, JUNE: 50, SEPTEMBER: 75, DECEMBER: 100}
SILENT = {JUNE: ["331100"], DECEMBER: ["330900"]}  # 丽水 and 舟山: the last round lacks one, this one another
RANKING, HISTORY, CHARTS, COUNTIES, CITY = "完成率与排名", "历次完成情况", "图表", "县级明细", "本市汇总"
DATA = "图表数据"


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

    def looked_at(self, round_: str) -> list[str]:
        """What is computed anew: the summary, departments, and cities with zones or once silent.

        With `--long` all departments and two more such cities, else of departments one of each size, and
        of September, whose books have December's formulas, the summary only.
        """
        if round_ == SEPTEMBER and not is_long():
            return [""]
        few = [each for each in self.leads() if each != MANY]
        return ["", MANY, "330100", "330900", *every(8, [*few, "330400", "331100"])]

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
    looked_at = [path for (round_, of), path in made.books.items() if of in made.looked_at(round_)]
    made.computed = recalculated(looked_at, home, sparing=4)
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
    late = {city for city in cities if city in standing.filings and is_behind(standing, indicator, city)}
    done = {city: number(standing.done(indicator, city)) for city in cities}
    timed = not indicator.rate and standing.judged(indicator)
    assert chart.title == f"各市{measured(indicator)}"
    assert [(each.kind, each.name) for each in chart.series] == [
        ("barChart", "未达标" if indicator.rate else "滞后"),
        ("barChart", "其他"),
        *([("lineChart", "序时进度（%）")] if timed else []),
    ]
    for at, these in enumerate((late, cities.keys() - late)):
        values = [done[city] if city in these else None for city in cities]
        check_series(chart, at, named, values, book, DATA)
    if timed:
        check_series(chart, 2, named, [Fraction(standing.elapsed or 0)] * len(named), book)


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


def check_series(
    chart: Chart,
    at: int,
    named: list[str],
    values: list[Fraction | None],
    book: Book,
    sheet: str = "历次完成情况",
) -> None:
    """A series' cells, and what it has cached of them."""
    series = chart.series[at]
    assert series.values.startswith(f"{sheet}!")
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


ONE_PAGE = "部门一览"
MANY = "省经信厅"  # a department with so many indicators that their charts have a sheet


@pytest.mark.parametrize("round_", PROGRESS)
def test_charts_are_fed_from_cells_that_hold_the_right_numbers(year: Year, round_: str) -> None:
    check_charts(year, round_, year.books[round_, MANY], year.of(MANY))


@pytest.mark.parametrize("round_", PROGRESS)
def test_no_chart_is_cut_by_a_page_break(year: Year, round_: str) -> None:
    charts = Charts(year.books[round_, MANY], CHARTS)
    assert [chart for chart in charts.all if chart.start != chart.end] == []  # each fills one cell
    assert (len(charts.breaks) + 1) * 3 >= len({chart.start[0] for chart in charts.all})


def test_nothing_is_drawn_for_a_city_that_is_silent(year: Year) -> None:
    charts = Charts(year.books[DECEMBER, MANY], CHARTS)
    series = [
        each for chart in charts.all if chart.description.endswith("：各市") for each in chart.series[:2]
    ]
    at = list(year.office.tables.cities).index("330900")
    assert {each.cached_values[at] for each in series} == {None}
    assert {each.cached_categories[at] for each in series} == {"舟山市（未报）"}


# ------------------------------------------------------------------------------------- the charts for leaders


@pytest.mark.parametrize("round_", PROGRESS)
def test_a_department_of_few_indicators_has_all_on_one_page(year: Year, round_: str) -> None:
    standing, wrong = year.standings[round_], Wrong()
    for lead in year.leads():
        if lead == MANY:
            continue
        book = year.book(round_, lead)
        sheet, cities = book.values[ONE_PAGE], [*year.office.tables.cities, PROVINCE]
        hidden = [each.title for each in book.values.worksheets if each.sheet_state == "hidden"]
        assert hidden == [RANKING, HISTORY, DATA]
        for left, indicator in zip((1, 11), year.of(lead), strict=False):
            for row, region in enumerate(cities, start=5):
                assert sheet.cell(row, left).value == year.office.tables.names[region]
                done = standing.shown_done(indicator, region)
                rank = NONE if not standing.judged(indicator) else standing.rank(indicator, region)
                numbers = (standing.target(indicator, region), standing.result(indicator, region))
                shown = [*numbers, done, standing.light(indicator, region), rank]
                for at, expected in enumerate(shown, start=left + 1):
                    wrong.check(sheet.cell(row, at).value, expected, region, indicator.code, at)
            leaves = [leaf for city in standing.filings for leaf in year.leaves(city)]
            late = [leaf for leaf in leaves if is_behind(standing, indicator, leaf)]
            found = [sheet.cell(row, left).value for row in range(19, sheet.max_row + 1)]
            names = {name_of(year, standing.city(leaf)) + name_of(year, leaf) for leaf in late}
            assert {each for each in found if each} <= names
            assert bool(names) is any(found)
    assert wrong.found == []
    assert wrong.count > 300


STRIP, SLOPE, BEHIND = "完成分布", "落后项数变化", "县级落后"
NOWHERE = -9  # the height of a point that is not drawn


@pytest.mark.parametrize("round_", PROGRESS)
def test_every_dot_of_the_strip_stands_where_its_city_does(year: Year, round_: str) -> None:
    levels, amounts = Charts(year.books[round_, ""], STRIP).all
    assert levels.axes[0] != amounts.axes[0]
    of_levels, of_amounts = (drawn_dots(year, round_, each) for each in (levels, amounts))
    assert {number for number, _ in of_levels} == {1, 2, 3, 4, 5}
    expected = set(dots(year.standings[round_]))
    assert of_levels | of_amounts >= expected
    assert len(expected) > 150


def drawn_dots(year: Year, round_: str, chart: Chart) -> set[tuple[int, str]]:
    """The dots that a chart of the strip draws, by indicator and city; each is found to be right."""
    standing, book = year.standings[round_], year.book(round_, "")
    names = {name: code for code, name in year.office.tables.cities.items()}
    (low, high), (_, top) = chart.axes
    others, dark, whole = chart.series[:3]
    sheet, _, cells = dark.categories.rpartition("!")
    numbers, cities = (
        [str(each) for each in book.cells(f"{sheet}!{cells.replace('C', column)}")] for column in "AB"
    )
    expected, wrong = dots(standing), Wrong()
    rows = list(dict.fromkeys(int(each) for each in numbers))
    drawn = set()
    for at, key in enumerate(zip(map(int, numbers), (names[each] for each in cities), strict=True)):
        x = book.cells(dark.categories)[at]
        heights = [book.cells(each.values)[at] for each in (dark, others)]
        height = len(rows) - rows.index(key[0])
        drawn.add(key)
        is_late = expected[key][1] if key in expected else None
        assert heights == [height if is_late is each else NOWHERE for each in (True, False)], key
        if key in expected:
            wrong.check(x, min(max(expected[key][0], Fraction(low)), Fraction(high)), key)
            assert [dark.cached_values[at], others.cached_values[at]] == heights
    assert wrong.found == []
    assert top == len(rows) + 0.5
    assert wrong.count >= 50
    for number, x, y in zip(rows, book.cells(whole.categories), book.cells(whole.values), strict=True):
        at_all = margin(standing, year.indicators[number - 1], PROVINCE)
        assert (y == NOWHERE) is (at_all is None)
        assert at_all is None or same(x, min(max(at_all, Fraction(low)), Fraction(high)))
    return drawn


@pytest.mark.parametrize("round_", PROGRESS)
def test_every_line_of_the_slope_leads_from_the_last_round_to_this_one(year: Year, round_: str) -> None:
    book, names = year.book(round_, ""), year.office.tables.names
    (chart,) = Charts(year.books[round_, ""], SLOPE).all
    lines = {each.name: tuple(book.cells(each.values)) for each in chart.series if each.name != "名称"}
    assert lines == {names[city]: numbers for city, numbers in slopes(year.standings[round_]).items()}
    assert {tuple(book.cells(each.categories)) for each in chart.series if each.name in lines} == {(0, 1)}
    table = book.values[SLOPE]
    told = [[cell.value for cell in row[:4]] for row in table.iter_rows(4, 3 + len(lines))]
    assert {str(name): (before, now) for name, before, now, _ in told} == lines
    assert [now - before for _, before, now, _ in told] == [move for *_, move in told]  # type: ignore[operator]
    ordered = [float(str(now)) for *_, now, _ in told]
    assert ordered == sorted(ordered, reverse=True)


@pytest.mark.parametrize("round_", PROGRESS)
def test_the_counties_furthest_behind_come_first(year: Year, round_: str) -> None:
    standing, book = year.standings[round_], year.book(round_, "")
    leaves = [
        leaf for city in year.office.tables.cities if city in standing.filings for leaf in year.leaves(city)
    ]
    expected = counties_behind(standing, leaves)
    sheet, wrong = book.values[BEHIND], Wrong()
    for row, (leaf, item, target, result, apart, lacking) in enumerate(expected, start=4):
        found = [sheet.cell(row, at).value for at in range(1, 12)]
        indicator = year.indicators[item - 1]
        done = NONE if indicator.rate else result / target * 100
        assert found[:6] == [
            row - 3,
            *(name_of(year, standing.city(leaf)), name_of(year, leaf)),
            *(str(item), indicator.name, indicator.unit),
        ]
        for value, should in zip(found[6:], (target, result, done, apart, lacking), strict=True):
            wrong.check(value, should, leaf, item)
    assert wrong.found == []
    (chart,) = Charts(year.books[round_, ""], BEHIND).all
    bars = [each[4] for each in expected]
    for values in (chart.series[0].cached_values, book.cells(chart.series[0].values)):
        assert all(same(one, -apart) for one, apart in zip(values, bars, strict=True))


# -------------------------------------------------------------------------------------- the files themselves


def samples(year: Year) -> list[Path]:
    """The summary of each round and one of each kind of extract, that of a silent city among them."""
    return [year.books[round_, of] for round_ in ROUNDS for of in ("", "省经信厅", "330100", "330900")]


def test_workbooks_are_valid(year: Year) -> None:
    """Of each round one, each of another kind; with `--long` all kinds of each round."""
    some = every(5, samples(year))
    assert validate(some) == {path: [] for path in some}


def test_every_formula_comes_to_what_is_cached(year: Year) -> None:
    assert {path.name: each.differences for path, each in year.computed.items() if each.differences} == {}
    total = sum(each.count for each in year.computed.values())
    print(f"{total} formulas in {len(year.computed)} workbooks")
    assert total > 40_000


def test_extracts_are_complete_and_stand_on_their_own(year: Year) -> None:
    for (round_, of), path in year.books.items():
        book = opened(path)
        sheets = set(book.values.sheetnames)
        referred = {name for each in book.formulas.values() for name in re.findall(r"'([^']+)'!", each)}
        assert referred <= sheets, path.name
        assert not [each for each in book.formulas.values() if "[" in each or "#REF" in each]
        if of in year.leads():
            few, many = [ONE_PAGE, of, RANKING, HISTORY, DATA], [RANKING, CHARTS, HISTORY, DATA, of]
            progress = many if of == MANY else few
            assert book.values.sheetnames == (progress if round_ != BREAKDOWN else [of])
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

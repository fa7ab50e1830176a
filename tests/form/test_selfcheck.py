"""The live formulas of a form: what is cached is what they come to, and typing changes them rightly."""

import random
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cascade.grid import address
from cascade.indicators import Direction
from cascade.judging.results import completion_of
from cascade.layout import Layout, Line, Role, draft
from cascade.model import Plan
from cascade.returns.city_history import CityHistory
from tests.support.forms import BREAKDOWN, CITIES, JUNE, SEPTEMBER, Typed, layout, plan, read, right, written
from tests.support.formulas import formulas, values
from tests.support.provinces import amount, province
from tests.support.sample import count, every, is_long
from tests.support.uno_session import Calc, Step, calc
from tests.support.validator import validate
from tests.support.witnesses import GNUMERIC, LIBREOFFICE, PROGRAMS, Recalculated, recalculated

ZHOUSHAN, HANGZHOU, JIAXING = "330900", "330100", "330400"
TWENTY_DIGITS = re.compile(r"\d\.\d{18,}")  # as Gnumeric writes a number that is joined to a text
ROUNDS = (BREAKDOWN, JUNE, SEPTEMBER)
SLIPS: list[Decimal | str] = [
    *(
        "/",
        "-",
        "—",
        "无",
        "——",
        "／",
        "1300",
        " 1,300 ",
        "１３００",
        "52亿元",
        "10%",
        "约三百",
        "=1+1",
        "TRUE",
        " ",
        "#N/A",
    ),
    *map(
        Decimal,
        ("-1", "-0.01", "0", "0.1", "0.99", "1", "1.5", "0.30000000000000004", "0.1234567", "12.3456"),
    ),
    *map(Decimal, ("999999999999999", "0.000001", "1E+14", "123456789.1234")),
]


# ------------------------------------------------------------------------- every formula cell, recalculated


def slips(round_: str, city: str, seed: int, known: bool = True) -> Typed:
    """A filling with every kind of mistake strewn over it, some cells empty, zones with and without names."""
    draw, form = random.Random(f"{city} {seed}"), layout(round_, city, known)
    typed: Typed = dict(right(round_, city)) if known else {}
    for sheet in form.sheets:
        for column in sheet.inputs:
            mistakes = draw.choice([0, 1, 1, 3, 99])
            for row in draw.sample(sheet.leaves, min(mistakes, len(sheet.leaves))):
                typed[row.region, column.field, Role.INPUT] = draw.choice(SLIPS)
            for row in draw.sample(sheet.leaves, draw.choice([0, 0, 1])):
                typed.pop((row.region, column.field, Role.INPUT), None)
    names = ["经开区", "0", '"A"&B1', "=A1", "功能区合计", form.sheets[0].leaves[0].name[:-1], "*", "<5"]
    typed[f"{city}A{draw.randint(3, 5)}", "", Role.NAME] = draw.choice(names)
    return typed


def column_wide(city: str) -> Iterator[Typed]:
    """Fillings whose columns all tell one story: a little short, exact, ample, all below, nothing shared."""
    form = layout(BREAKDOWN, city)
    counties = [row.region for row in form.sheets[0].leaves if row.line is Line.COUNTY]
    for factor, rest in (
        ("1", "-0.0001"),
        ("1", "0"),
        ("1.2", "0"),
        ("1.2", "0.0001"),
        ("0", "0"),
        ("3", "0"),
    ):
        typed: Typed = {
            (county, field, Role.INPUT): Decimal(0) for county in counties for field in form.fields
        }
        for field in form.fields:
            target = form.givens[city, field, Role.TARGET].number
            assert target is not None
            typed[counties[0], field, Role.INPUT] = target * Decimal(factor) + Decimal(rest)
        yield typed
    for value in (Decimal(1), "/", "约"):
        yield {(county, field, Role.INPUT): value for county in counties for field in form.fields}
    dust = (Decimal("0.1"), Decimal("0.2"), Decimal("0.7"), Decimal("0.000001"))
    yield {(c, f, Role.INPUT): dust[at % 4] for at, c in enumerate(counties) for f in form.fields}


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Forms of every kind and in every state, as files."""
    fillings: dict[str, tuple[Layout, Typed]] = {}
    for city in CITIES[:: count(6, 2)]:
        for round_ in (BREAKDOWN, SEPTEMBER):
            fillings[f"{city} {round_} 对"] = layout(round_, city), right(round_, city)
    for city in every(2, (ZHOUSHAN, HANGZHOU, JIAXING)):
        for round_ in ROUNDS:
            fillings[f"{city} {round_} 空"] = layout(round_, city), {}
        for seed in range(count(2, 4) if city == ZHOUSHAN else 1):
            for round_ in ROUNDS:
                fillings[f"{city} {round_} 错{seed}"] = layout(round_, city), slips(round_, city, seed)
        fillings[f"{city} 无前期"] = layout(JUNE, city, known=False), slips(JUNE, city, 9, known=False)
    for number, typed in enumerate(column_wide(ZHOUSHAN)):
        fillings[f"列{number}"] = layout(BREAKDOWN, ZHOUSHAN), typed
    folder, paths = tmp_path_factory.mktemp("表 式"), []
    for name, (form, typed) in fillings.items():
        paths.append(folder / f"{name}.xlsx")
        paths[-1].write_bytes(written(form, typed))
    return paths


@pytest.fixture(scope="session")
def planted(books: list[Path]) -> dict[str, Path]:
    """A form in which one formula's cached value is wrong: a number, a text, and 0 in place of nothing."""
    source, found = books[0], {}
    sheet = layout(BREAKDOWN, CITIES[0]).sheets[0]
    for name, line, value in (("数", Line.TOTAL, "1"), ("文", Line.CHECK, "缺9格"), ("零", Line.ZONES, "0")):
        row = sheet.line(line)
        assert row
        cell = address(row, 8)
        found[cell] = source.with_name(f"错存{name}.xlsx")
        pattern = rf'(<c r="{cell}"[^>]*?)( t="str")?(>.*?<v>).*?(</v>)'.encode()
        kind = rb' t="str"' if line is Line.CHECK else b""
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(found[cell], "w") as new:
            for part in old.namelist():
                data = old.read(part)
                if part == "xl/worksheets/sheet2.xml":
                    data, count = re.subn(
                        pattern, rb"\1" + kind + rb"\g<3>" + value.encode() + rb"\4", data, count=1
                    )
                    assert count == 1
                new.writestr(part, data)
    return found


@pytest.fixture(scope="session")
def witnessed(
    books: list[Path], planted: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[Path, Recalculated]:
    """Every third form by Gnumeric, too."""
    folder = tmp_path_factory.mktemp("重算")
    return recalculated(books, folder, sparing=3) | recalculated([*planted.values()], folder)


def test_every_cached_value_is_what_its_formula_comes_to(
    books: list[Path], witnessed: dict[Path, Recalculated], capsys: pytest.CaptureFixture[str]
) -> None:
    counted, wrong = 0, []
    for book in books:
        counted += witnessed[book].count
        wrong += [(book.stem, *each) for each in witnessed[book].found[LIBREOFFICE]]
        found = [(book.stem, *each) for each in witnessed[book].found.get(GNUMERIC, ())]
        wrong += [each for each in found if not TWENTY_DIGITS.search(str(each[-1]))]
    with capsys.disabled():
        print(f"\n{counted} formula cells of {len(books)} forms compared")
    assert wrong == []
    assert counted > count(6_000, 12_000)


def test_a_planted_wrong_value_is_found(
    planted: dict[str, Path], witnessed: dict[Path, Recalculated]
) -> None:
    for cell, book in planted.items():
        for program in PROGRAMS:
            found = [(each.sheet, each.cell) for each in witnessed[book].found[program]]
            assert found == [("分解表", cell)]


def test_every_form_is_valid_for_excel(books: list[Path]) -> None:
    """A form of each round in one state or another, of the cities in turn; with `--long` all of them."""
    kinds: dict[tuple[str, ...], list[Path]] = {}
    for book in books:
        if not book.stem.startswith("列"):
            kinds.setdefault(tuple(book.stem.split()[1:]), []).append(book)
    assert len(kinds) > 10
    some = [
        path
        for at, paths in enumerate(kinds.values())
        for path in (paths[at % len(paths) :] + paths)[: count(1, len(paths))]
    ]
    assert {book.stem: errors for book, errors in validate(every(2, some)).items() if errors} == {}


# ---------------------------------------------------------------------------------------- typing into a form


STATE = "已填 {}/72，自检 {}/18"
OPEN = "还有 {} 项待完成（未填的格、未通过的自检、功能区名称）。"
DONE = "已全部填完，自检通过，可以报送。"
BELOW = "已全部填完，自检通过，可以报送；有 {} 项比率有县（市、区）低于本市目标，汇总表中会列出。"


class Desk:
    """Somebody types into a form in LibreOffice; what the form answers is written down, step by step."""

    def __init__(self, form: Layout, sheet: int = 0) -> None:
        self.form, self.sheet = form, form.sheets[sheet]
        self.steps: list[Step] = []
        self.asked: list[tuple[int, int]] = []

    def at(self, region: str, field: str, role: Role = Role.INPUT) -> str:
        place = self.sheet.place((region, field, role))
        assert place is not None
        return address(*place)

    def line(self, line: Line, field: str, role: Role = Role.INPUT) -> str:
        row, column = self.sheet.line(line), self.sheet.column(field, role)
        assert row
        assert column
        return address(row, column)

    def type(self, cell: str, text: str) -> "Desk":
        self.steps.append({"do": "type", "sheet": self.sheet.name, "cell": cell, "text": text})
        return self

    def column(self, field: str, *texts: str) -> "Desk":
        """Type into a field's cells from the first county down."""
        for row, text in zip(self.sheet.leaves, texts, strict=False):
            self.type(self.at(row.region, field), text)
        return self

    def ask(self, *cells: str) -> "Desk":
        """Note what stands in some cells now."""
        self.asked.append((len(self.steps), len(cells)))
        for cell in cells:
            sheet, _, where = cell.rpartition("!")
            self.steps.append({"do": "read", "sheet": sheet or self.sheet.name, "cell": where})
        return self

    def answers(self, office: Calc, path: Path, typed: Typed | None = None) -> list[tuple[Any, ...]]:
        path.write_bytes(written(self.form, typed))
        results = office.play(path, *self.steps)
        return [
            tuple("" if each["value"] is None else each["value"] for each in results[start : start + count])
            for start, count in self.asked
        ]


@pytest.fixture(scope="session")
def office() -> Calc:
    return calc()


def zhoushan() -> Desk:
    return Desk(layout(BREAKDOWN, ZHOUSHAN))


def test_an_amount_is_added_up_and_judged_while_it_is_typed(office: Calc, tmp_path: Path) -> None:
    desk = zhoushan()  # four counties, eighteen indicators; 220 robots
    last = desk.at("330922", "K06")
    seen = [desk.line(line, "K06") for line in (Line.TOTAL, Line.GAP, Line.CHECK)] + ["C2", "填报说明!C3"]
    desk.ask(*seen)
    desk.column("K06", "100", "50", "40").ask(*seen)
    for text in ("20", "30", "74", "75", "约三十", "/", "无", "-30", "30.5", "0", "1e3"):
        desk.type(last, text).ask(*seen)
    desk.type(last, "").ask(*seen)
    assert desk.answers(office, tmp_path / "表.xlsx") == [
        ("", "", "缺4格", OPEN.format(72), STATE.format(0, 0)),
        (190, -30, "缺1格", OPEN.format(69), STATE.format(3, 0)),
        (210, -10, "少10", OPEN.format(69), STATE.format(4, 0)),
        (220, 0, "通过", OPEN.format(68), STATE.format(4, 1)),
        (264, 44, "通过", OPEN.format(68), STATE.format(4, 1)),
        (265, 45, "提示：合计是目标的1.2倍", OPEN.format(68), STATE.format(4, 1)),
        (190, -30, "红色格请更正", OPEN.format(69), STATE.format(4, 0)),
        (190, -30, "少30", OPEN.format(69), STATE.format(4, 0)),
        (190, -30, "少30", OPEN.format(69), STATE.format(4, 0)),
        (160, -60, "红色格请更正", OPEN.format(69), STATE.format(4, 0)),
        (220.5, 0.5, "红色格请更正", OPEN.format(69), STATE.format(4, 0)),
        (190, -30, "少30", OPEN.format(69), STATE.format(4, 0)),
        (1190, 970, "提示：合计是目标的5.4倍", OPEN.format(68), STATE.format(4, 1)),
        (190, -30, "缺1格", OPEN.format(69), STATE.format(3, 0)),
    ]


def test_decimals_are_added_without_dust(office: Calc, tmp_path: Path) -> None:
    desk = zhoushan()  # 0.27 万亩
    seen = [desk.line(line, "K18") for line in (Line.TOTAL, Line.GAP, Line.CHECK)]
    desk.column("K18", "0.07", "0.1", "0.1", "/").ask(*seen)
    desk.column("K18", "0.07", "0.1", "0.0999", "0").ask(*seen)
    desk.column("K18", "0.07", "0.1", "0.09995", "0").ask(*seen)
    assert desk.answers(office, tmp_path / "表.xlsx") == [
        (0.27, 0, "通过"),
        (0.2699, -0.0001, "少0.0001"),
        (0.26995, -0.00005, "红色格请更正"),
    ]


def test_rates_are_held_to_the_floor_county_by_county(office: Calc, tmp_path: Path) -> None:
    desk = zhoushan()  # K01: one fraction of sums, 10 %; K03: a ratio of ratios, 7 %
    research = [desk.line(line, "K01") for line in (Line.TOTAL, Line.GAP, Line.CHECK)]
    output = [desk.line(line, "K03") for line in (Line.TOTAL, Line.GAP, Line.CHECK)]
    desk.column("K01", "10", "10.5", "12", "10").ask(*research)
    desk.column("K01", "10", "10.5", "12", "9.5").ask(*research)
    desk.column("K01", "9", "9.5", "8", "9.5").ask(*research, "C2")
    desk.column("K01", "10", "10", "/", "9.5").ask(*research)
    desk.column("K01", "10%", "10", "10", "10").ask(*research)
    desk.column("K01", "/", "/", "/", "/").ask(*research)
    desk.column("K03", "6", "6", "6.5", "5").ask(*output, "C2")
    assert desk.answers(office, tmp_path / "表.xlsx") == [
        (10, 0, "通过"),
        (9.5, -0.5, "提示：1地低于目标"),
        (8, -2, "全部低于目标", OPEN.format(69)),
        (9.5, -0.5, "提示：1地低于目标"),
        (0.1, -9.9, "红色格请更正"),
        ("", "", "没有分解"),
        (5, -2, "提示：4地低于目标", OPEN.format(65)),
    ]


def test_a_functional_zone_counts_and_needs_a_name(office: Calc, tmp_path: Path) -> None:
    desk = zhoushan()
    zone, second = f"{ZHOUSHAN}A1", f"{ZHOUSHAN}A3"
    label = address(desk.sheet.line(Line.ZONES) or 0, 2)
    seen = [
        label,
        desk.line(Line.ZONES, "K06"),
        desk.line(Line.TOTAL, "K06"),
        desk.line(Line.CHECK, "K06"),
        "C2",
    ]
    desk.column("K06", "100", "50", "40", "20").ask(*seen)
    desk.type(desk.at(zone, "K06"), "10").ask(*seen)
    desk.type(desk.at(zone, "", Role.NAME), "高新区").ask(*seen)
    desk.type(desk.at(second, "", Role.NAME), "经开区").type(desk.at(second, "K06"), "约5").ask(*seen)
    assert desk.answers(office, tmp_path / "表.xlsx") == [
        ("功能区小计（无单列）", "", 210, "少10", OPEN.format(69)),
        ("功能区小计（无单列）", 10, 220, "通过", OPEN.format(69)),
        ("功能区小计：高新区", 10, 220, "通过", OPEN.format(68)),
        ("功能区小计：高新区、经开区", 10, 220, "红色格请更正", OPEN.format(69)),
    ]


def test_a_form_that_is_right_says_that_it_can_be_sent(office: Calc, tmp_path: Path) -> None:
    desk = zhoushan()
    cell = desk.at("330902", "K06")
    typed = right(BREAKDOWN, ZHOUSHAN)
    value = str(typed["330902", "K06", Role.INPUT])
    desk.ask("C2", "填报说明!C3").type(cell, "").ask("C2").type(cell, value)
    goals = ("10", "10", "7", "60", "45")
    for code, goal in zip(("K01", "K02", "K03", "K04", "K05"), goals, strict=True):
        desk.column(code, goal, goal, goal, "/")
    desk.ask("C2", "填报说明!C3").column("K02", "9", "9.9", "10", "/").ask("C2", "填报说明!C3")
    desk.column("K04", "60", "59", "61", "/").ask("C2").column("K04", "59", "59", "59", "/").ask("C2")
    assert desk.answers(office, tmp_path / "表.xlsx", typed) == [
        (BELOW.format(3), "已填 72/72，自检 18/18，可报送"),
        (OPEN.format(1),),
        (DONE, "已填 72/72，自检 18/18，可报送"),
        (BELOW.format(1), "已填 72/72，自检 18/18，可报送"),
        (BELOW.format(2),),
        (OPEN.format(1),),  # all counties below a fraction of sums: the city cannot reach it
    ]


def test_progress_computes_rates_and_completion(office: Calc, tmp_path: Path) -> None:
    form = layout(SEPTEMBER, ZHOUSHAN)
    number = next(at for at, sheet in enumerate(form.sheets) if sheet.column("K06a", Role.INPUT))
    desk = Desk(form, number)
    row = desk.sheet.leaves[0].region

    def computed(where: str) -> list[str]:
        keys = [(where, "K04", Role.VALUE), (where, "K04", Role.COMPLETION), (where, "K06", Role.COMPLETION)]
        return [desk.at(*key) for key in keys]

    seen = computed(row) + computed(ZHOUSHAN)
    floor, share, city_share = (
        float(form.givens[where, code, Role.TARGET].number or 0)
        for where, code in ((row, "K04"), (row, "K06"), (ZHOUSHAN, "K06"))
    )
    desk.ask(*seen)
    desk.type(desk.at(row, "K04a"), "80").type(desk.at(row, "K04b"), "128").type(
        desk.at(row, "K06a"), "11"
    ).ask(*seen)
    other = desk.sheet.leaves[1].region
    desk.type(desk.at(other, "K04a"), "20").type(desk.at(other, "K04b"), "72").type(
        desk.at(other, "K06a"), "11"
    )
    desk.ask(*seen)
    desk.type(desk.at(row, "K04b"), "0").ask(*seen[:2]).type(desk.at(row, "K04b"), "").ask(*seen[:2])
    found = desk.answers(office, tmp_path / "表.xlsx")
    per_cent = pytest.approx(11 / share * 100)
    assert found[0] == ("—", "", "", "—", "", "")
    assert found[1][:3] == (62.5, pytest.approx(62.5 - floor), per_cent)
    # The city's rate waits for all of its counties: sums of unlike counties would be a wrong number.
    assert found[1][3:] == ("—", "", pytest.approx(1100 / city_share))
    assert found[2][3:] == ("—", "", pytest.approx(2200 / city_share))
    assert found[3:] == [("—", ""), ("—", "")]


def test_progress_judges_what_is_typed(office: Calc, tmp_path: Path) -> None:
    form = layout(SEPTEMBER, ZHOUSHAN)
    number = next(at for at, sheet in enumerate(form.sheets) if sheet.column("K06a", Role.INPUT))
    desk, typed = Desk(form, number), right(SEPTEMBER, ZHOUSHAN)
    (row,) = [r.region for r in desk.sheet.leaves if r.region == "330902"]
    assert form.givens[row, "K06", Role.TARGET].number
    last = form.givens[row, "K06", Role.LAST].number
    assert last
    seen = [desk.line(Line.CHECK, "K06a"), "C2"]
    desk.ask(*seen)
    for text in (str(last - 1), str(last), "/", "12.5", "-1", "", "约9"):
        desk.type(desk.at(row, "K06a"), text).ask(*seen)
    assert desk.answers(office, tmp_path / "表.xlsx", typed) == [
        ("通过", DONE),
        ("提示：1地少于上期", DONE),
        ("通过", DONE),
        ("红色格请更正", OPEN.format(1)),
        ("红色格请更正", OPEN.format(1)),
        ("红色格请更正", OPEN.format(1)),
        ("缺1格", OPEN.format(1)),
        ("红色格请更正", OPEN.format(1)),
    ]


def test_a_known_zone_that_has_fallen_is_said_as_intake_says_it() -> None:
    form = layout(SEPTEMBER, HANGZHOU)
    typed = right(SEPTEMBER, HANGZHOU)
    zone, last = next(
        (given.region, given.number)
        for given in form.given
        if given.role is Role.LAST and given.field == "K06" and given.number and "A" in given.region
    )
    typed[zone, "K06a", Role.INPUT] = last - 1
    data = written(form, typed)
    sheet = form.sheet_of("K06a")
    check = address(sheet.line(Line.CHECK) or 0, sheet.column("K06a", Role.INPUT) or 0)
    assert load_workbook(BytesIO(data), data_only=True)[sheet.name][check].value == "提示：1地少于上期"
    said = [(each.code, each.region, each.field) for each in read(data, form).findings]
    assert ("P01", zone, "K06a") in said


TWO = (BREAKDOWN, SEPTEMBER)
ZONES = [
    ("高新区", "经开区", 0),
    ("高新区", "高新区", 2),
    ("合计", "经开区", 1),
    ("各区小计", "总计", 2),
    ("其中：开发区", "经开区", 1),
    ("全市", "经开区", 1),
    ("舟山市", "经开区", 1),
    ("舟山", "经开区", 1),
    ("普陀区", "经开区", 1),
    ("岱山", "经开区", 1),
    ("普陀山旅游度假区", "定海工业园区", 0),
    ("*", "=A8", 0),
]


@pytest.mark.parametrize(
    ("zones", "round_"), product(ZONES, TWO) if is_long() else zip(ZONES, cycle(TWO), strict=False)
)
def test_a_zone_that_counts_twice_is_still_open(zones: tuple[str, str, int], round_: str) -> None:
    """Every case in one of two rounds; with `--long` in both."""
    first, second, open_ = zones
    form, typed = layout(round_, ZHOUSHAN), right(round_, ZHOUSHAN)
    typed |= {(f"{ZHOUSHAN}A{at}", "", Role.NAME): name for at, name in ((1, first), (4, second))}
    cached = values(BytesIO(written(form, typed)))
    done = BELOW.format(3) if round_ == BREAKDOWN else DONE  # 普陀 in K01, K02 and K05
    for sheet in form.sheets:
        assert cached[sheet.name]["C2"] == (OPEN.format(open_) if open_ else done)


def test_the_counter_of_many_indicators_of_one_department_stays_short() -> None:
    """Excel repairs a file with a formula over 8,192 characters; 66 indicators needed more."""
    many = [amount(number, lead="省工信厅") for number in range(1, 201)]
    large = province(many, ("贵阳市",), counties=16).model_copy(update={"spare_rows": 9})
    for number in (3, 9):
        zones = {f"520100A{each}": f"第{each}开发区" for each in range(1, number + 1)}
        form = draft(large, large.rounds[1], "520100", CityHistory(zones=zones))
        book, name = BytesIO(written(form)), form.sheets[0].name
        assert len(formulas(book)[name, "C2"]) < 6_000
        assert values(book)[name]["C2"] == OPEN.format(16 * 200)


@pytest.mark.parametrize(
    ("direction", "weakest", "total", "gap"),
    [(Direction.AT_LEAST, "最低", 6, -4), (Direction.AT_MOST, "最高", 12, 2)],
)
def test_a_total_of_rates_is_the_weakest_county(
    direction: Direction, weakest: str, total: int, gap: int
) -> None:
    turned_plan = turned(direction)  # 10 %
    form = draft(turned_plan, turned_plan.round(BREAKDOWN), ZHOUSHAN, CityHistory())
    values = zip(turned_plan.counties(ZHOUSHAN), (9, 12, 6, 8), strict=True)
    typed: Typed = {(each.code, "K01", Role.INPUT): Decimal(value) for each, value in values}
    sheet = form.sheets[0]
    cells = load_workbook(BytesIO(written(form, typed)), data_only=True)[sheet.name]
    at = sheet.column("K01", Role.INPUT) or 0
    rows = [sheet.line(line) or 0 for line in (Line.TOTAL, Line.GAP)]
    assert [cells.cell(row, at).value for row in rows] == [total, gap]
    assert str(cells.cell(rows[0], 2).value).startswith("合计（比率为县级最低")
    assert weakest in str(cells.cell(rows[0], 2).value)


@pytest.mark.parametrize(
    ("direction", "label", "done"),
    [(Direction.AT_LEAST, ("较目标", "百分点"), 10), (Direction.AT_MOST, ("占限额", "%"), 200)],
)
def test_a_rate_is_above_its_target_or_uses_up_its_limit(
    direction: Direction, label: tuple[str, str], done: int
) -> None:
    turned_plan = turned(direction)
    county = turned_plan.counties(ZHOUSHAN)[0].code
    history = CityHistory(shares={(county, "K01"): Decimal(10)})
    form = draft(turned_plan, turned_plan.round(JUNE), ZHOUSHAN, history)
    typed: Typed = {(county, "K01a", Role.INPUT): Decimal(120), (county, "K01b", Role.INPUT): Decimal(100)}
    sheet = form.sheet_of("K01a")
    cells = load_workbook(BytesIO(written(form, typed)), data_only=True)[sheet.name]
    place = sheet.place((county, "K01", Role.COMPLETION))
    assert place is not None
    assert cells.cell(*place).value == done  # 20 % of 10 %
    column = sheet.columns[place[1] - 1]
    assert (column.label, column.unit) == label
    completion = completion_of(turned_plan.indicators[0])  # as the summary says it
    assert completion.value(result=Decimal(20), target=Decimal(10)) == done


def turned(direction: Direction) -> Plan:
    """The real plan with the first indicator's direction set."""
    first, *others = plan().indicators
    return plan().model_copy(
        update={"indicators": (first.model_copy(update={"direction": direction}), *others)}
    )


def test_what_is_locked_cannot_be_typed_over(office: Calc, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    desk = zhoushan()
    path.write_bytes(written(desk.form))
    for cell in ("A8", "B8", "C5", desk.line(Line.TARGET, "K06"), desk.line(Line.TOTAL, "K06"), "C20"):
        with pytest.raises(RuntimeError, match="is locked"):
            office.play(path, {"do": "type", "sheet": "分解表", "cell": cell, "text": "1"})


@pytest.mark.parametrize(
    ("value", "growth", "share"),
    [("99", "提示：4地远高于目标", "通过"), ("101", "提示：4地远高于目标", "提示：4地超过100%")],
)
def test_only_a_part_of_a_whole_is_told_to_be_more_than_all(value: str, growth: str, share: str) -> None:
    """K01 grows by 10 % over the year before; K04 is a share of all machines, 60 %."""
    form = layout(BREAKDOWN, ZHOUSHAN)
    counties = [row.region for row in form.sheets[0].leaves if row.line is Line.COUNTY]
    typed = {(each, field, Role.INPUT): Decimal(value) for each in counties for field in ("K01", "K04")}
    page = load_workbook(BytesIO(written(form, typed)), data_only=True).worksheets[1]
    assert [page["C15"].value, page["F15"].value] == [growth, share]

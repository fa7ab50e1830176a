"""Whole rounds of plans unlike the shipped one: issue, fill in, collect, summarise, recalculate."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cascade
from tests.support import kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import SEPTEMBER, amount, rate, words, write_kinds
from tests.support.office import Answer, run
from tests.support.oracle.form import Form
from tests.support.sample import every
from tests.support.special_plans import BREAKDOWN, JUNE, Desk
from tests.support.validator import validate

YUANBA, BAIGUO, BAILIN = kinds.UNITS
Say = Callable[[Form, str, str], Decimal | str | None]


@dataclass(frozen=True)
class Round:
    """A collected round: what the command said, its forms and its latest summary."""

    desk: Desk
    answer: Answer
    forms: dict[str, Path]
    summary: Path

    def sheet(self, name: str) -> dict[str, object]:
        """The filled cells of a sheet of the summary, by address, as they are cached."""
        page = openpyxl.load_workbook(self.summary, data_only=True)[name]
        return {
            cell.coordinate: cell.value
            for line in page.iter_rows()
            for cell in line
            if cell.value is not None
        }


def rows(told: Round) -> list[Any]:
    """The rows of the exported numbers of the June round."""
    return list(cascade.open(told.desk.plan, told.desk.home).round(JUNE).values().itertuples())


def collected(home: Path, plan: Path, round_: str, said: Say) -> Round:
    """A round in which every unit answers."""
    desk = Desk(home / "workbooks", plan, "kinds")
    forms = desk.issue(round_)
    for unit in kinds.UNITS:
        desk.answer(round_, unit, said)
    answer, summary = desk.collect(round_)
    return Round(desk, answer, forms, summary)


def by(numbers: dict[str, dict[str, str]]) -> Say:
    """What the units say, by unit and field."""

    def say(form: Form, region: str, field: str) -> Decimal | str | None:
        text = numbers.get(region, {}).get(field)
        return text if text is None or text == "/" else Decimal(text)

    return say


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A plan of two levels: towns that report for themselves."""
    home = tmp_path_factory.mktemp("towns")
    indicators = [
        amount(1, "城镇新增就业人数"),
        rate(2, "高校毕业生就业率", lead="市教育局"),
        amount(3, "失业人员控制数", direction="at_most"),
        amount(4, "创业孵化基地", unit="个"),
    ]
    targets = {
        "K01": ("280人", "15", "40"),
        "K02": ("90%以上", "85%", "80%"),
        "K03": ("10", "5", "4"),
        "K04": ("5", "/", "/"),
    }
    said = {
        YUANBA: {"K01a": "100", "K02a": "46", "K02b": "50", "K03a": "3", "K04a": "2"},
        BAIGUO: {"K01a": "9", "K02a": "8", "K02b": "10", "K03a": "1", "K04a": "/"},
        BAILIN: {"K01a": "20", "K02a": "9", "K02b": "10", "K03a": "2", "K04a": "/"},
    }
    return collected(home, write_kinds(home / "plan", indicators, targets), JUNE, by(said))


def test_a_form_of_two_levels_has_the_units_own_row_and_no_total(towns: Round) -> None:
    form = Form(towns.forms[YUANBA])
    assert form.regions == [YUANBA]
    page = form.book["市人社局"]
    names = [page.cell(row, 2).value for row in range(1, page.max_row + 1)]
    assert [each for each in names if each] == ["乡镇", "计量单位", "元坝镇", "自检", "说明"]
    assert [form.beside(YUANBA, field, "目标").value for field in ("K01a", "K03a", "K04a")] == [280, 10, 5]
    assert form.beside(YUANBA, "K01a", "目标").number_format == '0"人"'
    assert form.cell(YUANBA, "K04a").value is None
    assert Form(towns.forms[BAIGUO]).cell(BAIGUO, "K04a").value == "/"
    assert [sheet.title for sheet in form.book] == ["填报说明", "市人社局", "市教育局", "盖章打印"]
    headings = [cell.value for cell in form.book["盖章打印"][3]]
    assert headings[2:] == ["本镇目标", "本镇本期", "完成率或\n占限额"]
    assert not any(validate([towns.forms[YUANBA]]).values())


def test_a_round_of_two_levels_is_accepted_and_summed(towns: Round) -> None:
    assert (towns.answer.code, towns.answer.error) == (0, "")
    frame = cascade.open(towns.desk.plan, towns.desk.home).round(JUNE).values()
    assert list(dict.fromkeys(frame["level"])) == ["province", "city"]
    found = {(row.region_code, row.field): (row.value, row.target, row.light) for row in rows(towns)}
    assert found[kinds.TOP, "K01a"] == (Decimal(129), Decimal(335), "▼ 滞后")
    assert found[YUANBA, "K01a"] == (Decimal(100), Decimal(280), "▼ 滞后")
    assert found[BAILIN, "K02"] == (Decimal(90), Decimal(80), "● 达标")
    assert found[kinds.TOP, "K02"][:2] == (Decimal(90), None)
    assert found[BAIGUO, "K04a"][:2] == (None, None)
    sources = frame[(frame["region_code"] == YUANBA) & (frame["field"] == "K01a")]
    assert [*sources["sheet"], *sources["raw_text"]] == ["市人社局", "100"]


def test_a_summary_of_two_levels_shows_every_unit_once(towns: Round) -> None:
    assert not any(validate([towns.summary]).values())
    book = openpyxl.load_workbook(towns.summary, data_only=True)
    rows = [[cell.value for cell in line[:3]] for line in book["乡镇明细"].iter_rows(min_row=3)]
    assert rows[0][:2] == ["乡镇", "编码"]
    assert [row[:2] for row in rows[3:7]] == [
        ["某某市（已报3/3）", kinds.TOP],
        *([name, code] for code, name in kinds.UNITS.items()),
    ]
    copy = libreoffice.recalculate([towns.summary], towns.desk.home.parent / "re")[towns.summary]
    count, differences = compare(towns.summary, copy)
    assert (count > 100, differences) == (True, [])


def test_units_of_two_levels_are_asked_again_and_traced_like_counties(towns: Round) -> None:
    desk = Desk(towns.desk.home, towns.desk.plan, "kinds")
    traced = run("collect.py", desk.plan, JUNE, "--workbooks", desk.home, "--trace", "K01a", "白果乡")
    assert "白果乡（510802）K01a = 9" in traced.out
    parts = run("generate.py", desk.plan, JUNE, "--workbooks", desk.home, "--parts", "county")
    assert (parts.code, "本方案只有两级" in parts.error) == (2, True)
    extracts = run("collect.py", desk.plan, JUNE, "--workbooks", desk.home, "--split", "city")
    assert extracts.code == 0, extracts
    assert len(list(desk.folder(JUNE, "summary").glob("*_分乡镇/*.xlsx"))) == 3


def test_a_wrong_number_of_a_unit_is_marked_in_its_own_row(towns: Round, tmp_path: Path) -> None:
    desk = Desk(tmp_path, towns.desk.plan, "kinds")
    desk.issue(SEPTEMBER)
    said = {YUANBA: {"K01a": "100.5", "K02a": "46", "K03a": "11", "K04a": "/"}}
    desk.answer(SEPTEMBER, YUANBA, by(said))
    done = run("collect.py", desk.plan, SEPTEMBER, "--workbooks", desk.home, "--json", tmp_path / "r.json")
    assert done.code == 1, done
    (copy,) = desk.folder(SEPTEMBER, "corrections").glob("*.xlsx")
    assert not any(validate([copy]).values())
    page = openpyxl.load_workbook(copy)["市人社局"]
    marked = {
        cell.coordinate: cell.comment.text for line in page.iter_rows() for cell in line if cell.comment
    }
    assert sorted(marked) == ["E7", "I7", "M7"]
    assert "小数" in marked["E7"] or "整数" in marked["E7"]
    assert "超过限额 10人" in marked["I7"]
    assert "该地的目标是 5个" in marked["M7"]


def test_a_plan_of_one_lead_department_and_two_levels_has_one_table(tmp_path: Path) -> None:
    plan = write_kinds(tmp_path / "plan", [amount(1, "城镇新增就业人数")], {"K01": ("280", "15", "40")})
    said = {unit: {"K01a": "7"} for unit in kinds.UNITS}
    told = collected(tmp_path, plan, JUNE, by(said))
    assert openpyxl.load_workbook(told.summary).sheetnames == [
        *(
            "总览",
            "需要关注",
            "排名及变化",
            "报送情况",
            "全市汇总",
            "完成率与排名",
            "历次完成情况",
            "乡镇明细",
            "未报与问题",
            "数据来源",
        )
    ]


OWN = [
    amount(1, "新增就业人数"),
    amount(
        2, "PM2.5年均浓度", unit="微克/立方米", decimals="1", adds="自报", direction="at_most", headline="38"
    ),
    rate(3, "高新技术产业占比", adds="own", lead="市科技局"),
]
OWN_TARGETS = {"K01": ("30人", "20", "10"), "K02": ("38", "36", "/"), "K03": ("25%", "20%", "10%")}
FIGURES = [{"round": JUNE, "indicator": "K02", "value": "37.5", "source": "市生态环境局月报"}]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """A plan of three levels with indicators that do not add up, its breakdown filed."""
    home = tmp_path_factory.mktemp("apart")
    plan = write_kinds(home / "plan", OWN, OWN_TARGETS, levels=3, figures=FIGURES)
    desk = Desk(home / "workbooks", plan, "kinds")
    desk.issue(BREAKDOWN)
    shares = {YUANBA: ("10", "38", "25"), BAIGUO: ("8", "35", "20"), BAILIN: ("4", "/", "10")}
    for unit, texts in shares.items():
        said = dict(zip(("K01", "K02", "K03"), map(_number, texts), strict=True))
        desk.answer(BREAKDOWN, unit, partial(lambda told, form, region, field: told.get(field), said))
    broken, _ = desk.collect(BREAKDOWN)
    assert broken.code == 0, broken
    own = {
        YUANBA: {"K02a": "37.2", "K03a": "60", "K03b": "200"},
        BAIGUO: {"K02a": "36.4", "K03a": "10", "K03b": "100"},
        BAILIN: {"K02a": "/", "K03a": "5", "K03b": "50"},
    }
    below = {"K01a": "5", "K02a": "40", "K03a": "20", "K03b": "100"}

    def say(form: Form, region: str, field: str) -> Decimal | str | None:
        if region in own:
            return _number(own[region][field]) if field in own[region] else None
        if field == "K02a" and region[:5] == BAILIN[:4] + BAILIN[-1]:
            return "/"
        return None if region.endswith("3") and field != "K01a" else _number(below[field])

    return collected(home, plan, JUNE, say)


def _number(text: str) -> Decimal | str:
    return text if text == "/" else Decimal(text)


def test_a_form_asks_for_the_units_own_figure_where_nothing_adds_up(apart: Round) -> None:
    form = Form(apart.forms[YUANBA])
    page = form.book["市人社局"]
    own = form.rows["市人社局", YUANBA].row
    assert page.cell(own, 2).value == "合计／本级填报"
    assert str(form.cell(YUANBA, "K01a").value).startswith("=")  # a sum
    assert form.cell(YUANBA, "K02a").value is None
    assert not form.cell(YUANBA, "K02a").protection.locked
    assert form.book["市科技局"].cell(form.rows["市科技局", YUANBA].row, 2).value == "本级填报"
    assert Form(apart.forms[BAILIN]).cell(BAILIN, "K02a").value == "/"
    cached = openpyxl.load_workbook(apart.forms[YUANBA], data_only=True)
    assert "还有 4 项待完成" in str(cached["市人社局"]["C2"].value)


def test_figures_that_do_not_add_up_are_shown_as_reported(apart: Round) -> None:
    assert (apart.answer.code, apart.answer.error) == (0, "")
    found = {(row.region_code, row.field): row.value for row in rows(apart)}
    assert [found[code, "K01a"] for code in (kinds.TOP, YUANBA)] == [Decimal(45), Decimal(15)]
    assert [found[code, "K02a"] for code in (kinds.TOP, *kinds.UNITS)] == [
        *(Decimal("37.5"), Decimal("37.2"), Decimal("36.4"), None)
    ]
    assert [found[code, "K03"] for code in (kinds.TOP, *kinds.UNITS)] == [None, 30, 10, 10]
    shown = apart.sheet("全市汇总")
    ranges = [value for value in shown.values() if isinstance(value, str) and "/3）" in value]
    assert ranges == [
        "40（2/3）",
        "40（2/3）",
        "36.4–37.2（2/3）",
        "20.0（2/3）",
        "20.0（2/3）",
        "20.0（2/3）",
        "10.0–30.0（3/3）",
    ]
    notes = "".join(str(value) for value in shown.values())
    assert "第 2 项某某市的数由我办填列，出处：市生态环境局月报。" in notes
    assert "第 3 项某某市的数尚未填列。" in notes
    open_ = "".join(str(value) for value in apart.sheet("未报与问题").values())
    assert "第 3 项某某市的数待填：请在方案的“本级数”表（figures）中填写" in open_
    traced = run(
        "collect.py", apart.desk.plan, JUNE, "--workbooks", apart.desk.home, "--trace", "K02", kinds.TOP
    )
    assert "某某市（510800）K02 = 37.5　［方案 figures 表］出处：市生态环境局月报" in traced.out


def test_a_summary_of_own_figures_is_recalculated_alike(apart: Round) -> None:
    copies = libreoffice.recalculate([apart.summary], apart.desk.home.parent / "re")
    count, differences = compare(apart.summary, copies[apart.summary])
    assert (count > 100, differences) == (True, [])
    assert not any(validate([apart.summary, *every(4, apart.forms.values())]).values())
    page = openpyxl.load_workbook(apart.summary, data_only=True)["数据来源"]
    names = [cell.value for (cell,) in page.iter_rows(min_row=6, max_col=1) if cell.value]
    assert names[2:6] == ["元坝镇", "元坝第一村", "元坝第二村", "元坝第三村"]


def test_an_own_figure_that_is_missing_is_asked_for(apart: Round, tmp_path: Path) -> None:
    desk = Desk(tmp_path, apart.desk.plan, "kinds")
    desk.issue(SEPTEMBER)
    said = {"K01a": "5", "K02a": "40", "K03a": "20", "K03b": "100"}

    def say(form: Form, region: str, field: str) -> Decimal | str | None:
        own: dict[str, Decimal | str] = {"K02a": "约四十", "K03a": Decimal(7)}
        if region == YUANBA:
            return own.get(field)
        return Decimal(said[field])

    desk.answer(SEPTEMBER, YUANBA, say)
    report = tmp_path / "r.json"
    done = run("collect.py", desk.plan, SEPTEMBER, "--workbooks", desk.home, "--json", report)
    assert done.code == 1, done
    (told,) = json.loads(report.read_text("utf-8"))["returns"]
    errors = {(f["code"], f["region"], f["field"]) for f in told["findings"] if f["severity"] == "error"}
    assert errors == {("C02", YUANBA, "K02a"), ("C01", YUANBA, "K03b")}
    (copy,) = desk.folder(SEPTEMBER, "corrections").glob("*.xlsx")
    assert Form(copy).cell(YUANBA, "K02a").value == "约四十"
    assert Form(copy).cell(YUANBA, "K03a").value == 7
    parts = run("generate.py", desk.plan, SEPTEMBER, "--workbooks", desk.home, "--parts", "county")
    asked = "第 2 项“PM2.5年均浓度”、第 3 项“高新技术产业占比”要由填报单位自己填"
    assert (parts.code, asked in parts.error) == (2, True)


WORDS = [
    amount(1, "新增就业人数"),
    words(2, "污水处理厂提标改造", lead="市住建局"),
    rate(3, "空气优良天数比例", pace="时点"),
    amount(4, "在园企业数", unit="家", pace="时点"),
]
WORD_TARGETS = {
    "K01": ("30人", "20", "10"),
    "K02": ("建成并投入运行，出水达一级A标准", "完成省下达任务", "/"),
    "K03": ("90%", "80%", "70%"),
    "K04": ("10家", "8", "6"),
}
CHOSEN = {YUANBA: "已完成", BAIGUO: " 正在推进", BAILIN: "/"}


def in_words(texts: dict[str, str]) -> Say:
    """What units say of `WORDS`, with these texts for K02."""
    numbers = {"K01a": "5", "K03a": "85", "K03b": "100", "K04a": "9"}

    def say(form: Form, region: str, field: str) -> Decimal | str | None:
        if field == "K02":
            return texts.get(region)
        return None if (region, field) not in _open(form) else Decimal(numbers[field])

    return say


def _open(form: Form) -> set[tuple[str, str]]:
    """The (region, field) of the cells of a form that hold no formula."""
    cells = ((region, field) for _, region in form.rows for field in form.fields)
    there = (key for key in cells if (form.columns[key[1]][0], key[0]) in form.rows)
    return {key for key in there if not str(form.cell(*key).value or "").startswith("=")}


@pytest.fixture(scope="module", params=[2, 3])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """Plans of two and of three levels with a target in words and with levels."""
    home = tmp_path_factory.mktemp("told")
    plan = write_kinds(home / "plan", WORDS, WORD_TARGETS, levels=request.param)
    return collected(home, plan, JUNE, in_words(CHOSEN))


def test_a_form_offers_the_words_of_the_plan(told: Round) -> None:
    form = Form(told.forms[YUANBA])
    cell = form.cell(YUANBA, "K02")
    (rule,) = [
        each
        for each in form.book["市住建局"].data_validations.dataValidation
        if cell.coordinate in each.sqref and each.type == "list"
    ]
    assert rule.formula1 == '"已完成,正在推进,未完成"'
    assert (cell.value, cell.protection.locked) == (None, False)
    assert form.beside(YUANBA, "K02", "目标").value == "建成并投入运行，出水达一级A标准"
    assert Form(told.forms[BAILIN]).cell(BAILIN, "K02").value == "/"
    below = [region for sheet, region in form.rows if sheet == "市住建局" and region != YUANBA]
    assert all(form.cell(region, "K02").protection.locked for region in below if region.isdigit())
    assert "从列出的用语中选一个" in "".join(
        str(cell.value) for (cell,) in form.book["填报说明"].iter_rows(min_col=2, max_col=2)
    )


def test_words_are_counted_and_never_computed(told: Round) -> None:
    assert (told.answer.code, told.answer.error) == (0, "")
    shown = told.sheet("全市汇总")
    assert {"● 已完成", "△ 正在推进", "已完成 1/2"} <= set(shown.values())
    assert "第 2 项为文字目标：" in "".join(str(value) for value in shown.values())
    assert "污水处理厂提标改造" not in told.sheet("完成率与排名").values()
    assert "已完成" in told.sheet("数据来源").values()
    found = {row.region_code: (row.light, row.raw_text) for row in rows(told) if row.field == "K02"}
    assert found[YUANBA] == ("● 已完成", "已完成")
    assert found[BAIGUO] == ("△ 正在推进", " 正在推进")
    copies = libreoffice.recalculate([told.summary], told.desk.home.parent / "re")
    count, differences = compare(told.summary, copies[told.summary])
    assert (count > 100, differences) == (True, [])
    assert not any(validate([told.summary, *every(4, told.forms.values())]).values())


def test_levels_are_compared_with_their_target_at_any_time_and_may_fall(told: Round, tmp_path: Path) -> None:
    lights = {row.field: (row.completion, row.light) for row in rows(told) if row.region_code == BAIGUO}
    assert lights["K03"] == (Decimal(5), "● 达标")
    assert lights["K04a"] in ((Decimal(1), "● 达标"), (Decimal(19), "● 达标"))  # 9, or three times 9
    desk = Desk(told.desk.home, told.desk.plan, "kinds")
    desk.issue(SEPTEMBER)
    fewer = in_words({YUANBA: "已完成"})

    def say(form: Form, region: str, field: str) -> Decimal | str | None:
        return (
            Decimal(4)
            if field in ("K01a", "K04a") and fewer(form, region, field)
            else fewer(form, region, field)
        )

    desk.answer(SEPTEMBER, YUANBA, say)
    report = tmp_path / "r.json"
    run("collect.py", desk.plan, SEPTEMBER, "--workbooks", desk.home, "--json", report)
    (told_,) = json.loads(report.read_text("utf-8"))["returns"]
    assert told_["state"] == "accepted"
    assert json.loads(report.read_text("utf-8"))["words"] == {"K02": {YUANBA: "已完成"}}
    assert {f["field"] for f in told_["findings"] if f["code"] == "P01"} == {"K01a"}


@pytest.mark.parametrize("text", ["完成了", "已完成，正在推进", 100, "=1+1", True])
def test_a_text_that_is_no_choice_is_answered_with_the_choices(
    told: Round, tmp_path: Path, text: str | int
) -> None:
    desk = Desk(tmp_path, told.desk.plan, "kinds")
    desk.issue(JUNE)
    desk.answer(JUNE, YUANBA, in_words({YUANBA: text}))  # type: ignore[dict-item]
    report = tmp_path / "r.json"
    run("collect.py", desk.plan, JUNE, "--workbooks", desk.home, "--today", "2020-07-08", "--json", report)
    (told_,) = json.loads(report.read_text("utf-8"))["returns"]
    (wrong,) = [f for f in told_["findings"] if f["severity"] == "error"]
    assert (wrong["code"], wrong["region"], wrong["field"]) == ("C20", YUANBA, "K02")
    assert wrong["message"].startswith("元坝镇的“污水处理厂提标改造”填的是“")
    assert wrong["message"].endswith("请从下列用语中选一个：已完成、正在推进、未完成。")


def test_a_breakdown_shows_a_target_in_words_and_asks_for_nothing(tmp_path: Path) -> None:
    plan = write_kinds(tmp_path / "plan", WORDS, WORD_TARGETS, levels=3)
    shares = {"K01": Decimal(10), "K03": Decimal(90), "K04": Decimal(4)}
    done = collected(tmp_path, plan, BREAKDOWN, lambda form, region, field: shares.get(field))
    form = Form(done.forms[YUANBA])
    assert "K02" not in form.fields
    assert "建成并投入运行，出水达一级A标准" in [
        cell.value for line in form.book["分解表"].iter_rows() for cell in line
    ]
    assert (done.answer.code, done.answer.error) == (0, "")
    assert "第 2 项为文字目标：不分解" in "".join(map(str, done.sheet("全市汇总").values()))
    assert not any(validate([done.summary, *every(4, done.forms.values())]).values())

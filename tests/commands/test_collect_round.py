"""Whole rounds of plans unlike the shipped one: issue, fill in, collect, summarise, recalculate."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import cascade
from tests.support import kinds, libreoffice
from tests.support.formulas import compare
from tests.support.kinds import SEPTEMBER, amount, rate, write_kinds
from tests.support.office import Answer, run
from tests.support.oracle.form import Form
from tests.support.special_plans import JUNE, Desk
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
    headings = [cell.value for cell in form.book["盖章打印"][3]][2:]
    assert headings == ["本镇目标", "本镇本期", "完成率或\n占限额"]
    assert not any(validate([towns.forms[YUANBA]]).values())


def test_a_round_of_two_levels_is_accepted_and_summed(towns: Round) -> None:
    assert (towns.answer.code, towns.answer.error) == (0, "")
    frame = cascade.open(towns.desk.plan, towns.desk.home).round(JUNE).values()
    assert list(dict.fromkeys(frame["level"])) == ["province", "city"]
    found = {(row.region_code, row.field): (row.value, row.target, row.light) for row in frame.itertuples()}
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
    assert "该地有目标任务 5个" in marked["M7"]


def test_a_plan_of_one_lead_department_and_two_levels_has_one_table(tmp_path: Path) -> None:
    plan = write_kinds(tmp_path / "plan", [amount(1, "城镇新增就业人数")], {"K01": ("280", "15", "40")})
    said = {unit: {"K01a": "7"} for unit in kinds.UNITS}
    told = collected(tmp_path, plan, JUNE, by(said))
    assert openpyxl.load_workbook(told.summary).sheetnames == [
        *("总览", "全市汇总", "完成率与排名", "图表", "历次完成情况", "乡镇明细", "未报与问题", "数据来源")
    ]

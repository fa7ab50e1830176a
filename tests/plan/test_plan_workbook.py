"""The plan workbook: what an office sees, and that nothing is lost on the way in and out."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from cascade.errors import Wrong
from cascade.plan import Loaded, PlanError, load, office_rows
from cascade.plan.plan_workbook import write_tables, write_workbook
from tests.support.forked import PROJECT
from tests.support.libreoffice import resave
from tests.support.plan_folder import Tables, all_rows, put, write_folder
from tests.support.random_tables import tables_of_plans, tables_with_everything
from tests.support.sample import count
from tests.support.validator import validate
from tests.support.window import WINDOW, frozen_pixels

SHIPPED = PROJECT / "plans" / "zhejiang-2020"

RANDOM = settings(  # to shrink an example takes minutes: a workbook is written and read for each
    max_examples=count(8, 400),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    return load(SHIPPED)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "方案.xlsx"
    write_workbook(SHIPPED, path)
    return path


def test_the_workbook_loads_equal(workbook: Path, shipped: Loaded) -> None:
    assert load(workbook) == shipped
    assert [path.name for path in workbook.parent.iterdir()] == ["方案.xlsx"]  # no temporary file left


def test_the_workbook_loads_equal_after_openpyxl_and_libreoffice(workbook: Path, shipped: Loaded) -> None:
    by_openpyxl = workbook.with_name("openpyxl.xlsx")
    openpyxl.load_workbook(workbook).save(by_openpyxl)
    assert load(by_openpyxl) == shipped
    (workbook.parent / "again").mkdir()
    assert load(resave([workbook], workbook.parent / "again")[workbook]) == shipped


def test_the_tables_come_out_as_they_went_in(workbook: Path, tmp_path: Path) -> None:
    write_tables(workbook, tmp_path / "表")
    for path in SHIPPED.glob("*.csv"):
        assert (tmp_path / "表" / path.name).read_bytes() == path.read_bytes()
    assert len(list((tmp_path / "表").iterdir())) == 7


@RANDOM
@given(tables=tables_of_plans())
def test_no_plan_changes_on_its_way_through_a_workbook(tables: Tables, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    folder = write_folder(tmp_path / "a", tables)
    plan = load(folder).plan
    write_workbook(folder, tmp_path / "a.xlsx")
    assert load(tmp_path / "a.xlsx").plan == plan
    write_tables(tmp_path / "a.xlsx", tmp_path / "b")
    assert load(tmp_path / "b").plan == plan
    write_workbook(tmp_path / "b", tmp_path / "b.xlsx")
    write_tables(tmp_path / "b.xlsx", tmp_path / "c")
    assert all_rows(tmp_path / "c") == all_rows(tmp_path / "b")


@RANDOM
@given(tables=tables_with_everything())
def test_no_text_of_a_plan_is_lost_in_a_workbook(tables: Tables, tmp_path: Path) -> None:
    assert_nothing_is_lost(tables, tmp_path)


@RANDOM
@given(tables=tables_with_everything())
def test_no_text_is_lost_with_regions_down(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_rows, "MOST_ACROSS", 0)
    assert_nothing_is_lost(tables, tmp_path)


def assert_nothing_is_lost(tables: Tables, folder: Path) -> None:
    shutil.rmtree(folder)
    write_workbook(write_folder(folder / "a", tables), folder / "a.xlsx")
    write_tables(folder / "a.xlsx", folder / "b")
    written = all_rows(folder / "b")
    for name, rows in tables.items():
        found, expected = _texts(written.get(name, [[]])), _texts(rows)
        assert (sorted(found, key=str) if name == "plan" else found) == (
            sorted(expected, key=str) if name == "plan" else expected
        )


def _texts(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The rows as texts by column, without what an empty cell means, too."""
    lines = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return [{name: text for name, text in line.items() if text not in ("", "no")} for line in lines]


def test_the_sheets_are_what_an_office_thinks_in(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    first = ["说明", "方案", "指标", "填报项", "目标", "地区", "联系人", "批次"]
    assert book.sheetnames == [*first, "分期目标", "本级数", "计分档次"]
    heads = [cell.value for cell in book["目标"][3]]
    assert heads == [
        *("指标代码 *", "序号", "指标名称", "计量单位"),
        *(
            "杭州市",
            "宁波市",
            "温州市",
            "湖州市",
            "嘉兴市",
            "绍兴市",
            "金华市",
            "衢州市",
            "舟山市",
            "台州市",
            "丽水市",
        ),
        *("合计", "总目标", "牵头单位"),
    ]
    line = [cell.value for cell in openpyxl.load_workbook(workbook, data_only=True)["目标"][9]]
    assert line == [
        *("K06", "6", "传统制造业新增工业机器人10000台", "台"),
        *(
            "1300台",
            "1450台",
            "1000台",
            "1050台",
            "1330台",
            "1200台",
            "950台",
            "280台",
            "220台",
            "1000台",
            "220台",
        ),
        *(10000, "10000", "省经信厅"),
    ]
    assert [cell.value for cell in book["地区"][6]] == ["330200", "宁波市", "浙江省"]
    assert [cell.value for cell in book["联系人"][4]][:2] == ["杭州市", "杭州市传统制造业改造提升工作专班"]
    assert [cell.value for cell in book["批次"][4]][:3] == ["breakdown", "分解", "目标分解"]
    assert {row[0].value: row[1].value for row in book["方案"]["A4:B12"]}["本级地区 *"] == "浙江省"
    for name in book.sheetnames[2:]:
        assert book[name].print_title_rows == "$3:$3"
        assert book[name].page_setup.fitToHeight == 0
        assert 3 * frozen_pixels(book[name])[0] <= WINDOW[0]  # 目标 left 57 %
    panes = {name: book[name].freeze_panes for name in ("指标", "填报项", "目标", "批次", "联系人")}
    assert panes == {"指标": "D4", "填报项": "D4", "目标": "D4", "批次": "D4", "联系人": "C4"}


@pytest.fixture
def many_towns(tmp_path: Path) -> Path:
    """Two indicators of sixteen towns, the sixteenth named 合计."""
    towns = [[f"5108{number:02}", f"第{number}镇", "51"] for number in range(1, 16)] + [
        ["510899", "合计", "51"]
    ]
    targets = [[code, town[0], f"{at}人"] for code in ("K01", "K02") for at, town in enumerate(towns)]
    head = ["code", "number", "name", "unit", "decimals", "lead", "direction", "pace", "measure"]
    tables = {
        "plan": [
            ["key", "value"],
            ["id", "p"],
            ["title", "就业"],
            ["issuer", "区办"],
            ["year", "2026"],
            ["province", "51"],
        ],
        "rounds": [
            ["id", "kind", "name", "as_of", "due"],
            ["b", "progress", "上半年", "2026-06-30", "2026-07-10"],
        ],
        "indicators": [
            head,
            ["K01", "1", "新增就业", "人", "0", "人社局", "at_least", "even", "K01a"],
            ["K02", "2", "再就业", "人", "0", "人社局", "at_least", "even", "K02a"],
        ],
        "inputs": [
            ["code", "indicator", "name", "unit", "decimals"],
            *(["K01a", "K01", "新增就业", "人", "0"], ["K02a", "K02", "再就业", "人", "0"]),
        ],
        "targets": [["indicator", "region", "target"], *targets],
        "regions": [["code", "name", "parent"], ["51", "某区", ""], *towns],
        "offices": [["region", "name"]],
    }
    write_workbook(write_folder(tmp_path / "表", tables), tmp_path / "方案.xlsx")
    return tmp_path / "方案.xlsx"


def test_many_regions_stand_one_below_the_other(many_towns: Path) -> None:
    sheet = openpyxl.load_workbook(many_towns)["目标"]
    assert [cell.value for cell in sheet[3]] == ["填报单位 *", "K01\n新增就业（人）", "K02\n再就业（人）"]
    assert [cell.value for cell in sheet[4]] == ["第1镇", "0人", "0人"]
    assert [cell.value for cell in sheet[19]] == ["合计", "15人", "15人"]
    assert load(many_towns).plan == load(many_towns.parent / "表").plan
    assert validate([many_towns]) == {many_towns: []}


def test_problems_with_regions_down_stand_at_their_cells(many_towns: Path) -> None:
    book = openpyxl.load_workbook(many_towns)
    sheet = book["目标"]
    sheet["B4"], sheet["B5"], sheet["A6"], sheet["A8"], sheet["C3"] = "5个", None, "第3村", "第4镇", "再就业"
    sheet["D3"], sheet["D5"] = "K09", "1人"
    book.save(many_towns)
    with pytest.raises(PlanError) as caught:
        load(many_towns)
    found = [(each.row, each.column, each.message) for each in caught.value.problems]
    assert [(row, column) for row, column, _ in found] == [
        *((None, None), (3, "D"), (4, "B"), (5, "B"), (6, "A"), (8, "A"))
    ]
    assert found[0][2].startswith("缺少 K01、K02 对 第3镇、第5镇 的目标")
    assert found[1][2].startswith("“指标”表中没有“K09”；请改正表头")
    assert found[4][2].startswith("“地区”表中没有“第3村”；请改正")
    assert found[5][2].startswith("“第4镇”与第 7 行是同一个地区；请改正其中一行")


def test_an_amount_needs_no_measure(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["指标"]
    at = [cell.value for cell in sheet[3]].index("算式") + 1
    assert [sheet.cell(row, at).value for row in (4, 9)] == ["(K01a / K01b - 1) * 100", None]
    assert [cell.value for cell in book["填报项"][16]] == [
        "K06a",
        "K06",
        book["填报项"]["C16"].value,
        "本年累计新增工业机器人数",
        None,
        None,
        "否",
    ]


def test_cells_to_fill_in_are_texts_and_offer_lists(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for name, cell in (("指标", "C4"), ("目标", "E4"), ("地区", "A4"), ("批次", "D5")):
        assert book[name][cell].number_format == "@"
    rules = {str(rule.sqref): rule.formula1 for rule in book["指标"].data_validations.dataValidation}
    letters = {cell.value: cell.coordinate.rstrip("3") for cell in book["指标"][3]}
    assert rules[f"{letters['方向 *']}4:{letters['方向 *']}303"].startswith('"至少,至多')
    offices = {str(rule.sqref): rule.formula1 for rule in book["联系人"].data_validations.dataValidation}
    assert offices == {"A4:A303": "可选地区名称"}
    assert book["指标"]["A3"].comment.text == "指标代码：大写字母加数字，如 K01"


def test_the_workbook_is_valid_for_excel(workbook: Path) -> None:
    assert validate([workbook]) == {workbook: []}


def test_the_workbook_is_not_written_where_it_would_be_a_trap(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "plan"))
    for name, fragment in (("plan.xlsx", "无法判断以哪个为准"), ("plan.csv", "应以 .xlsx 结尾")):
        before = sorted(path.name for path in folder.iterdir())
        with pytest.raises(PlanError, match=fragment):
            write_workbook(folder, folder / name)
        assert sorted(path.name for path in folder.iterdir()) == before
    write_workbook(folder, folder / "方案.xlsx")
    assert load(folder) == load(folder / "方案.xlsx")


def test_tables_are_written_into_a_new_folder_only(workbook: Path) -> None:
    with pytest.raises(Wrong, match="已有这个文件夹"):
        write_tables(workbook, workbook.parent)


def test_a_faulty_plan_can_be_put_right_in_the_workbook(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "plan"))
    put(folder, "targets", 57, "target", "1300个")
    put(folder, "regions", 5, "parent", "339999")
    write_workbook(folder, tmp_path / "方案.xlsx")
    with pytest.raises(PlanError) as caught:
        load(tmp_path / "方案.xlsx")
    assert "方案.xlsx 工作表 目标 第 9 行 E 列：写的是“1300个”，应为以“台”计的数" in str(caught.value)
    assert "方案.xlsx 工作表 地区 第 7 行 C 列：" in str(caught.value)

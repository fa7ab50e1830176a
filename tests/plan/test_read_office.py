"""Reading what an office typed into a plan workbook: names, lists, letters, and every problem at its cell."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cascade.plan import Loaded, PlanError, load
from cascade.plan.drafted import NoticeDraft, OpenCell
from cascade.plan.mark_sheet import is_about
from cascade.plan.plan_workbook import rows_of, write_drafted, write_workbook
from cascade.plan.problems import Problem, UnansweredMark
from cascade.plan.read_tables import read
from tests.support.forked import PROJECT

SHIPPED = PROJECT / "plans" / "zhejiang-2020"
HEAD = 3
Edit = Callable[[Workbook], None]
Expected = list[tuple[str, str]]  # place, and part of the message


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    return load(SHIPPED)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("方案") / "方案.xlsx"
    write_workbook(SHIPPED, path)
    return path


def edited(original: Path, folder: Path, edit: Edit) -> Path:
    book = openpyxl.load_workbook(original)
    edit(book)
    book.save(folder / "方案.xlsx")
    return folder / "方案.xlsx"


def faults(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as caught:
        load(path)
    return caught.value.problems


def problems(path: Path) -> Expected:
    found = []
    for each in faults(path):
        sheet = each.file.removeprefix("方案.xlsx").removeprefix(" 工作表 ")
        found.append((f"{sheet}!{each.column or ''}{each.row or ''}", each.message))
    return found


def put(**cells: str | int | None) -> Edit:
    """Type into cells, such as 目标_E9."""

    def edit(book: Workbook) -> None:
        for place, value in cells.items():
            sheet, _, address = place.rpartition("_")
            book[sheet][address] = value

    return edit


def delete(sheet: str, first: int, count: int = 1, *, columns: bool = False) -> Edit:
    def edit(book: Workbook) -> None:
        (book[sheet].delete_cols if columns else book[sheet].delete_rows)(first, count)

    return edit


def remove(*sheets: str) -> Edit:
    def edit(book: Workbook) -> None:
        for name in sheets:
            book.remove(book[name])

    return edit


def both(*edits: Edit) -> Edit:
    def edit(book: Workbook) -> None:
        for each in edits:
            each(book)

    return edit


# What an office may write otherwise: the plan stays the same.

SAME: dict[str, Edit] = {
    "a rate's letters only, and signs as one types them": put(指标_I4="（a ÷ b － 1） × 100"),
    "inputs without codes": put(填报项_A4=None, 填报项_A5=None, 填报项_A6=None, 填报项_A7=None),
    "an amount's whole measure": put(指标_I9="K06a", 填报项_E16="台", 填报项_F16="0"),
    "short names of cities": put(目标_E3="杭州", 目标_F3=" 宁\n波 ", 联系人_A4="杭州", 地区_C16="杭州"),
    "codes for names": put(目标_E3="330100", 联系人_A4="330100", 地区_C16="330100", 方案_B12="330000"),
    "model's words": put(指标_G4="at_least", 批次_B4="Breakdown", 填报项_G4="NO"),
    "numbers and dates as such": put(指标_B4=1, 指标_E4=1, 方案_B9=2020, 地区_A4=330000),
    "an indicator's name for its code": put(
        目标_A9="传统制造业新增工业机器人10000台", 填报项_B16=" 传统制造业新增工业机器人10000台"
    ),
    "a name alone": put(目标_A9=None, 目标_C9="传统制造业新增工业机器人10000台"),
    "keys for titles": put(方案_A9="year"),
    "an example left there": lambda book: book["地区"].append(["例：1", "某区", "某市"]),
    "a code printed beforehand": both(put(指标_A22="K19", 目标_A22="K19"), put(目标_A23="K20")),
    "a line above the headings": lambda book: book["目标"].insert_rows(3, 2),
    "a line between": lambda book: book["目标"].insert_rows(9, 2),
    "a column to the left": lambda book: book["地区"].insert_cols(1, 1),
    "titles deleted": delete("地区", 1, 2),
    "shown columns deleted": delete("目标", 2, 3, columns=True),
    "optional sheets deleted": remove("分期目标", "本级数", "计分档次"),
    "guide deleted": remove("说明"),
    "another sheet": lambda book: book.create_sheet("草稿").append(["指标代码", "乱写"]),
    "a heading of one's own style": put(指标_C3="指标\n名称", 地区_B3="地区名称", 批次_E3="报送期限＊"),
}


@pytest.mark.parametrize("case", SAME)
def test_an_office_may_write_it_otherwise(case: str, original: Path, shipped: Loaded, tmp_path: Path) -> None:
    assert load(edited(original, tmp_path, SAME[case])).plan == shipped.plan


def test_a_moved_column_of_targets_moves_with_its_heading(
    original: Path, shipped: Loaded, tmp_path: Path
) -> None:
    def swap(book: Workbook) -> None:
        sheet = book["目标"]
        for row in range(HEAD, 22):
            sheet[f"E{row}"].value, sheet[f"F{row}"].value = sheet[f"F{row}"].value, sheet[f"E{row}"].value

    assert load(edited(original, tmp_path, swap)).plan == shipped.plan


def test_an_amount_may_have_no_input_of_its_own(original: Path, shipped: Loaded, tmp_path: Path) -> None:
    plan = load(edited(original, tmp_path, delete("填报项", 16))).plan
    (own,) = plan.indicator["K06"].inputs
    assert (own.code, own.name, own.unit, own.decimals) == (
        "K06a",
        "传统制造业新增工业机器人10000台",
        "台",
        0,
    )
    assert plan.indicator["K06"].measure == "K06a"


# Every problem at its cell, with the remedy.

FAULTS: dict[str, tuple[Edit, Expected]] = {
    "a target in another unit": (
        put(目标_E9="1300个"),
        [("目标!E9", "写的是“1300个”，应为以“台”计的数")],
    ),
    "an empty target": (put(目标_F9=None), [("目标!F9", "目标是空的，应为文件中的写法")]),
    "a region that is not there": (
        put(目标_E3="杭洲市"),
        [
            ("目标!", "等 18 项 对 杭州市 的目标"),
            ("目标!E3", "“地区”表中没有“杭洲市”；请改正表头，或在“地区”表中补上"),
        ],
    ),
    "a region twice": (
        put(目标_F3="杭州"),
        [
            ("目标!", "等 18 项 对 宁波市 的目标"),
            ("目标!F3", "“杭州”与 E 列是同一个地区；请改正其中一列，或删去一列"),
        ],
    ),
    "targets without a heading": (
        put(目标_E3=None),
        [("目标!", "等 18 项 对 杭州市 的目标"), ("目标!E3", "这一列有目标，表头却是空的；请写上地区名称")],
    ),
    "a name beside another's code": (
        put(目标_C9="另一项指标"),
        [("目标!C9", "写的是“另一项指标”，这一行的代码却是“传统制造业新增工业机器人10000台”的")],
    ),
    "an indicator that is not there": (
        both(put(目标_A22="K19"), put(目标_E22="5台")),
        [("目标!A22", "“指标”表中没有“K19”；请改正，或在“指标”表中补上")],
    ),
    "an indicator twice": (
        put(目标_A10="K06", 目标_C10=None),
        [("目标!", "缺少 K07 对 杭州市、"), ("目标!A10", "与第 9 行是同一项；请改正其中一行，或删去一行")],
    ),
    "targets without an indicator": (
        put(目标_A9=None),
        [("目标!", "缺少 K06 对 杭州市、"), ("目标!A9", "这一行有目标，却没有写是哪项指标；请补上")],
    ),
    "a unit missing": (put(指标_D9=None), [("指标!D9", "计量单位是空的")]),
    "a word of one's own": (put(指标_G4="不少于"), [("指标!G4", "写的是“不少于”，应为“至少”、“至多”")]),
    "a measure with a strange letter": (
        put(指标_I4="(a / c - 1) * 100"),
        [
            ("指标!I4", "算式中的 K01c 不是指标 K01 的填报项；请改正算式，或在“填报项”表中补上这一项"),
            ("填报项!A5", "K01b"),
        ],
    ),
    "a headline that is missing": (
        put(指标_J9=None),
        [("指标!J9", "总目标是空的，却要与它核对；请补上，或把“与总目标核对”改为“否”")],
    ),
    "an unknown parent": (put(地区_C16="杭洲市"), [("地区!C16", "“地区”表中没有代码“杭洲市”")]),
    "a date of another year": (put(批次_D5="2019-06-30"), [("批次!D5", "写的是“2019-06-30”")]),
    "an unknown setting": (put(方案_A9="年份"), [("方案!", "年度是空的"), ("方案!A9", "不认识项目“年份”")]),
    "a setting emptied": (put(方案_B5=None), [("方案!B5", "方案名称是空的，应为方案的全称；请补上")]),
    "lights out of order": (put(方案_B19="5"), [("方案!B19", "“明显滞后”（5）高于“达到进度”（0）")]),
    "an address": (put(联系人_C4="没有"), [("联系人!C4", "应为邮箱地址")]),
    "a column of one's own": (
        put(地区_D3="备注", 地区_D5="x"),
        [("地区!D3", "不认识“备注”所在的列，请删去或改表头；可用的列有 地区代码、地区名称、上级地区")],
    ),
    "a note beside the table": (put(地区_E5="问一下"), [("地区!E5", "不认识“问一下”所在的列")]),
    "a heading deleted": (put(批次_C3=None), [("批次!3", "缺少“批次名称”这一列，请在表头补上")]),
    "all headings deleted": (
        delete("批次", 3),
        [("批次!", "找不到表头；请补上一行表头：“批次编号”、“批次类型”")],
    ),
    "a sheet deleted": (remove("地区"), [("!", "缺少工作表“地区”；请补上")]),
}


@pytest.mark.parametrize("case", FAULTS)
def test_every_problem_is_told_at_its_cell(case: str, original: Path, tmp_path: Path) -> None:
    edit, expected = FAULTS[case]
    found = problems(edited(original, tmp_path, edit))
    assert [place for place, _ in found] == [place for place, _ in expected], found
    for (_, message), (_, fragment) in zip(found, expected, strict=True):
        assert fragment in message


@pytest.mark.parametrize("case", FAULTS)
def test_messages_speak_the_words_of_the_workbook(case: str, original: Path, tmp_path: Path) -> None:
    for _, message in problems(edited(original, tmp_path, FAULTS[case][0])):
        unquoted = re.sub(r"“[^”]*”", "", message)
        assert set(re.findall(r"[a-z_]{2,}", unquoted)) <= {"progress", "zhejiang", "plan", "workbook"}, (
            message
        )


def test_all_problems_are_told_at_once_in_the_order_of_the_sheets(original: Path, tmp_path: Path) -> None:
    edit = put(方案_B5=None, 指标_D9=None, 目标_E10="多", 地区_C16="无", 联系人_C4="无", 批次_D5="某日")
    places = [place for place, _ in problems(edited(original, tmp_path, edit))]
    assert places == ["方案!B5", "指标!D9", "目标!E10", "地区!C16", "联系人!C4", "批次!D5"]


# Marks of a drafted plan

READ = "写得对的，请直接在右边选“是”，表示看过了；写得不对的，请先点左边的位置过去改好，再选“是”"


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    marks = (
        OpenCell("plan", 0, "year", "标题中没有年份", "2020"),
        OpenCell("targets", 12, "target", "写的是“力争10%”", "10%以上", "表1第4行第4列"),
        OpenCell("inputs", 12, "name", "推测的名称", "新增数"),
    )
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(rows_of(read(SHIPPED)), marks, ("第 2 张表没有用",)), path)
    return path


def test_marks_are_listed_with_links_and_coloured(drafted: Path) -> None:
    book = openpyxl.load_workbook(drafted)
    lines = [[cell.value for cell in row] for row in book["待定"]["A3:G6"]]
    assert lines == [
        ["位置", "要核对的内容", "为什么", "草稿里写的", "通知中的位置", "怎么办", "已核对"],
        ["方案 B列9行", "年度", "标题中没有年份", "2020", None, READ, None],
        [
            "填报项 D列16行",
            "本年累计新增工业机器人数的“填报项名称”",
            "推测的名称",
            "新增数",
            None,
            READ,
            None,
        ],
        [
            "目标 F列5行",
            "传统制造业新产品产值增长10%（宁波市的目标）",
            "写的是“力争10%”",
            "10%以上",
            "表1第4行第4列",
            READ,
            None,
        ],
    ]
    assert book["待定"]["A6"].hyperlink.location == "'目标'!F5"
    assert book["待定"]["B8"].value == "另请留意：第 2 张表没有用"
    assert book["目标"]["F5"].comment.text == "待核对：写的是“力争10%”"
    colours = [book[sheet][cell].fill.fgColor.rgb for sheet, cell in (("目标", "F5"), ("目标", "E5"))]
    assert colours == ["FFFFE8A3", "FFFFFBE6"]


def test_suggestions_are_written_as_an_office_writes_them(tmp_path: Path) -> None:
    marks = (
        OpenCell("plan", 0, "province", "看不出是哪里下达的", "330000"),
        OpenCell("indicators", 0, "direction", "原文用了“左右”", "at_least"),
        OpenCell("indicators", 0, "adds", "平均数不能相加", "own"),
        OpenCell("indicators", 0, "reconcile", "两者不是一回事", "no"),
        OpenCell("rounds", 0, "kind", "没有写明", "breakdown"),
    )
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(rows_of(read(SHIPPED)), marks, ()), path)
    lines = openpyxl.load_workbook(path)["待定"].iter_rows(4, 8, 4, 4, values_only=True)
    assert [text for (text,) in lines] == ["浙江省", "至少", "否", "自报", "分解"]


def test_a_choice_is_explained_where_it_is_asked(tmp_path: Path) -> None:
    marks = (OpenCell("indicators", 0, "adds", "平均数不能相加", "own", also=(("indicators", 0, "pace"),)),)
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(rows_of(read(SHIPPED)), marks, ()), path)
    book = openpyxl.load_workbook(path)
    assert [book["待定"].cell(4, at).value for at in (1, 3, 4, 6)] == [
        "指标 H列4行，O列4行",
        "平均数不能相加\n“汇总方式”怎么选：相加：下级的数加起来就是上级的数；自报：不能相加，各级各报各的数\n"
        "“进度”怎么选：均衡：一年里逐步完成，按序时进度评判；年末：年底才见数，四季度之前不评判；"
        "时点：不论时间，直接与目标比",
        "自报、均衡",
        READ,
    ]
    told = {
        str(each.sqref).split(":")[0]: (each.promptTitle, each.prompt)
        for each in book["指标"].data_validations.dataValidation
    }
    assert told["O4"] == (
        "汇总方式怎么选",
        "相加：下级的数加起来就是上级的数\n自报：不能相加，各级各报各的数",
    )
    assert told["P4"] == (None, None)  # 所属指标 offers codes, which need no explanation


def test_a_question_about_the_settings_may_be_about_rows_of_other_sheets(tmp_path: Path) -> None:
    rows = {name: [dict(row) for row in found] for name, found in rows_of(read(SHIPPED)).items()}
    rows["rounds"][1]["due"] = "某日"
    also = tuple(("rounds", 1, column) for column in ("id", "as_of", "due"))
    marks = (OpenCell("plan", 0, "leaf_level", "名单不在通知里", "县（市、区）", also=also),)
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft({name: tuple(found) for name, found in rows.items()}, marks, ()), path)
    (mark,) = (each for each in faults(path) if isinstance(each, UnansweredMark))
    assert (mark.where, mark.what) == (
        "方案 B列14行；批次 A列5行，D列5行，E列5行",
        "分解到的级别、批次“上半年进展”",
    )
    about = {each.column: is_about(mark, each) for each in faults(path) if "批次" in each.file}
    assert about == {"E": True}


@pytest.mark.parametrize(
    ("sheet", "column", "row", "expected"),
    [("指标", "D", 6, True), ("指标", "D", 8, False), ("指标", "E", 6, False), ("批次", "D", 6, False)],
)
def test_a_problem_at_a_marked_cell_is_told_by_the_mark(
    sheet: str, column: str, row: int, expected: bool
) -> None:
    mark = UnansweredMark("方案.xlsx", 4, "G", "", "批次 E列6行；指标 D列4至7行，D列9行", "", "", "", "")
    assert is_about(mark, Problem(f"方案.xlsx 工作表 {sheet}", row, column, "")) is expected


def test_what_the_draft_leaves_open_is_to_be_filled_in(tmp_path: Path) -> None:
    marks = (OpenCell("indicators", 0, "weight", "通知写的是“若干”，不是一个数，请填分值"),)
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(rows_of(read(SHIPPED)), marks, ()), path)
    (mark,) = (each for each in faults(path) if isinstance(each, UnansweredMark))
    assert (mark.drafted, mark.remedy) == ("", f"请先改 {mark.where}，再在这一格选“是”")


def test_one_question_may_be_about_several_cells(tmp_path: Path) -> None:
    formula = "(K01a / K01b - 1) * 100"
    empty = (("targets", 11, "target"), ("targets", 1, "target"))
    growth = (("inputs", 0, "unit"), ("inputs", 1, "unit"), ("indicators", 1, "measure"))
    marks = (
        OpenCell("plan", 0, "title", "名称是拟的", "甲", also=(("plan", 0, "id"),)),
        OpenCell("indicators", 0, "measure", "没有说怎样算", formula, "表1第3行", growth),
        OpenCell("targets", 0, "target", "空的", "/", also=empty),
        OpenCell("rounds", 1, "as_of", "没有写", "2020-06-30", also=(("rounds", 1, "due"),)),
    )
    path = tmp_path / "方案.xlsx"
    tables = {name: [dict(row) for row in rows] for name, rows in rows_of(read(SHIPPED)).items()}
    for at in (0, 1, 11):
        tables["targets"][at]["target"] = "/"
    write_drafted(NoticeDraft({name: tuple(rows) for name, rows in tables.items()}, marks, ()), path)
    book = openpyxl.load_workbook(path)
    lines = list(book["待定"].iter_rows(4, 7, 1, 4, values_only=True))
    assert [line[0] for line in lines] == [
        "方案 B列4、5行",
        "指标 I列4、5行；\n填报项 E列4、5行",
        "目标 E列4、5行，F列4行",
        "批次 D列5行，E列5行",
    ]
    assert [line[1] for line in lines] == [
        "方案名称、方案编号",
        "传统制造业研发费用支出增长10%以上、传统制造业新产品产值增长10%的“算式”",
        "传统制造业研发费用支出增长10%以上（杭州市、宁波市的目标）、"
        "传统制造业新产品产值增长10%（杭州市的目标）",
        "上半年进展的“数据截止日”“报送期限”",
    ]
    assert [line[3] for line in lines][1:] == [
        "传统制造业研发费用支出增长10%以上："
        "(研发费用支出（本期） ÷ 研发费用支出（上年同期） - 1) × 100\n"
        "K01a 研发费用支出（本期）（亿元）\nK01b 研发费用支出（上年同期）（亿元）\n"
        "传统制造业新产品产值增长10%：(新产品产值（本期） ÷ 新产品产值（上年同期） - 1) × 100",
        "/",
        "2020-06-30、2020-07-10",
    ]
    coloured = (("指标", "I4"), ("指标", "I5"), ("目标", "F4"), ("目标", "E5"), ("方案", "B4"))
    assert {book[sheet][cell].fill.fgColor.rgb for sheet, cell in coloured} == {"FFFFE8A3"}
    assert len(problems(path)) == 4


def test_a_mark_whose_row_was_taken_out_is_answered(drafted: Path) -> None:
    """The rows of counties were cleared, and the question about them could not be settled any more."""
    book = openpyxl.load_workbook(drafted)
    book["目标"].delete_rows(5, 100)
    book.save(drafted)
    assert [place for place, _ in problems(drafted) if place.startswith("待定")] == ["待定!G4", "待定!G5"]


def test_marks_wait_for_an_answer(drafted: Path, shipped: Loaded) -> None:
    found = problems(drafted)
    assert [place for place, _ in found] == ["待定!G4", "待定!G5", "待定!G6"]
    assert found[2][1] == (
        "传统制造业新产品产值增长10%（宁波市的目标）：写的是“力争10%”（目标 F列5行，还没有核对）；"
        "写得对的，请直接在这一格选“是”，表示看过了；写得不对的，请先改 目标 F列5行，再选“是”"
    )
    with pytest.raises(PlanError, match="3 处需要改正"):
        write_workbook(drafted, drafted.with_name("又一本.xlsx"))
    book = openpyxl.load_workbook(drafted)
    book["待定"]["G4"] = book["待定"]["G5"] = " 是"
    book["待定"]["G6"] = "否"
    book.save(drafted)
    assert [place for place, _ in problems(drafted)] == ["待定!G6"]
    book["待定"]["G6"] = "是"
    book.save(drafted)
    assert load(drafted).plan == shipped.plan


def test_a_question_is_settled_by_what_it_is_about_though_rows_have_moved_up(tmp_path: Path) -> None:
    marks = (
        OpenCell("rounds", 1, "as_of", "是拟的", "2020-06-30", also=(("rounds", 1, "due"),)),
        OpenCell("targets", 0, "target", "空的", "/"),
        OpenCell("rounds", 2, "as_of", "也是拟的", "2020-09-30"),
    )
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft(rows_of(read(SHIPPED)), marks, ()), path)
    edited(path, tmp_path, delete("批次", 5))  # 上半年进展: below it, rows move up
    assert [place for place, _ in problems(path) if place.startswith("待定")] == ["待定!G4", "待定!G6"]
    edited(path, tmp_path, put(批次_A5="third"))  # another name for what is still there settles nothing
    assert [place for place, _ in problems(path) if place.startswith("待定")] == ["待定!G4", "待定!G6"]
    edited(path, tmp_path, lambda book: book["待定"].delete_cols(8))  # as a draft of before 1.9
    assert [place for place, _ in problems(path) if place.startswith("待定")] == [
        "待定!G4",
        "待定!G5",
        "待定!G6",
    ]


def test_counties_that_a_draft_lists_are_not_asked_unseen_without_their_level(tmp_path: Path) -> None:
    rows = {name: [dict(row) for row in found] for name, found in rows_of(read(SHIPPED)).items()}
    leaves = tuple(("regions", at, "name") for at in range(13, 102))
    marks = (OpenCell("regions", 12, "name", "名单取自国标", "上城区", also=leaves),)
    path = tmp_path / "方案.xlsx"
    write_drafted(NoticeDraft({name: tuple(found) for name, found in rows.items()}, marks, ()), path)
    (mark,) = (each for each in faults(path) if isinstance(each, UnansweredMark))
    assert mark.where == "地区 B列16至105行"
    assert mark.drafted == "上城区、下城区、江干区、拱墅区、西湖区 等 90 个"
    edited(path, tmp_path, put(方案_B14=None, 待定_G4="是"))
    ((place, message),) = problems(path)
    assert place == "地区!A16"
    assert message == (
        "“方案”表的“分解到的级别”空着，而这里第 16 至 105 行还有 90 个再下级的地区；"
        "不分解的，请把这些行整行删去，并删去分解批次；要分解的，请填回“分解到的级别”"
    )
    edited(path, tmp_path, put(方案_B14="县（市、区）"))
    load(path)

"""`generate.py --from-notice`: the workbook, what the console says, exit codes, and a whole round."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import cascade
from cascade.commands.generate import main
from cascade.plan import PlanError, load
from tests.support import libreoffice
from tests.support.formulas import compare
from tests.support.notices import Notice, answer_marks, as_docx, zhejiang
from tests.support.office import run
from tests.support.oracle.form import Form
from tests.support.random_answers import AnyForm
from tests.support.sample import every
from tests.support.special_plans import Desk
from tests.support.validator import validate


def test_a_notice_becomes_a_plan_once_every_mark_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice, plan = tmp_path / "通知.docx", tmp_path / "方案.xlsx"
    notice.write_bytes(as_docx(zhejiang()))
    assert main(["--from-notice", str(notice), str(plan), "--workbooks", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "从通知里认出 18 项指标、11 个地区、198 个目标，目标都照通知原文。" in said.out
    assert (
        "提示：第 13 项“传统制造业新认定高新技术企业300家”："
        "各地目标合计 306家，指标名称里的数是 300家，多 6。数没有写错就不用处理" in said.out
    )
    assert "有 7 处通知没有写明" in said.out
    assert said.out.endswith(f"全部核对后即可下发：\npython generate.py {plan} 目标分解\n")
    assert said.err == ""
    with pytest.raises(PlanError) as unanswered:
        load(plan)
    assert len(unanswered.value.problems) == 7

    answer_marks(plan)
    drafted = load(plan).plan
    assert [indicator.unit for indicator in drafted.indicators[:7]] == ["%"] * 5 + ["台", "家"]
    assert len(drafted.targets) == 198


QUARTERS: Notice = (
    "关于分解下达2024年重点工作任务的通知",
    [
        ["乡镇（街道）", "高标准农田建设（亩）", "<", "<", "<", "农村改厕（户）"],
        ["^", "一季度", "上半年", "前三季度", "全年", "^"],
        ["城关镇", "100", "300", "500", "800", "50"],
        ["河口镇", "50", "150", "250", "400", "30"],
    ],
)


def test_quarters_of_a_notice_are_what_its_rounds_are_judged_by(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice, plan = tmp_path / "通知.docx", tmp_path / "方案.xlsx"
    notice.write_bytes(as_docx(QUARTERS))
    assert main(["--from-notice", str(notice), str(plan), "--workbooks", str(tmp_path)]) == 0
    assert "2 项指标、2 个地区、4 个目标、6 个分期目标，目标都照通知原文。" in capsys.readouterr().out
    answer_marks(plan)
    read = load(plan).plan
    desk = Desk(tmp_path / "workbooks", plan, read.id)

    def given(round_: str, *labels: str) -> list[list[object]]:
        forms = desk.issue(round_).values()
        units = zip(forms, read.cities, strict=True)
        return [
            [AnyForm(path, read).beside(unit.code, "K01a", label).value for label in labels]
            for path, unit in units
        ]

    assert given("progress-2024-06-30", "全年目标", "本期目标\n（6月底）") == [[800, 300], [400, 150]]
    assert given("progress-2024-12-31", "目标") == [[800], [400]]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["空.docx", "方案.xlsx"], 1, "空.docx 读不出来：文件是空的（0 字节）。"),
        (["会议.docx", "方案.xlsx"], 1, "会议.docx 里没有找到目标分解表，没有写方案。"),
        (["没有.docx", "方案.xlsx"], 2, "找不到这个文件："),
        (["好.docx"], 2, "还要写方案工作簿的文件名"),
        (["好.docx", "方案.docx"], 2, "文件名应以 .xlsx 结尾"),
        (["好.docx", "有.xlsx"], 2, "已有这个文件，可能改过，没有覆盖"),
    ],
)
def test_what_goes_wrong_is_said_in_chinese(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("空.docx").write_bytes(b"")
    Path("会议.docx").write_bytes(as_docx(("关于开会的通知", [["姓名", "电话"], ["甲", "12345"]])))
    Path("好.docx").write_bytes(as_docx(zhejiang()))
    Path("有.xlsx").write_bytes(b"1")
    assert main(["--from-notice", *words]) == code
    assert message in capsys.readouterr().err
    assert not Path("方案.xlsx").exists()


# A newcomer's way: a city's notice in Word, what a person types, and a round

GULOU, CANGSHAN, CHANGLE = "350102", "350104", "350112"
MARCH = "progress-2025-03-31"
NOTICE: Notice = (
    "福州市人民政府办公厅",
    "榕政办〔2025〕18号",
    "福州市人民政府办公厅关于下达2025年民生实事目标任务的通知",
    "现将2025年民生实事目标任务下达给你们，请分解到街道（乡镇），并于2025年3月31日前将分解方案报市政府办公厅。"
    "市效能办每季度通报进展情况。",
    "福州市人民政府办公厅",
    "2025年3月3日",
    "2025年民生实事目标任务分解表",
    [
        ["序号", "指标名称", "单位", "全市目标", "各县（市、区）目标任务", "<", "<", "责任部门"],
        ["^", "^", "^", "^", "鼓楼区", "仓山区", "长乐区", "^"],
        ["1", "城镇新增就业人数", "万人", "3.5", "1.5", "1.2", "0.8", "市人社局"],
        ["2", "其中：就业困难人员实现就业", "人", "1800", "700", "700", "400", "市人社局"],
        ["3", "城镇登记失业率", "%", "控制在4%以内", "4%以内", "4%以内", "4%以内", "市人社局"],
        ["4", "PM2.5年均浓度", "微克/立方米", "≤25", "25", "26", "23", "市生态环境局"],
        ["5", "一般公共预算收入增长", "%", "6%—6.5%", "6%—6.5%", "6.5%以上", "7%左右", "市财政局"],
        ["6", "单位GDP能耗下降率", "%", "下降3.5%", "下降3.5%", "下降3.2%", "/", "市发改委"],
        ["7", "农村生活污水治理率", "%", "82.5", "/", "85%以上", "80%以上", "市生态环境局"],
        ["8", "老旧小区改造", "", "", "完成市下达任务", "建成并运行", "/", "市住建局"],
    ],
)
TYPED: Mapping[str, Mapping[str, str | None]] = {  # what a person changes, by sheet and cell
    "填报项": {"D4": "登记失业人数", "E4": "人", "F4": "0", "D5": "劳动力人数", "E5": "人", "F5": "0"},
    "批次": dict.fromkeys(("A4", "B4", "C4", "E4")),  # no breakdown: the notice has no list of towns
}
SAID: Mapping[str, Mapping[str, Decimal | str]] = {
    unit: {"K02a": Decimal(200), "K03b": Decimal(1000)}
    | {field: text if field == "K09" else Decimal(text) for field, text in texts.items()}
    for unit, texts in {
        GULOU: {
            **{"K01a": "0.4", "K03a": "34", "K04a": "25", "K06a": "106", "K06b": "100"},
            **{"K07a": "3.6", "K09": "已完成"},
        },
        CANGSHAN: {
            **{"K01a": "0.2", "K03a": "39", "K04a": "20", "K05a": "106", "K05b": "100"},
            **{"K07a": "3.1", "K08a": "86", "K08b": "100", "K09": "正在推进"},
        },
        CHANGLE: {
            **{"K01a": "0.1", "K03a": "41", "K04a": "24", "K05a": "107", "K05b": "100"},
            **{"K08a": "79", "K08b": "100"},
        },
    }.items()
}


def say(_form: Form, region: str, field: str) -> Decimal | str | None:
    return SAID[region].get(field)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The plan that the notice gives, after a person has typed and answered."""
    folder = tmp_path_factory.mktemp("notice")
    plan = folder / "方案.xlsx"
    (folder / "通知.docx").write_bytes(as_docx(NOTICE))
    drafted = run("generate.py", "--from-notice", folder / "通知.docx", plan)
    assert drafted.code == 0, drafted
    assert "9 项指标、3 个地区、21 个目标" in drafted.out
    book = openpyxl.load_workbook(plan)
    for sheet, cells in TYPED.items():
        for cell, text in cells.items():
            book[sheet][cell] = text
    book.save(plan)
    answer_marks(plan)
    return Desk(folder / "workbooks", plan, "350100-2025")


def test_a_notice_of_mixed_kinds_goes_the_whole_round(city: Desk, tmp_path: Path) -> None:
    forms = city.issue(MARCH)
    assert sorted(forms) == [GULOU, CANGSHAN, CHANGLE]
    for unit in forms:
        city.answer(MARCH, unit, say)
    answer, summary = city.collect(MARCH, "--today", "2025-04-10")
    assert (answer.code, answer.error) == (0, "")
    frame = cascade.open(city.plan, city.home).round(MARCH).values()
    lights = frame[frame["light"].notna()].set_index(["region_code", "field"])["light"].to_dict()
    assert [[lights.get((unit, field)) for unit in forms] for field in ("K01a", "K03", "K04a", "K05")] == [
        ["● 达序时", "△ 略滞后", "▼ 滞后"],  # 26.7, 16.7 and 12.5 %, of 25 by the end of March
        ["● 限额内", "△ 接近限额", "▼ 超限"],  # 3.4, 3.9 and 4.1 of 4 %
        ["△ 接近限额", "● 限额内", "▼ 超限"],  # 25 of 25, 20 of 26, 24 of 23
        [None, "▼ 未达标", "● 达标"],  # 6 of 6.5, 7 of 7 %
    ]
    assert [[lights.get((unit, field)) for unit in forms] for field in ("K06", "K07a", "K08", "K09")] == [
        ["● 达标", None, None],  # 6 of 6 to 6.5 %
        ["● 达标", "▼ 未达标", None],
        [None, "● 达标", "▼ 未达标"],
        ["● 已完成", "△ 正在推进", None],
    ]
    copies = libreoffice.recalculate([summary], tmp_path)
    count, differences = compare(summary, copies[summary])
    assert (count > 100, differences) == (True, [])
    assert not any(validate([summary, *every(4, forms.values())]).values())

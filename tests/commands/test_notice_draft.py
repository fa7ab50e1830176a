"""`generate.py --from-notice`: the workbook, what the console says, and exit codes."""

from pathlib import Path

import pytest

from cascade.commands.generate import main
from cascade.plan import PlanError, load
from tests.support.notices import answer_marks, as_docx, zhejiang


def test_a_notice_becomes_a_plan_once_every_mark_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice, plan = tmp_path / "通知.docx", tmp_path / "方案.xlsx"
    notice.write_bytes(as_docx(zhejiang()))
    assert main(["--from-notice", str(notice), str(plan), "--workbooks", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "从通知里认出 18 项指标、11 个地区、198 个目标，目标都照通知原文。" in said.out
    assert "提示：K13：各地目标合计 306家，指标名称里的数是 300家，多 6" in said.out
    assert "有 23 处通知没有写明" in said.out
    assert said.out.endswith(f"全部核对后即可下发：\npython generate.py {plan} 目标分解\n")
    assert said.err == ""
    with pytest.raises(PlanError) as unanswered:
        load(plan)
    assert len(unanswered.value.problems) == 23

    answer_marks(plan)
    drafted = load(plan).plan
    assert [indicator.unit for indicator in drafted.indicators[:7]] == ["%"] * 5 + ["台", "家"]
    assert len(drafted.targets) == 198


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

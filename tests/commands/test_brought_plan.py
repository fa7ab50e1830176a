"""A file that a busy machine could not read in time: the message says that another try may help."""

from functools import partial
from pathlib import Path

import pytest

from cascade.commands import brought_plan
from cascade.errors import Wrong
from cascade.notice import open_notice
from cascade.xlsx import run_guarded

CAUSE = "读不出来：读取这个文件用时过长或占用内存过多，已停止。\n电脑正忙的，过一会儿再试一次；还是这样的，"


def test_a_plan_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought_plan, "run_guarded", partial(run_guarded, seconds=0))
    with pytest.raises(Wrong) as wrong:
        brought_plan.examined("方案.xlsx", b"PK\3\4")
    assert str(wrong.value) == f"方案.xlsx {CAUSE}请用 Excel 或 WPS 打开，另存一份再放进来。"


def test_a_notice_that_takes_too_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(open_notice, "run_guarded", partial(run_guarded, seconds=0))
    (tmp_path / "通知.html").write_text("<html>", "utf-8")
    with pytest.raises(open_notice.UnreadableNotice) as unreadable:
        open_notice.draft_from(tmp_path / "通知.html")
    assert str(unreadable.value) == f"通知.html {CAUSE}请只留下目标分解表和正文，另存一份再试。"

"""The manual's first chapter says what a newcomer sees: its commands run, and print what stands there."""

import re
import shlex
from pathlib import Path

from tests.project.test_docs import section
from tests.support.notices import answer_marks, as_docx, zhaohua, zhejiang
from tests.support.office import PROJECT, run

STEP = re.compile(r"^```\n(python \S+\.py .+)\n```\n(?:\n```text\n((?:.+\n)+)```\n)?", re.MULTILINE)
LEFT_OUT = "…"  # in the middle of a line a word, on a line of its own any lines


def test_a_newcomer_sees_what_the_chapter_shows(tmp_path: Path) -> None:
    (tmp_path / "通知.docx").write_bytes(as_docx(zhejiang()))
    (tmp_path / "昭化通知.docx").write_bytes(as_docx(zhaohua()))
    steps = STEP.findall(section("第一次用"))
    assert [bool(shown) for _, shown in steps] == [True, True, True, False, False]
    for command, shown in steps:
        _, script, *words = shlex.split(command)
        answer = run(script, *words, folder=tmp_path)
        assert answer.code == (script == "collect.py"), answer  # nobody has reported yet
        if shown:
            assert re.fullmatch(pattern(shown), answer.out), answer.out
        if "--from-notice" in words:
            answer_marks(tmp_path / words[-1])


def pattern(shown: str) -> str:
    """What a command may print where a chapter shows this."""
    lines = []
    for line in shown.splitlines(keepends=True):
        escaped = re.sub(r"(?:\\ )+", " +", re.escape(line.replace("/", "|")))
        lines.append(r"(?:.*\n)+" if line.strip() == LEFT_OUT else escaped.replace(LEFT_OUT, r"\S+"))
    return "".join(lines).replace(r"\|", r"[/\\]")


def test_what_windows_double_clicks_is_plain_and_leads_to_the_desk() -> None:
    """cmd.exe reads a batch file in its own code page, and only with its own line ends."""
    lines = (PROJECT / "打开.bat").read_bytes().decode("ascii").split("\r\n")
    assert [line.strip() for line in lines if "run.py" in line] == ["py -3 run.py desk", "python run.py desk"]
    assert not any("\n" in line for line in lines)
    assert 'pushd "%~dp0"' in lines  # `cd` cannot go to a folder on a share
    assert lines.count("popd") == 2
    assert [page.name for page in (PROJECT / "docs").glob("*.html")] == ["安装.html"]  # it opens docs\*.html

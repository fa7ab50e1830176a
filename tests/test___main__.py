"""`python -m cascade`: the first word names the command."""

import runpy
import sys

import pytest

USAGE = (
    "用法：python -m cascade <命令> [参数…]\n\n"
    "  generate   下发填报表\n  collect    收集上报表\n  desk       在浏览器里办理\n\n"
)


@pytest.mark.parametrize(
    ("words", "code", "begins"),
    [
        ([], 2, USAGE),
        (["部署"], 2, USAGE),
        (["-h"], 0, USAGE),
        (["collect", "--help"], 0, "本命令的用法：python -m cascade collect "),
    ],
)
def test_the_first_word_names_the_command(
    words: list[str],
    code: int,
    begins: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["cascade", *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("cascade", run_name="__main__")
    assert ended.value.code == code
    assert capsys.readouterr().out.startswith(begins)

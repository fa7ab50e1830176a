"""What a command tells in the terminal."""

import pytest

from cascade.commands import console


def test_a_table_is_as_wide_as_its_texts(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(("设区市", "状态"), [("杭州市", "已接收"), ("", "é́ 与 [b]")])
    assert capsys.readouterr().out == (
        "┌────────┬──────────┐\n"
        "│ 设区市 │ 状态     │\n"
        "├────────┼──────────┤\n"
        "│ 杭州市 │ 已接收   │\n"
        "│        │ é́ 与 [b] │\n"
        "└────────┴──────────┘\n"
    )


def test_long_texts_go_on_in_the_next_line_and_short_columns_stay(capsys: pytest.CaptureFixture[str]) -> None:
    console.table(("市", "文件"), [("甲市", "很长的文件名" * 12)])
    lines = capsys.readouterr().out.splitlines()
    assert {len(line) + sum(char >= "一" for char in line) for line in lines if "─" not in line} == {120}
    assert "".join(line.split("│")[2].strip() for line in lines[3:-1]) == "很长的文件名" * 12
    assert [line.split("│")[1].strip() for line in lines[3:-1]] == ["甲市", ""]


def test_what_was_recorded_is_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = console.Recorded()
    with console.heard_by(recorded):
        console.say("一行\n又一行")
        console.meanwhile("正在做……")
        console.table(("甲", "乙"), [("1",)])
        console.conclude("做好了。")
        assert list(console.progress([1, 2])) == [1, 2]
    assert recorded.told == ["一行\n又一行", [["甲", "乙"], ["1"]], {"outcome": "做好了。"}]
    assert capsys.readouterr().out == ""
    console.tell_again(recorded.told)
    assert (
        capsys.readouterr().out
        == "一行\n又一行\n┌────┬────┐\n│ 甲 │ 乙 │\n├────┼────┤\n│ 1  │    │\n└────┴────┘\n做好了。\n"
    )

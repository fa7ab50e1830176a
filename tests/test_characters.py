"""Characters that nobody sees are named in messages, and do nothing to a number."""

import unicodedata

import pytest

from cascade.characters import turns_direction, visible, visible_line, without_invisible
from cascade.findings import finding


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("平常的 text　1,300", "平常的 text　1,300"),
        ("两行\n\t一格", "两行\n\t一格"),
        ("甲\u202e乙", "甲［U+202E］乙"),
        ("\ud800\udfffx", "［U+D800］［U+DFFF］x"),
        ("\x00\x1b零\u200b宽\ufeff", "［U+0000］［U+001B］零［U+200B］宽［U+FEFF］"),
        ("行\u2028段\u2029", "行［U+2028］段［U+2029］"),
        ("😀𰻝", "😀𰻝"),
    ],
)
def test_what_hides_is_named(text: str, named: str) -> None:
    assert visible(text) == named
    assert visible(text).encode()


def test_a_line_names_its_breaks_too() -> None:
    assert visible_line("10\n12\r\n14\t16\u200b") == "10［换行］12［换行］14［制表符］16［U+200B］"


def test_a_message_shows_every_character() -> None:
    facts = {"name": "越城区", "heading": "机器人", "found": "13\u202e00\n", "why": "不是数字"}
    found = finding("C02", **facts, unit="台", suggestion="")
    expected = "越城区的“机器人”填的是“13［U+202E］00［换行］”，不是数字。请只填数字，单位为台。"
    assert found.message == expected


@pytest.mark.parametrize("point", [0x200B, 0x200C, 0x200D, 0x200E, 0x2060, 0x202A, 0x202C, 0x202D, 0x2066,
                                   0x2068, 0x2069, 0xFEFF, 0x180E, 0xE0001])  # fmt: skip
def test_what_nobody_sees_goes(point: int) -> None:
    assert without_invisible(f"{chr(point)}13{chr(point)}00") == "1300"
    assert not turns_direction(chr(point))


@pytest.mark.parametrize("char", ["\u00ad", "\u0600", "\u06dd", "\ufff9", " ", "\t", "①", "\x00"])
def test_what_is_seen_stays(char: str) -> None:
    assert without_invisible(f"13{char}00") == f"13{char}00"


def test_every_format_character_that_is_seen_stays_and_no_other() -> None:
    formats = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) == "Cf"]
    assert {char for char in formats if without_invisible(char) == char} == {
        *("\u00ad", "\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f"),
        *("\u0890", "\u0891", "\u08e2", "\ufff9", "\ufffa", "\ufffb", "\U000110bd", "\U000110cd"),
    }


def test_what_turns_the_direction_of_reading_is_known_by_unicodes_classes() -> None:
    classes = {"R", "AL", "RLE", "RLO", "RLI"}
    turning = {
        char
        for char in map(chr, range(0x110000))
        if unicodedata.category(char) == "Cf" and unicodedata.bidirectional(char) in classes
    }
    assert {char for char in map(chr, range(0x110000)) if turns_direction(char)} == turning - {"\u070f"}

"""Signs of chosen words, and the count of those that mean done."""

import pytest

from cascade.judging.words import done_count, signed

CHOICES = ("建成", "开工", "前期", "未启动")


@pytest.mark.parametrize(
    ("word", "expected"), [("建成", "● 建成"), ("开工", "△ 开工"), ("前期", "△ 前期"), ("未启动", "▼ 未启动")]
)
def test_the_first_word_is_good_and_the_last_bad(word: str, expected: str) -> None:
    assert signed(word, CHOICES) == expected


def test_those_that_are_done_are_counted_among_those_that_are_asked() -> None:
    rule = done_count(CHOICES, 11)
    assert rule.text(words="C3:C5") == '"建成"&" "&COUNTIF(C3:C5,"●*")&"/"&"11"'
    assert rule.value(words=["● 建成", "△ 开工", "未报", "● 建成"]) == "建成 2/11"

"""What the words after --print mean, in any order; wrong ones are answered with the choices."""

from pathlib import Path

import pytest

from cascade.commands.printing import printing_of
from cascade.errors import Wrong
from cascade.meeting.publish import Printing
from tests.support.forms import plan

BREAKDOWN, JUNE = plan().rounds[:2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], Printing("A4")),
        (["a4纸"], Printing("A4")),
        (["Ａ４"], Printing("A4")),
        (["full"], Printing("A4", full=True)),
        (["full", "A3"], Printing("A3", full=True)),
        (["A4", "FULL"], Printing("A4", full=True)),
        (["全本", "A4"], Printing("A4", full=True)),
        (["全省汇总", "A4", "总览"], Printing("A4", ("总览", "全省汇总"))),  # in the order of the book
        (["排名"], Printing("A4", ("排名及变化", "完成率与排名"))),
        (["完成率"], Printing("A4", ("完成率与排名",))),
        (["科技厅", "科技厅"], Printing("A4", ("省科技厅",))),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_words_are_understood_in_any_order(words: list[str], expected: Printing) -> None:
    assert printing_of(words, plan(), JUNE) == (expected, [])


def test_paths_among_the_words_are_returns(tmp_path: Path) -> None:
    assert printing_of(["A4", str(tmp_path)], plan(), JUNE) == (Printing("A4"), [tmp_path])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["A5"], "没有纸张“A5”，只能是 A4、A3"),
        (["A3", "A4"], "写了两种纸张（A3、A4）"),
        (["full", "总览"], "--print full 打印整本，不能同时再挑表"),
        (["总揽"], "没有表“总揽”。您要写的是不是 总览？\n可选：\n  封面\n  总览\n  需要关注\n"),
    ],
)
def test_wrong_words_are_answered_with_the_choices(words: list[str], said: str) -> None:
    with pytest.raises(Wrong) as wrong:
        printing_of(words, plan(), JUNE)
    assert said in str(wrong.value)


def test_a_breakdown_has_no_ranking() -> None:
    with pytest.raises(Wrong, match="没有表“完成率与排名”"):
        printing_of(["完成率与排名"], plan(), BREAKDOWN)


@pytest.mark.parametrize(
    ("printing", "kind"),
    [(Printing("A4"), ""), (Printing("A4", full=True), "（全本）"), (Printing("A4", ("总览",)), "（选印）")],
)
def test_no_kind_of_pack_replaces_another(printing: Printing, kind: str) -> None:
    assert printing.kind == kind

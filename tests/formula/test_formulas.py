"""A formula used: constants, texts, live cells, and one rule for a cell and for a whole range."""

from decimal import Decimal

import pytest

from cascade.formula import Live, Ref, Span, Value, added, formula, joined
from cascade.formula.tree import Binding

COMPLETION = formula("IF(COUNT(done, target) < 2, none, IF(target = 0, none, done / target * 100))", none="—")
WRITTEN = 'IF(COUNT(F12,$G12)<2,"—",IF($G12=0,"—",F12/$G12*100))'


def test_one_formula_gives_value_text_and_both() -> None:
    five, ten = Decimal(5), Decimal(10)
    assert COMPLETION.value(done=five, target=ten) == 50
    assert COMPLETION.text(done="F12", target="$G12") == WRITTEN
    assert COMPLETION.live(done=Ref("F12", five), target=Ref("$G12", ten)) == Live(
        WRITTEN, Decimal(50), binding=Binding.ATOM
    )


@pytest.mark.parametrize(
    ("done", "target"),
    [(None, Decimal(1)), ("未报", Decimal(1)), (Decimal(1), None), (Decimal(1), Decimal(0))],
)
def test_what_cannot_be_computed_has_a_word(done: Value, target: Value) -> None:
    assert COMPLETION.value(done=done, target=target) == "—"


def test_wrong_operands_are_told() -> None:
    message = r"the operands are \['done'\], but the names \['done', 'target'\]"
    for use in (COMPLETION.value, COMPLETION.live):
        with pytest.raises(TypeError, match=message):
            use(done=Decimal(1))
    with pytest.raises(TypeError, match="names"):
        COMPLETION.text(done="A1", target="B1", more="C1")
    with pytest.raises(TypeError, match="constants"):
        COMPLETION.given(none="")
    with pytest.raises(TypeError, match="no number and no text"):
        formula("x > 1").value(x=2)


def test_constants_are_written_into_the_formula() -> None:
    light = formula('IF(lead >= least, good, "▼")')
    ours = light.given(least=Decimal("-10.50"), good='● 按"时"')
    assert ours.text(lead="A1") == 'IF(A1>=-10.5,"● 按""时""","▼")'
    assert light.given(least=Decimal("-10.50"), good='● 按"时"') is ours
    assert formula("x - least", least=-2).text(x="A1") == "A1-(-2)"
    assert formula("x & 100 & word", word="%(x)s 100%").text(x="A1") == 'A1&100&"%(x)s 100%"'


def test_a_formula_can_be_part_of_others() -> None:
    lead = formula("ROUND(done - elapsed, 6)", elapsed=Decimal(50))
    twice = formula("IF(lead < 0, -lead, lead * factor)", lead=lead)
    assert twice.text(done="A1", factor="B1") == "IF(ROUND(A1-50,6)<0,-ROUND(A1-50,6),ROUND(A1-50,6)*B1)"
    assert twice.value(done=Decimal(60), factor=Decimal(2)) == 20
    assert formula("x * y", y=formula("a - b")).text(x="A1", a="B1", b="C1") == "A1*(B1-C1)"


def test_lives_are_put_in_brackets_only_where_needed() -> None:
    difference = formula("a - b").live(a=Ref("A1", Decimal(9)), b=Ref("B1", Decimal(5)))
    call = formula("SUM(x)").live(x=Span("A1:A2", [Decimal(1), Decimal(2)]))
    assert formula("10 - x").live(x=difference) == Live("10-(A1-B1)", Decimal(6), binding=Binding.SUM)
    assert formula("10 - x").live(x=call) == Live("10-SUM(A1:A2)", Decimal(7), binding=Binding.SUM)
    assert formula("2 * x").live(x=formula("x").live(x=difference)).formula == "2*(A1-B1)"
    assert formula("2 * x").live(x=Live("A1", Decimal(1))).formula == "2*(A1)"  # nobody says how it binds
    assert formula("ROUND(x, 1)").live(x=difference).formula == "ROUND(A1-B1,1)"
    assert formula("10 - x").live(x=-2) == Live("10-(-2)", Decimal(12), binding=Binding.SUM)
    assert formula("x").live(x=Ref("'表'!A1", None)) == Live("'表'!A1", Decimal(0), binding=Binding.ATOM)


def test_any_number_of_lives_add_up_or_are_joined() -> None:
    one, two = Ref("A1", Decimal(5)), Ref("B1", Decimal(1))
    rules = [formula("a - b"), formula("(a > b) * 0")]
    lives: list[Live | Ref] = [*(each.live(a=one, b=two) for each in rules), Ref("C1", Decimal(3))]
    assert added(*lives) == Live("A1-B1+(A1>B1)*0+C1", Decimal(7), binding=Binding.SUM)
    assert added(lives[0]) == lives[0]
    assert joined("共", lives[2], ' "项"') == Live(
        '"共"&C1&" ""项"""', '共3 "项"', binding=Binding.CONCATENATION
    )


def test_several_ranges_stand_for_one_where_a_function_takes_many() -> None:
    cells = Span(("A1:A2", "A9:A10"), [Decimal(1), None, "无", Decimal(5)])
    assert formula("IF(COUNT(x) = 0, none, SUM(x))", none="").live(x=cells) == Live(
        'IF(COUNT(A1:A2,A9:A10)=0,"",SUM(A1:A2,A9:A10))', Decimal(6), binding=Binding.ATOM
    )
    with pytest.raises(ValueError, match="x stands where a formula takes one range"):
        formula("COUNTBLANK(x)").live(x=cells)
    with pytest.raises(ValueError, match="has not 3 cells"):
        formula("SUM(x)").live(x=Span("A1:B1", [None] * 3))


def test_a_row_is_a_row() -> None:
    names = Span("'表'!$D$4:$F$4", ["甲", "乙", "丙"])
    assert formula("INDEX(names, 1, place)").live(names=names, place=Ref("A1", Decimal(2))).value == "乙"


@pytest.mark.parametrize(
    ("text", "array"),
    [
        ("SUM(x)", False),
        ("SUM(IF(ISNUMBER(x), 1, 0))", True),
        ("SUM(x * 2)", True),
        ("SUMPRODUCT((x = 1) * (x <> 2))", False),
        ("SUMPRODUCT(ISNUMBER(x) * 1)", True),  # Gnumeric would look at one cell
        ("SMALL(IF(y = 1, {1;2}), 1)", True),
        ('COUNTIF(x, "<" & y) + COUNTIF(x, y)', False),
        ("IF(COUNT(x) = 0, y, INDEX(x, 1))", False),
    ],
)
def test_formulas_that_look_at_each_cell_are_array_formulas(text: str, array: bool) -> None:
    operands: dict[str, Span | Ref] = {
        "x": Span("A1:A2", [Decimal(1), Decimal(2)]),
        "y": Ref("B1", Decimal(1)),
    }
    used = formula(text)
    assert used.live(**{name: each for name, each in operands.items() if name in used.names}).array is array


# What may stand in an open cell, for a form's validation, its conditional format and its self-check: a number
# with few enough decimals, not negative, not between 0 and 1; a mark only where there is no target.
ACCEPTABLE = formula(
    "IF(ISNUMBER(content),"
    " (ROUND(content, places) = content) * (content >= 0) * ((content <= 0) + (content >= 1)),"
    ' (target = "") * ((content = "/") + (content = "无"))) > 0'
)
BROKEN = formula('IF(content = "", 0, IF(acceptable, 0, 1))', acceptable=ACCEPTABLE)
COUNT_BROKEN = formula("SUM(broken)", broken=BROKEN)
CONTENTS: list[tuple[Value, Value, bool]] = [
    (Decimal("1.25"), Decimal(1), True),
    (Decimal("1.255"), Decimal(1), False),
    (Decimal(-1), Decimal(1), False),
    (Decimal("0.1"), None, False),
    (Decimal(0), None, True),
    ("/", None, True),
    ("/", Decimal(1), False),
    ("约 5", None, False),
    ("约 5", Decimal(1), False),
]


@pytest.mark.parametrize(("content", "target", "good"), CONTENTS)
def test_a_rule_for_one_cell(content: Value, target: Value, good: bool) -> None:
    rule = ACCEPTABLE.given(places=2)
    assert rule.holds(content=content, target=target) is good
    assert BROKEN.given(places=2).holds(content=content, target=target) is not good


def test_the_same_rule_for_a_whole_range() -> None:
    contents, targets = [each for each, _, _ in CONTENTS], [each for _, each, _ in CONTENTS]
    rule = COUNT_BROKEN.given(places=2)
    live = rule.live(content=Span("F9:F18", [*contents, None]), target=Span("E9:E18", [*targets, None]))
    assert live.value == sum(not good for _, _, good in CONTENTS)
    assert live.array
    one = BROKEN.given(places=2).text(content="F9:F18", target="E9:E18")
    assert live.formula == f"SUM({one})"

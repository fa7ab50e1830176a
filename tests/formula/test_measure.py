"""Measures against an oracle in exact fractions, their formulas against a second reading, and LibreOffice."""

import ast
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given
from hypothesis import strategies as st

from cascade.formula.measure import DEEPEST_NESTING, LONGEST_TEXT, Measure
from tests.support.witnesses import recalculated

K01 = "(K01a / K01b - 1) * 100"
K03 = "((K03a / K03b) / (K03c / K03d) - 1) * 100"
K04 = "K04a / K04b * 100"
SHIPPED = [K01, K03, K04, "K06a"]

NAMES = ["K01a", "K01b", "K02a", "x"]
ATOMS = st.sampled_from([*NAMES, *NAMES, "0", "1", "100", "0.5", "12.25"])
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", " - ", "*", " / "]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=10,
).filter(lambda text: any(name in text for name in NAMES) and len(text) <= LONGEST_TEXT)
NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=4) | st.just(Decimal(0))
POSITIVE = st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2)


def exactly(text: str, values: Mapping[str, Decimal | None]) -> Fraction | None:
    """What arithmetic text comes to, by Python's own grammar and exact fractions."""

    def of(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant():
                return Fraction(ast.get_source_segment(text, node) or "")
            case ast.Name(id=name):
                return Fraction(str(values[name]))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -of(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return OPERATIONS[type(op)](of(left), of(right))
        raise AssertionError(ast.dump(node))

    try:
        return of(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        return None


OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}


def rounded(value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    context = Context(prec=15, rounding=ROUND_HALF_UP)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def by_formula(formula: str, cells: Mapping[str, Decimal | None]) -> Decimal | None:
    """What a spreadsheet makes of a measure's formula: None stands for the text —."""
    parts = re.fullmatch(
        r'IF\(COUNT\(([A-Z0-9,]+)\)<(\d+),"—",(?:IFERROR\((.+),"—"\)|([A-Z0-9]+))\)', formula
    )
    assert parts is not None, formula
    counted, least, guarded, bare = parts.groups()
    if sum(cells[cell] is not None for cell in counted.split(",")) < int(least):
        return None
    return rounded(exactly(guarded or bare, cells))


@given(TEXTS, st.lists(NUMBERS, min_size=4, max_size=4))
def test_value_is_the_exact_fraction_rounded_once(text: str, numbers: list[Decimal]) -> None:
    values = dict(zip(NAMES, numbers, strict=True))
    assert Measure.parse(text).value(values) == rounded(exactly(text, values))


@given(TEXTS, st.lists(NUMBERS | st.none(), min_size=4, max_size=4))
def test_formula_and_value_agree(text: str, numbers: list[Decimal | None]) -> None:
    references = dict(zip(NAMES, ["B2", "C3", "AA10", "D4"], strict=True))
    cells = dict(zip(references.values(), numbers, strict=True))
    measure = Measure.parse(text)
    values = dict(zip(NAMES, numbers, strict=True))
    assert by_formula(measure.formula(references), cells) == measure.value(values)


COUNTIES = st.lists(st.tuples(POSITIVE, POSITIVE, POSITIVE, POSITIVE), min_size=1, max_size=6)


@given(TEXTS | st.sampled_from(["(K01a / K01b - 1) * 100", "K01a / (K01b + x)"]), COUNTIES)
def test_a_fraction_of_sums_lies_between_its_counties(text: str, counties: list[tuple[Decimal, ...]]) -> None:
    measure = Measure.parse(text)
    assume(measure.is_fraction_of_sums)
    each = [measure.value(dict(zip(NAMES, county, strict=True))) for county in counties]
    city = measure.value({name: sum(column) for name, *column in zip(NAMES, *counties, strict=True)})
    known = [value for value in each if value is not None]
    assert city is not None
    assert min(known) <= city <= max(known)


@pytest.mark.parametrize(
    ("text", "fraction", "total"),
    [
        (K01, True, False),
        (K04, True, False),
        (K03, False, False),
        ("K06a", False, True),
        ("K06a + K06b", False, True),
        ("K06a / 10000", False, True),
        ("K06a + 1", False, False),
        ("a / b + c / b", True, False),
        ("1 - a / b", True, False),
        ("-a / (b + c)", True, False),
        ("a / (2 * b + c / 2)", True, False),
        ("a / (b - c)", False, False),  # the divisor may change its sign from county to county
        ("a / (b + 1)", False, False),
        ("(a + 1) / b", False, False),
        ("a / b + c / d", False, False),
        ("a * b", False, False),
        ("a / 0", False, False),
        ("a / (b - b)", False, False),
    ],
)
def test_the_shape_of_a_measure(text: str, fraction: bool, total: bool) -> None:
    measure = Measure.parse(text)
    assert (measure.is_fraction_of_sums, measure.is_sum) == (fraction, total)


def test_a_ratio_of_ratios_can_rise_in_the_city_and_fall_in_every_county() -> None:
    counties = [(100, 10, 110, 10), (300, 15, 52, 2)]
    measure = Measure.parse(K03)
    names = measure.names
    values = [measure.value(dict(zip(names, map(Decimal, county), strict=True))) for county in counties]
    city = measure.value({name: Decimal(sum(column)) for name, *column in zip(names, *counties, strict=True)})
    assert city is not None
    assert city > 0
    assert all(value is not None and value < 0 for value in values)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("K06a", 'IF(COUNT(B2)<1,"—",B2)'),
        (K01, 'IF(COUNT(B2,C2)<2,"—",IFERROR((B2/C2-1)*100,"—"))'),
        (K03, 'IF(COUNT(B2,C2,D2,E2)<4,"—",IFERROR((B2/C2/(D2/E2)-1)*100,"—"))'),
        ("((a)) - (b - c) + (d)", 'IF(COUNT(B2,C2,D2,E2)<4,"—",IFERROR(B2-(C2-D2)+E2,"—"))'),
        ("a * -b / -(c + 1.50)", 'IF(COUNT(B2,C2,D2)<3,"—",IFERROR(B2*(-C2)/(-(D2+1.50)),"—"))'),
        ("-a", 'IF(COUNT(B2)<1,"—",IFERROR(-B2,"—"))'),
        ("a / a", 'IF(COUNT(B2)<1,"—",IFERROR(B2/B2,"—"))'),
    ],
)
def test_formulas_have_no_bracket_too_many(text: str, formula: str) -> None:
    measure = Measure.parse(text)
    assert measure.formula(dict(zip(measure.names, ["B2", "C2", "D2", "E2"], strict=False))) == formula


@pytest.mark.parametrize(
    ("text", "inputs", "value"),
    [
        (K01, {"K01a": "110", "K01b": "100"}, "10"),
        (K01, {"K01a": "100.001", "K01b": "100"}, "0.001"),
        (K01, {"K01a": "100", "K01b": "0"}, None),
        (K01, {"K01a": "100"}, None),
        ("a / 3 * 3 - a", {"a": "1"}, "0"),
        ("a * 100", {"a": "100.00"}, "10000"),
        ("a", {"a": "0.00"}, "0"),
        ("-a", {"a": "0"}, "0"),
        ("a / 3", {"a": "2"}, "0.666666666666667"),
        ("a / 2", {"a": "1.00000000000001"}, "0.500000000000005"),
        ("a / 2", {"a": "1.00000000000003"}, "0.500000000000015"),
        ("a / 20", {"a": "20.0000000000001"}, "1.00000000000001"),  # …005: half up
    ],
)
def test_values_by_hand(text: str, inputs: dict[str, str], value: str | None) -> None:
    found = Measure.parse(text).value({name: Decimal(number) for name, number in inputs.items()})
    assert (None if found is None else str(found)) == value


def test_names_come_in_the_order_of_the_text() -> None:
    assert Measure.parse("(b - a) / (b + c)").names == ("b", "a", "c")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第 1 个字符处应为填报项代码、数字或左括号，算式到此就结束了"),
        ("K01a /", "第 7 个字符处应为填报项代码、数字或左括号，算式到此就结束了"),
        ("K01a ** 2", "第 7 个字符处应为填报项代码、数字或左括号，却是“*”"),
        ("K01a K01b", "第 6 个字符“K01b”不应出现在这里"),
        ("(K01a + K01b", "第 1 个字符的左括号没有对应的右括号"),
        ("K01a)", "第 5 个字符“)”不应出现在这里"),
        ("（K01a）", "第 1 个字符“（”不能用"),
        ("K01a ^ 2", "第 6 个字符“^”不能用"),
        ("K01a; 1", "第 5 个字符“;”不能用"),
        ("K01a * 1e5", "第 9 个字符“e5”不应出现在这里"),
        ("K01a * ５", "第 8 个字符“５”不能用"),
        ("K01a.real", "第 5 个字符“.”不能用"),
        ("abs(K01a)", "第 4 个字符“(”不应出现在这里"),
        ("1 + 2", "没有填报项代码"),
        ("a * 1234567890123456", "第 5 个字符起的数字过长"),
        ("-" * (DEEPEST_NESTING + 1) + "a", "套得过深"),
        ("(" * 90 + "a" + ")" * 90, "套得过深"),
        ("a" * (LONGEST_TEXT + 1), "算式过长：共 201 个字符"),
    ],
)
def test_a_faulty_text_is_told_what_and_where(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Measure.parse(text)


def test_the_longest_chain_still_parses() -> None:
    assert Measure.parse("a" + "+a" * ((LONGEST_TEXT - 1) // 2)).value({"a": Decimal(1)}) == 100


def test_libreoffice_computes_what_we_cache(tmp_path: Path) -> None:
    rows: list[list[str | int | float]] = [
        [5.5, 4.1, 3.25, 2.2],
        [110, 100, 7, 9],
        [5, 0, 5, 5],
        ["", 1, 2, 3],
        ["5", 1, 2, 3],
        [0.1, 0.3, 0.2, 0.7],
    ]
    path = tmp_path / "measures.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(
                number, 0, [cell for cell in row if cell != ""] if "" not in row else [None, *row[1:]]
            )
            for place, text in enumerate(
                [*SHIPPED, "-a - -b / -(c - d) * 2.5", "a - (b - (c - d))"], start=4
            ):
                measure = Measure.parse(text)
                cells = [f"{'ABCD'[column]}{number + 1}" for column in range(len(measure.names))]
                inputs = [None if isinstance(cell, str) else Decimal(str(cell)) for cell in row]
                value = measure.value(dict(zip(measure.names, inputs, strict=False)))
                formula = "=" + measure.formula(dict(zip(measure.names, cells, strict=True)))
                sheet.write_formula(number, place, formula, None, "—" if value is None else float(value))
    found = recalculated([path], tmp_path / "again")[path]
    assert (found.count, found.differences) == (36, [])


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("a / b * 100", True),
        ("(a + b) / c * 100", True),
        ("a * 100 / (b + c)", True),
        ("a / b", False),
        ("a / b * 1000", False),
        ("-a / -b * 100", False),
        ("(a - b) / c * 100", False),
        ("a / (a + b) * 100", False),
        ("(a + 1) / b * 100", False),
        ("(1 - a / b) * 100", False),
        ("a / b * 100 + c / d * 100", False),
    ],
)
def test_a_share_is_a_part_of_a_whole_in_per_cent(text: str, share: bool) -> None:
    assert Measure.parse(text).is_share is share

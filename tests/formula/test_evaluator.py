"""The evaluator by hand, and against LibreOffice and Gnumeric."""

import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter

from cascade.formula import Formula, Live, NotComputable, Ref, Span, Value, formula
from cascade.formula.evaluator import compiled
from cascade.formula.functions import FUNCTIONS
from cascade.formula.parser import parse
from cascade.formula.tree import Binding
from cascade.grid import address
from tests.support import gnumeric, libreoffice
from tests.support.formulas import Values, compare


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("24 / 4 / 2", 3),
        ("-2 * -3", 6),
        ("--2", 2),
        ("1 + 2 & 3 + 4", "37"),
        ('"a" & 0.50 & "b"', "a0.5b"),
        ('"说""" & "话"', '说"话'),
        ("IF(1 + 1 = 2, 1, 0)", 1),
        ("IF(2 > 1 = (1 < 2), 1, 0)", 1),
        ('IF(1 < "0", 1, 0)', 1),  # a number comes before any text
        ('IF("A" = "a", 1, 0)', 1),
        ('IF("1" = 1, 1, 0)', 0),
        ("1 - 1", 0),
        ("0 * -5", 0),
    ],
)
def test_operators(text: str, value: int | str) -> None:
    found = formula(text).value()
    assert found == value
    assert not str(found).startswith("-0")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x + 5", 5),
        ('x & "!"', "!"),
        ("IF(x = 0, 1, 2)", 1),
        ('IF(x = "", 1, 2)', 1),
        ("IF(x, 1, 2)", 2),
        ("x", 0),
        ("COUNT(x, 1)", 1),
        ("MIN(x, 7)", 7),
        ("COUNTA(x)", 0),
        ("COUNTBLANK(x)", 1),
    ],
)
def test_an_empty_cell_is_zero_or_no_text_or_passed_over(text: str, value: int | str) -> None:
    assert formula(text).value(x=None) == value


@pytest.mark.parametrize(
    "text", ["x + 1", "1 / y", "y / y", "SUM(x & 1)", "-x", "ROUND(x, 1)", "IF(x, 1, 2)"]
)
def test_an_error_is_an_exception_unless_iferror_catches_it(text: str) -> None:
    values: dict[str, Value] = {"x": "无", "y": None}
    used = formula(text)
    values = {name: value for name, value in values.items() if name in used.names}
    with pytest.raises(NotComputable):
        used.value(**values)
    assert formula("IFERROR(tried, other)", tried=used, other="错").value(**values) == "错"


def test_only_the_chosen_branch_is_computed() -> None:
    assert formula("IF(y = 0, 5, 1 / y)").value(y=Decimal(0)) == 5


def test_the_error_of_an_element_concerns_that_element_only() -> None:
    cells: list[Value] = [Decimal(2), "无", None, Decimal(4)]
    assert formula("SUM(IF(ISNUMBER(x), 8 / x, 0))").value(x=cells) == 6
    assert formula("SUM(IFERROR(8 / x, 100))").value(x=cells) == 206
    with pytest.raises(NotComputable):
        formula("SUM(8 / x)").value(x=cells)


def test_a_row_and_a_column_are_repeated_to_each_others_size() -> None:
    row, column = (
        Span("B1:D1", [Decimal(each) for each in (1, 2, 3)]),
        Span("A2:A3", [Decimal(10), Decimal(20)]),
    )
    assert formula("SUMPRODUCT(row * column)").live(row=row, column=column) == Live(
        "SUMPRODUCT(B1:D1*A2:A3)", Decimal(180), binding=Binding.ATOM
    )
    with pytest.raises(ValueError, match="different sizes"):
        formula("SUMPRODUCT(x * y)").value(x=[None, None], y=[None, None, None])


def test_fractions_stay_exact() -> None:
    run = compiled(parse("(x / 3 - 1 / 3) * 3"), Fraction)
    assert run({"x": Fraction(2)}) == 1
    assert isinstance(run({"x": Decimal(2)}), Fraction)
    assert compiled(parse("IF(x < 1 / 3 + 1, COUNT(x) < 2, 5)"), Fraction)({"x": Fraction(4, 3)}) == 5
    assert compiled(parse("COUNT(x) < 2"), Fraction)({"x": Fraction(4, 3)}) is True


def test_thousands_of_operators_do_not_nest() -> None:
    assert formula("x" + " + 1 - 1" * 20_000).value(x=Decimal(5)) == 5


EACH_FUNCTION = [
    "IF(a > 1, a, c)",
    'IF(a = "", "空", b & "")',
    'IFERROR(a / b, "错")',
    'IFERROR(IF(AND(a > 0, b > 0), "正", "非"), "错")',
    "IF(OR(ISNUMBER(a), ISNUMBER(b)), 1, 2)",
    "IF(NOT(ISNUMBER(c)), 1, 2)",
    'IFERROR(ROUND(a, 2) & "/" & ROUND(b, 0) & "/" & ROUND(c, -1), "错")',
    'IFERROR(ROUND(a * b, 1), "错")',
    'IFERROR(INT(a) & ";" & INT(-a), "错")',
    'IFERROR(ABS(a) + ABS(-a), "错")',
    'IF(ISNUMBER(a), 0, IF(EXACT(a, "A"), 1, 2))',
    "SUM(row)",
    "SUM(a, b, c, row)",
    'SUMIF(row, ">1", row)',
    'SUMIF(row, "●*", other)',
    "SUMPRODUCT(ISNUMBER(row) * (row > 1))",
    'SUMPRODUCT((row = "") * (other <> ""))',
    "SUMPRODUCT(ISNUMBER(row) * ISNUMBER(other) * (row < other))",
    "COUNT(row, a)",
    "COUNTA(row)",
    "COUNTBLANK(row)",
    'COUNTIF(row, "●*") & COUNTIF(row, "无") & COUNTIF(row, "<>")',
    'COUNTIF(row, "<0.5") & COUNTIF(row, ">=" & MAX(row)) & COUNTIF(row, "<>2")',
    "COUNTIF(row, MIN(row))",
    "MIN(row)",
    "MEDIAN(row)",
    "MEDIAN(row, 100)",
    "MAX(row, a)",
    'IFERROR(SMALL(row, 2), "错")',
    'IF(ISNUMBER(a), RANK(a, row), "错")',
    'IF(ISNUMBER(a), RANK(a, row, 1), "错")',
    'INDEX(row, 1, 3) & "!"',
    'INDEX(down, 2) & "!"',
    'IFERROR(INDEX(row, 1, MATCH(MAX(row), row, 0)), "错")',
    'LEFT(a & "", 1) & MID("、" & b & "、" & c, 2, 5)',
    'IFERROR(TEXT(ROUND(a, 2), "0.00") & TEXT(ROUND(b, 0), "0"), "错")',
    "SUM(IF(ISNUMBER(row), IF(ROUND(row, 1) <> row, 1, 0), IF(row = other, 10, 100)))",
    "SUM(IFERROR(row / other, 1000))",
    'IFERROR(SMALL(IF(down <> "", {1;2;3}), 1), "无")',
    "SUM(IF((row = 1) + (row = other), 1 * (row = other), 10 - (row = other)))",
    'IF(a = b, "=", "") & IF(a < 1, "<", "") & IF(a >= 1, ">=", "") & IF(a <> c, "<>", "")',
    'IFERROR(-(a - b) * -c / (a - (b - c)), "错")',
]
NUMBERS = "0 0.5 1.5 2.5 -0.5 -2.5 0.05 0.15 1.005 2.675 -1.005 1 2 100 12.345 0.1 0.2 0.3"
TEXTS = ["", "无", "/", "● 好", "△ 慢", "A", "a"]  # "" as the result of a formula: no cell holds it
CONTENTS: list[Value] = [None, None, None, *TEXTS, *map(Decimal, NUMBERS.split(" "))]


def _generated(chance: random.Random, depth: int = 0) -> str:
    """A random formula over a, b and c whose errors are caught."""
    kind = chance.choice(("name", "number", "text")) if depth > 3 else chance.randrange(9)
    match kind:
        case "name" | 0:
            name = chance.choice("abc")
            return f'IF({name} = "", 0, {name})'
        case "number" | 1:
            return chance.choice(("0", "1", "0.5", "10"))
        case "text" | 2:
            return chance.choice(('"无"', '"a"', '""'))
    inner = [_generated(chance, depth + 1) for _ in range(3)]
    match kind:
        case 3 | 4:
            return f"({inner[0]} {chance.choice('+-*/')} {inner[1]})"
        case 5:
            sign = chance.choice(("=", "<>", "<", ">", "<=", ">="))
            return f"IF({inner[0]} {sign} {inner[1]}, {inner[2]}, {inner[0]})"
        case 6:
            return f"ROUND({inner[0]}, {chance.randrange(4)})"
        case 7:
            return f"IFERROR({inner[0]}, {inner[1]})"
    return f"-{inner[0]}"


def _witness_workbook(path: Path) -> int:
    """A workbook in which formulas stand with the values that the evaluator gives them; how many."""
    chance = random.Random(12)
    count = 0
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("数")
        for row in range(1, 91):
            grid = {
                f"{letter}{at}": chance.choice(CONTENTS)
                for letter in "ABCDEF"
                for at in range(row * 4, row * 4 + 3)
            }
            for cell, value in grid.items():
                count += value == ""
                _write(sheet, cell, Live('""', "") if value == "" else value)
            used = [*EACH_FUNCTION, *(f'IFERROR({_generated(chance)}, "错")' for _ in range(10))]
            for column, text in enumerate(used, start=9):
                live = formula(text).live(**_operands(formula(text), grid, row * 4))
                _write(sheet, address(row * 4, column), live)
                count += 1
    return count


def _write(sheet: xlsxwriter.worksheet.Worksheet, cell: str, content: Value | Live) -> None:
    result = content.value if isinstance(content, Live) else content
    value = float(result) if isinstance(result, Decimal) else result
    if isinstance(content, Live) and content.array:
        sheet.write_array_formula(f"{cell}:{cell}", "{=" + content.formula + "}", None, value)
    elif isinstance(content, Live):
        sheet.write_formula(cell, "=" + content.formula, None, value)
    elif value is not None:
        sheet.write(cell, value)


def _operands(used: Formula, grid: dict[str, Value], row: int) -> dict[str, Ref | Span]:
    ranges = {
        "row": [f"{letter}{row}" for letter in "ABCDEF"],
        "other": [f"{letter}{row + 1}" for letter in "ABCDEF"],
        "down": [f"D{row + at}" for at in range(3)],
    }
    operands: dict[str, Ref | Span] = {
        name: Span(f"{cells[0]}:{cells[-1]}", [grid[each] for each in cells])
        for name, cells in ranges.items()
    }
    for name in "abc":
        operands[name] = Ref(f"{name.upper()}{row}", grid[f"{name.upper()}{row}"])
    return {name: each for name, each in operands.items() if name in used.names}


def test_every_function_is_tried() -> None:
    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text in EACH_FUNCTION)] == []


@pytest.mark.parametrize(
    "recalculate", [libreoffice.recalculate, gnumeric.recalculate], ids=["lo", "gnumeric"]
)
def test_spreadsheet_programs_compute_the_same(
    recalculate: Callable[[list[Path], Path], dict[Path, Values]], tmp_path: Path
) -> None:
    path = tmp_path / "见证.xlsx"
    count = _witness_workbook(path)
    (tmp_path / "again").mkdir()
    again = recalculate([path], tmp_path / "again")[path]
    assert compare(path, again) == (count, [])

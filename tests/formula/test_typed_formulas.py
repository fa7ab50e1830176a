"""Formulas in returned cells: what is computed again, and what is left alone however it is written."""

import time
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

import pytest

from cascade.formula import NotComputable
from cascade.formula.typed_formulas import compute
from cascade.grid import Cell, CellKind, Sheet, position

NUMBERS = {"A1": "1", "A2": "2.5", "A3": "60.564999999999998", "B1": "-4", "B2": "0"}
ELSEWHERE = {"A1": "7", "C9": "8"}


def _sheet(name: str, numbers: Mapping[str, str], formulas: Mapping[str, str], *others: Cell) -> Sheet:
    cells = {position(at): Cell(*position(at), CellKind.NUMBER, text) for at, text in numbers.items()}
    cells |= {position(at): Cell(*position(at), CellKind.NUMBER, "99", text) for at, text in formulas.items()}
    cells |= {(each.row, each.column): each for each in others}
    return Sheet(name, False, cells)


def _computed(text: str, formulas: Mapping[str, str] | None = None) -> Decimal:
    """The value of a formula in a workbook of numbers, a text in D1, a boolean in D2, and other formulas."""
    others = Cell(1, 4, CellKind.TEXT, "无"), Cell(2, 4, CellKind.BOOLEAN, "1")
    sheet = _sheet("表1", NUMBERS, {**(formulas or {}), "Z9": text}, *others)
    sheets = {"表1": sheet, "表 2": _sheet("表 2", ELSEWHERE, {})}
    return compute(sheet, sheet.cells[position("Z9")], sheets)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+1", "2"),
        (" 2 *\n3.5 ", "7"),
        ("+A1--A2", "3.5"),
        ("$a$1+A2*2", "6"),
        ("1/3", "0.333333333333333"),
        ("A3", "60.565"),
        ("SUM(3,4)*0+9", "9"),
        ("sum (A1:A2,B1,D1:D1)", "-0.5"),
        ("SUM(A1:B9)", "60.065"),
        ("SUM(A1*2,'表 2'!A1:C9)", "17"),
        ("'表 2'!C9/表1!A1", "8"),
        ("A1*1.5.5", None),
        ("SUM(B9:A1)", "0"),
        ("SUM((A1:A2))", "3.5"),
    ],
)
def test_what_is_safe_is_computed(text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(NotComputable):
            _computed(text)
    else:
        assert str(_computed(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1+",
        "(1",
        "1)",
        "A1/B2",
        "B2/B2",
        "C5",  # nobody has said 0
        "D1",
        "SUM(D1)",
        "D2",
        "SUM(D1:D2)",
        "A1:A2",
        "A1:A2*2",
        "SUM(A1:A2*2)",
        "SUM()",
        "SUM(A1,,A2)",
        "NOW()",
        "AVERAGE(A1:A2)",
        "无!A1",
        "[1]x!A1",
        "#REF!",
        "A0",
        "A１",
        "A1%",
        "2^3",
        "A1&A2",
        "A1=1",
        "1E5",
        "LOG10(A1)",
        '"1"',
        "Z9",
        "SUM(A1:Z9)",
        "SUM(A1:A10001)",
    ],
)
def test_what_is_not_safe_is_left_alone(text: str) -> None:
    with pytest.raises(NotComputable):
        _computed(text)


def test_formulas_lead_to_formulas_but_not_in_circles_and_not_for_ever() -> None:
    def chain(length: int) -> dict[str, str]:
        return {f"K{at}": f"K{at + 1}+1" for at in range(1, length)} | {f"K{length}": "A1"}

    assert _computed("K1", chain(49)) == 49
    with pytest.raises(NotComputable):
        _computed("K1", chain(50))
    with pytest.raises(NotComputable):
        _computed("K1", {"K1": "K2", "K2": "SUM(K1:K2)"})


@pytest.mark.parametrize(
    "text",
    [
        "(" * 51 + "1" + ")" * 51,
        "(" * 5000 + "1" + ")" * 5000,
        "-" * 5000 + "1",
        "SUM(" * 2000 + "1" + ")" * 2000,
        "9" * 8000 + "*9" * 2,
    ],
    ids=["brackets", "many brackets", "signs", "sums", "digits"],
)
def test_hostile_texts_do_not_recurse_without_end(text: str) -> None:
    with suppress(NotComputable):
        assert _computed(text) > 10**8000


def test_long_chains_are_computed() -> None:
    assert _computed("1" + "+1" * 4000) == 4001
    assert _computed("(" * 50 + "1" + ")" * 50) == 1


def test_sums_of_sums_stop() -> None:
    formulas = {
        f"{column}{row}": f"SUM({below}1:{below}9)"
        for column, below in zip("KLMNOP", "LMNOPQ", strict=True)
        for row in range(1, 10)
    }
    started = time.monotonic()
    with pytest.raises(NotComputable):
        _computed("SUM(K1:K9)", formulas | {f"Q{row}": "1" for row in range(1, 10)})
    assert time.monotonic() - started < 5

"""What an open cell may hold, by a table written by hand; a range counts what the single cells say."""

from decimal import Decimal

import pytest

from cascade.formula import Formula, Ref, Span, Value
from cascade.judging.open_cells import TOO_MANY_DECIMALS, acceptable, wrong, wrong_cells
from cascade.shapes import NumberRule

COUNT = NumberRule("台", negative=False, whole=True, places=0)
AMOUNT = NumberRule("亿元", negative=False, whole=False, places=3)
BALANCE = NumberRule("亿元", negative=True, whole=False, places=3)
RATE = NumberRule("%", negative=False, whole=False, places=3, refused_below=Decimal(1))

# content: acceptable as a count, an amount, a balance, a rate
CELLS: dict[str, str] = {
    "0": "yyyy",
    "12": "yyyy",
    "1.5": "-yyy",
    "1.234": "-yyy",
    "1.2345": "----",
    "0.5": "-yy-",
    "0.999": "-yy-",
    "1": "yyyy",
    "-3": "--y-",
    "-0.5": "--y-",
    "1300000": "yyyy",
}
TEXTS = {
    "/": True, "-": True, "—": True, "无": True, "约三十": False, "1300": False, " ": False, "——": False
}  # fmt: skip


def told(rule: Formula, **operands: Value) -> bool:
    """What a rule says where the city has explained nothing."""
    said: dict[str, Value] = {"said": None} if "said" in rule.names else {}
    return rule.holds(**operands, **said)


@pytest.mark.parametrize("content", CELLS)
def test_a_number_is_acceptable_as_its_column_has_it(content: str) -> None:
    rules = (COUNT, AMOUNT, BALANCE, RATE)
    found = [told(acceptable(rule, False), cell=Decimal(content)) for rule in rules]
    assert found == [letter == "y" for letter in CELLS[content]]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("target", [None, Decimal(5), Decimal(0)])
def test_a_mark_is_acceptable_where_there_is_no_target(text: str, target: Value) -> None:
    assert acceptable(COUNT, False).holds(cell=text) is TEXTS[text]
    assert acceptable(COUNT, True).holds(cell=text, target=target) is (TEXTS[text] and target is None)


def test_an_empty_cell_is_not_wrong() -> None:
    assert not told(wrong(RATE, False), cell=None)
    assert not told(wrong(RATE, True), cell=None, target=Decimal(5))
    assert told(wrong(RATE, True), cell="/", target=Decimal(5))


@pytest.mark.parametrize("rule", [COUNT, AMOUNT, BALANCE, RATE])
@pytest.mark.parametrize("beside_target", [False, True])
def test_a_range_counts_what_its_cells_say(rule: NumberRule, beside_target: bool) -> None:
    cells: list[Value] = [None, *map(Decimal, CELLS), *TEXTS]
    targets: list[Value] = [Decimal(at) if at % 2 else None for at in range(len(cells))]
    each = wrong(rule, beside_target)
    known = [{"target": target} if beside_target else {} for target in targets]
    single = sum(told(each, cell=cell, **more) for cell, more in zip(cells, known, strict=True))
    ranges: dict[str, Span | Ref] = {"said": Ref("C99", None)}
    ranges |= {"cell": Span(f"C1:C{len(cells)}", cells), "target": Span(f"B1:B{len(cells)}", targets)}
    rule_of_range = wrong_cells(rule, beside_target)
    live = rule_of_range.live(**{name: ranges[name] for name in rule_of_range.names})
    assert live.value == single
    assert live.array
    assert 0 < single < len(cells)


def test_the_rule_stays_short() -> None:
    assert len(wrong(RATE, True).text(cell="XFD1048576", target="XFC1048576", said="XFD$1048576")) < 400


@pytest.mark.parametrize(
    ("number", "places", "too_many"),
    [
        ("1300.0000000001", 0, True),
        ("9.99999999999999", 2, True),
        ("99999999999.9999", 3, True),
        ("99999999999.9999", 4, False),
        ("12.2", 2, False),
        ("0", 0, False),
    ],
)
def test_every_digit_that_is_seen_counts(number: str, places: int, too_many: bool) -> None:
    assert TOO_MANY_DECIMALS.holds(cell=Decimal(number), places=places) is too_many

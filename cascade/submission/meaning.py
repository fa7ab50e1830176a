"""Understand one filled cell of a column: the rules for numbers as people type them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cascade.formula import NotComputable
from cascade.formula.typed_formulas import compute
from cascade.grid import Cell, CellKind, FormatClass, Sheet
from cascade.judging.open_cells import NEGATIVE, SHARE_FOR_RATE, TOO_MANY_DECIMALS
from cascade.model import NumberRule, Shape
from cascade.quantity import SHORT, Sense, as_displayed, plain, shown, understand


class Meaning(NamedTuple):
    """What a cell says.

    `understood` with a `value` is a number in the column's unit, without one it is 不分解. `remarks` are the
    codes of findings with the facts for their messages.
    """

    understood: bool
    value: Decimal | None = None
    remarks: tuple[tuple[str, dict[str, str]], ...] = ()


def meaning(cell: Cell, shape: Shape, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Meaning:
    """The meaning of a filled cell of `sheet`. `sheets` are those to which a formula may refer, by name.

    A formula's stored result is never used: the formula is computed again.
    """
    _, _, kind, text, formula, format_ = cell
    if formula is not None:
        return _formula(cell, shape.rule, sheet, sheets)
    return (_remembered if len(text) <= SHORT else _without_formula)(kind, text, format_, shape.rule)


def _without_formula(kind: CellKind, text: str, format_: FormatClass, rule: NumberRule) -> Meaning:
    """The meaning of a cell without a formula."""
    if kind is CellKind.ERROR:
        return _not_understood("C03", found=text)
    if kind in (CellKind.BOOLEAN, CellKind.DATE):
        return _not_understood("C14", found=text, unit=rule.unit)
    return _number(text, format_, rule) if kind is CellKind.NUMBER else _text(text, rule)


_remembered = lru_cache(maxsize=8192)(_without_formula)  # a few short texts fill most cells


def _formula(cell: Cell, rule: NumberRule, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Meaning:
    """The meaning of a cell with a formula: its computed value, with a remark that it was a formula."""
    try:
        value = compute(sheet, cell, sheets)
    except NotComputable:
        return _not_understood("C11", found=cell.formula or "")
    if cell.format is FormatClass.PERCENT and rule.unit == "%":
        value = plain(value * 100)
    return _judged(value, rule, (("C16", {"found": cell.formula or "", "taken": shown(value)}),))


def _not_understood(code: str, **facts: str) -> Meaning:
    """A cell left unread, for the reason that the finding `code` gives."""
    return Meaning(False, remarks=((code, facts),))


def _number(text: str, format_: FormatClass, rule: NumberRule) -> Meaning:
    """The meaning of a number, which a date or percent format can change."""
    if format_ is FormatClass.DATE:
        return _not_understood("C14", found=text, unit=rule.unit)
    try:
        value = as_displayed(text)
    except ValueError:
        return _not_understood("C02", found=text, unit=rule.unit, suggestion="")
    if format_ is not FormatClass.PERCENT:
        return _judged(value, rule, suspicious=True)
    if rule.unit != "%":
        found = f"{shown(value * 100)}%"
        return _not_understood("C02", found=found, unit=rule.unit, suggestion="")
    value = plain(value * 100)
    return _judged(value, rule, (("C06", {"taken": shown(value)}),))


def _text(text: str, rule: NumberRule) -> Meaning:
    """The meaning of a text: 不分解, a number with or without its unit, or nothing understood."""
    quantity = understand(text, rule.unit)
    if quantity.sense is Sense.NOT_SHARED:
        return Meaning(True)
    if quantity.sense is Sense.UNCLEAR or quantity.value is None:
        guess = (
            ""
            if quantity.value is None
            else f"；如指 {shown(quantity.value)}{rule.unit}，请填 {shown(quantity.value)}"
        )
        return _not_understood("C02", found=text, unit=rule.unit, suggestion=guess)
    facts = {"found": text, "taken": shown(quantity.value)}
    if quantity.sense is Sense.DRESSED:
        return _judged(quantity.value, rule, (("C05", facts),))
    return _judged(quantity.value, rule, (("C04", facts),), suspicious=True)


def _judged(
    value: Decimal,
    rule: NumberRule,
    remarks: tuple[tuple[str, dict[str, str]], ...] = (),
    suspicious: bool = False,
) -> Meaning:
    """The meaning of a value in this column: accepted with `remarks`, or not understood.

    `suspicious` marks a bare number. Between 0 and 1 in a column of rates it is not understood, because a
    spreadsheet turns a typed 10% into 0.1.
    """
    if suspicious and rule.percent and SHARE_FOR_RATE.holds(cell=value):
        return _not_understood("C07", found=shown(value), suggestion=shown(value * 100))
    if NEGATIVE.holds(cell=value) and not rule.negative:
        return _not_understood("C08", found=shown(value))
    if TOO_MANY_DECIMALS.given(places=rule.places).holds(cell=value):
        if rule.whole:
            return _not_understood("C10", found=shown(value), unit=rule.unit)
        return _not_understood("C09", found=shown(value), places=str(rule.places))
    return Meaning(True, value, remarks)

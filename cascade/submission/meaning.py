"""What one filled cell means in its column: the rules for numbers as people type them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cascade.grid import Cell, CellKind, FormatClass, Sheet
from cascade.model import Shape
from cascade.quantity import Sense, decimal_places, plain, shown, typed, understand
from cascade.submission.formula import NotComputable, compute


class Meaning(NamedTuple):
    """A cell as understood. `understood` with no `value` is 不分解; `remarks` are finding codes and facts."""

    understood: bool
    value: Decimal | None = None
    remarks: tuple[tuple[str, dict[str, str]], ...] = ()


def meaning(cell: Cell, shape: Shape, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Meaning:
    """The meaning of a cell that is not empty. A formula's own result is not trusted, whatever it is."""
    if cell.formula is not None:
        return _formula(cell, shape, sheet, sheets)
    if cell.kind is CellKind.ERROR:
        return _not_understood("C03", found=cell.text)
    if cell.kind in (CellKind.BOOLEAN, CellKind.DATE):
        return _not_understood("C14", found=cell.text, unit=shape.unit)
    return _number(cell, shape) if cell.kind is CellKind.NUMBER else _text(cell.text, shape)


def _formula(cell: Cell, shape: Shape, sheet: Sheet, sheets: Mapping[str, Sheet]) -> Meaning:
    try:
        value = compute(sheet, cell, sheets)
    except NotComputable:
        return _not_understood("C11", found=cell.formula or "")
    if cell.format is FormatClass.PERCENT and shape.unit == "%":
        value = plain(value * 100)
    return _judged(value, shape, (("C16", {"found": cell.formula or "", "taken": shown(value)}),))


def _not_understood(code: str, **facts: str) -> Meaning:
    return Meaning(False, remarks=((code, facts),))


def _number(cell: Cell, shape: Shape) -> Meaning:
    if cell.format is FormatClass.DATE:
        return _not_understood("C14", found=cell.text, unit=shape.unit)
    try:
        value = typed(cell.text)
    except ValueError:
        return _not_understood("C02", found=cell.text, unit=shape.unit, suggestion="")
    if cell.format is not FormatClass.PERCENT:
        return _judged(value, shape, suspicious=True)
    if shape.unit != "%":
        found = f"{shown(value * 100)}%"
        return _not_understood("C02", found=found, unit=shape.unit, suggestion="")
    value = plain(value * 100)
    return _judged(value, shape, (("C06", {"taken": shown(value)}),))


def _text(text: str, shape: Shape) -> Meaning:
    quantity = understand(text, shape.unit)
    if quantity.sense is Sense.NOT_SHARED:
        return Meaning(True)
    if quantity.sense is Sense.UNCLEAR or quantity.value is None:
        guess = (
            ""
            if quantity.value is None
            else f"；如指 {shown(quantity.value)}{shape.unit}，请填 {shown(quantity.value)}"
        )
        return _not_understood("C02", found=text, unit=shape.unit, suggestion=guess)
    facts = {"found": text, "taken": shown(quantity.value)}
    if quantity.sense is Sense.DRESSED:
        return _judged(quantity.value, shape, (("C05", facts),))
    return _judged(quantity.value, shape, (("C04", facts),), suspicious=True)


def _judged(
    value: Decimal,
    shape: Shape,
    remarks: tuple[tuple[str, dict[str, str]], ...] = (),
    suspicious: bool = False,
) -> Meaning:
    """The value with what is wrong with it as a number of this column.

    A bare number between 0 and 1 in a % column is `suspicious`: a spreadsheet turns a typed 10 % into 0.1.
    """
    places = decimal_places(value)
    if suspicious and shape.rate and 0 < value < 1:
        return _not_understood("C07", found=shown(value), suggestion=shown(value * 100))
    if value < 0 and not shape.negative:
        return _not_understood("C08", found=shown(value))
    if places and shape.whole:
        return _not_understood("C10", found=shown(value), unit=shape.unit)
    if places > shape.places:
        return _not_understood("C09", found=shown(value), places=str(shape.places))
    return Meaning(True, value, remarks)

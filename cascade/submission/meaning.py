"""Understand one filled cell of a column: the rules for numbers as people type them.

However a cell comes to its number (typed, written with words, computed, formatted), the number then goes
through the same rules: `_judged`.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cascade.characters import turns_direction, without_invisible
from cascade.formula import NotComputable
from cascade.formula.typed_formulas import as_typed, compute
from cascade.grid import Cell, CellKind, CellStyle, Sheet
from cascade.indicators import PERCENT
from cascade.judging.open_cells import NEGATIVE, TOO_MANY_DECIMALS
from cascade.judging.percentages import MISREAD, SMALL
from cascade.number_formats import shows_date, shows_percent
from cascade.quantity import SHORT, Sense, as_displayed, plain, shown, understand
from cascade.shapes import NumberRule, Shape
from cascade.submission.appearance import marks, shown_otherwise, text_shown_otherwise

Remarks = tuple[tuple[str, dict[str, str]], ...]
_PERCENT_SIGNS = ("%", "％")


class Meaning(NamedTuple):
    """What a cell says.

    `understood` with a `value` is a number in the column's unit, with a `word` one of the column's choices,
    without either 不分解. `remarks` are the codes of findings with the facts for their messages.
    """

    understood: bool
    value: Decimal | None = None
    remarks: Remarks = ()
    word: str = ""


def meaning(cell: Cell, shape: Shape, sheet: Sheet, sheets: Mapping[str, Sheet], said: str = "") -> Meaning:
    """The meaning of a filled cell of `sheet`. `sheets` are those to which a formula may refer, by name.

    `said` is the city's explanation. A formula's stored result is never used: the formula is computed again.
    """
    _, _, kind, text, formula, style, runs = cell
    if shape.choices:
        return _word(cell, shape.choices)
    if formula is not None:
        return _formula(cell, formula, shape.rule, sheet, sheets, said)
    if runs:
        return _in_runs(cell, shape.rule, said)
    return (_remembered if len(text) <= SHORT else _without_formula)(kind, text, style, shape.rule, said)


def _word(cell: Cell, choices: tuple[str, ...]) -> Meaning:
    """The meaning of a cell that takes one of some words: that word, or 不分解."""
    found = marks(cell)
    text = "".join(without_invisible(cell.text).split())
    known = {"".join(each.split()): each for each in choices}
    if cell.kind is CellKind.ERROR:
        return _not_understood("C03", found=cell.text)
    if cell.formula is None and not found.part and cell.kind is CellKind.TEXT:
        struck = (("C18", {"found": cell.text, "taken": text}),) if found.struck or cell.style.struck else ()
        if text in known:
            return Meaning(True, None, struck, known[text])
        if understand(text, "").sense is Sense.NOT_SHARED:
            return Meaning(True, None, struck)
    found_text = as_typed(cell) if cell.formula is not None else cell.text
    return _not_understood("C20", found=found_text, choices="、".join(choices))


def _without_formula(kind: CellKind, text: str, style: CellStyle, rule: NumberRule, said: str) -> Meaning:
    """The meaning of a cell without a formula, in one font."""
    if kind is CellKind.ERROR:
        return _not_understood("C03", found=text)
    if kind in (CellKind.BOOLEAN, CellKind.DATE):
        return _not_understood("C14", found=text, unit=rule.unit)
    if kind is not CellKind.NUMBER:
        return _text(text, style, rule, said)
    try:
        value = as_displayed(text)
    except ValueError:
        return _no_number(text, rule)
    return _number(value, style, rule, said)


_remembered = lru_cache(maxsize=8192)(_without_formula)  # a few short texts fill most cells


def _formula(
    cell: Cell, typed: str, rule: NumberRule, sheet: Sheet, sheets: Mapping[str, Sheet], said: str
) -> Meaning:
    """The meaning of a cell with a formula: its computed value, with a remark that it was a formula."""
    try:
        value = compute(sheet, cell, sheets)
    except NotComputable:
        return _not_understood("C11", found=typed)
    return _number(value, cell.style, rule, said, typed)


def _in_runs(cell: Cell, rule: NumberRule, said: str) -> Meaning:
    """The meaning of a text in several fonts: a number must not be struck out or raised in part."""
    found = marks(cell)
    if found.part:
        return _no_number(cell.text, rule, why=f"其中“{found.part}”{found.how}，不能确认是哪个数")
    return _without_formula(cell.kind, cell.text, cell.style._replace(struck=found.struck), rule, said)


def _not_understood(code: str, **facts: str) -> Meaning:
    """A cell left unread, for the reason that the finding `code` gives."""
    return Meaning(False, remarks=((code, facts),))


def _no_number(found: str, rule: NumberRule, why: str = "不是数字", guess: Decimal | None = None) -> Meaning:
    """A cell that does not hold one number of the column; `guess` is what may be meant."""
    suggestion = "" if guess is None else f"；如指 {shown(guess)}{rule.unit}，请填 {shown(guess)}"
    return _not_understood("C02", found=found, why=why, unit=rule.unit, suggestion=suggestion)


def _number(
    stored: Decimal, style: CellStyle, rule: NumberRule, said: str, typed: str | None = None
) -> Meaning:
    """The meaning of a stored or computed number, which its format may show as a date or in per cent.

    `typed` is the formula that computed it.
    """
    if shows_date(style.number_format, stored):
        return _not_understood("C14", found=shown(stored), unit=rule.unit)
    percent = shows_percent(style.number_format, stored)
    value = plain(stored * 100) if percent else stored
    if percent and rule.unit != PERCENT:
        return _no_number(f"{shown(value)}%", rule)
    remarks: Remarks = (("C06", {"taken": shown(value)}),) if percent else ()
    if typed is not None:
        remarks = (("C16", {"found": typed, "taken": shown(value)}), *remarks)
    seen = shown_otherwise(stored, value, style, rule)
    remarks = (*remarks, *_appearance(shown(stored), value, style, seen))
    return _judged(value, rule, remarks, None if percent else said)


def _text(text: str, style: CellStyle, rule: NumberRule, said: str) -> Meaning:
    """The meaning of a text: 不分解, a number with or without its unit, or nothing understood."""
    quantity = understand(text, rule.unit)
    if quantity.sense is Sense.NOT_SHARED:
        return Meaning(True)
    if turns_direction(text):
        return _no_number(text, rule, why="带有看不见的特殊字符，不能确认是哪个数")
    if quantity.sense is Sense.UNCLEAR or quantity.value is None:
        return _no_number(text, rule, guess=quantity.value)
    value, code = quantity.value, "C05" if quantity.sense is Sense.DRESSED else "C04"
    remarks: Remarks = ((code, {"found": text, "taken": shown(value)}),)
    seen = text_shown_otherwise(text, value, style, rule)
    percent = any(sign in text for sign in _PERCENT_SIGNS)
    remarks = (*remarks, *_appearance(text, value, style, seen))
    return _judged(value, rule, remarks, None if percent else said)


def _appearance(found: str, value: Decimal, style: CellStyle, seen: str | None) -> Remarks:
    """The remarks on a number that is struck out as a whole, or that people see otherwise."""
    facts = {"found": found, "taken": shown(value)}
    struck = (("C18", facts),) if style.struck else ()
    return struck if seen is None else (*struck, ("C19", facts | {"seen": seen or "空白"}))


def _judged(value: Decimal, rule: NumberRule, remarks: Remarks, said: str | None) -> Meaning:
    """The meaning of a value in this column: accepted with `remarks`, or not understood.

    `said` is the city's explanation, None where the cell shows the number in per cent. A bare one may be a
    typed percentage (see `judging/percentages.py`).
    """
    if NEGATIVE.holds(cell=value) and not rule.negative:
        return _not_understood("C08", found=shown(value))
    if said is not None and SMALL.given(doubted=rule.doubted_below).holds(cell=value):
        facts = {"found": shown(value), "suggestion": shown(value * 100), "said": f"{shown(abs(value))}%"}
        if MISREAD.given(refused=rule.refused_below).holds(cell=value, said=said):
            return _not_understood("C07", **facts)
        remarks = (*remarks, ("C21", facts | {"explained": said}))
    if TOO_MANY_DECIMALS.given(places=rule.places).holds(cell=value):
        if rule.whole:
            return _not_understood("C10", found=shown(value), unit=rule.unit)
        return _not_understood("C09", found=shown(value), places=str(rule.places))
    return Meaning(True, value, remarks)

"""What Excel opens without repairing it: the limits of formulas and of data validations.

Sources: "Excel specifications and limits" (support.microsoft.com) for formulas; [MS-OI29500] 2.1.613 for the
texts of a validation. Excel's dialog takes validation formulas of at most 255 characters.
"""

import re
from typing import Any

from cascade.formula.functions import MOST_ARGUMENTS

LONGEST_FORMULA = 8_192  # characters, with the equals sign
DEEPEST_FUNCTIONS = 64  # levels of functions within functions
LONGEST_VALIDATION = 255
_VALIDATION_TEXTS = {"input_title": 32, "input_message": 255, "error_title": 32, "error_message": 224}
# Texts, quoted sheets and array constants, in which brackets and commas have no meaning; brackets; commas
_PIECES = re.compile(r'"[^"]*"|\'[^\']*\'|\{[^}]*\}|(?P<opens>[A-Z0-9.]*\()|(?P<closes>\))|(?P<comma>,)')
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')
_SHORT = 255  # a formula of so few characters can neither nest too deeply nor have too many arguments


def check_formula(formula: str) -> None:
    """Raise ValueError for a formula, without "=", that Excel would remove while it repairs the file."""
    if len(formula) <= _SHORT:
        return
    if len(formula) >= LONGEST_FORMULA:
        raise ValueError(f"a formula of {len(formula)} characters: {formula[:80]}…")
    if _deepest(formula) <= DEEPEST_FUNCTIONS and formula.count(",") < MOST_ARGUMENTS:
        return
    arguments: list[int] = []  # so far, of every open bracket; 0 for a bracket without a function
    depth = 0
    for piece in _PIECES.finditer(formula):
        if opened := piece["opens"]:
            arguments.append(int(opened != "("))
            depth += arguments[-1]
        elif piece["closes"]:
            depth -= bool(arguments.pop())
        elif piece["comma"] and arguments and arguments[-1]:
            arguments[-1] += 1
            if arguments[-1] > MOST_ARGUMENTS:
                raise ValueError(f"a function of more than {MOST_ARGUMENTS} arguments: {formula[:80]}…")
        if depth > DEEPEST_FUNCTIONS:
            raise ValueError(f"functions nested more than {DEEPEST_FUNCTIONS} deep: {formula[:80]}…")


def _deepest(formula: str) -> int:
    """How deep the brackets of a formula are nested; 0 where they are too few to be nested too deep."""
    if formula.count("(") <= DEEPEST_FUNCTIONS:
        return 0
    depth = deepest = 0
    for piece in _QUOTED.sub("", formula).split(")"):
        depth += piece.count("(")
        deepest = max(deepest, depth)
        depth -= 1
    return deepest


def check_validation(options: dict[str, Any]) -> None:
    """Raise ValueError for a validation that Excel would remove, or that xlsxwriter would drop silently."""
    source = options.get("value", options.get("source", ""))
    text = ",".join(source) if isinstance(source, list) else str(source)
    if len(text) > LONGEST_VALIDATION:
        raise ValueError(f"a validation of {len(text)} characters: {text[:80]}…")
    for name, most in _VALIDATION_TEXTS.items():
        if len(options.get(name, "")) > most:
            raise ValueError(f"{name} of more than {most} characters: {options[name]}")

"""A formula over named quantities, written once: it gives its value, its text for given cells, or both.

    COMPLETION = formula('IF(COUNT(done, target) < 2, none, done / target * 100)', none="—")
    COMPLETION.value(done=Decimal(5), target=Decimal(10))            # Decimal("50.0")
    COMPLETION.text(done="F12", target="$G12")          # IF(COUNT(F12,$G12)<2,"—",F12/$G12*100)
    COMPLETION.live(done=Ref("F12", now), target=Ref("$G12", goal))  # a Live of both

With ranges as operands, a rule for one cell applies to every cell of the range. Use IF and products in such a
rule, because AND and OR combine all cells into one truth value.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, cast

from cascade.formula import tree
from cascade.formula.evaluator import Step, compiled
from cascade.formula.functions import FUNCTIONS, MOST_ARGUMENTS
from cascade.formula.moved import Moved
from cascade.formula.operands import Live, Ref, Span, Value
from cascade.formula.parser import parse
from cascade.formula.tree import ArrayConstant, Binding, Call, Name, Negation, Node, Number, Operation, Text
from cascade.formula.values import ZERO, Array, Item, NotComputable, Result, truth
from cascade.formula.writer import Hole, Template, node_binding, quoted, template
from cascade.quantity import shown

Constant = Decimal | int | str | tuple[int | Decimal, ...]  # written as a literal; a tuple as {1;2;3}
Operand = Ref | Span | Live | Decimal | int | str
_NO_NAMES: frozenset[str] = frozenset()
_SINGLE = {Decimal, str, type(None)}


class Formula:
    """A parsed formula. Create it with `formula`; `names` are the quantities without a value yet."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.names = frozenset(tree.names(root))
        self._arrays: dict[frozenset[str], bool] = {}

    def given(self, /, **constants: "Constant | Formula") -> "Formula":
        """The formula with some names replaced: by a number, a text, or a formula with names of its own.

        The same constants return the same object. Raises TypeError for a name that the formula does not have.
        """
        return _given(self, tuple(constants.items()))

    def renamed(self, /, **names: str) -> "Formula":
        """The formula with other names: `renamed(cell="first")` has `first` instead of `cell`.

        Raises TypeError as `given` does.
        """
        return self.given(**{old: _alone(new) for old, new in names.items()})

    def value(self, /, **operands: Value | int | Sequence[Value] | Array) -> Decimal | str:
        """The formula's value; pass a range's values as a sequence (one column) or an Array.

        Raises NotComputable where a cell would show an error, and TypeError for unknown or missing names.
        """
        return _as_shown(self._result(operands))

    def holds(self, /, **operands: Value | int | Sequence[Value] | Array) -> bool:
        """Whether the formula, as a condition, is true. Raises as `value` does."""
        return truth(self._result(operands))

    def text(self, /, **operands: str | Ref | Span | Live) -> str:
        """The text for a spreadsheet, without "=". A string is a reference. Raises TypeError like `value`."""
        if operands.keys() != self.names:
            raise self._mismatch(operands)
        written = self._template
        return written.text % {
            key: _operand_text(operands[hole.name], hole) for key, hole in written.holes.items()
        }

    def live(self, /, **operands: Operand) -> Live:
        """Text and value together. Unlike in `text`, a string is a text constant. Raises as `value` does."""
        if set(map(type, operands.values())) != {Ref}:
            cells = {name: _cell(operand) for name, operand in operands.items()}
            values = {
                name: each.array() if isinstance(each, Span) else each.value for name, each in cells.items()
            }
            array = any(isinstance(each, Live) and each.array for each in cells.values())
            spans = frozenset(name for name, each in cells.items() if isinstance(each, Span))
            text, value = self.text(**cells), _as_shown(self._computed(values))
            return Live(text, value, array or self._is_array(spans), self._binding(cells))
        return self._over_cells(cast(dict[str, Ref], operands))

    def _over_cells(self, cells: dict[str, Ref]) -> Live:
        """`live` for operands that are all cells: the most frequent case, without conversions."""
        if cells.keys() != self.names:
            raise self._mismatch(cells)
        text, holes = self._template
        references = {key: cells[hole.name].reference for key, hole in holes.items()}
        result = self._computed({name: cell.value for name, cell in cells.items()})
        return Live(text % references, _as_shown(result), self._is_array(_NO_NAMES), self.binding)

    def moved(self, /, **references: str) -> Moved:
        """The formula for all rows of a table; references have `MARKS` for rows. Raises TypeError."""
        return _moved(self, tuple(references.items()))

    def _result(self, operands: Mapping[str, Any]) -> Result:
        if not _SINGLE.issuperset(map(type, operands.values())):
            operands = {name: _single_or_array(each) for name, each in operands.items()}
        if operands.keys() != self.names:
            raise self._mismatch(operands)
        return self._computed(operands)

    def _computed(self, operands: Mapping[str, Any]) -> Result:
        try:
            return self._run(operands)
        except NotComputable:
            raise
        except ArithmeticError as error:
            raise NotComputable(*error.args) from error

    def _mismatch(self, operands: Mapping[str, Any]) -> TypeError:
        return TypeError(f"the operands are {sorted(operands)}, but the names {sorted(self.names)}")

    @cached_property
    def binding(self) -> Binding:
        """How tightly its text holds together; that of a single name is its operand's."""
        return node_binding(self.root)

    def _binding(self, cells: Mapping[str, Ref | Span | Live]) -> Binding:
        operand = cells[self.root.name] if isinstance(self.root, Name) else None
        return operand.binding if isinstance(operand, Live) else self.binding

    @cached_property
    def _run(self) -> Step:
        return compiled(self.root)

    @cached_property
    def _template(self) -> Template:
        return template(self.root)

    def _is_array(self, spans: frozenset[str]) -> bool:
        if spans not in self._arrays:
            self._arrays[spans] = _looks_at_each(self.root, spans, False)
        return self._arrays[spans]


@lru_cache(maxsize=4096)
def formula(text: str, /, **constants: Constant | Formula) -> Formula:
    """Parse a text; `constants` replace names as in `Formula.given`.

    Names are in lower case, functions and references in upper case. Raises Misread, a ValueError that says
    what is wrong and where.
    """
    parsed = Formula(parse(text))
    return parsed.given(**constants) if constants else parsed


@lru_cache(maxsize=4096)
def _given(whole: Formula, constants: tuple[tuple[str, Constant | Formula], ...]) -> Formula:
    nodes = {name: _node(constant) for name, constant in constants}
    if not nodes.keys() <= whole.names:
        raise TypeError(f"constants are {sorted(nodes)}, but the names {sorted(whole.names)}")
    return Formula(tree.substitute(whole.root, nodes))


@lru_cache(maxsize=256)
def _moved(whole: Formula, references: tuple[tuple[str, str], ...]) -> Moved:
    if whole._is_array(frozenset(name for name, reference in references if ":" in reference)):
        raise TypeError("a formula that takes a range cell by cell is written for one cell only")
    return Moved(whole.text(**dict(references)), lambda values: _as_shown(whole._computed(values)))


def chained(operation: Formula, terms: Sequence[Formula]) -> Formula:
    """One or more terms in an operation over `first` and `second`, from left to right."""
    whole, *others = terms
    for each in others:
        whole = operation.given(first=whole, second=each)
    return whole


def added(*operands: Operand) -> Live:
    """The sum of one or more operands: `A+B+C`."""
    return _chained("+", operands)


def joined(*operands: Operand) -> Live:
    """The concatenation of one or more operands: `A&B&C`."""
    return _chained("&", operands)


def summed(cells: Sequence[Ref]) -> Live:
    """The sum of one or more cells, which need not be adjacent; it ignores texts."""
    pieces = (cells[at : at + MOST_ARGUMENTS] for at in range(0, len(cells), MOST_ARGUMENTS))
    spans = (
        Span(tuple(cell.reference for cell in piece), [cell.value for cell in piece]) for piece in pieces
    )
    return added(*(_SUM.live(cells=span) for span in spans))


_SUM = formula("SUM(cells)")


def _chained(sign: str, operands: Sequence[Operand]) -> Live:
    named = {f"operand{at}": each for at, each in enumerate(operands)}
    return _chain(sign, len(operands)).live(**named)


@lru_cache(maxsize=256)
def _chain(sign: str, length: int) -> Formula:
    names = tuple(Name(f"operand{at}") for at in range(length))
    return Formula(Operation((sign,) * (length - 1), names) if length > 1 else names[0])


@lru_cache(maxsize=1024)
def _alone(name: str) -> Formula:
    return Formula(Name(name))


def _node(constant: Constant | Formula) -> Node:
    if isinstance(constant, Formula):
        return constant.root
    if isinstance(constant, tuple):
        return ArrayConstant(tuple(map(Decimal, constant)))
    if isinstance(constant, str):
        return Text(constant)
    number = Number(Decimal(shown(abs(Decimal(constant)))))
    return number if constant >= 0 else Negation(number)


def _as_shown(result: Result) -> Decimal | str:
    """A result as a cell shows it. Raises NotComputable."""
    if result.__class__ is Decimal:
        return result or ZERO  # never -0
    if isinstance(result, str):
        return result
    if result is None:
        return ZERO  # a cell that refers to an empty one shows 0
    if isinstance(result, NotComputable):
        raise result
    raise TypeError(f"no number and no text: {result!r}")


def _single_or_array(operand: Any) -> Item | Array:
    """An operand of `value` as the evaluator takes it."""
    if isinstance(operand, int):
        return Decimal(operand)
    return Array(operand) if isinstance(operand, list | tuple) else operand


def _cell(operand: Operand) -> Ref | Span | Live:
    """An operand of `live`; a constant becomes a formula that consists of it."""
    return _constant(operand) if isinstance(operand, str | int | Decimal) else operand


@lru_cache(maxsize=256)
def _constant(constant: Decimal | int | str) -> Live:
    if isinstance(constant, str):
        return Live(quoted(constant), constant, False, Binding.ATOM)
    return Live(shown(Decimal(constant)), Decimal(constant), False, node_binding(_node(constant)))


def _operand_text(operand: str | Ref | Span | Live, hole: Hole) -> str:
    if isinstance(operand, str):
        return operand
    if isinstance(operand, Live):
        return f"({operand.formula})" if operand.binding < hole.binding else operand.formula
    reference = operand.reference
    if isinstance(reference, str):
        return reference
    if not hole.lists and len(reference) > 1:
        raise ValueError(f"{hole.name} stands where a formula takes one range: {reference}")
    return ",".join(reference)


def _looks_at_each(node: Node, spans: frozenset[str], spread: bool) -> bool:
    """Whether the formula must be an array formula, so that spreadsheets take these ranges cell by cell.

    In SUMPRODUCT (`spread`) they do so anyway for operators; Gnumeric does not for functions.
    """
    if isinstance(node, Operation | Negation | Call) and _is_by_element(node):
        if (not spread or isinstance(node, Call)) and any(
            _is_array(child, spans) for child in tree.children(node)
        ):
            return True
    elif isinstance(node, Call):
        spread = node.function == "SUMPRODUCT"
    return any(_looks_at_each(child, spans, spread) for child in tree.children(node))


def _is_by_element(node: Operation | Negation | Call) -> bool:
    return not isinstance(node, Call) or FUNCTIONS[node.function].by_element


def _is_array(node: Node, spans: frozenset[str]) -> bool:
    """Whether a node has several values when these names are ranges."""
    match node:
        case Name(name):
            return name in spans
        case ArrayConstant():
            return True
        case Operation() | Negation() | Call():
            return _is_by_element(node) and any(_is_array(each, spans) for each in tree.children(node))
    return False

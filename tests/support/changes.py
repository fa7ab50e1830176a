"""Single changes of a file that its tests ought to see: a moved bound, a negated condition, a dropped call.

mutmut makes most of them; `OPERATORS` adds what it lacks. Nothing is changed that cannot matter to a user:
annotations, decorators, assertions, and calls of the log.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators

from cascade.catalogue import CATALOGUE

Replacements = Callable[[cst.CSTNode], Iterable[cst.CSTNode]]

BOUNDS = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)
CONDITIONALS = (cst.If, cst.While, cst.IfExp, cst.CompIf)
UNTOUCHED = (cst.Annotation, cst.Decorator, cst.Assert)
LOG = re.compile(r"\b(logging|logger|warnings)\.")
CODES = list(CATALOGUE)
TYPES = {"len", "isinstance", "int", "float", "str", "bytes", "bool", "list", "tuple", "dict", "iter", "next"}
TIDYING = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a file: `old` becomes `new`, in the lines of one statement.

    `room` is the folder or module of `cascade` that the file belongs to. `occurrence` counts the same change
    of the same file from 0.
    """

    file: str
    kind: str
    lines: range
    old: str
    new: str
    occurrence: int
    module: cst.Module
    node: cst.CSTNode
    replacement: cst.CSTNode

    @property
    def room(self) -> str:
        return self.file.split("/")[1].removesuffix(".py")

    @property
    def name(self) -> str:
        """The name of the change, which stays the same where only other code of the file changes."""
        return f"{self.file} [{self.kind} {self.occurrence}] {self.old} → {self.new}"

    def code(self) -> str:
        """The whole file with the change."""
        changed = self.module.deep_replace(self.node, self.replacement)
        assert isinstance(changed, cst.Module)
        return changed.code


def changes(file: str, code: str) -> list[Change]:
    """Every single change of a file, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module(code))
    walk = _Walk(file, wrapper.module)
    wrapper.visit(walk)
    return walk.found


class _Walk(cst.CSTVisitor):
    """Collect the changes of every node."""

    METADATA_DEPENDENCIES = (ParentNodeProvider, PositionProvider)

    def __init__(self, file: str, module: cst.Module) -> None:
        self.found: list[Change] = []
        self._file, self._module = file, module
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, UNTOUCHED) or (isinstance(node, cst.Expr) and LOG.search(self._text(node))):
            return False
        for kind, operators in OPERATORS.items():
            for operator in operators:
                for replacement in operator(node):
                    self._add(kind, node, replacement)
        return True

    def _add(self, kind: str, node: cst.CSTNode, replacement: cst.CSTNode) -> None:
        if kind == "code" and self._file == "cascade/catalogue.py":  # which defines them
            return
        old, new = self._text(node), self._text(replacement)
        occurrence = self._counts[kind, old, new]
        self._counts[kind, old, new] += 1
        self.found.append(
            Change(self._file, kind, self._lines(node), old, new, occurrence, self._module, node, replacement)
        )

    def _text(self, node: cst.CSTNode) -> str:
        """A node in one line; of a statement with a body, its condition."""
        shown = node.test if isinstance(node, CONDITIONALS) else node
        return " ".join(self._module.code_for_node(shown).split())

    def _lines(self, node: cst.CSTNode) -> range:
        """The lines from the start of the statement to the line in which the node starts."""
        line = self.get_metadata(PositionProvider, node).start.line
        while not isinstance(node, cst.BaseStatement | cst.BaseSmallStatement):
            node = self.get_metadata(ParentNodeProvider, node)
            if isinstance(node, cst.Module):
                return range(line, line + 1)
        return range(self.get_metadata(PositionProvider, node).start.line, line + 1)


# ------------------------------------------------------------------------------------------- the operators


def _swapped(*types: type[cst.CSTNode]) -> Replacements:
    """mutmut's change of an operator, for operators of these types: `<` → `<=`, `and` → `or`, `+` → `-`."""

    def swap(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
        if isinstance(getattr(node, "operator", None), types):
            yield from mutators.operator_swap_op(node)

    return swap


def _only(type_: type[cst.CSTNode], operator: Callable[..., Iterable[cst.CSTNode]]) -> Replacements:
    """An operator of mutmut's, for the nodes of one type."""
    return lambda node: operator(node) if isinstance(node, type_) else ()


def _membership_negated(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`in` → `not in`, `is` → `is not`, and the other way round."""
    if isinstance(node, cst.ComparisonTarget):
        for operator in mutators.operator_keywords(node.operator):
            yield node.with_changes(operator=operator)


def _condition_negated(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`if a:` → `if not (a):`, unless another operator negates the whole condition."""
    if not isinstance(node, CONDITIONALS):
        return
    test = node.test
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        if not isinstance(test.comparisons[0].operator, BOUNDS):
            return
    elif isinstance(test, cst.UnaryOperation):
        return
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inner))


def _statement_dropped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A call, a `yield` or a `raise` that is a statement of its own → `pass`."""
    if isinstance(node, cst.Raise) or (
        isinstance(node, cst.Expr) and isinstance(node.value, cst.Call | cst.Yield)
    ):
        yield cst.Pass()


def _call_dropped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`tidied(text)` → `text`, `text.strip()` → `text`; no conversion of types."""
    match node:
        case cst.Call(func=cst.Name(value=name), args=[cst.Arg(keyword=None, star="", value=value)]):
            if (
                name not in TYPES
                and name.lstrip("_")[:1].islower()
                and not isinstance(value, cst.GeneratorExp)
            ):
                yield value
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value=name)), args=[]):
            if name in TIDYING:
                yield value


def _keyword_dropped(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`told(text, late=True)` → `told(text)`, for functions and methods only.

    `encoding` stays: on Linux, nothing changes without it.
    """
    if isinstance(node, cst.Call):
        name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        name = node.func.value if isinstance(node.func, cst.Name) else name
        if name.lstrip("_")[:1].islower():
            for at, arg in enumerate(node.args):
                if arg.keyword and arg.keyword.value != "encoding":
                    yield node.with_changes(args=[*node.args[:at], *node.args[at + 1 :]])


def _code_exchanged(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The code of a finding → the next code of the catalogue."""
    if isinstance(node, cst.SimpleString) and node.raw_value in CODES:
        code = CODES[(CODES.index(node.raw_value) + 1) % len(CODES)]
        yield node.with_changes(value=f'"{code}"')


OPERATORS: Mapping[str, tuple[Replacements, ...]] = {
    "bound": (_swapped(*BOUNDS),),
    "negation": (
        _swapped(cst.Equal, cst.NotEqual),
        _membership_negated,
        _condition_negated,
        _only(cst.UnaryOperation, mutators.operator_remove_unary_ops),
    ),
    "junction": (_swapped(cst.And, cst.Or),),
    "arithmetic": (_swapped(cst.Add, cst.Subtract, cst.Multiply, cst.Divide, cst.FloorDivide, cst.Modulo),),
    "number": (_only(cst.Integer, mutators.operator_number), _only(cst.Float, mutators.operator_number)),
    "flag": (_only(cst.Name, mutators.operator_name),),
    "loop": (_only(cst.Break, mutators.operator_keywords), _only(cst.Continue, mutators.operator_keywords)),
    "dropped statement": (_statement_dropped,),
    "dropped call": (_call_dropped,),
    "dropped argument": (_keyword_dropped,),
    "code": (_code_exchanged,),
}

"""Parse the text of a formula into its tree, by recursive descent and by how tightly operators bind:

    comparison    = concatenation {("=" | "<>" | "<" | ">" | "<=" | ">=") concatenation}
    concatenation = sum {"&" sum}
    sum           = product {("+" | "-") product}
    product       = factor {("*" | "/") factor}
    factor        = "-" factor | "(" comparison ")" | function "(" comparison {"," comparison} ")"
                  | "{" constant {";" constant} "}" | number | text | name | reference

A formula can contain only what its grammar (`tokens.py`) has tokens for.
"""

import re
from decimal import Decimal

from cascade.formula.functions import FUNCTIONS
from cascade.formula.tokens import NUMBER, REFERENCE, Fault, Grammar, Misread, Token, tokenize
from cascade.formula.tree import (
    BINDINGS,
    ArrayConstant,
    Binding,
    Call,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Reference,
    Text,
)

# For Cascade's own formulas: names in lower case, functions and references in upper case.
OURS = Grammar(
    re.compile(
        rf'(?P<gap>\s+)|(?P<number>{NUMBER})|(?P<text>"(?:[^"]|"")*")|(?P<reference>{REFERENCE})'
        r"|(?P<function>[A-Z]+(?=\())|(?P<name>[a-z][a-z0-9_]*)|(?P<sign><>|<=|>=|[-+*/&=<>(),;{}])"
    ),
    deepest=50,
    functions=FUNCTIONS,
)

_TIGHTER: dict[Binding, Binding] = {each: Binding(min(each + 1, Binding.ATOM)) for each in Binding}


def parse(text: str, grammar: Grammar = OURS) -> Node:
    """The tree of a formula's text, which has no leading "=". Raises Misread."""
    return _Parser(list(tokenize(text, grammar)), grammar).whole()


class _Parser:
    """Parses one formula; its position moves forward over the tokens."""

    def __init__(self, tokens: list[Token], grammar: Grammar) -> None:
        self._tokens = tokens
        self._grammar = grammar
        self._at = 0

    def whole(self) -> Node:
        node = self._operation(Binding.COMPARISON, 0)
        token = self._tokens[self._at]
        if token.kind != "end":
            raise Misread(Fault.REST, token.position, token.text)
        return node

    def _take(self, sign: str) -> bool:
        """Consume the next token if it is this sign; returns whether it was."""
        token = self._tokens[self._at]
        taken = token.kind == "sign" and token.text == sign
        self._at += taken
        return taken

    def _operation(self, binding: Binding, depth: int) -> Node:
        """Parse an operand, or operands joined by operators that bind at least so tightly."""
        node = self._factor(depth)
        while binding <= (own := self._operator()) is not Binding.NONE:
            signs, operands = [], [node]
            while self._operator() is own:
                signs.append(self._tokens[self._at].text)
                self._at += 1
                operands.append(self._operation(_TIGHTER[own], depth))
            node = Operation(tuple(signs), tuple(operands))
        return node

    def _operator(self) -> Binding:
        """How tightly the next token binds, NONE where it is no operator."""
        token = self._tokens[self._at]
        return BINDINGS.get(token.text, Binding.NONE) if token.kind == "sign" else Binding.NONE

    def _factor(self, depth: int) -> Node:
        token = self._tokens[self._at]
        if depth > self._grammar.deepest:
            raise Misread(Fault.DEPTH, token.position, token.text)
        if self._take("-"):
            return Negation(self._factor(depth + 1))
        if self._grammar.unary_plus and self._take("+"):
            return self._factor(depth + 1)
        if self._take("("):
            node = self._operation(Binding.COMPARISON, depth + 1)
            self._close(")", token)
            return node
        if self._take("{"):
            return self._array_constant(token)
        self._at += 1
        match token.kind:
            case "number":
                return Number(Decimal(token.text))
            case "text":
                return Text(_unquoted(token.text))
            case "name":
                return Name(token.text)
            case "reference":
                return _reference(token.text)
            case "function":
                return self._call(token, depth)
        raise Misread(Fault.OPERAND, token.position, token.text)

    def _close(self, bracket: str, opening: Token) -> None:
        if not self._take(bracket):
            raise Misread(Fault.BRACKET, opening.position, opening.text)

    def _call(self, token: Token, depth: int) -> Call:
        name = token.text.strip().upper()
        self._take("(")
        arguments = [self._operation(Binding.COMPARISON, depth + 1)]
        while self._take(","):
            arguments.append(self._operation(Binding.COMPARISON, depth + 1))
        self._close(")", token)
        function = self._grammar.functions.get(name)
        if function is None or not function.least <= len(arguments) <= function.most:
            raise Misread(Fault.FUNCTION, token.position, name)
        return Call(name, tuple(arguments))

    def _array_constant(self, opening: Token) -> ArrayConstant:
        values: list[Decimal | str] = []
        while not values or self._take(";"):
            token = self._tokens[self._at]
            if token.kind not in ("number", "text"):
                raise Misread(Fault.OPERAND, token.position, token.text)
            values.append(Decimal(token.text) if token.kind == "number" else _unquoted(token.text))
            self._at += 1
        self._close("}", opening)
        return ArrayConstant(tuple(values))


def _unquoted(text: str) -> str:
    quote = text[0]
    return text[1:-1].replace(quote * 2, quote)


def _reference(text: str) -> Reference:
    sheet, _, cells = text.rpartition("!")
    first, _, last = cells.replace("$", "").upper().partition(":")
    return Reference(_unquoted(sheet) if sheet.startswith("'") else sheet, first, last, text)

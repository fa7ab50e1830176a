"""Parse XML while it streams in: refuse what is dangerous, hand on the rest element by element.

The parser is expat and feeds the standard library's tree builder. Both are written in C, so Python code runs
once for a row of cells instead of five times for each cell; handlers in Python took a third longer.

Element names come without the prefix of the part's own namespace, which the root declares. Expat's namespace
mode would do the same, but it builds a string of 60 characters for every element, a tenth of the whole
reading time. A part that declares namespaces below its root too goes through `cascade.xlsx.namespaces`, from
the chunk on in which it does so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from cascade.grid import Refused
from cascade.xlsx import limits
from cascade.xlsx.namespaces import STRICT, Namespaces, Unclear, Undeclared, are_usual, declared

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_UTF16 = (b"\xfe\xff", b"\xff\xfe")
_DECLARATION = b"xmlns"
_QUALIFIED = re.compile(r"[^:]+:[^:]+").fullmatch  # one prefix and one local name
_ALTERNATIVES, _FALLBACK = ":AlternateContent", ":Fallback"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a workbook: the root and namespace it must have, its allowance, and its refusals.

    `label` names it for people. `wanted` are the children of the root that matter; empty means all. `cached`
    says that most workbooks that one program saves from one form hold the same bytes in this part, so that a
    cache of its elements pays. `scanned` says that nothing of it is wanted: it is only checked.
    """

    label: str
    root: str
    allowance: limits.Allowance = field(compare=False)
    namespace: str = MAIN
    wanted: tuple[bytes, ...] = ()
    cached: bool = False
    scanned: bool = False

    def damaged(self, detail: str) -> Refused:
        """The refusal of a damaged part."""
        return Refused("F03", detail=f"{self.label[:80]}：{detail}")

    def dangerous(self, what: str) -> Refused:
        """The refusal of something that no spreadsheet program writes."""
        return Refused("F07", part=f"{self.label[:80]}：{what}")

    def integer(self, text: str | None) -> int:
        """Parse a whole number as the format writes it. Raises `Refused` F03 for anything else."""
        if text is None or not (text.isascii() and text.isdigit() and len(text) <= 10):
            raise self.damaged(f"“{(text or '')[:20]}”应为整数")
        return int(text)

    def text(self, text: str) -> str:
        """Count a text of this part and return it. Raises `Refused` F09 for too long a text or workbook."""
        if len(text) > limits.TEXT.most:
            raise limits.TEXT.refused()
        self.allowance.spend(limits.CHARACTERS, len(text))
        return text


def pieces(part: Part, chunks: Iterable[bytes], *, depth: int = 2) -> Iterator[tuple[str, Element]]:
    """Yield the elements of a part as soon as they are complete, with the name of their parent.

    `depth` 1 yields the children of the root, 2 the children of these (a row of `sheetData`). Raises
    `Refused`: F03 malformed, F07 dangerous, F08 strict OOXML, F09 too large.
    """
    coming = iter(chunks)
    chunk = next(coming, b"")
    if part.cached and len(chunk) <= limits.REMEMBERED:
        following = next(coming, None)
        if following is None:
            part.allowance.parse(chunk)
            yield from _cached_pieces(part, depth, chunk)
            return
        coming = chain((following,), coming)
    tree = _Tree(part)
    try:
        for following in coming:
            tree.feed(chunk)
            yield from tree.complete(depth)
            chunk = following
        tree.feed(chunk, last=True)
        yield from tree.complete(depth, whole=True)
    except expat.ExpatError as error:
        raise part.damaged(f"第 {error.lineno} 行不合 XML 语法") from None
    finally:
        tree.release()


@lru_cache(maxsize=64)
def _cached_pieces(part: Part, depth: int, data: bytes) -> tuple[tuple[str, Element], ...]:
    """The elements of a small part. The caller must not change them."""
    apart = replace(part, allowance=limits.Allowance(), cached=False)  # `pieces` has counted this chunk
    return tuple(pieces(apart, (data,), depth=depth))


def plain_text(part: Part, element: Element) -> str:
    """The text of an element. Raises `Refused`: F03 for elements inside, F09 for too long a text."""
    if len(element):
        raise part.damaged(f"标记 {element.tag[:20]} 内有多余内容")
    return part.text(element.text or "")


class _Tree:
    """The parser of one part, with the elements that it has not handed on yet."""

    def __init__(self, part: Part) -> None:
        self._part = part
        # Expat interns every name in this table, and hands on the value, not the key.
        self._names: dict[str, str] = {}
        self._prefix = ""
        self._of_root: dict[str, str] = {}
        self._namespaces: Namespaces | None = None  # unless all names can be used as they stand
        self._declarations, self._tail = 0, b""
        self._builder = TreeBuilder()
        self._root: Element | None = None
        self._fed = 0
        self._waiting = self._waiting_marks = 0
        self._parser = expat.ParserCreate("utf-8", None, self._names)
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._open

    def feed(self, chunk: bytes, last: bool = False) -> None:
        """Parse a chunk; the parser raises ExpatError where the `last` one does not complete the document."""
        if not self._fed and (chunk.startswith(_UTF16) or b"\0" in chunk[:4]):
            raise self._part.dangerous("不是 UTF-8 编码")
        self._part.allowance.parse(chunk)
        end = self._wanted_end(chunk) if last else len(chunk)
        self._expect_declarations(chunk[:end])
        if last:
            self._parser.Parse(chunk[:end], False)
            if self._root is not None:
                self._ignore()
            self._parser.Parse(chunk[end:], True)
        else:
            self._parser.Parse(chunk, False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > limits.TAG.most:
            raise limits.TAG.refused()
        if len(self._names) > limits.VOCABULARY.most:
            raise limits.VOCABULARY.refused()
        if last and (
            strange := next((name for name in self._names if ":" in name and not _QUALIFIED(name)), None)
        ):
            raise self._part.damaged(f"标记名 {strange[:20]} 不合 XML 命名空间语法")
        if self._part.scanned:
            return
        if self._waiting:  # false throughout a part of one chunk
            self._waiting_marks += chunk.count(b"<")
        self._waiting += len(chunk)
        if self._waiting > limits.ELEMENT.most or self._waiting_marks > limits.ELEMENT_MARKS.most:
            raise limits.ELEMENT.refused()

    def _expect_declarations(self, chunk: bytes) -> None:
        """Resolve every name from here on if the chunk may declare a namespace below the root."""
        found = (self._tail + chunk).count(_DECLARATION)
        self._tail = chunk[1 - len(_DECLARATION) :]
        self._declarations += found
        if found and self._root is not None and self._namespaces is None:
            self._resolve_names()

    def complete(self, depth: int, whole: bool = False) -> Iterator[tuple[str, Element]]:
        """Yield complete elements and drop them: all elements if `whole`, else all but the last child."""
        root = self._root
        if root is None:
            return
        resolve = any(name.endswith(_ALTERNATIVES) for name in self._names)
        finished = len(root) if whole else len(root) - 1
        for child in root[: max(finished, 0)]:
            self._waiting = self._waiting_marks = 0
            for each in self._resolve(child) if resolve else (child,):
                if depth == 1:
                    yield root.tag, each
                else:
                    yield from ((each.tag, inner) for inner in each)
        del root[: max(finished, 0)]
        if depth == 2 and len(root) and not root[0].tag.endswith(_ALTERNATIVES):
            growing = root[0]
            for inner in growing[:-1]:
                self._waiting = self._waiting_marks = 0
                yield from ((growing.tag, each) for each in (self._resolve(inner) if resolve else (inner,)))
            del growing[:-1]

    def release(self) -> None:
        """Break the reference cycle of parser and handlers, so that Python frees them immediately."""
        self._ignore()
        self._parser.XmlDeclHandler = self._parser.StartDoctypeDeclHandler = None

    def _ignore(self) -> None:
        """Ignore all further content; the parser only checks that the XML is well formed."""
        parser = self._parser
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

    def _wanted_end(self, chunk: bytes) -> int:
        """The offset in the last chunk after which no wanted element can come.

        A wanted element with content ends with a tag of its name, so it ends before the last place where one
        of these names stands. What comes after (in a form: all its rules) then costs half as much to parse.
        """
        if not self._part.wanted:
            return len(chunk)
        at = max(chunk.rfind(name) for name in self._part.wanted)
        return chunk.find(b">", at) + 1 if at >= 0 else len(chunk)

    def _resolve(self, element: Element, depth: int = 0) -> list[Element]:
        """Resolve markup compatibility in an element: drop every Choice, keep the content of the Fallback."""
        if depth > limits.DEPTH.most:
            raise limits.DEPTH.refused()
        if element.tag.endswith(_ALTERNATIVES):
            taken = [child for branch in element if branch.tag.endswith(_FALLBACK) for child in branch]
            return [each for child in taken for each in self._resolve(child, depth + 1)]
        element[:] = [each for child in element for each in self._resolve(child, depth + 1)]
        return [element]

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise self._part.dangerous("不是 UTF-8 编码")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise self._part.dangerous("含有 DTD")

    def _open(self, name: str, attrs: dict[str, str]) -> None:
        """Handle the root: its name and namespace must be those that the part expects."""
        prefix, colon, local = name.rpartition(":")
        self._prefix = prefix + colon
        self._of_root = declared(attrs)
        namespace = self._of_root.get(prefix, "")
        if namespace.startswith(STRICT):
            raise Refused("F08")
        if namespace != self._part.namespace or local != self._part.root:
            raise self._part.dangerous("命名空间不明")
        self._root = self._builder.start(local, attrs)
        self._parser.StartElementHandler = self._start_prefixed if prefix else self._builder.start
        self._parser.EndElementHandler = self._end_prefixed if prefix else self._builder.end
        self._parser.CharacterDataHandler = self._builder.data
        if self._declarations > len(self._of_root) or not are_usual(self._of_root, namespace):
            self._resolve_names()
        if self._part.scanned:
            self._ignore()

    def _resolve_names(self) -> None:
        self._namespaces = Namespaces(self._part.namespace, self._of_root)
        self._parser.StartElementHandler = self._start_resolved
        self._parser.EndElementHandler = self._end_resolved

    def _start_resolved(self, name: str, attrs: dict[str, str]) -> None:
        assert self._namespaces
        self._part.allowance.spend(limits.RESOLVED, 1)
        try:
            self._builder.start(*self._namespaces.open(name, attrs))
        except Undeclared as undeclared:
            raise self._part.damaged(f"前缀 {str(undeclared)[:20]} 没有声明命名空间") from None
        except Unclear:
            raise self._part.dangerous("命名空间不明") from None

    def _end_resolved(self, name: str) -> None:
        assert self._namespaces
        self._namespaces.close()
        self._builder.end(name)  # it closes the innermost element, whatever the name

    def _start_prefixed(self, name: str, attrs: dict[str, str]) -> None:
        self._builder.start(self._plain(name), attrs)

    def _end_prefixed(self, name: str) -> None:
        self._builder.end(self._plain(name))

    def _plain(self, name: str) -> str:
        if name.startswith(self._prefix):
            return name.removeprefix(self._prefix)
        return name if ":" in name else f":{name}"

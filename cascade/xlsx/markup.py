"""XML taken apart as it streams by: the dangerous refused, the rest handed on a piece at a time.

The parser is expat with the standard library's tree builder behind it, both C, so that Python code runs once
for a row of cells and not five times for each cell. Measured, handlers in Python took a third longer.

Names come without the prefix of the part's own namespace, which is taken from the root. The parser's own
namespace mode would do the same, but it makes a string of 60 characters for every element, a tenth of the
whole reading. So a part that declares its namespace anew further in is refused: no program writes that.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from cascade.grid import Refused
from cascade.xlsx import limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/"
_UTF16 = (b"\xfe\xff", b"\xff\xfe")
_ALTERNATIVES, _FALLBACK = ":AlternateContent", ":Fallback"


class Part:
    """One part of a workbook: what it must be, what may be spent on it, and the refusals that name it."""

    def __init__(
        self,
        label: str,
        root: str,
        allowance: limits.Allowance,
        *,
        namespace: str = MAIN,
        wanted: tuple[bytes, ...] = (),
        alike: bool = False,
    ) -> None:
        """`wanted` are the children of the root that matter, if the others may go unseen.

        `alike` says that this part has the same bytes in most workbooks that one program saves of one form,
        so that what it holds is remembered.
        """
        self.label = label[:80]
        self.root = root
        self.allowance = allowance
        self.namespace = namespace
        self.wanted = wanted
        self.alike = alike

    def damaged(self, detail: str) -> Refused:
        """The refusal for something wrong in this part."""
        return Refused("F03", detail=f"{self.label}：{detail}")

    def dangerous(self, what: str) -> Refused:
        """The refusal for something in this part that no spreadsheet program writes."""
        return Refused("F07", part=f"{self.label}：{what}")

    def integer(self, text: str | None) -> int:
        """A whole number as the format writes it; raises `Refused` F03 for anything else."""
        if text is None or not (text.isascii() and text.isdigit() and len(text) <= 10):
            raise self.damaged(f"“{(text or '')[:20]}”应为整数")
        return int(text)

    def text(self, text: str) -> str:
        """A text of this part, counted; raises `Refused` F09 if it is too long or there is too much of it."""
        if len(text) > limits.TEXT.most:
            raise limits.TEXT.refused()
        self.allowance.spend(limits.CHARACTERS, len(text))
        return text


def pieces(part: Part, chunks: Iterable[bytes], *, depth: int = 2) -> Iterator[tuple[str, Element]]:
    """The elements of a part, each as soon as it is complete, with the name of the element it stands in.

    `depth` 1 gives the children of the root, 2 the children of these (`sheetData` and a row). Raises
    `Refused` F03 (malformed), F07 (dangerous), F08 (strict), F09 (too large).
    """
    coming = iter(chunks)
    chunk = next(coming, b"")
    if part.alike and len(chunk) <= limits.REMEMBERED:
        following = next(coming, None)
        if following is None:
            part.allowance.parse(chunk)
            yield from _remembered(part.label, part.root, part.namespace, part.wanted, depth, chunk)
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
def _remembered(
    label: str, root: str, namespace: str, wanted: tuple[bytes, ...], depth: int, data: bytes
) -> tuple[tuple[str, Element], ...]:
    """The elements of a small part. Nobody may change them."""
    part = Part(label, root, limits.Allowance(), namespace=namespace, wanted=wanted)
    return tuple(pieces(part, (data,), depth=depth))


def _qualified(name: str) -> bool:
    """Whether a name with a colon is a prefix and a word: a parser with namespaces takes no other."""
    prefix, _, local = name.partition(":")
    return bool(prefix and local) and ":" not in local


def plain_text(part: Part, element: Element) -> str:
    """The text of an element that holds only text; raises `Refused` F03 if it holds more, F09 if too much."""
    if len(element):
        raise part.damaged(f"标记 {element.tag[:20]} 内有多余内容")
    return part.text(element.text or "")


class _Tree:
    """The parser of one part, and the elements that it has not yet handed on."""

    def __init__(self, part: Part) -> None:
        self._part = part
        # Every name that occurs, as the parser interns them: it hands on the value, not the key.
        self._names: dict[str, str] = {}
        self._prefix, self._own = "", "xmlns"
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
        """Parse some more; the parser raises if the `last` chunk is not the end."""
        if not self._fed and (chunk.startswith(_UTF16) or b"\0" in chunk[:4]):
            raise self._part.dangerous("不是 UTF-8 编码")
        self._part.allowance.parse(chunk)
        if last:
            end = self._end_of_wanted(chunk)
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
        if self._own in self._names:
            raise self._part.dangerous("重复声明命名空间")
        if last and (
            strange := next((name for name in self._names if ":" in name and not _qualified(name)), None)
        ):
            raise self._part.damaged(f"标记名 {strange[:20]} 不合 XML 命名空间语法")
        if self._waiting:  # never for a part of one chunk
            self._waiting_marks += chunk.count(b"<")
        self._waiting += len(chunk)
        if self._waiting > limits.ELEMENT.most or self._waiting_marks > limits.ELEMENT_MARKS.most:
            raise limits.ELEMENT.refused()

    def complete(self, depth: int, whole: bool = False) -> Iterator[tuple[str, Element]]:
        """Hand on, and let go of, what is complete: all, or unless `whole` all but the last child."""
        root = self._root
        if root is None:
            return
        resolve = any(name.endswith(_ALTERNATIVES) for name in self._names)
        finished = len(root) if whole else len(root) - 1
        for child in root[: max(finished, 0)]:
            self._waiting = self._waiting_marks = 0
            for each in self._resolved(child) if resolve else (child,):
                if depth == 1:
                    yield root.tag, each
                else:
                    yield from ((each.tag, inner) for inner in each)
        del root[: max(finished, 0)]
        if depth == 2 and len(root) and not root[0].tag.endswith(_ALTERNATIVES):
            growing = root[0]
            for inner in growing[:-1]:
                self._waiting = self._waiting_marks = 0
                yield from ((growing.tag, each) for each in (self._resolved(inner) if resolve else (inner,)))
            del growing[:-1]

    def release(self) -> None:
        """Break the circle of parser and handlers, so that all of it is freed at once."""
        self._ignore()
        self._parser.XmlDeclHandler = self._parser.StartDoctypeDeclHandler = None

    def _ignore(self) -> None:
        """From here on, only see to it that the XML is well formed."""
        parser = self._parser
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None

    def _end_of_wanted(self, chunk: bytes) -> int:
        """Where in the last chunk nothing that is wanted can come any more.

        A wanted element that holds anything ends with a tag of its name, so it lies before the last time that
        any of these names is written; what is written after it (in a form: all its rules) costs half as much.
        """
        if not self._part.wanted:
            return len(chunk)
        at = max(chunk.rfind(name) for name in self._part.wanted)
        return chunk.find(b">", at) + 1 if at >= 0 else len(chunk)

    def _resolved(self, element: Element, depth: int = 0) -> list[Element]:
        """An element with markup compatibility resolved: nothing of a Choice, what is in the Fallback."""
        if depth > limits.DEPTH.most:
            raise limits.DEPTH.refused()
        if element.tag.endswith(_ALTERNATIVES):
            taken = [child for branch in element if branch.tag.endswith(_FALLBACK) for child in branch]
            return [each for child in taken for each in self._resolved(child, depth + 1)]
        element[:] = [each for child in element for each in self._resolved(child, depth + 1)]
        return [element]

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            raise self._part.dangerous("不是 UTF-8 编码")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise self._part.dangerous("含有 DTD")

    def _open(self, name: str, attrs: dict[str, str]) -> None:
        """The root: its namespace decides whether the part is what it should be."""
        prefix, colon, local = name.rpartition(":")
        self._prefix = prefix + colon
        self._own = f"xmlns:{prefix}" if prefix else "xmlns"
        namespaces = [value for key, value in attrs.items() if key == "xmlns" or key.startswith("xmlns:")]
        namespace = attrs.get(self._own, "")
        if namespace.startswith(_STRICT):
            raise Refused("F08")
        if namespace != self._part.namespace or local != self._part.root or namespaces.count(namespace) > 1:
            raise self._part.dangerous("命名空间不明")
        del self._names[self._own]  # so that it is seen when it comes again
        self._root = self._builder.start(local, attrs)
        self._parser.StartElementHandler = self._start_prefixed if prefix else self._builder.start
        self._parser.EndElementHandler = self._end_prefixed if prefix else self._builder.end
        self._parser.CharacterDataHandler = self._builder.data

    def _start_prefixed(self, name: str, attrs: dict[str, str]) -> None:
        self._builder.start(self._plain(name), attrs)

    def _end_prefixed(self, name: str) -> None:
        self._builder.end(self._plain(name))

    def _plain(self, name: str) -> str:
        if name.startswith(self._prefix):
            return name.removeprefix(self._prefix)
        return name if ":" in name else f":{name}"

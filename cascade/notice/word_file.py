"""Read a notice saved by Word (.docx): what stands on the page, without what a reviewer has deleted."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from cascade.grid import Refused
from cascade.notice.document import NoticeDocument, TableBuilder, TextCell, TextTable, without_marks
from cascade.xlsx import limits
from cascade.xlsx.archive import Archive

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")}
_UNSEEN = {qn(f"w:{name}") for name in ("del", "moveFrom", "rPr", "pPr", "rt", "sectPr")} | {_FALLBACK}
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

_Element = etree._Element


def read_word(data: bytes) -> NoticeDocument:
    """Read a document from the bytes of a file. Raises `Refused` for one that cannot be read."""
    archive = Archive(data)
    if archive.size > limits.TOTAL.most * 4:  # pictures count, too: python-docx loads them
        raise limits.TOTAL.refused()
    try:
        body = Document(BytesIO(data)).element.body
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise Refused("F03", detail="不是完整的 Word 文档") from error
    reader = _WordReader()
    reader.read(body)
    return NoticeDocument(tuple(reader.blocks))


class _WordReader:
    """Walks through a document and collects its blocks."""

    def __init__(self) -> None:
        self.blocks: list[str | TextTable] = []
        self._tables = 0

    def read(self, parent: _Element) -> None:
        for child in parent:
            if child.tag == qn("w:p"):
                self._add_paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._add_table(child)
            elif child.tag in _WRAPPERS:
                self.read(child)

    def _add_paragraph(self, paragraph: _Element) -> None:
        text, _ = _text_of(paragraph)
        if text.strip():
            self.blocks.append(text.strip())
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(each.tag == _FALLBACK for each in box.iterancestors()):
                self.read(box)

    def _add_table(self, table: _Element) -> None:
        builder, inner = TableBuilder(), list[_Element]()
        for row, line in enumerate(_children(table, "tr")):
            if _property(line, "del") is None:
                _place_row(builder, row, line, inner)
        self._tables += 1
        found = builder.table(f"表{self._tables}")
        if found.rows:
            self.blocks.append(found)
        else:
            self._tables -= 1
        for each in inner:
            self._add_table(each)


def _place_row(builder: TableBuilder, row: int, line: _Element, inner: list[_Element]) -> None:
    """Place the cells of a row; collect the tables inside them."""
    column = _number(line, "gridBefore")
    start: TextCell | None = None
    for cell in _children(line, "tc"):
        inner += cell.iterchildren(qn("w:tbl"))
        width = max(1, _number(cell, "gridSpan"))
        above = builder.at(row - 1, column)
        columns = range(column, column + min(width, limits.COLUMNS.most + 1))
        if _continues(cell, "vMerge") and above is not None:
            start = above
        elif not (_continues(cell, "hMerge") and start is not None):
            start = TextCell("", row, column)
            texts = [_text_of(each) for each in _children(cell, "p")]
            raised = "".join(each for _, each in texts)
            start = start._replace(text="\n".join(text for text, _ in texts).strip(), raised=raised)
        builder.place(start, (row,), columns)
        column += width


def _children(parent: _Element, name: str) -> Iterator[_Element]:
    """The children of a name, also those that a content control or an insertion wraps."""
    for child in parent:
        if child.tag == qn(f"w:{name}"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _property(element: _Element, name: str) -> _Element | None:
    """A property of a row or cell."""
    for properties in element:
        if properties.tag in (qn("w:trPr"), qn("w:tcPr")):
            return properties.find(qn(f"w:{name}"))
    return None


def _number(element: _Element, name: str) -> int:
    found = _property(element, name)
    text = "" if found is None else found.get(qn("w:val"), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _continues(cell: _Element, merge: str) -> bool:
    """Whether a cell continues the one above it or left of it: `continue` is what no value means."""
    found = _property(cell, merge)
    return found is not None and found.get(qn("w:val"), "continue") == "continue"


def _text_of(paragraph: _Element) -> tuple[str, str]:
    """The visible text of a paragraph, and the signs of footnotes in it."""
    return without_marks((text, _is_raised(run)) for run, text in _pieces(paragraph))


def _pieces(element: _Element, run: _Element | None = None) -> Iterator[tuple[_Element | None, str]]:
    """The pieces of text below an element that a reader sees, each with its run."""
    for child in element:
        if child.tag in _UNSEEN or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:t"):
            yield run, child.text or ""
        elif isinstance(child.tag, str) and (sign := _SIGNS.get(child.tag.removeprefix(_WORD))):
            yield run, sign
        elif child.tag != qn("w:r"):
            yield from _pieces(child, run)
        elif child.find(qn("w:rPr") + "/" + qn("w:vanish")) is None:
            yield from _pieces(child, child)


def _is_raised(run: _Element | None) -> bool:
    found = None if run is None else run.find(qn("w:rPr") + "/" + qn("w:vertAlign"))
    return found is not None and found.get(qn("w:val")) == "superscript"

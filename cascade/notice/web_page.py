"""Read a notice saved as a web page (.html, .mht), or as the .xls that many systems write, which is one.

`pandas.read_html` would give the tables, but neither the text around them nor line breaks nor superscripts.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes

from lxml import etree, html

from cascade.grid import Refused
from cascade.notice.document import NoticeDocument, TableBuilder, TextCell, TextTable, without_marks
from cascade.xlsx import limits

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936"}  # names of one another's subsets
_SKIPPED = {"script", "style", "noscript", "head", "template", "select", "textarea", "nav", "footer"}
_INLINE = {"a", "abbr", "b", "big", "code", "em", "font", "i", "label", "o:p", "small", "span", "strike"} | {
    "strong", "sub", "sup", "tt", "u", "ins", "mark", "st1:chsdate", "s"
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE).search
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")
_WIDEST = 1000  # columns, as the format defines it

_Element = etree._Element


def read_web(data: bytes) -> NoticeDocument:
    """Read a page from the bytes of a file. Raises `Refused` for one that holds nothing."""
    if len(data) > limits.PART.most:
        raise limits.PART.refused()
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_decode(data).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused("F03", detail="不是完整的网页") from error
    reader = _PageReader()
    reader.read(root)
    return NoticeDocument(tuple(reader.blocks))


def read_web_archive(data: bytes) -> NoticeDocument:
    """Read the first page in a page saved as one file (.mht). Raises `Refused` where it has none."""
    if len(data) > limits.PART.most:
        raise limits.PART.refused()
    for part in message_from_bytes(data).walk():
        page = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(page, bytes):
            return read_web(page)
    raise Refused("F03", detail="网页文件里没有网页")


def _decode(data: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8 where it is, by the charset it names, as GB 18030.

    A browser that saves a page in UTF-8 may leave its old charset in it.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = _CHARSET.search(data[:4096])
    first = named[1].decode("ascii").lower() if named else "utf-8"
    for encoding in ("utf-8-sig", "gb18030" if first in _CHINESE else first, "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("gb18030", "replace")


class _PageReader:
    """Walks through a page and collects its blocks."""

    def __init__(self) -> None:
        self.blocks: list[str | TextTable] = []
        self._line: list[str] = []
        self._tables = 0

    def read(self, element: _Element) -> None:
        """Collect what stands below an element; block elements begin a new paragraph."""
        self._walk(element)
        self._end_line()

    def _walk(self, element: _Element) -> None:
        if not _is_seen(element):
            return
        if element.tag == "table" and not _is_layout(element):
            self._end_line()
            self._add_table(element)
            return
        block = element.tag not in _INLINE
        if block:
            self._end_line()
        self._line.append(element.text or "")
        for child in element:
            self._walk(child)
            self._line.append(child.tail or "")
        if block:
            self._end_line()

    def _end_line(self) -> None:
        text = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if text:
            self.blocks.append(text)

    def _add_table(self, table: _Element) -> None:
        for caption in table.iterchildren("caption"):
            self._walk(caption)
        builder = TableBuilder()
        rows = [row for row in table.iter("tr") if _is_seen(row)]
        for at, row in enumerate(rows):
            column = 0
            for cell in row.iterchildren("td", "th"):
                if not _is_seen(cell):
                    continue
                column = builder.free_column(at, column)
                width, height = _span(cell, "colspan"), _span(cell, "rowspan") or len(rows)
                text, raised = _cell_text(cell)
                covered = range(at, min(at + height, len(rows)))
                builder.place(
                    TextCell(text, at, column, raised), covered, range(column, column + max(width, 1))
                )
                column += max(width, 1)
        found = builder.table(f"表{self._tables + 1}")
        if found.rows:
            self._tables += 1
            self.blocks.append(found)


def _is_layout(table: _Element) -> bool:
    """Whether a table only arranges the page: it holds other tables, or one cell a row."""
    rows = list(table.iter("tr"))
    return table.find(".//table") is not None or all(len(row) < 2 for row in rows)


def _is_seen(element: _Element) -> bool:
    return element.tag not in _SKIPPED and not _HIDDEN(element.get("style", ""))


def _span(cell: _Element, name: str) -> int:
    """The number of columns or rows that a cell covers; for rows 0 means all that follow."""
    text = cell.get(name, "1").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(number, _WIDEST if name == "colspan" else limits.ROWS.most)


def _cell_text(cell: _Element) -> tuple[str, str]:
    """The lines of a cell, and the signs of footnotes in it."""
    text, raised = without_marks(_cell_pieces(cell, lifted=False))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\v"))
    return "\n".join(line for line in lines if line), raised


def _cell_pieces(element: _Element, *, lifted: bool) -> Iterator[tuple[str, bool]]:
    """The pieces of a cell's text, and whether they are raised; `\\v` begins a new line."""
    if not _is_seen(element):
        return
    block = element.tag not in _INLINE
    lifted = lifted or element.tag == "sup"
    if block or element.tag == "br":
        yield "\v", False
    yield element.text or "", lifted
    for child in element:
        yield from _cell_pieces(child, lifted=lifted)
        yield child.tail or "", lifted
    if block:
        yield "\v", False

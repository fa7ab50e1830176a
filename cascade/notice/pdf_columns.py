"""Read a notice from the text that `pdftotext -layout` makes of a PDF, where that keeps the columns apart."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cascade.grid import Refused
from cascade.notice.document import NoticeDocument, TableBuilder, TextCell, TextTable

_FIELD = re.compile(r"\S+(?: \S+)*")
_FEWEST_FIELDS, _FEWEST_ROWS = 3, 3
_PAGE_NUMBER = re.compile(r"[-—－–\s]*\d{1,3}[-—－–\s]*")


class _PlacedText(NamedTuple):
    """A text of a line, and where it begins and ends."""

    text: str
    start: int
    end: int


def read_columns(text: str) -> NoticeDocument:
    """Read paragraphs and tables. Raises `Refused` F02 where the rows of a table differ in their columns."""
    blocks: list[str | TextTable] = []
    run: list[list[_PlacedText]] = []
    unclear = False
    for line in [*text.replace("\f", "\n").split("\n"), "。"]:
        if not line.strip() or _PAGE_NUMBER.fullmatch(line.strip()):
            continue
        fields = [_PlacedText(found[0], found.start(), found.end()) for found in _FIELD.finditer(line)]
        if len(fields) >= _FEWEST_FIELDS or (len(run) == 1 and _goes_on(run[0], fields)):
            run = [_joined(run[0], fields)] if len(fields) < _FEWEST_FIELDS else [*run, fields]
            continue
        if len(run) >= _FEWEST_ROWS and len({len(row) for row in run}) == 1 and not _lacks_heads(run[0]):
            blocks.append(_table(run, f"表{sum(isinstance(each, TextTable) for each in blocks) + 1}"))
        else:
            unclear = unclear or len(run) >= _FEWEST_ROWS
            blocks += ["".join(field.text for field in row) for row in run]
        run = []
        blocks.append(line.strip())
    if unclear or not any(isinstance(each, TextTable) for each in blocks):
        remedy = "请找到原来的 Word 或表格文件再试；没有的，用 --new-plan 写一本空白方案，照着通知填"
        raise Refused(
            "F02", kind="", said="PDF 里的表格分不清各列（有合并、换行或挨得太近的单元格）", remedy=remedy
        )
    return NoticeDocument(tuple(blocks[:-1]))


def _lacks_heads(row: Sequence[_PlacedText]) -> bool:
    """Whether the first row of a table holds values: its heads stand in lines that were not understood."""
    return all(any(map(str.isdecimal, field.text)) for field in row[1:])


def _goes_on(head: Sequence[_PlacedText], fields: Sequence[_PlacedText]) -> bool:
    """Whether a short line only holds the ends of heads above it: （亿元） below 工业增加值."""
    places = [_above(head, field) for field in fields]
    return None not in places and len(set(places)) == len(places) and 0 not in places


def _above(head: Sequence[_PlacedText], field: _PlacedText) -> int | None:
    """Which head a text stands below; None where it is none or several."""
    found = [at for at, each in enumerate(head) if field.start < each.end and each.start < field.end]
    return found[0] if len(found) == 1 else None


def _joined(head: Sequence[_PlacedText], fields: Sequence[_PlacedText]) -> list[_PlacedText]:
    below = {_above(head, field): field.text for field in fields}
    return [field._replace(text=field.text + below.get(at, "")) for at, field in enumerate(head)]


def _table(rows: Sequence[Sequence[_PlacedText]], name: str) -> TextTable:
    builder = TableBuilder()
    for at, row in enumerate(rows):
        for column, field in enumerate(row):
            builder.place(TextCell(field.text, at, column), (at,), (column,))
    return builder.table(name)

"""Read a notice from the text that `pdftotext -layout` makes of a PDF, where that keeps the columns apart."""

import re
from collections.abc import Sequence

from cascade.grid import Refused
from cascade.notice.document import NoticeDocument, TableBuilder, TextCell, TextTable

_GAP = re.compile(r"\s{2,}")
_FEWEST_FIELDS, _FEWEST_ROWS = 3, 3
_PAGE_NUMBER = re.compile(r"[-—－–\s]*\d{1,3}[-—－–\s]*")


def read_columns(text: str) -> NoticeDocument:
    """Read paragraphs and tables. Raises `Refused` F02 where the rows of a table differ in their columns."""
    blocks: list[str | TextTable] = []
    run: list[list[str]] = []
    unclear = False
    for line in [*text.replace("\f", "\n").split("\n"), "。"]:
        stripped = line.strip()
        if not stripped or _PAGE_NUMBER.fullmatch(stripped):
            continue
        fields = _GAP.split(stripped)
        if len(fields) >= _FEWEST_FIELDS:
            run.append(fields)
            continue
        if len(run) >= _FEWEST_ROWS and len({len(row) for row in run}) == 1:
            blocks.append(_table(run, f"表{sum(isinstance(each, TextTable) for each in blocks) + 1}"))
        else:
            unclear = unclear or len(run) >= _FEWEST_ROWS
            blocks += ["".join(row) for row in run]
        run = []
        blocks.append(stripped)
    if unclear or not any(isinstance(each, TextTable) for each in blocks):
        remedy = "请找到原来的 Word 或表格文件再试；没有的，用 --new-plan 写一本空白方案，照着通知填"
        raise Refused(
            "F02", kind="", said="PDF 里的表格分不清各列（有合并、换行或挨得太近的单元格）", remedy=remedy
        )
    return NoticeDocument(tuple(blocks[:-1]))


def _table(rows: Sequence[Sequence[str]], name: str) -> TextTable:
    builder = TableBuilder()
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            builder.place(TextCell(text, at, column), (at,), (column,))
    return builder.table(name)

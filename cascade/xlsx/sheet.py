"""A worksheet: its cells, and what is hidden or merged.

This is where the time of reading goes: `_row` holds what most cells need, everything unusual is elsewhere.
"""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from cascade.grid import Area, Cell, CellKind, FormatClass, Refused, Sheet, address
from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces, plain_text
from cascade.xlsx.references import COLUMNS, area, cell_place
from cascade.xlsx.shared_formulas import Formulas
from cascade.xlsx.strings import joined, unescaped

_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_tuple = tuple.__new__  # makes a named tuple in half the time of calling it
_TRUE = ("1", "true")
_SPACE = " \t\r\n"
_SHORT = 1000  # characters: a longer text is looked at more closely
_EXTENSIONS = ("extLst", "ext")
_WANTED = (b"sheetData", b"mergeCells", b"cols", b"oleObjects")

# An attribute of an enumeration costs as much to look up as a dictionary's.
_NUMBER, _TEXT, _EMPTY = CellKind.NUMBER, CellKind.TEXT, CellKind.EMPTY


def _repeated(references: list[str | None]) -> bool:
    """Whether two cells say that they stand in one place. Any number may say nothing."""
    said = [each for each in references if each]
    return len(set(said)) < len(said)


class SheetReader:
    """Reads one sheet. `strings` and `formats` are keyed by the numbers that cells write."""

    def __init__(
        self,
        name: str,
        allowance: limits.Allowance,
        strings: Mapping[str, str],
        formats: Mapping[str | None, FormatClass],
    ) -> None:
        self._name = name
        self._part = Part(f"工作表“{name[:31]}”", "worksheet", allowance, wanted=_WANTED)
        self._strings, self._formats = strings, formats
        self._formulas = Formulas(allowance)
        self._cells: dict[tuple[int, int], Cell] = {}
        self._row_number = 0
        self._rows: set[int] = set()

    def read(self, chunks: Iterable[bytes], hidden: bool) -> Sheet:
        """The sheet, with those cells that hold a value or a formula; raises `Refused`."""
        allowance = self._part.allowance
        hidden_rows: set[int] = set()
        hidden_columns: list[tuple[int, int]] = []
        merges: list[Area] = []
        for parent, element in pieces(self._part, chunks):
            if parent == "sheetData":
                allowance.spend(limits.LINES, 1)
                references = [each.get("r") for each in element]
                row = self._number_of(element, references)
                self._row(element, row, references)
                # Beyond the last row that may hold anything, hidden or not makes no difference.
                if element.get("hidden") in _TRUE and row <= limits.ROWS.most:
                    hidden_rows.add(row)
            elif parent == "cols":
                allowance.spend(limits.AREAS, 1)
                if element.get("hidden") in _TRUE:
                    first, last = element.get("min"), element.get("max")
                    hidden_columns.append((self._part.integer(first), self._part.integer(last)))
            elif parent == "mergeCells":
                allowance.spend(limits.AREAS, 1)
                merges.append(self._merge(element.get("ref", "")))
            elif parent == "oleObjects":
                raise Refused("F06", kind="嵌入对象")
        orphan = self._formulas.finish(self._cells)
        if orphan is not None:
            raise self._part.damaged(f"单元格 {orphan} 的共享公式不存在")
        rows, columns = frozenset(hidden_rows), tuple(hidden_columns)
        return Sheet(self._name, hidden, self._cells, rows, columns, tuple(merges))

    def _row(self, element: Element, row: int, references: list[str | None]) -> None:
        """Take the cells of a row."""
        cells, strings, formats = self._cells, self._strings, self._formats
        digits = str(row)
        before = len(cells)
        column = characters = 0
        passed = None  # where the last empty cell is: it only matters to one that does not say where it is
        for each, reference in zip(element, references, strict=True):
            if reference and not len(each):
                passed = reference
                continue
            known = COLUMNS.get(reference.removesuffix(digits)) if reference and each.tag == "c" else None
            column = known or self._column(each, row, column, passed)
            passed = value = formula = None
            for inner in each:
                if inner.tag == "v" and not len(inner) and value is None:
                    value = inner.text or ""
                elif inner.tag == "f" and formula is None:
                    formula = inner.text or ""
                    characters += len(formula)
                    if inner.attrib or len(inner) or formula.startswith("="):
                        formula = self._formula(inner, row, column)
                elif inner.tag == "is" and value is None:
                    value = joined(self._part, inner)
                elif inner.tag not in _EXTENSIONS:
                    raise self._wrong(row, column, "内有多余的标记")
            if value is None and formula is None:
                continue
            get = each.attrib.get
            written = get("t")
            if value and (written is None or written == "n") and _number(value):
                kind, text = _NUMBER, value
            elif written == "inlineStr" and value is not None:
                kind, text = _TEXT, value
            elif written == "s" and value is not None and value in strings:
                kind, text = _TEXT, strings[value]
            elif written == "str" and value is not None and len(value) < _SHORT and "_x" not in value:
                kind, text = _TEXT, value
                characters += len(value)
            else:
                kind, text = self._unusual(written, value, row, column)
                if kind is _EMPTY and formula is None:
                    continue
            shown_as = formats.get(get("s")) or self._no_style(row, column)
            cell = _tuple(Cell, (row, column, kind, text, formula, shown_as))
            if cells.setdefault((row, column), cell) is not cell:
                raise self._wrong(row, column, "重复出现")
        if len(cells) > before:
            self._count(row, len(cells) - before, characters)

    def _number_of(self, row: Element, references: list[str | None]) -> int:
        """The number of a row, which it says or which follows from the one before."""
        if row.tag != "row":
            raise self._part.damaged(f"标记 {row.tag[:20]} 的位置不对")
        reference = row.get("r")
        self._row_number = self._row_number + 1 if reference is None else self._part.integer(reference)
        if not 1 <= self._row_number <= limits.LAST_ROW:
            raise self._part.damaged(f"行号“{self._row_number}”超出工作表")
        if self._row_number in self._rows:  # of two rows or cells, programs disagree which counts
            raise self._part.damaged(f"第 {self._row_number} 行重复出现")
        self._rows.add(self._row_number)
        if len(set(references)) < len(references) and _repeated(references):
            raise self._part.damaged(f"第 {self._row_number} 行中有重复的单元格")
        return self._row_number

    def _column(self, cell: Element, row: int, column: int, passed: str | None) -> int:
        """The column of a cell that does not say where it is, or that lies far to the right.

        `column` is that of the last cell with something in it, `passed` the place of an empty one after it.
        """
        if cell.tag in _EXTENSIONS:
            return column
        if cell.tag != "c":
            raise self._part.dangerous(f"第 {row} 行中有不明的标记 {cell.tag[:20]}")
        reference = cell.get("r")
        if reference is not None:
            column = self._stated(reference, row)
        elif passed is not None:
            column = self._stated(passed, row) + 1
        else:
            column += 1
        if column > limits.LAST_COLUMN:
            raise self._part.damaged(f"第 {row} 行中的单元格超出工作表")
        if column > limits.COLUMNS.most and len(cell):
            raise limits.COLUMNS.refused()
        return column

    def _stated(self, reference: str, row: int) -> int:
        """The column of a cell's reference, which must lie in its row."""
        place = cell_place(reference)
        if place is None or place[0] != row:
            raise self._part.damaged(f"第 {row} 行中的单元格位置“{reference[:20]}”有误")
        return place[1]

    def _formula(self, element: Element, row: int, column: int) -> str:
        """The formula of a cell, without the equals sign that some programs write."""
        text = plain_text(self._part, element).removeprefix("=")
        attrs = element.attrib
        return self._formulas.written(attrs, text, row, column) if attrs else text

    def _unusual(self, written: str | None, value: str | None, row: int, column: int) -> tuple[CellKind, str]:
        """Kind and text of a value that is no plain number or shared text; `written` is the cell's `t`."""
        if value is None or (not value and written is None):
            return _EMPTY, ""
        if written == "str":
            return _TEXT, unescaped(self._part.text(value))
        value = value.strip(_SPACE)
        if not value:
            return _EMPTY, ""
        if written in (None, "n") and _number(value):
            return _NUMBER, value
        if written == "s" and value in self._strings:
            return _TEXT, self._strings[value]
        if written == "b" and value in ("0", "1", "false", "true"):
            return CellKind.BOOLEAN, "TRUE" if value in _TRUE else "FALSE"
        if written == "e":
            return CellKind.ERROR, self._part.text(value)
        if written == "d":
            return CellKind.DATE, self._part.text(value)
        raise self._wrong(row, column, f"的值“{value[:20]}”无法识别")

    def _count(self, row: int, filled: int, characters: int) -> None:
        if row > limits.ROWS.most:
            raise limits.ROWS.refused()
        self._part.allowance.spend(limits.CELLS, filled)
        self._part.allowance.spend(limits.CHARACTERS, characters)

    def _merge(self, reference: str) -> Area:
        merged = area(reference)
        if merged is None:
            raise self._part.damaged(f"合并区域“{reference[:20]}”有误")
        if (merged.bottom - merged.top + 1) * (merged.right - merged.left + 1) > limits.MERGED.most:
            raise limits.MERGED.refused()
        return merged

    def _no_style(self, row: int, column: int) -> FormatClass:
        raise self._wrong(row, column, "的样式编号超出范围")

    def _wrong(self, row: int, column: int, what: str) -> Refused:
        return self._part.damaged(f"单元格 {address(row, column)} {what}")

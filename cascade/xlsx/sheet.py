"""Read a worksheet: its cells, its hidden rows and columns, its merged areas.

Reading spends most of its time in `_row`, so that method handles only what most cells need.
"""

import re
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from cascade.grid import Area, Cell, CellKind, CellStyle, Refused, Run, Sheet, address, in_words
from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces, plain_text
from cascade.xlsx.references import COLUMNS, area, cell_place
from cascade.xlsx.shared_formulas import Formulas
from cascade.xlsx.strings import RichText, joined, unescaped

_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_tuple = tuple.__new__  # builds a named tuple in half the time of a call
_TRUE = ("1", "true")
_SPACE = " \t\r\n"
_SHORT = 1000  # characters: `_unusual` handles a longer text
_EXTENSIONS = ("extLst", "ext")
_WANTED = (b"sheetData", b"mergeCells", b"cols", b"oleObjects")

# Module names: the attribute lookup on an enumeration costs as much as a dictionary lookup.
_NUMBER, _TEXT, _EMPTY = CellKind.NUMBER, CellKind.TEXT, CellKind.EMPTY
_NO_RUNS: tuple[Run, ...] = ()
_NO_TEXT: tuple[None, tuple[Run, ...]] = None, ()


def scan_sheet(name: str, allowance: limits.Allowance, data: bytes) -> None:
    """Check a sheet of which nothing is wanted. Raises `Refused` as for any part, whatever its cells are."""
    for _ in pieces(Part(_label(name), "worksheet", allowance, scanned=True), (data,)):
        pass


def _label(name: str) -> str:
    return f"工作表“{name[:31]}”"


class SheetReader:
    """Reads one sheet. The numbers that cells write are the keys of `strings` and `styles`."""

    def __init__(
        self,
        name: str,
        allowance: limits.Allowance,
        strings: Mapping[str, RichText],
        styles: Mapping[str | None, CellStyle],
    ) -> None:
        self._name = name
        self._part = Part(_label(name), "worksheet", allowance, wanted=_WANTED)
        self._strings, self._styles = strings, styles
        self._formulas = Formulas(self._part)
        self._cells: dict[tuple[int, int], Cell] = {}
        self._row_number = 0
        self._rows: set[int] = set()

    def read(self, chunks: Iterable[bytes], hidden: bool) -> Sheet:
        """Read the sheet: all cells that hold a value or a formula. Raises `Refused`."""
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
                # No row beyond this limit may hold anything, so whether it is hidden makes no difference.
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
        self._formulas.finish(self._cells)
        rows, columns = frozenset(hidden_rows), tuple(hidden_columns)
        return Sheet(self._name, hidden, self._cells, rows, columns, tuple(merges))

    def _row(self, element: Element, row: int, references: list[str | None]) -> None:
        """Read the cells of a row."""
        cells, strings, styles = self._cells, self._strings, self._styles
        digits, before = str(row), len(cells)
        column = characters = 0
        empty_reference = None  # the reference of the last empty cell: a following cell without one needs it
        for each, reference in zip(element, references, strict=True):
            if reference and not len(each):
                empty_reference = reference
                continue
            known = COLUMNS.get(reference.removesuffix(digits)) if reference and each.tag == "c" else None
            column = known or self._column(each, row, column, empty_reference)
            empty_reference = value = inline = formula = None
            runs = _NO_RUNS
            for inner in each:
                if inner.tag == "v" and not len(inner) and value is None and inline is None:
                    value = inner.text or ""
                elif inner.tag == "f" and formula is None:
                    formula = inner.text or ""
                    characters += len(formula)
                    if inner.attrib or len(inner) or formula.startswith("="):
                        formula = self._formula(inner, row, column)
                elif inner.tag == "is" and value is None and inline is None:
                    inline = joined(self._part, inner)
                elif inner.tag not in _EXTENSIONS:
                    raise self._damaged_cell(row, column, "内有多余的标记")
            type_ = each.get("t")
            if type_ == "inlineStr":
                value, runs = inline or _NO_TEXT  # Excel shows no <v> of such a cell
            if value is None and formula is None:
                continue
            if value and (type_ is None or type_ == "n") and _number(value):
                kind, text = _NUMBER, value
            elif type_ == "inlineStr" and value is not None:
                kind, text = _TEXT, value
            elif type_ == "s" and value is not None and value in strings:
                kind, (text, runs) = _TEXT, strings[value]
            elif type_ == "str" and value is not None and len(value) < _SHORT and "_x" not in value:
                kind, text = _TEXT, value
                characters += len(value)
            else:
                kind, text, runs = self._unusual(type_, value, row, column)
                if kind is _EMPTY and formula is None:
                    continue
            style = styles.get(each.get("s")) or self._refuse_style(row, column)
            cell = _tuple(Cell, (row, column, kind, text, formula, style, runs))
            if cells.setdefault((row, column), cell) is not cell:
                raise self._damaged_cell(row, column, "重复出现")
        if len(cells) > before:
            self._count(row, len(cells) - before, characters)

    def _number_of(self, row: Element, references: list[str | None]) -> int:
        """The number that a row states, else the next after the row before."""
        if row.tag != "row":
            raise self._part.damaged(f"标记 {row.tag[:20]} 的位置不对")
        reference = row.get("r")
        self._row_number = self._row_number + 1 if reference is None else self._part.integer(reference)
        if not 1 <= self._row_number <= limits.LAST_ROW:
            raise self._part.damaged(f"行号“{self._row_number}”超出工作表")
        if self._row_number in self._rows:  # programs disagree which of two rows or cells counts
            raise self._part.damaged(f"第 {self._row_number} 行重复出现")
        self._rows.add(self._row_number)
        if len(set(references)) < len(references):
            stated = [each for each in references if each]  # any number of cells may state none
            if len(set(stated)) < len(stated):
                raise self._part.damaged(f"第 {self._row_number} 行中有重复的单元格")
        return self._row_number

    def _column(self, cell: Element, row: int, column: int, empty_reference: str | None) -> int:
        """The column of a cell that states no reference, or that lies far to the right.

        `column` is the column of the last cell with content, `empty_reference` the reference of an empty cell
        after it.
        """
        if cell.tag in _EXTENSIONS:
            return column
        if cell.tag != "c":
            raise self._part.dangerous(f"第 {row} 行中有不明的标记 {cell.tag[:20]}")
        reference = cell.get("r")
        if reference is not None:
            column = self._stated_column(reference, row)
        elif empty_reference is not None:
            column = self._stated_column(empty_reference, row) + 1
        else:
            column += 1
        if column > limits.LAST_COLUMN:
            raise self._part.damaged(f"第 {row} 行中的单元格超出工作表")
        if column > limits.COLUMNS.most and len(cell):
            raise limits.COLUMNS.refused()
        return column

    def _stated_column(self, reference: str, row: int) -> int:
        """The column of a cell's reference. Raises `Refused` F03 where it names another row."""
        place = cell_place(reference)
        if place is None or place[0] != row:
            raise self._part.damaged(f"第 {row} 行中的单元格位置“{reference[:20]}”有误")
        return place[1]

    def _formula(self, element: Element, row: int, column: int) -> str:
        """The text of a formula, without the equals sign that some programs write."""
        text = plain_text(self._part, element).removeprefix("=")
        attrs = element.attrib
        return self._formulas.written(attrs, text, row, column) if attrs else text

    def _unusual(
        self, type_: str | None, value: str | None, row: int, column: int
    ) -> tuple[CellKind, str, tuple[Run, ...]]:
        """Kind, text and runs of a value that `_row` does not know; `type_` is the cell's `t`."""
        if type_ == "s" and value is not None and value.strip(_SPACE) in self._strings:
            return _TEXT, *self._strings[value.strip(_SPACE)]
        return *self._plain(type_, value, row, column), _NO_RUNS

    def _plain(self, type_: str | None, value: str | None, row: int, column: int) -> tuple[CellKind, str]:
        """Kind and text of an unusual value that is no shared text."""
        if value is None or (not value and type_ is None):
            return _EMPTY, ""
        if type_ == "str":
            return _TEXT, unescaped(self._part.text(value))
        value = value.strip(_SPACE)
        if not value:
            return _EMPTY, ""
        if type_ in (None, "n") and _number(value):
            return _NUMBER, value
        if type_ == "b" and value in ("0", "1", "false", "true"):
            return CellKind.BOOLEAN, "TRUE" if value in _TRUE else "FALSE"
        if type_ == "e":
            return CellKind.ERROR, self._part.text(value)
        if type_ == "d":
            return CellKind.DATE, self._part.text(value)
        raise self._damaged_cell(row, column, f"的值“{value[:20]}”无法识别")

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

    def _refuse_style(self, row: int, column: int) -> CellStyle:
        raise self._damaged_cell(row, column, "的样式编号超出范围")

    def _damaged_cell(self, row: int, column: int, what: str) -> Refused:
        return self._part.damaged(f"单元格 {in_words(address(row, column))}{what}")

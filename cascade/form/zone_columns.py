"""The columns of the sheet for the stamp in which functional zones appear.

Formulas cannot add columns. So there is one for each spare row of the form, at the right end and without
borders between them: together they look like one column for remarks (备注). The zones that the city names
fill them from the left. A row below the printed area says which spare row each column shows.
"""

from collections.abc import Sequence
from functools import cached_property

from cascade.drawing import DrawnSheet, Styles
from cascade.form.canvas import Canvas
from cascade.form.protection import FILLED
from cascade.formula import Formula, Live, Ref, Span, formula
from cascade.grid import column_letters
from cascade.layout import Column

_REMARKS = "备注"

# The number of the first, second, … spare row that has a name on any sheet
_ROW = formula('IFERROR(SMALL(IF(named, rows), number), "")')
_NAMED, _SUM = formula('names <> ""'), formula("first + second")
_HEADING = formula('IF(row = "", remarks, name)')
_MIDDLE = formula(  # the middle one of the columns without a zone
    'IF(INT((COUNT(rows) + after) / 2) = number, remarks, "")', remarks=_REMARKS
)
_NAME = formula('IF(INDEX(names, row) <> "", INDEX(names, row), further)')
_VALUE = formula('IF(row = "", "", IF(INDEX(cells, row) = "", "", INDEX(cells, row)))')


class ZoneColumns:
    """The formulas of the zone columns; `index` is the row that says which spare row each shows."""

    def __init__(self, canvases: Sequence[Canvas], columns: range, index: int) -> None:
        self.columns = columns
        self._index = index
        self._names = {  # the zones' names on each sheet
            f"names{number}": canvas.rows_from_elsewhere(canvas.contents.sheet.columns[1])
            for number, canvas in enumerate(canvases if columns else ())
        }

    def index(self, at: int) -> Live:
        """The number (from 1) of the spare row that a column shows; empty if none."""
        return self._rows[at - self.columns.start]

    @cached_property
    def _rows(self) -> list[Live]:
        """For each zone column, the formula that gives the number of its spare row."""
        named: Formula | None = None
        for name in self._names:
            more = _NAMED.renamed(names=name)
            named = more if named is None else _SUM.given(first=named, second=more)
        numbers = range(1, len(self.columns) + 1)
        rule = _ROW.given(named=named, rows=tuple(numbers)) if named else _ROW
        return [rule.live(number=number, **self._names) for number in numbers]

    def _row(self, at: int) -> Ref:
        """The cell that contains the number of a column's spare row."""
        return Ref(f"{column_letters(at)}${self._index}", self.index(at).value)

    def heading(self, at: int) -> Live:
        """The name of a column's zone; 备注 in the middle one of the columns without a zone."""
        first, last = self._row(self.columns[0]), self._row(self.columns[-1])
        rows = Span(f"{first.reference}:{last.reference}", [live.value for live in self._rows])
        after, number = len(self.columns) + 1, at - self.columns.start + 1
        remarks = _MIDDLE.live(rows=rows, after=after, number=number)
        return self._heading.live(row=self._row(at), remarks=remarks, **self._names)

    @cached_property
    def _heading(self) -> Formula:
        """The zone's name from the first sheet that has one."""
        name = formula('""')
        for names in reversed(self._names):
            name = _NAME.given(further=name).renamed(names=names)
        return _HEADING.given(name=name)

    def value(self, at: int, canvas: Canvas, column: Column) -> Live:
        """The value of a column's zone in a column of the form."""
        return _VALUE.live(row=self._row(at), cells=canvas.rows_from_elsewhere(column))

    def edges(self, at: int) -> dict[str, int]:
        """The borders left and right of a column's cells: only those around all zone columns."""
        return {"left": int(at == self.columns[0]), "right": int(at == self.columns[-1])}

    def divide(self, page: DrawnSheet, top: int, bottom: int, styles: Styles) -> None:
        """Draw a border left of each column with a zone, and of the first one without."""
        for at in self.columns[1:]:
            line = styles.get("ruled", **(self.edges(at) | {"left": 1}))
            criteria = FILLED.text(cell=f"${self._row(at - 1).reference}")
            rule = {"type": "formula", "criteria": criteria, "format": line}
            page.conditional_format(top - 1, at - 1, bottom - 1, at - 1, rule)

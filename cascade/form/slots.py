"""The columns of the sheet for the stamp in which functional zones appear.

Columns cannot come and go by formula. So there is one for each spare row of the form, at the right end and
without a line between them: together they are the column for remarks, and the zones that are named take them
one after the other. Which spare row has taken which column stands below the printed sheet.
"""

from collections.abc import Sequence
from decimal import Decimal

from cascade.drawing import DrawnSheet, Styles
from cascade.form.canvas import Canvas
from cascade.formula import Live, Value
from cascade.grid import column_letters
from cascade.layout import Column, Role

REMARKS = "备注"


class Slots:
    """What stands in some columns; `index` is the row in which they say whose they are."""

    def __init__(self, canvases: Sequence[Canvas], columns: range, index: int) -> None:
        self.columns = columns
        self._canvases, self._index = canvases, index
        contents = canvases[0].contents
        self._zones = [contents.row(at).region for at in contents.spare_rows]
        named = [at for at, zone in enumerate(self._zones) if self._name(zone) is not None]
        self._taken = dict(enumerate(named, start=columns.start))  # places of named zones by column

    def _name(self, zone: str) -> Value:
        """A zone's name; the first sheet that has one counts."""
        names = (canvas.feed((zone, "", Role.NAME))[1] for canvas in self._canvases)
        return next((name for name in names if name not in (None, "")), None)

    def _spare(self, canvas: Canvas, column: Column) -> str:
        """The range of the spare rows in a column of the form."""
        contents = canvas.contents
        return contents.elsewhere(contents.block(contents.spare_rows, column))

    def _names(self) -> list[str]:
        """The ranges of the zones' names, one on each sheet of the form."""
        return [self._spare(canvas, canvas.contents.sheet.columns[1]) for canvas in self._canvases]

    def _place(self, at: int) -> str:
        """The cell that says which spare row has taken a column."""
        return f"{column_letters(at)}${self._index}"

    def index(self, at: int) -> Live:
        """Which spare row has taken a column: of those with a name the first, the second, …; or none."""
        named = "+".join(f'({names}<>"")' for names in self._names())
        places = ";".join(str(place) for place in range(1, len(self._zones) + 1))
        formula = f'IFERROR(SMALL(IF({named},{{{places}}}),{at - self.columns.start + 1}),"")'
        return Live(formula, Decimal(self._taken[at] + 1) if at in self._taken else "", array=True)

    def heading(self, at: int) -> Live:
        """The name of the zone that has taken a column; 备注 in the middle of those that are left."""
        number, after = at - self.columns.start + 1, len(self._zones) + 1
        first, last = (self._place(each) for each in (self.columns[0], self.columns[-1]))
        remarks = f'IF(INT((COUNT({first}:{last})+{after})/2)={number},"{REMARKS}","")'
        formula = '""'
        for names in reversed(self._names()):
            name = f"INDEX({names},{self._place(at)})"
            formula = f'IF({name}<>"",{name},{formula})'
        formula = f'IF({self._place(at)}="",{remarks},{formula})'
        if at in self._taken:
            return Live(formula, self._name(self._zones[self._taken[at]]) or "")
        return Live(formula, REMARKS if (len(self._taken) + after) // 2 == number else "")

    def value(self, at: int, canvas: Canvas, column: Column) -> Live:
        """What the zone that has taken a column has in a column of the form."""
        cell = f"INDEX({self._spare(canvas, column)},{self._place(at)})"
        value = None
        if at in self._taken:
            _, value = canvas.feed((self._zones[self._taken[at]], column.field, column.role))
        formula = f'IF({self._place(at)}="","",IF({cell}="","",{cell}))'
        return Live(formula, "" if value is None else value)

    def edges(self, at: int) -> dict[str, int]:
        """The lines left and right of a column's cells: only those around all of the columns."""
        return {"left": int(at == self.columns[0]), "right": int(at == self.columns[-1])}

    def divide(self, page: DrawnSheet, top: int, bottom: int, styles: Styles) -> None:
        """Draw a line left of each column that a zone has taken, and of the first that is left."""
        for at in self.columns[1:]:
            line = styles.get("ruled", **(self.edges(at) | {"left": 1}))
            rule = {"type": "formula", "criteria": f'=${self._place(at - 1)}<>""', "format": line}
            page.conditional_format(top - 1, at - 1, bottom - 1, at - 1, rule)

"""More steps for `uno_driver`: what is copied, pasted, filtered, put in and taken out by hand.

Run by the driver, which takes up everything in STEPS; a step's first parameter is the driver's Book.
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import uno
from com.sun.star.awt import Size
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.FilterOperator import GREATER_EQUAL

STEPS: dict[str, Callable[..., Any]] = {}


def step(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function a step, under its name."""
    STEPS[function.__name__] = function
    return function


def properties(**values: Any) -> tuple[Any, ...]:
    """UNO's way to hand over named arguments."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


# ------------------------------------------------------------------------------------ sheets and blocks


@step
def copy_within(book: Any, sheet: str, name: str) -> None:
    """Copy a sheet within the workbook, under another name, behind all others."""
    book.document.Sheets.copyByName(sheet, name, len(book.document.Sheets.ElementNames))


@step
def take_sheet(book: Any, path: str, sheet: str) -> None:
    """Put a sheet of another workbook in the place of the one of the same name."""
    sheets = book.document.Sheets
    at = sheets.ElementNames.index(sheet)
    url = uno.systemPathToFileUrl(path)
    other = book.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
    sheets.removeByName(sheet)
    sheets.importSheet(other, sheet, at)


@step
def remove_sheet(book: Any, sheet: str) -> None:
    """Delete a sheet."""
    book.document.Sheets.removeByName(sheet)


@step
def add_sheet(book: Any, name: str) -> None:
    """Insert an empty sheet in front of all others."""
    book.document.Sheets.insertNewByName(name, 0)


@step
def move_range(book: Any, sheet: str, range: str, to: str) -> None:
    """Cut a range and paste it at another place of its sheet."""
    place = book.range(sheet, to, change=True).getCellByPosition(0, 0).CellAddress
    book.sheet(sheet).moveRange(place, book.range(sheet, range).RangeAddress)


@step
def copy_cells(book: Any, sheet: str, range: str, to: str) -> None:
    """Copy a range and paste it at another place of its sheet."""
    place = book.range(sheet, to, change=True).getCellByPosition(0, 0).CellAddress
    book.sheet(sheet).copyRange(place, book.range(sheet, range).RangeAddress)


@step
def paste_values(book: Any, sheet: str, range: str, to: str = "A1") -> None:
    """Copy a range and paste it into the first sheet of a new workbook as texts and numbers only."""
    _dispatch(book, ".uno:Copy", book.range(sheet, range))
    url, hidden = "private:factory/scalc", properties(Hidden=True)
    book.document = book.desktop.loadComponentFromURL(url, "_blank", 0, hidden)
    target = book.document.Sheets.getByIndex(0).getCellRangeByName(to)
    _dispatch(book, ".uno:InsertContents", target, Flags="SVD", FormulaCommand=0, SkipEmptyCells=False)


def _dispatch(book: Any, command: str, cells: Any, **arguments: Any) -> None:
    """Give a menu's command while some cells are selected."""
    view = book.document.CurrentController
    view.select(cells)
    _service("com.sun.star.frame.DispatchHelper").executeDispatch(
        view.Frame, command, "", 0, properties(**arguments)
    )


@cache
def _service(name: str) -> Any:
    """A service of the running LibreOffice, to which the driver has told us the pipe."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    remote = resolver.resolve(f"uno:pipe,name={sys.argv[3]};urp;StarOffice.ComponentContext")
    return remote.ServiceManager.createInstanceWithContext(name, remote)


@step
def panes(book: Any, sheet: str) -> list[int]:
    """How many rows and columns of a sheet are frozen."""
    view = book.document.CurrentController
    view.setActiveSheet(book.sheet(sheet))
    return [view.SplitRow, view.SplitColumn] if view.hasFrozenPanes() else [0, 0]


@step
def protect(book: Any, sheet: str) -> None:
    """Protect a sheet, without a password."""
    book.sheet(sheet).protect("")


@step
def unprotect(book: Any, sheet: str) -> None:
    """Take a protection without a password off a sheet."""
    book.sheet(sheet).unprotect("")


@step
def rename_sheet(book: Any, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    book.sheet(sheet).Name = name


@step
def sheets(book: Any) -> list[str]:
    """The names of all sheets, in order."""
    return list(book.document.Sheets.ElementNames)


# ------------------------------------------------------------------------------------- rows out of sight


@step
def filter_rows(book: Any, sheet: str, range: str, column: int, least: float) -> None:
    """Filter the rows of a range (its first row is the heading): what is less than `least` is hidden."""
    cells = book.range(sheet, range, change=True)
    criteria = cells.createFilterDescriptor(True)
    criteria.ContainsHeader = True
    field = TableFilterField()
    field.Field, field.IsNumeric, field.NumericValue, field.Operator = column, True, least, GREATER_EQUAL
    criteria.FilterFields = (field,)
    cells.filter(criteria)


@step
def hide_sheet(book: Any, sheet: str) -> None:
    """Hide a sheet."""
    book.sheet(sheet).IsVisible = False


@step
def print_sheets(book: Any, path: str, sheets: list[str]) -> None:
    """Print the visible sheets among some (none: all of them) to PDF; the workbook stays as it was.

    A hidden sheet is printed all the same if it has a print area.
    """
    seen = [each for each in map(book.sheet, book.document.Sheets.ElementNames) if each.IsVisible]
    left_out = [(each, each.PrintAreas) for each in seen if sheets and each.Name not in sheets]
    for sheet, _ in left_out:
        sheet.IsVisible, sheet.PrintAreas = False, ()
    book.document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName="calc_pdf_Export"))
    for sheet, areas in left_out:
        sheet.IsVisible, sheet.PrintAreas = True, areas


@step
def recalculate(book: Any) -> None:
    """Compute every formula anew, whatever value it has."""
    book.document.calculateAll()


@step
def store_values(book: Any, path: str) -> None:
    """Write the values of all cells as text, which takes a tenth of the time of a workbook.

    A file a sheet: of `of.csv` comes `of-总览.csv`. Commas stand between the cells; texts are in quotation
    marks, numbers (in full) and TRUE and FALSE are not.
    """
    separators_utf8_from_line_1, texts_quoted, numbers_bare = "44,34,76,1,,0", "true", "true"
    as_shown, formulas, trimmed, all_sheets = "false", "false", "false", "-1"
    options = (
        separators_utf8_from_line_1,
        texts_quoted,
        numbers_bare,
        as_shown,
        formulas,
        trimmed,
        all_sheets,
    )
    url, name = uno.systemPathToFileUrl(path), "Text - txt - csv (StarCalc)"
    book.document.storeToURL(url, properties(FilterName=name, FilterOptions=",".join(options)))


# -------------------------------------------------------------------------------- pictures, notes, properties


@step
def picture(book: Any, sheet: str, path: str) -> None:
    """Paste a picture over the cells of a sheet."""
    provider = _service("com.sun.star.graphic.GraphicProvider")
    shape = book.document.createInstance("com.sun.star.drawing.GraphicObjectShape")
    shape.Graphic = provider.queryGraphic(properties(URL=uno.systemPathToFileUrl(path)))
    book.sheet(sheet).DrawPage.add(shape)
    shape.setSize(Size(4000, 4000))


@step
def comment(book: Any, sheet: str, cell: str, text: str) -> None:
    """Put a comment on a cell."""
    book.sheet(sheet).Annotations.insertNew(book.range(sheet, cell).CellAddress, text)


@step
def drop_property(book: Any, name: str) -> None:
    """Delete a custom document property."""
    book.document.DocumentProperties.UserDefinedProperties.removeProperty(name)


@step
def drop_names(book: Any) -> None:
    """Delete every defined name."""
    names = book.document.NamedRanges
    for name in names.ElementNames:
        names.removeByName(name)

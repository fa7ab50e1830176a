"""Does things to workbooks in LibreOffice Calc as a person would, step by step.

Run by the system's Python, the only one that has LibreOffice's module `uno`; `uno_session` starts it and
knows its language: a line of JSON in, {"source": path or null, "recalculation": bool, "steps": [{"do": name,
…}, …]}, and a line out, {"results": […]} or {"error": text}. To teach it another step, add a function marked
`@step`: its parameters are the step's, and what it returns is the step's result.
"""

import json
import runpy
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.FormulaResult import STRING, VALUE
from com.sun.star.table import TableSortField

LOADING = "/org.openoffice.Office.Calc/Formula/Load"
ALWAYS, NEVER = 0, 1  # values of OOXMLRecalcMode and ODFRecalcMode there
EVERYTHING = 1023  # all of com.sun.star.sheet.CellFlags
FILTERS: dict[str, str] = json.loads(sys.argv[4])  # LibreOffice's word for each file name's ending
STEPS: dict[str, Callable[..., Any]] = {}


class Book:
    """The workbook the steps are done to; a step that makes a new workbook goes on with that one."""

    def __init__(self, desktop: Any, source: str | None) -> None:
        self.desktop = desktop
        url = uno.systemPathToFileUrl(source) if source else "private:factory/scalc"
        self.document = desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))

    def sheet(self, name: str, change: bool = False) -> Any:
        """A sheet by its name. LibreOffice silently ignores changes to a protected one: say so instead."""
        sheet = self.document.Sheets.getByName(name)
        if change and sheet.isProtected():
            raise PermissionError(f"the sheet {name} is protected")
        return sheet

    def range(self, sheet: str, address: str, change: bool = False) -> Any:
        """The cells of an address such as F9 or B3:D8."""
        return self.sheet(sheet, change).getCellRangeByName(address)


def step(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function a step, under its name less the underscore that keeps Python's own words apart."""
    STEPS[function.__name__.rstrip("_")] = function
    return function


def properties(**values: Any) -> tuple[Any, ...]:
    """UNO's way to hand over named arguments."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


# ------------------------------------------------------------------------------------ one cell, or several


@step
def type_(book: Book, sheet: str, cell: str, text: str) -> None:
    """Type into a cell: 10% becomes 0.1, ０ becomes 0, 2020/6/30 a date, =A1+1 a formula, '12 a text."""
    target = book.range(sheet, cell)
    if book.sheet(sheet).isProtected() and target.CellProtection.IsLocked:
        raise PermissionError(f"the cell {cell} is locked")
    target.FormulaLocal = text


@step
def read(book: Book, sheet: str, cell: str) -> dict[str, Any]:
    """What a cell holds: its value (None, number or text), text as shown, formula and error code (or 0)."""
    found = book.range(sheet, cell)
    kind, formula = found.Type.value, ""
    if kind == "FORMULA":
        formula = found.Formula
        kind = {VALUE: "VALUE", STRING: "TEXT"}.get(
            found.FormulaResultType2, "EMPTY"
        )  # an error has no value
    value = {"VALUE": found.Value, "TEXT": found.String}.get(kind)
    return {"value": value, "text": found.String, "formula": formula, "error": found.getError()}


@step
def read_range(book: Book, sheet: str, range: str) -> list[list[Any]]:
    """The rows of a range: numbers and texts, an empty cell being an empty text."""
    return [list(row) for row in book.range(sheet, range).getDataArray()]


@step
def clear(book: Book, sheet: str, range: str) -> None:
    """Delete contents, formats and all."""
    book.range(sheet, range, change=True).clearContents(EVERYTHING)


@step
def merge(book: Book, sheet: str, range: str) -> None:
    """Merge the cells of a range."""
    book.range(sheet, range, change=True).merge(True)


@step
def format(book: Book, sheet: str, range: str, code: str) -> None:
    """Give cells a number format, e.g. 0.0%."""
    formats, locale = book.document.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
    key = formats.queryKey(code, locale, False)
    cells = book.range(sheet, range, change=True)
    cells.NumberFormat = formats.addNew(code, locale) if key < 0 else key


# ------------------------------------------------------------------------------------- rows and columns


@step
def insert_rows(book: Book, sheet: str, row: int, count: int = 1) -> None:
    """Insert empty rows before a row (rows count from 1). LibreOffice cannot, above an array formula."""
    book.sheet(sheet, change=True).Rows.insertByIndex(row - 1, count)


@step
def delete_rows(book: Book, sheet: str, row: int, count: int = 1) -> None:
    """Delete rows from a row on."""
    book.sheet(sheet, change=True).Rows.removeByIndex(row - 1, count)


@step
def hide_rows(book: Book, sheet: str, row: int, count: int = 1) -> None:
    """Hide rows from a row on."""
    book.range(sheet, f"{row}:{row + count - 1}", change=True).Rows.IsVisible = False


@step
def insert_columns(book: Book, sheet: str, column: str, count: int = 1) -> None:
    """Insert empty columns before a column, given by its letters."""
    book.sheet(sheet, change=True).Columns.insertByIndex(_column(book, sheet, column), count)


@step
def delete_columns(book: Book, sheet: str, column: str, count: int = 1) -> None:
    """Delete columns from a column on."""
    book.sheet(sheet, change=True).Columns.removeByIndex(_column(book, sheet, column), count)


@step
def hide_columns(book: Book, sheet: str, column: str, count: int = 1) -> None:
    """Hide columns from a column on."""
    columns, first = book.sheet(sheet, change=True).Columns, _column(book, sheet, column)
    for index in range(first, first + count):
        columns.getByIndex(index).IsVisible = False


@step
def move_columns(book: Book, sheet: str, column: str, before: str, count: int = 1) -> None:
    """Cut columns from a column on and insert them before another one, as with Shift and the mouse."""
    target, source = _column(book, sheet, before), _column(book, sheet, column)
    columns = book.sheet(sheet, change=True).Columns
    columns.insertByIndex(target, count)
    source += count if source >= target else 0
    cut = columns.getByIndex(source).RangeAddress
    cut.EndColumn += count - 1
    place = columns.getByIndex(target).getCellByPosition(0, 0).CellAddress
    book.sheet(sheet).moveRange(place, cut)
    columns.removeByIndex(source, count)


@step
def sort(book: Book, sheet: str, range: str, column: str, ascending: bool = True) -> None:
    """Sort the rows of a range (without a header) by one of its columns."""
    cells = book.range(sheet, range, change=True)
    field = TableSortField()
    field.Field = _column(book, sheet, column) - cells.RangeAddress.StartColumn
    field.IsAscending = ascending
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    cells.sort(properties(SortFields=fields, ContainsHeader=False))


def _column(book: Book, sheet: str, letters: str) -> int:
    return int(book.range(sheet, f"{letters}1").RangeAddress.StartColumn)


# --------------------------------------------------------------------------------- sheets and workbooks


@step
def copy_sheet(book: Book, sheet: str) -> None:
    """Copy a sheet into a new workbook, which holds nothing else."""
    old, new = book.document, Book(book.desktop, None).document
    new.Sheets.importSheet(old, sheet, 0)
    new.Sheets.removeByName(new.Sheets.ElementNames[1])
    book.document = new


@step
def copy_range(book: Book, sheet: str, range: str, to: str = "A1") -> None:
    """Copy a range and paste it into the first sheet of a new workbook."""
    view = book.document.CurrentController
    view.select(book.range(sheet, range))
    copied = view.getTransferable()
    book.document = Book(book.desktop, None).document
    view = book.document.CurrentController
    view.select(book.document.Sheets.getByIndex(0).getCellRangeByName(to))
    view.insertTransferable(copied)


@step
def store(book: Book, path: str, password: str = "") -> None:
    """Save a copy as what the path's ending says: .xlsx, .xls, .ods or .pdf."""
    url = uno.systemPathToFileUrl(path)
    secret = {"Password": password} if password else {}
    book.document.storeToURL(url, properties(FilterName=FILTERS[Path(path).suffix[1:]], **secret))


STEPS |= runpy.run_path(str(Path(__file__).with_name("uno_more.py")))["STEPS"]


# ------------------------------------------------------------------------------------------ the program


class Player:
    """Plays steps in a LibreOffice, which may still be starting up."""

    def __init__(self, pipe: str, office: "subprocess.Popen[bytes]") -> None:
        remote = connect(pipe, office)
        self.desktop = remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        provider = remote.ServiceManager.createInstanceWithContext(
            "com.sun.star.configuration.ConfigurationProvider", remote
        )
        self._loading = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationUpdateAccess", properties(nodepath=LOADING)
        )

    def play(self, source: str | None, recalculation: bool, steps: list[dict[str, Any]]) -> dict[str, Any]:
        """Do the steps one after the other to a workbook, or to a new one; nothing stays open."""
        results: list[Any] = []
        doing: object = f"opening {source}"
        try:
            self._recalculate(recalculation)
            book = Book(self.desktop, source)
            for doing in steps:
                parameters = dict(doing)
                results.append(STEPS[parameters.pop("do")](book, **parameters))
        except Exception as error:
            return {"error": f"{doing}: {type(error).__name__}: {error}"}
        finally:
            documents = self.desktop.Components.createEnumeration()
            while documents.hasMoreElements():
                documents.nextElement().close(True)
        return {"results": results}

    def _recalculate(self, always: bool) -> None:
        """Compute every formula of a workbook when it is opened, or trust the values cached in the file."""
        for format in ("OOXML", "ODF"):
            self._loading.setPropertyValue(f"{format}RecalcMode", ALWAYS if always else NEVER)
        self._loading.commitChanges()


def connect(pipe: str, office: "subprocess.Popen[bytes]") -> Any:
    """The context of a LibreOffice that is starting up."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    while office.poll() is None:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.05)
    raise RuntimeError(f"soffice ended with exit code {office.returncode}")


def main(soffice: str, profile: str, pipe: str) -> None:
    """Serve until standard input ends, which it also does when the tests are killed."""
    office = subprocess.Popen(
        [soffice, profile, "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    player = Player(pipe, office)
    try:
        for line in sys.stdin:
            print(json.dumps(player.play(**json.loads(line))), flush=True)
    finally:
        player.desktop.terminate()
        office.wait()


if __name__ == "__main__":
    main(*sys.argv[1:4])

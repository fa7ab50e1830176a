"""What a form shows when it is opened: its first open cell, or in a correction copy the first wrong one."""

from collections.abc import Sequence

from cascade.drawing import WINDOW, DrawnSheet
from cascade.form.canvas import Canvas
from cascade.form.contents import FIXED
from cascade.form.correction import Mark
from cascade.layout import Line, Role
from cascade.theme import column_points

_ROWS_IN_VIEW = 8  # that are seen below what stays in view, however high they are
_Cell = tuple[int, int]  # row and column, from 1


def set_first_views(canvases: Sequence[Canvas], marks: Sequence[Mark], listed: DrawnSheet) -> None:
    """Set the first view of every form sheet, and the sheet on which the workbook opens.

    That is the sheet of the first of the `marks` that has a cell. Without such a mark it is the list of the
    marks (`listed`); without any mark, the first sheet with open cells.
    """
    places = [(each, mark.key and each.contents.sheet.place(mark.key)) for mark in marks for each in canvases]
    marked = [(canvas, cell) for canvas, cell in places if cell]
    marked.sort(key=lambda each: not each[0].contents.row(each[1][0]).region)  # first what a city can correct
    for canvas in canvases:
        _show(canvas, next((cell for each, cell in marked if each is canvas), _first_open_cell(canvas)))
    if marked:
        marked[0][0].page.activate()
    elif marks:
        listed.activate()
    else:
        next((each for each in canvases if each.contents.sheet.inputs), canvases[0]).page.activate()


def _first_open_cell(canvas: Canvas) -> _Cell:
    """The first open cell that is to be filled in; the first of all where all are filled."""
    contents, sheet = canvas.contents, canvas.contents.sheet
    inputs = [(at, each) for at, each in canvas.data_columns if each.role is Role.INPUT]
    cells = [
        (row, at, column)
        for row in (*contents.county_rows, *contents.own_rows)
        for at, column in inputs
        if canvas.is_open(row, column)
    ]
    empty = (
        (row, at)
        for row, at, column in cells
        if contents.value(contents.row(row).region, column.field, Role.INPUT) is None
    )
    anywhere = cells[0][:2] if cells else (sheet.lines(Line.COUNTY)[0], FIXED + 1)
    return next(empty, anywhere)


def _show(canvas: Canvas, cell: _Cell) -> None:
    """Freeze what stays in view, select a cell, and scroll to it where it would not be seen."""
    row, column = cell
    sheet, points = canvas.contents.sheet, [column_points(width) for width in canvas.widths]
    top, left = sheet.frozen_rows + 1, FIXED + 1
    if row >= top + _ROWS_IN_VIEW:
        top = row - _ROWS_IN_VIEW // 2
    if sum(points[:column]) > WINDOW[0]:
        left = next((first for first, last in sheet.groups if first <= column <= last), column)
    canvas.page.freeze_panes(sheet.frozen_rows, FIXED, top - 1, left - 1)
    canvas.page.set_selection(row - 1, column - 1, row - 1, column - 1)

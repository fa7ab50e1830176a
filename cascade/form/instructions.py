"""Draw the first sheet of a form: how far it is filled in, what the colours mean, then the instructions.

What a clerk needs first is on the first screen of a laptop (1366 × 768).
"""

from collections.abc import Sequence
from math import ceil

from cascade.drawing import DrawnSheet, Styles
from cascade.drawing.pages import page_height
from cascade.form.canvas import Canvas
from cascade.form.header import due_day
from cascade.form.sheet_state import IS_DONE
from cascade.formula import formula
from cascade.theme import LINE_POINTS, Theme, lines_needed

HEADING = "# "  # begins a line that is a heading
_NAME_WIDTH, _STATE_WIDTH, _PAIRS = 22.0, 32.0, 3  # so many pairs of columns: a sheet's name and its state
WIDTH = (_NAME_WIDTH + _STATE_WIDTH) * _PAIRS  # characters of the text
_LAST = 2 * _PAIRS  # the number (from 0) of the last column; the first is a margin
_TITLE_POINTS, _HEADING_POINTS, _TABLE_POINTS = 24.0, 18.0, 15.0
_STATE = formula('progress & IF(done, "，可报送", "")', done=IS_DONE)
_LEGEND = (
    ("open", "浅黄色：请填写"),
    ("locked", "灰色：已填好或自动计算，请勿动"),
    ("bad", "红色：有误，请更正"),
    ("fair", "橙色：提示，请核对（可以保留）"),
    ("good", "绿色：自检通过"),
)


def _heights(lines: Sequence[str]) -> list[float]:
    """The heights (points) of the text's lines: the first is the title, `# ` begins a heading."""
    return [_TITLE_POINTS, *map(_height, lines[1:])]


def _height(line: str) -> float:
    return _HEADING_POINTS if line.startswith(HEADING) else LINE_POINTS * lines_needed(line, WIDTH * 0.95) + 2


def draw_instructions(
    page: DrawnSheet,
    lines: Sequence[str],
    canvases: Sequence[Canvas],
    styles: Styles,
    theme: Theme,
) -> None:
    """Draw the state of each sheet with a link to it, the legend of colours, and the text."""
    page.set_column(0, 0, 2)
    for at in range(1, _LAST + 1):
        page.set_column(at, at, _NAME_WIDTH if at % 2 else _STATE_WIDTH)
    page.hide_gridlines(2)
    page.merge_range(0, 1, 0, _LAST, lines[0], styles.get("title", text_wrap=True))
    heights = _heights(lines)
    page.set_row(0, heights[0])
    top = _states(page, canvases, styles)
    _legend(page, top, styles, theme.colour["rule"])
    for row, (line, height) in enumerate(zip(lines[1:], heights[1:], strict=True), start=top + 1):
        if line.startswith(HEADING):
            page.write_string(row, 1, line.removeprefix(HEADING), styles.get("heading"))
        else:
            page.merge_range(row, 1, row, _LAST, line, styles.get("text"))
        page.set_row(row, height)
    page.set_landscape()
    page.center_horizontally()
    page.set_paper(theme.paper_index)
    above = _HEADING_POINTS + (ceil(len(canvases) / _PAIRS) + 1) * _TABLE_POINTS
    readable = page_height(theme) * theme.body_size / theme.smallest_point
    page.fit_to_pages(1, 1 if sum(heights) + above <= readable else 0)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _states(page: DrawnSheet, canvases: Sequence[Canvas], styles: Styles) -> int:
    """Write the due day and the state of each sheet with a link to it; returns the next free row (from 0)."""
    page.write_string(1, 1, "填报进度（点击表名可跳转）", styles.get("heading"))
    page.put(2, _LAST + 1, due_day(canvases[0].contents.layout), styles.get("status", align="right"))
    page.set_row(1, _HEADING_POINTS)
    for number, canvas in enumerate(canvases):
        row, at = 2 + number // _PAIRS, 1 + 2 * (number % _PAIRS)
        page.set_row(row, _TABLE_POINTS)
        link = f"internal:{canvas.contents.elsewhere('A1')}"
        page.write_url(row, at, link, styles.get("link"), canvas.contents.sheet.name)
        state = _STATE.live(progress=canvas.progress, status=canvas.status)
        page.put(row + 1, at + 2, state, styles.get("plain"))
    return 2 + ceil(len(canvases) / _PAIRS)


def _legend(page: DrawnSheet, row: int, styles: Styles, colour: str) -> None:
    """Write what the colours mean into one row (from 0)."""
    page.set_row(row, _TABLE_POINTS)
    for at, (style, words) in enumerate(_LEGEND, start=1):
        look = {"border": 1, "border_color": colour, "align": "center", "shrink": True, "text_wrap": False}
        page.write_string(row, at, words, styles.get(style, bold=False, **look))

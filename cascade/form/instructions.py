"""Draw the first sheet of a form: the instructions, the state of every sheet, the legend of colours."""

from collections.abc import Sequence

from cascade.drawing import DrawnSheet, Styles
from cascade.drawing.pages import page_height
from cascade.form.canvas import Canvas
from cascade.formula import formula
from cascade.theme import Theme, lines_needed

HEADING = "# "  # begins a line that is a heading
WIDTH = 150.0  # characters of the text columns
_LARGER = 3  # points above body text: this page is read once, on a large sheet
_TITLE_POINTS, _HEADING_POINTS, _TABLE_POINTS, _LINE_POINTS = 36.0, 28.0, 24.0, 18.0
_SAME = formula("cell")
_LEGEND = (
    ("open", "浅黄色：请填写"),
    ("locked", "灰色：已填好或自动计算，请勿改动"),
    ("bad", "红色：有误或不合要求，请更正"),
    ("fair", "橙色：提示，请核对（可以保留）"),
    ("good", "绿色：自检通过"),
)


def _heights(lines: Sequence[str], theme: Theme) -> tuple[float, ...]:
    """The heights (points) of the text's lines: the first is the title, `# ` begins a heading."""
    room = WIDTH * theme.body_size / (theme.body_size + _LARGER) * 0.95
    text = (_height(line, room) for line in lines[1:])
    return (_TITLE_POINTS, *text)


def _height(line: str, room: float) -> float:
    return _HEADING_POINTS if line.startswith(HEADING) else _LINE_POINTS * lines_needed(line, room) + 3


def draw_instructions(
    page: DrawnSheet,
    lines: Sequence[str],
    canvases: Sequence[Canvas],
    styles: Styles,
    theme: Theme,
) -> None:
    """Draw the text, the state of each sheet with a link to it, and the legend of colours."""
    page.set_column(0, 0, 3)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, WIDTH - 24)
    page.hide_gridlines(2)
    page.merge_range(0, 1, 0, 2, lines[0], styles.get("title", text_wrap=True))
    for row, line in enumerate(lines[1:], start=1):
        if line.startswith(HEADING):
            page.write_string(row, 1, line.removeprefix(HEADING), styles.get("heading"))
        else:
            page.merge_range(row, 1, row, 2, line, styles.get("text", font_size=theme.body_size + _LARGER))
    heights = _heights(lines, theme)
    for row, height in enumerate(heights):
        page.set_row(row, height)
    row = _states(page, len(lines), canvases, styles)
    _legend(page, row, styles, theme.colour["rule"])
    page.set_landscape()
    page.center_horizontally()
    page.set_paper(theme.paper_index)
    below = 2 * _TABLE_POINTS + (len(canvases) + len(_LEGEND)) * _LINE_POINTS
    readable = page_height(theme) * theme.body_size / theme.smallest_point
    page.fit_to_pages(1, 1 if sum(heights) + below <= readable else 0)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _states(page: DrawnSheet, row: int, canvases: Sequence[Canvas], styles: Styles) -> int:
    """Write the state of each sheet with a link to it, from `row` (from 0) on; returns the next free row."""
    page.write_string(row, 1, "填报进度（点击表名可跳转）", styles.get("heading"))
    page.set_row(row, _TABLE_POINTS)
    for canvas in canvases:
        row += 1
        link = f"internal:{canvas.contents.elsewhere('A1')}"
        page.write_url(row, 1, link, styles.get("link"), canvas.contents.sheet.name)
        page.put(row + 1, 3, _SAME.live(cell=canvas.status), styles.get("plain"))
        page.set_row(row, _LINE_POINTS)
    return row + 1


def _legend(page: DrawnSheet, row: int, styles: Styles, colour: str) -> None:
    page.write_string(row, 1, "颜色的含义", styles.get("heading"))
    page.set_row(row, _TABLE_POINTS)
    for style, words in _LEGEND:
        row += 1
        named, _, meaning = words.partition("：")
        page.write_string(row, 1, named, styles.get(style, align="center", border=1, border_color=colour))
        page.write_string(row, 2, meaning, styles.get("plain"))
        page.set_row(row, _LINE_POINTS)

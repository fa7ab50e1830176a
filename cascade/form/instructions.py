"""The first sheet of a form: what, until when, to whom, how, and how far each sheet is."""

from cascade.drawing import Sheet, Styles
from cascade.form.contents import Contents
from cascade.form.counter import counter
from cascade.theme import Theme, lines_needed

WIDTH = 150.0  # characters of the text columns
_LARGER = 3  # points above body text: this page is read once, on a large sheet
_LINE_POINTS = 18.0
_LEGEND = (
    ("open", "浅黄色：请填写"),
    ("locked", "灰色：已填好或自动计算，请勿改动"),
    ("bad", "红色：有误或不合要求，请更正"),
    ("fair", "橙色：提示，请核对（可以保留）"),
    ("good", "绿色：自检通过"),
)


def draw_instructions(page: Sheet, text: str, drawn: list[Contents], styles: Styles, theme: Theme) -> None:
    """Draw the text (its first line is the title, `# ` begins a heading), the state of each sheet with a
    link to it, and the legend of colours."""
    page.set_column(0, 0, 3)
    page.set_column(1, 1, 24)
    page.set_column(2, 2, WIDTH - 24)
    room = WIDTH * theme.body_size / (theme.body_size + _LARGER)
    page.hide_gridlines(2)
    lines = [line for line in text.split("\n") if line.strip()]
    page.merge_range(0, 1, 0, 2, lines[0], styles.get("title", text_wrap=True))
    page.set_row(0, 36)
    row = 1
    for line in lines[1:]:
        if line.startswith("# "):
            page.write_string(row, 1, line[2:], styles.get("heading"))
            page.set_row(row, 28)
        else:
            page.merge_range(row, 1, row, 2, line, styles.get("text", font_size=theme.body_size + _LARGER))
            page.set_row(row, _LINE_POINTS * lines_needed(line, room * 0.95) + 3)
        row += 1
    row = _states(page, row, drawn, styles)
    _legend(page, row, styles, theme.colour["rule"])
    page.set_landscape()
    page.center_horizontally()
    page.set_paper(theme.paper_index)
    page.fit_to_pages(1, 0)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _states(page: Sheet, row: int, drawn: list[Contents], styles: Styles) -> int:
    page.write_string(row, 1, "填报进度（点击表名可跳转）", styles.get("heading"))
    page.set_row(row, 24)
    for contents in drawn:
        row += 1
        link = f"internal:{contents.elsewhere('A1')}"
        page.write_url(row, 1, link, styles.get("link"), contents.sheet.name)
        value = counter(contents).value
        page.write_formula(row, 2, f"={contents.elsewhere(contents.status)}", styles.get("plain"), value)
        page.set_row(row, 18)
    return row + 1


def _legend(page: Sheet, row: int, styles: Styles, colour: str) -> None:
    page.write_string(row, 1, "颜色的含义", styles.get("heading"))
    page.set_row(row, 24)
    for style, words in _LEGEND:
        row += 1
        named, _, meaning = words.partition("：")
        page.write_string(row, 1, named, styles.get(style, align="center", border=1, border_color=colour))
        page.write_string(row, 2, meaning, styles.get("plain"))
        page.set_row(row, 18)

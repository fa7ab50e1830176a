"""Turn a form into a correction copy: add a list of findings, and marks on their cells.

The copy is an ordinary form with the values that the city typed; the city corrects it and returns it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cascade.drawing import DrawnSheet, Styles
from cascade.findings import folded
from cascade.form.contents import Contents
from cascade.formula import formula
from cascade.grid import address, in_words
from cascade.layout import Key
from cascade.quantity import shown
from cascade.theme import Theme, lines_needed

LIST_NAME = "需更正的问题"
_WIDTHS = (6.0, 8.0, 18.0, 13.0, 14.0, 26.0, 80.0)
_HEADINGS = ("序号", "级别", "工作表", "单元格", "地区", "指标", "问题与处理办法")
_FIRST_ROW = 4
_COMPARED = 100  # characters of a cell, so that the formula stays short
_AS_TYPED = formula('LEFT(cell & "", length) = typed', length=_COMPARED)
_COMMENT_WIDTH, _COMMENT_HEIGHT = 260, 110  # pixels


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding to show in the form. `key` is its cell, None for the form as a whole.

    `severity`, `region` and `indicator` are words for people; `wrong` says that the city must correct
    the cell. Marks of one `kind` say the same of several cells.
    """

    key: Key | None
    wrong: bool
    severity: str
    region: str
    indicator: str
    message: str
    kind: str


def draw_list(
    page: DrawnSheet,
    title: str,
    marks: Sequence[Mark],
    drawn: Sequence[Contents],
    styles: Styles,
    theme: Theme,
) -> None:
    """Draw the list of all marks, each with a link to its cell; many of a kind that only ask to look fold."""
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    page.put(1, 1, title, styles.get("title", align="left"))
    page.set_row(0, 32)
    wrong = sum(mark.wrong for mark in marks)
    if wrong:
        words = f"共 {wrong} 处须更正（点击单元格地址可跳转）。更正后保存本工作簿，重新报送即可。"
        words += "其余请核对。" if wrong < len(marks) else ""
    else:
        words = "请核对下列各处；核对后保存本工作簿，重新报送即可。"
    page.put(2, 1, words, styles.get("plain"))
    for at, text in enumerate(_HEADINGS, start=1):
        page.put(_FIRST_ROW - 1, at, text, styles.get("head"))
    number = 0
    for alike in folded(marks, lambda mark: "" if mark.wrong else mark.kind):
        for at, mark in enumerate(alike):
            number += 1
            more = f"（同类的还有 {len(alike) - 1} 处，点左边的“+”展开）" if len(alike) > 1 and not at else ""
            options = {"level": 1, "hidden": True} if at else {"collapsed": bool(more)}
            _line(page, number, replace(mark, message=mark.message + more), drawn, styles, options)
    page.outline_settings(symbols_below=False)
    page.hide_gridlines(2)
    page.freeze_panes(_FIRST_ROW - 1, 0)
    page.set_landscape()
    page.set_paper(theme.paper_index)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_FIRST_ROW - 2)


def _line(
    page: DrawnSheet,
    number: int,
    mark: Mark,
    drawn: Sequence[Contents],
    styles: Styles,
    options: dict[str, Any],
) -> None:
    """Write a row of the list; `number` counts the marks from 1, `options` are the row's."""
    row = _FIRST_ROW + number - 1
    place = _place(mark.key, drawn)
    sheet = place[0].sheet.name if place else ""
    centred, severity = styles.get("unit", bg_color="paper"), "bad" if mark.wrong else "fair"
    page.put(row, 1, str(number), centred)
    page.put(row, 2, mark.severity, styles.get("unit", bg_color=severity))
    page.put(row, 3, sheet, centred)
    page.put(row, 4, None, centred)
    page.put(row, 5, mark.region, centred)
    page.put(row, 6, mark.indicator, styles.get("name", bg_color="paper"))
    page.put(row, 7, mark.message, styles.get("name", bg_color="paper"))
    if place:
        contents, cell = place
        style = styles.get("link", border=1, align="center", border_color="rule")
        page.write_url(row - 1, 3, f"internal:{contents.elsewhere(cell)}", style, in_words(cell))
    lines = (lines_needed(mark.indicator, _WIDTHS[-2] * 0.95), lines_needed(mark.message, _WIDTHS[-1] * 0.95))
    page.set_row(row - 1, 15.0 * max(lines) + 5, None, options)


def _place(key: Key | None, drawn: Sequence[Contents]) -> tuple[Contents, str] | None:
    """The form sheet and the address of a key's cell; None if the form has no such cell."""
    for contents in drawn if key else ():
        if key and (at := contents.sheet.place(key)):
            return contents, address(*at)
    return None


def mark_cells(page: DrawnSheet, contents: Contents, marks: Sequence[Mark], styles: Styles) -> None:
    """Write the marks' messages as comments on their cells; marks of one cell share a comment.

    A wrong cell is red until the city changes its value.
    """
    texts: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        at = contents.sheet.place(mark.key) if mark.key else None
        if mark.key is None or at is None:
            continue
        texts.setdefault(at, []).append(mark.message)
        if mark.wrong and contents.row(at[0]).region:  # not in the lines of formulas and targets
            criteria = _AS_TYPED.given(typed=_typed(contents, mark.key)).text(cell=address(*at))
            rule = {"type": "formula", "criteria": criteria, "format": styles.get("bad")}
            page.conditional_format(at[0] - 1, at[1] - 1, at[0] - 1, at[1] - 1, rule)
    for (row, column), messages in texts.items():
        size = {"width": _COMMENT_WIDTH, "height": _COMMENT_HEIGHT * len(messages)}
        page.write_comment(row - 1, column - 1, "\n".join(messages), size)


def _typed(contents: Contents, key: Key) -> str:
    """The first characters of a cell's value, which a formula compares with the current ones."""
    value = contents.value(*key)
    return (shown(value) if isinstance(value, Decimal) else value or "")[:_COMPARED]

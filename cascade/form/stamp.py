"""The sheet for the stamp: what a city prints, stamps and files.

It turns the form round to the notice's orientation, indicators down and regions across. Every number on it is
fed from a cell of the form, so that paper and file cannot differ. Nothing is filled in here or read back from
here, and no code stands here by which the sheet could be taken for the form.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing import Live, Sheet, set_up_page
from cascade.form.arrangement import HEAD, NAME, TITLE, UNIT, WARNING, Arrangement, Entry
from cascade.form.canvas import Canvas
from cascade.form.counter import DONE
from cascade.form.lines import target_format
from cascade.form.rules import PROTECTION
from cascade.form.signoff import signature_line
from cascade.grid import address, position
from cascade.layout import Column, Key, Layout, Role
from cascade.layout.carriers import TICKET_LABEL
from cascade.theme import number_format

STAMP_NAME = "盖章打印"
NOT_READY = "自检未通过，请先更正再打印"

# Formulas that come to words get a number format of their own. One without takes over that of what it refers
# to when LibreOffice (7.4) computes it; if that happens while it saves, it may crash.
_WORDS = "General;-General;General;@"


def for_stamp(layout: Layout) -> bool:
    """Whether a form has a sheet for the stamp: where the city's targets stand.

    A county's share has none. It goes to the city, and the city's sheet is what is stamped and filed.
    """
    return any(each.region == layout.city and each.role is Role.TARGET for each in layout.given)


def draw_stamp(page: Sheet, title: str, canvases: Sequence[Canvas]) -> None:
    """Draw the sheet, fed by the form's sheets, which have been drawn."""
    paper = Arrangement(canvases)
    for at, width in enumerate(paper.widths):
        page.set_column(at, at, width)
    for row, height in paper.heights.items():
        page.set_row(row - 1, height)
    _across(page, paper, TITLE, title, _style(paper, "title", shrink=True))
    _warning(page, paper, canvases)
    _head(page, paper)
    for row, entry in enumerate(paper.entries, start=HEAD + 1):
        _entry(page, paper, row, entry)
    _index(page, paper)
    _across(page, paper, paper.note, _note(paper), _style(paper, "text", valign="vcenter"))
    _sign_off(page, paper)
    _set_up(page, paper)


def _style(paper: Arrangement, name: str, **more: Any) -> Format:
    """A format with dark lines, which a copier does not lose."""
    return paper.canvas.styles.get(name, border_color="ink", **more)


def _across(page: Sheet, paper: Arrangement, row: int, words: str | Live, style: Format) -> None:
    """Words over all columns of the first page."""
    first, last = paper.first_page[0], paper.first_page[-1]
    if last > first:
        page.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
    page.put(row, first, words, style)


def _warning(page: Sheet, paper: Arrangement, canvases: Sequence[Canvas]) -> None:
    """Nothing, or in red that the form is not ready for printing, and which of its sheets."""
    open_, listed, waiting = [], [], []
    for canvas in canvases:
        contents, name = canvas.contents, canvas.contents.sheet.name
        open_.append(f'({contents.elsewhere(contents.status)}<>"{DONE}")')
        quoted = name.replace('"', '""')
        listed.append(f'IF({open_[-1]},"、{quoted}","")')
        if canvas.written[position(contents.status)] != DONE:
            waiting.append(name)
    formula = f'IF({"+".join(open_)},"{NOT_READY}（"&MID({"&".join(listed)},2,500)&"）","")'
    value = f"{NOT_READY}（{'、'.join(waiting)}）" if waiting else ""
    first, last = paper.first_page[0], paper.first_page[-1]
    style = _style(paper, "status", num_format=_WORDS, shrink=True)
    _across(page, paper, WARNING, Live(formula, value), style)
    there = f'=${address(WARNING, first)}<>""'
    rule = {"type": "formula", "criteria": there, "format": paper.canvas.styles.get("bad")}
    page.conditional_format(WARNING - 1, first - 1, WARNING - 1, last - 1, rule)


def _head(page: Sheet, paper: Arrangement) -> None:
    """What each column is; regions and zones have the names that stand in the form."""
    for at, text in enumerate(("关键性量化指标", "计量\n单位", *paper.city), start=NAME):
        page.put(HEAD, at, text, _style(paper, "head"))
    style = _style(paper, "head", num_format=_WORDS)
    for at, region in enumerate(paper.regions, start=paper.fixed + 1):
        page.put(HEAD, at, _fed(paper.canvas, (region, "", Role.NAME)), style)
    for at in paper.slots.columns:
        edged = _style(paper, "head", num_format=_WORDS, **paper.slots.edges(at))
        page.put(HEAD, at, paper.slots.heading(at), edged)


def _entry(page: Sheet, paper: Arrangement, row: int, entry: Entry) -> None:
    """An indicator: its unit, the city's own numbers, those of the regions and of named zones."""
    shape = _shape(entry.value)
    page.put(row, NAME, entry.value.title, _style(paper, "name", bg_color="paper"))
    page.put(row, UNIT, entry.value.unit, _style(paper, "unit", bg_color="paper"))
    for at, (key, worded) in enumerate(_city(entry), start=UNIT + 1):
        bold = _style(paper, "figure", bold=True, bg_color="total", num_format=worded, **paper.air(at))
        page.put(row, at, _fed(entry.canvas, key), bold)
    for at, region in enumerate(paper.regions, start=paper.fixed + 1):
        style = _style(paper, "figure", num_format=shape, **paper.air(at))
        page.put(row, at, _fed(entry.canvas, entry.key(region)), style)
    for at in paper.slots.columns:
        edged = _style(paper, "figure", num_format=shape, **paper.slots.edges(at))
        page.put(row, at, paper.slots.value(at, entry.canvas, entry.value), edged)


def _index(page: Sheet, paper: Arrangement) -> None:
    """Below the printed sheet: which spare row of the form stands in which of the last columns."""
    style = paper.canvas.styles.get("quiet", align="center")
    for at in paper.slots.columns:
        page.put(paper.index, at, paper.slots.index(at), style)
    if paper.slots.columns:
        words = "右侧各列依次为填报表预留行中已填名称的功能区（本行不打印）"
        page.put(paper.index, NAME, words, paper.canvas.styles.get("quiet"))
        paper.slots.divide(page, HEAD, paper.note - 1, paper.canvas.styles)


def _city(entry: Entry) -> list[tuple[Key, str]]:
    """The keys of the city's own numbers, each with its number format."""
    city, value = entry.canvas.contents.sheet.city, entry.value
    target = (entry.target, target_format(entry.canvas.contents, value))
    if entry.ahead is None:
        lowest = '"最低 "' if value.rate else ""
        return [target, (entry.key(city), lowest + _shape(value))]
    unit, digits = entry.ahead.unit, _shape(entry.ahead)
    ahead = f'{digits}"{unit}"' if unit == "%" else f'+{digits}"{unit}";-{digits}"{unit}";{digits}"{unit}"'
    return [target, (entry.key(city), _shape(value)), ((city, value.indicator, Role.COMPLETION), ahead)]


def _fed(canvas: Canvas, key: Key) -> Live:
    """What stands in a cell of the form; blank where that is blank, never 0."""
    cell, value = canvas.feed(key)
    return Live(f'IF({cell}="","",{cell})', "" if value is None else value)


def _shape(column: Column) -> str:
    """The number format of the form: computed numbers have a fixed number of decimals, others their own."""
    return "General" if column.role is Role.INPUT else number_format(column.decimals)


def _note(paper: Arrangement) -> str:
    """What a reader of the paper has to know about its numbers."""
    words = []
    if not paper.breakdown:
        words.append("完成率＝本市本期÷本市目标；比率类指标按全市分子、分母计算，列出与目标相差的百分点。")
    elif any(entry.value.rate for entry in paper.entries):
        words.append("比率类指标不相加，合计栏为各地中最低的。")
    words.append("“/”为没有分解任务。")
    if paper.slots.columns or len(paper.regions) < len(paper.canvas.contents.sheet.leaves):
        words.append("单列的功能区不含在所在县（市、区）内，已计入本市合计。")
    return "注：" + "".join(words)


def _sign_off(page: Sheet, paper: Arrangement) -> None:
    """The sign-off as on the form, to be written on paper."""
    looks = (_style(paper, "sign"), _style(paper, "sign_open", locked=True))
    for which, row in enumerate(paper.signatures):
        signature_line(page, row, which, paper.first_page, paper.widths, looks)


def _set_up(page: Sheet, paper: Arrangement) -> None:
    """Panes, paper and protection."""
    page.freeze_panes(HEAD, paper.fixed)
    page.hide_gridlines(2)
    page.set_zoom(90)
    page.print_area(0, 0, paper.signatures[-1] - 1, len(paper.widths) - 1)
    footer = (f"{TICKET_LABEL}{paper.canvas.ticket}", STAMP_NAME)
    set_up_page(page, paper.pages, (HEAD, HEAD), paper.fixed, footer, paper.canvas.theme)
    page.protect("", PROTECTION)

"""The sheet for the stamp: what a city prints, stamps and files.

It turns the form round to the notice's orientation, indicators down and regions across. Every number on it is
fed from a cell of the form, so that paper and file cannot differ. Nothing is filled in here or read back from
here, and no code stands here by which the sheet could be taken for the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet, set_up_page
from cascade.form.arrangement import HEAD, NAME, ROOMY, TITLE, UNIT, WARNING, Arrangement, Entry, Sizes
from cascade.form.canvas import Canvas
from cascade.form.counter import DONE
from cascade.form.lines import target_format
from cascade.form.rules import PROTECTION
from cascade.form.signoff import signature_line
from cascade.form.slots import Slots
from cascade.formula import Live
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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet that is being drawn: how it is arranged, and what it is fed by."""

    page: DrawnSheet
    paper: Arrangement
    sizes: Sizes
    canvases: Sequence[Canvas]
    slots: Slots

    @property
    def first(self) -> Canvas:
        """The form's first sheet."""
        return self.canvases[0]

    @property
    def first_page(self) -> range:
        """The columns of the first page, without those that further pages repeat."""
        breaks = self.sizes.pages.breaks
        return range(self.paper.fixed + 1, breaks[0] + 1) if breaks else range(1, len(self.sizes.widths) + 1)

    def style(self, name: str, **more: Any) -> Format:
        """A format with dark lines, which a copier does not lose."""
        return self.first.styles.get(name, border_color="ink", **more)

    def air(self, at: int) -> dict[str, int]:
        """The distance of a column's numbers from its right line, where the column has room for one."""
        return {"indent": 1} if self.sizes.widths[at - 1] >= ROOMY else {}

    def put(self, row: int, column: int, value: str | Live, style: Format) -> None:
        """Write a cell."""
        self.page.put(row, column, value, style)

    def across(self, row: int, words: str | Live, style: Format) -> None:
        """Words over all columns of the first page."""
        first, last = self.first_page[0], self.first_page[-1]
        if last > first:
            self.page.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        self.put(row, first, words, style)


def draw_stamp(page: DrawnSheet, title: str, canvases: Sequence[Canvas], sizes: Sizes) -> None:
    """Draw the sheet, fed by the form's sheets, which have been drawn."""
    paper = Arrangement([canvas.contents for canvas in canvases])
    sheet = _Sheet(page, paper, sizes, canvases, Slots(canvases, paper.slots, paper.index))
    for at, width in enumerate(sizes.widths):
        page.set_column(at, at, width)
    for row, height in sizes.heights:
        page.set_row(row - 1, height)
    sheet.across(TITLE, title, sheet.style("title", shrink=True))
    _warning(sheet)
    _head(sheet)
    for row, entry in enumerate(paper.entries, start=HEAD + 1):
        _entry(sheet, row, entry)
    _index(sheet)
    sheet.across(paper.note, _note(sheet), sheet.style("text", valign="vcenter"))
    _sign_off(sheet)
    _set_up(sheet)


def _warning(sheet: _Sheet) -> None:
    """Nothing, or in red that the form is not ready for printing, and which of its sheets."""
    open_, listed, waiting = [], [], []
    for canvas in sheet.canvases:
        contents, name = canvas.contents, canvas.contents.sheet.name
        open_.append(f'({contents.elsewhere(contents.status)}<>"{DONE}")')
        quoted = name.replace('"', '""')
        listed.append(f'IF({open_[-1]},"、{quoted}","")')
        if canvas.written[position(contents.status)] != DONE:
            waiting.append(name)
    formula = f'IF({"+".join(open_)},"{NOT_READY}（"&MID({"&".join(listed)},2,500)&"）","")'
    value = f"{NOT_READY}（{'、'.join(waiting)}）" if waiting else ""
    first, last = sheet.first_page[0], sheet.first_page[-1]
    style = sheet.style("status", num_format=_WORDS, shrink=True)
    sheet.across(WARNING, Live(formula, value), style)
    there = f'=${address(WARNING, first)}<>""'
    rule = {"type": "formula", "criteria": there, "format": sheet.first.styles.get("bad")}
    sheet.page.conditional_format(WARNING - 1, first - 1, WARNING - 1, last - 1, rule)


def _head(sheet: _Sheet) -> None:
    """What each column is; regions and zones have the names that stand in the form."""
    for at, text in enumerate(("关键性量化指标", "计量\n单位", *sheet.paper.city), start=NAME):
        sheet.put(HEAD, at, text, sheet.style("head"))
    style = sheet.style("head", num_format=_WORDS)
    for at, region in enumerate(sheet.paper.regions, start=sheet.paper.fixed + 1):
        sheet.put(HEAD, at, _fed(sheet.first, (region, "", Role.NAME)), style)
    for at in sheet.slots.columns:
        edged = sheet.style("head", num_format=_WORDS, **sheet.slots.edges(at))
        sheet.put(HEAD, at, sheet.slots.heading(at), edged)


def _entry(sheet: _Sheet, row: int, entry: Entry) -> None:
    """An indicator: its unit, the city's own numbers, those of the regions and of named zones."""
    shape = _shape(entry.value)
    sheet.put(row, NAME, entry.value.title, sheet.style("name", bg_color="paper"))
    sheet.put(row, UNIT, entry.value.unit, sheet.style("unit", bg_color="paper"))
    for at, (key, worded) in enumerate(_city(sheet, entry), start=UNIT + 1):
        bold = sheet.style("figure", bold=True, bg_color="total", num_format=worded, **sheet.air(at))
        sheet.put(row, at, _fed(sheet.canvases[entry.sheet], key), bold)
    for at, region in enumerate(sheet.paper.regions, start=sheet.paper.fixed + 1):
        style = sheet.style("figure", num_format=shape, **sheet.air(at))
        sheet.put(row, at, _fed(sheet.canvases[entry.sheet], entry.key(region)), style)
    for at in sheet.slots.columns:
        edged = sheet.style("figure", num_format=shape, **sheet.slots.edges(at))
        sheet.put(row, at, sheet.slots.value(at, sheet.canvases[entry.sheet], entry.value), edged)


def _index(sheet: _Sheet) -> None:
    """Below the printed sheet: which spare row of the form stands in which of the last columns."""
    style = sheet.first.styles.get("quiet", align="center")
    for at in sheet.slots.columns:
        sheet.put(sheet.paper.index, at, sheet.slots.index(at), style)
    if sheet.slots.columns:
        words = "右侧各列依次为填报表预留行中已填名称的功能区（本行不打印）"
        sheet.put(sheet.paper.index, NAME, words, sheet.first.styles.get("quiet"))
        sheet.slots.divide(sheet.page, HEAD, sheet.paper.note - 1, sheet.first.styles)


def _city(sheet: _Sheet, entry: Entry) -> list[tuple[Key, str]]:
    """The keys of the city's own numbers, each with its number format."""
    city, value = sheet.canvases[entry.sheet].contents.sheet.city, entry.value
    target = (entry.target, target_format(sheet.canvases[entry.sheet].contents, value))
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


def _note(sheet: _Sheet) -> str:
    """What a reader of the paper has to know about its numbers."""
    words = []
    if not sheet.paper.breakdown:
        words.append("完成率＝本市本期÷本市目标；比率类指标按全市分子、分母计算，列出与目标相差的百分点。")
    elif any(entry.value.rate for entry in sheet.paper.entries):
        words.append("比率类指标不相加，合计栏为各地中最低的。")
    words.append("“/”为没有分解任务。")
    if sheet.slots.columns or len(sheet.paper.regions) < len(sheet.first.contents.sheet.leaves):
        words.append("单列的功能区不含在所在县（市、区）内，已计入本市合计。")
    return "注：" + "".join(words)


def _sign_off(sheet: _Sheet) -> None:
    """The sign-off as on the form, to be written on paper."""
    looks = (sheet.style("sign"), sheet.style("sign_open", locked=True))
    for which, row in enumerate(sheet.paper.signatures):
        signature_line(sheet.page, row, which, sheet.first_page, sheet.sizes.widths, looks)


def _set_up(sheet: _Sheet) -> None:
    """Panes, paper and protection."""
    sheet.page.freeze_panes(HEAD, sheet.paper.fixed)
    sheet.page.hide_gridlines(2)
    sheet.page.set_zoom(90)
    sheet.page.print_area(0, 0, sheet.paper.signatures[-1] - 1, len(sheet.sizes.widths) - 1)
    footer = (f"{TICKET_LABEL}{sheet.first.ticket}", STAMP_NAME)
    set_up_page(sheet.page, sheet.sizes.pages, (HEAD, HEAD), sheet.paper.fixed, footer, sheet.first.theme)
    sheet.page.protect("", PROTECTION)

"""Draw the sheet for the stamp, which a city prints, stamps and files.

It has the notice's orientation: indicators in rows, regions in columns. Every number refers to a cell of the
form, so that paper and file cannot differ. Nobody fills this sheet in, and Cascade does not read it; it
contains no codes, so that Cascade cannot mistake it for the form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format

from cascade.drawing import DrawnSheet, frozen, set_up_page
from cascade.form.canvas import Canvas
from cascade.form.protection import FILLED, PROTECTION
from cascade.form.sheet_state import IS_DONE
from cascade.form.signoff import signature_line
from cascade.form.stamp_layout import (
    HEAD,
    NAME,
    ROOMY,
    TITLE,
    UNIT,
    WARNING,
    Entry,
    StampLayout,
    StampSizes,
    sized,
)
from cascade.form.zone_columns import ZoneColumns
from cascade.formula import Live, added, formula, joined
from cascade.grid import PAPER_ONLY, address
from cascade.indicators import PERCENT, Comparison
from cascade.judging.targets import WEAKEST_WORD, weakest_word
from cascade.layout import Column, Key, Layout, Line, Role
from cascade.layout.carriers import TICKET_LABEL
from cascade.levels import Levels, indicators_word
from cascade.quantity import NONE
from cascade.theme import Theme, gap_format, number_format, range_format

_WAITING = formula("IF(done, 0, 1)", done=IS_DONE)
_LISTED = formula('IF(done, "", item)', done=IS_DONE)
_NOT_READY = formula('IF(waiting = 0, "", "自检未通过，请先更正再打印（" & MID(listed, 2, 500) & "）")')
_FED = formula('IF(cell = "", "", cell)')

# A formula with a text result needs a number format. LibreOffice (7.4) gives a formula without one the format
# of the cell it refers to; if it computes the formula while it saves, that may crash it.
_WORDS = "General;-General;General;@"


def for_stamp(layout: Layout) -> bool:
    """Whether a form has a sheet for the stamp: a form with the city's targets has one.

    A county's share has none: the county sends it to the city, which stamps and files its own sheet.
    """
    return any(each.region == layout.city and each.role is Role.TARGET for each in layout.given)


@dataclass(frozen=True, slots=True)
class _StampSheet:
    """The sheet being drawn: its arrangement, and the form's sheets to which it refers."""

    page: DrawnSheet
    paper: StampLayout
    sizes: StampSizes
    canvases: Sequence[Canvas]
    zones: ZoneColumns

    @property
    def first(self) -> Canvas:
        """The form's first sheet."""
        return self.canvases[0]

    @property
    def first_page(self) -> range:
        """The columns of the first page, without those that later pages repeat."""
        breaks = self.sizes.pages.breaks
        return range(self.paper.fixed + 1, breaks[0] + 1) if breaks else range(1, len(self.sizes.widths) + 1)

    def style(self, name: str, **more: Any) -> Format:
        """A format with dark borders, which stay visible on photocopies."""
        return self.first.styles.get(name, border_color="ink", **more)

    def air(self, at: int) -> dict[str, int]:
        """The indent of a column's numbers from its right border, if the column is wide enough."""
        return {"indent": 1} if self.sizes.widths[at - 1] >= ROOMY else {}

    def put(self, row: int, column: int, value: str | Live | None, style: Format) -> None:
        """Write a cell."""
        self.page.put(row, column, value, style)

    def across(self, row: int, words: str | Live, style: Format) -> None:
        """Write words across all columns of the first page."""
        first, last = self.first_page[0], self.first_page[-1]
        if last > first:
            self.page.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        self.put(row, first, words, style)


def draw_stamp(page: DrawnSheet, title: str, canvases: Sequence[Canvas], theme: Theme) -> None:
    """Draw the sheet. The form's sheets, to which it refers, must be drawn already."""
    paper = StampLayout([canvas.contents for canvas in canvases])
    sizes = sized(paper, theme)
    sheet = _StampSheet(page, paper, sizes, canvases, ZoneColumns(canvases, paper.zone_columns, paper.index))
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


def _warning(sheet: _StampSheet) -> None:
    """Draw a red warning that names the sheets not ready for printing; it is empty if all are ready."""
    waiting = added(*(_WAITING.live(status=canvas.status) for canvas in sheet.canvases))
    listed = joined(
        *(
            _LISTED.live(status=canvas.status, item=f"、{canvas.contents.sheet.name}")
            for canvas in sheet.canvases
        )
    )
    first, last = sheet.first_page[0], sheet.first_page[-1]
    style = sheet.style("status", num_format=_WORDS, shrink=True)
    sheet.across(WARNING, _NOT_READY.live(waiting=waiting, listed=listed), style)
    criteria = FILLED.text(cell=f"${address(WARNING, first)}")
    rule = {"type": "formula", "criteria": criteria, "format": sheet.first.styles.get("bad")}
    sheet.page.conditional_format(WARNING - 1, first - 1, WARNING - 1, last - 1, rule)


def _head(sheet: _StampSheet) -> None:
    """Draw the columns' headings; the names of regions and zones refer to the form."""
    word = indicators_word(sheet.first.contents.layout.title)
    for at, text in enumerate((word, "计量\n单位", *sheet.paper.city), start=NAME):
        sheet.put(HEAD, at, text, sheet.style("head"))
    style = sheet.style("head", num_format=_WORDS)
    for at, region in enumerate(sheet.paper.regions, start=sheet.paper.fixed + 1):
        sheet.put(HEAD, at, _fed(sheet.first, (region, "", Role.NAME)), style)
    for at in sheet.zones.columns:
        edged = sheet.style("head", num_format=_WORDS, **sheet.zones.edges(at))
        sheet.put(HEAD, at, sheet.zones.heading(at), edged)


def _entry(sheet: _StampSheet, row: int, entry: Entry) -> None:
    """Draw an indicator: name, unit, the city's numbers, and those of regions and named zones."""
    shape = _shape(entry.value)
    sheet.put(row, NAME, entry.value.title, sheet.style("name", bg_color="paper"))
    sheet.put(row, UNIT, entry.value.unit, sheet.style("unit", bg_color="paper"))
    cells = _city(sheet, entry)
    for at, (key, worded) in enumerate(cells, start=UNIT + 1):
        if key is None:
            sheet.put(row, at, NONE, sheet.style("figure", bg_color="total", align="center"))
            continue
        looks = {"align": "center", "shrink": False, "text_wrap": True} if entry.in_words else sheet.air(at)
        bold = sheet.style("figure", bold=True, bg_color="total", num_format=worded, **looks)
        sheet.put(row, at, _fed(sheet.canvases[entry.sheet], key), bold)
    for at in range(UNIT + 1 + len(cells), sheet.paper.fixed + 1):
        sheet.put(row, at, None, sheet.style("figure", bg_color="total"))
    for at, region in enumerate(sheet.paper.regions, start=sheet.paper.fixed + 1):
        style = sheet.style("figure", num_format=shape, **sheet.air(at))
        sheet.put(row, at, _fed(sheet.canvases[entry.sheet], entry.key(region)), style)
    for at in sheet.zones.columns:
        edged = sheet.style("figure", num_format=shape, **sheet.zones.edges(at))
        sheet.put(row, at, sheet.zones.value(at, sheet.canvases[entry.sheet], entry.value), edged)


def _index(sheet: _StampSheet) -> None:
    """Write, below the printed area, which spare row of the form each zone column shows."""
    style = sheet.first.styles.get("quiet", align="center")
    for at in sheet.zones.columns:
        sheet.put(sheet.paper.index, at, sheet.zones.index(at), style)
    if sheet.zones.columns:
        words = "右侧各列依次为填报表预留行中已填名称的功能区（本行不打印）"
        sheet.put(sheet.paper.index, NAME, words, sheet.first.styles.get("quiet"))
        sheet.zones.divide(sheet.page, HEAD, sheet.paper.note - 1, sheet.first.styles)


def _city(sheet: _StampSheet, entry: Entry) -> list[tuple[Key | None, str]]:
    """The keys of the city's own numbers with their formats; None where there is no target by round."""
    city, value = sheet.canvases[entry.sheet].contents.sheet.city, entry.value
    targets: list[tuple[Key | None, str]] = [(entry.target, sheet.canvases[entry.sheet].target_format(value))]
    if entry.by_round:
        key = (city, value.indicator, Role.ROUND_TARGET)
        targets.append((key, sheet.canvases[entry.sheet].target_format(entry.by_round)))
    elif sheet.paper.by_round:
        targets.append((None, ""))
    if entry.in_words:
        done = [(entry.key(city), _WORDS)] if value.role is Role.INPUT else []
        return [(entry.target, _WORDS), *targets[1:], *done]
    if entry.ahead is None:
        weakest = f'"{WEAKEST_WORD[value.direction]} "' if value.rate else ""
        return [*targets, (entry.key(city), weakest + _shape(value))]
    unit, decimals = entry.ahead.unit, entry.ahead.decimals
    ahead = f'{number_format(decimals)}"{unit}"' if unit == "%" else gap_format(decimals, "+", unit)
    if entry.ahead.compared is Comparison.WITHIN:
        ahead = range_format(decimals, unit)
    return [*targets, (entry.key(city), _shape(value)), ((city, value.indicator, Role.COMPLETION), ahead)]


def _fed(canvas: Canvas, key: Key) -> Live:
    """A reference to a cell of the form; an empty cell shows as empty, not as 0."""
    return _FED.live(cell=canvas.from_elsewhere(key))


def _shape(column: Column) -> str:
    """A column's number format: fixed decimals for computed numbers, General for typed ones."""
    return "General" if column.role is Role.INPUT else number_format(column.decimals)


def _note(sheet: _StampSheet) -> str:
    """The note that explains the numbers to a reader of the paper."""
    words, levels = list[str](), sheet.first.contents.layout.levels
    if not sheet.paper.breakdown:
        words += _comparisons(sheet.paper.entries, levels)
        if by_round := "、".join(str(each.value.number) for each in sheet.paper.by_round):
            words.append(f"第 {by_round} 项与本期目标比，不与{levels.own}目标比。")
        if limits := "、".join(str(each.value.number) for each in sheet.paper.limits):
            used = f"{levels.own}本期÷{levels.own}目标"
            words.append(f"第 {limits} 项是控制指标，列占限额（{used}）的百分数。")
    elif weakest := weakest_word(each.value.direction for each in sheet.paper.entries if each.value.rate):
        words.append(f"比率类指标不相加，合计栏为各地中{weakest}的。")
    words.append("“/”为没有分解任务。" if sheet.paper.breakdown else "“/”为没有该项目标，也没有进展。")
    if sheet.zones.columns or any(row.line is Line.ZONE for row in sheet.first.contents.sheet.leaves):
        words.append(f"单列的功能区不含在所在{levels.leaf}内，已计入{levels.own}合计。")
    return "注：" + "".join(words)


def _comparisons(entries: Sequence[Entry], levels: Levels) -> Iterator[str]:
    """How the city's numbers are compared with its targets, but for limits."""
    rest = [each for each in entries if each.ahead and not each.is_limit]
    apart = [each for each in rest if each.ahead and each.ahead.unit != PERCENT]
    if len(apart) < len(rest):
        yield f"完成率＝{levels.own}本期÷{levels.own}目标。"
    if any(each.value.role is Role.VALUE for each in apart):
        yield f"比率类指标由{levels.own_whole}各填报项的合计算出，列与目标之差。"
    if others := "、".join(str(each.value.number) for each in apart if each.value.role is Role.INPUT):
        yield f"第 {others} 项列与目标之差。"


def _sign_off(sheet: _StampSheet) -> None:
    """Draw the sign-off as on the form, but locked: people write it on paper."""
    looks = (sheet.style("sign"), sheet.style("sign_open", locked=True))
    for which, row in enumerate(sheet.paper.signatures):
        signature_line(sheet.page, row, which, sheet.first_page, sheet.sizes.widths, looks)


def _set_up(sheet: _StampSheet) -> None:
    """Set panes, paper and protection."""
    heights = [height for row, height in sheet.sizes.heights if row <= HEAD]
    sheet.page.freeze_panes(*frozen(heights, sheet.sizes.widths, sheet.paper.fixed))
    sheet.page.hide_gridlines(2)
    sheet.page.set_zoom(90)
    sheet.page.print_area(0, 0, sheet.paper.signatures[-1] - 1, len(sheet.sizes.widths) - 1)
    footer = (f"{TICKET_LABEL}{sheet.first.ticket}", PAPER_ONLY)
    set_up_page(sheet.page, sheet.sizes.pages, (HEAD, HEAD), sheet.paper.fixed, footer, sheet.first.theme)
    sheet.page.protect("", PROTECTION)

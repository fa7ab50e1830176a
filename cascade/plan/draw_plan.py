"""Draw a plan workbook: sheets, headings, cells, comments, and what shows of an indicator beside its code."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import IO

from xlsxwriter.format import Format

from cascade import theme
from cascade.drawing import DrawnSheet, Pages, Styles, Workbook, frozen, set_up_page
from cascade.formula import Live
from cascade.grid import column_letters
from cascade.plan.drafted import NoticeDraft, OpenCell
from cascade.plan.mark_sheet import SheetCell, comment_marks, draw_marks
from cascade.plan.new_plan import EXAMPLES
from cascade.plan.office_rows import OfficeRows, SheetLines
from cascade.plan.office_sheets import (
    EXAMPLE,
    GUIDE,
    HEAD,
    HINT,
    KEY,
    MARKS,
    SHEETS,
    VALUE,
    OfficeSheet,
)
from cascade.plan.sheet_notes import DOWN, GUIDE_LINES, NOTES, RARE_SETTINGS, comment_of, hint_of
from cascade.plan.tables import PLAN, TableColumn
from cascade.plan.typing_checks import TypingArea, check_settings, check_sheet, define_lists
from cascade.theme import LINE_POINTS, Theme, display_width, lines_needed

_CREATED = datetime(2020, 1, 1)  # the same tables give the same bytes
_TITLE, _NOTE = 1, 2  # rows
ROOM = 300  # rows that are ready to be filled in
_EMPTY_LINES = 15  # lines that a new plan shows at least
_HEADING = 13  # characters of a heading, before it wraps
_BELOW_NAME = 18  # characters of a column headed by an indicator's name
_USUAL = (8, 20)  # characters of a column, at least and at most
_WIDTHS = {  # of some columns
    "name": (28, 34),
    "lead": (16, 26),
    "measure": (24, 40),
    "to": (30, 50),
    "cc": (20, 40),
    "definition": (20, 40),
}


def draw_plan(draft: NoticeDraft, file: IO[bytes], with_examples: bool) -> None:
    """Draw a workbook of a drafted plan into a file, with an example in every sheet where asked for."""
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        _PlanBook(book, draft, with_examples).draw()


class _PlanBook:
    def __init__(self, book: Workbook, draft: NoticeDraft, with_examples: bool) -> None:
        self._book = book
        self._draft = draft
        self._theme: Theme = theme.load()
        self._styles = Styles(book, self._theme)
        self._rows = OfficeRows(draft)
        self._pages: dict[str, DrawnSheet] = {}
        self._first = HEAD + 1 + with_examples  # the first row of contents
        self._examples = with_examples
        self._marks = {cell: mark for mark in draft.marks for cell in mark.cells}
        self._marked: dict[OpenCell, list[SheetCell]] = {}
        settings = dict(self._rows.settings)
        self._title = settings.get("title") or "方案"

    def draw(self) -> None:
        self._guide()
        define_lists(self._book, self._first, ROOM)
        for sheet in SHEETS:
            page = self._pages[sheet.name] = self._book.add_sheet(sheet.name)
            if sheet.table is PLAN:
                self._settings(page, sheet)
            else:
                self._table(page, self._rows.as_laid_out(sheet))
        if self._draft.marks or self._draft.remarks:
            page = self._pages[MARKS] = self._book.add_sheet(MARKS)
            draw_marks(page, self._styles, self._title, self._marked, self._draft.remarks, self._rows)
            comment_marks(self._pages, self._marked)
            self._set_up(page, MARKS, HEAD)
        self._pages[MARKS if self._draft.marks else SHEETS[0].name].activate()

    # ------------------------------------------------------------------------------------------ sheets

    def _guide(self) -> None:
        page = self._book.add_sheet(GUIDE)
        page.hide_gridlines(2)
        page.put(1, 1, "怎样填写这本工作簿", self._styles.get("heading"))
        for row, line in enumerate(GUIDE_LINES, start=3):
            page.put(row, 1, line, self._styles.get("text"))
        page.set_column(0, 0, 110)
        self._set_up(page, GUIDE, 0)

    def _settings(self, page: DrawnSheet, sheet: OfficeSheet) -> None:
        columns = {column.name: column for column in PLAN.columns}
        self._head(page, sheet, (KEY, VALUE, HINT), (24, 60, 70))
        last = HEAD + len(self._rows.settings)
        for row, (key, value) in enumerate(self._rows.settings, start=HEAD + 1):
            column = columns.get(key)
            label = f"{column.title}{' *' if column.required else ''}" if column else key
            page.put(row, 1, label, self._styles.get("label"))
            page.put(row, 2, value, self._open(("plan", 0, key), sheet, (row, 2)))
            hint = hint_of(column, value) if column else ""
            page.put(row, 3, hint, self._styles.get("quiet", text_wrap=True))
            if key in RARE_SETTINGS and not value:
                page.set_row(row - 1, None, None, {"level": 1, "hidden": True})
        page.set_row(last, None, None, {"collapsed": True})
        check_settings(page, self._styles, [key for key, _ in self._rows.settings], HEAD + 1)
        self._set_up(page, sheet.name, last)

    def _table(self, page: DrawnSheet, sheet: OfficeSheet) -> None:
        found = self._rows.lines(sheet)
        places = {place: (sheet.table.name, *key) for key, place in found.places.items()}
        headings = [_heading(sheet, each.heading, each.own) for each in found.columns]
        widths = self._widths(found)
        self._head(page, sheet, headings, widths)
        for at, each in enumerate(found.columns, start=1):
            if each.own:
                page.write_comment(HEAD - 1, at - 1, comment_of(sheet, each.own), {"x_scale": 2})
        if self._examples:
            self._example(page, sheet, found, widths)
        area = TypingArea(sheet, found.columns, self._first, ROOM)
        empty: list[dict[int, str]] = [{}] * (_EMPTY_LINES - len(found.lines) if self._examples else 0)
        for row, line in enumerate([*found.lines, *empty], start=self._first):
            texts = []
            for at, each in enumerate(found.columns):
                if each.own or each.holds_targets:
                    style = self._open(places.get((row - self._first, at)), sheet, (row, at + 1))
                    texts.append(line.get(at, ""))
                    page.put(row, at + 1, texts[-1], style)
                else:
                    shown = self._shown(area, found, line, at, row)
                    texts.append(str(shown.value))
                    page.put(row, at + 1, shown, self._styles.get("locked", align="left", text_wrap=True))
            self._set_height(page, row, texts, widths)
        self._fold_rare(page, sheet, found, widths)
        check_sheet(page, self._styles, area, len(found.lines))
        self._set_up(page, sheet.name, HEAD + 1)

    def _head(
        self, page: DrawnSheet, sheet: OfficeSheet, headings: Sequence[str], widths: Sequence[float]
    ) -> None:
        title = self._title if sheet.table is PLAN else f"{self._title}：{sheet.name}"
        page.put(_TITLE, 1, title, self._styles.get("title", align="left"))
        note = DOWN if sheet.down else NOTES[sheet.name]
        page.put(_NOTE, 1, note, self._styles.get("quiet"))
        self._set_height(page, HEAD, headings, widths)
        open_below = self._styles.get("plain", num_format="@", text_wrap=True)
        for at, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            page.set_column(at, at, width, open_below)
            page.put(HEAD, at + 1, heading, self._styles.get("head"))
        page.set_row(_TITLE - 1, 24)
        page.freeze_panes(HEAD, frozen((), widths, _fixed(sheet))[1])

    def _fold_rare(
        self, page: DrawnSheet, sheet: OfficeSheet, found: SheetLines, widths: Sequence[float]
    ) -> None:
        """Fold the rare columns; those that the plan uses stay in sight."""
        rare = [at for at, each in enumerate(found.columns) if each.own and each.own.name in sheet.rare]
        cells = (cell for found_cells in self._marked.values() for cell in found_cells)
        marked = {column for name, _, column in cells if name == sheet.name}
        is_folded = False  # the column to the left
        for at in rare:
            unused = not any(line.get(at) for line in found.lines) and at + 1 not in marked
            options = {"level": 1, "hidden": True} if unused else {"collapsed": is_folded}
            page.set_column(at, at, widths[at], self._styles.get("plain", num_format="@"), options)
            is_folded = unused
        if is_folded:
            page.set_column(rare[-1] + 1, rare[-1] + 1, None, None, {"collapsed": True})

    def _example(
        self, page: DrawnSheet, sheet: OfficeSheet, found: SheetLines, widths: Sequence[float]
    ) -> None:
        texts, written = EXAMPLES[sheet.table.name], []
        style = self._styles.get("quiet", italic=True, text_wrap=True, border=4, num_format="@")
        regions = iter(texts.get("target", "").split())
        for at, each in enumerate(found.columns):
            source = each.own or each.shows
            text = next(regions, "") if each.holds_targets else texts.get(source.name, "") if source else ""
            written.append(f"{EXAMPLE}{text}" if at == 0 else text)
            page.put(HEAD + 1, at + 1, written[-1], style)
        self._set_height(page, HEAD + 1, written, widths)

    # ------------------------------------------------------------------------------------------- cells

    def _open(self, key: tuple[str, int, str] | None, sheet: OfficeSheet, place: tuple[int, int]) -> Format:
        """The style of a cell that an office fills in; a marked one waits for an answer."""
        mark = self._marks.get(key) if key else None
        if mark is None:
            return self._styles.get("open_text", num_format="@")
        at = 0 if key == next(mark.cells) else len(self._marked.get(mark, ()))  # its own cell comes first
        self._marked.setdefault(mark, []).insert(at, (sheet.name, *place))
        return self._styles.get("open_text", num_format="@", bg_color="fair", bold=True)

    def _shown(self, area: TypingArea, found: SheetLines, line: dict[int, str], at: int, row: int) -> Live:
        """What a cell shows of the indicator whose code stands in its row, or the sum of the targets."""
        code = line.get(found.at("indicator"), "")
        indicator = self._rows.indicators.get(code, {})
        shows = found.columns[at].shows
        lookup = area.lookup(row)
        if shows:
            return Live(lookup(shows.name), self._rows.as_written(shows, indicator.get(shows.name, "")))
        regions = [place for place, each in enumerate(found.columns) if each.holds_targets]
        if not regions:
            return Live('""', "")
        texts = [line.get(place, "") for place in regions]
        span = f"{column_letters(regions[0] + 1)}{row}:{column_letters(regions[-1] + 1)}{row}"
        unit = f"{column_letters(area.place('unit') + 1)}{row}"
        is_amount = indicator.get("measure", "") in ("", f"{code}a") and indicator.get("kind") != "words"
        value = _sum(texts, indicator.get("unit", "")) if is_amount and any(texts) else ""
        return Live(area.sum_formula(row, span, unit), value, array=True)

    def _widths(self, found: SheetLines) -> list[float]:
        widths: list[float] = []
        for at, each in enumerate(found.columns):
            texts = [line.get(at, "") for line in found.lines]
            if each.shows:
                name = each.shows.name
                texts = [row.get(name, "") for row in self._rows.rows["indicators"]]
            column = each.own or each.shows
            least, most = _WIDTHS.get(column.name, _USUAL) if column else _USUAL
            least = _BELOW_NAME if each.indicator else least
            heading = min(display_width(each.heading) + 3, _HEADING)
            widest = max([heading, *(display_width(text) + 2 for text in texts)])
            widths.append(float(min(max(least, widest), most)))
        return widths

    def _set_height(self, page: DrawnSheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """Give a row the height of its lines; rows of one line grow by themselves while somebody types."""
        lines = max(lines_needed(text, width) for text, width in zip(texts, widths, strict=True))
        if lines > 1:
            page.set_row(row - 1, lines * LINE_POINTS)

    def _set_up(self, page: DrawnSheet, name: str, fixed: int) -> None:
        set_up_page(page, Pages((), None), (HEAD, HEAD), 0, (self._title, name), self._theme)


def _fixed(sheet: OfficeSheet) -> int:
    """The columns that stay in sight: up to the name."""
    return (
        next((at for at, each in enumerate(sheet.columns, start=1) if each.name == "name"), 1)
        + len(sheet.beside) * sheet.across
    )


def _heading(sheet: OfficeSheet, heading: str, own: TableColumn | None) -> str:
    return f"{heading} *" if own and own.required and sheet.table.name != "inputs" else heading


def _sum(texts: Sequence[str], unit: str) -> Decimal | str:
    """The sum that the formula shows: of plain numbers with or without the unit; "" where a text is none."""
    try:
        numbers = [text.replace(unit, "").replace("以上", "").replace("/", "") for text in texts]
        return sum((Decimal(f"0{number}") for number in numbers), Decimal(0))
    except InvalidOperation:
        return ""

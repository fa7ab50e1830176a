"""Checks that light up while an office types into a plan workbook, and lists to choose from.

They only hint: what counts is `load`, which knows all rules. A yellow cell is still empty, a red one wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from cascade.drawing import DrawnSheet, Styles
from cascade.grid import column_letters
from cascade.plan.cell_values import parse_date, parse_number
from cascade.plan.office_rows import SheetColumn
from cascade.plan.office_sheets import HEAD, SHEET, SUM, OfficeSheet, in_chinese
from cascade.plan.tables import INDICATORS, PLAN, TableColumn

_NAMES = {
    "regions": ("地区名称", "地区代码"),
    "indicators": ("指标代码",),
    "rounds": ("批次名称", "批次编号"),
}
_LIST = "可选"  # before a name: without the empty cells at its end
_NOT_A_NUMBER = 'ISERROR(VALUE(SUBSTITUTE({cell},",","")))'
_NO_DATE = (
    'ISERROR(DATEVALUE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"年","-"),"月","-"),"日","")))'
    "*NOT(ISNUMBER({cell}))"
)
_NO_DIGIT = "SUMPRODUCT(--ISNUMBER(FIND(ROW($1:$10)-1,{cell})))=0"


@dataclass(frozen=True)
class TypingArea:
    """The cells of a sheet that are ready to be filled in: `room` rows from the row `first` on."""

    sheet: OfficeSheet
    columns: Sequence[SheetColumn]
    first: int
    room: int

    @property
    def last(self) -> int:
        """The last row."""
        return self.first + self.room - 1

    def place(self, name: str) -> int:
        """The place of a column (from 0), of the table or of what is shown of the indicator."""
        found = (each.own or each.shows for each in self.columns)
        return next(at for at, column in enumerate(found) if column and column.name == name)

    def lookup(self, row: int) -> Callable[[str], str]:
        """Formulas that show a column of the indicator whose code stands in a row."""
        code = f"${column_letters(self.place('indicator') + 1)}{row}"
        codes = self._of_indicators("code")

        def formula(name: str) -> str:
            return f'IFERROR(INDEX({self._of_indicators(name)},MATCH({code},{codes},0))&"","")'

        return formula

    def _of_indicators(self, name: str) -> str:
        columns = SHEET[INDICATORS.name].columns
        at = next(at for at, column in enumerate(columns, start=1) if column.name == name)
        letters = column_letters(at)
        return f"'{SHEET['indicators'].name}'!${letters}${self.first}:${letters}${self.last}"

    def sum_formula(self, row: int, span: str, unit: str) -> str:
        """The sum of an amount's targets: numbers with or without the unit; nothing for rates and words."""
        found = self.lookup(row)
        code = f"${column_letters(self.place('indicator') + 1)}{row}"
        measure, numbers = (
            found("measure"),
            f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({span},{unit},""),"以上",""),"/","")',
        )
        amount = f'OR({measure}="",{measure}={code}&"a")'
        amount = f'{amount}*({found("kind")}<>"文字")*({found("adds")}<>"自报")'
        return f'IF({amount}*(COUNTA({span})>0),IFERROR(ROUND(SUM(VALUE("0"&{numbers})),6),""),"")'


def define_lists(book: Workbook, first: int, room: int) -> None:
    """Name the codes and names of regions, indicators and rounds, for lists and checks on other sheets."""
    for table, names in _NAMES.items():
        sheet = SHEET[table]
        for name in names:
            at = next(at for at, each in enumerate(sheet.columns, start=1) if sheet.heading(each) == name)
            letters = column_letters(at)
            area = f"'{sheet.name}'!${letters}${first}:${letters}${first + room - 1}"
            book.define_name(name, f"={area}")
            start = f"'{sheet.name}'!${letters}${first}"
            book.define_name(f"{_LIST}{name}", f"=OFFSET({start},0,0,MAX(1,COUNTA({area})),1)")
    sheet = SHEET[INDICATORS.name]
    for name, column in (("指标核对", "reconcile"), ("指标方向", "direction")):
        at = next(at for at, each in enumerate(sheet.columns, start=1) if each.name == column)
        letters = column_letters(at)
        book.define_name(name, f"='{sheet.name}'!${letters}${first}:${letters}${first + room - 1}")


def check_sheet(page: DrawnSheet, styles: Styles, area: TypingArea, lines: int) -> None:
    """Add lists and checks to a sheet with `lines` lines; those below get borders once they are filled."""
    own = [at for at, each in enumerate(area.columns) if each.own or each.holds_targets]
    filled = "+".join(f'(${column_letters(at + 1)}{area.first}<>"")' for at in own[1:] or own)
    for at, each in enumerate(area.columns):
        letters = column_letters(at + 1)
        cells, cell = f"{letters}{area.first}:{letters}{area.last}", f"{letters}{area.first}"
        if each.own:
            _offer(page, each.own, cells, each.heading)
            unique = (each.own.name,) in area.sheet.table.keys
            for wrong in _faults(
                each.own, cell, f"${letters}${area.first}:${letters}${area.last}" if unique else ""
            ):
                _light(page, cells, f'({cell}<>"")*({wrong})', styles, "bad")
            if each.own.required and area.sheet.table.name != "inputs":
                _light(page, cells, f'({cell}="")*({filled})', styles, "fair")
        elif area.sheet.down:
            _light(page, cells, f'({cell}="")*($A{area.first}<>"")', styles, "fair")
        elif each.holds_targets:
            _check_target(page, styles, area, (cells, cell))
    _check_heads(page, styles, area)
    _check_sums(page, styles, area)
    below = area.first + lines
    span = f"A{below}:{column_letters(len(area.columns))}{area.last}"
    _light(page, span, filled.replace(f"{area.first}<>", f"{below}<>"), styles, "ruled")


def _check_target(page: DrawnSheet, styles: Styles, area: TypingArea, where: tuple[str, str]) -> None:
    cells, cell = where
    code = f"${column_letters(area.place('indicator') + 1)}{area.first}"
    name = f"${column_letters(area.place('name') + 1)}{area.first}"
    if not area.sheet.table.optional:
        _light(page, cells, f'({cell}="")*({code}<>"")*({name}<>"")', styles, "fair")
    if any(each.shows and each.shows.name == "unit" for each in area.columns):
        unit = f"${column_letters(area.place('unit') + 1)}{area.first}"
        no_number = f'({cell}<>"")*({cell}<>"/")*({unit}<>"")*({_NO_DIGIT.format(cell=cell)})'
        _light(page, cells, no_number, styles, "bad")


def _check_heads(page: DrawnSheet, styles: Styles, area: TypingArea) -> None:
    """A heading lights up that is no region's name or code, or no indicator's code."""
    heads = [at + 1 for at, each in enumerate(area.columns) if each.holds_targets]
    if heads:
        first, last = (f"{column_letters(at)}{HEAD}" for at in (heads[0], heads[-1]))
        known = f"COUNTIF(地区名称,{first})+COUNTIF(地区代码,{first})"
        if area.sheet.down:
            known = f"COUNTIF(指标代码,LEFT({first},FIND(CHAR(10),{first}&CHAR(10))-1))"
        _light(page, f"{first}:{last}", f'({first}<>"")*({known}=0)', styles, "bad")


def _check_sums(page: DrawnSheet, styles: Styles, area: TypingArea) -> None:
    """A sum lights up that misses the headline which it is to be held to."""
    if not area.sheet.at_end:
        return
    at = next(at for at, each in enumerate(area.columns, start=1) if each == SheetColumn(SUM))
    total = f"{column_letters(at)}{area.first}"
    headline = f"{column_letters(area.place('headline') + 1)}{area.first}"
    code = f"${column_letters(area.place('indicator') + 1)}{area.first}"
    held, side = (f'IFERROR(INDEX({name},MATCH({code},指标代码,0)),"")' for name in ("指标核对", "指标方向"))
    goal = f'IFERROR(VALUE(SUBSTITUTE({headline},",","")),{total})'
    misses = f'IF({side}="至多",{total}>{goal},{total}<{goal})'
    cells = f"{column_letters(at)}{area.first}:{column_letters(at)}{area.last}"
    _light(page, cells, f'ISNUMBER({total})*({held}="是")*{misses}', styles, "bad")


def check_settings(page: DrawnSheet, styles: Styles, keys: Sequence[str], first: int) -> None:
    """Add lists and checks to the sheet of settings, whose values stand in the second column."""
    columns = {column.name: column for column in PLAN.columns}
    for row, key in enumerate(keys, start=first):
        if (column := columns.get(key)) is None:
            continue
        cell = f"B{row}"
        _offer(page, column, cell, column.title)
        for wrong in _faults(column, cell, ""):
            _light(page, cell, f'({cell}<>"")*({wrong})', styles, "bad")
        if column.required:
            _light(page, cell, f'{cell}=""', styles, "fair")


def _faults(column: TableColumn, cell: str, unique: str) -> list[str]:
    """Formulas that are true where a cell of a column is wrong."""
    faults = [f"COUNTIF({unique},{cell})>1"] if unique else []
    if column.words:
        words = "+".join(f'({cell}="{word}")' for each in column.words.items() for word in each)
        faults.append(f"({words})=0")
    if column.refers in _NAMES:
        faults.append("+".join(f"COUNTIF({name},{cell})" for name in _NAMES[column.refers]) + "=0")
    if column.parse is parse_number:
        faults.append(_NOT_A_NUMBER.format(cell=cell))
    if column.parse is parse_date:
        faults.append(_NO_DATE.format(cell=cell))
    return faults


def _offer(page: DrawnSheet, column: TableColumn, cells: str, heading: str) -> None:
    """Offer a list to choose from: a column's words, or what it may refer to."""
    source: list[str] | str
    if column.words:
        source = list(column.words)
    elif column.refers in _NAMES:
        source = f"={_LIST}{_NAMES[column.refers][0]}"
    else:
        return
    expected = in_chinese(column.expected, PLAN)
    options = {
        "validate": "list",
        "source": source,
        "error_type": "stop" if column.words else "warning",
        "error_title": "请从列表中选择",
        "error_message": f"{heading.removesuffix(' *')}应为{expected}。"[:224],
    }
    if column.meaning:
        options |= {
            "input_title": f"{column.title}怎么选",
            "input_message": column.meaning.replace("；", "\n"),
        }
    page.data_validation(cells, options)


def _light(page: DrawnSheet, cells: str, formula: str, styles: Styles, style: str) -> None:
    page.conditional_format(
        cells, {"type": "formula", "criteria": f"={formula}", "format": styles.get(style)}
    )

"""What an analyst would write to make forms, by openpyxl: `python -m bench.by_openpyxl PLAN FOLDER`."""

import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from bench import form_facts as facts

_THIN = Side(style="thin")
_BORDER = Border(_THIN, _THIN, _THIN, _THIN)
_PLAIN = Font("宋体", 10)


def _formula(formula: str, fill: PatternFill) -> Rule:
    rule: Rule = FormulaRule([formula], fill=fill)  # type: ignore[no-untyped-call]
    return rule


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


_GREY, _BLUE, _YELLOW = _fill("F2F2F2"), _fill("DCE6F1"), _fill("FFFFE5")
_BAD, _FAIR, _GOOD = _fill("F8CBAD"), _fill("FFE699"), _fill("C6E0B4")
_CENTRE = Alignment("center", "center", wrap_text=True)
_RIGHT = Alignment("right", "center")


def make(city: facts.City, path: Path) -> None:
    """Write a city's form."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "填报说明"
    _help(page, city)
    page = book.create_sheet("分解表")
    rows = facts.Rows(len(city.counties))
    _head(page, city)
    _regions(page, city, rows)
    for at, indicator in enumerate(city.indicators, start=3):
        _column(book, page, at, indicator, rows, at - 3 < facts.RATES)
    for at, words in enumerate(facts.SIGNATURES):
        page.cell(rows.last + 6 + at // 2, 3 + at % 2 * 8, f"{words}：").font = _PLAIN
    ticket = f"{city.code}-B-1"
    page.cell(rows.last + 9, 3, f"模板编号：{ticket}").font = _PLAIN
    book.custom_doc_props.append(StringProperty(name="Ticket", value=ticket))  # type: ignore[attr-defined]
    page.freeze_panes = "C8"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 8
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "3:6"
    page.print_area = f"A1:{get_column_letter(len(city.indicators) + 2)}{rows.last + 9}"
    page.oddFooter.left.text = f"模板编号：{ticket}"
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    page.protection.sheet, page.protection.formatCells = True, False
    book.save(path)


def _help(page: Worksheet, city: facts.City) -> None:
    page.column_dimensions["B"].width = page.column_dimensions["C"].width = 60
    for row, text in enumerate((city.title, *facts.HELP, *facts.LEGEND), start=1):
        page.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
        page.cell(row, 2, text).font = _PLAIN
    page.protection.sheet = True


def _head(page: Worksheet, city: facts.City) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 10, 20
    for at in range(3, len(city.indicators) + 3):
        page.column_dimensions[get_column_letter(at)].width = 10.5
    page.cell(1, 11, city.title).font = Font(size=18, bold=True)
    last = get_column_letter(len(city.indicators) + 2)
    bottom = facts.COUNTY + len(city.counties) - 1
    page.cell(2, 3, f'="还有 "&COUNTBLANK(C{facts.COUNTY}:{last}{bottom})&" 项"').font = _PLAIN
    page.cell(2, len(city.indicators) + 2, f"报送截止：{city.due}").font = _PLAIN
    for row, words in enumerate(
        (("", "牵头单位"), ("编码", "县（市、区）"), ("", "计量单位"), ("", ""), ("", "本市目标")), start=3
    ):
        for at, text in enumerate(words, start=1):
            _put(page, row, at, text, _BLUE, _CENTRE)


def _put(
    page: Worksheet, row: int, at: int, value: object, fill: PatternFill | None, alignment: Alignment
) -> None:
    cell = page.cell(row, at, value)  # type: ignore[call-overload]
    cell.font, cell.border, cell.alignment = _PLAIN, _BORDER, alignment
    if fill is not None:
        cell.fill = fill
    if fill is _YELLOW:
        cell.protection = Protection(locked=False)


def _regions(page: Worksheet, city: facts.City, rows: facts.Rows) -> None:
    for row, (code, name) in enumerate(city.counties, start=facts.COUNTY):
        _put(page, row, 1, code, None, _CENTRE)
        _put(page, row, 2, name, _BLUE, _CENTRE)
        page.row_dimensions[row].height = 20
    for row, name in enumerate(("功能区小计", "合计", "差额", "自检", "说明"), start=rows.last + 1):
        _put(page, row, 1, None, _GREY, _CENTRE)
        _put(page, row, 2, name, _GREY, _CENTRE)
    first, _ = rows.zones
    for number in range(facts.ZONES):
        _put(page, first + number, 1, f"{city.code}A{number + 1}", None, _CENTRE)
        _put(page, first + number, 2, None, _YELLOW, _CENTRE)


def _column(
    book: Workbook, page: Worksheet, at: int, indicator: facts.Indicator, rows: facts.Rows, rate: bool
) -> None:
    letters = get_column_letter(at)
    for row, text in enumerate((indicator.lead, indicator.name, indicator.unit, indicator.code), start=3):
        _put(page, row, at, text, _BLUE if row < 6 else None, _CENTRE)
    _put(page, 7, at, indicator.target, _GREY, _RIGHT)
    first, last = rows.zones
    for row in (*range(facts.COUNTY, rows.last + 1), *range(first, last + 1), rows.last + 5):
        _put(page, row, at, None, _YELLOW, _RIGHT)
    places = 0 if not indicator.decimals and not rate else indicator.decimals + 2
    for row, formula in facts.formulas(letters, rows, places, rate).items():
        check = ArrayFormula(f"{letters}{row}", f"={formula}") if row == rows.last + 4 else f"={formula}"
        _put(page, row, at, check, _GREY, _RIGHT)
    for top, bottom in ((facts.COUNTY, rows.last), (first, last)):
        area = f"{letters}{top}:{letters}{bottom}"
        rule = facts.rule(f"{letters}{top}", places, rate)
        _guard(page, area, f"{letters}{top}", rule)
        if rate:
            less = f"AND(ISNUMBER({letters}{top}),{letters}{top}<{letters}$7)"
            page.conditional_formatting.add(area, _formula(less, _FAIR))
    check_cell = f"{letters}{rows.last + 4}"
    for text, fill in (("通过", _GOOD), ("提示", _FAIR), ("缺", _BAD)):
        begins = f'LEFT({check_cell},{len(text)})="{text}"'
        page.conditional_formatting.add(check_cell, _formula(begins, fill))
    name = f"form.{indicator.code}"
    place = f"'分解表'!${letters}${facts.COUNTY}:${letters}${last}"
    book.defined_names[name] = DefinedName(name, attr_text=place)


def _guard(page: Worksheet, area: str, cell: str, rule: str) -> None:
    words = "请填数字；没有分解任务的填“/”。"
    validation = DataValidation("custom", formula1=rule, promptTitle="填报", prompt=words)
    validation.errorTitle, validation.error = "请更正", words
    validation.showInputMessage = validation.showErrorMessage = True
    validation.add(area)
    page.add_data_validation(validation)
    page.conditional_formatting.add(area, _formula(f'AND({cell}<>"",NOT({rule}))', _BAD))


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for each in facts.cities(Path(sys.argv[1])):
        make(each, folder / f"{each.code}_{each.name}_目标分解.xlsx")

"""What an analyst would write to make forms, by xlsxwriter: `python -m bench.by_xlsxwriter PLAN FOLDER`."""

import sys
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from bench import form_facts as facts

_BORDER = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体", "font_size": 10}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "align": "center"},
    "plain": {"font_name": "宋体", "font_size": 10},
    "head": _BORDER | {"bold": True, "bg_color": "#DCE6F1", "align": "center"},
    "code": _BORDER | {"font_size": 8, "font_color": "#7F7F7F", "align": "center"},
    "open": _BORDER | {"bg_color": "#FFFFE5", "locked": False, "align": "right"},
    "total": _BORDER | {"bold": True, "bg_color": "#F2F2F2", "align": "right"},
    "check": _BORDER | {"font_size": 8, "align": "center"},
    "bad": {"bg_color": "#F8CBAD"},
    "fair": {"bg_color": "#FFE699"},
    "good": {"bg_color": "#C6E0B4"},
}


def make(city: facts.City, path: Path) -> None:
    """Write a city's form."""
    with xlsxwriter.Workbook(path) as book:
        styles = {name: book.add_format(look) for name, look in _LOOKS.items()}
        _help(book.add_worksheet("填报说明"), city, styles)
        page = book.add_worksheet("分解表")
        rows = facts.Rows(len(city.counties))
        _head(page, city, styles)
        _regions(page, city, rows, styles)
        for at, indicator in enumerate(city.indicators, start=2):
            _column(book, page, at, indicator, rows, at - 2 < facts.RATES, styles)
        for at, words in enumerate(facts.SIGNATURES):
            page.write(rows.last + 5 + at // 2, 2 + at % 2 * 8, f"{words}：", styles["plain"])
        ticket = f"{city.code}-B-1"
        page.write(rows.last + 8, 2, f"模板编号：{ticket}", styles["plain"])
        book.set_custom_property("Ticket", ticket)
        page.freeze_panes(7, 2)
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2, 5)
        page.print_area(0, 0, rows.last + 8, len(city.indicators) + 1)
        page.set_footer(f"&L模板编号：{ticket}&C第 &P 页，共 &N 页&R分解表")
        page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})


def _help(page: Any, city: facts.City, styles: dict[str, Any]) -> None:
    page.set_column(1, 2, 60)
    page.merge_range(0, 1, 0, 2, city.title, styles["title"])
    for row, text in enumerate((*facts.HELP, *facts.LEGEND), start=1):
        page.merge_range(row, 1, row, 2, text, styles["plain"])
    page.protect()


def _head(page: Any, city: facts.City, styles: dict[str, Any]) -> None:
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 20)
    page.set_column(2, len(city.indicators) + 1, 10.5)
    page.write(0, 10, city.title, styles["title"])
    last = xl_col_to_name(len(city.indicators) + 1)
    bottom = facts.COUNTY + len(city.counties) - 1
    page.write_formula(1, 2, f'="还有 "&COUNTBLANK(C{facts.COUNTY}:{last}{bottom})&" 项"', styles["plain"])
    page.write(1, len(city.indicators) + 1, f"报送截止：{city.due}", styles["plain"])
    for row, (code, name) in enumerate(
        (("", "牵头单位"), ("编码", "县（市、区）"), ("", "计量单位"), ("", ""), ("", "本市目标")), start=2
    ):
        page.write(row, 0, code, styles["head"])
        page.write(row, 1, name, styles["head"])


def _regions(page: Any, city: facts.City, rows: facts.Rows, styles: dict[str, Any]) -> None:
    for row, (code, name) in enumerate(city.counties, start=facts.COUNTY - 1):
        page.write(row, 0, code, styles["code"])
        page.write(row, 1, name, styles["head"])
        page.set_row(row, 20)
    for row, name in enumerate(("功能区小计", "合计", "差额", "自检", "说明"), start=rows.last):
        page.write_blank(row, 0, None, styles["head"])
        page.write(row, 1, name, styles["head"])
    first, _ = rows.zones
    for number in range(facts.ZONES):
        page.write(first - 1 + number, 0, f"{city.code}A{number + 1}", styles["code"])
        page.write_blank(first - 1 + number, 1, None, styles["open"])


def _column(
    book: Any,
    page: Any,
    at: int,
    indicator: facts.Indicator,
    rows: facts.Rows,
    rate: bool,
    styles: dict[str, Any],
) -> None:
    letters = xl_col_to_name(at)
    for row, text in enumerate((indicator.lead, indicator.name, indicator.unit, indicator.code), start=2):
        page.write(row, at, text, styles["code" if row == 5 else "head"])
    page.write(6, at, indicator.target, styles["total"])
    first, last = rows.zones
    for row in (*range(facts.COUNTY - 1, rows.last), *range(first - 1, last)):
        page.write_blank(row, at, None, styles["open"])
    places = 0 if not indicator.decimals and not rate else indicator.decimals + 2
    below = facts.formulas(letters, rows, places, rate)
    for row, formula in below.items():
        if row == rows.last + 4:
            page.write_array_formula(row - 1, at, row - 1, at, f"{{={formula}}}", styles["check"])
        else:
            page.write_formula(row - 1, at, f"={formula}", styles["total"])
    page.write_blank(rows.last + 4, at, None, styles["open"])
    for top, bottom in ((facts.COUNTY, rows.last), (first, last)):
        _guard(page, at, (top, bottom), facts.rule(f"{letters}{top}", places, rate), styles)
        if rate:
            less = f"=AND(ISNUMBER({letters}{top}),{letters}{top}<{letters}$7)"
            page.conditional_format(
                top - 1, at, bottom - 1, at, {"type": "formula", "criteria": less, "format": styles["fair"]}
            )
    for text, style in (("通过", "good"), ("提示", "fair"), ("缺", "bad")):
        begins = f'=LEFT({letters}{rows.last + 4},{len(text)})="{text}"'
        page.conditional_format(
            rows.last + 3,
            at,
            rows.last + 3,
            at,
            {"type": "formula", "criteria": begins, "format": styles[style]},
        )
    book.define_name(f"form.{indicator.code}", f"='分解表'!${letters}${facts.COUNTY}:${letters}${last}")


def _guard(page: Any, at: int, span: tuple[int, int], rule: str, styles: dict[str, Any]) -> None:
    area = (span[0] - 1, at, span[1] - 1, at)
    words = "请填数字；没有分解任务的填“/”。"
    page.data_validation(
        *area,
        {
            "validate": "custom",
            "value": f"={rule}",
            "input_title": "填报",
            "input_message": words,
            "error_title": "请更正",
            "error_message": words,
        },
    )
    cell = f"{xl_col_to_name(at)}{span[0]}"
    broken = f'=AND({cell}<>"",NOT({rule}))'
    page.conditional_format(*area, {"type": "formula", "criteria": broken, "format": styles["bad"]})


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for each in facts.cities(Path(sys.argv[1])):
        make(each, folder / f"{each.code}_{each.name}_目标分解.xlsx")

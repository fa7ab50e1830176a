"""The quickest script of all, without pandas: calamine reads, plain Python adds up, xlsxwriter writes.

`python -m bench.by_calamine RETURNS SUMMARY`. It checks nothing.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.by_pandas import CODES, RATES

Counties = dict[tuple[str, str], list[object]]  # what each county reports, by city and county


def collect(returns: Path, summary: Path) -> dict[str, dict[str, float]]:
    """Save a workbook with the counties' numbers and the cities' totals; return the totals by city."""
    fields: list[str] = []
    counties: Counties = {}
    for path in sorted(returns.glob("*.xlsx")):
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name("分解表").to_python()
        at = {str(code): column for column, code in enumerate(rows[CODES]) if str(code).startswith("K")}
        fields = fields or [*at]
        for row in rows:
            if str(row[0]).isdigit():
                counties[path.name[:6], str(row[0])] = [row[1], *(row[at[field]] for field in fields)]
    cities = dict(_totals(fields, counties))
    with xlsxwriter.Workbook(summary) as book:
        totals = book.add_worksheet("汇总")
        totals.write_row(0, 1, fields)
        for at_row, (city, sums) in enumerate(cities.items(), start=1):
            totals.write_row(at_row, 0, [city, *sums.values()])
        detail = book.add_worksheet("县级明细")
        detail.write_row(0, 0, ["city", "county", "name", *fields])
        for at_row, (codes, said) in enumerate(counties.items(), start=1):
            detail.write_row(at_row, 0, [*codes, *said])
    return cities


def _totals(fields: list[str], counties: Counties) -> Iterator[tuple[str, dict[str, float]]]:
    by_city: dict[str, list[list[object]]] = {}
    for (city, _), said in counties.items():
        by_city.setdefault(city, []).append(said)
    for city, rows in by_city.items():
        totals = {}
        for at, field in enumerate(fields, start=1):
            numbers = [number for row in rows if isinstance(number := row[at], float | int)]
            totals[field] = min(numbers, default=0.0) if field in RATES else sum(numbers)
        yield city, totals


if __name__ == "__main__":
    collect(Path(sys.argv[1]), Path(sys.argv[2]))

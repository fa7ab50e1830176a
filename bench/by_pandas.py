"""What an analyst would write to collect the returns: read, concatenate, group, save. It checks nothing.

`python -m bench.by_pandas ENGINE RETURNS SUMMARY`, where ENGINE is what pandas reads workbooks with: openpyxl
or calamine.
"""

import sys
from pathlib import Path
from typing import Literal

import pandas as pd

Engine = Literal["openpyxl", "calamine"]

CODES = 4  # the row of the codes, counted from 0: K01, K02, … over their columns
RATES = ["K01", "K02", "K03", "K04", "K05"]  # of these a city's is its lowest county's


def collect(returns: Path, summary: Path, engine: Engine) -> pd.DataFrame:
    """Save a workbook with the counties' numbers and the cities' totals; return the totals by city."""
    counties = pd.concat([_read(path, engine) for path in sorted(returns.glob("*.xlsx"))], ignore_index=True)
    fields = [column for column in counties.columns if column not in ("city", "county", "name")]
    how = {field: "min" if field in RATES else "sum" for field in fields}
    cities = counties.groupby("city").agg(how)
    whole = cities.agg(how).to_frame("全国").T
    with pd.ExcelWriter(summary) as writer:
        pd.concat([whole, cities]).to_excel(writer, sheet_name="汇总")
        counties.to_excel(writer, sheet_name="县级明细", index=False)
    return cities


def _read(path: Path, engine: Engine) -> pd.DataFrame:
    """The counties' rows of one return."""
    sheet = pd.read_excel(path, sheet_name="分解表", header=CODES, engine=engine, dtype=object)
    sheet = sheet.rename(columns={sheet.columns[0]: "county", sheet.columns[1]: "name"})
    sheet = sheet[sheet["county"].astype(str).str.fullmatch(r"\d{6}")]
    fields = [column for column in sheet.columns if str(column).startswith("K")]
    sheet[fields] = sheet[fields].apply(pd.to_numeric, errors="coerce")
    return sheet[["county", "name", *fields]].assign(city=path.name[:6])


if __name__ == "__main__":
    collect(Path(sys.argv[2]), Path(sys.argv[3]), "calamine" if sys.argv[1] == "calamine" else "openpyxl")

"""What web pages read workbooks with (SheetJS, ExcelJS), and HyperFormula, which computes their formulas.

HyperFormula is a third witness beside LibreOffice and Gnumeric.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import openpyxl

from tests.support.programs import JSREADERS, need

READERS = ("sheetjs", "exceljs")
# HyperFormula's arrays do not grow: it cannot multiply a row by a table, as the form's counter does.
_UNLIKE_EXCEL = ["SUMPRODUCT"]

Cells = dict[tuple[str, str], Any]  # by sheet and address


def resaved(paths: list[Path], reader: str, folder: Path) -> dict[Path, Path]:
    """The workbooks as a reader saves them after loading."""
    folder.mkdir(parents=True)
    targets = {path: folder / f"{at}.xlsx" for at, path in enumerate(paths)}
    jobs = [{"reader": reader, "source": str(path), "target": str(to)} for path, to in targets.items()]
    _run("resave.mjs", jobs)
    return targets


def computed(path: Path) -> Cells:
    """The result of every formula that HyperFormula knows."""
    found = json.loads(_run("recalculate.mjs", {"path": str(path), "without": _UNLIKE_EXCEL}))
    return {(each["sheet"], each["cell"]): each["value"] for each in found}


def values(path: Path, formulas: bool = False) -> Cells:
    """The values (or formulas) of all filled cells as openpyxl reads them; an empty text is no value."""
    book: Any = openpyxl.load_workbook(path, data_only=not formulas)
    cells = ((sheet.title, cell) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return {(name, cell.coordinate): cell.value for name, cell in cells if cell.value not in (None, "")}


def _run(script: str, asked: Any) -> str:
    done = subprocess.run(
        [need("jsreaders"), str(JSREADERS / script)],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"{script} could not run: {done.stderr}")
    return done.stdout

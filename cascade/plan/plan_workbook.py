"""Write a plan as the workbook in which an office thinks of it; `load` reads the same plan from it."""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from cascade import durable
from cascade.errors import Wrong
from cascade.plan.drafted import NoticeDraft
from cascade.plan.draw_plan import draw_plan
from cascade.plan.problems import PlanError, Problem
from cascade.plan.read_tables import WORKBOOK, PlanSource, read
from cascade.plan.tables import PLAN, TABLES, Table


def write_workbook(source: Path, target: Path) -> None:
    """Write the tables at `source` (anything that `load` takes) to a new workbook `target`.

    The tables are not checked, so that an office can correct a faulty plan in Excel. Raises PlanError for
    missing tables or columns, for marks of a drafted plan that nobody has answered, and as `write_drafted`.
    """
    found = read(source)
    if found.problems:
        raise PlanError(found.problems)
    write_drafted(NoticeDraft(rows_of(found)), target)


def write_drafted(draft: NoticeDraft, target: Path, *, with_examples: bool = False) -> None:
    """Write a drafted plan to a new workbook, unchecked, and list its marks on a sheet of their own.

    The table `plan` may be one row of keys and values, or rows with the columns `key` and `value`.
    Raises PlanError for a `target` without the ending .xlsx, and for a `plan.xlsx` beside CSV tables, which
    `load` refuses; Wrong where another file stands there, which an office may have edited; OSError if the
    file cannot be written.
    """
    if message := _refusal(target):
        raise PlanError((Problem(str(target), None, None, message),))
    content = BytesIO()
    draw_plan(draft, content, with_examples)
    data = content.getvalue()
    if target.is_file() and target.read_bytes() != data:
        raise Wrong(f"已有这个文件，可能改过，没有覆盖：{target}\n请换个名字，或先移走它，再运行一次。")
    durable.write(target, data)


def write_tables(source: Path, folder: Path) -> None:
    """Write the tables at `source` as CSV files into a new or empty folder: what git shows best.

    A column or table that may be absent and is empty is left out. Raises PlanError like `write_workbook`,
    Wrong where the folder holds something.
    """
    found = read(source)
    if found.problems:
        raise PlanError(found.problems)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Wrong(f"已有这个文件夹，里面有文件，没有写入：{folder}\n请换个名字，或先移走它，再运行一次。")
    folder.mkdir(parents=True, exist_ok=True)
    rows = rows_of(found)
    files = {
        folder / f"{table.name}.csv": _csv(table, rows[table.name])
        for table in TABLES
        if rows[table.name] or not table.optional
    }
    durable.write_all(files)


def _csv(table: Table, rows: Sequence[Mapping[str, str]]) -> bytes:
    """A table as Excel opens it rightly: UTF-8 with a byte-order mark. Words are the model's."""
    if table is PLAN:
        rows = [row for row in rows if row["value"]]
    columns = {column.name: column for column in table.columns}
    needed = [
        name
        for name in table.headers
        if table is PLAN or columns[name].required or any(row[name] for row in rows)
    ]
    content = StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(needed)
    for row in rows:
        writer.writerow(
            columns[name].words.get(row[name], row[name]) if name in columns else row[name] for name in needed
        )
    return content.getvalue().encode("utf-8-sig")


def _refusal(target: Path) -> str | None:
    """Why `load` could not read `target`; None where it could."""
    if target.suffix.lower() != ".xlsx":
        return "文件名应以 .xlsx 结尾；请改名后再试"
    if target.name == WORKBOOK and any((target.parent / f"{table.name}.csv").exists() for table in TABLES):
        return f"这个文件夹里已有 CSV 表，再放一份 {WORKBOOK} 就无法判断以哪个为准；请换一个文件夹或文件名"
    return None


def rows_of(source: PlanSource) -> dict[str, tuple[Mapping[str, str], ...]]:
    """The texts of all tables, as a draft holds them; the settings as rows of key and value."""
    return {
        name: tuple({column: cell.text for column, cell in row.items()} for row in table.rows)
        for name, table in source.tables.items()
    }

"""A plan's folder of CSV tables, read and written as plain rows of texts."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Tables = Mapping[str, Sequence[Sequence[str]]]  # rows with the header first


def read_rows(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_rows(folder: Path, table: str, rows: Iterable[Sequence[str]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_folder(folder: Path, tables: Tables) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_rows(folder, name, rows)
    return folder


def all_rows(folder: Path) -> dict[str, list[list[str]]]:
    return {path.stem: read_rows(folder, path.stem) for path in sorted(folder.glob("*.csv"))}


def put(folder: Path, table: str, row: int, column: str, text: str) -> None:
    """Type a text into a cell, by the row number a spreadsheet shows."""
    rows = read_rows(folder, table)
    rows[row - 1][rows[0].index(column)] = text
    write_rows(folder, table, rows)

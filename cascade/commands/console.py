"""Write to the operator's console: lines, tables, and a progress bar while many files are read."""

import sys
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

_T = TypeVar("_T")

LONG = 30  # from so many files on, a progress bar is worth showing


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 120)


def say(text: str) -> None:
    """Print a text as it stands."""
    _console().print(text, markup=False, soft_wrap=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; a text that is too long for its column goes on in the next line."""
    drawn = Table(box=box.SQUARE, header_style="bold")  # characters that a Chinese console has
    for heading in headings:
        drawn.add_column(heading, overflow="fold")  # the operator checks addresses here: cut none short
    for row in rows:
        drawn.add_row(*row)
    _console().print(drawn, markup=False)


def progress(files: list[_T]) -> Iterable[_T]:
    """Hand on the files one by one, with a progress bar where there are many and a person is watching."""
    if len(files) < LONG or not sys.stdout.isatty():
        yield from files
        return
    columns = (TextColumn("读取上报表"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console()) as bar:
        yield from bar.track(files)

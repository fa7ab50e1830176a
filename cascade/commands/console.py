"""Tell the operator what a command does: lines, tables, and a progress bar while many files are read.

What is told goes to the terminal, or to a listener that shows it elsewhere, as the desk does (`heard_by`).
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

_T = TypeVar("_T")

LONG = 30  # from so many files on, a progress bar is worth showing


class Listener(Protocol):
    """Whoever shows what a command tells."""

    @property
    def who(self) -> str:
        """Who works, as others see it while they wait; "" for whoever sits at the machine."""

    def say(self, text: str) -> None:
        """Show a text as it stands; it may have several lines."""

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show a table; a row may be shorter than the headings."""

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Hand on the files one by one, and show how far they are."""


class _Terminal:
    """Shows everything in the terminal."""

    who = ""

    def say(self, text: str) -> None:
        """Print a text."""
        _console().print(text, markup=False, soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; a text that is too long for its column goes on in the next line."""
        drawn = Table(box=box.SQUARE, header_style="bold")  # characters that a Chinese console has
        for heading in headings:
            drawn.add_column(heading, overflow="fold")  # the operator checks addresses here: cut none short
        for row in rows:
            drawn.add_row(*row)
        _console().print(drawn, markup=False)

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Show a progress bar where there are many files and a person is watching."""
        if len(files) < LONG or not sys.stdout.isatty():
            yield from files
            return
        columns = (TextColumn("读取上报表"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=_console()) as bar:
            yield from bar.track(files)


class Recorded:
    """Keeps what a command tells: texts, and tables as lists of rows with the headings first."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def say(self, text: str) -> None:
        """Keep a text."""
        self.told.append(text)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Keep a table."""
        self.told.append([list(headings), *map(list, rows)])

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Hand on the files."""
        return files


_TERMINAL = _Terminal()
_listener: ContextVar[Listener] = ContextVar("_listener", default=_TERMINAL)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell a listener instead of the terminal, in this context (`contextvars`)."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def who() -> str:
    """Who works, "" for whoever sits at the machine."""
    return _listener.get().who


def say(text: str) -> None:
    """Tell a text as it stands."""
    _listener.get().say(text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Tell a table."""
    _listener.get().table(headings, rows)


def tell_again(told: Iterable[object]) -> None:
    """Tell what was recorded."""
    for each in told:
        if isinstance(each, list):
            table(each[0], each[1:])
        else:
            say(str(each))


def progress(files: list[_T]) -> Iterable[_T]:
    """Hand on the files one by one, and tell how far they are."""
    return _listener.get().progress(files)


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 120)

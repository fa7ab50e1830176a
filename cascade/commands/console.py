"""Tell the operator what a command does: lines, tables, and how far many files are read.

What is told goes to the terminal, or to a listener that shows it elsewhere, as the desk does (`heard_by`).
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import zip_longest
from shutil import get_terminal_size
from typing import Protocol, TypeVar
from unicodedata import combining, east_asian_width

_T = TypeVar("_T")

LONG = 30  # from so many files on, it is worth showing how far they are read
_WIDTH = 120  # of a table that goes to a file


class Listener(Protocol):
    """Whoever shows what a command tells."""

    @property
    def who(self) -> str:
        """Who works, as others see it while they wait; "" for whoever sits at the machine."""

    def say(self, text: str) -> None:
        """Show a text as it stands; it may have several lines."""

    def conclude(self, text: str, attention: bool = False) -> None:
        """Show the sentence that says how the command came out; `attention`: something is to be looked at."""

    def meanwhile(self, text: str) -> None:
        """Show what goes on, which is no news once it is over."""

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show a table; a row may be shorter than the headings."""

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Hand on the files one by one, and show how far they are."""


class _Terminal:
    """Shows everything in the terminal."""

    who = ""

    def say(self, text: str) -> None:
        """Print a text."""
        print(text)

    meanwhile = say

    def conclude(self, text: str, attention: bool = False) -> None:
        """Print a text."""
        print(text)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table; a text that is too long for its column goes on in the next line."""
        width = get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
        print(*_drawn([headings, *rows], len(headings), width), sep="\n")

    def progress(self, files: list[_T]) -> Iterable[_T]:
        """Show how many are read, where there are many files and a person is watching."""
        if len(files) < LONG or not sys.stdout.isatty():
            yield from files
            return
        for done, each in enumerate(files):
            print(f"\r读取上报表 {done}/{len(files)}", end="", flush=True)
            yield each
        print(f"\r读取上报表 {len(files)}/{len(files)}")


def _drawn(rows: Sequence[Sequence[str]], columns: int, width: int) -> Iterator[str]:
    """The lines of a table of at most `width` Latin characters, its first row the headings."""
    whole = [[*row, *[""] * (columns - len(row))] for row in rows]
    wanted = [max(_wide(line) for row in whole for line in row[at].split("\n")) for at in range(columns)]
    room, most = width - 3 * columns - 1, max(wanted)
    while most > 2 and sum(min(each, most) for each in wanted) > room:  # a Chinese character takes two
        most -= 1
    widths = [min(each, most) for each in wanted]
    yield _ruled(widths, "┌", "┬", "┐")
    for at, row in enumerate(whole):
        folded = [list(_folded(cell, each)) for cell, each in zip(row, widths, strict=True)]
        for line in zip_longest(*folded, fillvalue=""):
            cells = (f" {text}{' ' * (each - _wide(text))} " for text, each in zip(line, widths, strict=True))
            yield f"│{'│'.join(cells)}│"
        if at == 0:
            yield _ruled(widths, "├", "┼", "┤")
    yield _ruled(widths, "└", "┴", "┘")


def _ruled(widths: Sequence[int], left: str, middle: str, right: str) -> str:
    return left + middle.join("─" * (each + 2) for each in widths) + right


def _folded(cell: str, width: int) -> Iterator[str]:
    """The lines of a cell, none wider than its column."""
    for line in cell.split("\n"):
        part = ""
        for char in line:
            if _wide(part + char) > width:
                yield part
                part = ""
            part += char
        yield part


def _wide(text: str) -> int:
    """The width of a text in a terminal, in Latin characters."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


class Recorded:
    """Keeps what a command tells, as the desk does: texts, tables as lists of rows with the headings first.

    How it came out is a mapping with `outcome`, and with `attention` where something is to be looked at.
    """

    who = ""

    def __init__(self) -> None:
        self.told: list[object] = []

    def say(self, text: str) -> None:
        """Keep a text."""
        self.told.append(text)

    def conclude(self, text: str, attention: bool = False) -> None:
        """Keep the sentence that says how the command came out."""
        self.told.append({"outcome": text} | ({"attention": True} if attention else {}))

    def meanwhile(self, text: str) -> None:
        """Keep nothing."""

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


def conclude(text: str, attention: bool = False) -> None:
    """Tell how the command came out; `attention` says whether that names something to be looked at."""
    _listener.get().conclude(text, attention)


def meanwhile(text: str) -> None:
    """Tell what goes on, as long as it does."""
    _listener.get().meanwhile(text)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Tell a table."""
    _listener.get().table(headings, rows)


def tell_again(told: Iterable[object], concluding: bool = False) -> None:
    """Tell what was recorded; how that came out says how this command does only where it is `concluding`."""
    for each in told:
        if isinstance(each, list):
            table(each[0], each[1:])
        elif isinstance(each, dict):
            conclude(each["outcome"], "attention" in each) if concluding else say(each["outcome"])
        else:
            say(str(each))


def progress(files: list[_T]) -> Iterable[_T]:
    """Hand on the files one by one, and tell how far they are."""
    return _listener.get().progress(files)

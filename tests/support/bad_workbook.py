"""How bad files are made: a small workbook with one thing wrong."""

from collections.abc import Callable
from typing import NamedTuple

from tests.support.raw_workbook import pack, parts, sheet


class Bad(NamedTuple):
    """A file that must be refused with a code."""

    name: str
    make: Callable[[], bytes]
    code: str


def good() -> bytes:
    return pack(parts())


def replaced(name: str, old: str, new: str) -> Callable[[], bytes]:
    """A small workbook with a text of one part replaced."""

    def make() -> bytes:
        content = parts()
        assert old in content[name]
        return pack({**content, name: content[name].replace(old, new)})

    return make


def rows(rows: str) -> Callable[[], bytes]:
    return lambda: pack(parts(rows))


def cell(cell: str) -> Callable[[], bytes]:
    return rows(f'<row r="1">{cell}</row>')


def with_part(name: str, text: str | bytes = b"x") -> Callable[[], bytes]:
    return lambda: pack({**parts(), name: text})


def after(markup: str) -> Callable[[], bytes]:
    """A sheet with something after its cells."""
    return lambda: pack(parts(worksheets=sheet("", markup)))

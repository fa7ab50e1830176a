"""Rules for the contents of cells."""

import math
from collections.abc import Iterator

from tests.support.linter.book import MAIN, Book

_LONGEST, _LINES = 32_767, 253


def long_text(book: Book) -> Iterator[str]:
    """Limits: 32,767 characters in a cell, of which 253 line feeds at most."""
    for text in book.texts:
        if len(text.encode("utf-16-le")) // 2 > _LONGEST or text.count("\n") > _LINES:
            yield f"{text[:20]}… of {len(text)} characters"


def empty_result(book: Book) -> Iterator[str]:
    """ECMA 18.18.11: without t="str" an empty result is no text; SheetJS reads 0 or drops the formula."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            value = cell.find(f"{MAIN}v")
            empty = value is None or not value.text
            if cell.find(f"{MAIN}f") is not None and empty and cell.attrib.get("t") != "str":
                yield f"{sheet.name}!{cell.attrib['r']}"


def number(book: Book) -> Iterator[str]:
    """Limits: numbers are finite, from 1E-307 to 9.99E+307."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            value = cell.find(f"{MAIN}v")
            if cell.attrib.get("t", "n") != "n" or value is None or not value.text:
                continue
            try:
                fine = math.isfinite(float(value.text))
            except ValueError:
                fine = False
            if not fine:
                yield f"{sheet.name}!{cell.attrib['r']}: {value.text}"


def result(book: Book) -> Iterator[str]:
    """House: no formula's cached result is an error value."""
    for sheet in book.sheets:
        for cell in sheet.cells:
            if cell.attrib.get("t") == "e":
                yield f"{sheet.name}!{cell.attrib['r']}"


def comment(book: Book) -> Iterator[str]:
    """Limits: a comment of at most 32,767 characters."""
    for name in book.parts:
        if name.startswith("xl/comments"):
            for each in book.xml(name).iter(f"{MAIN}comment"):
                if sum(len(part.text or "") for part in each.iter(f"{MAIN}t")) > _LONGEST:
                    yield f"{name} {each.attrib['ref']}"


RULES = (long_text, empty_result, number, result, comment)

"""Forms copied from a stencil: a form is drawn once with blanks where its city's names, codes and numbers stand.

Drawing copies these and nothing hangs on them but the looks, so two forms with the same looks and the same
form around the blanks are the same but for what stands in them. Whatever is not so plain is not copied.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from itertools import chain
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cascade.form.book import Form, draw_book
from cascade.form.contents import Contents
from cascade.form.looks import Looks
from cascade.layout import Given, Layout, Role, Row, SheetLayout
from cascade.theme import Theme, worded_format

_KEPT = 64  # stencils, each as large as a form unpacked
_STRINGS = "xl/sharedStrings.xml"  # each text is listed there once
_PLAIN = re.compile(r"(?:[^\W_]|[（）()〔〕·.、—－-])+")  # words that a file holds as they are
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # characters for private use stand for words
_BLANK = re.compile(r"([\ue000-\uf8ff])|1\.(\d{5})7([Ee])\+250")  # and numbers that none has for numbers
_MOST = 6_000
_NUMBER = re.compile(r"(\d)[\d,]*((?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class _Words:
    """What fills the blanks: words, and the numbers of the given cells in their order."""

    words: tuple[str, ...]
    numbers: tuple[Decimal, ...]

    def as_written(self) -> list[str]:
        """All of them as a file holds them: numbers in cells, numbers as results of formulas, words."""
        numbers = [float(number) for number in self.numbers]
        return [*(f"{number:.16G}" for number in numbers), *map(str, numbers), *self.words]


def copied(form: Form, looks: Looks, theme: Theme) -> bytes | None:
    """A form with nothing typed, as drawing it makes it; None where it has to be drawn."""
    words = _words(form)
    if words is None:
        return None
    stencil = _stencil(_blank(form, words), looks, theme)
    return stencil.filled(words.as_written()) if stencil else None


def _words(form: Form) -> _Words | None:
    layout = form.layout
    rows = [row for sheet in layout.sheets for row in sheet.rows]
    named = (each.text for each in layout.given if each.role is Role.NAME)
    own = (layout.city, layout.city_name, form.ticket)
    words = dict.fromkeys(
        word for word in chain(own, (row.region for row in rows), (row.name for row in rows), named) if word
    )
    titles = (layout.title, *(sheet.title for sheet in layout.sheets))
    around = "".join(chain(titles, form.instructions, (each.text for each in layout.given)))
    plain = len(words) <= _MOST and all(map(_PLAIN.fullmatch, words)) and not _PRIVATE.search(around)
    numbers = tuple((each.number, each.role) for each in layout.given if each.number is not None)
    if not plain or any(role not in (Role.TARGET, Role.LAST) for _, role in numbers):
        return None
    return _Words(tuple(words), tuple(number for number, _ in numbers))


def _blank(form: Form, words: _Words) -> Form:
    """The same form with blanks."""
    layout = form.layout
    blanks = {word: chr(0xE000 + at) for at, word in enumerate(words.words)}
    longest = sorted(words.words, key=len, reverse=True)

    def without(text: str) -> str:
        for word in longest:
            text = text.replace(word, blanks[word])
        return text

    numbers = (Decimal(f"1.{at:05d}7E+250") for at in range(len(words.numbers)))
    sheets = tuple(
        SheetLayout(
            name=sheet.name,
            title=without(sheet.title),
            city=blanks[sheet.city],
            columns=sheet.columns,
            rows=tuple(
                Row(line=row.line, region=blanks.get(row.region, ""), name=blanks.get(row.name, ""))
                for row in sheet.rows
            ),
        )
        for sheet in layout.sheets
    )
    named = {
        "city": blanks[layout.city],
        "city_name": blanks[layout.city_name],
        "title": without(layout.title),
    }
    given = tuple(_given(each, blanks, numbers) for each in layout.given)
    about = {"plan": layout.plan, "round": layout.round, "kind": layout.kind, "due": layout.due}
    city = layout.city_name
    return replace(
        form,
        layout=Layout(**about, **named, sheets=sheets, given=given),
        ticket=blanks[form.ticket],
        instructions=tuple(line.replace(city, blanks[city]) for line in form.instructions),
    )


def _given(given: Given, blanks: dict[str, str], numbers: Iterable[Decimal]) -> Given:
    text = blanks[given.text] if given.role is Role.NAME else given.text
    number = None
    if given.number is not None:
        number, text = next(iter(numbers)), _as_worded(text)
    region = blanks.get(given.region, given.region)
    return Given(region=region, field=given.field, role=given.role, number=number, text=text)


@lru_cache
def _as_worded(text: str) -> str:
    """A text that words any number as a target's text words its own: of `1300台` it is `1台`."""
    any_ = _NUMBER.sub(lambda found: "1" + re.sub(r"\d", "1", found[2]), text, count=1)
    return any_ if worded_format(any_) == worded_format(text) else text


class _Stencil:
    """The parts of a workbook, each cut at its blanks."""

    def __init__(self, data: bytes, numbers: int) -> None:
        first = {"E": 0, "e": numbers}  # of what is written
        self._parts: list[tuple[str, list[str], list[tuple[int, int]]]] = []
        with ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                pieces, blanks, end = [], [], 0
                text = archive.read(name).decode()
                for found in _BLANK.finditer(text):
                    word = found[1] and ord(found[1]) - 0xE000 + 2 * numbers
                    at = word if found[1] else first[found[3]] + int(found[2])
                    pieces += [text[end : found.start()], ""]
                    blanks.append((len(pieces) - 1, at))
                    end = found.end()
                self._parts.append((name, [*pieces, text[end:]], blanks))

    def filled(self, written: Sequence[str]) -> bytes | None:
        """The workbook with words and numbers in its blanks; None where a text would be listed twice."""
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name, pieces, blanks in self._parts:
                for place, at in blanks:
                    pieces[place] = written[at]
                text = "".join(pieces)
                if name == _STRINGS:
                    texts = text.removesuffix("</sst>").split("<si>")
                    if len(set(texts)) < len(texts):
                        return None
                entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # as xlsxwriter does it
                entry.compress_type = ZIP_DEFLATED
                archive.writestr(entry, text.encode())
        return buffer.getvalue()


@lru_cache(maxsize=_KEPT)
def _stencil(blank: Form, looks: Looks, theme: Theme) -> _Stencil | None:
    """The stencil of a form with blanks; None where it has characters for private use besides."""
    plan = (sheet.model_dump_json(include={"name", "columns"}) for sheet in blank.layout.sheets)
    if any(map(_PRIVATE.search, plan)):
        return None
    numbers = sum(each.number is not None for each in blank.layout.given)
    drawn = [Contents(blank.layout, sheet, {}) for sheet in blank.layout.sheets]
    return _Stencil(draw_book(blank, drawn, looks, theme), numbers)

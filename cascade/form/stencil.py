"""Forms copied from a stencil: a form drawn once with blanks for its city's names, codes, numbers and units.

Drawing copies these, and nothing hangs on them but the looks. So forms with the same looks, and the same form
around the blanks, are the same but for what stands in these. Whatever is not so plain is not copied.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from itertools import chain
from zipfile import ZipFile

from cascade.drawing.packing import Packed, package
from cascade.form.book import Form, draw_book
from cascade.form.contents import Contents
from cascade.form.looks import Looks
from cascade.layout import Given, Layout, Role, Row, SheetLayout
from cascade.theme import Theme, worded_format

_KEPT = 128  # stencils, each as large as a form unpacked
_PLAIN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f&<>\"'_#\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]+")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # characters for private use are blanks for words and formats,
_NUMBER = "1.{:05d}7E+250"  # and numbers that nobody has are blanks for numbers
_BLANK = re.compile(r"(?:0&quot;)?([\ue000-\uf8ff])(?:&quot;)?|1\.(\d{5})7([Ee])\+250")
_MOST = 6_000  # words; there are 6,400 such characters
_LISTED_ONCE = {
    "xl/sharedStrings.xml": re.compile(r"<si>.*?</si>", re.DOTALL),
    "xl/styles.xml": re.compile(r'formatCode="[^"]*"'),
}


@dataclass(frozen=True, slots=True)
class _Filling:
    """What fills the blanks of a form: words (number formats too), and the numbers of its given cells."""

    words: tuple[str, ...]
    numbers: tuple[Decimal, ...]

    def written(self) -> list[str]:
        """How a file holds them: the numbers in cells, the numbers as results of formulas, the words."""
        numbers = [float(number) for number in self.numbers]
        words = (word.replace('"', "&quot;") for word in self.words)
        return [*(f"{number:.16G}" for number in numbers), *map(str, numbers), *words]


def copied(form: Form, looks: Looks, theme: Theme) -> bytes | None:
    """A form with nothing typed, as drawing it would make it; None where it has to be drawn."""
    filling = _filling(form)
    stencil = _stencil(_blank(form, filling), looks, theme) if filling else None
    return stencil.filled(filling.written()) if stencil and filling else None


def _filling(form: Form) -> _Filling | None:
    layout = form.layout
    rows = [row for sheet in layout.sheets for row in sheet.rows]
    own = (layout.city, layout.city_name, form.ticket)
    named = (each.text for each in layout.given if each.role is Role.NAME)
    words = dict.fromkeys(chain(own, (row.region for row in rows), (row.name for row in rows), named))
    words.pop("", None)
    titles = (layout.title, *(sheet.title for sheet in layout.sheets))
    around = "".join(chain(titles, form.instructions, (each.text for each in layout.given)))
    numbered = [each for each in layout.given if each.number is not None]
    if (
        len(words) > _MOST
        or not all(map(_PLAIN.fullmatch, words))
        or _PRIVATE.search(around)
        or any(each.role not in (Role.TARGET, Role.LAST) for each in numbered)
    ):
        return None
    formats = dict.fromkeys(filter(None, (_format(each.text) for each in numbered)))
    numbers = tuple(each.number for each in numbered if each.number is not None)
    return _Filling((*words, *formats), numbers)


@lru_cache(maxsize=4096)
def _format(worded: str) -> str | None:
    """The number format of a target if it has words; others may be built in."""
    found = worded_format(worded)
    return found if '"' in found and _PLAIN.fullmatch(worded) else None


def _blank(form: Form, filling: _Filling) -> Form:
    """The same form with blanks."""
    layout = form.layout
    blanks = {word: chr(0xE000 + at) for at, word in enumerate(filling.words)} | {"": ""}
    names = {layout.city_name} | {row.name for sheet in layout.sheets for row in sheet.rows if row.name}
    longest = sorted(names, key=lambda name: (-len(name), name))

    def without(text: str) -> str:
        for word in longest:
            text = text.replace(word, blanks[word])
        return text

    def rows(sheet: SheetLayout) -> tuple[Row, ...]:
        return tuple(
            Row(line=row.line, region=blanks[row.region], name=blanks[row.name]) for row in sheet.rows
        )

    numbers = (Decimal(_NUMBER.format(at)) for at in range(len(filling.numbers)))
    blank = Layout(
        plan=layout.plan,
        round=layout.round,
        kind=layout.kind,
        city=blanks[layout.city],
        city_name=blanks[layout.city_name],
        due=layout.due,
        title=without(layout.title),
        sheets=tuple(
            SheetLayout(
                name=sheet.name,
                title=without(sheet.title),
                city=blanks[sheet.city],
                columns=sheet.columns,
                rows=rows(sheet),
            )
            for sheet in layout.sheets
        ),
        given=tuple(_blank_given(each, blanks, numbers) for each in layout.given),
    )
    return replace(
        form,
        layout=blank,
        ticket=blanks[form.ticket],
        instructions=tuple(without(line) for line in form.instructions),
    )


def _blank_given(given: Given, blanks: dict[str, str], numbers: Iterator[Decimal]) -> Given:
    text, number = given.text, None
    if given.number is not None:
        number = next(numbers)
        text = f"1{blanks[found]}" if (found := _format(text)) else text
    elif given.role is Role.NAME:
        text = blanks[text]
    region = blanks.get(given.region, given.region)
    return Given(region=region, field=given.field, role=given.role, number=number, text=text)


class _Stencil:
    """The parts of a workbook: those with blanks are cut at them, the others packed."""

    def __init__(self, data: bytes, numbers: int) -> None:
        with ZipFile(BytesIO(data)) as archive:
            texts = {name: archive.read(name).decode() for name in archive.namelist()}
        self._parts = {
            name: _Part(text, numbers) if _BLANK.search(text) else Packed.of(name, text.encode())
            for name, text in texts.items()
        }

    def filled(self, written: Sequence[str]) -> bytes | None:
        """The workbook with its blanks filled; None where something would be listed twice in it."""
        parts = []
        for name, part in self._parts.items():
            if isinstance(part, _Part):
                text = part.filled(written)
                if name in _LISTED_ONCE:
                    listed = _LISTED_ONCE[name].findall(text)
                    if len(set(listed)) < len(listed):
                        return None
                part = Packed.of(name, text.encode())
            parts.append(part)
        return package(parts)


class _Part:
    """A part cut at its blanks."""

    def __init__(self, text: str, numbers: int) -> None:
        first = {"E": 0, "e": numbers}  # of what is written
        self._pieces: list[str] = []
        self._blanks: list[tuple[int, int]] = []  # which piece is to be which of what is written
        end = 0
        for found in _BLANK.finditer(text):
            word, number, kind = found.groups()
            at = 2 * numbers + ord(word) - 0xE000 if word else first[kind] + int(number)
            self._pieces += [text[end : found.start()], ""]
            self._blanks.append((len(self._pieces) - 1, at))
            end = found.end()
        self._pieces.append(text[end:])

    def filled(self, written: Sequence[str]) -> str:
        """The part with its blanks filled."""
        pieces = self._pieces.copy()
        for place, at in self._blanks:
            pieces[place] = written[at]
        return "".join(pieces)


@lru_cache(maxsize=_KEPT)
def _stencil(blank: Form, looks: Looks, theme: Theme) -> _Stencil | None:
    """The stencil of a form with blanks; None where its columns have characters for private use, too."""
    plan = (sheet.model_dump_json(include={"name", "columns"}) for sheet in blank.layout.sheets)
    if any(map(_PRIVATE.search, plan)):
        return None
    drawn = [Contents(blank.layout, sheet, {}) for sheet in blank.layout.sheets]
    numbers = sum(each.number is not None for each in blank.layout.given)
    return _Stencil(draw_book(blank, drawn, looks, theme), numbers)

"""Forms that are copied: one is drawn with blanks for its city's names, codes, numbers and units, and filled.

Drawing copies these, and nothing hangs on them but the looks. So forms with the same looks, and the same form
around the blanks, are the same but for what stands in these. Whatever is not so plain is not copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from cascade.drawing.stencil import MOST_WORDS, PLAIN, PRIVATE, Stencil, blank_number, blank_word
from cascade.form.book import Form, draw_book
from cascade.form.contents import Contents
from cascade.form.looks import Looks
from cascade.layout import Given, Layout, Role, Row, SheetLayout
from cascade.theme import Theme, worded_format

_KEPT = 128  # stencils, each as large as a form unpacked


@dataclass(frozen=True, slots=True)
class _Filling:
    """What fills the blanks of a form: words (number formats too), and the numbers of its given cells."""

    words: tuple[str, ...]
    numbers: tuple[Decimal, ...]


def copied(form: Form, looks: Looks, theme: Theme) -> bytes | None:
    """A form with nothing typed, as drawing it would make it; None where it has to be drawn."""
    filling = _filling(form)
    if filling is None or (stencil := _stencil(_blank(form, filling), looks, theme)) is None:
        return None
    return stencil.filled(filling.words, filling.numbers)


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
    formats = dict.fromkeys(filter(None, (_format(each.text) for each in numbered)))
    if (
        len(words) + len(formats) > MOST_WORDS
        or not all(map(PLAIN.fullmatch, words))
        or PRIVATE.search(around)
        or any(each.role not in (Role.TARGET, Role.LAST) for each in numbered)
    ):
        return None
    numbers = tuple(each.number for each in numbered if each.number is not None)
    return _Filling((*words, *formats), numbers)


@lru_cache(maxsize=4096)
def _format(worded: str) -> str | None:
    """The number format of a target if it has words; others may be built in."""
    found = worded_format(worded)
    return found if '"' in found and PLAIN.fullmatch(found.replace('"', "")) else None


def _blank(form: Form, filling: _Filling) -> Form:
    """The same form with blanks."""
    layout = form.layout
    blanks = {word: blank_word(at) for at, word in enumerate(filling.words)} | {"": ""}
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

    numbers = map(blank_number, range(len(filling.numbers)))
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


@lru_cache(maxsize=_KEPT)
def _stencil(blank: Form, looks: Looks, theme: Theme) -> Stencil | None:
    """The stencil of a form with blanks; None where one cannot be made.

    So it is where the form's columns have characters for private use too, or a blank was computed with.
    """
    plan = (sheet.model_dump_json(include={"name", "columns"}) for sheet in blank.layout.sheets)
    if any(map(PRIVATE.search, plan)):
        return None
    drawn = [Contents(blank.layout, sheet, {}) for sheet in blank.layout.sheets]
    stencil = Stencil(draw_book(blank, drawn, looks, theme))
    return stencil if stencil.is_whole else None

"""A form as a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from cascade.form.book import Form, draw_book, looks_of
from cascade.form.contents import Contents
from cascade.form.copies import copied
from cascade.form.correction import Mark
from cascade.layout import Key, Layout
from cascade.theme import Theme


def draw(
    layout: Layout,
    ticket: str,
    issued: datetime,
    instructions: str,
    theme: Theme,
    typed: Mapping[Key, Decimal | str] | None = None,
    marks: Sequence[Mark] = (),
) -> bytes:
    """The form as the bytes of an .xlsx file; the same arguments give the same bytes.

    `instructions` is the text of the first sheet, a line a row. `typed` are values that already stand in
    open cells, by key. With `marks` it is a correction copy: a list of them comes first, and they stand at
    their cells.
    """
    form = Form(layout, ticket, issued, tuple(line for line in instructions.split("\n") if line.strip()))
    drawn = [Contents(layout, sheet, typed or {}) for sheet in layout.sheets]
    looks = looks_of(form, drawn, theme)
    copy = None if typed or marks else copied(form, looks, theme)
    return copy or draw_book(form, drawn, looks, theme, marks)

"""Which cell of a form holds what: one description for the writer and the reader.

A `Layout` is pure data. Every cell that means something has a key (region, field, role); nothing outside
this room, the drawing (`cascade.form`) and the finding again (`cascade.locate`) knows an address. The
ledger keeps the layout of each issued form, so that an old form is read as what it was.
"""

from cascade.layout.description import Column, Key, Layout, Line, Role, Row, SheetLayout
from cascade.layout.draft import draft
from cascade.layout.shares import Split, shares

__all__ = ["Column", "Key", "Layout", "Line", "Role", "Row", "SheetLayout", "Split", "draft", "shares"]

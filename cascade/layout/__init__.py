"""The layout of a form: one description of its cells for the code that draws it and the code that reads it.

A `Layout` is pure data. Every cell with a meaning has a key (region, field, role). Only this package,
`cascade.form` (which draws the cells) and `cascade.locate` (which finds them again) know addresses. The
ledger keeps the layout of each issued form, so that Cascade reads an old form by its own layout.
"""

from cascade.layout.description import Column, Key, Layout, Row, SheetLayout
from cascade.layout.draft import draft
from cascade.layout.plan_comparison import as_widened, plan_changes
from cascade.layout.roles import Line, Role
from cascade.layout.shares import Split, shares

__all__ = [
    "Column",
    "Key",
    "Layout",
    "Line",
    "Role",
    "Row",
    "SheetLayout",
    "Split",
    "as_widened",
    "draft",
    "plan_changes",
    "shares",
]

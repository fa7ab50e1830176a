"""The references that defined names hold, such as `'分解表'!$F$9:$F$21`."""

import re

from cascade.grid import Area, Grid, position

_REFERENCE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d{1,7})"
    r"(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d{1,7}))?",
    re.ASCII,
)


def resolve(grid: Grid, name: str) -> tuple[str, Area] | None:
    """The sheet and cells of a defined name, None where it is gone or no plain reference any more."""
    match = _REFERENCE.fullmatch(grid.names.get(name, ""))
    if match is None:
        return None
    sheet = match["plain"] or match["quoted"].replace("''", "'")
    top, left = position(match["left"] + match["top"])
    bottom, right = position(match["right"] + match["bottom"]) if match["bottom"] else (top, left)
    return sheet, Area(top, left, bottom, right)

"""Load the look of all workbooks from `theme.toml`, render the texts in `templates/`, and measure texts.

Widths are in Latin characters: a Chinese character counts two.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.characters import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).resolve().parent
_PACKAGED = _HERE / "templates"  # the data of an installed package; a checkout has none there
TEMPLATES = _PACKAGED if _PACKAGED.is_dir() else _HERE.parent / "templates"
_PLAN_TEMPLATES: ContextVar[Path | None] = ContextVar("_PLAN_TEMPLATES", default=None)

OPENING, POINTS = "（《“‘〔【(", "，。、；：？！）》”’〕】"
_CLOSING = POINTS + "…—%"
_UNBREAKABLE = re.compile(rf" |[{OPENING}]*(?:[!-~]+|[^ ])[{_CLOSING}]*")

_ROUNDING = 1e-6  # characters: a width may be a sum of others
LINE_POINTS = 13.5  # the height of one line of body text
_PAPER_MM = {"A3": (420, 297), "A4": (297, 210)}
_POINTS_PER_MM = 72 / 25.4
PAPERS = ("A4", "A3")  # to print on, the usual one first: most offices have no printer for A3
_PAPER_INDEX = {"A3": 8, "A4": 9}  # the numbers that spreadsheet files use


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Fonts, sizes (points), colours (`#RRGGBB`) and paper of the workbooks.

    `fallbacks` are similar fonts, for printing on a machine without the fonts of Windows.
    """

    title_font: str
    body_font: str
    number_font: str
    cover_font: str
    screen_fonts: Sequence[str]
    fallbacks: Mapping[str, Sequence[str]]
    title_size: float
    body_size: float
    small_size: float
    colour: Mapping[str, str]
    paper: str
    margin_mm: float
    smallest_point: float
    smallest_official_point: float
    portrait: bool = False

    @property
    def smallest_overview_point(self) -> float:
        """The smallest text of the page that leaders read first, where that makes it one page of A4."""
        return self.smallest_official_point - (self.paper == "A4")

    @property
    def paper_index(self) -> int:
        """The number of the paper size in a workbook's page setup."""
        return _PAPER_INDEX[self.paper]

    @property
    def margin_inches(self) -> float:
        """The page margin in inches."""
        return self.margin_mm / 25.4

    @property
    def printable(self) -> tuple[float, float]:
        """Width and height in points between the margins of the paper, which lies unless it is `portrait`."""
        width, height = reversed(_PAPER_MM[self.paper]) if self.portrait else _PAPER_MM[self.paper]
        return (width - 2 * self.margin_mm) * _POINTS_PER_MM, (height - 2 * self.margin_mm) * _POINTS_PER_MM


def prefer_templates_beside(plan: Path) -> None:
    """Prefer the folder `templates` beside a plan from now on, in this context (`contextvars`)."""
    _PLAN_TEMPLATES.set(plan.resolve().parent / "templates")


def folders() -> tuple[Path, ...]:
    """The folders to look for a template in; the first that holds it counts.

    The folder beside the plan need not exist, nor hold every template. The next folder is the checkout's own,
    or the package's where Cascade is installed.
    """
    beside = _PLAN_TEMPLATES.get()
    return (beside, TEMPLATES) if beside else (TEMPLATES,)


def load() -> Theme:
    """Load the theme from the first `theme.toml` in `folders`."""
    return _theme(next(path for folder in folders() if (path := folder / "theme.toml").is_file()))


@cache
def _theme(path: Path) -> Theme:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    font, paper = table["font"], table["paper"]
    return Theme(
        title_font=font["title"],
        body_font=font["body"],
        number_font=font["number"],
        cover_font=font["cover"],
        screen_fonts=font["screen"],
        fallbacks=font["fallback"],
        title_size=font["title_size"],
        body_size=font["body_size"],
        small_size=font["small_size"],
        colour={name: f"#{value}" for name, value in (_usual_colours() | table["colour"]).items()},
        paper=paper["size"],
        margin_mm=paper["margin_mm"],
        smallest_point=paper["smallest_point"],
        smallest_official_point=paper["smallest_official_point"],
    )


def _usual_colours() -> dict[str, str]:
    """The colours of the theme that ships: a plan's own theme of an earlier version lacks some."""
    colours: dict[str, str] = tomllib.loads((TEMPLATES / "theme.toml").read_text("utf-8"))["colour"]
    return colours


def text(template: str, **facts: object) -> str:
    """Render a template from `folders`; its variables are `facts`, and the theme as `look`.

    A missing variable raises UndefinedError. In HTML all facts are escaped and hidden characters made
    visible, unless the template marks them as safe.
    """
    html = template.endswith((".html", ".html.j2"))
    return _environment(html, folders()).get_template(template).render(**facts)


@cache
def _environment(html: bool, where: tuple[Path, ...]) -> "Environment":
    from cascade.template_files import strict_environment  # jinja2: a query needs none

    environment = strict_environment(where, TEMPLATES, html, make_visible if html else None)
    environment.filters["one_line"] = lambda value: " ".join(value.split())
    environment.filters["wrapped"] = wrapped  # letters that an office has of its own since before 1.8 use it
    environment.globals["look"] = load()
    return environment


def make_visible(value: object) -> object:
    """A text of a template with its hidden characters made visible; anything else as it is."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


@lru_cache(maxsize=4096)
def display_width(line: str) -> int:
    """The width of a line in Latin characters; wide East Asian characters count two."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)


def lines_needed(value: str, width: float) -> int:
    """The number of lines that a text takes in a column of `width` characters."""
    room = max(width - 1, 1) + _ROUNDING
    return sum(max(1, ceil(display_width(line) / room)) for line in value.split("\n"))


def width_needed(value: str, lines: int) -> int:
    """The width in characters of a column in which a text takes at most `lines` lines, or all its own."""
    width, lines = 2, max(lines, 1 + value.count("\n"))
    while lines_needed(value, width) > lines:
        width += 1
    return width


def wrapped(value: str, width: int, first: str = "", rest: str = "") -> str:
    """Wrap a text to lines of `width` characters; the first begins with `first`, the others with `rest`.

    No line begins with a closing bracket or ends with an opening one; a word breaks only where it exceeds a
    whole line. White space, line breaks too, becomes single spaces.
    """
    parts = pieces(" ".join(value.split()), width - display_width(rest))
    return laid(parts, width, first, rest)


def laid(parts: Iterable[str], width: int, first: str = "", rest: str = "") -> str:
    """Lay parts of a text, which stay whole, into lines of `width` characters (see `wrapped`)."""
    lines, start, line, taken = [], first, "", display_width(first)
    for piece in parts:
        if line and taken + display_width(piece) > width:
            lines.append(start + line.rstrip(" "))
            start, line, taken = rest, "", display_width(rest)
        fresh = piece if line else piece.lstrip(" ")
        line, taken = line + fresh, taken + display_width(fresh)
    return "\n".join([*lines, start + line.rstrip(" ")])


def pieces(line: str, room: int) -> Iterator[str]:
    """Split a line where it may break: between words and signs, and inside a word wider than `room`."""
    for unit in _UNBREAKABLE.findall(line):
        yield from [unit] if display_width(unit) <= room else unit


def column_points(width: float) -> float:
    """The width in points of a column of `width` characters (7 pixels a character, 5 of padding, 96 dpi)."""
    return (int(width * 7) + 5) * 0.75


def characters(points: float, columns: int = 1) -> float:
    """The number of characters that fit into `columns` columns with a total width in points."""
    return (points / 0.75 - 5 * columns) / 7


def number_format(decimals: int) -> str:
    """The number format with a fixed number of decimals and no separators, as the notice prints numbers."""
    return "0." + "0" * decimals if decimals else "0"


def signed_format(decimals: int) -> str:
    """The number format of a number that may be negative: one that rounds to zero has no minus."""
    digits, least = number_format(decimals), f"0.{'0' * decimals}5"
    return f'[>=0]{digits};[<=-{least}]-{digits};"{digits}"'


def gap_format(decimals: int, plus: str = "", unit: str = "", mark: str = "") -> str:
    """The number format of a gap whose good side is positive; `plus` is the sign of that
    side, `mark` stands before the number.

    Lights judge the full value (GB/T 8170-2008, 4.3.1: 全数值比较法 unless a standard says otherwise), so a
    miss that rounds to zero shows as 不足0.01 (at the format's precision), never as 0.00 beside 未达标.
    """
    digits = number_format(decimals) + (unit and f'"{unit}"')
    least, before = f"0.{'0' * decimals}5", mark and f'"{mark}"'
    return f'[>=0]{before}{plus}{digits};[<=-{least}]{before}-{digits};"{mark}{hidden_miss(decimals)}{unit}"'


def completion_format(decimals: int) -> str:
    """The number format of a completion in per cent: below 100 it never shows as 100."""
    digits, least = number_format(decimals), f"99.{'9' * decimals}5"
    return f'[<{least}]{digits};[<100]"不足100";{digits}'


def limit_format(decimals: int) -> str:
    """The number format of the part of a limit that is used: above 100 it never shows as 100."""
    digits, least = number_format(decimals), f"100.{'0' * decimals}5"
    return f'[<=100]{digits};[<{least}]"超100";{digits}'


def range_format(decimals: int, unit: str = "", mark: str = "") -> str:
    """The number format of a distance from a range: the sign tells a miss that rounds to zero."""
    digits, before = number_format(decimals) + (unit and f'"{unit}"'), mark and f'"{mark}"'
    return f"{before}+{digits};{before}-{digits};{before}{digits}"


def marked(shown: str, mark: str) -> str:
    """A number format with a mark before what it shows, in all its sections and before a text.

    A format of one section would show the minus of a negative number before the mark.
    """
    if ";" not in shown:
        shown = f"{shown};-{shown};{shown}"
    sections = (re.sub(r"^(\[[^]]*\])?", rf'\1"{mark} "', each) for each in [*shown.split(";"), "@"])
    return ";".join(sections).replace('""', "")  # two literals beside each other are one


def with_room(shown: str) -> str:
    """A number format with a blank as wide as a bracket behind what it shows, and behind a text."""
    sections = "General;-General;General;@" if shown == "General" else shown
    return ";".join(f"{each}_)" for each in sections.split(";"))


def hidden_miss(decimals: int) -> str:
    """What people read in place of a miss that rounds to zero: `不足0.01` at two decimals."""
    return f"不足{Decimal(1).scaleb(-decimals)}"

"""The look that every workbook shares, read from `theme.toml`, and the texts beside it in `templates/`.

Widths follow from content: a Chinese character is twice as wide as a Latin one.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).resolve().parent
_PACKAGED = _HERE / "templates"  # the data of an installed package; a checkout has none there
TEMPLATES = _PACKAGED if _PACKAGED.is_dir() else _HERE.parent / "templates"
_PLAN_TEMPLATES: ContextVar[Path | None] = ContextVar("_PLAN_TEMPLATES", default=None)

_OPENING, _CLOSING = "（《“‘〔【(", "，。、；：？！）》”’〕】…—%"
_UNBREAKABLE = re.compile(rf" |[{_OPENING}]*(?:[!-~]+|[^ ])[{_CLOSING}]*")
_HIDING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode's control, format, surrogate and separating characters

LINE_POINTS = 13.5  # the height of one line of body text
_PAPER_MM = {"A3": (420, 297), "A4": (297, 210)}
_POINTS_PER_MM = 72 / 25.4
_PAPER_INDEX = {"A3": 8, "A4": 9}  # the numbers that spreadsheet files use


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Fonts, sizes (points), colours (`#RRGGBB`) and paper of the workbooks.

    `fallbacks` are fonts that look alike, for a machine that has to print without those of Windows.
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
        """Width and height (points) that landscape paper leaves between the margins."""
        width, height = _PAPER_MM[self.paper]
        return (width - 2 * self.margin_mm) * _POINTS_PER_MM, (height - 2 * self.margin_mm) * _POINTS_PER_MM


def prefer_templates_beside(plan: Path) -> None:
    """Take templates first from the folder `templates` beside a plan, in this context (`contextvars`)."""
    _PLAN_TEMPLATES.set(plan.resolve().parent / "templates")


def folders() -> tuple[Path, ...]:
    """The folders that may hold a template; the first that holds it counts.

    A folder beside the plan need not exist, nor hold every template. After it come the checkout's own
    templates, or the package's where Cascade is installed.
    """
    beside = _PLAN_TEMPLATES.get()
    return (beside, TEMPLATES) if beside else (TEMPLATES,)


def load() -> Theme:
    """The theme: of the first `theme.toml` in `folders`."""
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
        colour={name: f"#{value}" for name, value in table["colour"].items()},
        paper=paper["size"],
        margin_mm=paper["margin_mm"],
        smallest_point=paper["smallest_point"],
        smallest_official_point=paper["smallest_official_point"],
    )


def text(template: str, **facts: object) -> str:
    """The text of a template in `folders`. A fact that the template names but is not given is a bug.

    Every template knows the theme as `look`.

    In HTML all facts are escaped, and what they hide is named, unless the template says that they are safe.
    """
    html = template.endswith((".html", ".html.j2"))
    return _environment(html, folders()).get_template(template).render(**facts)


@cache
def _environment(html: bool, where: tuple[Path, ...]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(where),
        undefined=StrictUndefined,
        autoescape=html,
        finalize=_shown if html else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["wrapped"] = wrapped
    environment.globals["look"] = load()
    return environment


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def visible(text: str) -> str:
    """A text that hides nothing: what turns the direction of writing, control characters and the like are
    named, e.g. `［U+202E］`, and so are the halves of characters that no file can hold."""
    if text.isprintable():
        return text
    return "".join(
        f"［U+{ord(char):04X}］" if unicodedata.category(char) in _HIDING and char not in "\t\n\r" else char
        for char in text
    )


@lru_cache(maxsize=4096)
def display_width(line: str) -> int:
    """How many Latin characters wide a line is: East Asian wide characters count double."""
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)


def lines_needed(value: str, width: float) -> int:
    """How many lines a text takes when wrapped in a column of `width` characters."""
    return sum(max(1, ceil(display_width(line) / max(width - 1, 1))) for line in value.split("\n"))


def wrapped(value: str, width: int, first: str = "", rest: str = "") -> str:
    """A text in lines at most `width` characters wide, the first beginning with `first`, others with `rest`.

    No line begins with a closing sign or ends with an opening one; a word is broken only where a line of its
    own is too short for it. What is white space in the text, line breaks too, becomes single spaces.
    """
    lines, start, line = [], first, ""
    for piece in _pieces(" ".join(value.split()), width - display_width(rest)):
        if line and display_width(start + line + piece) > width:
            lines.append(start + line.rstrip(" "))
            start, line = rest, ""
        line += piece if line else piece.lstrip(" ")
    return "\n".join([*lines, start + line.rstrip(" ")])


def _pieces(line: str, room: int) -> Iterator[str]:
    """What a line may be broken into: words and signs, and the characters of a word wider than `room`."""
    for unit in _UNBREAKABLE.findall(line):
        yield from [unit] if display_width(unit) <= room else unit


def column_points(width: float) -> float:
    """The width in points of a column of `width` characters (7 pixels each and 5 of padding, 96 dpi)."""
    return (int(width * 7) + 5) * 0.75


def characters(points: float, columns: int = 1) -> float:
    """How many characters go side by side into `columns` columns that are so many points wide together."""
    return (points / 0.75 - 5 * columns) / 7


def number_format(decimals: int) -> str:
    """The number format that shows a fixed number of decimals, without separators, as the notice does."""
    return "0." + "0" * decimals if decimals else "0"


def worded_format(worded: str) -> str:
    """The number format that shows a number as the notice words it: of `10%以上` it is `0"%以上"`."""
    plain = unicodedata.normalize("NFKC", worded).replace('"', "")
    found = re.search(r"\d[\d,]*(\.\d+)?", plain)
    if not found:
        return "General"
    before, after = plain[: found.start()].strip(), plain[found.end() :].strip()
    decimals = len(found[0].partition(".")[2])
    return "".join([f'"{before}"' if before else "", number_format(decimals), f'"{after}"' if after else ""])


def sheet_names(titles: tuple[str, ...]) -> dict[str, str]:
    """A sheet name for each title: at most 31 characters, all different, none forbidden."""
    names: dict[str, str] = {}
    for number, title in enumerate(titles, start=1):
        name = "".join("－" if char in "[]:*?/\\'" else char for char in title)[:31]
        names[title] = name if name not in names.values() else f"{name[:28]}{number}"
    return names

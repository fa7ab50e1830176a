"""The sheets of a plan workbook as an office thinks of a plan, and how they write names and codes.

Writer and reader use this description. A sheet holds one table of the plan, with the columns' titles as
headings. A sheet `across` holds one row an indicator (and round) and one column a region, as notices print
targets; where there are many regions and few indicators, the other way round. Beside a code some sheets show
what the indicator is; nothing reads that again.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cascade.divisions import short_names
from cascade.plan.tables import (
    INDICATORS,
    INPUTS,
    OFFICES,
    PLAN,
    REGIONS,
    ROUNDS,
    TABLES,
    TARGETS,
    Table,
    TableColumn,
)

GUIDE, MARKS = "说明", "待定"
KEY, VALUE, HINT = "项目", "内容", "怎样填"  # the headings of the sheet of settings
MARK_HEADINGS = ("位置", "要核对的内容", "为什么", "草稿里写的", "通知中的位置", "怎么办", "已核对")
HEAD = 3  # the row of headings, as written; a reader looks for it
ANSWERED = "是"
EXAMPLE = "例："  # begins the first cell of a row that only shows how to fill in a sheet
SUM = "合计"  # the heading of the sum of a row's targets


@dataclass(frozen=True)
class OfficeSheet:
    """One sheet: its name, its table, and what it shows of an indicator beside its code or at the end."""

    name: str
    table: Table
    beside: tuple[str, ...] = ()
    at_end: tuple[str, ...] = ()
    across: bool = False
    down: bool = False  # with regions down and indicators across instead
    rare: tuple[str, ...] = ()  # columns that most plans leave empty

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The table's columns that are columns of the sheet, too; rare ones come last."""
        if self.down:
            return self.table.columns[-2:-1]
        if self.across:
            return self.table.columns[:-2]
        return tuple(sorted(self.table.columns, key=lambda column: column.name in self.rare))

    def turned(self) -> "OfficeSheet":
        """The sheet with regions down and indicators across, for many regions and few indicators."""
        return replace(self, beside=(), at_end=(), across=False, down=True)

    def heading(self, column: TableColumn) -> str:
        """The heading of one of the table's columns."""
        return "指标代码" if column.title == "指标" else column.title

    @property
    def shown(self) -> tuple[TableColumn, ...]:
        """The indicator's columns that the sheet shows."""
        return tuple(column_of(INDICATORS, name) for name in (*self.beside, *self.at_end))


def column_of(table: Table, name: str) -> TableColumn:
    """A table's column by its name."""
    return next(column for column in table.columns if column.name == name)


SHEETS = (
    OfficeSheet("方案", PLAN),
    OfficeSheet(
        "指标",
        INDICATORS,
        rare=("kind", "adds", "parent", "weight", "scoring", "cap", "definition", "source"),
    ),
    OfficeSheet("填报项", INPUTS, beside=("name",)),
    OfficeSheet(
        "目标",
        TARGETS,
        beside=("number", "name", "unit"),
        at_end=("headline", "lead"),
        across=True,
    ),
    OfficeSheet("地区", REGIONS),
    OfficeSheet("联系人", OFFICES),
    OfficeSheet("批次", ROUNDS),
    *(
        OfficeSheet(table.title, table, beside=("name",), across=table.name == "round_targets")
        for table in TABLES
        if table.name in ("round_targets", "figures", "steps")
    ),
)
SHEET = {sheet.table.name: sheet for sheet in SHEETS}


def is_office_workbook(sheets: Iterable[str]) -> bool:
    """Whether sheets of these names are those of an office's plan workbook."""
    return len({sheet.name for sheet in SHEETS[:5]} & set(sheets)) > 1


def plain(text: str) -> str:
    """A heading or a name without what makes no difference: width, blanks, the star of what is required."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("*")


@dataclass(frozen=True)
class Names:
    """The codes of a table's rows by the names that an office writes for them."""

    codes: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)  # plain name -> code, where it is the only one

    def code(self, text: str) -> str:
        """The code that a text means; the text itself where it means none."""
        return text if text in self.codes else self.names.get(plain(text), text)

    def shown(self, code: str, name: str) -> str:
        """How to write a code: by its name where that means it again."""
        means_it = code in self.codes and self.code(name) == code
        return name if name and means_it and not name.startswith(EXAMPLE) else code


def unique_names(rows: Iterable[tuple[str, Sequence[str]]]) -> Names:
    """The names of some rows, of which each has a code and its names; a name of two codes means none."""
    rows = [(code, [plain(name) for name in names if plain(name)]) for code, names in rows if code]
    pairs = {(name, code) for code, names in rows for name in names}
    count = Counter(name for name, _ in pairs)
    return Names(
        frozenset(code for code, _ in rows), {name: code for name, code in pairs if count[name] == 1}
    )


def region_names(regions: Sequence[tuple[str, str, str]]) -> Names:
    """The names of regions, given their codes, names and parents; a city's name means the city.

    A name may lack its kind where it is no other region's name.
    """
    tops = [(code, name) for code, name, parent in regions if not parent]
    above = {text for each in tops for text in each}
    units = [(code, name) for code, name, parent in regions if parent in above]
    every = [(code, name) for code, name, _ in regions]
    found = unique_names((code, [name]) for code, name in every)
    names = dict(found.names)
    for rank in (units, tops):
        names |= unique_names((code, [name]) for code, name in rank).names
    full = {plain(name) for _, name in every}
    for rank in (units, every):
        short = unique_names((code, short_names(plain(name))) for code, name in rank).names
        names = {name: code for name, code in short.items() if name not in full} | names
    return Names(found.codes, names)


def to_do(drafted: str, answer: str, change: str) -> str:
    """What to do about a mark: where to answer if the draft is right, what to change if it is wrong."""
    if not drafted:
        return f"请先{change}，再{answer}"
    return f"写得对的，请直接{answer}，表示看过了；写得不对的，请先{change}，再选“{ANSWERED}”"


_WORD = re.compile(
    r"（(?P<bracketed>[a-z_]{2,})）| ?(?<![\w.-])(?P<word>[a-z_]{2,})(?![\w.-])(?P<table> 表)? ?", re.ASCII
)
_QUOTED = re.compile(r"(“[^”]*”)")


def in_chinese(message: str, table: Table) -> str:
    """A message about a table in the words of the workbook: 填报项 for `inputs`, 数据截止日 for `as_of`."""
    titles = {column.name: column.title for each in (*TABLES, table) for column in each.columns}

    def said(found: re.Match[str]) -> str:
        word = found["bracketed"] or found["word"]
        if found["table"] and word in SHEET:
            return f"“{SHEET[word].name}”表"
        if word not in titles:
            return found[0]
        title = titles[word]
        return "" if found["bracketed"] else title if "“" in title else f"“{title}”"

    pieces = _QUOTED.split(message)
    return "".join(piece if piece.startswith("“") else _WORD.sub(said, piece) for piece in pieces)

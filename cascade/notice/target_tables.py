"""Find the tables of a notice that share targets out, and turn each into one shape: regions across."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.notice.document import NoticeDocument
from cascade.notice.framed_tables import FramedTable, Rows, Slot, framed_tables, is_value, texts_of_row
from cascade.notice.header_words import Heading, lists_people, region_score, role_of
from cascade.notice.listed_regions import by_region
from cascade.notice.long_tables import by_indicator
from cascade.notice.phrases import is_listed, is_unit, unit_in
from cascade.notice.upper_regions import UpperRegion, upper_regions, with_lone_names

_HEADER_ROWS, _LABEL_COLUMNS = 6, 5  # how deep to look for the names of regions
_SAID_IN_WORDS = {  # a table of nothing else says who does what
    *(Heading.NUMBER, Heading.NAME, Heading.CATEGORY, Heading.LEAD),
    *(Heading.HELPER, Heading.NOTES, Heading.DEADLINE),
}
_SURE = 3  # points: two names of regions, of which one is surely one


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table with regions across: their names stand in `names_row`, the indicators begin in row `body`.

    `region_columns` are the columns of the regions in order. `turned` tells that the notice itself lists the
    regions downwards. `upper` are the regions above them that the table names, too.
    """

    name: str
    rows: Rows
    captions: tuple[str, ...]
    names_row: int
    body: int
    region_columns: tuple[int, ...]
    turned: bool
    upper: tuple[UpperRegion, ...] = ()


def find_target_tables(document: NoticeDocument) -> tuple[list[TargetTable], list[str]]:
    """The tables with targets, and a Chinese remark on every other one."""
    found: list[TargetTable] = []
    remarks = []
    for table in map(by_region, map(by_indicator, framed_tables(document))):
        for later in table.corrected_by:
            remarks.append(f"{table.name}照后面更正的{later}写入方案")
        turned = oriented(table)
        if turned is not None:
            found.append(turned)
        elif len(table.rows) > 1:
            texts = [*table.captions[-1:], *dict.fromkeys(slot.text for slot in table.rows[0] if slot.text)]
            remarks.append(f"{table.name}（{'、'.join(texts)[:24]}）看不出是目标分解表，没有写入方案")
    return found, remarks


def begins(rows: Rows, row: int, column: int) -> bool:
    """Whether a cell begins in a row, and does not continue the one above."""
    return row == 0 or rows[row - 1][column].place != rows[row][column].place


def oriented(table: FramedTable) -> TargetTable | None:
    """The table with regions across; None where it shares nothing out."""
    rows = table.rows
    if lists_people(texts_of_row(rows[0])):
        rows = tuple(zip(*(line for line in zip(*rows, strict=True) if not _is_of_people(line)), strict=True))
        if not _holds_values(rows):
            return None
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    if all(role_of(slot.text) in _SAID_IN_WORDS for slot in rows[0]) and not _holds_values(rows):
        return None
    turned = tuple(zip(*rows, strict=True))
    across, names_row = _best_line(rows[:_HEADER_ROWS])
    down, names_column = _best_line(turned[:_LABEL_COLUMNS])
    if max(across, down) < _SURE:
        found = _by_headings(rows)
        if found is None:
            return None
        across, names_row, down, names_column = found
    if across >= down:
        return _laid_out(table, rows, names_row, turned=False)
    return _laid_out(table, turned, names_column, turned=True)


def _holds_values(rows: Rows) -> bool:
    """Whether a column holds values besides those that number the rows."""
    columns = (line for line in zip(*rows, strict=True) if role_of(line[0].text) is not Heading.NUMBER)
    return any(is_value(slot.text) for line in columns for slot in line[1:])


def _is_of_people(line: Sequence[Slot]) -> bool:
    """Whether a column holds the names or the telephone numbers of people."""
    return lists_people([line[0].text])


def _best_line(lines: Rows) -> tuple[int, int]:
    """The points of the row (or column) that names most regions, and its number."""
    points = list(map(_points, lines))
    best = max(points, default=0)
    return best, points.index(best) if points else 0


def _points(line: Sequence[Slot]) -> int:
    """How surely a row (or column) names regions; 0 where it has as many values: an indicator's row."""
    texts = {slot.text for slot in line}
    scores = [score for text in texts if (score := region_score(text))]
    return sum(scores) if sum(map(is_value, texts)) < len(scores) else 0


def _by_headings(rows: Rows) -> tuple[int, int, int, int] | None:
    """Points and numbers as in `oriented`, by the headings, where no name is known as a region's."""
    roles = [role_of(slot.text) for slot in rows[0]]
    body = [row for row in rows[1:] if not _is_heading(row)]
    values = [sum(is_value(row[column].text) for row in body) for column in range(len(rows[0]))]
    if not any(count * 2 > len(body) for at, count in enumerate(values) if roles[at] is not Heading.NUMBER):
        return None
    named = any(role is Heading.NAME and values[at] == 0 for at, role in enumerate(roles[:_LABEL_COLUMNS]))
    leads = () if named else (Heading.LEAD,)  # 责任单位: they get the targets
    for column, role in enumerate(roles[:_LABEL_COLUMNS]):
        holds_units = any(is_unit(row[column].text) for row in rows)
        if role in (Heading.REGION, Heading.UNIT, *leads) and not values[column] and not holds_units:
            return 0, 0, 1, column
    if Heading.NAME in roles[:_LABEL_COLUMNS]:
        heads = [at for at in range(min(_HEADER_ROWS, len(rows))) if _is_heading(rows[at])]
        group = max(heads, key=lambda at: (_best_line(rows[at : at + 1])[0], at), default=0)
        return 1, group, 0, 0
    first = next((at for at, role in enumerate(roles) if role is not Heading.NUMBER), 0)
    if not values[first] and any(unit_in(slot.text) for slot in rows[0][first + 1 :]):
        return 0, 0, 1, first  # 医疗机构 beside 药占比（%）
    return None


def _is_heading(row: Sequence[Slot]) -> bool:
    return not any(is_value(slot.text) for slot in row)


def _laid_out(table: FramedTable, rows: Rows, names_row: int, *, turned: bool) -> TargetTable | None:
    """The table with its rows and columns told apart; None where nothing is left for one of them."""
    kept = [at for at in range(len(rows[0])) if not _is_divider(rows, names_row, at)]
    rows = with_lone_names(tuple(tuple(row[at] for at in kept) for row in rows), names_row)
    columns = _region_columns(rows, names_row)
    upper = upper_regions(rows, names_row, columns)
    columns = tuple(at for at in columns if at not in {each.column for each in upper})
    body = _first_body_row(rows, names_row, columns)
    if not columns or body >= len(rows):
        return None
    return TargetTable(table.name, rows, table.captions, names_row, body, columns, turned, upper)


def _region_columns(rows: Rows, names_row: int) -> tuple[int, ...]:
    """The columns under names of regions, and those between them or in their group without another role."""
    names = ["" if _is_corner(rows, names_row, at) else slot.text for at, slot in enumerate(rows[names_row])]
    named = [column for column, name in enumerate(names) if region_score(name)]
    free = [
        column
        for column, name in enumerate(names)
        if name and role_of(name) in (Heading.NONE, Heading.REGION)
    ]
    if not named:
        return tuple(
            column for column in free if any(is_value(row[column].text) for row in rows[names_row + 1 :])
        )
    groups = {rows[names_row - 1][column].place for column in named} if names_row else set[str]()
    strange = {column for column in free if role_of(names[column]) is Heading.NONE}
    first, last = named[0], named[-1]
    while first - 1 in strange and _has_values(rows, names_row, first - 1):
        first -= 1
    while last + 1 in strange and _has_values(rows, names_row, last + 1):
        last += 1
    return tuple(
        column
        for column in sorted({*named, *free})
        if column in named
        or first <= column <= last
        or (names_row and rows[names_row - 1][column].place in groups)
    )


def _is_corner(rows: Rows, names_row: int, column: int) -> bool:
    """Whether a cell heads the regions' names: 镇处, which may read like one of them, beside no values."""
    is_first = rows[names_row][column].place == rows[names_row][0].place
    return is_first and not any(is_value(row[column].text) for row in rows)


def _is_divider(rows: Rows, names_row: int, column: int) -> bool:
    """Whether a name only heads those behind it: 一、镇街 in a cell over all columns, or beside blanks."""
    name = rows[names_row][column]
    others = [row[column] for row in rows[names_row + 1 :]]
    is_wide = all(slot.place == name.place for slot in others) and name.place != rows[names_row][0].place
    return bool(others) and (is_wide or (is_listed(name.text) and not any(slot.text for slot in others)))


def _has_values(rows: Rows, names_row: int, column: int) -> bool:
    """Whether most cells below a name are values."""
    texts = [row[column].text for row in rows[names_row + 1 :] if row[column].text]
    return sum(map(is_value, texts)) * 2 > len(texts)


def _first_body_row(rows: Rows, names_row: int, columns: Sequence[int]) -> int:
    """The first row below the header: its label cells begin there, or it holds values."""
    roles = {column: role_of(rows[names_row][column].text) for column in range(min(columns, default=0))}
    labels = [column for column, role in roles.items() if role not in (Heading.HEADLINE, Heading.BASE)]
    for row in range(names_row + 1, len(rows)):
        line = rows[row]
        if all(not begins(rows, row, column) for column in columns):
            continue  # the names of the regions reach down to here
        if any(is_value(line[column].text) for column in columns if line[column].text):
            if not _counts_columns(line):
                return row
        elif any(begins(rows, row, column) and line[column].text for column in labels):
            return row
    return len(rows)


def _counts_columns(line: Sequence[Slot]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 …, or 甲, 乙, 1, 2."""
    numbers = [slot.text for slot in line if slot.text.isdecimal()]
    counted = [str(at) for at in range(int(numbers[0]), int(numbers[0]) + len(numbers))] if numbers else []
    return len(numbers) > 2 and numbers == counted and all(len(slot.text) < 3 for slot in line)

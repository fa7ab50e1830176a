"""What one version of a plan changes in another, row by row and column by column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cascade.plan.read_tables import PlanSource
from cascade.plan.tables import PLAN, TABLES, Table

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A cell of a plan that differs, in words: its table, row and column, and its text before and after.

    A row that only one version has is one difference, whose `column` is "": `before` says 没有 where it is
    new, `after` where it is gone; the other says what else stands in it. A cell that is empty is 空白.
    """

    table: str
    row: str
    column: str
    before: str
    after: str


_NONE, _EMPTY, _THERE = "没有", "空白", "有"
_NAMED = {"rounds": "id", "indicators": "code", "regions": "code"}  # tables whose codes have names


def plan_differences(old: PlanSource, new: PlanSource) -> Iterator[PlanDifference]:
    """The differences of two versions, in the order of the tables and of the newer one's rows."""
    names = _names(old) | _names(new)
    for table in TABLES:
        before, after = _by_key(old, table), _by_key(new, table)
        for key in dict.fromkeys((*after, *before)):
            row = "　".join(names.get(part, part) for part in key)
            if key in before and key in after:
                yield from _changed(table, row, before[key], after[key])
            else:
                were, are = (
                    _told(table, each[key]) or _THERE if key in each else _NONE for each in (before, after)
                )
                yield PlanDifference(table.title, row, "", were, are)


def _changed(
    table: Table, row: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[PlanDifference]:
    old = _in_chinese(table, before)
    for (name, title), now in _in_chinese(table, after).items():
        was = old[name, title]
        if was != now:
            yield PlanDifference(table.title, row, title, was or _EMPTY, now or _EMPTY)


def _told(table: Table, texts: Mapping[str, str]) -> str:
    """What stands in a row besides what names it."""
    naming = {*table.keys[0], *(["name"] if table.name in _NAMED else [])}
    cells = ((name, title, text) for (name, title), text in _in_chinese(table, texts).items() if text)
    return "，".join(f"{title} {text}".strip() for name, title, text in cells if name not in naming) or _THERE


def _in_chinese(table: Table, texts: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The cells of a row as an office reads them, by the name and the title of their column."""
    if table is PLAN:
        return {("value", ""): texts["value"]}
    chinese = {each.name: {word: said for said, word in each.words.items()} for each in table.columns}
    return {
        (each.name, each.title): chinese[each.name].get(texts[each.name], texts[each.name])
        for each in table.columns
    }


def _names(source: PlanSource) -> dict[str, str]:
    """What people call the codes in the keys of rows."""
    found = {column.name: column.title for column in PLAN.columns}
    for name, code in _NAMED.items():
        for row in source.tables[name].rows:
            shown = row["name"].text
            found[row[code].text] = f"{row[code].text} {shown}" if name == "indicators" else shown
    return found


def _by_key(source: PlanSource, table: Table) -> dict[Key, Mapping[str, str]]:
    """The rows of a table in the model's words, by their first key; without settings that have no value."""
    rows: dict[Key, Mapping[str, str]] = {}
    words = {column.name: column.words for column in table.columns}
    for row in source.tables[table.name].rows:
        texts = {name: words.get(name, {}).get(cell.text, cell.text) for name, cell in row.items()}
        if table is not PLAN or texts["value"]:
            rows[tuple(texts[name] for name in table.keys[0])] = texts
    return rows

"""What stands in the cells of a plan workbook: the plan's tables in an office's words, sheet by sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cascade.plan.drafted import NoticeDraft
from cascade.plan.office_sheets import SUM, Names, OfficeSheet, plain, region_names, unique_names
from cascade.plan.tables import INDICATORS, PLAN, TABLES, TARGETS, TableColumn

Texts = Mapping[str, str]
MOST_ACROSS = 15  # regions; more of them stand one below the other, if there are fewer indicators
_UNNAMED = 12  # columns for regions where there are none yet: an office writes their names


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: the table's own, one that shows the indicator's, a region's, or the sum."""

    heading: str
    own: TableColumn | None = None
    shows: TableColumn | None = None
    holds_targets: bool = False
    indicator: str = ""  # whose targets they are, in a sheet with indicators across


@dataclass(frozen=True)
class SheetLines:
    """The columns and lines of a sheet; a line maps places of columns to texts.

    `places` says for every row of the table and every column of it where its text stands: line and column.
    """

    columns: tuple[SheetColumn, ...]
    lines: list[dict[int, str]]
    places: dict[tuple[int, str], tuple[int, int]]

    def at(self, name: str) -> int:
        """The place of a column of the table."""
        return next(at for at, each in enumerate(self.columns) if each.own and each.own.name == name)


class OfficeRows:
    """The tables of a drafted plan as an office reads them."""

    def __init__(self, draft: NoticeDraft) -> None:
        self._marked = {cell for mark in draft.marks for cell in mark.cells}
        rows = {table.name: list(draft.tables.get(table.name, ())) for table in TABLES}
        if not any("key" in row for row in rows["plan"]):
            rows["plan"] = [{"key": key, "value": row[key]} for row in rows["plan"] for key in row]
        self.rows: dict[str, list[Texts]] = rows

    @cached_property
    def names(self) -> dict[str, tuple[Names, dict[str, str]]]:
        """By table, the names of its rows, and the name of every code."""
        regions, rounds = self.rows["regions"], self.rows["rounds"]
        found = {
            "regions": region_names(
                [(row.get("code", ""), row.get("name", ""), row.get("parent", "")) for row in regions]
            ),
            "rounds": unique_names((row.get("id", ""), [row.get("name", "")]) for row in rounds),
        }
        keys = {"regions": "code", "rounds": "id"}
        return {
            name: (names, {row.get(keys[name], ""): row.get("name", "") for row in self.rows[name]})
            for name, names in found.items()
        }

    @cached_property
    def indicators(self) -> dict[str, Texts]:
        """The indicators by code."""
        return {row.get("code", ""): row for row in self.rows["indicators"]}

    def as_written(self, column: TableColumn, text: str) -> str:
        """A text as an office writes it: a word of Chinese for the model's, a name for a code."""
        if column.words:
            return {word: chinese for chinese, word in column.words.items()}.get(text.lower(), text)
        if column.refers in self.names:
            names, called = self.names[column.refers]
            return names.shown(text, called.get(text, ""))
        return text

    @cached_property
    def settings(self) -> list[tuple[str, str]]:
        """Keys and values: all known keys in the order of the table, then what is left over."""
        columns = {column.name: column for column in PLAN.columns}
        found: dict[str, str] = {}
        rest = []
        for row in self.rows["plan"]:
            key, value = row.get("key", ""), row.get("value", "")
            if key in columns and key not in found:
                found[key] = self.as_written(columns[key], value)
            else:
                rest.append((key, value))
        return [(name, found.get(name, "")) for name in columns] + rest

    def lines(self, sheet: OfficeSheet) -> SheetLines:
        """The columns and lines of any sheet but that of the settings."""
        if sheet.down:
            return self._down(sheet)
        return self._across(sheet) if sheet.across else self._flat(sheet)

    def as_laid_out(self, sheet: OfficeSheet) -> OfficeSheet:
        """The sheet, turned where it would be too wide to read on paper."""
        named = [row for row in self.rows["indicators"] if row.get("name")]
        wide = len(self._regions_across(())) > max(MOST_ACROSS, len(named))
        return sheet.turned() if sheet.table is TARGETS and named and wide else sheet

    def _down(self, sheet: OfficeSheet) -> SheetLines:
        """One line a region, one column an indicator."""
        rows = self.rows[sheet.table.name]
        (own,) = sheet.columns
        codes = dict.fromkeys([*self.indicators, *(row.get("indicator", "") for row in rows)])
        across = [SheetColumn(self._headed(code), holds_targets=True, indicator=code) for code in codes]
        at = {code: place for place, code in enumerate(codes, start=1)}
        regions = self._regions_across(row.get(own.name, "") for row in rows)
        lines = [{0: self._region(sheet, code)} for code in regions]
        by_region = {code: [number] for number, code in enumerate(regions)}
        places: dict[tuple[int, str], tuple[int, int]] = {}
        for number, row in enumerate(rows):
            code, place = row.get(own.name, ""), at[row.get("indicator", "")]
            line = next((each for each in by_region[code] if place not in lines[each]), None)
            if line is None:  # the same target twice: a fault, which must stay
                line = len(lines)
                by_region[code].append(line)
                lines.append({0: self._region(sheet, code)})
            lines[line][place] = row.get("target", "")
            places |= {(number, name): (line, place) for name in ("indicator", "target")}
            places[number, own.name] = (line, 0)
        return SheetLines((SheetColumn(sheet.heading(own), own=own), *across), lines, places)

    def _headed(self, code: str) -> str:
        """The heading of an indicator's column: its code, its name and its unit."""
        indicator = self.indicators.get(code, {})
        unit = f"（{indicator['unit']}）" if indicator.get("unit") else ""
        return f"{code}\n{indicator.get('name', '')}{unit}".strip()

    def _flat(self, sheet: OfficeSheet) -> SheetLines:
        columns = tuple(_left(sheet))
        lines: list[dict[int, str]] = []
        places = {}
        for number, row in enumerate(self.rows[sheet.table.name]):
            texts = {column.name: row.get(column.name, "") for column in sheet.columns}
            if sheet.table is INDICATORS and self._is_simple(row):
                texts["measure"] = ""
            if sheet.table.name == "inputs" and not self._shorten(texts, number):
                continue
            for at, column in enumerate(columns):
                if column.own:
                    places[number, column.own.name] = (len(lines), at)
            lines.append(
                {
                    at: self.as_written(each.own, texts[each.own.name])
                    for at, each in enumerate(columns)
                    if each.own
                }
            )
        return SheetLines(columns, lines, places)

    def _is_simple(self, indicator: Texts) -> bool:
        """Whether an indicator is an amount whose measure an office need not write."""
        code = indicator.get("code", "")
        own = [row.get("code", "") for row in self.rows["inputs"] if row.get("indicator", "") == code]
        return (
            indicator.get("measure", "") == f"{code}a"
            and own == [f"{code}a"]
            and indicator.get("kind", "") not in ("words", "文字")
            and self.indicators[code] is indicator
        )

    def _shorten(self, texts: dict[str, str], number: int) -> bool:
        """Clear in an amount's input what its indicator says, too. False where nothing else is left."""
        indicator = self.indicators.get(texts["indicator"])
        if indicator is None or not self._is_simple(indicator):
            return True
        for name in ("unit", "decimals"):
            if texts[name] == indicator.get(name, ""):
                texts[name] = ""
        rest = (
            texts["unit"]
            + texts["decimals"]
            + texts["negative"].lower().removeprefix("no").removeprefix("否")
        )
        is_marked = any(mark[:2] == ("inputs", number) for mark in self._marked)
        return bool(rest) or texts["name"] != indicator.get("name", "") or is_marked

    def _across(self, sheet: OfficeSheet) -> SheetLines:
        left = _left(sheet)
        own = [each.own.name for each in left if each.own]
        rows, table = self.rows[sheet.table.name], sheet.table
        region_column, target = (column.name for column in table.columns[-2:])
        regions = self._regions_across(row.get(region_column, "") for row in rows)
        across = [SheetColumn(self._region(sheet, code), holds_targets=True) for code in regions]
        columns = (*left, *(across or [SheetColumn("", holds_targets=True)] * _UNNAMED), *_right(sheet))
        at = {code: len(left) + place for place, code in enumerate(regions)}
        lines: list[dict[int, str]] = []
        by_key: dict[tuple[str, ...], list[int]] = {}
        keys = [tuple(row.get(name, "") for name in own) for row in rows]
        if not table.optional:
            keys = [*((code,) for code in self.indicators), *keys]
        for key in dict.fromkeys(keys):
            by_key[key] = [len(lines)]
            lines.append(self._begin(left, key))
        places: dict[tuple[int, str], tuple[int, int]] = {}
        for number, row in enumerate(rows):
            key, place = tuple(row.get(name, "") for name in own), at[row.get(region_column, "")]
            line = next((each for each in by_key[key] if place not in lines[each]), None)
            if line is None:  # the same target twice: a fault, which must stay
                line = len(lines)
                by_key[key].append(line)
                lines.append(self._begin(left, key))
            lines[line][place] = row.get(target, "")
            places |= {(number, each.own.name): (line, here) for here, each in enumerate(left) if each.own}
            places |= {(number, region_column): (line, place), (number, target): (line, place)}
        return SheetLines(columns, lines, places)

    def _begin(self, left: Sequence[SheetColumn], key: Sequence[str]) -> dict[int, str]:
        texts = iter(key)
        return {at: self.as_written(each.own, next(texts)) for at, each in enumerate(left) if each.own}

    def _regions_across(self, named: Iterable[str]) -> list[str]:
        """The codes of the columns: the cities in their order, then other regions that have targets."""
        regions = self.rows["regions"]
        tops = {row.get("code", "") for row in regions if not row.get("parent")}
        units = [row.get("code", "") for row in regions if row.get("parent") in tops]
        return list(dict.fromkeys([*units, *named]))

    def _region(self, sheet: OfficeSheet, code: str) -> str:
        """The heading of a region's column: its name, unless another column is headed so."""
        names, called = self.names["regions"]
        name = names.shown(code, called.get(code, ""))
        others = {plain(each.heading) for each in (*_left(sheet), *_right(sheet))}
        return code if plain(name) in others else name


def _left(sheet: OfficeSheet) -> list[SheetColumn]:
    """The table's own columns; behind the indicator's code what the sheet shows of it."""
    columns = []
    for column in sheet.columns:
        columns.append(SheetColumn(sheet.heading(column), own=column))
        if column.name == "indicator":
            columns += [_shown(name) for name in sheet.beside]
    return columns


def _right(sheet: OfficeSheet) -> list[SheetColumn]:
    return [SheetColumn(SUM), *(_shown(name) for name in sheet.at_end)] if sheet.at_end else []


def _shown(name: str) -> SheetColumn:
    column = next(each for each in INDICATORS.columns if each.name == name)
    return SheetColumn(column.title, shows=column)

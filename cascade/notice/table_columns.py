"""From a target table to its indicators: name, unit, lead department, headline, the regions' targets."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cascade.notice.framed_tables import Slot, is_value
from cascade.notice.header_words import Heading, role_of, says_only_when, without_code
from cascade.notice.indicator_lines import EMPTY, IndicatorLine, fold_levels
from cascade.notice.past_figures import is_past, without_past
from cascade.notice.phrases import is_unit, numbered, unit_in
from cascade.notice.target_tables import TargetTable, begins
from cascade.notice.upper_regions import remarks_on_sums

_LABELS = {Heading.NAME, Heading.CATEGORY, Heading.REGION, Heading.NONE}
_MAYBE_HEADLINE = _LABELS | {Heading.HEADLINE}
_OF_ROWS = {Heading.NOTES, Heading.NUMBER, Heading.SOURCE, Heading.DEFINITION, Heading.LEAD, Heading.HELPER}
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_INDICATOR = _OF_ROWS | {Heading.DEADLINE}


def read_lines(
    table: TargetTable, title: str, year: str, *, several: bool
) -> tuple[list[IndicatorLine], list[str]]:
    """The indicators of a table, and Chinese remarks on the rows and columns that give none.

    `title` names indicators whose own heading names none. `year` tells which column counts where a table has
    several years; a plan of `several` years has them all.
    """
    columns = _Columns(table, "" if several else year)
    lines: list[IndicatorLine] = []
    remarks = [*columns.remarks, *remarks_on_sums(table.rows[table.body :], table.upper)]
    common_lead = columns.common_lead()
    for row in range(table.body, len(table.rows)):
        if common_lead and common_lead in table.rows[row]:
            continue
        if text := columns.no_indicator(row):
            remarks.append(f"{table.name}的“{text}”不是指标，没有写入方案")
            continue
        above = lines[-1].lead if lines else EMPTY
        lines += columns.lines(row, above)
    if common_lead:
        lines = [replace(line, lead=common_lead) for line in lines]
    one_year = "" if several else year
    return fold_levels(without_past(lines, one_year, remarks), title, one_year, remarks), remarks


def _columns_of_regions(
    table: TargetTable, year: str, remarks: list[str]
) -> tuple[dict[str, list[int]], set[int]]:
    """The columns of each region by its name, without those of past figures; and those under a measure.

    Regions that stand again under every heading above them have several measures. Else a name that stands at
    several places (市本级, once for every city) has the heading beside it in front.
    """
    row = table.names_row
    texts = {column: numbered(table.rows[row][column].text)[1] for column in table.region_columns}
    names = {column: without_code(text) for column, text in texts.items()}
    apart = Counter(name for column, name in names.items() if names.get(column - 1) != name)
    beside = [each for each in (row - 1, row + 1) if 0 <= each < table.body]
    others = {
        column: next(
            (text for each in beside if (text := table.rows[each][column].text) and not text.isdecimal()), ""
        )
        for column, name in names.items()
        if apart[name] > 1
    }
    measures = dict.fromkeys(others.values())
    of_each = {tuple(names[column] for column in others if others[column] == each) for each in measures}
    repeated = len(measures) > 1 and len(of_each) == 1 and len(others) == len(names) > len(measures)
    past = {each for each in measures if is_past(each, year)} if repeated else set()
    past = past if len(past) < len(measures) else set()
    remarks += [f"{table.name}的“{each[:20]}”各列是往年或调整前的数，没有写入方案" for each in past]
    columns: dict[str, list[int]] = {}
    for column, name in names.items():
        if others.get(column) not in past:
            columns.setdefault(name if repeated else others.get(column, "") + name, []).append(column)
    return columns, set(others) if repeated else set()


class _Columns:
    """The columns of a target table by what they hold."""

    def __init__(self, table: TargetTable, year: str) -> None:
        self.table = table
        self.remarks: list[str] = []
        self._beside: dict[Heading, list[int]] = {}
        self._levels: list[int] = []
        self.lead_title = ""
        for column in range(len(table.rows[0])):
            if column not in (*table.region_columns, *(each.column for each in table.upper)):
                self._sort(column)
        categories = [column for column in self._levels if self._role(column) is Heading.CATEGORY]
        if len(categories) < len(self._levels):
            self._levels = [column for column in self._levels if column not in categories]
        self._regions, self._under_measures = _columns_of_regions(table, year, self.remarks)
        for name, places in self._regions.items():
            headings = {self._heading_below(column).text for column in places}
            if len({table.rows[table.names_row][column].place for column in places}) > len(headings):
                self.remarks.append(
                    f"{table.name}里“{name}”有 {len(places)} 处，只取了最后一处的数，请对照通知核对"
                )

    def _sort(self, column: int) -> None:
        role = self._role(column)
        if role is Heading.LEAD and not self.lead_title:
            self.lead_title = self._headings(column)[-1]
        heading = "".join(self._headings(column)[-1:])
        if role is Heading.SUBTOTAL:
            if heading.startswith("其中"):
                self.remarks.append(f"{self.table.name}的“{heading[:20]}”已含在它所属的地区里，没有单列")
            else:
                self.remarks.append(f"{self.table.name}的“{heading[:20]}”是一部分地区的合计，没有写入方案")
        elif role in _LABELS:
            if column < self.table.region_columns[0]:
                self._levels.append(column)
            else:
                self.remarks.append(f"{self.table.name}的“{heading[:20]}”一列看不出是什么，没有写入方案")
        else:
            self._beside.setdefault(role, []).append(column)
            if role in (Heading.BASE, Heading.DEADLINE, Heading.HELPER):
                self.remarks.append(f"{self.table.name}的“{heading[:20]}”一列方案用不上，没有写入")

    def _headings(self, column: int) -> list[str]:
        """The headings of a column.

        In a turned table only the names' row has any. Its corner heads the regions; the rows beside it are
        columns of the notice with headings of their own.
        """
        rows = self.table.rows[: self.table.body]
        if self.table.turned:
            names = rows[self.table.names_row]
            rows = (names,) if names[column].place != names[0].place else ()
        return list(dict.fromkeys(row[column].text for row in rows if row[column].text))

    def _body_texts(self, column: int) -> list[str]:
        """The texts of a column below the header, without rows that one cell fills."""
        rows = self.table.rows[self.table.body :]
        return [row[column].text for row in rows if row[column].text and row[0].place != row[-1].place]

    def _role(self, column: int) -> Heading:
        texts = self._body_texts(column)
        roles = [role_of(text) for text in reversed(self._headings(column))]
        role = next((each for each in roles if each is not Heading.NONE), Heading.NONE)
        units = sum(map(is_unit, texts))
        all_units = texts and units == len(texts) and role in _LABELS
        if column and (all_units or (units and role is Heading.UNIT)):
            return Heading.UNIT
        if role is Heading.UNIT:
            return Heading.REGION
        if role is Heading.DEADLINE and self._parts_rows(texts):
            return Heading.NAME
        values = sum(is_value(text) for text in texts)
        if role in _MAYBE_HEADLINE and values * 2 > len(texts):
            return Heading.HEADLINE if self._levels or role is Heading.HEADLINE else Heading.NUMBER
        is_name = role is Heading.HEADLINE and not values and not self._has_name()
        return Heading.NAME if is_name else role

    def _has_name(self) -> bool:
        """Whether a column before has the indicators' names."""
        return any(self._role(column) is Heading.NAME for column in self._levels)

    def _parts_rows(self, texts: Sequence[str]) -> bool:
        """Whether a column gives each indicator several rows, one for every time such as 6月底."""
        names = [
            name
            for row in range(self.table.body, len(self.table.rows))
            if (name := self._names(row)[-1].place)
        ]
        return len(set(names)) < len(names) and len(set(texts)) > 1 and all(map(says_only_when, texts))

    def common_lead(self) -> Slot | None:
        """The department that a turned table writes beside every region, and so for all indicators."""
        for line in self.table.rows[self.table.body :] if self.table.turned else ():
            labels = [line[column].text for column in self._levels if line[column].text]
            cells = [line[column] for column in self.table.region_columns]
            is_lead = bool(labels) and role_of(labels[-1]) is Heading.LEAD
            if is_lead and cells[0].text and len({cell.text for cell in cells}) == 1:
                return cells[0]
        return None

    def no_indicator(self, row: int) -> str:
        """What a row says that has no targets, such as 一、经济发展 or 备注：…; "" for an indicator's row."""
        line = self.table.rows[row]
        labels = [line[column].text for column in self._levels if line[column].text]
        cells = [line[column] for column in self.table.region_columns]
        texts = list(dict.fromkeys(cell.text for cell in cells if cell.text))
        role = role_of(labels[-1]) if labels else Heading.NONE
        is_time = role is Heading.DEADLINE and all(map(_YEAR.match, texts))
        if role in _NO_INDICATOR and (is_time or not any(is_value(text) for text in texts)):
            return "：".join((labels[-1], *["、".join(texts)] * bool(texts)))[:60]
        merged = cells[0].place in {line[column].place for column in self._levels}
        return ("".join(dict.fromkeys(labels)) or "空行")[:60] if merged or not texts else ""

    def lines(self, row: int, lead_above: Slot) -> Iterator[IndicatorLine]:
        """The indicators of a row: one, or one for every heading below the regions' names."""
        lead = self._first(Heading.LEAD, row)
        line = IndicatorLine(
            self._names(row),
            {},
            number=self._first(Heading.NUMBER, row).text,
            unit=self._first(Heading.UNIT, row),
            lead=lead if lead.text or Heading.LEAD not in self._beside else lead_above,
            lead_from_above=not lead.text and Heading.LEAD in self._beside,
            notes=tuple(slot.text for slot in self._all(Heading.NOTES, row)),
            definition="；".join(slot.text for slot in self._all(Heading.DEFINITION, row)),
            source=self._first(Heading.SOURCE, row).text,
            weight=self._first(Heading.WEIGHT, row).text,
            trend=self._first(Heading.TREND, row).text,
            headline=self._first(Heading.HEADLINE, row),
            turned=self.table.turned,
        )
        shared = self._shared(row)
        for heading, targets in self._by_heading(row).items():
            if not heading.text:
                yield replace(line, targets=targets, shared=shared)
                continue
            unit = unit_in(heading.text)
            yield replace(
                line,
                levels=(*line.levels, heading),
                targets=targets,
                shared=shared,
                unit=heading._replace(text=unit) if unit else line.unit,
                headline=self._headline_below(heading.text, row),
            )

    def _headline_below(self, heading: str, row: int) -> Slot:
        """The figure of the whole under a heading that the regions have, too."""
        columns = self._beside.get(Heading.HEADLINE, ())
        found = (column for column in columns if self._heading_below(column).text == heading)
        column = next(found, None)
        return EMPTY if column is None else self.table.rows[row][column]

    def _by_heading(self, row: int) -> dict[Slot, dict[str, Slot]]:
        """The targets of a row by the heading below the regions' names, which most tables do not have."""
        found: dict[str, tuple[Slot, dict[str, Slot]]] = {}
        for name, columns in self._regions.items():
            for column in columns:
                heading = self._heading_below(column) if len(columns) > 1 else EMPTY
                found.setdefault(heading.text, (heading, {}))[1][name] = self.table.rows[row][column]
        return dict(found.values())

    def _heading_below(self, column: int) -> Slot:
        table = self.table
        if column in self._under_measures:
            return table.rows[table.names_row - 1][column]
        below = [table.rows[row][column] for row in range(table.names_row + 1, table.body)]
        return next((slot for slot in reversed(below) if slot.text), EMPTY)

    def _names(self, row: int) -> tuple[Slot, ...]:
        """The headings that name the indicator; an empty one in front repeats the one above it."""
        levels: dict[str, Slot] = {}
        for column in self._levels:
            at = row
            while (
                not self.table.rows[at][column].text and at > self.table.body and column != self._levels[-1]
            ):
                at -= 1
            slot = self.table.rows[at][column]
            if slot.text:
                levels.setdefault(slot.text, slot)
        return tuple(levels.values()) or (EMPTY,)

    def _shared(self, row: int) -> frozenset[str]:
        places = Counter(self.table.rows[row][column].place for column in self.table.region_columns)
        below = (column for column in self.table.region_columns if not begins(self.table.rows, row, column))
        return frozenset(
            {place for place, count in places.items() if place and count > 1}
            | {self.table.rows[row][column].place for column in below}
        )

    def _all(self, role: Heading, row: int) -> list[Slot]:
        slots = [self.table.rows[row][column] for column in self._beside.get(role, ())]
        return [slot for slot in slots if slot.text]

    def _first(self, role: Heading, row: int) -> Slot:
        return next(iter(self._all(role, row)), EMPTY)


def lead_title(tables: Sequence[TargetTable]) -> str:
    """How the tables head the column of lead departments; "" where none has it."""
    return next((title for table in tables if (title := _Columns(table, "").lead_title)), "")

"""Read a plan's tables from the sheets that an office fills in; every cell keeps its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cascade.grid import column_letters
from cascade.plan.office_inputs import complete_inputs
from cascade.plan.office_sheets import (
    ANSWERED,
    EXAMPLE,
    KEY,
    MARK_HEADINGS,
    MARKS,
    SHEET,
    SHEETS,
    SUM,
    Names,
    OfficeSheet,
    plain,
    region_names,
    unique_names,
)
from cascade.plan.problems import Problem, TableCell, TableRow
from cascade.plan.tables import PLAN, TABLES

Cells = list[list[str]]  # of a sheet: rows of texts, from its first row and column on

_HEADER_WITHIN = 12  # rows: below them nobody looks for headings


@dataclass(frozen=True)
class _HeadRow:
    """A sheet's headings: their row, the places of the table's columns, and the other headings.

    `name` is the place of the indicator's name, where the sheet shows it.
    """

    row: int
    places: Mapping[str, int]
    others: Mapping[int, str]
    name: int | None


class OfficeReader:
    """Reads the sheets of one workbook.

    `lacks` holds sheets and columns that it does not find, `problems` texts that it could not place and marks
    of a drafted plan that nobody has answered.
    """

    def __init__(self, file: str, book: Mapping[str, Cells]) -> None:
        self._file = file
        self._book = book
        self.lacks: list[Problem] = []
        self.problems: list[Problem] = []
        self._names: dict[str, Names] = {}

    def read(self) -> dict[str, tuple[str, list[TableRow]]]:
        """The file and the rows of every table, by name: names are codes now, and defaults are filled in."""
        for sheet in SHEETS:
            if sheet.name not in self._book and not sheet.table.optional:
                message = f"缺少工作表“{sheet.name}”；请补上，或用 --plan-workbook 重新生成工作簿后再填"
                self.lacks.append(Problem(self._file, None, None, message))
        found = {sheet.table.name: self._flat(sheet) for sheet in SHEETS if not sheet.across}
        self._names = {
            "regions": region_names(
                [(row["code"].text, row["name"].text, row["parent"].text) for row in found["regions"]]
            ),
            "rounds": unique_names((row["id"].text, [row["name"].text]) for row in found["rounds"]),
            "indicators": unique_names((row["code"].text, [row["name"].text]) for row in found["indicators"]),
        }
        for sheet in SHEETS:
            if not sheet.across:
                found[sheet.table.name] = [self._coded(sheet, row) for row in found[sheet.table.name]]
            else:
                found[sheet.table.name] = self._across(sheet, found["indicators"])
        complete_inputs(found)
        self._read_marks()
        return {table.name: (self._place(SHEET[table.name].name), found[table.name]) for table in TABLES}

    def _place(self, sheet: str) -> str:
        return f"{self._file} 工作表 {sheet}"

    def _report(self, file: str, row: int | None, column: str | None, message: str) -> None:
        self.problems.append(Problem(file, row, column, message))

    def _cell(self, sheet: str, row: int, at: int | None, text: str) -> TableCell:
        """A cell; rows count from 0. `at` is None for a column that the sheet lacks."""
        return TableCell(self._place(sheet), row + 1, None if at is None else column_letters(at + 1), text)

    def _heading(self, sheet: OfficeSheet) -> _HeadRow | None:
        """Find the row of headings: the one with most of them. Reports what is missing and what repeats."""
        titles = {plain(sheet.heading(column)): column.name for column in sheet.columns}
        shown = {plain(column.title): column.name for column in sheet.shown} | {SUM: ""}
        cells = self._book.get(sheet.name, [])
        known = [sum(plain(text) in titles for text in row) for row in cells[:_HEADER_WITHIN]]
        if not any(known):
            if cells and any(map(any, cells)):
                wanted = "、".join(f"“{sheet.heading(column)}”" for column in sheet.columns)
                message = f"找不到表头；请补上一行表头：{wanted}"
                self.lacks.append(Problem(self._place(sheet.name), None, None, message))
            return None
        row = known.index(max(known))
        places: dict[str, int] = {}
        others: dict[int, str] = {}
        names = [at for at, text in enumerate(cells[row]) if shown.get(plain(text)) == "name"]
        for at, text in enumerate(cells[row]):
            name = titles.get(plain(text))
            if name in places:
                self._report(
                    self._place(sheet.name),
                    row + 1,
                    column_letters(at + 1),
                    f"“{text}”这一列出现了两次，请删去一列",
                )
            elif name:
                places[name] = at
            elif plain(text) not in shown:
                others[at] = text
        for column in sheet.columns:
            if column.name not in places and column.required:
                message = f"缺少“{sheet.heading(column)}”这一列，请在表头补上"
                self.lacks.append(Problem(self._place(sheet.name), row + 1, None, message))
        return _HeadRow(row, places, others, names[0] if names else None)

    def _body(self, sheet: OfficeSheet, heading: _HeadRow) -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings that are not blank and no examples."""
        cells = self._book[sheet.name]
        for number in range(heading.row + 1, len(cells)):
            texts = cells[number]
            first = next((text for text in texts if text), EXAMPLE)
            if not plain(first).startswith(plain(EXAMPLE)):
                yield number, texts

    def _flat(self, sheet: OfficeSheet) -> list[TableRow]:
        if sheet.table is PLAN:
            return self._settings(sheet)
        if (heading := self._heading(sheet)) is None:
            return []
        rows = []
        known = "、".join(map(sheet.heading, sheet.columns))
        for at, text in heading.others.items():
            lost = next((number for number, texts in self._body(sheet, heading) if texts[at]), None)
            if text or lost is not None:
                where = heading.row if text else lost or 0
                shown = text or self._book[sheet.name][where][at]
                message = f"不认识“{shown}”所在的列，请删去或改表头；可用的列有 {known}"
                self._report(self._place(sheet.name), where + 1, column_letters(at + 1), message)
        for number, texts in self._body(sheet, heading):
            row = {}
            for column in sheet.table.columns:
                at_column = heading.places.get(column.name)
                text = "" if at_column is None else texts[at_column]
                row[column.name] = self._cell(sheet.name, number, at_column, text)
            filled = [cell for cell in row.values() if cell.text]
            if filled and not (sheet.name == "指标" and filled == [row["code"]]):  # a code printed beforehand
                rows.append(row)
        return rows

    def _settings(self, sheet: OfficeSheet) -> list[TableRow]:
        """The settings as rows of key and value; a line without a value may be a heading."""
        titles = {plain(each): column.name for column in PLAN.columns for each in (column.title, column.name)}
        rows = []
        for number, texts in enumerate(self._book.get(sheet.name, [])):
            label, value = [*texts, "", ""][:2]
            key = titles.get(plain(label))
            if key or (value and plain(label) != KEY):
                rows.append(
                    {
                        "key": self._cell(sheet.name, number, 0, key or label),
                        "value": self._cell(sheet.name, number, 1, value),
                    }
                )
        present = {row["key"].text for row in rows}
        absent = [column for column in PLAN.columns if column.name not in present]
        for column in absent:
            cell = TableCell(self._place(sheet.name), None, None, "")
            rows.append({"key": cell._replace(text=column.name), "value": cell})
        return rows

    def _coded(self, sheet: OfficeSheet, row: TableRow) -> TableRow:
        """A row with codes where an office wrote names."""
        if sheet.table is PLAN:
            refers = next(c.refers for c in PLAN.columns if c.name == "province")
            if row["key"].text == "province":
                code = self._names[refers].code(row["value"].text)
                return row | {"value": row["value"]._replace(text=code)}
            return row
        changed = {
            column.name: row[column.name]._replace(
                text=self._names[column.refers].code(row[column.name].text)
            )
            for column in sheet.columns
            if column.refers in self._names
        }
        return row | changed

    def _across(self, sheet: OfficeSheet, indicators: Sequence[TableRow]) -> list[TableRow]:
        """The targets of a sheet with regions across: one row a cell; empty cells keep their places."""
        if (heading := self._heading(sheet)) is None:
            return []
        regions = self._regions_across(sheet, heading)
        called = {row["code"].text: row["name"] for row in indicators}
        rows = []
        for number, texts in self._body(sheet, heading):
            cells = {
                column.name: self._cell(sheet.name, number, at, self._names[column.refers].code(texts[at]))
                for column in sheet.columns
                if (at := heading.places.get(column.name)) is not None
            }
            targets = {at: texts[at] for at in regions}
            code = cells.get("indicator")
            if code is not None and not code.text and heading.name is not None:
                code = cells["indicator"] = code._replace(
                    text=self._names["indicators"].code(texts[heading.name])
                )
            if code is None or (code.text not in called and not any(targets.values())):
                continue  # a code printed beforehand
            self._compare_names(sheet, heading, (number, texts), called.get(code.text))
            for at, region in regions.items():
                target = self._cell(sheet.name, number, at, targets[at])
                if sheet.table.optional and not target.text:
                    continue
                here = target._replace(text=region)
                rows.append(cells | {sheet.table.columns[-2].name: here, "target": target})
        return rows

    def _regions_across(self, sheet: OfficeSheet, heading: _HeadRow) -> dict[int, str]:
        """The columns of regions: their codes by place. Reports a region that stands there twice."""
        regions: dict[int, str] = {}
        first_place: dict[str, str] = {}
        for at, text in heading.others.items():
            letters = column_letters(at + 1)
            if not text:
                lost = next((n for n, texts in self._body(sheet, heading) if texts[at]), None)
                if lost is not None:
                    self._report(
                        self._place(sheet.name),
                        heading.row + 1,
                        letters,
                        "这一列有目标，表头却是空的；请写上地区名称",
                    )
                continue
            code = self._names["regions"].code(text)
            if code not in self._names["regions"].codes:
                message = f"“地区”表中没有“{text}”；请改正表头，或在“地区”表中补上"
                self._report(self._place(sheet.name), heading.row + 1, letters, message)
            elif code in first_place:
                message = f"“{text}”与 {first_place[code]} 列是同一个地区；请删去或改正其中一列"
                self._report(self._place(sheet.name), heading.row + 1, letters, message)
            else:
                regions[at] = code
                first_place[code] = letters
        return regions

    def _compare_names(
        self, sheet: OfficeSheet, heading: _HeadRow, line: tuple[int, list[str]], name: TableCell | None
    ) -> None:
        """Report a name typed beside a code that is another indicator's."""
        number, texts = line
        at = heading.name
        if name is None or at is None or not texts[at] or plain(texts[at]) == plain(name.text):
            return
        message = f"写的是“{texts[at]}”，这一行的代码却是“{name.text}”的；请改正代码或名称"
        self._report(self._place(sheet.name), number + 1, column_letters(at + 1), message)

    def _read_marks(self) -> None:
        """Report every mark of a drafted plan that nobody has answered."""
        cells = self._book.get(MARKS, [])
        answer = plain(MARK_HEADINGS[-1])
        row = next((n for n, texts in enumerate(cells) if answer in map(plain, texts)), None)
        if row is None:
            return
        places = {plain(text): at for at, text in enumerate(cells[row])}
        at_answer = places[answer]
        for number, texts in enumerate(cells[row + 1 :], start=row + 1):
            where, what, why = (texts[places[h]] if h in places else "" for h in MARK_HEADINGS[:3])
            if where and plain(texts[at_answer]) != ANSWERED:
                message = f"{where}（{what}）还没有核对：{why}；核对、改好以后，请在这一格选“{ANSWERED}”"
                self._report(self._place(MARKS), number + 1, column_letters(at_answer + 1), message)

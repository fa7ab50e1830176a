"""Read a plan's tables from the sheets that an office fills in; every cell keeps its place."""

from collections.abc import Iterator, Mapping

from cascade.grid import column_letters
from cascade.plan.marked_rows import HEADING as ROWS_HEADING
from cascade.plan.marked_rows import are_gone, calls_of_rows, is_named
from cascade.plan.office_inputs import complete_inputs
from cascade.plan.office_pages import Cells, OfficePages
from cascade.plan.office_sheets import (
    ANSWERED,
    KEY,
    MARK_HEADINGS,
    MARKS,
    SHEET,
    SHEETS,
    Names,
    OfficeSheet,
    plain,
    region_names,
    to_do,
    unique_names,
)
from cascade.plan.office_targets import TargetsReader
from cascade.plan.problems import PlanError, Problem, TableRow, UnansweredMark, rows_about
from cascade.plan.tables import INDICATORS, PLAN

Rows = dict[str, list[TableRow]]


def read_office(file: str, book: Mapping[str, Cells]) -> tuple[dict[str, str], Rows, list[Problem]]:
    """Read all tables from the sheets of a workbook.

    Gives the place (for messages) and the rows of every table, by name: names are codes now, and what an
    office need not write is filled in; and the problems of single cells. Marks that nobody has answered are
    such. Raises PlanError where sheets or columns are missing.
    """
    pages = OfficePages(file, book)
    rows = _OfficeReader(pages).read()
    if pages.lacks:
        raise PlanError(tuple(pages.lacks))
    return {sheet.table.name: pages.place(sheet.name) for sheet in SHEETS}, rows, pages.problems


class _OfficeReader:
    def __init__(self, pages: OfficePages) -> None:
        self._pages = pages
        self._there: dict[str, set[str]] = {}  # what the rows of every sheet are called

    def read(self) -> Rows:
        for sheet in SHEETS:
            if sheet.name not in self._pages.book and not sheet.table.optional:
                self._pages.miss(None, None, f"缺少工作表“{sheet.name}”；请补上")
        found = {sheet.table.name: self._flat(sheet) for sheet in SHEETS if not sheet.across}
        regions = [[row[name].text for name in ("code", "name", "parent")] for row in found["regions"]]
        names = {
            "regions": region_names([(code, name, parent) for code, name, parent in regions]),
            "rounds": unique_names((row["id"].text, [row["name"].text]) for row in found["rounds"]),
            "indicators": unique_names((row["code"].text, [row["name"].text]) for row in found["indicators"]),
        }
        self._there = {
            sheet.name: {plain(each) for texts in self._pages.cells(sheet.name) for each in texts[:2]}
            if sheet.across
            else calls_of_rows(found[sheet.table.name])
            for sheet in SHEETS
        }
        targets = TargetsReader(self._pages, names, found["indicators"])
        for sheet in SHEETS:
            if sheet.across:
                found[sheet.table.name] = targets.read(sheet)
            else:
                rows = found[sheet.table.name]
                found[sheet.table.name] = [_with_codes(sheet, row, names) for row in rows]
        complete_inputs(found)
        self._read_marks(found)
        return found

    def _flat(self, sheet: OfficeSheet) -> list[TableRow]:
        """The rows of a sheet that has the table's columns."""
        if sheet.table is PLAN:
            return self._settings(sheet)
        if (head := self._pages.head_row(sheet)) is None:
            return []
        for at, text in head.others.items():
            if text or (lost := self._pages.first_text(sheet, head, at)) is not None:
                row = head.row if text else lost or 0
                shown = self._pages.cells(sheet.name)[row][at]
                known = "、".join(map(sheet.heading, sheet.columns))
                message = f"不认识“{shown}”所在的列，请删去或改表头；可用的列有 {known}"
                self._pages.report(sheet.name, row, at, message)
        rows = []
        for number, texts in self._pages.body(sheet, head):
            row_of_texts: TableRow = {}
            for column in sheet.table.columns:
                place = head.places.get(column.name)
                text = "" if place is None else texts[place]
                row_of_texts[column.name] = self._pages.cell(sheet.name, number, place, text)
            filled = [name for name, cell in row_of_texts.items() if cell.text]
            if filled and not (sheet.table is INDICATORS and filled == ["code"]):  # a code printed beforehand
                rows.append(row_of_texts)
        return rows

    def _settings(self, sheet: OfficeSheet) -> list[TableRow]:
        """The settings as rows of key and value; a line without a value may be a heading."""
        titles = {plain(each): column.name for column in PLAN.columns for each in (column.title, column.name)}
        rows: list[TableRow] = []
        for number, texts in enumerate(self._pages.cells(sheet.name)):
            label, value = [*texts, "", ""][:2]
            key = titles.get(plain(label))
            if key or (value and plain(label) != KEY):
                cell = self._pages.cell
                key_cell = cell(sheet.name, number, 0, key or label)
                rows.append({"key": key_cell, "value": cell(sheet.name, number, 1, value)})
        present = {row["key"].text for row in rows}
        nowhere = self._pages.cell(sheet.name, 0, None, "")._replace(row=None)
        absent = (column.name for column in PLAN.columns if column.name not in present)
        return [*rows, *({"key": nowhere._replace(text=name), "value": nowhere} for name in absent)]

    def _read_marks(self, found: Rows) -> None:
        """Report every mark of a drafted plan that nobody has answered, or that was answered by halves."""
        cells, answer = self._pages.cells(MARKS), plain(MARK_HEADINGS[-1])
        head = next((number for number, texts in enumerate(cells) if answer in map(plain, texts)), None)
        if head is None:
            return
        places = {plain(text): at for at, text in enumerate(cells[head])}
        named = [texts[places[ROWS_HEADING]] for texts in cells[head + 1 :]] if ROWS_HEADING in places else []
        self._pages.problems += _without_their_level(found, "\n".join(named))
        for number, texts in enumerate(cells[head + 1 :], start=head + 1):
            where, what, why, drafted = (
                texts[places[heading]] if heading in places else "" for heading in MARK_HEADINGS[:4]
            )
            where = where.replace("\n", "")
            rows = texts[places[ROWS_HEADING]] if ROWS_HEADING in places else ""
            if where and plain(texts[places[answer]]) != ANSWERED and not self._is_gone(rows, where):
                why = why.replace("\n", "。")
                remedy = to_do(drafted, f"在这一格选“{ANSWERED}”", f"改 {where}")
                message = f"{what}：{why}（{where}，还没有核对）；{remedy}"
                place = self._pages.place(MARKS), number + 1, column_letters(places[answer] + 1)
                mark = UnansweredMark(*place, message, where, what, why, drafted, remedy)
                self._pages.problems.append(mark)

    def _is_gone(self, named: str, where: str) -> bool:
        """Whether all the rows that a mark is about were taken out: who has done that has answered.

        A draft of before 1.9 does not name them: there, the rows at their places are blank.
        """
        if named:
            return are_gone(named, self._there)
        rows = [(self._pages.cells(sheet), row) for sheet, row in rows_about(where)]
        return bool(rows) and not any(row <= len(cells) and any(cells[row - 1]) for cells, row in rows)


def _without_their_level(found: Rows, named: str) -> Iterator[Problem]:
    """The regions of a draft's lowest level where somebody has taken out the name of that level only.

    `named` are the rows that the draft's questions are about: of these regions there is one.
    """
    settings = {row["key"].text: row["value"].text for row in found["plan"]}
    tops = {row["code"].text for row in found["regions"] if not row["parent"].text}
    leaves = [row["code"] for row in found["regions"] if row["parent"].text not in (*tops, "")]
    drafted = [cell for cell in leaves if is_named(named, SHEET["regions"].name, cell.text)]
    if drafted and not settings.get("leaf_level"):
        there = f"这里第 {drafted[0].row} 至 {drafted[-1].row} 行还有 {len(drafted)} 个再下级的地区"
        yield drafted[0].problem(
            f"“方案”表的“分解到的级别”空着，而{there}；"
            "不分解的，请把这些行整行删去，并删去分解批次；要分解的，请填回“分解到的级别”"
        )


def _with_codes(sheet: OfficeSheet, row: TableRow, names: Mapping[str, Names]) -> TableRow:
    """A row with codes where an office wrote names."""
    refers = {column.name: column.refers for column in sheet.table.columns if column.refers in names}
    if sheet.table is PLAN:
        refers = {"value": refers[key]} if (key := row["key"].text) in refers else {}
    return row | {
        column: row[column]._replace(text=names[table].code(row[column].text))
        for column, table in refers.items()
    }

"""Read a sheet with one row an indicator and one column a region, as notices print targets."""

from collections.abc import Mapping, Sequence

from cascade.grid import column_letters
from cascade.plan.office_pages import HEADER_WITHIN, HeadRow, OfficePages
from cascade.plan.office_sheets import SHEET, Names, OfficeSheet, plain
from cascade.plan.problems import TableRow


class TargetsReader:
    """Reads sheets with regions across. `names` has the names of regions, rounds and indicators."""

    def __init__(
        self, pages: OfficePages, names: Mapping[str, Names], indicators: Sequence[TableRow]
    ) -> None:
        self._pages = pages
        self._names = names
        self._indicators = {row["code"].text: row["name"].text for row in indicators}

    def read(self, sheet: OfficeSheet) -> list[TableRow]:
        """One row a target; an empty cell keeps its place, unless the table is optional.

        Reports regions and indicators that are unknown or stand there twice; nothing of them is read.
        """
        if self._is_turned(sheet):
            return self._read_down(sheet.turned())
        if (head := self._pages.head_row(sheet)) is None:
            return []
        regions = self._regions(sheet, head)
        region, target = (column.name for column in sheet.table.columns[-2:])
        rows: list[TableRow] = []
        first: dict[tuple[str, ...], int] = {}
        for number, texts in self._pages.body(sheet, head):
            keys = self._keys(sheet, head, number, texts)
            if not self._is_known(sheet, head, keys, (number, [texts[at] for at in regions])):
                continue
            self._compare_names(sheet, head, number, texts, keys["indicator"].text)
            key = tuple(cell.text for cell in keys.values())
            if key in first:
                message = f"与第 {first[key] + 1} 行是同一项；请改正其中一行，或删去一行"
                self._pages.report(sheet.name, number, head.places["indicator"], message)
                continue
            first[key] = number
            for at, code in regions.items():
                cell = self._pages.cell(sheet.name, number, at, texts[at])
                if cell.text or not sheet.table.optional:
                    rows.append(keys | {region: cell._replace(text=code), target: cell})
        return rows

    def _is_turned(self, sheet: OfficeSheet) -> bool:
        """Whether a sheet has regions down: the heading of regions tells it, which it has else nowhere."""
        titles = {plain(sheet.heading(column)) for column in sheet.turned().columns}
        above = self._pages.cells(sheet.name)[:HEADER_WITHIN]
        return not sheet.table.optional and any(plain(text) in titles for row in above for text in row)

    def _read_down(self, sheet: OfficeSheet) -> list[TableRow]:
        """One row a target, of a sheet with regions down and indicators across."""
        if (head := self._pages.head_row(sheet)) is None:
            return []
        (own,) = sheet.columns
        at_region, names = head.places[own.name], self._names["regions"]
        indicators = self._indicators_across(sheet, head)
        rows: list[TableRow] = []
        first: dict[str, int] = {}
        for number, texts in self._pages.body(sheet, head):
            text, is_filled = texts[at_region], any(texts[at] for at in indicators)
            code, message = names.code(text), ""
            if code in first:
                message = f"“{text}”与第 {first[code] + 1} 行是同一个地区；请改正其中一行，或删去一行"
            elif code not in names.codes and is_filled:
                table = SHEET["regions"].name
                unknown = f"“{table}”表中没有“{text}”；请改正，或在“{table}”表中补上"
                message = unknown if text else "这一行有目标，却没有写是哪个地区；请补上"
            if message:
                self._pages.report(sheet.name, number, at_region, message)
            elif code in names.codes:
                first[code] = number
                region = self._pages.cell(sheet.name, number, at_region, code)
                for at, indicator in indicators.items():
                    cell = self._pages.cell(sheet.name, number, at, texts[at])
                    rows.append(
                        {"indicator": cell._replace(text=indicator), own.name: region, "target": cell}
                    )
        order = list(indicators.values())
        return sorted(rows, key=lambda row: order.index(row["indicator"].text))

    def _indicators_across(self, sheet: OfficeSheet, head: HeadRow) -> dict[int, str]:
        """The codes of indicators by their columns; a heading may begin with the code, or be the name."""
        names, table = self._names["indicators"], SHEET["indicators"].name
        found: dict[int, str] = {}
        for at, text in head.others.items():
            whole, begun = names.code(text), (text.split() or [""])[0]
            code = whole if whole in names.codes else begun
            if code in names.codes and code not in found.values():
                found[at] = code
            elif text or self._pages.first_text(sheet, head, at) is not None:
                again = f"“{begun}”有两列；请改正其中一列，或删去一列"
                unknown = f"“{table}”表中没有“{text}”；请改正表头，或在“{table}”表中补上"
                message = again if code in names.codes else unknown
                empty = "这一列有目标，表头却是空的；请写上指标代码"
                self._pages.report(sheet.name, head.row, at, message if text else empty)
        return found

    def _keys(self, sheet: OfficeSheet, head: HeadRow, number: int, texts: Sequence[str]) -> TableRow:
        """The cells that say which indicator (and round) a row is about, as codes."""
        keys: TableRow = {}
        for column in sheet.columns:
            at = head.places.get(column.name)
            text = "" if at is None else texts[at]
            if not text and column.name == "indicator" and head.name is not None:
                text = texts[head.name]
            keys[column.name] = self._pages.cell(
                sheet.name, number, at, self._names[column.refers].code(text)
            )
        return keys

    def _is_known(
        self, sheet: OfficeSheet, head: HeadRow, keys: TableRow, targets: tuple[int, Sequence[str]]
    ) -> bool:
        """Whether a row is about an indicator. Targets without one are reported; a mere code is no fault."""
        number, texts = targets
        code, at = keys["indicator"].text, head.places.get("indicator")
        if code in self._indicators:
            return True
        if any(texts) and at is not None:
            table = SHEET["indicators"].name
            unknown = f"“{table}”表中没有“{code}”；请改正，或在“{table}”表中补上"
            empty = "这一行有目标，却没有写是哪项指标；请补上"
            self._pages.report(sheet.name, number, at, unknown if code else empty)
        return False

    def _regions(self, sheet: OfficeSheet, head: HeadRow) -> dict[int, str]:
        """The codes of regions by their columns."""
        names, table = self._names["regions"], SHEET["regions"].name
        regions: dict[int, str] = {}
        places: dict[str, int] = {}
        for at, text in head.others.items():
            code, message = names.code(text), ""
            if not text:
                if self._pages.first_text(sheet, head, at) is not None:
                    message = "这一列有目标，表头却是空的；请写上地区名称"
            elif code not in names.codes:
                message = f"“{table}”表中没有“{text}”；请改正表头，或在“{table}”表中补上"
            elif code in places:
                letters = column_letters(places[code] + 1)
                message = f"“{text}”与 {letters} 列是同一个地区；请改正其中一列，或删去一列"
            else:
                regions[at] = code
                places[code] = at
            if message:
                self._pages.report(sheet.name, head.row, at, message)
        return regions

    def _compare_names(
        self, sheet: OfficeSheet, head: HeadRow, number: int, texts: Sequence[str], code: str
    ) -> None:
        """Report a name beside a code that is another indicator's: somebody pasted or sorted half a row."""
        name = self._indicators[code]
        if head.name is not None and texts[head.name] and plain(texts[head.name]) != plain(name):
            message = f"写的是“{texts[head.name]}”，这一行的代码却是“{name}”的；请改正代码或名称"
            self._pages.report(sheet.name, number, head.name, message)

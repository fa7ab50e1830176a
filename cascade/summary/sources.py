"""数据来源: where every number comes from, file by file.

A file has a block: its identity, then one row per region and two columns per field, for the accepted number
and its cell. Below are the texts that cities wrote differently from their numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from xlsxwriter.format import Format

from cascade.drawing import Column, Rows
from cascade.grid import address, in_words, on_sheet
from cascade.model import Region
from cascade.returns.facts import Facts
from cascade.returns.filing import Record
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import basis, page_footer, titled
from cascade.theme import LINE_POINTS, lines_needed

NAME = "数据来源"
FIXED = 2  # region and code
_HEADER, _FIRST_ROW = 3, 6  # the field's name; its indicator and its code; what its two columns hold
_REGION, _CODE, _NUMBER, _CELL = 12.0, 8.0, 6.5, 8.0
_HEADER_LINES = 3  # of a name, as many as may be frozen
_SENTENCES = 12  # of differently written texts in one row


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that numbers come from, with those numbers by (region, field)."""

    city: str
    file: str
    sha256: str
    received: str
    records: dict[tuple[str, str], Record]

    @property
    def sheets(self) -> dict[str, list[str]]:
        """The fields that were found on each of the file's sheets."""
        found: dict[str, list[str]] = {}
        for sheet, field in dict.fromkeys((each.sheet, each.field) for each in self.records.values()):
            found.setdefault(sheet, []).append(field)
        return found


def origins(facts: Facts) -> list[Origin]:
    """All files that numbers come from: by city in the official order, then as its return lists them."""
    found: dict[tuple[str, str, str], Origin] = {}
    # Of equal files the one that counts, else the first.
    received = {each.sha256: each.when for each in (*reversed(facts.receipts), *facts.counted.values())}
    for city in facts.plan.cities:
        receipt = facts.counted.get(city.code)
        for record in receipt.records if receipt else ():
            assert receipt
            key = city.code, record.file or receipt.file, record.sha256 or receipt.sha256
            if key not in found:
                _, file, sha256 = key
                found[key] = Origin(city.code, PurePath(file).name, sha256, received[sha256], {})
            found[key].records[record.region, record.field] = record
    return list(found.values())


def draw_sources(page: SummaryPage, facts: Facts) -> dict[str, str]:
    """Draw the sheet; returns the address of each city's first file."""
    plan = facts.plan
    files = origins(facts)
    filled = {field for origin in files for _, field in origin.records}
    words = {each.code: each for each in plan.indicators if each.is_words}
    known = (plan.input | words if facts.is_progress else plan.indicator).values()
    fields = {each.code: each.name for each in known if each.code in filled}
    columns = {field: FIXED + 1 + 2 * number for number, field in enumerate(fields)}
    last = FIXED + 2 * len(fields)
    _header(page, facts, fields, columns)
    looks = _Looks(page)
    places, blocks, row = dict[str, str](), [], _FIRST_ROW
    for origin in files:
        places.setdefault(origin.city, on_sheet(NAME, address(row, 1)))
        end = _block(page, facts, origin, fields, looks, row)
        blocks.append((row, end))
        row = end + 1
    if not files:
        page.put(row, 1, "还没有计入的上报表。", "plain", fit=False)
    title, header = titled(facts, "数据来源"), (_HEADER, _FIRST_ROW - 1)
    groups = [(at, at + 1) for at in columns.values()]
    page.finish(title, basis(facts), last, header, FIXED, groups, blocks, page_footer(facts))
    return places


def _header(page: SummaryPage, facts: Facts, fields: dict[str, str], columns: dict[str, int]) -> None:
    page.tall(_HEADER, _FIRST_ROW - 1, 1, "地区", "head")
    page.tall(_HEADER, _FIRST_ROW - 1, 2, "编码", "head")
    page.widen(1, _REGION)
    page.widen(2, _CODE)
    for field, name in fields.items():
        at = columns[field]
        page.widen(at, _NUMBER)
        page.widen(at + 1, _CELL)
        page.widen_over(at, at + 1, name, _HEADER_LINES)
        page.merge((_HEADER, at, _HEADER, at + 1), name, "head")
        number = facts.plan.indicator[facts.indicator_of(field)].number
        page.merge((_HEADER + 1, at, _HEADER + 1, at + 1), f"第 {number} 项　{field}", "unit")
        page.put(_HEADER + 2, at, "数", "unit", fit=False)
        page.put(_HEADER + 2, at + 1, "单元格", "unit", fit=False)
    widths = {field: sum(page.widths(at + 1)[at - 1 :]) for field, at in columns.items()}
    lines = max((lines_needed(name, widths[field]) for field, name in fields.items()), default=1)
    page.height(_HEADER, LINE_POINTS * lines + 4)


def _block(
    page: SummaryPage, facts: Facts, origin: Origin, fields: Iterable[str], looks: "_Looks", first: int
) -> int:
    """Draw a file's block from a row on; returns its last row."""
    words = f"{facts.plan.name(origin.city)}　{origin.file}　收到 {origin.received}"
    page.paragraph(first, 1, words, page.first_page, bold=True)
    page.paragraph(first + 1, 1, f"SHA-256：{origin.sha256}　{_sheets(origin)}", page.first_page)
    row = first + 1
    city = facts.plan.region(origin.city)
    leaves = tuple(dict.fromkeys((city, *facts.leaves(city))))  # a city may report numbers of its own
    reported = {region for region, _ in origin.records}
    told = [each for each in leaves if each.code in reported]
    row += len(told)
    columns = looks.columns(told, origin, fields)
    for at, (values, style, _) in enumerate(columns[1:], start=2):
        page.fit_down(at, values, style, 1.0)
    page.put_rows(
        *_rows(columns, [LINE_POINTS * lines_needed(leaf.name, _REGION) for leaf in told], first + 2)
    )
    reworded = list(_reworded(origin, {leaf.code: leaf.name for leaf in leaves}))
    for start in range(0, len(reworded), _SENTENCES):
        row += 1
        lead = "原文写法与数字不同的：" if not start else ""
        page.paragraph(row, 1, lead + "；".join(reworded[start : start + _SENTENCES]), page.first_page)
    return row


def _sheets(origin: Origin) -> str:
    """The sheets that contain the numbers; if there are several, with their fields."""
    sheets = origin.sheets
    if len(sheets) == 1:
        return f"工作表：{next(iter(sheets))}"
    return "工作表：" + "；".join(f"{sheet}（{'、'.join(fields)}）" for sheet, fields in sheets.items())


def _rows(columns: Sequence[Column], heights: Sequence[float], first: int) -> Iterator[Rows]:
    """Rows of some heights, from a number on."""
    for height in dict.fromkeys(heights):
        places = [place for place, each in enumerate(heights) if each == height]
        some = [
            Column(
                [values[place] for place in places],
                style if isinstance(style, Format) else [style[place] for place in places],
            )
            for values, style, _ in columns
        ]
        yield Rows([first + place for place in places], some, height)


class _Looks:
    """The formats of the regions' rows."""

    def __init__(self, page: SummaryPage) -> None:
        self._name, self._code = page.styles.get("name"), page.styles.get("code")
        self._number, self._sign = page.styles.get("figure"), page.styles.get("figure", align="center")
        self._address = page.styles.get("code", font_color="ink")

    def columns(self, leaves: Sequence[Region], origin: Origin, fields: Iterable[str]) -> list[Column]:
        """The columns of a file's rows: names, codes, and each field's numbers and their addresses."""
        columns = [
            Column([leaf.name for leaf in leaves], self._name),
            Column([leaf.code for leaf in leaves], self._code),
        ]
        for field in fields:
            records = [origin.records.get((leaf.code, field)) for leaf in leaves]
            shares = all(each is None or each.value is not None for each in records)
            columns.append(
                Column(
                    [each and (each.said if each.value is None else each.value) for each in records],
                    self._number if shares else [self._look(each) for each in records],
                )
            )
            columns.append(Column([each and in_words(each.cell) for each in records], self._address))
        return columns

    def _look(self, record: Record | None) -> Format:
        """The format of a number, or of the mark for 不分解."""
        return self._sign if record and record.value is None else self._number


def _reworded(origin: Origin, names: dict[str, str]) -> Iterator[str]:
    """A sentence on every number whose cell contained a different text."""
    for record in origin.records.values():
        if record.raw != record.said:
            cell = f"{names[record.region]} {record.field}（{in_words(record.cell)}）"
            yield f"{cell}“{record.raw}”计为 {record.said}"

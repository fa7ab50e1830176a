"""What people and programs do to a filled form before it comes back.

`test_mangle` says what must come of it. Inserting, sorting, moving, copying, pasting, filtering and saving is
done by LibreOffice; openpyxl stands in for programs that write workbooks.
"""

import struct
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.support.filled_forms import PROPERTY, Filled
from tests.support.uno_session import Calc, Step


def png() -> bytes:
    """A picture of a seal, or at least of its colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + b"\xcc\0\0" * 60 for _ in range(60))
    head = struct.pack(">2I5B", 60, 60, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


class Hand:
    """Does one thing to a form, and gives what comes of it as a file's bytes."""

    def __init__(self, paper: Filled, other: Filled, calc: Calc, folder: Path) -> None:
        self.paper, self.other, self.calc, self.folder = paper, other, calc, folder

    def office(self, *steps: Step, kinds: tuple[str, ...] = ("xlsx",)) -> bytes:
        """Take the protection off in LibreOffice, do steps, and save.

        A step that names no sheet is done to the paper's main sheet. With several kinds it is saved as the
        first, opened again, saved as the second, and so on.
        """
        bare = [{"do": "unprotect", "sheet": sheet} for sheet in self.paper.form.book.sheetnames]
        done = [*(bare if steps else []), *({"sheet": self.paper.sheet} | step for step in steps)]
        for step in done:
            if step["do"] in ("drop_property", "drop_names", "add_sheet"):
                del step["sheet"]
        source = self.paper.path
        for number, kind in enumerate(kinds):
            target = self.folder / f"{number}.{kind}"
            self.calc.play(source, *done, {"do": "store", "path": str(target)})
            source, done = target, []
        return source.read_bytes()

    def picture(self) -> str:
        """The path of a picture of a seal."""
        path = self.folder / "盖章.png"
        path.write_bytes(png())
        return str(path)

    @property
    def counties(self) -> str:
        """The range of the counties' rows, codes included."""
        top, bottom = self.paper.rows
        return f"A{top}:{self.paper.last_column}{bottom}"

    @property
    def headed(self) -> str:
        """The range of the counties' rows and the row above them."""
        return f"A{self.paper.rows[0] - 1}{self.counties[self.counties.index(':') :]}"

    def type(self, county: int, text: str) -> Step:
        """Types into the paper's main field of a county's row."""
        return do("type", cell=f"{self.paper.column}{self.paper.row(county)}", text=text)

    @property
    def everything(self) -> str:
        """The range of all that stands on the sheet."""
        return f"A1:{self.paper.last_column}{self.paper.bottom}"


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# ------------------------------------------------------------------------------- what LibreOffice is to do

Steps = list[Step]


def do(name: str, /, **parameters: object) -> Step:
    return {"do": name, **parameters}


def cleared(cells: Iterable[tuple[str, str]]) -> Steps:
    """Clears cells, each given by sheet and address."""
    return [do("clear", sheet=sheet, range=address) for sheet, address in cells]


def code_row(hand: Hand) -> Steps:
    return cleared((sheet, cell.coordinate) for sheet, cell in hand.paper.form.columns.values())


def code_column(hand: Hand) -> Steps:
    return cleared((sheet, cell.coordinate) for (sheet, _), cell in hand.paper.form.rows.items())


def zone_codes(hand: Hand) -> Steps:
    cells = hand.paper.form.rows.items()
    return cleared((sheet, cell.coordinate) for (sheet, region), cell in cells if region.endswith("A1"))


def inserted(hand: Hand, row: int) -> Steps:
    """A row of their own, with a name and a number."""
    typed = [
        do("type", cell=f"B{row}", text="高新区"),
        do("type", cell=f"{hand.paper.column}{row}", text="5"),
    ]
    return [do("insert_rows", row=row), *typed]


def exchanged(hand: Hand) -> Steps:
    """All that stands below the codes of two columns, with which no merged cell begins, changes places."""
    (first, second), top, bottom = hand.paper.columns[6:8], hand.paper.code_row + 1, hand.paper.bottom
    moves = [(first, "ZZ"), (second, first), ("ZZ", second)]
    return [do("move_range", range=f"{a}{top}:{a}{bottom}", to=f"{b}{top}") for a, b in moves]


def empty_copy(hand: Hand) -> Steps:
    """A copy of the sheet in which nothing is filled in."""
    top, bottom = hand.paper.rows[0], hand.paper.bottom
    ranges = (("空白份", f"{column}{top}:{column}{bottom}") for column in hand.paper.columns)
    return [do("copy_within", name="空白份"), *cleared(ranges)]


def foreign_sheet(hand: Hand) -> Steps:
    """Another city's sheet, without its ticket, in the place of this city's own."""
    printed = [(sheet, cell) for sheet, cell in hand.other.tickets() if sheet == hand.paper.sheet]
    return [_others_sheet(hand), do("unprotect"), *cleared(printed)]


def _others_sheet(hand: Hand) -> Step:
    return do("take_sheet", path=str(hand.other.path.resolve()))


def labelled(hand: Hand, label: str) -> int:
    """The row of the line with this label, before anything was inserted."""
    cells = hand.paper.form.book[hand.paper.sheet]["B"]
    return int(next(cell.row for cell in cells if str(cell.value).startswith(label)))


def names(hand: Hand, column: str, zones: bool = False) -> Steps:
    """Types the counties' names into a column; with `zones` also what stands as a name in the spare rows."""
    typed = hand.paper.form.book[hand.paper.sheet]
    rows = [cell.row for (sheet, _), cell in hand.paper.form.rows.items() if sheet == hand.paper.sheet]
    last = hand.paper.bottom if zones else hand.paper.rows[1]
    texts = {row: str(typed[f"B{row}"].value or "") for row in rows if row <= last}
    return [
        do("type", cell=f"{column}{row}", text=text) if text else do("clear", range=f"{column}{row}")
        for row, text in texts.items()
    ]


def beside(hand: Hand, column: str) -> Steps:
    """Inserts a column with the counties' names."""
    return [do("insert_columns", column=column), *names(hand, column)]


def copied(hand: Hand, column: str, source: str) -> Steps:
    """Inserts a column and copies the whole column of names into it; `source` is where that stands then."""
    there = f"{source}1:{source}{hand.paper.bottom}"
    return [do("insert_columns", column=column), do("copy_cells", range=there, to=f"{column}1")]


NO_PROPERTY = do("drop_property", name=PROPERTY)

IN_LIBREOFFICE: dict[str, Callable[[Hand], Steps]] = {
    "saved by LibreOffice": lambda h: [],
    "protection taken off": lambda h: [do("unprotect")],
    # rows
    "rows inserted above": lambda h: [do("insert_rows", row=1, count=3)],
    "a row inserted between": lambda h: [do("insert_rows", row=h.paper.row(2))],
    "a row with numbers inserted, totals deleted": lambda h: [
        do("insert_rows", row=h.paper.row(2)),
        h.type(2, "5"),
        do("delete_rows", row=labelled(h, "合计") + 1),
    ],
    "a row inserted above the counties, totals deleted": lambda h: [
        do("insert_rows", row=h.paper.row(0)),
        h.type(0, "5"),
        do("delete_rows", row=labelled(h, "合计") + 1),
    ],
    "a row with numbers inserted": lambda h: [do("insert_rows", row=h.paper.row(2)), h.type(2, "5")],
    "numbers in a row above the first county": lambda h: [
        do("insert_rows", row=h.paper.row(0)),
        h.type(0, "5"),
    ],
    "numbers in a row below the last county": lambda h: inserted(h, h.paper.row(-1) + 1),
    "a number as text in an inserted row": lambda h: [
        do("insert_rows", row=h.paper.row(2)),
        h.type(2, "5台"),
    ],
    "numbers in a row between spare rows": lambda h: inserted(h, h.paper.bottom),
    "numbers below the last spare row": lambda h: inserted(h, h.paper.bottom + 1),
    "sums well below the table": lambda h: [
        do(
            "type",
            cell=f"{h.paper.column}{h.paper.bottom + 3}",
            text=f"=SUM({h.paper.column}8:{h.paper.column}9)",
        )
    ],
    "a zone without its code and name": lambda h: [do("drop_names"), *zone_codes(h)],
    "sorted by numbers": lambda h: [do("sort", range=h.counties, column=h.paper.column)],
    "sorted without the codes": lambda h: [do("sort", range=f"B{h.counties[1:]}", column=h.paper.column)],
    "a county deleted": lambda h: [do("delete_rows", row=h.paper.row(2))],
    "a spare row deleted": lambda h: [do("delete_rows", row=h.paper.bottom)],
    "a county hidden": lambda h: [do("hide_rows", row=h.paper.row(2))],
    "filtered": lambda h: [do("filter_rows", range=h.headed, column=2, least=1e9)],
    # columns
    "a column inserted before": lambda h: [do("insert_columns", column="A")],
    "a column inserted between": lambda h: [do("insert_columns", column=h.paper.columns[3])],
    "a column moved with its code": lambda h: [
        do("move_columns", column=h.paper.columns[7], before=h.paper.columns[1])
    ],
    "columns exchanged without codes": exchanged,
    "a column deleted": lambda h: [do("delete_columns", column=h.paper.column)],
    "a column hidden": lambda h: [do("hide_columns", column=h.paper.column)],
    # codes and names
    "code row cleared": code_row,
    "code row cleared and sorted": lambda h: [
        *code_row(h),
        do("sort", range=h.counties, column=h.paper.column),
    ],
    "code column cleared": code_column,
    "all codes cleared": lambda h: [*code_row(h), *code_column(h)],
    "code column cleared and sorted": lambda h: [
        *code_column(h),
        do("sort", range=h.counties, column=h.paper.column),
    ],
    "codes cleared, county deleted, row inserted": lambda h: [
        *code_column(h),
        do("delete_rows", row=h.paper.row(2)),
        do("insert_rows", row=h.paper.row(4)),
    ],
    "code column deleted": lambda h: [do("delete_columns", column="A")],
    "names dropped": lambda h: [do("drop_names")],
    "names and code column dropped": lambda h: [do("drop_names"), *code_column(h)],
    "names typed over the codes": lambda h: names(h, "A"),
    "names typed over all codes": lambda h: names(h, "A", zones=True),
    "names inserted before the codes": lambda h: beside(h, "A"),
    "names inserted behind the codes": lambda h: beside(h, "B"),
    "names inserted behind the names": lambda h: beside(h, "C"),
    "the column of names copied before the codes": lambda h: copied(h, "A", "C"),
    "the column of names copied behind the codes": lambda h: copied(h, "B", "C"),
    # sheets
    "sheet renamed": lambda h: [do("rename_sheet", name="Sheet1")],
    "an empty sheet in front": lambda h: [do("add_sheet", name="Sheet1")],
    "an equal copy of the sheet": lambda h: [do("copy_within", name="又一份")],
    "an empty copy of the sheet": empty_copy,
    "a differing copy of the sheet": lambda h: [
        do("copy_within", name="又一份"),
        h.type(0, "7") | {"sheet": "又一份"},
    ],
    "the sheet hidden": lambda h: [do("add_sheet", name="封面"), do("hide_sheet")],
    "the sheet copied to a new workbook": lambda h: [do("copy_sheet")],
    "all pasted elsewhere, values only": lambda h: [do("paste_values", range=h.everything, to="C5")],
    "all pasted elsewhere": lambda h: [do("copy_range", range=h.everything, to="C5")],
    "pasted without the code column": lambda h: [do("paste_values", range=f"B{h.everything[1:]}", to="C5")],
    "pasted without the ticket": lambda h: [
        do("paste_values", range=f"A1{h.counties[h.counties.index(':') :]}", to="C5")
    ],
    "another city's sheet": lambda h: [_others_sheet(h)],
    "another city's sheet without its ticket": foreign_sheet,
    # tickets
    "printed tickets cleared": lambda h: cleared(h.paper.tickets()),
    "property dropped": lambda h: [NO_PROPERTY],
    "ticket gone everywhere": lambda h: [*cleared(h.paper.tickets()), NO_PROPERTY],
    # things added
    "a picture and comments": lambda h: [
        do("picture", path=h.picture()),
        do("comment", cell=f"{h.paper.column}{h.paper.row(0)}", text="请核"),
    ],
}


# --------------------------------------------------------------------------- and what is done otherwise


def foreign_form(hand: Hand) -> bytes:
    """Another city's filled form with this city's ticket in every place where a ticket stands."""
    book = openpyxl.load_workbook(hand.other.path)
    for sheet, address in hand.other.tickets():
        book[sheet][address] = f"模板编号：{hand.paper.ticket}　（请勿删改）"
    book.custom_doc_props[PROPERTY].value = hand.paper.ticket  # type: ignore[attr-defined]
    return saved(book)


def inserted_by_openpyxl(hand: Hand, at: int) -> bytes:
    """A column of names inserted by a program that leaves defined names and formulas as they were."""
    book = openpyxl.load_workbook(hand.paper.path)
    sheet = book[hand.paper.sheet]
    names = {row: sheet[f"B{row}"].value for row in range(hand.paper.rows[0], hand.paper.rows[1] + 1)}
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_cols(at)
    for row, name in names.items():
        sheet.cell(row, at, name)
    return saved(book)


def row_inserted_by_openpyxl(hand: Hand) -> bytes:
    """An empty row below the counties, inserted by a program that leaves defined names and formulas."""
    book = openpyxl.load_workbook(hand.paper.path)
    sheet = book[hand.paper.sheet]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(hand.paper.rows[1] + 1)
    return saved(book)


def remarked(hand: Hand) -> bytes:
    """What people write where nothing is to be filled in: below the table, beside it, as a comment."""
    book = openpyxl.load_workbook(hand.paper.path)
    sheet = book[hand.paper.sheet]
    below, right = sheet.max_row + 2, sheet.max_column + 2
    sheet.cell(below, 2, "备注：第一行的数有误，以正式文件为准")
    sheet.cell(below + 1, 2, "填表人：某某　联系电话：0571-00000000")
    sheet.cell(below + 2, 2, 300)
    sheet.cell(hand.paper.row(0), right, "含开发区")
    sheet[f"{hand.paper.column}{hand.paper.row(1)}"].comment = Comment("此数待核实", "某人")
    return saved(book)


OTHERWISE: dict[str, Callable[[Hand], bytes]] = {
    "by way of .xls": lambda h: h.office(kinds=("xls", "xlsx")),
    "by way of .ods": lambda h: h.office(kinds=("ods", "xlsx")),
    "saved by openpyxl": lambda h: saved(openpyxl.load_workbook(h.paper.path)),
    "names inserted by openpyxl before the codes": lambda h: inserted_by_openpyxl(h, 1),
    "names inserted by openpyxl behind the codes": lambda h: inserted_by_openpyxl(h, 2),
    "a row inserted by openpyxl below the counties": row_inserted_by_openpyxl,
    "remarks beside the table": remarked,
    "another city's form under this ticket": foreign_form,
}


def treat(name: str, hand: Hand) -> bytes:
    """Treat a form and give it back as a file's bytes."""
    return OTHERWISE[name](hand) if name in OTHERWISE else hand.office(*IN_LIBREOFFICE[name](hand))

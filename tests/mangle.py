"""What people and programs do to a filled form before it comes back, and what must come of it.

Inserting, sorting, moving, copying, pasting, filtering and saving is done by LibreOffice; openpyxl stands in for
programs that write workbooks.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.papers import PROPERTY, Paper
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
    """Does one thing to a form and gives what comes of it as a file's bytes."""

    def __init__(self, paper: Paper, other: Paper, calc: Calc, folder: Path) -> None:
        self.paper, self.other, self.calc, self.folder = paper, other, calc, folder

    def office(self, *steps: Step, kinds: tuple[str, ...] = ("xlsx",), protected: bool = False) -> bytes:
        """Do steps in LibreOffice, on the sheet that has `FIELD` unless they say otherwise, and save.

        With several kinds it is saved as the first, opened again, saved as the second, and so on.
        """
        done = (
            []
            if protected
            else [{"do": "unprotect", "sheet": each.name} for each in self.paper.layout.sheets]
        )
        done += [
            step
            if step["do"] in ("drop_property", "drop_names", "add_sheet")
            else {"sheet": self.paper.sheet} | step
            for step in steps
        ]
        source = self.paper.path
        for number, kind in enumerate(kinds):
            target = self.folder / f"{number}.{kind}"
            self.calc.play(source, *done, {"do": "store", "path": str(target)})
            source, done = target, []
        return source.read_bytes()

    def python(self, edit: Callable[[Workbook], object]) -> bytes:
        """Do something with openpyxl, and save."""
        book = openpyxl.load_workbook(self.paper.path)
        edit(book)
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def page(self, edit: Callable[[Worksheet], object]) -> bytes:
        """Do something to the sheet that has `FIELD` with openpyxl, and save."""
        return self.python(lambda book: edit(book[self.paper.sheet]))

    def picture(self) -> str:
        path = self.folder / PICTURE
        path.write_bytes(png())
        return str(path)


def put(book: Workbook, sheet: str, address: str, value: float | str | None) -> None:
    cell = book[sheet][address]
    assert isinstance(cell, Cell)
    cell.value = value


@dataclass(frozen=True)
class Operation:
    """A treatment, and what must come of a breakdown and of a progress form.

    An outcome is the state and the codes of what is found beyond what was found before; a code with a + may
    stand there more than once. "same" is an accepted return with nothing more to say.
    """

    name: str
    do: Callable[[Hand], bytes]
    breakdown: str
    progress: str


def _row(hand: Hand, number: int) -> Step:
    return {"row": hand.paper.row(number)}


def _rows(hand: Hand, left: str = "A") -> str:
    top, bottom = hand.paper.rows
    return f"{left}{top}:{hand.paper.last_column}{bottom}"


def _sorted(left: str) -> Callable[[Hand], bytes]:
    def do(hand: Hand) -> bytes:
        return hand.office({"do": "sort", "range": _rows(hand, left), "column": hand.paper.column})

    return do


def _typed(hand: Hand, column: str, row: int, value: str, sheet: str = "") -> Step:
    return {"do": "type", "cell": f"{column}{row}", "text": value} | ({"sheet": sheet} if sheet else {})


def _columns_before(hand: Hand, at: int) -> bytes:
    return hand.office({"do": "insert_columns", "column": hand.paper.columns[at]})


def _moved_without_code(hand: Hand) -> bytes:
    """The numbers of a column and of the next one change places, below the codes."""
    paper, (top, bottom) = hand.paper, hand.paper.rows
    first, second = paper.columns[5:7]
    cut = [(first, "ZZ"), (second, first), ("ZZ", second)]
    return hand.office(
        *({"do": "move_range", "range": f"{a}{top}:{a}{bottom}", "to": f"{b}{top}"} for a, b in cut)
    )


def _code_cells(hand: Hand, row: bool, column: bool) -> list[Step]:
    """Clears the grey code row or column of every sheet."""
    steps: list[Step] = []
    for sheet, cell in hand.paper.form.columns.values() if row else ():
        steps.append({"do": "clear", "sheet": sheet, "range": cell.coordinate})
    for (sheet, _), cell in hand.paper.form.rows.items() if column else ():
        steps.append({"do": "clear", "sheet": sheet, "range": cell.coordinate})
    return steps


def _no_tickets(hand: Hand) -> list[Step]:
    return [{"do": "clear", "sheet": sheet, "range": cell} for sheet, cell in hand.paper.tickets()]


_NO_PROPERTY: Step = {"do": "drop_property", "name": PROPERTY}


def _differing_copy(hand: Hand) -> bytes:
    copy = _typed(hand, hand.paper.column, hand.paper.row(0), "7", "又一份")
    return hand.office({"do": "copy_within", "name": "又一份"}, copy)


def _empty_copy(hand: Hand) -> bytes:
    columns, (top, bottom) = hand.paper.columns, hand.paper.rows
    cleared = [{"do": "clear", "sheet": "空白份", "range": f"{c}{top}:{c}{hand.paper.bottom}"} for c in columns]
    return hand.office({"do": "copy_within", "name": "空白份"}, *cleared)


def _exchanged(hand: Hand) -> bytes:
    other = {"do": "take_sheet", "path": str(hand.other.path.resolve())}
    return hand.office(other, protected=True)


OPERATIONS = [
    # saved again
    Operation("saved by LibreOffice", lambda h: h.office(protected=True), "same", "same"),
    Operation("by way of .xls", lambda h: h.office(kinds=("xls", "xlsx"), protected=True), "same", "same"),
    Operation("by way of .ods", lambda h: h.office(kinds=("ods", "xlsx"), protected=True), "same", "same"),
    Operation("saved by openpyxl", lambda h: h.python(lambda book: None), "same", "same"),
    Operation("protection taken off", lambda h: h.office(), "same", "same"),
    # rows
    Operation("rows inserted above", lambda h: h.office({"do": "insert_rows", "row": 1, "count": 3}), "same", "same"),
    Operation("a row inserted between", lambda h: h.office({"do": "insert_rows", **_row(h, 2)}), "same", "same"),
    Operation("a row with numbers inserted", lambda h: h.office({"do": "insert_rows", **_row(h, 2)}, _typed(h, h.paper.column, h.paper.row(2), "5")), "sent_back L08", "sent_back L08"),
    Operation("sorted by numbers", _sorted("A"), "same", "same"),
    Operation("sorted without the codes", _sorted("B"), "?", "?"),
    Operation("a county deleted", lambda h: h.office({"do": "delete_rows", **_row(h, 2)}), "?", "?"),
    Operation("a spare row deleted", lambda h: h.office({"do": "delete_rows", "row": h.paper.bottom}), "same", "same"),
    Operation("a county hidden", lambda h: h.office({"do": "hide_rows", **_row(h, 2)}), "accepted L05+", "accepted L05+"),
    Operation("filtered", lambda h: h.office({"do": "filter_rows", "range": f"A{h.paper.rows[0]-1}:{h.paper.last_column}{h.paper.rows[1]}", "column": 2, "least": 1e9}), "accepted L05+", "accepted L05+"),
    # columns
    Operation("a column inserted before", lambda h: h.office({"do": "insert_columns", "column": "A"}), "same", "same"),
    Operation("a column inserted between", lambda h: _columns_before(h, 3), "same", "same"),
    Operation("a column moved with its code", lambda h: h.office({"do": "move_columns", "column": h.paper.columns[5], "before": h.paper.columns[1]}), "same", "same"),
    Operation("columns exchanged without codes", _moved_without_code, "?", "?"),
    Operation("a column deleted", lambda h: h.office({"do": "delete_columns", "column": h.paper.column}), "?", "?"),
    Operation("a column hidden", lambda h: h.office({"do": "hide_columns", "column": h.paper.column}), "accepted L05+", "accepted L05+"),
    # codes
    Operation("code row cleared", lambda h: h.office(*_code_cells(h, True, False)), "?", "?"),
    Operation("code column cleared", lambda h: h.office(*_code_cells(h, False, True)), "?", "?"),
    Operation("all codes cleared", lambda h: h.office(*_code_cells(h, True, True)), "?", "?"),
    Operation("code column cleared and sorted", lambda h: h.office(*_code_cells(h, False, True), {"do": "sort", "range": _rows(h), "column": h.paper.column}), "?", "?"),
    Operation("code column cleared and a county deleted, one inserted", lambda h: h.office(*_code_cells(h, False, True), {"do": "delete_rows", **_row(h, 2)}, {"do": "insert_rows", **_row(h, 4)}), "?", "?"),
    Operation("code column deleted", lambda h: h.office({"do": "delete_columns", "column": "A"}), "?", "?"),
    Operation("names dropped", lambda h: h.office({"do": "drop_names"}), "same", "same"),
    Operation("names and code column dropped", lambda h: h.office({"do": "drop_names"}, *_code_cells(h, False, True)), "?", "?"),
    # sheets
    Operation("sheet renamed", lambda h: h.office({"do": "rename_sheet", "name": "Sheet1"}), "same", "same"),
    Operation("an empty sheet in front", lambda h: h.office({"do": "add_sheet", "name": "Sheet1"}), "same", "same"),
    Operation("an equal copy of the sheet", lambda h: h.office({"do": "copy_within", "name": "又一份"}), "same", "same"),
    Operation("an empty copy of the sheet", _empty_copy, "same", "same"),
    Operation("a differing copy of the sheet", _differing_copy, "held D09", "held D09"),
    Operation("the sheet hidden", lambda h: h.office({"do": "add_sheet", "name": "封面"}, {"do": "hide_sheet"}), "accepted L05+", "accepted L05+"),
    Operation("the sheet copied to a new workbook", lambda h: h.office({"do": "copy_sheet"}), "accepted D05", "?"),
    Operation("all pasted elsewhere", lambda h: h.office({"do": "paste_values", "range": h.paper.everything, "to": "C5"}), "accepted D05", "?"),
    Operation("all pasted with formats", lambda h: h.office({"do": "copy_range", "range": h.paper.everything, "to": "C5"}), "accepted D05", "?"),
    Operation("pasted without the codes", lambda h: h.office({"do": "paste_values", "range": "B1" + h.paper.everything[2:], "to": "C5"}), "?", "?"),
    Operation("pasted without the ticket", lambda h: h.office({"do": "paste_values", "range": f"A1:{h.paper.last_column}{h.paper.rows[1]}", "to": "C5"}), "held D01", "held D01"),
    Operation("another city's sheet", _exchanged, "?", "?"),
    # tickets
    Operation("printed tickets cleared", lambda h: h.office(*_no_tickets(h)), "accepted D05", "accepted D05"),
    Operation("property dropped", lambda h: h.office(_NO_PROPERTY, protected=True), "accepted D05", "accepted D05"),
    Operation("ticket gone everywhere", lambda h: h.office(*_no_tickets(h), _NO_PROPERTY), "held D01", "held D01"),
    # things added
    Operation("a picture and comments", lambda h: h.office({"do": "picture", "path": h.picture()}, {"do": "comment", "cell": f"{h.paper.column}{h.paper.row(0)}", "text": "请核"}), "same", "same"),
]

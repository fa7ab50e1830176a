"""Correction copies by the real commands: a return with mistakes goes back, and comes right again."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

from tests.support.office import BREAKDOWN, JUNE, Office, Report
from tests.support.oracle.form import Form
from tests.support.oracle.results import text
from tests.support.validator import validate
from tests.support.witnesses import recalculated

CITY = "330500"  # 湖州
FIRST, SECOND, THIRD, FOURTH, FIFTH = COUNTIES = ("330502", "330503", "330521", "330522", "330523")
ZONE = f"{CITY}A1"
LIST = "需更正的问题"
RETURNED = "错.xlsx"

WEIGHTS = {
    "C07": 1,
    "L07": 2,
    "S01": 2,
    "S04": 2,
    "S05": 2,
}  # a hundredth; what does not fit a target; the others are 3

Key = tuple[str, str]


@dataclass(frozen=True)
class Wrong:
    """A mistake: what is typed, the code that it must have, and what a copy must hold (None: nothing)."""

    typed: Any
    code: str
    kept: str | float | None


BREAKDOWN_MISTAKES = {
    (FIRST, "K01"): Wrong(0.1, "C07", 0.1),
    (SECOND, "K02"): Wrong("约十", "C02", "约十"),
    (THIRD, "K05"): Wrong(datetime.date(2020, 6, 30), "C14", 44012),
    (FIRST, "K06"): Wrong("1.2万", "C02", "1.2万"),
    (SECOND, "K06"): Wrong("=VLOOKUP(1,A1:B2,2)", "C11", "=VLOOKUP(1,A1:B2,2)"),
    (THIRD, "K06"): Wrong(30.5, "C10", 30.5),
    (FOURTH, "K06"): Wrong(True, "C14", "TRUE"),
    (FIFTH, "K06"): Wrong(-5, "C08", -5),
    (FIRST, "K07"): Wrong(None, "C01", None),
    (SECOND, "K07"): Wrong("#DIV/0!", "C03", "#DIV/0!"),
    (FOURTH, "K07"): Wrong("  十 台 ", "C02", "  十 台 "),
    (FIFTH, "K07"): Wrong("4e400", "C02", "4e400"),
    (SECOND, "K16"): Wrong("3台", "C02", "3台"),
    (SECOND, "K18"): Wrong(0.123456, "C09", 0.123456),
    # what is wrong with more than one cell
    (FIRST, "K08"): Wrong(0, "S01", 0),
    (SECOND, "K17"): Wrong("merged", "L06", None),
    (THIRD, "K17"): Wrong("merged", "C01", None),
} | {(county, "K04"): Wrong(1, "S05", 1) for county in COUNTIES}
PROGRESS_MISTAKES = {
    (FIRST, "K01a"): Wrong("一千二百", "C02", "一千二百"),
    (SECOND, "K01b"): Wrong(None, "C01", None),
    (THIRD, "K04a"): Wrong(1.5, "C10", 1.5),
    (FOURTH, "K13a"): Wrong("/", "C13", "/"),
    (FIFTH, "K18a"): Wrong("=[1]表!A1", "C11", "=[1]表!A1"),
    (FIRST, "K10a"): Wrong(0.1234567, "C09", 0.1234567),
    (SECOND, "K03d"): Wrong(-1, "C08", -1),
}


def put(book: Workbook, place: tuple[str, str], value: Any) -> None:
    sheet, address = place
    cell = book[sheet][address]
    assert isinstance(cell, Cell)
    cell.value = value
    if value == "#DIV/0!":
        cell.data_type = "e"


class Back:
    """A return that was sent back, and the copy that was made for it."""

    def __init__(self, office: Office, round_: str, mistakes: dict[Key, Wrong]) -> None:
        self.office, self.round, self.mistakes = office, round_, mistakes
        path = office.fill(round_, CITY, name=RETURNED)
        form = Form(path)
        for key, mistake in mistakes.items():
            if mistake.typed != "merged":
                put(form.book, form.place(*key), mistake.typed)
        if round_ == BREAKDOWN:
            spoil(form)
        form.save(path)
        self.report = office.collect(round_, path)
        self.copies = office.folder(round_, "corrections")
        self.copy = self.copies / f"{office.form(round_, CITY).stem}_请更正.xlsx"

    @property
    def findings(self) -> list[dict[str, Any]]:
        findings: list[dict[str, Any]] = self.report.returns[RETURNED]["findings"]
        return findings

    def right(self, key: Key) -> Decimal | str:
        return self.office.says(self.round, CITY)[key]

    def corrected(self, office: Office, name: str) -> tuple[Path, Report]:
        """The copy comes back to an office with the marked cells set right, and is collected."""
        form = Form(self.copy)
        for key in self.mistakes:
            value = self.right(key)
            put(form.book, form.place(*key), float(value) if isinstance(value, Decimal) else value)
        if self.round == BREAKDOWN:
            for (sheet, region), code in form.rows.items():
                if region == ZONE:
                    put(form.book, (sheet, f"B{code.row}"), "湖州经开区")
        path = form.save(office.folder(self.round, "received") / name)
        return path, office.collect(self.round, path)


def spoil(form: Form) -> None:
    """What else may be wrong in a breakdown, and what need not be corrected."""
    put(form.book, form.below("K09", "本市目标"), 1)
    put(form.book, form.below("K01", "说明"), "含“引号”, <b>&amp; 和 _x0041_ 的说明")
    put(form.book, form.place(FIRST, "K10"), "=0.5+0.25")
    put(form.book, form.place(ZONE, "K16"), 5)
    sheet, cell = form.place(SECOND, "K17")
    form.book[sheet].merge_cells(f"{cell}:{form.place(THIRD, 'K17')[1]}")


@pytest.fixture(scope="module")
def backs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Back]:
    """A breakdown that was sent back, and of another office a progress form."""
    found = {}
    for round_, mistakes in ((BREAKDOWN, BREAKDOWN_MISTAKES), (JUNE, PROGRESS_MISTAKES)):
        office = Office(tmp_path_factory.mktemp(round_) / "工作簿")
        assert office.generate(BREAKDOWN, "--city", CITY).code == 0
        if round_ == JUNE:
            office.collect(BREAKDOWN, office.fill(BREAKDOWN, CITY))
            assert office.generate(JUNE, "--city", CITY).code == 0
        found[round_] = Back(office, round_, mistakes)
    return found


@pytest.fixture(params=[BREAKDOWN, JUNE])
def back(request: pytest.FixtureRequest, backs: dict[str, Back]) -> Back:
    return backs[request.param]


def test_every_mistake_is_found_at_its_cell(back: Back) -> None:
    assert back.report.states == {RETURNED: "sent_back"}
    form = Form(back.office.folder(back.round, "received") / RETURNED)
    wanted = [
        (mistake.code, *form.place(*key)) for key, mistake in back.mistakes.items() if mistake.code[0] in "CL"
    ]
    if back.round == BREAKDOWN:
        (sheet, row), *_ = [(s, cell.row) for (s, region), cell in form.rows.items() if region == ZONE]
        wanted += [
            ("S01", *form.below("K08", "合计")),
            ("S05", *form.below("K04", "合计")),
            ("L07", *form.below("K09", "本市目标")),
            ("Z01", sheet, f"B{row}"),
        ]
    assert sorted(back.report.found(RETURNED, ["error"])) == sorted(wanted)


def test_the_copies_are_valid_and_their_formulas_are_cached_right(
    backs: dict[str, Back], tmp_path: Path
) -> None:
    copies = {}
    for round_, back in backs.items():
        copies[round_] = tmp_path / f"{round_}.xlsx"
        copies[round_].write_bytes(back.copy.read_bytes())
    paths = list(copies.values())
    for found in recalculated(paths, tmp_path / "重算").values():
        assert found.count > 50
        assert found.differences == []
    assert validate(paths) == {path: [] for path in paths}


def test_the_copy_holds_every_cell_as_it_was_typed(back: Back) -> None:
    form = Form(back.copy)
    for key, right in back.office.says(back.round, CITY).items():
        value = form.cell(*key).value
        if key == (FIRST, "K10"):
            assert value == 0.75  # what its formula came to
        elif key not in back.mistakes:
            assert (text(Decimal(repr(value))) if isinstance(value, int | float) else value) == (
                text(right) if isinstance(right, Decimal) else right
            )
        elif back.mistakes[key].typed != "merged":
            assert value == back.mistakes[key].kept
            assert form.cell(*key).data_type == ("s" if isinstance(value, str) else "n")
    if back.round == BREAKDOWN:
        assert form.cell(ZONE, "K16").value == 5
        sheet, cell = form.below("K01", "说明")
        assert form.book[sheet][cell].value == "含“引号”, <b>&amp; 和 A 的说明"  # as Excel reads _x0041_


def test_the_list_leads_to_every_marked_cell(back: Back) -> None:
    book = openpyxl.load_workbook(back.copy)
    lines = [line for line in book[LIST].iter_rows(min_row=4) if line[1].value]
    wrong = [found for found in back.findings if found["severity"] == "error"]
    errors = [found["message"] for found in sorted(wrong, key=lambda found: WEIGHTS.get(found["code"], 3))]
    asked = [found for found in back.findings if found["severity"] == "warning"]
    others = [found["message"] for found in sorted(asked, key=lambda found: WEIGHTS.get(found["code"], 3))]
    others += [found["message"] for found in back.findings if found["severity"] == "note"]
    assert [line[6].value for line in lines] == errors + others
    assert [line[1].value for line in lines[: len(errors)]] == ["须更正"] * len(errors)
    comments = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    fields = {found["message"]: found["field"] for found in back.findings}
    for line in lines:
        field = fields[str(line[6].value)]
        number = str(line[5].value or "").partition("．")[0]
        assert number == (re.match(r"[A-Z]+0*(\d+)", field)[1] if field else "")  # type: ignore[index]
    linked = set()
    for line in lines:
        link = line[3].hyperlink
        assert link is not None
        assert link.target is None
        address = re.fullmatch(r"([A-Z]+)列(\d+)行", str(line[3].value))  # K14 would read like an indicator
        assert address
        place = (str(line[2].value), address[1] + address[2])
        assert link.location == f"'{place[0]}'!{place[1]}"
        assert str(line[6].value) in comments[place].split("\n")
        linked.add(place)
    assert linked == set(comments)


def test_a_copy_as_we_made_it_is_no_return(back: Back, tmp_path: Path) -> None:
    office = back.office.copy(tmp_path / "工作簿")
    report = office.collect(back.round, back.copy)
    assert report.states[back.copy.name] == "ignored"
    assert report.missing == list(office.tables.cities)


def test_a_ledger_of_the_version_before_draws_the_same_copy(back: Back, tmp_path: Path) -> None:
    """Version 1.5 kept what it had understood, and read the return once more for what else was typed."""
    office = back.office.copy(tmp_path / "工作簿")
    returned = office.folder(back.round, "received") / RETURNED
    office.collect(back.round, returned)
    copy = office.folder(back.round, "corrections") / back.copy.name
    before = copy.read_bytes()
    home = office.home / "zhejiang-2020"
    written = (home / "journal.jsonl").read_text("utf-8").splitlines(keepends=True)
    typed = re.compile(r', \\"typed\\": (?:\\.|[^"\\])*')  # to the end of the text that it ends
    older = [typed.sub("}", line) for line in written if '["corrections"' not in line]
    assert len(older) < len(written)
    assert sum(map(len, older)) < sum(map(len, written)) - 4_000
    (home / "journal.jsonl").write_text("".join(older), "utf-8")
    (home / "ledger.sqlite").unlink()
    copy.unlink()
    office.collect(back.round, returned)
    assert copy.read_bytes() == before


def test_the_marked_cells_set_right_are_accepted_and_all_that_has_changed(back: Back, tmp_path: Path) -> None:
    office = back.office.copy(tmp_path / "工作簿")
    copies = office.folder(back.round, "corrections")
    path, report = back.corrected(office, "更正.xlsx")
    assert report.states == {"更正.xlsx": "accepted", RETURNED: "superseded"}
    assert report.missing == [city for city in office.tables.cities if city != CITY]

    changes = {(each["region"], each["field"]): each for each in report.returns[path.name]["changes"]}
    form = Form(path)
    assert set(changes) == set(back.mistakes)
    for key, change in changes.items():
        right = back.right(key)
        assert change["after"] == (text(right) if isinstance(right, Decimal) else right)
        assert (change["sheet"], change["cell"]) == form.place(*key)

    assert [each.name for each in copies.iterdir() if each.is_file()] == []
    (settled,) = (copies / "已办结").iterdir()
    assert settled.read_bytes() == back.copy.read_bytes()


def test_what_the_corrected_copy_says_is_what_counts(back: Back, tmp_path: Path) -> None:
    office = back.office.copy(tmp_path / "工作簿")
    _, report = back.corrected(office, "更正.xlsx")
    changed = {(FIRST, "K10"): Decimal("0.75"), (ZONE, "K16"): Decimal(5)} if back.round == BREAKDOWN else {}
    said = office.says(back.round, CITY) | changed
    for (region, field), value in said.items():
        assert report.values[field].get(region) == (text(value) if isinstance(value, Decimal) else None)

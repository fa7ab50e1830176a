"""The witnesses are themselves witnessed: each is shown to find what it is there to find."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.conftest import LONGEST, TESTS
from tests.support import programs
from tests.support.forked import Commands
from tests.support.formulas import compare, values
from tests.support.libreoffice import convert_pdf, recalculate, resave
from tests.support.office import BREAKDOWN, Office, run, start
from tests.support.programs import KILLING
from tests.support.uno_session import Calc, calc
from tests.support.validator import validate

SHEET = "分解表"
FORMULAS: list[tuple[str, object]] = [
    ("=B1+B2", 6.5),
    ('=IF(B1>9,B1,"")', ""),
    ('="完成"&B1', "完成2.5"),
    ("=B1/0", "#DIV/0!"),
    ("=NA()", "#N/A"),
    ("=B1=2.5", True),
    ("=B9", 0),
    ("=1/3*1E10", 1e10 / 3),
]


def write(path: Path, formulas: list[tuple[str, object]] = FORMULAS) -> Path:
    """A workbook with numbers in column B, and formulas with the given cached values in column D."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for row, (name, number) in enumerate([("杭州", 2.5), ("宁波", 4), ("温州", 3)]):
            sheet.write_string(row, 0, name)
            sheet.write_number(row, 1, number)
        for row, (formula, value) in enumerate(formulas):
            sheet.write_formula(row, 3, formula, None, value)
    return path


def write_array(path: Path, second: int) -> Path:
    """A workbook with an array formula over F1:F2, whose second cached value should be 8."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_column("B1", [2.5, 4])
        sheet.write_array_formula("F1:F2", "{=B1:B2*2}", None, 5)
        sheet.write_number("F2", second)
    return path


# ---------------------------------------------------------------------------------------------- programs


def test_a_missing_program_skips_the_test_and_fails_it_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASCADE_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-program"):
        programs.need("no-such-program")
    monkeypatch.setenv("CASCADE_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="no-such-program"):
        programs.need("no-such-program")


def test_the_longest_files_are_there() -> None:
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []


def test_pdftoppm_is_found() -> None:
    assert Path(programs.need("pdftoppm")).is_file()


# -------------------------------------------------------------------------------- LibreOffice, by batches


def test_planted_wrong_values_survive_a_resave_and_not_a_recalculation(tmp_path: Path) -> None:
    planted = [("=B1+B2", 99), ('=""', 0), ("=B1/0", 0), ("=B1=2.5", 1), ('="x"', "y"), ("=B1+0", 2.5 + 1e-6)]
    right, wrong = write(tmp_path / "对.xlsx"), write(tmp_path / "错 了.xlsx", planted)

    found = recalculate([right, wrong], tmp_path / "算")
    assert compare(right, found[right]) == (len(FORMULAS), [])
    count, differences = compare(wrong, found[wrong])
    assert count == len(planted)
    assert [(d.cell, d.cached, d.computed) for d in differences] == [
        ("D1", 99, 6.5),
        ("D2", 0, ""),
        ("D3", 0, "#DIV/0!"),
        ("D4", 1, True),
        ("D5", "y", "x"),
        ("D6", 2.5 + 1e-6, 2.5),
    ]

    kept = resave([wrong], tmp_path / "存")[wrong]
    assert compare(wrong, values(kept)) == (count, [])


def test_a_wrong_value_in_an_array_formula_is_found(tmp_path: Path) -> None:
    right, wrong = write_array(tmp_path / "对.xlsx", 8), write_array(tmp_path / "错.xlsx", 7)
    found = recalculate([right, wrong], tmp_path / "算")
    assert compare(right, found[right]) == (2, [])
    assert compare(wrong, found[wrong]) == (2, [(SHEET, "F2", "=B1:B2*2", 7, 8)])


def test_other_formats_and_paper(tmp_path: Path) -> None:
    book = write(tmp_path / "表.xlsx")
    assert resave([book], tmp_path, "xls")[book].read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    with zipfile.ZipFile(resave([book], tmp_path, "ods")[book]) as archive:
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
    assert convert_pdf([book], tmp_path)[book].read_bytes().startswith(b"%PDF")


def test_a_workbook_that_cannot_be_converted_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(RuntimeError, match=r"made no \.csv of 坏\.xlsx"):
        recalculate([broken], tmp_path / "out")


def test_copies_overwrite_neither_each_other_nor_the_original(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one name"):
        resave([tmp_path / "a.xlsx", tmp_path / "b" / "a.xls"], tmp_path / "out")
    with pytest.raises(ValueError, match="overwritten"):
        resave([tmp_path / "a.xlsx"], tmp_path)


# ---------------------------------------------------------------------------------- LibreOffice, by hand


@pytest.fixture(scope="module")
def office() -> Calc:
    return calc()


def do(name: str, **parameters: Any) -> dict[str, Any]:
    """A step on the sheet of the tests' workbook."""
    return {"do": name, "sheet": SHEET, **parameters}


@pytest.mark.parametrize(
    ("typed", "value", "text"),
    [
        ("12.50", 12.5, "12.5"),
        ("10%", 0.1, "10.00%"),
        ("１３００", 1300, "1300"),
        ("1,300", 1300, "1300"),
        ("'12", "12", "12"),
        ("12个", "12个", "12个"),
        ("=B1&A1", "2.5杭州", "2.5杭州"),
        ("", None, ""),
    ],
)
def test_typing_is_understood_as_in_china(
    office: Calc, tmp_path: Path, typed: str, value: object, text: str
) -> None:
    _, cell = office.play(
        write(tmp_path / "表.xlsx"), do("type", cell="C1", text=typed), do("read", cell="C1")
    )
    assert (cell["value"], cell["text"]) == (value, text)


def test_formulas_follow_what_is_typed_and_errors_are_told(office: Calc, tmp_path: Path) -> None:
    book = write(tmp_path / "表.xlsx", [("=B1+B2", 99), ("=1/0", 0)])
    before, _, after, error = office.play(
        book,
        do("read", cell="D1"),
        do("type", cell="B1", text="10"),
        do("read", cell="D1"),
        do("read", cell="D2"),
    )
    assert (before["value"], after["value"], after["formula"]) == (6.5, 14, "=B1+B2")
    assert (error["value"], error["text"], error["error"]) == (None, "#DIV/0!", 532)


def test_rows_and_columns(office: Calc, tmp_path: Path) -> None:
    results = office.play(
        write(tmp_path / "表.xlsx"),
        do("sort", range="A1:B3", column="B", ascending=False),
        do("read_range", range="A1:B3"),
        do("insert_rows", row=2),
        do("delete_rows", row=4),
        do("read_range", range="A1:B3"),
        do("insert_columns", column="A"),
        do("delete_columns", column="E", count=3),
        do("move_columns", column="C", before="B"),
        do("read_range", range="A1:D1"),
        do("move_columns", column="B", before="D"),
        do("read_range", range="A1:D1"),
        do("clear", range="B1:C1"),
        do("read_range", range="A1:D1"),
    )
    assert [rows for rows in results if rows is not None] == [
        [["宁波", 4], ["温州", 3], ["杭州", 2.5]],
        [["宁波", 4], ["", ""], ["温州", 3]],
        [["", 4, "宁波", ""]],
        [["", "宁波", 4, ""]],
        [["", "", "", ""]],
    ]


def test_what_is_hidden_merged_formatted_and_renamed_is_stored(office: Calc, tmp_path: Path) -> None:
    stored = tmp_path / "存 好.xlsx"
    office.play(
        write(tmp_path / "表.xlsx"),
        do("hide_rows", row=2, count=2),
        do("hide_columns", column="C"),
        do("merge", range="A1:B1"),
        do("format", range="B2", code="0.0%"),
        {"do": "rename_sheet", "sheet": SHEET, "name": "改名"},
        {"do": "store", "path": stored},
    )
    sheet = openpyxl.load_workbook(stored)["改名"]
    assert [row for row in range(1, 5) if sheet.row_dimensions[row].hidden] == [2, 3]
    assert sheet.column_dimensions["C"].hidden
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet["B2"].number_format == "0.0%"


def test_parts_go_into_new_workbooks(office: Calc, tmp_path: Path) -> None:
    book, copy, part = write(tmp_path / "表.xlsx"), tmp_path / "整张.ods", tmp_path / "一块.xls"
    office.play(book, do("copy_sheet"), {"do": "store", "path": copy})
    office.play(book, do("copy_range", range="A2:B3", to="C5"), {"do": "store", "path": part})
    names, rows = office.play(copy, {"do": "sheets"}, do("read_range", range="A1:B1"))
    assert (names, rows) == ([SHEET], [["杭州", 2.5]])
    (name,) = office.play(part, {"do": "sheets"})[0]
    assert office.play(part, {"do": "read_range", "sheet": name, "range": "C5:D6"}) == [
        [["宁波", 4], ["温州", 3]]
    ]


def test_a_protected_sheet_refuses_as_it_refuses_a_person(office: Calc, tmp_path: Path) -> None:
    book = write(tmp_path / "表.xlsx")
    with pytest.raises(RuntimeError, match="cell B1 is locked"):
        office.play(book, do("protect"), do("type", cell="B1", text="1"))
    with pytest.raises(RuntimeError, match=f"the sheet {SHEET} is protected"):
        office.play(book, do("protect"), do("insert_rows", row=1))
    assert office.play(book, do("protect"), do("unprotect"), do("insert_rows", row=1))[2] is None


def test_a_wrong_step_is_named_and_the_session_goes_on(office: Calc, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"opening .*没有\.xlsx"):
        office.play(tmp_path / "没有.xlsx")
    with pytest.raises(RuntimeError, match=r"'do': 'dance'.*KeyError"):
        office.play(None, {"do": "dance"})
    assert len(office.play(None, {"do": "sheets"})[0]) == 1


def test_a_hanging_office_is_ended() -> None:
    session = Calc()
    with pytest.raises(RuntimeError, match="died or hung"):
        session.play(None, timeout=0)
    assert session.play(None) == []  # by another one
    session.close()


# --------------------------------------------------------------------------------- the Open XML SDK's word


def test_the_validator_passes_a_sound_workbook_and_finds_what_breaks_one(tmp_path: Path) -> None:
    sound, broken, no_zip = write(tmp_path / "好.xlsx"), tmp_path / "坏 了.xlsx", tmp_path / "空.xlsx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.namelist():
            target.writestr(part, source.read(part).replace(b"<sheetData>", b"<nonsense/><sheetData>"))
    no_zip.write_bytes(b"")
    found = validate([sound, broken, no_zip])
    assert found[sound] == []
    assert any("/xl/worksheets/sheet1.xml" in error and "nonsense" in error for error in found[broken])
    assert found[no_zip][0].startswith("Exception")


# --------------------------------------------------------------------------------- commands that are forked


@KILLING
def test_a_forked_command_says_what_a_started_one_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both answer alike, in the environment of the moment, and each in a process of its own."""
    monkeypatch.setenv("COLUMNS", "67")
    monkeypatch.setenv("PATH", str(tmp_path))
    answers = []
    for way in (run, start):
        office = Office(tmp_path / way.__name__)
        where = ("--workbooks", office.home, "--today", "2020-05-20")
        commands: list[tuple[object, ...]] = [
            ("generate.py", office.plan, BREAKDOWN, *where),
            ("collect.py", office.plan, BREAKDOWN, *where, "--print"),
            ("collect.py", office.plan, BREAKDOWN, *where[:2], "--status"),
            ("collect.py", office.plan, "没有", *where),
            ("collect.py", "--help"),
        ]
        said = [way(str(script), *words) for script, *words in commands]
        answers.append([(a.code, a.out.replace(str(office.home), "…"), a.error) for a in said])
    assert answers[0] == answers[1]
    assert [code for code, *_ in answers[0]] == [0, 3, 0, 2, 0]
    assert "本机没有安装 LibreOffice" in answers[0][1][1]


@KILLING
def test_a_forked_script_ends_as_it_would_have_ended(tmp_path: Path) -> None:
    """With its own exit code, its traceback or the signal that killed it; the next order does not notice."""
    endings = {
        "import sys; print(*sys.argv[1:]); sys.exit(7)": (7, "一 二\n", ""),
        "import sys; sys.exit('over')": (1, "", "over\n"),
        "import os; os.abort()": (-6, "", ""),
        "import atexit; atexit.register(print, 'last')": (0, "last\n", ""),
        "print(len(input()))": (1, "", "EOFError: EOF when reading a line\n"),
    }
    commands, script = Commands(), tmp_path / "script.py"
    for code, (exit_code, out, last) in endings.items():
        script.write_text(code, "utf-8")
        found = commands.order(str(script), "一", "二")
        assert (*found[:2], "".join(found[2].splitlines(keepends=True)[-1:])) == (exit_code, out, last)
    commands.close()

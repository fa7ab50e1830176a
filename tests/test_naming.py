"""Whatever stands in a plan, its files, folders and sheets have names that every system accepts."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cascade.naming import (
    RESERVED_SHEETS,
    attachment_names,
    different_names,
    name_for_again,
    safe_name,
    sheet_names,
)
from tests.support.office import BREAKDOWN, JUNE, Office, run, with_few_indicators
from tests.support.oracle.form import Form

CITIES = {"330500": '湖/州:"市"', "330800": " CON. "}
ROUNDS = {BREAKDOWN: "目标分解：一/二<三>", JUNE: "上半年*进展?" + "很长的名称" * 20}
LEADS = ("总览", "History", "abc厅", "ABC厅", "甲/乙", "甲:乙")
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]|[ .]$|^[ .]')
DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("上半年进展", "上半年进展"),
        ("上半年/进展", "上半年－进展"),
        ('a\\b:c*d?e"f<g>h|i', "a－b－c－d－e－f－g－h－i"),
        (" 杭州. . ", "杭州"),
        ("..", ""),
        ("a\tb\u202ec", "a－b－c"),
        ("CON", "_CON"),
        ("nul.xlsx", "_nul.xlsx"),
        ("LPT9 .txt", "_LPT9.txt"),
        ("COM²", "_COM²"),
        ("CONTROL", "CONTROL"),
        ("长" * 50, "长" * 40),
        ("长" * 50 + ".xlsx", "长" * 40 + ".xlsx"),
        ("2020.6.30进展", "2020.6.30进展"),
    ],
)
def test_a_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_names_stay_different_even_where_case_is_ignored() -> None:
    names = ["甲/乙", "甲:乙", "ABC", "abc", "长" * 60, "长" * 61, "...", "？", "", "a.xlsx", "A.xlsx"]
    found = different_names(names)
    assert list(found.values()) == [
        "甲－乙",
        "甲－乙_2",
        "ABC",
        "abc_2",
        "长" * 40,
        "长" * 40 + "_2",
        "未命名",
        "？",
        "未命名_2",
        "a.xlsx",
        "A_2.xlsx",
    ]


def test_the_attachments_of_a_mail() -> None:
    names = ["C:\\x\\表.xlsx", "../表.xlsx", "表.XLSX", "a/b/", "", "con.xlsx"]
    assert attachment_names(names) == ["表.xlsx", "表_2.xlsx", "表_3.XLSX", "b", "附件5", "_con.xlsx"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("省经信厅", "省经信厅"),
        ("总览", "总览_2"),
        ("HISTORY", "HISTORY_2"),
        ("省[甲]:乙*?/\\", "省－甲－－乙－－－－"),
        ("'引号'", "－引号－"),
        ("长" * 40, "长" * 31),
        ("  ", "表1"),
    ],
)
def test_a_sheet_name(title: str, name: str) -> None:
    assert sheet_names([title]) == {title: name}


def test_sheet_names_stay_different() -> None:
    titles = ["abc", "ABC", "甲/乙", "甲:乙", "长" * 40, "长" * 41, "长" * 42]
    assert list(sheet_names(titles).values()) == [
        "abc",
        "ABC_2",
        "甲－乙",
        "甲－乙_2",
        "长" * 31,
        "长" * 29 + "_2",
        "长" * 29 + "_3",
    ]


def test_every_fixed_sheet_is_reserved() -> None:
    """The names stand beside the sheets; what is reserved stands in one list."""
    source = Path(__file__).parents[1] / "cascade"
    texts = [path.read_text("utf-8") for room in ("form", "summary") for path in (source / room).glob("*.py")]
    texts.append((source / "grid.py").read_text("utf-8"))
    fixed = re.findall(r'^(?:PAPER_ONLY|LIST_NAME|NAME) = "([^"]+)"', "\n".join(texts), re.MULTILINE)
    fixed += re.findall(r'add_sheet\("([^"]+)"\)', "\n".join(texts))
    assert len(fixed) >= 10
    assert set(fixed) <= RESERVED_SHEETS


def rewritten(path: Path, column: str, names: dict[str, str], key: str) -> None:
    """Change a column of a plan's table in the rows that `names` gives by their key."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row[column] = names.get(row[key], row[column])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose plan has names that no file may have."""
    plan = with_few_indicators(tmp_path / "方案")
    rewritten(plan / "regions.csv", "name", CITIES, "code")
    rewritten(plan / "rounds.csv", "name", ROUNDS, "id")
    leads = {f"K{number:02}": lead for number, lead in enumerate(LEADS, start=1)}
    rewritten(plan / "indicators.csv", "lead", leads, "code")
    return Office(tmp_path / "工作簿", plan)


def returned(office: Office, round_: str, city: str) -> Path:
    form = Form(office.form(round_, city))
    form.fill(
        {key: value for key, value in office.says(round_, city).items() if isinstance(value, Decimal | str)}
    )
    return form.save(office.folder(round_, "received") / f"{city}.xlsx")


def check_tree(home: Path) -> None:
    """That every path below a folder is allowed on Windows, and different where case is ignored."""
    paths = [path.relative_to(home) for path in home.rglob("*") if "originals" not in path.parts]
    for path in paths:
        assert len(str(path)) < 200, path
        assert not FORBIDDEN.search(path.name), path
        assert not DEVICE.match(path.name), path
    assert len({str(path).casefold() for path in paths}) == len(paths)


def sheets(path: Path) -> list[str]:
    book: Workbook = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert len(sheet.title) <= 31
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert "history" not in [name.casefold() for name in book.sheetnames]
    return book.sheetnames


def test_a_plan_with_names_that_no_file_may_have(office: Office) -> None:
    """Before, forms lay in sub-folders, attachments lost their city, and two leads ended with exit code 3."""
    cities = list(CITIES)
    for round_ in (BREAKDOWN, JUNE):
        issued = office.generate(round_, "--city", *cities, "--drafts", "--today", "2020-05-20")
        assert issued.code == 0, issued
        forms = sorted(path.name for path in office.folder(round_, "issued").glob("*.xlsx"))
        assert len(forms) == 2
        assert forms[0].startswith("330500_湖－州－－市－_")
        drafts = [path.read_text("utf-8") for path in office.folder(round_, "outbox").glob("*.eml")]
        assert len(drafts) == 2
        for city in cities:
            returned(office, round_, city)
        words = ["--workbooks", office.home, "--today", "2020-07-08"]
        for split in ("lead", "city"):
            done = run("collect.py", office.plan, round_, *words, "--split", split)
            assert done.code in (0, 1), done
            assert "Traceback" not in done.error
        for path in office.folder(round_, "summary").rglob("*.xlsx"):
            sheets(path)
        report = office.collect(round_)
        assert set(report.states.values()) == {"accepted"}
    assert sheets(office.form(JUNE, "330500"))[1:7] == [
        "总览_2",
        "History_2",
        "abc厅",
        "ABC厅_2",
        "甲－乙",
        "甲－乙_2",
    ]
    check_tree(office.home)


def test_a_file_that_goes_out_anew_is_called_like_none_that_came() -> None:
    name = "330100_杭州市_目标分解.xlsx"
    assert name_for_again(name, []) == name_for_again(name, ["杭州.xlsx"]) == name
    assert name_for_again(name, [name.upper()]) == "330100_杭州市_目标分解_重报用.xlsx"
    assert name_for_again(name, [name, "330100_杭州市_目标分解_重报用.XLSX"]) == (
        "330100_杭州市_目标分解_重报用_2.xlsx"
    )


@pytest.mark.parametrize("split", ["lead", "county"])
def test_shares_of_departments_that_a_file_name_cannot_tell_apart(office: Office, split: str) -> None:
    issued = office.generate(JUNE if split == "lead" else BREAKDOWN, "--city", "330500", "--parts", split)
    assert issued.code == 0, issued
    round_ = JUNE if split == "lead" else BREAKDOWN
    shares = [path.name for path in office.folder(round_, "issued").rglob("*分表/*.xlsx")]
    expected = len(LEADS) if split == "lead" else len(office.tables.counties["330500"])
    assert len({name.casefold() for name in shares}) == len(shares) == expected
    check_tree(office.home)


def test_blanks_around_a_sheets_title_take_none_of_its_room() -> None:
    title = f"  {'长' * 31}"
    assert sheet_names([title]) == {title: "长" * 31}

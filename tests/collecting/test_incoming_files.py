"""Rows of RETURNS.md that no other test proves: files as they come, whose they are, and single cells.

`docs/returns.md` says of every row which test proves it.
"""

import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cascade import xlsx
from cascade.catalogue import CATALOGUE
from cascade.collecting import collect_returns as collecting
from cascade.collecting.incoming_files import Source
from cascade.grid import Cell, CellKind, Grid, Sheet
from cascade.places import Places
from cascade.shapes import Shape
from cascade.submission.meaning import meaning
from tests.support.bad_files import BAD_FILES
from tests.support.filled_forms import CITY, OTHER, PROPERTY, Judged, Paper, judge
from tests.support.forms import BREAKDOWN, JUNE, SEPTEMBER, plan
from tests.support.office import PROJECT, Office, run
from tests.support.oracle.form import Form
from tests.support.oracle.results import expected_breakdown, expected_progress
from tests.support.raw_workbook import BOOK_RELATIONS, edited, unpack
from tests.support.raw_workbook import OFFICE as RELATION
from tests.support.treatments import saved

HANGZHOU, NINGBO = "330100", "330200"
HUZHOU, QUZHOU = "330500", "330800"  # 衢州 has as many counties as 绍兴
EXPLAINED = "说明"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("来件") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    folder = tmp_path_factory.mktemp("表")
    return [Paper(round_, city, folder) for round_ in (BREAKDOWN, SEPTEMBER) for city in (CITY, OTHER)]


# -------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    "name", ["~$湖州.xlsx", ".~lock.湖州.xlsx#", "._湖州.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"]
)
def test_what_programs_leave_behind_is_never_read(name: str) -> None:
    assert Source(Path("收到", name), lambda: pytest.fail("was read")).ignored


NAMED: dict[str, tuple[str, str]] = {  # what the messages call the files of the corpus
    "empty": ("F01", "空的（0 字节）"),
    "html": ("F02", "网页"),
    "html-gbk": ("F02", "网页"),
    "csv-gbk": ("F02", "CSV"),
    "csv-utf16": ("F02", "CSV"),
    "word": ("F02", "Word"),
    "old word": ("F02", "Word"),
    "rar": ("F16", "请解压"),
    "7z": ("F16", "7z"),
    "tar": ("F16", "tar"),
    "msg": ("F17", "请把填报表（.xlsx）作为附件"),
    "winmail.dat": ("F17", "winmail.dat"),
    "url": ("F17", "快捷方式"),
    "lnk": ("F17", "快捷方式"),
    "link to a cloud": ("F17", "链接"),
    "truncated": ("F03", "已损坏"),
    "wrong crc": ("F03", "已损坏"),
    "appended": ("F03", "已损坏"),
    "in front": ("F03", "已损坏"),
    "password": ("F04", "取消密码"),
    "macro": ("F06", "宏"),
    "embedding": ("F06", "没有读取"),
    "activex": ("F06", "没有读取"),
    "connections": ("F06", "没有读取"),
    "external entity": ("F07", "可能有害"),
    "utf-16": ("F07", "可能有害"),
    "strict": ("F08", "Strict"),
    "merge of everything": ("F09", "超过"),
    "entry twice": ("F10", "压缩结构"),
}


def test_every_kind_of_bad_file_is_named_and_costs_the_others_nothing(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "收到的邮件"
    (folder / "第二封").mkdir(parents=True)
    made = {bad.name: bad.make for bad in BAD_FILES}
    for name in NAMED:
        (folder / f"{name}.xlsx").write_bytes(made[name]())
    shutil.copy(office.fill(BREAKDOWN, HUZHOU), folder / "第二封" / "好.xlsx")
    report = office.collect(BREAKDOWN, folder)
    assert report.code == 1
    assert report.states == {f"{name}.xlsx": "refused" for name in NAMED} | {"好.xlsx": "accepted"}
    for name, (code, words) in NAMED.items():
        assert report.found(f"{name}.xlsx") == [(code, None, None)], name
        assert words in report.message(f"{name}.xlsx", code), name
    assert report.values == expected_breakdown(office.tables, {HUZHOU: office.says(BREAKDOWN, HUZHOU)})


def test_an_archive_within_an_archive_is_not_opened(office: Office, tmp_path: Path) -> None:
    inner, outer = tmp_path / "内.zip", tmp_path / "外.zip"
    path = office.fill(BREAKDOWN, HUZHOU)
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(path, "一.xlsx")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "子/内.zip")
        archive.write(path, "子/二.xlsx")
    report = office.collect(BREAKDOWN, outer)
    assert report.states == {"内.zip": "refused", "二.xlsx": "accepted"}
    assert report.found("内.zip") == [("F16", None, None)]
    assert "请解压" in report.message("内.zip", "F16")
    assert "经办人：请先解压，把里面的填报表放进收件文件夹，再收集一次" in report.out


@contextmanager
def too_deep(folder: Path) -> Iterator[Path]:
    """A folder whose path is longer than the system reads: nobody may list it by its path, root neither."""
    here, name = os.open(folder, os.O_RDONLY), "很深的文件夹" * 13
    path, opened = folder, [here]
    try:
        while len(os.fsencode(path)) <= os.pathconf(folder, "PC_PATH_MAX"):
            os.mkdir(name, dir_fd=opened[-1])
            opened.append(os.open(name, os.O_RDONLY, dir_fd=opened[-1]))
            path /= name
        yield path
    finally:
        while len(opened) > 1:
            os.close(opened.pop())
            os.rmdir(name, dir_fd=opened[-1])
        os.close(here)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有按文件夹描述符创建的办法")
def test_a_folder_that_cannot_be_read_is_said_like_a_file(office: Office, tmp_path: Path) -> None:
    """Before, it was passed over in silence and the collection ended as if all had been read."""
    good = office.fill(BREAKDOWN, HUZHOU)
    with too_deep(good.parent) as deep:
        report = office.collect(BREAKDOWN)
    assert report.code == 1
    assert report.states == {good.name: "accepted", deep.name: "refused"}
    assert report.found(deep.name) == [("F12", None, None)]
    assert report.message(deep.name, "F12").startswith("文件夹打不开")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="管理员可以读任何文件夹")
def test_a_folder_without_permission_is_said(office: Office) -> None:
    good = office.fill(BREAKDOWN, HUZHOU)
    closed = good.parent / "别人的"
    closed.mkdir()
    closed.chmod(0)
    try:
        report = office.collect(BREAKDOWN)
    finally:
        closed.chmod(0o700)
    assert report.states == {good.name: "accepted", closed.name: "refused"}
    assert "没有读取权限" in report.message(closed.name, "F12")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 上创建链接需要特别的权限")
def test_links_are_followed_once_and_broken_ones_are_said(office: Office, tmp_path: Path) -> None:
    inbox = office.folder(BREAKDOWN, "received")
    elsewhere = office.copy(tmp_path / "市").fill(BREAKDOWN, HUZHOU)
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "共享").symlink_to(elsewhere.parent)
    (elsewhere.parent / "回来").symlink_to(inbox)
    (inbox / "没有了.xlsx").symlink_to(tmp_path / "没有了")
    (inbox / "自己").symlink_to(inbox / "自己")
    os.mkfifo(inbox / "管道.xlsx")
    report = office.collect(BREAKDOWN)
    assert report.states == {elsewhere.name: "accepted", "没有了.xlsx": "refused", "自己": "refused"}
    assert report.found("没有了.xlsx") == report.found("自己") == [("F12", None, None)]


def test_without_libreoffice_other_formats_are_refused_with_the_remedy(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {bad.name: bad.make for bad in BAD_FILES}
    for name, ending in (("xls", "et"), ("ods", "ods")):
        (tmp_path / f"湖州.{ending}").write_bytes(made[name]())
    monkeypatch.setenv("PATH", str(tmp_path))
    report = office.collect(BREAKDOWN, tmp_path / "湖州.et", tmp_path / "湖州.ods")
    assert report.states == {"湖州.et": "refused", "湖州.ods": "refused"}
    for name in report.states:
        assert report.found(name) == [("F05", None, None)]
        assert "另存为“Excel 工作簿（.xlsx）”" in report.message(name, "F05")


def linked(data: bytes) -> bytes:
    """A workbook with a link to another one."""
    link = (
        f'<Relationship Id="rId99" Type="{RELATION}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    )
    end = b"</Relationships>"
    return edited(data, {BOOK_RELATIONS: lambda text: text.replace(end, link.encode() + end)})


def test_a_link_to_another_workbook_is_a_warning_and_an_error_where_a_number_uses_it(
    office: Office,
) -> None:
    path = office.fill(BREAKDOWN, HUZHOU)
    path.write_bytes(linked(path.read_bytes()))
    used = office.fill(BREAKDOWN, QUZHOU, {("330802", "K06"): "='[1]表 1'!B2"})
    used.write_bytes(linked(used.read_bytes()))
    report = office.collect(BREAKDOWN)
    assert report.states == {path.name: "accepted", used.name: "sent_back"}
    assert ("F11", None, None) in report.found(path.name, ["warning"])
    assert ("F11", None, None) in report.found(used.name, ["warning"])
    assert report.found(used.name, ["error"]) == [("C11", *Form(used).place("330802", "K06"))]


class Clumsy:
    """A reader with a bug: it fails on one file in a way that nobody has foreseen."""

    width = 1

    def __init__(self, machines: object = None) -> None:
        pass

    def read(self, data: bytes) -> Grid:
        if data == b"PK bug":
            raise ZeroDivisionError
        return xlsx.read(data)

    def ahead(self, batch: Sequence[bytes]) -> list[Callable[[], Grid]]:
        return [partial(self.read, data) for data in batch]

    def __enter__(self) -> "Clumsy":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def test_a_file_that_vanishes_and_a_bug_in_reading_cost_the_others_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = office.fill(BREAKDOWN, HUZHOU)
    gone, bug = good.with_name("走.xlsx"), good.with_name("虫.xlsx")
    gone.write_bytes(b"here")
    bug.write_bytes(b"PK bug")

    def progress(sources: list[Source]) -> Iterator[Source]:
        for source in sources:
            gone.unlink(missing_ok=True)
            yield source

    monkeypatch.setattr(collecting, "GuardedReader", Clumsy)
    places = Places(office.home, plan(), plan().round(BREAKDOWN))
    day = date(2020, 5, 28)
    collected = collecting.collect(places, [], day, day, progress)
    found = {
        Path(each.file).name: (each.state, [f.code for f in each.findings])
        for each in collected.listed.receipts
    }
    assert found.pop(good.name)[0] == "accepted"
    assert found == {"走.xlsx": ("refused", ["F12"]), "虫.xlsx": ("refused", ["F13"])}


# ------------------------------------------------------------------------------------------ whose form it is


def test_a_return_renamed_as_another_citys_file_counts_for_its_own(office: Office, tmp_path: Path) -> None:
    other = tmp_path / office.form(BREAKDOWN, QUZHOU).name
    shutil.copy(office.fill(BREAKDOWN, HUZHOU), other)
    report = office.collect(BREAKDOWN, other)
    assert report.returns[other.name]["region"] == HUZHOU
    assert report.values == expected_breakdown(office.tables, {HUZHOU: office.says(BREAKDOWN, HUZHOU)})


def exchange(one: Path, other: Path) -> None:
    """Give each of two files the other's name."""
    kept = one.read_bytes()
    other.replace(one)
    other.write_bytes(kept)


def test_two_returns_with_each_others_names_count_each_for_its_own_city(office: Office) -> None:
    """In a breakdown, and in the progress round that is built on it."""
    for round_, expected in ((BREAKDOWN, expected_breakdown), (JUNE, expected_progress)):
        assert office.generate(round_, "--city", HANGZHOU, NINGBO).code == 0
        hangzhou, ningbo = (office.fill(round_, city) for city in (HANGZHOU, NINGBO))
        exchange(hangzhou, ningbo)
        report = office.collect(round_)
        assert report.states == {hangzhou.name: "accepted", ningbo.name: "accepted"}
        assert report.returns[hangzhou.name]["region"] == NINGBO
        assert report.returns[ningbo.name]["region"] == HANGZHOU
        said = {city: office.says(round_, city) for city in (HANGZHOU, NINGBO)}
        assert report.values == expected(office.tables, said)
        assert report.missing == [city for city in office.tables.cities if city not in said]


def test_names_exchanged_after_a_collection_change_no_number(office: Office) -> None:
    hangzhou, ningbo = (office.fill(BREAKDOWN, city) for city in (HANGZHOU, NINGBO))
    first = office.collect(BREAKDOWN)
    exchange(hangzhou, ningbo)
    second = office.collect(BREAKDOWN)
    said = {city: office.says(BREAKDOWN, city) for city in (HANGZHOU, NINGBO)}
    assert second.values == first.values == expected_breakdown(office.tables, said)
    assert second.missing == first.missing
    found = [(Path(each["file"]).name, each["region"], each["state"]) for each in second.content["returns"]]
    assert found == [
        (hangzhou.name, NINGBO, "duplicate"),
        (ningbo.name, HANGZHOU, "duplicate"),
        (hangzhou.name, HANGZHOU, "accepted"),
        (ningbo.name, NINGBO, "accepted"),
    ]


def test_another_citys_rows_under_a_citys_ticket_are_held(office: Office, tmp_path: Path) -> None:
    """衢州 copies its rows into the form of 绍兴, codes and all; both have six counties."""
    theirs, mine = Form(office.fill(BREAKDOWN, QUZHOU)), Form(office.fill(BREAKDOWN, CITY))
    sheet = mine.book["分解表"]
    for line in theirs.book["分解表"].iter_rows(min_row=8):
        for cell in line:
            if "模板编号" not in str(cell.value) and not isinstance(cell, openpyxl.cell.cell.MergedCell):
                sheet[cell.coordinate].value = cell.value
    report = office.collect(BREAKDOWN, mine.save(tmp_path / "绍兴.xlsx"))
    assert report.states == {"绍兴.xlsx": "held"}
    codes = {code: (page, cell) for code, page, cell in report.found("绍兴.xlsx", ["error"])}
    assert codes["D06"] == ("分解表", "A8")
    assert "绍兴市" in report.message("绍兴.xlsx", "D06")
    assert "衢州市的 330802" in report.message("绍兴.xlsx", "D06")
    assert report.values == {}


def test_the_form_of_another_plan_is_held(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "另一方案"
    shutil.copytree(office.plan, other)
    table = (other / "plan.csv").read_text("utf-8-sig")
    (other / "plan.csv").write_text(table.replace("zhejiang-2020", "zhejiang-2021"), "utf-8-sig")
    assert run("generate.py", other, BREAKDOWN, "--workbooks", tmp_path / "别处", "--city", HUZHOU).code == 0
    (form,) = (tmp_path / "别处" / "zhejiang-2021" / BREAKDOWN / "issued").glob("*.xlsx")
    report = office.collect(BREAKDOWN, form)
    assert report.states == {form.name: "held"}
    assert report.found(form.name) == [("D02", None, None)]


def test_a_form_without_a_ticket_counts_once_a_person_says_whose_it_is(office: Office) -> None:
    form = Form(office.fill(BREAKDOWN, HUZHOU))
    for sheet in form.book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if "模板编号" in str(cell.value):
                    cell.value = None
    del form.book.custom_doc_props[PROPERTY]  # type: ignore[attr-defined]
    path = form.save(office.folder(BREAKDOWN, "received") / "来件.xlsx")
    for other in path.parent.glob("3*.xlsx"):
        other.unlink()
    report = office.collect(BREAKDOWN)
    assert (report.states, report.found(path.name)) == ({path.name: "held"}, [("D01", None, None)])
    words = ["--workbooks", office.home, "--today", "2020-05-28", "--as", HUZHOU, "--because", "电话确认"]
    assert run("collect.py", office.plan, BREAKDOWN, path, *words).code == 1
    report = office.collect(BREAKDOWN)
    assert report.states == {path.name: "accepted"}
    assert ("D11", None, None) in report.found(path.name, ["note"])
    assert report.values == expected_breakdown(office.tables, {HUZHOU: office.says(BREAKDOWN, HUZHOU)})


def test_what_comes_after_the_round_was_closed_is_held(office: Office) -> None:
    early = office.fill(BREAKDOWN, HUZHOU)
    office.collect(BREAKDOWN)
    words = ["--workbooks", office.home, "--today", "2020-05-31", "--close", "--because", "全部收齐"]
    assert run("collect.py", office.plan, BREAKDOWN, *words).code in (0, 1)
    late = office.fill(BREAKDOWN, QUZHOU)
    report = office.collect(BREAKDOWN, today="2020-06-05")
    assert report.states == {early.name: "accepted", late.name: "held"}
    assert ("D10", None, None) in report.found(late.name, ["error"])
    assert QUZHOU in report.missing
    assert HUZHOU not in report.missing


def changed(paper: Paper, change: Callable[[Workbook], object], papers: list[Paper]) -> Judged:
    """What comes of a paper after something was done to it with openpyxl."""
    book = openpyxl.load_workbook(paper.path)
    change(book)
    return judge(saved(book), papers)


def places(found: Judged, *codes: str) -> list[tuple[str, str]]:
    """Code and cell of the findings of some codes."""
    return [(each.code, each.cell) for each in found.findings if each.code in codes]


def test_a_renamed_county_is_a_warning_and_its_number_counts(papers: list[Paper]) -> None:
    paper = papers[0]
    cell = f"B{paper.row(2)}"

    def rename(book: Workbook) -> None:
        book[paper.sheet][cell] = "某某新区"

    found = changed(paper, rename, papers)
    assert places(found, "L10", "D12") == [("L10", cell)]
    assert found.said == paper.said


def test_a_county_by_its_everyday_name_is_no_renamed_one(papers: list[Paper]) -> None:
    paper = papers[0]
    cell = f"B{paper.row(2)}"

    def shorten(book: Workbook) -> None:
        book[paper.sheet][cell] = str(book[paper.sheet][cell].value)[:-1]

    assert places(changed(paper, shorten, papers), "L10", "D12") == []


@pytest.mark.parametrize("number", [0, 2])
def test_two_names_exchanged_beside_their_codes_are_held(number: int, papers: list[Paper]) -> None:
    """What comes of sorting without the grey column: nobody can tell whose the numbers are."""
    paper = papers[number]
    cells = [f"B{paper.row(at)}" for at in (1, 3)]

    def exchange(book: Workbook) -> None:
        sheet = book[paper.sheet]
        first, second = (sheet[cell].value for cell in cells)
        sheet[cells[0]], sheet[cells[1]] = second, first

    found = changed(paper, exchange, papers)
    assert places(found, "L10", "D12") == [("D12", cell) for cell in cells]
    assert found.state == "held"


def test_all_names_moved_by_one_are_held(papers: list[Paper]) -> None:
    paper = papers[0]

    def move(book: Workbook) -> None:
        names = [book[paper.sheet][f"B{paper.row(at)}"].value for at in range(6)]
        for at in range(6):
            book[paper.sheet][f"B{paper.row(at)}"] = names[at - 1]

    found = changed(paper, move, papers)
    assert places(found, "L10", "D12") == [("D12", f"B{paper.row(at)}") for at in range(6)]
    assert found.state == "held"


def test_codes_exchanged_against_their_names_are_held(papers: list[Paper]) -> None:
    paper = papers[0]
    cells = [f"{column}{paper.code_row}" for column in paper.columns[:2]]

    def exchange(book: Workbook) -> None:
        sheet = book[paper.sheet]
        first, second = (sheet[cell].value for cell in cells)
        sheet[cells[0]], sheet[cells[1]] = second, first

    found = changed(paper, exchange, papers)
    assert places(found, "D13") == [("D13", cell) for cell in reversed(cells)]
    assert found.state == "held"


def test_two_headings_exchanged_above_their_codes_are_held(papers: list[Paper]) -> None:
    paper = papers[0]
    cells = [f"{column}{paper.code_row - 2}" for column in paper.columns[:2]]

    def exchange(book: Workbook) -> None:
        sheet = book[paper.sheet]
        first, second = (sheet[cell].value for cell in cells)
        sheet[cells[0]], sheet[cells[1]] = second, first

    found = changed(paper, exchange, papers)
    assert places(found, "L11", "D18") == [("D18", cell) for cell in cells]
    assert found.state == "held"


def test_a_changed_heading_is_a_warning_and_its_numbers_count(papers: list[Paper]) -> None:
    paper = papers[0]
    cell = f"{paper.columns[5]}{paper.code_row - 2}"

    def rename(book: Workbook) -> None:
        book[paper.sheet][cell] = "机器人（台）"

    found = changed(paper, rename, papers)
    assert places(found, "L11", "D18") == [("L11", cell)]
    assert found.said == paper.said


def test_the_row_of_a_known_zone_is_missed_when_it_is_gone(tmp_path: Path) -> None:
    """A spare row may go; a zone that has a share of the targets may not vanish unseen."""
    paper = Paper(SEPTEMBER, "330400", tmp_path)  # 嘉兴, whose breakdown named a zone
    zone = paper.form.rows[paper.sheet, f"{paper.city}A1"].row

    def delete(book: Workbook) -> None:
        book[paper.sheet].delete_rows(zone)

    found = changed(paper, delete, [paper])
    assert [each.region for each in found.findings if each.code == "L01"] == [f"{paper.city}A1"]
    assert found.state == "sent_back"


def test_a_formula_over_an_empty_cell_is_not_a_zero(papers: list[Paper]) -> None:
    paper = papers[0]
    cell = f"{paper.column}{paper.row(1)}"

    def point(book: Workbook) -> None:
        book[paper.sheet][cell] = "=ZZ1"

    found = changed(paper, point, papers)
    assert places(found, "C11", "C16") == [("C11", cell)]
    assert (paper.counties[1], paper.field) not in found.said


def test_an_explanation_that_looks_like_a_formula_is_kept(papers: list[Paper]) -> None:
    paper = papers[0]
    row = next(cell.row for cell in paper.form.book[paper.sheet]["B"] if cell.value == "说明")

    def explain(book: Workbook) -> None:
        book[paper.sheet][f"{paper.columns[0]}{row}"] = "=停产两家"

    found = changed(paper, explain, papers)
    (note,) = [each for each in found.findings if each.code == "E01"]
    assert note.value == "=停产两家"
    assert found.said == paper.said


def test_a_column_copied_to_another_place_with_its_code_is_read_there(papers: list[Paper]) -> None:
    """The name stays behind on an empty column, and does not contradict."""
    paper = papers[0]
    first, last = paper.columns[0], "X"

    def copy(book: Workbook) -> None:
        sheet = book[paper.sheet]
        for row in range(paper.code_row, paper.bottom + 1):
            sheet[f"{last}{row}"].value = sheet[f"{first}{row}"].value
            if row == paper.code_row or row in range(paper.rows[0], paper.rows[1] + 1) or row > 24:
                sheet[f"{first}{row}"].value = None

    found = changed(paper, copy, papers)
    assert places(found, "D13", "L02", "L04", "C01") == []
    assert found.said == paper.said


# -------------------------------------------------------------------------------------------------- cells


def with_number(paper: Paper, region: str, field: str, markup: str) -> bytes:
    """A paper with other digits in the XML of a number cell."""
    sheet, address = paper.form.place(region, field)
    part = f"xl/worksheets/sheet{paper.form.book.sheetnames.index(sheet) + 1}.xml"
    pattern = re.compile(rf'(<c r="{address}"[^>]*>)<v>[^<]*</v>'.encode())
    assert len(pattern.findall(unpack(paper.path.read_bytes())[part])) == 1
    change = {part: lambda text: pattern.sub(rb"\1<v>" + markup.encode() + b"</v>", text)}
    return edited(paper.path.read_bytes(), change)


@pytest.mark.parametrize(
    ("field", "digits", "value"),
    [
        ("K16a", "1300", "1300"),
        ("K16a", "1300.0", "1300"),
        ("K01a", "12.20", "12.2"),
        ("K01a", "60.564999999999998", "60.565"),
        ("K01a", "0.69999999999999996", "0.7"),
        ("K01a", "1.2345E2", "123.45"),
    ],
)
def test_a_number_is_the_decimal_that_was_meant_and_its_digits_are_kept(
    field: str, digits: str, value: str, papers: list[Paper]
) -> None:
    paper = papers[2]
    region = paper.counties[1]
    found = judge(with_number(paper, region, field, digits), papers)
    assert found.said == paper.said | {(region, field): value}
    assert found.raw[region, field] == digits


@pytest.mark.parametrize("digits", ["1E400", "1e15"])
def test_a_number_beyond_all_numbers_is_an_error_at_its_cell(digits: str, papers: list[Paper]) -> None:
    paper = papers[2]
    region = paper.counties[1]
    found = judge(with_number(paper, region, "K16a", digits), papers)
    assert places(found, "C02") == [("C02", paper.form.place(region, "K16a")[1])]
    assert found.state == "sent_back"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("\u00a01300\u00a0", "1300"),
        ("\u3000１，３００ ", "1300"),
        ("1\u202f300", "1300"),
        ("1,300.50", "1300.5"),
    ],
)
def test_spaces_and_separators_of_all_kinds_are_tidied_and_noted(
    typed: str, value: str, papers: list[Paper]
) -> None:
    paper = papers[2]
    region, field = paper.counties[1], "K01a"
    sheet, address = paper.form.place(region, field)

    def write(book: Workbook) -> None:
        book[sheet][address] = typed

    found = changed(paper, write, papers)
    assert found.said[region, field] == value
    assert places(found, "C04") == [("C04", address)]
    assert found.raw[region, field] == typed


def test_what_has_fallen_may_be_negative_and_what_is_counted_may_not(papers: list[Paper]) -> None:
    """Growth is computed and may be negative; an input may where the plan says so."""
    paper = papers[2]
    county = paper.counties[1]
    sheet, address = paper.form.place(county, "K01a")
    before = paper.typed[county, "K01b", next(role for _, field, role in paper.typed if field == "K01b")]
    assert isinstance(before, Decimal)
    halved = (before / 2).quantize(Decimal("0.01"))

    def fall(book: Workbook) -> None:
        book[sheet][address] = float(halved)

    found = changed(paper, fall, papers)
    assert Decimal(found.said[county, "K01a"]) < before
    assert found.state == "accepted"

    cell = Cell(1, 1, CellKind.NUMBER, "-2.5")
    for allowed, codes in ((True, []), (False, ["C08"])):
        shape = Shape(indicator="K01", unit="亿元", decimals=2, negative=allowed)
        understood = meaning(cell, shape, Sheet("表"), {})
        assert [code for code, _ in understood.remarks] == codes
        assert understood.value == (Decimal("-2.5") if allowed else None)


STRANGE = {
    "K06": ("a_xD800_b", "a_xD800_b"),  # half of a character, which no text can hold
    "K07": ("_x0001_一\t二", "\x01一\t二"),
    "K10": ("长" * 40_000, "长" * 40_000),
    "K11": ("_x003D_1+1", "=1+1"),
    "K12": ("=HYPERLINK(&quot;http://example.invalid&quot;)", '=HYPERLINK("http://example.invalid")'),
    "K13": ("{name} %s <b>&amp;amp;</b>".replace("<", "&lt;"), "{name} %s <b>&amp;</b>"),
}


def strange(path: Path) -> None:
    """Puts strange texts, as XML, into the 说明 of some indicators and into the number cells of a county."""
    form = Form(path)
    for field in STRANGE:
        for sheet, address in (form.below(field, EXPLAINED), form.place("330502", field)):
            form.book[sheet][address] = f"MARK{field}"
    form.save(path)
    content = unpack(path.read_bytes())
    texts = {name: part for name, part in content.items() if b"MARKK06" in part}
    changes: dict[str, Callable[[bytes], bytes]] = {}
    for name in texts:

        def replace(part: bytes) -> bytes:
            for field, (markup, _) in STRANGE.items():
                part = part.replace(f"MARK{field}".encode(), markup.encode())
            return part

        changes[name] = replace
    path.write_bytes(edited(path.read_bytes(), changes))


def test_strange_texts_stay_texts_in_remarks_and_are_errors_in_numbers(office: Office) -> None:
    path = office.fill(BREAKDOWN, HUZHOU, name="怪.xlsx")
    strange(path)
    report = office.collect(BREAKDOWN)
    form = Form(path)
    findings = report.returns["怪.xlsx"]["findings"]
    notes = {f["field"]: f["value"] for f in findings if f["code"] == "E01"}
    assert notes == {field: text for field, (_, text) in STRANGE.items()}
    wanted = [("C02", *form.place("330502", field)) for field in STRANGE]
    assert sorted(report.found("怪.xlsx", ["error"])) == sorted(wanted)
    for kind in ("summary", "corrections"):
        for book in office.folder(BREAKDOWN, kind).glob("*.xlsx"):
            texts = openpyxl.load_workbook(book)
            assert_no_formula_of_theirs(texts)


def assert_no_formula_of_theirs(book: Workbook) -> None:
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f" or "HYPERLINK" not in str(cell.value)
                assert not (cell.hyperlink and "example.invalid" in str(cell.hyperlink.target))


def test_a_sheet_without_any_number_is_one_finding(papers: list[Paper]) -> None:
    paper = papers[2]
    regions = {region for _, region in paper.form.rows}

    def empty(book: Workbook) -> None:
        for region in regions:
            for field, (sheet, _) in paper.form.columns.items():
                if sheet == paper.sheet:
                    book[sheet][paper.form.place(region, field)[1]].value = None

    found = changed(paper, empty, papers)
    assert [(each.code, each.sheet) for each in found.findings if each.severity == "error"] == [
        ("C17", paper.sheet)
    ]
    assert found.said.items() < paper.said.items()


# ------------------------------------------------------------------------------------------------ and all


def test_every_code_of_the_catalogue_stands_in_a_test() -> None:
    """A code that no test names is a rule that nothing proves."""
    texts = "\n".join(path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py"))
    assert [code for code in CATALOGUE if not re.search(rf"\b{code}\b", texts)] == []

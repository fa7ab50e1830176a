"""The linter finds a planted fault of every rule, and none in any kind of workbook that we write."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from tests.support.linter.linter import RULES, faults
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Office, run
from tests.support.sample import every
from tests.support.special_plans import FAR, write_plan

SHEET, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
WORKBOOK, NOTES = "xl/workbook.xml", "xl/comments1.xml"
MANY = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'


@pytest.fixture(scope="module")
def sound() -> bytes:
    """A workbook with something for every rule and without a fault."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other = book.add_worksheet("表"), book.add_worksheet("附表")
    fine = book.add_format({"num_format": '[>=0]0.00;[<=-0.005]-0.00;"不足0.01"', "font_name": "Arial"})
    sheet.write_string("A1", "330100")
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.write_number("C1", 5, fine)
    sheet.write_formula("D1", '=IF(C1>1,"a","b")', None, "a")
    sheet.merge_range("A3:B3", "甲")
    sheet.merge_range("A4:B4", "乙")
    sheet.set_row(4, 20, None, {"level": 1})
    sheet.set_column("F:F", 30)
    sheet.freeze_panes(2, 0)
    sheet.write_url("E1", "internal:'附表'!A1", None, "附表", "转到附表")
    book.define_name("目标", "='附表'!$A$1")
    sheet.set_footer('&L&"Arial,Regular"&9 左&C&"Arial,Regular"&9 &P')
    sheet.autofilter("A8:C9")
    sheet.write_comment("C1", "说明")
    rule = {"validate": "custom", "value": "=C5>A5", "ignore_blank": False, "input_message": "请填数字"}
    sheet.data_validation("C5", rule)
    for limit in (1, 2):
        colour = {"type": "cell", "criteria": ">", "value": limit, "format": book.add_format({"bold": True})}
        sheet.conditional_format("C6", colour)
    chart = book.add_chart({"type": "bar"})
    assert chart
    chart.add_series({"values": "='表'!$C$1:$C$2"})
    sheet.insert_chart("H1", chart)
    sheet.protect("", {"objects": True, "autofilter": True})
    other.write_number("A1", 1)
    book.close()
    return buffer.getvalue()


def changed(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one piece of a part exchanged."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                made, times = re.subn(old, lambda _: new, text.decode(), count=1)
                assert times == 1, text.decode()
                text = made.encode()
            target.writestr(name, text)
    return buffer.getvalue()


FORMULA = r"<f>IF\(C1&gt;1,\"a\",\"b\"\)</f>"
PLANTED: dict[str, list[tuple[str, str, str]]] = {
    "sheet_name": [
        (WORKBOOK, 'name="附表"', 'name="History"'),
        (WORKBOOK, 'name="附表"', f'name="{"长" * 32}"'),
        (WORKBOOK, 'name="附表"', 'name="a/b"'),
        (WORKBOOK, 'name="附表"', 'name="表"'),
    ],
    "reach": [(SHEET, 'r="C1"', 'r="XFE1"')],
    "size": [(SHEET, r'ht="20\.25"', 'ht="410"'), (SHEET, r'width="30\.\d+"', 'width="256"')],
    "merges": [(SHEET, "A4:B4", "B3:C4"), (SHEET, "A4:B4", "A4")],
    "frozen": [(SHEET, 'ySplit="2"', 'ySplit="21"')],
    "links": [
        (WORKBOOK, 'name="附表" sheetId="2"', 'name="附表" sheetId="2" state="hidden"'),
        (SHEET, "location=\"'附表'!A1\"", "location=\"'无'!A1\""),
        (SHEET, 'tooltip="转到附表"', f'tooltip="{"到" * 256}"'),
    ],
    "defined_names": [
        (WORKBOOK, 'name="目标"', 'name="K14"'),
        (WORKBOOK, 'name="目标"', 'name="目 标"'),
        (WORKBOOK, ">附表!|>'附表'!", ">'无'!"),
    ],
    "paper": [
        (SHEET, "9 左", "9 " + "左" * 250),
        (SHEET, r"&amp;C&amp;\"Arial,Regular\"", "&amp;C"),
    ],
    "protection": [
        (SHEET, "<sheetProtection ", '<sheetProtection objects="1" '),
        (SHEET, 'autoFilter="0"', ""),
    ],
    "outline": [(SHEET, 'outlineLevel="1"', 'outlineLevel="8"')],
    "green_triangles": [(SHEET, 'sqref="A1:A9"', 'sqref="B1:B9"')],
    "long_text": [
        (TEXTS, "<t>甲</t>", f"<t>{'甲' * 32_768}</t>"),
        (TEXTS, "<t>甲</t>", "<t>" + "\n" * 254 + "</t>"),
    ],
    "empty_result": [(SHEET, r' t="str"><f>([^<]*)</f><v>a</v>', "><f>1</f><v></v>")],
    "number": [(SHEET, "<v>5</v>", "<v>INF</v>"), (SHEET, "<v>5</v>", "<v>1E999</v>")],
    "result": [(SHEET, r't="str"(><f>[^<]*</f><v>)a', 't="e"><f>1</f><v>#REF!')],
    "comment": [(NOTES, "说明", "说" * 32_768)],
    "length": [(SHEET, FORMULA, f"<f>{'+'.join(['1'] * 4097)}</f>")],
    "structure": [
        (SHEET, FORMULA, f"<f>{'ABS(' * 65}1{')' * 65}</f>"),
        (SHEET, FORMULA, f"<f>SUM({','.join(['1'] * 256)})</f>"),
        (SHEET, FORMULA, "<f>SUM(1</f>"),
    ],
    "functions": [
        (SHEET, FORMULA, "<f>XLOOKUP(1,A1,B1)</f>"),
        (SHEET, FORMULA, "<f>SUMIF(A:A,A1,C:C)</f>"),
        (SHEET, "<formula1>C5&gt;A5", "<formula1>LET(a,1,a)"),
    ],
    "references": [
        (SHEET, FORMULA, "<f>[1]表!A1</f>"),
        (SHEET, FORMULA, "<f>无!A1+1</f>"),
        (SHEET, FORMULA, "<f>#REF!+1</f>"),
    ],
    "validation_texts": [
        (SHEET, 'prompt="请填数字"', f'prompt="{"请" * 256}"'),
        (SHEET, 'prompt="请填数字"', f'prompt="请" promptTitle="{"题" * 33}"'),
        (SHEET, 'prompt="请填数字"', f'prompt="请" error="{"错" * 225}"'),
        (SHEET, "<formula1>C5&gt;A5", "<formula1>C5&gt;" + "+".join(["A5"] * 100)),
    ],
    "validation_of_blanks": [
        (SHEET, '<dataValidation type="custom"', '<dataValidation type="custom" allowBlank="1"')
    ],
    "fonts": [(STYLES, '<name val="Arial"/>', '<name val="Arial"/><scheme val="minor"/>')],
    "number_of_styles": [(STYLES, "</cellXfs>", MANY * 65_490 + "</cellXfs>")],
    "number_formats": [
        (STYLES, r'formatCode="\[&gt;=0\]0\.00;', 'formatCode="[&gt;=0]0.00;[&lt;9]0;[&gt;9]0;'),
        (STYLES, r'formatCode="\[&gt;=0\]0\.00;', f'formatCode="{"0" * 250};'),
    ],
    "conditional_formats": [(SHEET, 'dxfId="0"', 'dxfId="9"'), (SHEET, 'priority="2"', 'priority="1"')],
    "style_of_cells": [(SHEET, '<c r="C1" s="1"', '<c r="C1" s="99"')],
}


def test_a_sound_workbook_has_no_fault(sound: bytes) -> None:
    assert faults(sound) == []


def test_every_rule_has_a_planted_fault_and_names_its_source() -> None:
    assert PLANTED.keys() == RULES.keys()
    sources = re.compile(r"Limits|ECMA \d|MS-OI29500|House")
    assert [name for name, rule in RULES.items() if not sources.match(rule.__doc__ or "")] == []


@pytest.mark.parametrize(
    ("rule", "fault"), [(rule, fault) for rule, planted in PLANTED.items() for fault in planted]
)
def test_a_planted_fault_is_found(rule: str, fault: tuple[str, str, str], sound: bytes) -> None:
    found = {each.partition(":")[0] for each in faults(changed(sound, *fault))}
    assert rule in found


# ------------------------------------------------------------------------------- the workbooks that we write


WITHOUT_PDF = 3  # the exit code where LibreOffice is missing and the pack is a workbook only


@pytest.fixture(autouse=True)
def without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide LibreOffice: half the time would go to PDF, at which the linter does not look."""
    monkeypatch.setenv("PATH", "")


def test_no_workbook_of_a_round_has_a_fault(tmp_path: Path) -> None:
    """Forms, parts, correction copies, summaries, print packs, extracts, the plan, an export."""
    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", "330100", "--parts", "lead").code == 0
    assert office.generate(BREAKDOWN, "--city", "330200", "--parts", "county").code == 0
    for round_ in (BREAKDOWN, JUNE):
        assert office.generate(round_).code == 0
        for city in ("330500", "330600"):
            office.fill(round_, city)
        field = "K06" if round_ == BREAKDOWN else "K06a"
        office.fill(round_, "330900", {("330902", field): "约三百"})
        words = (round_, "--workbooks", office.home, "--today", IN_TIME[round_])
        assert run("collect.py", office.plan, *words, "--split", "lead").code == 1
        assert run("collect.py", office.plan, *words, "--split", "city", "--print").code == WITHOUT_PDF
    out, where = office.home, (JUNE, "--workbooks", office.home)
    assert run("collect.py", office.plan, *where, "--export", out / "导出.xlsx").code == 0
    assert run("generate.py", office.plan, "--plan-workbook", out / "方案.xlsx").code == 0
    books = sorted(path for path in out.rglob("*.xlsx") if path.parent.name != "received")
    kinds = {path.parent.name for path in books}
    assert {"issued", "corrections", "summary"} <= kinds
    assert len(books) > 60
    assert {path.name: found for path in every(3, books) if (found := faults(path))} == {}


@pytest.mark.parametrize(("counties", "indicators"), [(2, 40), (1, 1)])
def test_no_workbook_of_an_odd_plan_has_a_fault(counties: int, indicators: int, tmp_path: Path) -> None:
    cities = FAR if indicators > 1 else FAR[:1]
    plan = write_plan(tmp_path / "方案", cities, counties, indicators)
    for round_ in (BREAKDOWN, JUNE):
        words = (round_, "--workbooks", tmp_path)
        assert run("generate.py", plan, *words).code == 0
        assert run("collect.py", plan, *words, "--print").code == WITHOUT_PDF
    books = sorted(tmp_path.rglob("*.xlsx"))
    assert len(books) > len(cities)
    assert {path.name: found for path in every(4, books) if (found := faults(path))} == {}

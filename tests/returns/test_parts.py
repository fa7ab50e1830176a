"""Several files with one ticket: one return where nothing contradicts, else a question for a person."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cascade.catalogue import CATALOGUE
from cascade.checks import breakdown, progress
from tests.support.office import BREAKDOWN, JUNE, Office
from tests.support.oracle.form import Said
from tests.support.oracle.results import expected_breakdown
from tests.support.typed_form import filled

HUZHOU, ZHOUSHAN = "330500", "330900"
NORTH = ("330502", "330503")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("下发") / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


def part(
    office: Office, name: str, regions: tuple[str, ...], keep: bool = True, change: Said | None = None
) -> Path:
    """A file in which only some counties (or all but those) are filled in."""
    said = office.says(BREAKDOWN, HUZHOU)
    mine = {key: value for key, value in said.items() if (key[0] in regions) is keep}
    names = office.filling.names(HUZHOU) if not keep else {}
    return filled(
        office.form(BREAKDOWN, HUZHOU),
        office.folder(BREAKDOWN, "received") / name,
        mine | (change or {}),
        names,
    )


def test_parts_that_do_not_contradict_are_one_return(office: Office) -> None:
    part(office, "北.xlsx", NORTH)
    part(office, "南.xlsx", NORTH, keep=False)
    report = office.collect(BREAKDOWN)
    assert report.states == {"北.xlsx": "accepted", "南.xlsx": "accepted"}
    assert HUZHOU not in report.missing
    assert report.values == expected_breakdown(office.tables, {HUZHOU: office.says(BREAKDOWN, HUZHOU)})
    notes = [
        f["code"] for each in report.returns.values() for f in each["findings"] if f["severity"] == "note"
    ]
    assert notes.count("D15") == 1
    found = origins(report.content["summary"])
    assert set(found) == {"北.xlsx", "南.xlsx"}
    assert found["北.xlsx"] == [*NORTH]
    assert set(NORTH) & set(found["南.xlsx"]) == set()


def origins(summary: str) -> dict[str, list[str]]:
    """The regions below each file on 数据来源, whose own line begins with the city and the file's name."""
    found: dict[str, list[str]] = {}
    file = ""
    for name, code, *_ in openpyxl.load_workbook(summary)["数据来源"].iter_rows(min_row=6, values_only=True):
        if code is None and "　收到 " in str(name):
            file = str(name).split("　")[1]
        elif code is not None:
            found.setdefault(file, []).append(str(code))
    return found


def test_parts_of_different_days_are_one_return(office: Office) -> None:
    north = part(office, "北.xlsx", NORTH)
    first = office.collect(BREAKDOWN, north, today="2020-05-26")
    assert (first.states, first.missing.count(HUZHOU)) == ({"北.xlsx": "sent_back"}, 1)
    south = part(office, "南.xlsx", NORTH, keep=False)
    second = office.collect(BREAKDOWN, south)
    assert second.states == {"南.xlsx": "accepted", "北.xlsx": "accepted"}
    assert second.values == expected_breakdown(office.tables, {HUZHOU: office.says(BREAKDOWN, HUZHOU)})


def test_contradicting_parts_are_held_naming_both_cells(office: Office) -> None:
    part(office, "北.xlsx", NORTH)
    part(office, "南.xlsx", NORTH, keep=False, change={("330503", "K06"): Decimal(7777)})
    report = office.collect(BREAKDOWN)
    assert report.states == {"北.xlsx": "held", "南.xlsx": "held"}
    held = [each for each in report.found("北.xlsx", ("error",)) if each[0] == "D14"]
    assert held == [("D14", "分解表", "H9")]
    said = office.says(BREAKDOWN, HUZHOU)["330503", "K06"]
    other = "同一份填报表的另一个文件（南.xlsx，分解表 H列9行）却填了 7777"
    assert f"南浔区的“传统制造业新增工业机器人10000台”填的是 {said}，{other}" in report.message(
        "北.xlsx", "D14"
    )
    assert HUZHOU in report.missing


def test_what_no_part_holds_is_still_missing_and_comes_back_as_one_form(office: Office) -> None:
    part(office, "甲.xlsx", ("330502",))
    part(office, "乙.xlsx", ("330503",))
    report = office.collect(BREAKDOWN)
    assert set(report.states.values()) == {"sent_back"}
    missing = {
        f["region"] for each in report.returns.values() for f in each["findings"] if f["code"] == "C01"
    }
    assert missing == {"330521", "330522", "330523"}
    (copy,) = office.folder(BREAKDOWN, "corrections").glob("*.xlsx")
    sheet = openpyxl.load_workbook(copy)["分解表"]
    said = office.says(BREAKDOWN, HUZHOU)
    assert [str(Decimal(str(sheet[f"H{row}"].value)).normalize()) for row in (8, 9)] == [
        str(Decimal(str(said[region, "K06"])).normalize()) for region in NORTH
    ]


def test_a_corrected_whole_is_no_part(office: Office) -> None:
    """A return that is sent again corrected stands alone, though the older one does not contradict it."""
    said: Said = {("330502", "K06"): ""}
    first = office.fill(BREAKDOWN, HUZHOU, said, name="一.xlsx")
    assert office.collect(BREAKDOWN, first, today="2020-05-26").states == {"一.xlsx": "sent_back"}
    second = office.fill(BREAKDOWN, HUZHOU, name="二.xlsx")
    report = office.collect(BREAKDOWN, second)
    assert report.states == {"二.xlsx": "accepted", "一.xlsx": "superseded"}
    assert "D15" not in [f["code"] for f in report.returns["二.xlsx"]["findings"]]


def test_departments_that_send_their_own_sheets_make_one_return(office: Office, tmp_path: Path) -> None:
    assert office.generate(JUNE, "--city", HUZHOU).code == 0
    whole = office.fill(JUNE, HUZHOU)
    one, other = tmp_path / "科技.xlsx", tmp_path / "其他.xlsx"
    for path, mine in ((one, True), (other, False)):
        book = openpyxl.load_workbook(whole)
        for name in [each for each in book.sheetnames if (each in ("填报说明", "省科技厅")) is not mine]:
            del book[name]
        book.save(path)
    report = office.collect(JUNE, one, other)
    assert report.states == {"科技.xlsx": "accepted", "其他.xlsx": "accepted"}
    assert HUZHOU not in report.missing
    assert report.values["K01a"]["330502"] == str(office.says(JUNE, HUZHOU)["330502", "K01a"])


def without_zones(office: Office) -> Said:
    """What the city says; its zones' numbers are added to a county, for a county's form has no spare rows."""
    said = office.says(BREAKDOWN, HUZHOU)
    counties = {key: value for key, value in said.items() if "A" not in key[0]}
    for (region, field), value in said.items():
        own = counties.get((NORTH[0], field))
        if "A" in region and field >= "K06" and isinstance(value, Decimal) and isinstance(own, Decimal):
            counties[NORTH[0], field] = own + value
    return counties


def fill_share(office: Office, form: Path, said: Said) -> Path:
    """Fill a share of a form with what it asks for."""
    cells = [cell.value for row in openpyxl.load_workbook(form)["分解表"].iter_rows() for cell in row]
    mine = {key: value for key, value in said.items() if key[0] in cells and key[1] in cells}
    return filled(form, office.folder(BREAKDOWN, "received") / form.name, mine)


@pytest.mark.parametrize(("split", "count"), [("lead", 7), ("county", 5)])
def test_a_form_issued_in_parts_comes_back_as_one_return(tmp_path: Path, split: str, count: int) -> None:
    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", split).code == 0
    forms = sorted(office.folder(BREAKDOWN, "issued").rglob("*.xlsx"))
    assert len(forms) == count
    said = without_zones(office)
    for form in forms[1:]:
        fill_share(office, form, said)
    first = office.collect(BREAKDOWN, today="2020-05-26")
    assert set(first.states.values()) == {"accepted"}
    assert HUZHOU in first.missing
    assert {f["code"] for each in first.returns.values() for f in each["findings"]} >= {"D16"}
    last = fill_share(office, forms[0], said)
    report = office.collect(BREAKDOWN)
    assert set(report.states.values()) == {"accepted"}
    assert HUZHOU not in report.missing
    robots = [value for (_, field), value in said.items() if field == "K06" and isinstance(value, Decimal)]
    assert report.values["K06"][HUZHOU] == str(sum(robots, Decimal(0)))
    assert [f["code"] for f in report.returns[last.name]["findings"]].count("D15") == 1
    again = office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", split)
    assert again.out.count("无变化") == count


def test_shares_are_put_together_beside_the_whole_return_of_another_city(tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", ZHOUSHAN).code == 0
    assert office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", "county").code == 0
    forms = sorted(office.folder(BREAKDOWN, "issued").glob(f"{HUZHOU}_*_分表/*.xlsx"))
    office.fill(BREAKDOWN, ZHOUSHAN)
    office.collect(BREAKDOWN, today="2020-05-26")
    said = without_zones(office)
    for form in forms:
        fill_share(office, form, said)
    report = office.collect(BREAKDOWN)
    assert (set(report.states.values()), len(report.states)) == ({"accepted"}, 6)
    assert {ZHOUSHAN, HUZHOU}.isdisjoint(report.missing)
    assert {f["code"] for each in report.returns.values() for f in each["findings"]} >= {"D15"}


def test_shares_of_a_form_that_was_issued_whole_are_new(office: Office) -> None:
    answer = office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", "county")
    assert (answer.out.count("新生成"), answer.out.count("第 1 版")) == (5, 5)
    assert "内容有变" not in answer.out


def test_counties_parts_that_fall_short_together_go_back(tmp_path: Path) -> None:
    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU, "--parts", "county").code == 0
    said = without_zones(office)
    said[NORTH[0], "K06"] = Decimal(0)
    for form in office.folder(BREAKDOWN, "issued").rglob("*.xlsx"):
        fill_share(office, form, said)
    report = office.collect(BREAKDOWN)
    assert set(report.states.values()) == {"sent_back"}
    assert "S01" in {f["code"] for each in report.returns.values() for f in each["findings"]}


def test_findings_of_the_whole_are_withdrawn_from_the_parts(office: Office) -> None:
    """A part alone misses cells; together each finding stands once, in its own file."""
    said = office.says(BREAKDOWN, HUZHOU)["330503", "K16"]
    part(office, "北.xlsx", NORTH, change={("330502", "K01"): Decimal(9), ("330503", "K16"): f" {said}"})
    first = office.collect(BREAKDOWN, today="2020-05-26")
    alone = {each["code"] for each in first.returns["北.xlsx"]["findings"]}
    assert {"C01", "S04", "C04"} <= alone
    assert "S01" not in alone  # what only follows from the missing cells
    part(office, "南.xlsx", NORTH, keep=False, change={("330522", "K01"): Decimal("9.5")})
    report = office.collect(BREAKDOWN)
    assert report.states == {"北.xlsx": "accepted", "南.xlsx": "accepted"}
    found = {
        file: sorted((each["code"], each["region"], each["field"]) for each in returned["findings"])
        for file, returned in report.returns.items()
    }
    own = ("C04", "330503", "K16")  # of a cell, which no other part changes
    assert found["北.xlsx"] == [own]
    together = Counter(found["南.xlsx"])
    assert together["S04", "330502", "K01"] == together["S04", "330522", "K01"] == 1
    assert [code for code, _, _ in together].count("D15") == 1
    assert max(together.values()) == 1
    assert own not in together
    assert {code for code, _, _ in together} <= {"C12", "D15", "S03", "S04", "S09"}


def test_whatever_a_check_finds_is_judged_again_for_the_whole() -> None:
    """A check compares cells, so a part may lack what it looks at; what one cell says stays with its part."""
    checked = {
        code
        for each in (*breakdown.CHECKS, *progress.CHECKS)
        for code in re.findall(r"[A-Z]\d\d", (each.__doc__ or "").partition(":")[0])
    }
    assert len(checked) > 25
    lacking = {"L01", "L02", "L09"}  # a row, a column or a sheet that another part may have
    assert {code for code, kind in CATALOGUE.items() if kind.whole_form} == checked | lacking

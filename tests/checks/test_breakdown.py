"""One row for each thing that may be wrong with a return: what is typed, and what is found at which cell.

Every row goes through a real workbook: a form that is in order is written with the change in it, read
back, found, understood and checked.
Cells are worked out by the public contract alone (`tests.support.oracle.form.Form`).
"""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cascade import checks, locate, submission, xlsx
from cascade.catalogue import CATALOGUE
from cascade.checks.progress import not_shared_despite_target
from cascade.finding_types import Severity, Weight
from cascade.findings import Finding
from cascade.grid import address, in_words
from cascade.indicators import Direction
from cascade.layout import Line, Role, draft
from cascade.model import Plan
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing
from tests.support.forms import (
    BREAKDOWN,
    JUNE,
    SEPTEMBER,
    TICKET,
    Read,
    Typed,
    changed_plan,
    layout,
    plan,
    read,
    right,
    standing,
    written,
)
from tests.support.oracle.form import Form
from tests.support.uno_session import Calc, Step, calc

CITY, COUNTIES = "330900", ("330902", "330903", "330921", "330922")  # 定海、普陀、岱山、嵊泗
SHEET = "分解表"

# A change is `region field = value`: a number, a 'text', or nothing for an empty cell. A finding is its
# code and its place: `region field`, `合计 field` for the city's total, `说明 field`, or nothing. 名 is a
# zone's name, * every county.
BREAKDOWN_ROWS = """
330902 K06 =                              | C01 330902 K06
330902 K06 =; 330903 K06 = 219            | C01 330902 K06
* K01 = 9; 330902 K01 = | C01 330902 K01; S04 330903 K01; S04 330921 K01; S04 330922 K01
* K06 = '/'; 330902 K06 =                  | C01 330902 K06; C12 330903 K06; C12 330921 K06; C12 330922 K06
330902 K06 = 0.022                        | C10 330902 K06; S11 合计 K06
330902 K06 = 0.02; 330903 K06 = 0.003 | C10 330902 K06; C10 330903 K06; S11 合计 K06
330902 K06 = 0.022; 330903 K06 =          | C01 330903 K06; C10 330902 K06; S11 合计 K06
330902 K18 = 2700                         | S02 合计 K18; S03 330902 K18
330903 K06 =                              | C01 330903 K06
330903 K06 = '   '                        | C01 330903 K06
330903 K06 = '30'                         | C04 330903 K06
330903 K06 = '３０'                       | C04 330903 K06
330903 K07 = ' 1,0 '                      | C02 330903 K07
330902 K16 = '1,300'                      | C04 330902 K16; S02 合计 K16; S03 330902 K16
330903 K06 = '30台'                       | C05 330903 K06
330903 K01 = '12%'                        | C05 330903 K01
330903 K01 = '≥10%'                       | C05 330903 K01
330903 K01 = '10%以上'                    | C05 330903 K01
330903 K01 = '同比增长10%'                | C05 330903 K01
330903 K10 = '0.05 亿元'                  | C05 330903 K10
330903 K06 = '3①'                        | C02 330903 K06
330903 K06 = '30²'                        | C02 330903 K06
330903 K06 = '3 0'                        | C02 330903 K06
330903 K06 = '3　0'                       | C02 330903 K06
330903 K06 = '\u200b3\u200b0'             | C04 330903 K06
330903 K06 = '\u202d30\u202c'             | C04 330903 K06
330903 K06 = '\u202e30'                   | C02 330903 K06
330903 K01 = '0.12以上'                   | C07 330903 K01
330903 K01 = '≥0.1'                       | C07 330903 K01
330903 K01 = '0.12'                       | C07 330903 K01
330903 K01 = '0.5%'                       | C05 330903 K01; S04 330903 K01
330903 K06 = '1.2万'                      | C02 330903 K06
330903 K10 = '520万元'                    | C02 330903 K10
330903 K06 = '一千三百'                   | C02 330903 K06
330903 K06 = '约三十'                     | C02 330903 K06
330903 K06 = '=1+1'                       | C02 330903 K06
330903 K06 = 'NaN'                        | C02 330903 K06
330903 K06 = '1E400'                      | C02 330903 K06
330903 K06 = '２０２０年'                 | C02 330903 K06
330903 K01 = 0.1                          | C07 330903 K01
330903 K01 = 0                            | S04 330903 K01
330903 K06 = -5                           | C08 330903 K06
330903 K06 = '-5'                         | C08 330903 K06
330903 K01 = -2                           | C08 330903 K01
330903 K18 = 0.01234                      | C09 330903 K18
330903 K18 = 0.0123                       |
330903 K01 = 10.1234                      | C09 330903 K01
330903 K06 = 30.5                         | C10 330903 K06
330903 K06 = '30.5'                       | C10 330903 K06
330903 K06 = '/'                          | C12 330903 K06
330903 K06 = '—'                          | C12 330903 K06
330903 K06 = '无'                         | C12 330903 K06
330903 K06 = '-'                          | C12 330903 K06
330902 K06 = 219                          | S01 合计 K06
330902 K18 = 0.2699                       | S01 合计 K18
330903 K06 = 44                           |
330903 K06 = 45                           | S09 合计 K06
330903 K06 = 50                           | S02 合计 K06
330902 K06 = 221                          | S10 330902 K06
330902 K06 = 2200                         | S02 合计 K06; S03 330902 K06
330902 K06 = 99999                        | S02 合计 K06; S03 330902 K06
330902 K06 = 220; 330903 K06 = 0          |
330903 K01 = 50                           |
330903 K01 = 50.01                        | S08 330903 K01
330903 K04 = 100                          |
330903 K04 = 100.01                       | P07 330903 K04
330903 K04 = 600                          | P07 330903 K04; S08 330903 K04
330900A1 名 = '高新区'; 330900A1 K03 = 36 | S08 330900A1 K03
330903 K01 = 9.999                        | S04 330903 K01
330902 K01 = 0.1; 330903 K01 = 9          | C07 330902 K01; S04 330903 K01
330902 K01 = 0.1; 330903 K01 = 51         | C07 330902 K01; S08 330903 K01
330902 K04 = 'x'; 330903 K04 = 101        | C02 330902 K04; P07 330903 K04
* K01 = 9; 330902 K01 = 0.1 | C07 330902 K01; S04 330903 K01; S04 330921 K01; S04 330922 K01
330902 K06 = 'x'; 330903 K06 = 221        | C02 330902 K06; S10 330903 K06
330902 K06 = 'x'; 330903 K06 = 2201       | C02 330902 K06; S03 330903 K06
* K01 = 9                                 | S05 合计 K01
* K02 = 9.9                               | S05 合计 K02
* K03 = 6.9                               | S06 合计 K03
* K04 = 59                                | S05 合计 K04
* K05 = 44                                | S05 合计 K05
* K06 = '/'                               | C12 *4 K06; S07 合计 K06
* K01 = '/'                               | C12 *4 K01; S07 合计 K01
330900A1 K06 = 10                         | Z01 名 330900A1
330900A1 K06 = '十'                       | C02 330900A1 K06; Z01 名 330900A1
330900A1 名 = '高新区'                    | Z02 名 330900A1
330900A2 名 = '高新区'; 330900A2 K06 = 9  |
330900A1 名 = '合计'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '合　计'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '功能区小计'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '其中：开发区'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '全市'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '舟山市'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '普陀区'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '普 陀'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '​'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '——'; 330900A1 K06 = 9 | Z03 名 330900A1
330900A1 名 = '　'; 330900A1 K06 = 9 | Z01 名 330900A1
330900A1 名 = '高新区'; 330900A1 K06 = 9; 330900A2 名 = '高 新区'; 330900A2 K06 = 9 | Z03 名 330900A2
330900A1 名 = '普陀山旅游度假区'; 330900A1 K06 = 9 |
330900A1 名 = '定海工业园区'; 330900A1 K06 = 9 |
说明 K06 = '见附件'                       | E01 说明 K06
330902 K06 = 1; 330900A1 K06 = 219; 330900A1 名 = '高新区' |
"""

# In September, when June was filed and shares were accepted.
PROGRESS_ROWS = """
330902 K06a =                             | C01 330902 K06a
330902 K06a = '/'                         | C13 330902 K06a
330902 K04a =                             | C01 330902 K04a
330902 K04a = '/'                         | C13 330902 K04a; C15 330902 K04a
330902 K01b = 0                           | P04 330902 K01b
330902 K04a = 500; 330902 K04b = 500      |
330902 K04a = 501; 330902 K04b = 500      | P07 330902 K04a
330902 K03d = 0                           | P04 330902 K03d
330900A1 名 = '高新区'; 330900A1 K04a = 500 | C15 330900A1 K04b
330900A1 名 = '高新区'                    | Z02 名 330900A1
330900A1 K06a = 5                         | Z01 名 330900A1
330900A1 名 = '合计'                      | Z02 名 330900A1; Z03 名 330900A1
330900A1 名 = '岱山县'                    | Z02 名 330900A1; Z03 名 330900A1
330902 K01a = 1.23456                     | C09 330902 K01a
330902 K06a = -3                          | C08 330902 K06a
"""


def parsed(rows: str) -> list[tuple[str, str]]:
    return [
        (left.strip(), found.strip())
        for left, _, found in (r.partition("|") for r in rows.strip().split("\n"))
    ]


class Sheet:
    """A form that is in order, and the words of the tables above put into it and looked up in it."""

    def __init__(self, round_: str, base: Typed, folder: Path) -> None:
        self.form, self.base = layout(round_, CITY), base
        path = folder / "样.xlsx"
        self.data = written(self.form, base)
        path.write_bytes(self.data)
        self.paper = Form(path)
        self._found: dict[str, Read] = {}

    def changed(self, changes: str) -> Typed:
        typed = dict(self.base)
        for change in changes.split(";"):
            where, _, value = change.partition("=")
            region, field = where.split()
            for each in COUNTIES if region == "*" else (region,):
                key = (each, field, Role.INPUT)
                if field == "名":
                    key = (each, "", Role.NAME)
                elif region == "说明":
                    key = (CITY, field, Role.EXPLANATION)
                typed.pop(key, None)
                if text := value.strip():
                    typed[key] = text[1:-1] if text[0] == "'" else Decimal(text)
        return typed

    def places(self, findings: str) -> list[tuple[str, str, str]]:
        found = []
        for code, where, field in (each.split() for each in findings.split(";") if each.strip()):
            if where == "*4":
                found += [(code, *self.paper.place(county, field)) for county in COUNTIES]
            elif where in ("合计", "说明"):
                found.append((code, *self.paper.below(field, where)))
            elif where == "名":
                (sheet, cell), *_ = [(s, c) for (s, r), c in self.paper.rows.items() if r == field]
                found.append((code, sheet, f"B{cell.row}"))
            else:
                found.append((code, *self.paper.place(where, field)))
        return sorted(found)

    def read(self, changes: str) -> Read:
        """What is read of the form with some changes; it is drawn once, however often that is asked."""
        if changes not in self._found:
            self._found[changes] = read(written(self.form, self.changed(changes)), self.form)
        return self._found[changes]


def in_order() -> Typed:
    """A breakdown without any finding: the first county takes every amount, all rates are the city's."""
    form = layout(BREAKDOWN, CITY)
    typed: Typed = {}
    for column in form.sheets[0].inputs:
        target = form.givens[CITY, column.field, Role.TARGET].number
        assert target is not None
        for county in COUNTIES:
            number = target if column.rate or county == COUNTIES[0] else Decimal(0)
            typed[county, column.field, Role.INPUT] = number
    return typed


@pytest.fixture(scope="session")
def breakdown(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    return Sheet(BREAKDOWN, in_order(), tmp_path_factory.mktemp("分解"))


@pytest.fixture(scope="session")
def progress(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    return Sheet(SEPTEMBER, right(SEPTEMBER, CITY), tmp_path_factory.mktemp("进展"))


def test_a_form_in_order_has_no_findings(breakdown: Sheet, progress: Sheet) -> None:
    for sheet in (breakdown, progress):
        assert read(written(sheet.form, sheet.base), sheet.form).places() == []


@pytest.mark.parametrize(("change", "found"), parsed(BREAKDOWN_ROWS))
def test_what_is_found_in_a_breakdown(change: str, found: str, breakdown: Sheet) -> None:
    assert sorted(breakdown.read(change).places()) == breakdown.places(found)


@pytest.mark.parametrize(("change", "found"), parsed(PROGRESS_ROWS))
def test_what_is_found_in_a_progress_round(change: str, found: str, progress: Sheet) -> None:
    assert sorted(progress.read(change).places()) == progress.places(found)


# ------------------------------------------------------------------ what is taken, and what is suggested

TAKEN = """
330903 K06 = '３０'            | 30
330903 K06 = ' 30 '            | 30
330903 K06 = '3\u200b0\ufeff'   | 30
330902 K16 = '1，300'          | 1300
330903 K06 = '30台'            | 30
330903 K01 = '10.50%以上'      | 10.5
330903 K10 = '0.05 亿元'       | 0.05
330903 K06 = '/'               | /
"""
SUGGESTED = """
330903 K06 = '1.2万'           | 如指 12000台，请填 12000。
330903 K10 = '520万元'         | 如指 0.052亿元，请填 0.052。
330903 K06 = '一千三百'        | 如指 1300台，请填 1300。
330903 K06 = '3\u200b①'        | 填的是“3［U+200B］①”，不是数字。请只填数字，单位为台。
330903 K06 = '\u202e30'        | 填的是“［U+202E］30”，带有看不见的特殊字符，不能确认是哪个数。
330903 K01 = '0.12以上'        | 填的是 0.12，而表头单位是 %。如指 12%，请直接填数字 12；确为 0.12% 的
330903 K01 = 0.105             | 如指 10.5%，请直接填数字 10.5；确为 0.105% 的，请在“说明”栏写明“0.105%”。
330903 K18 = 0.01234           | 请保留不超过 4 位小数。
330902 K18 = 0.2699            | 合计 0.2699万亩，比本市目标 0.27万亩少 0.0001万亩
330903 K06 = 45                | 多 45台，是目标的约 1.2 倍。请核对各县（市、区）的数；没有填错的不必改。
330903 K06 = 50                | 多 50台，是目标的约 1.2 倍。请核对是否多填了零或填错了单位
330902 K06 = 140937            | 比本市目标 220台多 140717台，是目标的约 641 倍。请核对
330902 K06 = 330               | 比本市目标 220台多 110台，是目标的 1.5 倍。请核对
330903 K01 = 80                | 填 80%，是本市目标 10% 的 8 倍。请核对
330902 K06 = 0.022 | 合计 0.022，只有本市目标 220台的 1/10000，疑似以万台填报。请按台填报
330902 K06 = 0.02; 330903 K06 = 0.002 | 如 0.02 是指 0.02万台的，请填 200，各县（市、区）都这样核对。
330902 K18 = 2700              | 是目标的 10000 倍，疑似以亩填报。请核对
330902 K06 = 2                 | 218台。请调整各县（市、区）数字，使合计达到本市目标；请先核对单位是否填错。
330902 K06 = 200; 说明 K06 = 'x' | 使合计达到本市目标；说明不能代替目标，确有困难的请与我办联系。
330902 K06 = 3                 | 217台。请调整各县（市、区）数字，使合计达到本市目标。
330902 K06 =                   | 定海区的“传统制造业新增工业机器人10000台”没有填
"""


@pytest.mark.parametrize(("change", "taken"), parsed(TAKEN))
def test_a_number_is_taken_as_it_was_meant(change: str, taken: str, breakdown: Sheet) -> None:
    region, field = change.split()[:2]
    assert breakdown.read(change).said[region, field] == taken


@pytest.mark.parametrize(("change", "words"), parsed(SUGGESTED))
def test_a_message_says_what_to_do(change: str, words: str, breakdown: Sheet) -> None:
    assert any(words in each.message for each in breakdown.read(change).findings)


def test_what_is_not_understood_is_not_taken(breakdown: Sheet) -> None:
    found = breakdown.read("330903 K06 = '1.2万'")
    assert ("330903", "K06") not in found.said
    assert set(found.filing.unread) == {("330903", "K06")}


def test_a_warning_carries_the_citys_explanation(breakdown: Sheet) -> None:
    found = breakdown.read("330903 K01 = 9; 说明 K01 = '停产两家。'")
    (warning,) = [each for each in found.findings if each.code == "S04"]
    assert warning.message == (
        "普陀区的“传统制造业研发费用支出增长10%以上”填 9%，低于本市目标 10%，接收后汇总表中会列出。"
        "本市已说明：停产两家。"
    )


# ------------------------------------------------------- progress, where numbers depend on earlier rounds


def amount(region: str, code: str) -> tuple[Decimal, Decimal]:
    """A county's share of an amount, and what it had reached in June."""
    known = standing(SEPTEMBER, CITY)
    share, last = known.shares[region, code], known.last[region, f"{code}a"]
    assert share
    assert last
    return share, last


def test_a_mark_beside_a_target_of_zero_says_what_to_type(progress: Sheet) -> None:
    filing = progress.read("330902 K06a = '/'").filing
    zero = CityHistory(shares={("330902", "K06"): Decimal(0)})
    (found,) = not_shared_despite_target(replace(filing, history=zero))
    assert (found.code, found.region, found.field) == ("C13", "330902", "K06a")
    assert "填的是“/”，但该地的目标是 0台（目标是 0 也要报数）。" in found.message
    assert found.message.endswith("请填写完成数；没有完成数的，请填数字 0。")


def test_less_than_last_time_is_a_warning(progress: Sheet) -> None:
    _, last = amount("330921", "K06")
    assert progress.read(f"330921 K06a = {last}").places() == []
    assert progress.read(f"330921 K06a = {last - 1}").places() == progress.places("P01 330921 K06a")


def test_more_than_ten_times_the_target_is_a_warning(progress: Sheet) -> None:
    share, last = amount("330921", "K06")
    assert 10 * share > 10 * last
    assert progress.read(f"330921 K06a = {10 * share}").places() == progress.places("P03 330921 K06a")
    found = progress.read(f"330921 K06a = {10 * share + 1}")
    assert found.places() == progress.places("P02 330921 K06a; P03 330921 K06a")
    assert any(f"是目标 {share}台的约 10 倍。" in each.message for each in found.findings)


def test_ten_times_or_a_tenth_of_last_time_is_a_warning(progress: Sheet) -> None:
    last = standing(SEPTEMBER, CITY).last["330922", "K04a"]
    both = "330922 K04b = 1000000"  # so that no share is over 100 %
    for number, found in (
        (10 * last, "P03 330922 K04a"),
        (10 * last - 1, ""),
        (last // 10, "P03 330922 K04a"),
        (last // 10 + 1, ""),
    ):
        places = progress.read(f"330922 K04a = {number}; {both}").places("P08")
        assert [each for each in places if each[2][0] == "S"] == progress.places(found)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("330922 K01a = 1000; 330922 K01b = 100", "P05 330922 K01a"),
        ("330922 K01a = 999.99; 330922 K01b = 100", ""),
        ("330922 K01a = 10; 330922 K01b = 100", "P05 330922 K01a"),
        ("330922 K01a = 10.01; 330922 K01b = 100", ""),
        ("330922 K01a = 0; 330922 K01b = 100", ""),
        ("330922 K03b = 10; 330922 K03d = 100", "P05 330922 K03b"),
        ("330922 K03a = 1000; 330922 K03c = 100", "P05 330922 K03a"),
        ("330922 K03a = 100; 330922 K03b = 1000", ""),
    ],
)
def test_ten_times_or_a_tenth_of_last_year_is_a_warning(change: str, found: str, progress: Sheet) -> None:
    places = progress.read(change).places("P03", "P08", "P06")
    assert places == progress.places(found)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("330922 K04a = 50000", "P06 330922 K04a"),
        ("330922 K04a = 49999", ""),
        ("330922 K04a = 5", "P06 330922 K04a"),
        ("330922 K04a = 6", ""),
        ("330922 K04a = 0", ""),
        ("330922 K04a = 5; 330921 K04a = 0", ""),  # two sisters with a number are too few
    ],
)
def test_a_hundred_times_the_median_of_the_sisters_is_a_warning(
    change: str, found: str, progress: Sheet
) -> None:
    sisters = "330902 K04a = 500; 330903 K04a = 300; 330921 K04a = 900; 330922 K04b = 60000"
    places = [each for each in progress.read(f"{sisters}; {change}").places() if each[0] == "P06"]
    assert [each for each in places if each[2][0] == "S"] == progress.places(found)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("330922 K04a = 50000", "P06", "填 50000台，是本市其他县（市、区）的中位数 500台的 100 倍。"),
        ("330922 K04a = 4", "P06", "填 4台，是本市其他县（市、区）的中位数 500台的 1/125。"),
        (
            "330922 K01a = 1250; 330922 K01b = 100",
            "P05",
            "亿元，是“研发费用支出（上年同期）” 100亿元的约 13 倍。",
        ),
        ("330922 K01a = 10; 330922 K01b = 100", "P05", "亿元，是“研发费用支出（上年同期）” 100亿元的 1/10。"),
    ],
)
def test_a_warning_says_how_far_a_number_is_off(change: str, code: str, words: str, progress: Sheet) -> None:
    sisters = "330902 K04a = 500; 330903 K04a = 300; 330921 K04a = 900; 330922 K04b = 60000"
    told = [each.message for each in progress.read(f"{sisters}; {change}").findings if each.code == code]
    assert words in told[0]


def test_a_rate_far_above_its_target_is_a_warning(progress: Sheet) -> None:
    found = progress.read("330903 K01a = 200.01; 330903 K01b = 100")  # 100.01 %, the target is 8.5 %
    assert found.places() == progress.places("P08 330903 K01a")
    assert progress.read("330903 K01a = 200; 330903 K01b = 100").places() == []
    (warning,) = found.findings
    assert warning.message.startswith(
        "普陀区的“传统制造业研发费用支出增长10%以上”算得 100.01%，是目标 8.5% 的约 12 倍。"
    )


def limited(code: str, limit: str, known: bool, *numbers: str) -> list[tuple[str, str, str]]:
    """What is found where an indicator is a limit of the counties (`known`) or of the city.

    The second input of a rate, if it has one, is 200 in every county.
    """
    indicators = tuple(
        each.model_copy(update={"direction": Direction.AT_MOST}) if each.code == code else each
        for each in plan().indicators
    )
    targets = tuple(
        each.model_copy(update={"value": Decimal(limit)}) if each.indicator == code else each
        for each in plan().targets
    )
    turned = changed_plan(indicators=indicators, targets=targets)
    shares = {(county, code): Decimal(limit) for county in COUNTIES} if known else {}
    typed = [(each, "200")[: len(turned.indicator[code].inputs)] for each in numbers]
    found, shown = judged(turned, code, CityHistory(shares=shares), typed)
    assert (shown == "通过") is not bool(found)
    return [(each.code, each.region, each.value) for each in found]


def judged(
    turned: Plan, code: str, history: CityHistory, numbers: Sequence[Sequence[str]]
) -> tuple[list[Finding], object]:
    """What intake finds at the first input of an indicator, and what the form's self-check says there.

    `numbers` are the inputs of every county under a plan that was turned.
    """
    filing, shown = filed(turned, code, history, numbers)
    return [each for each in checks.check(filing) if each.field == f"{code}a"], shown


def filed(
    turned: Plan, code: str, history: CityHistory, numbers: Sequence[Sequence[str]]
) -> tuple[Filing, object]:
    """The return with these numbers, and what the form's self-check says; see `judged`."""
    form = draft(turned, turned.round(JUNE), CITY, history)
    typed = {key: value for key, value in right(JUNE, CITY).items() if key[1][:3] != code}
    for county, mine in zip(COUNTIES, numbers, strict=True):
        filled = zip(turned.indicator[code].inputs, mine, strict=True)
        typed |= {(county, field.code, Role.INPUT): Decimal(number) for field, number in filled}
    data = written(form, typed)
    placement = locate.place(xlsx.read(data), form, {})
    filing, _ = submission.read(form, placement, turned, turned.round(JUNE), history)
    sheet = form.sheet_of(f"{code}a")
    check = address(sheet.line(Line.CHECK) or 0, sheet.column(f"{code}a", Role.INPUT) or 0)
    shown = openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet.name][check].value
    return filing, shown


def test_two_numbers_for_one_quantity_are_a_warning() -> None:
    same = tuple(
        each.model_copy(update={"name": "装备 总数"}) if each.code == "K05b" else each
        for each in plan().indicator["K05"].inputs
    )
    indicators = tuple(
        each.model_copy(update={"inputs": same}) if each.code == "K05" else each for each in plan().indicators
    )
    given = right(JUNE, CITY)
    whole = [given[county, "K04b", Role.INPUT] for county in COUNTIES]
    numbers = [("50", str(each)) for each in (whole[0] * 10000, *whole[1:])]
    filing, _ = filed(changed_plan(indicators=indicators), "K05", CityHistory(), numbers)
    (found,) = [each for each in checks.check(filing) if each.code == "P11"]
    first = filing.records[COUNTIES[0], "K04b"]
    assert (found.region, found.field, found.value) == (COUNTIES[0], "K05b", str(whole[0] * 10000))
    assert found.message.startswith(
        "定海区的“装备 总数（重点工业企业工业设备联网率45%以上）”填 4160000台，"
        f"“省经信厅”{in_words(first.cell)}的“装备总数（重点工业企业装备数控化率60%以上）”却填 416台，"
        "两处应是同一个数。"
    )


@pytest.mark.parametrize(
    ("code", "limit", "known", "numbers", "found"),
    [
        ("K06", "0", True, ("0", "0", "0", "0"), []),
        ("K06", "0", True, ("0", "3", "0", "0"), [("P09", "330903", "3")]),
        ("K06", "5", True, ("5", "6", "0", "5"), [("P09", "330903", "6")]),
        ("K06", "0", False, ("0", "3", "0", "0"), [("P09", CITY, "3")]),
        ("K06", "0", False, ("0", "0", "0", "0"), []),
        ("K06", "5", False, ("2", "3", "0", "0"), []),
        ("K06", "5", False, ("2", "3", "1", "0"), [("P09", CITY, "6")]),
        ("K04", "35", True, ("60", "70", "70", "50"), []),  # of 200: 30 %, 35 %, 35 %, 25 %
        ("K04", "35", True, ("60", "70", "71", "50"), [("P09", "330921", "35.5")]),
        ("K04", "35", False, ("60", "70", "100", "50"), []),  # 280 of 800
        ("K04", "35", False, ("60", "70", "100", "52"), [("P09", CITY, "35.25")]),
        ("K01", "-3.5", True, ("195", "190", "198", "192"), []),  # to fall by 3.5 % is no limit
        ("K01", "-3.5", False, ("195", "190", "198", "199"), []),
    ],
)
def test_what_is_over_a_limit_is_a_warning(
    code: str, limit: str, known: bool, numbers: tuple[str, ...], found: list[tuple[str, str, str]]
) -> None:
    assert limited(code, limit, known, *numbers) == found


@pytest.mark.parametrize(
    ("energy", "codes", "check"),
    [
        ("200", [], "通过"),
        ("2064300", ["P05", "P06", "P08"], "提示：1地与上年相差悬殊"),  # 吨, where 万吨 is asked
        ("2005.9", ["P05", "P08"], "提示：1地与上年相差悬殊"),
        ("2005.89", ["P08"], "提示：1地与目标相差悬殊"),  # 900 % more
    ],
)
def test_a_decline_with_an_input_in_another_unit_is_a_warning(
    energy: str, codes: list[str], check: str
) -> None:
    """K03 as the decline of energy per value added, by 3.2 %; one county uses `energy` after 200.59."""
    measure = "(1 - (K03a / K03b) / (K03c / K03d)) * 100"
    indicators = tuple(
        each.model_copy(update={"measure": measure}) if each.code == "K03" else each
        for each in plan().indicators
    )
    shares = {(county, "K03"): Decimal("3.2") for county in COUNTIES}
    numbers = [(energy, "500", "200.59", "500"), *[("190", "500", "200", "500")] * 3]
    found, shown = judged(changed_plan(indicators=indicators), "K03", CityHistory(shares=shares), numbers)
    assert [each.code for each in found] == codes
    assert {each.type.weight for each in found} <= {Weight.SIZE}
    assert shown == check
    told = [each.message for each in found if each.code == "P08" and energy == "2064300"]
    assert all("算得 -1029014.11%，与目标 3.2% 一正一负，大小是它的约 321567 倍。" in each for each in told)


# ------------------------------------------------------------------ what no form writes, but people make


def edited(sheet: Sheet, edit: Callable[[Worksheet], object]) -> bytes:
    """The form in order after something has been done to its sheet."""
    book = openpyxl.load_workbook(BytesIO(sheet.data))
    edit(book[SHEET])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(address: str, value: object, number_format: str = "General") -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        cell = sheet[address]
        assert isinstance(cell, Cell)
        cell.value = value  # type: ignore[assignment]
        cell.number_format = number_format

    return edit


def error(address: str) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        cell = sheet[address]
        assert isinstance(cell, Cell)
        cell.value, cell.data_type = "#DIV/0!", "e"

    return edit


def struck(address: str, value: object) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        put(address, value)(sheet)
        sheet[address].font = Font(strike=True)

    return edit


def runs(address: str, *pieces: str | tuple[str, dict[str, Any]]) -> Callable[[Worksheet], None]:
    """A cell of pieces of text, some of them in a font of their own."""

    def edit(sheet: Worksheet) -> None:
        blocks = [p if isinstance(p, str) else TextBlock(InlineFont(**p[1]), p[0]) for p in pieces]
        put(address, CellRichText(*blocks))(sheet)

    return edit


def copied(sheet: Worksheet) -> Worksheet:
    assert sheet.parent is not None
    return sheet.parent.copy_worksheet(sheet)


K01, K06 = "C9", "H9"  # 普陀区: the second county's cells
EDITS: dict[str, tuple[Callable[[Worksheet], object], list[tuple[str, str]]]] = {
    "a logical value": (put(K06, True), [("C14", K06)]),
    "a date": (put(K06, datetime.date(2020, 6, 30), "yyyy-mm-dd"), [("C14", K06)]),
    "a number shown as a date": (put(K06, 30, "yyyy-mm-dd"), [("C14", K06)]),
    "an error value": (error(K06), [("C03", K06)]),
    "a formula over the form's own cells": (put(K06, "=H10+3*(H11+4)"), [("C16", K06)]),
    "a formula with a function of its own": (put(K06, "=MAX(H10,3)"), [("C11", K06)]),
    "a formula over itself": (put(K06, "=H9+1"), [("C11", K06)]),
    "a formula into another file": (put(K06, "=[1]表1!A1"), [("C11", K06)]),
    "a percent format in a % column": (put(K01, 0.1, "0%"), [("C06", K01)]),
    "a percent format below the floor": (put(K01, 0.095, "0.0%"), [("C06", K01), ("S04", K01)]),
    "a percent format in an amount": (put(K06, 0.3, "0%"), [("C02", K06)]),
    "a computed percent format in an amount": (put(K06, "=0.1*3", "0%"), [("C02", K06)]),
    "a computed number shown as a date": (put(K06, "=10*3", "yyyy-mm-dd"), [("C14", K06)]),
    "a computed share of one": (put(K01, "=0.12"), [("C07", K01)]),
    "a computed ratio": (put(K01, "=6/50"), [("C07", K01)]),
    "a computed sum in a percent format": (put(K01, "=0.08+0.04", "0%"), [("C16", K01), ("C06", K01)]),
    "a reference to a percent format": (
        lambda s: [put("W9", 0.12, "0%")(s), put(K01, "=W9")(s)],
        [("C07", K01)],
    ),
    "a format with more zeros": (put(K06, 30, '0"00"'), [("C19", K06)]),
    "a format in another unit": (put("L9", 0.1, '0.0"万元"'), [("C19", "L9")]),
    "a format of words": (put(K06, 30, '"已报"'), [("C19", K06)]),
    "a format of nothing": (put(K06, 30, ";;;"), [("C19", K06)]),
    "a computed number in such a format": (put(K06, "=10*3", "0!.0,"), [("C16", K06), ("C19", K06)]),
    "a text in a format of nothing": (put(K06, "30", ";;;"), [("C04", K06), ("C19", K06)]),
    "a format in the column's unit": (put(K06, 30, '#,##0"台"_ ;[Red]-0"台"'), []),
    "a format of Chinese digits": (put(K06, 30, "[DBNum1][$-804]General"), []),
    "a number struck out": (struck(K06, 30), [("C18", K06)]),
    "a computed number struck out": (struck(K06, "=10*3"), [("C16", K06), ("C18", K06)]),
    "a mark struck out": (struck(K06, "/"), [("C12", K06)]),
    "a text struck out": (struck(K06, "30"), [("C04", K06), ("C18", K06)]),
    "a number struck out in part": (runs(K06, "3", ("00", {"strike": True})), [("C02", K06)]),
    "a note raised behind a number": (runs(K06, "30", ("1", {"vertAlign": "superscript"})), [("C02", K06)]),
    "a digit lowered": (runs(K06, "3", ("0", {"vertAlign": "subscript"})), [("C02", K06)]),
    "every run struck out": (
        runs(K06, ("3", {"strike": True}), ("0", {"strike": True, "b": True})),
        [("C04", K06), ("C18", K06)],
    ),
    "a bold digit": (runs(K06, "3", ("0", {"b": True})), [("C04", K06)]),
    "a unit struck out": (runs(K06, "30", ("台", {"strike": True})), [("C05", K06)]),
    "a hidden row": (lambda s: s.row_dimensions.__getitem__(9).__setattr__("hidden", True), [("L05", "*9")]),
    "a hidden column": (lambda s: s.column_dimensions["H"].__setattr__("hidden", True), [("L05", "H*")]),
    "a merged cell": (lambda s: s.merge_cells("H9:H10"), [("L06", K06), ("C01", "H10")]),
    "a code twice": (put("A10", "330903"), [("L03", "A10"), ("L04", "")]),
    "a field's code twice": (put("I5", "K06"), [("L03", "I5"), ("L04", "")]),
    "the dust of a computed sum": (put("T9", 0.07 - 0.04), []),
    "a target changed": (put("H6", 200), [("L07", "H6")]),
    "a target emptied": (put("H6", None), [("L07", "H6")]),
    "a target written out": (put("H6", "220"), []),
    "a code row emptied": (lambda s: [put(f"{c}5", None)(s) for c in "CDEFGHIJKLMNOPQRST"], [("L04", "")]),
    "one code gone": (put("H5", None), [("L04", "")]),
    "one county's code gone": (put("A9", None), [("L04", "")]),
    "a number in a row without a code": (put("H28", "5"), [("L08", "H28")]),
    "two numbers in a row without a code": (put("H28", "20 30"), [("L08", "H28")]),
    "a circled number in a row without a code": (put("H28", "12①"), [("L08", "H28")]),
    "a turned number in a row without a code": (put("H28", "\u202e12"), [("L08", "H28")]),
    "words in a row without a code": (put("H28", "其中：2020年新增"), []),
    "a title rewritten": (put("H1", "随便"), []),
    "another sheet name": (lambda s: s.__setattr__("title", "Sheet1"), []),
    "a copy of the sheet": (lambda s: copied(s), []),
    "a note beside the table": (put("W9", "330922 K06 备注"), []),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_people_do_to_a_sheet(name: str, breakdown: Sheet) -> None:
    edit, wanted = EDITS[name]
    found = read(edited(breakdown, edit), breakdown.form).places()
    codes = "CDEFGHIJKLMNOPQRST"
    expected: list[tuple[str, str]] = []
    for code, cell in wanted:
        row = [f"{letter}9" for letter in codes] if cell == "*9" else []
        column = [f"H{row}" for row in range(8, 12)] if cell == "H*" else []
        expected += [(code, each) for each in row + column or [cell]]
    assert sorted((code, cell) for code, _, cell in found) == sorted(expected)


def test_a_computed_percentage_counts_as_it_is_shown(breakdown: Sheet) -> None:
    data = edited(breakdown, put(K01, "=0.08+0.04", "0%"))
    assert read(data, breakdown.form).said["330903", "K01"] == "12"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            put(K06, 30, '0"00"'),
            "存的是 30，按单元格的数字格式却显示为“3000”，已按 30 计。请核对哪个是对的，"
            "并把单元格的数字格式改为“常规”。",
        ),
        (put(K06, 30, ";;;"), "存的是 30，按单元格的数字格式却显示为“空白”，已按 30 计。"),
        (struck(K06, 30), "填的 30 整格划了删除线，已按 30 计。如已作废，请删去或改填正确的数字；"),
        (
            runs(K06, "3", ("00", {"strike": True})),
            "填的是“300”，其中“00”划了删除线，不能确认是哪个数。请只填数字，单位为台。",
        ),
        (runs(K06, "30", ("1", {"vertAlign": "superscript"})), "填的是“301”，其中“1”是上标或下标，不能确认"),
    ],
)
def test_what_is_seen_is_told(edit: Callable[[Worksheet], object], words: str, breakdown: Sheet) -> None:
    assert [words in each.message for each in read(edited(breakdown, edit), breakdown.form).findings] == [
        True
    ]


def test_a_computed_sum_is_taken_as_the_sheet_shows_it(breakdown: Sheet) -> None:
    data = edited(breakdown, put("T9", 0.07 - 0.04))
    assert read(data, breakdown.form).said["330903", "K18"] == "0.03"


def test_a_second_copy_filled_otherwise_needs_a_person(breakdown: Sheet) -> None:
    def edit(sheet: Worksheet) -> None:
        put(K06, 3)(copied(sheet))

    assert read(edited(breakdown, edit), breakdown.form).places() == [("D09", f"{SHEET} Copy", "")]


def test_a_form_without_its_sheet_is_an_error(breakdown: Sheet) -> None:
    def edit(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.remove(sheet)

    found = read(edited(breakdown, edit), breakdown.form)
    assert found.places("C01") == [("L09", "分解表", "")]


def test_another_citys_rows_under_this_citys_ticket_are_named(breakdown: Sheet) -> None:
    data = edited(breakdown, put("A9", "330502"))
    placement = locate.place(xlsx.read(data), breakdown.form, {"330502": "湖州市"})
    (found,) = [each for each in placement.findings if each.code == "D06"]
    assert (found.sheet, found.cell, found.value) == (SHEET, "A9", "330502")
    assert "湖州市" in found.message


def test_two_tickets_in_one_file_are_a_conflict(breakdown: Sheet) -> None:
    data = edited(breakdown, put("C20", "模板编号：330100-B-1-ABCDEF0　（请勿删改）"))
    identity = locate.identify(xlsx.read(data))
    assert identity.ticket == ""
    assert [(each.code, each.sheet, each.cell) for each in identity.findings] == [("D03", SHEET, "C20")]
    assert all(each in identity.findings[0].message for each in (TICKET, "330100-B-1-ABCDEF0"))


@pytest.mark.parametrize(("where", "gone"), [("C20", "表内"), ("property", "文件属性")])
def test_a_ticket_gone_from_one_place_is_a_warning(where: str, gone: str, breakdown: Sheet) -> None:
    def edit(sheet: Worksheet) -> None:
        if where == "property":
            del sheet.parent.custom_doc_props["CascadeTicket"]  # type: ignore[union-attr]
        else:
            put(where, None)(sheet)

    identity = locate.identify(xlsx.read(edited(breakdown, edit)))
    assert identity.ticket == TICKET
    assert [each.code for each in identity.findings] == ["D05"]
    assert f"{gone}的模板编号不见了" in identity.findings[0].message


# ------------------------------------------------------------------- what LibreOffice makes of a form

MOVES: dict[str, tuple[list[Step], list[tuple[str, str]]]] = {
    "a row inserted": ([{"do": "insert_rows", "row": 9}], []),
    "rows sorted upside down": ([{"do": "sort", "range": "A8:T11", "column": "A", "ascending": False}], []),
    "a column moved": ([{"do": "move_columns", "column": "J", "before": "D"}], []),
    "a column inserted": ([{"do": "insert_columns", "column": "E"}], []),
    "a county deleted": ([{"do": "delete_rows", "row": 9}], [("L01", "")]),
    "an indicator deleted": ([{"do": "delete_columns", "column": "H"}], [("L02", "")]),
    "a spare row deleted": ([{"do": "delete_rows", "row": 24}], []),
    "numbers in an inserted row": (
        [{"do": "insert_rows", "row": 9}, {"do": "type", "cell": "H9", "text": "5"}],
        [("L08", "H9")],
    ),
}


@pytest.fixture(scope="session")
def office() -> Calc:
    return calc()


@pytest.mark.parametrize("name", MOVES)
def test_a_form_is_found_after_its_rows_and_columns_have_moved(
    name: str, office: Calc, breakdown: Sheet, tmp_path: Path
) -> None:
    steps, wanted = MOVES[name]
    source, stored = tmp_path / "前.xlsx", tmp_path / "后.xlsx"
    source.write_bytes(written(breakdown.form, breakdown.base))
    all_steps = [{"do": "unprotect"}, *steps]
    office.play(
        source, *({**step, "sheet": SHEET} for step in all_steps), {"do": "store", "path": str(stored)}
    )
    found = read(stored.read_bytes(), breakdown.form)
    assert sorted((code, cell) for code, _, cell in found.places()) == wanted
    if not wanted:
        assert found.said == read(source.read_bytes(), breakdown.form).said


# -------------------------------------------------------------------------------------------- the words


def test_every_wording_is_chinese_and_says_what_to_do() -> None:
    for code, wording in CATALOGUE.items():
        assert re.search(r"[一-鿿]", wording.cause + wording.remedy), code
        assert "--" not in wording.cause + wording.remedy, (
            code
        )  # a command is the operator's, and a field apart
        for words in (wording.cause, wording.remedy):
            assert not words.endswith(("。", "！", ".")), code
        assert wording.severity in Severity


def test_messages_have_no_unfilled_place(breakdown: Sheet, progress: Sheet) -> None:
    for sheet, rows in ((breakdown, BREAKDOWN_ROWS), (progress, PROGRESS_ROWS)):
        for change, _ in parsed(rows):
            for each in sheet.read(change).findings:
                assert not re.search(r"[{}]|None|Decimal|“”|。。", each.message), each.message
                assert each.region in {CITY, *COUNTIES, "330900A1", "330900A2"}, each
                assert each.field or each.code[0] in "ZL", each


def names_all(found: Finding, read: Read) -> bool:
    """Whether a message names the indicator and the region that its finding is about."""
    filing, bare = read.filing, str.maketrans("“”", "‘’")
    shapes = {each.indicator: each for each in filing.shapes.values()} | dict(filing.shapes)
    if found.field:
        name = plan().indicator[shapes[found.field].indicator].name
        if name.translate(bare) not in found.message:
            return False
    named = found.region in found.message or filing.region_name(found.region) in found.message
    return not found.region or named or found.code in {"E01", "Z03"}  # Z03 may be about an invisible name


def test_every_message_names_its_indicator_and_its_region(breakdown: Sheet, progress: Sheet) -> None:
    seen = set()
    for sheet, rows in ((breakdown, BREAKDOWN_ROWS), (progress, PROGRESS_ROWS)):
        for change, _ in parsed(rows):
            read_ = sheet.read(change)
            for each in read_.findings:
                assert names_all(each, read_), each
                seen.add(each.code)
    assert {"C01", "C13", "P04", "S01", "S02", "S03", "S04", "S05", "S06", "S07", "Z01"} <= seen


@pytest.mark.parametrize("change", ["K06a = 1", "K06a = 999999"])
def test_a_warning_of_progress_names_its_indicator_and_its_region(change: str, progress: Sheet) -> None:
    found = [each for each in progress.read(f"330903 {change}").findings if each.code[0] == "P"]
    assert [each.message[: len("普陀区的“本年累计新增工业机器人")] for each in found] == [
        "普陀区的“本年累计新增工业机器人"
    ] * len(found)
    assert found


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (put("H6", 200), "L07", "舟山市的“6．传统制造业新增工业机器人10000台”的目标数"),
        (put("A10", "330903"), "L03", "编码 330903（普陀区）出现了不止一次（另一处：A列9行）"),
        (put("I5", "K06"), "L03", "出现了不止一次（另一处：H列5行）"),
        (put("H5", None), "L04", "K06（"),
        (put("A9", None), "L04", "330903（普陀区）"),
    ],
)
def test_a_finding_about_the_form_names_indicator_and_region(
    change: Callable[[Worksheet], object], code: str, words: str, breakdown: Sheet
) -> None:
    found = read(edited(breakdown, change), breakdown.form).findings
    (message,) = [each.message for each in found if each.code == code]
    assert words in message


def test_the_plan_has_the_regions_these_tests_speak_of() -> None:
    assert tuple(each.code for each in plan().counties(CITY)) == COUNTIES

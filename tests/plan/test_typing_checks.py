"""What lights up while an office types, as LibreOffice computes it, and the lists to choose from."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

from cascade.plan.new_plan import new_plan
from cascade.plan.plan_workbook import write_drafted, write_workbook
from tests.support.forked import PROJECT
from tests.support.libreoffice import resave

SHIPPED = PROJECT / "plans" / "zhejiang-2020"
RED, YELLOW = "bad", "fair"
COLOURS = {"FFF8C9C4": RED, "FFFFE8A3": YELLOW}
SCRATCH = 60  # a column behind all others

COMPUTED = "computed"

TYPED = {  # by cell: what somebody types, and how the cell lights up
    "指标!A5": ("K01", RED),  # a code twice
    "指标!C5": (None, YELLOW),
    "指标!E5": ("一", RED),
    "指标!G5": ("不少于", RED),
    "指标!G6": ("at_least", None),
    "指标!J5": ("10.5", None),
    "指标!J6": ("10%以上", RED),
    "填报项!B5": ("K99", RED),
    "填报项!E5": (None, None),
    "目标!E3": ("杭洲市", RED),
    "目标!F3": ("330200", None),
    "目标!E7": (None, YELLOW),
    "目标!F7": ("12%以上", None),
    "目标!G7": ("/", None),
    "目标!H7": ("力争", RED),
    "目标!E9": ("1200台", None),
    "目标!P9": (COMPUTED, RED),  # 9900 of 10000
    "目标!P10": (COMPUTED, None),  # not to be held to its headline
    "目标!P11": (COMPUTED, None),
    "地区!B5": (None, YELLOW),
    "地区!C6": ("浙江", RED),
    "联系人!A5": ("宁波", RED),
    "联系人!A6": ("温州市", None),
    "批次!B5": ("汇总", RED),
    "批次!D5": ("2020年6月30日", None),
    "批次!D6": ("六月底", RED),
    "批次!E5": ("2020-07-10", None),
    "方案!B5": (None, YELLOW),
    "方案!B12": ("浙江", RED),
    "方案!B19": ("-10", None),
    "方案!B18": ("无", RED),
}


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The colours of the typed cells: every rule's formula is computed in a cell far to the right."""
    folder = tmp_path_factory.mktemp("方案")
    write_workbook(SHIPPED, folder / "方案.xlsx")
    book = openpyxl.load_workbook(folder / "方案.xlsx")
    for place, (text, _) in TYPED.items():
        sheet, cell = place.split("!")
        if text != COMPUTED:
            book[sheet][cell] = text
    asked = [(place, *each) for place in TYPED for each in rules(book, place)]
    for number, (place, formula, _) in enumerate(asked):
        book[place.split("!")[0]].cell(400 + number, SCRATCH).value = f"={formula}"
    book.save(folder / "方案.xlsx")
    (folder / "again").mkdir()
    path = resave([folder / "方案.xlsx"], folder / "again")[folder / "方案.xlsx"]
    values = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, set[str]] = {place: set() for place in TYPED}
    for number, (place, _, colour) in enumerate(asked):
        value = values[place.split("!")[0]].cell(400 + number, SCRATCH).value
        assert isinstance(value, bool | int | float), (place, value)
        if value:
            found[place].add(colour)
    return found


def rules(book: Workbook, place: str) -> list[tuple[str, str]]:
    """The formulas of the red and yellow rules for a cell, moved to it from the first cell of their range."""
    sheet, cell = place.split("!")
    found = []
    for area in book[sheet].conditional_formatting:
        first, top, last, bottom = (int(bound or 0) for bound in range_boundaries(str(area.sqref)))
        at = book[sheet][cell]
        if not (first <= at.column <= last and top <= at.row <= bottom):
            continue
        for rule in area.rules:
            colour = COLOURS.get(rule.dxf.fill.bgColor.rgb) if rule.dxf and rule.dxf.fill else None
            if colour and rule.formula:
                origin = book[sheet].cell(top, first).coordinate
                moved = Translator(f"={rule.formula[0]}", origin=origin).translate_formula(cell)
                found.append((moved.removeprefix("="), colour))
    return found


@pytest.mark.parametrize("place", TYPED)
def test_a_cell_lights_up_as_it_is_typed(place: str, lit: dict[str, set[str]]) -> None:
    expected = TYPED[place][1]
    assert lit[place] == ({expected} if expected else set())


def test_sums_are_computed_beside_the_targets(tmp_path: Path) -> None:
    write_workbook(SHIPPED, tmp_path / "方案.xlsx")
    book = openpyxl.load_workbook(tmp_path / "方案.xlsx")
    sheet = book["目标"]
    sheet["E9"], sheet["F9"], sheet["E10"], sheet["E13"] = "1300", "/", "约5500家", "104.2亿元以上"
    book.save(tmp_path / "方案.xlsx")
    (tmp_path / "again").mkdir()
    path = resave([tmp_path / "方案.xlsx"], tmp_path / "again")[tmp_path / "方案.xlsx"]
    values = openpyxl.load_workbook(path, data_only=True)["目标"]
    at = [cell.value for cell in values[3]].index("合计") + 1
    sums = [values.cell(row, at).value for row in (4, 9, 10, 11, 13)]
    assert sums == [None, 10000 - 1450, None, 200, 300]


def test_lists_grow_with_what_is_typed(tmp_path: Path) -> None:
    write_drafted(new_plan("350100"), tmp_path / "方案.xlsx", with_examples=True)
    names = openpyxl.load_workbook(tmp_path / "方案.xlsx").defined_names
    assert names["地区名称"].attr_text == "'地区'!$B$5:$B$304"
    assert names["可选地区名称"].attr_text == ("OFFSET('地区'!$B$5,0,0,MAX(1,COUNTA('地区'!$B$5:$B$304)),1)")
    assert set(names) >= {"指标代码", "批次名称", "批次编号", "地区代码"}

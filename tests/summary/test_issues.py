"""The sheet of missing cities and open findings: long names leave room for what is wrong."""

from dataclasses import replace
from io import BytesIO

import openpyxl

from cascade import theme
from cascade.findings import Finding, finding
from cascade.summary import draw
from tests.support.provinces import LEADS, stories
from tests.support.small_summary import column_widths


def test_a_long_name_of_a_sheet_leaves_room_for_the_words() -> None:
    facts = stories()["some"].facts(0)
    facts = replace(facts, receipts=(replace(facts.receipts[0], findings=(_below(LEADS[0] * 2),)),))
    sheet = openpyxl.load_workbook(BytesIO(draw(facts, theme.load())))["未报与问题"]
    widths = column_widths(sheet)
    assert widths["E"] == 28.0
    assert widths["G"] > 60
    assert sheet["E4"].alignment.wrap_text


def _below(sheet: str) -> Finding:
    levels = stories()["some"].plan.levels
    facts = {"name": "第1县", "heading": "本年累计", "number": "1", "last": "2", "unit": "个"}
    return finding("P01", levels, sheet=sheet, cell="E7", region="520101", field="K01a", **facts)

"""排名及变化: a line for each city, ranked, and where its ranks have moved since the last accepted round."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl

from cascade import theme
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.returns.sums import results
from cascade.summary import draw, draw_pack
from cascade.theme import LINE_POINTS, lines_needed
from tests.support.provinces import PROGRESS, Told, amount, province

CITIES = ("甲市", "乙市", "丙市")
CODES = ("520100", "520200", "520300")


def rounds(first: dict[str, tuple[int, int]], second: dict[str, tuple[int, int]]) -> Facts:
    """What cities of one county reach of 60 in two indicators, by March and by June."""
    plan = province([amount(2), amount(3)], CITIES, counties=1)
    facts = Told(plan, missing=[code for code, city in zip(CODES, CITIES, strict=True) if city not in second])
    now = facts.facts(1)

    def values(said: dict[str, tuple[int, int]], at: int) -> Any:
        numbers = {
            code: {
                (f"{code[:4]}01", f"K0{n}a"): Decimal(each)
                for n, each in zip((2, 3), said[city], strict=True)
            }
            for code, city in zip(CODES, CITIES, strict=True)
            if city in said
        }
        return results(plan, PROGRESS[at], numbers), frozenset(numbers)

    last_values, last_cities = values(first, 0)
    return replace(now, values=values(second, 1)[0], earlier=(Period(PROGRESS[0], last_values, last_cities),))


def lines(facts: Facts) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(draw(facts, theme.load())), data_only=True)["排名及变化"]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=7)]


def test_the_fewest_far_behind_lead_then_the_fewest_a_little_behind() -> None:
    """By March 15 of 60 are on schedule and 9 a little behind, by June 30 and 24."""
    march = {"甲市": (15, 15), "乙市": (15, 9), "丙市": (3, 3)}
    june = {"甲市": (24, 30), "乙市": (36, 6), "丙市": (33, 33)}
    assert lines(rounds(march, june)) == [
        # rank, city, ● △ ▼ now, △ ▼ and rank then, move, risen, fallen, moves by indicator
        [1, "丙市", 2, 0, 0, 0, 2, 3, 2, 2, 0, 1, 2],
        [2, "甲市", 1, 1, 0, 0, 0, 1, -1, 0, 2, -2, -1],
        [3, "乙市", 1, 0, 1, 1, 0, 2, -1, 0, 1, None, -1],
    ]


def test_ties_share_a_rank_and_the_missing_have_none() -> None:
    march = {"甲市": (15, 15), "乙市": (15, 15)}
    june = {"甲市": (30, 30), "丙市": (30, 30)}
    found = lines(rounds(march, june))
    assert [row[:2] for row in found] == [[1, "甲市"], [1, "丙市"], ["未报", "乙市"]]
    assert found[0][8] == 0  # first then, first now
    assert found[1][5:9] == ["—", "—", "—", "—"]  # it had not reported
    assert found[2][2:5] == ["—", "—", "—"]


def test_a_long_name_is_not_cut() -> None:
    names = ("甲市", "西部生态移民安置乡", "喀什地区塔什库尔干塔吉克自治县")
    facts = Told(province([amount(2), amount(3)], names, counties=1)).facts(1)
    sheet = openpyxl.load_workbook(BytesIO(draw_pack(facts, theme.load())))["排名及变化"]
    width = sheet.column_dimensions["B"].width - 0.71  # of a cell's padding
    for row in (5, 6, 7):
        needed = max(lines_needed(name, width) for name in names)
        assert sheet.row_dimensions[row].height >= LINE_POINTS * needed


def test_the_first_round_has_nothing_to_compare() -> None:
    facts = Told(province([amount(2), amount(3)], CITIES, counties=1)).facts(0)
    sheet = openpyxl.load_workbook(BytesIO(draw(facts, theme.load())))["排名及变化"]
    assert sheet.max_column == 5
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("本期是第一期，没有可比的名次。" in each for each in texts)


def test_a_rank_that_all_share_is_no_rank() -> None:
    same = dict.fromkeys(CITIES, (15, 3))
    book = openpyxl.load_workbook(BytesIO(draw(rounds(same, same), theme.load())), data_only=True)
    sheet = book["排名及变化"]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 1).number_format) for row in (5, 6, 7)] == [
        (1, '"并列"')
    ] * 3
    notes = "".join(str(row[0].value) for row in sheet.iter_rows(min_row=8) if row[0].value)
    assert "各市▼、△的项数都相同，不排名次。" in notes
    assert "少的在前" not in notes

"""What the questions answer from receipts alone."""

from dataclasses import replace
from pathlib import Path

from cascade.commands.queries import changed_plan_lines
from cascade.findings import finding
from cascade.places import Places
from cascade.returns.receipt import Receipt, State
from tests.support.provinces import BREAKDOWN, amount, province


def test_the_cities_that_a_changed_plan_concerns_stand_in_the_plans_order() -> None:
    """However they came; a file of no city comes last."""
    plan = province([amount(1)], ["甲市", "乙市", "丙市"])
    blank = Receipt(BREAKDOWN.id, "/收/无主.xlsx", "0", "2021-02-20", 1, state=State.HELD)
    gone = replace(blank, findings=(finding("D23", what="目标由 3 改为 4"),))
    came = [gone, *(replace(gone, region=city) for city in ("520300", "520100", "520200", "520100"))]
    _, told = changed_plan_lines(Places(Path(), plan, BREAKDOWN), came)
    assert told.splitlines()[1].startswith("      涉及：甲市、乙市、丙市、无主.xlsx。")

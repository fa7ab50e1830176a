"""Small numbers in % columns, by a table written by hand: what form and intake say at every bound.

A spreadsheet turns a typed 3% into 0.03: no such number may count in silence, and none may be refused
without a way out.
"""

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest

from cascade import checks, locate, submission, theme, xlsx
from cascade.findings import Finding
from cascade.form import draw
from cascade.goals import Target
from cascade.grid import address
from cascade.indicators import Adds, Direction
from cascade.judging.open_cells import acceptable
from cascade.layout import Layout, Line, Role, draft
from cascade.model import Plan, Round
from cascade.returns.city_history import CityHistory
from tests.support.formulas import values
from tests.support.provinces import BREAKDOWN, PROGRESS, amount, province, rate

CITY, FIRST = "520100", "520101"
SIDES = {"≥": Direction.AT_LEAST, "≤": Direction.AT_MOST, "in": Direction.WITHIN}

# side and target of all cities | what the city wrote in 说明 | a number | what intake finds: in a breakdown,
# and in a progress round where that differs (a share of a positive target is not negative)
CASES = """
≥ 3     |                | 0.03  | C07
≥ 3     |                | 0.4   | C07
≥ 3     |                | 0.99  | C07
≥ 3     |                | 1     |
≥ 3     |                | 0     |
≥ 3     | 全县0.4%属实   | 0.4   | C21
≥ 3     | 全县0.4％属实  | 0.4   | C07
≥ 3     | 0.4%           | 0.4   | C21
≥ 3     | 受疫情影响     | 0.4   | C07
≥ 3     | 全县40%        | 0.4   | C07
≥ 3     | 全县0.4属实    | 0.4   | C07
≥ 3     | 全县4%         | 0.04  | C07
≥ 3     | 下降0.4%       | -0.4  | C08 C21
≥ 3     |                | -0.03 | C08 C07
≥ 3     |                | -1    | C08 -
≥ 1     |                | 0.99  | C07
≥ 50    |                | 1     |
≥ 60    |                | 1     | C07
≥ 60    |                | 1.19  | C07
≥ 60    |                | 1.2   |
≥ 100   |                | 1     | C07
≥ 100   |                | 1.99  | C07
≥ 100   |                | 2     |
≥ 100   | 刚起步，1.5%   | 1.5   | C21
≤ 3     |                | 0.03  | C07
≤ 3     |                | 0.29  | C07
≤ 3     |                | 0.3   | C21
≤ 3     |                | 0.4   | C21
≤ 3     |                | 0.99  | C21
≤ 3     |                | 1     |
≤ 3     | 物价平稳       | 0.4   | C21
≤ 3     | 全年0.2%       | 0.2   | C21
≤ 3.5   |                | 0.34  | C07
≤ 3.5   |                | 0.35  | C21
≤ 8     |                | 0.79  | C07
≤ 8     |                | 0.8   | C21
≤ 10    |                | 0.99  | C07
≤ 10    |                | 1     |
≤ 120   |                | 1.15  | C07
≤ 120   |                | 2.39  | C07
≤ 120   |                | 2.4   |
in 2 3  |                | 0.29  | C07
in 2 3  |                | 0.3   | C21
in 2 3  |                | 0.4   | C21
in 2 3  |                | 2.5   |
≥ 0.8   |                | 0.8   |
≥ 0.8   |                | 0.08  |
≥ 0.8   |                | 0.07  | C21
≤ 0.8   |                | 0.01  | C21
in 0.5 3|                | 0.6   |
in 0.5 3|                | 0.03  | C21
≥ -3    |                | -0.03 | C21
≥ -3    |                | -0.3  |
≥ -3    |                | 0.5   |
≥ 0     |                | 0.01  |
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in CASES.strip().split("\n")]


def plan_of(side: str, value: str, upper: str = "") -> Plan:
    """A plan of one percentage, reported as such and possibly negative, with one target for every city."""
    made = amount(1, unit="%", decimals=1, direction=SIDES[side], adds=Adds.OWN)
    inputs = [each.model_copy(update={"unit": "%", "decimals": 1, "negative": True}) for each in made.inputs]
    made = made.model_copy(update={"inputs": tuple(inputs)})
    plan = province([made], ("甲市", "乙市"))
    low, high = Decimal(value), Decimal(upper) if upper else None
    targets = [
        Target(indicator="K01", region=each.code, value=low, upper=high, text=value) for each in plan.cities
    ]
    return plan.model_copy(update={"targets": tuple(targets)})


def form_of(plan: Plan, round_: Round) -> Layout:
    return draft(plan, round_, CITY, CityHistory())


def answered(form: Layout, number: str, said: str) -> bytes:
    """A filled form with one small number: a county's in a breakdown, the city's own in a progress round."""
    field, target = form.fields[0], next(each.number for each in form.given if each.field == "K01")
    assert target is not None
    usual = max(target, Decimal(2))
    cells = {(region, field, Role.INPUT): usual for region in (*form.leaves, CITY)}
    cells[CITY if form.kind == "progress" else FIRST, field, Role.INPUT] = Decimal(number)
    typed: dict[tuple[str, str, Role], Decimal | str] = dict(cells)
    if said:
        typed[CITY, "K01", Role.EXPLANATION] = said
    issued = datetime(2021, 2, 1, 9)
    return draw(form, "520100-B-1-XXXXXXX", issued, "说明\n# 一\n请填。", theme.load(), typed)


def found(plan: Plan, form: Layout, round_: Round, data: bytes) -> list[Finding]:
    placement = locate.place(xlsx.read(data), form, {})
    filing, odd = submission.read(form, placement, plan, round_, CityHistory())
    return [each for each in (*odd, *checks.check(filing)) if each.code in ("C07", "C08", "C09", "C21")]


@pytest.mark.parametrize("row", ROWS, ids="|".join)
@pytest.mark.parametrize("round_", [BREAKDOWN, PROGRESS[0]], ids=["breakdown", "progress"])
def test_a_small_number_counts_where_it_cannot_be_a_typed_percentage(
    row: tuple[str, ...], round_: Round
) -> None:
    target, said, number, answers = row
    expected = (answers.split() or ["-"])[0 if round_ is BREAKDOWN else -1]
    plan = plan_of(*target.split())
    form = form_of(plan, round_)
    data = answered(form, number, said)
    findings = found(plan, form, round_, data)
    assert [each.code for each in findings] == ([] if expected == "-" else [expected])
    rule = form.shapes[form.fields[0]].rule
    known = {"cell": Decimal(number), "said": said or None}
    rule_ = acceptable(rule, beside_target=False)
    assert rule_.holds(**{name: known[name] for name in rule_.names}) is (expected not in ("C07", "C08"))
    sheet = form.sheets[0]
    cell = address(sheet.line(Line.CHECK) or 0, sheet.column(form.fields[0], Role.INPUT) or 0)
    shown = str(values(BytesIO(data))[sheet.name][cell])
    if expected in ("C07", "C08"):
        assert shown == "红色格请更正"
    elif expected == "C21":
        assert shown.startswith(("提示：", "全部"))
    else:
        assert "小于" not in shown


@pytest.mark.parametrize(
    ("target", "refused", "passes"), [("60", "0.99", "1"), ("110", "0.99", "1"), ("0.8", "", "0.08")]
)
def test_a_computed_rate_of_a_breakdown_refuses_below_one_only(
    target: str, refused: str, passes: str
) -> None:
    """Shares below their target are warned of anyway (S04)."""
    plan = province([rate(1)], ("甲市", "乙市"))
    targets = [each.model_copy(update={"value": Decimal(target)}) for each in plan.targets]
    form = form_of(plan.model_copy(update={"targets": tuple(targets)}), BREAKDOWN)
    rule = form.shapes["K01"].rule
    if refused:
        assert not acceptable(rule, False).holds(cell=Decimal(refused), said=None)
    known = {"cell": Decimal(passes), "said": None}
    passing = acceptable(rule, False)
    assert passing.holds(**{name: known[name] for name in passing.names})

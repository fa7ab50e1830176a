"""How a plan differs from a form as it was issued, in words."""

from cascade.layout.plan_comparison import plan_changes
from cascade.model import Plan
from tests.support.forms import BREAKDOWN, layout, plan

CITY = "330900"
TICKET = f"{CITY}-B-1-7K3QXM2"


def test_a_name_with_quotation_marks_stands_inside_others() -> None:
    known = plan()
    fewer = [each for each in known.indicators if each.code != "K11"]
    changed = Plan.model_validate(dict(known) | {"indicators": fewer})
    changes = plan_changes(layout(BREAKDOWN, CITY), TICKET, changed, changed.round(BREAKDOWN))
    assert changes.indicators["K11"].words == ("指标“传统制造业‘小升规’企业1000家”（K11）已从方案中删去")

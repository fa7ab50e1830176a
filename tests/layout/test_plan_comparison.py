"""How a plan differs from a form as it was issued, in words."""

from cascade.layout.plan_comparison import plan_changes
from cascade.model import Plan
from cascade.returns.plan_changes import PlanChanges
from tests.support.forms import BREAKDOWN, layout, plan

CITY = "330900"
TICKET = f"{CITY}-B-1-7K3QXM2"


def test_a_name_with_quotation_marks_stands_inside_others() -> None:
    fewer = [each for each in plan().indicators if each.code != "K11"]
    changes = _changes(indicators=fewer)
    assert changes.indicators["K11"].words == "指标“传统制造业‘小升规’企业1000家”（K11）已从方案中删去"


def test_another_name_is_told_and_its_numbers_still_count() -> None:
    indicators = [
        each.model_copy(update={"name": "新增小升规企业1000家"}) if each.code == "K11" else each
        for each in plan().indicators
    ]
    changes = _changes(indicators=indicators)
    assert (changes.form, changes.indicators, changes.fields) == ("", {}, {})
    assert changes.names == {
        "K11": "指标 K11 的名称由“传统制造业‘小升规’企业1000家”改为“新增小升规企业1000家”"
    }


def test_a_county_that_is_gone_holds_nothing() -> None:
    gone = [each for each in plan().regions if each.code != "330922"]
    reason = _changes(regions=gone).regions["330922"]
    assert (reason.words, reason.holds) == ("嵊泗县（330922）已从方案中删去", False)


def _changes(**other: object) -> PlanChanges:
    """What has changed for a form of the shipped plan in a plan with other indicators or regions."""
    known = plan()
    fields = {name: getattr(known, name) for name in Plan.model_fields}  # without what is cached beside them
    changed = Plan.model_validate(fields | other)
    return plan_changes(layout(BREAKDOWN, CITY), TICKET, changed, changed.round(BREAKDOWN))

"""The regions below a city: its counties, and the functional zones that it has named."""

from dataclasses import replace

from cascade.model import Plan
from tests.support.provinces import stories


def _with_long_codes(plan: Plan) -> Plan:
    """The plan with codes of twelve digits, as the statistics office gives them."""
    longer = {each.code: f"{each.code}000000" for each in plan.regions}
    regions = tuple(
        each.model_copy(update={"code": longer[each.code], "parent": longer.get(each.parent or "")})
        for each in plan.regions
    )
    targets = tuple(each.model_copy(update={"region": longer[each.region]}) for each in plan.targets)
    changes = {"regions": regions, "targets": targets, "province": longer[plan.province]}
    return Plan.model_validate(plan.model_dump() | changes)


def test_a_zone_of_a_city_with_a_code_of_twelve_digits_is_shown() -> None:
    facts = stories()["some"].facts(0)
    plan = _with_long_codes(facts.plan)
    city = plan.cities[0]
    receipt = replace(facts.receipts[0], region=city.code, names={f"{city.code}A1": "高新区"})
    leaves = replace(facts, plan=plan, receipts=(receipt,)).leaves(city)
    assert [(each.code, each.name) for each in leaves][-2:] == [
        ("520103000000", "第3县"),
        ("520100000000A1", "高新区"),
    ]

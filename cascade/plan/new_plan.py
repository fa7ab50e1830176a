"""A new plan, empty but for its regions, and the examples that its workbook shows."""

from cascade.divisions import Division, children, division
from cascade.errors import Wrong
from cascade.levels import levels_below
from cascade.plan.drafted import NoticeDraft

_CODES = 20  # indicators whose codes are there already
EXAMPLES = {  # what stands in the row of examples of each sheet; the targets from left to right
    "rounds": {
        "id": "progress-2026-06-30",
        "kind": "进展",
        "name": "上半年进展",
        "as_of": "2026-06-30",
        "due": "2026-07-10",
    },
    "indicators": {
        "code": "K01",
        "number": "1",
        "name": "规上工业研发费用增长10%以上",
        "unit": "%",
        "decimals": "1",
        "lead": "科技局",
        "direction": "至少",
        "pace": "均衡",
        "measure": "(K01a / K01b - 1) * 100",
        "headline": "10",
        "reconcile": "是",
    },
    "inputs": {
        "code": "K01a",
        "indicator": "K01",
        "name": "研发费用（本期）",
        "unit": "亿元",
        "decimals": "2",
        "negative": "否",
    },
    "targets": {
        "indicator": "K01",
        "number": "1",
        "name": "规上工业研发费用增长10%以上",
        "unit": "%",
        "target": "10%以上 12%以上 /",
    },
    "regions": {"code": "350102", "name": "鼓楼区", "parent": "福州市"},
    "offices": {"region": "鼓楼区", "name": "鼓楼区某某局", "to": "gulou@example.invalid"},
    "round_targets": {"round": "上半年进展", "indicator": "K01", "target": "5% 6% /"},
    "figures": {"round": "上半年进展", "indicator": "K02", "value": "24.5", "source": "统计局月报"},
    "steps": {"indicator": "K03", "completion": "90", "points": "8"},
}


def new_plan(region: str) -> NoticeDraft:
    """An empty plan of a region, by code: "" for none.

    A province brings its cities and counties, a city its counties, a county only itself: towns are typed.
    Raises Wrong for a code that no region has.
    """
    settings = {"unit_level": "", "leaf_level": ""}
    regions: list[Division] = []
    if region:
        if (top := division(region)) is None:
            raise Wrong(
                f"没有“{region}”这个省、市、县，或者不止一处叫这个名字；"
                "请写代码（GB/T 2260），如 350100（福州市）。"
                "乡镇没有收录：请写县的，再在“地区”表中填写乡镇。"
            )
        units = children(region)
        regions = [top, *units, *(leaf for unit in units for leaf in children(unit.code))]
        settings = _levels(top) | {"province": region}
    rows = [{"code": each.code, "name": each.name, "parent": each.parent} for each in regions]
    if rows:
        rows[0]["parent"] = ""
    indicators = [{"code": f"K{number:02}"} for number in range(1, _CODES + 1)]
    return NoticeDraft({"plan": (settings,), "indicators": tuple(indicators), "regions": tuple(rows)})


def _levels(top: Division) -> dict[str, str]:
    """What the levels below a province, a city or a county are called."""
    usual = levels_below(top.name, "", "", "", two=False)
    return {"unit_level": usual.unit, "leaf_level": usual.leaf if children(top.code) else ""}

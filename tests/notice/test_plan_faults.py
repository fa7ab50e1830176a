"""What a plan would refuse is marked, in its own words."""

from cascade.notice.plan_faults import unmarked_faults
from cascade.plan.drafted import OpenCell

TABLES = {
    "plan": [
        {"id": "p", "title": "方案", "issuer": "甲市", "year": "2020", "province": "350100"},
    ],
    "rounds": [{"id": "r", "kind": "progress", "name": "进展", "as_of": "2021-06-30", "due": "2021-07-10"}],
    "indicators": [
        {"code": "K01", "number": "1", "name": "车位", "unit": "个", "decimals": "0", "lead": "局"}
        | {"direction": "at_least", "pace": "even", "kind": "number"}
    ],
    "targets": [
        {"indicator": "K01", "region": "350102", "target": "10个"},
        {"indicator": "K01", "region": "350103", "target": "看情况"},
    ],
    "regions": [
        {"code": "350100", "name": "福州市"},
        {"code": "350102", "name": "鼓楼区", "parent": "350100"},
        {"code": "350103", "name": "台江区", "parent": "350100"},
    ],
}


def test_faults_are_marked_at_their_cells_once() -> None:
    found = unmarked_faults(TABLES, ())
    assert [(mark.table, mark.row, mark.column, mark.suggestion) for mark in found] == [
        ("targets", 1, "target", "看情况"),
        ("rounds", 0, "as_of", "2021-06-30"),
    ]
    assert found[0].reason.startswith("写的是“看情况”，应为以“个”计的数")


def test_a_cell_that_has_a_mark_gets_no_other() -> None:
    marks = (OpenCell("targets", 1, "target", "看"), OpenCell("rounds", 0, "as_of", "看"))
    assert unmarked_faults(TABLES, marks) == []

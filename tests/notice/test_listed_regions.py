"""Cells that list regions with their targets."""

from tests.notice.test_drafting import column, draft, targets

TITLE = "徐州市泉山区关于下达2026年社区建设任务的通知"


def test_every_region_of_a_cell_has_its_target() -> None:
    table = [
        ["序号", "重点任务", "年度目标", "分解任务", "牵头单位"],
        ["1", "新建日间照料中心", "6个", "和平街道2个，七里沟街道3个、奎山街道1个", "区民政局"],
        ["2", "改造菜市场", "3个", "和平街道1个\n泰山街道2个", "区商务局"],
        ["3", "新增停车位", "500个", "七里沟街道不少于300个；泰山街道200个。", "区住建局"],
    ]
    found = draft((TITLE, table))
    names = ["泉山区", "和平街道", "七里沟街道", "奎山街道", "泰山街道"]
    assert column(found, "name", "regions") == names
    assert column(found, "name") == ["新建日间照料中心", "改造菜市场", "新增停车位"]
    assert targets(found) == {
        "K01": ["2个", "3个", "1个", "/"],
        "K02": ["1个", "/", "/", "2个"],
        "K03": ["/", "不少于300个", "/", "200个"],
    }
    assert column(found, "headline") == ["6", "3", "500"]
    assert column(found, "lead") == ["区民政局", "区商务局", "区住建局"]
    assert [mark for mark in found.marks if mark.table == "targets"] == []


def test_what_is_said_of_no_region_stands_for_all_and_is_asked() -> None:
    table = [
        *(
            ["任务", "分解"],
            ["新建照料中心", "和平街道2个，奎山街道1个"],
            ["改造菜市场", "和平街道3个，奎山街道1个"],
        ),
        ["消防隐患", "动态清零"],
    ]
    found = draft((TITLE, table))
    assert targets(found)["K03"] == ["动态清零", "动态清零"]
    asked = [(mark.row, mark.reason) for mark in found.marks if mark.table == "targets"]
    assert asked == [(4, "这一格在通知里是合并的，拟为每处都是这个数；合起来算的请改")]

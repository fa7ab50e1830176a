"""Names beside points: none covers another name or point, and what finds no place has none."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.summary.labels import Dot, brief_names, name_width, placed

SIZE, ROOM, REACH = 9.0, (400.0, 60.0), 20.0
Dots = list[Dot]


def test_a_name_stands_before_its_dot_or_where_there_is_room() -> None:
    alone = placed([Dot(200, 30, "衢州")], SIZE, ROOM, REACH)
    assert alone == [(200 - 4 - 2 - name_width("衢州", SIZE) / 2, 30)]
    (first, second) = placed([Dot(200, 30, "衢州"), Dot(206, 30, "舟山")], SIZE, ROOM, REACH)
    assert first == alone[0]
    assert second is not None
    assert second[1] > 30  # above, as the other dot is in the way
    (edge,) = placed([Dot(0, 30, "舟山")], SIZE, ROOM, REACH)
    assert edge is not None
    assert edge[0] >= name_width("舟山", SIZE) / 2


def test_a_name_that_finds_no_place_is_left_out() -> None:
    crowd = [Dot(200 + at, 30, f"第{at}市") for at in range(12)]
    found = placed(crowd, SIZE, ROOM, REACH)
    assert found.count(None) > 3
    assert placed([Dot(200, 30)], SIZE, ROOM, REACH) == [None]  # without a name
    low = placed([Dot(200, 30, "衢州"), Dot(203, 30, "舟山"), Dot(206, 30)], SIZE, ROOM, 6.0)
    assert low[1] is None  # nothing may stand above or below in so low a row


@given(
    st.lists(
        st.builds(
            Dot,
            st.floats(0, 400),
            st.sampled_from([10.0, 30.0, 50.0]),
            st.sampled_from(["", "衢州", "黔西南"]),
        ),
        max_size=25,
    )
)
def test_no_name_covers_another_name_or_a_dot(dots: Dots) -> None:
    boxes = []
    for dot, place in zip(dots, placed(dots, SIZE, ROOM, REACH), strict=True):
        if place is None:
            continue
        x, y = place
        half = name_width(dot.name, SIZE) / 2, SIZE / 2
        boxes.append((x - half[0], x + half[0], y - half[1], y + half[1]))
        assert boxes[-1][0] >= 0
        assert boxes[-1][1] <= ROOM[0]
        for other in dots:
            inside = boxes[-1][0] < other.x < boxes[-1][1] and boxes[-1][2] < other.y < boxes[-1][3]
            assert not inside
    for one, two in combinations(boxes, 2):
        assert one[1] <= two[0] or two[1] <= one[0] or one[3] <= two[2] or two[3] <= one[2]


def test_names_are_brief_as_long_as_they_differ() -> None:
    assert brief_names(["衢州市", "舟山市"], "设区市") == {"衢州市": "衢州", "舟山市": "舟山"}
    assert brief_names(["邢台市", "邢台县", "江南区"], "县（市、区）") == {
        "邢台市": "邢台市",
        "邢台县": "邢台县",
        "江南区": "江南",
    }
    assert brief_names(["郊区", "黔西南布依族苗族自治州"], "市（州）")["郊区"] == "郊区"


@pytest.mark.parametrize(
    ("name", "unit", "brief"),
    [
        ("阿坝藏族羌族自治州", "市（州）", "阿坝州"),
        ("黔西南布依族苗族自治州", "市（州）", "黔西南州"),
        ("巴音郭楞蒙古自治州", "州市", "巴音郭楞州"),
        ("长白朝鲜族自治县", "县（市、区）", "长白县"),
        ("东乡族自治县", "县（市、区）", "东乡族自治县"),  # its people is its name
        ("华东分公司", "分公司", "华东"),
        ("总公司", "公司", "总公司"),
        ("综合处", "处", "综合"),
    ],
)
def test_a_long_name_loses_what_it_is(name: str, unit: str, brief: str) -> None:
    assert brief_names([name, "别处"], unit)[name] == brief

"""What plans and tables are called, by the titles in a notice."""

import pytest

from cascade.notice.titles import plan_title
from tests.notice.test_notice_facts import facts


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        (("关于下达2023年粮食生产目标的通知",), "2023年粮食生产目标"),
        (("关于调整下达2023年粮食生产目标的通知",), "2023年粮食生产目标"),
        (("关于更正《关于下达2023年粮食生产目标的通知》附件2的通知",), "2023年粮食生产目标"),
        (("关于做好2023年补充耕地工作的通知",), "2023年补充耕地工作"),
        (("关于下达目标的通知", "2023年甲市粮食生产目标任务分解表"), "2023年甲市粮食生产目标任务"),
        (("关于下达2026年度稳就业目标任务的通知",), "2026年度稳就业目标任务"),
        (("关于下达2023年招生计划的通知",), "2023年招生计划"),
        (("关于印发2023年碳达峰实施方案的通知",), "2023年碳达峰实施方案"),
        (("关于印发《2023年绿化任务》的通知", "附件：任务分解表"), "2023年绿化任务"),
    ],
)
def test_a_title_for_the_plan(paragraphs: tuple[str, ...], title: str) -> None:
    assert plan_title(facts(*paragraphs), ()) == title


def test_a_title_of_its_own_tables() -> None:
    notice = facts("宜昌市关于下达2026年住房目标任务的通知")
    homes, renewal = ("附件1 2026年公租房目标任务表",), ("附件2 2026年老旧小区改造目标任务表",)
    assert plan_title(notice, homes) == "2026年公租房目标任务"
    assert plan_title(notice, homes, renewal) == "2026年住房目标任务"
    assert plan_title(notice, ("浙江省统计局印发2026年预期目标分解表",)) == "2026年预期目标"

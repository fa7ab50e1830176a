"""What the paragraphs of a notice say of it."""

from datetime import date

import pytest

from cascade.notice.document import NoticeDocument
from cascade.notice.notice_facts import NoticeFacts, read_facts


def facts(*paragraphs: str) -> NoticeFacts:
    return read_facts(NoticeDocument(paragraphs), (), "文件名")


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        (
            ("甲办发〔2020〕9号", "甲市关于下达2020年目标的通知"),
            "甲市关于下达2020年目标的通知",
        ),
        (
            ("甲市政府", "关于下达2020年", "目标的通知", "各县："),
            "甲市政府关于下达2020年目标的通知",
        ),
        (("2020年目标任务分解表",), "2020年目标任务分解表"),
        (("滨海县2024年度高质量发展考核目标任务", "说明文字。"), "滨海县2024年度高质量发展考核目标任务"),
        ((), "文件名"),
    ],
)
def test_the_title(paragraphs: tuple[str, ...], title: str) -> None:
    assert facts(*paragraphs).title == title


def test_the_year_of_the_title_is_the_titles_though_the_file_is_called_so() -> None:
    title = "关于下达2026年度经营目标的通知"
    found = read_facts(NoticeDocument((title, "2025年12月1日")), (), title)
    assert (found.title, found.year, found.year_from) == (title, "2026", "标题")


@pytest.mark.parametrize(
    ("text", "number", "quoted"),
    [
        ("浙转升办〔2020〕9号", "浙转升办〔2020〕9号", False),
        ("文号：榕政办〔2018〕181号", "榕政办〔2018〕181号", False),
        ("绵府函[2023]15号", "绵府函[2023]15号", False),
        ("根据川府发〔2019〕3号要求", "根据川府发〔2019〕3号", True),
        ("根据《办法》（川府发〔2019〕3号）", "", False),
    ],
)
def test_the_document_number(text: str, number: str, quoted: bool) -> None:
    assert (facts(text).document, facts(text).quoted_document) == (number, quoted)


@pytest.mark.parametrize(
    ("salutation", "addressed"),
    [
        ("各市传统制造业改造提升工作领导小组办公室，省级有关单位：", "传统制造业改造提升工作领导小组办公室"),
        ("各县（市、区）教育局，市直各学校：", "教育局"),
        ("各设区市制造业高质量发展工作专班：", "制造业高质量发展工作专班"),
        ("各市市场监督管理局：", "市场监督管理局"),
        ("各区、县（市）农业农村局：", "农业农村局"),
        ("各市发展改革委、教育局：", ""),
        ("各县（市、区）委，各县（市、区）人民政府：", ""),
        ("各乡镇人民政府、街道办事处：", ""),
        ("各有关单位：", ""),
    ],
)
def test_the_offices_that_a_notice_is_written_to(salutation: str, addressed: str) -> None:
    assert facts("关于下达目标的通知", salutation, "正文。").addressed == addressed


@pytest.mark.parametrize("day", ["2020年5月14日", "二〇二〇年五月十四日", "二○二○年五月十四日"])
def test_issuer_and_day_as_signed(day: str) -> None:
    found = facts("关于下达目标的通知", "甲市工业和信息化局", day)
    assert (found.issuer, found.dated) == ("甲市工业和信息化局", date(2020, 5, 14))
    assert (found.year, found.year_from) == ("2020", "落款日期")


@pytest.mark.parametrize(
    ("title", "year", "last", "school", "winter"),
    [
        ("关于下达2020年目标的通知", "2020", "", False, False),
        ("关于2021—2023年任务的通知", "2021", "2023", False, False),
        ("关于2023—2024学年任务的通知", "2023", "2024", True, False),
        ("关于2020-2021年秋冬季目标的通知", "2020", "2021", False, True),
    ],
)
def test_the_period(title: str, year: str, last: str, school: bool, winter: bool) -> None:
    found = facts(title)
    assert (found.year, found.last_year, found.school_year, found.winter) == (year, last, school, winter)


def test_the_day_for_the_breakdown_and_its_level() -> None:
    found = facts("关于下达2020年目标的通知", "请分解细化到所辖县（市、区），并于5月30日前报我办备案。")
    assert (found.breaks_down_to, found.due) == ("县（市、区）", date(2020, 5, 30))
    assert facts("关于下达2020年目标的通知", "会议于5月30日召开。").due is None
    assert facts("关于下达2020年目标的通知", "请于2月30日前报分解表。").due is None

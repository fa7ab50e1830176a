"""When a notice wants reports: stated days, months, quarters, terms; and what the rounds are called."""

from datetime import date

import pytest

from cascade.notice.document import NoticeDocument
from cascade.notice.notice_facts import NoticeFacts, read_facts
from cascade.notice.progress_rounds import ProgressRound, names_of_rounds, progress_rounds, receiver


def facts(*paragraphs: str) -> NoticeFacts:
    return read_facts(NoticeDocument(paragraphs), (), "通知")


Y2024, SCHOOL = "关于下达2024年目标任务的通知", "关于下达2025—2026学年教育目标任务的通知"
ENDS = ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]


@pytest.mark.parametrize(
    ("title", "text", "as_of", "due"),
    [
        (
            *(Y2024, "请各县区分别于6月底前、12月底前报送进展情况。"),
            *(["2024-06-30", "2024-12-31"], ["2024-06-30", "2024-12-31"]),
        ),
        (
            *(Y2024, "请于7月10日前报送上半年进展情况，次年1月10日前报送全年完成情况。"),
            *(["2024-06-30", "2024-12-31"], ["2024-07-10", "2025-01-10"]),
        ),
        (
            *(Y2024, "请于7月10日前报送上半年进展情况，1月10日前报送全年完成情况。"),
            *(["2024-06-30", "2024-12-31"], ["2024-07-10", "2025-01-10"]),
        ),
        (
            *(Y2024, "各单位每季度结束后10日内将完成情况报市政府办。"),
            *(ENDS, ["2024-04-10", "2024-07-10", "2024-10-10", "2025-01-10"]),
        ),
        (*(Y2024, "每季度末报送一次进展情况。"), *(ENDS, ENDS)),
        (
            *(Y2024, "请于每季度末月25日前报送进展。"),
            *(["2024-03-25", "2024-06-25", "2024-09-25", "2024-12-25"],) * 2,
        ),
        (
            *(Y2024, "每半年通报一次进展，次月十日前报市局。"),
            *(["2024-06-30", "2024-12-31"], ["2024-07-10", "2025-01-10"]),
        ),
        (
            *(Y2024, "半年和全年分别于7月10日、次年1月10日前上报。"),
            *(["2024-06-30", "2024-12-31"], ["2024-07-10", "2025-01-10"]),
        ),
        (
            *(SCHOOL, "第一学期于1月20日前、第二学期于7月15日前报送完成情况。"),
            *(["2025-12-31", "2026-06-30"], ["2026-01-20", "2026-07-15"]),
        ),
        (*(SCHOOL, "每学期末报送完成情况。"), *(["2026-01-31", "2026-08-31"], ["2026-02-15", "2026-09-15"])),
        (*(SCHOOL, ""), *(["2026-01-31", "2026-08-31"], ["2026-02-15", "2026-09-15"])),
        (
            *(Y2024, "请于5月30日前将分解方案报送备案。年底前报送总结。"),
            *(["2024-12-31"], ["2024-12-31"]),
        ),
        (
            *(Y2024, "自6月10日起每周五报送收购进度，9月30日前报送工作总结。"),
            *(["2024-09-30"], ["2024-09-30"]),
        ),
        (
            *(Y2024, "请各县区于季后5日内、年度终了后15日内报送完成情况。"),
            *(ENDS, ["2024-04-05", "2024-07-05", "2024-10-05", "2025-01-15"]),
        ),
        (
            *(Y2024, "请每两个月报送一次进展情况，逢双月底前报送。"),
            *([f"2024-{month}" for month in ("02-29", "04-30", "06-30", "08-31", "10-31", "12-31")],) * 2,
        ),
        (
            *(Y2024, "年中（7月5日前）、年末（12月25日前）报送进展情况。"),
            *(["2024-06-30", "2024-12-25"], ["2024-07-05", "2024-12-25"]),
        ),
        (*(Y2024, "请认真执行。"), *(ENDS, ["2024-04-15", "2024-07-15", "2024-10-15", "2025-01-15"])),
    ],
)
def test_when_reports_are_due(title: str, text: str, as_of: list[str], due: list[str]) -> None:
    found, *_ = progress_rounds(facts(title, text))
    assert [each.as_of.isoformat() for each in found] == as_of
    assert [each.due.isoformat() for each in found] == due


def test_every_month() -> None:
    found, words = progress_rounds(facts(Y2024, "请于每月5日前报送上月进展情况。"))
    assert len(found) == 12
    assert (found[1].as_of, found[1].due) == (date(2024, 2, 29), date(2024, 3, 5))
    assert words == "请于每月5日前报送上月进展情况"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("每月终了后10日内报送完成情况，全年完成情况于2025年1月8日前报送。", ["2024-12-10", "2025-01-08"]),
        ("全年完成情况于2025年1月8日前报送。每月终了后10日内报送完成情况。", ["2024-12-10", "2025-01-08"]),
        ("每月终了后10日内报送进展，年度终了后20日内报送全年完成情况。", ["2024-12-10", "2025-01-20"]),
        ("市局每月15日前通报进展，各县区每月终了后5日内报送进展。", ["2024-12-05", "2025-01-05"]),
        ("每月10日前报送上月进展，全年完成情况于1月20日前报送。", ["2024-12-10", "2025-01-20"]),
        ("实行每月报送进展制度。报送时间为次月5日前。", ["2024-12-05", "2025-01-05"]),
        ("每季度通报一次进展。各县区每月终了后5日内报送完成情况。", ["2024-12-05", "2025-01-05"]),
        ("请于次月8日前报送上月完成情况。", ["2024-12-08", "2025-01-08"]),
        ("各单位每月10日前报上月数据。", ["2024-12-10", "2025-01-10"]),
        ("各季度的进展于次月10日前报送。", ["2024-10-10", "2025-01-10"]),
        ("每月通报进展，每季度终了后12日内报送完成情况。", ["2024-10-12", "2025-01-12"]),
    ],
)
def test_a_series_with_due_dates_of_its_own(text: str, due: list[str]) -> None:
    found, _ = progress_rounds(facts(Y2024, text))
    assert [each.due.isoformat() for each in found][-2:] == due
    assert [each.unsure for each in found] == [""] * len(found)


def test_a_deadline_that_is_not_understood_is_a_question() -> None:
    found, words = progress_rounds(facts(Y2024, "每月定期报送进展情况，全年完成情况于次年1月10日前报送。"))
    question = "没有认出报送期限，报送期限是拟的，请照通知核对"
    assert [(each.due.isoformat(), each.unsure) for each in found[-2:]] == [
        *(("2024-12-15", question), ("2025-01-10", ""))
    ]
    assert words == "每月定期报送进展情况，全年完成情况于次年1月10日前报送"


def test_a_series_that_begins_in_a_month() -> None:
    found, _ = progress_rounds(facts(Y2024, "自10月起，每月8日前报送上月进展情况。"))
    assert [each.as_of.isoformat() for each in found] == ["2024-10-31", "2024-11-30", "2024-12-31"]


def test_a_monthly_series_is_named_by_months() -> None:
    text = "每月终了后10日内报送进展情况。"
    months = [f"截至2024年{month}月底进展" for month in range(1, 13)]
    for more, last in (("", "截至2024年12月底进展"), ("全年完成情况于次年1月10日前报送。", "全年进展")):
        said = facts(Y2024, text + more)
        assert names_of_rounds(progress_rounds(said)[0], said) == [*months[:-1], last]


@pytest.mark.parametrize(
    ("title", "as_of", "name"),
    [
        (Y2024, date(2024, 6, 30), "上半年进展"),
        (Y2024, date(2024, 2, 29), "截至2024年2月底进展"),
        (Y2024, date(2024, 9, 30), "前三季度进展"),
        (Y2024, date(2024, 12, 31), "全年进展"),
        (Y2024, date(2024, 3, 25), "截至2024年3月25日进展"),
        (SCHOOL, date(2025, 12, 31), "截至2025年12月底进展"),
    ],
)
def test_names(title: str, as_of: date, name: str) -> None:
    assert names_of_rounds([ProgressRound(as_of, as_of)], facts(title)) == [name]


@pytest.mark.parametrize(
    ("text", "rounds"),
    [
        (
            "各县（市）区于2024年12月10日前报送1—11月进展情况，2025年1月8日前报送全年完成情况，径送市效能办。",
            [("1—11月进展", "2024-11-30", "2024-12-10"), ("全年进展", "2024-12-31", "2025-01-08")],
        ),
        (
            "请分别于5月10日前报送1-4月进展，9月25日前报1至8月完成情况。",
            [("1—4月进展", "2024-04-30", "2024-05-10"), ("1—8月进展", "2024-08-31", "2024-09-25")],
        ),
        ("请于7月10日前报送1—6月份进展情况。", [("1—6月进展", "2024-06-30", "2024-07-10")]),
    ],
)
def test_a_round_is_called_by_the_months_of_the_notice(text: str, rounds: list[tuple[str, str, str]]) -> None:
    found, words = progress_rounds(facts(Y2024, text))
    names = names_of_rounds(found, facts(Y2024, text))
    assert [
        (name, each.as_of.isoformat(), each.due.isoformat()) for name, each in zip(names, found, strict=True)
    ] == rounds
    assert words == text.removesuffix("。")


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("各县（市）区于12月10日前报送1—11月进展情况，径送市效能办。", "市效能办"),
        ("请于7月10日前将上半年进展情况报市发展改革委（联系人：某某）。", "市发展改革委"),
        ("每季度末将完成情况报送至县农业农村局汇总。", "县农业农村局"),
        ("请于每月终后3日内报送完成情况至市水利局规划科。", "市水利局规划科"),
        ("每季度末将进展情况报送市水利局（联系人：某某）。", "市水利局"),
        ("每月25日前报进度给市农业农村局种植业科。", "市农业农村局种植业科"),
        ("每月5日前向市教育局基础教育科报送完成情况。", "市教育局基础教育科"),
        ("每月底前通过电子邮箱将完成情况发送至市发展改革委投资科。", "市发展改革委投资科"),
        ("每季度末将完成情况报市水利局，抄送市财政局。", "市水利局"),
        ("每季度末将完成情况报市政府办公室。", ""),
        ("每季度末将完成情况报市发改委、市统计局。", ""),
        ("每季度末报送一次进展情况。", ""),
    ],
)
def test_who_gets_the_reports(text: str, office: str) -> None:
    found = facts(Y2024, text, "福州市人民政府办公室", "2024年2月20日")
    assert receiver(found) == (office, text.removesuffix("。") if office else "")

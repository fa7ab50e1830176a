"""The letters to the cities: what they say, that all their forms say the same, and that nothing breaks them.

The facts are plain objects with the names that a letter is given; the letters are rendered by the program's
own `theme.text`.
"""

import re
import tomllib
from copy import deepcopy
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from cascade.levels import PROVINCIAL
from cascade.theme import TEMPLATES, text, wrapped

Facts = dict[str, Any]
LETTERS = ("issue", "remind", "receipt", "correction", "unreadable")
KINDS = ("subject.txt", "txt", "html")
VOID = {"meta", "br"}


def finding(
    severity: str,
    cell: str,
    message: str,
    sheet: str = "分解表",
    place: str = "余杭区",
    indicator: str = "9．新增上云企业",
) -> Any:
    words = {"sheet": sheet, "cell": cell, "place": place, "indicator": indicator}
    return SimpleNamespace(**words, message=message, severity=severity, others=[])


EMPTY = finding("error", "H列15行", "余杭区的“9．新增上云企业”没有填。请填写数字；确实为零请填 0。")
BELOW = finding(
    "warning",
    "C列18行",
    "桐庐县填 9.5%，未达到本市目标 10%。请核对。",
    place="桐庐县",
    indicator="1．研发费用",
)
MERGED = finding(
    "note", "", "由几个文件合并而成：甲.xlsx、乙.xlsx。不需处理。", sheet="", place="", indicator=""
)


def letter_facts(letter: str, **changed: Any) -> Facts:
    """The facts of a letter to 杭州市 about its breakdown."""
    facts: Facts = {
        "plan": SimpleNamespace(
            title="2020年浙江省传统制造业改造提升关键性量化指标",
            collector="浙江省工业转型升级领导小组办公室",
            document="浙转升办〔2020〕9号",
            contact="省工业转型升级领导小组办公室（zhuanxing@example.invalid）",
            two_levels=False,
        ),
        "round": SimpleNamespace(name="目标分解", kind="breakdown", as_of=None),
        "levels": PROVINCIAL,
        "city": SimpleNamespace(name="杭州市", code="330100"),
        "office": SimpleNamespace(name="杭州市传统制造业改造提升工作专班", to=("hz@example.invalid",)),
        "attachments": ["330100_杭州市_目标分解.xlsx"],
        "due": date(2020, 5, 30),
        "today": date(2020, 5, 25),
    }
    faulty: Facts = {"findings": [BELOW, MERGED, EMPTY], "errors": 1, "warnings": 1}
    faulty["attachments"] = ["330100_杭州市_目标分解_请更正.xlsx"]
    own: dict[str, Facts] = {
        "issue": {"anew": False},
        "remind": {
            "state": "errors",
            "trouble": "有 1 处须更正",
            "returned": True,
            "told": True,
            **faulty,
        },
        "receipt": {
            "received": "2020年5月25日 15:30",
            "first": "",
            "file": "杭州分解表.xlsx",
            "late": False,
            "overruled": "",
            "too_late": False,
            "counties": 13,
            "zones": 0,
            "numbers": 234,
            "not_shared": 0,
            "numbers_lack": False,
            "replaced": "",
            "findings": [MERGED, BELOW],
            "attachments": [],
        },
        "correction": faulty | {"file": "杭州分解表.xlsx", "kept": ""},
        "unreadable": {
            "state": "refused",
            "file": "杭州分解表.xlsx",
            "came": date(2020, 5, 24),
            "why": "文件设了打开密码。请取消密码后另存，再次报送。",
            "kept": "",
        },
    }
    return deepcopy(facts | own[letter] | changed)


def written(letter: str, kind: str, facts: Facts) -> str:
    return text(f"mail/{letter}.{kind}.j2", **facts)


class Page(HTMLParser):
    """What of an HTML letter is seen, its cells by row, its tags and their attributes; checks the nesting."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.seen = ""
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self._cells: list[tuple[list[str], int]] = []  # the row and number of each cell that is open
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self._cells.append((self.rows[-1], len(self.rows[-1]) - 1))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "td":
            self._cells.pop()

    def handle_data(self, data: str) -> None:
        if "body" in self._open:
            self.seen += data
        if self._cells:
            row, at = self._cells[-1]
            row[at] += data


def said(letter: str, kind: str, facts: Facts) -> str:
    """What a letter says, without any white space, so that it does not matter where a line ends."""
    source = written(letter, kind, facts)
    return "".join((Page(source).seen if kind == "html" else source).split())


def assert_says(letter: str, facts: Facts, *sentences: str) -> None:
    for kind in ("txt", "html"):
        whole = said(letter, kind, facts)
        assert [each for each in sentences if "".join(each.split()) not in whole] == [], kind


def assert_silent(letter: str, facts: Facts, *words: str) -> None:
    for kind in ("txt", "html"):
        whole = said(letter, kind, facts)
        assert [each for each in words if each in whole] == [], kind


# What each letter says


@pytest.mark.parametrize("letter", ["issue", "remind", "receipt", "correction", "unreadable"])
def test_whoever_collects_writes_in_its_own_word(letter: str) -> None:
    levels = PROVINCIAL.collected_by("市工信局")
    facts = letter_facts(letter, levels=levels, **({"overruled": "来函说明"} if letter == "receipt" else {}))
    assert_says(letter, facts, "请与我局联系：省工业转型升级领导小组办公室")
    assert_silent(letter, facts, "我办")


def test_issue() -> None:
    facts = letter_facts("issue")
    assert written("issue", "subject.txt", facts) == (
        "【请填报】杭州市目标分解，请于2020年5月30日（星期六）前报送"
        "（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "issue",
        facts,
        "杭州市传统制造业改造提升工作专班：",
        "根据浙转升办〔2020〕9号，现将“2020年浙江省传统制造业改造提升关键性量化指标”目标分解填报表发给贵市（见附件）。",
        "请于2020年5月30日（星期六）前报送",
        "请将贵市承担的各项目标分解细化到所辖县（市、区）。填好后请报送我办。",
        "330100_杭州市_目标分解.xlsx",
        "请保持 .xlsx 格式，不要转成 PDF 或图片；请勿改动灰色单元格、灰色编码和“模板编号”",
        "只填浅黄色单元格，直接填数字，不带单位。",
        "请回复本邮件并附上填报表。",
        "盖章后的扫描件（PDF 或图片）欢迎一并附上，但不能代替填报表。",
        "请与我办联系：省工业转型升级领导小组办公室（zhuanxing@example.invalid）。",
        "浙江省工业转型升级领导小组办公室2020年5月25日",
    )


def test_a_form_that_replaces_another_says_so() -> None:
    facts = letter_facts("issue", anew=True)
    assert written("issue", "subject.txt", facts).startswith("【请换新表】杭州市目标分解，")
    assert_says(
        "issue",
        facts,
        "请改用新的填报表：目标分解（杭州市）",
        "方案有改动，填报表换成了新的一版：此前发给贵市的不要再用，请改用附上的这一份。已经报过的，不必重报；确需重报的，我办会另外来信。",
    )


@pytest.mark.parametrize("letter", ["issue", "remind", "correction", "unreadable"])
def test_whoever_gets_no_mail_is_not_asked_to_answer_one(letter: str) -> None:
    facts = letter_facts(letter, office=SimpleNamespace(name="专班", to=()))
    for kind in ("txt", "html"):
        told = written(letter, kind, facts)
        assert "邮件" not in told.replace("邮件中打开", "")
        assert "报给我办" in told


def issue_of_june(judged: set[str]) -> Facts:
    """The facts of a letter for a progress round, in which some indicators have targets of their own."""
    days = {"as_of": date(2020, 6, 30), "due": date(2020, 7, 10)}
    round_ = SimpleNamespace(id="june", name="上半年进展", kind="progress", month="6月底", **days)
    facts = letter_facts("issue", round=round_, today=date(2020, 7, 1))
    facts["plan"].indicators = [SimpleNamespace(code=f"K0{number}", number=number) for number in "123"]
    facts["plan"].judged_by_round = {"june": judged}
    return facts


def test_issue_of_a_progress_round() -> None:
    facts = issue_of_june(set())
    assert_says(
        "issue",
        facts,
        "上半年进展（截至2020年6月30日）",
        "请填报所辖县（市、区）截至2020年6月30日的进展，每个省级牵头单位一张表。填好后请报送我办。",
    )
    assert_silent("issue", facts, "分解细化", "本期目标")


def test_issue_of_a_round_with_targets_of_its_own() -> None:
    said = (
        "的进展，每个省级牵头单位一张表。第 1、3 项本期按表中的“本期目标”（到6月底）评判。填好后请报送我办。"
    )
    assert_says("issue", issue_of_june({"K01", "K03"}), said)


def test_a_letter_is_signed_by_who_gets_the_forms() -> None:
    facts = letter_facts("issue")
    assert_says("issue", facts, "浙江省工业转型升级领导小组办公室")
    facts["plan"].collector = "省效能办"
    assert_says("issue", facts, "省效能办")
    assert_silent("issue", facts, "浙江省工业转型升级领导小组办公室")


def test_what_the_plan_does_not_say_is_left_out() -> None:
    facts = letter_facts("issue")
    facts["plan"].document = facts["plan"].contact = ""
    assert_silent("issue", facts, "根据", "联系")
    for letter in ("remind", "receipt", "correction"):
        facts = letter_facts(letter)
        facts["plan"].contact = ""
        assert_silent(letter, facts, "联系")


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2020, 5, 27), "请于2020年5月30日（星期六）前报送"),
        (date(2020, 5, 30), "请于2020年5月30日（星期六）当天报送"),
        (date(2020, 6, 2), "2020年5月30日（星期六）截止，请尽快报送"),
    ],
)
def test_reminder_that_nothing_has_come(today: date, until: str) -> None:
    nothing = {
        "state": "missing",
        "returned": False,
        "trouble": "尚未报送",
        "findings": [],
        "errors": 0,
        "warnings": 0,
        "lacking": [],
    }
    facts = letter_facts("remind", today=today, attachments=["表.xlsx"], **nothing)
    assert written("remind", "subject.txt", facts) == (
        "【催报】杭州市目标分解尚未报送，截止时间为2020年5月30日（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "remind",
        facts,
        f"{until}。",
        f"截至2020年{today.month}月{today.day}日，我办尚未收到贵市的目标分解填报表，请报送。",
        "填报表再次附上。",
    )
    assert_silent("remind", facts, "更正")
    assert_silent("remind", facts | {"attachments": []}, "附件", "再次附上")


def test_reminder_that_shares_are_lacking() -> None:
    some = {
        "state": "shares",
        "returned": False,
        "trouble": "分表没有收齐",
        "findings": [],
        "errors": 0,
        "warnings": 0,
        "lacking": ["上城区", "西湖区"],
    }
    facts = letter_facts("remind", attachments=["表.xlsx"], **some)
    assert written("remind", "subject.txt", facts) == (
        "【催报】杭州市目标分解分表没有收齐，截止时间为2020年5月30日（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "remind",
        facts,
        "我办已收到一部分，还缺：上城区、西湖区。",
        "收齐之前暂不计入汇总，请补齐。",
        "所缺的分表再次附上。",
    )
    assert_silent("remind", facts, "尚未收到", "更正")


@pytest.mark.parametrize(
    ("state", "trouble", "file", "why", "sentences"),
    [
        (
            "annex",
            "只报来扫描件等附件，还缺填报表",
            "盖章扫描件.pdf",
            "",
            (
                "贵市2020年5月24日报来的“盖章扫描件.pdf”已经收到。",
                "截至2020年5月25日，我办尚未收到目标分解填报表（Excel文件），还不能计入汇总。",
                "请报送填报表。",
                "请于2020年5月30日（星期六）前报送",
            ),
        ),
        (
            "withdrawn",
            "原来报的须改正后重报",
            "杭州分解表.xlsx",
            "来函说明数字有误",
            (
                "贵市2020年5月24日报来的“杭州分解表.xlsx”，经核对需要改正，现在没有计入汇总。原因：来函说明数字有误。",
                "截至2020年5月25日，我办尚未收到改正后的目标分解填报表。",
                "请重新报送。",
                "请于2020年5月30日（星期六）前重新报送",
            ),
        ),
        (
            "elsewhere",
            "报来的不是本批次的填报表",
            "杭州六月.xlsx",
            "上半年进展",
            (
                "贵市2020年5月24日报来的“杭州六月.xlsx”已经收到，但它是“上半年进展”的填报表，不是目标分解填报表。",
                "请用附上的填报表报送目标分解的数字。",
            ),
        ),
    ],
)
def test_reminder_to_a_city_of_which_something_has_come(
    state: str, trouble: str, file: str, why: str, sentences: tuple[str, ...]
) -> None:
    came = {"file": file, "came": date(2020, 5, 24), "why": why, "told": True}
    nothing = {"findings": [], "errors": 0, "warnings": 0, "lacking": [], "returned": False}
    facts = letter_facts("remind", attachments=["表.xlsx"], state=state, trouble=trouble, **came, **nothing)
    assert written("remind", "subject.txt", facts).startswith(
        f"【{'请重报' if state == 'withdrawn' else '催报'}】杭州市目标分解{trouble}，截止时间为2020年5月30日"
    )
    assert_says("remind", facts, *sentences, "填报表再次附上。")
    assert_silent("remind", facts, "尚未收到贵市的", "更正")


@pytest.mark.parametrize(
    ("errors", "marked"), [(0, "请核对的单元格附有批注"), (1, "须更正的单元格为红色，附有批注")]
)
def test_reminder_of_a_withdrawn_return_brings_what_it_said(errors: int, marked: str) -> None:
    came = {
        "file": "杭州分解表.xlsx",
        "came": date(2020, 5, 24),
        "why": "多填了零",
        "lacking": [],
        "told": True,
    }
    trouble = {"state": "withdrawn", "trouble": "原来报的须改正后重报"}
    facts = letter_facts("remind", **trouble, **came, errors=errors, findings=[BELOW, MERGED])
    assert_says(
        "remind",
        facts,
        "请重新报送目标分解填报表（杭州市）",
        "请在附上的更正表上改好，再报送。",
        f"请打开附上的更正表。表中已填有贵市原来报的数字；{marked}",
        "请核对（1 处）",
        BELOW.message,
    )
    assert_silent("remind", facts, "再次附上")


def test_reminder_that_the_plan_has_changed() -> None:
    anew = {
        "state": "outdated",
        "returned": False,
        "trouble": "须用新表重报",
        "findings": [],
        "errors": 0,
        "warnings": 0,
        "lacking": [],
    }
    facts = letter_facts("remind", attachments=["表.xlsx"], **anew)
    assert_says(
        "remind",
        facts,
        "贵市报来的目标分解填报表是按原方案填报的。",
        "用附上的新版填报表报送全部数字。",
        "新版填报表见附件。",
    )
    assert_silent("remind", facts, "再次附上", "更正")


def test_reminder_that_errors_remain() -> None:
    facts = letter_facts("remind", errors=5, trouble="有 5 处须更正", warnings=2)
    assert written("remind", "subject.txt", facts) == (
        "【催报】杭州市目标分解有 5 处须更正，截止时间为2020年5月30日"
        "（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "remind",
        facts,
        "贵市报来的目标分解填报表有 5 处须更正，另有 2 处请核对。更正之前，这份填报表暂不计入汇总。",
        "请于2020年5月30日（星期六）前更正后报送",
        "330100_杭州市_目标分解_请更正.xlsx",
        "请打开再次附上的更正表。",
        EMPTY.message,
    )
    assert_silent("remind", facts | {"attachments": []}, "更正表", "附件")


def test_receipt() -> None:
    facts = letter_facts("receipt")
    assert written("receipt", "subject.txt", facts) == (
        "【回执】杭州市目标分解已接收，计入汇总（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "receipt",
        facts,
        "贵市报来的目标分解填报表已经收到，经核对予以接收，计入汇总。",
        "杭州分解表.xlsx",
        "2020年5月25日 15:30（按时）",
        "13 个县（市、区），共 234 个数字",
        "如需更正，请改正后重新报送，以最近一次接收的为准。",
    )
    assert_silent("receipt", facts, "迟报", "决定", "此前报送", "附件", "须更正", "功能区")
    assert_says("receipt", facts | {"zones": 1}, "13 个县（市、区）、1 个功能区，共 234 个数字")
    assert Page(written("receipt", "html", facts)).rows[-5:] == [
        ["位置", "情况"],
        ["请核对（1 处）"],
        ["分解表 C列18行 桐庐县 1．研发费用", BELOW.message],
        ["提示（1 处）"],
        ["整个文件", MERGED.message],
    ]
    assert_silent("receipt", facts | {"findings": []}, "下列情况", "请核对", "位置")


def test_receipt_of_what_came_late_and_replaces_another() -> None:
    facts = letter_facts("receipt", late=True, replaced="旧表.xlsx", received="2020年6月2日 09:05")
    assert_says(
        "receipt",
        facts,
        "来件晚于截止时间，记为迟报，不影响计入汇总。",
        "2020年6月2日 09:05（迟报，截止时间为2020年5月30日）",
        "此前报送的 旧表.xlsx 不再计入",
    )


def test_receipt_of_an_update_names_the_date_of_the_first_return() -> None:
    """After the due date it read 2020-06-03（按时）, as if the date had been in time."""
    first = {"received": "2020-06-03", "first": "2020-05-28", "replaced": "旧表.xlsx"}
    told = letter_facts("receipt", **first)
    assert_says("receipt", told, "2020-06-03（更新；首次接收的一份于 2020-05-28 收到，按时）")
    late = letter_facts("receipt", **first | {"first": "2020-06-01", "late": True})
    said = "2020-06-03（更新；首次接收的一份于 2020-06-01 收到，迟报，截止时间为2020年5月30日）"
    assert_says("receipt", late, said)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_without_a_deadline_names_no_day(letter: str) -> None:
    """The forms of a third quarter first went out weeks after their due date, as if late by 36 days."""
    facts = letter_facts(letter, due=None, today=date(2020, 7, 20))
    told = "".join(said(letter, kind, facts) for kind in KINDS)
    assert not re.search("5月30日|截止|迟报|按时", told)
    assert ("请尽快" in told) is (letter != "receipt")
    assert ("请尽快" in written(letter, "subject.txt", facts)) is (letter != "receipt")


def test_receipt_without_a_deadline_still_tells_of_the_first_return() -> None:
    facts = letter_facts("receipt", due=None, received="2020-06-03", first="2020-06-01")
    assert_says("receipt", facts, "2020-06-03（更新；首次接收的一份于 2020-06-01 收到）")


def test_receipt_of_what_a_person_has_decided_to_accept() -> None:
    facts = letter_facts("receipt", overruled="来函说明", findings=[EMPTY])
    assert_silent("receipt", facts, "按缺失处理", "填“/”")
    facts |= {"numbers_lack": True, "not_shared": 12}
    assert_says(
        "receipt",
        facts,
        "经核对仍有问题，我办已决定照此接收，计入汇总。没有填或读不出的数按缺失处理，不作为零。",
        "共 234 个数字，另有 12 格填“/”",
        "接收理由",
        "来函说明",
        "我办已决定照此接收（1 处）",
        EMPTY.message,
    )


def test_receipt_of_what_came_after_the_round_was_closed() -> None:
    facts = letter_facts("receipt", too_late=True, late=True, replaced="杭州一.xlsx", findings=[EMPTY])
    assert written("receipt", "subject.txt", facts) == (
        "【回执】杭州市目标分解在截止关闭以后收到，没有计入汇总（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "receipt",
        facts,
        "贵市报来的目标分解填报表已经收到。目标分解此前已经截止关闭，这一份没有计入汇总，"
        "仍以此前接收的 杭州一.xlsx 为准。需要计入的，请与我办联系。",
    )
    assert_silent("receipt", facts, "予以接收", "记为迟报", "不再计入", EMPTY.message)


def test_correction() -> None:
    facts = letter_facts("correction")
    assert written("correction", "subject.txt", facts) == (
        "【请更正】杭州市目标分解有 1 处须更正，请于2020年5月30日（星期六）前更正后报送"
        "（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "correction",
        facts,
        "贵市报来的目标分解填报表已经收到。经核对，有 1 处须更正，另有 1 处请核对。",
        "更正之前，这份填报表暂不计入汇总。",
        "请于2020年5月30日（星期六）前更正后报送",
        "330100_杭州市_目标分解_请更正.xlsx",
        "请打开附件中的更正表。",
        "直接在更正表上改好、保存，不必重填其他单元格。",
        "回复本邮件并附上改好的更正表即可。",
    )
    assert Page(written("correction", "html", facts)).rows[-7:] == [
        ["工作表", "单元格", "地区", "指标", "问题"],
        ["须更正（1 处）"],
        ["分解表", "H列15行", "余杭区", "9．新增上云企业", EMPTY.message],
        ["请核对（1 处）"],
        ["分解表", "C列18行", "桐庐县", "1．研发费用", BELOW.message],
        ["提示（1 处）"],
        ["整个文件", "", "", "", MERGED.message],
    ]


def test_correction_of_a_later_return_says_which_one_still_counts() -> None:
    facts = letter_facts("correction", kept="旧表.xlsx")
    assert_says("correction", facts, "更正之前，这份填报表暂不计入汇总，仍以此前接收的 旧表.xlsx 为准。")
    assert_says("correction", facts, "收到文件", "杭州分解表.xlsx")
    assert_silent("correction", letter_facts("correction"), "此前接收")


def test_correction_of_what_could_not_be_read_has_no_copy() -> None:
    damaged = finding("error", "", "文件已损坏，读不出来。请再次报送。", sheet="", place="", indicator="")
    facts = letter_facts("correction", findings=[damaged], errors=1, warnings=0, attachments=[])
    assert_says("correction", facts, "有 1 处须更正。", "请按下列问题及处理办法更正。", damaged.message)
    assert_silent("correction", facts, "更正表", "附件", "另有")


def test_unreadable() -> None:
    facts = letter_facts("unreadable")
    assert written("unreadable", "subject.txt", facts).strip() == (
        "【请重报】杭州市目标分解报来的文件读不出数，请于2020年5月30日（星期六）前重新报送"
        "（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "unreadable",
        facts,
        "贵市2020年5月24日报来的“杭州分解表.xlsx”已经收到，但读不出数：文件设了打开密码。请取消密码后另存，再次报送。",
        "请于2020年5月30日（星期六）前重新报送。",
        "原来的文件在贵处也打不开的，请用附上的空白表（330100_杭州市_目标分解.xlsx）填写，",
    )
    assert_says(
        "unreadable", facts | {"kept": "旧表.xlsx"}, "在重新报送以前，仍以此前接收的 旧表.xlsx 为准。"
    )


def test_what_was_found_in_a_withdrawn_return_is_told_and_its_copy_is_to_be_corrected() -> None:
    told = {"state": "withdrawn", "why": "婺城区多填了三个零", "errors": 0, "findings": [BELOW], "told": True}
    copy = "330100_杭州市_目标分解_请更正.xlsx"
    facts = letter_facts("unreadable", attachments=[copy], **told)
    assert written("unreadable", "subject.txt", facts).strip() == (
        "【请重报】杭州市目标分解报来的数需要改正，请于2020年5月30日（星期六）前重新报送"
        "（2020年浙江省传统制造业改造提升关键性量化指标）"
    )
    assert_says(
        "unreadable",
        facts,
        "请于2020年5月30日（星期六）前重新报送。",
        "贵市2020年5月24日报来的“杭州分解表.xlsx”，经核对需要改正，现在没有计入汇总。原因：婺城区多填了三个零。"
        "请在附上的更正表上改好，再报送。",
        copy,
        "请打开附上的更正表。表中已填有贵市原来报的数字；请核对的单元格附有批注",
        BELOW.message,
    )
    assert_silent("unreadable", facts, "撤回", "尚未收到", "读不出数", "空白表")
    bare = facts | {"attachments": [], "why": ""}
    assert_says("unreadable", bare, "经核对需要改正，现在没有计入汇总。请改正后重新报送。")


@pytest.mark.parametrize("letter", ["unreadable", "remind"])
def test_a_letter_claims_no_error_where_nobody_has_said_one(letter: str) -> None:
    """A withdrawal without a reason of a return in which nothing was found."""
    facts = letter_facts(letter, state="withdrawn", why="", told=False, findings=[], errors=0, warnings=0)
    facts |= {"file": "杭州分解表.xlsx", "came": date(2020, 5, 24), "trouble": "原来报的须核对后重报"}
    assert_says(
        letter,
        facts,
        "贵市2020年5月24日报来的“杭州分解表.xlsx”，请再核对一遍，现在没有计入汇总。",
        "有误的请在附上的更正表上改好，没有错的也请再报送一次",
        "表中已填有贵市原来报的数字，请逐项核对。",
    )
    assert_silent(letter, facts, "需要改正", "改正后", "批注", "需更正的问题", "逐条列出")
    if letter == "unreadable":
        assert written(letter, "subject.txt", facts).startswith("【请重报】杭州市目标分解报来的数请再核对，")
        bare = facts | {"attachments": []}
        assert_says(letter, bare, "请再核对一遍，现在没有计入汇总。请核对后重新报送。")


def test_the_text_reads_as_a_letter() -> None:
    assert written("correction", "txt", letter_facts("correction", findings=[EMPTY], warnings=0)) == (
        """2020年浙江省传统制造业改造提升关键性量化指标
请更正目标分解填报表（杭州市）

杭州市传统制造业改造提升工作专班：

　　贵市报来的目标分解填报表已经收到。经核对，有 1 处须更正。更正之前，这份填报表暂不计入汇总。

　　请于2020年5月30日（星期六）前更正后报送。

填报内容：目标分解
收到文件：杭州分解表.xlsx
附　　件：330100_杭州市_目标分解_请更正.xlsx

怎样更正
　1．请打开附件中的更正表。表中已填有贵市原来报的数字；须更正的单元格为红色，附有批注；\
第一张“需更正的问题”逐条列出，点击单元格地址可以跳转。
　2．直接在更正表上改好、保存，不必重填其他单元格。请保持 .xlsx 格式，请勿改动灰色单元格、灰色编码\
和“模板编号”。
　3．回复本邮件并附上改好的更正表即可。

需更正的问题

〖须更正（1 处）〗

● 分解表 H列15行 余杭区 9．新增上云企业
   余杭区的“9．新增上云企业”没有填。请填写数字；确实为零请填 0。

　　如有疑问，请与我办联系：省工业转型升级领导小组办公室（zhuanxing@example.invalid）。

　　感谢支持和配合。

浙江省工业转型升级领导小组办公室
2020年5月25日
"""
    )


# Many findings, and long ones


def ninety() -> list[Any]:
    severities = ("note", "warning", "error") * 30
    return [finding(each, f"C{at}", f"第{at}处的问题。") for at, each in enumerate(severities, start=1)]


@pytest.mark.parametrize("letter", ["remind", "correction"])
def test_thirty_findings_are_listed_errors_first(letter: str) -> None:
    facts = letter_facts(letter, findings=ninety()[:60], errors=20, warnings=20)
    cells = [row[1] for row in Page(written(letter, "html", facts)).rows if row[0] == "分解表"]
    errors, warnings = ([f"C{at}" for at in range(first, 61, 3)] for first in (3, 2))
    assert cells == [*errors, *warnings[:10]]
    assert_says(letter, facts, "须更正（20 处）", "请核对（20 处）", "其余 30 项见附件")
    assert_silent(letter, facts, "提示（")
    assert_says(letter, facts | {"attachments": []}, "其余 30 项从略")


def test_ninety_findings() -> None:
    for letter, rest in (("remind", "见附件"), ("correction", "见附件"), ("receipt", "从略")):
        facts = letter_facts(letter, findings=ninety())
        assert_says(letter, facts, f"其余 60 项{rest}")
        page, plain = written(letter, "html", facts), written(letter, "txt", facts)
        assert [page.count("处的问题。"), plain.count("● ")] == [30, 30]
    facts = letter_facts("correction", findings=ninety()[:30])
    assert_silent("correction", facts, "其余30项", "其余0项")


def test_a_very_long_message_keeps_its_beginning_and_its_remedy() -> None:
    message = "余杭区填的是“" + "万" * 5000 + "”，不是数字。请只填数字。"
    facts = letter_facts("correction", findings=[finding("error", "H15", message)])
    assert_says("correction", facts, "余杭区填的是“万万", "万……万", "万”，不是数字。请只填数字。")
    assert len(said("correction", "html", facts)) < 1000


def test_many_hints_of_a_kind_are_one_line() -> None:
    hint = finding("note", "C7", "桐庐县的“研发费用”填的是“/”，按不分解计。不需处理。")
    hint.others = [f"C{row}" for row in range(8, 23)]
    facts = letter_facts("receipt", findings=[hint])
    where = "、".join(hint.others[:12])
    assert_says("receipt", facts, "提示（16 处）", f"不需处理。同类的还有 15 处：{where}等。")


# Hostile text

HOSTILE = '<script>alert("&amp;")</script>{{ 7*7 }}{% raw %}\'>\r\nBcc: x@example.invalid\r\n\r\n' + "W" * 120


def hostile_facts(letter: str) -> Facts:
    """Every text that comes from a city or from a plan is hostile."""
    facts = letter_facts(letter, overruled=HOSTILE, file=HOSTILE, replaced=HOSTILE, attachments=[HOSTILE] * 2)
    facts["findings"] = [finding(each, HOSTILE, HOSTILE, HOSTILE, HOSTILE) for each in ("error", "note")]
    for holder, name in (("plan", "title"), ("plan", "issuer"), ("plan", "contact"), ("round", "name")):
        setattr(facts[holder], name, HOSTILE)
    facts["city"].name = facts["office"].name = HOSTILE
    return facts


@pytest.mark.parametrize("letter", LETTERS)
def test_hostile_text_is_only_text(letter: str) -> None:
    facts = hostile_facts(letter)
    page = Page(written(letter, "html", facts))
    tags = {"html", "head", "meta", "title", "body", "table", "tr", "td", "p", "br"}
    assert page.tags == tags if letter != "receipt" else page.tags <= tags
    assert {name for name, _ in page.attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "style", "role", "width", "height"),
        *("cellpadding", "cellspacing", "border", "bgcolor", "align", "valign", "colspan"),
    }
    shown = "".join(HOSTILE.split())
    for kind in ("txt", "html"):
        assert said(letter, kind, facts).count(shown) >= 8, kind


@pytest.mark.parametrize("letter", LETTERS)
def test_a_subject_is_one_line(letter: str) -> None:
    subject = written(letter, "subject.txt", hostile_facts(letter))
    assert len(subject.splitlines()) == 1
    assert "<script>alert" in subject
    assert "49" not in subject


@pytest.mark.parametrize("letter", LETTERS)
def test_hostile_text_cannot_forge_a_line_of_the_letter(letter: str) -> None:
    facts = letter_facts(letter, file="表.xlsx\r\n\r\n我办已决定", overruled="同意\n\n落款")
    facts["findings"] = [finding("error", "A1", "甲\r\n\r\n〖提示（0 处）〗\u2028乙")]
    lines = written(letter, "txt", facts).splitlines()
    assert [each for each in lines if each.startswith(("我办", "落款", "〖提示", "乙"))] == []


# All forms say the same, in Chinese, and fit


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("hostile", [False, True])
def test_text_and_html_say_the_same(letter: str, hostile: bool) -> None:
    facts = hostile_facts(letter) if hostile else letter_facts(letter)
    page = said(letter, "html", facts)
    for columns in ("工作表单元格地区指标问题", "位置情况"):  # the text has no columns
        page = page.replace(columns, "")
    marks = str.maketrans("", "", "【】〖〗●—：")
    assert said(letter, "txt", facts).translate(marks) == page.translate(marks)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("hostile", [False, True])
def test_a_paragraph_of_a_text_is_one_line(letter: str, hostile: bool) -> None:
    """Mail programs break lines where the window ends; a line that is broken already is broken twice."""
    facts = hostile_facts(letter) if hostile else letter_facts(letter, findings=ninety())
    source = written(letter, "txt", facts)
    assert "\n\n\n" not in source
    paragraphs = [each for each in source.splitlines() if re.match("　　[^　]", each)]
    assert len(paragraphs) >= 2
    assert [each[-1] for each in paragraphs] == ["。"] * len(paragraphs)


@pytest.mark.parametrize("letter", ["issue", "remind", "correction", "unreadable"])
@pytest.mark.parametrize("today", [date(2020, 5, 25), date(2020, 5, 30), date(2020, 6, 2)])
def test_a_letter_says_the_deadline_once(letter: str, today: date) -> None:
    facts = letter_facts(letter, today=today)
    facts["findings"] = []
    assert said(letter, "txt", facts).replace("2020年5月30日\n", "").count("5月30日") == 1 + (
        today.day == 30  # it is dated, too
    )


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_english(letter: str, kind: str) -> None:
    facts = letter_facts(letter)
    words = set(re.findall("[A-Za-z]{2,}", said(letter, kind, facts)))
    assert words <= {"xlsx", "PDF", "zhuanxing", "example", "invalid"}


@pytest.mark.parametrize("letter", LETTERS)
def test_html_is_plain_and_in_the_colours_of_the_theme(letter: str) -> None:
    source = written(letter, "html", letter_facts(letter))
    assert source.startswith('<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
    assert re.findall(r"(?i)src=|href=|url\(|@import|@media|<style|<script|<img|https?:", source) == []
    theme = tomllib.loads((TEMPLATES / "theme.toml").read_text("utf-8"))
    colours = theme["colour"].values()
    used = set(re.findall(r"(?<!&)#([0-9A-Fa-f]{6})\b", source))
    assert used - set(colours) == set()
    widths = [int(width) for width in re.findall(r'(?<!max-)width[=:]"?(\d+)(?=px|")', source)]
    assert {width for width in widths if width > 80} == {680}  # for Outlook alone, which knows no max-width
    assert "max-width:680px" in source
    styles = [value or "" for name, value in Page(source).attributes if name == "style"]
    *named, generic = theme["font"]["screen"]
    fonts = "".join(f"'{name}'," for name in named) + generic
    assert any(f"font-family:{fonts};" in style for style in styles)


# A fact that is missing

UNUSED = {  # facts that every letter is given, and that this one has nothing to say about
    "issue": {"city.code", "plan.two_levels"},
    "remind": {"city.code", "plan.document", "plan.two_levels", "round.kind", "trouble"},
    "receipt": {"city.code", "office.to", "plan.document", "round.kind"},
    "correction": {"city.code", "plan.document", "plan.two_levels", "round.kind"},
    "unreadable": {"city.code", "plan.document", "plan.two_levels", "round.kind"},
}
EVERY_SUBJECT = {"city", "city.name", "round", "round.name", "plan", "plan.title"}
IN_SUBJECT = {
    "issue": EVERY_SUBJECT | {"anew", "due", "today"},
    "remind": EVERY_SUBJECT | {"state", "trouble", "due"},
    "receipt": EVERY_SUBJECT | {"too_late"},
    "correction": EVERY_SUBJECT | {"due", "today", "errors"},
    "unreadable": EVERY_SUBJECT | {"due", "today", "state"},
}


def names(facts: Facts) -> set[str]:
    """The facts and their attributes, with dots; those of a finding by the first."""
    found = set(facts)
    for name, fact in facts.items():
        first = fact[0] if name == "findings" and fact else fact
        if isinstance(first, SimpleNamespace):
            found |= {f"{name}.{attribute}" for attribute in vars(first)}
    return found


def without(facts: Facts, name: str) -> Facts:
    facts = deepcopy(facts)
    holder, _, attribute = name.partition(".")
    if not attribute:
        del facts[holder]
    elif holder == "findings":
        delattr(facts[holder][0], attribute)
    else:
        delattr(facts[holder], attribute)
    return facts


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_with_a_missing_fact_is_not_written(letter: str, kind: str) -> None:
    facts = letter_facts(letter)
    if letter == "receipt":
        facts["late"] = True  # says then when it was due
    needed = IN_SUBJECT[letter] if kind == "subject.txt" else names(facts) - UNUSED[letter]
    unharmed = set()
    for name in sorted(names(facts)):
        try:
            written(letter, kind, without(facts, name))
        except UndefinedError:
            continue
        unharmed.add(name)
    assert unharmed == names(facts) - needed


# Lines


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", ["　"]),
        ("一二三四", ["　一二三四"]),
        ("一二三四五", ["　一二三四", " 五"]),
        ("一二三四。五", ["　一二三", " 四。五"]),
        ("一二三（四五）", ["　一二三", " （四五）"]),
        ("一二 three four", ["　一二", " three", " four"]),
        ("一\r\n\r\n二\u2028三\t四", ["　一 二 三", " 四"]),
        ("一twelvechars12", ["　一twelve", " chars12"]),
        ("twelvechars12", ["　twelvech", " ars12"]),
    ],
)
def test_a_text_is_wrapped_at_the_width_of_its_signs(value: str, lines: list[str]) -> None:
    assert wrapped(value, 10, "　", " ").split("\n") == lines

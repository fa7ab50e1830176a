"""The whole year in a real browser, without a console, against the same year by the two scripts.

The notice is that of the shipped plan. Its rounds fall due in the days to come, for the desk takes today as
it is. What is pressed and typed here stands in the same order in `Scripts.whole_year`.
"""

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copy, unpack_archive

import docx
import openpyxl
from openpyxl.workbook import Workbook

from tests.support.browser import chromium
from tests.support.certificates import Certificate, make_certificate
from tests.support.clerk import Clerk
from tests.support.correspondents import Correspondents
from tests.support.desk import running_desk, seated, work_done
from tests.support.mail_office import LOGIN, ME, SENDER
from tests.support.notices import answer_marks, as_docx, zhejiang
from tests.support.office import BREAKDOWN, JUNE, run
from tests.support.oracle.tables import PLAN, Tables
from tests.support.smtp_server import SmtpServer, smtp_server

HANGZHOU, NINGBO, WENZHOU, HUZHOU = "330100", "330200", "330300", "330500"
JIAXING, SHAOXING, ZHOUSHAN, LISHUI = "330400", "330600", "330900", "331100"
ROBOTS = "K06"
STRANGER = "签到表.xlsx"
AGAIN, TRIAL = "杭州市（第二次）.xlsx", "温州市（试填）.xlsx"
PHONED = "已电话核实，目标待省科技厅批复"
ACCEPTED, MISSING, BACK, SHUT = "● 已接收", "□ 未报", "▼ 退回修改", "× 已收但读不出数"
DECIDED = f"{ACCEPTED}\n由我办决定接收"
PRINTED = (
    "已全部接收，还有 4 家等着回执，汇总材料、通报草稿已做好："
    "请下载、改好定稿、自行印发（不必放回这里），再关闭批次。",
    "关闭批次",
)
READY = "请打印汇总材料；不用打印的，可以直接关闭批次。"


MINUTE = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d")  # of a receipt, or a summary: the scripts work later


class Year:
    """A clerk at the desk, the cities at theirs; `drops` are the files of each drop in their order."""

    def __init__(self, folder: Path, clerk: Clerk, smtp: SmtpServer) -> None:
        self.folder, self.clerk, self.smtp = folder, clerk, smtp
        self.drops: list[list[Path]] = []

    def drop(self, *paths: Path) -> str:
        """Drop files onto the board; return what their collection has told, with the board shown again."""
        self.drops.append([*paths])
        self.clerk.drop(paths)
        told = work_done(self.clerk.page)
        counted = self.clerk.says(".share b")
        self.clerk.press("回到报送情况")
        assert self.clerk.says(".share b") == counted  # the head of the page was right before
        return told

    def do(self, act: str, because: str = "") -> str:
        """Do an act, with a reason if there is one; return what it has told, with the board shown again."""
        self.clerk.press(act)
        if because:
            self.clerk.page.get_by_label("理由").fill(because)
        told = self.clerk.confirm(act)
        self.clerk.press("回到报送情况")
        return told

    def send(self, act: str, letters: int) -> None:
        """Send letters, after each was looked at."""
        self.clerk.press(act, "下一步：发送")
        assert self.clerk.says("h2") == f"最后看一遍：发送 {letters} 封"
        told = self.clerk.confirm(f"发送 {letters} 封")
        assert f"共 {letters} 封，其中 {letters} 封已发出。" in told
        self.clerk.press("回到报送情况")


def robots(cities: Correspondents, city: str, number: int) -> tuple[tuple[str, str], Decimal]:
    """The robots of a city's n-th county in the breakdown: where they stand, and how many."""
    place = cities.filling.tables.counties[city][number], ROBOTS
    value = cities.filling.breakdown(city)[place]
    assert isinstance(value, Decimal)
    return place, value


def completed(draft: Path) -> None:
    """What a person adds to the drafted plan: its id, whom to write to, when the rounds are due."""
    answer_marks(draft)
    book = openpyxl.load_workbook(draft)
    book["方案"]["B4"] = "zhejiang-2020"
    with (PLAN / "offices.csv").open(encoding="utf-8-sig", newline="") as file:
        offices = {row["region"]: row for row in csv.DictReader(file)}
    names = Tables(PLAN).names
    by_name = {names[code]: row for code, row in offices.items()}
    for name, *cells in book["联系人"].iter_rows(min_row=4, max_row=14):
        for cell, column in zip(cells, ("name", "to", "cc"), strict=True):
            cell.value = by_name[str(name.value)][column]
    for row in range(4, 8):
        book["批次"].cell(row, 5).value = str(date.today() + timedelta(days=10 * (row - 3)))
    book.save(draft)


def ends(round_: str = "目标分解") -> str:
    """When a round is due, in the words of the next step."""
    due = date.today() + timedelta(days=10 * (1 + ["目标分解", "上半年进展"].index(round_)))
    return f"{due.month}月{due.day}日截止"


def make_the_plan(year: Year) -> Correspondents:
    """A notice is dropped, its draft completed and dropped; return the cities of the plan."""
    clerk, notice = year.clerk, year.folder / "通知.docx"
    notice.write_bytes(as_docx(zhejiang()))
    assert clerk.says("h2#first") == "从这里开始：先要有一个方案"
    clerk.drop([notice])
    clerk.page.wait_for_url("**/drafts/*")
    assert "从通知里认出 18 项指标、11 个地区、198 个目标，目标都照通知原文。" in clerk.says()
    assert clerk.says("#open") == "待定的 7 处"
    draft = clerk.take("下载草稿")
    completed(draft)
    clerk.drop([draft])
    assert clerk.says(".done") == "已收下方案。共 18 项指标、11 个市、4 个批次。"
    assert clerk.page.locator("#drafts").count() == 0
    unpack_archive(clerk.take("CSV 表（压缩包）"), year.folder / "方案表")
    return Correspondents(year.folder / "各市", Tables(year.folder / "方案表"), year.smtp)


def issue_and_send(year: Year, round_: str, certificate: Certificate | None = None) -> None:
    """The forms are issued and mailed; where nobody has told yet how to mail, the settings are typed."""
    clerk = year.clerk
    clerk.press(round_)
    assert clerk.next == ("还没有下发填报表：先生成各单位的填报表，这一步不发信。", "下发填报表")
    assert f"{round_}：共 11 份填报表" in year.do("下发填报表")
    assert clerk.next == (
        "填报表已生成，还没有寄给各市：请寄送。用别的办法发出的，点“填报表已用别的办法发出”。",
        "寄送填报表",
    )
    assert clerk.board == dict.fromkeys(clerk.board, MISSING)
    if certificate:
        clerk.press("信件", "邮件设置")
        type_settings(clerk, year.smtp, certificate)
        clerk.press("保存")
        assert "发信：已设好" in clerk.says()
        assert "收信：还没有填收信服务器" in clerk.says()
        clerk.press("报送情况")
    year.send("寄送填报表", 11)
    waiting = f"还有 11 家未报（杭州市、宁波市、温州市等），都已联系过，{ends(round_)}：等他们报来。"
    assert clerk.next == (waiting, "")


def type_settings(clerk: Clerk, smtp: SmtpServer, certificate: Certificate) -> None:
    """What a clerk types into the form of the mail settings."""
    for label, text in (("发件人名称", "省转升办"), ("发件地址", SENDER), ("经办人自己的地址", ME)):
        clerk.page.get_by_label(label, exact=True).fill(text)
    account = clerk.page.get_by_role("group", name="发信")
    account.get_by_label("加密方式").select_option(label="先连接再加密（常用 587、143 端口）")
    account.get_by_text("更多").click()
    for label, text in (
        *(("发信服务器", "127.0.0.1"), ("端口", str(smtp.port)), ("登录名", LOGIN[0])),
        *(("授权码", LOGIN[1]), ("两封信之间停几秒", "0")),
        ("单位自建服务器的证书文件", str(certificate.authority)),
    ):
        account.get_by_label(label, exact=True).fill(text)


def drop_eleven(year: Year, cities: Correspondents) -> None:
    """Eleven files: one zipped, an .xls, one damaged, two with mistakes, one doubtful, and no return."""
    clerk, stranger = year.clerk, year.folder / STRANGER
    book = Workbook()
    book.worksheets[0].append(["会议签到"])
    book.save(stranger)
    place, value = robots(cities, ZHOUSHAN, 0)
    mistakes: dict[str, Mapping[tuple[str, str], Decimal | str]] = {
        JIAXING: {robots(cities, JIAXING, 0)[0]: "约三百"},
        SHAOXING: {(cities.filling.tables.counties[SHAOXING][1], "K01"): "待定"},
        ZHOUSHAN: {place: 100 * value},
    }
    made = {city: cities.answer(BREAKDOWN, city, mistakes.get(city)) for city in cities.cities}
    made |= {NINGBO: cities.zipped(made[NINGBO]), WENZHOU: cities.as_xls(made[WENZHOU])}
    made |= {HUZHOU: cities.damaged(made[HUZHOU]), LISHUI: stranger}
    assert "读取了 11 个文件" in year.drop(*made.values())
    assert clerk.board == dict.fromkeys(clerk.board, ACCEPTED) | {
        "湖州市": SHUT,
        "嘉兴市": BACK,
        "绍兴市": BACK,
        "丽水市": MISSING,
        "未归到设区市的文件": "1 份",
    }
    told = "请核实是哪个市的，选“归到某个单位”；不是上报表的，点“不要了，移出”。"
    assert clerk.next == (f"有 1 份待人工核实（{STRANGER}）：{told}", f"去看{STRANGER}")


def settle_what_waits(year: Year, cities: Correspondents) -> None:
    """The stranger's file is moved out; 湖州市 sends a whole file, which puts its damaged one away."""
    clerk = year.clerk
    clerk.press(f"去看{STRANGER}")
    clerk.page.locator("article", has_text=STRANGER).get_by_role("link", name="不要了，移出").click()
    assert f"{STRANGER} 已从本批次移出，原件仍保存，可以放回。" in clerk.confirm("不要了，移出")
    clerk.press("回到报送情况")
    assert "未归到设区市的文件" not in clerk.board
    unread = "有 1 份读不出数（湖州市）：请看过信后发出，请其重新报送；收到好的，读不出数的就自动作废。"
    assert clerk.next == (unread, "重报函")
    assert "新收到 1 份文件：已接收 1 份（湖州市）。" in year.drop(cities.answer(BREAKDOWN, HUZHOU))
    step = "有 2 份退回修改（嘉兴市、绍兴市）：请看过更正函后发出，附更正表。"
    assert clerk.next == (step, "更正函")


def correct_and_overrule(year: Year, cities: Correspondents) -> None:
    """嘉兴市 corrects the copy that it got, 绍兴市 is accepted as it is, 丽水市 is reminded and reports."""
    clerk = year.clerk
    clerk.press("嘉兴市")
    assert (
        clerk.says("table.found")
        .split("\t")[-1]
        .startswith("南湖区的“传统制造业新增工业机器人10000台”填的是“约三百”")
    )
    copy = clerk.take("下载更正表")
    clerk.press("报送情况")
    year.send("更正函", 2)
    doubtful = (
        "有 1 家的数存疑，已经计入汇总（舟山市 2 处）：请问清对方；没有错的，到那一页点“核对无误”，"
        "填错的，点“撤回这一份”，再请其重报。"
    )
    assert clerk.next == (doubtful, "去看舟山市")
    clerk.press("去看舟山市", "核对无误")
    assert len(clerk.says(".act ul").splitlines()) == 1 + 2 + 1
    clerk.page.get_by_label("理由").fill(PHONED)
    clerk.confirm("核对无误")
    clerk.press("回到报送情况")
    year.send("回执", 8)
    assert cities.attached(JIAXING) == ("330400_嘉兴市_目标分解_请更正.xlsx", copy.read_bytes())
    waiting = f"还有 1 家未报（丽水市），2 家没有更正（嘉兴市、绍兴市），都已联系过，{ends()}：等他们报来。"
    assert clerk.next == (waiting, "")
    year.drop(cities.answer(BREAKDOWN, JIAXING))
    assert (clerk.board["嘉兴市"], clerk.board["绍兴市"]) == (ACCEPTED, BACK)
    clerk.press("绍兴市")
    clerk.press("接收（写理由）")
    state, lacking = clerk.says(".act ul").splitlines()
    assert state == "绍兴市　330600_绍兴市_目标分解.xlsx：退回修改 → 已接收"
    assert lacking.startswith("其中 1 个数没有填，或填的不是数，不能计入")
    clerk.page.get_by_label("理由").fill(PHONED)
    assert f"决定接收　绍兴市 330600_绍兴市_目标分解.xlsx，理由：{PHONED}" in clerk.confirm("接收（写理由）")
    clerk.press("回到报送情况")
    assert clerk.next == (
        f"已接收的有 2 家等着回执；还有 1 家未报（丽水市），都已联系过，{ends()}：等他们报来。",
        "回执",
    )
    year.send("催报（1 家）", 1)
    year.drop(cities.answer(BREAKDOWN, LISHUI))
    assert clerk.board == dict.fromkeys(clerk.board, ACCEPTED) | {"绍兴市": DECIDED}
    assert clerk.next == (f"已全部接收，还有 3 家等着回执：{READY}", "打印汇总材料")


def take_wrong_files_back(year: Year, cities: Correspondents) -> None:
    """杭州市 resubmits; 温州市 sends a trial that is accepted, and withdrawn; a wrong choice is undone."""
    clerk = year.clerk
    more, less = robots(cities, HANGZHOU, 0), robots(cities, HANGZHOU, 1)
    change: dict[tuple[str, str], Decimal | str] = {more[0]: more[1] + 5, less[0]: less[1] - 5}
    told = year.drop(cities.answer(BREAKDOWN, HANGZHOU, change, AGAIN))
    assert f"杭州市　已接收的数有 2 处改动（330100_杭州市_目标分解.xlsx → {AGAIN}）：" in told
    place, value = robots(cities, WENZHOU, 0)
    year.drop(cities.answer(BREAKDOWN, WENZHOU, {place: value + 100}, TRIAL))
    clerk.press("温州市")
    assert clerk.says("section.card p") == f"已计入汇总：{TRIAL}。"
    row = clerk.page.locator(".differences tbody tr").inner_text().split("\t")
    assert row == [
        "分解表 H列8行",
        "鹿城区",
        "K06 传统制造业新增工业机器人10000台",
        f"{value}",
        f"{value + 100}",
    ]
    clerk.page.locator("article").first.get_by_role("link", name="撤回").click()
    assert f"温州市　{TRIAL}：已接收 → 已撤回" in clerk.says(".act ul")
    clerk.page.get_by_label("理由").fill("误报")
    clerk.confirm("撤回")
    clerk.press("回到温州市")
    assert clerk.says("section.card p") == "已计入汇总：330300_温州市_目标分解.xls。"
    clerk.press("报送情况", "杭州市")
    year.do("以此份为准")
    clerk.press("经过", "撤销第 4 条决定")
    assert f"杭州市　{AGAIN}：已被新报替代 → 已接收" in clerk.says(".act ul")
    clerk.confirm("撤销决定")
    clerk.press("回到报送情况")
    assert clerk.board == dict.fromkeys(clerk.board, ACCEPTED) | {"绍兴市": DECIDED}


def meet(year: Year) -> tuple[Path, Path]:
    """The pack and the bulletin are made and taken away; return the latest summary and the bulletin."""
    clerk = year.clerk
    clerk.press("打印汇总材料")
    told = clerk.confirm("打印汇总材料")
    number = told.rpartition("目标分解汇总材料_第")[2].partition("次")[0]
    pdf = clerk.take(f"下载 目标分解汇总材料_第{number}次.pdf")
    assert pdf.read_bytes()[:5] == b"%PDF-"
    clerk.press("回到报送情况", "起草通报")
    clerk.confirm("起草通报")
    bulletin = clerk.take(f"下载 目标分解_第{number}次_通报（草稿）.docx")
    assert any("目标分解" in each.text for each in docx.Document(str(bulletin)).paragraphs)
    clerk.press("汇总")
    pack = openpyxl.load_workbook(clerk.take(f"目标分解汇总材料_第{number}次.xlsx"))
    assert pack.sheetnames[:4] == ["总览", "需要关注", "全省汇总", "分县表"]
    assert clerk.says(".headline").startswith("全省 13 项数量指标都没有缺口。")
    return clerk.take("目标分解汇总表_最新.xlsx"), bulletin


def close_and_open(year: Year) -> None:
    """The round is closed, and opened again."""
    clerk = year.clerk
    clerk.press("报送情况")
    year.do("关闭批次", "定稿")
    assert clerk.next == ("本批次已关闭，没有要做的事。", "看汇总、下载材料")
    assert clerk.says(".closed") == "已关闭"
    clerk.press("更多")
    year.do("重新打开批次")
    assert clerk.next == PRINTED


def report_june(year: Year, cities: Correspondents) -> Path:
    """June on top: forms out, returns in; return the latest summary."""
    clerk = year.clerk
    clerk.press("方案与批次")
    assert clerk.says(".rounds tbody td").endswith("11/11")  # behind a word that narrow pages show
    issue_and_send(year, "上半年进展")
    year.drop(*(cities.answer(JUNE, city) for city in cities.cities))
    assert clerk.board == dict.fromkeys(clerk.board, ACCEPTED)
    assert clerk.next == (f"已全部接收，还有 11 家等着回执：{READY}", "打印汇总材料")
    clerk.press("汇总")
    assert "数据截至 2020-06-30　序时进度 50%　11 个市全部报齐" in clerk.says("#overview")
    return clerk.take("上半年进展汇总表_最新.xlsx")


class Scripts:
    """The same year by the two scripts."""

    def __init__(self, home: Path, plan: Path, drops: list[list[Path]]) -> None:
        self.home, self.plan, self.drops = home, plan, iter(drops)

    def run(self, script: str, round_: str, *words: object) -> None:
        """Run a command to its end."""
        answer = run(script, self.plan, round_, *words, "--workbooks", self.home)
        assert answer.code in (0, 1), answer

    def inbox(self, round_: str) -> Path:
        """Where a round's files lie."""
        return self.home / "zhejiang-2020" / round_ / "received"

    def drop(self, round_: str = BREAKDOWN) -> None:
        """Put the files of the next drop into the inbox, and collect."""
        for path in next(self.drops):
            folder = self.inbox(round_) / f"{len(list(self.inbox(round_).iterdir())):02}"
            folder.mkdir()
            copy(path, folder)
        self.run("collect.py", round_)

    def remove(self, name: str) -> None:
        """Take the first file of this name out of the inbox, and collect."""
        min(self.inbox(BREAKDOWN).rglob(name)).unlink()
        self.run("collect.py", BREAKDOWN)

    def whole_year(self) -> None:
        """Work through both rounds."""
        self.run("generate.py", BREAKDOWN)
        self.drop()
        self.remove(STRANGER)
        self.drop()
        doubtful = min(self.inbox(BREAKDOWN).rglob("330900_*.xlsx"))
        self.run("collect.py", BREAKDOWN, "--checked", doubtful, "--because", PHONED)
        self.drop()
        given = min(self.inbox(BREAKDOWN).rglob("330600_*.xlsx"))
        self.run("collect.py", BREAKDOWN, given, "--overrule", SHAOXING, "--because", PHONED)
        for _ in range(3):
            self.drop()
        self.run("collect.py", BREAKDOWN, "--withdraw", TRIAL, "--because", "误报")
        self.run("collect.py", BREAKDOWN, "--use", "330100_杭州市_目标分解.xlsx")
        self.run("collect.py", BREAKDOWN, "--undo", "4")
        self.run("collect.py", BREAKDOWN, "--bulletin")
        self.run("collect.py", BREAKDOWN, "--close", "--because", "定稿")
        self.run("collect.py", BREAKDOWN, "--reopen")
        self.run("generate.py", JUNE)
        self.drop(JUNE)


def test_the_whole_year(tmp_path: Path) -> None:
    certificate, home = make_certificate(tmp_path / "tls"), tmp_path / "网页" / "workbooks"
    with (
        smtp_server(security="starttls", certificate=certificate, login=LOGIN, delay=1) as smtp,
        running_desk(home, "--mail", home.parent / "mail.toml") as desk,
        chromium() as browser,
    ):
        clerk = Clerk(seated(browser, desk), tmp_path / "下载")
        year = Year(tmp_path, clerk, smtp)
        cities = make_the_plan(year)
        issue_and_send(year, "目标分解", certificate)
        drop_eleven(year, cities)
        settle_what_waits(year, cities)
        correct_and_overrule(year, cities)
        take_wrong_files_back(year, cities)
        breakdown, bulletin = meet(year)
        close_and_open(year)
        june = report_june(year, cities)
    scripts = Scripts(tmp_path / "命令行", min((home / "方案").glob("*.xlsx")), year.drops)
    scripts.whole_year()
    for taken in (breakdown, june):
        assert cells(taken) == cells(min(scripts.home.rglob(taken.name)))
    assert paragraphs(bulletin) == paragraphs(min(scripts.home.rglob(bulletin.name)))


def cells(path: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
    """All cells of a workbook, sheet by sheet: what they hold, without the minute, their format and link."""
    return {
        (sheet.title, cell.coordinate): (
            MINUTE.sub("", str(getattr(cell.value, "text", cell.value))),
            cell.number_format,
            str(cell.hyperlink and cell.hyperlink.location),
        )
        for sheet in openpyxl.load_workbook(path).worksheets
        for line in sheet.iter_rows()
        for cell in line
    }


def paragraphs(path: Path) -> list[str]:
    return [MINUTE.sub("", each.text) for each in docx.Document(str(path)).paragraphs]

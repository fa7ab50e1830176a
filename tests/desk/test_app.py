"""Every page of the desk, each way it can look: axe-core, the keyboard, the width; and none is forgotten."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cascade import theme
from cascade.collecting.decision_words import user_name
from cascade.desk.app import make_app
from cascade.desk.workplace import Desk
from cascade.ledger import locked
from tests.support.axe import out_of_reach, violations, with_axe
from tests.support.desk import RunningDesk, here, running_desk, seated, work_done
from tests.support.desk_looks import LONG_PLAN, LONG_ROUND, LONG_TOWN, office_of_all_looks
from tests.support.office import BREAKDOWN, JUNE, SEPTEMBER, Office
from tests.support.page_listing_desk import listed
from tests.support.sample import is_long

WIDTHS = (1366, 390)
ROUND, HALF = f"/p/zhejiang-2020/{BREAKDOWN}", f"/p/zhejiang-2020/{JUNE}"
THIRD, LAST = f"/p/zhejiang-2020/{SEPTEMBER}", "/p/zhejiang-2020/progress-2020-12-31"
LONG = f"/p/{LONG_PLAN}/{LONG_ROUND}"
NO_PAGES = {"round.version", "/desk.css", "/desk.js", "icon"}  # what is asked for by pages
DOWNLOADS = {
    "brought.draft_file",
    "brought.new_plan",
    "brought.tables",
    "brought.workbook",
    "letters.drafts",
    "round.file",
    "round.files",
    "round.original",
}
LEAD_ON = {  # to pages of others
    *("brought.away", "brought.bring", "enter", "figures.fill_in", "leave", "round.drop"),
}
OF_ACCOUNTS = {  # looked at in test_account_pages
    *("account.sign_in", "account.mine", "account.accounts"),
    *("sign_in.html", "account.html", "accounts.html", "elsewhere.html"),
}
NOT_ENGLISH = re.compile(
    r"Excel|Word|WPS|PDF|KB|MB|CSV|JSON|SQLite|GB/T|INBOX|zhejiang-2020"
    r"|[A-Z]{1,2}[0-9]*[a-z]?|[\w.-]+@example\.invalid|(smtp|imap)\.example\.com"
    r"|xlsx|docx|csv|x|" + re.escape(user_name()),
    re.ASCII,
)
PARTS = {"base.html", "many_cities.html", "round_base.html", "round_parts.html", "plan_parts.html"}


@dataclass
class Sight:
    """A browser window at a desk, and the looks that were looked at in it."""

    desk: RunningDesk
    page: Page
    office: Office
    looked_at: set[str] = field(default_factory=set)

    def go(self, path: str) -> None:
        self.page.goto(self.desk.base + path)

    def send(self, **hidden: str) -> None:
        """Send the form of the page after changing what it carries along, as if it were an old one."""
        with self.page.expect_navigation():
            self.page.evaluate(
                """values => {
                    const form = document.querySelector("main form[method=post]");
                    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
                    form.noValidate = true;
                    (form.querySelector("button.main") || form.querySelector("button")).click();
                }""",
                hidden,
            )


def at(path: str) -> Callable[[Sight], None]:
    return lambda sight: sight.go(path)


def of_file(name: str, act: str) -> Callable[[Sight], None]:
    """The page of an act on the files of a city or of nobody."""

    def look(sight: Sight) -> None:
        sight.go(f"{ROUND}/city/{name}")
        with sight.page.expect_navigation():
            sight.page.locator(f"article a[href*='/act/{act}']").first.click()

    return look


def sent(look: Callable[[Sight], None], **hidden: str) -> Callable[[Sight], None]:
    """What comes of a page when its form is sent as it is, but for what it carries along."""

    def send(sight: Sight) -> None:
        look(sight)
        sight.send(**hidden)

    return send


def collected(sight: Sight) -> None:
    sight.go(f"{ROUND}/act/collect")
    sight.send()


def done(sight: Sight) -> None:
    collected(sight)
    work_done(sight.page)


def going_on(show: Callable[[Sight], None]) -> Callable[[Sight], None]:
    """Something while work goes on and other work waits: somebody else holds the plan's lock."""

    def look(sight: Sight) -> None:
        with locked(sight.office.home / "zhejiang-2020", "试验"):
            for _ in range(2):
                collected(sight)
            show(sight)

    return look


def drafted_unseen(sight: Sight) -> None:
    sight.go(f"{ROUND}/letters/remind")
    sight.page.evaluate("document.getElementsByName('looked')[0].value = 'x'")
    with sight.page.expect_navigation():
        sight.page.click("button[value=drafts]")


def drafted(sight: Sight) -> None:
    sight.go("/")
    with sight.page.expect_navigation():
        sight.page.click("section[aria-labelledby=drafts] a")


def brought(name: str) -> Callable[[Sight], None]:
    """The page of a plan that was dropped."""

    def bring(sight: Sight) -> None:
        sight.go("/")
        sight.page.set_input_files("#files", sight.office.home.with_name(name))
        sight.page.wait_for_url("**/brought/*")

    return bring


def no_notice(sight: Sight) -> None:
    """The page of a file from which a plan is to be drafted."""
    path = sight.office.home.with_name("不是通知.csv")
    path.write_text("甲,乙\n1,2\n", "utf-8")
    sight.go("/")
    sight.page.set_input_files("#files", path)
    sight.page.wait_for_url("**/drafting/*")


def refused_notice(sight: Sight) -> None:
    no_notice(sight)
    work_done(sight.page)


LOOKS: dict[str, Callable[[Sight], None]] = {
    "plans": at("/"),
    "plan taken": at("/?taken=zhejiang-2020"),
    "faulty plan": brought("错.xlsx"),
    "changed plan": brought("改.xlsx"),
    "changed plan, late": sent(brought("改.xlsx"), seen="0"),
    "a round to add": at("/plans/zhejiang-2020/rounds/new"),
    "a round to add, faulty": sent(at("/plans/zhejiang-2020/rounds/new"), as_of="2020-06-30"),
    "own figures": at("/plans/zhejiang-2020/figures"),
    "addresses": at("/plans/zhejiang-2020/addresses"),
    "addresses, long names": at(f"/plans/{LONG_PLAN}/addresses"),
    "addresses, faulty": sent(
        at("/plans/zhejiang-2020/addresses"), **{"to-330100": "某处", "pasted": "某处"}
    ),
    "draft": drafted,
    "drafting": going_on(no_notice),
    "drafting, refused": refused_notice,
    "board": at(f"{ROUND}/"),
    "board while work goes on": going_on(at(f"{ROUND}/")),
    "board, some reported": at(f"{HALF}/"),
    "board, closed": at(f"{THIRD}/"),
    "board, not issued": at(f"{LAST}/"),
    "board, long names": at(f"{LONG}/"),
    "city, corrected": at(f"{ROUND}/city/c330100"),
    "city, sent back": at(f"{ROUND}/city/c330200"),
    "city, held": at(f"{ROUND}/city/c330300"),
    "city, missing": at(f"{ROUND}/city/c330500"),
    "city, withdrawn": at(f"{ROUND}/city/c330600"),
    "city, long name": at(f"{LONG}/city/c{LONG_TOWN}"),
    "strangers": at(f"{ROUND}/city/strangers"),
    "issue": at(f"{LAST}/act/issue"),
    "issue, many": at(f"{LONG}/act/issue?city={LONG_TOWN}"),
    "collect": at(f"{ROUND}/act/collect"),
    "print": at(f"{HALF}/act/print"),
    "export": at(f"{HALF}/act/export"),
    "close": at(f"{HALF}/act/close"),
    "close, late": sent(at(f"{HALF}/act/close"), seen="0"),
    "settle": at(f"{ROUND}/act/settle?city=330200&fate=arrived"),
    "use": of_file("c330300", "use"),
    "overrule": of_file("c330200", "overrule"),
    "overrule without a reason": sent(of_file("c330200", "overrule")),
    "withdraw": of_file("c330100", "withdraw"),
    "assign": of_file("strangers", "as"),
    "take out": of_file("strangers", "aside"),
    "undo": at(f"{ROUND}/act/undo?number=1"),
    "work done": done,
    "work going on": going_on(lambda sight: None),
    "summing": at(f"{HALF}/products"),
    "summing, worst first": at(f"{HALF}/products?order=behind"),
    "summing, nothing counted": at(f"{THIRD}/products"),
    "summing, long names": at(f"{LONG}/products"),
    "number of all": at(f"{HALF}/number/K01/330000"),
    "number of a city": at(f"{HALF}/number/K01/330100"),
    "number not reported": at(f"{HALF}/number/K01/330300"),
    "number, long names": at(f"{LONG}/number/K01/{LONG_TOWN}"),
    "letters": at(f"{ROUND}/letters"),
    "letters, none": at(f"{LONG}/letters"),
    "mail settings": at(f"{ROUND}/letters/settings"),
    "mail settings, wrong": sent(
        at(f"{ROUND}/letters/settings"), **{"smtp.port": "x", "office.address": "x"}
    ),
    "letters to look at": at(f"{ROUND}/letters/remind"),
    "letters with files": at(f"{ROUND}/letters/correction"),
    "letters, long names": at(f"{LONG}/letters/send"),
    "last look": at(f"{ROUND}/letters/remind/last?how=send"),
    "letters to look at, changed": drafted_unseen,
    "last look, changed": sent(at(f"{ROUND}/letters/remind/last?how=send"), looked="x"),
    "no letters yet": at(f"{LAST}/letters/send"),
    "story": at(f"{ROUND}/story"),
    "who": at("/name"),
    "story of a city": at(f"{ROUND}/story?city=330100"),
    "story, nothing": at(f"{LAST}/story?day=2020-01-01"),
    "no page": at("/nowhere"),
    "refused": at(f"{ROUND}/act/undo?number=x"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office_of_all_looks(tmp_path_factory.mktemp("looks"))


@pytest.fixture(scope="module")
def sight(office: Office, browser: Browser) -> Iterator[Sight]:
    mail = office.home.with_name("mail.toml")
    with running_desk(office.home, "--mail", mail, module="tests.support.page_listing_desk") as desk:
        page = with_axe(seated(browser, desk))
        # Work that one look leaves behind would load the next one anew while it is looked at.
        page.route("**/version", lambda route: route.abort())
        yield Sight(desk, page, office)


def assert_open_to_all(page: Page, widths: Sequence[int] = WIDTHS) -> None:
    page.wait_for_load_state()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []
    assert out_of_reach(page) == []


def english_words(page: Page) -> list[str]:
    """The Latin words that a page shows, but codes, addresses, names of files and what everybody calls so."""
    said = page.evaluate(
        """() => {
            const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) found.push(texts.currentNode.data);
            for (const each of document.querySelectorAll("[title], [aria-label]"))
                found.push(each.title, each.ariaLabel || "");
            return found.join(" ");
        }"""
    )
    words = re.findall(r"[A-Za-z][A-Za-z0-9@./_-]*", said)
    return [each for each in words if not NOT_ENGLISH.fullmatch(each)]


@pytest.mark.parametrize(
    ("name", "width"), product(LOOKS, WIDTHS) if is_long() else zip(LOOKS, cycle(WIDTHS), strict=False)
)
def test_nobody_is_shut_out(name: str, width: int, sight: Sight) -> None:
    """Every look at one of the widths; with `--long` at both."""
    LOOKS[name](sight)
    sight.looked_at.add(name)
    assert_open_to_all(sight.page, [width])
    assert english_words(sight.page) == []


def test_an_empty_folder_and_a_closed_door_shut_nobody_out(tmp_path: Path, browser: Browser) -> None:
    with running_desk(tmp_path / "workbooks") as desk:
        page = with_axe(seated(browser, desk))
        page.reload()
        assert_open_to_all(page)
        page.context.clear_cookies()
        page.reload()
        assert page.inner_text("h2") == "请从桌面打开"
        assert_open_to_all(page)


def test_no_page_is_forgotten(sight: Sight, tmp_path: Path) -> None:
    for name in sorted(LOOKS.keys() - sight.looked_at, key=[*LOOKS].index):
        LOOKS[name](sight)
        assert english_words(sight.page) == [], name
    assert sight.desk.ask("/").status == 401
    pairs = listed(sight.office.home)
    app = make_app(Desk(tmp_path, tmp_path / "mail.toml"), here(tmp_path))
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - NO_PAGES - DOWNLOADS - LEAD_ON - OF_ACCOUNTS == {
        endpoint for endpoint, _ in pairs if endpoint
    }
    templates = {path.name for path in (theme.TEMPLATES / "desk").glob("*.html")}
    assert templates - PARTS - OF_ACCOUNTS == {template for _, template in pairs}

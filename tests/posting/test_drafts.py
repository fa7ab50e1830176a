"""Drafts for somebody's own mailbox: said to be sent, taken back, outdated, and never sent twice unseen."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from cascade.ledger import Dispatch, Sending
from cascade.ledger import opened as opened_ledger
from cascade.places import Places
from cascade.plan import load
from cascade.posting.waiting_drafts import LetterDraft, drafts_of
from cascade.rounds import Rounds
from tests.support.certificates import Certificate, make_certificate
from tests.support.mail_office import DAY, Post, few_forms, post_of
from tests.support.office import BREAKDOWN, JUNE, Answer, Office, run
from tests.support.oracle.tables import PLAN
from tests.support.plan_folder import put

HANGZHOU, NINGBO, WENZHOU, JIAXING = "330100", "330200", "330300", "330400"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has written all letters with forms as drafts."""
    office = few_forms(tmp_path_factory)
    assert generate(office, "--drafts").code == 0
    return office


@pytest.fixture
def office(master: Office, tmp_path: Path) -> Office:
    return master.copy(tmp_path / "工作簿")


@pytest.fixture
def post(office: Office, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post_of(office, certificate, monkeypatch) as found:
        yield found


def generate(office: Office, *words: object) -> Answer:
    return run("generate.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", DAY, *words)


def status(office: Office) -> str:
    words = (office.plan, BREAKDOWN, "--workbooks", office.home, "--status")
    return run("collect.py", *words).out.rpartition("下一步：")[2].strip()


def letters(office: Office) -> dict[str, Dispatch]:
    """The letters with forms in the ledger, by city."""
    with opened_ledger(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        return {each.city: each for each in ledger.dispatches(BREAKDOWN) if each.purpose == "issue"}


def idle(office: Office) -> dict[tuple[str, str], str]:
    """Why drafts need not leave, by city and purpose."""
    plan = load(office.plan).plan
    places = Places(office.home, plan, plan.round(BREAKDOWN))
    with opened_ledger(places.ledger) as ledger:
        found: tuple[LetterDraft, ...] = drafts_of(
            places, ledger, Rounds(ledger, places.plan).settled(places.round)
        )
    return {(each.message.city, each.message.purpose): each.idle for each in found}


def outbox(office: Office, folder: str = "") -> int:
    return len(list((office.folder(BREAKDOWN, "outbox") / folder).glob("*.eml")))


def test_what_a_person_sent_from_their_own_mailbox_is_neither_drafted_nor_sent_again(post: Post) -> None:
    office = post.office
    assert {each.state for each in letters(office).values()} == {Sending.DRAFTED}
    said = generate(office, "--posted", "宁波市")
    assert (said.code, said.error) == (0, "")
    assert "已记下 1 封：已自行发出，不再发。" in said.out
    found = letters(office)[NINGBO]
    assert (found.state, bool(found.by), bool(found.at)) == (Sending.POSTED, True, True)
    assert (outbox(office), outbox(office, "已发出")) == (10, 1)

    again = generate(office, "--drafts")
    assert "10 封草稿写好了，还没有发出。" in again.out
    assert "提示：宁波市的 1 封信以前已发出或结果不明，没有再写草稿" in again.out
    assert outbox(office) == 10
    sent = post.generate(BREAKDOWN, "--send", "--city", NINGBO, WENZHOU)
    assert (sent.code, len(post.sent_to(NINGBO)), len(post.sent_to(WENZHOU))) == (0, 0, 1)
    assert "已自行发出（以前）" in sent.out
    assert outbox(office) == 9  # the draft of what the program has sent is gone

    generate(office, "--posted")
    assert {each.state.left for each in letters(office).values()} == {True}
    assert generate(office, "--posted").code == 2
    assert status(office).startswith("还有 11 家未报（杭州市、宁波市、温州市等），都已联系过：等他们报来")

    assert generate(office, "--send-again", "宁波市").code == 0
    assert letters(office)[NINGBO].state is Sending.DRAFTED
    assert (outbox(office), outbox(office, "已发出")) == (1, 10)
    assert post.generate(BREAKDOWN, "--send", "--city", NINGBO).code == 0
    assert len(post.sent_to(NINGBO)) == 1


def test_a_city_without_an_address_gets_a_draft_and_is_never_sent_to(post: Post, tmp_path: Path) -> None:
    plan = tmp_path / "zhejiang-2020"
    shutil.copytree(post.office.plan, plan)
    put(plan, "offices", 3, "to", "")
    office = Office(post.office.home, plan)
    drafted = generate(office, "--drafts")
    assert "提示：宁波市没有收件地址，草稿的收件人空着：请自己填上，或用别的办法转交。" in drafted.out
    (path,) = office.folder(BREAKDOWN, "outbox").glob(f"{NINGBO}_*.eml")
    draft = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (draft["To"], draft["X-Unsent"]) == (None, "1")
    assert draft["Subject"].startswith("【请填报】宁波市目标分解")
    assert [each.get_filename() for each in draft.iter_attachments()] == [f"{NINGBO}_宁波市_目标分解.xlsx"]
    assert letters(office)[NINGBO].state is Sending.DRAFTED
    sent = Post(office, post.settings, post.smtp).generate(BREAKDOWN, "--send", "--city", NINGBO, WENZHOU)
    out = "宁波市没有收件地址（请在方案的“联系人”表中补上，或者写成草稿），没有写信。"
    assert (sent.code, len(post.smtp.messages), f"提示：{out}" in sent.out) == (0, 1, True)
    assert letters(office)[NINGBO].state is Sending.DRAFTED


def test_a_draft_is_written_again_for_a_city_that_is_named(office: Office) -> None:
    generate(office, "--posted", "宁波市")
    again = generate(office, "--drafts", "--city", NINGBO)
    assert "提示：宁波市的 1 封信以前已发出或结果不明，这是再写的一份。" in again.out
    assert outbox(office) == 11


def test_forms_handed_over_without_a_letter_are_not_asked_for(master: Office, tmp_path: Path) -> None:
    office = few_forms_of(master, tmp_path)
    assert status(office).startswith("填报表已生成，还没有寄给各市")
    said = generate(office, "--posted")
    assert "已记下 11 家：填报表已用别的办法发给对方，不再寄。" in said.out
    assert status(office).startswith("还有 11 家未报（杭州市、宁波市、温州市等），都已联系过")
    given = letters(office)[HANGZHOU]
    assert (given.detail, given.promises_answer) == ("用别的办法发出的", False)


def few_forms_of(master: Office, tmp_path: Path) -> Office:
    """The office before any letter was written."""
    office = Office(tmp_path / "别的", master.plan)
    assert office.generate(BREAKDOWN).code == 0
    return office


def test_a_draft_that_nobody_sends_is_dropped_until_it_is_written_anew(office: Office) -> None:
    """With it goes a reminder, and an older one that this had replaced."""
    generate(office, "--posted", "温州市")
    remind = ("--remind", "--drafts", "--city", WENZHOU)
    assert generate(office, *remind).code == 0
    words = (office.plan, BREAKDOWN, "--workbooks", office.home, "--today", "2020-05-21", *remind)
    assert run("generate.py", *words).code == 0
    dropped = generate(office, "--dropped", "宁波市", "温州市")
    assert (dropped.code, dropped.error) == (0, "")
    assert "已记下 2 封：不发了，“下一步”不再催。" in dropped.out
    assert (outbox(office), len(idle(office))) == (9, 9)
    found = letters(office)[NINGBO]
    assert (found.state, bool(found.by)) == (Sending.DROPPED, True)
    assert generate(office, "--dropped", "宁波市").code == 2
    assert "9 封信已写成草稿" in status(office)
    assert "已记下 9 封" in generate(office, "--dropped").out
    assert status(office).startswith("还有 11 家未报（杭州市、宁波市、温州市等）")
    again = generate(office, "--drafts", "--city", NINGBO)
    assert "1 封草稿写好了" in again.out
    assert letters(office)[NINGBO].message_id == found.message_id
    assert "1 封信已写成草稿" in status(office)


@pytest.mark.parametrize(("what", "old"), [("更正函", "退回更正"), ("重报函", "文件打不开")])
def test_letters_that_version_1_6_has_named_are_found(tmp_path: Path, what: str, old: str) -> None:
    plan = load(PLAN).plan
    places = Places(tmp_path, plan, plan.round(BREAKDOWN))
    paths = places.draft(plan.cities[0], what), places.copy_of_sent(plan.cities[0], what, "<1@cascade>")
    assert [what in path.name for path in paths] == [True, True]
    older = [path.with_name(path.name.replace(what, old)) for path in paths]
    for path in older:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [
        places.draft(plan.cities[0], what),
        places.copy_of_sent(plan.cities[0], what, "<1@cascade>"),
    ] == older


def test_a_draft_whose_reason_is_gone_says_so(office: Office) -> None:
    generate(office, "--posted", "杭州市", "宁波市")
    assert generate(office, "--remind", "--drafts", "--city", HANGZHOU, NINGBO).code == 0
    assert set(idle(office).values()) == {""}
    for city in (HANGZHOU, WENZHOU):
        office.fill(BREAKDOWN, city)
    office.collect(BREAKDOWN)
    found = idle(office)
    assert found[WENZHOU, "issue"] == "已不必发：已经报来"
    assert found[HANGZHOU, "remind"] == "已不必发：已经不用催"
    assert {found[NINGBO, "remind"], found[JIAXING, "issue"]} == {""}
    said = generate(office, "--posted")
    assert "已记下 9 封" in said.out  # eight forms and a reminder; not the idle ones
    assert set(idle(office)) == {(WENZHOU, "issue"), (HANGZHOU, "remind")}
    assert generate(office, "--send-again", "宁波市").code == 0
    assert idle(office)[NINGBO, "remind"] == "已不必发：填报表还没有发出"


def test_a_reminder_says_truly_what_has_come(office: Office) -> None:
    generate(office, "--posted", "杭州市")
    assert office.generate(JUNE).code == 0
    office.fill(BREAKDOWN, WENZHOU)
    inbox = office.folder(BREAKDOWN, "received")
    (inbox / "宁波市盖章扫描件.pdf").write_bytes(b"%PDF-1.4 ")
    office.fill(JUNE, JIAXING).rename(inbox / "嘉兴市.xlsx")
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--withdraw", "温州市", "--because", "来函说明数字有误")
    assert generate(office, "--remind", "--drafts").code == 0
    outbox = office.folder(BREAKDOWN, "outbox")
    drafts = {path.name[:6]: path.read_bytes() for path in outbox.glob("*_催报.eml")}
    subjects = {
        city: str(message_from_bytes(data, policy=policy.default)["Subject"]) for city, data in drafts.items()
    }
    assert subjects[NINGBO].startswith("【催报】宁波市目标分解只报来扫描件等附件，还缺填报表，")
    assert subjects[WENZHOU].startswith("【请重报】温州市目标分解原来报的须改正后重报，")
    letter = message_from_bytes(drafts[WENZHOU], policy=policy.default).get_body(("plain",))
    assert letter
    said = "".join(letter.get_content().split())
    assert "经核对需要改正，现在没有计入汇总。原因：来函说明数字有误。" in said
    assert subjects[JIAXING].startswith("【催报】嘉兴市目标分解报来的不是本批次的填报表，")
    assert subjects[HANGZHOU].startswith("【催报】杭州市目标分解尚未报送，")


def test_what_came_after_the_round_was_closed_gets_a_receipt_that_says_so(office: Office) -> None:
    """The city never learned that its update did not count; where it comes to count, it learns that, too."""
    generate(office, "--posted", "杭州市")

    def receipt() -> tuple[str, str]:
        office.collect(BREAKDOWN, "--reply")
        path = next(office.folder(BREAKDOWN, "outbox").glob("*杭州市*_回执.eml"))
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        assert body
        return str(letter["Subject"]).partition("（")[0], "".join(body.get_content().split())

    first = office.fill(BREAKDOWN, HANGZHOU)
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--close", "--because", "收齐")
    accepted = "【回执】杭州市目标分解已接收，计入汇总"
    assert receipt()[0] == accepted
    late = office.fill(BREAKDOWN, HANGZHOU, {("330102", "K06"): Decimal(9999)}, "杭州更新.xlsx")
    office.collect(BREAKDOWN)
    subject, said = receipt()
    assert subject == "【回执】杭州市目标分解在截止关闭以后收到，没有计入汇总"
    assert f"目标分解此前已经截止关闭，这一份没有计入汇总，仍以此前接收的{first.name}为准。" in said
    office.collect(BREAKDOWN, "--use", late)
    assert receipt()[0] == accepted


def test_a_receipt_for_what_came_too_late_leaves_though_the_file_was_taken_out(office: Office) -> None:
    generate(office, "--posted", "杭州市")
    office.fill(BREAKDOWN, NINGBO)
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--close", "--because", "收齐")
    late = office.fill(BREAKDOWN, HANGZHOU)
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--reply")
    assert idle(office)[HANGZHOU, "receipt"] == ""
    late.unlink()
    office.collect(BREAKDOWN)
    assert idle(office)[HANGZHOU, "receipt"] == ""

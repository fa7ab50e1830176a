"""Send letters to the cities and fetch their mails: forms, reminders, receipts and corrections."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from cascade.collecting.decision_words import user_name
from cascade.commands import console
from cascade.commands.command_line import DONE, NEEDED
from cascade.commands.opening import exclusive_ledger, own_address
from cascade.errors import Wrong
from cascade.layout import Split
from cascade.ledger import Purpose, Sending, by_key, may_go, opened
from cascade.mail.postman import Outcome
from cascade.mail.settings import NO_PASSWORDS, Passwords, Settings, is_example, load
from cascade.model import Plan, Region
from cascade.places import Places
from cascade.posting import drafts, fetching, outbox
from cascade.posting.letters import ANSWERS, NO_ADDRESS, PURPOSE_WORDS, LetterWriter, ReadyLetter
from cascade.rounds import Rounds
from cascade.xlsx import GuardedReader

_T = TypeVar("_T")

Choice = Callable[[LetterWriter], Iterable[ReadyLetter]]  # of the letters to write


@dataclass(frozen=True, slots=True)
class Mailing:
    """How to send letters: by SMTP (`send`) or as drafts, with the settings file `settings`, as of `today`.

    `dry_run` only lists the letters, `to_me` sends the first one to the operator, `confirmed` says that a
    changed table of addresses is right. `passwords` come before those of the environment. With `seen`, the
    digest of `Composed` letters that somebody has looked at, no others go anywhere. Drafts are written `by`
    somebody, "" for the system's user; `again` writes them of letters that have left, too.
    """

    send: bool
    settings: Path
    today: date
    dry_run: bool = False
    to_me: bool = False
    confirmed: bool = False
    passwords: Passwords = field(default_factory=dict, repr=False)
    seen: str = ""
    by: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """Letters ready to go; `passed_over` names by Chinese reasons the cities that get none and should."""

    letters: Sequence[ReadyLetter]
    passed_over: Mapping[str, Sequence[str]]

    @property
    def sendable(self) -> "Composed":
        """Those with an address; the cities of the others are passed over, for they need drafts."""
        if not (out := unaddressed(self.letters)):
            return self
        why = f"{NO_ADDRESS}（请在方案的“联系人”表中补上，或者写成草稿）"
        return Composed([each for each in self.letters if each.letter.to], {**self.passed_over, why: out})

    @property
    def digest(self) -> str:
        """What tells these letters from any others: who gets them, what they say, what is attached."""
        told = sha256()
        for each in self.letters:
            letter = each.letter
            files = [(file.name, sha256(file.data).hexdigest()) for file in letter.attachments]
            told.update(repr((each.key, letter.to, letter.cc, letter.subject, letter.text, files)).encode())
        return told.hexdigest()


def unaddressed(letters: Iterable[ReadyLetter]) -> list[str]:
    """The names of the cities that have no address among those of some letters."""
    return list(dict.fromkeys(each.city.name for each in letters if not each.letter.to))


def forms_to(cities: tuple[Region, ...], split: Split | None) -> Choice:
    """The letters that bring cities their forms, whole or in shares."""
    return lambda writer: writer.issue(cities, split)


def reminders_to(cities: tuple[Region, ...], named: bool) -> Choice:
    """The letters to those cities that have nothing accepted; `named` says whether somebody chose them."""
    return lambda writer: writer.remind(cities, named)


def replies_to(cities: tuple[Region, ...], purposes: Container[Purpose] = ANSWERS) -> Choice:
    """A receipt for every return that counts, a correction copy for every one that goes back, an answer to
    every one that does not open; of these the letters of some `purposes`.
    """
    return lambda writer: writer.reply(cities, purposes)


def check_attachments(places: Places, cities: Sequence[Region], split: Split | None) -> None:
    """Check that every issued form lies in its own city's place. Raises Misdirected, which is Wrong."""
    with exclusive_ledger(places, "核对附件"):
        _compose(places, date.min, lambda writer: [writer.forms(city, split) for city in cities])


def mail_forms(places: Places, cities: tuple[Region, ...], split: Split | None, how: Mailing) -> int:
    """Mail its form to every city, whole or in shares; return the exit code."""
    return mail(places, "发送填报表", forms_to(cities, split), how)


def remind(places: Places, cities: tuple[Region, ...], named: bool, how: Mailing) -> int:
    """Remind every city that has nothing accepted; return the exit code."""
    return mail(places, "催报", reminders_to(cities, named), how)


def reply(places: Places, how: Mailing) -> int:
    """Send receipts and correction copies; return the exit code."""
    return mail(places, "回复", replies_to(places.plan.cities), how)


def mail(places: Places, command: str, choice: Choice, how: Mailing) -> int:
    """Compose the letters, then list, test, draft or send them; return the exit code.

    `command` is the name under which others see it at work.
    """
    with exclusive_ledger(places, command):
        composed = Composed(*_compose(places, how.today, choice))
        composed = composed.sendable if how.send else composed
        letters = composed.letters
        for why, names in composed.passed_over.items():
            console.say(f"提示：{'、'.join(names)}{why}，没有写信。")
        if how.seen and how.seen != composed.digest:
            raise Wrong("您看过以后，要发的信又有了变化，所以一封也没有发出。请再看一遍，然后发送。")
        if not letters:
            console.conclude("没有需要发的信。")
            return DONE
        if how.dry_run:
            _show(places.plan, letters)
            console.say(f"以上 {len(letters)} 封只是预览，没有写信，也没有发送。")
            return DONE
        if how.to_me:
            return _send_to_me(places.plan, letters[0], how)
        return _send(places, letters, how) if how.send else _write_drafts(places, letters, how)


def preview(places: Places, choice: Choice, today: date, known: Rounds | None) -> Composed:
    """The letters to look at: whether each attachment is the city's own is checked when they leave.

    `known` is what was read of the ledger before, if anything.
    """
    with opened(places.ledger) as ledger:
        rounds = (known or Rounds(ledger, places.plan)).reopened(ledger)
        writer = LetterWriter(places, rounds, today, None)
        return Composed(list(choice(writer)), writer.passed_over)


def fetch_mail(
    places: Places, folder: Path | None, settings: Path, passwords: Passwords = NO_PASSWORDS
) -> None:
    """Fetch returns from a folder of saved mails, or without one from the mailbox of the settings file.

    The attachments go to the round's `received` folder. Raises Wrong and Unavailable.
    """
    if folder and not folder.is_dir():
        raise Wrong(f"找不到文件夹 {folder}\n--fetch 后面要写存放 .eml 邮件的文件夹；不写则从邮箱收取。")
    with exclusive_ledger(places, "收取邮件"):
        if folder:
            mails = fetching.from_folder(places, folder, own_address(settings))
        else:
            mails = fetching.from_mailbox(places, _load_settings(settings, "imap", passwords))
        rows = [(each.sender or "（不明）", each.subject[:30], each.word) for each in mails]
    console.table(("发件人", "主题", "结果"), rows)
    console.say(f"共看到 {len(rows)} 封邮件。收取的附件存放在 {places.received / fetching.FOLDER}")


def _compose(
    places: Places, today: date, choose: Callable[[LetterWriter], Iterable[_T]]
) -> tuple[list[_T], Mapping[str, Sequence[str]]]:
    """Compose all letters and check all attachments before the first letter goes anywhere."""
    with opened(places.ledger) as ledger, GuardedReader() as reader:
        writer = LetterWriter(places, Rounds(ledger, places.plan), today, reader)
        return list(choose(writer)), writer.passed_over


def _show(plan: Plan, letters: Sequence[ReadyLetter]) -> None:
    rows = []
    for each in letters:
        files = "\n".join(file.name for file in each.letter.attachments)
        recipients = "\n".join(each.letter.recipients) or NO_ADDRESS
        rows.append((each.city.name, PURPOSE_WORDS[each.purpose], recipients, each.letter.subject, files))
    console.table((plan.levels.unit, "事由", "收件地址", "主题", "附件"), rows)


def _name_examples(addresses: Iterable[str], settings: Settings) -> None:
    """Name the addresses that nobody can have. Raises Wrong unless the server is on this machine."""
    found = list(dict.fromkeys(filter(is_example, (settings.office.address, *addresses))))
    if not found:
        return
    said = "\n  ".join(("以下是示例地址（如以 .invalid 结尾的），不是真的邮箱：", *found))
    if settings.smtp and settings.smtp.is_here:
        console.say(f"提示：{said}")
        return
    raise Wrong(
        f"{said}\n一封也没有发出。请在方案的联系单位表和 mail.toml 中改成真实的地址，再运行一次；"
        "只想试发的，可以用本机（127.0.0.1）的发信服务器。"
    )


def _send_to_me(plan: Plan, ready: ReadyLetter, how: Mailing) -> int:
    settings = _load_settings(how.settings, "smtp", how.passwords)
    _name_examples([settings.office.me], settings)
    delivery = outbox.send_to_me(ready.letter, settings)
    if delivery.outcome is not Outcome.SENT:
        console.conclude(f"发到 {settings.office.me} 的测试信没有发出：{delivery.detail}")
        return NEEDED
    sent = f"已把给{ready.city.name}的信作为测试发到 {settings.office.me}"
    console.conclude(f"{sent}，没有发给任何{plan.levels.unit}。")
    return DONE


def _write_drafts(places: Places, letters: Sequence[ReadyLetter], how: Mailing) -> int:
    settings = load(how.settings) if how.settings.exists() else None
    with opened(places.ledger) as ledger:
        known = by_key(ledger.dispatches(places.round.id))
    gone = [each for each in letters if not may_go(known.get(each.key))]
    mine = letters if how.again else [each for each in letters if each not in gone]
    drafts.write_drafts(places, mine, settings, how.by or user_name())
    if mine:
        console.conclude(f"{len(mine)} 封草稿写好了，还没有发出。在 {places.outbox}")
        console.say(
            "双击就在邮件程序中打开，核对后从自己的邮箱发出；发出以后，请用 generate.py 加 --posted 说明。"
        )
    if out := unaddressed(mine):
        console.say(f"提示：{'、'.join(out)}{NO_ADDRESS}，草稿的收件人空着：请自己填上，或用别的办法转交。")
    if gone:
        names = "、".join(dict.fromkeys(each.city.name for each in gone))
        what = "这是再写的一份" if how.again else "没有再写草稿（发出的在“已发出”文件夹里）"
        console.say(f"提示：{names}的 {len(gone)} 封信以前已发出或结果不明，{what}。")
    if mine:
        _show(places.plan, mine)
    return DONE


def _send(places: Places, letters: Sequence[ReadyLetter], how: Mailing) -> int:
    settings = _load_settings(how.settings, "smtp", how.passwords)
    _name_examples((address for each in letters for address in each.letter.recipients), settings)
    try:
        outbox.confirm_addresses(places, how.confirmed)
    except outbox.UnconfirmedAddresses:
        _show(places.plan, letters)
        raise Wrong(
            "联系人表与上次发送时不同，没有发送。"
            "请核对上面的收件地址，无误后加 --confirm-addresses 再运行一次。"
        ) from None
    rows, states, unit = [], Counter[Sending](), places.plan.levels.unit
    try:
        for each in outbox.send(places, letters, settings, how.by or user_name()):
            before = "（以前）" if each.state.left and not each.now else ""
            word = outbox.SENDING_WORDS[each.state] + before
            rows.append((each.ready.city.name, PURPOSE_WORDS[each.ready.purpose], word, each.detail))
            states[each.state] += 1
    finally:
        if rows:
            console.table((unit, "事由", "结果", "说明"), rows)
    if states[Sending.UNKNOWN]:
        console.say(
            "结果不明的，请先在邮箱的“已发送”中或向对方核实，"
            f"再用 generate.py 的 --arrived {unit} 或 --send-again {unit} 说明。"
        )
    left = sum(states[each] for each in states if each.left)
    console.conclude(f"共 {len(rows)} 封，其中 {left} 封已发出。")
    if states[Sending.REFUSED]:
        console.say("未发出的，请核对收件地址后再运行一次，只补发这些。")
    return DONE if left == len(rows) else NEEDED


def _load_settings(path: Path, account: str, passwords: Passwords) -> Settings:
    """Load settings that must have an account section (`smtp` or `imap`). Raises SettingsError and Wrong."""
    settings = load(path, passwords)
    if getattr(settings, account) is None:
        raise Wrong(f"{path} 中没有 [{account}] 一节，请对照 mail.example.toml 补上。")
    return settings

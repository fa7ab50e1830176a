"""The acts of the post: letters with forms, reminders, replies; mails fetched; letters of unknown fate."""

from collections.abc import Iterable, Sequence
from functools import partial

from cascade.commands import console, mailing, said_of_letters
from cascade.commands.command_line import DONE
from cascade.commands.issue_round import issue_forms
from cascade.commands.mailing import Mailing
from cascade.commands.opening import find_cities, find_city, find_split
from cascade.desk.acts import Act, Asked, Field, FieldKind, collected, hidden
from cascade.desk.mail_settings import lacking
from cascade.desk.round_view import RoundView
from cascade.errors import Needless, Wrong
from cascade.layout import Split
from cascade.ledger import Dispatch, Purpose, Sending, by_key, may_go
from cascade.model import Region
from cascade.posting.letters import PURPOSE_WORDS, ReadyLetter
from cascade.posting.waiting_drafts import LetterDraft

LETTERS = {  # the acts that write letters
    "send": Purpose.ISSUE,
    "remind": Purpose.REMIND,
    "correction": Purpose.CORRECTION,
    "unreadable": Purpose.UNREADABLE,
    "receipt": Purpose.RECEIPT,
}
_COMMANDS = {"send": "发送填报表", "remind": "催报"}  # as others see them at the lock, where not as 回复
FETCH = "fetch"
PAGE = "letters.preview"  # the page that asks for letters: nothing leaves without a look at them


def _how(asked: Asked) -> Mailing:
    """How to send what was looked at: `how` is send, drafts, or me."""
    chosen = asked.one("how")
    return Mailing(
        send=chosen == "send",
        settings=asked.settings,
        today=asked.today,
        to_me=chosen == "me",
        confirmed=asked.one("confirm") == "yes",
        passwords=asked.passwords,
        seen=asked.one("looked"),
        by=asked.who,
        again=asked.one("again") == "yes",
    )


def choice_of(name: str, asked: Asked) -> mailing.Choice:
    """Which letters an act writes; with `only` the one of this key. Raises Wrong."""
    named, only = asked.all("city"), asked.one("only")
    cities = find_cities(asked.view.places.plan, named)
    if name == "send":
        choice = mailing.forms_to(cities, _split(asked))
    else:
        reminds = name == "remind"
        choice = (
            mailing.reminders_to(cities, bool(named))
            if reminds
            else mailing.replies_to(cities, [LETTERS[name]])
        )
    if not only:
        return choice
    return lambda writer: [each for each in choice(writer) if key_of(each) == only]


def key_of(ready: ReadyLetter) -> str:
    """The key of a letter as an address tells it."""
    return "/".join(ready.key)


def _split(asked: Asked) -> Split | None:
    word = asked.one("parts")
    if word and word not in list(Split):
        raise Wrong("没有这种分法。请回到上一页重新选。")
    return find_split(asked.view.places, word or None)


def _mail(name: str, asked: Asked) -> int:
    """Send, draft or test the letters of an act; what the script does before is told after that."""
    places, how, before = asked.view.places, _how(asked), console.Recorded()
    before.who = console.who()
    try:
        with console.heard_by(before):
            code = DONE if how.to_me else _prepare(name, asked)
        return max(code, mailing.mail(places, _COMMANDS.get(name, "回复"), choice_of(name, asked), how))
    finally:
        console.tell_again(before.told)


def _prepare(name: str, asked: Asked) -> int:
    """Issue the forms that letters bring, or collect what they answer; return the exit code."""
    places = asked.view.places
    if name == "send":
        cities, split = _to_write_to(asked), _split(asked)
        mailing.check_attachments(places, cities, split)
        issue_forms(places, cities, split, (), asked.today, for_letters=True)
    return DONE if name in _COMMANDS else collected(asked)


def _to_write_to(asked: Asked) -> tuple[Region, ...]:
    """The cities that get a letter with their form; nobody else gets a new form on this occasion."""
    known = by_key(asked.view.letters)
    found = mailing.preview(asked.view.places, choice_of("send", asked), asked.today, asked.view.rounds)
    again = asked.one("again") == "yes"
    mine = [each.city for each in found.letters if again or may_go(known.get(each.key))]
    return tuple(dict.fromkeys(mine))


class UnsetMail(Wrong):
    """The mailbox is not set up; the Chinese text says what it lacks."""


def _fetch(asked: Asked) -> int:
    places = asked.view.places
    mailing.fetch_mail(places, None, asked.settings, asked.passwords)
    return collected(asked)


def _fetch_changes(asked: Asked) -> Sequence[str]:
    """What fetching changes. Raises UnsetMail."""
    if lacks := lacking(asked.settings, asked.passwords, "imap"):
        raise UnsetMail(f"{lacks}，还不能收信。")
    return ("从邮箱收取附件，和放入的文件一样读取、检查、登记。收过的邮件不会再收。",)


def _settle(asked: Asked) -> int:
    city = find_city(asked.view.places.plan, asked.one("city"))
    said_of_letters.settle_unknown(asked.view.places, city, asked.one("fate") == "arrived", asked.who)
    return DONE


def _settle_changes(asked: Asked) -> Sequence[str]:
    """The letters of unknown fate that a word about a city settles. Raises Wrong for none."""
    plan, code = asked.view.places.plan, asked.one("city")
    found = [
        f"{plan.name(each.city)}　{PURPOSE_WORDS[Purpose(each.purpose)]}　{each.at[:16].replace('T', ' ')}："
        "结果不明 → " + ("已送达，不再发" if asked.one("fate") == "arrived" else "没有送达，下次发送时重发")
        for each in asked.view.letters
        if each.city == code and each.state in (Sending.UNKNOWN, Sending.SENDING)
    ]
    if not found:
        raise Needless("没有结果不明的信。它可能已经由别人核实了。")
    return found


def group_of(message: Dispatch) -> str:
    """What tells the drafts of one kind that were written together from others."""
    return f"{message.purpose} {message.at}"


def _chosen(asked: Asked, drafts: Iterable[LetterDraft]) -> list[Dispatch]:
    """The drafts ticked; where none is, those of the group that should leave, or without a group all such."""
    ticked, group = asked.all("letter"), asked.one("group")
    if ticked:
        return [each.message for each in drafts if each.message.message_id in ticked]
    return [each.message for each in drafts if not each.idle and group in ("", group_of(each.message))]


def _say_posted(asked: Asked) -> int:
    said_of_letters.say_posted(asked.view.places, partial(_chosen, asked), asked.who)
    return DONE


def _posted_fields(asked: Asked) -> Sequence[Field]:
    """Which drafts have left."""
    messages = [each.message for each in asked.view.drafts]
    mine = [each for each in messages if asked.one("group") in ("", group_of(each))]
    return (*hidden("group"), _letters_field(asked, mine))


def _posted_changes(asked: Asked) -> Sequence[str]:
    """What it changes that letters have left. Raises Wrong where there is none."""
    view = asked.view
    if mine := _chosen(asked, view.drafts):
        return [f"{_named(view, each)}：草稿 → {said_of_letters.POSTED}" for each in mine]
    raise Needless("没有等着从自己的邮箱发出的草稿。可能已经记过了，请回到“信件”看一看。")


def without_form(view: RoundView) -> list[Region]:
    """The cities whose forms are made, to which none was sent or given, and from which nothing has come."""
    given = {each.city for each in view.letters if each.purpose == Purpose.ISSUE and each.state.left}
    reached = given | {each.region for each in view.facts.receipts}
    cities = view.places.plan.cities
    return [each for each in cities if each.code in view.issued and each.code not in reached]


def _given_to(asked: Asked) -> list[Region]:
    """The cities ticked, or without any all that have got nothing yet. Raises Wrong for none."""
    ticked = asked.all("city")
    mine = [each for each in without_form(asked.view) if each.code in ticked or not ticked]
    if not mine:
        raise Needless("这些单位都已寄过或者给过填报表，没有要记的。请回到“信件”看一看。")
    return mine


def _say_given(asked: Asked) -> int:
    said_of_letters.say_given(asked.view.places, _given_to(asked), asked.who)
    return DONE


def _given_fields(asked: Asked) -> Sequence[Field]:
    levels = asked.view.places.plan.levels
    options = [(each.code, each.name) for each in asked.view.places.plan.cities]
    label = f"只有其中几个{levels.units}"
    return (Field("city", label, FieldKind.CHOICES, options, hint="一个不选就是还没有拿到的全部"),)


def _given_changes(asked: Asked) -> Sequence[str]:
    return [f"{each.name}：{said_of_letters.GIVEN}" for each in _given_to(asked)]


def _drop(asked: Asked) -> int:
    said_of_letters.say_dropped(asked.view.places, partial(_chosen, asked), asked.who)
    return DONE


def _drop_changes(asked: Asked) -> Sequence[str]:
    """What it changes that drafts are not sent. Raises Wrong where there is none."""
    mine = [_named(asked.view, each) for each in _chosen(asked, asked.view.drafts)]
    if not mine:
        raise Needless("没有待发的草稿：可能已经发出，或者已经不发了。请回到“信件”看一看。")
    return [*(f"{each}：草稿 → {said_of_letters.DROPPED}" for each in mine), "以后又要发的，再写一封就是。"]


def _said(asked: Asked) -> list[Dispatch]:
    """What was said to have left: the ticked letters, or all."""
    ticked = asked.all("letter")
    said = (each for each in asked.view.letters if each.state is Sending.POSTED)
    return [each for each in said if not ticked or each.message_id in ticked]


def _say_not_posted(asked: Asked) -> int:
    mine = {each.message_id for each in _said(asked)}
    said_of_letters.say_not_posted(asked.view.places, lambda each: each.message_id in mine, asked.who)
    return DONE


def _not_posted_fields(asked: Asked) -> Sequence[Field]:
    return (_letters_field(asked, [each for each in asked.view.letters if each.state is Sending.POSTED]),)


def _not_posted_changes(asked: Asked) -> Sequence[str]:
    """What it changes that letters have not left. Raises Wrong where there is none."""
    mine = [_named(asked.view, each) for each in _said(asked)]
    if not mine:
        raise Needless("没有记为从自己的邮箱发出的信。可能已经改回了，请回到“信件”看一看。")
    return [f"{each}：已自行发出 → 其实没有发出，草稿回到“信件”里" for each in mine]


def _letters_field(asked: Asked, messages: Sequence[Dispatch]) -> Field:
    """The letters to tick; those ticked on a page that no longer holds may be ticked still."""
    ticked = [each for each in asked.view.letters if each.message_id in asked.all("letter")]
    options = {each.message_id: _named(asked.view, each) for each in (*messages, *ticked)}
    return Field("letter", "哪几封", FieldKind.CHOICES, list(options.items()), hint="一封不选就是全部")


def _named(view: RoundView, message: Dispatch) -> str:
    return f"{view.places.plan.name(message.city)}　{PURPOSE_WORDS[Purpose(message.purpose)]}"


def _letters(name: str, title: str, meaning: str) -> Act:
    return Act(name, title, partial(_mail, name), lambda asked: (), page=PAGE, meaning=meaning)


MAILING = (
    _letters("send", "寄送填报表", "每个单位一封信，附它的填报表"),
    _letters("remind", "催报", "写信催还没有报的、要改的和要重报的单位"),
    _letters("correction", "更正函", "请对方改错的信，附标出错处的更正表"),
    _letters("unreadable", "重报函", "报来的文件读不出数，或者撤回了，请对方重新报送的信"),
    _letters("receipt", "回执", "告诉对方收到了、已计入汇总的信"),
    Act(FETCH, "收信", _fetch, _fetch_changes, meaning="从邮箱收取对方发来的附件，随即读取、检查、登记"),
    Act(
        "settle",
        "结果不明的信",
        _settle,
        _settle_changes,
        lambda asked: hidden("city", "fate"),
    ),
    Act("posted", "我已自行发出", _say_posted, _posted_changes, _posted_fields),
    Act(
        "given",
        "填报表已用别的办法发出",
        _say_given,
        _given_changes,
        _given_fields,
        meaning="不用这里的信，已经用工作群等别的办法把填报表给了对方",
    ),
    Act("dropped", "草稿不发了", _drop, _drop_changes, _posted_fields),
    Act("unposted", "其实没有发出，改回草稿", _say_not_posted, _not_posted_changes, _not_posted_fields),
)

"""The acts of the post: letters with forms, reminders, replies; mails fetched; letters of unknown fate."""

from collections.abc import Sequence
from functools import partial

from cascade.commands import mailing
from cascade.commands.command_line import DONE
from cascade.commands.issue_round import issue_forms
from cascade.commands.mailing import Mailing
from cascade.commands.opening import find_cities, find_city, find_split
from cascade.desk.acts import Act, Asked, collected, hidden
from cascade.desk.mail_settings import lacking
from cascade.errors import Wrong
from cascade.layout import Split
from cascade.ledger import Sending
from cascade.posting.letters import PURPOSE_WORDS, Purpose, ReadyLetter

_COMMANDS = {"send": "发送填报表", "remind": "催报", "reply": "回复"}  # as others see them at the lock
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
    )


def choice_of(name: str, asked: Asked) -> mailing.Choice:
    """Which letters an act writes; with `only` the one of this key. Raises Wrong."""
    cities, only = find_cities(asked.view.places.plan, asked.all("city")), asked.one("only")
    if name == "send":
        choice = mailing.forms_to(cities, _split(asked))
    else:
        choice = (mailing.reminders_to if name == "remind" else mailing.replies_to)(cities)
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
    """Send, draft or test the letters of an act, after what the script does before."""
    places = asked.view.places
    how, code = _how(asked), DONE
    if name == "send" and not how.to_me:
        cities, split = find_cities(places.plan, asked.all("city")), _split(asked)
        mailing.check_attachments(places, cities, split)
        issue_forms(places, cities, split, ())
    if name == "reply" and not how.to_me:
        code = collected(asked)
    return max(code, mailing.mail(places, _COMMANDS[name], choice_of(name, asked), how))


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
    return ("从邮箱收取附件，放进收件文件夹，再收集一遍。收过的邮件不会再收。",)


def _settle(asked: Asked) -> int:
    city = find_city(asked.view.places.plan, asked.one("city"))
    mailing.settle_unknown(asked.view.places, city, arrived=asked.one("fate") == "arrived")
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
        raise Wrong("没有结果不明的信。它可能已经由别人核实了。")
    return found


def _letters(name: str, title: str) -> Act:
    return Act(name, title, partial(_mail, name), lambda asked: (), page=PAGE)


MAILING = (
    _letters("send", "寄送填报表"),
    _letters("remind", "催报"),
    _letters("reply", "回执和更正函"),
    Act(FETCH, "收信", _fetch, _fetch_changes),
    Act(
        "settle",
        "结果不明的信",
        _settle,
        _settle_changes,
        lambda asked: hidden("city", "fate"),
    ),
)

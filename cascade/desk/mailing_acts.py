"""The acts of the post: letters with forms, reminders, replies; mails fetched; letters of unknown fate."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from cascade.commands import mailing
from cascade.commands.collect_round import Extras, collect_returns
from cascade.commands.command_line import DONE
from cascade.commands.issue_round import issue_forms
from cascade.commands.mailing import Mailing
from cascade.commands.opening import find_cities, find_city, find_split
from cascade.desk.acts import Act, Asked, Field, FieldKind
from cascade.model import Region

_HOW = Field(
    "how",
    "怎样寄",
    FieldKind.CHOICE,
    (
        ("drafts", "只写草稿，自己在邮件程序里核对、发送"),
        ("send", "直接发送（用邮件设置里的发信服务器）"),
        ("me", "只发一封给经办人自己，看看样子"),
        ("dry", "只列出会给谁写信、附什么"),
    ),
)
_CONFIRM = Field(
    "confirm",
    "联系人表改动过",
    FieldKind.CHOICE,
    (("", "没有改动，或还没有核对"), ("yes", "已核对，收件地址无误")),
)


def _how(asked: Asked) -> Mailing:
    chosen = asked.one("how")
    how = Mailing(chosen == "send", asked.settings, asked.today, confirmed=asked.one("confirm") == "yes")
    return replace(how, dry_run=chosen == "dry", to_me=chosen == "me")


def _chosen(asked: Asked) -> tuple[Region, ...]:
    return find_cities(asked.view.places.plan, asked.all("city"))


def _send_forms(asked: Asked) -> int:
    places, how, cities = asked.view.places, _how(asked), _chosen(asked)
    split = find_split(places, asked.one("parts") or None)
    if not how.dry_run:
        mailing.check_attachments(places, cities, split)
        issue_forms(places, cities, split, asked.mentions)
    return mailing.mail_forms(places, cities, split, how)


def _remind(asked: Asked) -> int:
    return mailing.remind(asked.view.places, _chosen(asked), _how(asked))


def _reply(asked: Asked) -> int:
    places = asked.view.places
    code = collect_returns(places, [], asked.now, asked.today, None, Extras(), mail=asked.settings)
    return max(code, mailing.reply(places, _how(asked)))


def _fetch(asked: Asked) -> int:
    places = asked.view.places
    mailing.fetch_mail(places, None, asked.settings)
    return collect_returns(places, [], asked.now, asked.today, None, Extras(), mail=asked.settings)


def _settle(asked: Asked) -> int:
    city = find_city(asked.view.places.plan, asked.one("city"))
    mailing.settle_unknown(asked.view.places, city, arrived=asked.one("fate") == "arrived")
    return DONE


def _letters(title: str, whom: str) -> Callable[[Asked], Sequence[str]]:
    """What sending letters changes, in words."""

    def changes(asked: Asked) -> Sequence[str]:
        known = "已经发过同样内容的不再发。"
        return (f"{title}：{whom}。{known}选“只列出”可以先看看会写给谁，什么也不发。",)

    return changes


def _fields(asked: Asked, parts: bool = False, cities: bool = True) -> Sequence[Field]:
    plan = asked.view.places.plan
    options = [(each.code, each.name) for each in plan.cities]
    which = Field("city", f"哪些{plan.levels.units}", FieldKind.CHOICES, options, hint="一个不选就是全部")
    return (_HOW, *([which] if cities else []), _CONFIRM)


def _fates(asked: Asked) -> Sequence[Field]:
    plan = asked.view.places.plan
    return (
        Field("city", plan.levels.unit, FieldKind.CHOICE, [(each.code, each.name) for each in plan.cities]),
        Field(
            "fate", "核实的结果", FieldKind.CHOICE, (("arrived", "已送达"), ("again", "没有送达，下次重发"))
        ),
    )


MAILING = (
    Act(
        "send",
        "寄送填报表",
        "generate.py --send",
        _send_forms,
        _letters("先下发，再寄送", "每个单位一封，附它的填报表"),
        _fields,
    ),
    Act(
        "remind",
        "催报",
        "generate.py --remind",
        _remind,
        _letters("催报", "只写给未报的和退回修改的"),
        _fields,
    ),
    Act(
        "reply",
        "回执和更正函",
        "--reply",
        _reply,
        _letters("先收集一遍，再写信", "接收的写回执，退回修改的附更正表"),
        partial(_fields, cities=False),
    ),
    Act("fetch", "收信", "--fetch", _fetch, lambda asked: ("从邮箱收取附件，放进收件文件夹，再收集一遍。",)),
    Act(
        "settle",
        "结果不明的邮件",
        "generate.py --arrived / --send-again",
        _settle,
        lambda asked: ("记下您核实的结果；没有送达的，下次发送时重发。",),
        _fates,
    ),
)

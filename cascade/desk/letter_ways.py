"""The kinds of letters that can be written: what each is for, to whom it goes, and why it goes to nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cascade.collecting.standing import some
from cascade.desk.mailing_acts import LETTERS
from cascade.desk.round_view import RoundView
from cascade.desk.workplace import ACTS
from cascade.ledger import Purpose
from cascade.posting.addressees import Addressee
from cascade.posting.reminding import Trouble

_WHOSE = {  # of which cities a letter is, what it brings, and what is said where there are none
    Purpose.ISSUE: ("填报表已生成的", "，附填报表", "还没有下发填报表"),
    Purpose.REMIND: ("还没有报的", "", "没有要催的"),
    Purpose.CORRECTION: ("退回修改的", "，附更正表", "没有退回修改的"),
    Purpose.UNREADABLE: ("文件读不出数的", "，请其重报", "没有要请其重报的"),
    Purpose.RECEIPT: ("已接收的", "，告诉对方已收到、是否计入", "还没有已接收的"),
}
_UNSENT = "还没有寄过的"  # of the cities with forms, as long as there are any
_TROUBLED = {
    Trouble.ERRORS: "要更正的",
    Trouble.OUTDATED: "要重报的",
    Trouble.UNREADABLE: "要重报的",
    Trouble.WITHDRAWN: "要重报的",
}


@dataclass(frozen=True, slots=True)
class LetterWay:
    """A kind of letter with the act that writes it: how many would go out, and to whom, or why none would.

    `settled` counts the cities that have it already, or for which it waits as a draft, `also` those that
    another kind of letter asks for the same, and `first` names those letters while they wait to be written.
    """

    act: str
    count: int
    settled: int
    whom: str
    also: int = 0
    first: str = ""

    @property
    def word(self) -> str:
        """The word of its button."""
        title = ACTS[self.act].title
        also = f"，含要更正、重报的 {self.also} 家" if self.also else ""
        return f"{title}（{self.count} 家{also}）" if self.count else title


def ways_of(view: RoundView) -> list[LetterWay]:
    """The kinds of letters of a round, each with those that get it now."""
    ways = {
        act: _way(act, purpose, [each for each in view.addressees if each.purpose is purpose])
        for act, purpose in LETTERS.items()
    }
    letters = (ways["correction"], ways["unreadable"])
    first = "、".join(ACTS[each.act].title for each in letters if each.count)
    if first and ways["remind"].count:
        whom = f"{ways['remind'].whom}；请先寄{first}"
        ways["remind"] = replace(ways["remind"], whom=whom, first=first)
    if view.lacking_form:
        ways["remind"] = _not_before_the_form(ways["remind"], len(view.lacking_form))
    return [*ways.values()]


def _not_before_the_form(reminders: LetterWay, lacking: int) -> LetterWay:
    """The reminders, and of how many cities it is too early for one."""
    if not reminders.count and not reminders.settled:
        return replace(reminders, whom="填报表还没有寄出，寄出以后才催")
    return replace(reminders, whom=f"{reminders.whom}；另 {lacking} 家的填报表还没有寄出，寄出以后才催")


def _way(act: str, purpose: Purpose, mine: Sequence[Addressee]) -> LetterWay:
    fresh = [each for each in mine if not each.settled]
    out = [each.city.name for each in fresh if not each.reachable]
    settled, (whose, brings, nobody) = len(mine) - len(fresh), _WHOSE[purpose]
    counts = Counter(_TROUBLED.get(each.trouble, whose) if each.trouble else whose for each in fresh or mine)
    ordered = sorted(counts, key=lambda word: word != whose)
    whom = "、".join(f"{word} {counts[word]} 家" for word in ordered)
    when = "今天" if purpose is Purpose.REMIND else ""
    lacking = f"；其中 {len(out)} 家没有收件邮箱（{some(out)}），只能写成草稿" if out else ""
    if not fresh:
        return LetterWay(act, 0, settled, f"{whom}，{when}都已写过" if mine else nobody)
    if purpose is Purpose.ISSUE:
        whom = f"{_UNSENT} {len(fresh)} 家"
    others = f"；另 {settled} 家{when}已写过" if settled else ""
    also = sum(each.trouble in _TROUBLED for each in fresh) if purpose is Purpose.REMIND else 0
    return LetterWay(act, len(fresh), settled, f"寄给{whom}{brings}{lacking}{others}", also)

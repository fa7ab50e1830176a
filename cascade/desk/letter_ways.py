"""The kinds of letters that can be written: what each is for, to whom it goes, and why it goes to nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cascade.desk.mailing_acts import LETTERS
from cascade.desk.round_view import RoundView
from cascade.desk.workplace import ACTS
from cascade.ledger import Purpose
from cascade.posting.addressees import Addressee
from cascade.posting.reminding import Trouble

_WHOSE = {  # of which cities a letter is, what it brings, and what is said where there are none
    Purpose.ISSUE: ("填报表已生成的", "，附填报表", "还没有下发填报表"),
    Purpose.CORRECTION: ("退回修改的", "，附更正表", "没有退回修改的"),
    Purpose.UNREADABLE: ("文件打不开的", "，请其重报", "没有打不开的文件"),
    Purpose.RECEIPT: ("已接收的", "，告诉对方已收到、已计入", "还没有已接收的"),
}
_NOBODY_TO_REMIND = "没有要催的"
_TO_CORRECT, _TO_SEND_ANEW, _MISSING = "要更正的", "要重报的", "还没有报的"
_REMINDED = {  # all others are missing
    Trouble.ERRORS: _TO_CORRECT,
    Trouble.OUTDATED: _TO_SEND_ANEW,
    Trouble.UNREADABLE: _TO_SEND_ANEW,
}


@dataclass(frozen=True, slots=True)
class LetterWay:
    """A kind of letter with the act that writes it: how many would go out, and to whom, or why none would.

    `settled` counts the cities that have it already, or for which it waits as a draft.
    """

    act: str
    count: int
    settled: int
    whom: str

    @property
    def word(self) -> str:
        """The word of its button."""
        title = ACTS[self.act].title
        return f"{title}（{self.count} 家）" if self.count else title


def ways_of(view: RoundView) -> list[LetterWay]:
    """The kinds of letters of a round, each with those that get it now."""
    return [
        _way(act, purpose, [each for each in view.addressees if each.purpose is purpose])
        for act, purpose in LETTERS.items()
    ]


def _way(act: str, purpose: Purpose, mine: Sequence[Addressee]) -> LetterWay:
    fresh = [each for each in mine if not each.settled]
    settled = len(mine) - len(fresh)
    if purpose is Purpose.REMIND:
        brings, nobody, when = "", _NOBODY_TO_REMIND, "今天"
        counts = Counter(_REMINDED.get(each.trouble or Trouble.MISSING, _MISSING) for each in fresh or mine)
    else:
        whose, brings, nobody = _WHOSE[purpose]
        counts, when = Counter({whose: len(fresh or mine)}), ""
    whom = "、".join(f"{whose} {count} 家" for whose, count in counts.items())
    if fresh:
        others = f"；另 {settled} 家{when}已写过" if settled else ""
        return LetterWay(act, len(fresh), settled, f"寄给{whom}{brings}{others}")
    return LetterWay(act, 0, settled, f"{whom}，{when}都已写过" if mine else nobody)

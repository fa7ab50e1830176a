"""How a round stands as far as its next step depends on it, and what such a step is."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cascade.ledger import Dispatch, Purpose, Sending
from cascade.levels import PROVINCIAL, Levels
from cascade.model import Region
from cascade.returns.receipt import Receipt, State

_NAMED = 3  # cities or files that a sentence names


class Awaited(StrEnum):
    """The kinds of things that a round can wait for."""

    ISSUE = "issue"
    SEND = "send"
    POST = "post"
    DECIDE = "decide"
    SETTLE = "settle"
    CHECK = "check"
    PLACE = "place"
    REPLACE = "replace"
    ANEW = "anew"
    CORRECT = "correct"
    REMIND = "remind"
    WAIT = "wait"
    REISSUE = "reissue"
    FIGURE = "figure"
    COLLECT = "collect"
    PRINT = "print"
    DRAFT = "draft"
    CLOSE = "close"
    NOTHING = "nothing"

    @property
    def is_of_papers(self) -> bool:
        """Whether all have reported and what is left to do is on paper."""
        return self in (Awaited.PRINT, Awaited.DRAFT, Awaited.CLOSE)

    @property
    def is_pressing(self) -> bool:
        """Whether the office has to do something before all can have reported."""
        return not (self.is_of_papers or self in (Awaited.WAIT, Awaited.NOTHING))


_ON_THE_CONSOLE = {
    Awaited.ISSUE: "，请用 generate.py 下发。",
    Awaited.SEND: "：请用 generate.py 加 --send 寄送；用别的办法发出的，加 --posted 说明。",
    Awaited.POST: "：请用邮件程序打开、发出，再用 generate.py 加 --posted 说明。",
    Awaited.SETTLE: "：请在邮箱的“已发送”中看，再用 generate.py 的 --arrived 或 --send-again 说明。",
    Awaited.CHECK: "：请问清对方；没有错的用 collect.py 加 --checked 说明，填错的用 --withdraw 撤回。",
    Awaited.REPLACE: "：请写信请其重新报送，加 --reply 可写信；重报的收到后，坏文件自动作废。",
    Awaited.ANEW: "：请发重报函，加 --reply 可写信并附更正表。",
    Awaited.CORRECT: "：请发更正函，加 --reply 可写信并附更正表。",
    Awaited.REMIND: "：请催报，用 generate.py 加 --remind 可写催报信。",
    Awaited.WAIT: "：等他们报来，放进收件文件夹，再运行 collect.py 收集。",
    Awaited.REISSUE: "：方案误改的请改回；确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    Awaited.FIGURE: "：请在方案的“本级数”表（figures）填写，再收集一次。",
    Awaited.COLLECT: "：请再运行 collect.py 收集一次。",
    Awaited.PRINT: "：请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次。",
    Awaited.DRAFT: "：请加 --bulletin 起草通报；不发通报的，用 --close 关闭本批次。",
    Awaited.CLOSE: "：请改好定稿，再用 --close 关闭本批次。",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to do; `reason` says in Chinese what a round waits for, `waiting` which returns wait.

    `cities` are the codes of those that are waited for, where it is about cities rather than returns.
    `receipts` counts the accepted returns whose receipts the reason says to be due.
    """

    awaited: Awaited
    reason: str
    waiting: tuple[Receipt, ...] = ()
    cities: frozenset[str] = frozenset()
    receipts: int = 0

    @property
    def sentence(self) -> str:
        """The reason and how to do it on the console."""
        return self.reason + _ON_THE_CONSOLE.get(self.awaited, "")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands, as far as its next step depends on it.

    `issued` says whether forms were issued, `receipts` are the round's settled ones without those whose files
    are gone, `closed` says whether the round is closed, `letters` are all of the round, `today` is the day on
    which no city is written to again, and well before `due` nobody is reminded. `levels` are the plan's words
    for its levels, `drafts` are the drafts that should leave. `doubtful` are the returns
    that count with numbers in doubt, and how many. `unfilled` names the issuer's own figures that nobody has
    entered, "" for none; `current` says whether the newest summary shows the round as it is,
    `renewable` whether the plan asks those that have not reported for something else than their forms do.
    `numbers` are those of the newest summary and of others that show the same; `packed` is that of the newest
    that was made ready for printing, by paper (`A4`), `drafted` of the newest on which a bulletin was
    drafted, 0 for none.
    """

    cities: Sequence[Region]
    issued: bool
    receipts: Sequence[Receipt]
    closed: bool
    letters: Sequence[Dispatch]
    today: date
    due: date
    levels: Levels = PROVINCIAL
    drafts: Sequence[Dispatch] = ()
    doubtful: Sequence[tuple[Receipt, int]] = ()
    unfilled: str = ""
    current: bool = True
    renewable: bool = False
    numbers: Set[int] = frozenset()
    packed: Mapping[str, int] = field(default_factory=dict)
    drafted: int = 0

    def waiting(self, state: State) -> list[Receipt]:
        """The files in a state that waits, without those that are parts of others."""
        return [each for each in self.receipts if each.state is state and not each.part_of]

    def unanswered(self, state: State) -> list[Receipt]:
        """Those that no letter was sent about, or waits as a draft, or was dropped."""
        answered = {each.about for each in (*self.sent, *self.drafts, *self.dropped)}
        return [each for each in self.waiting(state) if each.sha256 not in answered]

    @property
    def sent(self) -> list[Dispatch]:
        """The letters that left."""
        return [each for each in self.letters if each.state.left]

    @property
    def dropped(self) -> list[Dispatch]:
        """The letters that somebody has decided not to send."""
        return [each for each in self.letters if each.state is Sending.DROPPED]

    def names(self, codes: Iterable[str]) -> list[str]:
        """The names of some cities in the plan's order."""
        wanted = set(codes)
        return [city.name for city in self.cities if city.code in wanted]


def lacking_form(codes: Set[str], letters: Sequence[Dispatch], receipts: Sequence[Receipt]) -> frozenset[str]:
    """Those of some cities that have got nothing of a round and sent nothing: nobody can ask for an answer.

    Where no letter brings a form, returns and other letters tell that the forms went out otherwise, to all.
    A form that somebody has decided not to send was given otherwise, too.
    """
    reached = {each.city for each in letters if each.state.left or each.state is Sending.DROPPED}
    if (receipts or reached) and not any(each.purpose == Purpose.ISSUE for each in letters):
        return frozenset()
    return frozenset(codes - reached - {each.region for each in receipts})


def some(names: Sequence[str]) -> str:
    """The first names of a list, and whether there are more."""
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")

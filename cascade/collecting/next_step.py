"""What to do next in a round: the rule behind the end of `--status`, and behind the desk's one button."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath

from cascade.ledger import Dispatch, Sending
from cascade.levels import PROVINCIAL, Levels
from cascade.model import Region
from cascade.returns.changed_plan import needs_new_form
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting

_NAMED = 3  # cities or files that a sentence names


class Awaited(StrEnum):
    """The kinds of things that a round can wait for."""

    ISSUE = "issue"
    SEND = "send"
    POST = "post"
    DECIDE = "decide"
    SETTLE = "settle"
    REPLACE = "replace"
    CORRECT = "correct"
    REMIND = "remind"
    WAIT = "wait"
    REISSUE = "reissue"
    PRINT = "print"
    CLOSE = "close"
    NOTHING = "nothing"


_ON_THE_CONSOLE = {
    Awaited.ISSUE: "，请用 generate.py 下发。",
    Awaited.SEND: "：请用 generate.py 加 --send 寄送；"
    "自己发的，把报来的放进收件文件夹，再运行 collect.py 收集。",
    Awaited.POST: "：请用邮件程序打开、发出；把报来的放进收件文件夹，再运行 collect.py 收集。",
    Awaited.SETTLE: "：请在邮箱的“已发送”中看，再用 generate.py 的 --arrived 或 --send-again 说明。",
    Awaited.REPLACE: "：请报送单位重新报送，并把坏文件移出收件文件夹。",
    Awaited.CORRECT: "：请发更正函，加 --reply 可写信并附更正表。",
    Awaited.REMIND: "：请催报，用 generate.py 加 --remind 可写催报信。",
    Awaited.WAIT: "，今天都已去信：等他们报来，放进收件文件夹，再运行 collect.py 收集。",
    Awaited.REISSUE: "：方案误改的请改回；确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    Awaited.PRINT: "：请加 --print 打印汇总材料，加 --bulletin 起草通报；定稿以后用 --close 关闭本批次。",
    Awaited.CLOSE: "：请加 --bulletin 起草通报；定稿以后用 --close 关闭本批次。",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to do; `reason` says in Chinese what a round waits for, `waiting` which returns wait."""

    awaited: Awaited
    reason: str
    waiting: tuple[Receipt, ...] = ()

    @property
    def sentence(self) -> str:
        """The reason and how to do it on the console."""
        return self.reason + _ON_THE_CONSOLE.get(self.awaited, "")


def next_step(
    cities: Sequence[Region],
    issued: bool,
    receipts: Iterable[Receipt],
    closed: bool,
    letters: Sequence[Dispatch],
    today: date,
    levels: Levels = PROVINCIAL,
    drafts: int = 0,
    packed: bool = False,
) -> NextStep:
    """The one next thing to do in a round.

    `issued` says whether forms were issued, `receipts` are the round's settled ones without those whose files
    are gone, `closed` says whether the round is closed, `letters` are all of the round. What waits for the
    operator comes before what waits for a city, and no city is written to again `today`. `levels` are the
    plan's words for its levels, `drafts` counts the letters with forms that were only drafted, `packed` says
    whether the newest summary was made ready for printing.
    """
    if not issued:
        return NextStep(Awaited.ISSUE, "还没有下发填报表")
    found = list(receipts)
    held, refused, returned = (
        [each for each in found if each.state is state and not each.part_of]
        for state in (State.HELD, State.REFUSED, State.SENT_BACK)
    )
    if held:
        return NextStep(Awaited.DECIDE, _decide(held, levels), tuple(held))
    counted = counting(found)
    missing = {city.code for city in cities} - counted.keys()
    if closed:
        left = f"关闭时没有接收的：{_some(_cities_of(cities, missing))}。" if missing else ""
        return NextStep(Awaited.NOTHING, f"本批次已关闭，没有要做的事。{left}")
    if doubtful := _cities_of(cities, (each.city for each in letters if each.state is Sending.UNKNOWN)):
        return NextStep(Awaited.SETTLE, f"有寄出的信结果不明（{_some(doubtful)}）")
    if refused:
        reason = f"有 {len(refused)} 份无法读取（{_files(refused)}）"
        return NextStep(Awaited.REPLACE, reason, tuple(refused))
    sent = [each for each in letters if each.state.left]
    if unanswered := [each for each in returned if each.sha256 not in {letter.about for letter in sent}]:
        names = _some(_cities_of(cities, (each.region for each in unanswered)))
        return NextStep(Awaited.CORRECT, f"有 {len(unanswered)} 份退回修改（{names}）", tuple(unanswered))
    if not found and not sent:
        return _unsent(drafts, levels)
    if missing:
        written = {each.city for each in sent if each.at.startswith(today.isoformat())}
        return _missing(cities, missing, {each.region for each in returned}, written)
    if anew := [city for city in cities if needs_new_form(counted[city.code])]:
        return _reissue(anew, counted)
    return _complete(packed)


def _unsent(drafts: int, levels: Levels) -> NextStep:
    if drafts:
        return NextStep(Awaited.POST, f"寄填报表的 {drafts} 封信已写成草稿，还没有发出")
    return NextStep(Awaited.SEND, f"填报表已下发，还没有寄给各{levels.units}")


def _complete(packed: bool) -> NextStep:
    if packed:
        return NextStep(Awaited.CLOSE, "已全部接收，汇总材料已做好")
    return NextStep(Awaited.PRINT, "已全部接收")


def _reissue(anew: Sequence[Region], counted: Mapping[str, Receipt]) -> NextStep:
    reason = f"方案已改，还有 {len(anew)} 家须用新表重报（{_some([city.name for city in anew])}）"
    return NextStep(Awaited.REISSUE, reason, tuple(counted[city.code] for city in anew))


def _missing(cities: Sequence[Region], missing: Set[str], returned: Set[str], written: Set[str]) -> NextStep:
    """What to do about the cities of which nothing counts: who has not reported, who has not corrected.

    `written` are those that got a letter today.
    """
    lacking, faulty = _cities_of(cities, missing - returned), _cities_of(cities, missing & returned)
    parts = [(lacking, "未报"), (faulty, "没有更正")]
    told = [f"{len(names)} 家{word}（{_some(names)}）" for names, word in parts if names]
    awaited = Awaited.WAIT if missing <= written else Awaited.REMIND
    return NextStep(awaited, f"还有 {'，'.join(told)}")


def _cities_of(cities: Sequence[Region], codes: Iterable[str]) -> list[str]:
    """The names of some cities in the plan's order."""
    wanted = set(codes)
    return [city.name for city in cities if city.code in wanted]


def _decide(held: list[Receipt], levels: Levels) -> str:
    """The sentences on returns that are held: those with the same way out together, as they come."""
    ways: dict[str, list[Receipt]] = {}
    for each in held:
        ways.setdefault(levels.fill(_way_out(each)), []).append(each)
    return "另".join(
        f"有 {len(receipts)} 份{'' if at else '待人工核实'}（{_files(receipts)}）：{way}。"
        for at, (way, receipts) in enumerate(ways.items())
    )


def _way_out(receipt: Receipt) -> str:
    """What an operator can do about a held return: its own trouble comes before how it compares."""
    holding = [each.type for each in receipt.findings if each.type.holds]
    return min(holding, key=lambda each: each.comparing).operator


def _files(receipts: list[Receipt]) -> str:
    return _some([PurePath(each.file).name for each in receipts])


def _some(names: list[str]) -> str:
    """The first names of a list, and whether there are more."""
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")

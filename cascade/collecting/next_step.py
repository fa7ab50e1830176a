"""What to do next in a round: the rule behind the end of `--status`, and behind the desk's one button."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from cascade.levels import PROVINCIAL, Levels
from cascade.model import Region
from cascade.returns.changed_plan import needs_new_form
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting

_NAMED = 3  # cities or files that a sentence names


class Awaited(StrEnum):
    """The kinds of things that a round can wait for."""

    ISSUE = "issue"
    DECIDE = "decide"
    REPLACE = "replace"
    CORRECT = "correct"
    REMIND = "remind"
    REISSUE = "reissue"
    PRINT = "print"
    NOTHING = "nothing"


_ON_THE_CONSOLE = {
    Awaited.ISSUE: "，请用 generate.py 下发。",
    Awaited.REPLACE: "：请报送单位重新报送，并把坏文件移出收件文件夹。",
    Awaited.CORRECT: "：请发更正函，加 --reply 可写信并附更正表。",
    Awaited.REMIND: "：请催报，用 generate.py 加 --remind 可写催报信。",
    Awaited.REISSUE: "：方案误改的请改回；确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    Awaited.PRINT: "：请加 --print 打印汇总材料，加 --bulletin 起草通报；定稿以后用 --close 关闭本批次。",
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
    levels: Levels = PROVINCIAL,
) -> NextStep:
    """The one next thing to do in a round.

    `issued` says whether forms were issued, `receipts` are the round's settled ones without those whose files
    are gone, `closed` says whether the round is closed. What waits for the operator comes before what waits
    for a city. `levels` are the plan's words for its levels.
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
    missing = [city.name for city in cities if city.code not in counted]
    if closed:
        left = f"关闭时没有接收的：{_some(missing)}。" if missing else ""
        return NextStep(Awaited.NOTHING, f"本批次已关闭，没有要做的事。{left}")
    if refused:
        reason = f"有 {len(refused)} 份无法读取（{_files(refused)}）"
        return NextStep(Awaited.REPLACE, reason, tuple(refused))
    if returned:
        names = [city.name for city in cities if city.code in {each.region for each in returned}]
        reason = f"有 {len(returned)} 份退回修改（{_some(names)}）"
        return NextStep(Awaited.CORRECT, reason, tuple(returned))
    if missing:
        return NextStep(Awaited.REMIND, f"还有 {len(missing)} 家未报（{_some(missing)}）")
    if anew := [city for city in cities if needs_new_form(counted[city.code])]:
        reason = f"方案已改，还有 {len(anew)} 家须用新表重报（{_some([city.name for city in anew])}）"
        return NextStep(Awaited.REISSUE, reason, tuple(counted[city.code] for city in anew))
    return NextStep(Awaited.PRINT, "已全部接收")


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

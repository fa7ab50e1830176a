"""What to do next in a round: the rule behind the end of `--status`, and behind the desk's one button."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath

from cascade.ledger import Dispatch, Purpose, Sending
from cascade.levels import PROVINCIAL, Levels
from cascade.model import Region
from cascade.returns.changed_plan import needs_new_form
from cascade.returns.receipt import TO_SEND_ANEW, Receipt, State
from cascade.returns.settling import counting, status_receipts, withdrawn_last

_NAMED = 3  # cities or files that a sentence names
_WAYS_REMINDED = 2  # how differently cities were reminded, up to which a sentence tells each
_REMINDED = 3  # days before the due date from which whoever was written to is reminded
_WHOSE = "请核实是谁报的，用 --as 确认，再请其重新报送；不是的请移出收件文件夹"
_STILL = {  # what a city still has to do, by the state of what it has sent
    None: "未报",
    State.SENT_BACK: "没有更正",
    State.REFUSED: "没有重报",
    State.WITHDRAWN: TO_SEND_ANEW,
}


class Awaited(StrEnum):
    """The kinds of things that a round can wait for."""

    ISSUE = "issue"
    SEND = "send"
    POST = "post"
    DECIDE = "decide"
    SETTLE = "settle"
    PLACE = "place"
    REPLACE = "replace"
    CORRECT = "correct"
    REMIND = "remind"
    WAIT = "wait"
    REISSUE = "reissue"
    PRINT = "print"
    DRAFT = "draft"
    CLOSE = "close"
    NOTHING = "nothing"

    @property
    def is_of_papers(self) -> bool:
        """Whether all have reported and what is left to do is on paper."""
        return self in (Awaited.PRINT, Awaited.DRAFT, Awaited.CLOSE)


_ON_THE_CONSOLE = {
    Awaited.ISSUE: "，请用 generate.py 下发。",
    Awaited.SEND: "：请用 generate.py 加 --send 寄送；用别的办法发出的，加 --posted 说明。",
    Awaited.POST: "：请用邮件程序打开、发出，再用 generate.py 加 --posted 说明。",
    Awaited.SETTLE: "：请在邮箱的“已发送”中看，再用 generate.py 的 --arrived 或 --send-again 说明。",
    Awaited.REPLACE: "：请写信请其重新报送，加 --reply 可写信；重报的收到后，坏文件自动作废。",
    Awaited.CORRECT: "：请发更正函，加 --reply 可写信并附更正表。",
    Awaited.REMIND: "：请催报，用 generate.py 加 --remind 可写催报信。",
    Awaited.WAIT: "：等他们报来，放进收件文件夹，再运行 collect.py 收集。",
    Awaited.REISSUE: "：方案误改的请改回；确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
    Awaited.PRINT: "：请加 --print 打印汇总材料；不需要的，用 --close 关闭本批次。",
    Awaited.DRAFT: "：请加 --bulletin 起草通报；不需要的，用 --close 关闭本批次。",
    Awaited.CLOSE: "：请改好定稿，再用 --close 关闭本批次。",
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How a round stands, as far as its next step depends on it.

    `issued` says whether forms were issued, `receipts` are the round's settled ones without those whose files
    are gone, `closed` says whether the round is closed, `letters` are all of the round, `today` is the day on
    which no city is written to again, and well before `due` nobody is reminded. `levels` are the plan's words
    for its levels, `drafts` are the drafts that should leave. `number` is the newest summary's; `packed` is
    that of the newest that was made ready for printing, `drafted` of the newest on which a bulletin was
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
    number: int = 0
    packed: int = 0
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


def next_step(standing: Standing) -> NextStep:
    """The one next thing to do in a round.

    What waits for the operator comes before what waits for a city.
    """
    if not standing.issued:
        return NextStep(Awaited.ISSUE, "还没有下发填报表")
    if held := standing.waiting(State.HELD):
        return NextStep(Awaited.DECIDE, _ways_out(held, "待人工核实", standing.levels), tuple(held))
    counted = counting(standing.receipts)
    missing = {city.code for city in standing.cities} - counted.keys()
    if standing.closed:
        left = f"关闭时没有接收的：{some(standing.names(missing))}。" if missing else ""
        return NextStep(Awaited.NOTHING, f"本批次已关闭，没有要做的事。{left}")
    if doubtful := standing.names(each.city for each in standing.letters if each.state is Sending.UNKNOWN):
        return NextStep(Awaited.SETTLE, f"有寄出的信结果不明（{some(doubtful)}）")
    if refused := standing.unanswered(State.REFUSED):
        return _refused(standing, refused)
    if returned := standing.unanswered(State.SENT_BACK):
        names = some(standing.names(each.region for each in returned))
        return NextStep(Awaited.CORRECT, f"有 {len(returned)} 份退回修改（{names}）", tuple(returned))
    if standing.drafts:
        names = some(standing.names(each.city for each in standing.drafts))
        return NextStep(Awaited.POST, f"有 {len(standing.drafts)} 封信已写成草稿，还没有发出（{names}）")
    if not standing.receipts and not standing.sent:
        return NextStep(Awaited.SEND, f"填报表已生成，还没有寄给各{standing.levels.units}")
    if missing:
        return _missing(standing, missing, counted)
    if anew := [city for city in standing.cities if needs_new_form(counted[city.code])]:
        return _reissue(anew, counted)
    return _complete(standing, counted)


def _refused(standing: Standing, refused: Sequence[Receipt]) -> NextStep:
    """What to do about files that cannot be read: the office helps itself, or their cities send them anew."""
    mine = [each for each in refused if not each.region or _own_way(each)]
    if mine:
        return NextStep(Awaited.PLACE, _ways_out(mine, "打不开", standing.levels), tuple(mine))
    names = some(standing.names(each.region for each in refused))
    return NextStep(Awaited.REPLACE, f"有 {len(refused)} 份打不开（{names}）", tuple(refused))


def _complete(standing: Standing, counted: Mapping[str, Receipt]) -> NextStep:
    """What to do when all have reported, and how many of them still lack their receipt."""
    without = without_receipt(counted, standing.letters)
    told = f"已全部接收，还有 {without} 家没有发回执" if without else "已全部接收"
    numbers = {"汇总材料": standing.packed, "通报草稿": standing.drafted}
    made = [what for what, number in numbers.items() if number and number == standing.number]
    stale = [what for what, number in numbers.items() if number and number != standing.number]
    told += f"，{'、'.join(made)}已做好" if made else ""
    told += f"，汇总表已更新，{'、'.join(stale)}要重新做" if stale else ""
    if len(made) == len(numbers):
        return NextStep(Awaited.CLOSE, told)
    return NextStep(Awaited.DRAFT if "汇总材料" in made else Awaited.PRINT, told)


def without_receipt(counted: Mapping[str, Receipt], letters: Iterable[Dispatch]) -> int:
    """How many accepted returns lack the receipt that the letter with the form promises, and nobody dropped.

    Whoever got the form otherwise was promised none, but gets one like the others once some got theirs.
    """
    letters = list(letters)
    receipts = [each for each in letters if each.purpose == Purpose.RECEIPT]
    settled = {each.about for each in receipts if each.state.left or each.state is Sending.DROPPED}
    promised = {each.city for each in letters if each.promises_answer}
    if any(each.state.left for each in receipts):
        promised |= counted.keys()
    return sum(city in promised and each.sha256 not in settled for city, each in counted.items())


def _reissue(anew: Sequence[Region], counted: Mapping[str, Receipt]) -> NextStep:
    reason = f"方案已改，还有 {len(anew)} 家须用新表重报（{some([city.name for city in anew])}）"
    return NextStep(Awaited.REISSUE, reason, tuple(counted[city.code] for city in anew))


def _missing(standing: Standing, missing: Set[str], counted: Mapping[str, Receipt]) -> NextStep:
    """What each city of which nothing counts still has to do, and how many others lack their receipt."""
    anew = withdrawn_last(standing.receipts)
    status = anew | status_receipts(standing.receipts)
    by_word: dict[str, list[str]] = {word: [] for word in _STILL.values()}
    for code in missing:
        by_word[_STILL[status[code].state if code in status else None]].append(code)
    told = [
        f"{len(codes)} 家{word}（{some(standing.names(codes))}）" for word, codes in by_word.items() if codes
    ]
    early = (standing.due - standing.today).days > _REMINDED
    today = standing.today.isoformat()
    settled = (*standing.sent, *standing.dropped)
    fresh = [each for each in settled if early or each.at.startswith(today)]
    written = {each.city for each in fresh if each.city not in anew or _asks_anew(each, anew[each.city])}
    reminded = _reminded(standing, missing)
    awaited = Awaited.WAIT if missing <= written else Awaited.REMIND
    if not reminded and missing <= written:
        reached = missing <= {each.city for each in standing.sent}
        reminded = "都已去信，还没有催过" if reached else "还没有催过"
    without = without_receipt(counted, standing.letters)
    lacking = f"已接收的有 {without} 家没有发回执；" if without else ""
    return NextStep(awaited, f"{lacking}还有 {'，'.join([*told, *filter(None, [reminded])])}")


def _asks_anew(letter: Dispatch, withdrawn: Receipt) -> bool:
    """Whether a letter can have told a city that what it has sent was withdrawn."""
    return letter.purpose == Purpose.REMIND and letter.at >= withdrawn.received


def _reminded(standing: Standing, missing: Set[str]) -> str:
    """Who of some cities was reminded, on which day last, and on how many days; "" for nobody."""
    days: dict[str, set[str]] = {code: set() for code in missing}
    for each in standing.sent:
        if each.purpose == Purpose.REMIND and each.city in days:
            days[each.city].add(each.at[:10])
    alike: dict[tuple[str, int], list[str]] = {}
    for code, mine in days.items():
        alike.setdefault((max(mine, default=""), len(mine)), []).append(code)
    last = max(alike)
    if not any(last):
        return ""
    if len(alike) > _WAYS_REMINDED:
        reached = sum(map(bool, days.values()))
        return f"其中 {reached} 家催过，最近是{_day(last[0])}"
    return "，".join(
        (some(standing.names(codes)) if len(alike) > 1 else "")
        + (f"{_day(day)}催过，已 {times} 次" if times else "还没有催过")
        for (day, times), codes in sorted(alike.items(), reverse=True)
    )


def _day(day: str) -> str:
    """A day of ISO 8601 as people say it, without the year."""
    found = date.fromisoformat(day)
    return f"{found.month}月{found.day}日"


def _ways_out(receipts: Iterable[Receipt], word: str, levels: Levels) -> str:
    """The sentences on files that a person decides about: those with the same way out together, as they come.

    `word` says what they are.
    """
    ways: dict[str, list[Receipt]] = {}
    for each in receipts:
        ways.setdefault(levels.fill(_way_out(each)), []).append(each)
    return "另".join(
        f"有 {len(mine)} 份{'' if at else word}（{_files(mine)}）：{way}。"
        for at, (way, mine) in enumerate(ways.items())
    )


def _way_out(receipt: Receipt) -> str:
    """What an operator can do about a file: its own trouble comes before how it compares."""
    if receipt.state is State.REFUSED:
        return _own_way(receipt) or _WHOSE
    holding = [each.type for each in receipt.findings if each.type.holds]
    return min(holding, key=lambda each: each.comparing).operator


def _own_way(receipt: Receipt) -> str:
    """What the office itself can do about a file that cannot be read, "" where only its sender can help."""
    return next((each.type.operator for each in receipt.findings if each.type.operator), "")


def _files(receipts: list[Receipt]) -> str:
    return some([PurePath(each.file).name for each in receipts])


def some(names: Sequence[str]) -> str:
    """The first names of a list, and whether there are more."""
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")

"""What to do next in a round: the rule behind the end of `--status`, and behind the desk's one button."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from pathlib import PurePath

from cascade.collecting.standing import Awaited, NextStep, Standing, lacking_form, some
from cascade.ledger import Dispatch, Purpose, Sending
from cascade.levels import Levels
from cascade.model import Region
from cascade.returns.changed_plan import needs_new_form
from cascade.returns.receipt import TO_SEND_ANEW, Receipt, State
from cascade.returns.settling import counting, status_receipts, withdrawn_last

_REMINDED = 3  # days before the due date from which whoever was written to is reminded
_WHOSE = "请核实是谁报的，用 --as 确认，再请其重新报送；不是的请移出收件文件夹"
_STILL = {  # what a city still has to do, by the state of what it has sent
    None: "未报",
    State.SENT_BACK: "没有更正",
    State.REFUSED: "没有重报",
    State.WITHDRAWN: TO_SEND_ANEW,
}


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
    if allowed := [each for each in standing.waiting(State.SENT_BACK) if each.allowed]:
        names = some(standing.names(each.region for each in allowed))
        told = f"方案已改，{names}退回修改的数可能已经可以接收"
        return NextStep(Awaited.COLLECT, told, tuple(allowed))
    if refused := standing.unanswered(State.REFUSED):
        return _refused(standing, refused)
    if returned := standing.unanswered(State.SENT_BACK):
        names = some(standing.names(each.region for each in returned))
        return NextStep(Awaited.CORRECT, f"有 {len(returned)} 份退回修改（{names}）", tuple(returned))
    if withdrawn := _not_asked(standing, missing):
        names = some(standing.names(each.region for each in withdrawn))
        return NextStep(Awaited.ANEW, f"有 {len(withdrawn)} 份{TO_SEND_ANEW}（{names}）", withdrawn)
    if anew := [city for city in standing.cities if not missing and needs_new_form(counted[city.code])]:
        return _reissue(anew, counted)
    if missing and standing.renewable:
        told = f"方案已改，还没有报的 {len(missing)} 家手里仍是原来的填报表"
        told = f"{told}（{some(standing.names(missing))}）"
        return NextStep(Awaited.REISSUE, told, cities=frozenset(missing))
    if standing.doubtful:
        return _in_doubt(standing)
    if standing.drafts:
        names = some(standing.names(each.city for each in standing.drafts))
        return NextStep(Awaited.POST, f"有 {len(standing.drafts)} 封信已写成草稿，还没有发出（{names}）")
    if not standing.receipts and not standing.sent:
        return NextStep(Awaited.SEND, f"填报表已生成，还没有寄给各{standing.levels.units}")
    if missing:
        return _missing(standing, missing, counted)
    return _complete(standing, counted)


def _refused(standing: Standing, refused: Sequence[Receipt]) -> NextStep:
    """What to do about files that cannot be read: the office helps itself, or their cities send them anew."""
    mine = [each for each in refused if not each.region or _own_way(each)]
    if mine:
        return NextStep(Awaited.PLACE, _ways_out(mine, "读不出数", standing.levels), tuple(mine))
    names = some(standing.names(each.region for each in refused))
    return NextStep(Awaited.REPLACE, f"有 {len(refused)} 份读不出数（{names}）", tuple(refused))


def _not_asked(standing: Standing, missing: Set[str]) -> tuple[Receipt, ...]:
    """The withdrawn returns whose cities nobody has asked to send them anew."""
    letters = (*standing.sent, *standing.drafts, *standing.dropped)
    return tuple(
        withdrawn
        for city, withdrawn in withdrawn_last(standing.receipts).items()
        if city in missing and not any(each.city == city and _asks_anew(each, withdrawn) for each in letters)
    )


def _asks_anew(letter: Dispatch, withdrawn: Receipt) -> bool:
    """Whether a letter can have told a city that what it has sent was withdrawn."""
    reminds = letter.purpose == Purpose.REMIND and letter.at >= withdrawn.received
    return reminds or (letter.purpose == Purpose.UNREADABLE and letter.about == withdrawn.sha256)


def _in_doubt(standing: Standing) -> NextStep:
    """What to do about numbers that count and look wrong by powers of ten or in another unit."""
    numbers = {each.region: count for each, count in standing.doubtful}
    told = [f"{city.name} {numbers[city.code]} 处" for city in standing.cities if city.code in numbers]
    reason = f"有 {len(told)} 家的数存疑，已经计入汇总（{some(told)}）"
    return NextStep(Awaited.CHECK, reason, tuple(each for each, _ in standing.doubtful))


def _complete(standing: Standing, counted: Mapping[str, Receipt]) -> NextStep:
    """What to do when all have reported, and how many of them still lack their receipt."""
    without = without_receipt(counted, standing.letters)
    told = f"已全部接收，还有 {without} 家等着回执" if without else "已全部接收"
    packs = {_pack(paper, standing): number for paper, number in standing.packed.items()}
    numbers = packs | ({"通报草稿": standing.drafted} if standing.drafted else {})
    made = [what for what, number in numbers.items() if number in standing.numbers]
    stale = [what for what in numbers if what not in made]
    if standing.unfilled and not made:  # whoever went on without it is not asked again
        return NextStep(Awaited.FIGURE, f"{told}，{standing.unfilled}还没有填", receipts=without)
    if not standing.current:
        return NextStep(Awaited.COLLECT, f"{told}，方案有改动，汇总表还没有更新", receipts=without)
    told += f"，{'、'.join(made)}已做好" if made else ""
    told += f"，但{standing.unfilled}还没有填（方案的“本级数”表）" if standing.unfilled else ""
    told += f"，汇总表已更新，{'、'.join(stale)}要重新做" if stale else ""
    if not packs or not packs.keys() <= {*made}:
        return NextStep(Awaited.PRINT, told, receipts=without)
    return NextStep(Awaited.CLOSE if "通报草稿" in made else Awaited.DRAFT, told, receipts=without)


def _pack(paper: str, standing: Standing) -> str:
    """What a print pack is called; its paper is told where there are several."""
    return f"汇总材料（{paper}）" if len(standing.packed) > 1 else "汇总材料"


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
    if ungiven := lacking_form(missing, standing.letters, standing.receipts):
        return _hand_over(standing, missing, ungiven)
    status = withdrawn_last(standing.receipts) | status_receipts(standing.receipts)
    by_word: dict[str, list[str]] = {word: [] for word in _STILL.values()}
    for code in missing:
        by_word[_STILL[status[code].state if code in status else None]].append(code)
    told = [
        f"{len(codes)} 家{word}（{some(standing.names(codes))}）" for word, codes in by_word.items() if codes
    ]
    early = (standing.due - standing.today).days > _REMINDED
    today = standing.today.isoformat()
    settled = (*standing.sent, *standing.dropped)
    written = {each.city for each in settled if early or each.at.startswith(today)}
    awaited = Awaited.WAIT if missing <= written else Awaited.REMIND
    reminded = _reminded(standing, missing)
    ends = ""
    if awaited is Awaited.WAIT:
        ends = _ends(standing)
        reached = missing <= {each.city for each in standing.sent}
        reminded = reminded or ("都已联系过" if reached else "")
    without = without_receipt(counted, standing.letters)
    lacking = f"已接收的有 {without} 家等着回执；" if without else ""
    reason = f"{lacking}还有 {'，'.join([*told, *filter(None, [reminded, ends])])}"
    return NextStep(awaited, reason, cities=frozenset(missing), receipts=without)


def _hand_over(standing: Standing, missing: Set[str], ungiven: frozenset[str]) -> NextStep:
    told = f"还有 {len(ungiven)} 家没有拿到填报表（{some(standing.names(ungiven))}）"
    if others := len(missing - ungiven):
        told += f"，其余 {'，'.join(filter(None, [f'{others} 家等他们报来', _ends(standing)]))}"
    return NextStep(Awaited.SEND, told, cities=ungiven)


def _ends(standing: Standing) -> str:
    """When the round is due, "" where it was."""
    if standing.today >= standing.due:
        return "今天截止" if standing.today == standing.due else ""
    return f"{_day(standing.due)}截止"


def _reminded(standing: Standing, missing: Set[str]) -> str:
    """How many of some cities were reminded, and when last; "" for nobody."""
    days: dict[str, set[date]] = {}
    for each in standing.sent:
        if each.purpose == Purpose.REMIND and each.city in missing:
            days.setdefault(each.city, set()).add(date.fromisoformat(each.at[:10]))
    if not days:
        return ""
    last = _day(max(max(each) for each in days.values()))
    if len(days) < len(missing):
        return f"其中 {len(days)} 家催过，最近是{last}"
    times = min(len(each) for each in days.values())
    return f"{last}催过" if times == 1 else f"催过 {times} 次，最近是{last}"


def _day(day: date) -> str:
    """A day as people say it, without the year."""
    return f"{day.month}月{day.day}日"


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

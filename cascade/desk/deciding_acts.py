"""The decisions that a person makes at the desk: which return counts, and whether the round is open."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath

from cascade.collecting.decisions import Decider
from cascade.commands.changed_numbers import changed_lines
from cascade.commands.deciding import REASONED, UNREAD, Order, consequence_of, enter
from cascade.desk.acts import Act, Asked, Field, FieldKind, collected, hidden
from cascade.desk.desk_roles import DeskRole
from cascade.desk.round_view import RoundView
from cascade.errors import Needless, Wrong
from cascade.grid import in_words
from cascade.ledger import Decision, DecisionKind, opened
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import STATE_WORDS, Receipt
from cascade.rounds import Rounds
from cascade.summary.notes import without_result

LATER = "（待写）"  # a reason, while nobody has written one
_REASON = Field("because", "理由", required=True, hint="理由会记在“经过”里，以后都能查到")
_PRINTED_REASON = Field("because", "理由", required=True, hint="理由会印在给对方的回执上，也记在“经过”里")
_TOLD_REASON = Field(
    "because", "理由", hint="会写进请对方重报的信；不写理由、又没有查出错误的，信里只能请对方再核对一遍"
)
MAY_REASON = Field("because", "理由", hint="写了的，会记在“经过”里，以后都能查到")


_DIGITS = 10  # of the number of a decision
_REVIEWED = (DecisionKind.OVERRULE, DecisionKind.CLOSE, DecisionKind.REOPEN)


class _Abandoned(Exception):
    """Ends a transaction whose entries were only tried."""


def _order(kind: DecisionKind, asked: Asked) -> tuple[Order, list[Path]]:
    """The decision, and the received file that it names by its fingerprint. Raises Wrong.

    A file is one that was received: whatever else a request names is none, be it a path. A city is named by
    its code.
    """
    file, city, number = asked.one("file"), asked.one("city"), asked.one("number")
    if city and not any(each.code == city for each in asked.view.places.plan.cities):
        raise Wrong("没有这个填报单位。请回到填报单位的页面，从那里再点一次。")
    if file and file not in asked.view.receipts_of:
        raise Wrong("本批次没有收到过这个文件。请回到填报单位的页面，从那里再点一次。")
    if kind is DecisionKind.UNDO and not (number.isdecimal() and len(number) < _DIGITS):
        raise Wrong("没有这一条决定。请到“经过”里找到要撤销的那一条，再点“撤销”。")
    about = {
        DecisionKind.AS: city,
        DecisionKind.OVERRULE: city,
        DecisionKind.USE: file,
        DecisionKind.WITHDRAW: file or city,
        DecisionKind.CHECKED: file,
        DecisionKind.UNDO: number,
    }.get(kind, "")
    order = Order(kind, about, asked.one("because"), asked.who)
    return order, [Path(file)] if file and order.names_received else []


def _decide(kind: DecisionKind, asked: Asked) -> int:
    order, paths = _order(kind, asked)
    return collected(asked, order=order, paths=paths)


def _changes(kind: DecisionKind, asked: Asked) -> Sequence[str]:
    """What a decision would change: the states of returns, and the numbers that count."""
    if kind is DecisionKind.AS and not asked.one("city"):  # which the page still asks for
        mine = asked.view.receipts_of.get(asked.one("file"), ())
        return [UNREAD if any(each.is_unreadable for each in mine) else _WITHOUT_CHANGE[kind]]
    order, paths = _order(kind, asked)
    places = asked.view.places
    if kind in REASONED and not order.because:
        order = Order(order.kind, order.about, LATER, order.by)
    found: list[str] = []
    with suppress(_Abandoned), opened(places.ledger) as ledger:
        known = (asked.view.rounds or Rounds(ledger, places.plan)).reopened(ledger)
        decider = Decider(ledger, places.plan, places.round, order.because, order.by, known)
        entered = enter(decider, places, paths, order)
        if isinstance(entered, str):
            raise Needless(entered)
        after = known.decided_anew(ledger)
        found += _new_states(places, asked.view.facts.receipts, after.settled(places.round))
        found += changed_lines(places.plan, asked.view.facts.counted, after.accepted(places.round))
        if kind is DecisionKind.WITHDRAW and asked.one("file"):
            found += _counting_again(places, asked.view.facts, after.accepted(places.round))
        if kind is DecisionKind.AS:
            found += filter(None, [consequence_of(decider, entered)])
        found += _left_out(asked.view.facts, after.facts(places.round, asked.now.date()))
        raise _Abandoned
    still = _still_open(asked.view) if kind is DecisionKind.CLOSE else ()
    if kind is DecisionKind.CHECKED:
        still = _vouched_for(asked)
    return [*still, *(found or [_WITHOUT_CHANGE.get(kind, _NOTHING_CHANGES)]), *_AFTERWARDS.get(kind, ())]


def _vouched_for(asked: Asked) -> Iterator[str]:
    """The numbers of which somebody is about to say that they are right."""
    plan = asked.view.places.plan
    for receipt in asked.view.receipts_of.get(asked.one("file"), ()):
        doubts = receipt.doubts(plan)
        name = PurePath(receipt.file).name
        yield f"{plan.name(receipt.region)}　{name}：您说明下面 {len(doubts)} 处核对过，没有错。"
        yield from (f"{' '.join((each.sheet, in_words(each.cell)))}　{each.message}" for each in doubts)


def _still_open(view: RoundView) -> Iterator[str]:
    """What a round still waits for, to be seen before it is closed."""
    due = view.places.round.due
    if view.facts.today < due:
        yield f"还没到报送截止日期：{due} 截止，{view.left}。"
    yield from view.unsettled()
    if not view.is_current:
        yield "方案有改动，汇总表还没有更新：请先收集一次，再重新做汇总材料和通报。"
    if lacking := view.without_receipt:
        yield f"还有 {lacking} 家等着回执。"


class Trial(Decider):
    """Tells whether a decision would fit, and enters nothing."""

    def _write(self, what: Decision) -> Decision:
        return what


def role_for(view: RoundView, decision: Decision) -> DeskRole:
    """The role that a decision takes: what a reviewer has decided, only a reviewer changes.

    That is to accept in spite of errors, to close and to open; to take these back; and whatever is decided
    later about a return that was accepted so, or about all returns of its city.
    """
    by_number = {each.number: each for each in view.decisions}
    root = decision
    while root.kind is DecisionKind.UNDO and root.undoes in by_number:
        root = by_number[root.undoes]
    if root.kind in _REVIEWED:
        return DeskRole.REVIEWS
    accepted = [each for each in view.decisions if each.kind is DecisionKind.OVERRULE]
    wholes = {each.part_of for each in view.facts.receipts if each.sha256 == decision.sha256}
    files = {decision.sha256, *wholes} - {""}
    if files:
        touched = any(each.sha256 in files for each in accepted)
    else:
        touched = bool(decision.city) and any(each.city == decision.city for each in accepted)
    return DeskRole.REVIEWS if touched else DeskRole.WORKS


def _role_for(kind: DecisionKind, asked: Asked) -> DeskRole:
    """The role that an act takes, by the decision that it would enter. Raises Wrong."""
    order, paths = _order(kind, asked)
    view, places = asked.view, asked.view.places
    if kind in _REVIEWED or view.rounds is None:
        return DeskRole.REVIEWS
    if kind is DecisionKind.AS:
        return role_for(view, Decision(places.round.id, "", kind, order.about, asked.one("file")))
    with suppress(Wrong), opened(places.ledger) as ledger:
        known = view.rounds.reopened(ledger)
        entered = enter(
            Trial(ledger, places.plan, places.round, LATER, asked.who, known), places, paths, order
        )
        if isinstance(entered, Decision):
            return role_for(view, entered)
    return DeskRole.WORKS  # it fits nothing, as the act itself will say


_NOTHING_CHANGES = "各份上报表的状态和汇总的数都不变，只把这项决定记下来。"
_AFTERWARDS = {
    DecisionKind.WITHDRAW: ("以后报来新的，照常检查，合格的自动计入。",),
}
_WITHOUT_CHANGE = {
    DecisionKind.AS: "这个文件将按所选单位的填报表重新读取、检查，合格的计入汇总。",
    DecisionKind.CHECKED: "存疑的数照旧计入，不再提示；理由、时间和经办人会在汇总表里注明。",
    DecisionKind.CLOSE: "以后收到的上报表待人工核实，不计入汇总；已收到的不受影响。需要时可以重新打开。",
    DecisionKind.REOPEN: "关闭之后收到的上报表重新判定。",
}


def _new_states(places: Places, before: Sequence[Receipt], after: Sequence[Receipt]) -> list[str]:
    old = {each.key: each.state for each in before}
    return [
        f"{places.plan.name(each.region)}　{PurePath(each.file).name}："
        f"{STATE_WORDS[old[each.key]]} → {STATE_WORDS[each.state]}"
        for each in after
        if each.key in old and old[each.key] is not each.state
    ]


def _counting_again(places: Places, before: Facts, after: Mapping[str, Receipt]) -> Iterator[str]:
    """Which earlier return counts again where a later one is withdrawn, and how none of a city's does."""
    for city, receipt in after.items():
        known, name = before.counted.get(city), places.plan.name(city)
        if known and known.key != receipt.key:
            yield (
                f"{name}前面报的那一份（{receipt.when} 收到）重新计入汇总。"
                f"都不算数、要请{name}重报的，不要撤回这一份，请回到{name}的页面，点“撤回{name}报的全部”。"
            )


def _left_out(before: Facts, after: Facts) -> Iterator[str]:
    """What a return that is accepted in spite of its errors leaves open in the summary."""
    for city, receipt in after.counted.items():
        known = before.counted.get(city)
        if not receipt.overruled or (known and known.overruled) or not (lacking := after.lacking(city)):
            continue
        yield (
            f"其中 {lacking} 个数没有填，或填的不是数，不能计入，合计不含它们。"
            f"要计入正确的数，请不要接收，退回更正后由{after.plan.name(city)}重报。"
        )
        known_already = set(without_result(before))
        yield from (each for each in without_result(after) if each not in known_already)


def _cities(asked: Asked) -> Field:
    plan = asked.view.places.plan
    return Field(
        "city",
        plan.levels.unit,
        FieldKind.CHOICE,
        [("", "请选择"), *((each.code, each.name) for each in plan.cities)],
        required=True,
    )


def _act(
    kind: DecisionKind,
    title: str,
    meaning: str,
    fields: Sequence[Field],
    city: bool = False,
) -> Act:
    return Act(
        name=kind.value,
        title=title,
        story=partial(_decide, kind),
        changes=partial(_changes, kind),
        fields=lambda asked: [*([_cities(asked)] if city else []), *fields],
        role=DeskRole.REVIEWS if kind in _REVIEWED else DeskRole.WORKS,
        role_for=partial(_role_for, kind),
        meaning=meaning,
    )


DECIDING = (
    _act(
        DecisionKind.USE,
        "以此份为准",
        "同一单位报来几份、都没有错误的，由您指定这一份计入汇总",
        [*hidden("city", "file"), MAY_REASON],
    ),
    _act(
        DecisionKind.OVERRULE,
        "接收（写理由）",
        "有错误、不再退回的，照此计入汇总；要写明理由，给对方的回执和汇总表里都会注明",
        [*hidden("city", "file"), _PRINTED_REASON],
    ),
    _act(
        DecisionKind.WITHDRAW,
        "撤回",
        "报来的不再计入；写信请对方重报，附填好原数的更正表；报来新的，照常检查、计入",
        [*hidden("city", "file"), _TOLD_REASON],
    ),
    _act(
        DecisionKind.CHECKED,
        "核对无误",
        "存疑的数问过了，没有错：照旧计入，不再提示",
        [*hidden("city", "file"), _REASON],
    ),
    _act(
        DecisionKind.AS,
        "归到某个单位",
        "程序认不出是谁报的，由您说明是哪个单位的",
        [*hidden("file"), MAY_REASON],
        city=True,
    ),
    _act(
        DecisionKind.UNDO,
        "撤销决定",
        "把作过的一项决定取消，恢复到决定以前",
        [*hidden("city", "number"), MAY_REASON],
    ),
    _act(
        DecisionKind.CLOSE, "关闭批次", "到此为止：以后才报来的不计入汇总，需要时可以重新打开", [MAY_REASON]
    ),
    _act(DecisionKind.REOPEN, "重新打开批次", "继续收：关闭以后报来的重新判定", [MAY_REASON]),
)

"""The decisions that a person makes at the desk: which return counts, and whether the round is open."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath

from cascade.collecting.decisions import Decider
from cascade.commands.changed_numbers import changed_lines
from cascade.commands.deciding import Order, enter
from cascade.desk.acts import Act, Asked, Field, FieldKind, collected, hidden
from cascade.errors import Wrong
from cascade.ledger import DecisionKind, opened
from cascade.places import Places
from cascade.returns.receipt import STATE_WORDS, Receipt
from cascade.rounds import Rounds

LATER = "（待写）"  # a reason, while nobody has written one
_REASON = Field("because", "理由", required=True, hint="理由会记入台账，以后都能查到")
_MAY_REASON = Field("because", "理由", hint="可以不写；写了会记入台账")


class _Abandoned(Exception):
    """Ends a transaction whose entries were only tried."""


def _order(kind: DecisionKind, asked: Asked) -> tuple[Order, list[Path]]:
    """The decision, and the received file that it names by its fingerprint. Raises Wrong.

    A file is one that was received: whatever else a request names is none, be it a path.
    """
    file, city, number = asked.one("file"), asked.one("city"), asked.one("number")
    if file and file not in {each.sha256 for each in asked.view.facts.receipts}:
        raise Wrong("本批次没有收到过这个文件。请回到填报单位的页面，从那里再点一次。")
    if kind is DecisionKind.UNDO and not number.isdecimal():
        raise Wrong("没有这一条决定。请到“经过”里找到要撤销的那一条，再点“撤销”。")
    about = {
        DecisionKind.AS: city,
        DecisionKind.OVERRULE: city,
        DecisionKind.USE: file,
        DecisionKind.WITHDRAW: file or city,
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
        return [_WITHOUT_CHANGE[kind]]
    order, paths = _order(kind, asked)
    places = asked.view.places
    if kind is DecisionKind.OVERRULE and not order.because:
        order = Order(order.kind, order.about, LATER, order.by)
    found: list[str] = []
    with suppress(_Abandoned), opened(places.ledger) as ledger:
        known = (asked.view.rounds or Rounds(ledger, places.plan)).reopened(ledger)
        decider = Decider(ledger, places.plan, places.round, order.because, order.by, known)
        entered = enter(decider, places, paths, order)
        if isinstance(entered, str):
            raise Wrong(entered)
        after = known.decided_anew(ledger)
        found += _new_states(places, asked.view.facts.receipts, after.settled(places.round))
        found += changed_lines(places.plan, asked.view.facts.counted, after.accepted(places.round))
        raise _Abandoned
    return found or [_WITHOUT_CHANGE.get(kind, _NOTHING_CHANGES)]


_NOTHING_CHANGES = "各份上报表的状态和汇总的数都不变，只把这项决定记入台账。"
_WITHOUT_CHANGE = {
    DecisionKind.AS: "这个文件将按所选单位的填报表重新读取、检查，合格的计入汇总。",
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
    fields: Sequence[Field],
    city: bool = False,
) -> Act:
    return Act(
        name=kind.value,
        title=title,
        story=partial(_decide, kind),
        changes=partial(_changes, kind),
        fields=lambda asked: [*([_cities(asked)] if city else []), *fields],
    )


DECIDING = (
    _act(DecisionKind.USE, "以此份为准", [*hidden("city", "file"), _MAY_REASON]),
    _act(DecisionKind.OVERRULE, "接收（写理由）", [*hidden("city", "file"), _REASON]),
    _act(DecisionKind.WITHDRAW, "撤回", [*hidden("city", "file"), _MAY_REASON]),
    _act(DecisionKind.AS, "归到某个单位", [*hidden("file"), _MAY_REASON], city=True),
    _act(DecisionKind.UNDO, "撤销决定", [*hidden("city", "number"), _MAY_REASON]),
    _act(DecisionKind.CLOSE, "关闭批次", [_MAY_REASON]),
    _act(DecisionKind.REOPEN, "重新打开批次", [_MAY_REASON]),
)

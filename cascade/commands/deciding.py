"""Enter the operator's decision of a command, and say what was decided."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from cascade.collecting.decisions import Decider
from cascade.commands import console
from cascade.commands.opening import find_city
from cascade.errors import Wrong
from cascade.ledger import Decision, DecisionKind, opened
from cascade.model import Plan
from cascade.places import Places

# The options that decide something, by their names in the namespace.
_KINDS = {
    "claim": DecisionKind.AS,
    "overrule": DecisionKind.OVERRULE,
    "use": DecisionKind.USE,
    "withdraw": DecisionKind.WITHDRAW,
    "checked": DecisionKind.CHECKED,
    "close": DecisionKind.CLOSE,
    "reopen": DecisionKind.REOPEN,
    "undo": DecisionKind.UNDO,
}


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator decides before a collection.

    `about` is the code or name of a city, the name of a file, or the number of a decision, "" for the round;
    `because` is the reason that the ledger keeps, `by` the operator's name.
    """

    kind: DecisionKind
    about: str
    because: str
    by: str

    @property
    def names_received(self) -> bool:
        """Whether the paths of the command may name files that were received, as `--use` does."""
        return self.kind in (DecisionKind.AS, DecisionKind.OVERRULE)


def order_of(given: Namespace) -> Order | None:
    """The decision that a command line asks for, None where it asks for none. Raises Wrong."""
    for name, kind in _KINDS.items():
        if (value := getattr(given, name)) not in (None, False):
            return Order(kind, "" if value is True else str(value), given.because, given.by)
    if given.because or given.by:
        raise Wrong(
            "--because 和 --by 说的是一项人工决定的理由和经手人，请和这项决定一起用（如 --overrule）。"
        )
    return None


REASONED = (DecisionKind.OVERRULE, DecisionKind.CHECKED)  # need a reason
_FINGERPRINT = 64  # digits of a file's: no city is called so
_CONSEQUENCES = {
    DecisionKind.CLOSE: "本批次已关闭：以后收到的上报表待人工核实，不计入汇总；关闭之前收到的不受影响。"
    "需要时可用 --reopen 重开。",
    DecisionKind.REOPEN: "本批次已重开：关闭之后收到的上报表重新判定。",
}


UNREAD = "这个文件里的数读不出来，不计入汇总；只记下是谁报的，好写信请其重报。"


def consequence_of(decider: Decider, decision: Decision) -> str:
    """What a decision means that its own line does not say, "" for nothing."""
    if decision.kind is DecisionKind.AS and decider.is_unread(decision):
        return UNREAD
    return _CONSEQUENCES.get(decision.kind, "")


def decide(places: Places, paths: Sequence[Path], order: Order) -> None:
    """Enter a decision in the ledger and say so. Raises Wrong where it fits nothing."""
    with opened(places.ledger) as ledger:
        decider = Decider(ledger, places.plan, places.round, order.because, order.by)
        entered = enter(decider, places, paths, order)
        words = entered if isinstance(entered, str) else f"已记入台账：\n{decider.line(entered)}"
        consequence = consequence_of(decider, entered) if isinstance(entered, Decision) else ""
    console.conclude(words)
    if consequence:
        console.say(consequence)


def enter(decider: Decider, places: Places, paths: Sequence[Path], order: Order) -> Decision | str:
    """Enter a decision and return it, or say in Chinese why it would change nothing."""
    plan, about = places.plan, order.about
    if order.kind in REASONED and not order.because:
        raise Wrong(f"--{order.kind.value} 要用 --because 写明理由，理由会记入台账。")
    match order.kind:
        case DecisionKind.AS:
            if len(paths) != 1 or paths[0].is_dir():
                raise Wrong("--as 要和一个文件一起用：请写明是哪一个文件。")
            (path,) = paths
            name = str(path)
            file = path if path.exists() else places.original(decider.received(name).sha256)
            return decider.claim(find_city(plan, about), file, name)
        case DecisionKind.OVERRULE:
            return decider.overrule(find_city(plan, about), list(map(str, paths)))
        case DecisionKind.USE:
            return decider.use(about)
        case DecisionKind.WITHDRAW:
            return _withdrawn(decider, plan, about)
        case DecisionKind.CHECKED:
            return decider.check(about)
        case DecisionKind.CLOSE:
            return decider.close()
        case DecisionKind.REOPEN:
            return decider.reopen()
        case _:
            return decider.undo(int(about))


def _withdrawn(decider: Decider, plan: Plan, about: str) -> Decision:
    """Withdraw what a city has sent, or where `about` is no city the return that it names."""
    if len(about) == _FINGERPRINT:
        return decider.withdraw_file(about)
    try:
        city = find_city(plan, about)
    except Wrong as no_city:
        try:
            return decider.withdraw_file(about)
        except Wrong as no_file:
            if PurePath(about).suffix:
                raise
            raise Wrong(f"{no_file}\n要撤回一个{plan.levels.unit}的：{no_city}") from None
    return decider.withdraw_city(city)

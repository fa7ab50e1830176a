"""Say in Chinese what an operator decided, when and why, and who it was."""

from collections.abc import Iterable
from getpass import getuser
from pathlib import PurePath

from cascade.ledger import Decision, DecisionKind
from cascade.model import Plan
from cascade.returns.receipt import Receipt

DECISION_WORDS = {
    DecisionKind.AS: "确认归属",
    DecisionKind.OVERRULE: "决定接收",
    DecisionKind.USE: "改用",
    DecisionKind.WITHDRAW: "撤回",
    DecisionKind.CHECKED: "核对无误",
    DecisionKind.CLOSE: "关闭批次",
    DecisionKind.REOPEN: "重开批次",
    DecisionKind.UNDO: "撤销决定",
    DecisionKind.ADDRESSES: "确认联系人表",
}


def decision_line(decision: Decision, plan: Plan, receipts: Iterable[Receipt]) -> str:
    """A decision as a line of Chinese: number, time, what was decided about what, reason and who."""
    by = f"（{decision.by}）" if decision.by else ""
    return f"  {decision.number}. {minute(decision)}　{decided(decision, plan, receipts)}{by}"


def decided(decision: Decision, plan: Plan, receipts: Iterable[Receipt]) -> str:
    """What was decided about what, and why, in Chinese."""
    files = dict.fromkeys(each.file for each in receipts if each.sha256 == decision.sha256)
    file = decision.file or (PurePath(list(files)[-1]).name if files else decision.sha256[:16])
    if decision.kind is DecisionKind.WITHDRAW and len(files) > 1:
        file += f"（同样内容的 {len(files)} 个文件一并撤回）"
    about = f"第 {decision.undoes} 条" if decision.undoes else f"{plan.name(decision.city)} {file}".strip()
    about = f"　{about}" if about else ""
    because = f"，理由：{decision.because}" if decision.because else ""
    return f"{DECISION_WORDS[decision.kind]}{about}{because}"


def minute(decision: Decision) -> str:
    """The day, hour and minute of a decision, as people read them."""
    return decision.at.replace("T", " ")[:16]


def user_name() -> str:
    """The name of the system's user, "" where the system tells none."""
    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""

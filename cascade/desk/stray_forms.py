"""Recognise a form of ours that somebody brings in the place of a plan or a notice."""

from dataclasses import dataclass
from pathlib import Path

from cascade import locate, ticket
from cascade.desk.workbooks_folder import WorkbooksFolder
from cascade.errors import Wrong
from cascade.grid import Refused
from cascade.ledger import Issued, opened
from cascade.model import Plan
from cascade.places import Places
from cascade.xlsx import GuardedReader


@dataclass(frozen=True)
class StrayForm:
    """A form that was brought as a plan: the plan and round to which it belongs, and the words for that."""

    plan: str
    round: str
    told: str


def stray_form(path: Path, folder: WorkbooksFolder) -> StrayForm | None:
    """The form that a file is, whatever was filled in; None for any other file.

    Raises Wrong for a form that no plan here has issued.
    """
    identity = _ticket(path)
    if not ticket.is_intact(identity):
        return None
    for plan in (each.loaded.plan for each in folder.plans() if each.loaded):
        form = _issued(folder, plan, identity)
        round_ = next((each for each in plan.rounds if form and each.id == form.round), None)
        if form and round_:
            whose = f"{plan.name(form.city)}“{round_.name}”的填报表"
            told = (
                f"{path.name} 是{whose}，不是方案，也不是通知，没有收下。"
                "这一页就是它的批次：是报来的，请放到这一页，拖到本页任何地方，或点“选择文件”。"
            )
            return StrayForm(plan.id, round_.id, told)
    raise Wrong(
        f"{path.name} 是填报表（模板编号 {identity}），不是方案，也不是通知；这里的方案没有下发过它。"
        "请核对是不是放错了文件。"
    )


def _ticket(path: Path) -> str:
    """The ticket of a workbook, "" for none."""
    try:
        with GuardedReader() as reader:
            return locate.identify(reader.read(path.read_bytes())).ticket
    except Refused:
        return ""


def _issued(folder: WorkbooksFolder, plan: Plan, identity: str) -> Issued | None:
    """The form with a ticket, None where a plan's ledger is not there or does not know it."""
    places = Places(folder.workbooks, plan, plan.rounds[0])
    if not places.ledger.exists():
        return None
    with opened(places.ledger) as ledger:
        return ledger.issued(identity)

"""A plan's workbook that somebody brings: check it, put it in its place, keep the old version."""

from datetime import datetime
from functools import partial
from pathlib import Path

from cascade import durable
from cascade.catalogue import CATALOGUE
from cascade.commands.opening import exclusive_folder, exclusive_ledger
from cascade.errors import Wrong
from cascade.grid import Refused
from cascade.model import Plan
from cascade.places import Places
from cascade.plan import Loaded, PlanError, Problem, load_tables
from cascade.plan.read_tables import holds_plan, read_workbook
from cascade.xlsx import limits, run_guarded

OLD_PLANS = "旧版"  # the folder of replaced versions, beside the plan
_COMMAND = "更换方案"


def examined(name: str, content: bytes) -> Loaded | tuple[Problem, ...] | None:
    """What a workbook called `name` holds: a plan, the problems of a faulty one, or None where it holds none.

    A guarded process reads it. Raises Wrong for a file that cannot be read.
    """
    try:
        if len(content) > limits.FILE.most:
            raise limits.FILE.refused()
        return run_guarded(partial(_examined, name), content)
    except Refused as refusal:
        found = CATALOGUE[refusal.code]
        cause = refusal.facts.get("said") or found.cause.format(**refusal.facts)
        remedy = f"{found.at_first}请用 Excel 或 WPS 打开，另存一份再放进来"
        raise Wrong(f"{name} 读不出来：{cause}。\n{remedy}。") from None


def _examined(name: str, content: bytes) -> Loaded | tuple[Problem, ...] | None:
    if not holds_plan(content):
        return None
    try:
        return load_tables(read_workbook(name, content))
    except PlanError as faulty:
        return faulty.problems


def put_plan(workbooks: Path, plan: Plan, brought: Path, target: Path) -> None:
    """Move the workbook of a checked plan to `target`, and let the ledger of an issued plan know the place.

    A version that lies at `target` is kept in the folder 旧版 beside it. Raises Unavailable while a command
    works on the plan.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    places = Places(workbooks, plan, plan.rounds[0], source=target)
    if not (places.ledger.exists() or places.journal.exists()):
        _put(brought, target)
        return
    with exclusive_folder(places, _COMMAND):
        _put(brought, target)
    with exclusive_ledger(places, _COMMAND):  # which notes the place
        pass


def _put(brought: Path, target: Path) -> None:
    if target.exists():
        old = target.parent / OLD_PLANS
        copy = target.with_name(f"{target.stem}_{datetime.now():%Y%m%d_%H%M%S}{target.suffix}")
        durable.write(old / copy.name, target.read_bytes())
    durable.move(brought, target)

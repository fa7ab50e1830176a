"""Find the plan and the round of a command, also where the operator leaves them out.

A ledger knows where its plan lies. Where a workbooks folder has the ledger of one plan only, the plan may be
left out; the round may be left out where one is current: docs/decisions/024-what-may-be-left-out.md.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cascade.commands import console
from cascade.commands.choices import choose, meant, round_choices
from cascade.commands.no_returns import refuse_plans
from cascade.commands.opening import list_rounds, load_plan, open_ledger
from cascade.errors import Wrong
from cascade.ledger import JOURNAL, LEDGER, closing
from cascade.model import Plan, Round
from cascade.places import Places
from cascade.plan import Loaded, holds_tables, is_plan_folder

_ISSUE = "请先下发，例如：python generate.py {plan} {round}"


@dataclass(frozen=True)
class Task:
    """What a command works on: a plan, the places of a round, and the paths named after them."""

    loaded: Loaded
    places: Places
    paths: tuple[Path, ...] = ()


def find_task(
    words: Sequence[str], workbooks: Path, today: date, *, may_leave_out_round: bool = True
) -> Task:
    """The plan, round and paths that the words of a command name, and those that it leaves out.

    Says what it took where something is left out. Raises Wrong where nothing was issued or several fit, and
    where a path leads to a plan.
    """
    words = _plan_first(words)
    named = _named_plan(words, workbooks)
    rest = list(words[1:] if named else words)
    source = named or _only_plan(workbooks)
    loaded = load_plan(source)
    plan = loaded.plan
    round_ = _named_round(plan, rest)
    if round_:
        rest.pop(0)
    elif not may_leave_out_round:
        raise Wrong(f"请写明批次。{list_rounds(plan)}")
    taken = round_ or _current_round(plan, source, workbooks, today)
    if not (named and round_):
        console.say(f"方案 {plan.id}（{plan.title}），批次 {taken.name}（{taken.id}）")
    paths = tuple(map(Path, rest))
    refuse_plans(paths, source, taken.id)
    return Task(loaded, Places(workbooks, plan, taken, source=source), paths)


def _plan_first(words: Sequence[str]) -> Sequence[str]:
    """The words of a command, the plan's folder before the round, where they were swapped."""
    swapped = words[1:] and not Path(words[0]).exists() and holds_tables(Path(words[1]))
    return [words[1], words[0], *words[2:]] if swapped else words


def find_plan(word: str | None, workbooks: Path) -> Path:
    """The place of the plan that a word names, or of the only one issued here. Raises Wrong."""
    return (_named_plan([word], workbooks) if word else None) or _only_plan(workbooks)


def _named_plan(words: Sequence[str], workbooks: Path) -> Path | None:
    """The plan that the first word names, by its path or the id of an issued one; None where it names none.

    A workbook that no word of a round follows, and a folder without a plan's tables, is a plan only where it
    was issued from or where nothing was issued: else it holds returns.
    """
    if not words:
        return None
    path = Path(words[0])
    is_workbook = path.suffix.lower() == ".xlsx" and path.is_file()
    if is_plan_folder(path) or (is_workbook and words[1:] and not Path(words[1]).exists()):
        return path
    issued = issued_plans(workbooks)
    if known := issued.get(words[0]):
        return known
    if not issued or path.resolve() in {place.resolve() for place in issued.values() if place}:
        return path
    if path.exists():
        return None
    plans = [load_plan(place).plan for place in issued.values() if place and place.exists()]
    return None if any(meant(words[0], round_choices(plan)) for plan in plans) else path


def issued_plans(workbooks: Path) -> dict[str, Path | None]:
    """The plans that have a ledger in a folder: by id the place of each, None where the ledger knows none."""
    found: dict[str, Path | None] = {}
    for home in sorted(workbooks.iterdir()) if workbooks.is_dir() else ():
        ledger = home / LEDGER
        if ledger.exists() or (home / JOURNAL).exists():
            with open_ledger(ledger) as book:
                place = book.plan_place()
            found[home.name] = Path(os.path.normpath(workbooks / place)) if place else None
    return found


def _only_plan(workbooks: Path) -> Path:
    """The place of the only plan issued in a folder. Raises Wrong where there are none or several."""
    issued = issued_plans(workbooks)
    if not issued:
        _refuse_lost(workbooks, "*")
        example = _ISSUE.format(plan="plans/zhejiang-2020", round="breakdown")
        raise Wrong(
            f"{workbooks} 里还没有下发过填报表。{example}\n已在别处下发的，请用 --workbooks 写明那个文件夹。"
        )
    if len(issued) > 1:
        listed = "\n".join(f"  {name}　{place or ''}".rstrip() for name, place in issued.items())
        raise Wrong(f"{workbooks} 里有 {len(issued)} 个方案，请写明是哪一个：\n{listed}")
    ((name, place),) = issued.items()
    if place is None or not place.exists():
        raise Wrong(f"不知道方案 {name} 现在在哪里，请写明方案文件夹或工作簿，如 plans/{name}。")
    return place


def _refuse_lost(workbooks: Path, plan: str) -> None:
    """Raise Wrong where forms were issued, but the ledger is gone; `plan` is its id, or `*` for any plan."""
    if form := next(workbooks.glob(f"{plan}/*/issued/*.xlsx"), None):
        raise Wrong(
            f"{workbooks} 里有下发过的填报表（如 {form}），而台账不见了。\n"
            "请先从备份恢复台账和日志；没有备份时，请写明方案和批次，用 --rebuild 重建，如："
            "python collect.py plans/zhejiang-2020 breakdown --rebuild"
        )


def _named_round(plan: Plan, words: Sequence[str]) -> Round | None:
    """The round that the first word names, None where it is a path or missing. Raises Wrong."""
    if not words or (
        Path(words[0]).exists() and words[0] not in {w for r in plan.rounds for w in (r.id, r.name)}
    ):
        return None
    return choose(words[0], round_choices(plan), "批次")


def _current_round(plan: Plan, source: Path, workbooks: Path, today: date) -> Round:
    """The round that was issued and is not closed: the latest that has ended by `today`, else the first.

    Raises Wrong where no round is open.
    """
    places = Places(workbooks, plan, plan.rounds[0])
    issued: list[Round] = []
    open_: list[Round] = []
    if places.ledger.exists() or places.journal.exists():
        with open_ledger(places.ledger) as ledger:
            issued = [each for each in plan.rounds if ledger.latest_versions(each.id)]
            open_ = [each for each in issued if not closing(ledger.decisions_in_force(each.id))]
    if not issued:
        _refuse_lost(workbooks, plan.id)
        example = _ISSUE.format(plan=source, round=plan.rounds[0].id)
        raise Wrong(f"方案 {plan.id} 还没有下发过填报表。{example}\n{list_rounds(plan)}")
    if not open_:
        raise Wrong(f"方案 {plan.id} 下发过的批次都已关闭，请写明批次。{list_rounds(plan)}")
    ordered = sorted(open_, key=lambda each: each.as_of or date.min)
    return next((each for each in reversed(ordered) if (each.as_of or date.min) <= today), ordered[0])

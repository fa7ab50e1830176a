"""From the words of a command to the plan, the round and its places, with nobody else at work on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cascade import durable, theme
from cascade.collecting.rebuild import lost
from cascade.commands import console
from cascade.errors import Unavailable, Wrong
from cascade.ledger import Locked, locked, opened
from cascade.model import Plan, Region, Round
from cascade.places import Places
from cascade.plan import PlanError, load


def rounds(plan: Plan) -> str:
    """What rounds there are, as a sentence."""
    return "本方案的批次有：" + "、".join(f"{each.id}（{each.name}）" for each in plan.rounds)


def plan_of(path: Path, mention: bool = False) -> Plan:
    """The plan at a path, with the templates beside it; what is worth a mention is said. Raises Wrong."""
    theme.prefer_templates_beside(path)
    try:
        loaded = load(path)
    except PlanError as error:
        raise Wrong(str(error)) from None
    for each in loaded.mentions if mention else ():
        console.say(f"提示：{each}")
    return loaded.plan


def places_of(plan_path: Path, round_id: str, workbooks: Path, mention: bool = False) -> Places:
    """The places of a plan and round. Raises Wrong, also where received returns would be overlooked."""
    plan = plan_of(plan_path, mention)
    places = Places(workbooks, plan, round_of(plan, round_id))
    if lost(places):
        raise Wrong(_LOST.format(places=places))
    return places


def round_of(plan: Plan, round_id: str) -> Round:
    """A plan's round by its id. Raises Wrong."""
    for each in plan.rounds:
        if each.id == round_id:
            return each
    raise Wrong(f"没有批次“{round_id}”。\n{rounds(plan)}")


def cities_of(plan: Plan, codes: list[str]) -> tuple[Region, ...]:
    """The cities of some codes or names, all where there are none. Raises Wrong."""
    wrong = [code for code in codes if not any(code in (city.code, city.name) for city in plan.cities)]
    if wrong:
        listed = "、".join(f"{city.code} {city.name}" for city in plan.cities)
        raise Wrong(f"方案中没有设区市 {'、'.join(wrong)}。\n可选：{listed}")
    return tuple(city for city in plan.cities if not codes or {city.code, city.name} & set(codes))


_LOST = """台账（{places.ledger}）和日志（{places.journal}）都不见了，而收到的原件还在。
为免漏报，本次没有运行。请先从备份恢复这两个文件；没有备份时，请用 collect.py 加 --rebuild 重建。"""


@contextmanager
def locked_up(places: Places, command: str) -> Iterator[None]:
    """Be the only command at work on the plan's folder, which is tidied up."""
    try:
        with locked(places.home, command):
            durable.sweep(places.home)
            yield
    except Locked as holder:
        raise Unavailable(f"另一个命令正在使用台账：{holder}\n请等它完成后再运行一次。") from None


@contextmanager
def alone(places: Places, command: str) -> Iterator[None]:
    """Be the only command at work on the plan's ledger, which is seen to be whole."""
    with locked_up(places, command):
        with opened(places.ledger) as ledger:
            if ledger.rebuilt:
                console.say("提示：台账缺失或损坏，已由旁边的日志（journal.jsonl）重建，内容不变。")
        yield

"""From the words of a command to the plan, the round and its places, and the lock on the plan's folder."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cascade import durable, theme
from cascade.collecting.decision_words import user_name
from cascade.commands import console
from cascade.commands.choices import choose, meant, region_choices
from cascade.errors import Unavailable, Wrong
from cascade.layout import Split
from cascade.ledger import Ledger, Locked, locked, opened
from cascade.model import Plan, Region, RoundKind
from cascade.places import Places
from cascade.plan import Loaded, load

_SEPARATORS = re.compile(r"[,，、;；]")
_LOST = """台账（{places.ledger}）和日志（{places.journal}）都不见了，而收到的原件还在。
为免漏报，本次没有运行。请先从备份恢复这两个文件；没有备份时，请用 collect.py 加 --rebuild 重建。"""


def load_plan(path: Path) -> Loaded:
    """Load the plan at a path and prefer the templates beside it. Raises PlanError, which is Wrong."""
    theme.prefer_templates_beside(path)
    return load(path)


def list_rounds(plan: Plan) -> str:
    """The rounds of a plan as a Chinese sentence."""
    return "本方案的批次有：" + "、".join(f"{each.id}（{each.name}）" for each in plan.rounds)


class LostLedger(Wrong):
    """The ledger and its journal are gone, the returns are there."""


def refuse_lost_ledger(places: Places) -> None:
    """Raise LostLedger where the ledger is lost: received returns would be overlooked."""
    if places.lost_ledger:
        raise LostLedger(_LOST.format(places=places))


def find_cities(plan: Plan, words: Sequence[str]) -> tuple[Region, ...]:
    """The cities that some words name, commas may join them; all where there are none. Raises Wrong."""
    named = [name for word in words for name in _SEPARATORS.split(word) if name]
    chosen = {find_city(plan, name).code for name in named}
    return tuple(city for city in plan.cities if not chosen or city.code in chosen)


def find_city(plan: Plan, word: str) -> Region:
    """The city that a word names. Raises Wrong; where the word names a county it says the county's city."""
    if by_code := next((each for each in plan.cities if each.code == word), None):
        return by_code
    cities = region_choices(plan, plan.cities)
    found = [] if meant(word, cities) else meant(word, region_choices(plan, plan.regions))
    if len(found) == 1 and (above := found[0].value.parent):
        city = plan.name(above)
        raise Wrong(f"{found[0].name}属于{city}，这里要写{plan.levels.unit}，请写 {city}。")
    return choose(word, cities, plan.levels.unit)


def find_split(places: Places, word: str | None) -> Split | None:
    """How to split forms into shares. Raises Wrong where shares of counties would not make up the form."""
    split, plan = Split(word) if word else None, places.plan
    if split is not Split.COUNTY:
        return split
    remedy = "请去掉 --parts，或改用 --parts lead"
    if plan.two_levels:
        raise Wrong(f"本方案只有两级，填报表本来就是一个地区一份，不能再按下级分；{remedy}")
    own = [f"第 {each.number} 项“{each.name}”" for each in plan.indicators if each.is_own or each.is_words]
    if own and places.round.kind is RoundKind.PROGRESS:
        raise Wrong(f"{'、'.join(own)}要由填报单位自己填，按下级分的表里没有；{remedy}")
    return split


@contextmanager
def exclusive_folder(places: Places, command: str) -> Iterator[None]:
    """Lock the plan's folder and clear away half-written files.

    `command` is the Chinese name under which other commands see the lock, with who works. Raises Unavailable
    while another command holds it.
    """
    try:
        with locked(places.home, f"{command}（{console.who() or user_name()}）"):
            durable.sweep(places.home)
            yield
    except Locked as holder:
        raise Unavailable(f"另一个命令正在使用台账：{holder}\n请等它完成后再运行一次。") from None


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Open a ledger, and say so where that has restored it from the journal."""
    with opened(path) as ledger:
        if ledger.rebuilt:
            console.say("提示：台账缺失或损坏，已由旁边的日志（journal.jsonl）重建，内容不变。")
        yield ledger


@contextmanager
def exclusive_ledger(places: Places, command: str) -> Iterator[None]:
    """Lock the plan's folder and open its ledger once, which restores a damaged one from the journal."""
    with exclusive_folder(places, command):
        with open_ledger(places.ledger) as ledger:
            if places.source:
                at = datetime.now().isoformat(timespec="seconds")
                ledger.note_plan(_from(places.workbooks, places.source), at)
        yield


def own_address(settings: Path | None) -> str:
    """The office's own mail address, "" where no settings tell it."""
    from cascade.mail.settings import SettingsError, load  # only where a mail lies among the files

    try:
        return load(settings).office.address if settings else ""
    except SettingsError:
        return ""


def _from(workbooks: Path, source: Path) -> str:
    """The way from a workbooks folder to a plan, so that both can move; its path on another drive."""
    try:
        return Path(os.path.relpath(source.resolve(), workbooks.resolve())).as_posix()
    except ValueError:
        return source.resolve().as_posix()

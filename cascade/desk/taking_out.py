"""Take a file out of the inbox: what people at the console do in the file manager.

Only a file that waits, or that nobody can read, is taken out; where it came in an archive, the archive is.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from cascade import durable
from cascade.commands import console
from cascade.commands.opening import exclusive_folder
from cascade.desk.acts import Act, Asked, collected, hidden
from cascade.errors import Wrong
from cascade.report.sections import MISSING
from cascade.returns.receipt import STATE_WORDS, Receipt, State
from cascade.returns.settling import status_receipts

TAKEN_OUT = "移出"  # how what was done begins
_WAITING = (State.HELD, State.REFUSED)


def _found(asked: Asked) -> list[Receipt]:
    """The receipts of the file that was asked for. Raises Wrong."""
    mine = [each for each in asked.view.receipts_of.get(asked.one("file"), ()) if each.state in _WAITING]
    if not mine:
        raise Wrong("这个文件不在待处理的文件里：可能已经移出，或已经另有决定。")
    return mine


def _holders(asked: Asked) -> list[Path]:
    """The files that lie in the inbox: those asked for, or the archives that hold them. Raises Wrong."""
    inbox, found = asked.view.places.received.resolve(), []
    for each in _found(asked):
        path = Path(each.file)
        holder = next((at for at in (path, *path.parents) if at.is_file()), path)
        if not holder.resolve().is_relative_to(inbox):
            raise Wrong(
                f"{PurePath(each.file).name} 不在收件文件夹里，是从别处收集的。请到那里把它移走，再收集。"
            )
        found.append(holder)
    return list(dict.fromkeys(found))


def _changes(asked: Asked) -> Sequence[str]:
    names = {PurePath(each.file).name for each in _found(asked)}
    lines = []
    for holder in _holders(asked):
        whole = "" if holder.name in names else "整个压缩包或邮件"
        lines.append(f"{whole}{holder.name} 从收件文件夹移到“移出”文件夹，不再等待处理；已接收的不受影响。")
    return (*lines, *_new_states(asked), "原件还保存着。以后又需要的，再放进来就行。")


def _new_states(asked: Asked) -> Iterator[str]:
    """The cities that have sent nothing else that waits or counts."""
    facts, holders = asked.view.facts, _holders(asked)
    left = status_receipts(
        each
        for each in facts.receipts
        if each.state not in _WAITING or not {Path(each.file), *Path(each.file).parents} & {*holders}
    )
    for city in facts.plan.cities:
        if (receipt := facts.status_receipts.get(city.code)) and city.code not in left:
            yield f"{city.name}：{STATE_WORDS[receipt.state]} → {MISSING.word}"


def _take_out(asked: Asked) -> int:
    places = asked.view.places
    with exclusive_folder(places, "移出文件"):
        for holder in _holders(asked):
            durable.put_away(holder, places.aside)
            console.conclude(f"{holder.name} 已移到“移出”文件夹，原件还保存着。")
    return collected(asked)


TAKING_OUT = Act(
    "aside",
    "移出收件文件夹",
    _take_out,
    _changes,
    lambda asked: hidden("file"),
    telling=lambda asked: (
        f"{TAKEN_OUT} {'、'.join(dict.fromkeys(PurePath(each.file).name for each in _found(asked)))}"
    ),
    meaning="不是上报表的，移到“移出”文件夹，不再等待处理；原件仍保存",
)

"""Take a file out of the inbox, or put it back: what people at the console do in the file manager.

Only a file that waits, or that nobody can read, is taken out; where it came in an archive, the archive is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from cascade import durable
from cascade.commands.collect_round import Extras
from cascade.commands.opening import exclusive_folder
from cascade.desk.acts import Act, Asked, collected, hidden
from cascade.desk.deciding_acts import MAY_REASON
from cascade.desk.downloads import digest
from cascade.errors import Needless, Wrong
from cascade.places import Places
from cascade.report.sections import MISSING
from cascade.returns.receipt import STATE_WORDS, Receipt, State
from cascade.returns.settling import status_receipts

TAKEN_OUT, PUT_BACK = "移出", "放回"  # how what was done begins
_WAITING = (State.HELD, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken out, with its digest."""

    name: str
    digest: str


def _found(asked: Asked) -> list[Receipt]:
    """The receipts of the file that was asked for. Raises Wrong."""
    known = asked.view.receipts_of.get(asked.one("file"), ())
    if not known:
        raise Needless("这个文件已经移出，不在本批次了。原件仍保存，在“报送情况”最下面可以放回。")
    if mine := [each for each in known if each.state in _WAITING]:
        return mine
    raise Wrong("这个文件不在待处理的文件里：它已经另有决定。")


def _holders(asked: Asked) -> list[Path]:
    """The files that lie in the inbox: those asked for, or the archives that hold them. Raises Wrong."""
    inbox, found = asked.view.places.received.resolve(), []
    for each in _found(asked):
        path = Path(each.file)
        holder = next((at for at in (path, *path.parents) if at.is_file()), path)
        if not holder.resolve().is_relative_to(inbox):
            raise Wrong(
                f"{PurePath(each.file).name} 不是放入这里的，是从别处收集的。请到那里把它移走，再收集。"
            )
        found.append(holder)
    return list(dict.fromkeys(found))


def _changes(asked: Asked) -> Sequence[str]:
    names = {PurePath(each.file).name for each in _found(asked)}
    lines = []
    for holder in _holders(asked):
        whole = "" if holder.name in names else "整个压缩包或邮件"
        lines.append(f"{whole}{holder.name} 从本批次移出，不再等您决定；已接收的不受影响。")
    if any(found.type.too_late for each in _found(asked) for found in each.findings):
        lines.append("移出以后不再给对方写信：还没有写回执告知没有计入的，请先到“信件”里写，再移出。")
    return (*lines, *_new_states(asked), "原件仍保存，在“报送情况”最下面可以放回。")


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
        holders = _holders(asked)
        for holder in holders:
            durable.put_away(holder, places.aside)
    names = "、".join(each.name for each in holders)
    return collected(asked, Extras(done=f"{names} 已从本批次移出，原件仍保存，可以放回。"))


def _telling(asked: Asked) -> str:
    names = dict.fromkeys(PurePath(each.file).name for each in _found(asked))
    why = asked.one("because")
    return f"{TAKEN_OUT} {'、'.join(names)}{f'，理由：{why}' if why else ''}"


TAKING_OUT = Act(
    "aside",
    "不要了，移出",
    _take_out,
    _changes,
    lambda asked: [*hidden("file"), MAY_REASON],
    telling=_telling,
    meaning="不是上报表、不再计入的，从本批次移出，不再等待处理；原件仍保存，可以放回",
)


def _away(asked: Asked) -> Path:
    """The file that was taken out and is asked for. Raises Wrong."""
    found = (each for each in taken_out(asked.view.places) if each.digest == asked.one("taken"))
    if name := next((each.name for each in found), ""):
        return asked.view.places.aside / name
    raise Needless("移出的文件里没有这一个：已经放回，不必再办。")


def _put_back(asked: Asked) -> int:
    places = asked.view.places
    with exclusive_folder(places, "放回文件"):
        path = _away(asked)
        durable.put_away(path, places.received)
    return collected(asked, Extras(done=f"{path.name} 已放回本批次。"))


def taken_out(places: Places) -> list[Taken]:
    """What was taken out of a round's inbox and can be put back, by name."""
    found = (Taken(each.name, digest(each)) for each in sorted(places.aside.glob("*")) if each.is_file())
    return [each for each in found if each.digest]


PUTTING_BACK = Act(
    "back",
    PUT_BACK,
    _put_back,
    lambda asked: (f"{_away(asked).name} 放回本批次，重新读取、检查、登记。",),
    lambda asked: hidden("taken"),
    telling=lambda asked: f"{PUT_BACK} {_away(asked).name}",
    meaning="移出错了的，放回本批次，重新读取",
)

"""Files whose bytes came before: duplicates, bytes that count again, and what a person has to decide.

A file may come again because a folder was moved, copied or packed, because a mail carries an old attachment,
or because a city means it. Only the last may change what counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath

from cascade import ticket
from cascade.findings import finding
from cascade.returns.receipt import Receipt, State

_COMPARED = (State.ACCEPTED, State.SENT_BACK, State.HELD)


def mark_repeats(receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts of a round; those whose bytes came in an earlier collection get the state of a repeat.

    A repeat of the return that counts is a duplicate. A repeat of any other counts by its own receipt if its
    date is known and later than that of the return that counts; it stays superseded if the same collection
    also brings the bytes that count; otherwise it is held (D19). A repeat of an annex is a duplicate.
    """
    marked = list(receipts)
    lines: dict[tuple[str, str], list[int]] = {}
    annexes: set[tuple[str, str]] = set()
    for at, each in enumerate(marked):
        if each.state is State.ANNEX:
            if (each.region, each.sha256) in annexes:
                marked[at] = replace(each, state=State.DUPLICATE)
            annexes.add((each.region, each.sha256))
        elif each.region and each.state in _COMPARED:
            share = each.ticket if ticket.is_share(each.ticket) else ""
            lines.setdefault((each.region, share), []).append(at)
    for places in lines.values():
        if len({marked[at].sha256 for at in places}) < len(places):
            _mark({at: marked[at] for at in places}, marked)
    return marked


def _mark(line: Mapping[int, Receipt], marked: list[Receipt]) -> None:
    """Mark the repeats among the returns of one city, or of one share of its form."""
    came: list[int] = []
    for _, group in groupby(sorted(line, key=lambda at: line[at].run), key=lambda at: line[at].run):
        arrived = list(group)
        rivals = _latest_accepted([marked[at] for at in came])
        known, brought = ({line[at].sha256 for at in places} for places in (came, arrived))
        for at in arrived:
            if line[at].sha256 in known:
                marked[at] = _repeat(line[at], rivals, brought)
        came += arrived


def _latest_accepted(came: Iterable[Receipt]) -> list[Receipt]:
    """The return that counts; several if they came together and differ; none if none was accepted."""
    accepted = [each for each in came if each.state is State.ACCEPTED]
    latest = max((each.order for each in accepted), default=None)
    rivals = {each.sha256: each for each in accepted if each.order == latest}
    differing: list[Receipt] = []
    for each in rivals.values():
        if not differing or each.said != differing[0].said:
            differing.append(each)
    return differing


def _repeat(again: Receipt, rivals: list[Receipt], brought: set[str]) -> Receipt:
    """A receipt whose bytes came before `rivals` counted, or are theirs; `brought` came with it."""
    counting = {each.sha256 for each in rivals}
    if counting == {again.sha256}:
        return _emptied(again, State.DUPLICATE)
    if len(rivals) == 1 and counting <= brought:
        return _emptied(again, State.SUPERSEDED)
    later = again.dated and all(again.arrival[0] > each.order[0] for each in rivals)
    if later or counting <= brought:
        return again
    other = next(each for each in rivals if each.sha256 != again.sha256)
    found = finding("D19", region=again.region, other=PurePath(other.file).name, when=other.when)
    return replace(again, state=State.HELD, findings=(*again.findings, found))


def _emptied(receipt: Receipt, state: State) -> Receipt:
    """A receipt that says nothing new."""
    return replace(receipt, state=state, findings=(), records=(), unread=(), other_cells=())

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
from cascade.levels import PROVINCIAL, Levels
from cascade.returns.receipt import Receipt, State

_COMPARED = (State.ACCEPTED, State.SENT_BACK, State.HELD)


def mark_repeats(receipts: Iterable[Receipt], levels: Levels = PROVINCIAL) -> list[Receipt]:
    """The receipts of a round; those whose bytes came before get the state of a repeat.

    A repeat of the return that counts is a duplicate, and so is one of an annex. A repeat of any other counts
    by its own receipt if its date is known and later than that of the return that counts; it stays superseded
    if the same collection also brings the bytes that count once more; otherwise it is held (D19).
    `levels` are the words of the finding.
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
            _mark({at: marked[at] for at in places}, marked, levels)
    return marked


def _mark(line: Mapping[int, Receipt], marked: list[Receipt], levels: Levels) -> None:
    """Mark the repeats among the returns of one city, or of one share of its form, in the order they came."""
    came: list[int] = []
    runs: dict[str, int] = {}  # in which each file's bytes came first
    for each in line.values():
        runs[each.sha256] = min(each.run, runs.get(each.sha256, each.run))
    ordered = sorted(line, key=lambda at: (line[at].run, line[at].arrival))
    for (run, _), group in groupby(ordered, key=lambda at: (line[at].run, line[at].arrival)):
        brought = {each.sha256 for each in line.values() if each.run == run > runs[each.sha256]}
        earlier = [marked[at] for at in came]
        rivals = _latest_accepted(earlier)
        together: set[str] = set()
        for at in group:
            receipt = line[at]
            if receipt.sha256 in together and receipt.state is State.ACCEPTED:
                marked[at] = receipt.emptied(State.DUPLICATE)
            elif same := [each for each in earlier if each.sha256 == receipt.sha256]:
                marked[at] = _repeat(receipt, same[-1], rivals, brought, levels)
            together.add(receipt.sha256)
            came.append(at)


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


def _repeat(
    again: Receipt, before: Receipt, rivals: list[Receipt], brought: set[str], levels: Levels
) -> Receipt:
    """A receipt whose bytes came `before`; `rivals` count, or would, and the bytes `brought` came with it."""
    counting = {each.sha256 for each in rivals}
    if again.state is not State.ACCEPTED and all(before.order > each.order for each in rivals):
        return again  # it was open, and is
    if counting == {again.sha256}:
        return again.emptied(State.DUPLICATE)
    if len(rivals) == 1 and counting <= brought:
        return again.emptied(State.SUPERSEDED)
    later = again.dated and all(again.arrival[0] > each.order[0] for each in rivals)
    if later or counting <= brought:
        return again
    other = next(each for each in rivals if each.sha256 != again.sha256)
    facts = {"other": PurePath(other.file).name, "when": other.when}
    found = finding("D19", levels, region=again.region, **facts)
    after = max(each.order[0] for each in rivals), again.run  # whatever its date says, it waits for a person
    return replace(again, state=State.HELD, findings=(*again.findings, found), place=after)

"""Parts: several files with one ticket, filled in different places, make up one return.

A city often passes its form round its counties or departments and gets several files back. Where these do not
contradict each other, the program merges and judges them as one return; each number names its own file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Protocol

from cascade.findings import Finding, finding
from cascade.grid import in_words
from cascade.levels import PROVINCIAL, Levels
from cascade.returns.filing import Filing, Record
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import verdict


@dataclass(frozen=True, slots=True)
class FormShare:
    """A share of a form that was issued in several.

    `name` is the county or department that fills it in, `whole` the ticket of the whole form, `split` how the
    form was split.
    """

    name: str
    whole: str
    split: str


class Forms(Protocol):
    """The forms that were issued in a round, by their tickets."""

    def share(self, ticket: str) -> FormShare | None:
        """The share of a form that has this ticket; None for a whole form and for an unknown ticket."""

    def shares_wanted(self, whole: str, split: str) -> Sequence[str]:
        """The names of all shares issued of a whole form that was split in this way."""

    def unfilled(self, ticket: str) -> Filing:
        """What a return of the form would say if nothing were filled in."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Merges the parts of a return and judges the result with `judge`; `levels` are the words of findings."""

    forms: Forms
    judge: Callable[[Filing], tuple[Finding, ...]]
    levels: Levels = PROVINCIAL

    def together(self, receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
        """The receipts of a round after merging those that are parts of one return.

        The latest part then holds all numbers (its `records` name their files); the others name it in
        `part_of`.
        """
        all_ = self._shares_together(list(receipts))
        accepted: dict[str, list[Receipt]] = {}
        sent_back: dict[str, list[Receipt]] = {}
        for each in all_:
            sent_back.setdefault(each.ticket, [])
            if each.state is State.ACCEPTED:
                accepted.setdefault(each.region, []).append(each)
            elif each.state is State.SENT_BACK and each.records and not each.is_blank:
                sent_back[each.ticket].append(each)
        changed: dict[int, Receipt] = {}
        for parts in sent_back.values():
            for group in _groups(parts, accepted):
                once: dict[str, Receipt] = {}
                for part in group:
                    once.setdefault(part.sha256, part)
                for old, new in self._put_together(list(once.values())) if len(once) > 1 else ():
                    changed |= {
                        id(part): _copy(part, old, new) for part in group if part.sha256 == old.sha256
                    }
                    changed[id(old)] = new
                    if new.state is State.ACCEPTED:
                        accepted.setdefault(new.region, []).append(new)
        return tuple(changed.get(id(each), each) for each in all_)

    def _shares_together(self, receipts: list[Receipt]) -> list[Receipt]:
        """Judge the shares of a form as one return once all have come; until then note which are missing."""
        shares = {each.ticket: self.forms.share(each.ticket) for each in receipts}
        changed: dict[int, Receipt] = {}
        groups: dict[tuple[str, str], dict[str, Receipt]] = {}
        for receipt in sorted(receipts, key=lambda each: each.order):
            share = shares[receipt.ticket]
            if share is None:
                continue
            changed[id(receipt)] = replace(receipt, share=share.name)
            if receipt.state is State.ACCEPTED:
                group = groups.setdefault((share.whole, share.split), {})
                earlier = group.get(share.name)
                if earlier and earlier.sha256 == receipt.sha256:
                    changed[id(receipt)] = replace(receipt, share=share.name, state=State.DUPLICATE)
                    continue
                if earlier:
                    changed[id(earlier)] = replace(earlier, share=share.name, state=State.SUPERSEDED)
                group[share.name] = receipt
        for (whole, split), group in groups.items():
            wanted = self.forms.shares_wanted(whole, split)
            lacking = [share for share in wanted if share not in group]
            for receipt in group.values() if lacking else ():
                note = finding("D16", self.levels, shares="、".join(lacking))
                named = changed[id(receipt)]
                changed[id(receipt)] = replace(named, findings=(*named.findings, note))
            if not lacking:
                in_order = sorted(group.values(), key=lambda each: each.order, reverse=True)
                changed |= {id(old): new for old, new in self._judged(in_order, whole)}
        return [changed.get(id(each), each) for each in receipts]

    def _put_together(self, open_: list[Receipt]) -> list[tuple[Receipt, Receipt]]:
        """Merge parts with the latest; return each changed part with its new receipt.

        `open_` are the parts in the order of receipt. A part that contradicts a later one is left out; if
        both came together, both are held.
        """
        leader, *older = reversed(open_)
        group = [leader]
        for part in older:
            clash = next((c for each in group if (c := _contradiction(each, part))), None)
            if clash and part.arrival == clash[0].arrival:
                return _held(open_, self.forms.unfilled(leader.ticket), *clash)
            if clash is None:
                group.append(part)
        if not any(set(part.said) - set(leader.said) for part in group):
            return []  # the latest file has every cell of the others: the city sent the whole form again
        return self._judged(group, leader.ticket)

    def _judged(self, group: list[Receipt], whole_ticket: str) -> list[tuple[Receipt, Receipt]]:
        """Judge a group of parts, the latest first, as one return; pair each part with its new receipt."""
        leader, *others = group
        filing = _union(group, self.forms.unfilled(whole_ticket))
        kept = {id(part): _own_findings(part) for part in group}
        files = "、".join(PurePath(part.file).name for part in reversed(group))
        found = (finding("D15", files=files), *self.judge(filing))
        state = verdict((*found, *(each for findings in kept.values() for each in findings)))
        whole = replace(
            leader.saying(filing), ticket=whole_ticket, state=state, findings=(*kept[id(leader)], *found)
        )
        followers = [
            (part, replace(part, state=state, findings=kept[id(part)], records=(), part_of=leader.sha256))
            for part in others
        ]
        return [(leader, whole), *followers]


def _union(group: list[Receipt], unfilled: Filing) -> Filing:
    """Merge what the parts say: a cell has the content of the first part in `group` that fills it."""
    records: dict[tuple[str, str], Record] = {}
    unread: dict[tuple[str, str], Record] = {}
    cells = dict(unfilled.cells)
    names: dict[str, str] = {}
    explanations: dict[str, str] = {}
    for part in group:
        cells |= {(each.region, each.field): (each.sheet, each.cell) for each in part.other_cells}
        for found, mine in ((records, part.records), (unread, part.unread)):
            for each in mine:
                origin = each._replace(file=each.file or part.file, sha256=each.sha256 or part.sha256)
                found.setdefault((each.region, each.field), origin)
        names = dict(part.names or {}) | names
        explanations = dict(part.explanations or {}) | explanations
    cells |= {key: (each.sheet, each.cell) for key, each in (unread | records).items()}
    return replace(
        unfilled, records=records, unread=unread, cells=cells, names=names, explanations=explanations
    )


def _own_findings(part: Receipt) -> tuple[Finding, ...]:
    """The findings that hold for a part alone, whatever the other parts contain."""
    return tuple(found for found in part.findings if not found.type.whole_form)


def _groups(parts: list[Receipt], accepted: Mapping[str, list[Receipt]]) -> list[list[Receipt]]:
    """The `parts` (all of one ticket) that came between two accepted returns of the city.

    Groups and parts are in the order of receipt. A part that came with an accepted return is left out.
    """
    rivals = [each.arrival for each in accepted.get(parts[0].region, ())] if parts else []
    groups: dict[int, list[Receipt]] = {}
    for part in sorted(parts, key=lambda each: each.arrival):
        if part.arrival not in rivals:
            groups.setdefault(sum(each < part.arrival for each in rivals), []).append(part)
    return list(groups.values())


def _copy(part: Receipt, first: Receipt, whole: Receipt) -> Receipt:
    """A file that came again, where `first` has become (part of) a return."""
    if whole.state is State.ACCEPTED:
        return part.emptied(State.DUPLICATE)
    return replace(part, state=whole.state, records=(), part_of=whole.part_of or first.sha256)


def _contradiction(one: Receipt, other: Receipt) -> tuple[Receipt, Receipt, Record, Record] | None:
    """The two receipts with the first pair of cells in which they differ, None if they agree."""
    theirs = {(each.region, each.field): each for each in other.records}
    for mine in one.records:
        match = theirs.get((mine.region, mine.field))
        if match is not None and match.said != mine.said:
            return one, other, mine, match
    return None


def _held(
    open_: list[Receipt], unfilled: Filing, one: Receipt, other: Receipt, mine: Record, theirs: Record
) -> list[tuple[Receipt, Receipt]]:
    """Hold two parts that came together and contradict each other; the finding D14 names both cells."""
    outcome = []
    for part, here, there, elsewhere in ((one, mine, theirs, other), (other, theirs, mine, one)):
        place = f"{there.sheet} {in_words(there.cell)}"
        facts = {"file": PurePath(elsewhere.file).name, "place": place}
        said = replace(unfilled, names=part.names or {}, cells={here[:2]: (here.sheet, here.cell)})
        found = said.at("D14", *here[:2], value=here.raw, mine=here.said, theirs=there.said, **facts)
        outcome.append((part, replace(part, state=State.HELD, findings=(*part.findings, found))))
    return [(old, new) for old, new in outcome if old in open_]

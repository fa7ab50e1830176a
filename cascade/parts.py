"""Parts: several files with one ticket, filled in different places, are one return.

A city often sends its form round to its counties or departments and gets several back. Where nothing in them
contradicts, their numbers are taken together and judged as a whole; each number keeps its own file.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from cascade import checks, ticket
from cascade.findings import Finding, Severity, finding
from cascade.ledger import Issued
from cascade.model import Plan, Round
from cascade.returns.city_history import CityHistory
from cascade.returns.filing import Filing, Record
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import verdict

Key = tuple[str, str]

# What is judged anew over all parts together: whatever is missing in one may stand in another.
_JUDGED_TOGETHER = ("C01", "C12", "C13", "C15", "C17", "L01", "L02", "L09", "S", "P", "Z", "E")


@dataclass(frozen=True, slots=True)
class Parts:
    """Puts parts together: `form_of` gives the form of a ticket, `shares_of` the shares of a whole form's
    ticket, `history_of` what is known of a city."""

    plan: Plan
    round: Round
    form_of: Callable[[str], Issued | None]
    shares_of: Callable[[str], tuple[Issued, ...]]
    history_of: Callable[[str], CityHistory]

    def together(self, receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
        """The receipts of a round, those that are parts of one return put together.

        The latest part then holds all numbers (its `records` name their files); the others refer to it.
        """
        all_ = self._shares_together(list(receipts))
        accepted: dict[str, list[Receipt]] = {}
        sent_back: dict[str, list[Receipt]] = {}
        for each in all_:
            sent_back.setdefault(each.ticket, [])
            if each.state is State.ACCEPTED:
                accepted.setdefault(each.region, []).append(each)
            elif each.state is State.SENT_BACK and each.records:
                sent_back[each.ticket].append(each)
        changed: dict[int, Receipt] = {}
        for parts in sent_back.values():
            open_ = _open_parts(parts, accepted)
            for old, new in self._put_together(open_) if len(open_) > 1 else ():
                changed[id(old)] = new
                if new.state is State.ACCEPTED:
                    accepted.setdefault(new.region, []).append(new)
        return tuple(changed.get(id(each), each) for each in all_)

    def _shares_together(self, receipts: list[Receipt]) -> list[Receipt]:
        """The shares that were issued apart: once all of a form have come, they are judged as one return."""
        forms = {each.ticket: self.form_of(each.ticket) for each in receipts if ticket.is_share(each.ticket)}
        mine = [each for each in receipts if (form := forms.get(each.ticket)) and form.whole]
        changed: dict[int, Receipt] = {}
        groups: dict[tuple[str, str], dict[str, Receipt]] = {}
        for receipt in sorted(mine, key=lambda each: each.order):
            form = forms[receipt.ticket]
            assert form
            changed[id(receipt)] = replace(receipt, share=form.share)
            if receipt.state is State.ACCEPTED:
                group = groups.setdefault((form.whole, form.split), {})
                if earlier := group.get(form.share):
                    changed[id(earlier)] = replace(earlier, share=form.share, state=State.SUPERSEDED)
                group[form.share] = receipt
        for (whole, split), group in groups.items():
            # By name, not by ticket: the journal may have shares that a kill kept from everybody.
            wanted = dict.fromkeys(form.share for form in self.shares_of(whole) if form.split == split)
            lacking = [share for share in wanted if share not in group]
            for receipt in group.values() if lacking else ():
                note = finding("D16", shares="、".join(lacking))
                named = changed[id(receipt)]
                changed[id(receipt)] = replace(named, findings=(*named.findings, note))
            if not lacking:
                in_order = sorted(group.values(), key=lambda each: each.order, reverse=True)
                changed |= {id(old): new for old, new in self._judged(in_order, whole)}
        return [changed.get(id(each), each) for each in receipts]

    def _put_together(self, open_: list[Receipt]) -> list[tuple[Receipt, Receipt]]:
        """Each part with what becomes of it. `open_` are the parts in the order of receipt."""
        leader, *older = reversed(open_)
        group = [leader]
        for part in older:
            clash = next((c for each in group if (c := _contradiction(each, part))), None)
            if clash and part.order == clash[0].order:
                return _held(open_, *clash)
            if clash is None:
                group.append(part)
        if not any(set(part.said) - set(leader.said) for part in group):
            return []  # the latest file says all that the others say: it is simply sent again
        return self._judged(group, leader.ticket)

    def _judged(self, group: list[Receipt], whole_ticket: str) -> list[tuple[Receipt, Receipt]]:
        leader, *others = group
        filing = self._filing(group, whole_ticket)
        kept = {id(part): _own_findings(part) for part in group}
        files = "、".join(PurePath(part.file).name for part in reversed(group))
        found = (finding("D15", files=files), *checks.check(filing))
        state = verdict((*found, *(each for findings in kept.values() for each in findings)))
        whole = replace(
            leader,
            ticket=whole_ticket,
            state=state,
            findings=(*kept[id(leader)], *found),
            records=tuple(filing.records.values()),
            names=filing.names,
            explanations=filing.explanations,
        )
        followers = [
            (part, replace(part, state=state, findings=kept[id(part)], records=(), part_of=leader.sha256))
            for part in others
        ]
        return [(leader, whole), *followers]

    def _filing(self, group: list[Receipt], whole_ticket: str) -> Filing:
        """What the parts say together, as one return on the form of a ticket."""
        form = self.form_of(whole_ticket)
        assert form
        layout = form.layout
        records: dict[Key, Record] = {}
        cells: dict[Key, tuple[str, str]] = {}
        unread: set[Key] = set()
        names: dict[str, str] = {}
        explanations: dict[str, str] = {}
        for part in group:
            for record in part.records:
                origin = record._replace(file=record.file or part.file, sha256=record.sha256 or part.sha256)
                records.setdefault((record.region, record.field), origin)
            cells |= {(f.region, f.field): (f.sheet, f.cell) for f in part.findings if f.region and f.cell}
            unread |= _unread(part)
            names = dict(part.names or {}) | names
            explanations = dict(part.explanations or {}) | explanations
        shapes = {column.field: column for sheet in layout.sheets for column in sheet.inputs}
        leaves = tuple(dict.fromkeys(row.region for sheet in layout.sheets for row in sheet.leaves))
        everywhere = {(leaf, field): (layout.sheet_of(field).name, "") for leaf in leaves for field in shapes}
        return Filing(
            plan=self.plan,
            round=self.round,
            city=layout.city,
            history=self.history_of(layout.city),
            shapes=shapes,
            leaves=leaves,
            records=records,
            unread=frozenset(unread),
            cells=everywhere | cells | {key: (each.sheet, each.cell) for key, each in records.items()},
            names=names,
            explanations=explanations,
        )


def _own_findings(part: Receipt) -> tuple[Finding, ...]:
    """What is said of a part by itself, whatever the others hold."""
    return tuple(found for found in part.findings if not found.code.startswith(_JUDGED_TOGETHER))


def _open_parts(parts: list[Receipt], accepted: Mapping[str, list[Receipt]]) -> list[Receipt]:
    """Those of some returns with one ticket that came after their city's last accepted one, in order."""
    rivals = accepted.get(parts[0].region, ()) if parts else ()
    last = max((each.order for each in rivals), default=None)
    return sorted((each for each in parts if last is None or each.order > last), key=lambda each: each.order)


def _unread(part: Receipt) -> set[Key]:
    """The cells that are filled but were not understood."""
    wrong = [found for found in _own_findings(part) if found.severity is Severity.ERROR]
    return {(found.region, found.field) for found in wrong if found.code.startswith("C")}


def _contradiction(one: Receipt, other: Receipt) -> tuple[Receipt, Receipt, Record, Record] | None:
    """Two receipts with the first cells in which they say different things, None where they do not."""
    theirs = {(each.region, each.field): each for each in other.records}
    for mine in one.records:
        match = theirs.get((mine.region, mine.field))
        if match is not None and match.value != mine.value:
            return one, other, mine, match
    return None


def _held(
    open_: list[Receipt], one: Receipt, other: Receipt, mine: Record, theirs: Record
) -> list[tuple[Receipt, Receipt]]:
    """Parts that came together and contradict each other wait for a person, who is told of both cells."""
    outcome = []
    for part, here, there, elsewhere in ((one, mine, theirs, other), (other, theirs, mine, one)):
        place = {"sheet": here.sheet, "cell": here.cell, "region": here.region, "field": here.field}
        facts = {"file": PurePath(elsewhere.file).name, "place": f"{there.sheet} {there.cell}"}
        found: Finding = finding("D14", **place, value=here.raw, mine=here.said, theirs=there.said, **facts)
        outcome.append((part, replace(part, state=State.HELD, findings=(*part.findings, found))))
    return [(old, new) for old, new in outcome if old in open_]

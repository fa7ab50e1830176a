"""第n次: give a summary a number of its own only where it shows something else than the last one."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from pathlib import PurePath
from typing import TypeVar

from cascade.ledger import Ledger, Summary
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import telling

K = TypeVar("K", str, tuple[str, str])

_WAY = "3:"  # before the digest of what a summary shows: the way in which it is told
_WAY_BEFORE = "2:"  # until 1.10, which told of every file; versions until 1.7 and 1.8 wrote no way
# What no summary counts: copies, lock files, scans, and what gave way to something that came later.
_NOT_COUNTED = (State.DUPLICATE, State.IGNORED, State.ANNEX, State.SUPERSEDED, State.WITHDRAWN)


def numbered(ledger: Ledger, places: Places, facts: Facts) -> tuple[Facts, bool]:
    """The facts under their number, and whether that is a new one, which the ledger then holds.

    `facts` bear the number of the last summary. They keep it where that showed the same numbers and states,
    from whatever files. A folder may hold summaries of higher numbers than the ledger knows: a new one comes
    after them.
    """
    content = _content(facts)
    last = ledger.last_summary(places.round.id)
    if last and last.number >= places.last_number:
        if last.content == content:
            return facts, False
        if _showed_before(last.content, facts):
            ledger.publish(replace(last, content=content))
            return facts, False
    new = replace(facts, number=max(facts.number, places.last_number) + 1, made=facts.now)
    at = datetime.now().isoformat(timespec="seconds")
    ledger.publish(Summary(places.round.id, new.number, at, new.made.isoformat(), content))
    return new, True


def is_current(summaries: Sequence[Summary], facts: Facts) -> bool:
    """Whether the last summary shows what a new one would show; nothing is out of date before the first."""
    last = summaries[-1] if summaries else None
    return last is None or last.content == _content(facts) or _showed_before(last.content, facts)


def same_as_last(summaries: Sequence[Summary], places: Places) -> frozenset[int]:
    """The numbers of the summaries that show what the last one does: what was made of them still holds.

    They are several where something was decided and taken back. The folder may hold a higher number than
    the ledger does.
    """
    if not summaries or summaries[-1].number < places.last_number:
        return frozenset({places.last_number})
    last = summaries[-1]
    same = (each.number for each in summaries if each.content and each.content == last.content)
    return frozenset({last.number, *same})


def _content(facts: Facts) -> str:
    """What a summary shows, to compare with others."""
    return _WAY + _digest(facts, _counted(facts, telling(facts.receipts)))


def _showed_before(content: str, facts: Facts) -> bool:
    """Whether a summary of a version until 1.10 showed the same: its content was told in other ways."""
    if content.startswith(_WAY):
        return False
    told = _counted(facts, facts.receipts), _files(facts)
    return content.removeprefix(_WAY_BEFORE) in (_digest(facts, each) for each in told)


def _digest(facts: Facts, returns: Iterable[object]) -> str:
    """The SHA-256 of what a summary shows, without dates: docs/decisions/021-numbers-and-dates.md."""
    digest = hashlib.sha256()
    for part in (*_shown(facts), sorted({repr(each) for each in returns})):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _shown(facts: Facts) -> Iterator[object]:
    yield facts.plan.model_dump_json(exclude={"offices", "rounds"}, exclude_defaults=True)
    yield facts.round.model_dump_json(exclude_defaults=True)
    yield _in_order(facts.values)
    yield _in_order(facts.shares)
    for period in facts.earlier:
        yield period.round.id, _in_order(period.values), sorted(period.cities)
    if facts.withdrawn:  # whose city is told from one that has sent nothing, since 1.10
        yield sorted(facts.withdrawn)


def _counted(facts: Facts, receipts: Iterable[Receipt]) -> Iterator[object]:
    """What a summary counts of some returns: the same again in another file is nothing new."""
    for each in receipts:
        found = _findings(each)
        if each.state not in _NOT_COUNTED and (found or not each.part_of):
            said = sorted((key, str(value)) for key, value in each.said.items())
            late = each.state is State.ACCEPTED and facts.late(each)
            decided = each.overruled, each.checked.because if each.checked else ""
            yield each.region, each.state.value, late, each.share, decided, found, said, *_texts(each)


def _files(facts: Facts) -> Iterator[object]:
    """What versions until 1.7 compared: they gave a new number for the same numbers in another file."""
    for each in facts.receipts:
        empty = not (each.records or each.findings or each.part_of)
        if each.state in (State.DUPLICATE, State.IGNORED) or (each.state is State.SUPERSEDED and empty):
            continue
        yield (
            *(each.region, each.sha256, PurePath(each.file).name, each.state.value),
            "" if each.is_unreadable else each.received,  # a copy of it says nothing new
            *(each.share, each.part_of, each.overruled, _findings(each), repr(each.records)),
            *_texts(each),
        )


def _findings(receipt: Receipt) -> list[tuple[str, ...]]:
    return [
        (each.code, each.region, each.field, each.sheet, each.cell, each.value) for each in receipt.findings
    ]


def _texts(receipt: Receipt) -> tuple[object, ...]:
    return _in_order(receipt.names or {}), _in_order(receipt.explanations or {})


def _in_order(values: Mapping[K, object]) -> list[tuple[K, object]]:
    """The items of a mapping in the order of their keys, those of mappings within it, too."""
    plain = {key: _in_order(value) if isinstance(value, Mapping) else value for key, value in values.items()}
    return sorted(plain.items(), key=itemgetter(0))

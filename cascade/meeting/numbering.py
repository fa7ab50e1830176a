"""第n次: give a summary a number of its own only where it shows something else than the last one."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from pathlib import PurePath
from typing import TypeVar

from cascade.ledger import Ledger, Summary
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State

K = TypeVar("K", str, tuple[str, str])

_NOT_SHOWN = (State.DUPLICATE, State.IGNORED)


def numbered(ledger: Ledger, places: Places, facts: Facts) -> tuple[Facts, bool]:
    """The facts under their number, and whether that is a new one, which the ledger then holds.

    `facts` bear the number of the last summary. They keep it where that showed the same numbers and states.
    A folder may hold summaries of higher numbers than the ledger knows: a new one comes after them.
    """
    content = _digest(facts)
    last = ledger.last_summary(places.round.id)
    if last and last.content == content and last.number >= places.last_number:
        return facts, False
    new = replace(facts, number=max(facts.number, places.last_number) + 1, made=facts.now)
    at = datetime.now().isoformat(timespec="seconds")
    ledger.publish(Summary(places.round.id, new.number, at, new.made.isoformat(), content))
    return new, True


def _digest(facts: Facts) -> str:
    """The SHA-256 of what a summary shows, without dates: docs/decisions/021-numbers-and-dates.md."""
    digest = hashlib.sha256()
    for part in _shown(facts):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _shown(facts: Facts) -> Iterator[object]:
    yield facts.plan.model_dump_json(exclude={"offices", "rounds"}, exclude_defaults=True)
    yield facts.round.model_dump_json(exclude_defaults=True)
    yield _in_order(facts.values)
    yield _in_order(facts.shares)
    for period in facts.earlier:
        yield period.round.id, _in_order(period.values), sorted(period.cities)
    yield sorted({repr(_said(each)) for each in facts.receipts if not _brings_nothing(each)})


def _brings_nothing(receipt: Receipt) -> bool:
    """Whether no summary shows a file: a copy, at another place, of what came before, or a lock file."""
    empty = not (receipt.records or receipt.findings or receipt.part_of)
    return receipt.state in _NOT_SHOWN or (receipt.state is State.SUPERSEDED and empty)


def _said(receipt: Receipt) -> tuple[object, ...]:
    """What a summary shows of a received file, led by what tells it from others."""
    found = [
        (each.code, each.region, each.field, each.sheet, each.cell, each.value) for each in receipt.findings
    ]
    return (
        *(receipt.region, receipt.sha256, PurePath(receipt.file).name, receipt.state.value),
        "" if receipt.is_unreadable else receipt.received,  # a copy of it says nothing new
        *(receipt.share, receipt.part_of, receipt.overruled, found, repr(receipt.records)),
        *(_in_order(receipt.names or {}), _in_order(receipt.explanations or {})),
    )


def _in_order(values: Mapping[K, object]) -> list[tuple[K, object]]:
    """The items of a mapping in the order of their keys, those of mappings within it, too."""
    plain = {key: _in_order(value) if isinstance(value, Mapping) else value for key, value in values.items()}
    return sorted(plain.items(), key=itemgetter(0))

"""The entries of the ledger, and the rows that store them: layouts, findings and records become JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from cascade.finding_types import FormCell, Severity
from cascade.findings import Finding
from cascade.layout import Layout
from cascade.ledger.file_names import named
from cascade.ledger.journal import written
from cascade.returns.filing import Record, TypedCell
from cascade.returns.receipt import Receipt, State

Row = dict[str, Any]

_FINDING = tuple(each.name for each in fields(Finding))


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued form. `content` is the digest of everything drawn into it, `at` an ISO time.

    A share of a form has in `whole` the whole form's ticket, in `split` how the form was split and in `share`
    the county or department that fills it in; a whole form has "" in all three.
    """

    ticket: str
    round: str
    city: str
    version: int
    content: str
    sha256: str
    at: str
    layout: Layout
    whole: str = ""
    split: str = ""
    share: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A published summary (第n次) of a round.

    `at` is the ISO time of record, `made` the time that stands on paper, `content` the digest of what the
    summary shows.
    """

    round: str
    number: int
    at: str
    made: str
    content: str


class DecisionKind(StrEnum):
    """What an operator decides.

    AS: a file is a city's return. OVERRULE: a return counts in spite of its errors. USE: a return counts,
    though another one came later. WITHDRAW: a return, or with `sha256` "" all that a city has sent, counts no
    more. CHECKED: the numbers of a return that look wrong are right. CLOSE, REOPEN: the round is closed, or
    open again. UNDO: an earlier decision holds no more.
    ADDRESSES: the program may send mail to the plan's table of addresses (its digest is `sha256`).
    """

    AS = "as"
    OVERRULE = "overrule"
    USE = "use"
    WITHDRAW = "withdraw"
    CHECKED = "checked"
    CLOSE = "close"
    REOPEN = "reopen"
    UNDO = "undo"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Decision:
    """An operator's decision on a file (`sha256`), a city or the round.

    `at` is an ISO time, `by` the operator. `number` counts the decisions of a round from 1; `undoes` is the
    number of the decision that it takes back, 0 for none. `run` is the last collection before it: returns
    that came with a later one were unknown to the operator. `after` says when the latest return was received
    that the operator knew of the city: a return that counts by decision takes that return's place. `file` is
    the name of the file as the operator wrote it, "" where they wrote none.
    """

    round: str
    at: str
    kind: DecisionKind
    city: str = ""
    sha256: str = ""
    because: str = ""
    by: str = ""
    undoes: int = 0
    after: str = ""
    number: int = 0
    run: int = 0
    file: str = ""


def in_force(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions of a round, in order, without those taken back; an UNDO can itself be taken back."""
    undone: set[int] = set()
    for each in reversed(decisions):
        if each.kind is DecisionKind.UNDO and each.number not in undone:
            undone.add(each.undoes)
    return tuple(each for each in decisions if each.number not in undone)


@dataclass(frozen=True, slots=True)
class CorrectionCopy:
    """A correction copy as it was written to a city: `content` is the digest of everything drawn into it."""

    round: str
    city: str
    content: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A fetched mail. `sha256` is the digest of its original; `folder`, below the inbox, has its attachments.

    `sent` is its date as an ISO time of China, "" where it has none; `at` is the time of fetching.
    """

    round: str
    sha256: str
    message_id: str
    sender: str
    subject: str
    sent: str
    folder: str
    at: str


def issued_row(form: Issued) -> Row:
    """The row of an issued form."""
    columns = {each.name: getattr(form, each.name) for each in fields(form)}
    return columns | {"layout": form.layout.model_dump_json(exclude_defaults=True)}


def issued_entry(row: Row) -> Issued:
    """The issued form of a row."""
    return Issued(**row | {"layout": Layout.model_validate_json(row["layout"])})


class ReceiptTexts(NamedTuple):
    """What a return says and what was found in it, as JSON. Decimals become text, to lose no digit."""

    findings: str
    filing: str


def texts_of(receipt: Receipt) -> ReceiptTexts:
    """The findings of a receipt, and its numbers and texts."""
    filing: dict[str, Any] = {
        "records": _record_entries(receipt.records),
        "unread": _record_entries(receipt.unread),
        "other_cells": _record_entries(receipt.other_cells),
        "names": dict(receipt.names or {}),
        "explanations": dict(receipt.explanations or {}),
    }
    if receipt.typed is not None:
        filing["typed"] = [
            [*place, str(value), isinstance(value, Decimal)] for *place, value in receipt.typed
        ]
    findings = [{name: getattr(each, name) for name in _FINDING} for each in receipt.findings]
    return ReceiptTexts(written(findings), written(filing))


def receipt_row(receipt: Receipt, home: Path, texts: ReceiptTexts) -> Row:
    """The row of a receipt with these texts; `home` is the plan's folder."""
    columns = {
        name: getattr(receipt, name)
        for name in ("round", "sha256", "received", "run", "region", "ticket", "dated")
    }
    return columns | texts._asdict() | {"file": named(receipt.file, home), "verdict": receipt.state.value}


def receipt_entry(row: Row, home: Path) -> Receipt:
    """The receipt of a row; its file is told by its path."""
    filing: dict[str, Any] = json.loads(row["filing"])
    findings = tuple(
        Finding(**each | {"severity": Severity(each["severity"])}) for each in json.loads(row["findings"])
    )
    unread, other_cells = (
        tuple(map(_record, filing[name])) if name in filing else _told_by(findings, name == "unread")
        for name in ("unread", "other_cells")
    )
    return Receipt(
        round=row["round"],
        file=str(home / row["file"]),
        sha256=row["sha256"],
        received=row["received"],
        run=row["run"],
        region=row["region"],
        ticket=row["ticket"],
        state=State(row["verdict"]),
        findings=findings,
        records=tuple(map(_record, filing["records"])),
        unread=unread,
        other_cells=other_cells,
        typed=tuple(map(_typed_cell, filing["typed"])) if "typed" in filing else None,
        names=filing["names"],
        explanations=filing["explanations"],
        dated=bool(row["dated"]),
    )


def _told_by(findings: Iterable[Finding], unread: bool) -> tuple[Record, ...]:
    """Derive a receipt's `unread` cells, or its `other_cells`, from its findings.

    Ledgers from before version 1.0 do not store these cells.
    """
    return tuple(
        Record(
            "" if each.type.cell is FormCell.EXPLANATION else each.region,
            each.field,
            None,
            each.value if unread else "",
            each.sheet,
            each.cell,
        )
        for each in findings
        if each.region and each.cell and each.type.leaves_unread is unread
        if each.type.cell is not FormCell.TARGET
    )


def _record_entries(records: Iterable[Record]) -> list[list[str | None]]:
    """Turn a record into the list of its fields, without the last of them where these are empty."""
    return [
        [region, field, None if value is None else str(value), raw, sheet, cell]
        + ([file, sha256, word] if word else [file, sha256] if file or sha256 else [])
        for region, field, value, raw, sheet, cell, file, sha256, word in records
    ]


def _record(entry: list[Any] | dict[str, Any]) -> Record:
    """The record of an entry: a list of fields, or in older journals a dict in the same order."""
    region, field, value, raw, sheet, cell, *origin = entry.values() if isinstance(entry, dict) else entry
    number = None if value is None else _decimal(value)
    return Record(intern(region), intern(field), number, intern(raw), intern(sheet), intern(cell), *origin)


def _typed_cell(entry: list[Any]) -> TypedCell:
    region, field, role, value, is_number = entry
    return TypedCell(region, field, role, _decimal(value) if is_number else value)


_decimal = lru_cache(maxsize=8192)(Decimal)  # the numbers of a round repeat

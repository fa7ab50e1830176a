"""The entries of the ledger and their rows: layouts, findings and records are JSON, decimals are text."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import Any

from cascade.catalogue import FormCell, Severity
from cascade.findings import Finding
from cascade.layout import Layout
from cascade.ledger.journal import written
from cascade.returns.filing import Record
from cascade.returns.receipt import Receipt, State

Row = dict[str, Any]

_FINDING = tuple(each.name for each in fields(Finding))


@dataclass(frozen=True, slots=True)
class Issued:
    """A form that was issued. `content` is the digest of all it was drawn from, `at` an ISO time.

    A share of a form names the ticket of the `whole`, how it was `split` and whose `share` it is.
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


class DecisionKind(StrEnum):
    """What a person decides: whose a file is, that a return counts all the same, that a round is closed.

    ADDRESSES: that the plan's table of addresses (its digest as `sha256`) may be mailed to.
    """

    AS = "as"
    OVERRULE = "overrule"
    CLOSE = "close"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on a file, by its SHA-256, or on the round (`sha256` ""); `at` is an ISO time."""

    round: str
    at: str
    kind: DecisionKind
    city: str = ""
    sha256: str = ""
    because: str = ""


class Sending(StrEnum):
    """How far a message has come. `unknown`: it was handed over and no answer came, so a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was fetched: its bytes are an original (`sha256`), its attachments lie in `folder`.

    `sent` is an ISO time of China, "" where the mail does not say; `folder` is relative to the inbox.
    """

    round: str
    sha256: str
    message_id: str
    sender: str
    subject: str
    sent: str
    folder: str
    at: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A message that goes out once: for a purpose, to a city, about one thing (a ticket, a return, a day)."""

    message_id: str
    round: str
    purpose: str
    city: str
    about: str
    state: Sending
    at: str
    detail: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same message."""
        return self.purpose, self.city, self.about


def issued_row(form: Issued) -> Row:
    """A form as a row."""
    columns = {each.name: getattr(form, each.name) for each in fields(form)}
    return columns | {"layout": form.layout.model_dump_json(exclude_defaults=True)}


def issued_entry(row: Row) -> Issued:
    """A form from its row."""
    return Issued(**row | {"layout": Layout.model_validate_json(row["layout"])})


def receipt_row(receipt: Receipt) -> Row:
    """A receipt as a row, with its own verdict."""
    filing = {
        "records": _record_entries(receipt.records),
        "unread": _record_entries(receipt.unread),
        "other_cells": _record_entries(receipt.other_cells),
        "names": dict(receipt.names or {}),
        "explanations": dict(receipt.explanations or {}),
    }
    columns = {
        name: getattr(receipt, name)
        for name in ("round", "file", "sha256", "received", "run", "region", "ticket")
    }
    return columns | {
        "verdict": receipt.state.value,
        "findings": written([{name: getattr(each, name) for name in _FINDING} for each in receipt.findings]),
        "filing": written(filing),
    }


def receipt_entry(row: Row) -> Receipt:
    """A receipt from its row."""
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
        file=row["file"],
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
        names=filing["names"],
        explanations=filing["explanations"],
    )


def _told_by(findings: Iterable[Finding], unread: bool) -> tuple[Record, ...]:
    """The cells that were not understood, or the other cells, as the findings tell them.

    Ledgers from before version 1.0 do not say which cells these are.
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
    """Each record as the list of its fields, without those at its end that are empty."""
    return [
        [region, field, None if value is None else str(value), raw, sheet, cell]
        + ([file, sha256] if file or sha256 else [])
        for region, field, value, raw, sheet, cell, file, sha256 in records
    ]


def _record(entry: list[Any] | dict[str, Any]) -> Record:
    """A record from its entry. In older journals it has the fields by name, in the same order."""
    region, field, value, raw, sheet, cell, *origin = entry.values() if isinstance(entry, dict) else entry
    number = None if value is None else _decimal(value)
    return Record(intern(region), intern(field), number, intern(raw), intern(sheet), intern(cell), *origin)


_decimal = lru_cache(maxsize=8192)(Decimal)  # a round has more cells than different numbers

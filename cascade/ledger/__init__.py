"""The ledger (台账) of a plan: what was issued, received and decided, in an SQLite file and a journal."""

from cascade.ledger.applying import apply_decisions, claims, closing, withdrawals
from cascade.ledger.database import JOURNAL, LEDGER, Ledger, as_os_error, opened
from cascade.ledger.dispatches import OTHERWISE, Dispatch, Purpose, Sending, by_key, may_go
from cascade.ledger.entries import (
    CorrectionCopy,
    Decision,
    DecisionKind,
    Issued,
    Mail,
    ReceiptTexts,
    Summary,
    issued_entry,
    texts_of,
)
from cascade.ledger.file_names import BESIDE
from cascade.ledger.journal import replay
from cascade.ledger.lock import Locked, locked
from cascade.ledger.originals import keep_original, keep_originals

__all__ = [
    "BESIDE",
    "JOURNAL",
    "LEDGER",
    "OTHERWISE",
    "CorrectionCopy",
    "Decision",
    "DecisionKind",
    "Dispatch",
    "Issued",
    "Ledger",
    "Locked",
    "Mail",
    "Purpose",
    "ReceiptTexts",
    "Sending",
    "Summary",
    "apply_decisions",
    "as_os_error",
    "by_key",
    "claims",
    "closing",
    "issued_entry",
    "keep_original",
    "keep_originals",
    "locked",
    "may_go",
    "opened",
    "replay",
    "texts_of",
    "withdrawals",
]

"""The ledger (台账): what was issued, received and decided, in one SQLite file per plan and a journal."""

from cascade.ledger.database import JOURNAL, Ledger, opened
from cascade.ledger.entries import Decision, Issued, Kind
from cascade.ledger.lock import Locked, locked
from cascade.ledger.post import Dispatch, Mail, Sending

__all__ = [
    "JOURNAL",
    "Decision",
    "Dispatch",
    "Issued",
    "Kind",
    "Ledger",
    "Locked",
    "Mail",
    "Sending",
    "locked",
    "opened",
]

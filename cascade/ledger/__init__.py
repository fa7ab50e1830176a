"""The ledger (台账): what was issued, received and decided, in one SQLite file per plan and a journal."""

from cascade.ledger.book import JOURNAL, Ledger, opened
from cascade.ledger.entries import Decision, Issued, Kind
from cascade.ledger.lock import Locked, locked

__all__ = ["JOURNAL", "Decision", "Issued", "Kind", "Ledger", "Locked", "locked", "opened"]

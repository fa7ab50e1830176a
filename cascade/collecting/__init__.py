"""Collecting: what came back is kept, read, judged, entered in the ledger and published."""

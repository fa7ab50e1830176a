"""Collect returns: keep every file, read and judge it, enter it in the ledger, publish the summary."""

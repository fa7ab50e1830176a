"""Issuing: each city's form of a round is drawn and entered in the ledger before it can reach anybody."""

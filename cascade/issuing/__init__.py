"""Issuing: draw the forms of a round and enter them in the ledger before anybody can get them."""

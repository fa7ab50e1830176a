"""Returns: what they say, which ones count, what they add up to. Imports no ledger, layout or check."""

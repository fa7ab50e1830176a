"""Returns: what one says, which of a city counts, what they sum up to. Knows no ledger, layout or check."""

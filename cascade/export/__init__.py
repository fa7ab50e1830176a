"""A round's numbers, returns and findings as pandas tables, and as files that other programs read."""

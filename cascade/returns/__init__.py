"""What came back: records, receipts, how the returns of a city are settled, and what they sum up to."""

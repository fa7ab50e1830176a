"""The meeting: publish the summary of a round, its print pack, and extracts for departments and cities."""

"""The meeting: the summary of a round is published, printed, and cut up for departments and cities."""

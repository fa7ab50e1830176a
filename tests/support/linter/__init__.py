"""A linter for the workbooks that we write: see `linter`."""

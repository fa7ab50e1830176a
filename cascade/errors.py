"""The two errors that end a command: their Chinese text tells the operator what is wrong and what to do."""


class Wrong(Exception):
    """The operator asked for something that cannot be done (exit code 2)."""


class Unavailable(Exception):
    """The machine does not allow it at present: a locked file, a server out of reach (exit code 3)."""

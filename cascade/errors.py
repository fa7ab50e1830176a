"""The errors that end a command: their Chinese text tells the operator what is wrong and what to do."""


class Wrong(Exception):
    """The operator asked for something impossible (exit code 2)."""


class Needless(Wrong):
    """Nothing is left to do: it has been done already, as when somebody presses a button again."""


class Unavailable(Exception):
    """The machine cannot do it now: a file is locked, a server is out of reach (exit code 3)."""

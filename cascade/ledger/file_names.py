"""How the ledger names received files: from the plan's folder, so that the folder can be moved or copied."""

import os
from pathlib import Path

BESIDE = "重建"  # the folder, within the plan's, in which a lost ledger is built anew
_WAITING = ("received", "移出")  # folders of a round, in which files lie


def home_of(ledger: Path) -> Path:
    """The plan's folder, absolute, by the path of its ledger."""
    folder = Path(os.path.abspath(ledger.parent))
    return folder.parent if folder.name == BESIDE else folder


def named(file: str, home: Path) -> str:
    """The name of a file below the plan's folder, with `/`; of any other file its path."""
    path = Path(file)
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else file


def renamed(file: str, round_id: str, home: Path) -> str:
    """The name of a file of which ledgers up to version 1.6 kept the path, wherever the folder lay then."""
    path = file.replace("\\", "/")
    starts = (f"/{home.name}/{round_id}/{folder}/" for folder in _WAITING)
    at = max((path.rfind(start) for start in starts), default=-1)
    return path[at + len(home.name) + 2 :] if at >= 0 else file

"""Know a collection that would find nothing new, without reading a return, the plan or the ledger.

A collection notes in its round's folder in which state it left all files that it reads and makes, and what it
would tell if it ran once more. While these files are the same, a collection by the same words on the same day
tells just that. The files of returns are told apart by what they hold; all others by size, number on the disk
and times: whoever wants to hide a change of theirs has to turn back the system's clock.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from cascade import durable

_NAME = "collected.json"
_NOT_WATCHED = _NAME, "lock.", "__pycache__"  # starts of names: what even a collection without news touches
_ANY_NAME = "utf-8", "surrogateescape"
_RECENT = 2.0  # seconds: a file that changed so shortly before may have been read in its older state


@dataclass(frozen=True)
class Unchanged:
    """What a collection tells that finds nothing new, as `console.Recorded` keeps it, and its exit code."""

    told: Sequence[object]
    code: int


def unchanged(workbooks: Path, words: Sequence[str]) -> Unchanged | None:
    """What a collection by some words would tell, None where it may find something new.

    `words` are all that it depends on beside files: its command line, the day, the working folder.
    """
    for path in workbooks.glob(f"*/*/{_NAME}"):
        with suppress(OSError, ValueError, LookupError, TypeError):  # no note of ours: so nothing is known
            note = json.loads(path.read_bytes())
            if note["words"] == [*words] and state(note["returns"], note["others"]) == note["state"]:
                return Unchanged(note["told"], note["code"])
    return None


class Watch:
    """Watches the files of a collection from before it reads them until it has told everything.

    `returns` are the files and folders of returns; `others` are all other files that it reads.
    """

    def __init__(self, words: Sequence[str], returns: Iterable[Path], others: Iterable[Path]) -> None:
        self._words = [*words]
        self._returns, self._others = _absolute(returns), _absolute(others)
        self._began = time.time()
        self._before = state(self._returns, self._others)
        self._all: list[str] = []
        self._after = ""

    def collected(self, made: Iterable[Path]) -> None:
        """See the files and folders with the results; nobody else may change them until this returns."""
        newest = max((changed for _, _, changed in _files(self._others)), default=0.0)
        if newest <= self._began - _RECENT and state(self._returns, self._others) == self._before:
            self._all = [*self._others, *_absolute(made)]
            self._after = state(self._returns, self._all)

    def note(self, folder: Path, found: Unchanged) -> None:
        """Note in a round's folder what the collection `found`.

        Nothing is noted where a file changed while it ran, nor where the disk refuses.
        """
        note: dict[str, object] = {
            "words": self._words,
            "returns": self._returns,
            "others": self._all,
            "state": self._after,
            "told": found.told,
            "code": found.code,
        }
        if self._after:
            with suppress(OSError):
                durable.write(folder / _NAME, json.dumps(note, ensure_ascii=False).encode())


def _absolute(paths: Iterable[Path]) -> list[str]:
    return [os.path.abspath(path) for path in paths]


def state(returns: Sequence[str], others: Sequence[str]) -> str:
    """The digest of what some files hold, and of the sizes, places on the disk and times of others."""
    digest = sha256()
    for path, known, _ in _files(returns):
        digest.update(f"{path}\0{known[0]}\0{_content(path)}\0".encode(*_ANY_NAME))
    for path, known, _ in _files(others):
        digest.update(f"{path}\0{known}\0".encode(*_ANY_NAME))
    return digest.hexdigest()


def _content(path: str) -> str:
    """The digest of what a file holds, "" where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(paths: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Path, what tells a file from another, and time of change of each file among and below some paths.

    The order is fixed; a folder with several links comes once, as in a collection.
    """
    for path in paths:
        if not os.path.isdir(path):
            yield _file(path)
        seen: set[str] = set()
        for folder, below, names in os.walk(path, followlinks=True):
            real = os.path.realpath(folder)
            fresh = [] if real in seen else [*below, *names]
            seen.add(real)
            watched = sorted(each for each in fresh if not each.startswith(_NOT_WATCHED))
            inner = set(below)
            below[:] = (each for each in watched if each in inner)
            yield from (_file(os.path.join(folder, each)) for each in watched if each not in inner)


def _file(path: str) -> tuple[str, tuple[int, ...], float]:
    """A file's size, number on the disk, and times of change: of its content, and of anything."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return path, (-1,), 0.0
    return path, (found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns), found.st_mtime

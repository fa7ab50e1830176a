"""What people drop onto the desk: streamed to the disk, then moved whole to where it belongs.

Names never become paths: each is made safe, and files of the same name get different ones. A drop comes into
the inbox as one folder of its own, so that nothing replaces what came before and no half of it is seen.
"""

import os
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import IO, Protocol

from cascade import durable
from cascade.naming import attachment_names

MOST = 200 * 1024 * 1024  # bytes of one request
_BLOCK = 1 << 20  # bytes that are copied at once
_DIGEST = re.compile("[0-9a-f]{64}")
_COMING = ".coming"  # the folder of what has not come whole: outside all plans, so no command sweeps it
_moving = threading.Lock()  # two drops of one second find different names


class Dropped(Protocol):
    """A file of a request, as the web framework gives it."""

    @property
    def filename(self) -> str | None:
        """The name that the browser tells."""

    @property
    def stream(self) -> IO[bytes]:
        """Its bytes."""


def clear(workbooks: Path) -> None:
    """Remove what had not come whole when the program stopped."""
    shutil.rmtree(workbooks / _COMING, ignore_errors=True)


def _coming(workbooks: Path) -> Path:
    """A new folder for files that are still coming."""
    folder = workbooks / _COMING / os.urandom(8).hex()
    folder.mkdir(parents=True)
    return folder


@contextmanager
def for_one_answer(workbooks: Path) -> Iterator[Path]:
    """A new folder for files of one answer only: what has not been moved away from there by its end goes."""
    folder = _coming(workbooks)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stage(file: Dropped, workbooks: Path) -> Path:
    """Keep one file where nobody sees it until it is decided what becomes of it; it lies below its digest."""
    name = attachment_names([file.filename or ""])[0]
    with for_one_answer(workbooks) as here:
        _write(file, here / name)
        with (here / name).open("rb") as kept:
            folder = here.with_name(file_digest(kept, "sha256").hexdigest())
        with _moving:
            if not (folder / name).exists():  # somebody else may be looking at the same file
                shutil.rmtree(folder, ignore_errors=True)
                durable.move(here, folder)
    return folder / name


def staged(digest: str, workbooks: Path) -> Path | None:
    """The file that was kept under a digest, None where there is none (any more)."""
    folder = workbooks / _COMING / digest
    return next(iter(folder.iterdir()), None) if _DIGEST.fullmatch(digest) and folder.is_dir() else None


def keep(files: Sequence[Dropped], workbooks: Path, inbox: Path) -> list[Path]:
    """Keep the files of one drop in a new folder of an inbox: all of them or none. Raises OSError."""
    names = attachment_names(each.filename or "" for each in files)
    with for_one_answer(workbooks) as here:
        for name, file in zip(names, files, strict=True):
            _write(file, here / name)
        with _moving:
            folder = _free(inbox)
            durable.move(here, folder)
    return [folder / name for name in names]


def _write(file: Dropped, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file.stream, target, _BLOCK)
        target.flush()
        os.fsync(target.fileno())


def _free(inbox: Path) -> Path:
    """A path in an inbox that nothing has, named for the time of the drop."""
    inbox.mkdir(parents=True, exist_ok=True)
    now = f"网页_{datetime.now():%Y%m%d_%H%M%S}"
    names = (now, *(f"{now}_{number}" for number in range(2, 10_000)))
    return next(each for name in names if not (each := inbox / name).exists())

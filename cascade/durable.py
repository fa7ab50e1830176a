"""Write files so that a kill, a full disk or a power cut leaves the old file or the new one, never a half.

Every boundary between two durable steps raises the audit event `cascade.step` with its name: nothing listens
to it in daily work, and the tests kill the program at each.
"""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

STEP = "cascade.step"
_AT_ONCE = 16  # files that wait for the disk together


_noted: ContextVar[Callable[[Path], None]] = ContextVar("_noted", default=lambda path: None)


@contextmanager
def noted_by(note: Callable[[Path], None]) -> Iterator[None]:
    """Call `note` with the path of every file that is written in this context (`contextvars`)."""
    before = _noted.set(note)
    try:
        yield
    finally:
        _noted.reset(before)


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place, sync it and rename it into place. Raises OSError."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places, sync them all and rename them into place. Raises OSError.

    The disk is waited for once, not once a file: syncs that are asked for together are done together.
    """
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    path = Path()
    try:
        for path, data in files.items():
            sys.audit(STEP, f"before {path.name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_bytes(data)
        synced = iter(_each(_sync, beside.values()))
        for path in files:
            next(synced)
            sys.audit(STEP, f"written {path.name}")
        for path in files:
            beside[path].replace(path)
    except OSError as error:
        for each in beside.values():
            with suppress(OSError):
                each.unlink()
        error.filename, error.filename2 = str(path), None  # people know the file, not what lies beside it
        raise
    list(_each(_sync_folder, {path.parent for path in files}))
    for path in files:
        _noted.get()(path)
        sys.audit(STEP, f"after {path.name}")


def _each(sync: Callable[[Path], None], paths: Collection[Path]) -> Iterable[None]:
    """Sync some paths, several at a time."""
    if len(paths) < 2:
        return map(sync, paths)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return pool.map(sync, paths)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def put_away(path: Path, folder: Path, mark: str = "") -> Path:
    """Move a file into a folder, with `mark` in its name, without replacing a file; return its new path."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{path.stem}_{mark}" if mark else path.stem
    names = (stem, *(f"{stem}_{number}" for number in range(2, 10_000)))
    target = next(each for name in names if not (each := folder / f"{name}{path.suffix}").exists())
    move(path, target)
    return target


def move(path: Path, target: Path) -> None:
    """Move a file, and replace what stands in its new place."""
    path.replace(target)
    _sync_folder(target.parent)
    sys.audit(STEP, f"moved to {target.name}")


def sweep(folder: Path) -> None:
    """Delete the half-written files of killed commands. The caller must hold the plan's lock."""
    for here, _, names in os.walk(folder):  # it passes over folders that cannot be read
        for name in names:
            if name.startswith(".") and name.endswith(".part"):
                with suppress(OSError):
                    os.unlink(os.path.join(here, name))


def _sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows cannot open a folder, and does not need it."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

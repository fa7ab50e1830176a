"""Writing files so that a kill, a full disk or a power cut leaves the old or the new, never a half.

Every boundary between two durable steps raises the audit event `cascade.step` with its name: nothing listens
to it in daily work, and the tests kill the program at each.
"""

import hashlib
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

STEP = "cascade.step"


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place, make it durable and rename it into place."""
    sys.audit(STEP, f"before {path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        sys.audit(STEP, f"written {path.name}")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        error.filename, error.filename2 = str(path), None  # people know the file, not what lies beside it
        raise
    _sync_folder(path.parent)
    sys.audit(STEP, f"after {path.name}")


def keep_original(folder: Path, data: bytes) -> str:
    """Keep the bytes of a received file, read-only, under their SHA-256; return its hexadecimal text.

    An original that has been damaged since is made whole again.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = folder / digest[:2] / digest
    if not path.exists() or path.read_bytes() != data:
        if path.exists():
            path.chmod(stat.S_IREAD | stat.S_IWRITE)  # Windows replaces no read-only file
        write(path, data)
    path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    return digest


def put_away(path: Path, folder: Path, mark: str = "") -> Path:
    """Move a file into a folder, its name marked, over nothing that is there; returns its new place."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{path.stem}_{mark}" if mark else path.stem
    names = (stem, *(f"{stem}_{number}" for number in range(2, 10_000)))
    target = next(each for name in names if not (each := folder / f"{name}{path.suffix}").exists())
    move(path, target)
    return target


def move(path: Path, target: Path) -> None:
    """Give a file another place, over what is there."""
    path.replace(target)
    _sync_folder(target.parent)
    sys.audit(STEP, f"moved to {target.name}")


def sweep(folder: Path) -> None:
    """Clear away what killed commands have left half-written. Only the one command at work may do this."""
    for path in folder.rglob(".*.part"):
        with suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows cannot open a folder, and needs no such thing."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

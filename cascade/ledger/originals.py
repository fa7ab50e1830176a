"""Store the bytes of every received file, read-only under their SHA-256, before anything parses them."""

import hashlib
import stat
from collections.abc import Sequence
from pathlib import Path

from cascade import durable


def keep_original(folder: Path, data: bytes) -> str:
    """Store the bytes of a received file and return their SHA-256 in hexadecimal. Raises OSError."""
    return keep_originals(folder, [data])[0]


def keep_originals(folder: Path, batch: Sequence[bytes]) -> list[str]:
    """Store several files at once and return their SHA-256s; replace originals that were damaged since.

    Raises OSError.
    """
    once = {id(data): data for data in batch}  # an archive that stays shut comes for each of its files
    known = {key: hashlib.sha256(data).hexdigest() for key, data in once.items()}
    digests = [known[id(data)] for data in batch]
    paths = {folder / digest[:2] / digest: data for digest, data in zip(digests, batch, strict=True)}
    new = {path: data for path, data in paths.items() if not path.exists() or path.read_bytes() != data}
    for path in new:
        if path.exists():
            path.chmod(stat.S_IREAD | stat.S_IWRITE)  # Windows does not replace a read-only file
    durable.write_all(new)
    for path in paths:
        path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    return digests

"""Keep the bytes of every received file, read-only under their SHA-256, before anything reads them."""

import hashlib
import stat
from collections.abc import Sequence
from pathlib import Path

from cascade import durable


def keep_original(folder: Path, data: bytes) -> str:
    """Keep the bytes of a received file, read-only, under their SHA-256; return its hexadecimal text."""
    return keep_originals(folder, [data])[0]


def keep_originals(folder: Path, batch: Sequence[bytes]) -> list[str]:
    """Keep several files at once; an original that has been damaged since is made whole again."""
    digests = [hashlib.sha256(data).hexdigest() for data in batch]
    paths = {folder / digest[:2] / digest: data for digest, data in zip(digests, batch, strict=True)}
    new = {path: data for path, data in paths.items() if not path.exists() or path.read_bytes() != data}
    for path in new:
        if path.exists():
            path.chmod(stat.S_IREAD | stat.S_IWRITE)  # Windows replaces no read-only file
    durable.write_all(new)
    for path in paths:
        path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    return digests

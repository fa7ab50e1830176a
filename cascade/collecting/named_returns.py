"""Which received files a name means that an operator writes: a path, a name or a fingerprint."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from cascade.returns.receipt import Receipt, State

_FINGERPRINT = 8  # hexadecimal digits of a file's SHA-256 from which they may name it


def named_by(file: str, receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts that a name means.

    It is the path of a file on disk with the same bytes, the path under which a file was received or the end
    of that path, or the first digits of the SHA-256 (指纹).
    """
    known = list(receipts)
    path = Path(file)
    tests: list[Callable[[Receipt], bool]] = [
        lambda each: each.file == os.path.abspath(file),
        lambda each: bool(path.parts) and PurePath(each.file).parts[-len(path.parts) :] == path.parts,
        lambda each: len(file) >= _FINGERPRINT and each.sha256.startswith(file.lower()),
    ]
    if path.is_file():
        digest = digest_of(path)
        tests.insert(0, lambda each: each.sha256 == digest)
    return next((found for test in tests if (found := list(filter(test, known)))), [])


def once(receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts without repeats of the same bytes: of these the one that counts, else the last."""
    found: dict[str, Receipt] = {}
    for each in receipts:
        if each.sha256 not in found or found[each.sha256].state is not State.ACCEPTED:
            found[each.sha256] = each
    return list(found.values())


def digest_of(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises OSError."""
    return hashlib.sha256(file.read_bytes()).hexdigest()

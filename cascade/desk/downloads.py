"""The files that a browser may take: found by the SHA-256 of what they hold, never by a path."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path

from cascade.places import Places

_ENDINGS = {".xlsx", ".pdf", ".docx", ".eml", ".csv", ".json", ".sqlite", ".parquet"}


def digest(path: Path) -> str:
    """The SHA-256 of a file; worked out again only where the file has changed."""
    stat = path.stat()
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(4096)
def _digest(path: Path, changed: int, size: int) -> str:  # the arguments are the key of the cache
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def products(places: Places) -> Iterator[Path]:
    """What the program has made in a round, and nothing that came from elsewhere."""
    made = (
        places.issued,
        places.corrections,
        places.outbox,
        places.summary(0).parent,
        places.exported("").parent,
    )
    for folder in made:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith((".", "~$")) and path.suffix.lower() in _ENDINGS:
                yield path


def product(places: Places, wanted: str) -> Path | None:
    """The file with this digest among what was made in a round."""
    return next((path for path in products(places) if digest(path) == wanted), None)

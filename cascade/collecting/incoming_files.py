"""Find the files to collect, in folders and inside zip archives."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cascade.grid import Refused

MOST_MEMBERS = 500
LARGEST_MEMBER = 64 * 1024 * 1024  # bytes, unpacked; the reader sets its own limit for a workbook

_IGNORED_NAMES = {"thumbs.db", ".ds_store", "desktop.ini"}
_IGNORED_STARTS = ("~$", ".~", "._", ".")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to collect. The `path` of an archive's member is the archive's path and the member's name.

    `read` returns the bytes. It raises OSError when the file cannot be opened, and Refused when an archive's
    member is encrypted, damaged or too large.
    """

    path: Path
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """The path as text that can be encoded in UTF-8, even if the file system's name cannot."""
        return str(self.path).encode("utf-8", "backslashreplace").decode()

    @property
    def ignored(self) -> bool:
        """Whether it is a lock file, a thumbnail or another file that programs leave behind."""
        name = self.path.name.lower()
        return name in _IGNORED_NAMES or name.startswith(_IGNORED_STARTS)


def gather(paths: list[Path]) -> list[Source]:
    """The files at `paths`, each once: folders with their sub-folders, zip archives one level deep."""
    files: dict[Path, None] = {}
    for path in paths:
        found = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        files |= dict.fromkeys(each.absolute() for each in found)
    return [source for path in files for source in _sources(path)]


def _sources(path: Path) -> Iterator[Source]:
    """The members of a zip archive; any other file itself."""
    source = Source(path, path.read_bytes)
    packed = path.suffix.lower() == ".zip" and not source.ignored
    yield from (_members(path) if packed else None) or [source]


def _members(path: Path) -> list[Source] | None:
    """The files in a zip archive; None if it is a workbook, empty, unreadable or has too many members.

    A name without the UTF-8 flag is read as GBK, in which Chinese Windows writes it.
    """
    try:
        with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, NotImplementedError):
        return None
    workbook = any(entry.filename == "[Content_Types].xml" for entry in entries)
    if workbook or not entries or len(entries) > MOST_MEMBERS:
        return None
    return [Source(path / entry.filename.lstrip("/\\"), partial(_unpacked, path, entry)) for entry in entries]


def _unpacked(path: Path, entry: zipfile.ZipInfo) -> bytes:
    """Unpack a member into memory. Nothing is written under its name, which could lead anywhere."""
    if entry.flag_bits & 0x1:
        raise Refused("F04")
    if entry.file_size > LARGEST_MEMBER:
        raise Refused("F09", what="文件大小", limit=f" {LARGEST_MEMBER // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(path, metadata_encoding="gbk") as archive, archive.open(entry) as member:
            data = member.read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        raise Refused("F03", detail="压缩包中的这个文件解不开") from None
    if len(data) > LARGEST_MEMBER:
        raise Refused("F09", what="文件大小", limit=f" {LARGEST_MEMBER // 1024 // 1024} MB")
    return data

"""List and unpack the members of a zip archive, whose names every packing program writes in its own way."""

import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import IO

from cascade.grid import Refused

MOST_MEMBERS = 500
LARGEST_MEMBER = 64 * 1024 * 1024  # bytes, unpacked; the reader sets its own limit for a workbook

Opener = Callable[[], IO[bytes]]
Member = tuple[str, Callable[[], bytes]]

_WORKBOOKS = {"[Content_Types].xml", "mimetype"}  # what a workbook holds (.xlsx, .ods) and no archive
_UTF8 = 0x800  # the flag of a name in UTF-8
_UNICODE_NAME = 0x7075  # the extra field with which Info-ZIP adds a name in UTF-8
_HANZI = ("\u3400", "\u9fff")
_USUAL = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2116\u2103"  # · — ‘ ’ “ ” … № ℃
_RANGES = (
    _HANZI,
    (" ", "~"),
    ("\u2160", "\u217f"),
    ("\u2460", "\u24ff"),
    ("\u3000", "\u303f"),
    ("\uff00", "\uffef"),
)


def in_memory(read: Callable[[], bytes]) -> Opener:
    """Open a file that is read as a whole."""
    return lambda: BytesIO(read())


def members(opener: Opener) -> list[Member] | None:
    """The names of the files in a zip archive, each with a function that unpacks it.

    None if it is a workbook, empty, unreadable or has too many members. The functions raise OSError, and
    Refused for a member that is encrypted, damaged or too large.
    """
    try:
        with opener() as file, zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, Refused, UnicodeDecodeError, NotImplementedError):
        return None
    workbook = any(entry.filename in _WORKBOOKS for entry in entries)
    if workbook or not entries or len(entries) > MOST_MEMBERS:
        return None
    return [(_name(entry), partial(_unpacked, opener, entry)) for entry in entries]


def _unpacked(opener: Opener, entry: zipfile.ZipInfo) -> bytes:
    """Unpack a member into memory. Nothing is written under its name, which could lead anywhere."""
    if entry.flag_bits & 0x1:
        raise Refused("F04")
    if entry.file_size > LARGEST_MEMBER:
        raise Refused("F09", what="文件大小", limit=f" {LARGEST_MEMBER // 1024 // 1024} MB")
    try:
        with opener() as file, zipfile.ZipFile(file) as archive, archive.open(entry) as member:
            data = member.read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        raise Refused("F03", detail="压缩包中的这个文件解不开") from None
    if len(data) > LARGEST_MEMBER:
        raise Refused("F09", what="文件大小", limit=f" {LARGEST_MEMBER // 1024 // 1024} MB")
    return data


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of a member, with the folders inside the archive."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        raw = name.encode("cp437")  # as which the library reads a name without the flag, byte by byte
        name = _unicode_name(entry.extra, raw) or decode_name(raw)
    return name.partition("\0")[0].replace("\\", "/").lstrip("/")


def decode_name(raw: bytes) -> str:
    """Decode a member's name without the UTF-8 flag: macOS writes UTF-8, Chinese Windows GBK.

    Bytes that are valid in both are UTF-8 unless only GBK makes usual Chinese words of them.
    """
    if raw.isascii():
        return raw.decode("ascii")
    texts = []
    for encoding in ("utf-8", "gb18030"):
        try:
            texts.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return max(texts, key=_likelihood) if texts else raw.decode("cp437")


def _likelihood(text: str) -> int:
    """How likely a decoded name is the one meant: 0 without Chinese characters, 2 with usual ones only."""
    if not any(_HANZI[0] <= char <= _HANZI[1] for char in text):
        return 0
    try:
        text.encode("gb2312")  # the usual ones, some of which are the letters of other scripts
    except UnicodeEncodeError:
        return 1
    return 2 if all(char in _USUAL or any(a <= char <= z for a, z in _RANGES) for char in text) else 1


def _unicode_name(extra: bytes, raw: bytes) -> str:
    """The name that the Info-ZIP Unicode path field gives, "" where it is missing or of an older name."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = (int.from_bytes(extra[at + skip : at + skip + 2], "little") for skip in (0, 2))
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_NAME and field[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return ""
        at += 4 + length
    return ""

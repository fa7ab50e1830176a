"""The directory of a zip file, read strictly: what is listed is what is there, once, and nothing else.

The standard `zipfile` takes the last of two entries of one name, skips bytes in front, follows a directory
that says one thing and entries that say another. A form saved by Excel, WPS, LibreOffice or openpyxl has none
of that, so here it is refused.
"""

import re
from collections.abc import Iterable, Iterator
from struct import Struct
from typing import NamedTuple

from cascade.grid import Refused
from cascade.xlsx import limits

_END = Struct("<4s4H2LH")
_END64 = Struct("<4sQ2H2L4Q")
_LOCATOR64 = Struct("<4sLQL")
_CENTRAL = Struct("<4s4x2H4x3L4H2x2L")
_LOCAL = Struct("<4s2x2H8xL4x2H")
_QUAD = Struct("<Q")

_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x2041  # flag bits 0, 6 and 13: encrypted, strongly encrypted, directory masked
_SIZES_FOLLOW, _UTF8 = 0x0008, 0x0800
_METHODS = (0, 8)  # stored, deflated
_KIND_OF_FILE, _SYMLINK = 0o170000, 0o120000
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f\\:]|^/|//|(?:^|/)\.\.?(?:/|$)").search


class ZipEntry(NamedTuple):
    """One file in the zip: where its packed bytes stand and what must come out of them."""

    name: str
    deflated: bool
    crc: int
    packed: int
    size: int
    start: int


class _DirectoryLine(NamedTuple):
    """One line of the directory, before the entry itself has been looked at."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def read_directory(data: bytes) -> dict[str, ZipEntry]:
    """The files of a zip by case-folded name, directories left out.

    Raises `Refused`: F03 where the zip is damaged, F09 where it lists too many entries, F10 where it is made
    to be read in more than one way.
    """
    begin, end, count = _find_directory(data)
    entries: dict[str, ZipEntry] = {}
    seen: set[str] = set()
    for listed, start in _placed(data, list(_listed(data, begin, end, count)), begin):
        key = listed.name.casefold().removesuffix("/")
        if key in seen:
            raise Refused("F10", detail=f"压缩包内有重名的条目“{listed.name[:80]}”")
        seen.add(key)
        if not listed.name.endswith("/"):
            deflated = listed.method == 8
            entries[key] = ZipEntry(listed.name, deflated, listed.crc, listed.packed, listed.size, start)
        elif listed.size:
            raise Refused("F10", detail=f"文件夹条目“{listed.name[:80]}”带有内容")
    return entries


def _damaged(detail: str) -> Refused:
    return Refused("F03", detail=detail)


def _find_directory(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins and ends, and how many entries it says it has."""
    at = data.rfind(b"PK\5\6", -_END.size - _MAX16)
    if at < 0 or at + _END.size > len(data):
        raise _damaged("文件不完整，末尾缺少压缩目录")
    _, disk, first_disk, on_disk, count, size, begin, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise _damaged("文件末尾多出了内容或不完整")
    end = at
    locator = at - _LOCATOR64.size
    if locator >= _END64.size and data.startswith(b"PK\6\7", locator):
        _, _, end, _ = _LOCATOR64.unpack_from(data, locator)
        if end + _END64.size != locator or not data.startswith(b"PK\6\6", end):
            raise _damaged("压缩目录的位置不对")
        _, _, _, _, disk, first_disk, on_disk, count, size, begin = _END64.unpack_from(data, end)
    if disk or first_disk or on_disk != count:
        raise Refused("F10", detail="分卷压缩")
    if begin + size != end:
        raise _damaged("文件开头多出了内容，或压缩目录的位置不对")
    if count > limits.ENTRIES.most:
        raise limits.ENTRIES.refused()
    return begin, end, count


def _listed(data: bytes, at: int, end: int, count: int) -> Iterator[_DirectoryLine]:
    """The lines of the directory, each checked for itself."""
    for _ in range(count):
        if at + _CENTRAL.size > end:
            raise _damaged("压缩目录不完整")
        fields = _CENTRAL.unpack_from(data, at)
        signature, flags, method, crc, packed, size, named, extra, comment, disk, mode, offset = fields
        if signature != b"PK\1\2":
            raise _damaged("压缩目录有误")
        raw_name = data[at + _CENTRAL.size : at + _CENTRAL.size + named]
        at += _CENTRAL.size + named
        if _MAX32 in (packed, size, offset):
            packed, size, offset = _wide(data[at : at + extra], (size, packed, offset))
        at += extra + comment
        if at > end:
            raise _damaged("压缩目录不完整")
        name = _name(raw_name, flags)
        if flags & _ENCRYPTED:
            raise Refused("F10", detail=f"条目“{name[:80]}”已加密")
        if method not in _METHODS:
            raise Refused("F10", detail=f"条目“{name[:80]}”的压缩方式不受支持")
        if (mode >> 16) & _KIND_OF_FILE == _SYMLINK:
            raise Refused("F10", detail=f"条目“{name[:80]}”是符号链接")
        if disk not in (0, _MAX16):
            raise Refused("F10", detail="分卷压缩")
        yield _DirectoryLine(name, raw_name, flags, method, crc, packed, size, offset)
    if at != end:
        raise _damaged("压缩目录的条目数不对")


def _wide(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """Packed size, size and offset, those that did not fit taken from the ZIP64 field in this order."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = extra[at] | extra[at + 1] << 8, extra[at + 2] | extra[at + 3] << 8
        if kind == 1:
            quads = iter(_QUAD.iter_unpack(extra[at + 4 : at + 4 + length // 8 * 8]))
            try:
                size, packed, offset = (next(quads)[0] if value == _MAX32 else value for value in values)
            except (StopIteration, RuntimeError):
                break
            return packed, size, offset
        at += 4 + length
    raise _damaged("压缩目录中的大小有误")


def _name(raw: bytes, flags: int) -> str:
    """An entry's name; raises `Refused` F10 for one that leads out of the file, or has no place in one."""
    try:
        name = raw.decode("utf-8" if flags & _UTF8 or raw.isascii() else "cp437")
    except UnicodeDecodeError:
        raise Refused("F10", detail="条目名称无法识别") from None
    if not name or _BAD_NAME(name):
        raise Refused("F10", detail=f"条目名称“{ascii(name)[1:81]}”不合规")
    return name


def _placed(
    data: bytes, listed: Iterable[_DirectoryLine], directory: int
) -> Iterator[tuple[_DirectoryLine, int]]:
    """Each entry with where its packed bytes start, in the order they stand in the file.

    Entries may not overlap: that is how a few kilobytes become petabytes.
    """
    free = 0
    for entry in sorted(listed, key=lambda each: each.offset):
        at = entry.offset
        if at < free:
            raise Refused("F10", detail=f"条目“{entry.name[:80]}”与其他条目重叠")
        if not free and at:
            raise _damaged("文件开头多出了内容")
        if at + _LOCAL.size > directory:
            raise _damaged(f"条目“{entry.name[:80]}”的位置不对")
        signature, flags, method, packed, named, extra = _LOCAL.unpack_from(data, at)
        if signature != b"PK\3\4":
            raise _damaged(f"条目“{entry.name[:80]}”的位置不对")
        name = at + _LOCAL.size
        start = name + named + extra
        free = start + entry.packed
        if free > directory:
            raise _damaged(f"条目“{entry.name[:80]}”不完整")
        if data[name : name + named] != entry.raw_name or method != entry.method:
            raise Refused("F10", detail=f"条目“{entry.name[:80]}”与压缩目录不一致")
        if not flags & _SIZES_FOLLOW and packed not in (entry.packed, _MAX32):
            raise Refused("F10", detail=f"条目“{entry.name[:80]}”的大小与压缩目录不一致")
        if flags & _ENCRYPTED:
            raise Refused("F10", detail=f"条目“{entry.name[:80]}”已加密")
        yield entry, start

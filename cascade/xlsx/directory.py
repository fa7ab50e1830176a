"""Read the directory of a zip file strictly: it must list every entry exactly once.

The standard `zipfile` takes the last of two entries with one name, skips bytes before the first entry and
accepts a directory that contradicts its entries. Excel, WPS, LibreOffice and openpyxl write no such file, so
this reader refuses it.
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
_STORED, _DEFLATED = 0, 8
_KIND_OF_FILE, _SYMLINK = 0o170000, 0o120000
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f\\:]|^/|//|(?:^|/)\.\.?(?:/|$)").search


class ZipEntry(NamedTuple):
    """One file in the zip: the offset of its packed bytes, and the size and checksum after inflating."""

    name: str
    deflated: bool
    crc: int
    packed: int
    size: int
    start: int


class _DirectoryLine(NamedTuple):
    """One line of the directory, not yet compared with the entry that it names."""

    name: str
    raw_name: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def read_directory(data: bytes) -> dict[str, ZipEntry]:
    """The files of a zip by case-folded name, without its folders.

    Raises `Refused`: F03 for a damaged zip, F09 for too many entries, F10 for a zip that two programs could
    read differently.
    """
    begin, end, count = _find_directory(data)
    entries: dict[str, ZipEntry] = {}
    seen: set[str] = set()
    for entry in _entries_in_order(data, _directory_lines(data, begin, end, count), begin):
        key = entry.name.casefold().removesuffix("/")
        if key in seen:
            raise Refused("F10", detail=f"压缩包内有重名的条目“{entry.name[:80]}”")
        seen.add(key)
        if not entry.name.endswith("/"):
            entries[key] = entry
        elif entry.size:
            raise Refused("F10", detail=f"文件夹条目“{entry.name[:80]}”带有内容")
    return entries


def _damaged(detail: str) -> Refused:
    return Refused("F03", detail=detail)


def _find_directory(data: bytes) -> tuple[int, int, int]:
    """Find the directory: the offsets of its first byte and its end, and the number of entries it claims."""
    at = data.rfind(b"PK\5\6", -_END.size - _MAX16)
    if at < 0 or at + _END.size > len(data):
        raise _damaged("文件只有一部分，没有传完或没有保存好")
    _, disk, first_disk, on_disk, count, size, begin, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise _damaged("文件末尾多出了内容或不完整")
    end = at
    locator = at - _LOCATOR64.size
    if locator >= _END64.size and data.startswith(b"PK\6\7", locator):
        _, _, end, _ = _LOCATOR64.unpack_from(data, locator)
        if end + _END64.size != locator or not data.startswith(b"PK\6\6", end):
            raise _damaged("内部目录的位置不对")
        _, _, _, _, disk, first_disk, on_disk, count, size, begin = _END64.unpack_from(data, end)
    if disk or first_disk or on_disk != count:
        raise Refused("F10", detail="分卷压缩")
    if begin + size != end:
        raise _damaged("文件开头多出了内容，或内部目录的位置不对")
    if count > limits.ENTRIES.most:
        raise limits.ENTRIES.refused()
    return begin, end, count


def _directory_lines(data: bytes, at: int, end: int, count: int) -> Iterator[_DirectoryLine]:
    """Yield the lines of the directory, and check every line by itself."""
    for _ in range(count):
        if at + _CENTRAL.size > end:
            raise _damaged("内部目录不完整")
        fields = _CENTRAL.unpack_from(data, at)
        signature, flags, method, crc, packed, size, named, extra, comment, disk, mode, offset = fields
        if signature != b"PK\1\2":
            raise _damaged("内部目录有误")
        raw_name = data[at + _CENTRAL.size : at + _CENTRAL.size + named]
        at += _CENTRAL.size + named
        if _MAX32 in (packed, size, offset):
            packed, size, offset = _zip64_sizes(data[at : at + extra], (size, packed, offset))
        at += extra + comment
        if at > end:
            raise _damaged("内部目录不完整")
        name = _decode_name(raw_name, flags)
        if flags & _ENCRYPTED:
            raise Refused("F10", detail=f"条目“{name[:80]}”已加密")
        if method not in (_STORED, _DEFLATED):
            raise Refused("F10", detail=f"条目“{name[:80]}”的压缩方式不受支持")
        if (mode >> 16) & _KIND_OF_FILE == _SYMLINK:
            raise Refused("F10", detail=f"条目“{name[:80]}”是符号链接")
        if disk not in (0, _MAX16):
            raise Refused("F10", detail="分卷压缩")
        yield _DirectoryLine(name, raw_name, method, crc, packed, size, offset)
    if at != end:
        raise _damaged("内部目录的条目数不对")


def _zip64_sizes(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """Packed size, size and offset; the ZIP64 field holds those that need more than 32 bits."""
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
    raise _damaged("内部目录中的大小有误")


def _decode_name(raw: bytes, flags: int) -> str:
    """Decode an entry's name. Raises `Refused` F10 for a name that leaves the archive or is malformed."""
    try:
        name = raw.decode("utf-8" if flags & _UTF8 or raw.isascii() else "cp437")
    except UnicodeDecodeError:
        raise Refused("F10", detail="条目名称无法识别") from None
    if not name or _BAD_NAME(name):
        raise Refused("F10", detail=f"条目名称“{ascii(name)[1:81]}”不合规")
    return name


def _entries_in_order(data: bytes, lines: Iterable[_DirectoryLine], directory: int) -> Iterator[ZipEntry]:
    """Compare every line with its entry; yield the entries in the file's order.

    Entries must not overlap: overlapping ones turn a few kilobytes into petabytes.
    """
    free = 0
    for line in sorted(lines, key=lambda each: each.offset):
        at = line.offset
        if at < free:
            raise Refused("F10", detail=f"条目“{line.name[:80]}”与其他条目重叠")
        if not free and at:
            raise _damaged("文件开头多出了内容")
        if at + _LOCAL.size > directory:
            raise _damaged(f"条目“{line.name[:80]}”的位置不对")
        signature, flags, method, packed, named, extra = _LOCAL.unpack_from(data, at)
        if signature != b"PK\3\4":
            raise _damaged(f"条目“{line.name[:80]}”的位置不对")
        name = at + _LOCAL.size
        start = name + named + extra
        free = start + line.packed
        if free > directory:
            raise _damaged(f"条目“{line.name[:80]}”不完整")
        if data[name : name + named] != line.raw_name or method != line.method:
            raise Refused("F10", detail=f"条目“{line.name[:80]}”与内部目录不一致")
        if not flags & _SIZES_FOLLOW and packed not in (line.packed, _MAX32):
            raise Refused("F10", detail=f"条目“{line.name[:80]}”的大小与内部目录不一致")
        if flags & _ENCRYPTED:
            raise Refused("F10", detail=f"条目“{line.name[:80]}”已加密")
        yield ZipEntry(line.name, line.method == _DEFLATED, line.crc, line.packed, line.size, start)

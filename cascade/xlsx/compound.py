"""Tell what an OLE2 container holds: an old workbook, an encrypted one, a mail, another document.

The container is a small file system (MS-CFB): sectors, a table of which sector follows which, a directory of
streams. Only that table and the directory are looked at, and the first records of an old workbook (MS-XLS).
"""

import re
import struct
from collections.abc import Iterator

from cascade.grid import Refused

_HEADER = 512  # bytes
_FREE = 0xFFFFFFFF
_LAST_REGULAR = 0xFFFFFFFA  # higher numbers of sectors are marks
_BEGIN = re.compile(rb"\x09\x08(?:\x10\0\0\x06|\x08\0\0\x05)\x05\0", re.S)  # the begin of an old workbook
_FILE_PASS, _END = 0x2F, 0x0A  # the record that says how the others are encrypted, and the last one
_LOOKED_AT = 20  # records: the password comes among the first
_DOCUMENTS = (
    ("WordDocument", " Word 文档"),
    ("PowerPoint Document", " PowerPoint 演示文稿"),
)


def refusal_of_ole(data: bytes) -> Refused:
    """The refusal of an OLE2 container: F02 no workbook, F03 damaged, F04 password, F05 old, F17 a mail."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if _is_cut(data):
        return Refused("F03", detail="文件不完整")
    if holds("EncryptedPackage"):
        return Refused("F04")
    if holds("__properties_version1.0"):
        return Refused("F17", kind=" Outlook 邮件（.msg）")
    for stream, kind in _DOCUMENTS:
        if holds(stream):
            return Refused("F02", kind=kind)
    if holds("Workbook") or holds("Book"):
        return Refused("F04") if _has_password(data) else Refused("F05", kind=" .xls 或 .et ")
    return Refused("F02", kind="未知格式的旧版办公文档")


def _is_cut(data: bytes) -> bool:
    """Whether a sector that the container uses lies beyond the end of the file."""
    if len(data) < _HEADER:
        return True
    shift: int = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):  # no size that a sector can have: nothing follows from it
        return False
    size = 1 << shift
    last: int = struct.unpack_from("<L", data, 48)[0]
    for number, table in enumerate(_tables(data)):
        start = (table + 1) * size
        if start + size > len(data):
            return True
        used = [
            at for at, next_ in enumerate(struct.unpack_from(f"<{size // 4}L", data, start)) if next_ != _FREE
        ]
        if used:
            last = max(last, number * (size // 4) + used[-1])
    return (last + 2) * size > len(data)  # the header comes before the first sector


def _tables(data: bytes) -> Iterator[int]:
    """The sectors of the table that the header lists: a file of up to 6.8 MB has no more."""
    for sector in struct.unpack_from("<109L", data, 76):
        if sector < _LAST_REGULAR:
            yield sector


def _has_password(data: bytes) -> bool:
    """Whether the first records of an old workbook say that the others are encrypted."""
    begin = _BEGIN.search(data, _HEADER)
    at = begin.start() if begin else len(data)
    for _ in range(_LOOKED_AT):
        if at + 4 > len(data):
            return False
        record, length = struct.unpack_from("<2H", data, at)
        if record in (_FILE_PASS, _END):
            return bool(record == _FILE_PASS)
        at += 4 + length
    return False

"""Packing the parts of a workbook into its file, those that are known before only once.

The bytes are what the standard library's `zipfile` makes of the same parts (a test says so). It takes longer
to write a dozen small parts than to pack them.
"""

import struct
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _DEFLATED = 20, 8
_SYSTEM = 0 if sys.platform == "win32" else 3
_DAY = 1 << 5 | 1  # 1 January 1980, as xlsxwriter has it
_RIGHTS = 0o600 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A part, packed."""

    name: bytes
    checksum: int
    size: int
    data: bytes

    @classmethod
    def of(cls, name: str, content: bytes) -> "Packed":
        """Pack a part."""
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        data = deflate.compress(content) + deflate.flush()
        return cls(name.encode("ascii"), zlib.crc32(content), len(content), data)


def package(parts: Iterable[Packed]) -> bytes:
    """The file of some parts, which are together smaller than 4 GB."""
    pieces, directory, count, offset = [], [], 0, 0
    for part in parts:
        sizes = (part.checksum, len(part.data), part.size)
        header = _LOCAL.pack(b"PK\3\4", _VERSION, 0, _DEFLATED, 0, _DAY, *sizes, len(part.name), 0)
        versions = (_VERSION, _SYSTEM, _VERSION, 0)
        rest = (len(part.name), 0, 0, 0, 0, _RIGHTS, offset)
        entry = _CENTRAL.pack(b"PK\1\2", *versions, 0, _DEFLATED, 0, _DAY, *sizes, *rest)
        pieces += [header, part.name, part.data]
        directory += [entry, part.name]
        count += 1
        offset += len(header) + len(part.name) + len(part.data)
    central = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(central), offset, 0)
    return b"".join([*pieces, central, end])

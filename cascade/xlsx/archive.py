"""Inflate the files inside a workbook in small chunks, and stop at the limits."""

import zlib
from collections.abc import Iterator

from cascade.grid import Refused
from cascade.xlsx import limits
from cascade.xlsx.directory import ZipEntry, read_directory

_PACKED_CHUNK = 64 << 10
_INFLATED_CHUNK = 256 << 10


class Archive:
    """A zip file with a checked directory. It finds names regardless of case."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._entries = read_directory(data)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The case-folded names of all files."""
        return tuple(self._entries)

    @property
    def size(self) -> int:
        """The bytes of all files after inflating, as the directory says."""
        return sum(entry.size for entry in self._entries.values())

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflate a file in chunks of at most 256 KB.

        Raises `Refused`: F03 for a missing or damaged file, F09 for one that is too large.
        """
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise Refused("F03", detail=f"缺少 {name[:80]}")
        if entry.size > limits.PART.most:
            raise limits.PART.refused()
        if entry.size > limits.RATIO_FROM and entry.size > limits.RATIO.most * entry.packed:
            raise limits.RATIO.refused()
        return self._checked(entry)

    def _checked(self, entry: ZipEntry) -> Iterator[bytes]:
        """Yield the bytes of an entry and check them against the directory's size and checksum."""
        size = crc = 0
        for chunk in self._inflated(entry) if entry.deflated else self._stored(entry):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            if size > entry.size:
                break
            yield chunk
        if size != entry.size:
            raise Refused("F03", detail=f"{entry.name[:80]} 的大小不符")
        if crc != entry.crc:
            raise Refused("F03", detail=f"{entry.name[:80]} 的校验码不符")

    def _stored(self, entry: ZipEntry) -> Iterator[bytes]:
        end = entry.start + entry.packed
        for at in range(entry.start, end, _INFLATED_CHUNK):
            yield self._data[at : min(at + _INFLATED_CHUNK, end)]

    def _inflated(self, entry: ZipEntry) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        end = entry.start + entry.packed
        at = entry.start
        try:
            while at < end and not inflater.eof:
                packed = self._data[at : min(at + _PACKED_CHUNK, end)]
                at += len(packed)
                full = True
                while packed or full:  # a full chunk may leave output behind after all input is consumed
                    chunk = inflater.decompress(packed, _INFLATED_CHUNK)
                    packed = inflater.unconsumed_tail
                    full = len(chunk) == _INFLATED_CHUNK
                    if chunk:
                        yield chunk
        except zlib.error:
            raise Refused("F03", detail=f"{entry.name[:80]} 解压出错") from None
        if at < end or inflater.unused_data or not inflater.eof:
            raise Refused("F03", detail=f"{entry.name[:80]} 不完整")

"""The files inside a workbook, inflated a piece at a time and never beyond their limit."""

import zlib
from collections.abc import Iterator

from cascade.grid import Refused
from cascade.xlsx import limits
from cascade.xlsx.directory import ZipEntry, read_directory

_PACKED_STEP = 64 << 10
_INFLATED_STEP = 256 << 10


class Archive:
    """A zip file whose directory has been checked. Names are looked up without regard to case."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._entries = read_directory(data)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, case-folded."""
        return tuple(self._entries)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a file, in pieces of at most 256 KB.

        Raises `Refused`: F03 where it is missing or damaged, F09 where it is too large.
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
        """The bytes of an entry, held to the size and the checksum that the directory gives."""
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
        for at in range(entry.start, end, _INFLATED_STEP):
            yield self._data[at : min(at + _INFLATED_STEP, end)]

    def _inflated(self, entry: ZipEntry) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        end = entry.start + entry.packed
        at = entry.start
        try:
            while at < end and not inflater.eof:
                packed = self._data[at : min(at + _PACKED_STEP, end)]
                at += len(packed)
                full = True
                while packed or full:  # a full piece may have left output behind, though all input is taken
                    chunk = inflater.decompress(packed, _INFLATED_STEP)
                    packed = inflater.unconsumed_tail
                    full = len(chunk) == _INFLATED_STEP
                    if chunk:
                        yield chunk
        except zlib.error:
            raise Refused("F03", detail=f"{entry.name[:80]} 解压出错") from None
        if at < end or inflater.unused_data or not inflater.eof:
            raise Refused("F03", detail=f"{entry.name[:80]} 不完整")

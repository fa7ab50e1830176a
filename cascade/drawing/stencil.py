"""A workbook drawn once with blanks in it, to be filled many times: with words, number formats and numbers.

A blank for a word is a character for private use, one for a number is a number that nobody has. The filled
workbook is byte for byte what drawing makes of the same words and numbers, as long as these are plain.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MOST_WORDS = 6_400  # so many characters are for private use
PLAIN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f&<>\"'_#\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]+")
PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_FIRST = 0xE000
_NUMBER = re.compile(r"1\.(\d{5})7([Ee])\+250")
_WORKED_OUT = re.compile(r"\d[Ee]\+2\d\d\b")  # what is left of a blank number that was computed with
_FORMAT = re.compile(r"0&quot;([\ue000-\uf8ff])&quot;")
_STYLES = "xl/styles.xml"
_LISTED_ONCE = {
    "xl/sharedStrings.xml": re.compile(r"<si>.*?</si>", re.DOTALL),
    _STYLES: re.compile(r'formatCode="[^"]*"'),
}


def blank_word(at: int) -> str:
    """The blank for the word of a number (from 0)."""
    return chr(_FIRST + at)


def blank_number(at: int) -> Decimal:
    """The blank for the number of a number (from 0)."""
    return Decimal(f"1.{at:05d}7E+250")


class Stencil:
    """The parts of a workbook; those with blanks are cut at them."""

    def __init__(self, data: bytes) -> None:
        """`data` is the workbook. The number format of which a blank word is the unit is itself blank."""
        self._parts: dict[str, _Part] = {}
        with ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                self._parts[name] = _Part(_FORMAT.sub(r"\1", text) if name == _STYLES else text)

    @property
    def is_whole(self) -> bool:
        """Whether every blank is as it was: none was computed with while the workbook was drawn."""
        return not any(_WORKED_OUT.search(piece) for part in self._parts.values() for piece in part.pieces)

    def filled(self, words: Sequence[str], numbers: Sequence[Decimal]) -> bytes | None:
        """The workbook with its blanks filled; None where it would list something twice.

        Words and numbers are those of the blanks, in their order; words are plain, or number formats.
        """
        found = [float(number) for number in numbers]
        written = {
            "": [word.replace('"', "&quot;") for word in words],
            "E": [f"{number:.16G}" for number in found],  # in a cell
            "e": [str(number) for number in found],  # as the result of a formula
        }
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for name, part in self._parts.items():
                text = part.filled(written)
                listed = _LISTED_ONCE[name].findall(text) if name in _LISTED_ONCE else []
                if len(set(listed)) < len(listed):
                    return None
                archive.writestr(_entry(name), text)
        return buffer.getvalue()


def _entry(name: str) -> ZipInfo:
    """How xlsxwriter enters a part in the file."""
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


class _Part:
    """A part cut at its blanks, each of which stands for one of what is written in some way."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = []
        self.blanks: list[tuple[int, str, int]] = []
        end = 0
        words = ((found.span(), "", ord(found[0]) - _FIRST) for found in PRIVATE.finditer(text))
        numbers = ((found.span(), found[2], int(found[1])) for found in _NUMBER.finditer(text))
        for (start, after), way, at in sorted((*words, *numbers)):
            self.pieces += [text[end:start], ""]
            self.blanks.append((len(self.pieces) - 1, way, at))
            end = after
        self.pieces.append(text[end:])

    def filled(self, written: dict[str, list[str]]) -> str:
        """The part with its blanks filled."""
        pieces = self.pieces.copy()
        for place, way, at in self.blanks:
            pieces[place] = written[way][at]
        return "".join(pieces)

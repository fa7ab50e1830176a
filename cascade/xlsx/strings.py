"""Read texts: the shared strings, and the escapes and runs that any text of a workbook may hold."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cascade.grid import Run
from cascade.xlsx import limits
from cascade.xlsx.cell_styles import struck_and_raised
from cascade.xlsx.markup import Part, pieces, plain_text

_ESCAPE = re.compile(r"((?:_x[0-9A-Fa-f]{4}_)+)")


def unescaped(text: str) -> str:
    """Replace `_xHHHH_` (`_x000D_`, `_x005F_`) by its character, as Excel does.

    Half a surrogate pair, U+FFFE and U+FFFF are no characters and cannot be stored: their escapes stay.
    """
    return _ESCAPE.sub(_decode_escapes, text) if "_x" in text else text


def _decode_escapes(match: re.Match[str]) -> str:
    written = match[1]
    units = bytes.fromhex("".join(written[at + 2 : at + 6] for at in range(0, len(written), 7)))
    try:
        text = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return written
    return written if "\ufffe" in text or "\uffff" in text else text


class RichText(NamedTuple):
    """A text, and its parts where it has several fonts."""

    text: str
    runs: tuple[Run, ...] = ()


def joined(part: Part, element: Element) -> RichText:
    """The text of `<si>` or `<is>`: its joined runs without phonetic readings. Raises `Refused`."""
    if len(element) == 1 and element[0].tag == "t":
        return RichText(unescaped(plain_text(part, element[0])))
    runs = []
    for child in element:
        if child.tag == "t":
            runs.append(Run(plain_text(part, child)))
        elif child.tag == "r":
            runs.append(_run(part, child))
    text = "".join(run.text for run in runs)
    if len(text) > limits.TEXT.most:
        raise limits.TEXT.refused()
    several = any(run.struck is not None for run in runs)
    return RichText(unescaped(text), tuple(runs) if several else ())


def _run(part: Part, element: Element) -> Run:
    text, font = "", None
    for each in element:
        if each.tag == "t":
            text += plain_text(part, each)
        elif each.tag == "rPr":
            font = each
    return Run(text) if font is None else Run(text, *struck_and_raised(font))


def read_strings(label: str, chunks: Iterable[bytes], allowance: limits.Allowance) -> dict[str, RichText]:
    """Read `xl/sharedStrings.xml`: every text by the number that cells write. Raises `Refused`."""
    part = Part(label, "sst", allowance)
    strings: dict[str, RichText] = {}
    for _, element in pieces(part, chunks, depth=1):
        if element.tag == "si":
            strings[str(len(strings))] = joined(part, element)
            if len(strings) > limits.STRINGS.most:
                raise limits.STRINGS.refused()
    return strings

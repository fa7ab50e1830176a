"""Characters that people do not see: what they do to a text, and how to show them."""

import unicodedata

_HIDING = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # Unicode's control, format, surrogate and separating characters
_BREAKS = str.maketrans({"\n": "［换行］", "\t": "［制表符］", "\r": "［换行］"})

# RLO, RLE, RLI, RLM and ALM: the digits beside them may stand in another order than they are stored.
_TURNING = frozenset("\u202e\u202b\u2067\u200f\u061c")
# Format characters (Cf) that are seen: a soft hyphen, which spreadsheets show as one; the signs that Arabic,
# Syriac and Kaithi write around a number; annotations, whose texts are shown apart or not at all.
_SEEN = frozenset("\u00ad\u06dd\u070f\u08e2\U000110bd\U000110cd\ufff9\ufffa\ufffb") | frozenset(
    map(chr, (*range(0x0600, 0x0606), 0x0890, 0x0891))
)


def visible(text: str) -> str:
    """Replace control characters, format characters and lone surrogates by code points: `［U+202E］`."""
    if text.isprintable():
        return text
    return "".join(
        f"［U+{ord(char):04X}］" if unicodedata.category(char) in _HIDING and char not in "\t\n\r" else char
        for char in text
    )


def visible_line(text: str) -> str:
    """The same for a text within a sentence: line breaks and tabs are named, too."""
    return visible(text).replace("\r\n", "\n").translate(_BREAKS)


def turns_direction(text: str) -> bool:
    """Whether a text holds a character that turns the direction of reading, e.g. U+202E."""
    return not _TURNING.isdisjoint(text)


def without_invisible(text: str) -> str:
    """The text without format characters (Cf) that nobody sees, such as U+200B, U+FEFF and U+202D."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char in _SEEN or unicodedata.category(char) != "Cf")

"""Small edits to the XML of a workbook, as chance has it; the packed mutant has valid checksums again."""

import random
import re
from collections.abc import Callable

from tests.support.raw_workbook import BOOK, BOOK_RELATIONS, CUSTOM, STRINGS, STYLES

Parts = dict[str, bytes]
Edit = Callable[[Parts, random.Random], None]

CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)")
ROW = re.compile(rb"<row .*?</row>")
VALUE = re.compile(rb"<v>[^<]*</v>")
NUMBER_CELL = re.compile(rb'<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="n")?><v>[^<]*</v></c>')
STRING_CELL = re.compile(rb't="s"><v>(\d+)</v>')
ITEM = re.compile(rb"<si>.*?</si>")
ATTRIBUTE = re.compile(rb' [\w:]+="[^"]*"')
FORMULA = re.compile(rb"<f[ >].*?</f>")
FORMULAS = (b"1+1", b"2*3.5", b"7", b"100-0.5", b"A1", b"NOW()", b"[1]x!A1", b"SUM(3,4)*0+9")
FORMATS = (b"9", b"10", b"14", b"22", b"49", b"0", b"1", b"2", b"164", b"165")
TEXTS = (
    "12",
    "１２",
    " 3 ",
    "3台",
    "12%",
    "≥12%",
    "/",
    "—",
    "",
    "一百",
    "0x1F",
    "1e3",
    "330602",
    "K06",
    "&#49;2",
)
NUMBERS = (
    b"0",
    b"-1",
    b"1e3",
    b"0.1",
    b"12.5",
    b"1E400",
    b"00012",
    b".5",
    b"7.",
    b"12.20",
    b"60.564999999999998",
)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, cut out or put in."""
    mutant = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(mutant))
        match chance.randrange(5):
            case 0:
                del mutant[at : at + chance.randint(1, 30)]
            case 1:
                mutant[at:at] = chance.randbytes(chance.randint(1, 5))
            case _:
                mutant[at] ^= 1 << chance.randrange(8)
    return bytes(mutant)


def _sheet(parts: Parts, chance: random.Random) -> str:
    """One of the sheets, large ones rather than small ones."""
    names = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    return chance.choices(names, [len(parts[name]) for name in names])[0]


def _any(parts: Parts, chance: random.Random) -> str:
    read = [name for name in (STRINGS, STYLES, BOOK, BOOK_RELATIONS, CUSTOM) if name in parts]
    return _sheet(parts, chance) if chance.random() < 0.6 else chance.choice(read)


def _replace(
    parts: Parts, name: str, pattern: re.Pattern[bytes], chance: random.Random, new: Callable[[bytes], bytes]
) -> None:
    """Replaces one match of a pattern, if there is any."""
    found = list(pattern.finditer(parts.get(name, b"")))
    if found:
        match = chance.choice(found)
        text = parts[name]
        parts[name] = text[: match.start()] + new(match[0]) + text[match.end() :]


def _digit(text: bytes, chance: random.Random) -> bytes:
    places = [at for at, byte in enumerate(text) if 48 <= byte < 58]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + b"%d" % chance.randrange(10) + text[at + 1 :]


def digit_of_a_value(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _sheet(parts, chance), VALUE, chance, lambda text: _digit(text, chance))


def another_number(parts: Parts, chance: random.Random) -> None:
    number = b"<v>" + chance.choice(NUMBERS) + b"</v>"
    _replace(parts, _sheet(parts, chance), NUMBER_CELL, chance, lambda text: VALUE.sub(number, text))


def digit_of_an_attribute(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _any(parts, chance), ATTRIBUTE, chance, lambda text: _digit(text, chance))


def attribute_removed(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _any(parts, chance), ATTRIBUTE, chance, lambda text: b"")


def attribute_twice(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _any(parts, chance), ATTRIBUTE, chance, lambda text: text + text)


def attribute_emptied(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _any(parts, chance), ATTRIBUTE, chance, lambda text: text.split(b"=")[0] + b'=""')


def cell_removed(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _sheet(parts, chance), CELL, chance, lambda text: b"")


def cell_twice(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _sheet(parts, chance), CELL, chance, lambda text: text + _digit(text, chance))


def cells_exchanged(parts: Parts, chance: random.Random) -> None:
    name = _sheet(parts, chance)
    values = VALUE.findall(parts[name])
    if values:
        _replace(parts, name, VALUE, chance, lambda text: chance.choice(values))


def value_removed(parts: Parts, chance: random.Random) -> None:
    _replace(
        parts, _sheet(parts, chance), VALUE, chance, lambda text: chance.choice((b"", b"<v/>", b"<v></v>"))
    )


def value_dressed(parts: Parts, chance: random.Random) -> None:
    shapes = (
        b"<v> %s </v>",
        b"<v>%s\n</v>",
        b"<v><![CDATA[%s]]></v>",
        b"<v><!-- 1 -->%s</v>",
        b"<v>%s<?x 2?></v>",
        b"<v>%s</v><v>5</v>",
        b"<v>&#49;%s</v>",
        b'<v xml:space="preserve">%s</v>',
        b"<v>%s</v><extLst><ext><v>9</v></ext></extLst>",
    )
    shape = chance.choice(shapes)
    _replace(parts, _sheet(parts, chance), VALUE, chance, lambda text: shape % text[3:-4])


def type_changed(parts: Parts, chance: random.Random) -> None:
    kind = b' t="%s"' % chance.choice((b"s", b"str", b"n", b"b", b"e", b"d", b"inlineStr", b"x"))
    retype = re.compile(rb' t="\w+"|(?=><v>)')
    _replace(parts, _sheet(parts, chance), CELL, chance, lambda text: retype.sub(kind, text, count=1))


def formula_put_in(parts: Parts, chance: random.Random) -> None:
    formula = b"<f>" + chance.choice(FORMULAS) + b"</f><v>"
    _replace(parts, _sheet(parts, chance), NUMBER_CELL, chance, lambda text: text.replace(b"<v>", formula))


def formula_removed(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _sheet(parts, chance), FORMULA, chance, lambda text: b"")


def style_changed(parts: Parts, chance: random.Random) -> None:
    style = b' s="%d"' % chance.randrange(60)
    _replace(parts, _sheet(parts, chance), re.compile(rb' s="\d+"'), chance, lambda text: style)


def format_changed(parts: Parts, chance: random.Random) -> None:
    number = b'numFmtId="%s"' % chance.choice(FORMATS)
    _replace(parts, STYLES, re.compile(rb'numFmtId="\d+"'), chance, lambda text: number)


def string_changed(parts: Parts, chance: random.Random) -> None:
    """Another index into the shared strings, or a text for a number."""
    if STRINGS in parts and chance.random() < 0.5:
        index = b't="s"><v>%d</v>' % chance.randrange(200)
        _replace(parts, _sheet(parts, chance), STRING_CELL, chance, lambda text: index)
        return
    text = chance.choice(TEXTS).encode()
    inline = b' t="inlineStr"><is><t>%s</t></is></c>' % text
    cut = re.compile(rb"(?: t=\"n\")?><v>.*")
    _replace(parts, _sheet(parts, chance), NUMBER_CELL, chance, lambda cell: cut.sub(inline, cell))


def string_list_changed(parts: Parts, chance: random.Random) -> None:
    def change(item: bytes) -> bytes:
        return chance.choice((b"", item + item, b"<si/>", b"<si><t>12</t></si>", _digit(item, chance)))

    _replace(parts, STRINGS, ITEM, chance, change)


def row_changed(parts: Parts, chance: random.Random) -> None:
    """A row removed, doubled, renumbered, hidden, or put in another's place."""
    name = _sheet(parts, chance)
    rows = ROW.findall(parts[name])

    def change(row: bytes) -> bytes:
        number = b'<row r="%d"' % chance.randrange(1, 40)
        renumbered = re.sub(rb'<row r="\d+"', number, row)
        moved = re.sub(rb'(r="[A-Z]*)\d+"', rb"\g<1>%d" % chance.randrange(5, 30) + b'"', row)
        hidden = row.replace(b"<row ", b'<row hidden="1" ', 1)
        return chance.choice((b"", row + row, renumbered, moved, hidden, chance.choice(rows), row + moved))

    _replace(parts, name, ROW, chance, change)


def column_hidden(parts: Parts, chance: random.Random) -> None:
    _replace(parts, _sheet(parts, chance), re.compile(rb"<col "), chance, lambda text: b'<col hidden="1" ')


def cells_merged(parts: Parts, chance: random.Random) -> None:
    row, column = chance.randrange(5, 20), chance.randrange(24)
    right, bottom = column + chance.randrange(3), row + chance.randrange(3)
    area = f"{chr(65 + column)}{row}:{chr(65 + right)}{bottom}"
    merge = b'<mergeCell ref="%s"/></mergeCells>' % area.encode()
    name = _sheet(parts, chance)
    parts[name] = parts[name].replace(b"</mergeCells>", merge)


def name_changed(parts: Parts, chance: random.Random) -> None:
    names = re.compile(rb"<definedName .*?</definedName>")
    others = names.findall(parts.get(BOOK, b""))

    def change(text: bytes) -> bytes:
        other = chance.choice(others)
        swapped = re.sub(rb">.*<", lambda _: b">" + other.split(b">")[1].split(b"<")[0] + b"<", text)
        return chance.choice((b"", swapped, _digit(text, chance), text + text))

    if others:
        _replace(parts, BOOK, names, chance, change)


def part_removed(parts: Parts, chance: random.Random) -> None:
    if len(parts) > 1:
        del parts[chance.choice(sorted(parts))]


def markup_removed(parts: Parts, chance: random.Random) -> None:
    """Some bytes of the XML cut out, or doubled."""
    name = _any(parts, chance)
    text = parts[name]
    at = chance.randrange(len(text) + 1)
    end = at + chance.choice((1, 2, 5, 20, 200))
    parts[name] = text[:at] + chance.choice((b"", text[at:end] * 2)) + text[end:]


def codes_exchanged(parts: Parts, chance: random.Random) -> None:
    """A code of a field or county becomes another one wherever it stands."""
    name = STRINGS if STRINGS in parts else _sheet(parts, chance)
    codes = re.findall(rb">(?:K\d\d[a-d]?|33\d{4}(?:A\d)?)<", parts[name])
    if codes:
        old, new = chance.choice(codes), chance.choice(codes)
        parts[name] = parts[name].replace(old, new)


EDITS: list[Edit] = [
    *[digit_of_a_value, another_number, string_changed] * 3,
    *[digit_of_an_attribute, type_changed, value_dressed, row_changed, cells_exchanged] * 2,
    *[attribute_removed, attribute_twice, attribute_emptied, cell_removed, cell_twice, value_removed],
    *[formula_put_in, formula_removed, style_changed, format_changed, string_list_changed, column_hidden],
    *[cells_merged, name_changed, part_removed, markup_removed, codes_exchanged],
]

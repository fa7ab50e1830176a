"""Read the comments (批注) that people have written at cells of a worksheet."""

import posixpath
from xml.etree.ElementTree import Element

from cascade.grid import Refused
from cascade.xlsx.archive import Archive
from cascade.xlsx.limits import Allowance
from cascade.xlsx.markup import Part, pieces, plain_text
from cascade.xlsx.package import read_relations
from cascade.xlsx.strings import joined


def read_comments(sheet_part: str, archive: Archive, allowance: Allowance) -> dict[str, str]:
    """The comments of a sheet by address, without those that name no author, as in our own copies.

    A return is not refused for its comments: those that cannot be read are left out.
    """
    folder, name = posixpath.split(sheet_part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive:
        return {}
    found: dict[str, str] = {}
    try:
        for each in read_relations(relations, archive, allowance).values():
            if each.kind == "comments" and not each.outside and each.target in archive:
                found |= _read(Part(each.target, "comments", allowance), archive)
    except Refused:
        return {}
    return found


def _read(part: Part, archive: Archive) -> dict[str, str]:
    authors: list[str] = []
    found: dict[str, str] = {}
    for parent, element in pieces(part, archive.chunks(part.label)):
        if parent == "authors":
            authors.append(plain_text(part, element).strip())
        elif parent == "commentList" and (author := _author(authors, element)):
            text = "".join(joined(part, each).text for each in element if each.tag == "text").strip()
            found[element.get("ref", "")] = text.removeprefix(author).lstrip(":：").strip()
    return {at: text for at, text in found.items() if text}


def _author(authors: list[str], element: Element) -> str:
    number = element.get("authorId", "")
    return authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""

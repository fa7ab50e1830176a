"""Read `xl/workbook.xml`: the sheets in their order, and the defined names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces, plain_text


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook lists it; the relationship id `relation` leads to its part."""

    name: str
    hidden: bool
    relation: str


class _DefinedName(NamedTuple):
    """A defined name with its reference; `scoped` names hold for one sheet only."""

    name: str
    text: str
    scoped: bool


def read_workbook(
    label: str, chunks: Iterable[bytes], allowance: limits.Allowance
) -> tuple[list[ListedSheet], dict[str, str]]:
    """Read the sheets and the reference text of every defined name. Raises `Refused`."""
    part = Part(label, "workbook", allowance, cached=True)
    sheets: dict[str, ListedSheet] = {}
    names: list[_DefinedName] = []
    for parent, element in pieces(part, chunks):
        if (parent, element.tag) == ("sheets", "sheet"):
            allowance.spend(limits.SHEETS, 1)
            sheet = _read_sheet(part, element)
            if sheets.setdefault(sheet.name.casefold(), sheet) is not sheet:
                raise part.damaged(f"工作表“{sheet.name[:31]}”重名")
        elif (parent, element.tag) == ("definedNames", "definedName"):
            scoped = "localSheetId" in element.keys()  # noqa: SIM118
            names.append(_DefinedName(element.get("name", ""), plain_text(part, element), scoped))
            allowance.spend(limits.NAMES, 1)
    return list(sheets.values()), _unambiguous(names)


def _read_sheet(part: Part, element: Element) -> ListedSheet:
    name = element.get("name", "")
    relation = element.get("r:id")
    if relation is None:
        raise part.damaged(f"工作表“{name[:31]}”没有去处")
    return ListedSheet(name, element.get("state", "visible") != "visible", relation)


def _unambiguous(names: list[_DefinedName]) -> dict[str, str]:
    """The reference text of every unambiguous name.

    A name for the whole workbook goes before a name for a sheet. Two definitions on the same level contradict
    each other, so that name is left out. Case makes no difference, as in Excel.
    """
    groups: dict[str, list[_DefinedName]] = {}
    for each in names:
        groups.setdefault(each.name.casefold(), []).append(each)
    found: dict[str, str] = {}
    for group in groups.values():
        level = [each for each in group if not each.scoped] or group
        if len(level) == 1:
            found[level[0].name] = level[0].text
    return found

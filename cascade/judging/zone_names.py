"""The names of functional zones: which ones would count a number twice, or say nothing.

A spare row is for a zone that belongs to no county. A row for a total, for a county or for a zone that has a
row already counts again what stands in other rows.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from cascade.formula import Formula, chained, formula
from cascade.model import Plan

TOTALS = ("合计", "小计", "总计", "共计", "累计", "汇总")  # anywhere in a name
BEGINNINGS = ("其中", "全市", "全省", "全县", "全区")
_WHOLE_NAMES = {"total", "subtotal", "sum", "总数", "总和", "市区", "市辖区"}
SUFFIXES = ("市", "县", "区")  # a region is also known without them
_SHORTEST = 2  # characters that a region's name has without its suffix, to be clear

_LIKE_TABLE = formula("SUMPRODUCT((table = name) + suffixed)")
_LIKE_SPARE = formula("SUMPRODUCT((spare = name) * 1)")
_SUFFIXED = formula("(table = name & suffix)")
_SUM = formula("first + second")
_BEARS = formula("COUNTIF(names, pattern)")
_TAKEN = formula('IF(name = "", 0, IF((like > 1) + (name = city) + (name & suffix = city) > 0, 1, 0))')


@cache
def taken(has_spare: bool) -> Formula:
    """1 where the `name` of a zone is that of a county, the city or another zone, else 0.

    `city` is the city's name, `table` the range of the counties' and known zones' names, and `spare`, with
    `has_spare`, that of the spare rows. A spreadsheet compares names as they are written, but for case.
    """
    suffixed = chained(_SUM, [_SUFFIXED.given(suffix=suffix) for suffix in SUFFIXES])
    like = _LIKE_TABLE.given(suffixed=suffixed)
    if has_spare:
        like = _SUM.given(first=like, second=_LIKE_SPARE)
    return _TAKEN.given(like=like, suffix=SUFFIXES[0])


@cache
def totals() -> Formula:
    """How many of the names of a range `names` stand for a sum."""
    patterns = [*(f"*{word}*" for word in TOTALS), *(f"{word}*" for word in BEGINNINGS)]
    return chained(_SUM, [_BEARS.given(pattern=pattern) for pattern in patterns])


def wrong_names(plan: Plan, city: str, names: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, in words, with the `names` of a city's zones, by the zones' codes.

    A zone that is named twice is wrong in its second row.
    """
    found: dict[str, str] = {}
    seen: dict[str, str] = {}
    regions = _regions(plan, city) if names else {}
    for zone, name in names.items():
        key = comparable(name)
        region = next((regions[each] for each in _without_ancestors(key, plan, city) if each in regions), "")
        if not key:
            found[zone] = "里没有看得见的文字"
        elif is_total(key):
            found[zone] = "是合计或部分合计，不是功能区，数字会重复计入"
        elif region:
            found[zone] = f"就是{region}，不是功能区，数字会重复计入"
        elif key in seen:
            found[zone] = f"与 {seen[key]} 一行的功能区相同，数字会重复计入"
        seen.setdefault(key, zone)
    return found


@lru_cache(maxsize=1 << 14)  # every return of a round is compared with the same regions
def comparable(name: str) -> str:
    """The letters and digits of a name in one writing: no blanks, signs or invisible characters."""
    normal = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in normal if unicodedata.category(char)[0] in "LMN")


def is_total(key: str) -> bool:
    """Whether a comparable name stands for a sum."""
    return any(word in key for word in TOTALS) or key.startswith(BEGINNINGS) or key in _WHOLE_NAMES


def _regions(plan: Plan, city: str) -> dict[str, str]:
    """The names of the province, its cities and the city's counties, by their comparable writings."""
    own = [plan.region(city), *plan.counties(city)]
    named = {comparable(each.name): each.name for each in (plan.region(plan.province), *plan.cities, *own)}
    short = {_short(comparable(each.name)): each.name for each in own}
    return short | named


def _short(key: str) -> str:
    """A region's name without its suffix; unchanged where that would be too short to be clear."""
    return key[:-1] if key.endswith(SUFFIXES) and len(key) > _SHORTEST else key


def _without_ancestors(key: str, plan: Plan, city: str) -> Iterable[str]:
    """A comparable name, and what is left of it without the names of province and city in front."""
    yield key
    for region in (plan.province, city):
        name = comparable(plan.name(region))
        for front in (name, _short(name)):
            if key.startswith(front) and len(key) > len(front):
                key = key.removeprefix(front)
                yield key
                break

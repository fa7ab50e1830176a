"""Understand how people write a region, a round, an indicator, a day or a paper size on the command line.

A choice is known by its code, its name and its usual writings (杭州 for 杭州市). Width, case, blanks and
punctuation make no difference. Whoever writes something else is told what comes near it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cascade.divisions import short_names
from cascade.errors import Wrong
from cascade.theme import PAPERS

if TYPE_CHECKING:  # --help stays quick
    from datetime import date

    from cascade.indicators import Indicator, Input
    from cascade.model import Plan, Region, Round

T = TypeVar("T")

_SHORTEST = 2  # characters of a name without its kind (杭州), and of a part of a name that is searched for
_DAY = re.compile(r"(\d{4})\s*[-–—./年]\s*(\d{1,2})\s*[-–—./月]\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d)")
_MOST_LISTED = 40  # choices; of more, only those that come near are named


@dataclass(frozen=True)
class Choice(Generic[T]):
    """One of several things to choose from: its code and name, and other usual writings of it.

    `by_part` says that a part of its name means it, where no other name has that part.
    """

    value: T
    code: str
    name: str
    writings: tuple[str, ...] = ()
    by_part: bool = False

    def __str__(self) -> str:
        return " ".join(dict.fromkeys(filter(None, (self.code, self.name))))


def choose(text: str, choices: Sequence[Choice[T]], what: str) -> T:
    """The choice that a text means. Raises Wrong for none or several; `what` is the Chinese word."""
    found = meant(text, choices)
    if len(found) == 1:
        return found[0].value
    if found:
        raise Wrong(f"{what}“{text}”不明确，可能是：\n{_listed(found)}\n请写编码或全称。")
    near = _near(text, choices)
    asked = f"您要写的是不是 {'、'.join(map(str, near))}？" if near else ""
    listed = f"\n可选：\n{_listed(choices)}" if len(choices) <= _MOST_LISTED else ""
    raise Wrong(f"没有{what}“{text}”。{asked}{listed}")


def meant(text: str, choices: Sequence[Choice[T]]) -> list[Choice[T]]:
    """The choices that a text can mean: by code or name, else by another writing, else by part of a name."""
    plain = _plain(text)
    if not plain:
        return []
    ways: tuple[Iterable[Choice[T]], ...] = (
        (each for each in choices if text in (each.code, each.name)),
        (each for each in choices if plain in (_plain(each.code), _plain(each.name))),
        (each for each in choices if plain in map(_plain, (f"{each.code}{each.name}", *each.writings))),
        (each for each in choices if each.by_part and len(plain) >= _SHORTEST and plain in _plain(each.name)),
    )
    return next((found for way in ways if (found := list(way))), [])


def _plain(text: str) -> str:
    """A text without what makes no difference: width, case, blanks, punctuation, invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def _near(text: str, choices: Sequence[Choice[T]]) -> list[Choice[T]]:
    """Up to three choices whose code, name or other writing comes near a text."""
    from difflib import get_close_matches  # only for a wrong word

    by_writing = {_plain(word): each for each in choices for word in (*each.writings, each.code, each.name)}
    near = get_close_matches(_plain(text), by_writing, n=9, cutoff=0.5)
    return list({id(each): each for each in (by_writing[word] for word in near)}.values())[:3]


def _listed(choices: Iterable[Choice[T]]) -> str:
    return "\n".join(f"  {each}" for each in choices)


_LEADS = Choice("lead", "lead", "牵头单位", ("单位", "部门", "牵头部门", "省级牵头单位"))
# levels of other plans
_UNITS = ("乡镇", "镇", "街镇", "处室", "企业", "子公司", "高校", "盟市", "旗县")
SPLITS = (_LEADS, Choice("city", "city", "填报单位", ("设区市", "市", "地市", "各市", *_UNITS)))
_COUNTIES = ("县（市、区）", "县", "区县", "县区", "各县", *_UNITS)
PARTS = (_LEADS, Choice("county", "county", "下级单位", _COUNTIES))


def region_choices(plan: "Plan", regions: Iterable["Region"]) -> list[Choice["Region"]]:
    """Some regions of a plan, also by short names, and below the names of the regions above them."""
    return [Choice(each, each.code, each.name, tuple(_region_writings(plan, each))) for each in regions]


def _region_writings(plan: "Plan", region: "Region") -> list[str]:
    """`上城`, `杭州上城区`, `浙江省杭州市上城区`, … for 上城区."""
    names, above = short_names(region.name), region.parent
    while above:
        parent = plan.region(above)
        names += [f"{first}{rest}" for first in short_names(parent.name) for rest in names]
        above = parent.parent
    return names


def round_choices(plan: "Plan") -> list[Choice["Round"]]:
    """The rounds of a plan, also by the words for their kind and by their as-of dates."""
    return [Choice(each, each.id, each.name, tuple(_round_writings(each)), True) for each in plan.rounds]


def _round_writings(round_: "Round") -> Iterable[str]:
    """`分解`, `目标分解` for a breakdown; `20200630`, `2020年6月30日`, `截至6月底` for a progress round."""
    day = round_.as_of
    if day is None:
        yield from ("breakdown", "分解", "目标分解")
        return
    yield from (f"{day:%Y%m%d}", f"{day.year}{day.month}{day.day}", f"{day:%Y%m}")
    for year in ("", f"{day.year}年"):
        for month in (f"{day.month}月", f"{day.month:02}月"):
            for end in ("", "底", "末", f"{day.day}日"):
                yield from (f"{year}{month}{end}", f"截至{year}{month}{end}")


def indicator_choices(plan: "Plan") -> list[Choice["Indicator"]]:
    """The indicators of a plan, also by number."""
    return [Choice(each, each.code, each.name, _indicator_writings(each), True) for each in plan.indicators]


def _indicator_writings(indicator: "Indicator") -> tuple[str, ...]:
    """`6`, `第6项`, `K6` for K06."""
    return indicator.number, f"第{indicator.number}项", _without_zeros(indicator.code)


def input_choices(plan: "Plan") -> list[Choice["Input"]]:
    """The inputs of all indicators of a plan."""
    fields = plan.input.values()
    return [Choice(each, each.code, each.name, (_without_zeros(each.code),), True) for each in fields]


def _without_zeros(code: str) -> str:
    return re.sub(r"(?<=\D)0+(?=\d)", "", code)


def day(text: str) -> "date":
    """The day that a text means: 2020-07-13, 2020.7.13, 2020/7/13, 2020年7月13日, 20200713. Raises Wrong."""
    from datetime import date  # --help stays quick

    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise Wrong(f"“{text}”不是日期，请写成 2020-05-30 的样子")
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise Wrong(f"没有“{text}”这一天，请核对后写成 2020-05-30 的样子") from None


def paper(text: str) -> str:
    """The paper size that a text means: A3, a4, ａ４, A4纸. Raises Wrong."""
    plain = _plain(text).removesuffix("纸").upper()
    if plain not in PAPERS:
        raise Wrong(f"没有纸张“{text}”，只能是 {'、'.join(PAPERS)}")
    return plain

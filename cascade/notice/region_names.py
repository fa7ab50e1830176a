"""Which names of a notice are one region's, and which is that of the whole that the others are parts of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cascade.divisions import code_of, division, is_known
from cascade.notice.framed_tables import Slot
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.phrases import read_target

_ZONES = (re.compile(".*(?:经济(?:技术)?开发|经开)区"), re.compile(".*高新(?:技术)?(?:产业)?(?:开发)?区"))
_GOVERNMENT = re.compile("(?<=[区县市镇乡])(?:(?:人民)?政府|管委会|管理委员会)$")
_OFFICE = re.compile("(?:人民)?政府|管委会|[^区县市镇乡]{2,14}(?:局|委|办|委员会|办公室|中心)")
_KIND = re.compile("市|区|县|旗|镇|乡|街道|街道办|街道办事处")


def with_one_name_each(lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The lines with the first name of every region: 椒江 in one table is 椒江区 in another.

    Names that stand side by side (长沙市, 长沙县) are those of two regions.
    """
    firsts: dict[str, str] = {}
    for name in dict.fromkeys(name for line in lines for name in line.targets):
        beside = {other for line in lines if name in line.targets for other in line.targets}
        others = (first for first in firsts.values() if first not in beside)
        firsts[name] = next((first for first in others if _is_one(first, name)), name)
    return [_with_names(line, firsts) for line in lines]


def _with_names(line: IndicatorLine, names: Mapping[str, str]) -> IndicatorLine:
    phases = {phase: _renamed(targets, names) for phase, targets in line.phases.items()}
    return replace(line, targets=_renamed(line.targets, names), phases=phases)


def _renamed(targets: Mapping[str, Slot], names: Mapping[str, str]) -> dict[str, Slot]:
    return {names[name]: slot for name, slot in targets.items()}


def _is_one(name: str, other: str) -> bool:
    """Whether two names are of one region: with and without its kind, 台州市本级 and 市本级, 经开区."""
    short, long = sorted((name, other), key=len)
    if any(zone.fullmatch(short) and zone.fullmatch(long) for zone in _ZONES):
        return True
    if short.endswith(("本级", "市直")) and long.endswith(short):
        return True
    return long.startswith(short) and _KIND.fullmatch(long[len(short) :]) is not None


def with_regions_of_offices(lines: Sequence[IndicatorLine], remarks: list[str]) -> list[IndicatorLine]:
    """The lines with the names of regions where each has one office: 湖州市 for 湖州市教育局."""
    names = list(dict.fromkeys(name for line in lines for name in line.targets))
    regions = {name: region_of(name) for name in names}
    codes = [code.rstrip("0") for region in regions.values() if (code := code_of(region, ""))]
    nested = any(one != two and two.startswith(one) for one in codes for two in codes)
    offices = [name for name, region in regions.items() if region != name and is_known(region)]
    if nested or len(set(regions.values())) < len(names) or len(offices) * 2 <= len(names):
        return list(lines)
    remarks.append(f"表里的“{offices[0]}”等写作所在的地区（{regions[offices[0]]}等）")
    return [_with_names(line, regions) for line in lines]


def region_of(name: str) -> str:
    """The division whose office a name is; the zone or town of a government; any other name itself."""
    ends = (end for end in range(len(name), 1, -1) if is_known(name[:end]))
    found = next((end for end in ends if _KIND.fullmatch(name[end - 1]) or end == len(name)), 0)
    if found and _OFFICE.fullmatch(name[found:]):
        return name[:found]
    return _GOVERNMENT.sub("", name)


def with_whole_apart(lines: Sequence[IndicatorLine], title: str, remarks: list[str]) -> list[IndicatorLine]:
    """The lines with the figures of a city as headlines where it stands among its own counties or towns."""
    names = list(dict.fromkeys(name for line in lines for name in line.targets))
    whole = next((name for name in names if _is_whole(name, names, title, lines)), "")
    if not whole:
        return list(lines)
    remarks.append(f"表里的“{whole}”是各地的合计，写作总目标，不作为填报单位")
    return [
        replace(
            line,
            targets={name: slot for name, slot in line.targets.items() if name != whole},
            headline=line.headline if line.headline.text else line.targets.get(whole, line.headline),
            phases={
                phase: {name: slot for name, slot in targets.items() if name != whole}
                for phase, targets in line.phases.items()
            },
        )
        for line in lines
    ]


def _is_whole(name: str, names: Sequence[str], title: str, lines: Sequence[IndicatorLine]) -> bool:
    """Whether the other names are of its counties, or its title's own name stands before their sums."""
    code = code_of(name, "")
    if code is None or len(names) < 3:
        return False
    known = [found for other in names if (found := division(code_of(other, "") or "")) and found.code != code]
    if known:
        return sum(each.parent == code for each in known) * 2 > len(names) - 1
    sums = []
    for line in lines:
        values = [read_target(slot.text).value for other, slot in line.targets.items() if other != name]
        said = read_target(line.targets[name].text).value if name in line.targets else None
        sums.append(said is not None and said == sum((value or Decimal(0) for value in values), Decimal(0)))
    return name in title and all(sums)

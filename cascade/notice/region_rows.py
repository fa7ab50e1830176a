"""The regions of a drafted plan: codes by GB/T 2260 where the names are known, invented ones where not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cascade.divisions import (
    AS_OF,
    CHANGES_KNOWN_FROM,
    Division,
    changes,
    children,
    children_in,
    code_of,
    division,
)
from cascade.notice.header_words import without_brackets
from cascade.notice.notice_facts import NoticeFacts

BREAKS_DOWN = ("设区市", "市（州）", "县（市、区）")  # the units that may share their targets out themselves
NOT_A_DIVISION = "国标 GB/T 2260 里没有这个名字，可能已经改名、撤并或写错，请核对；对的不用改"
_LIKE_A_DIVISION = re.compile(
    r"(?!.*(?:开发|高新|经开|经济|合作|示范|管理|度假|保税|实验|[园新景社校库灌]区)).{1,8}[县市区旗]"
)
_TOWN = re.compile(r".+(?:镇|乡|街道?|街道办|办事处|苏木)$")
_COMPANY = re.compile(".+(?:集团|公司)")
_KINDS = "省市区县旗州盟"
_BEFORE_TOP = re.compile(r"^(?:关于|印发|下达|分解|做好|[《“])*(?:(?:19|20)\d\d\s*年度?)?")
_UNIT_LEVELS = (  # how names end, and what units with such names are called
    (re.compile(r".+(?:镇|乡|苏木)$"), "乡镇"),
    (_TOWN, "乡镇（街道）"),
    (re.compile(r".+(?<![社小校片园])[县市区旗]"), "县（市、区）"),
    (re.compile(r".+(?:村|社区|居委会)"), "村（社区）"),
    (re.compile(r".+(?:学校|[中小]学|学院|大学|幼儿园)"), "学校"),
    (re.compile(r".+(?:医院|卫生院|保健院|服务中心)"), "医疗机构"),
    (re.compile(r".+分公司"), "分公司"),
    (re.compile(r".+(?:公司|集团|厂|矿)"), "企业"),
    (re.compile(r".+(?:局|委|办|部)"), "部门"),
    (re.compile(r".+(?:处|科|室|股)"), "处（科）室"),
)
_SHORTEST_NAME, _LONGEST_NAME = 2, 15
_MOST_COUNTED = 21  # units whose counties are counted one by one: no province has more cities
_HAN = re.compile("[\u4e00-\u9fa5](?<![于对在到达由向给的和及与、将发])")
_UNKNOWN = "990000"  # a code that no division has


@dataclass(frozen=True, slots=True)
class DraftedRegions:
    """The rows of `regions` as (code, name, parent): the top, the units in the notice's order, what is below.

    `codes` gives the code of a unit by the notice's name of it. `top_source` says in Chinese where the top
    comes from. `unit_level` and `leaf_level` are the plan's words; a plan of two levels has no `leaf_level`.
    `invented` are units whose codes are made up; `from_table` tells that GB/T 2260 gives the lowest level.
    """

    rows: tuple[tuple[str, str, str], ...]
    codes: dict[str, str]
    top_source: str
    unit_level: str
    leaf_level: str
    invented: tuple[str, ...]
    from_table: bool

    @property
    def top(self) -> tuple[str, str]:
        """Code and name of the region that shares its targets out."""
        return self.rows[0][:2]


def draft_regions(names: Sequence[str], facts: NoticeFacts, captions: Sequence[str]) -> DraftedRegions:
    """Draft the regions for the units that a notice names."""
    top, source = _top(names, facts, captions)
    known = {name: _code_below(name, top.code) for name in names} if top.code != _UNKNOWN else {}
    codes, used = {}, set[str]()
    for number, name in enumerate(names, start=1):
        found = known.get(name)
        codes[name] = found if found and found not in used else _invented(top.code, number)
        used.add(codes[name])
    invented = tuple(name for name in names if codes[name] != known.get(name))
    units = [(codes[name], _official_name(codes[name], name), top.code) for name in names]
    leaves = (
        [each for code in codes.values() for each in divisions_below(code, facts)]
        if facts.breaks_down_to
        else []
    )
    unit_level = _unit_level([name for _, name, _ in units], list(codes.values()))
    leaf_level = _leaf_level(facts, unit_level, leaves)
    rows = [(top.code, top.name, ""), *units]
    if leaf_level:
        rows += [(each.code, each.name, each.parent) for each in leaves]
    return DraftedRegions(
        tuple(rows), codes, source, unit_level, leaf_level, invented, bool(leaf_level and leaves)
    )


def is_like_a_division(name: str) -> bool:
    """Whether a name reads like that of a city or county."""
    return _LIKE_A_DIVISION.fullmatch(name) is not None


def _official_name(code: str, name: str) -> str:
    known = division(code)
    return known.name if known else name


def _code_below(name: str, top: str) -> str | None:
    """The code of a unit; 阿坝州 and 阿坝 are both short for 阿坝藏族羌族自治州."""
    return code_of(without_brackets(name), top)


def _top(names: Sequence[str], facts: NoticeFacts, captions: Sequence[str]) -> tuple[Division, str]:
    """The division that shares its targets out, and where that is known from."""
    written = division_named(facts, captions)
    codes = [code for name in names if (code := _code_below(name, ""))]
    above = Counter(each for code in codes for each in _ancestors(code))
    most = max(above.values(), default=0)
    if most > 1 and most * 2 >= len(names):
        lowest = max(
            (each for each in above if above[each] == most), key=lambda each: len(_ancestors(each.code))
        )
        return lowest, "下级地区的名称"
    if written is not None:
        name = facts.issuer if _COMPANY.fullmatch(facts.issuer) else written.name  # 全集团, not 全省
        return written._replace(name=name), "标题或下达单位"
    return Division(_UNKNOWN, _name_of_top(facts), ""), ""


def division_named(facts: NoticeFacts, captions: Sequence[str]) -> Division | None:
    """The division that the issuer, a title or the first paragraphs name."""
    texts = (facts.issuer, facts.title, *captions, *facts.paragraphs[:6])
    return next((found for text in texts if (found := _deepest(text))), None)


def _ancestors(code: str) -> list[Division]:
    """The divisions above one, the nearest first."""
    found = division(code)
    above = division(found.parent) if found else None
    return [above, *_ancestors(above.code)] if above else []


def _name_of_top(facts: NoticeFacts) -> str:
    if _COMPANY.fullmatch(facts.issuer):
        return facts.issuer
    for text in (facts.issuer, _BEFORE_TOP.sub("", facts.title)):
        if found := re.match(r"((?:(?!关于)[^\d全各本]){2,10}?[省市县区旗州盟镇乡])", text):
            return found[1]
    if found := re.match("[省市县区旗州盟镇乡]", facts.issuer):
        return f"本{found[0]}"
    return facts.issuer or "上级单位"


@cache
def _full_names() -> dict[str, list[Division]]:
    """Every division of the country by its full name."""
    names: dict[str, list[Division]] = {}
    waiting = list(children(""))
    while waiting:
        each = waiting.pop()
        names.setdefault(each.name, []).append(each)
        waiting += children(each.code)
    return names


def _deepest(text: str) -> Division | None:
    """The lowest division that a text names; a name that several have counts below one named before it."""
    found: Division | None = None
    for name in _names_in(text[:200]):
        choices = _full_names()[name]
        below = [each for each in choices if found and _is_below(each, found)]
        if below or (found is None and len(choices) == 1):
            found = (below or choices)[0]
    return found


def _names_in(text: str) -> Iterator[str]:
    end = 0
    for at in range(len(text)):
        if at < end:
            continue
        apart = at == end or not _HAN.match(text[at - 1])  # 宁县 is no part of 景宁县
        if not apart and (at - end == 1 or not _HAN.match(text[at - 2])):
            continue  # nor is 阳山县 one of 青阳山县, which is no division
        for length in range(min(_LONGEST_NAME, len(text) - at), 1, -1):
            if not (apart or length > _SHORTEST_NAME) or text[at + length - 1] not in _KINDS:
                continue
            if name := _full_name(text[at : at + length]):
                yield name
                end = at + length
                break


def _full_name(name: str) -> str:
    """The full name of a division; 景宁县 is short for 景宁畲族自治县. "" for any other text."""
    if name in _full_names():
        return name
    found = division(code_of(name, "") or "")
    return found.name if found and found.name.endswith(f"自治{name[-1]}") else ""


def _is_below(each: Division, above: Division) -> bool:
    parent = division(each.parent)
    return parent is not None and (parent == above or _is_below(parent, above))


def _invented(top: str, number: int) -> str:
    """A code that no division has: of towns 9 digits, as statistics number them; else with a letter."""
    if not top.endswith("00"):
        return f"{top}{number:03d}"
    digits = top.removesuffix("00").removesuffix("00")
    return f"{digits}Z{number:0{5 - len(digits)}d}"


def _unit_level(names: Sequence[str], codes: Iterable[str]) -> str:
    ranks = Counter(_rank(code) for code in codes)
    rank = ranks.most_common(1)[0][0]
    if rank == "city":
        return "设区市" if all(not name.endswith(("州", "盟", "地区")) for name in names) else "市（州）"
    if rank == "county":
        return "县（市、区）"
    streets = any(name.endswith(("街", "街道", "街道办", "办事处")) for name in names)
    for ending, level in _UNIT_LEVELS:
        if sum(ending.fullmatch(name) is not None for name in names) * 2 > len(names):
            return "乡镇（街道）" if streets and level == "乡镇" else level
    return "单位"


def _rank(code: str) -> str:
    if not code.isdecimal() or len(code) != 6 or division(code) is None:
        return "other"
    return "city" if code.endswith("00") else "county"


def _leaf_level(facts: NoticeFacts, unit_level: str, leaves: Sequence[Division]) -> str:
    if not facts.breaks_down_to:
        return ""
    if unit_level in ("设区市", "市（州）"):
        return "县（市、区）" if leaves else ""
    return (
        "乡镇（街道）"
        if unit_level == "县（市、区）" and re.search("[乡镇街村]", facts.breaks_down_to)
        else ""
    )


def divisions_below(code: str, facts: NoticeFacts) -> tuple[Division, ...]:
    """The divisions below one in the plan's year, as far as the changes among counties are known."""
    year = int(facts.year or 0)
    return children_in(code, year) if year >= CHANGES_KNOWN_FROM else children(code)


def doubt_about_leaves(regions: DraftedRegions, year: str) -> str:
    """In Chinese why a person must look at the lowest level, which GB/T 2260 gives."""
    standard, without = f"{regions.leaf_level}名单取自国标 GB/T 2260", without_breakdown(regions)
    if not year or int(year) < CHANGES_KNOWN_FROM:
        return f"{standard}（{_as_of_table()}），通知里没有；全部看过再确认，与下达时不同的请改；{without}"
    units = [(code, name) for code, name, parent in regions.rows if parent == regions.top[0]]
    counts = Counter(parent for _, _, parent in regions.rows)
    changed = [
        name for code, name in units if any(each.year == int(year) for each in changes(code, int(year)))
    ]
    each = "、".join(f"{name} {counts[code]}" for code, name in units) if len(units) <= _MOST_COUNTED else ""
    whole = sum(counts[code] for code, _ in units)
    found = f"{standard}（{year}年的区划），通知里没有；个数对就不用逐个看：{each}，共 {whole} 个"
    found += f"；{'、'.join(changed)}这一年有变动，请逐个看" if changed else ""
    return f"{found}；{without}"


def without_breakdown(regions: DraftedRegions) -> str:
    """In Chinese how a person goes without the drafted breakdown and its regions."""
    leaves = regions.leaf_level
    return f"不分解到{leaves}的：删去批次表的目标分解一行，并整行删去地区表里的{leaves}"


def _as_of_table() -> str:
    """The day of the table of divisions, as people write it."""
    year, month, day = AS_OF.split("-")
    return f"{year}年{int(month)}月{int(day)}日"

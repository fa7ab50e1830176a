"""How notices word units, targets and the names of indicators."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cascade.indicators import PERCENT
from cascade.plan.wordings import Trend, Wording, wording
from cascade.quantity import NOT_SHARED, understand

_ASCII = str.maketrans("０１２３４５６７８９．％＋－～＜＞＝／", "0123456789.%+-~<>=/")
_GAPS = re.compile(r"(?<![0-9A-Za-z])[ \t\u00a0\u3000]+|[ \t\u00a0\u3000]+(?![0-9A-Za-z])")
_LINES = re.compile(r"\s*[\r\n]+\s*")
_FOOTNOTE = re.compile(
    r"(?:[①-⑳❶-❿*＊※†¹²³⁴-⁹]+|[\[［【〔(（]注\s*[0-9０-９①-⑳一二三四五六七八九]?[\]］】〕)）]|注\s*[0-9０-９①-⑳]|[\[［][0-9０-９]{1,2}[\]］])+$"
)
_FOOTNOTE_DIGIT = re.compile(r"(?<=[m米])[²³]$")

_SHORT_UNITS = (
    "个家台人户亩吨元项件次座所条处米辆套张名位天日篇块株头只羽度斤升宗起例场期部本册份门对批支组间栋幢床级分倍村镇单笔艘架班"
    "月年岁桩根眼口盏棵箱枚片道尾孔幅节里席盘颗瓶桶挂粒具款种类队团店园校点段站%‰㎡克"
)
_LONG_UNITS = (
    "公顷|吨标准煤|吨标煤|美元|公里|千米|平方米|平方公里|平方千米|立方米|立方|平米|小时|千瓦|千瓦时|兆瓦|微克|"
    "毫克|千克|公斤|个百分点|百分点|人次|户次|场次|车次|床位|标箱|标准箱|标台|社区|课时|学时|人年|工作日|工日|m²|m³|"
    "km|km²|kW|kWh|MW|GW|TEU|[μµu]g|mg|kg|t|dB|分贝|℃|毫米|厘米|mm|cm|升|毫升"
)
_UNIT_PART = re.compile(f"[十百千万亿]{{0,3}}(?:{_LONG_UNITS}|[{_SHORT_UNITS}])")
_COUNTED = re.compile(
    r"(?:10{0,2})?[十百千万亿]*(?:人|人口|企业|产值|GDP|元|km|公里|车|辆|吨)|(?:10{0,2})?[十百千万亿]+"
    "|[十百千万亿]*名?(?:老人|老年人|儿童|学生|职工|居民|(?:常住|户籍|农业)人口|(?:从|就)业人员|党员)|季度?|周|旬|日|学期"
)

_MOST = "控制在|不超过|不高于|不大于|不得超过|低于|少于|小于|≤|≦|<=|<"
_LEAST = "不低于|不少于|不小于|不得低于|高于|大于|超过|突破|≥|≧|>=|>|达到|达|完成|确保|保持|稳定在"
_FALL = "下降|降低|降幅|减少|压减|削减|压降"
_RISE = "增长|增加|提高|提升|上升|增幅"
_VAGUE = "力争|争取|左右|约|上下|大致|原则上"
_CHANGE_AT_END = re.compile(
    rf"(?:同比|较上年|比上年)?(?:(?:{_RISE}|{_FALL})(?:率|幅度|比例)?|{_MOST}|{_LEAST}|{_VAGUE}|增速|率?[:：])*$"
)
_SIDE_AT_END = re.compile("(?<=..)(?:[≥≤≧≦＞＜><]=?|不(?:得)?[低高少大多]于|不(?:得)?超过|控制在|至[少多])$")
_WORDS = re.compile(
    rf"(?:{_MOST}|{_LEAST}|{_FALL}|{_RISE}|{_VAGUE}|同比|较上年|比上年|较去年|年均|新增|至|到|在|为|比例|[:：])*"
)
_NUMBER = r"[+-]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?"
_MORE = "及?以上|及?以下|以内|之内|左右|上下|以外"
_TAIL = re.compile(r"\d\s*([^\d\s,，;；。（）()]{1,10})")
_NOTED = re.compile(r"([^（(]*\d[^（(]*)([（(].+[)）])")
_A_TIME = re.compile(
    r"(?:(?:19|20)\d\d年?[-—–~至])?(?:19|20)\d\d年|(?:19|20)\d\d[-—–~至](?:19|20)\d\d"
    r"|(?:(?:1[0-2]|[1-9])月?[-—–~至])?(?:1[0-2]|[1-9])月"
)
_IN_NAME = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>[^\d\s（）()，、；。“”]{{0,10}}?)(?P<more>{_MORE})?$")
_BRACKETS = re.compile(r"[（(\[［]([^（）()\[\]［］]*)[）)\]］]")
_PERCENT_BEHIND = re.compile(r"(?<=[^\d\s])[%％]$")
_UNIT_BEHIND = re.compile(r"(?P<name>.{3,}?)[/，,](?P<unit>.+)")
_LISTED_NUMBER = re.compile(
    r"(?:[（(]?(?P<number>\d{1,3})\s*[.．、)）]|(?P<chinese>[一二三四五六七八九十]{1,3})、|[（(](?P<inner>[一二三四五六七八九十]{1,3})[)）])\s*(?=[^\d%])"
)
_NO_TARGET = {*NOT_SHARED, "\\", "--", "——", "－", "－－", "不下达", "不考核", "不涉及", "不分解", "不作要求"}
_PART_OF = re.compile(r"^(?:其中|＃|#|注?其中包括)[:：,，]?")
_LONG_NOTE = 6  # characters: a shorter bracket in a name, such as （作坊）, is part of the name


@dataclass(frozen=True, slots=True)
class TargetWording:
    """What the text of a target says.

    `value` is None for words, for a sign of no target and for an empty cell. `side` is `at_least`, `at_most`,
    `within`, or "" where the text does not say; `falls` and `rises` tell a rate of change; `vague` is the
    word that leaves the target open, such as 力争; `note` is what follows the number in brackets.
    """

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    side: str = ""
    falls: bool = False
    rises: bool = False
    vague: str = ""
    none: bool = False
    words: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class NameWording:
    """What a name says: the name without a unit in brackets, and the figure, the note and the side in it.

    `side` is the word or sign at the end of the name that limits its targets, such as ≤ or 不低于.
    """

    name: str
    unit: str = ""
    figure: TargetWording | None = None
    note: str = ""
    side: str = ""


def joined(text: str) -> str:
    """A text in one line: line breaks and the blanks between Chinese characters go."""
    return _GAPS.sub("", _LINES.sub("", text)).strip()


def without_footnotes(text: str) -> tuple[str, str]:
    """A text without the signs of footnotes at its end, and these signs."""
    found = _FOOTNOTE.search(text)
    if found is None or not found.start() or _FOOTNOTE_DIGIT.search(text):
        return text, ""
    return text[: found.start()].rstrip(), found[0]


def is_unit(text: str) -> bool:
    """Whether a text is a unit, such as 万元, 件/十万人, 元/月·人."""
    parts = [part for part in re.split(r"[/／·•．]|每", text.translate(_ASCII)) if part]
    if not parts or _UNIT_PART.fullmatch(parts[0]) is None:
        return False
    return all(_UNIT_PART.fullmatch(part) or _COUNTED.fullmatch(part) for part in parts[1:])


def unit_in(heading: str) -> str:
    """The unit in brackets at the end of a heading, or a % there; "" where there is none."""
    if _PERCENT_BEHIND.search(heading):
        return PERCENT
    found = _BRACKETS.search(heading)
    return found[1] if found and found.end() == len(heading) and is_unit(found[1]) else ""


def read_target(text: str, units: Sequence[str] = (), name: str = "") -> TargetWording:
    """Read the text of a target whose unit is not known; it may be one of `units`.

    `name` is the indicator's: a text may repeat some of it in front of the number (PM2.5≤38).
    """
    plain = joined(text).translate(_ASCII)
    if not plain:
        return TargetWording()
    if plain in _NO_TARGET:
        return TargetWording(none=True)
    if not _A_TIME.fullmatch(plain):
        for unit in (*_units_in(plain), *(unit for unit in units if unit and unit in plain), ""):
            if said := wording(plain, unit, name):
                return _as_read(plain, unit, said)
        if noted := _NOTED.fullmatch(plain):
            return replace(read_target(noted[1], units, name), note=noted[2])
    return TargetWording(words=True)


def _units_in(text: str) -> list[str]:
    """The units that may stand behind the numbers of a text, the last number's first."""
    found = [tail[:end] for tail in reversed(_TAIL.findall(text)) for end in range(len(tail), 0, -1)]
    return [unit for unit in found if is_unit(unit) or is_unit(f"{unit}元") or is_unit(f"{unit}个")]


def _as_read(text: str, unit: str, said: Wording) -> TargetWording:
    is_bare = text[0] in "+-.零" or text[0].isdigit()
    is_open = is_bare or (said.soft and said.trend is None)
    side = "within" if said.upper is not None else said.side or ("" if is_open else "at_least")
    vague = next((word for word in _VAGUE.split("|") if word in text), "") if said.soft else ""
    falls, rises = said.trend is Trend.FALL, said.trend is Trend.RISE
    return TargetWording(said.value, said.upper, unit, side, falls, rises, vague)


def read_name(text: str) -> NameWording:
    """Read the name of an indicator: the unit in brackets goes, the figure in it stays."""
    name = joined(text)
    unit = note = ""
    for found in reversed(list(_BRACKETS.finditer(name))):
        inner = re.sub(r"^(?:计量)?单位[:：]", "", found[1])
        first, comma, rest = inner.partition("，")
        if is_unit(first) and not unit:
            unit, name = first.translate(_ASCII), name[: found.start()] + name[found.end() :]
            note = note or (rest if comma else "")
        elif len(inner) >= _LONG_NOTE and not note:
            note = inner
    if not unit and _PERCENT_BEHIND.search(name):
        name, unit = name[:-1], PERCENT
    if not unit and (found_unit := _UNIT_BEHIND.fullmatch(name)) and is_unit(found_unit["unit"]):
        name, unit = found_unit["name"], found_unit["unit"]
    side = _SIDE_AT_END.search(name)
    name = name[: side.start()] if side else name
    return NameWording(name, unit, _figure(name), note, side[0] if side else "")


def _figure(name: str) -> TargetWording | None:
    """The figure at the end of a name, before brackets: 企业300家, 增长10%以上."""
    core = _BRACKETS.sub("", name).translate(_ASCII).rstrip("，,：:")
    found = _IN_NAME.search(core)
    if found is None or not (is_unit(found["unit"]) or (found["more"] and not found["unit"])):
        return None
    before = _PART_OF.sub("", core[: found.start()])
    if found["unit"] == "岁" or not before:
        return None  # a class, as in 其中：35岁以下
    words = next((m[0] for at in range(len(before)) if (m := _WORDS.fullmatch(before, at)) and m[0]), "")
    return read_target(words + found[0])


def subject(name: str) -> str:
    """What an indicator measures: its name without brackets, figure and words of change."""
    core = _BRACKETS.sub("", name)
    figure = _IN_NAME.search(core.translate(_ASCII))
    if figure is not None and (is_unit(figure["unit"]) or figure["more"]):
        core = core[: figure.start()]
    core = _PERCENT_BEHIND.sub("", _PART_OF.sub("", core))
    return _CHANGE_AT_END.sub("", core) or core


def is_part(name: str) -> bool:
    """Whether a name says that its indicator is a part of the one above: 其中：…."""
    return _PART_OF.match(name) is not None


def numbered(name: str) -> tuple[str, str]:
    """The number in front of a name (`1.`, `一、`), "" where there is none, and the name."""
    found = _LISTED_NUMBER.match(name)
    return (found["number"] or "", name[found.end() :]) if found else ("", name)


def is_listed(name: str) -> bool:
    """Whether a name has a Chinese number in front, as headings of groups do: 一、镇街."""
    number, bare = numbered(name)
    return not number and bare != name


def in_unit(figure: TargetWording, unit: str) -> Decimal | None:
    """The value of a figure in another unit: 40万家 is 400000 in 家; None where the units do not agree."""
    if figure.value is None:
        return None
    if figure.unit in ("", unit) or figure.unit.startswith(unit) or unit.startswith(figure.unit):
        return figure.value
    return understand(f"{figure.value}{figure.unit}", unit).value


def is_rate(unit: str) -> bool:
    """Whether a unit is that of a rate, which does not add up."""
    return unit in (PERCENT, "‰") or "/" in unit

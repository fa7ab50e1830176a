"""What the text of a target says by itself: its numbers, the side that counts, rise or fall.

The words are those of public notices. Nothing is guessed: a text of which some part is not understood has no
wording. `target_wordings` says what a wording means for an indicator.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from cascade.characters import turns_direction, without_invisible
from cascade.indicators import PERCENT, Direction
from cascade.quantity import HALF_WIDTH, Sense, converted, understand


class Trend(StrEnum):
    """Whether a number says how much more something becomes, or how much less."""

    RISE = "rise"
    FALL = "fall"


@dataclass(frozen=True, slots=True)
class Wording:
    """The numbers of a text in the indicator's unit, and what the words around them say.

    `upper` is the second number of a range. `side` and `trend` are None where no word says them. `soft` says
    that the text has a word such as 力争 or 左右, with which the notice does not commit itself.
    """

    value: Decimal
    upper: Decimal | None = None
    side: Direction | None = None
    trend: Trend | None = None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """What words say, collected from both ends of a text towards its number."""

    side: Direction | None = None
    weak_side: Direction | None = None  # counts where no other word says a side: 控制在, 降到
    trend: Trend | None = None
    soft: bool = False

    def joined(self, other: "_Said") -> "_Said | None":
        """Both together; None where they contradict each other."""
        for one, two in ((self.side, other.side), (self.trend, other.trend)):
            if one and two and one is not two:
                return None
        return _Said(
            self.side or other.side,
            self.weak_side or other.weak_side,
            self.trend or other.trend,
            self.soft or other.soft,
        )


_LEAST, _MOST = _Said(side=Direction.AT_LEAST), _Said(side=Direction.AT_MOST)
_BOUNDED, _SOFT, _PLAIN = _Said(weak_side=Direction.AT_MOST), _Said(soft=True), _Said()
_RISE, _FALL = _Said(trend=Trend.RISE), _Said(trend=Trend.FALL)
_BEFORE = {
    _LEAST: "不低于 不少于 不小于 不得低于 不得少于 不得小于 至少 最少 最低 超过 超 突破 大于 高于 多于 "
    "≥ >= ≧ ⩾ >",
    _MOST: "不超过 不高于 不大于 不多于 不突破 不得超过 不得高于 不得大于 不得突破 至多 最多 最高 低于 小于 "
    "少于 ≤ <= ≦ ⩽ <",
    _BOUNDED: "控制在 严格控制在 控制到 控制 降至 降到 降低到 降低至 下降到 下降至 减少到 减少至 减至 "
    "压减到 压减至",
    _PLAIN: "确保 保证 达到 达 完成 实现 为 保持在 保持 稳定在 维持在 提高到 提高至 提升到 提升至 增加到 "
    "增加至 增长到 增长至 增至 上升到 上升至 新增 净增 累计 全年 年内 本年 年均 同比 平均 目标 目标值 指标",
    _SOFT: "力争 争取 力求 努力 约 大约 大致",
    _RISE: "增长 增加 提高 提升 上升 增幅 增速 增",
    _FALL: "下降 降低 减少 压减 削减 缩减 压降 缩短 回落 降幅 降 减",
}
_BEHIND = {
    _LEAST: "以上 及以上 以上(含)",
    _MOST: "以下 及以下 以内 之内 以下(含) 以内(含) 内",
    _SOFT: "左右 上下",
    _PLAIN: "。 (含) 的目标",
}
_COMPARED = re.compile(  # with which time: the measure says it, too
    r"(?:比|较|与)?(?:上年度?|去年|上一年|(?:19|20)\d\d年)(?:同期|底|末)?(?:相比)?|(?:到|至)?(?:19|20)\d\d年(?:底|末)?前?"
)
_SEPARATOR = re.compile(r"——|--|[—–―\-~〜∼至到]")
_CLAUSES = re.compile(r"[,、;]|且|并且?")
_NUMBER = re.compile(r"([+-]?)(\d[\d, \u00a0\u2009]*(?:\.\d+)?|\.\d+)", re.ASCII)
_NOUGHT = re.compile(r"零(?:发生|增长)?")
_NONE = re.compile(r"(?:坚决)?(?:不发生|不出现|杜绝发生|杜绝)(?P<what>.*)")
_TIDY = HALF_WIDTH | str.maketrans("（）；：～／", "();:~/") | {0xFF5E: "~"}
_TWO = 2
_UNIT_AT_END = re.compile(r"[^\W\d_①-⑳][^\d、，,;；。]{0,6}$|[%℃°][^\d、，,;；。]{0,6}$")


def _listed(words: dict[_Said, str]) -> tuple[tuple[str, _Said], ...]:
    """Words with what they say, the longest first."""
    pairs = [(word, marks) for marks, text in words.items() for word in text.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


_FIRST, _LAST = _listed(_BEFORE), _listed(_BEHIND)


@lru_cache(maxsize=4096)
def wording(text: str, unit: str, name: str = "") -> Wording | None:
    """What the text of a target says in a `unit`; None where some part of it is not understood.

    `name` is the indicator's: a text may repeat some of it in front of the number (PM2.5≤38).
    """
    if turns_direction(text):
        return None
    tidy = without_invisible(text).strip().translate(_TIDY)
    tidy = re.sub(r"(?<![\d,])\s+|\s+(?!\d)", "", tidy)
    return _one(tidy, unit, _plain(name)) or _of_two_clauses(tidy, unit, _plain(name))


def written_unit(text: str, name: str = "") -> str:
    """The unit in which a text would be understood, as it is written there; "" where it names none."""
    tidy = "".join(without_invisible(text).translate(_TIDY).split())
    if wording(text, "", name) is not None:
        return ""
    found = (_UNIT_AT_END.search(core) for _, core in _undressed(tidy, _plain(name)))
    units = [each[0] for each in found if each and wording(text, each[0], name) is not None]
    return min(units, key=len, default="")


def _one(text: str, unit: str, name: str) -> Wording | None:
    """The wording of a text with one number or one range, or of one that wants none of something."""
    none = _NONE.fullmatch(text)
    if none and none["what"] in name:
        return Wording(Decimal(0), side=Direction.AT_MOST)
    for marks, core in _undressed(text, name):
        numbers = _numbers(core, unit, name)
        if numbers is not None:
            side = marks.side or (None if len(numbers) == _TWO else marks.weak_side)
            if len(numbers) == _TWO and marks.side:
                return None
            upper = numbers[1] if len(numbers) == _TWO else None
            return Wording(numbers[0], upper, side, marks.trend, marks.soft)
    return None


def _of_two_clauses(text: str, unit: str, name: str) -> Wording | None:
    """The range of a text with a bound below and one above, as in 6%以上、7%以下."""
    for cut in _CLAUSES.finditer(text):
        parts = _one(text[: cut.start()], unit, name), _one(text[cut.end() :], unit, name)
        if any(each is None or each.upper is not None for each in parts):
            continue
        by_side = {each.side: each for each in parts if each}
        lower, upper = by_side.get(Direction.AT_LEAST), by_side.get(Direction.AT_MOST)
        if lower and upper and lower.trend is upper.trend:
            return Wording(lower.value, upper.value, None, lower.trend, lower.soft or upper.soft)
    return None


def _undressed(text: str, name: str) -> list[tuple[_Said, str]]:
    """Every reading of the words at both ends of a text: what they say, and the number between them."""
    found, waiting = [], [(_PLAIN, text)]
    seen = set()
    while waiting:
        marks, rest = waiting.pop(0)
        if not rest or (marks, rest) in seen:
            continue
        seen.add((marks, rest))
        found.append((marks, rest))
        shorter = [(said, rest[len(word) :]) for word, said in _FIRST if rest.startswith(word)]
        shorter += [(said, rest[: -len(word)]) for word, said in _LAST if rest.endswith(word)]
        if when := _COMPARED.match(rest):
            shorter.append((_PLAIN, rest[when.end() :]))
        shorter += [(_said_at_end(rest[:length]), rest[length:]) for length in _repeated(rest, name)]
        waiting += [(both, left.lstrip(":")) for said, left in shorter if (both := marks.joined(said))]
    return found


def _repeated(text: str, name: str) -> list[int]:
    """How many characters at the beginning of a text may repeat a part of the indicator's name."""
    lengths = range(min(len(text), len(name)), 1, -1)
    return [length for length in lengths if not text[0].isdigit() and _plain(text[:length]) in name]


def _said_at_end(repeated: str) -> _Said:
    """What the last word of a repeated name says: the 下降 of 能耗下降3.5% counts."""
    trends = (said for word, said in _FIRST if said.trend and repeated.endswith(word))
    return next(trends, _PLAIN)


def _numbers(text: str, unit: str, name: str) -> tuple[Decimal, ...] | None:
    """The one number of a text, or the two of a range."""
    if _NOUGHT.fullmatch(text) or (text.startswith("零") and text[1:] and text[1:] in name + unit):
        return (Decimal(0),)
    if (single := _number(text, unit)) is not None:
        return (single,)
    for cut in _SEPARATOR.finditer(text):
        left, right = text[: cut.start()], text[cut.end() :]
        upper = _number(right, unit)
        bare = _NUMBER.fullmatch(left) and (tail := _NUMBER.match(right))
        lower = _number(left + right[tail.end() :] if bare and tail else left, unit)
        if lower is not None and upper is not None:
            return lower, upper
    return None


def _number(text: str, unit: str) -> Decimal | None:
    """A number with its unit, with none, or with one that differs from it by 万 or 亿 only."""
    if (read := _NUMBER.match(text)) is None:
        return None
    digits, written = read[0].rstrip(), text[read.end() :]
    quantity = understand(digits, "")
    if quantity.value is None or quantity.sense not in (Sense.NUMBER, Sense.TIDIED):
        return None
    if not written or _plain(written) == _plain(unit):
        return quantity.value
    return None if unit == PERCENT else converted(quantity.value, _plain(written), _plain(unit))


_SAME_UNIT = (  # ways to write one unit; the first stands for the others
    ("百分点", "个百分点", "pct"),
    ("平方米", "m2", "平米"),
    ("平方公里", "km2", "平方千米"),
    ("立方米", "m3", "方"),
    ("公里", "km", "千米"),
    ("微克/立方米", "μg/m3", "ug/m3", "微克每立方米"),
    ("毫克/升", "mg/l", "毫克每升"),
    ("吨", "t"),
    ("亿元", "亿元人民币"),
    ("万元", "万元人民币"),
)
_BARE = str.maketrans({"(": None, ")": None, "•": "·", "・": "·", "×": "·"})
_STANDARD = {other: first for first, *others in _SAME_UNIT for other in others}


def _plain(text: str) -> str:
    """A unit or a name without brackets, blanks and widths of characters, one unit under one name.

    The order behind a slash means nothing: 元/人·月 is 元/月·人.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_BARE)
    above, *below = re.split("[/·]", _STANDARD.get(plain.lower(), plain))
    return "/".join([above, *sorted(below)])

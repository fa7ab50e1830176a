"""Which of a table's indicators a piece of running text names, and how surely."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.notice_facts import small_number
from cascade.notice.phrases import is_unit, joined, subject

_SHORTEST_NAME = 2  # characters that name an indicator if they are all of its name
_SHORTEST_PIECE = 3  # characters of a part of its name
_ALIKE = 0.6  # of the characters of two texts in one order
_MOST_PIECES, _LONGEST_PIECE = 12, 40  # of a text that is compared with all names
_NOISE = re.compile(r"[“”\"‘’'《》\s]")
_FIGURE = re.compile(r"[约≥≤＞＜>=<]*\d[\d.,]*(?:[%％‰]|(?P<unit>[^\d\W]{0,5}))")
_FIGURE_WORDS = re.compile("(?:以上|以下|以内|左右)")
_EMPTY_WORDS = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|其中|关于|对于|要|将|把|确保|力争|全面|全力|继续|认真|切实|扎实|推进|推动|实施|开展|抓好|做好|完成|落实|组织|加快|负责|牵头|全市|全省|全县|全区|全年|年内|以及|和|及|与|[，,、：:（(])+"
    r"|(?:工作|任务|项目|目标|指标|等|方面|事项|数|人数|数量|总数|面积|均|都|统一|全部|达到|不低于|超过|[，,、。；;：:）)])+$"
)
_SUFFIX = re.compile("(?:人数|户数|个数|数量|总数|总量|面积|数|量|率|额|任务|目标|工作|项目)+$")
_LISTED = re.compile("以及|[、，,；;。和及与]")
_N = "[0-9一二三四五六七八九十]{1,3}"
_SOME_NUMBERS = rf"[（(]?{_N}(?:[)）]?项?\s*(?:[、，,和及与]|[-—－~～至到]+)\s*第?[（(]?{_N})*[)）]?"
_NUMBERS = re.compile(
    rf"第\s*({_SOME_NUMBERS})\s*项|(?:指标|序号)\s*({_SOME_NUMBERS})(?![\d.%％万亿年月日季条章个家所人户亩公套])"
)
_FROM_TO = re.compile(rf"({_N})[)）]?项?\s*[-—－~～至到]+\s*第?[（(]?({_N})")
_ALL = re.compile(
    r"(?:以上|上述|各项|各类|所有|全部|这些|下列|表中|附件所列|附表)[^，。；由]{0,8}(?:指标|任务|项目|目标|事项|工作)"
)
_REST = re.compile(r"(?:其余|其他|其它|剩余)(?!部门|单位|有关)[^，。；由]{0,8}")


class Naming(NamedTuple):
    """An indicator that a text names, by its place among the lines; `start` is where the text does.

    `sure` is False where other indicators may be meant as well, or the words differ. `in_general` tells that
    the text speaks of all, or of the rest.
    """

    at: int
    start: int
    sure: bool
    in_general: bool = False


class IndicatorNames:
    """The names of the indicators of a notice, ready to be found in its text."""

    def __init__(self, lines: Sequence[IndicatorLine]) -> None:
        self._names = [_plain(subject(joined(line.name))) for line in lines]
        self._groups: dict[str, list[int]] = {}
        for at, line in enumerate(lines):
            for level in line.levels[:-1]:
                self._groups.setdefault(_plain(level.text), []).append(at)
        self._numbers: dict[int, int] = {}
        for at, line in enumerate(lines):
            self._numbers.setdefault(int(line.number) if line.number.isdecimal() else at + 1, at)

    def named(self, text: str) -> list[Naming]:
        """The indicators that a text names, in the order in which it does."""
        plain = _without_figures(_NOISE.sub("", text))
        found = {each.at: each for each in (*self._by_number(text), *self._by_piece(plain))}
        found |= {each.at: each for each in self._by_name(plain)}
        several = [*found.values()] or [*self._by_group(plain)] or [*self._in_general(plain)]
        return sorted(several, key=lambda each: each.start)

    def alike(self, text: str) -> list[Naming]:
        """The one indicator whose name a part of a text shortens, or is most like; never sure."""
        pieces = [piece for piece, _ in _pieces(_without_figures(_NOISE.sub("", text)))][:_MOST_PIECES]
        short = {at for piece in pieces for at, name in enumerate(self._names) if _shortens(piece, name)}
        if len(short) == 1:
            return [Naming(short.pop(), 0, sure=False)]
        scores = sorted(
            (SequenceMatcher(None, piece[:_LONGEST_PIECE], name, autojunk=False).ratio(), at)
            for piece in pieces
            for at, name in enumerate(self._names)
        )
        best = {at for score, at in scores if score >= _ALIKE and score == scores[-1][0]}
        return [Naming(best.pop(), 0, sure=False)] if len(best) == 1 else []

    def _by_name(self, plain: str) -> Iterator[Naming]:
        """Whole names; a name within the place of a longer one is not meant."""
        taken = [False] * len(plain)
        order = sorted(range(len(self._names)), key=lambda at: -len(self._names[at]))
        for at in order:
            for name in dict.fromkeys((self._names[at], _SUFFIX.sub("", self._names[at]))):
                whole = name == self._names[at]
                if len(name) < (_SHORTEST_NAME if whole else _SHORTEST_PIECE):
                    continue
                start = plain.find(name)
                while start >= 0 and any(taken[start : start + len(name)]):
                    start = plain.find(name, start + 1)
                if start < 0:
                    continue
                sharing = [] if whole else self._with(name)
                if len(sharing) > 1:
                    yield from (Naming(each, start, sure=False) for each in sharing)
                else:
                    yield Naming(at, start, sure=True)
                taken[start : start + len(name)] = [True] * len(name)
                break

    def _with(self, part: str) -> list[int]:
        return [at for at, name in enumerate(self._names) if part in name]

    def _by_piece(self, plain: str) -> Iterator[Naming]:
        """A part of the text that is a part of a name: 垃圾分类 of 生活垃圾分类覆盖率."""
        for piece, start in _pieces(plain):
            if len(piece) >= _SHORTEST_PIECE:
                found = self._with(piece)
                yield from (Naming(at, start, sure=len(found) == 1) for at in found)

    def _by_number(self, text: str) -> Iterator[Naming]:
        for found in _NUMBERS.finditer(text):
            whole = found[1] or found[2]
            numbers = [small_number(each) for each in re.findall(_N, whole)]
            for first, last in _FROM_TO.findall(whole):
                numbers += range(small_number(first), small_number(last) + 1)
            known = [self._numbers[each] for each in sorted(set(numbers)) if each in self._numbers]
            yield from (Naming(at, found.start(), sure=True) for at in known)

    def _by_group(self, plain: str) -> Iterator[Naming]:
        for name, members in self._groups.items():
            if len(name) >= _SHORTEST_NAME and (start := plain.find(name)) >= 0:
                yield from (Naming(at, start, sure=True) for at in members)

    def _in_general(self, plain: str) -> Iterator[Naming]:
        found = _REST.search(plain) or _ALL.search(plain)
        if found:
            yield from (Naming(at, found.start(), True, in_general=True) for at in range(len(self._names)))


def _shortens(piece: str, name: str) -> bool:
    """Whether a text shortens a name: 社消零增长 of 社会消费品零售总额."""
    bare = _SUFFIX.sub("", subject(piece))
    if len(bare) < _SHORTEST_PIECE or bare[0] != name[:1]:
        return False
    rest = iter(name)
    return all(character in rest for character in bare)


def _plain(name: str) -> str:
    return _without_figures(_NOISE.sub("", name)).strip("，,、：:")


def _without_figures(text: str) -> str:
    """A text without numbers and their units: 新建150所幼儿园 says 新建幼儿园."""

    def rest(found: re.Match[str]) -> str:
        tail = found["unit"] or ""
        unit = next((tail[:end] for end in range(len(tail), 0, -1) if is_unit(tail[:end])), "")
        return tail[len(unit) :]

    return _FIGURE_WORDS.sub("", _FIGURE.sub(rest, text))


def _pieces(plain: str) -> Iterator[tuple[str, int]]:
    """The parts of a list without the words around them, and where they begin."""
    start = 0
    for part in _LISTED.split(plain):
        piece = part
        while (bare := _EMPTY_WORDS.sub("", piece)) != piece:
            piece = bare
        if piece:
            yield piece, plain.find(part, start)
        start = plain.find(part, start) + len(part)

"""Place the names beside the points of a chart, so that none covers another name or point.

All lengths are in points of paper; x runs to the right and y upwards from the chart's lower left corner.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cascade.divisions import everyday_name
from cascade.theme import display_width

_LETTER = 0.52  # the width of a Latin letter by the size of its type
_LINE = 1.05  # the height of a line by the size of its type
_SHORTEST = 2  # characters of a name that stays as it is
_DOT, _APART = 4.0, 2.0  # half a marker, and the space between it and its name


@dataclass(frozen=True, slots=True)
class Dot:
    """A point and its name; "" for one that is not named."""

    x: float
    y: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def placed(
    dots: Sequence[Dot], size: float, room: tuple[float, float], reach: float
) -> list[tuple[float, float] | None]:
    """The centre of every dot's name in type of a `size`; None where it has no name or finds no place.

    `room` are the width and the height of the chart; a name reaches at most so far above or below its dot.
    """
    taken = [_Box(each.x - _DOT, each.y - _DOT, each.x + _DOT, each.y + _DOT) for each in dots]
    found: list[tuple[float, float] | None] = [None] * len(dots)
    width_of_chart, height_of_chart = room
    for at, dot in sorted(enumerate(dots), key=lambda each: (-each[1].y, each[1].x)):
        width, height = name_width(dot.name, size), size * _LINE
        far = 2 * (_DOT + _APART + width)  # nothing beyond meets a name of this dot
        around = [each for each in taken if each.left < dot.x + far and dot.x - far < each.right]
        for x, y in _places(dot, width, height) if dot.name else ():
            box = _Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            near = dot.y - reach <= box.bottom and box.top <= dot.y + reach
            across = box.left >= 0 and box.right <= width_of_chart
            if (
                near
                and across
                and box.bottom >= 0
                and box.top <= height_of_chart
                and not any(box.meets(other) for other in around)
            ):
                taken.append(box)
                found[at] = x, y
                break
    return found


def name_width(name: str, size: float) -> float:
    """The width of a name in type of a `size`."""
    return display_width(name) * _LETTER * size


def _brief(name: str, unit: str) -> str:
    if "自治" in name:
        return everyday_name(name)
    kind = unit if name.endswith(unit) else name[-1] if name[-1] in "市县区镇乡" else ""
    return name.removesuffix(kind) if len(name) - len(kind) >= _SHORTEST else name


def _places(dot: Dot, width: float, height: float) -> Iterator[tuple[float, float]]:
    """The places for a name, the best first: beside the dot, above or below it, or at a corner."""
    beside, above = _DOT + _APART + width / 2, _DOT + _APART / 2 + height / 2
    yield dot.x - beside, dot.y
    for across in (0.0, -width / 2, width / 2):
        yield dot.x + across, dot.y + above
        yield dot.x + across, dot.y - above
    yield dot.x + beside, dot.y


def brief_names(names: Sequence[str], unit: str) -> dict[str, str]:
    """Names without what they are, where they still differ: 衢州 for 衢州市, 华东 for 华东分公司.

    `unit` is the plan's word for what they are. A long name has less in it: 阿坝州 for 阿坝藏族羌族自治州.
    """
    short = {name: _brief(name, unit) for name in names}
    kept = list(short.values())
    return {name: brief if kept.count(brief) == 1 else name for name, brief in short.items()}

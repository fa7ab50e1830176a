"""What has changed since the round before: who has fallen behind in what, or further, or has caught up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cascade.desk import numbers
from cascade.desk.round_view import RoundView
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD
from cascade.model import Region
from cascade.summary.margin_lines import MarginText


class Turn(StrEnum):
    """How a region stands in an indicator beside the round before, in the words of the page."""

    FALLEN = "新落后"
    FURTHER = "差距扩大"
    CAUGHT_UP = "已赶上"


@dataclass(frozen=True, slots=True)
class Turned:
    """A region's margins in an indicator in two rounds, the earlier one `before`."""

    turn: Turn
    region: Region
    indicator: Indicator
    before: MarginText
    now: MarginText

    @property
    def change(self) -> Decimal:
        """How much the margin has grown, in the indicator's unit of margins; negative for the worse."""
        return _room(self.indicator, self.now) - _room(self.indicator, self.before)


def turned(now: RoundView, before: RoundView, indicators: Iterable[Indicator]) -> dict[Turn, list[Turned]]:
    """What has turned in some indicators, what got worst by the most first."""
    found = [each for indicator in indicators for each in _of(now, before, indicator)]
    found.sort(key=lambda each: each.change)
    return {turn: [each for each in found if each.turn is turn] for turn in Turn}


def _of(now: RoundView, before: RoundView, indicator: Indicator) -> Iterator[Turned]:
    plan = now.places.plan
    margins, earlier = (numbers.margins_of(view, indicator) for view in (now, before))
    for region in (*plan.cities, plan.region(plan.province)):
        new, old = margins[region.code], earlier[region.code]
        if not (_is_number(new) and _is_number(old)):
            continue
        further = _room(indicator, new) < _room(indicator, old)
        if new.sign == BAD and (old.sign != BAD or further):
            turn = Turn.FURTHER if old.sign == BAD else Turn.FALLEN
            yield Turned(turn, region, indicator, old, new)
        elif old.sign == BAD and not new.sign:
            yield Turned(Turn.CAUGHT_UP, region, indicator, old, new)


def _is_number(margin: MarginText) -> bool:
    return any(character.isdigit() for character in margin.text)


def _room(indicator: Indicator, margin: MarginText) -> Decimal:
    """A margin as a number, the lower the worse: of a range the distance from it on either side."""
    size = numbers.size_of(margin)
    return -abs(size) if indicator.comparison is Comparison.WITHIN else size

"""The columns of the tables of counties: which ones an indicator has, and what each contains."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cascade.formula import Value
from cascade.indicators import Comparison, Direction, Indicator, Input
from cascade.judging.lights import BAD, FAIR, GOOD
from cascade.judging.margins import POINTS, margin_unit
from cascade.judging.results import completion_places, completion_unit, completion_word, places_apart
from cascade.judging.schedule import term
from cascade.judging.targets import MISSED, exact_places
from cascade.levels import Levels
from cascade.quantity import rounded
from cascade.returns.facts import Facts
from cascade.returns.round_goals import THIS_ROUND
from cascade.theme import (
    completion_format,
    gap_format,
    limit_format,
    number_format,
    range_format,
    signed_format,
)

COUNT_FORMAT = f'[=0]"{GOOD} 无";"{FAIR} "0" 个"'  # for counts of counties that fall short
LACKING = {Direction.AT_LEAST: "", Direction.AT_MOST: "超出 ", Direction.WITHIN: "差 "}  # before a number


class ColumnKind(StrEnum):
    """What a column of a table holds."""

    TARGET = "target"  # what a result is judged by
    NUMBER = "number"
    VALUE = "value"
    COMPLETION = "completion"
    LIGHT = "light"
    GAP = "gap"
    WORD = "word"
    WHOLE_TARGET = "whole target"  # of the plan's whole period, beside a target by round
    IN_ALL = "in all"  # the completion of that


@dataclass(frozen=True, slots=True)
class DetailColumn:
    """A column of a table; `field` is the code of an input, or of the indicator."""

    kind: ColumnKind
    indicator: Indicator
    field: str
    label: str
    unit: str
    decimals: int = 0

    @property
    def number_format(self) -> str:
        """The number format of computed numbers, "" for those that are shown as reported."""
        if self.kind is ColumnKind.GAP:
            adds_up, side = self.indicator.adds_up, self.indicator.direction
            return shares_gap_format(side, self.indicator.decimals) if adds_up else COUNT_FORMAT
        if self.kind in (ColumnKind.COMPLETION, ColumnKind.IN_ALL):
            return completed_format(self.indicator, self.decimals)
        return result_format(self.indicator, self.decimals) if self.kind is ColumnKind.VALUE else ""

    @property
    def places(self) -> int:
        """The decimals to which a sum is rounded; a county may report two more than the column shows."""
        return exact_places(self.decimals + 2)


def shares_gap_format(side: Direction, places: int) -> str:
    """The number format of what shares are apart from their target, with a sign; a surplus may read 0.

    A miss never does: `places` are enough to show it (see `outcome.result_places`).
    """
    digits, least, zero = number_format(places), f"0.{'0' * places}5", f'"{GOOD} 0"'
    match side:
        case Direction.AT_LEAST:
            return f'[>={least}]"{GOOD} +"{digits};[<0]"{BAD} -"{digits};{zero}'
        case Direction.AT_MOST:
            return f'[>0]"{BAD} +"{digits};[<=-{least}]"{GOOD} -"{digits};{zero}'
        case Direction.WITHIN:
            return f'"{BAD} +"{digits};"{BAD} -"{digits};{zero}'


def result_format(indicator: Indicator, decimals: int) -> str:
    """The number format of an indicator's results."""
    below_zero = indicator.is_rate or any(each.negative for each in indicator.inputs)
    return signed_format(decimals) if below_zero else number_format(decimals)


def completed_format(indicator: Indicator, decimals: int, plus: str = "") -> str:
    """The number format of an indicator's completion: a level's is the gap to its target."""
    if indicator.comparison is Comparison.WITHIN:
        return range_format(decimals)
    if indicator.is_level:
        return gap_format(decimals, plus)
    if indicator.is_limit:
        return limit_format(decimals)
    return signed_format(decimals) if indicator.inputs[0].negative else completion_format(decimals)


def lacking_word(facts: Facts) -> str:
    """The heading over what results lack to their targets, and by how much they exceed their limits."""
    limits = [each.direction is Direction.AT_MOST for each in facts.plan.numbers]
    return "超出" if all(limits) else "还差\n或超出" if any(limits) else "还差"


def lacking_format(indicator: Indicator, lacking: Value) -> str:
    """The number format of what a result lacks: an amount's as reported, a computed one's as its gap."""
    places = places_apart(indicator.decimals, [lacking], [Decimal(0)])
    shown = number_format(places) if indicator.is_rate else "General"
    word = LACKING[indicator.direction]
    return f'"{word}"{shown}' if word else shown


def lead_format(places: int, margin: Value, unit: str = "") -> str:
    """The number format of a margin; one of zero reads 0, for which a `gap_format` has no section left.

    So does a surplus that rounds to zero.
    """
    if not isinstance(margin, Decimal) or margin < 0 or rounded(margin, places):
        return gap_format(places, "+", unit)
    digits, told, least = number_format(places), unit and f'"{unit}"', f"0.{'0' * places}5"
    return f'[>={least}]+{digits}{told};[<0]-{digits}{told};"0{unit}"'


def margin_format(indicator: Indicator, margin: Value, places: int) -> str:
    """The number format of a margin with so many decimals, and with its unit where that is not points."""
    unit = margin_unit(indicator)
    shown = "" if unit == POINTS else unit
    if indicator.comparison is Comparison.WITHIN:
        return range_format(places, shown)
    return lead_format(places, margin, shown)


def columns_of(facts: Facts, indicators: Iterable[Indicator], gaps: bool) -> tuple[DetailColumn, ...]:
    """The columns of some indicators; with `gaps` a breakdown shows targets and gaps beside the shares."""
    if facts.is_progress:
        return tuple(column for each in indicators for column in _progress_columns(facts, each))
    if gaps:
        return tuple(column for each in indicators for column in _breakdown_columns(each, facts.plan.levels))
    return tuple(
        DetailColumn(ColumnKind.NUMBER, each, each.code, each.lead, each.unit, each.decimals)
        for each in indicators
    )


def _progress_columns(facts: Facts, indicator: Indicator) -> tuple[DetailColumn, ...]:
    code, unit = indicator.code, indicator.unit
    if indicator.is_words:
        return (DetailColumn(ColumnKind.WORD, indicator, code, "完成情况", ""),)
    light = DetailColumn(ColumnKind.LIGHT, indicator, code, "评价", "")
    results = _result_columns(indicator)
    if not facts.by_round(indicator):
        target = DetailColumn(ColumnKind.TARGET, indicator, code, "目标", unit)
        return target, *results, _completed(ColumnKind.COMPLETION, indicator, ""), light
    whole = term(facts.plan).whole
    return (
        DetailColumn(ColumnKind.WHOLE_TARGET, indicator, code, f"{whole}目标", unit),
        DetailColumn(ColumnKind.TARGET, indicator, code, f"{THIS_ROUND}目标", unit),
        *results,
        _completed(ColumnKind.COMPLETION, indicator, THIS_ROUND),
        _completed(ColumnKind.IN_ALL, indicator, whole),
        light,
    )


def _result_columns(indicator: Indicator) -> tuple[DetailColumn, ...]:
    """The columns of what was reported and, for a rate, of what is computed from it."""
    code, unit, inputs = indicator.code, indicator.unit, indicator.inputs
    if not indicator.is_rate:
        return (DetailColumn(ColumnKind.NUMBER, indicator, inputs[0].code, "本期", unit, inputs[0].decimals),)
    numbers = (_input_column(indicator, each) for each in inputs)
    return *numbers, DetailColumn(ColumnKind.VALUE, indicator, code, "本期", unit, indicator.decimals)


def _completed(kind: ColumnKind, indicator: Indicator, of: str) -> DetailColumn:
    places, unit, of = completion_places(indicator), completion_unit(indicator), of and f"{of}\n"
    return DetailColumn(kind, indicator, indicator.code, completion_word(indicator, of), unit, places)


def _input_column(indicator: Indicator, each: Input) -> DetailColumn:
    label = each.name.replace("（", "\n（", 1)  # puts 本期 or 上年同期 on a line of its own
    return DetailColumn(ColumnKind.NUMBER, indicator, each.code, label, each.unit, each.decimals)


def gap_word(indicator: Indicator, levels: Levels) -> str:
    """What a breakdown's gap is called in narrow places; that of a rate is a number of counties."""
    return "差额" if indicator.adds_up else f"{levels.leaf_short}数"


def short_label(indicator: Indicator, levels: Levels) -> str:
    """The heading over the number of counties whose share of a rate misses its city's target."""
    return f"{MISSED[indicator.direction]}目标的{levels.leaf_short}"


def _breakdown_columns(indicator: Indicator, levels: Levels) -> tuple[DetailColumn, ...]:
    code, unit, short = indicator.code, indicator.unit, short_label(indicator, levels)
    return (
        DetailColumn(ColumnKind.TARGET, indicator, code, "目标", unit),
        DetailColumn(ColumnKind.NUMBER, indicator, code, "分解数", unit, indicator.decimals),
        DetailColumn(ColumnKind.GAP, indicator, code, "差额" if indicator.adds_up else short, ""),
    )

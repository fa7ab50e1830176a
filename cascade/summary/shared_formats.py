"""Number formats that the numbers of a column share, so that their points stand under each other."""

from dataclasses import replace
from decimal import Decimal

from cascade.judging.results import completion_goal, completion_of, completion_side, places_apart
from cascade.outcome.result_places import result_places
from cascade.quantity import decimal_places
from cascade.summary.detail import Detail
from cascade.summary.detail_columns import ColumnKind, DetailColumn, shares_gap_format
from cascade.theme import number_format

_MOST_MORE = 2  # decimals that counties may report beyond an input's


class SharedFormats:
    """The number formats of a table's columns."""

    def __init__(self, detail: Detail) -> None:
        self._detail = detail

    def of(self, column: DetailColumn) -> str:
        """The format of a column of numbers; a column of words has "General"."""
        key, known = (column.kind, column.field), self._detail.formats
        if key not in known:
            known[key] = self._format(column)
        return known[key]

    def _format(self, column: DetailColumn) -> str:
        if column.kind in (ColumnKind.VALUE, ColumnKind.COMPLETION, ColumnKind.IN_ALL):
            return replace(column, decimals=self._apart(column)).number_format
        if column.kind is ColumnKind.GAP and column.indicator.adds_up:
            places = result_places(self._detail.facts, column.indicator)
            return shares_gap_format(column.indicator.direction, places)
        shape = column.number_format
        if shape or column.kind not in (ColumnKind.NUMBER, ColumnKind.TARGET, ColumnKind.WHOLE_TARGET):
            return shape or "General"
        return number_format(self._places(column))

    def _apart(self, column: DetailColumn) -> int:
        """The decimals of a computed column in which no number looks like a goal that it misses."""
        places, indicator = column.decimals, column.indicator
        for row in self._detail.rows:
            result = self._detail.facts.value(indicator.result_field, row.region.code)
            goal = self._detail.goal(row.region.code, column)
            if goal is None:
                continue
            if column.kind is ColumnKind.VALUE:
                places = places_apart(places, [result], goal, indicator.direction)
            else:
                done = completion_of(indicator, goal.upper).value(result=result, target=goal.value)
                side = completion_side(indicator)
                places = places_apart(places, [done], [completion_goal(indicator)], side)
        return places

    def _places(self, column: DetailColumn) -> int:
        """The most decimals that are told in a column of targets or of what was reported.

        What is reported has at least the usual ones; a breakdown's rates share those of their results.
        """
        facts = self._detail.facts
        if column.kind is ColumnKind.NUMBER:
            if column.indicator.is_rate and not facts.is_progress:
                return result_places(facts, column.indicator)
            values = facts.values.get(column.field, {})
            told = [values[row.region.code] for row in self._detail.rows if row.region.code in values]
            most = max(map(decimal_places, told), default=0)
            return max(column.decimals, min(column.decimals + _MOST_MORE, most))
        at, blocks = self._detail.column_number(column.kind, column.field), range(len(self._detail.blocks))
        goals = (each for block in blocks for each in self._detail.cells(block, at).values)
        return max((decimal_places(each) for each in goals if isinstance(each, Decimal)), default=0)

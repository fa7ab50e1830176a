"""The contents of 排名及变化: a line for each city with its rank, and where its ranks have moved.

A plan with points ranks by points; any other by the fewest indicators that are far behind, then by the fewest
that are a little behind. Numbers of this round are formulas; those of the last one are as they were.
"""

from decimal import Decimal
from functools import cached_property

from cascade.formula import Live, Ref, Span, Value, formula, value_of
from cascade.grid import absolute_address, address, range_address
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR, SIGNS, counted
from cascade.judging.points import RANK
from cascade.judging.ranks import MOVE_OF_RANKS, MOVED, RANK_BY_COUNTS
from cascade.outcome.last_round import LastRound
from cascade.quantity import NONE
from cascade.summary.province import Province
from cascade.summary.ranking import Ranking, RankingItem
from cascade.summary.scores import ScoreItem, Scores
from cascade.summary.wording import REPORTED, city_status

NAME = "排名及变化"
RANK_NOW, CITY, RATE, LAST_RATE, LAST_RANK = "rank", "city", "rate", "last rate", "last rank"
MOVE, RISEN, FALLEN = "move", "risen", "fallen"
LAST = {FAIR: f"last {FAIR}", BAD: f"last {BAD}"}
FIXED = 2  # rank and city
FIRST_ROW = 5

_MORE, _LESS = formula('COUNTIF(moves, ">0")'), formula('COUNTIF(moves, "<0")')


class CityRanks:
    """The cells by city and column; `columns` are the keys of those that the table has, then indicators."""

    def __init__(self, province: Province, ranking: Ranking, scores: Scores | None) -> None:
        self.facts = province.facts
        self.province = province
        self.scores = scores
        self._ranking = ranking
        completions = province.outcome.completions
        self.last = LastRound(province.outcome) if self.facts.earlier else None
        self._known: dict[tuple[str, str], Value] = {}
        moved = RankingItem.MOVE
        self.moving: tuple[Indicator, ...] = tuple(
            each
            for each in ranking.detail.numbers
            if moved in ranking.items(each) and any(completions.moves(each).values())
        )

    @property
    def longest_move(self) -> int:
        """How many digits an indicator's moves have at most."""
        completions = self.province.outcome.completions
        moves = (abs(each) for one in self.moving for each in completions.moves(one).values())
        return len(str(max(moves, default=0)))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The keys of the columns before those of the indicators."""
        scored = self.scores is not None
        before = ((LAST_RATE,) if scored else tuple(LAST.values())) if self.last else ()
        changes = (LAST_RANK, MOVE, RISEN, FALLEN) if self.last else ()
        return (RANK_NOW, CITY, *SIGNS, *((RATE,) if scored else ()), *before, *changes)

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The cities, the best first, those without a number last."""
        return tuple(sorted((city.code for city in self.facts.plan.cities), key=self._place))

    def _place(self, city: str) -> tuple[Decimal, ...]:
        """A key that sorts the best city first."""
        if city not in self.facts.counted:
            return (Decimal("Infinity"),)
        if self.scores is not None:
            rate = self.scores.outside(ScoreItem.RATE, city).value
            return (-rate if isinstance(rate, Decimal) else Decimal(1),)
        counts = self.province.outcome.counts(city)
        return Decimal(counts[BAD]), Decimal(counts[FAIR])

    @cached_property
    def alike(self) -> bool:
        """Whether all cities that are ranked, at least two, share the first rank."""
        ranks = [value_of(self._rank(city)) for city in self.facts.counted]
        ranked = [each for each in ranks if isinstance(each, Decimal)]
        return len(ranked) > 1 and set(ranked) == {Decimal(1)}

    def at(self, column: str | Indicator, city: str) -> tuple[int, int]:
        """Row and column of a cell."""
        if isinstance(column, Indicator):
            across = len(self.columns) + 1 + self.moving.index(column)
        else:
            across = self.columns.index(column) + 1
        return FIRST_ROW + self.cities.index(city), across

    def content(self, column: str | Indicator, city: str) -> Value | Live:
        """A cell's content; in the rank's column the state of a city that no number is of."""
        if isinstance(column, Indicator):
            return MOVED.live(move=self._ranking.outside(column, RankingItem.MOVE, city))
        status = city_status(self.facts, city)
        if column == CITY:
            return self.province.city(city).live()
        if column in (LAST_RATE, LAST_RANK, *LAST.values()):
            return self._before(column, city)
        if status != REPORTED:
            return status if column == RANK_NOW else NONE
        if column in SIGNS:
            return counted(column, self.province.down(city))
        if column in (RISEN, FALLEN):
            return (
                (_MORE if column == RISEN else _LESS).live(moves=self._moves(city)) if self.moving else NONE
            )
        if column == RANK_NOW:
            return self._rank(city)
        if column == MOVE:
            return MOVE_OF_RANKS.live(rank=self._cell(RANK_NOW, city), before=self._cell(LAST_RANK, city))
        assert self.scores is not None
        return self.scores.outside(ScoreItem.RATE, city).live()

    def _rank(self, city: str) -> Live:
        if self.scores is not None:
            return self.scores.outside(ScoreItem.RANK, city).live()
        return self._by_counts(BAD, FAIR, city)

    def _before(self, column: str, city: str) -> Value | Live:
        """What stood in the last round; its rank is a formula over that."""
        assert self.last is not None
        if column == LAST_RATE:
            return self.last.rate(city)
        if column == LAST_RANK and self.scores is not None:
            return RANK.live(rate=self._cell(LAST_RATE, city), rates=self._down(LAST_RATE))
        if column == LAST_RANK:
            return self._by_counts(LAST[BAD], LAST[FAIR], city)
        counts = self.last.counts(city)
        sign = BAD if column == LAST[BAD] else FAIR
        return Decimal(counts[sign]) if counts else NONE

    def _by_counts(self, bad: str, fair: str, city: str) -> Live:
        return RANK_BY_COUNTS.live(
            bad=self._cell(bad, city),
            fair=self._cell(fair, city),
            all_bad=self._down(bad),
            all_fair=self._down(fair),
        )

    def _cell(self, column: str | Indicator, city: str) -> Ref:
        key = column if isinstance(column, str) else column.code, city
        if key not in self._known:
            self._known[key] = value_of(self.content(column, city))
        return Ref(address(*self.at(column, city)), self._known[key])

    def _down(self, column: str) -> Span:
        """A column's cells of all cities."""
        (first, at), (last, _) = (self.at(column, self.cities[end]) for end in (0, -1))
        cells = f"{absolute_address(first, at)}:{absolute_address(last, at)}"
        return Span(cells, [self._cell(column, city).value for city in self.cities])

    def _moves(self, city: str) -> Span:
        """A city's moves, indicator by indicator."""
        (row, first), (_, last) = (self.at(self.moving[end], city) for end in (0, -1))
        values = [self._cell(each, city).value for each in self.moving]
        return Span(range_address(row, first, row, last), values)

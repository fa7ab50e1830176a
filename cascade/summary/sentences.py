"""总览 as plain texts: its sentences and its table, and how many indicators of each city are well or behind.

Papers that are no workbook say with them what the summary says, in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cascade.formula import value_of
from cascade.judging.lights import BAD, GOOD
from cascade.outcome.judged import Judged
from cascade.returns.facts import Facts
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW
from cascade.summary.figure_sentences import figures_of_whole, largest_gaps, rates_below
from cascade.summary.highlights import (
    MOST_TIED,
    headline,
    missing_cities,
    most_behind,
    standing_out,
)
from cascade.summary.margin_lines import MarginLine, margin_lines
from cascade.summary.notes import not_judged, not_shared
from cascade.summary.overview import Overview
from cascade.summary.overview_words import legend, units_text
from cascade.summary.province import Province
from cascade.summary.scores import earned
from cascade.summary.wording import city_status, doubt_note, standing
from cascade.theme import load


@dataclass(frozen=True, slots=True)
class Sentences:
    """What 总览 says above its table; a sentence that has nothing to say is "".

    `accepted` are, of gaps that somebody decided to accept, what the city and the decision say, else "".
    `doubted` names the numbers that count and are in doubt. `figures` are the results of the whole beside
    its targets; `rates_below` and `not_shared` tell of a breakdown's counties that have less than their
    city, or no share. `counts` are the numbers of indicators by city and sign, of those that have reported.
    `ranks` are by `rates`, the parts of full points in per cent, or by these counts where the plan has no
    points; `leading` and `last` name the cities of the first ranks and of the last, of one indicator none.
    `states` say in a word which cities have reported. `lines` are the table, below it the numbers `behind`
    by region under the word `late`; `units` and `legend` tell what its numbers and signs mean.
    """

    standing: tuple[str, ...]
    headline: str
    not_judged: str
    doubted: str
    missing: str
    most_behind: str
    gaps: tuple[str, ...]
    accepted: tuple[str, ...]
    figures: str
    rates_below: tuple[str, ...]
    not_shared: str
    counts: Mapping[str, Mapping[str, int]]
    rates: Mapping[str, Decimal]
    ranks: Mapping[str, int]
    leading: str
    last: str
    states: Mapping[str, str]
    lines: tuple[MarginLine, ...]
    behind: Mapping[str, str]
    late: str
    units: str
    legend: tuple[str, ...]


def overview_of(facts: Facts) -> Overview:
    """The table of 总览."""
    return Overview(
        Province(facts, Detail(facts, facts.plan.levels.leaves_sheet, facts.indicators, FIRST_ROW), load())
    )


def sentences(facts: Facts) -> Sentences:
    """The sentences of a round."""
    overview = overview_of(facts)
    cities = [city.code for city in facts.plan.cities]
    counts = {city: overview.outcome.counts(city) for city in cities if city in facts.counted}
    rates, ranks = _by_points(facts) if facts.has_points else ({}, overview.outcome.ranks())
    return Sentences(
        standing=standing(facts),
        headline=_text(headline(overview)),
        not_judged=not_judged(facts) if facts.is_progress else "",
        doubted=doubt_note(facts),
        missing=missing_cities(facts),
        most_behind=_text(most_behind(overview, overview.counts)),
        gaps=tuple(_text(each) for each in largest_gaps(overview)),
        accepted=tuple(_accepted(facts, each) for each in overview.gaps[0]),
        figures=figures_of_whole(overview),
        rates_below=tuple(rates_below(overview)),
        not_shared=not_shared(facts),
        counts=counts,
        rates=rates,
        ranks=ranks,
        leading=_leading(facts, ranks, counts) if len(overview.indicators) > 1 else "",
        last=_last(facts, ranks) if len(overview.indicators) > 1 else "",
        states={city: city_status(facts, city) for city in cities},
        lines=tuple(margin_lines(overview)),
        behind={region: _text(overview.behind(region)) for region in overview.regions},
        late=overview.late_word,
        units=units_text(overview),
        legend=tuple(legend(overview)),
    )


def _text(content: object) -> str:
    return str(value_of(content))  # type: ignore[arg-type]


def _accepted(facts: Facts, gap: Judged) -> str:
    """`该市说明：…；我厅决定照此接收`, of a gap that somebody decided to accept; else "".

    The reason of the decision is the operator's own, written for the record and the city alone.
    """
    receipt, levels = facts.counted[gap.region], facts.plan.levels_of(gap.region)
    if facts.is_progress or not receipt.overruled:
        return ""
    said = (receipt.explanations or {}).get(gap.indicator.code, "")
    told = (f"{levels.that}说明：{said}" if said else "", f"{levels.ours}决定照此接收")
    return "；".join(" ".join(each.split()).rstrip("。；") for each in told if each)


def _leading(facts: Facts, ranks: Mapping[str, int], counts: Mapping[str, Mapping[str, int]]) -> str:
    """The cities that stand out by their ranks, and are well at more than they are behind at.

    `甲市（第1名）、乙市、丙市（并列第2名）`; "" of none.
    """
    named: dict[int, list[str]] = {}
    numbers = {city: -Decimal(rank) for city, rank in ranks.items()}
    leading = standing_out(numbers) if numbers else ()
    for city in (each for each in leading if counts[each][GOOD] > counts[each][BAD]):
        named.setdefault(ranks[city], []).append(facts.plan.name(city))
    return "、".join(
        f"{'、'.join(names)}（{'并列' if len(names) > 1 else ''}第{rank}名）" for rank, names in named.items()
    )


def _last(facts: Facts, ranks: Mapping[str, int]) -> str:
    """Who is last: `末位的是甲市`; "" where all share a rank, or more the last than can be named."""
    tied = [facts.plan.name(city) for city, rank in ranks.items() if rank == max(ranks.values())]
    if len(tied) == len(ranks) or len(tied) > MOST_TIED:
        return ""
    return f"{'并列' if len(tied) > 1 else ''}末位的是{'、'.join(tied)}"


def _by_points(facts: Facts) -> tuple[dict[str, Decimal], dict[str, int]]:
    """The parts of full points in per cent of the cities that have one, and their ranks."""
    points = earned(facts)
    rates = {city: each.rate for city, each in points.items() if isinstance(each.rate, Decimal)}
    ranks = {city: int(each.rank) for city, each in points.items() if isinstance(each.rank, Decimal)}
    return rates, ranks

"""A number of the summary on its page: its cities or counties, its cells, the same number in other rounds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cascade.commands.trace import TracedCell, traced_cells
from cascade.desk.round_view import RoundView
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, FAIR
from cascade.judging.results import places_apart
from cascade.judging.targets import WEAKEST_WORD
from cascade.model import Region
from cascade.quantity import rounded, shown, shown_range
from cascade.returns.facts import Facts
from cascade.summary.detail_columns import short_label
from cascade.summary.margin_lines import MarginText, margins
from cascade.summary.province import Province
from cascade.summary.wording import REPORTED, city_status, coverage, target_text

_MORE = 2  # decimals that a county's number may have beyond its indicator's
_ORDER = (BAD, FAIR, "")  # what lies behind comes first


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A region's line: what is asked of it, what it has reached, and the cells that this comes from.

    `margin` is that of 总览, None for a county; `state` says in a word why there is no number, or of how many
    cities it is, else "".
    """

    region: str
    name: str
    target: str
    value: str
    margin: MarginText | None
    state: str = ""
    cells: Sequence[TracedCell] = ()


@dataclass(frozen=True, slots=True)
class RoundColumn:
    """A round beside others: its name, the results and the margins by region."""

    id: str
    name: str
    values: dict[str, str]
    margins: dict[str, MarginText]


def headings(facts: Facts, indicator: Indicator) -> tuple[str, str]:
    """What stands over a number and over its margin: rates that counties are asked for do not add up."""
    if facts.is_progress:
        return "完成", "差距"
    if indicator.adds_up:
        return "已分解", "差距"
    levels = facts.plan.levels
    return f"{levels.leaf_tier}{WEAKEST_WORD[indicator.direction]}", short_label(indicator, levels)


def whole_line(
    view: RoundView, indicator: Indicator, region: Region, found: Mapping[str, MarginText]
) -> NumberLine:
    """The line of a city or of the whole; `found` are the indicator's margins by region."""
    facts = view.facts
    is_city = region.code != facts.plan.province
    status = city_status(facts, region.code) if is_city else coverage(facts, indicator)
    whole = (
        facts.is_whole(indicator, region.code) if region.code == facts.plan.province else status == REPORTED
    )
    return NumberLine(
        region.code,
        region.name if is_city else facts.plan.levels.whole,
        target_text(facts, indicator, region.code),
        value_text(view.table.province, indicator, region.code),
        found.get(region.code),
        "" if whole else status,
    )


def city_lines(view: RoundView, indicator: Indicator) -> list[NumberLine]:
    """The lines of all cities: what lies behind first, what has not been reported last."""
    found = margins_of(view, indicator)
    lines = [whole_line(view, indicator, city, found) for city in view.places.plan.cities]

    def place(line: NumberLine) -> tuple[bool, int, Decimal]:
        sign = _ORDER.index(line.margin.sign) if line.margin else len(_ORDER)
        return bool(line.state), sign, size_of(line.margin)

    return sorted(lines, key=place)


def size_of(margin: MarginText | None) -> Decimal:
    """A margin as a number, 0 where it is none, such as 超额: the lower, the further behind."""
    try:
        return Decimal(margin.text.rstrip("%") if margin else 0)
    except ArithmeticError:
        return Decimal(0)


def county_lines(view: RoundView, indicator: Indicator, city: Region) -> Iterator[NumberLine]:
    """The lines of a city's counties with their cells; the city's own cells come first where it has some."""
    facts, plan = view.facts, view.places.plan
    receipts = [facts.counted[city.code]] if city.code in facts.counted else []
    fields = [indicator.code, *(each.code for each in indicator.inputs)]
    cells: dict[str, list[TracedCell]] = {}
    for each in traced_cells(plan, receipts, fields, city.code):
        cells.setdefault(each.region, []).append(each)
    own = [city] if city.code in cells else []
    for leaf in (*own, *(each for each in facts.leaves(city) if each.code != city.code)):
        yield NumberLine(
            leaf.code,
            leaf.name,
            _goal_text(facts, indicator, city, leaf),
            value_text(view.table.province, indicator, leaf.code),
            None,
            cells=cells.get(leaf.code, []),
        )


def rounds_beside(views: Sequence[RoundView], indicator: Indicator) -> Iterator[RoundColumn]:
    """The rounds in which somebody has reported an indicator."""
    for view in views:
        if view.facts.counted and indicator in view.facts.indicators:
            found = margins_of(view, indicator)
            values = {region: value_text(view.table.province, indicator, region) for region in found}
            yield RoundColumn(view.places.round.id, view.places.round.name, values, found)


def margins_of(view: RoundView, indicator: Indicator) -> dict[str, MarginText]:
    """The margins of an indicator by region, as 总览 has them."""
    return margins(view.table, indicator)


def value_text(province: Province, indicator: Indicator, region: str) -> str:
    """What a region has reached, or what a county is asked for in a breakdown; "" where it has no number."""
    facts = province.facts
    if word := facts.words.get((region, indicator.code)):
        return word
    value = facts.value(indicator.code, region)
    if value is None:
        return ""
    least = indicator.decimals + (0 if indicator.is_rate else _MORE)
    if indicator.is_rate and not facts.is_progress:
        least = province.places(indicator)  # a county's share beside its city's target
    places = places_apart(least, [value], facts.goal(indicator, region) or (), indicator.direction)
    return shown(rounded(value, places))


def _goal_text(facts: Facts, indicator: Indicator, city: Region, leaf: Region) -> str:
    """What a county has to reach; in a breakdown the city's rate, and nothing of what adds up."""
    if not facts.is_progress:
        return "" if indicator.adds_up else target_text(facts, indicator, city.code)
    goal = facts.goal(indicator, leaf.code) if not indicator.is_words else None
    return shown_range(rounded(goal.value, indicator.decimals + _MORE), goal.upper) if goal else ""

"""The page 汇总: the page of the meeting as a live table, the way of every number, what was made."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from cascade.desk import downloads, numbers
from cascade.desk.current import desk
from cascade.desk.round_parts import round_page
from cascade.desk.round_view import RoundView
from cascade.desk.since_earlier import turned
from cascade.desk.workbooks_folder import Unknown
from cascade.indicators import Indicator
from cascade.judging.county_rates import may_differ
from cascade.judging.lights import BAD, FAIR
from cascade.model import Plan, Region
from cascade.summary.highlights import missing_cities
from cascade.summary.margin_lines import MarginLine, MarginText
from cascade.summary.notes import unlike_targets
from cascade.summary.overview_words import legend, units_text
from cascade.summary.wording import standing

pages = Blueprint("summing", __name__, url_prefix="/p/<plan>/<round_>")

_MOST_CITIES = 60  # whose numbers a table on a screen can show
_BEHIND = (BAD, FAIR)
_MOST_TURNS = 60  # lines of a list of what has turned
_NAMED = 5  # cities that an indicator's line names where there are more


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """An indicator's line of the live table."""

    indicator: Indicator
    line: MarginLine

    @property
    def behind(self) -> tuple[int, int]:
        """How many cities are behind, and how many nearly so."""
        signs = [each.sign for each in [*self.line.margins.values()][:-1]]  # the whole comes last
        return signs.count(BAD), signs.count(FAIR)

    def furthest(self, plan: Plan) -> list[tuple[Region, MarginText]]:
        """The cities that lie furthest behind, with their margins."""
        found = [(city, self.line.margins[city.code]) for city in plan.cities]
        behind = [each for each in found if each[1].sign in _BEHIND]
        behind.sort(key=lambda each: (_BEHIND.index(each[1].sign), numbers.size_of(each[1])))
        return behind[:_NAMED]


@pages.get("/products")
def page(plan: str, round_: str) -> str:
    """The live table, what can be made of it, and what was made."""
    view, department = desk().view(plan, round_), g.session.department
    as_planned = request.args.get("order") != "behind"
    many = len(view.places.plan.cities) > _MOST_CITIES
    shown = bool(view.facts.counted) and not many
    lines = _lines(view, as_planned, department, many) if view.facts.counted else []
    files = downloads.grouped(view.places, department, sent=view.names_sent)
    return round_page(
        "products.html",
        view,
        overview=view.overview if shown else None,
        lines=lines,
        behind=_behind(lines) if department else view.overview.behind if shown else {},
        cities=_cities(view, as_planned, department, lines) if shown else [],
        as_planned=as_planned,
        many=_of_many(view) if many else {},
        since=_since(view, lines),
        files=files,
        newest=next((each for each in files["汇总表"] if "_最新" in each.name), None),
    )


def _since(view: RoundView, lines: Sequence[OverviewLine]) -> dict[str, object]:
    """What has turned since the round before, {} where there is none; a long list is cut off."""
    if not (view.facts.earlier and lines):
        return {}
    before = desk().view(view.places.plan.id, view.facts.earlier[-1].round.id)
    found = turned(view, before, (each.indicator for each in lines))
    return {"before": before.places.round, "turns": found, "most": _MOST_TURNS}


def _of_many(view: RoundView) -> dict[str, object]:
    """What stands around the table where the cities are too many for columns."""
    table = view.table
    return {
        "standing": standing(view.facts),
        "missing": missing_cities(view.facts),
        "units": units_text(table),
        "late": table.late_word,
        "legend": list(legend(table)),
    }


def _lines(view: RoundView, as_planned: bool, department: str, many: bool) -> list[OverviewLine]:
    """The lines of the table, or those of one department: what most cities are behind in comes first."""
    pairs = zip(view.facts.indicators, view.margins if many else view.overview.lines, strict=True)
    lines = [OverviewLine(each, line) for each, line in pairs if department in ("", each.lead)]
    return lines if as_planned else sorted(lines, key=lambda each: each.behind, reverse=True)


def _behind(lines: Sequence[OverviewLine]) -> dict[str, str]:
    """How many of these lines each region is behind in, "" where it has no number."""
    regions = lines[0].line.margins if lines else ()
    signs = {region: [each.line.margins[region] for each in lines] for region in regions}
    return {
        region: str(sum(each.sign == BAD for each in mine)) if any(each.text for each in mine) else ""
        for region, mine in signs.items()
    }


def _cities(
    view: RoundView, as_planned: bool, department: str, lines: Sequence[OverviewLine]
) -> list[Region]:
    """The columns of the table: the cities with most behind come first, those without numbers last."""
    cities, counts = list(view.places.plan.cities), view.overview.counts

    def place(city: Region) -> tuple[int, int]:
        mine = counts.get(city.code)
        if mine is None:
            return -1, 0
        signs = [each.line.margins[city.code].sign for each in lines]
        return (signs.count(BAD), signs.count(FAIR)) if department else (mine[BAD], mine[FAIR])

    return cities if as_planned else sorted(cities, key=place, reverse=True)


@pages.get("/number/<indicator>/<region>")
def number(plan: str, round_: str, indicator: str, region: str) -> ResponseReturnValue:
    """The way of a number: from the whole to its cities, from a city to its counties and their cells."""
    view = desk().view(plan, round_)
    found = next((each for each in view.facts.indicators if each.code == indicator), None)
    here = view.places.plan
    place = next((each for each in (here.region(here.province), *here.cities) if each.code == region), None)
    if found is None or place is None:
        raise Unknown(indicator)
    whole = place.code == here.province
    others = [desk().view(plan, each.id) for each in here.rounds if each.kind is view.places.round.kind]
    lines = numbers.city_lines(view, found) if whole else list(numbers.county_lines(view, found, place))
    return round_page(
        "number.html",
        view,
        indicator=found,
        may_differ=may_differ(here.levels),
        headings=numbers.headings(view.facts, found),
        units=units_text(view.table) if view.facts.is_progress else "",
        region=place,
        whole=whole,
        line=numbers.whole_line(view, found, place, numbers.margins_of(view, found)),
        lines=lines,
        figure=here.figure(round_, indicator) if whole else None,
        unlike=unlike_targets(view.facts, [found]),
        beside=list(numbers.rounds_beside(others, found)),
        received={each.sha256: each.when for each in view.facts.receipts},
        fields={each.code: each for each in found.inputs},
    )

"""The pages of a breakdown's pack with a city each: indicators in rows and counties in columns.

They refer to a table of the city's counties with targets and gaps, which is hidden.
"""

from collections.abc import Mapping, Sequence

from cascade.model import Region
from cascade.naming import sheet_names
from cascade.summary.city import draw_city
from cascade.summary.detail import Detail
from cascade.summary.detail_sheet import FIRST_ROW, draw_table
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import as_of


class CityPages:
    """The names of the sheets, by city; `others` are the names that are taken."""

    def __init__(self, province: Province, others: Sequence[str]) -> None:
        facts = province.facts
        with_counties = not facts.is_progress and not facts.plan.two_levels
        self._province = province
        self.cities: tuple[Region, ...] = (
            tuple(city for city in facts.plan.cities if city.code in facts.counted) if with_counties else ()
        )
        names = [city.name for city in self.cities]
        tables = [f"{name}（明细）" for name in names]
        found = sheet_names([*names, *tables], (*facts.plan.levels.sheets, *others))
        self.names = [found[name] for name in names]
        self.tables = [found[name] for name in tables]

    def draw(self, pages: Mapping[str, SummaryPage]) -> None:
        """Draw the pages, and the tables to which they refer."""
        detail, facts = self._province.detail, self._province.facts
        for city, name, table in zip(self.cities, self.names, self.tables, strict=True):
            title = f"{facts.plan.title}{facts.round.name}（{city.name}）"
            own = Detail(facts, table, facts.indicators, FIRST_ROW, cities=(city,), source=detail, gaps=True)
            draw_city(pages[name], own, title, as_of(facts))
            draw_table(pages[table], own, title, "", outline=False)

"""Whose a region's code is: other cities' codes in a return are somebody else's rows."""

from collections.abc import Iterator, Mapping

from cascade.model import Plan, Region


def city_of_code(plan: Plan) -> dict[str, Region]:
    """The city of every county's code and of every spare row's."""
    return {
        code: city
        for city in plan.cities
        for code in (*(county.code for county in plan.counties(city.code)), *plan.zones(city.code))
    }


class Elsewhere(Mapping[str, str]):
    """The region codes of all cities but one, with the cities' names: a view, for there may be thousands."""

    def __init__(self, cities: Mapping[str, Region], but: str) -> None:
        self._cities, self._but = cities, but

    def __getitem__(self, code: str) -> str:
        city = self._cities[code]
        if city.code == self._but:
            raise KeyError(code)
        return city.name

    def __iter__(self) -> Iterator[str]:
        return (code for code, city in self._cities.items() if city.code != self._but)

    def __len__(self) -> int:
        return sum(city.code != self._but for city in self._cities.values())

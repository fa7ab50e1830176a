"""Results of cities and province: exact sums, rates computed from sums, and nothing that does not exist."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.indicators import Direction
from cascade.model import Plan
from cascade.returns.sums import Values, results
from tests.support.forms import BREAKDOWN, CITIES, FILLING, JUNE, plan
from tests.support.oracle.form import Said
from tests.support.oracle.results import expected_breakdown, expected_progress, text
from tests.support.sample import count

PROVINCE = "330000"
Expected = Callable[..., dict[str, dict[str, str]]]


def found(round_: str, said: dict[str, Said], of: Plan | None = None) -> dict[str, dict[str, str]]:
    numbers = {
        city: {key: value for key, value in values.items() if isinstance(value, Decimal)}
        for city, values in said.items()
    }
    return as_text(results(of or plan(), plan().round(round_), numbers))


def as_text(values: Values) -> dict[str, dict[str, str]]:
    return {field: {region: text(value) for region, value in by.items()} for field, by in values.items()}


def test_whole_rounds_come_out_as_the_oracle_has_them() -> None:
    shares = {city: FILLING.breakdown(city) for city in CITIES}
    assert found(BREAKDOWN, shares) == expected_breakdown(FILLING.tables, shares)
    reached = {city: FILLING.progress(city, 1) for city in CITIES}
    assert found(JUNE, reached) == expected_progress(FILLING.tables, reached)


def test_nothing_reported_is_nothing_and_not_zero() -> None:
    assert found(BREAKDOWN, {}) == {}
    assert found(JUNE, {}) == {}


def test_a_confirmed_zero_is_a_zero() -> None:
    values = found(JUNE, {"330900": {("330902", "K06a"): Decimal(0), ("330903", "K06a"): "/"}})
    zero = {"330902": "0", "330900": "0", PROVINCE: "0"}
    assert values == {"K06a": zero, "K06": zero}


def test_no_measure_is_made_of_sums_that_do_not_cover_the_same_counties() -> None:
    """Only a return that was accepted in spite of its errors can be so; 60/80 would be a wrong number."""
    said: dict[str, Said] = {"330900": {("330902", "K04a"): Decimal(60), ("330903", "K04b"): Decimal(80)}}
    values = found(JUNE, said)
    assert "K04" not in values
    assert values["K04a"] == {"330902": "60", "330900": "60", PROVINCE: "60"}


def test_a_rate_over_zero_does_not_exist() -> None:
    said: dict[str, Said] = {"330900": {("330902", "K04a"): Decimal(6), ("330902", "K04b"): Decimal(0)}}
    assert "K04" not in found(JUNE, said)


def test_a_provincial_rate_is_no_average() -> None:
    said: dict[str, Said] = {
        "330900": {("330902", "K04a"): Decimal(1), ("330902", "K04b"): Decimal(1)},
        "330500": {("330502", "K04a"): Decimal(0), ("330502", "K04b"): Decimal(999)},
    }
    assert found(JUNE, said)["K04"][PROVINCE] == "0.1"


def test_where_less_is_better_the_weakest_county_is_the_highest() -> None:
    indicators = tuple(
        each.model_copy(update={"direction": Direction.AT_MOST}) if each.code == "K01" else each
        for each in plan().indicators
    )
    turned = Plan(**{name: getattr(plan(), name) for name in Plan.model_fields} | {"indicators": indicators})
    said: dict[str, Said] = {
        "330900": {(region, "K01"): Decimal(n) for region, n in (("330902", 9), ("330903", 12))}
    }
    assert found(BREAKDOWN, said)["K01"]["330900"] == "9"
    assert found(BREAKDOWN, said, turned)["K01"]["330900"] == "12"


AMOUNT = st.integers(0, 10**11).map(lambda digits: Decimal(digits).scaleb(-4))


def reports(fields: list[str]) -> st.SearchStrategy[dict[str, Said]]:
    """Any numbers, 不分解 or nothing, of any cities."""
    keys = {city: [(c, f) for c in FILLING.tables.counties[city] for f in fields] for city in CITIES[:4]}
    entry = st.one_of(AMOUNT, st.just("/"), st.none())

    def city_report(city: str) -> st.SearchStrategy[Said]:
        drawn = st.fixed_dictionaries(dict.fromkeys(keys[city], entry))
        return drawn.map(lambda said: {key: value for key, value in said.items() if value is not None})

    return st.fixed_dictionaries({}, optional={city: city_report(city) for city in keys})


@settings(max_examples=count(8, 500))
@pytest.mark.parametrize(
    ("round_", "fields", "expected"),
    [(BREAKDOWN, ["K01", "K18"], expected_breakdown), (JUNE, ["K01a", "K01b", "K18a"], expected_progress)],
)
@given(data=st.data())
def test_any_numbers_come_out_as_the_oracle_has_them(
    round_: str, fields: list[str], expected: Expected, data: st.DataObject
) -> None:
    said = data.draw(reports(fields))
    wanted = expected(FILLING.tables, said)
    assert found(round_, said) == {field: by for field, by in wanted.items() if by}


@settings(max_examples=count(10, 600))
@given(st.permutations(CITIES))
def test_the_order_of_cities_does_not_matter(order: list[str]) -> None:
    said = {city: FILLING.progress(city, 1) for city in CITIES}
    assert found(JUNE, {city: said[city] for city in order}) == found(JUNE, said)

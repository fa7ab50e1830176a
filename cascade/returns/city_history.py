"""What earlier rounds say of a city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CityHistory:
    """What is known of a city from earlier rounds when a progress form is issued or checked.

    `shares` are the county targets of the accepted breakdown by (region, indicator), None for 不分解;
    `last` are the inputs of the last accepted progress round by (region, field), the city's own sums among
    them; `zones` are the names of its functional zones by code.
    """

    shares: Mapping[tuple[str, str], Decimal | None] = field(default_factory=dict)
    last: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

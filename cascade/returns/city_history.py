"""What earlier rounds say about a city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CityHistory:
    """What earlier rounds say about a city when the program issues or checks a progress form.

    `shares` are the county targets of the accepted breakdown by (region, indicator), None for 不分解;
    `last` are the inputs of the last accepted progress round by (region, field), including the city's own
    sums; `zones` are the names of its functional zones by code. All are empty when nothing was accepted.
    """

    shares: Mapping[tuple[str, str], Decimal | None] = field(default_factory=dict)
    last: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

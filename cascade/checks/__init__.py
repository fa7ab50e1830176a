"""Whether the numbers of a return make sense together: a list of rules for each kind of round.

A rule is one function that yields findings of one code, and never raises.
"""

from collections.abc import Callable, Iterator

from cascade.checks.breakdown import (
    all_rates_missed,
    amount_far_above_target,
    county_above_city,
    no_county_shares,
    not_shared,
    rate_below_target,
    shares_short_of_target,
)
from cascade.checks.common import (
    explained,
    missing,
    partly_filled,
    unnamed_zone,
    untouched_sheet,
    zone_without_numbers,
)
from cascade.checks.progress import (
    far_above_target,
    far_from_last,
    fewer_than_last,
    not_computable,
    not_shared_despite_target,
)
from cascade.findings import Finding
from cascade.model import RoundKind
from cascade.returns.filing import Filing

Rule = Callable[[Filing], Iterator[Finding]]

RULES: dict[RoundKind, tuple[Rule, ...]] = {
    RoundKind.BREAKDOWN: (
        untouched_sheet,
        missing,
        not_shared,
        unnamed_zone,
        zone_without_numbers,
        no_county_shares,
        shares_short_of_target,
        amount_far_above_target,
        county_above_city,
        rate_below_target,
        all_rates_missed,
        explained,
    ),
    RoundKind.PROGRESS: (
        untouched_sheet,
        missing,
        partly_filled,
        not_shared_despite_target,
        unnamed_zone,
        zone_without_numbers,
        fewer_than_last,
        far_above_target,
        far_from_last,
        not_computable,
        explained,
    ),
}


def check(filing: Filing) -> tuple[Finding, ...]:
    """All findings of all rules for the kind of round that a return belongs to."""
    return tuple(found for rule in RULES[filing.round.kind] for found in rule(filing))

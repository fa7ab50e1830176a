"""Whether the numbers of a return make sense together: a list of checks for each kind of round.

A check is one function that yields findings of one code, and never raises. A new one is written, and put into
the list, in the module of its kind of round.
"""

from cascade.checks import breakdown, progress
from cascade.findings import Finding
from cascade.model import RoundKind
from cascade.returns.filing import Filing

_CHECKS = {RoundKind.BREAKDOWN: breakdown.CHECKS, RoundKind.PROGRESS: progress.CHECKS}


def check(filing: Filing) -> tuple[Finding, ...]:
    """All findings of all checks for the kind of round that a return belongs to."""
    return tuple(found for each in _CHECKS[filing.round.kind] for found in each(filing))

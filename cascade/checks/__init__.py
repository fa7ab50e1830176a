"""Check whether the numbers of a return make sense together.

A check is a function that takes a Filing, yields findings and never raises; its docstring begins with the
codes of these findings. To add one, write it in the module of its kind of round, and add it to the CHECKS
list there.
"""

from cascade.checks import breakdown, progress
from cascade.findings import Finding
from cascade.model import RoundKind
from cascade.returns.filing import Filing

_CHECKS = {RoundKind.BREAKDOWN: breakdown.CHECKS, RoundKind.PROGRESS: progress.CHECKS}


def check(filing: Filing) -> tuple[Finding, ...]:
    """Run all checks for the return's kind of round on what still counts, and give their findings."""
    within = filing.under_plan
    return tuple(found for each in _CHECKS[filing.round.kind] for found in each(within))

"""The numbers of a plan for other Python programs: `cascade.open(plan, workbooks).round(id).values()`.

Everything is read from the ledger as it is; nothing is collected or published. `docs/api.md` has examples.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cascade.export.tidy_tables import facts_of, findings_table, receipts_table, values_table
from cascade.ledger import opened
from cascade.model import Plan
from cascade.places import Places
from cascade.returns.facts import Facts


@dataclass(frozen=True)
class OpenedRound:
    """A round as its ledger had it when `OpenedPlan.round` was called."""

    facts: Facts

    def values(self) -> pd.DataFrame:
        """The numbers: a row a region and field, with target, completion, light, state and source cell.

        `value`, `target` and `completion` are decimals, None where there is none; a rate's are in per cent
        units. The other columns are text.
        """
        return values_table(self.facts)

    def receipts(self) -> pd.DataFrame:
        """The files that were received: a row a file, with city, state and counts of errors and warnings."""
        return receipts_table(self.facts)

    def findings(self) -> pd.DataFrame:
        """What was found in the returns: a row a finding, with code, severity, cell and Chinese message."""
        return findings_table(self.facts)


class OpenedPlan:
    """A plan, and the workbooks folder in which its rounds are issued and collected."""

    def __init__(self, plan: Plan, workbooks: Path) -> None:
        self._plan = plan
        self._workbooks = workbooks

    def round(self, round_id: str) -> OpenedRound:
        """The round of an id, e.g. `progress-2020-06-30`, as the ledger has it now.

        Raises KeyError where the plan has no such round, FileNotFoundError where the folder has no ledger of
        the plan, OSError where the ledger cannot be read.
        """
        places = Places(self._workbooks, self._plan, self._plan.round(round_id))
        if not (places.ledger.exists() or places.journal.exists()):
            raise FileNotFoundError(f"{places.ledger}: nothing was issued or collected here")
        with opened(places.ledger) as ledger:
            return OpenedRound(facts_of(places, ledger))

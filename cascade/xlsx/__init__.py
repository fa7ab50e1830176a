"""Read returned workbooks strictly: bytes that nobody trusts in, a plain `Grid` out.

No other room reads a returned workbook.
"""

from cascade.xlsx.guarded import GuardedReader, Refusal, as_grid, read_outcome, run_guarded
from cascade.xlsx.machines import Cluster, Machines, Processes
from cascade.xlsx.read_workbook import read

__all__ = [
    "Cluster",
    "GuardedReader",
    "Machines",
    "Processes",
    "Refusal",
    "as_grid",
    "read",
    "read_outcome",
    "run_guarded",
]

"""Read returned workbooks strictly: bytes that nobody trusts in, a plain `Grid` out.

No other room reads a returned workbook.
"""

from cascade.xlsx.guarded import GuardedReader, run_guarded
from cascade.xlsx.machines import Cluster, Machines, Processes
from cascade.xlsx.read_workbook import read

__all__ = ["Cluster", "GuardedReader", "Machines", "Processes", "read", "run_guarded"]

"""The one reader of workbooks that came from outside: hostile bytes in, a plain `Grid` out."""

from cascade.xlsx.guarded import GuardedReader
from cascade.xlsx.machines import Cluster, Machines, Processes
from cascade.xlsx.read_workbook import read

__all__ = ["Cluster", "GuardedReader", "Machines", "Processes", "read"]

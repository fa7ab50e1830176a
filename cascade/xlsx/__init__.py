"""The one reader of workbooks that came from outside: hostile bytes in, a plain `Grid` out."""

from cascade.xlsx.book import read
from cascade.xlsx.guarded import GuardedReader
from cascade.xlsx.machines import Cluster, Machines, Processes

__all__ = ["Cluster", "GuardedReader", "Machines", "Processes", "read"]

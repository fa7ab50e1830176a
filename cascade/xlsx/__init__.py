"""The one reader of workbooks that came from outside: hostile bytes in, a plain `Grid` out."""

from cascade.xlsx.book import read
from cascade.xlsx.guarded import GuardedReader

__all__ = ["GuardedReader", "read"]

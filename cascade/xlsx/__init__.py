"""The one reader of workbooks that came from outside: hostile bytes in, a plain `Grid` out."""

from cascade.xlsx.book import read

__all__ = ["read"]

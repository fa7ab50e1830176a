"""How many cases a test of many draws: a sample, the same on every run, or far more with `--long`."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_long = False


def draw_long(long: bool) -> None:
    """Say once, before any test is collected, whether `--long` was given."""
    global _long
    _long = long


def is_long() -> bool:
    """Whether `--long` was given."""
    return _long


def count(sample: int, long: int) -> int:
    """The number of cases to draw: `sample`, or `long` with `--long`."""
    return long if _long else sample


def every(number: int, cases: Iterable[T]) -> list[T]:
    """Every so many of some cases that are much alike, from the first on, or all with `--long`."""
    return list(cases)[:: count(number, 1)]

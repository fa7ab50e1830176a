"""Who plays what: the units' habits and mishaps, for any plan. All of it is invented."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from demo.form import Answer, Answers, Form

Place = tuple[str, str]  # region and field


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a unit's first return, in the words of the story.

    `wrong` is what is typed, by (region, field). `found_at` are the places where it must be found: a share
    that is short is found in the unit's total.
    """

    wrong: Mapping[Place, Answer]
    told: str
    found_at: tuple[Place, ...]


def in_its_cell(region: str, code: str, wrong: Answer, told: str) -> Mistake:
    """A mistake in one cell, which is found there."""
    return Mistake({(region, code): wrong}, told, ((region, code),))


def mistaken(answers: Answers, mistakes: Sequence[Mistake]) -> Answers:
    """A unit's answers with its mistakes made."""
    return answers | {place: wrong for each in mistakes for place, wrong in each.wrong.items()}


@dataclass(frozen=True, slots=True)
class Mishaps:
    """What goes wrong in a round, by the codes of units; "" for nobody.

    `erring` are those that make mistakes, `mistakes` which ones they make in a form and its answers. `late`
    sends nothing at first, `stray` the wrong file, and `again` corrects itself by a second return.
    """

    erring: Sequence[str]
    mistakes: Callable[[str, Form, Answers], Sequence[Mistake]]
    late: str = ""
    stray: str = ""
    again: str = ""


@dataclass(frozen=True)
class Words:
    """What the units and the whole are called, and what is told of the sums (indicators by their codes).

    `amount` and `growth` are what is told of as an example, with the words for it; "" for none.
    """

    unit: str
    level: str
    leaf: str
    whole: str
    amount: tuple[str, str]
    growth: tuple[str, str]
    period: str
    year: str


@dataclass(frozen=True)
class Cast:
    """Everything that is invented apart from the numbers, which are drawn from `seed`.

    `pace` is the share (%) of the year's target that a unit has reached by a round, `slow` who misses its
    rates. `given` are shares that stand, whatever is drawn, `added` what a unit adds to its target, and
    `explained` the region that stays below its unit's target in a field, with the reason.
    """

    words: Words
    seed: str
    pace: Mapping[tuple[str, str], int]  # by round and unit
    slow: frozenset[str]
    breakdown: Mishaps
    progress: Mishaps
    told: tuple[str, ...] = ()  # of the breakdown
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    writes_zero: str = ""  # the unit that writes 0 where others write "/"
    added: Mapping[Place, Decimal] = field(default_factory=dict)
    given: Mapping[Place, Decimal] = field(default_factory=dict)
    explained: tuple[str, str, str] = ("", "", "")

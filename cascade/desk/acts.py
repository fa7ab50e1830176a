"""What a person can do at the desk. Every act calls the story that a script's option calls.

An act is asked for on a page that says what it will change. It runs when that page is confirmed, unless what
it is about has changed since.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from cascade.commands.collect_round import Extras, collect_returns
from cascade.commands.deciding import Order
from cascade.desk.desk_roles import DeskRole
from cascade.desk.round_view import RoundView
from cascade.mail.settings import Passwords

_NOTHING_ELSE = Extras()
_NAMED = 3  # cities that the words for an act name


class FieldKind(StrEnum):
    """How a field is asked for."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    DAY = "day"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that an act asks for: `options` are values with words, `value` is what stands there first."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    options: Sequence[tuple[str, str]] = ()
    value: str = ""
    required: bool = False
    hint: str = ""

    def takes(self, values: Sequence[str]) -> bool:
        """Whether somebody can have chosen these values."""
        offered = {value for value, _ in self.options}
        free = self.kind not in (FieldKind.CHOICE, FieldKind.CHOICES)
        return free or offered.issuperset(values)

    @property
    def is_choice(self) -> bool:
        """Whether one of its options is chosen."""
        return self.kind is FieldKind.CHOICE


def hidden(*names: str) -> list[Field]:
    """Fields whose values the page carries along."""
    return [Field(each, "", FieldKind.HIDDEN) for each in names]


@dataclass(frozen=True)
class Asked:
    """An act asked for by `who` at `now` in a round, with the values of its fields (several for `CHOICES`).

    `settings` is the file of mail settings, `passwords` are those that were typed in.
    """

    view: RoundView
    who: str
    now: datetime
    settings: Path
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    passwords: Passwords = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        """The day by which lateness is judged."""
        return self.now.date()

    def one(self, name: str) -> str:
        """The value of a field, "" where nothing was chosen."""
        return next(iter(self.values.get(name, ())), "").strip()

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return [each for each in self.values.get(name, ()) if each]


@dataclass(frozen=True)
class Act:
    """An act: its title, what it asks for, what it will change, what it does.

    `changes` gives Chinese lines; it raises Wrong where the act is not possible. `page` is the endpoint that
    asks for the act, "" for the common one. `role` is the least that it takes,
    `role_for` tells what it takes for what it is about, where that differs. `telling` gives the words for it
    in the story, where the title does not say what it was about. `meaning` says in one Chinese line what
    the title means, for whoever does not know the word.
    """

    name: str
    title: str
    story: Callable[[Asked], int]
    changes: Callable[[Asked], Sequence[str]]
    fields: Callable[[Asked], Sequence[Field]] = lambda asked: ()
    page: str = ""
    role: DeskRole = DeskRole.WORKS
    role_for: Callable[[Asked], DeskRole] | None = None
    telling: Callable[[Asked], str] | None = None
    meaning: str = ""

    def needs(self, asked: Asked) -> DeskRole:
        """The role that the act takes for what it is about. Raises Wrong."""
        return self.role_for(asked) if self.role_for else self.role

    def told(self, asked: Asked) -> str:
        """What somebody did, with the cities where it was about several."""
        if self.telling:
            return self.telling(asked)
        codes = asked.all("city")
        names = [each.name for each in asked.view.places.plan.cities if each.code in codes]
        more = f"等 {len(names)} 家" if len(names) > _NAMED else ""
        return self.title + (f"（{'、'.join(names[:_NAMED])}{more}）" if len(names) > 1 else "")

    def completed(self, asked: Asked) -> Asked:
        """What was asked for, with what stands first in the choices that were not told."""
        first = {
            each.name: [each.value or each.options[0][0]] for each in self.fields(asked) if each.is_choice
        }
        return replace(asked, values={**first, **asked.values})


def collected(
    asked: Asked, extras: Extras = _NOTHING_ELSE, order: Order | None = None, paths: Sequence[Path] = ()
) -> int:
    """Collect the round, after a decision if there is one; return the exit code."""
    places = asked.view.places
    return collect_returns(places, paths, asked.now, asked.today, order, extras, mail=asked.settings)

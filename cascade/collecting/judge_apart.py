"""Read and judge returns in other processes, or on other machines, where there are many.

What that takes of the ledger goes there once, packed; a return that asks for more, such as for a form of
another round, is judged where the ledger is.
"""

import json
import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from cascade.collecting.judge_return import RoundJudge
from cascade.layout import plan_changes
from cascade.ledger import Issued, Ledger, Mail, ReceiptTexts, issued_entry, texts_of
from cascade.model import Plan, Round
from cascade.returns.city_history import CityHistory
from cascade.returns.plan_changes import PlanChanges
from cascade.returns.receipt import Receipt
from cascade.xlsx import Refusal, read_outcome

_QUICK = 1  # zlib's level: a form's description becomes a third


class Arrived(NamedTuple):
    """A file to be judged: its receipt without a verdict, the mail it came with, its bytes."""

    blank: Receipt
    mail: Mail | None
    data: bytes


class JudgedReturn(NamedTuple):
    """A judged return: its receipt without numbers, which are in `texts` as the ledger keeps them.

    `changes` say how the plan differs from its form, None where it is on none.
    """

    receipt: Receipt
    texts: ReceiptTexts
    changes: PlanChanges | None


@dataclass(frozen=True)
class PackedForms:
    """The forms of a round and the histories of its cities, each packed.

    Raises KeyError for what only the ledger knows.
    """

    plan: Plan
    round: Round
    forms: Mapping[str, bytes]
    histories: Mapping[str, bytes]
    changes: dict[str, PlanChanges] = field(default_factory=dict)

    def issued(self, identity: str) -> Issued:
        """The form of the round with this ticket."""
        return issued_entry(json.loads(zlib.decompress(self.forms[identity])))

    def newest(self, city: str) -> Issued:
        """The ledger would have to tell."""
        raise KeyError(city)

    def history(self, city: str) -> CityHistory:
        """What earlier rounds say about a city."""
        found: CityHistory = pickle.loads(zlib.decompress(self.histories[city]))
        return found

    def changes_since(self, form: Issued) -> PlanChanges:
        """How the plan has changed since a form was issued."""
        if form.ticket not in self.changes:
            self.changes[form.ticket] = plan_changes(form.layout, form.ticket, self.plan, self.round)
        return self.changes[form.ticket]


def packed(judge: RoundJudge, ledger: Ledger) -> bytes:
    """A judge that can judge without the ledger, for `judge_batch`."""
    plan, round_ = judge.plan, judge.round
    forms = {
        row["ticket"]: zlib.compress(json.dumps(row, ensure_ascii=False).encode(), _QUICK)
        for row in ledger.issued_rows(round_.id)
    }
    histories = {
        city.code: zlib.compress(pickle.dumps(judge.forms.history(city.code)), _QUICK) for city in plan.cities
    }
    return pickle.dumps(replace(judge, forms=PackedForms(plan, round_, forms, histories)))


def judge_batch(batch: Sequence[Arrived], shared: bytes) -> list[JudgedReturn | Refusal | None]:
    """Read and judge some files by a `packed` judge.

    For each: the verdict, or why it was refused; None where the command has to look itself.
    """
    judge = _unpacked(shared)
    return [_judged(judge, arrived) for arrived in batch]


_unpacked = lru_cache(maxsize=1)(pickle.loads)  # once a process, not once a batch


def _judged(judge: RoundJudge, arrived: Arrived) -> JudgedReturn | Refusal | None:
    read = read_outcome(arrived.data)
    if isinstance(read, tuple):
        return read
    try:
        receipt = judge.judged(arrived.blank, arrived.mail, read)
    except Exception:  # a form that is not here, or a fault of ours, which the command meets and tells
        return None
    forms = judge.forms
    assert isinstance(forms, PackedForms)
    return JudgedReturn(receipt.emptied(receipt.state), texts_of(receipt), forms.changes.get(receipt.ticket))

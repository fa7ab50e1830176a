"""What findings of one code have in common: how severe they are, what they say, and what they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """What a finding does: an error sends a return back; a warning asks to look; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.ERROR: "错误",
    Severity.WARNING: "警告",
    Severity.NOTE: "提示",
}


class Weight(IntEnum):
    """How much a finding puts a number in doubt: lists begin with the heaviest of each severity."""

    SIZE = 1  # it cannot be, or is probably wrong by powers of ten or in another unit
    NUMBER = 2  # it does not fit its target, its sum, or other numbers
    FORM = 3  # how something was filled in


class FormCell(StrEnum):
    """The cells of a form that a finding can be about, named as the layout names them."""

    INPUT = "input"
    TARGET = "target"
    NAME = "name"
    EXPLANATION = "explanation"


@dataclass(frozen=True, slots=True)
class FindingType:
    """What all findings of a code have in common.

    `cause` says what was found (with places for facts), `remedy` what to do about it.

    `weight`: how much it puts a number in doubt.
    `cell`: the cell of the form that the finding is about.
    `holds`: the return waits for a person.
    `leaves_unread`: what the cell holds was not understood.
    `by_shape`: a number was refused for its sign or its decimals, which a plan may come to take.
    `whole_form`: judged again once parts are put together, for one may lack what another holds.
    `all_counties`: compares counties with their city, so never judged in the share of one county.
    `doubts_sender`: the status lists it for the operator.
    `undelivered`: a letter of ours did not arrive, which the status lists for the operator.
    `put_out`: somebody took the very same file out of a round, which holds until it is put back.
    `ours`: the trouble may be the program's, so no city is asked to send the file again.
    `convertible`: the file can be read once LibreOffice has converted it.
    `by_decision`: an operator's decision that was followed when the return was judged.
    `short`: what leaders read where an operator has accepted a return in spite of it; "" where numbers lack.
    `operator`: what the operator can do, for the console and the status page; cities do not read it. Every
    type that `holds` has it: it is the way out that the next step of a round names.
    `nothing_filled`: the form came back as it went out, so it says nothing beside another return of the city.
    `too_late`: the return came after its round was closed, which its city is told.
    `comparing`: says nothing of the return itself, only how it compares with others of the round.
    `plan_changed`: the plan has changed since the form was issued; the operator's console lists it apart.
    `at_first`: what may help a person who brings a plan or a notice, before any other remedy.
    `notice`: what to do where the file is the notice of a new plan, unless another format of it will do.
    """

    severity: Severity
    cause: str
    remedy: str
    weight: Weight = Weight.FORM
    cell: FormCell = FormCell.INPUT
    holds: bool = False
    leaves_unread: bool = False
    by_shape: bool = False
    whole_form: bool = False
    all_counties: bool = False
    doubts_sender: bool = False
    undelivered: bool = False
    put_out: bool = False
    ours: bool = False
    convertible: bool = False
    by_decision: bool = False
    nothing_filled: bool = False
    comparing: bool = False
    too_late: bool = False
    short: str = ""
    operator: str = ""
    plan_changed: bool = False
    at_first: str = ""
    notice: str = ""

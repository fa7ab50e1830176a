"""Who gets which letter: which file is answered, who has to be reminded, and of what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import PurePath

from cascade.collecting.standing import lacking_form
from cascade.ledger import Dispatch, Issued, Ledger, Purpose, Sending, withdrawals
from cascade.model import Plan, Region, Round
from cascade.posting.unplaced_files import UnplacedFiles, broken_facts
from cascade.returns.changed_plan import needs_new_form
from cascade.returns.receipt import Receipt, State
from cascade.returns.settling import counting, withdrawn_last


class Trouble(StrEnum):
    """What is lacking of a city that is reminded; also the name of its case in the template."""

    MISSING = "missing"
    ANNEX = "annex"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"
    SHARES = "shares"
    ERRORS = "errors"
    OUTDATED = "outdated"
    UNREADABLE = "unreadable"


TO_CHECK = "原来报的须核对后重报"  # for Trouble.WITHDRAWN, where nobody has said what is wrong
TROUBLE_WORDS = {
    Trouble.MISSING: "尚未报送",
    Trouble.ANNEX: "只报来扫描件等附件，还缺填报表",
    Trouble.WITHDRAWN: "原来报的须改正后重报",
    Trouble.ELSEWHERE: "报来的不是本批次的填报表",
    Trouble.SHARES: "分表没有收齐",
    Trouble.ERRORS: "须更正",
    Trouble.OUTDATED: "须用新表重报",
    Trouble.UNREADABLE: "报来的文件读不出数",
}
WRITTEN = (Sending.DRAFTED, Sending.SENT, Sending.POSTED, Sending.SENDING, Sending.UNKNOWN)
_ASKING = (Purpose.CORRECTION, Purpose.UNREADABLE)
UNDECIDED = "-undecided"  # behind the digest of a return that came after the round was closed
ASKED_TODAY = "今天已写过更正函或重报函（仍要催的，请单独选）"
FORM_LOST = "的填报表文件不见了，请再下发一次"
NOT_ISSUED = "还没有下发填报表（请先用 generate.py 下发）"
FORM_NOT_OUT = "的填报表还没有发出，发出以后才催（已用别的办法发出的，请先用 generate.py 加 --posted 说明）"
_NOT_REISSUED = "已报的数按原方案填报，而新版填报表还没有下发（请先用 generate.py 下发）"
_WAITS_FOR_US = "的上报表待{ours}核实（请用 collect.py --status 查看后决定）"


def asked_on(day: date, messages: Iterable[Dispatch]) -> set[str]:
    """The cities that a letter of a day asks to correct or send anew: a reminder would ask twice."""
    mine = (each for each in messages if each.purpose in _ASKING and each.state in WRITTEN)
    return {each.city for each in mine if each.at.startswith(day.isoformat())}


def gone_on(day: date, messages: Iterable[Dispatch]) -> list[Dispatch]:
    """The letters that have left on a day, or may have, and ask for a return: a reminder is one more."""
    mine = (each for each in messages if each.purpose in (Purpose.REMIND, *_ASKING))
    return [each for each in mine if each.at.startswith(day.isoformat()) and not each.waits]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Why a city is reminded: `about` is the file that came, None for none, `lacking` the missing shares.

    `why` is the name of the round whose form came instead, or the operator's reason for a withdrawal, "" for
    none.
    """

    trouble: Trouble
    about: Receipt | None = None
    lacking: tuple[str, ...] = ()
    why: str = ""

    @property
    def facts(self) -> dict[str, object]:
        """What a letter says of it: the file's name and day, why it does not open or what round it is of."""
        if self.trouble is Trouble.UNREADABLE:
            return broken_facts(self.about)
        came = date.fromisoformat(self.about.received[:10]) if self.about else None
        name = PurePath(self.about.file).name if self.about else ""
        return {"file": name, "came": came, "why": self.why, "told": self.tells}

    @property
    def tells(self) -> bool:
        """Whether a letter can say what is to be corrected: a reason was given, or an error was found."""
        return bool(self.why or (self.about and self.about.has_errors))


@dataclass(frozen=True)
class Reminding:
    """The settled `receipts` of a round, and what was issued in it."""

    plan: Plan
    round: Round
    ledger: Ledger
    receipts: Sequence[Receipt]
    unplaced: UnplacedFiles

    def of(self, city: Region) -> Reminder | str:
        """The reminder that a city should get, or why it gets none, "" where all has come."""
        counted = counting(self.receipts).get(city.code)
        mine = counted or self.unplaced.waiting(city.code)
        old = mine is not None and needs_new_form(mine)
        if counted and not old:
            return ""
        form = self.ledger.latest_issued(self.round.id, city.code)
        if form is None:
            return NOT_ISSUED
        if old and mine and form.ticket == mine.ticket:
            return _NOT_REISSUED
        returned, broken = self.latest(city, State.SENT_BACK), self.unplaced.unreadable(city.code)
        if returned and not broken:  # which came later: whatever can be read replaces what cannot
            return Reminder(Trouble.ERRORS, returned)
        if old:
            return Reminder(Trouble.OUTDATED, mine)
        if mine and not returned:
            return self._of_another_round(mine) or self.plan.levels.fill(_WAITS_FOR_US)
        return FORM_NOT_OUT if city.code in self._lacking_form else self._of_missing(city, form, broken)

    @cached_property
    def _lacking_form(self) -> frozenset[str]:
        """The cities that cannot be asked for anything yet."""
        codes = {each.code for each in self.plan.cities}
        return lacking_form(codes, self.ledger.dispatches(self.round.id), self.receipts)

    def answered(self, purpose: Purpose, city: Region) -> Receipt | None:
        """The file of a city that a letter of a purpose answers, None where none is to be answered so."""
        if purpose is Purpose.RECEIPT:
            return self.unplaced.too_late(city.code) or self.counted(city)
        if purpose is Purpose.CORRECTION:
            return self.latest(city, State.SENT_BACK)
        if purpose is Purpose.UNREADABLE:
            return self.unplaced.unreadable(city.code) or withdrawn_last(self.receipts).get(city.code)
        return None

    def counted(self, city: Region) -> Receipt | None:
        """The return of a city that counts, None for none."""
        return counting(self.receipts).get(city.code)

    def about(self, receipt: Receipt) -> str:
        """What an answer to a file is about: one that came too late gets another receipt once it counts."""
        return receipt.sha256 + (UNDECIDED if receipt.state is State.HELD else "")

    def withdrawn(self, receipt: Receipt) -> Reminder:
        """The reminder to send anew what was withdrawn."""
        reasons = withdrawals(self.ledger.decisions_in_force(self.round.id), self.receipts)
        return Reminder(Trouble.WITHDRAWN, receipt, why=reasons.get(receipt.sha256, ""))

    def _of_another_round(self, held: Receipt) -> Reminder | None:
        form = self.ledger.issued(held.ticket) if held.ticket else None
        if form is None or form.round == self.round.id:
            return None
        name = next((each.name for each in self.plan.rounds if each.id == form.round), form.round)
        return Reminder(Trouble.ELSEWHERE, held, why=name)

    def _of_missing(self, city: Region, form: Issued, broken: Receipt | None) -> Reminder:
        if lacking := self._missing_shares(city, form):
            return Reminder(Trouble.SHARES, lacking=lacking)
        if broken:
            return Reminder(Trouble.UNREADABLE, broken)
        if withdrawn := self.latest(city, State.WITHDRAWN):
            return self.withdrawn(withdrawn)
        annex = self.latest(city, State.ANNEX)
        return Reminder(Trouble.ANNEX if annex else Trouble.MISSING, annex)

    def latest(self, city: Region, state: State) -> Receipt | None:
        """The latest file of a city in a state, None for none; what is merged into another is not meant."""
        mine = [e for e in self.receipts if e.region == city.code and e.state is state and not e.part_of]
        return max(mine, key=lambda each: each.order, default=None)

    def _missing_shares(self, city: Region, form: Issued) -> tuple[str, ...]:
        """The names of the shares that have not come yet, where others have."""
        come = [e for e in self.receipts if e.region == city.code and e.share and e.state is State.ACCEPTED]
        issued = self.ledger.shares(form.ticket)
        splits = {each.split for each in issued if each.ticket in {receipt.ticket for receipt in come}}
        names = dict.fromkeys(each.share for each in issued if each.split in splits)
        return tuple(name for name in names if name not in {receipt.share for receipt in come})

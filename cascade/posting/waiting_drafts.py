"""The drafts of a round that wait for somebody's mailbox, and which of them need not leave any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.collecting.senders import Origins
from cascade.ledger import Dispatch, Ledger, Purpose, Sending
from cascade.model import Region
from cascade.places import Places
from cascade.posting.reminding import FORM_NOT_OUT, TROUBLE_WORDS, UNDECIDED, Reminder, Reminding
from cascade.posting.unplaced_files import UnplacedFiles
from cascade.returns.receipt import Receipt, State
from cascade.ticket import version_of

_ANSWERS = (State.ACCEPTED, State.SENT_BACK, State.HELD, State.SUPERSEDED)
_NEWER = "已被后来的代替"
_NEEDLESS = "已不必发"


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter that is a draft; `idle` says in Chinese why it need not leave, "" where it should."""

    message: Dispatch
    idle: str


def drafts_of(places: Places, ledger: Ledger, receipts: Sequence[Receipt]) -> tuple[LetterDraft, ...]:
    """The drafts of a round that wait for somebody's mailbox, in the order of writing.

    `receipts` are the round's settled ones without those whose files are gone.
    """
    messages = ledger.dispatches(places.round.id)
    newest = {(each.purpose, each.city): each for each in messages if each.state is Sending.DRAFTED}
    if not newest:
        return ()
    unplaced = UnplacedFiles(receipts, Origins.of_round(places, ledger))
    judge = _Judge(Reminding(places.plan, places.round, ledger, receipts, unplaced), messages)
    found = sorted(newest.values(), key=lambda each: each.at)
    return tuple(LetterDraft(each, judge.idle(each)) for each in found)


@dataclass(frozen=True)
class _Judge:
    """Tells of a draft whether the round has passed over it."""

    reminding: Reminding
    messages: Sequence[Dispatch]

    def idle(self, draft: Dispatch) -> str:
        """Why a draft need not leave, "" where it should."""
        city = next((each for each in self.reminding.plan.cities if each.code == draft.city), None)
        if city is None:
            return f"{_NEEDLESS}：方案里已没有这个单位"
        same = (each for each in self.messages if (each.purpose, each.city) == (draft.purpose, draft.city))
        if any(each.state.left and each.at > draft.at for each in same):
            return f"{_NEWER}：之后已发出新的一封"
        purpose = Purpose(draft.purpose)
        if purpose is Purpose.ISSUE:
            return self._idle_form(draft, city)
        if purpose is Purpose.REMIND:
            return self._idle_reminder(draft, city)
        if draft.about.endswith(UNDECIDED):  # also where the file was taken out since
            return ""
        answered = self.reminding.answered(purpose, city)
        return "" if answered and answered.sha256 == draft.about else f"{_NEEDLESS}：之后又有来件"

    def _idle_form(self, draft: Dispatch, city: Region) -> str:
        form, ticket = (
            self.reminding.ledger.latest_issued(draft.round, city.code),
            draft.about.partition("/")[0],
        )
        if form and form.ticket != ticket:
            return f"{_NEWER}：填报表已有新的一版，请重新写信"
        mine = (each for each in self.reminding.receipts if each.region == city.code)
        come = (each for each in mine if each.state in _ANSWERS and each.ticket)
        answered = any(version_of(each.ticket) >= version_of(ticket) for each in come)
        return f"{_NEEDLESS}：已经报来" if answered else ""

    def _idle_reminder(self, draft: Dispatch, city: Region) -> str:
        found = self.reminding.of(city)
        if found == FORM_NOT_OUT:
            return f"{_NEEDLESS}：填报表还没有发出"
        if not isinstance(found, Reminder):
            return f"{_NEEDLESS}：已经不用催"
        later = found.about is not None and found.about.received > draft.at
        if TROUBLE_WORDS[found.trouble] != draft.detail or later:
            return f"{_NEWER}：之后情况有变，请重新写信"
        return ""

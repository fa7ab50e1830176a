"""The page of a city: its findings by indicator, its returns in order, what a person may decide."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from cascade.collecting.decision_words import decision_line
from cascade.collecting.decisions import Decider
from cascade.commands.deciding import Order, enter
from cascade.desk import downloads
from cascade.desk.acts import Asked
from cascade.desk.deciding_acts import LATER, Trial, role_for
from cascade.desk.desk_roles import DeskRole
from cascade.desk.round_view import RoundView
from cascade.desk.taking_out import TAKING_OUT
from cascade.errors import Wrong
from cascade.finding_types import SEVERITY_WORDS, FormCell, Severity, Weight
from cascade.findings import FEW_ALIKE, Finding, folded
from cascade.ledger import Decision, DecisionKind, opened
from cascade.report.sections import File, PageFinding, Section
from cascade.returns.receipt import State

_AS, _OVERRULE, _USE = DecisionKind.AS, DecisionKind.OVERRULE, DecisionKind.USE
_WITHDRAW, _CHECKED = DecisionKind.WITHDRAW, DecisionKind.CHECKED
_OFFERED = {  # what comes into question about a file in each state
    State.ACCEPTED: (_CHECKED, _WITHDRAW),
    State.SENT_BACK: (_OVERRULE, _WITHDRAW),
    State.HELD: (_USE, _OVERRULE, _AS, _WITHDRAW),
    State.REFUSED: (_AS,),
    State.SUPERSEDED: (_USE, _WITHDRAW),
    State.WITHDRAWN: (_USE, _OVERRULE),
}
_WITHOUT_INDICATOR, _ALIKE = "整份文件", "写法上的（同类的合在一行）"
_FOUND_RIGHT = "已核对"  # a doubt that somebody has settled
_NAMED_CELLS = 6  # that the line of many findings names before it is opened


@dataclass(frozen=True, slots=True)
class Offer:
    """An act on a file or a city, and the role that it takes.

    `why_not` says why it is not possible, "" where it is.
    """

    act: str
    why_not: str = ""
    role: DeskRole = DeskRole.WORKS


@dataclass(frozen=True, slots=True)
class FoundLine:
    """What a list of findings shows on one line: one, or many of a kind, with the word of their severity."""

    word: str
    findings: Sequence[PageFinding]

    @property
    def cells(self) -> str:
        """The cells of some of them."""
        cells = [each.cell for each in self.findings if each.cell]
        more = "等" if len(cells) > _NAMED_CELLS else ""
        return "、".join(cells[:_NAMED_CELLS]) + more


@dataclass(frozen=True, slots=True)
class CityReturn:
    """A file of the city: `number` counts what came; its findings in groups, what may be decided.

    `settled` tells that nothing is to be done about it: its findings are folded away.
    """

    file: File
    number: int
    settled: bool
    findings: Mapping[str, Sequence[FoundLine]]
    offers: Sequence[Offer]


def city_page(view: RoundView, section: Section) -> dict[str, Any]:
    """What the page shows of a city, or of the files of no city."""
    plan, code = view.places.plan, section.anchor.removeprefix("c") if section.mark else ""
    returns, withdrawable = _returns(view, section, code) if section.others or section.files else ([], [])
    return {
        "section": section,
        "code": code,
        "returns": returns,
        "withdrawable": withdrawable,
        "correction": downloads.digest(view.places.correction(plan.region(code))) if code else "",
        "form": downloads.digest(view.places.form(plan.region(code))) if code else "",
        "version": view.issued.get(code, 0),
        "unread": _unread(section),
        "decided": list(_decided(view, code)) if code else [],
    }


def _unread(section: Section) -> str:
    """What stands in a cell of the city's return that holds no number, "" where all are understood."""
    groups = section.status_file.groups if section.status_file else ()
    found = (each.finding for group in groups for each in group.problems)
    return next((each.value for each in found if each.type.leaves_unread and each.value), "")


def _decided(view: RoundView, city: str) -> Iterator[tuple[Decision, str, DeskRole | None]]:
    """The decisions on a city in words, with the role that it takes to take one back, None where it was."""
    for each in view.decisions:
        if each.city == city and each.kind is not DecisionKind.UNDO:
            line = decision_line(each, view.places.plan, view.facts.receipts)
            if each in view.in_force:
                yield each, line, role_for(view, each)
            else:
                yield each, f"{line}　【已撤销】", None


def _returns(view: RoundView, section: Section, city: str) -> tuple[list[CityReturn], list[Offer]]:
    """The files, and the offer to withdraw all that the city has sent at once, where that is possible."""
    files = [*section.files, *section.folded]
    with opened(view.places.ledger) as ledger:
        known = view.rounds.reopened(ledger) if view.rounds else None
        away = cache(partial(_taking_out, view))  # hundreds of files may have the same bytes
        trial = Trial(ledger, view.places.plan, view.places.round, LATER, "", known)
        returns = [
            CityReturn(
                each,
                number,
                at >= len(section.files),
                dict(_found(view, each)),
                list(_offers(view, trial, each, city, away)),
            )
            for at, (number, each) in enumerate(zip(_order(files), files, strict=True))
        ]
        several = len(files) > 1 and any(_offers_withdrawal(each) for each in returns)
        whole = _tried(view, trial, _WITHDRAW, city, "") if city and several else ()
        latest_first = sorted(returns, key=lambda each: each.number, reverse=True)
        return latest_first, [each for each in whole if not each.why_not]


def _offers_withdrawal(each: CityReturn) -> bool:
    return any(offer.act == _WITHDRAW.value and not offer.why_not for offer in each.offers)


def _order(files: Sequence[File]) -> list[int]:
    """The how manieth of these files each is, by the order of receipt, which the anchors count."""
    numbers = [int(each.anchor[1:]) for each in files]
    arrived = {number: at for at, number in enumerate(sorted(numbers), start=1)}
    return [arrived[number] for number in numbers]


def _found(view: RoundView, file: File) -> Iterator[tuple[str, list[FoundLine]]]:
    """The findings of a file under their indicators, the heaviest first; many of one kind are one line.

    Many that only ask how something was filled in are one line for all indicators, at the end. Indicators
    with findings of the same weight come in the plan's order, what concerns none of them before.
    """
    found = [each for group in file.groups for each in group.problems]  # the heaviest of a severity first
    formal = Counter(each.finding.code for each in found if _is_formal(each.finding))
    many = {code for code, number in formal.items() if number > FEW_ALIKE}
    weights: dict[str, tuple[int, int]] = {}
    for each in found:
        if each.finding.code not in many:
            weight = list(Severity).index(each.finding.severity), each.finding.type.weight
            weights[each.indicator] = min(weight, weights.get(each.indicator, weight))
    codes = ("", *(each.code for each in view.places.plan.indicators))
    for code in sorted(filter(weights.__contains__, codes), key=weights.__getitem__):
        mine = [each for each in found if each.indicator == code and each.finding.code not in many]
        indicator = view.places.plan.indicator.get(code)
        yield f"{indicator.number}　{indicator.name}" if indicator else _WITHOUT_INDICATOR, _lines(file, mine)
    if many:
        yield _ALIKE, _lines(file, [each for each in found if each.finding.code in many])


def _is_formal(found: Finding) -> bool:
    """Whether a finding asks nobody to correct a number, and is no explanation."""
    light = found.severity is not Severity.ERROR and found.type.weight is Weight.FORM
    return light and found.type.cell is not FormCell.EXPLANATION


def _lines(file: File, found: Sequence[PageFinding]) -> list[FoundLine]:
    return [FoundLine(_word(file, each[0].finding), each) for each in folded(found, _kind)]


def _word(file: File, found: Finding) -> str:
    settled = file.checked and found.severity is Severity.WARNING and found.type.weight is Weight.SIZE
    return _FOUND_RIGHT if settled else SEVERITY_WORDS[found.severity]


def _kind(each: PageFinding) -> str:
    """What findings have in common that one line may stand for; every explanation is read by itself."""
    return "" if each.finding.type.cell is FormCell.EXPLANATION else each.finding.code


def _offers(
    view: RoundView, trial: Decider, file: File, city: str, taking_out: Callable[[str], Offer]
) -> Iterator[Offer]:
    for kind in _OFFERED.get(State(file.mark.state), ()):
        if kind is _WITHDRAW and (_never_read(view, file) or _never_counted(view, file)):
            continue
        if kind is _AS:
            if not city or file.mark.state == State.REFUSED:  # what tells its city may be wrong
                yield Offer(kind.value)
        elif kind is _CHECKED and not file.doubtful:
            continue
        elif city and not file.unreadable:
            yield from _tried(view, trial, kind, city, file.sha256)
    if file.mark.state in (State.HELD, State.REFUSED):
        yield taking_out(file.sha256)


def _never_read(view: RoundView, file: File) -> bool:
    """Whether a file waits of which no number was read, such as another round's form: it never counted.

    What a new plan has no place for was read, and is withdrawn.
    """
    mine = view.receipts_of.get(file.sha256, ())
    changed = any(found.type.plan_changed for each in mine for found in each.findings)
    return file.mark.state == State.HELD and not changed and not any(each.records for each in mine)


def _never_counted(view: RoundView, file: File) -> bool:
    """Whether a file had errors and another took its place: it cannot count again either."""
    mine = view.receipts_of.get(file.sha256, ())
    superseded = file.mark.state == State.SUPERSEDED and file.count(Severity.ERROR) > 0
    return superseded and not any(each.overruled for each in mine)


def _tried(view: RoundView, trial: Decider, kind: DecisionKind, city: str, file: str) -> Iterator[Offer]:
    """An act, or why it is not possible."""
    about = city if kind is _OVERRULE or not file else file
    order = Order(kind, about, LATER, "")
    try:
        entered = enter(trial, view.places, [Path(file)] if order.names_received else [], order)
    except Wrong as wrong:
        entered = str(wrong)
    if isinstance(entered, str):
        yield Offer(kind.value, entered.splitlines()[0].rstrip("："))
    else:
        yield Offer(kind.value, role=role_for(view, entered))


def _taking_out(view: RoundView, sha256: str) -> Offer:
    asked = Asked(view, "", datetime.now(), Path(), values={"file": [sha256]})
    try:
        TAKING_OUT.changes(asked)
    except Wrong as wrong:
        return Offer(TAKING_OUT.name, str(wrong))
    return Offer(TAKING_OUT.name)


SEVERITY_TONES = {
    _FOUND_RIGHT: "quiet",
    SEVERITY_WORDS[Severity.ERROR]: "bad",
    SEVERITY_WORDS[Severity.WARNING]: "fair",
    SEVERITY_WORDS[Severity.NOTE]: "quiet",
}

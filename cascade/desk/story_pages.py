"""Who did what when in a round: what the ledger tells, and what was done at the desk, in one order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath

from flask import Blueprint, request

from cascade.collecting.decision_words import decided
from cascade.commands.choices import day
from cascade.desk.current import desk
from cascade.desk.deciding_acts import role_for
from cascade.desk.desk_roles import DeskRole
from cascade.desk.records import DONE_CODES, DeskAction
from cascade.desk.round_parts import round_page
from cascade.desk.round_view import RoundView
from cascade.ledger import Purpose, opened
from cascade.posting.letters import PURPOSE_WORDS
from cascade.posting.outbox import SENDING_WORDS
from cascade.returns.receipt import STATE_WORDS, State

pages = Blueprint("story", __name__, url_prefix="/p/<plan>/<round_>")

_SHOWN = 500  # events of one page
_NAMED = 3  # cities that an event names
_KINDS = ("下发", "收到", "决定", "信件", "汇总", "操作")


@dataclass(frozen=True)
class Event:
    """Something that happened: `at` is an ISO time, or a day; `what` and `kind` are Chinese.

    `city` is a city's code, "" where it concerns the whole round. `undo` is the number of a decision that can
    be taken back by somebody of the role `undoer`, `work` that of the desk's work, 0 for none. `place` is
    where it stands among the others, None: at its time.
    """

    at: str
    kind: str
    what: str
    city: str = ""
    who: str = ""
    undo: int = 0
    work: int = 0
    undoer: DeskRole = DeskRole.WORKS
    place: tuple[str, int] | None = None

    @property
    def when(self) -> str:
        """The day, hour and minute, as people read them."""
        return self.at.replace("T", " ")[:16]


@pages.get("/story")
def story(plan: str, round_: str) -> str:
    """Who did what when, the newest first: of all or of one city, kind or day."""
    view = desk().view(plan, round_)
    city, when, kind = (request.args.get(each, "") for each in ("city", "day", "kind"))
    on = day(when).isoformat() if when else ""
    actions = desk().records.actions(plan, round_)
    mine = list(_events(view, actions, city))
    events = [each for each in mine if each.at.startswith(on) and kind in ("", each.kind)]
    events.sort(key=lambda each: each.place or (each.at, 0), reverse=True)
    return round_page(
        "story.html",
        view,
        events=events[:_SHOWN],
        count=len(events),
        shown=_SHOWN,
        city=city,
        day=on,
        days=sorted(({each.at[:10] for each in mine} | {on}) - {""}, reverse=True),
        kind=kind,
        kinds=_KINDS,
    )


def _events(view: RoundView, actions: Sequence[DeskAction], city: str) -> Iterator[Event]:
    """All events, in no order; with a city those on it, and the decisions on the whole round."""
    decisions = (each for each in _placed(_decisions(view)) if not city or each.city in (city, ""))
    done = _placed(_done(view, sorted(actions, key=lambda each: each.number)))
    told = (*_issued(view, city), *_received(view), *_letters(view), *done)
    yield from decisions
    yield from (each for each in told if not city or each.city == city)
    if not city:
        yield from _placed(_summaries(view))


def _placed(events: Iterable[Event]) -> Iterator[Event]:
    """Numbered events with their places: one entered later comes later, also where the clock was set back."""
    latest = ""
    for number, each in enumerate(events):
        latest = max(latest, each.at)
        yield replace(each, place=(latest, number))


def _issued(view: RoundView, city: str) -> Iterator[Event]:
    """The forms that were issued together are one event."""
    if not view.issued:
        return
    with opened(view.places.ledger) as ledger:
        times = ledger.issues(view.places.round.id)
    mine = [each for each in times if not city or each[1] == city]
    for (at, version), forms in groupby(mine, key=lambda each: (each[0], each[2])):
        rows = list(forms)
        codes = list(dict.fromkeys(code for _, code, *_ in rows))
        names = [view.places.plan.name(each) for each in codes[:_NAMED]]
        whom = "、".join(names) + (f"等 {len(codes)} 家" if len(codes) > _NAMED else "")
        shares = sum(bool(share) for *_, share, _ in rows)
        parts = f"，其中分表 {shares} 份" if shares else ""
        yield Event(at, "下发", f"{whom}　第 {version} 版填报表{parts}", city)


def _received(view: RoundView) -> Iterator[Event]:
    """Every file that came, those that were taken out of the inbox since, too."""
    plan = view.places.plan
    there = {each.key for each in view.facts.receipts}
    for each in view.rounds.settled(view.places.round) if view.rounds else ():
        whose = f"{plan.name(each.region)}　" if each.region else ""
        late = "，迟报" if each.state is State.ACCEPTED and view.facts.late(each) else ""
        gone = "" if each.key in there else "，已移出"
        what = f"{whose}{PurePath(each.file).name}{late}（现为{STATE_WORDS[each.state]}{gone}）"
        yield Event(each.received, "收到", what, each.region)


def _decisions(view: RoundView) -> Iterator[Event]:
    in_force = {each.number for each in view.in_force}
    for each in view.decisions:
        holds = each.number in in_force
        words = decided(each, view.places.plan, view.facts.receipts) + ("" if holds else "　【已撤销】")
        what = f"第 {each.number} 条　{words}"
        number, role = (each.number, role_for(view, each)) if holds else (0, DeskRole.WORKS)
        yield Event(each.at, "决定", what, each.city, each.by, undo=number, undoer=role)


def _letters(view: RoundView) -> Iterator[Event]:
    for each in view.letters:
        words = f"{PURPOSE_WORDS[Purpose(each.purpose)]}　{SENDING_WORDS[each.state]}"
        detail = f"（{each.detail}）" if each.detail else ""
        yield Event(
            each.at, "信件", f"{view.places.plan.name(each.city)}　{words}{detail}", each.city, each.by
        )


def _summaries(view: RoundView) -> Iterator[Event]:
    if not view.issued:
        return
    with opened(view.places.ledger) as ledger:
        for each in ledger.summaries(view.places.round.id):
            yield Event(each.at, "汇总", f"第 {each.number} 次汇总表")


def _done(view: RoundView, actions: Sequence[DeskAction]) -> Iterator[Event]:
    plan = view.places.plan
    for each in actions:
        done = "完成" if each.code in DONE_CODES else "没有完成"
        end = "正在进行或中途停止" if each.code is None else done
        name = f"{plan.name(each.city)}　" if each.city else ""
        yield Event(
            each.at,
            "操作",
            f"{name}{each.what}　{end}",
            each.city,
            each.who,
            work=each.number if each.round else 0,
        )

"""Issue a round's forms: draw what is new, enter it in the ledger, then write the files.

The ledger knows every form before anybody can get its file.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import product
from pathlib import Path

from cascade import durable, theme, ticket
from cascade.form import draw
from cascade.judging.county_rates import announced, rate_sides
from cascade.judging.points import told
from cascade.layout import Layout, Role, Split, draft, shares
from cascade.ledger import Issued, Ledger, opened
from cascade.levels import indicators_word
from cascade.model import Plan, Region, Round, RoundKind
from cascade.places import Places
from cascade.plan.schedule_checks import due_on_a_day_off
from cascade.returns.earlier_rounds import EarlierRounds
from cascade.rounds import Rounds

INSTRUCTIONS = "form/instructions.txt.j2"
# Of versions up to 1.10, 1.9 and so on: a form that has them stays, as a ticket is made of what it said.
FORMER_INSTRUCTIONS = tuple(f"form/instructions_1_{version}.txt.j2" for version in (10, 9, 8, 7, 6, 0))
BATCH = 50  # cities whose forms are entered and written together


class Action(StrEnum):
    """What happened to a city's form; the value is the Chinese word for it."""

    NEW = "新生成"
    REISSUED = "内容有变，生成新版"
    UNCHANGED = "无变化"
    RESTORED = "已按原样恢复"


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """The outcome for one city. `kept` is the new path of a file that stood in the form's place."""

    city: Region
    path: Path
    ticket: str
    version: int
    action: Action
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class _EnteredForm:
    """A form in the ledger and the path where its file belongs.

    `data` are the bytes of a new form, None for an older one; `text` are its instructions; `versions` maps
    the SHA-256 of all issued files of the city to their versions.
    """

    path: Path
    city: Region
    form: Issued
    text: str
    data: bytes | None
    versions: Mapping[str, int]


def read_earlier_rounds(places: Places) -> EarlierRounds:
    """Read from the ledger what the forms show of earlier rounds."""
    with opened(places.ledger) as ledger:
        return Rounds(ledger, places.plan).earlier(places.round)


def issue(
    places: Places,
    earlier: EarlierRounds,
    cities: tuple[Region, ...],
    now: datetime,
    today: date,
    split: Split | None = None,
) -> Iterator[IssuedForm]:
    """Issue the forms of some cities, whole or split into shares, one batch of cities after the other.

    `now` is when the ledger says it was, `today` the day that tells whether the forms' due date has passed.

    A form with unchanged content stays as it is. Where the content has changed, the city gets a new version
    with a new ticket, and the old file moves to the folder of old forms. The inbox for what comes back is
    made, too. Raises OSError.
    """
    places.received.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(cities), BATCH):
        entered: list[_EnteredForm] = []
        with opened(places.ledger) as ledger:
            for city in cities[start : start + BATCH]:
                entered += _enter(ledger, earlier, places, city, (now, today), split)
        outcomes = [_make_way(each, places.old_forms) for each in entered]
        durable.write_all({form.path: data for form, data in outcomes if data is not None})
        yield from (form for form, _ in outcomes)


def _enter(
    ledger: Ledger,
    earlier: EarlierRounds,
    places: Places,
    city: Region,
    day: tuple[datetime, date],
    split: Split | None,
) -> list[_EnteredForm]:
    """Enter a city's form, or its shares, in the ledger; draw what is new."""
    plan, round_, (now, today) = places.plan, places.round, day
    before = ledger.latest_issued(round_.id, city.code)
    layout, words, digest = _content(earlier, plan, round_, city, before, today)
    text = words.text()
    versions = ledger.versions(round_.id, city.code)
    if before and before.content == digest:
        form, data = before, None
    else:
        version = before.version + 1 if before else 1
        identity = str(ticket.issue(city.code, round_.as_of, version, layout.plan + digest))
        form, data = _draw(identity, version, digest, layout, text, now)
        ledger.issue(form)
    if split is None:
        return [_EnteredForm(places.form(city), city, form, text, data, versions)]
    text = words.text(split)
    return [
        _EnteredForm(places.share(city, share.share), city, share, text, drawn, versions)
        for share, drawn in _enter_shares(ledger, places, form, text, split, now)
    ]


@dataclass(frozen=True, slots=True)
class Instructions:
    """The text of a form's first sheet, from a template; `late` where the form goes out after its due day."""

    plan: Plan
    round: Round
    city: Region
    template: str = INSTRUCTIONS
    late: bool = False

    def text(self, split: Split | None = None) -> str:
        """The text in the form itself, or in its shares."""
        plan, below = self.plan, announced(rate_sides(self.plan), self.plan.levels_of(self.city.code))
        words = {"points": told(plan), "named": indicators_word(plan.title), "below": below}
        facts = {"late": self.late, "by_county": split is Split.COUNTY} | words
        return theme.text(self.template, plan=plan, round=self.round, city=self.city, **facts)


def _content(
    earlier: EarlierRounds, plan: Plan, round_: Round, city: Region, before: Issued | None, today: date
) -> tuple[Layout, Instructions, str]:
    """What a city's form holds as of `today`; what it held `before` where only the program has changed."""
    contents = form_contents(earlier, plan, round_, city, today)
    if before is None:
        return next(contents)
    ever = list(contents)
    return next((each for each in ever if each[2] == before.content), ever[0])


def form_contents(
    earlier: EarlierRounds, plan: Plan, round_: Round, city: Region, today: date
) -> Iterator[tuple[Layout, Instructions, str]]:
    """What a city's form holds if issued `today`, then what it may have held on another day or in former
    versions of the program: a layout, instructions, and the SHA-256 of both."""
    drafted = draft(plan, round_, city.code, earlier.history(city.code))
    layouts = [drafted]
    if round_.kind is RoundKind.BREAKDOWN:  # up to version 1.8 no `/` stood where the city has no target
        given = tuple(each for each in drafted.given if each.role is not Role.INPUT)
        layouts.append(drafted.model_copy(update={"given": given}))
    passed = today > round_.due
    for template, late in product((INSTRUCTIONS, *FORMER_INSTRUCTIONS), (passed, not passed)):
        words = Instructions(plan, round_, city, template, late)
        text = words.text()
        for each in layouts:
            layout = each.model_copy(update={"due": ""}) if late else each
            yield layout, words, _sha256((layout.content + text).encode())


def _draw(
    identity: str, version: int, digest: str, layout: Layout, text: str, now: datetime, *share: str
) -> tuple[Issued, bytes]:
    """Draw a form; `share` are the whole form's ticket, the split and the share's name, none for a whole."""
    data = draw(layout, identity, now, text, theme.load())
    sha256, at = _sha256(data), now.isoformat()
    return Issued(identity, layout.round, layout.city, version, digest, sha256, at, layout, *share), data


def _enter_shares(
    ledger: Ledger, places: Places, whole: Issued, text: str, split: Split, now: datetime
) -> Iterator[tuple[Issued, bytes | None]]:
    """Enter the shares of a form in the ledger; yield them with the bytes of new ones."""
    issued = ledger.shares(whole.ticket)
    known = {each.share: each for each in issued if each.split == split}
    for number, (name, layout) in enumerate(shares(whole.layout, places.plan, split), len(issued) + 1):
        if name in known:
            yield known[name], None
            continue
        identity = share_ticket(whole, name, number, places.round)
        origin = (whole.ticket, split.value, name)
        form, data = _draw(identity, whole.version, whole.content, layout, text, now, *origin)
        ledger.issue(form)
        yield form, data


def share_ticket(whole: Issued, name: str, number: int, round_: Round) -> str:
    """The ticket of a form's share, by the share's name and number."""
    content = whole.layout.plan + whole.ticket + name
    return str(ticket.issue(whole.city, round_.as_of, whole.version, content, number))


def _make_way(entered: _EnteredForm, old_forms: Path) -> tuple[IssuedForm, bytes | None]:
    """Move any other file out of a form's place; return the outcome and the bytes to write, if any.

    A form whose file is missing is drawn again; another version of the program draws it in other bytes.
    """
    path, city, form, data, kept = entered.path, entered.city, entered.form, entered.data, None
    action = Action.UNCHANGED if data is None else Action.REISSUED if form.version > 1 else Action.NEW
    _put_away_renamed(entered, old_forms)
    found = _sha256(path.read_bytes()) if path.exists() else ""
    if found == form.sha256:
        return IssuedForm(city, path, form.ticket, form.version, action), None
    if data is None:
        data = draw(form.layout, form.ticket, datetime.fromisoformat(form.at), entered.text, theme.load())
        if found == _sha256(data):
            return IssuedForm(city, path, form.ticket, form.version, action), None
        action = Action.RESTORED
    if found:
        mark = f"第{entered.versions[found]}版" if found in entered.versions else "被改动"
        kept = durable.put_away(path, old_forms, mark)
    return IssuedForm(city, path, form.ticket, form.version, action, kept), data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put_away_renamed(entered: _EnteredForm, old_forms: Path) -> None:
    """Move forms of the city that bear another name, of the city or of the round, to the old forms."""
    for other in entered.path.parent.glob(f"{entered.city.code}_*.xlsx"):
        found = "" if other == entered.path else _sha256(other.read_bytes())
        if version := entered.versions.get(found):
            durable.put_away(other, old_forms, f"第{version}版")


def outdated_cities(places: Places) -> tuple[Region, ...]:
    """The cities whose accepted returns lack numbers because the plan has changed: they need a new form."""
    with opened(places.ledger) as ledger:
        accepted = Rounds(ledger, places.plan).accepted(places.round)
    return tuple(
        city for city in places.plan.cities if city.code in accepted and accepted[city.code].outdated
    )


def about_due_date(round_: Round, today: date) -> tuple[str, ...]:
    """What whoever issues forms is told first: that their due date has passed, or is a day off; else ()."""
    if today <= round_.due:
        return tuple(due_on_a_day_off(round_))
    return (
        f"报送期限 {round_.due} 已经过了：信里只请尽快报送；第一次下发就过了期限的批次，不计逾期和迟报。"
        "要另定期限的，请先在方案工作簿的“批次”表里改“报送期限”，再下发。",
    )


def without_targets(round_: Round, earlier: EarlierRounds, cities: tuple[Region, ...]) -> list[str]:
    """The names of cities whose progress form shows no county targets, for lack of an accepted breakdown."""
    if round_.kind is RoundKind.BREAKDOWN:
        return []
    return [each.name for each in cities if not earlier.history(each.code).shares]

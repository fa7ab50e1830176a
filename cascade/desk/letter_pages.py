"""The pages of the letters: settings, every letter as it will be read, the last look, what went out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from cascade.collecting.standing import some
from cascade.commands import mailing
from cascade.desk import downloads, mail_settings
from cascade.desk.acts import Act, Asked
from cascade.desk.current import desk
from cascade.desk.letter_drafts import groups_of, unknown_drafts, zipped_drafts
from cascade.desk.letter_ways import ways_of
from cascade.desk.mailing_acts import FETCH, PAGE, UnsetMail, choice_of, key_of, without_form
from cascade.desk.records import DeskAction
from cascade.desk.round_parts import led_on, round_page, started
from cascade.desk.round_view import RoundView
from cascade.desk.workbooks_folder import Unknown
from cascade.desk.workplace import ACTS, act_named
from cascade.ledger import Dispatch, Purpose, Sending, by_key
from cascade.posting.letters import PURPOSE_WORDS, ReadyLetter
from cascade.posting.outbox import SENDING_WORDS, addresses_changed
from cascade.posting.reminding import gone_on

pages = Blueprint("letters", __name__, url_prefix="/p/<plan>/<round_>")

_PREVIEW, _LAST = "letter_preview.html", "last_look.html"
_LONGEST = 20  # characters of a way to split forms
_IN_DOUBT = (Sending.UNKNOWN, Sending.SENDING)
_HOW = ("send", "drafts", "me")


@dataclass(frozen=True)
class SentLine:
    """A letter that left or should have left; `copy` is the digest of its copy, "" where there is none."""

    dispatch: Dispatch
    city: str
    purpose: str
    state: str
    copy: str


@dataclass(frozen=True)
class SeenLetter:
    """A letter as somebody looks at it: `before` is what happened to it, None where nothing has yet."""

    ready: ReadyLetter
    purpose: str
    before: Dispatch | None

    @property
    def settled(self) -> str:
        """Why it will not go out, "" where it will."""
        if self.before is None or self.before.waits:
            return ""
        if self.before.state.left:
            own = "自行" if self.before.state is Sending.POSTED else ""
            return f"{self.before.at[:16].replace('T', ' ')} 已{own}发出，不再发"
        return "结果不明，核实以前不再发"

    @property
    def drafted(self) -> str:
        """When it was written as a draft that has not left, "" where there is none."""
        waits = self.before is not None and self.before.state is Sending.DRAFTED
        return self.before.at[:16].replace("T", " ") if self.before and waits else ""


@pages.get("/letters")
def letters(plan: str, round_: str) -> str:
    """What can be written, what is in doubt, what went out."""
    view = desk().view(plan, round_)
    sent = (each for each in view.letters if each.state is not Sending.DRAFTED)
    lines = [_sent_line(view, each) for each in sorted(sent, key=lambda each: each.at, reverse=True)]
    doubtful = [each for each in lines if each.dispatch.state in _IN_DOUBT]
    return round_page(
        "letters.html",
        view,
        lines=lines,
        doubtful=doubtful,
        groups=groups_of(view),
        others=unknown_drafts(view),
        ways=ways_of(view),
        without=without_form(view),
        posted=Sending.POSTED,
        **_accounts(),
    )


@pages.get("/letters/drafts.zip")
def drafts(plan: str, round_: str) -> ResponseReturnValue:
    """The drafts that should leave, those of a group or all, in a zip archive."""
    view, group = desk().view(plan, round_), request.args.get("group", "")
    content, name = zipped_drafts(view, group)
    if not content:
        raise Unknown(group)
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@pages.route("/letters/settings", methods=["GET", "POST"])
def settings(plan: str, round_: str) -> ResponseReturnValue:
    """The mail settings as a form; on POST write them where nothing is wrong."""
    view, path = desk().view(plan, round_), desk().settings
    if request.method == "GET":
        return _settings_page(view, mail_settings.form_of(path))
    form, found = mail_settings.filled_in(request.form, path)
    if form.version != mail_settings.version_of(path):
        form.faults[""] = "您打开以后，别人改了邮件设置，所以还没有保存。请核对现在的设置，再改一次。"
        return _settings_page(view, replace(mail_settings.form_of(path), faults=form.faults)), 409
    if found is None:
        return _settings_page(view, form), 409
    cities = led_on(view, request.form.getlist("city"))
    mail_settings.save(found, request.form, path, desk().passwords)
    desk().records.note(DeskAction(g.session.who, plan, round_, "", "改邮件设置"))
    g.session.done = "邮件设置已保存。"
    then = _wanted_then()
    if then is None:
        return redirect(url_for("letters.letters", plan=plan, round_=round_), 303)
    return redirect(url_for("round.act", name=then.name, city=cities, plan=plan, round_=round_), 303)


def _wanted_then() -> Act | None:
    """The act for which somebody fills in the settings, None for no act."""
    name = request.values.get("then", "")
    act = ACTS.get(name)
    return act if act and (name == FETCH or act.page == PAGE) else None


@pages.app_errorhandler(UnsetMail)
def ask_for_settings(error: UnsetMail) -> ResponseReturnValue:
    """Lead to the settings, and from there back to the mailbox."""
    place = (request.view_args or {}) | {"name": None}
    return redirect(url_for("letters.settings", then=FETCH, **place), 303)


@pages.route("/letters/<name>", methods=["GET", "POST"])
def preview(plan: str, round_: str, name: str) -> ResponseReturnValue:
    """Every letter as it will be read; on POST lead to the chosen ones, or to the last look at them."""
    act, asked = _letters_act(plan, round_, name)
    if request.method == "GET":
        return _look(act, asked, _PREVIEW)
    page = "letters.last" if asked.one("how") == "send" else "letters.preview"
    cities, parts = led_on(asked.view, asked.all("city")), asked.one("parts")[:_LONGEST] or None
    return redirect(url_for(page, name=name, city=cities, parts=parts, plan=plan, round_=round_), 303)


@pages.route("/letters/<name>/last", methods=["GET", "POST"])
def last(plan: str, round_: str, name: str) -> ResponseReturnValue:
    """The last look at a list before letters leave; on POST what was looked at is sent or drafted.

    Drafts leave the office later, from somebody's mailbox: the preview is look enough.
    """
    act, asked = _letters_act(plan, round_, name)
    if request.method == "GET":
        return _look(act, asked, _LAST)
    how = asked.one("how")
    if how not in _HOW:
        abort(400)
    if news := _refused(act, asked):
        page = {"send": _LAST, "drafts": _PREVIEW, "me": "letters_refused.html"}[how]
        return _look(act, asked, page, news), 409
    return started(act, asked)


def _refused(act: Act, asked: Asked) -> str:
    """Why the letters do not leave, "" where they do."""
    places, how = asked.view.places, asked.one("how")
    if how != "me" and asked.one("looked") != _digest(act, asked):
        return "您看过以后，要发的信又有了变化，所以什么也没有做。请再看一遍。"
    if how == "send" and asked.one("confirm") != "yes" and addresses_changed(places):
        return "联系人表改动过。请核对下面的收件地址，然后在“我已核对”前打勾。"
    return "" if how == "drafts" else mail_settings.lacking(asked.settings, asked.passwords, "smtp")


def _digest(act: Act, asked: Asked) -> str:
    composed = _composed(act, asked)
    return (composed.sendable if asked.one("how") == "send" else composed).digest


def _composed(act: Act, asked: Asked) -> mailing.Composed:
    view = asked.view
    return mailing.preview(view.places, choice_of(act.name, asked), asked.today, view.rounds)


def _letters_act(plan: str, round_: str, name: str) -> tuple[Act, Asked]:
    act = act_named(name)
    if act.page != PAGE:
        raise Unknown(name)
    values = {key: request.values.getlist(key) for key in request.values}
    return act, desk().asked(desk().view(plan, round_), g.session.who, values)


def _look(act: Act, asked: Asked, template: str, news: str = "") -> str:
    view, places = asked.view, asked.view.places
    if not view.issued:
        return round_page("letters_refused.html", view, act=act, news="还没有下发填报表，请先下发。")
    composed = _composed(act, asked)
    composed = composed.sendable if template == _LAST else composed
    known = by_key(view.letters)
    looks = [SeenLetter(each, PURPOSE_WORDS[each.purpose], known.get(each.key)) for each in composed.letters]
    looks.sort(key=lambda each: bool(each.settled))
    leaving = [each for each in looks if not each.settled]
    kinds = Counter(each.purpose for each in leaving)
    passed_over = [
        desk().worded(f"{'、'.join(names)}{why}，没有写信。") for why, names in composed.passed_over.items()
    ]
    return round_page(
        template,
        view,
        act=act,
        asked=asked,
        looks=looks,
        leaving=leaving,
        kinds="、".join(f"{word} {number} 封" for word, number in kinds.items()),
        passed_over=passed_over,
        reminded=_reminded_today(asked, looks) if act.name == "remind" else [],
        unaddressed=mailing.unaddressed(each.ready for each in leaving),
        looked=composed.digest,
        changed=addresses_changed(places),
        news=news,
        files=_files(looks),
        key_of=key_of,
        **_accounts(),
    )


def _reminded_today(asked: Asked, looks: Sequence[SeenLetter]) -> list[str]:
    """Who of those that are to be reminded was asked today already: since when, by whom, by which letter."""
    cities = {each.ready.city.code: each.ready.city.name for each in looks}
    gone = [each for each in gone_on(asked.today, asked.view.letters) if each.city in cities]
    alike = groupby(sorted(gone, key=_kind_of), _kind_of)
    return [_told_of([*letters], cities) for _, letters in alike]


def _kind_of(letter: Dispatch) -> tuple[str, str, str]:
    return letter.by, letter.purpose, letter.state


def _told_of(letters: Sequence[Dispatch], cities: Mapping[str, str]) -> str:
    """Letters of one kind: 杭州市、宁波市（张三 09:12 催报信，已发出）."""
    first = min(letters, key=lambda each: each.at)
    what = f"{first.at[11:16]} {PURPOSE_WORDS[Purpose(first.purpose)]}，{SENDING_WORDS[first.state]}"
    names = some([cities[each.city] for each in letters])
    return f"{names}{f' {len(letters)} 家' if len(letters) > 1 else ''}（{f'{first.by} {what}'.strip()}）"


def _files(looks: Sequence[SeenLetter]) -> dict[tuple[str, str], str]:
    """The digests of the attachments by city and name: under them the desk lets them be taken."""
    return {
        (each.ready.city.code, file.name): sha256(file.data).hexdigest()
        for each in looks
        for file in each.ready.letter.attachments
    }


def _sent_line(view: RoundView, each: Dispatch) -> SentLine:
    plan, purpose = view.places.plan, PURPOSE_WORDS[Purpose(each.purpose)]
    city = next((region for region in plan.cities if region.code == each.city), None)
    path = view.places.copy_of_sent(city, purpose, each.message_id) if city else None
    copy = downloads.digest(path) if path else ""
    return SentLine(each, plan.name(each.city), purpose, SENDING_WORDS[each.state], copy)


def _accounts() -> dict[str, Any]:
    """What the accounts lack, "" for nothing."""
    return {
        f"{section}_lacks": mail_settings.lacking(desk().settings, desk().passwords, section)
        for section in ("smtp", "imap")
    }


def _settings_page(view: RoundView, form: mail_settings.MailForm) -> str:
    path, passwords = desk().settings, desk().passwords
    return round_page(
        "mail_settings.html",
        view,
        then=_wanted_then(),
        cities=request.values.getlist("city"),
        **_accounts(),
        form=form,
        sections=mail_settings.SECTIONS,
        entries=mail_settings.ENTRIES,
        known={each: mail_settings.knows(path, passwords, each) for each in ("smtp", "imap")},
    )

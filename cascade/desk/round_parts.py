"""What the pages of a round share: the frame with its menu, and the way from an act to its work."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cascade.collecting.standing import Awaited, NextStep
from cascade.commands.opening import find_cities
from cascade.desk import downloads
from cascade.desk.acts import Act, Asked
from cascade.desk.current import desk
from cascade.desk.desk_roles import DeskRole
from cascade.desk.guard import here
from cascade.desk.round_view import EARLY, RoundView
from cascade.desk.workplace import ACTS
from cascade.finding_types import Severity
from cascade.ledger import opened
from cascade.meeting.numbering import same_as_last
from cascade.report.sections import STRANGERS
from cascade.returns.receipt import NEEDS_SOMEBODY
from cascade.ticket import version_of

_AT_THE_DESK = {  # what to do about what a round waits for, and the act that does it
    Awaited.ISSUE: ("：先生成各单位的填报表，这一步不发信。", "issue"),
    Awaited.SEND: ("：请寄送。用别的办法发出的，点“填报表已用别的办法发出”。", "send"),
    Awaited.CHECK: ("：请问清对方；没有错的，到那一页点“核对无误”，填错的，点“撤回这一份”，再请其重报。", ""),
    Awaited.POST: ("：请下载，从自己的邮箱发出；发出以后，点“我已自行发出”。", ""),
    Awaited.SETTLE: ("：请核实送到没有。", ""),
    Awaited.PLACE: ("", ""),
    Awaited.REPLACE: ("：请看过信后发出，请其重新报送；收到好的，读不出数的就自动作废。", "unreadable"),
    Awaited.ANEW: ("：请看过重报函后发出，附更正表。", "unreadable"),
    Awaited.CORRECT: ("：请看过更正函后发出，附更正表。", "correction"),
    Awaited.REMIND: ("：请催报。", "remind"),
    Awaited.WAIT: ("：等他们报来。", ""),
    Awaited.REISSUE: ("：方案误改的请改回；确需修改的请重新下发。", "issue"),
    Awaited.FIGURE: ("：请填写本级数，写明出处，再收集一次。", ""),
    Awaited.COLLECT: ("：请再收集一次。", "collect"),
    Awaited.PRINT: ("：请打印汇总材料；不用打印的，可以直接关闭批次。", "print"),
    Awaited.DRAFT: ("：请起草通报；不发通报的，可以直接关闭批次。", "bulletin"),
    Awaited.CLOSE: ("：请下载、改好定稿、自行印发（不必放回这里），再关闭批次。", "close"),
}
_PAGES = {  # where no act is next, but something to look at
    Awaited.POST: ("去发草稿", "letters.letters"),
    Awaited.SETTLE: ("核实信件", "letters.letters"),
    Awaited.NOTHING: ("看汇总、下载材料", "summing.page"),
}
_BY_LETTER = (Awaited.SEND, Awaited.REMIND, Awaited.CORRECT, Awaited.REPLACE, Awaited.ANEW)  # need addresses
_OTHERWISE = "用别的办法发出的，不必填，点“填报表已用别的办法发出”。"
_BEFORE, _AFTER = r"(?<![^（、，：\s])", r"(?![^）、，：。\s等])"  # around a name; \s is the wide space, too
_REISSUED = "：新表已经下发，请催报。"


@dataclass(frozen=True, slots=True)
class StepButton:
    """A button: its word, where it leads, the role that it takes."""

    word: str
    address: str
    role: DeskRole = DeskRole.WORKS


@dataclass(frozen=True, slots=True)
class DeskStep:
    """The one next thing at the desk: the sentence, and the buttons, that of the step first.

    `main` says whether that button is the page's prominent one: not where it is too early.
    """

    sentence: str
    buttons: tuple[StepButton, ...] = ()
    main: bool = True

    def open_to(self, role: DeskRole) -> list[StepButton]:
        """The buttons that somebody of a role may press."""
        return [each for each in self.buttons if role.may(each.role)]


def next_at_desk(view: RoundView) -> DeskStep:
    """What `--status` says, with the button that does it or leads to what waits, and one for receipts due."""
    step = view.step
    found = _at_desk(view, step)
    if not step.receipts:
        return found
    return replace(found, buttons=(*found.buttons, _act_button(view, "receipt")))


def _at_desk(view: RoundView, step: NextStep) -> DeskStep:
    plan = view.places.plan
    place: dict[str, Any] = {"plan": plan.id, "round_": view.places.round.id}
    how, act = _AT_THE_DESK.get(step.awaited, ("", ""))
    newer = (view.issued.get(each.region, 0) > version_of(each.ticket) for each in step.waiting)
    if step.awaited is Awaited.REISSUE and step.waiting and all(newer):
        how, act = _REISSUED, "remind"
    if step.awaited in _BY_LETTER:
        whom = step.cities or {each.region for each in step.waiting} or {each.code for each in plan.cities}
        unreachable = [each.code for each in plan.unreachable if each.code in whom]
        if len(unreachable) == len(whom):
            return _without_addresses(view, step, act, unreachable)
        how += f"其中 {len(unreachable)} 家没有收件邮箱，只能写成草稿。" if unreachable else ""
    sentence = desk().worded(step.reason) + how
    if page := _PAGES.get(step.awaited):
        word, name = page
        return DeskStep(sentence, (StepButton(word, url_for(name, **place)),))
    if step.awaited is Awaited.FIGURE:
        address = url_for("figures.page", plan=plan.id, round=view.places.round.id)
        return DeskStep(sentence, (StepButton("填写本级数", address),))
    if step.awaited.is_of_papers:
        return DeskStep(sentence, _paper_buttons(view, act))
    if act and view.is_early:
        as_of = view.places.round.as_of
        sentence = EARLY.format(as_of=as_of)
    if act:
        given = [_act_button(view, "given", sorted(step.cities))] if step.awaited is Awaited.SEND else []
        return DeskStep(sentence, (_act_button(view, act), *given), main=not view.is_early)
    if not step.waiting:
        return DeskStep(sentence)
    region = next((each for each in plan.cities if each.code == step.waiting[0].region), None)
    name = region.name if region else PurePath(step.waiting[0].file).name
    code = f"c{region.code}" if region else STRANGERS
    files = (file for section in view.sections for file in (*section.files, *section.folded))
    anchor = next((each.anchor for each in files if each.sha256 == step.waiting[0].sha256), None)
    address = url_for("round.city", code=code, _anchor=anchor, **place)
    return DeskStep(sentence, (StepButton(f"去看{name}", address),))


def _without_addresses(view: RoundView, step: NextStep, act: str, cities: Sequence[str]) -> DeskStep:
    """What to do where a letter is next and none of its cities has an address."""
    given = step.awaited is Awaited.SEND
    otherwise = _OTHERWISE if given else "用别的办法联系的，不必填。"
    address = url_for("addresses.page", plan=view.places.plan.id, to=here())
    fill_in = StepButton("填写收件邮箱", address)
    buttons = [_act_button(view, act), *([_act_button(view, "given", cities)] if given else [])]
    if _goes_without_mail(view):
        return DeskStep(desk().worded(step.reason) + _AT_THE_DESK[step.awaited][0], (*buttons, fill_in))
    who = f"{len(cities)} 家都" if len(cities) > 1 else "这一家"
    lacking = f"{who}没有收件邮箱，不填就只能写成草稿，由您填收件人"
    return DeskStep(f"{desk().worded(step.reason)}；{lacking}。{otherwise}", (fill_in, *buttons))


def _goes_without_mail(view: RoundView) -> bool:
    """Whether something has left in a round of the plan although no city has a mail address."""
    plan = view.places.plan
    if len(plan.unreachable) < len(plan.cities) or view.rounds is None:
        return False
    with opened(view.places.ledger) as ledger:
        return any(letter.state.left for each in plan.rounds for letter in ledger.dispatches(each.id))


def _act_button(view: RoundView, act: str, cities: Sequence[str] = ()) -> StepButton:
    places = view.places
    address = url_for("round.act", name=act, plan=places.plan.id, round_=places.round.id, city=cities)
    return StepButton(ACTS[act].title, address, ACTS[act].role)


def _paper_buttons(view: RoundView, act: str) -> tuple[StepButton, ...]:
    """The button of an act that is next when all have reported, then the rest: what was made, to take."""
    places = view.places
    same = same_as_last(view.summaries, places)
    buttons = {each: _act_button(view, each) for each in ("bulletin", "print", "close")}
    for made, number, kind, word in (
        ("bulletin", places.last_bulletin, "通报", "下载通报草稿"),
        ("print", max(places.last_packed.values(), default=0), "打印材料", "下载汇总材料"),
    ):
        if number in same and (digest := downloads.newest(places, kind)):
            address = url_for("round.file", digest=digest, plan=places.plan.id, round_=places.round.id)
            buttons[made] = StepButton(word, address)
    return buttons.pop(act), *buttons.values()


def round_page(template: str, view: RoundView, **more: Any) -> str:
    """A page of a round."""
    working = desk().jobs.going_on(view.places.plan.id, view.places.round.id)
    return render_template(
        template,
        view=view,
        plan=view.places.plan,
        round=view.places.round,
        acts=ACTS,
        worded=desk().worded,
        working=working,
        error=Severity.ERROR,
        warning=Severity.WARNING,
        note=Severity.NOTE,
        **more,
    )


def started(chosen: Act, asked: Asked) -> ResponseReturnValue:
    """Start an act; lead to the page that shows its work."""
    number = desk().start(chosen, asked, g.session.role)
    places = asked.view.places
    address = url_for("round.work", plan=places.plan.id, round_=places.round.id, number=number)
    if request.headers.get("Accept", "").startswith("application/json"):
        return jsonify({"address": address})
    return redirect(address, 303)


def led_on(view: RoundView, words: Sequence[str]) -> list[str]:
    """The codes of the cities that some words name, for an address to lead on to; [] for none. Raises Wrong.

    Whatever else a request brings stays out of the answer's headers, which browsers read to a length only.
    """
    return [each.code for each in find_cities(view.places.plan, words)] if any(words) else []


def linking(view: RoundView) -> Callable[[str], list[tuple[str, str]]]:
    """What splits a text into pieces with addresses, "" for none.

    Linked are the names of files that wait for somebody or hold numbers in doubt, and of the cities of these.
    """
    plan, round_ = view.places.plan.id, view.places.round.id
    links: dict[str, str] = {}
    for section in view.sections:
        waiting = [
            each
            for each in (*section.files, *section.folded)
            if each.doubtful or each.mark.state in NEEDS_SOMEBODY
        ]
        page = url_for("round.city", plan=plan, round_=round_, code=section.anchor)
        if waiting and section.mark:
            links[section.name] = page
        links |= {each.name: f"{page}#{each.anchor}" for each in waiting}
    names = "|".join(map(re.escape, sorted(links, key=len, reverse=True)))
    pattern = re.compile(f"{_BEFORE}({names}){_AFTER}" if names else "(?!)()")
    return lambda text: [(part, links.get(part, "")) for part in pattern.split(text) if part]

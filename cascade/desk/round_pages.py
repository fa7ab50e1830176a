"""The pages of a round: its board, one city, an act, the work that goes on, files to drop and to take."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from flask import Blueprint, abort, g, jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from cascade.collecting.archives import members
from cascade.desk import downloads, uploads
from cascade.desk.acts import Act, Asked
from cascade.desk.changed import changed_since
from cascade.desk.current import desk
from cascade.desk.letter_ways import ways_of
from cascade.desk.one_city import SEVERITY_TONES, city_page
from cascade.desk.records import DONE_CODES
from cascade.desk.round_parts import led_on, linking, next_at_desk, round_page, started
from cascade.desk.round_view import state_of
from cascade.desk.taking_out import taken_out
from cascade.desk.workbooks_folder import Unknown
from cascade.desk.workplace import COLLECTED_AFTER, act_named
from cascade.naming import safe_name
from cascade.report.sections import STRANGERS

pages = Blueprint("round", __name__, url_prefix="/p/<plan>/<round_>")


@pages.get("/")
def board(plan: str, round_: str) -> str:
    """The board: a city a row, what is next, where to drop what came."""
    view = desk().view(plan, round_)
    return round_page(
        "board.html",
        view,
        stopped=desk().stopped(plan, round_),
        collected_after=COLLECTED_AFTER,
        next=next_at_desk(view),
        taken=taken_out(view.places),
        ways={each.act: each for each in ways_of(view)},
    )


@pages.get("/city/<code>")
def city(plan: str, round_: str, code: str) -> str:
    """A city: its findings, its returns in order, what a person may decide."""
    view = desk().view(plan, round_)
    section = next((each for each in view.sections if each.anchor == code), None)
    if section is None:
        raise Unknown(code)
    return round_page("city.html", view, tones=SEVERITY_TONES, **city_page(view, section))


@pages.post("/drop")
def drop(plan: str, round_: str) -> ResponseReturnValue:
    """Take in what was dropped, and collect at once."""
    view = desk().view(plan, round_)
    files = [each for each in request.files.getlist("files") if each.filename]
    if not files:
        abort(400)
    uploads.keep(files, desk().folder.workbooks, view.places.received)
    return started(act_named("collect"), desk().asked(view, g.session.who, {}))


@pages.route("/act/<name>", methods=["GET", "POST"])
def act(plan: str, round_: str, name: str) -> ResponseReturnValue:
    """Ask for an act: what it will change; on POST do it, unless what it is about has changed meanwhile."""
    view, chosen = desk().view(plan, round_), act_named(name)
    values: MultiDict[str, str] = request.values
    asked = desk().asked(view, g.session.who, {key: values.getlist(key) for key in values})
    if request.method == "POST":
        asked = chosen.completed(asked)
    if chosen.page:
        cities = led_on(view, asked.all("city"))
        return redirect(url_for(chosen.page, plan=plan, round_=round_, name=name, city=cities), 303)
    if not all(each.takes(asked.values.get(each.name, ())) for each in chosen.fields(asked)):
        abort(400)
    if request.method == "GET":
        return round_page("act.html", view, **_asking(chosen, asked))
    news = changed_since(view, asked)
    lacking = [each.label for each in chosen.fields(asked) if each.required and not asked.one(each.name)]
    if news or lacking:
        return round_page(
            "act.html", view, **_asking(chosen, asked) | {"news": news, "lacking": lacking}
        ), 409
    return started(chosen, asked)


def _asking(chosen: Act, asked: Asked) -> dict[str, Any]:
    return {
        "act": chosen,
        "fields": chosen.fields(asked),
        "changes": chosen.changes(asked),
        "asked": asked,
        "back": _back(asked),
        "news": [],
        "lacking": [],
    }


def _back(asked: Asked) -> str:
    """The address of the page that offers an act: of the city or file it is about, else the board."""
    plan, cities = asked.view.places.plan, asked.all("city")
    place: dict[str, Any] = {"plan": plan.id, "round_": asked.view.places.round.id}
    if len(cities) == 1 and any(each.code == cities[0] for each in plan.cities):
        return url_for("round.city", code=f"c{cities[0]}", **place)
    if file := asked.one("file"):
        there = (
            each.anchor
            for each in asked.view.sections
            if any(mine.sha256 == file for mine in (*each.files, *each.folded))
        )
        return url_for("round.city", code=next(there, STRANGERS), **place)
    return url_for("round.board", **place)


@pages.get("/work/<int:number>")
def work(plan: str, round_: str, number: int) -> str:
    """Work that waits, goes on or is done: what it has told so far."""
    job = desk().jobs.job(number)
    going_on = job is not None and job.code is None
    view = desk().view(plan, round_)  # as the work has left it
    if job and not going_on and job.recorded:  # it has just ended
        job = None
    action = job.action if job else desk().records.action(number)
    if action is None or (action.plan, action.round) != (plan, round_):
        raise Unknown(str(number))
    city = next((each for each in view.places.plan.cities if each.code == action.city), None)
    code = job.code if job else action.code
    made = downloads.grouped(view.places, g.session.department, desk().records.made(number), view.names_sent)
    return round_page(
        "work.html",
        view,
        job=job,
        going_on=going_on,
        action=action,
        told=job.told if job else action.told,
        code=code,
        done=code in DONE_CODES,
        city=city,
        made=made,
        wanted=[kind for kind in downloads.WANTED if made[kind]],
        pieces=linking(view),
        next=None if going_on else next_at_desk(view),
    )


@pages.get("/version")
def version(plan: str, round_: str) -> ResponseReturnValue:
    """What a page asks for every few seconds to know whether it still tells the truth."""
    places = desk().folder.places(plan, round_)
    going_on = [[each.action.number, each.done, each.of] for each in desk().jobs.going_on(plan, round_)]
    return jsonify({"version": state_of(places.home), "work": going_on})


@pages.get("/file/<digest>")
def file(plan: str, round_: str, digest: str) -> ResponseReturnValue:
    """A file that the program has made, under the name that a letter gives it if one is told."""
    view = desk().view(plan, round_)
    places = view.places
    path = downloads.product(places, digest, g.session.department)
    if path is None:
        raise Unknown(digest)
    told = safe_name(PurePath(request.args.get("name", "")).stem)
    name = f"{told}{path.suffix}" if told else downloads.given_name(places, path, view.names_sent)
    return send_file(path.absolute(), as_attachment=True, download_name=name)


@pages.get("/files/<kind>")
def files(plan: str, round_: str, kind: str) -> ResponseReturnValue:
    """All files of a kind in a zip archive."""
    view = desk().view(plan, round_)
    places, content = view.places, downloads.archive(view.places, kind, view.names_sent)
    if not content:
        raise Unknown(kind)
    name = f"{places.round.name}_{kind}.zip"
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@pages.get("/original/<digest>")
def original(plan: str, round_: str, digest: str) -> ResponseReturnValue:
    """What an office sent, byte by byte, under the name that it came with."""
    view = desk().view(plan, round_)
    if digest not in view.receipts_of:
        raise Unknown(digest)
    found, path = view.receipts_of[digest][0], view.places.original(digest)
    name = PurePath(found.file)
    if found.is_unreadable and members(lambda: path.open("rb")):  # the archive that did not give it out
        name = next((each for each in name.parents if each.suffix.lower() == ".zip"), name)
    return send_file(
        path.absolute(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=name.name,
    )

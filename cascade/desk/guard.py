"""What every request must pass: it comes from the desk's own pages, of somebody who may ask for this.

Other sites cannot reach the desk: the names in Host and Origin are checked, the cookie is never sent from
elsewhere, and every act needs the session's token (OWASP ASVS 5.0, V3, V7 and V8).
"""

import re
from urllib.parse import unquote

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response as BaseResponse

from cascade.collecting.decision_words import user_name
from cascade.desk.access import Session
from cascade.desk.current import desk
from cascade.desk.desk_roles import (
    ANYBODY,
    BY_ACT,
    FOR_A_DEPARTMENT,
    LOOKS_OF_PAGES,
    NEEDED,
    UNNAMED,
    WITH_A_FIRST_PASSWORD,
    DeskRole,
    NotAllowed,
)
from cascade.desk.entrance import Entrance
from cascade.desk.workplace import act_named

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, a browser hides the origin of a form, too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}  # a year
NAME_COOKIE = "desk-name"  # of no port: a desk on this machine has another one at each start
LONGEST_NAME = 20  # characters
# Names that the makers of machines give to whoever will use them.
_OF_MACHINES = re.compile(
    "root|admin|administrator|users?|owner|guest|default|pc|windows|microsoft|lenovo|dell|hp|asus|acer|huawei"
    "|管理员|(微软)?用户",
    re.IGNORECASE,
)
_OWN = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")  # an address of the desk's own
_QUIET = "round.version"  # what a page asks by itself is no sign of life


def entrance() -> Entrance:
    """The way into the desk of the request that is being answered."""
    found = current_app.extensions["entrance"]
    assert isinstance(found, Entrance)
    return found


def place() -> str:
    """The address that a request comes from, "" where a proxy hides it."""
    return request.remote_addr or "" if entrance().address.direct else ""


def let_in(session: Session | None) -> ResponseReturnValue | None:
    """Refuse whoever may not do this. This is the one place where that is asked."""
    if session is None:
        return None if request.endpoint in ANYBODY else closed()
    if request.endpoint is None or request.endpoint in ANYBODY:
        return None
    if session.first and request.endpoint not in WITH_A_FIRST_PASSWORD:
        return redirect(url_for("account.mine"), 303)
    if entrance().accounts is None and is_of_a_machine(session.who) and request.endpoint not in UNNAMED:
        return redirect(url_for("account.name", to=here()), 303)
    what, needed = _needed(request.endpoint)
    if session.department and request.endpoint not in FOR_A_DEPARTMENT:
        _refuse(session, what, f"您的账号只看{session.department}牵头的指标，这一页不在其中。")
    if session.department and not _is_theirs(session.department):
        _refuse(session, what, f"您的账号只看{session.department}牵头的指标，这不在其中。")
    if needed is None or not session.role.may(needed):
        named = f"“{what}”" if request.endpoint in BY_ACT else "这一步"
        who = f"要由{needed.value}办理" if needed else "不对任何人开放"
        _refuse(session, what, f"没有做任何事：{named}{who}，您的账号是{session.role.value}。")
    return None


def _is_theirs(department: str) -> bool:
    """Whether the plan and the indicator of an address, if it has any, are led by a department."""
    given = request.view_args or {}
    loaded = desk().folder.plan(given["plan"]).loaded if "plan" in given else None
    if loaded is None:
        return "plan" not in given
    leads = {each.code: each.lead for each in loaded.plan.indicators}
    code = given.get("indicator")
    return department in leads.values() if code is None else leads.get(code) == department


def _needed(endpoint: str) -> tuple[str, DeskRole | None]:
    """What is asked for, in words, and the role that this needs; None: nobody may."""
    if endpoint not in BY_ACT:
        return str(request.url_rule), NEEDED.get(endpoint)
    given = request.view_args or {}
    act = act_named(given["name"])
    values = {key: request.values.getlist(key) for key in request.values}
    view = desk().view(given["plan"], given["round_"])
    return act.title, act.needs(desk().asked(view, g.session.who, values))


def _refuse(session: Session, what: str, why: str) -> None:
    if accounts := entrance().accounts:
        accounts.note_refusal(session.who, f"没有权限：{what}", place())
    raise NotAllowed(why)


def closed() -> tuple[str, int]:
    """The page for whoever is not in."""
    if entrance().accounts is None:
        return render_template("closed.html"), 401
    return render_template("sign_in.html", name="", news="", to=here()), 401


def here() -> str:
    """The address of the page that is asked for, to come back to; of what does something the first page's."""
    return iri_to_uri(request.full_path.rstrip("?")) if request.method == "GET" else "/"


def guard(app: Flask, entered: Entrance) -> None:
    """Check every request of an application, and say with every answer what browsers may do with it."""
    app.extensions["entrance"] = entered
    address = entered.address
    cookie_name = address.cookie("desk")
    headers = _HEADERS | (_ENCRYPTED if address.is_secure else {})

    @app.before_request
    def check() -> ResponseReturnValue | None:
        g.session = None
        acts = request.method not in ("GET", "HEAD", "OPTIONS")
        if not address.allows(request.host) and request.endpoint not in LOOKS_OF_PAGES:
            return render_template("elsewhere.html", address=address.url), 403
        if acts and request.headers.get("Origin") != f"{address.scheme}://{request.host}":
            abort(403)
        g.cookie = request.cookies.get(cookie_name, "")
        g.session = entered.session(g.cookie, active=request.endpoint != _QUIET)
        if acts and g.session and request.endpoint not in ANYBODY and _token() != g.session.token:
            abort(403)
        return let_in(g.session)

    @app.get("/enter")
    def enter() -> ResponseReturnValue:
        if entered.accounts is not None or not entered.door.takes(request.args.get("key", "")):
            return closed()
        return admitted(entered.sessions.begin(Session(name_told() or user_name())), "/")

    @app.post("/leave")
    def leave() -> ResponseReturnValue:
        """End the session."""
        entered.sessions.end(g.cookie)
        if entered.accounts:
            entered.accounts.note(g.session.who, "退出", place())
        answer = redirect("/", 303)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    @app.after_request
    def protect(answer: Response) -> Response:
        answer.headers.update(headers)
        return answer


def _token() -> str | None:
    return request.headers.get("X-Desk-Token") or request.form.get("token")


def is_unnamed(session: Session) -> bool:
    """Whether somebody at this machine has not said a name: the system's user stands for it."""
    return entrance().accounts is None and session.who == user_name()


def is_of_a_machine(name: str) -> bool:
    """Whether a name tells nobody: the one that a machine's maker gives its user."""
    return _OF_MACHINES.fullmatch(name) is not None


def admitted(cookie: str, to: str) -> BaseResponse:
    """Lead a browser with a new session to a page of the desk."""
    entrance().sessions.end(g.cookie)
    answer = redirect(to, 303)
    give(answer, "desk", cookie)
    return answer


def name_told() -> str:
    """The name that somebody on this machine has given in this browser, "" for none."""
    return as_name(unquote(request.cookies.get(NAME_COOKIE, "")))


def as_name(text: str) -> str:
    """A text as a name: on one line, without what does not print, and not too long."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:LONGEST_NAME]


def own_address(text: str) -> str:
    """An address of the desk's own to lead on to, the first page's for whatever else a request names."""
    return text if _OWN.fullmatch(text) else "/"


def give(answer: BaseResponse, name: str, value: str, lasts: int | None = None) -> None:
    """Give a browser a cookie that no script and no other site sees; None: until the browser is closed."""
    address = entrance().address
    answer.set_cookie(
        address.cookie(name), value, max_age=lasts, httponly=True, samesite="Strict", secure=address.is_secure
    )

"""The desk's web application: who comes in, what every answer carries, how errors are told."""

from functools import partial

from flask import Flask, Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import ClientDisconnected, HTTPException

from cascade import theme
from cascade.collecting.decisions import user_name
from cascade.commands.running import explain
from cascade.desk import (
    brought_pages,
    letter_pages,
    plan_pages,
    round_pages,
    story_pages,
    summing_pages,
    uploads,
)
from cascade.desk.access import Door
from cascade.desk.request_limits import BodyLimits
from cascade.desk.workbooks_folder import Unknown
from cascade.desk.workplace import Desk
from cascade.errors import Unavailable, Wrong

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
_SAID = {
    400: "这个请求不完整，没有做任何事。请回到上一页再试一次。",
    403: "没有做任何事：这一页打开得太久，或者不是从本页点来的。请刷新页面再试一次。",
    404: "没有这一页。它可能已经改名或移走。",
    405: "不能这样打开这一页。请从首页点进去。",
    408: "没有传完，没有做任何事：连接断了，或者太久没有动静。请再试一次。",
    413: "文件太大：一次最多 200 MB。请分几次放入。",
}
_OPEN = {"/enter", "/desk.css", "/desk.js", "/favicon.ico"}  # which everybody may ask for
_JINJA = {
    "undefined": StrictUndefined,
    "finalize": theme.make_visible,
    "trim_blocks": True,
    "lstrip_blocks": True,
}


def make_app(desk: Desk, door: Door, host: str) -> Flask:
    """The application for one workbooks folder; `host` is the name and port by which browsers know it."""
    app = Flask(__name__, static_folder=None, template_folder=theme.TEMPLATES / "desk")
    app.jinja_options = _JINJA
    app.config.update(MAX_CONTENT_LENGTH=uploads.MOST, MAX_FORM_MEMORY_SIZE=1 << 20, MAX_FORM_PARTS=5000)
    app.wsgi_app = BodyLimits(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["desk"] = desk
    _guard(app, door, host)
    _tell_errors(app, desk)
    for each in (plan_pages, brought_pages, round_pages, summing_pages, letter_pages, story_pages):
        app.register_blueprint(each.pages)
    for path, template, kind in (
        ("/desk.css", "desk/desk.css.j2", "text/css"),
        ("/desk.js", "desk/desk.js", "text/javascript"),
    ):
        app.add_url_rule(path, path, partial(_look, template, kind))
    app.add_url_rule("/favicon.ico", "icon", lambda: Response(status=204))
    return app


def _guard(app: Flask, door: Door, host: str) -> None:
    """Let in whoever has a session, or brings the key for one, and nobody that comes by another site."""
    name = f"desk-{host.rpartition(':')[2]}"  # cookies do not know ports

    @app.before_request
    def let_in() -> Response | None:
        g.session = None
        acts = request.method not in ("GET", "HEAD")
        if request.host != host or (acts and request.headers.get("Origin") != f"{request.scheme}://{host}"):
            abort(403)
        cookie = request.cookies.get(name, "")
        g.session, g.leave = door.session(cookie), lambda: door.leave(cookie)
        if g.session is None:
            return None if request.path in _OPEN else Response(render_template("closed.html"), 401)
        if acts and (request.headers.get("X-Desk-Token") or request.form.get("token")) != g.session.token:
            abort(403)
        return None

    @app.get("/enter")
    def enter() -> ResponseReturnValue:
        cookie = door.enter(request.args.get("key", ""), user_name())
        if cookie is None:
            return render_template("closed.html"), 401
        answer = redirect("/")
        answer.set_cookie(name, cookie, httponly=True, samesite="Strict", secure=request.is_secure)
        return answer

    @app.after_request
    def protect(answer: Response) -> Response:
        answer.headers.update(_HEADERS)
        return answer


def _tell_errors(app: Flask, desk: Desk) -> None:
    """Answer every error with a page that says in Chinese what to do."""

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        return render_template("error.html", message=_SAID.get(code, "没有完成。请回到首页再试一次。")), code

    @app.errorhandler(Unknown)
    def miss(error: Unknown) -> ResponseReturnValue:
        return render_template("error.html", message=_SAID[404]), 404

    @app.errorhandler(ClientDisconnected)
    def give_up(error: ClientDisconnected) -> ResponseReturnValue:
        return render_template("error.html", message=_SAID[408]), 408

    @app.errorhandler(Exception)
    def tell(error: Exception) -> ResponseReturnValue:
        text, _ = explain(error, desk.log)
        code = 409 if isinstance(error, Wrong | Unavailable) else 500
        return render_template("error.html", message=desk.worded(text)), code


def _look(template: str, kind: str) -> Response:
    return Response(theme.text(template), mimetype=kind)

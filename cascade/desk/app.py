"""The desk's web application: its pages, and how errors are told."""

from functools import partial

from flask import Flask, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import ClientDisconnected, HTTPException

from cascade import theme
from cascade.commands.opening import LostLedger, refuse_lost_ledger
from cascade.commands.running import explain
from cascade.desk import (
    account_pages,
    added_rounds,
    address_pages,
    brought_pages,
    letter_pages,
    own_figures,
    plan_pages,
    round_pages,
    story_pages,
    summing_pages,
    uploads,
)
from cascade.desk.access import IDLE, LASTS
from cascade.desk.desk_roles import DeskRole, NotAllowed
from cascade.desk.entrance import Entrance
from cascade.desk.guard import entrance, guard, here, is_unnamed
from cascade.desk.request_limits import BodyLimits
from cascade.desk.workbooks_folder import Unknown
from cascade.desk.workplace import Desk
from cascade.errors import Needless, Unavailable, Wrong

_SAID = {
    400: "没有传完整，什么也没有办。请回到上一页再试一次。",
    403: "什么也没有办：这一页打开得太久，或者不是从本页点来的。请刷新页面再试一次。",
    404: "没有这一页。它说的方案或文件可能已经移走或改名：移回原处，这一页就又有了。",
    405: "不能这样打开这一页。请从首页点进去。",
    408: "没有传完，什么也没有办：连接断了，或者太久没有动静。请再试一次。",
    413: "文件太大：一次最多 200 MB。请分几次放入。",
}
_FAILED = "没有完成"
_JINJA = {
    "undefined": StrictUndefined,
    "finalize": theme.make_visible,
    "trim_blocks": True,
    "lstrip_blocks": True,
}


def make_app(desk: Desk, entered: Entrance) -> Flask:
    """The application for one workbooks folder, for those who come in by an entrance."""
    app = Flask(__name__, static_folder=None, template_folder=theme.TEMPLATES / "desk")
    app.jinja_options = _JINJA
    app.config.update(MAX_CONTENT_LENGTH=uploads.MOST, MAX_FORM_MEMORY_SIZE=1 << 20, MAX_FORM_PARTS=5000)
    app.wsgi_app = BodyLimits(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["desk"] = desk
    guard(app, entered)
    _look_after_the_ledger(app, desk)
    _tell_errors(app, desk)
    app.context_processor(_who_looks)
    for each in (
        account_pages,
        plan_pages,
        brought_pages,
        added_rounds,
        own_figures,
        address_pages,
        round_pages,
        summing_pages,
        letter_pages,
        story_pages,
    ):
        app.register_blueprint(each.pages)
    for path, template, kind in (
        ("/desk.css", "desk/desk.css.j2", "text/css"),
        ("/desk.js", "desk/desk.js", "text/javascript"),
    ):
        app.add_url_rule(path, path, partial(_look, template, kind))
    app.add_url_rule("/favicon.ico", "icon", lambda: Response(status=204))
    return app


def _look_after_the_ledger(app: Flask, desk: Desk) -> None:
    """Show and do nothing in a round whose ledger is lost but rebuild it: all would begin anew, unseen."""

    @app.before_request
    def refuse() -> None:
        place = request.view_args or {}
        rebuilding = place.get("name") == "rebuild" or request.endpoint == "round.work"
        if "round_" in place and not rebuilding:
            refuse_lost_ledger(desk.folder.places(place["plan"], place["round_"]))

    @app.errorhandler(LostLedger)
    def lead_on(error: LostLedger) -> ResponseReturnValue:
        place = request.view_args or {}
        way = url_for("round.act", plan=place["plan"], round_=place["round_"], name="rebuild")
        return render_template("error.html", title=_FAILED, message=desk.worded(str(error)), rebuild=way), 409


def _tell_errors(app: Flask, desk: Desk) -> None:
    """Answer every error with a page that says in Chinese what to do."""

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        return _error(_SAID.get(code, "没有完成。请回到首页再试一次。"), code)

    @app.errorhandler(NotAllowed)
    def forbid(error: NotAllowed) -> ResponseReturnValue:
        return _error(str(error), 403)

    @app.errorhandler(Unknown)
    def miss(error: Unknown) -> ResponseReturnValue:
        return _error(_SAID[404], 404)

    @app.errorhandler(ClientDisconnected)
    def give_up(error: ClientDisconnected) -> ResponseReturnValue:
        return _error(_SAID[408], 408)

    @app.errorhandler(Exception)
    def tell(error: Exception) -> ResponseReturnValue:
        text, _ = explain(error, desk.log)
        code = 409 if isinstance(error, Wrong | Unavailable) else 500
        place = request.view_args or {}
        back = url_for("round.board", plan=place["plan"], round_=place["round_"]) if "round_" in place else ""
        title = "不用再办" if isinstance(error, Needless) else _FAILED
        return _error(desk.worded(text), code, back, title)


def _error(message: str, code: int, back: str = "", title: str = _FAILED) -> ResponseReturnValue:
    """The page that tells an error; `back` is the address of the round that it happened in."""
    return render_template("error.html", title=title, message=message, back=back), code


def _who_looks() -> dict[str, object]:
    """What templates know of whoever looks: the session, when it ends, what it may, what it has just done."""
    session, signed_in = g.get("session"), entrance().accounts is not None
    return {
        "signed_in": signed_in,
        "works": bool(session and session.role.may(DeskRole.WORKS)),
        "reviews": bool(session and session.role.may(DeskRole.REVIEWS)),
        "department": session.department if session else "",
        "just_done": session.told() if session else "",
        "here": here(),
        "unnamed": session is not None and is_unnamed(session),
        "idle": IDLE,
        "ends": f"{IDLE // 3600} 小时没有用，或者登录满 {LASTS // 3600} 小时，会自动退出。",
    }


def _look(template: str, kind: str) -> Response:
    return Response(theme.text(template), mimetype=kind)

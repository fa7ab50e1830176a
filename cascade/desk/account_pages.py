"""The pages of who is at the desk: sign in, change one's password, see who has signed in, say one's name."""

from urllib.parse import quote

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cascade.desk import passwords
from cascade.desk.accounts import Accounts
from cascade.desk.entrance import WRONG
from cascade.desk.guard import (
    LONGEST_NAME,
    NAME_COOKIE,
    admitted,
    as_name,
    entrance,
    give,
    is_of_a_machine,
    own_address,
    place,
)
from cascade.desk.workbooks_folder import Unknown

pages = Blueprint("account", __name__)

_SHOWN = 500  # sign-ins
_KNOWN_FOR = 366 * 24 * 3600  # seconds for which a browser is remembered


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in by name and password."""
    _accounts()
    to = own_address(request.form.get("to", ""))
    if request.method == "GET":
        return redirect("/", 303) if g.session else _sign_in_page("", "", to)
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    browser = request.cookies.get(entrance().address.cookie("desk-known"), "")
    entered = entrance().sign_in(name, password, browser, place())
    if isinstance(entered, str):
        return _sign_in_page(name, entered, to), 403
    answer = admitted(entered.cookie, to)
    give(answer, "desk-known", entered.browser, _KNOWN_FOR)
    return answer


def _sign_in_page(name: str, news: str, to: str) -> str:
    return render_template("sign_in.html", name=name, news=news, to=to)


@pages.route("/account", methods=["GET", "POST"])
def mine() -> ResponseReturnValue:
    """One's own account: on POST change the password."""
    _accounts()
    if request.method == "GET":
        return _account_page("")
    new = request.form.get("new", "")
    if news := _fault(new):
        return _account_page(news), 409
    cookie = entrance().change(g.session.who, new, place())
    return admitted(cookie, "/account?changed=1")


def _fault(new: str) -> str:
    """Why the password is not changed, "" where it is."""
    old, browser = (
        request.form.get("old", ""),
        request.cookies.get(entrance().address.cookie("desk-known"), ""),
    )
    proved = entrance().proved(g.session.who, old, browser, place())
    if isinstance(proved, str):
        return "现在的密码不对，没有改。" if proved == WRONG else proved
    if new != request.form.get("again", ""):
        return "两次写的新密码不一样，没有改。请再写一次。"
    if new == old:
        return "新密码和现在的一样，没有改。请另想一个。"
    return passwords.fault_of(new, g.session.who)


def _account_page(news: str) -> str:
    return render_template(
        "account.html",
        news=news,
        changed=bool(request.args.get("changed")),
        shortest=passwords.SHORTEST,
    )


@pages.route("/name", methods=["GET", "POST"])
def name() -> ResponseReturnValue:
    """Whose name stands with what is done in this browser, on a desk without accounts."""
    if entrance().accounts is not None:
        raise Unknown("name")
    told, to = as_name(request.form.get("name", "")), own_address(request.values.get("to", ""))
    machine = next(filter(is_of_a_machine, (told, g.session.who)), "")
    if request.method == "POST" and told and told != machine:
        g.session.who, g.session.done = told, f"办理人已改为 {told}，以后办的事记这个名字。"
        answer = redirect(to, 303)
        answer.set_cookie(NAME_COOKIE, quote(told), _KNOWN_FOR, httponly=True, samesite="Strict")
        return answer
    return render_template("name.html", longest=LONGEST_NAME, to=to, machine=machine)


@pages.get("/accounts")
def accounts() -> ResponseReturnValue:
    """Who may come in, and who has."""
    found = _accounts()
    return render_template("accounts.html", accounts=found.all(), sign_ins=found.sign_ins(_SHOWN))


def _accounts() -> Accounts:
    """The accounts. Raises Unknown on a desk that has none."""
    found = entrance().accounts
    if found is None:
        raise Unknown("accounts")
    return found

"""How people come in: by the door of this machine or, where the desk listens to others, by their accounts."""

import secrets
from dataclasses import dataclass, field

from cascade.desk.access import Door, Session, Sessions
from cascade.desk.accounts import Accounts, DeskAccount
from cascade.desk.slow_down import Attempts

WRONG = "姓名或密码不对。请核对后再试；忘了密码的，请管理这台电脑的人重新给一个。"
_EXPIRED = "首次密码已经过期。请管理这台电脑的人重新给一个。"


@dataclass(frozen=True, slots=True)
class Address:
    """How browsers know the desk: what `Host` may say (a name, `*.` before it for any below it, its port).

    `direct` tells whether it is the browsers that connect, and not a proxy for them.
    """

    scheme: str
    hosts: tuple[str, ...]
    direct: bool = True

    @property
    def url(self) -> str:
        """The address that people are told."""
        return f"{self.scheme}://{self.hosts[0]}"

    @property
    def is_secure(self) -> bool:
        """Whether browsers encrypt."""
        return self.scheme == "https"

    def allows(self, host: str) -> bool:
        """Whether a browser that knows the desk by this name knows it by its own."""
        below = f"*.{host.partition('.')[2]}"
        return host in self.hosts or below in self.hosts

    def cookie(self, name: str) -> str:
        """The full name of a cookie: cookies do not know ports; one with `__Host-` is this host's alone."""
        port = self.hosts[0].rpartition(":")[2]
        return f"{'__Host-' if self.is_secure else ''}{name}-{port if port.isdecimal() else '443'}"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody has signed in: the cookie of the session, and the secret by which the browser is known."""

    cookie: str
    browser: str


@dataclass
class Entrance:
    """The way in, and the sessions of those who are in. Without accounts, the door's key is the way."""

    address: Address
    door: Door
    accounts: Accounts | None = None
    sessions: Sessions = field(init=False)
    attempts: Attempts = field(default_factory=Attempts)

    def __post_init__(self) -> None:
        self.sessions = Sessions(idle=self.accounts is not None)

    def session(self, cookie: str, active: bool) -> Session | None:
        """The session of a cookie, as its account is now; it ends with the account or its password."""
        found = self.sessions.session(cookie, active)
        if found is None or self.accounts is None:
            return found
        account = self.accounts.account(found.who)
        if account is None or account.hash != found.hash:
            self.sessions.end(cookie)
            return None
        found.role, found.department, found.first = account.role, account.department, account.first
        return found

    def sign_in(self, name: str, password: str, browser: str, place: str) -> Entered | str:
        """Let somebody in by name and password, or say in Chinese why not, also of names that nobody has."""
        assert self.accounts
        found = self.proved(name, password, browser, place)
        if isinstance(found, str):
            return found
        if found.expired:
            self.accounts.note(name, "首次密码已过期", place)
            return _EXPIRED
        self.accounts.note(name, "登录", place)
        browser = browser or secrets.token_urlsafe(32)
        self.accounts.remember(browser, name)
        return Entered(self._begin(found), browser)

    def proved(self, name: str, password: str, browser: str, place: str) -> DeskAccount | str:
        """The account that a name and a password prove, or in Chinese that they do not, or have to wait."""
        assert self.accounts
        known = browser if browser and self.accounts.knows(browser, name) else ""
        if wait := self.attempts.begin(name, known):
            return f"密码多次不对，请等 {wait} 秒再试。"
        found = self.accounts.has(name, password)
        if found is None:
            there = self.accounts.account(name) is not None
            self.accounts.note(name if there else "（没有这个账号）", "密码不对", place)
            return WRONG
        self.attempts.right(name, known)
        return found

    def change(self, name: str, password: str, place: str) -> str:
        """Give an account another password, which ends its sessions; return the cookie of a new one."""
        assert self.accounts
        self.accounts.change(name, password)
        self.accounts.note(name, "改了密码", place)
        changed = self.accounts.account(name)
        assert changed
        return self._begin(changed)

    def _begin(self, account: DeskAccount) -> str:
        return self.sessions.begin(
            Session(account.name, account.role, account.department, account.hash, account.first)
        )

"""Fetch mails from an IMAP folder, and put a mail away once it has been stored."""

import imaplib
from collections.abc import Iterator

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls
from imap_tools.errors import ImapToolsError

from cascade.mail.failures import LOGIN, Unreachable, raise_unreachable
from cascade.mail.settings import Inbox, Security


class Mailbox:
    """A folder of the office's mailbox. Entering it raises Unreachable where it cannot be opened."""

    def __init__(self, account: Inbox) -> None:
        self._account = account
        self._what = f"收信服务器 {account.host}:{account.port} "
        self._box: BaseMailBox | None = None

    def __enter__(self) -> "Mailbox":
        account, password, context = self._account, self._account.password, self._account.context()
        kind = MailBox if account.security is Security.TLS else MailBoxStartTls
        with raise_unreachable(self._what):
            try:
                box = kind(account.host, account.port, timeout=account.timeout, ssl_context=context)
                self._box = box.login(account.user, password, initial_folder=account.folder)
            except ImapToolsError as error:
                raise Unreachable(f"{self._what}拒绝了登录或文件夹“{account.folder}”。{LOGIN}") from error
            if account.done and not box.folder.exists(account.done):
                box.folder.create(account.done)
        return self

    def __exit__(self, *_: object) -> None:
        if self._box is not None:
            try:
                self._box.logout()
            except (OSError, imaplib.IMAP4.error, ImapToolsError):
                self._box.client.shutdown()

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Yield the number and the bytes of every mail in the folder; leave the mails unread.

        Raises Unreachable.
        """
        assert self._box
        with raise_unreachable(self._what):
            numbers = self._box.uids()
        for number in numbers:
            with raise_unreachable(self._what):
                _, answer = self._box.client.uid("fetch", number, "(BODY.PEEK[])")
            for part in answer:
                if isinstance(part, tuple):
                    yield number, part[1]

    def put_away(self, number: str) -> None:
        """Move a mail to the `done` folder, or mark it as read where the settings name none.

        Raises Unreachable.
        """
        assert self._box
        with raise_unreachable(self._what):
            try:
                if self._account.done:
                    self._box.move(number, self._account.done)
                else:
                    self._box.flag(number, "\\Seen", True)
            except ImapToolsError as error:
                raise Unreachable(f"{self._what}不能移动邮件（{error}）。邮件内容已经保存。") from None

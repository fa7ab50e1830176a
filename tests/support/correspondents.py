"""The offices of the cities at their own machines: they fill in what came by mail, and send files back."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

from tests.support.libreoffice import resave
from tests.support.mail_office import opened
from tests.support.office import answered
from tests.support.oracle.filling import Filling
from tests.support.oracle.tables import Tables
from tests.support.smtp_server import SmtpServer


class Correspondents:
    """All cities of a plan's tables; what they make lies in `folder`, what they got on the server `smtp`."""

    def __init__(self, folder: Path, tables: Tables, smtp: SmtpServer) -> None:
        self.folder, self.smtp = folder, smtp
        self.filling = Filling(tables, 2020)

    @property
    def cities(self) -> Sequence[str]:
        """Their codes in the plan's order."""
        return list(self.filling.tables.cities)

    def letters(self, city: str) -> Iterator[EmailMessage]:
        """What a city has got, the newest first."""
        address = self.filling.tables.addresses[city][0]
        return (opened(each) for each in reversed(self.smtp.messages) if address in each.recipients)

    def attached(self, city: str) -> tuple[str, bytes]:
        """Name and bytes of the workbook in the newest letter of a city that holds one."""
        parts = (part for letter in self.letters(city) for part in letter.iter_attachments())
        part = next(parts)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        return str(part.get_filename()), content

    def answer(
        self,
        round_: str,
        city: str,
        change: Mapping[tuple[str, str], Decimal | str] | None = None,
        name: str = "",
    ) -> Path:
        """A city's form of its newest letter, filled in, with some changes to what it would say."""
        got, content = self.attached(city)
        form = self.folder / "收到的" / got
        form.parent.mkdir(parents=True, exist_ok=True)
        form.write_bytes(content)
        return answered(form, self.folder / round_ / (name or got), self.filling, round_, city, change)

    def zipped(self, path: Path) -> Path:
        """A file in an archive."""
        archive = path.with_suffix(".zip")
        with zipfile.ZipFile(archive, "w") as file:
            file.write(path, path.name)
        return archive

    def as_xls(self, path: Path) -> Path:
        """A workbook as an old Excel saves it."""
        return resave([path], path.parent, "xls")[path]

    def damaged(self, path: Path) -> Path:
        """The first half of a file, as a broken transfer leaves it."""
        content = path.read_bytes()
        half = path.parent / "传坏的" / path.name
        half.parent.mkdir()
        half.write_bytes(content[: len(content) // 2])
        return half

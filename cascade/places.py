"""The paths of a plan's files below the workbooks folder."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cascade.divisions import division
from cascade.ledger import JOURNAL, LEDGER
from cascade.model import Plan, Region, Round
from cascade.naming import different_names, safe_name
from cascade.theme import PAPERS

_LONGEST, _LONGEST_CITY = 40, 20  # characters of a name: Windows limits the length of paths
_ASIDE = "移出"
_OLD_WORDS = {
    "更正函": "退回更正",
    "重报函": "文件打不开",
}  # in names of files up to 1.6


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one plan and round: `<workbooks>/<plan>/<round>/…`.

    `books` is the subfolder of the plan's folder that holds ledger and journal, "" for that folder itself.
    `source` is the folder or workbook from which the plan was read, None where nobody needs to know.
    """

    workbooks: Path
    plan: Plan
    round: Round
    books: str = ""
    source: Path | None = None

    @property
    def home(self) -> Path:
        """The plan's folder."""
        return self.workbooks / self.plan.id

    @property
    def ledger(self) -> Path:
        """The plan's ledger."""
        return self.home / self.books / LEDGER

    @property
    def journal(self) -> Path:
        """The journal, from which a lost ledger is rebuilt."""
        return self.home / self.books / JOURNAL

    @property
    def originals(self) -> Path:
        """The folder of the unchanged bytes of all received files, named by their SHA-256."""
        return self.home / "originals"

    def original(self, sha256: str) -> Path:
        """The unchanged bytes of a received file."""
        return self.originals / sha256[:2] / sha256

    @property
    def lost_ledger(self) -> bool:
        """Whether returns have been received and both the ledger and its journal are gone."""
        gone = not self.ledger.exists() and not self.journal.exists()
        return gone and any(self.originals.glob("*/*"))

    @property
    def received(self) -> Path:
        """The inbox: the folder of returns that a collection reads by default."""
        return self.home / self.round.id / "received"

    @property
    def aside(self) -> Path:
        """The folder of files that an operator has taken out of the inbox: no collection reads it."""
        return self.home / self.round.id / _ASIDE

    @property
    def asides(self) -> dict[Path, str]:
        """These folders of all rounds, with the names of the rounds."""
        return {self.home / each.id / _ASIDE: each.name for each in self.plan.rounds}

    @property
    def _round(self) -> str:
        """The round's name as part of the names of files."""
        return _safe(self.round.name)

    @property
    def issued(self) -> Path:
        """The folder of issued forms."""
        return self.home / self.round.id / "issued"

    def form(self, city: Region) -> Path:
        """A city's form."""
        return self.issued / f"{_of(city)}_{self._round}.xlsx"

    def share(self, city: Region, name: str) -> Path:
        """One share of a city's form: that of a county or of a department with this name."""
        names = [*self.plan.leads, *(county.name for county in self.plan.counties(city.code)), name]
        mine = f"{_safe(city.name, _LONGEST_CITY)}_{self._round}_{different_names(names)[name]}.xlsx"
        return self.issued / f"{_of(city)}_分表" / mine

    @property
    def old_forms(self) -> Path:
        """The folder of replaced forms."""
        return self.issued / "旧版"

    @property
    def corrections(self) -> Path:
        """The folder of correction copies, which go back to cities."""
        return self.home / self.round.id / "corrections"

    @property
    def settled_corrections(self) -> Path:
        """The folder of correction copies whose cities have been accepted since."""
        return self.corrections / "已办结"

    def correction(self, city: Region) -> Path:
        """A city's correction copy."""
        return self.corrections / f"{_of(city)}_{self._round}_请更正.xlsx"

    def given_name(self, path: Path) -> str:
        """The name under which people get a file: without its city's code where that is the plan's own.

        Such a code tells them nothing; that of a division is the one that they know.
        """
        code, _, rest = path.name.partition("_")
        is_ours = any(each.code == code for each in self.plan.cities) and not division(code)
        return rest if is_ours else path.name

    @property
    def page(self) -> Path:
        """The status page of the newest collection."""
        return self.home / self.round.id / "report.html"

    def summary(self, number: int) -> Path:
        """The summary with a number (第n次)."""
        return self.home / self.round.id / "summary" / f"{self._round}汇总表_第{number}次.xlsx"

    @property
    def outbox(self) -> Path:
        """The folder of drafts, and of copies of sent messages."""
        return self.home / self.round.id / "outbox"

    def draft(self, city: Region, what: str) -> Path:
        """The draft of a letter to a city."""
        return _letter(self.outbox / f"{_of(city)}_{self._round}_{what}.eml", what)

    @property
    def sent_letters(self) -> Path:
        """The folder of copies of sent messages."""
        return self.outbox / "已发出"

    def copy_of_sent(self, city: Region, what: str, message_id: str) -> Path:
        """The copy of a sent message."""
        mark = hashlib.sha256(message_id.encode()).hexdigest()[:8]
        return _letter(self.sent_letters / f"{_of(city)}_{what}_{mark}.eml", what)

    @property
    def last_number(self) -> int:
        """The highest number among the summaries in the folder, 0 for none."""
        return _highest(self.summary(0).parent.glob("*.xlsx"))

    @property
    def latest_summary(self) -> Path:
        """A copy of the newest summary under a fixed name."""
        return self.home / self.round.id / "summary" / f"{self._round}汇总表_最新.xlsx"

    def pack(self, number: int, kind: str = "") -> Path:
        """A print pack of one summary as a workbook, `kind` in its name; the PDF lies beside it."""
        return self.summary(number).with_name(f"{self._round}汇总材料{kind}_第{number}次.xlsx")

    @property
    def last_packed(self) -> dict[str, int]:
        """The highest number of a summary of which any print pack was made, by its paper (`A4`)."""
        found: dict[str, list[Path]] = {}
        for path in self.summary(0).parent.glob("*.xlsx"):
            if path.name.startswith(f"{self._round}汇总材料"):
                paper = next((each for each in PAPERS if f"（{each}）_" in path.name), PAPERS[0])
                found.setdefault(paper, []).append(path)
        return {paper: _highest(found[paper]) for paper in PAPERS if paper in found}

    def bulletin(self, number: int, draft: int) -> Path:
        """A draft of the bulletin on one summary: the first, or a later one that leaves it as it is."""
        again = f"_第{draft}稿" if draft > 1 else ""
        return self.summary(number).with_name(f"{self._round}_第{number}次{again}_通报（草稿）.docx")

    @property
    def last_bulletin(self) -> int:
        """The highest number of a summary on which a bulletin was drafted, 0 for none."""
        return _highest(self.summary(0).parent.glob("*_通报（草稿）.docx"))

    def exported(self, ending: str) -> Path:
        """A file of the round's numbers that the desk offers; `ending` is csv, xlsx, …"""
        return self.home / self.round.id / "export" / f"{self._round}.{ending}"

    def extract(self, number: int, kind: str, name: str) -> Path:
        """An extract from one summary, e.g. for one city."""
        folder = self.home / self.round.id / "summary" / f"第{number}次_分{kind}"
        return folder / f"{_safe(name)}_{self._round}_第{number}次.xlsx"


def _highest(paths: Iterable[Path]) -> int:
    """The highest number of a summary in the names of some files, 0 for none."""
    found = (re.search(r".*_第(\d+)次", path.name) for path in paths)
    return max((int(each[1]) for each in found if each), default=0)


def _letter(path: Path, what: str) -> Path:
    """The path of a letter; one that an older version has written keeps its name."""
    old = path.with_name(path.name.replace(f"_{what}", f"_{_OLD_WORDS.get(what, what)}"))
    return old if old.exists() else path


def _of(city: Region) -> str:
    """A city's code and name as part of the names of files."""
    return f"{city.code}_{_safe(city.name, _LONGEST_CITY)}"


def _safe(name: str, longest: int = _LONGEST) -> str:
    return safe_name(name, longest) or "未命名"

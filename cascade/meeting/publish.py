"""Publish the summary of a round: a file for every number, a copy as the latest, extracts, pack, bulletin."""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from cascade import durable, libreoffice, summary, theme
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.theme import PAPERS

if TYPE_CHECKING:
    from cascade.bulletin import BulletinTemplate  # Word's libraries, which few collections need

FULL, CHOSEN = "（全本）", "（选印）"  # in the names of packs that are not a meeting's


def publish(places: Places, facts: Facts) -> tuple[Path, bool]:
    """Write the summary under its number unless it is there already, and a copy as the latest, the only one.

    Returns its path, and whether the latest could not be replaced because a program has it open. Raises
    OSError.
    """
    path, latest = places.summary(facts.number), places.latest_summary
    if not path.exists():
        durable.write(path, summary.draw(facts, theme.load()))
    data = path.read_bytes()
    try:
        if not latest.exists() or latest.read_bytes() != data:
            durable.write(latest, data)
        _remove_renamed(latest)
    except PermissionError:
        return path, True
    return path, False


def _remove_renamed(latest: Path) -> None:
    """Remove the latest summary of a name that the round no longer has; its numbered summaries stay.

    Only a copy of one of these is removed: any other file may be somebody's own.
    """
    for stale in latest.parent.glob("*汇总表_最新.xlsx"):
        numbered = stale.name.removesuffix("最新.xlsx")
        same = (each for each in latest.parent.glob("*次.xlsx") if each.name.startswith(f"{numbered}第"))
        if not stale.samefile(latest) and any(stale.read_bytes() == each.read_bytes() for each in same):
            stale.unlink()


@dataclass(frozen=True, slots=True)
class Printing:
    """What to print, on which `paper` (`A3` or `A4`): a meeting's pack, the `full` book, or some sheets."""

    paper: str
    sheets: tuple[str, ...] = ()
    full: bool = False

    @property
    def kind(self) -> str:
        """What the name of the file says, so that no kind replaces another; the usual paper goes unsaid."""
        kind = FULL if self.full else CHOSEN if self.sheets else ""
        return kind if self.paper == PAPERS[0] else f"{kind}（{self.paper}）"


def publish_pack(places: Places, facts: Facts, printing: Printing) -> tuple[Path, bool]:
    """Write a print pack: a workbook, and beside it a PDF.

    Returns the path of the PDF and True, or the path of the workbook and False where LibreOffice is missing
    or failed. Raises OSError.
    """
    look = replace(theme.load(), paper=printing.paper)
    data = summary.draw_pack(facts, look, printing.sheets, printing.full)
    path = places.pack(facts.number, printing.kind)
    path.with_suffix(".pdf").unlink(missing_ok=True)  # an older one would not match
    durable.write(path, data)
    try:
        printed = libreoffice.as_pdf(data, look.fallbacks)
    except libreoffice.Failed:
        return path, False
    durable.write(path.with_suffix(".pdf"), printed)
    return path.with_suffix(".pdf"), True


def publish_extracts(places: Places, facts: Facts, split: summary.SummarySplit) -> list[Path]:
    """Write an extract for every lead department or every city; return their paths. Raises OSError."""
    plan, look, written = facts.plan, theme.load(), []
    if split is summary.SummarySplit.LEAD:
        for number, lead in enumerate(facts.leads, start=1):
            path = places.extract(facts.number, plan.levels.lead_short, f"{number:02}_{lead}")
            durable.write(path, summary.draw_lead(facts, look, lead))
            written.append(path)
        return written
    points = summary.earned(facts)
    for city in plan.cities:
        path = places.extract(facts.number, plan.levels.unit, f"{city.code}_{city.name}")
        durable.write(path, summary.draw_city(facts, look, city, points))
        written.append(path)
    return written


def publish_bulletin(places: Places, facts: Facts, template: "BulletinTemplate") -> Path:
    """Write a draft of the bulletin beside the summary; return its path. Raises Wrong and OSError.

    A draft that is there and says something else stays: somebody may have gone on writing in it.
    """
    from cascade.bulletin import statements  # Word's libraries, which few collections need

    title = f"{facts.plan.title}{facts.round.name}通报"
    data = template.filled(statements(facts), title, facts.made)
    drafts = (places.bulletin(facts.number, draft) for draft in count(1))
    path = next(each for each in drafts if not each.exists() or each.read_bytes() == data)
    if not path.exists():
        durable.write(path, data)
    return path

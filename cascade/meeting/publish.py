"""Publish the summary of a round: a file for every number, a copy as the latest, extracts, a print pack."""

from dataclasses import replace
from pathlib import Path

from cascade import durable, libreoffice, summary, theme
from cascade.places import Places
from cascade.returns.facts import Facts


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


def publish_pack(places: Places, facts: Facts, paper: str) -> tuple[Path, bool]:
    """Write the print pack for a paper size (`A3` or `A4`): a workbook, and beside it a PDF.

    Returns the path of the PDF and True, or the path of the workbook and False where LibreOffice is missing
    or failed. Raises OSError.
    """
    look = replace(theme.load(), paper=paper)
    data, path = summary.draw_pack(facts, look), places.pack(facts.number)
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

"""The status page: returns, findings and differences by city in one HTML file.

The file contains its style and script and needs no server. Its Content-Security-Policy allows nothing else to
run, whatever text a return contains.
"""

import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from cascade import summary, theme
from cascade.finding_types import SEVERITY_WORDS, Severity
from cascade.indicators import Indicator
from cascade.judging.points import POINT_PLACES, Earned
from cascade.quantity import shown
from cascade.report.sections import AWAITED_ANEW, MARKS, MISSING, File, Section, StateMark, counted, sections
from cascade.returns.facts import Facts
from cascade.returns.receipt import NEEDS_SOMEBODY, State

_MOST_CITIES = 60  # whose numbers a table on a screen can show


def as_html(
    facts: Facts, workbook: Path, folder: Path, corrections: Mapping[str, Path], points: Mapping[str, Earned]
) -> str:
    """The page as text, with links to the summary's workbook and to the copies that go back, by city.

    `folder` is the page's own folder; the links are relative to it. `points` are what the cities have earned,
    {} where the plan gives none.
    """
    style = theme.text("report/status.css.j2")
    script = theme.text("report/status.js")
    found = sections(facts)
    others = [file for section in found for file in section.others]
    return theme.text(
        "report/status.html.j2",
        policy=_policy(style, script),
        style=style,
        script=script,
        facts=facts,
        levels=facts.plan.levels,
        sections=found,
        states=_states(found),
        severities=SEVERITY_WORDS,
        error=Severity.ERROR,
        topics=_topics(facts, found),
        others=others,
        unsettled=any(map(_waits, others)),
        waiting=counted(filter(_waits, _files(found))),
        overruled=[facts.plan.name(city) for city, each in facts.counted.items() if each.overruled],
        counted=counted,
        urgent=_urgent(found),
        overview=summary.sentences(facts) if len(facts.plan.cities) <= _MOST_CITIES else None,
        summary=_link(workbook, folder),
        summary_name=workbook.name,
        points={f"c{city}": _points(each) for city, each in points.items()},
        corrections={f"c{city}": _link(path, folder) for city, path in corrections.items()},
    )


def _urgent(found: Iterable[Section]) -> list[tuple[StateMark, list[Section]]]:
    """The cities that no number is of, by state: the missing ones first, then those sent back."""
    marks = (MISSING, AWAITED_ANEW, *(MARKS[state] for state in (State.SENT_BACK, State.HELD, State.REFUSED)))
    by_mark = ((mark, [each for each in found if each.mark == mark]) for mark in marks)
    return [(mark, sections_) for mark, sections_ in by_mark if sections_]


def _points(earned: Earned) -> tuple[str, str]:
    """A city's points and its rank in words, "" where it has none."""
    total, rank = earned.total, earned.rank
    return (
        f"{total:.{POINT_PLACES}f}" if isinstance(total, Decimal) else "",
        f"第 {shown(rank)} 名" if isinstance(rank, Decimal) else "",
    )


def _waits(file: File) -> bool:
    return file.mark.state in NEEDS_SOMEBODY


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows only this style and this script."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _link(path: Path, folder: Path) -> str:
    return quote(Path(os.path.relpath(path, folder)).as_posix())


def _files(found: Iterable[Section]) -> list[File]:
    return [file for section in found for file in (*section.files, *section.folded)]


def _states(found: Iterable[Section]) -> list[tuple[StateMark, int]]:
    """The states on the page, with their numbers of files, and of cities for those without any."""
    marks = [file.mark for file in _files(found)]
    absent = MISSING, AWAITED_ANEW
    marks += [section.mark for section in found if section.mark in absent]
    return [(mark, marks.count(mark)) for mark in (*absent, *MARKS.values()) if mark in marks]


def _topics(facts: Facts, found: Iterable[Section]) -> dict[str, list[Indicator]]:
    """The lead departments with those of their indicators that have findings or differences."""
    named = {code for file in _files(found) for code in file.indicators}
    mine = {
        lead: [each for each in facts.plan.indicators if each.lead == lead and each.code in named]
        for lead in facts.plan.leads
    }
    return {lead: indicators for lead, indicators in mine.items() if indicators}

"""The whole story of any plan: issued, filled in correctly, collected, summarised."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from cascade.model import Plan, Round
from cascade.plan import load
from tests.support.linter.linter import faults
from tests.support.office import Report, run
from tests.support.random_answers import Answers, AnyForm, open_cells


@dataclass
class Story:
    """A plan that has gone all rounds; paths are of its workbooks, in the order of their making."""

    plan: Plan
    home: Path
    answers: Answers
    forms: list[Path] = field(default_factory=list)
    returns: list[Path] = field(default_factory=list)
    summaries: list[Path] = field(default_factory=list)


def go_all_rounds(folder: Path, home: Path, seed: int) -> Story:
    """Load a plan and go its rounds in order; AssertionError where a correct return is not accepted."""
    plan = load(folder).plan
    story = Story(plan, home, Answers(plan, seed))
    for round_ in plan.rounds:
        _go(story, folder, round_)
    return story


def _go(story: Story, folder: Path, round_: Round) -> None:
    places = story.home / "workbooks"
    issued = run("generate.py", folder, round_.id, "--workbooks", places)
    assert (issued.code, issued.error) == (0, ""), issued
    here = places / story.plan.id / round_.id
    for city in story.plan.cities:
        (form,) = here.joinpath("issued").glob(f"{city.code}_*.xlsx")
        story.forms.append(form)
        story.returns.append(_fill(story, round_, city.code, form, here / "received" / form.name))
    day = round_.due.isoformat()
    report = story.home / "report.json"
    done = run("collect.py", folder, round_.id, "--workbooks", places, "--today", day, "--json", report)
    assert "Traceback" not in done.error, done.error
    assert report.is_file(), done
    _accepted(Report(done.code, done.out, json.loads(report.read_text("utf-8"))))
    assert (done.code, done.error) == (0, ""), done
    (summary,) = here.joinpath("summary").glob("*_最新.xlsx")
    story.summaries.append(summary)
    assert not (found := faults(summary)), found


def _fill(story: Story, round_: Round, city: str, form: Path, to: Path) -> Path:
    paper = AnyForm(form, story.plan)
    paper.fill(open_cells(paper, story.answers.said(city, round_)), story.answers.names(city))
    return paper.save(to)


def _accepted(report: Report) -> None:
    wrong = [
        (name, each["state"], [found for found in each["findings"] if found["severity"] == "error"])
        for name, each in report.returns.items()
        if each["state"] != "accepted"
    ]
    assert not wrong, wrong

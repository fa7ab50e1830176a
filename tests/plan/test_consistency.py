"""A plan that its check lets through can be filled in: random plans go the whole round and are printed."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.support import prints
from tests.support.formulas import Difference, compare, values
from tests.support.programs import need
from tests.support.random_answers import AnyForm
from tests.support.random_plans import RandomPlan, plans
from tests.support.random_rounds import Story, go_all_rounds
from tests.support.sample import count
from tests.support.uno_session import Step, calc

DRAWN, PRINTED = count(20, 250), count(20, 50)
LISTS = ("未报与问题", "数据来源")  # as long as there is something to say
WRONG = re.compile(r"###|#(?:DIV/0!|VALUE!|REF!|NAME\?|N/A|NUM!|NULL!)|\bErr:\d|\bnan\b|\bNone\b")


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> list[Story]:
    """Plans that were filled in correctly and accepted, the first of them with their workbooks."""
    told: list[Story] = []

    @settings(
        max_examples=DRAWN,
        phases=(Phase.generate,),  # to make a plan smaller takes many rounds of its own
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
        database=None,
    )
    @given(plans())
    def tell(plan: RandomPlan) -> None:
        home = tmp_path_factory.mktemp("plan")
        told.append(go_all_rounds(plan.write(home / "plan"), home, len(told)))
        if len(told) > PRINTED:
            shutil.rmtree(home)

    tell()
    return told


@dataclass(frozen=True)
class Print:
    """A workbook as LibreOffice has it: printed to PDF, and computed anew."""

    original: Path
    pdf: Path
    copy: Path

    @property
    def text(self) -> str:
        command = [need("pdftotext"), "-layout", "-enc", "UTF-8", str(self.pdf), "-"]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    @property
    def pages(self) -> int:
        return self.text.count("\f")

    @property
    def sheets(self) -> list[str]:
        return list(values(self.original))

    @property
    def differences(self) -> list[Difference]:
        return compare(self.original, self.copy)[1]


def printed(path: Path, out: Path, *, cached: bool) -> Print:
    """Print a workbook, with its cached values or with computed ones."""
    out.mkdir(parents=True, exist_ok=True)
    result = Print(path, out / f"{path.stem}.pdf", out / f"{path.stem}.xlsx")
    steps: list[Step] = [
        {"do": "print_sheets", "path": result.pdf, "sheets": ()},
        {"do": "recalculate"},
        {"do": "store", "path": result.copy},
    ]
    calc().play(path, *steps, recalculation=not cached)
    return result


def test_random_plans_are_filled_in_and_accepted(stories: list[Story]) -> None:
    assert len(stories) == DRAWN
    assert {story.plan.two_levels for story in stories} == {True, False}


def test_their_summaries_are_printed_and_computed_alike(stories: list[Story]) -> None:
    for story in stories[:PRINTED]:
        for number, summary in enumerate(story.summaries[-1:]):
            paper = printed(summary, story.home / f"printed {number}", cached=True)
            assert not (differing := paper.differences), (summary, differing[:5])
            assert not (found := WRONG.findall(paper.text)), (summary, found)
            pages = [page for page in prints.printed(paper.pdf) if page.sheet not in LISTS]
            assert len(pages) <= 4 + 2 * len(paper.sheets), (summary, len(pages))


def test_their_forms_are_printed_and_find_nothing_wrong(stories: list[Story]) -> None:
    for story in stories[:PRINTED]:
        for number, answer in enumerate({story.returns[0], story.returns[-1]}):
            paper = printed(answer, story.home / f"form {number}", cached=False)
            assert not (found := WRONG.findall(paper.text)), (answer, found)
            assert paper.pages <= 2 + 2 * len(story.plan.leads), answer
            assert not (said := _complaints(AnyForm(answer, story.plan), paper.copy)), (answer, said)


def _complaints(form: AnyForm, computed: Path) -> list[str]:
    """What the form's self-check says that the intake would not."""
    sheets = values(computed)
    found = []
    for field in form.fields:
        sheet, cell = form.below(field, "自检")
        said = str(sheets[sheet][cell])
        if said != "通过" and not said.startswith("提示："):
            found.append(f"{field}: {said}")
    return found

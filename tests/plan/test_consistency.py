"""A plan that its check lets through can be filled in: random plans go the whole round and are printed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.support import libreoffice, prints
from tests.support.formulas import Values, compare, values
from tests.support.programs import need
from tests.support.random_answers import AnyForm
from tests.support.random_plans import RandomPlan, plans
from tests.support.random_rounds import Story, go_all_rounds
from tests.support.sample import count

DRAWN, PRINTED = count(4, 250), count(2, 50)
LISTS = ("未报与问题", "数据来源")  # as long as there is something to say
WRONG = re.compile(r"###|#(?:DIV/0!|VALUE!|REF!|NAME\?|N/A|NUM!|NULL!)|\bErr:\d|\bnan\b|\bNone\b")


class Printed(NamedTuple):
    """A workbook of a story, printed, and what its formulas come to in LibreOffice."""

    path: Path
    pdf: Path
    computed: Values


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


def test_random_plans_are_filled_in_and_accepted(stories: list[Story]) -> None:
    assert len(stories) == DRAWN
    assert {story.plan.two_levels for story in stories} == {True, False}


@pytest.fixture(scope="module")
def summaries(stories: list[Story], tmp_path_factory: pytest.TempPathFactory) -> list[Printed]:
    """The last summary of each story."""
    return printed([story.summaries[-1] for story in stories[:PRINTED]], tmp_path_factory, cached=True)


@pytest.fixture(scope="module")
def answers(stories: list[Story], tmp_path_factory: pytest.TempPathFactory) -> list[Printed]:
    """The first and the last answer of each story."""
    paths = [
        path for story in stories[:PRINTED] for path in dict.fromkeys(story.returns[:1] + story.returns[-1:])
    ]
    return printed(paths, tmp_path_factory, cached=False)


def test_their_summaries_are_computed_alike(summaries: list[Printed]) -> None:
    for summary in summaries:
        assert not (differing := compare(summary.path, summary.computed)[1]), (summary, differing[:5])
        assert not (found := wrong(summary.computed)), (summary, found)


def test_their_forms_find_nothing_wrong(stories: list[Story], answers: list[Printed]) -> None:
    plans = {path: story.plan for story in stories for path in story.returns}
    for answer in answers:
        assert not (found := wrong(answer.computed)), (answer, found)
        assert not (said := _complaints(AnyForm(answer.path, plans[answer.path]), answer.computed)), said


def test_their_summaries_are_fit_to_print(summaries: list[Printed]) -> None:
    for summary in summaries:
        assert not (found := WRONG.findall(text_of(summary.pdf))), (summary, found)
        pages = [page for page in prints.printed(summary.pdf) if page.sheet not in LISTS]
        assert len(pages) <= 4 + 2 * len(values(summary.path)), (summary, len(pages))


def test_their_forms_are_fit_to_print(stories: list[Story], answers: list[Printed]) -> None:
    plans = {path: story.plan for story in stories for path in story.returns}
    for answer in answers:
        assert not (found := WRONG.findall(text := text_of(answer.pdf))), (answer, found)
        assert text.count("\f") <= 2 + 2 * len(plans[answer.path].leads), answer


def printed(paths: list[Path], folders: pytest.TempPathFactory, *, cached: bool) -> list[Printed]:
    """Workbooks of many stories, each opened once; printed are cached values, or what formulas come to."""
    found = []
    for path in paths:
        pdfs, computed = libreoffice.print_and_recalculate([path], folders.mktemp("印"), cached=cached)
        found.append(Printed(path, pdfs[path], computed[path]))
    return found


def text_of(pdf: Path) -> str:
    command = [need("pdftotext"), "-layout", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def wrong(computed: Values) -> list[str]:
    """What no cell of a workbook may say."""
    return WRONG.findall(" ".join(str(value) for sheet in computed.values() for value in sheet.values()))


def _complaints(form: AnyForm, computed: Values) -> list[str]:
    """What the form's self-check says that the intake would not."""
    found = []
    for field in form.fields:
        sheet, cell = form.below(field, "自检")
        said = str(computed[sheet][cell])
        if said != "通过" and not said.startswith("提示："):
            found.append(f"{field}: {said}")
    return found

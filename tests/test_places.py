"""Where every file of a round lies, and that no name breaks a path."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cascade.model import Region, Round, RoundKind
from cascade.places import Places
from tests.support.forms import changed_plan, plan

HOME = Path("工作簿")
CITY = Region(code="330100", name="杭州市")
ROUND = Round(id="june", kind=RoundKind.PROGRESS, name="6月进展", due=date(2020, 7, 15))
PLAN = plan().model_copy(update={"id": "plan-2020"})


def places(home: Path = HOME, books: str = "") -> Places:
    return Places(home, PLAN, ROUND, books)


@pytest.mark.parametrize(
    ("of", "path"),
    [
        (lambda p: p.home, "."),
        (lambda p: p.ledger, "ledger.sqlite"),
        (lambda p: p.originals, "originals"),
        (lambda p: p.original("ab12"), "originals/ab/ab12"),
        (lambda p: p.received, "june/received"),
        (lambda p: p.issued, "june/issued"),
        (lambda p: p.form(CITY), "june/issued/330100_杭州市_6月进展.xlsx"),
        (
            lambda p: p.share(CITY, "省经信厅/科技厅"),
            "june/issued/330100_杭州市_分表/杭州市_6月进展_省经信厅－科技厅.xlsx",
        ),
        (lambda p: p.old_forms, "june/issued/旧版"),
        (lambda p: p.corrections, "june/corrections"),
        (lambda p: p.settled_corrections, "june/corrections/已办结"),
        (lambda p: p.correction(CITY), "june/corrections/330100_杭州市_6月进展_请更正.xlsx"),
        (lambda p: p.page, "june/report.html"),
        (lambda p: p.summary(3), "june/summary/6月进展汇总表_第3次.xlsx"),
        (lambda p: p.outbox, "june/outbox"),
        (lambda p: p.draft(CITY, "催报"), "june/outbox/330100_杭州市_6月进展_催报.eml"),
        (
            lambda p: p.copy_of_sent(CITY, "催报", "<1@example.invalid>"),
            "june/outbox/已发出/330100_杭州市_催报_9b4cc134.eml",
        ),
        (lambda p: p.latest_summary, "june/summary/6月进展汇总表_最新.xlsx"),
        (lambda p: p.pack(3), "june/summary/6月进展汇总材料_第3次.xlsx"),
        (
            lambda p: p.extract(3, "市", 'a:b*c?d"e<f>g|h\\i'),
            "june/summary/第3次_分市/a－b－c－d－e－f－g－h－i_6月进展_第3次.xlsx",
        ),
    ],
)
def test_a_file_has_its_place(of: Callable[[Places], Path], path: str) -> None:
    assert of(places()) == HOME / "plan-2020" / path


def test_people_get_files_without_a_code_that_only_the_plan_knows() -> None:
    towns = [Region(code="99Z001", name="城关镇"), Region(code="330100", name="杭州市")]
    regions = [each.model_copy(update={"parent": PLAN.province}) for each in towns]
    found = Places(HOME, changed_plan(regions=(*PLAN.regions, regions[0])), ROUND)
    files = [found.form(each) for each in regions] + [found.correction(regions[0]), found.summary(3)]
    assert [found.given_name(each) for each in files] == [
        "城关镇_6月进展.xlsx",
        "330100_杭州市_6月进展.xlsx",
        "城关镇_6月进展_请更正.xlsx",
        "6月进展汇总表_第3次.xlsx",
    ]


def test_the_books_may_lie_apart() -> None:
    apart = places(books="test")
    assert apart.ledger == HOME / "plan-2020" / "test" / "ledger.sqlite"
    assert apart.journal.parent == HOME / "plan-2020" / "test"
    assert apart.received == places().received


def test_the_last_number_is_the_highest_and_no_text(tmp_path: Path) -> None:
    of_folder = places(tmp_path)
    assert of_folder.last_number == 0
    folder = of_folder.summary(1).parent
    folder.mkdir(parents=True)
    for name in ("6月进展汇总表_最新.xlsx", "旧.xlsx"):
        (folder / name).touch()
    assert of_folder.last_number == 0
    for number in (2, 10, 9):
        of_folder.summary(number).touch()
    of_folder.summary(11).with_suffix(".pdf").touch()
    assert of_folder.last_number == 10


def test_the_newest_pack_and_bulletin_are_told_by_their_summaries(tmp_path: Path) -> None:
    of_folder = places(tmp_path)
    assert (of_folder.last_packed, of_folder.last_bulletin) == ({}, 0)
    of_folder.summary(12).parent.mkdir(parents=True)
    for path in (
        of_folder.summary(12),
        of_folder.pack(9),
        of_folder.pack(10, "（选印）"),
        of_folder.pack(8, "（A3）"),
        of_folder.pack(7, "（全本）（A3）"),
        of_folder.bulletin(2, 13),
        of_folder.bulletin(3, 1),
    ):
        path.touch()
    assert (of_folder.last_number, of_folder.last_bulletin) == (12, 3)
    assert of_folder.last_packed == {"A4": 10, "A3": 8}

"""Issuing, killed at every step: each form once, with the ledger's ticket, and what comes back on it counts.

Everything here happens to real processes and real files; `tests.support.killing` says how they are killed.
"""

import json
import re
import shutil
import signal
import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cascade import theme, ticket
from cascade.issuing.issue_forms import Action, form_contents, read_earlier_rounds
from cascade.issuing.issue_forms import issue as issue_forms
from cascade.layout import Role
from cascade.ledger import Issued, opened
from cascade.places import Places
from cascade.plan import load
from tests.support.killing import Hand, Step, each_step, tried, two_hands
from tests.support.ledgers import Row, digest, entered, ledger_of, rebuilt, tables
from tests.support.office import BREAKDOWN, IN_TIME, Office, with_few_indicators
from tests.support.oracle.form import Form
from tests.support.oracle.results import expected_breakdown
from tests.support.programs import KILLING
from tests.support.sample import every
from tests.support.special_plans import write_plan

HUZHOU, ZHOUSHAN = "330500", "330900"  # without functional zones, for which a county's share has no rows
PROPERTY = "CascadeTicket"
TICKET = re.compile(r"模板编号：?\s*([0-9A-Z-]+)")


@dataclass(frozen=True)
class Way:
    """A way to issue: to which cities, in what shares, and how many files that makes."""

    cities: tuple[str, ...]
    parts: str
    files: int

    def words(self, office: Office) -> list[object]:
        """The words of the command."""
        parts = ("--parts", self.parts) if self.parts else ()
        return [office.plan, BREAKDOWN, "--workbooks", office.home, "--city", *self.cities, *parts]


WAYS = pytest.mark.parametrize(
    "way",
    [Way((HUZHOU, ZHOUSHAN), "", 2), Way((ZHOUSHAN,), "lead", 2), Way((ZHOUSHAN,), "county", 4)],
    ids=["whole", "lead", "county"],
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has done nothing yet. Its plan is the real one with the first six indicators."""
    plan = with_few_indicators(tmp_path_factory.mktemp("方案") / "方案")
    office = Office(tmp_path_factory.mktemp("空") / "工作簿", plan)
    office.home.mkdir()
    return office


def papers(office: Office) -> dict[str, Path]:
    """Every file below `issued` by its path there. What a kill has left half is no form and not looked at."""
    issued = office.folder(BREAKDOWN, "issued")
    found = (path for path in issued.rglob("*") if path.is_file() and path.suffix != ".part")
    return {str(path.relative_to(issued)): path for path in found}


def tickets(path: Path) -> set[str]:
    """Every ticket that a workbook carries, in its property and in its cells."""
    return _tickets(path.read_bytes())


@cache
def _tickets(data: bytes) -> set[str]:
    """The same bytes are looked at once: most of them lie there unchanged after the next command."""
    book = openpyxl.load_workbook(BytesIO(data))
    cells = (str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value)
    shown = {found for text in cells for found in TICKET.findall(text)}
    assert shown
    return shown | {str(book.custom_doc_props[PROPERTY].value)}  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Issue:
    """What has been issued: the ticket in each file, and each ticket's version, whole, split and share."""

    files: dict[str, str]
    forms: dict[str, tuple[int, str, str, str]]


def issue(office: Office) -> Issue:
    """What lies in the folder and stands in the ledger, each file held against its entry."""
    rows = {row["ticket"]: row for row in entered(office)}
    files = {}
    for name, path in papers(office).items():
        (ticket,) = tickets(path)
        assert digest(path) == rows[ticket]["sha256"], name
        assert office.tables.names[rows[ticket]["city"]] in name
        files[name] = ticket
    return Issue(files, {ticket: _described(row) for ticket, row in rows.items()})


def _described(row: Row) -> tuple[int, str, str, str]:
    return row["version"], row["whole"], row["split"], row["share"]


def fill(office: Office, way: Way) -> list[str]:
    """Fill every form of a way with what its city says of its rows and columns; returns the files' names."""
    said = {key: value for city in way.cities for key, value in office.says(BREAKDOWN, city).items()}
    split = {row["ticket"] for row in entered(office) if row["split"] == way.parts}
    forms = [path for path in papers(office).values() if tickets(path) <= split]
    for path in forms:
        form = Form(path)
        rows = {region for _, region in form.rows}
        form.fill({(r, f): value for (r, f), value in said.items() if r in rows and f in form.columns})
        form.save(office.folder(BREAKDOWN, "received") / path.name)
    return [path.name for path in forms]


def collected(office: Office, hand: Hand) -> dict[str, Any]:
    """The report of a collection. Most cities have sent nothing."""
    report = office.home / "结果.json"
    where = ("--workbooks", office.home, "--today", IN_TIME[BREAKDOWN], "--json", report)
    answer = hand.run("collect", office.plan, BREAKDOWN, *where)
    assert (answer.code, answer.error) == (1, "")
    content: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return content


def last(steps: list[Step], name: str) -> int:
    """The number of the last step of a name, counted from 1: the forms come after the plan's place."""
    return max(number for number, step in enumerate(steps, start=1) if step.name == name)


def assert_all_count(office: Office, content: dict[str, Any], way: Way, names: list[str]) -> None:
    """Every return is accepted, its city is not missing, and every number is exact."""
    states = {Path(each["file"]).name: each["state"] for each in content["returns"]}
    assert states == dict.fromkeys(names, "accepted")
    assert content["missing"] == [city for city in office.tables.cities if city not in way.cities]
    said = {city: office.says(BREAKDOWN, city) for city in way.cities}
    assert content["values"] == expected_breakdown(office.tables, said)


@KILLING
@WAYS
def test_issuing_killed_at_every_step_issues_each_form_once(start: Office, tmp_path: Path, way: Way) -> None:
    """Whole forms at each step that is tried, shares, issued alike, at a half; with `--long` at each."""
    with two_hands(tmp_path) as hands:
        calm = start.copy(tmp_path / "平安")
        answer, steps = hands[0].steps("generate", *way.words(calm))
        wanted = issue(calm)
        assert (answer.code, len(wanted.files)) == (0, way.files)
        assert {version for version, *_ in wanted.forms.values()} == {1}

        def attempt(hand: Hand, number: int) -> None:
            office = start.copy(tmp_path / f"{number}")
            assert hand.run("generate", *way.words(office), kill=number).code == -signal.SIGKILL
            issue(office)  # whatever lies there already can be read, and is in the ledger
            again = hand.run("generate", *way.words(office))
            assert (again.code, again.error) == (0, "")
            assert issue(office) == wanted
            assert rebuilt(office, tmp_path / f"重建{number}") == tables(ledger_of(office))
            assert hand.run("generate", *way.words(office)).out.count("无变化") == way.files
            assert issue(office) == wanted
            names = fill(office, way)
            assert_all_count(office, collected(office, hand), way, names)

        print(f"{len(steps)} steps")
        # the ledger made; journal and ledger once for the plan's place and once for all cities; for each file
        # before, written and after
        assert len(steps) == 1 + 2 * 2 + 3 * way.files
        each_step(hands, every(2 if way.parts else 1, tried(steps)), attempt, [step.name for step in steps])


@KILLING
@WAYS
def test_a_form_that_is_in_the_ledger_but_was_never_written_is_drawn_as_the_ledger_has_it(
    start: Office, tmp_path: Path, way: Way
) -> None:
    with Hand(tmp_path / "手") as hand:
        _, steps = hand.steps("generate", *way.words(start.copy(tmp_path / "平安")))
        committed = last(steps, "cascade.step ledger committed")
        office = start.copy(tmp_path / "工作簿")
        assert hand.run("generate", *way.words(office), kill=committed).code == -signal.SIGKILL
        before = {row["ticket"]: row for row in entered(office)}
        assert before
        assert papers(office) == {}
        time.sleep(1)  # a form says to the second when it was drawn
        again = hand.run("generate", *way.words(office))
        shared = [row for row in before.values() if row["whole"]]
        drawn = len(shared or before)
        assert (again.code, again.out.count("已按原样恢复")) == (0, drawn)
        after = issue(office)
        assert {row["ticket"]: row for row in entered(office) if row["ticket"] in before} == before
        assert {row["ticket"] for row in shared or before.values()} <= set(after.files.values())


@KILLING
def test_shares_that_a_kill_kept_from_the_ledger_are_not_waited_for(start: Office, tmp_path: Path) -> None:
    """Only the journal has them: a ledger that is made from it asks for each share once, and gets it."""
    lead, county = Way((ZHOUSHAN,), "lead", 2), Way((ZHOUSHAN,), "county", 4)
    with Hand(tmp_path / "手") as hand:
        _, steps = hand.steps("generate", *lead.words(start.copy(tmp_path / "平安")))
        written = last(steps, "cascade.step journal written")
        office = start.copy(tmp_path / "工作簿")
        assert hand.run("generate", *lead.words(office), kill=written).code == -signal.SIGKILL
        assert entered(office) == []
        assert hand.run("generate", *county.words(office)).code == 0
        assert hand.run("generate", *lead.words(office)).code == 0
        ledger_of(office).unlink()
        assert hand.run("generate", *lead.words(office)).out.count("无变化") == 2
        names = fill(office, lead)
        late = office.folder(BREAKDOWN, "received") / "舟山市_目标分解_省科技厅.xlsx"
        late.rename(tmp_path / late.name)
        (first,) = collected(office, hand)["returns"]
        (lacking,) = [found["message"] for found in first["findings"] if found["code"] == "D16"]
        assert lacking.startswith("这是一份分表，本市还缺：省科技厅。")
        (tmp_path / late.name).rename(late)
        assert_all_count(office, collected(office, hand), lead, names)


@KILLING
@WAYS
def test_a_new_version_killed_at_every_step_keeps_the_old_form_under_its_version(
    start: Office, tmp_path: Path, way: Way
) -> None:
    """Whole forms at each touch of the disk that is tried, shares at a half of them; `--long`: at each."""
    with two_hands(tmp_path) as hands:
        office = start.copy(tmp_path / "工作簿")
        assert hands[0].run("generate", *way.words(office)).code == 0
        first, old = issue(office), {name: path.read_bytes() for name, path in papers(office).items()}
        office.plan = with_another_target(office, tmp_path / "改后的方案", ZHOUSHAN)
        calm = office.copy(tmp_path / "平安")
        _, steps = hands[0].steps("generate", *way.words(calm), disk=True)
        wanted = issue(calm)
        replaced = {name for name in old if first.files[name] != wanted.files[name]}
        assert replaced == {name for name in old if "舟山市" in name}
        assert {wanted.forms[wanted.files[name]][0] for name in replaced} == {2}
        kept = {f"旧版/{Path(name).stem}_第1版.xlsx": old[name] for name in replaced}
        assert set(wanted.files) == {*old, *kept}

        def attempt(hand: Hand, number: int) -> None:
            mine = office.copy(tmp_path / f"{number}")
            assert hand.run("generate", *way.words(mine), kill=number, disk=True).code == -signal.SIGKILL
            assert hand.run("generate", *way.words(mine)).code == 0
            assert issue(mine) == wanted
            assert {name: papers(mine)[name].read_bytes() for name in kept} == kept
            assert rebuilt(mine, tmp_path / f"重建{number}") == tables(ledger_of(mine))

        print(f"{len(steps)} touches of the disk")
        each_step(hands, every(2 if way.parts else 1, tried(steps)), attempt, [step.name for step in steps])


def with_another_target(office: Office, plan: Path, city: str) -> Path:
    """A copy of the plan in which a city has twenty robots more to find."""
    shutil.copytree(office.plan, plan)
    target = office.tables.targets[city, "K06"]
    text = (plan / "targets.csv").read_text("utf-8")
    old, new = (f"K06,{city},{number}台" for number in (target, target + 20))
    assert text.count(old) == 1
    (plan / "targets.csv").write_text(text.replace(old, new), "utf-8")
    return plan


def test_a_form_restored_by_another_version_is_not_taken_for_a_changed_one(tmp_path: Path) -> None:
    """Another theme draws the same content in other bytes, as another version of the program does."""
    plan = with_few_indicators(tmp_path / "方案" / "plan")
    office = Office(tmp_path / "工作簿", plan)
    office.generate(BREAKDOWN, "--city", ZHOUSHAN)
    form = office.form(BREAKDOWN, ZHOUSHAN)
    first = form.read_bytes()
    shipped = (theme.TEMPLATES / "theme.toml").read_text("utf-8")
    (tmp_path / "方案" / "templates").mkdir()
    (tmp_path / "方案" / "templates" / "theme.toml").write_text(shipped.replace("1F2937", "123456"), "utf-8")
    assert "无变化" in office.generate(BREAKDOWN, "--city", ZHOUSHAN).out
    assert form.read_bytes() == first
    form.unlink()
    assert "已按原样恢复" in office.generate(BREAKDOWN, "--city", ZHOUSHAN).out
    assert form.read_bytes() != first
    for _ in range(2):
        assert "无变化" in office.generate(BREAKDOWN, "--city", ZHOUSHAN).out
    assert [path.name for path in office.folder(BREAKDOWN, "issued").rglob("*.xlsx")] == [form.name]


@pytest.mark.parametrize(
    ("version", "then"),
    [
        ("1_9", "从邮件中打开时，请先点“启用编辑”。从别处复制"),
        ("1_10", "数量类指标（台、家、个、亿元等）各县（市、区）合计不得低于"),
    ],
)
def test_a_form_of_before_stays_though_it_was_worded_otherwise(
    version: str, then: str, tmp_path: Path
) -> None:
    plan = load(write_plan(tmp_path / "plan", ["成都市", "自贡市"], 2, 2)).plan
    places = Places(tmp_path / "工作簿", plan, plan.round(BREAKDOWN))
    earlier, now, city = read_earlier_rounds(places), datetime(2020, 5, 10, 9), plan.cities[0]
    contents = list(form_contents(earlier, plan, places.round, city, now.date()))
    layout, words, digest = next(each for each in contents if each[1].template.endswith(f"_{version}.txt.j2"))
    assert then in words.text()
    identity = str(ticket.issue(city.code, None, 1, layout.plan + digest))
    with opened(places.ledger) as ledger:
        ledger.issue(Issued(identity, BREAKDOWN, city.code, 1, digest, "0" * 64, "2020-05-10", layout))
    done = issue_forms(places, earlier, plan.cities, now, now.date())
    assert [(each.action, each.version) for each in done] == [(Action.RESTORED, 1), (Action.NEW, 1)]
    assert "打开后，表的上方有“启用编辑”的" in contents[0][1].text()


def test_a_form_of_1_8_stays_though_forms_now_give_none_and_no_past_day(tmp_path: Path) -> None:
    """Two cities have forms of 1.8, the first no target of one indicator; the third gets its form late."""
    plan = load(write_plan(tmp_path / "plan", ["成都市", "自贡市", "泸州市"], 2, 6)).plan
    places = Places(tmp_path / "工作簿", plan, plan.round(BREAKDOWN))
    earlier, day = read_earlier_rounds(places), date(2020, 5, 10)
    late = datetime(2020, 6, 10, 9)
    for city in plan.cities[:2]:
        contents = form_contents(earlier, plan, places.round, city, day)
        layout, _, digest = next(
            each
            for each in contents
            if each[1].template.endswith("_1_8.txt.j2")
            and each[0].due
            and all(given.role is not Role.INPUT for given in each[0].given)
        )
        identity = str(ticket.issue(city.code, None, 1, layout.plan + digest))
        with opened(places.ledger) as ledger:
            ledger.issue(Issued(identity, BREAKDOWN, city.code, 1, digest, "0" * 64, "2020-05-10", layout))
    done = list(issue_forms(places, earlier, plan.cities, late, late.date()))
    assert [(each.action, each.version) for each in done] == [
        (Action.RESTORED, 1),
        (Action.RESTORED, 1),
        (Action.NEW, 1),
    ]
    said = [Form(each.path) for each in done]
    assert said[0].cell("510101", "K04").value is None
    first = [str(cell.value) for form in said for cell in form.book.worksheets[0]["B"]]
    assert [each[:3] for each in first if "将填好的" in each] == [
        "请于 ",
        "请于 ",
        "请尽快",
    ]
    assert [each.action for each in issue_forms(places, earlier, plan.cities, late, late.date())] == [
        Action.UNCHANGED
    ] * 3

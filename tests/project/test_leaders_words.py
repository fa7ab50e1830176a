"""What leaders read: in no state of a round a word for the operator or a machine, and every rule's note."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from cascade import plan, theme
from cascade.commands.opening import open_ledger
from cascade.export.tidy_tables import facts_of
from cascade.finding_types import Severity
from cascade.indicators import Direction
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.summary import draw, draw_city, draw_lead, draw_pack, earned
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Answer, Office, run
from tests.support.provinces import Told, amount, province, rate
from tests.support.sample import every

OPERATORS_SHEETS = ("未报与问题", "数据来源", "图表数据")
REGION_CODE = re.compile(r"\d{6}(?:A\d+)?")  # by which a county is looked up
FOR_OTHERS = re.compile(
    r"--[a-z]"
    r"|(?<![A-Za-z\d])[A-Z]{1,2}\d\d[a-z]?(?![\dA-Za-z])"  # the code of an indicator, an input or a finding
    r"|[A-Z]{1,3}列 ?\d+ ?行|\d+ ?行 ?[A-Z]{1,3} ?列|(?<![A-Za-z])[A-Z]{1,3}\d+:[A-Z]{1,3}\d+"
    r"|(?:警告|错误|提示) ?\d|JSON|SHA|CSV|\.(?:xlsx?|csv|docx|pdf|py|toml|sqlite)\b"
    r"|traceback|\bnone\b|\bnan\b|\bnull\b|figures|progress-\d|breakdown"
    r"|经办人|维护人员|台账|命令|再收集|人工决定|单元格|工作簿|文件夹|程序"
)
STAYS = "K06 稍后补报"  # an operator's reason, which names a code


def mixed_round(office: Office, round_: str, field: str, odd: tuple[str, str], late: str) -> Answer:
    """Let a round have every state: cities accepted, with warnings, late, updated, overruled, sent back, …"""
    say = {city: office.says(round_, city) for city in office.tables.cities}

    def fill(city: str, value: Decimal | str | None = None, name: str = "", at: str = field) -> None:
        county = next(region for region, each in say[city] if each == at)
        office.fill(round_, city, {} if value is None else {(county, at): value}, name)

    def number(city: str) -> Decimal:
        return Decimal(next(each for (_, code), each in say[city].items() if code == field))

    def collect(day: str, *words: str) -> Answer:
        places = ("--workbooks", office.home, "--today", day)
        return run("collect.py", office.plan, round_, *places, *words)

    fill("330100")
    fill("330200", "若干")  # 宁波 is sent back
    fill("330400", number("330400") + 1, "甲.xlsx")  # 嘉兴 is held
    fill("330400", number("330400") + 2, "乙.xlsx")
    fill("330500", "若干")  # 湖州 is overruled
    fill("330600")
    fill("330800", odd[1], at=odd[0])  # 衢州 is accepted with a warning
    fill("331000")
    inbox = office.folder(round_, "received")
    (inbox / "舟山市盖章扫描.pdf").write_bytes(b"%PDF-1.4")
    (inbox / "不知是谁.pdf").write_bytes(b"%PDF-1.4 2")
    (inbox / "空.xlsx").write_bytes(b"")
    collect(IN_TIME[round_])
    collect(IN_TIME[round_], "--overrule", "湖州市", "--because", STAYS)
    fill("330600", number("330600") + 3, "绍兴更新.xlsx")
    fill("331000", "若干", "台州后来.xlsx")
    fill("330700")  # 金华 is late
    return collect(late, "--bulletin")


@dataclass
class Mixed:
    """A round in which every state occurs: its facts, and the draft of its bulletin."""

    facts: Facts
    bulletin: Path


def mixed(office: Office, round_: str, field: str, odd: tuple[str, str], late: str) -> Mixed:
    answer = mixed_round(office, round_, field, odd, late)
    loaded = plan.load(office.plan).plan
    places = Places(office.home, loaded, next(each for each in loaded.rounds if each.id == round_))
    with open_ledger(places.ledger) as ledger:
        facts = facts_of(places, ledger)
    (bulletin,) = re.findall(r"^通报（草稿）：(.+)$", answer.out, re.MULTILINE)
    return Mixed(facts, Path(bulletin))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mixed]:
    """A breakdown and a June; between them the breakdown is completed."""
    office = Office(tmp_path_factory.mktemp("各种情况"))
    office.generate(BREAKDOWN)
    found = {BREAKDOWN: mixed(office, BREAKDOWN, "K06", ("K01", "1"), "2020-06-03")}
    for city in office.tables.cities:
        office.fill(BREAKDOWN, city, name=f"补{city}.xlsx")
    office.collect(BREAKDOWN, today="2020-06-05")
    office.generate(JUNE)
    return found | {JUNE: mixed(office, JUNE, "K06a", ("K11a", "9000"), "2020-07-14")}


def books(facts: Facts) -> Iterator[tuple[str, bytes]]:
    """What leaders are given: the summary, both packs, the lead departments' books, the cities'.

    With `--long` the books of all departments; each city is in another state.
    """
    look = theme.load()
    yield "汇总表", draw(facts, look)
    yield "汇总材料", draw_pack(facts, look)
    yield "整本", draw_pack(facts, look, full=True)
    for lead in every(3, facts.leads):
        yield lead, draw_lead(facts, look, lead)
    for city in facts.plan.cities:
        yield city.name, draw_city(facts, look, city, earned(facts))


def texts(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Sheet, place and text of all that a workbook shows on the sheets for leaders."""
    for sheet in openpyxl.load_workbook(BytesIO(data), data_only=True).worksheets:
        if sheet.sheet_state == "visible" and sheet.title not in OPERATORS_SHEETS:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                link, comment = cell.hyperlink, cell.comment
                for text in (cell.value, link and link.tooltip, comment and comment.text):
                    if isinstance(text, str):
                        yield sheet.title, cell.coordinate, text
            foot: Any = sheet.oddFooter
            yield from ((sheet.title, "页脚", each.text) for each in (foot.left, foot.right) if each.text)


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_leaders_read_nothing_that_an_operator_or_a_machine_says(
    rounds: dict[str, Mixed], round_: str
) -> None:
    facts = rounds[round_].facts
    states = {each.state.value for each in facts.receipts}
    assert states >= {"accepted", "sent_back", "held", "refused", "annex", "superseded"}
    assert any(each.overruled for each in facts.counted.values())
    found = {
        (book, sheet, at, text)
        for book, data in books(facts)
        for sheet, at, text in texts(data)
        if FOR_OTHERS.search(text) and not REGION_CODE.fullmatch(text)
    }
    assert found == set()


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_the_bulletin_says_nothing_that_an_operator_or_a_machine_says(
    rounds: dict[str, Mixed], round_: str
) -> None:
    document = Document(str(rounds[round_].bulletin))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = [*(each.text for each in document.paragraphs), *cells]
    assert len(said) > 20
    assert [text for text in said if FOR_OTHERS.search(text)] == []


def test_leaders_read_who_was_accepted_by_decision_in_plain_words(rounds: dict[str, Mixed]) -> None:
    facts = rounds[JUNE].facts
    assert any(each.severity is Severity.WARNING for each in facts.counted["330800"].findings)
    cells = {(sheet, at): text for sheet, at, text in texts(draw(facts, theme.load()))}
    told = "其中湖州市的由我办决定接收。有下划线的数存疑，核实之前照常计入。"
    assert cells["全省汇总", "A2"].endswith(f"已报6/11，{told}")
    everywhere = set(cells.values())
    assert "由我办决定接收，缺 1 个数" in everywhere
    assert not [text for text in everywhere if "未能确定" in text or text.startswith("另有 1 份")]


# ------------------------------------------------------------------------------------------------ notes

FEW = "第 1 项目标不足 5 的县（市、区）只列“本期/目标”，不评价，本市照常评价。"
RANGE = "第 2 项的县（市、区）只列数，不评价，本市照常评价。"


def test_every_sheet_of_counties_says_how_they_are_judged_otherwise_than_their_city() -> None:
    """Counties' targets of 2 of a city's 60, and a range that holds for cities only."""
    indicators = [amount(1), rate(2, direction=Direction.WITHIN), rate(3)]
    made = province(indicators, ("甲市", "乙市"))
    targets = [
        each.model_copy(update={"upper": Decimal(12), "text": "8～12"}) if each.indicator == "K02" else each
        for each in made.targets
    ]
    facts = Told(made.model_copy(update={"targets": tuple(targets)})).facts(2)
    shares = {key: Decimal(2) if key[1] == "K01" else share for key, share in facts.shares.items()}
    facts = replace(facts, shares=shares)
    look, noted = theme.load(), dict[tuple[str, str], set[str]]()
    drawn = {"": draw(facts, look), "市": draw_city(facts, look, made.cities[0], {})}
    drawn |= {lead: draw_lead(facts, look, lead) for lead in facts.leads}
    for book, data in drawn.items():
        for sheet, _, text in texts(data):
            noted.setdefault((book, sheet), set()).update(
                word for word, note in (("few", FEW), ("range", RANGE)) if note in text
            )
    both = {"few", "range"}
    told = {key: words for key, words in noted.items() if words}
    assert told == {
        ("", "县级明细"): both,
        ("", "县级落后"): both,
        ("", "省工信厅"): {"few"},
        ("", "省科技厅"): {"range"},
        ("市", "本市汇总"): both,
        ("市", "县级明细"): both,
        ("省工信厅", "部门一览"): {"few"},
        ("省工信厅", "省工信厅"): {"few"},
        ("省科技厅", "部门一览"): {"range"},
        ("省科技厅", "省科技厅"): {"range"},
    }

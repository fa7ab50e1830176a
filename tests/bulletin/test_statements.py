"""What a bulletin says, against the returned forms; how the command writes it, and what it leaves alone."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from cascade.bulletin import statements
from cascade.bulletin.statements import is_parted
from cascade.indicators import Adds
from cascade.returns.facts import Facts
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Answer, Office, run
from tests.support.oracle.bulletin import ExpectedBulletin
from tests.support.oracle.front import Expected
from tests.support.oracle.tables import PLAN
from tests.support.provinces import Told, amount, of_one_county, province, rate, stories
from tests.support.word import TEMPLATE, Bulletin, edited, replaced

MISSING = {"330500": "未报", "330900": "已收待改"}  # 湖州 says nothing, 舟山 something that is no number


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The real plan, its breakdown complete, its June without two cities; both collected with a bulletin."""
    folder = tmp_path_factory.mktemp("通报")
    made = Office(folder / "工作簿", shutil.copytree(PLAN, folder / "方案" / PLAN.name))
    made.whole_round(BREAKDOWN)
    assert made.generate(JUNE).code == 0
    for city in made.tables.cities:
        if city != "330500":
            change = {("330902", "K06a"): "若干"} if city in MISSING else {}
            made.fill(JUNE, city, change)
    return made


def collect(office: Office, round_: str, *words: object) -> Answer:
    places = ("--workbooks", office.home, "--today", IN_TIME[round_])
    return run("collect.py", office.plan, round_, *places, "--bulletin", *words)


def draft(answer: Answer) -> Path:
    (said,) = re.findall(r"^通报（草稿）：(.+)$", answer.out, re.MULTILINE)
    return Path(said)


def expected(office: Office, round_: str, words: dict[str, str]) -> ExpectedBulletin:
    forms = {
        city: next(office.folder(round_, "received").glob(f"{city}_*.xlsx"))
        for city in office.tables.cities
        if city not in words
    }
    as_of = round_.removeprefix("progress-") if round_ != BREAKDOWN else ""
    return ExpectedBulletin(Expected(office.tables, as_of, forms, words))


@pytest.fixture(scope="module")
def june(office: Office) -> Bulletin:
    answer = collect(office, JUNE)
    assert answer.code == 1, answer  # two cities are missing
    path = draft(answer)
    assert path == office.folder(JUNE, "summary") / "上半年进展_第1次_通报（草稿）.docx"
    return Bulletin(path)


def test_its_parts_are_those_of_an_official_paper(june: Bulletin) -> None:
    assert june.of("发文机关标志") == june.of("落款单位") == ["浙江省工业转型升级领导小组办公室"]
    assert june.of("发文字号") == ["【请补充：文号】"]
    lines = ("2020年浙江省", "传统制造业改造提升关键性量化指标", "上半年进展")
    parted, title = "\n".join(lines), "".join(lines)
    assert june.of("公文标题") == [f"关于{parted}情况的通报"]
    assert june.document.core_properties.title == f"{title}通报"
    assert june.of("主送机关") == ["各设区市【请补充：其他主送单位，没有的删去】："]
    assert june.of("落款日期") == ["2020年7月8日"]
    assert june.of("附件说明") == ["附件：上半年进展各市情况表"]
    headings = ["总体进展", "滞后情况", "报送情况", "下一步要求"]
    assert june.of("Heading 1") == headings
    assert june.of("Heading 2") == ["各市情况", "差距最大的指标"]
    assert june.below("下一步要求") == ["【请补充：下一步要求】"]
    assert june.lines[4][1] == (
        "按照浙转升办〔2020〕9号下达的目标，现将上半年进展情况通报如下"
        "（数据截至2020年6月30日，序时进度50%，11个市中已报9个）。"
    )


def test_its_numbers_and_names_follow_from_the_returned_forms(office: Office, june: Bulletin) -> None:
    oracle = expected(office, JUNE, MISSING)
    assert june.below("总体进展") == [
        f"{oracle.expected.headline()}第 13 项年末认定，只列完成率，不评价。".replace(" ", "").replace(
            "已报9/11，", ""
        )
    ]
    assert oracle.without_gap == ""
    assert june.below("滞后情况") == [
        "各市情况",
        f"{oracle.expected.most_behind().replace(' ', '')}。",
        f"已报的9个市中，名次{oracle.last}。",
        "差距最大的指标",
        *(f"{each}。" for each in oracle.gaps),
    ]
    assert june.of("条目") == [f"{each}。" for each in oracle.gaps]
    assert len(oracle.gaps) == 4  # the next three are equal, and not named
    assert june.below("报送情况") == [f"{oracle.expected.missing()}。"]
    assert june.table == [
        ["名次", "设区市", "● 达标、达序时、已完成", "△ 略滞后", "▼ 滞后、未达标", "报送情况"],
        *oracle.table,
    ]


def test_a_breakdown_without_a_gap(office: Office) -> None:
    answer = collect(office, BREAKDOWN)
    assert answer.code == 0, answer
    bulletin, oracle = Bulletin(draft(answer)), expected(office, BREAKDOWN, {})
    headings = ["总体情况", "缺口情况", "比率指标情况", "报送情况", "下一步要求"]
    assert bulletin.of("Heading 1") == headings  # it names nobody: all have none
    assert bulletin.lines[4][1] == (
        "按照浙转升办〔2020〕9号下达的目标，现将目标分解情况通报如下"
        "（报送截止2020年5月30日，截至2020年5月28日，11个市全部报齐）。"
    )
    assert oracle.without_gap == ""
    assert oracle.expected.headline().startswith("全省 13 项数量指标都没有缺口。5 项比率指标中有 ")
    shared = f"{'；'.join(oracle.shares)}。"
    assert bulletin.below("总体情况") == [oracle.expected.headline().replace(" ", ""), shared]
    assert bulletin.below("比率指标情况") == [f"{each}。" for each in oracle.rates_below]
    none = [
        field
        for city in office.tables.cities
        for (_, field), value in office.says(BREAKDOWN, city).items()
        if not isinstance(value, Decimal)
    ]
    rates = sum(field in ("K01", "K02", "K03", "K04", "K05") for field in none)
    (told,) = bulletin.below("报送情况")
    assert told.startswith(
        f"没有分到任务的县（市、区）共{len(none)}处（填“/”），其中比率类{rates}处：杭州市江干区第5项、"
    )
    assert bulletin.below("缺口情况") == [f"{oracle.expected.most_behind().replace(' ', '')}。"]
    assert bulletin.table == [
        ["设区市", "● 已足额、均达到", "△ 比率有县（市、区）低于本市目标", "▼ 有缺口", "报送情况"],
        *oracle.table,
    ]


def test_a_draft_in_which_somebody_has_written_stays(office: Office, june: Bulletin, tmp_path: Path) -> None:
    mine = office.copy(tmp_path / "工作簿")
    first = draft(collect(mine, JUNE))
    before = first.read_bytes()
    assert draft(collect(mine, JUNE)) == first
    document = Document(str(first))
    document.paragraphs[1].runs[0].text = "浙转升办〔2020〕15号"
    document.save(str(first))
    written = first.read_bytes()
    second = draft(collect(mine, JUNE))
    assert second.name == "上半年进展_第1次_第2稿_通报（草稿）.docx"
    assert (first.read_bytes(), second.read_bytes()) == (written, before)
    assert draft(collect(mine, JUNE)) == second


def test_the_template_beside_the_plan_counts_and_a_broken_one_stops_everything(
    office: Office, june: Bulletin, tmp_path: Path
) -> None:
    plan = shutil.copytree(office.plan, tmp_path / "方案" / office.plan.name)
    mine = Office(office.copy(tmp_path / "工作簿").home, plan)
    own = plan.parent / "templates" / "bulletin.docx"
    own.parent.mkdir()
    edited(own, replaced("下一步要求", "工作要求"))
    bulletin = Bulletin(draft(collect(mine, JUNE)))
    assert bulletin.of("Heading 1")[-1] == "工作要求"

    edited(own, replaced("{{ 日期 }}", "{{ 日期 }"))
    mine.fill(JUNE, "330500")
    before = sorted(path for path in mine.home.rglob("*") if path.is_file())
    answer = collect(mine, JUNE)
    assert answer.code == 2, answer
    assert answer.out == ""
    assert answer.error.startswith(f"通报模板 {own} 不能用，请在 Word 或 WPS 中改正：\n  第 ")
    assert "“{{ 日期 }”中的花括号不成对" in answer.error
    assert sorted(path for path in mine.home.rglob("*") if path.is_file()) == before
    own.unlink()
    assert collect(mine, JUNE).code == 1
    assert TEMPLATE.is_file()


def test_no_collection_without_a_bulletin_loads_words_libraries(office: Office) -> None:
    code = (
        "import sys, cascade.commands.collect_round; print(*{'docx', 'docxtpl', 'lxml'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "\n"


@pytest.fixture(scope="module")
def alike() -> Facts:
    """Thirteen districts of a city that reach the same; an office other than the issuer collects."""
    cities = [f"第{at}区" for at in range(1, 14)]
    plan = province([amount(2), amount(3)], cities, counties=0)
    return Told(plan.model_copy(update={"receiver": "市人社局"}), alike=True).facts(1)


def test_a_breakdown_says_who_was_in_time() -> None:
    facts = stories()["two missing"].facts(None)
    day = date(2021, 3, 1)
    mine = replace(facts, round=facts.round.model_copy(update={"due": day}), now=datetime(2021, 3, 1, 9))
    said = []
    for first in ("2021-03-01", "2021-03-02"):
        days = dict.fromkeys(mine.counted, "2021-03-01") | {next(iter(mine.counted)): first}
        receipts = tuple(replace(each, received=days.get(each.region, "")) for each in mine.receipts)
        said.append(statements(replace(mine, receipts=receipts))["依据"])
    until = "截至报送截止日2021年3月1日，5个市中已报3个"
    assert said == [until, f"{until}，其中按时报送2个"]


def test_who_collects_signs(alike: Facts) -> None:
    assert statements(alike)["发文单位"] == "市人社局"
    plan = alike.plan.model_copy(update={"receiver": ""})
    assert statements(replace(alike, plan=plan))["发文单位"] == "某某省"


def test_the_figures_of_the_whole_are_told_beside_its_targets() -> None:
    share = rate(3, name="研发强度")
    told = statements(of_one_county(1, {amount(2): ("30", "29"), share: ("107", "109")}))
    assert told["各项进展"] == (
        "新建标准厂房2号工程，完成59个，为全年目标120个的49.2%，落后序时进度0.8个百分点。"
    )


def test_of_many_figures_those_that_are_well_are_only_named() -> None:
    names = [f"{letter}类工程" for letter in "甲乙丙丁戊己庚辛壬"]
    said = {amount(at, name=name): ("30", "30") for at, name in enumerate(names, start=2)}
    said |= {amount(11, name="癸类工程"): ("6", "30")}
    assert statements(of_one_county(1, said))["各项进展"] == (
        "癸类工程完成36个，为全年目标120个的30.0%，落后序时进度20.0个百分点。"
        f"达标、跟上、已完成的9项：{'、'.join(names)}。"
    )


def test_the_text_ranks_as_the_annex_does() -> None:
    """It had named the first by their ●, the annex by the fewest ▼, then △; and never the last."""
    said = {amount(2): ("30", "3", "3", "3"), amount(3): ("30", "30", "30", "3")}
    told = statements(of_one_county(1, said, ("甲市", "乙市", "丙市", "丁市")))
    assert (told["无滞后"], told["较好"]) == ("甲市", "甲市（第1名）")
    assert told["末位"] == "名次末位的是丁市"
    assert told["滞后"] == "落后较多：丁市（2项）；另有2个市有滞后或未达标的指标"


def test_who_is_behind_at_most_is_no_good_example_though_first() -> None:
    """Of 18 indicators the first was well at 3."""
    said = {amount(2): ("30", "3", "3"), amount(3): ("3", "3", "3"), amount(4): ("3", "3", "3")}
    told = statements(of_one_county(1, said, ("甲市", "乙市", "丙市")))
    assert (told["较好"], told["末位"]) == ("", "名次并列末位的是乙市、丙市")


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (("乙市", "丙市"), "名次并列末位的是乙市、丙市"),
        (tuple(f"{at}市" for at in "乙丙丁戊己庚辛"), ""),  # which singles out nobody
    ],
)
def test_who_share_the_last_place_are_named_together(last: tuple[str, ...], said: str) -> None:
    behind = {amount(at): ("30", *("3" for _ in last)) for at in (2, 3)}
    told = statements(of_one_county(1, behind, ("甲市", *last)))
    assert (told["较好"], told["末位"]) == ("甲市（第1名）", said)


def test_where_all_are_alike_nobody_is_ranked_or_singled_out(alike: Facts) -> None:
    said = statements(alike)
    assert said["滞后"] == "全部13个市都有滞后或未达标的指标，各2项"
    assert (said["较好"], said["末位"]) == ("", "")
    assert said["有名次"] is False
    assert said["名次说明"] == "各市▼、△的项数都相同，不排名次。"
    assert [row["名次"] for row in said["排名"]] == ["并列"] * 13  # type: ignore[attr-defined]


def test_a_gap_that_was_accepted_is_told_once_with_its_reasons() -> None:
    """It was 缺口较多 and 差距最大 at once, and why it had been accepted was in neither."""
    facts = of_one_county(None, {amount(2, name="改造"): ("55", "60")})
    first, second = facts.receipts
    first = replace(first, explanations={"K02": "存量已清零。"}, overruled="经省厅核实，同意照报")
    told = statements(replace(facts, receipts=(first, second)))
    gap = "甲市改造已分解55个，目标60个，距目标还差5个"
    assert told["滞后"] == f"{gap}（该市说明：存量已清零；我单位决定照此接收【请补充：接收理由】）"
    assert (told["有滞后"], told["差距"]) == (False, [])
    told = statements(of_one_county(None, {amount(2, name="改造"): ("55", "58")}))
    assert (told["滞后"], told["差距"]) == (
        "有缺口的共2项次：",
        [gap, "乙市改造已分解58个，目标60个，距目标还差2个"],
    )


def test_round_numbers_are_told_in_ten_thousands() -> None:
    """All of a clause, or none: a county's 11940 stays beside 12000."""
    said = {amount(2, name="甲"): ("620000", "60000"), amount(3, name="乙"): ("11940", "12000")}
    told = statements(of_one_county(None, said))["各项进展"]
    assert told == "甲已分解68万个，目标120个；乙已分解23940个，目标120个。"


def test_a_figure_of_the_whole_that_nobody_has_entered_is_to_be_added() -> None:
    """It was left out in silence: the bulletin told of six of seven indicators."""
    plan = province([amount(1), rate(2, adds=Adds.OWN)], ["甲市", "乙市"])
    facts = Told(plan).facts(0)
    named = "某某省的第2项“规上工业研发投入增长2%以上”"
    assert statements(facts)["不评价"] == f"【请补充】{named}还没有填。"


@pytest.mark.parametrize(
    ("title", "parted"),
    [
        ("2026年度经营目标", True),  # 通报 would stand alone
        ("年度目标", False),  # one line
        ("2020年浙江省传统制造业改造提升关键性量化指标", False),  # 20 and 16 characters
        ("2020年浙江省传统制造业改造提升关键性量化指标及重点任务", False),  # 20 and 20
        ("2020年浙江省传统制造业改造提升关键性量化指标及重点任务等", True),  # 报 would
    ],
)
def test_no_word_of_the_title_stands_alone(title: str, parted: bool) -> None:
    assert is_parted(f"关于{title}", "前三季度进展情况的通报") is parted


@pytest.mark.parametrize(("name", "parted"), [("上半年进展", False), ("2026年前三季度工作进展", True)])
def test_no_word_of_the_annexs_title_stands_alone(name: str, parted: bool) -> None:
    """表 had stood on a second line."""
    assert is_parted(name, "各县（市、区）情况表") is parted

"""The tables of a real round against what the oracle makes of what the cities have said, row by row."""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cascade
from tests.support.office import BREAKDOWN, JUNE, Office, Report
from tests.support.oracle.form import Form, Said
from tests.support.oracle.summary import NONE, Standing
from tests.support.oracle.tables import PROVINCE, Indicator
from tests.support.typed_form import filled

HANGZHOU, NINGBO, JIAXING, JINHUA, LISHUI = "330100", "330200", "330500", "330700", "331100"
DRESSED = ("330102", "K06a")
COLUMNS = [
    *("plan", "round", "as_of", "level", "region_code", "region_name", "indicator_code", "indicator_name"),
    *(
        "field",
        "unit",
        "value",
        "target",
        "completion",
        "light",
        "state",
        "received",
        "file",
        "sheet",
        "cell",
    ),
    "raw_text",
]
SUM_HAS_NONE = ["file", "sheet", "cell", "raw_text"]


@dataclass
class Story:
    """June with one city silent, one sent back, one in two files, and one number that was dressed up."""

    office: Office
    breakdown: Standing
    june: Standing
    report: Report

    def values(self, round_: str) -> pd.DataFrame:
        return cascade.open(self.office.plan, self.office.home).round(round_).values()

    @property
    def indicators(self) -> dict[str, Indicator]:
        return {each.code: each for each in self.office.tables.indicators}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    office = Office(tmp_path_factory.mktemp("导出") / "工作簿")
    cities = office.tables.cities
    assert office.whole_round(BREAKDOWN).missing == []
    shares = {city: office.says(BREAKDOWN, city) for city in cities}
    assert office.generate(JUNE).code == 0
    said = {city: office.says(JUNE, city) for city in cities if city not in (JINHUA, LISHUI)}
    said[HANGZHOU] |= {DRESSED: Decimal(1200)}
    for city in said:
        if city != NINGBO:
            office.fill(JUNE, city, {DRESSED: "1,200"} if city == HANGZHOU else {})
    for number, half in enumerate(halves(said[NINGBO])):
        filled(office.form(JUNE, NINGBO), office.folder(JUNE, "received") / f"宁波第{number}部分.xlsx", half)
    office.fill(JUNE, JINHUA, {("330702", "K06a"): "待统计"})
    report = office.collect(JUNE)
    assert set(report.missing) == {JINHUA, LISHUI}
    tables = office.tables
    return Story(office, Standing(tables, shares, shares), Standing(tables, said, shares, 50), report)


def halves(said: Said) -> tuple[Said, Said]:
    """What a city says, in two files: indicators up to K09, and the others."""
    return (
        {key: value for key, value in said.items() if key[1] < "K10"},
        {key: value for key, value in said.items() if key[1] >= "K10"},
    )


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows by column, None where nothing is."""
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


def number(cell: object) -> Fraction | None:
    """A decimal of the table as the oracle has it."""
    assert cell is None or isinstance(cell, Decimal), repr(cell)
    return None if cell is None else Fraction(cell)


def known(shown: object) -> Fraction | None:
    return shown if isinstance(shown, Fraction) else None


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_every_region_and_field_has_one_row(story: Story, round_: str) -> None:
    frame = story.values(round_)
    assert list(frame.columns) == COLUMNS
    tables = story.office.tables
    fields = [each.code for each in tables.indicators]
    if round_ == JUNE:
        fields = [
            field
            for each in tables.indicators
            for field in (*(code for code, _ in each.inputs), *((each.code,) if each.rate else ()))
        ]
    standing = story.june if round_ == JUNE else story.breakdown
    regions = [PROVINCE]
    for city in tables.cities:
        regions += [city, *tables.counties[city]]
        regions += story.office.filling.names(city) if city in standing.filings else ()
    found = list(zip(frame["region_code"], frame["field"], strict=True))
    assert found == [(region, field) for region in regions for field in fields]
    names = tables.names | story.office.filling.zones
    assert list(frame["region_name"]) == [names[region] for region, _ in found]
    assert list(frame["indicator_code"]) == [field[:3] for _, field in found]
    levels = frame.drop_duplicates("region_code").set_index("region_code")["level"]
    assert levels.value_counts()["county"] == 90
    assert levels[[PROVINCE, HANGZHOU, "330102", "330100A1"]].to_list() == [
        "province",
        "city",
        "county",
        "zone",
    ]


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_every_value_is_the_oracles(story: Story, round_: str) -> None:
    standing = story.june if round_ == JUNE else story.breakdown
    seen = 0
    for row in records(story.values(round_)):
        expected = known(standing.number(row["field"], row["region_code"]))
        assert number(row["value"]) == expected, row
        seen += expected is not None
    assert seen > 1500


def test_target_completion_and_light_are_the_oracles(story: Story) -> None:
    june, lights = story.june, set()
    for row in records(story.values(JUNE)):
        region, indicator = row["region_code"], story.indicators[row["indicator_code"]]
        if row["field"] not in (indicator.code, indicator.inputs[0][0]) or (
            indicator.rate and row["field"] != indicator.code
        ):
            assert (row["target"], row["completion"]) == (None, None)
            assert row["light"] is None
            continue
        assert number(row["target"]) == known(june.target(indicator, region)), row
        done, expected = number(row["completion"]), known(june.shown_done(indicator, region))
        assert (done is None) == (expected is None), row
        assert done is None or expected is None or abs(done - expected) <= Fraction(1, 2_000_000), row
        light = june.light(indicator, region)
        if "/" in light:  # a county with so small a target shows its result over it
            light = "目标不足5"
        assert (row["light"] or NONE) == light, row
        lights.add(light)
    assert lights >= {"● 已完成", "▼ 滞后", "● 达标", "▼ 未达标", "年末评", "未报齐", "目标不足5", NONE}


def test_a_breakdown_has_the_targets_that_were_given_and_no_lights(story: Story) -> None:
    for row in records(story.values(BREAKDOWN)):
        target = story.breakdown.target(story.indicators[row["indicator_code"]], row["region_code"])
        assert number(row["target"]) == known(target), row
        assert row["completion"] is None
        assert row["light"] is None
        assert row["as_of"] is None


def test_what_is_missing_is_there_with_its_state(story: Story) -> None:
    frame = story.values(JUNE)
    states = dict.fromkeys(story.office.tables.cities, "accepted")
    states |= {PROVINCE: "incomplete", JINHUA: "sent_back", LISHUI: "missing"}
    for region, state, of in zip(frame["region_code"], frame["state"], frame["value"], strict=True):
        city = region if region == PROVINCE else region[:4] + "00"
        assert state == states[city], region
        assert of is None or state in ("accepted", "incomplete"), region
    lishui = frame[frame["region_code"] == "331102"]
    assert len(lishui) > 18
    assert lishui[["received", *SUM_HAS_NONE]].isna().all(axis=None)
    assert set(frame[frame["region_code"] == "330702"]["received"]) == {"2020-07-08"}
    assert set(story.values(BREAKDOWN)["state"]) == {"accepted"}


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE])
def test_every_number_leads_back_to_its_cell(story: Story, round_: str) -> None:
    office, frame = story.office, story.values(round_)
    files = {Path(file).name for file in frame["file"].dropna()}
    assert files >= ({"宁波第0部分.xlsx", "宁波第1部分.xlsx"} if round_ == JUNE else set())
    forms = {city: Form(office.form(round_, city)) for city in office.tables.cities}
    inputs = set(forms[HANGZHOU].fields)
    for row in records(frame):
        region, field = row["region_code"], row["field"]
        reported = row["level"] in ("county", "zone") and field in inputs and row["state"] == "accepted"
        if not reported:
            assert all(row[name] is None for name in SUM_HAS_NONE), row
            continue
        assert (row["sheet"], row["cell"]) == forms[region[:4] + "00"].place(region, field), row
        value = filled_form(row["file"]).book[row["sheet"]][row["cell"]].value
        if isinstance(value, int | float):
            assert float(row["raw_text"]) == value, row
            assert row["value"] == Decimal(repr(value)), row
        else:
            assert row["raw_text"] == value, row
            assert row["value"] == (Decimal(1200) if (region, field) == DRESSED else None), row


@cache
def filled_form(path: str) -> Form:
    """A returned file, read once."""
    return Form(Path(path))


def test_receipts_and_findings_are_those_of_the_report(story: Story) -> None:
    opened = cascade.open(str(story.office.plan), str(story.office.home)).round(JUNE)
    receipts, findings = opened.receipts(), opened.findings()
    returns = story.report.content["returns"]
    reported = {
        (each["file"], each["sha256"], each["region"], each["state"], each["late"]) for each in returns
    }
    columns = ["file", "sha256", "city_code", "state", "late"]
    assert set(receipts[columns].itertuples(index=False, name=None)) == reported
    assert len(receipts) == len(returns)
    cities = receipts.groupby("city_code")["city_name"].unique()
    assert {code: list(names) for code, names in cities.items()} == {
        code: [name] for code, name in story.office.tables.cities.items() if code in cities
    }
    counted = receipts.set_index("file")[["errors", "warnings"]]
    names = ["code", "severity", "sheet", "cell", "region", "field", "value", "message"]
    for each in returns:
        mine = findings[findings["file"] == each["file"]].rename(columns={"region_code": "region"})
        shown = [tuple(None if pd.isna(v) else v for v in row) for row in mine[names].to_numpy()]
        assert shown == [tuple(found[name] or None for name in names) for found in each["findings"]]
        severities = [found["severity"] for found in each["findings"]]
        assert list(counted.loc[each["file"]]) == [severities.count("error"), severities.count("warning")]
    assert set(findings["city_name"]) >= {"杭州市", "金华市"}
    assert "婺城区" in set(findings["region_name"])


def test_a_round_before_anything_came_has_all_regions_and_no_number(story: Story) -> None:
    later = cascade.open(story.office.plan, story.office.home).round("progress-2020-09-30")
    frame = later.values()
    assert set(frame["state"]) == {"missing", "incomplete"}
    assert frame["value"].isna().all()
    assert frame["region_code"].nunique() == 102
    assert [len(each) for each in (later.receipts(), later.findings())] == [0, 0]
    assert {"file", "state"} <= set(later.receipts().columns)


def test_wrong_names_and_folders_are_told(story: Story, tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="breakdwon"):
        cascade.open(story.office.plan, story.office.home).round("breakdwon")
    with pytest.raises(FileNotFoundError, match="nothing was issued or collected here"):
        cascade.open(story.office.plan, tmp_path / "没有").round(JUNE)
    assert list(tmp_path.iterdir()) == []


def test_the_plan_has_the_facts_that_the_oracle_reads(story: Story) -> None:
    """Names and units of the table are those of the plan's own tables."""
    frame = story.values(JUNE).drop_duplicates("indicator_code").set_index("indicator_code")
    of = {each.code: each for each in story.office.tables.indicators}
    assert dict(frame["indicator_name"]) == {code: each.name for code, each in of.items()}
    results = story.values(JUNE).drop_duplicates("field").set_index("field")
    assert {code: results["unit"][code] for code in of if code in results.index} == {
        code: each.unit for code, each in of.items() if story.indicators[code].rate
    }

"""Random valid plans of every kind, as folders of CSV tables; hypothesis draws them.

Nothing here imports `cascade`: what is valid is what the plan's page in the manual says.
"""

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st

from tests.support.odd_names import LEADS, REGION_NAMES, WORDS
from tests.support.random_indicators import Row, by_unit, indicator, part_of, steps_of
from tests.support.random_round_targets import round_targets

TOP = "510000"
_EMPTY = {
    "inputs": ["code", "indicator", "name", "unit", "decimals"],
    "offices": ["region", "name", "to", "cc"],
}


@dataclass
class RandomPlan:
    """The tables of a plan, and what those who fill in its forms need to know."""

    id: str
    levels: int
    units: list[str]
    rounds: list[Row]
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        for name, rows in self.tables.items():
            headings = list(dict.fromkeys(heading for row in rows for heading in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, headings or _EMPTY[name], restval="")
                writer.writeheader()
                writer.writerows(rows)
        return folder


@st.composite
def plans(draw: st.DrawFn) -> RandomPlan:
    """A valid plan of two or three levels."""
    levels = draw(st.sampled_from((2, 3)))
    regions, units = draw(_regions(levels))
    start, end = draw(_periods())
    rounds = draw(_rounds(levels, start, end))
    plan = RandomPlan(draw(st.sampled_from(("p", "P-1", "plan_2020-x", "A1"))), levels, units, rounds)
    indicators: list[Row] = []
    inputs: list[Row] = []
    targets: list[Row] = []
    steps: list[Row] = []
    codes = draw(_codes)
    for at, code in enumerate(codes, start=1):
        row, own, texts = draw(indicator(code, at, units))
        indicators.append(row)
        inputs += own
        if part := draw(part_of(row, own, texts)):
            indicators.append(part[0])
            inputs += part[1]
            targets += by_unit(part[0]["code"], units, part[2])
        targets += by_unit(code, units, texts)
        steps += steps_of(row)
    if all("measure" not in each for each in indicators):  # words only: nothing to share out
        rounds[:] = [each for each in rounds if each["kind"] == "progress"]
    plan.tables = {
        "plan": [
            {"key": key, "value": value}
            for key, value in draw(_settings(plan.id, regions[0]["code"], start, end)).items()
        ],
        "rounds": rounds,
        "indicators": indicators,
        "inputs": inputs,
        "targets": targets,
        "regions": regions,
        "offices": [
            {"region": unit, "name": draw(st.sampled_from(LEADS)), "to": "a@example.invalid", "cc": ""}
            for unit in units
            if draw(st.booleans())
        ],
    }
    if steps:
        plan.tables["steps"] = steps
    if figures := draw(_figures(indicators, rounds)):
        plan.tables["figures"] = figures
    if by_round := draw(round_targets(indicators, targets, rounds, regions[0]["code"])):
        plan.tables["round_targets"] = by_round
    return plan


_codes = st.lists(
    st.one_of(
        st.integers(1, 99).map(lambda number: f"K{number:02}"),
        st.sampled_from(
            ("A1", "R1", "C1", "XFD1", "GDP1", "ABCDEF123456", "Z99", "TRUE1", "E5", "AB12", "LOG10")
        ),
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@st.composite
def _regions(draw: st.DrawFn, levels: int) -> tuple[list[Row], list[str]]:
    """The rows of all regions, and the codes of the units."""
    top, digits = draw(st.sampled_from(((TOP, 6), ("51", 4), ("QX", 4), ("330000000000", 12), ("1E5", 5))))
    names = draw(st.lists(st.sampled_from(REGION_NAMES), min_size=1, max_size=6, unique=True))
    stem = top.rstrip("0") if len(top) > 3 else top
    units = [f"{stem}{at:02}".ljust(digits, "0") for at in range(1, len(names) + 1)]
    rows = [
        {
            "code": top,
            "name": draw(st.sampled_from(("某某省", "昭化区", "某某市教育局", "A&B集团"))),
            "parent": "",
        }
    ]
    rows += [{"code": code, "name": name, "parent": top} for code, name in zip(units, names, strict=True)]
    for at, unit in enumerate(units if levels == 3 else (), start=1):
        below = draw(st.lists(st.sampled_from(REGION_NAMES), min_size=1, max_size=4, unique=True))
        width = max(digits - len(stem) - 2, 2)
        rows += [
            {"code": f"{stem}{at:02}{number:0{width}}", "name": name, "parent": unit}
            for number, name in enumerate(below, start=1)
        ]
    return rows, units


@st.composite
def _figures(draw: st.DrawFn, indicators: list[Row], rounds: list[Row]) -> list[Row]:
    """The issuer's own figures of what does not add up, for some of the rounds."""
    return [
        {
            "round": round_["id"],
            "indicator": each["code"],
            "value": each["decimals"],
            "source": "省统计局<&>月报",
        }
        for round_ in rounds
        for each in indicators
        if round_["kind"] == "progress" and each["adds"] in ("own", "自报") and draw(st.booleans())
    ]


@st.composite
def _periods(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(st.sampled_from((date(2020, 1, 1), date(2020, 9, 1), date(2021, 10, 1), date(2019, 3, 15))))
    days = draw(st.sampled_from((366, 365, 182, 1096, 30)))
    if start == date(2020, 1, 1) and days == 366:
        return start, date(2020, 12, 31)
    return start, start + timedelta(days - 1)


@st.composite
def _rounds(draw: st.DrawFn, levels: int, start: date, end: date) -> list[Row]:
    count = draw(st.integers(1, 3))
    days = (end - start).days
    offsets = sorted(draw(st.lists(st.integers(1, days), min_size=count, max_size=count, unique=True)))
    names = ("上半年进展", "A&B<一>", "“第三次”", "1—9月进展（含预计）", "{0}")
    rows = [
        {"id": f"p-{at}", "kind": "progress", "name": f"{draw(st.sampled_from(names))}{at}"}
        | {"as_of": str(start + timedelta(offset)), "due": str(start + timedelta(offset + 10))}
        for at, offset in enumerate(offsets, start=1)
    ]
    if draw(st.integers(0, 2)) == 0:
        parts = sorted(draw(st.lists(st.integers(0, 100), min_size=count, max_size=count)))
        rows = [row | {"expected": str(part)} for row, part in zip(rows, parts, strict=True)]
    if levels == 3 and draw(st.integers(0, 3)):
        rows.insert(0, {"id": "b", "kind": "分解", "name": "目标分解", "as_of": "", "due": str(start)})
    return rows


@st.composite
def _settings(draw: st.DrawFn, plan: str, top: str, start: date, end: date) -> Row:
    rows = {
        "id": plan,
        "title": draw(st.sampled_from(("某某市2020年重点工作目标", 'A&B<C>"目标"', "标题" * 30, "=标题{0}"))),
        "issuer": draw(st.sampled_from(("某某市人民政府办公室", "A&B<C>办公室", "办" * 40))),
        "document": draw(st.sampled_from(("", "某政办〔2020〕1号", "<号>&"))),
        "contact": draw(st.sampled_from(("", "综合处 0000-00000000", "<处>&'\""))),
        "province": top,
        "spare_rows": str(draw(st.integers(0, 9))),
    }
    if (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year):
        rows["year"] = str(start.year)
    else:
        rows |= {"start": str(start), "end": str(end)}
    if draw(st.booleans()):
        rows |= {"on_schedule": "5", "behind": "-7.5", "near_limit": "85"}
    if draw(st.integers(0, 2)) == 0:
        rows["choices"] = draw(
            st.sampled_from(("好；坏", "<已办>;&在办;'未办'", "完成;推进中;未启动;不适用"))
        )
    for name in ("word_done", "word_slow", "word_behind", "word_met", "word_within_limit", "word_near_limit"):
        if draw(st.integers(0, 4)) == 0:
            rows[name] = draw(st.sampled_from(WORDS))
    return rows

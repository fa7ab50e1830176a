"""Random tables of valid plans, for tests that write them somewhere else and read them again."""

import string
from typing import Any

from hypothesis import strategies as st

from tests.support.plan_folder import Tables

_WORDS = st.text(
    alphabet=st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Ps", "Pe", "Zs")),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and text)
_NAMES = st.one_of(
    _WORDS,
    st.sampled_from(
        ("=1+1", "例：一", "合计", "指标名称", "说明\n（二）", "'引号", '"双"', "K01", "是", "/")
    ),
)
_REGION_NAMES = st.sampled_from(
    ("鼓楼区", "朝阳区", "吉林市", "福州市", "福州", "例：区", "330100", "合计", "序号", "城关镇")
)
_UNITS = st.sampled_from(("%", "台", "亿元", "元/月·人", "万吨标准煤"))
_CODES = st.from_regex(r"[A-Z]{1,2}[0-9]{1,3}", fullmatch=True)
_DAY = st.dates().map(lambda day: f"2026-{day.month:02}-{min(day.day, 28):02}")


@st.composite
def tables_of_plans(draw: st.DrawFn) -> Tables:
    """The tables of a valid plan of three levels, in the columns of the CSV files."""
    units, regions = draw(_regions())
    indicators, inputs, targets = [], [], []
    codes = draw(
        st.lists(st.from_regex(r"[A-Z]{1,2}[0-9]{1,3}", fullmatch=True), min_size=1, max_size=4, unique=True)
    )
    for number, code in enumerate(codes, start=1):
        unit, decimals, name = draw(_UNITS), draw(st.integers(0, 3)), draw(_NAMES)
        letters = string.ascii_lowercase[: draw(st.integers(2 if unit == "%" else 1, 3))]
        measure = " / ".join(code + letter for letter in letters)
        direction, pace = (
            draw(st.sampled_from(("at_least", "at_most"))),
            draw(st.sampled_from(("even", "year_end"))),
        )
        texts = [draw(st.sampled_from(("", name, "口径"))), draw(st.sampled_from(("", "出处")))]
        line = [code, str(number), name, unit, str(decimals), draw(_NAMES), direction, *texts, pace, measure]
        indicators.append([*line, draw(st.sampled_from(("", "10"))), "no"])
        for letter in letters:
            own = [unit, str(decimals)] if letters == "a" else [draw(_UNITS), "2"]
            title = draw(st.sampled_from((name, "另一个数")))
            inputs.append([code + letter, code, title, *own, draw(st.sampled_from(("", "no", "yes")))])
        for region in units:
            amount = f"{draw(st.integers(0, 10_000))}{draw(st.sampled_from(('', unit)))}"
            targets.append([code, region, draw(st.sampled_from((amount, "/")))])
    offices = [[region, draw(_NAMES), "a@example.invalid; b@example.invalid", ""] for region in units[::2]]
    settings = {"id": "p-1", "title": draw(_NAMES), "issuer": draw(_NAMES), "year": "2026", "province": "99"}
    return {
        "plan": [["key", "value"], *map(list, settings.items())],
        "rounds": [["id", "kind", "name", "as_of", "due"], *draw(_rounds())],
        "indicators": [_INDICATORS, *indicators],
        "inputs": [["code", "indicator", "name", "unit", "decimals", "negative"], *inputs],
        "targets": [["indicator", "region", "target"], *draw(st.permutations(targets))],
        "regions": [["code", "name", "parent"], *regions],
        "offices": [["region", "name", "to", "cc"], *offices],
    }


_INDICATORS = [
    *("code", "number", "name", "unit", "decimals", "lead", "direction"),
    *("definition", "source", "pace", "measure", "headline", "reconcile"),
]


@st.composite
def tables_with_everything(draw: st.DrawFn) -> Tables:
    """Tables that use every column and table, in the model's words and in the order of codes.

    Nothing else makes them a valid plan.
    """
    tables = {name: list(rows) for name, rows in draw(tables_of_plans()).items()}
    codes = [row[0] for row in tables["indicators"][1:]]
    rounds = [row[0] for row in tables["rounds"][1:]]
    units = [row[0] for row in tables["regions"][1:] if row[2] == "99"]
    more = {
        "kind": ("", "number", "words"),
        "adds": ("", "sum", "own"),
        "parent": ("", *codes),
        "weight": ("", "12", "多"),
        "scoring": ("", "completion", "attained", "steps"),
        "cap": ("", "120"),
    }
    for name, texts in more.items():
        _add_column(tables["indicators"], name, [draw(st.sampled_from(texts)) for _ in codes])
    _add_column(tables["rounds"], "expected", [draw(st.sampled_from(("", "50"))) for _ in rounds])
    wanted = draw(st.sampled_from((("start", "2025-10-01"), ("choices", "好；中"))))
    tables["plan"].append(list(wanted))
    tables["targets"][1:] = [
        [code, unit, draw(st.sampled_from(("/", "建成并运行", "6%—6.5%", "12亿以上")))]
        for code in codes
        for unit in units
    ]
    some = [[each, code] for each in rounds for code in codes if draw(st.booleans())]
    by_round = [[*key, unit, "5"] for key in some for unit in units if draw(st.booleans())]
    tables["round_targets"] = [["round", "indicator", "region", "target"], *by_round]
    figures = [[*key, "24.5", draw(_NAMES)] for key in some]
    tables["figures"] = [["round", "indicator", "value", "source"], *figures]
    tables["steps"] = [["indicator", "completion", "points"], *([code, "90", "8"] for code in codes)]
    return tables


def _add_column(rows: list[Any], name: str, texts: list[str]) -> None:
    rows[:] = [[*row, text] for row, text in zip(rows, [name, *texts], strict=True)]


@st.composite
def _regions(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """The codes of the units, and the rows of all regions: names come again below other parents."""
    rows = [["99", draw(st.sampled_from(("本省", "福州市", "鼓楼区"))), ""]]
    names = draw(st.lists(_REGION_NAMES, min_size=1, max_size=4, unique=True))
    units = [f"99{number:02}" for number in range(1, len(names) + 1)]
    rows += [[code, name, "99"] for code, name in zip(units, names, strict=True)]
    for code in units:
        below = draw(st.lists(_REGION_NAMES, min_size=1, max_size=3, unique=True))
        rows += [[f"{code}{number:02}", name, code] for number, name in enumerate(below, start=1)]
    return units, rows


@st.composite
def _rounds(draw: st.DrawFn) -> list[list[Any]]:
    days = sorted(draw(st.lists(_DAY, min_size=1, max_size=3, unique=True)))
    rows = [[f"p-{day}", "progress", draw(_NAMES), day, day] for day in days]
    return [["b", "breakdown", draw(_NAMES), "", "2026/5/30"], *rows]

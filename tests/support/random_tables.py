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
        letters = string.ascii_lowercase[: draw(st.integers(1, 3))]
        measure = " / ".join(code + letter for letter in letters)
        direction, pace = (
            draw(st.sampled_from(("at_least", "at_most", "至少"))),
            draw(st.sampled_from(("even", "年末"))),
        )
        texts = [draw(st.sampled_from(("", name, "口径"))), draw(st.sampled_from(("", "出处")))]
        line = [code, str(number), name, unit, str(decimals), draw(_NAMES), direction, *texts, pace, measure]
        indicators.append([*line, draw(st.sampled_from(("", "10"))), "no"])
        for letter in letters:
            own = [unit, str(decimals)] if letters == "a" else [draw(_UNITS), "2"]
            title = draw(st.sampled_from((name, "另一个数")))
            inputs.append([code + letter, code, title, *own, draw(st.sampled_from(("", "no", "是")))])
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
    return [["b", "分解", draw(_NAMES), "", "2026/5/30"], *rows]

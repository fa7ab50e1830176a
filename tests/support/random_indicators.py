"""Random indicators of a plan, of every kind: hypothesis draws their rows, inputs, targets and points."""

import re
from decimal import ROUND_FLOOR, Decimal
from string import ascii_lowercase

from hypothesis import strategies as st

from tests.support.odd_names import LEADS, MEASURES, NAMES, UNITS, WORD_TARGETS

Row = dict[str, str]
_WAYS = ("", "completion", "attained", "按档")


@st.composite
def indicator(draw: st.DrawFn, code: str, at: int, units: list[str]) -> tuple[Row, list[Row], list[str]]:
    """An indicator's row, the rows of its inputs, and its targets by unit."""
    if draw(st.integers(0, 6)) == 0:
        return draw(_in_words(code, at)), [], [draw(st.sampled_from(WORD_TARGETS)) for _ in units]
    is_rate = draw(st.booleans())
    decimals = draw(st.sampled_from((0, 0, 1, 2, 3, 6)))
    adds = draw(st.sampled_from(("sum", "", "own", "自报")))
    units_of_amounts = ("%", *UNITS) if adds in ("own", "自报") else UNITS
    measure, unit = draw(st.sampled_from(MEASURES if is_rate else [("a", unit) for unit in units_of_amounts]))
    letters = [letter for letter in ascii_lowercase if letter in measure]
    direction = draw(st.sampled_from(("at_least", "at_most", "within")))
    name = draw(st.sampled_from(NAMES))
    numbers = [draw(_target(decimals)) for _ in units]
    texts = [draw(_target_text(number, unit, direction)) for number in numbers]
    row = {
        "code": code,
        "number": draw(_number(at)),
        "name": name,
        "unit": unit,
        "decimals": str(decimals),
        "lead": draw(st.sampled_from(LEADS)),
        "direction": direction,
        "definition": draw(st.sampled_from(("", "口径“A&B”<C>", "口径说明" * 60))),
        "source": draw(st.sampled_from(("", "统计报表制度"))),
        "pace": draw(st.sampled_from(("even", "year_end", "时点"))),
        "measure": "".join(code + char if char in letters else char for char in measure),
        "reconcile": "no",
        "adds": adds,
    }
    set_ = [number for number, text in zip(numbers, texts, strict=True) if text != "/"]
    if draw(st.booleans()) and set_ and direction != "within":
        least = min if direction == "at_least" else max
        summed = not is_rate and adds in ("sum", "")
        row |= {"headline": f"{sum(set_) if summed else least(set_):f}", "reconcile": "yes"}
    row |= draw(_scored(row, set_))
    inputs = [
        {
            "code": f"{code}{letter}",
            "indicator": code,
            "name": f"{name}（{letter}）" if is_rate else "本年累计",
        }
        | {"unit": draw(st.sampled_from(UNITS)) if is_rate else unit}
        | {"decimals": str(draw(st.sampled_from((0, 2, 4))) if is_rate else decimals)}
        | {"negative": draw(st.sampled_from(("no", "no", "是")))}
        for letter in letters
    ]
    return row, inputs, texts


@st.composite
def _in_words(draw: st.DrawFn, code: str, at: int) -> Row:
    """The row of an indicator of words."""
    given = {"code": code, "number": draw(_number(at)), "name": draw(st.sampled_from(NAMES))}
    given |= {"lead": draw(st.sampled_from(LEADS)), "kind": draw(st.sampled_from(("words", "文字")))}
    return given | {"direction": "at_least", "pace": "even", "reconcile": "no", "adds": "", "decimals": ""}


def _number(at: int) -> st.SearchStrategy[str]:
    return st.sampled_from((f"{at}", f"{at}（1）", f"{at}-A", f"({at})"))


@st.composite
def _scored(draw: st.DrawFn, row: Row, set_: list[Decimal]) -> Row:
    """How an indicator earns points, where it does."""
    if draw(st.integers(0, 2)):
        return {}
    ways = ["attained"] if row["direction"] == "within" or min(set_, default=Decimal(0)) <= 0 else list(_WAYS)
    scoring = draw(st.sampled_from(ways))
    cap = draw(st.sampled_from(("", "120"))) if scoring in ("", "completion") else ""
    return {"weight": draw(st.sampled_from(("5", "12.5", "100"))), "scoring": scoring, "cap": cap}


def steps_of(row: Row) -> list[Row]:
    """The steps of an indicator that scores by steps."""
    if row.get("scoring") != "按档":
        return []
    pairs = (("60", "1"), ("90", "3.5"), ("100", "5"))
    if row["direction"] == "at_most":
        pairs = (("80", "5"), ("100", "3"), ("120", "0.5"))
    return [{"indicator": row["code"], "completion": each, "points": points} for each, points in pairs]


@st.composite
def part_of(
    draw: st.DrawFn, row: Row, own: list[Row], texts: list[str]
) -> tuple[Row, list[Row], list[str]] | None:
    """A part (其中) of an amount, with its inputs and targets."""
    numbers = [re.search(r"-?\d+(\.\d+)?", text) for text in texts]
    amount = len(own) == 1 and row["direction"] != "within" and row["measure"] == own[0]["code"]
    if not amount or draw(st.integers(0, 3)) or any(each and each[0].startswith("-") for each in numbers):
        return None
    code = f"{row['code']}0"
    part = {"code": code, "number": f"{row['number'][:4]}-9", "name": f"其中：{draw(st.sampled_from(NAMES))}"}
    part |= {"parent": row["code"], "measure": f"{code}a", "headline": "", "reconcile": "no"}
    part |= {"weight": "", "scoring": "", "cap": ""}
    step = Decimal(1).scaleb(-int(row["decimals"]))
    halves = [each and (Decimal(each[0]) / 2).quantize(step, ROUND_FLOOR) for each in numbers]
    inputs = [own[0] | {"code": f"{code}a", "indicator": code}]
    return row | part, inputs, ["/" if each is None else f"{each:f}" for each in halves]


def by_unit(code: str, units: list[str], texts: list[str]) -> list[Row]:
    """The rows of an indicator's targets."""
    return [
        {"indicator": code, "region": unit, "target": text} for unit, text in zip(units, texts, strict=True)
    ]


@st.composite
def _target(draw: st.DrawFn, decimals: int) -> Decimal:
    """A number of a target: zero, small, large, and now and then negative."""
    whole = draw(st.sampled_from((0, 1, 3, 60, 90, 1300, 325_000, 987_654_321)))
    number = Decimal(draw(st.integers(0, whole * 10**decimals)) if whole else 0).scaleb(-decimals)
    return -number if draw(st.integers(0, 11)) == 0 else number


@st.composite
def _target_text(draw: st.DrawFn, number: Decimal, unit: str, direction: str) -> str:
    """How a notice writes a target."""
    if draw(st.integers(0, 7)) == 0:
        return "/"
    plain = f"{number:f}"
    if direction == "within":
        upper = f"{number + draw(st.sampled_from((1, 20, 1000))):f}"
        ranges = (f"{plain}{unit}—{upper}{unit}", f"{plain}至{upper}", f"{plain}～{upper}{unit}")
        return draw(st.sampled_from(ranges))
    sides = {"at_least": ("以上", "≥", "不低于"), "at_most": ("以下", "≤", "不超过")}[direction]
    forms = (
        plain,
        f"{plain}{unit}",
        f"{plain}{unit}{sides[0]}",
        f"{sides[1]}{plain}{unit}",
        f"{sides[2]}{plain}",
    )
    return draw(st.sampled_from(forms))

"""Random targets by round: parts of the targets for the whole period, which grow from round to round."""

import re
from decimal import ROUND_FLOOR, Decimal

from hypothesis import strategies as st

from tests.support.random_indicators import Row


@st.composite
def round_targets(
    draw: st.DrawFn, indicators: list[Row], targets: list[Row], rounds: list[Row], top: str
) -> list[Row]:
    """Rows for some of the progress rounds and indicators, now and then with the issuer's own target."""
    dated = sorted((each for each in rounds if each["as_of"]), key=lambda each: each["as_of"])
    parts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(dated), max_size=len(dated))))
    rows: list[Row] = []
    for row in indicators:
        mine = [each for each in targets if each["indicator"] == row["code"] and each["target"] != "/"]
        if row.get("kind") or not mine or draw(st.integers(0, 2)):
            continue
        for round_, part in zip(dated, parts, strict=True):
            numbers = [_part(each["target"], row, Decimal(part) / 100) for each in mine]
            scored = row.get("weight") and min(number[0] for number in numbers) <= 0
            empty = any(number[0] == number[-1] for number in numbers if len(number) > 1)  # no range
            if scored or empty or not draw(st.integers(0, 3)):
                continue
            given = [(each["region"], found) for each, found in zip(mine, numbers, strict=True)]
            if draw(st.integers(0, 3)) == 0:
                given.append((top, numbers[-1]))
            rows += [
                {"round": round_["id"], "indicator": row["code"], "region": region}
                | {"target": f"{'～'.join(f'{number:f}' for number in found)}{row['unit']}"}
                for region, found in given
            ]
    return draw(st.permutations(rows))


def _part(text: str, row: Row, part: Decimal) -> list[Decimal]:
    """A part of a target, or of both bounds of a range."""
    found = [Decimal(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text.replace(row["unit"], ""))]
    step = Decimal(1).scaleb(-int(row["decimals"]))
    numbers = [(each * part).quantize(step, ROUND_FLOOR) for each in found]
    return numbers if row["direction"] == "within" else numbers[:1]

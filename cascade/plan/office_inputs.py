"""What an office need not write of inputs and measures, and how the reader fills it in."""

import re
import unicodedata
from string import ascii_lowercase

from cascade.plan.problems import TableRow
from cascade.plan.tables import INPUTS

_LETTER = re.compile(r"(?<![A-Za-z0-9_])([a-z])(?![A-Za-z0-9_])")
_SIGNS = str.maketrans("×÷−", "*/-")


def complete_inputs(found: dict[str, list[TableRow]]) -> None:
    """Fill in codes of inputs, and the measure of an amount with its one input."""
    inputs: dict[str, list[TableRow]] = {}
    for row in found["inputs"]:
        inputs.setdefault(row["indicator"].text, []).append(row)
    for own in inputs.values():
        for letter, row in zip(ascii_lowercase, own, strict=False):
            if not row["code"].text and row["indicator"].text:
                row["code"] = row["code"]._replace(text=row["indicator"].text + letter)
    for indicator in found["indicators"]:
        code, measure = indicator["code"].text, indicator["measure"]
        own = inputs.get(code, [])
        if measure.text:
            indicator["measure"] = measure._replace(text=_with_codes(measure.text, code))
        elif indicator.get("kind", measure).text in ("words", "文字"):
            continue
        elif len(own) <= 1:
            indicator["measure"] = measure._replace(text=f"{code}a")
            if not own:
                own = [_input_of(indicator)]
                found["inputs"] += own
        if indicator["measure"].text == f"{code}a" and len(own) == 1:
            for name in ("unit", "decimals"):
                if not own[0][name].text:
                    own[0][name] = indicator[name]
    order = {row["code"].text: at for at, row in reversed(list(enumerate(found["indicators"])))}
    found["inputs"].sort(key=lambda row: order.get(row["indicator"].text, len(order)))


def _input_of(indicator: TableRow) -> TableRow:
    """The one input of an amount, named for its indicator."""
    code = indicator["code"]
    names = {column.name: code._replace(text="") for column in INPUTS.columns}
    return names | {
        "code": code._replace(text=f"{code.text}a"),
        "indicator": code,
        **{name: indicator[name] for name in ("name", "unit", "decimals")},
    }


def _with_codes(measure: str, code: str) -> str:
    """A measure in the program's signs, with codes of inputs where an office wrote their letters only."""
    plain_signs = unicodedata.normalize("NFKC", measure).translate(_SIGNS)
    return _LETTER.sub(rf"{code}\1", plain_signs)

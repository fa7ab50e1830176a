"""Small plans of the kinds that other offices' notices hold, as folders of CSV tables."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.special_plans import BREAKDOWN, JUNE

SEPTEMBER = "progress-2020-09-30"
TOP = "510800"
UNITS = {"510801": "元坝镇", "510802": "白果乡", "510803": "柏林沟镇"}
BELOW = ("一", "二", "三")  # the counties of each unit, where a plan has three levels
_SETTINGS = {
    "id": "kinds",
    "title": "某某市2020年重点工作目标",
    "issuer": "某某市人民政府办公室",
    "year": "2020",
    "province": TOP,
    "spare_rows": "1",
}
_ROUNDS = {
    BREAKDOWN: {"kind": "breakdown", "name": "目标分解", "as_of": "", "due": "2020-05-30"},
    JUNE: {"kind": "progress", "name": "上半年进展", "as_of": "2020-06-30", "due": "2020-07-10"},
    SEPTEMBER: {"kind": "progress", "name": "前三季度进展", "as_of": "2020-09-30", "due": "2020-10-15"},
}
_INDICATOR = {
    "unit": "人",
    "decimals": "0",
    "lead": "市人社局",
    "direction": "at_least",
    "pace": "even",
    "reconcile": "no",
}
Row = Mapping[str, str]


def amount(number: int, name: str, **more: str) -> dict[str, str]:
    """The row of an amount."""
    code = f"K{number:02}"
    return {"code": code, "number": str(number), "name": name, "measure": f"{code}a"} | _INDICATOR | more


def rate(number: int, name: str, **more: str) -> dict[str, str]:
    """The row of a share in per cent."""
    measure = f"K{number:02}a / K{number:02}b * 100"
    return amount(number, name) | {"unit": "%", "decimals": "1", "measure": measure} | more


def words(number: int, name: str, **more: str) -> dict[str, str]:
    """The row of an indicator of words."""
    given = {"kind": "文字", "unit": "", "decimals": "", "measure": ""}
    return amount(number, name) | given | more


def write_kinds(
    folder: Path,
    indicators: Sequence[Row],
    targets: Mapping[str, Sequence[str]],
    *,
    levels: int = 2,
    settings: Row | None = None,
    figures: Sequence[Row] = (),
    rounds: Mapping[str, Row] | None = None,
    steps: Sequence[Row] = (),
    round_targets: Sequence[Row] = (),
) -> Path:
    """A plan of the three `UNITS`; `targets` are those of an indicator by unit, as in a notice.

    With three levels every unit has the counties `BELOW`, with its code and 1, 2, 3 in place of the last 0s.
    """
    regions = [{"code": TOP, "name": "某某市", "parent": ""}]
    regions += [{"code": code, "name": name, "parent": TOP} for code, name in UNITS.items()]
    if levels == 3:
        regions += [
            {"code": county(unit, at), "name": f"{name[:2]}第{word}村", "parent": unit}
            for unit, name in UNITS.items()
            for at, word in enumerate(BELOW, start=1)
        ]
    inputs = [
        {"code": code, "indicator": each["code"], "name": f"{each['name']}{code[-1]}", "negative": "no"}
        | {"unit": "人" if each["unit"] == "%" and len(letters) > 1 else each["unit"]}
        | {"decimals": "0" if each["unit"] == "%" and len(letters) > 1 else each["decimals"]}
        for each in indicators
        if (letters := [letter for letter in "ab" if f"{each['code']}{letter}" in each["measure"]])
        for code in (f"{each['code']}{letter}" for letter in letters)
    ]
    present = rounds or {name: row for name, row in _ROUNDS.items() if levels == 3 or name != BREAKDOWN}
    plan = {"unit_level": "乡镇"} if levels == 2 else {}
    tables: dict[str, Sequence[Row]] = {
        "plan": [
            {"key": key, "value": value} for key, value in (_SETTINGS | plan | dict(settings or {})).items()
        ],
        "rounds": [{"id": name} | dict(row) for name, row in present.items()],
        "indicators": indicators,
        "inputs": inputs,
        "targets": [
            {"indicator": code, "region": unit, "target": text}
            for code, texts in targets.items()
            for unit, text in zip(UNITS, texts, strict=True)
        ],
        "regions": regions,
        "offices": [],
        "figures": figures,
        "steps": steps,
        "round_targets": round_targets,
    }
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        if name == "offices" or rows:
            _write(folder / f"{name}.csv", rows)
    return folder


def by_round(round_: str, code: str, texts: Sequence[str], issuer: str = "") -> list[Row]:
    """The targets of an indicator by a round, by unit; `issuer` is the issuer's own, "" where it has none."""
    named = [*zip(UNITS, texts, strict=True), *([(TOP, issuer)] if issuer else ())]
    return [{"round": round_, "indicator": code, "region": unit, "target": text} for unit, text in named]


def county(unit: str, at: int) -> str:
    """The code of a unit's county, counted from 1."""
    return f"{unit[:4]}{int(unit[-1])}{at}"


def _write(path: Path, rows: Sequence[Row]) -> None:
    headings = list(dict.fromkeys(name for row in rows for name in row)) or ["region", "name", "to", "cc"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

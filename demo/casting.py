"""The cast of any plan: who plays what follows from the plan's tables, and is the same every time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from demo.cast import Cast, Mishaps, Mistake, Words
from demo.form import Answers, Form
from demo.mistakes import planted, row_left_out
from demo.rates import GROWTH, shape
from demo.tables import Indicator, Plan

_ZONES = ("南部新区（虚构）", "临港开发区（虚构）")
_SOURCE = "演示用虚构数"
_PLAIN = re.compile(r"[^\d.\-—~至]*(\d+(?:\.\d+)?)\D*")


def cast_of(plan: Plan) -> Cast:
    """Give every unit of a plan its habits and mishaps."""
    codes = list(plan.cities)
    seed = f"演示-{plan.id}"
    factors = {city: Random(f"{seed} {city}").randint(75, 120) for city in codes}
    zoned = codes[min(1, len(codes) - 1)] if _has_spare_rows(plan) else ""
    zones = {zoned: _ZONES} if zoned else {}
    explained = _explained(plan, codes)
    return Cast(
        words=_words(plan),
        seed=seed,
        pace={
            (each.id, city): each.elapsed * factor // 100
            for each in plan.rounds
            for city, factor in factors.items()
        },
        slow=frozenset(city for city, factor in factors.items() if factor < 85),
        breakdown=_mishaps(plan, codes, breaks_down=True),
        progress=_mishaps(plan, codes[1:] + codes[:1], breaks_down=False),
        told=_told(plan, zoned, explained),
        zones=zones,
        writes_zero=codes[0],
        explained=explained,
    )


def _mishaps(plan: Plan, codes: Sequence[str], *, breaks_down: bool) -> Mishaps:
    """One unit makes mistakes; of more units others are late, send again, or send a wrong file."""
    erring, late, again, stray, too = (*codes[:1], *codes[:0:-1], "", "", "", "")[:5]
    late, again, stray, too = (each if each != erring else "" for each in (late, again, stray, too))

    def mistakes(city: str, form: Form, answers: Answers) -> Sequence[Mistake]:
        missing = row_left_out(plan, form, answers) if city == too else None
        if missing:
            return (missing,)
        first = 0 if city == erring else 3
        return planted(plan, city, form, answers, breaks_down=breaks_down, first=first)

    return Mishaps(tuple(each for each in (erring, too) if each), mistakes, late, stray, again)


def _words(plan: Plan) -> Words:
    whole = plan.names[plan.top]
    amounts = [each for each in plan.indicators.values() if each.adds_up and not each.parent]
    amount = next((each for each in amounts if not each.at_most), next(iter(amounts), None))
    growth = next((each for each in plan.indicators.values() if shape(each) == GROWTH and not each.own), None)
    return Words(
        unit="单位",
        level="填报单位",
        leaf="单位" if plan.two_levels else "下级单位",
        whole=whole,
        amount=(amount.code, f"“{amount.name}”") if amount else ("", ""),
        growth=(growth.code, f"“{growth.name}”") if growth else ("", ""),
        period="，截至本批次",
        year="",
    )


def _has_spare_rows(plan: Plan) -> bool:
    spare = plan.said.get("spare_rows", "")
    return plan.rounds[0].breaks_down and not plan.two_levels and (not spare or spare >= str(len(_ZONES)))


def _explained(plan: Plan, codes: Sequence[str]) -> tuple[str, str, str]:
    """The last county of a unit in a rate of per cent, whose other counties attain its target."""
    rates = [each for each in plan.apart if each.unit == "%" and each.direction == "at_least"]
    rates = [each for each in rates if each.is_rate]
    for city in codes:
        counties = [row["code"] for row in plan.rows["regions"] if row["parent"] == city]
        for each in rates:
            target = _target(plan, each, city)
            if len(counties) > 1 and target is not None and target >= 2:
                name = plan.names[counties[-1]]
                return counties[-1], each.code, f"{name}上年基数较高（演示用虚构说明）。"
    return "", "", ""


def _target(plan: Plan, indicator: Indicator, region: str) -> Decimal | None:
    """The number of a plainly worded target; None where there is none."""
    for row in plan.rows["targets"]:
        if (row["indicator"], row["region"]) == (indicator.code, region):
            plain = _PLAIN.fullmatch(row["target"])
            return Decimal(plain[1]) if plain else None
    return None


def _told(plan: Plan, zoned: str, explained: tuple[str, str, str]) -> tuple[str, ...]:
    lines = []
    if zoned:
        lines.append(f"{plan.cities[zoned]}：在预留行单列了 {len(_ZONES)} 个功能区。")
    region, field, _ = explained
    if region and plan.rounds[0].breaks_down:
        name = plan.indicators[field].name
        lines.append(f"{plan.names[region]}的“{name}”低于所属单位的目标，在“说明”栏写了原因。")
    return tuple(lines)


def with_own_figures(plan: Plan) -> Plan:
    """The plan with an invented figure of the issuer in every progress round that has none."""
    columns, table = ["round", "indicator", "value", "source"], list(plan.rows.get("figures", []))
    there = {(row["round"], row["indicator"]) for row in table}
    for round_ in plan.rounds:
        for each in plan.indicators.values():
            targets = [_target(plan, each, city) for city in plan.cities]
            known = [target for target in targets if target is not None]
            if each.own and known and not round_.breaks_down and (round_.id, each.code) not in there:
                value = f"{min(known):f}"
                table.append(dict(zip(columns, (round_.id, each.code, value, _SOURCE), strict=True)))
    if not table:
        return plan
    return replace(plan, columns=plan.columns | {"figures": columns}, rows=plan.rows | {"figures": table})

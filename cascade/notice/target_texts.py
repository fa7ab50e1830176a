"""The texts of an indicator's targets: what they say, and which a person must look at.

`cascade.plan.target_wordings` decides what a plan takes. Here a unit is still to be found, so a text is read
without one first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cascade.notice.doubts import Doubts
from cascade.notice.framed_tables import Slot
from cascade.notice.indicator_lines import EMPTY, IndicatorLine
from cascade.notice.phrases import NameWording, TargetWording, is_unit, read_name, read_target
from cascade.plan.office_sheets import in_chinese
from cascade.plan.tables import INDICATORS
from cascade.plan.target_wordings import Described, Refusal, target_meaning
from cascade.quantity import NOT_SHARED

NO_TARGET = "/"
_AMOUNT = re.compile(r"([^\d、，,；;]*)([≥≤]?\d+(?:\.\d+)?)([^\d、，,；;]*)[、，,；;]?\s*")
_RATIO = re.compile(r"\d+(?:\.\d+)?(?:[/／]\d+(?:\.\d+)?)+")
_COUNTED = frozenset("户人个家座所套台辆处亩株名件")
_SEVERAL = "通知里一格写了几个数，拟为几项，请核对名称和各地的数"


def read_targets(line: IndicatorLine, name: NameWording) -> dict[str, TargetWording]:
    """What the targets say, by the units' names."""
    hints = (line.unit.text, name.unit)
    return {region: read_target(slot.text, hints, name.name) for region, slot in line.targets.items()}


def apart_by_side(line: IndicatorLine) -> list[IndicatorLine]:
    """The indicator, or two of one direction each where some targets are ranges and others bounds."""
    read = {region: read_target(slot.text) for region, slot in line.targets.items()}
    ranges = {region for region, each in read.items() if each.upper is not None}
    bounds = {region for region, each in read.items() if each.side and each.upper is None and not each.vague}
    if not ranges or not bounds:
        return [line]
    none = Slot(NO_TARGET, NO_TARGET, "")
    name, lacks = (
        line.levels[-1],
        "有的地区是区间、有的是“以上”之类，一项指标只有一个方向，拟为两项；也可以统一成一种",
    )
    targets = {region: none if region in ranges else slot for region, slot in line.targets.items()}
    others = {region: slot if region in ranges else none for region, slot in line.targets.items()}
    of_ranges = (*line.levels[:-1], name._replace(text=f"{name.text}（区间）"))
    return [
        replace(line, targets=targets, phases={}),
        replace(line, targets=others, phases={}, headline=EMPTY, levels=of_ranges, number="", unsure=lacks),
    ]


def apart_by_amount(line: IndicatorLine) -> list[IndicatorLine]:
    """The indicator, or one for each number that all its cells have: 12个、8000户, or 120/360（户/人）."""
    units = tuple(re.split("[/／]", line.unit.text or read_name(line.name).unit))
    amounts = {region: _amounts(slot.text, units) for region, slot in line.targets.items()}
    kinds = {tuple((words, unit) for words, _, unit in each) for each in amounts.values()} - {()}
    said = [region for region, slot in line.targets.items() if slot.text and slot.text not in NOT_SHARED]
    kind = next(iter(kinds), ())
    if len(kinds) != 1 or len(kind) < 2 or any(not amounts[region] for region in said):
        return [line]
    whole = _amounts(line.headline.text, units)
    last, found = line.levels[-1], []
    name = last._replace(text=read_name(last.text).name)
    for at, (words, unit) in enumerate(kind):
        targets = {
            region: slot._replace(text="".join(amounts[region][at][1:])) if amounts[region] else slot
            for region, slot in line.targets.items()
        }
        levels = (*line.levels[:-1], name._replace(text=f"{name.text}：{words or f'{unit}数'}"))
        headline = EMPTY if at else line.headline
        if [each[0] for each in whole] == [each[0] for each in kind]:
            headline = line.headline._replace(text="".join(whole[at][1:]))
        other = replace(line, levels=levels, targets=targets, unsure=_SEVERAL, unit=EMPTY, headline=headline)
        found.append(replace(other, number="") if at else other)
    return found


def _amounts(text: str, units: Sequence[str]) -> list[tuple[str, str, str]]:
    """The words, the number and the unit of each amount that makes up a text; none for any other text."""
    if _RATIO.fullmatch(text) and _COUNTED.issuperset(units):
        numbers = re.split("[/／]", text)
        return (
            [("", *each) for each in zip(numbers, units, strict=True)] if len(numbers) == len(units) else []
        )
    found = list(_AMOUNT.finditer(text))
    whole = "".join(each[0] for each in found) == text and all(is_unit(each[3]) for each in found)
    return [(each[1], each[2], each[3]) for each in found] if whole else []


def texts_of(line: IndicatorLine) -> dict[str, str]:
    """The targets as they stand in the notice; an empty cell becomes the sign of no target."""
    return {region: slot.text or NO_TARGET for region, slot in line.targets.items()}


def doubt_cells(line: IndicatorLine, doubts: Doubts) -> None:
    """Doubt cells that are empty, merged, with the sign of a footnote, or that show another number."""
    merged = set[str]()
    for region, slot in line.targets.items():
        reasons = []
        if not slot.text:
            reasons.append("通知里这一格是空的，拟为不下达（/）；漏写的请补上")
        if slot.raised:
            reasons.append(f"原文带注号“{slot.raised}”，请看通知的注")
        if slot.stored:
            reasons.append("表里存的数与显示的不同，拟照显示的，请核对")
        if slot.text and slot.place in line.shared - merged:
            merged.add(slot.place)
            reasons.append("这一格在通知里是合并的，拟为每处都是这个数；合起来算的请改")
        for reason in reasons:
            place = f"{slot.place}（存的是 {slot.stored}）" if slot.stored else slot.place
            doubts.add("target", reason, place, region)


def doubt_numbers(
    line: IndicatorLine, targets: Mapping[str, TargetWording], described: Described, doubts: Doubts
) -> None:
    """Doubt the targets that a plan would refuse, with its own words."""
    for region, slot in line.targets.items():
        if note := targets[region].note:
            reason = f"数的后面有说明“{note}”，方案里只写数，请把说明移到指标口径"
            doubts.add("target", reason, slot.place, region)
        elif slot.text and isinstance(refused := target_meaning(slot.text, described), Refusal):
            told = in_chinese(refused.message.removesuffix("；请改正"), INDICATORS)
            doubts.add("target", told, slot.place, region)

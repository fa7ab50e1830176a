"""The targets of months, quarters or years within a plan, as its rounds need them: from its beginning on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cascade.notice.framed_tables import Slot
from cascade.notice.header_words import FULL_YEAR
from cascade.notice.indicator_lines import ALL_YEARS, IndicatorLine
from cascade.notice.phrases import read_name, read_target
from cascade.notice.proposals import is_level
from cascade.quantity import shown

_LAST_MONTH = 12
_WHOLE = (FULL_YEAR, ALL_YEARS)
_NOT_WHOLE = "通知只有各期的数，没有合计的数，这里是最后一期的，请改为全期目标"
_BY_PERIODS = "看不出“二季度”“2月”这样各期的数是当期的还是累计的，照累计写入分期目标；是当期的请改成累计的数"
_LAST_IS_WHOLE = "，全期目标（现在是最后一期的）也请改"


def since_the_beginning(line: IndicatorLine, remarks: list[str]) -> IndicatorLine:
    """The line with phases that count from the beginning of the plan to the end of each.

    Those that add up to the whole in every region are added up; others that do not grow are left out, and so
    are those whose last one is not the whole.
    """
    parts = [phase for phase in sorted(line.phases) if phase not in _WHOLE]
    name = read_name(line.name)
    if not parts or is_level(name.name, line.unit.text or name.unit):
        return line
    whole = next((line.phases[each] for each in _WHOLE if each in line.phases), None)
    amounts = {region: _amounts(line, parts, region) for region in line.targets}
    known = {region: values for region, values in amounts.items() if values}
    if (
        whole
        and known
        and len(parts) > 1
        and all(sum(known[region]) == _amount(whole.get(region)) for region in known)
    ):
        remarks.append(f"“{name.name[:20]}”各期的数是当期的，加起来是全期目标；分期目标按累计写入")
        return replace(line, phases=_added_up(line, parts, known, whole))
    is_end = parts[-1] == _LAST_MONTH or parts[-1] > FULL_YEAR
    ends = {region: _amount(whole.get(region)) for region in known} if whole and is_end else {}
    grow = all(values == sorted(values) for values in known.values())
    if grow and all(known[region][-1] == end for region, end in ends.items()):
        unsure = _BY_PERIODS + ("" if whole else _LAST_IS_WHOLE)
        return replace(line, unsure=line.unsure or unsure) if line.by_periods and not ends else line
    remarks.append(f"“{name.name[:20]}”各期的数不是逐期累计的，分期目标没有写入方案")
    return replace(line, phases={}, unsure=line.unsure if whole else _NOT_WHOLE)


def _amounts(line: IndicatorLine, parts: Sequence[int], region: str) -> list[Decimal]:
    """The numbers of a region in the order of the phases; none where one of them is words."""
    found = [_amount(line.phases[phase].get(region)) for phase in parts]
    return [each for each in found if each is not None] if None not in found else []


def _amount(slot: Slot | None) -> Decimal | None:
    """The number of a cell, 0 where it has no target; None for words and for no cell."""
    said = read_target(slot.text) if slot else None
    return None if said is None else said.value if not said.none else Decimal(0)


def _added_up(
    line: IndicatorLine, parts: Sequence[int], known: Mapping[str, Sequence[Decimal]], whole: dict[str, Slot]
) -> dict[int, dict[str, Slot]]:
    phases = {phase: dict(slots) for phase, slots in line.phases.items()}
    for region, values in known.items():
        unit = ""
        for at, phase in enumerate(parts):
            slot, total = phases[phase][region], sum(values[: at + 1], Decimal(0))
            unit = read_target(slot.text).unit or unit
            text = f"{shown(total)}{unit}" if total else slot.text
            phases[phase][region] = whole[region] if at + 1 == len(parts) else slot._replace(text=text)
    return phases

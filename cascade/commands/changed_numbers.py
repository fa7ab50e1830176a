"""The accepted numbers that a command has changed: by a newer return, or by a decision."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from cascade.grid import in_words
from cascade.model import Plan
from cascade.returns.receipt import Change, Receipt, changes, field_name

_SHOWN = 20  # changed numbers of a city; the status page lists them all


def replaced_cities(plan: Plan, before: Mapping[str, Receipt], after: Mapping[str, Receipt]) -> list[str]:
    """The names of the cities of which a newer return has replaced accepted numbers by others."""
    both = [each for each in plan.cities if each.code in before and each.code in after]
    return [each.name for each in both if changes(before[each.code], after[each.code])]


def changed_lines(plan: Plan, before: Mapping[str, Receipt], after: Mapping[str, Receipt]) -> Iterator[str]:
    """Lines that say which numbers of each city count otherwise than before, or count no more."""
    for city in plan.cities:
        old, new = before.get(city.code), after.get(city.code)
        if old and new is None:
            yield f"\n{city.name}　已接收的 {len(old.numbers)} 个数不再计入（{_file(old)}）。"
        found = changes(old, new) if old and new else ()
        if old and new and found:
            files = _file(old) if _file(old) == _file(new) else f"{_file(old)} → {_file(new)}"
            yield f"\n{city.name}　已接收的数有 {len(found)} 处改动（{files}）："
            yield from (f"  {change_text(plan, each, new)}" for each in found[:_SHOWN])
            if len(found) > _SHOWN:
                yield f"  ……其余 {len(found) - _SHOWN} 处见报送情况网页。"


def change_text(plan: Plan, change: Change, receipt: Receipt) -> str:
    """A changed cell in words: its place, region and field, and both its contents."""
    name = field_name(plan, change.field)
    field = f"{change.field}（{name}）" if name else change.field
    region = (receipt.names or {}).get(change.region) or plan.name(change.region)
    where = f"［{change.sheet} {in_words(change.cell)}］{region} {field}"
    return f"{where}：{change.before or '空白'} → {change.after or '空白'}"


def _file(receipt: Receipt) -> str:
    return PurePath(receipt.file).name

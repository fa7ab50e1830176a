"""Conservation: before publishing, check that every file was entered and every number has its source."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from cascade.collecting.incoming_files import Source
from cascade.errors import Unavailable
from cascade.model import RoundKind
from cascade.places import Places
from cascade.returns.filing import Record
from cascade.returns.receipt import Receipt, State
from cascade.returns.sums import Values, own_fields


class Unaccounted(Unavailable):
    """Files or numbers do not add up, so nothing is published; the Chinese text says which."""

    def __init__(self, what: str, remedy: str = "请把这段话交给软件维护人员") -> None:
        super().__init__(f"核对不符，没有发布汇总表：{what}\n{remedy}。已登记的内容不受影响。")


def check(
    places: Places, sources: list[Source], taken: Sequence[Receipt], all_: Sequence[Receipt], values: Values
) -> None:
    """Raise Unaccounted unless files, numbers and originals all agree.

    `taken` are the receipts of this run's files (`sources`); `all_` are the round's settled receipts;
    `values` are the results that the summary will show.
    """
    counted = [each for each in all_ if each.state is State.ACCEPTED and each.is_whole]
    _check_files([source.name for source in sources], taken, all_)
    _check_numbers(places, counted, values)
    _check_originals(places, counted)


def _check_files(sources: list[str], taken: Sequence[Receipt], all_: Sequence[Receipt]) -> None:
    if missing := Counter(sources) - Counter(each.file for each in taken):
        raise Unaccounted(f"找到 {len(sources)} 个文件，登记了 {len(taken)} 个，缺 {next(iter(missing))}")
    if len(taken) != len(sources):
        raise Unaccounted(f"找到 {len(sources)} 个文件，却登记了 {len(taken)} 个")
    entered = Counter(each.key for each in all_)
    for receipt in taken:
        if receipt.sha256 and (times := entered[receipt.key]) != 1:
            raise Unaccounted(f"{receipt.file} 在台账中有 {times} 条，应为 1 条")


def _check_numbers(places: Places, counted: Sequence[Receipt], values: Values) -> None:
    """Check that each reported number is one accepted record, and that the province's sums add them up."""
    plan, breakdown = places.plan, places.round.kind is RoundKind.BREAKDOWN
    origins: dict[str, dict[str, Record]] = {}
    for record in (each for receipt in counted for each in receipt.records if each.value is not None):
        if record.region in origins.setdefault(record.field, {}):
            raise Unaccounted(f"{record.region} 的 {record.field} 计了两次")
        origins[record.field][record.region] = record
    own, cities = own_fields(plan, places.round), {city.code for city in plan.cities}
    for field in plan.indicator if breakdown else plan.input:
        sums = {plan.province} if plan.two_levels or field in own else {plan.province, *cities}
        leaves = {region: value for region, value in values.get(field, {}).items() if region not in sums}
        said = origins.get(field, {})
        for region in leaves.keys() | said.keys():
            found = said.get(region)
            if not (found and found.sheet and found.cell and leaves.get(region) == found.value):
                summed = leaves.get(region, "（无）")
                source = f"{found.said}（{found.sheet} {found.cell}）" if found else "（无）"
                raise Unaccounted(f"{region} 的 {field} 汇总为 {summed}，上报表中为 {source}")
        if leaves and field not in own and not (breakdown and not plan.indicator[field].adds_up):
            whole, added = values[field].get(plan.province), sum(leaves.values(), Decimal(0))
            if whole != added:
                levels = plan.levels
                raise Unaccounted(f"{field} {levels.whole}为 {whole}，各{levels.leaf_short}相加为 {added}")


def _check_originals(places: Places, counted: Sequence[Receipt]) -> None:
    """Check that the original of every file that numbers came from is stored undamaged."""
    kept = {(receipt.sha256, receipt.file) for receipt in counted}
    kept |= {(each.sha256, each.file) for receipt in counted for each in receipt.records if each.sha256}
    for sha256, file in sorted(kept):
        path = places.original(sha256)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise Unaccounted(f"原件缺失或已损坏（{path}）", f"请把文件 {file} 再收集一次，以补上原件")

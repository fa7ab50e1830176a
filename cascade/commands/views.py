"""What the ledger says when asked: the state of a round, the story of a city, the way back from a number."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cascade.catalogue import Severity
from cascade.ledger import Decision, DecisionKind, Ledger
from cascade.model import Region
from cascade.places import Places
from cascade.returns.receipt import STATE_WORDS, Change, Receipt, changes
from cascade.returns.settling import counting, predecessors
from cascade.rounds import settled

STATUS = ("设区市", "状态", "收到", "版本", "错误", "警告", "较上次改动", "文件")
_DECIDED = {
    DecisionKind.AS: "确认归属",
    DecisionKind.OVERRULE: "决定接收",
    DecisionKind.CLOSE: "关闭批次",
    DecisionKind.ADDRESSES: "确认联系人表",
}


def status(places: Places, ledger: Ledger) -> tuple[str, list[tuple[str, ...]], list[str]]:
    """A heading, a row for each return of each city (one that says so where there is none), and remarks."""
    receipts = settled(ledger, places.plan, places.round)
    before = predecessors(receipts)
    closed = any(each.kind is DecisionKind.CLOSE for each in ledger.decisions(places.round.id))
    rows = []
    for city in places.plan.cities:
        mine = [each for each in receipts if each.region == city.code]
        rows += [(city.name, *_row(places, ledger, each, before)) for each in mine]
        if not mine:
            rows.append((city.name, "未报", *[""] * 6))
    rows += [("", *_row(places, ledger, each, before)) for each in receipts if not each.region]
    counted = len(counting(receipts))
    heading = f"{places.round.name}：已报 {counted}/{len(places.plan.cities)}，截止 {places.round.due}"
    return heading + ("，本批次已关闭" if closed else ""), rows, list(_strangers(places, receipts))


def _strangers(places: Places, receipts: Iterable[Receipt]) -> Iterator[str]:
    """The returns that came from somebody whom the plan does not name, a line each, below a heading."""
    found = [(each, found) for each in receipts for found in each.findings if found.code == "M01"]
    if found:
        yield "以下来自联系人名单以外的发件人，请核实："
    for receipt, each in found:
        yield f"  {places.plan.name(receipt.region)}　{Path(receipt.file).name}：{each.value or '（不明）'}"


def _row(
    places: Places, ledger: Ledger, receipt: Receipt, before: dict[tuple[str, str], Receipt]
) -> tuple[str, ...]:
    errors, warnings = (
        sum(found.severity is severity for found in receipt.findings)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    earlier = before.get((receipt.file, receipt.sha256))
    changed = f"{len(changes(earlier, receipt))} 处" if earlier else ""
    form = ledger.issued(receipt.ticket) if receipt.ticket else None
    late = "（迟报）" if receipt.late(places.round.due.isoformat()) else ""
    word = STATE_WORDS[receipt.state] + ("（人工决定）" if receipt.overruled else "")
    version = f"第 {form.version} 版" if form else ""
    counts = (str(errors or ""), str(warnings or ""))
    return word, receipt.when + late, version, *counts, changed, Path(receipt.file).name


def history(places: Places, ledger: Ledger, city: Region) -> list[str]:
    """The story of a city in a round, in order: its form, each return with what changed, each decision."""
    receipts = [each for each in settled(ledger, places.plan, places.round) if each.region == city.code]
    before = predecessors(receipts)
    lines = [f"{city.name}　{places.round.name}"]
    form = ledger.latest_issued(places.round.id, city.code)
    if form:
        lines.append(f"  {form.at}　下发填报表，第 {form.version} 版，模板编号 {form.ticket}")
    for receipt in receipts:
        lines.append(f"  {receipt.when}　收到 {receipt.file}：{STATE_WORDS[receipt.state]}")
        errors = [each for each in receipt.findings if each.severity is Severity.ERROR]
        lines += [f"      {each.code} {_where(each.sheet, each.cell)}{each.message}" for each in errors]
        if earlier := before.get((receipt.file, receipt.sha256)):
            lines += [f"      {_changed(places, each)}" for each in changes(earlier, receipt)]
    lines += [_decided(each) for each in ledger.decisions(places.round.id) if each.city in (city.code, "")]
    return lines


def _where(sheet: str, cell: str) -> str:
    return f"［{sheet} {cell}］" if cell else ""


def _changed(places: Places, change: Change) -> str:
    name = places.plan.name(change.region)
    was, now = (text or "空白" for text in (change.before, change.after))
    return f"改动 ［{change.sheet} {change.cell}］{name} {change.field}：{was} → {now}"


def _decided(decision: Decision) -> str:
    reason = f"，理由：{decision.because}" if decision.because else ""
    return f"  {decision.at}　{_DECIDED[decision.kind]}{reason}"


def trace(places: Places, ledger: Ledger, field: str, region: str) -> list[str]:
    """The accepted cells behind a number: a county's own, or all that a city or the province is made of.

    An indicator of a progress round leads to the cells of all of its inputs.
    """
    plan = places.plan
    indicator = plan.indicator.get(field)
    fields = {field} | ({each.code for each in indicator.inputs} if indicator else set())
    lines = []
    for receipt in counting(settled(ledger, places.plan, places.round)).values():
        origin = ""
        for record in receipt.records:
            if record.field not in fields or region not in (record.region, receipt.region, plan.province):
                continue
            original = places.original(record.sha256 or receipt.sha256)
            if origin != (origin := f"{record.file or receipt.file}\n  原件 {original}"):
                lines.append(origin)
            name = (receipt.names or {}).get(record.region) or plan.name(record.region)
            where = f"［{record.sheet} {record.cell}］原文“{record.raw}”"
            lines.append(f"  {name}（{record.region}）{record.field} = {record.said}　{where}")
    return lines

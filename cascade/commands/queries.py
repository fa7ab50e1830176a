"""Answer questions from the ledger: the status of a round, the history of a city, the trace of a number."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from cascade.collecting.decision_words import decision_line
from cascade.collecting.next_step import next_step
from cascade.collecting.standing import NextStep, Standing
from cascade.commands import console
from cascade.commands.changed_numbers import change_text
from cascade.commands.choices import Choice, choose, indicator_choices, input_choices, meant, region_choices
from cascade.commands.opening import open_ledger
from cascade.commands.trace import trace_lines
from cascade.errors import Wrong
from cascade.finding_types import Severity
from cascade.grid import in_words
from cascade.ledger import Dispatch, Ledger, Summary
from cascade.meeting.numbering import is_current, same_as_last
from cascade.model import Plan, Region
from cascade.places import Places
from cascade.posting.waiting_drafts import LetterDraft, drafts_of
from cascade.returns.facts import Facts
from cascade.returns.receipt import (
    NEEDS_SOMEBODY,
    STATE_WORDS,
    TO_SEND_ANEW,
    Receipt,
    State,
    changes,
    field_name,
)
from cascade.returns.settling import counting, predecessors
from cascade.rounds import Rounds

_REPORTED = (State.ACCEPTED, *NEEDS_SOMEBODY)
_STATUS_HEADINGS = ("状态", "收到", "版本", "错误", "警告", "较上次改动", "文件")


def show_status(places: Places, today: date) -> None:
    """Show what every city has returned, which return counts, what was decided, and what to do next."""
    with open_ledger(places.ledger) as ledger:
        rounds = Rounds(ledger, places.plan)
        receipts, facts = rounds.settled(places.round), rounds.facts(places.round, today)
        cells = partial(_status_cells, ledger, predecessors(receipts))
        there = facts.receipts
        rows = list(rows_by_city(places, there, facts.deadline, cells))
        decisions = list(_decision_lines(ledger, places, receipts))
        dropped = list(dropped_rounds(ledger, places.plan))
        step = next_step_line(ledger, places, facts)
    counted, cities = len(counting(receipts)), len(places.plan.cities)
    heading = f"{places.round.name}：已报 {counted}/{cities}，截止 {places.round.due}"
    console.say(heading + ("，本批次已关闭" if facts.closed else ""))
    console.table((places.plan.levels.unit, *_STATUS_HEADINGS), rows)
    told = (*_unknown_senders(places, there), *bounce_lines(places, there))
    for line in (*told, *changed_plan_lines(places, there), *dropped, *decisions, step):
        console.say(line)


def next_step_line(ledger: Ledger, places: Places, facts: Facts) -> str:
    """The line that ends the status and a collection."""
    issued, letters = bool(ledger.latest_versions(places.round.id)), ledger.dispatches(places.round.id)
    drafts = drafts_of(places, ledger, facts.receipts)
    summaries = ledger.summaries(places.round.id)
    return f"下一步：{step_of(places, facts, issued, letters, drafts, summaries).sentence}"


def step_of(
    places: Places,
    facts: Facts,
    issued: bool,
    letters: Sequence[Dispatch],
    drafts: Sequence[LetterDraft],
    summaries: Sequence[Summary],
) -> NextStep:
    """The one next thing to do, with what stands in no ledger: print packs and bulletins."""
    plan = places.plan
    return next_step(
        Standing(
            plan.cities,
            issued,
            facts.receipts,
            facts.closed,
            letters,
            facts.today,
            places.round.due,
            plan.levels,
            drafts=[each.message for each in drafts if not each.idle],
            doubtful=[(e, number) for e in facts.counted.values() if (number := e.doubtful(plan))],
            unfilled=facts.unfilled,
            current=not facts.complete or is_current(summaries, facts),
            renewable=facts.renewable,
            numbers=same_as_last(summaries, places),
            packed=places.last_packed,
            drafted=places.last_bulletin,
        )
    )


def dropped_rounds(ledger: Ledger, plan: Plan) -> Iterator[str]:
    """A line that names the rounds in the ledger that the plan no longer has, if there are any."""
    known = {each.id for each in plan.rounds}
    counts = [f"{round_}（{count} 份）" for round_, count in ledger.rounds().items() if round_ not in known]
    if counts:
        yield (
            f"台账中还有方案里已没有的批次：{'、'.join(counts)}。"
            f"它们的数不再作为上期数或{plan.levels.leaf_tier}目标；如系误删，请在方案的 rounds 表中补回。"
        )


def rows_by_city(
    places: Places,
    receipts: Sequence[Receipt],
    deadline: date | None,
    cells: Callable[[Receipt], Sequence[str]],
) -> Iterator[tuple[str, ...]]:
    """Yield a row for every return of every city, then for the files of no city.

    A city has a row 未报 where nothing of it counts or waits: what came may be a scan. Where something was
    withdrawn, the row says that.

    A row says the city, the state of the return, when it came (with a remark where that was after the
    `deadline`), what `cells` tells of it, and the name of the file.
    """

    def row(city: str, receipt: Receipt) -> tuple[str, ...]:
        state = STATE_WORDS[receipt.state] + ("（人工决定）" if receipt.overruled else "")
        remark = "（迟报）" if receipt.late(deadline) else ""
        if receipt.first and receipt.state is State.ACCEPTED:
            remark += f"（更新，{receipt.first[:10]} 首报）"
        when = receipt.when + remark
        return city, state, when, *cells(receipt), file_name(receipt)

    for city in places.plan.cities:
        mine = [each for each in receipts if each.region == city.code]
        if not any(each.state in _REPORTED for each in mine):
            withdrawn = any(each.state is State.WITHDRAWN for each in mine)
            yield city.name, TO_SEND_ANEW if withdrawn else "未报"
        yield from (row(city.name, each) for each in mine)
    yield from (row("", each) for each in receipts if not each.region)


def _status_cells(
    ledger: Ledger, before: Mapping[tuple[str, str, int], Receipt], receipt: Receipt
) -> tuple[str, ...]:
    counts = Counter(found.severity for found in receipt.findings)
    errors, warnings = (str(counts[each] or "") for each in (Severity.ERROR, Severity.WARNING))
    earlier = before.get(receipt.key)
    changed = f"{len(changes(earlier, receipt))} 处" if earlier else ""
    form = ledger.issued(receipt.ticket) if receipt.ticket else None
    return f"第 {form.version} 版" if form else "", errors, warnings, changed


def _decision_lines(
    ledger: Ledger, places: Places, receipts: Iterable[Receipt], city: str = ""
) -> Iterator[str]:
    """The decisions of a round, or those on a city and the round, as lines; those taken back are marked."""
    decisions = [each for each in ledger.decisions(places.round.id) if not city or each.city in (city, "")]
    in_force = {each.number for each in ledger.decisions_in_force(places.round.id)}
    known = list(receipts)
    if decisions:
        yield "人工决定（撤销用 --undo 加编号）："
    for each in decisions:
        taken_back = "" if each.number in in_force else "　【已撤销】"
        yield decision_line(each, places.plan, known) + taken_back


def file_name(receipt: Receipt) -> str:
    """The name of a received file, without its folder."""
    return Path(receipt.file).name


def _unknown_senders(places: Places, receipts: Iterable[Receipt]) -> Iterator[str]:
    """A line for every return whose sender the plan does not name, below a heading."""
    found = [(each, found) for each in receipts for found in each.findings if found.type.doubts_sender]
    if found:
        yield "以下来自联系人名单以外的发件人，请核实："
    for receipt, each in found:
        yield f"  {places.plan.name(receipt.region)}　{file_name(receipt)}：{each.value or '（不明）'}"


def bounce_lines(places: Places, receipts: Iterable[Receipt]) -> Iterator[str]:
    """A line for every letter of ours that did not arrive, below a heading."""
    found = [(each, found) for each in receipts for found in each.findings if found.type.undelivered]
    if found:
        yield "以下邮件没有送达："
    for receipt, each in found:
        yield f"  {places.plan.name(receipt.region) or '（不明）'}　{each.message}（{receipt.when} 收到退信）"


def changed_plan_lines(places: Places, receipts: Iterable[Receipt]) -> Iterator[str]:
    """A line for everything that a change of the plan does to returns, with their cities, and what to do."""
    about: dict[tuple[str, str], list[str]] = {}
    cities, levels = [city.code for city in places.plan.cities], places.plan.levels
    for receipt in sorted(receipts, key=lambda each: ([*cities, each.region]).index(each.region)):
        who = places.plan.name(receipt.region) if receipt.region else file_name(receipt)
        for each in receipt.findings if receipt.state in _REPORTED else ():
            if each.type.plan_changed:
                told = each.numbered, levels.fill(each.type.operator)
                about.setdefault(told, []).append(who)
    if about:
        yield "填报表下发后方案有改动："
    for (message, remedy), whose in about.items():
        yield f"  {message}\n      涉及：{'、'.join(dict.fromkeys(whose))}。{remedy}。"


def show_history(places: Places, city: Region) -> None:
    """Show a city's form, its returns with their errors and changes, and the decisions on it, in order."""
    console.say(f"{city.name}　{places.round.name}")
    with open_ledger(places.ledger) as ledger:
        settled = Rounds(ledger, places.plan).settled(places.round)
        form = ledger.latest_issued(places.round.id, city.code)
        lines = list(_decision_lines(ledger, places, settled, city.code))
    receipts = [each for each in settled if each.region == city.code]
    if form:
        console.say(f"  {form.at}　下发填报表，第 {form.version} 版，模板编号 {form.ticket}")
    before = predecessors(receipts)
    for receipt in receipts:
        for line in _return_lines(places, receipt, before.get(receipt.key)):
            console.say(line)
    for line in lines:
        console.say(line)


def _return_lines(places: Places, receipt: Receipt, earlier: Receipt | None) -> Iterator[str]:
    """A return, its errors, what the plan's changes do to it, and what it changed since the one before."""
    yield f"  {receipt.when}　收到 {receipt.file}：{STATE_WORDS[receipt.state]}"
    for each in receipt.findings:
        if each.severity is Severity.ERROR or each.type.plan_changed:
            where = f"［{each.sheet} {in_words(each.cell)}］" if each.cell else ""
            yield f"      {where}{each.numbered}"
    for change in changes(earlier, receipt) if earlier else ():
        yield f"      改动 {change_text(places.plan, change, receipt)}"


def show_trace(places: Places, field: str, region: str) -> None:
    """Show the accepted cells behind a number of the summary. Raises Wrong where there are none.

    `field` names an indicator or an input: an indicator of a progress round leads to the cells of all its
    inputs. `region` names a county or zone, or a city or the province, which lead to the cells of all their
    counties.
    """
    with open_ledger(places.ledger) as ledger:
        settled = Rounds(ledger, places.plan).settled(places.round)
    counted = counting(settled)
    fields = _find_fields(places.plan, field)
    code = _find_region(places.plan, region, counted.values())
    lines = list(trace_lines(places, counted.values(), fields, code))
    if not lines:
        wrong = (
            f"{places.plan.name(code)}在{places.round.name}中没有已接收的 {fields[0]}。"
            f"请用 --status 查看各{places.plan.levels.units}的报送情况。"
        )
        raise Wrong("\n".join((wrong, *changed_plan_lines(places, settled))))
    for line in (f"{fields[0]} {field_name(places.plan, fields[0])}", *lines):
        console.say(line)


def _find_fields(plan: Plan, word: str) -> list[str]:
    """The codes of an indicator and its inputs, or of one input. Raises Wrong."""
    indicators, inputs = indicator_choices(plan), input_choices(plan)
    if not meant(word, indicators) and meant(word, inputs):
        return [choose(word, inputs, "填报项").code]
    indicator = choose(word, indicators, "指标")
    return [indicator.code, *(each.code for each in indicator.inputs)]


def _find_region(plan: Plan, word: str, receipts: Iterable[Receipt]) -> str:
    """The code of a region of the plan, or of a functional zone that a city has named. Raises Wrong."""
    zones = {code: name for receipt in receipts for code, name in (receipt.names or {}).items()}
    choices = [
        Choice(each.code, each.code, each.name, each.writings) for each in region_choices(plan, plan.regions)
    ]
    choices += [Choice(code, code, name) for code, name in zones.items()]
    return choose(word, choices, "地区")


def export_values(places: Places, target: Path) -> None:
    """Write the numbers of a round as one table. Raises Wrong for a file name that names no known format."""
    from cascade.export.export_files import export  # these bring pandas, which no other question needs
    from cascade.export.tidy_tables import facts_of, values_table

    with open_ledger(places.ledger) as ledger:
        frame = values_table(facts_of(places, ledger))
    export(frame, target, places.plan.levels)
    console.conclude(f"已导出 {len(frame)} 行：{target}")

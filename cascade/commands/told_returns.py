"""Tell what a collection has found: every city's state, the open errors, what is new."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from cascade.collecting.collect_returns import Collected
from cascade.collecting.standing import some
from cascade.commands import console
from cascade.commands.queries import bounce_lines, changed_plan_lines, file_name, rows_by_city
from cascade.finding_types import SEVERITY_WORDS, Severity
from cascade.grid import in_words
from cascade.model import Plan
from cascade.places import Places
from cascade.returns.receipt import NEEDS_SOMEBODY, STATE_WORDS, Receipt, ReceiptKey, State
from cascade.rounds import holder

_SHOWN_ERRORS = 5  # of one return; the summary lists them all


def show_returns(
    places: Places, paths: Sequence[Path], collected: Collected, news: Set[ReceiptKey] | None = None
) -> None:
    """Show every city's state, the open errors, and where the results lie.

    `news` are the returns of which errors are told, None for all.
    """
    facts = collected.listed
    shown = [each for each in facts.receipts if each.state not in (State.SUPERSEDED, State.IGNORED)]
    rows = rows_by_city(places, shown, facts.deadline, _finding_counts)
    console.table((places.plan.levels.unit, "状态", "收到", "问题", "文件"), rows)
    _show_errors(places.plan, facts.receipts, news)
    if not facts.counted:
        console.say(f"\n各{places.plan.levels.units}都还没有已接收的上报表。")
    elif facts.missing:
        names = "、".join(city.name for city in facts.missing)
        console.say(f"\n没有已接收上报表的{places.plan.levels.unit}：{names}")
    for line in (*bounce_lines(places, facts.receipts), *changed_plan_lines(places, facts.receipts)):
        console.say(line)
    console.say(f"\n从{'、'.join(map(str, paths or [places.received]))} 读取了 {_read(collected)}。")
    if collected.corrections:
        console.say(f"\n请更正的表（{len(collected.corrections)} 份）：{places.corrections}")
    console.say(f"\n报送情况（用浏览器打开）：{places.page}")
    unchanged = "" if collected.changed else f"没有变化，汇总表仍为第 {collected.facts.number} 次。\n"
    console.say(f"\n{unchanged}汇总表：{collected.summary}")


def _read(collected: Collected) -> str:
    """How many files were read; where some of them are not new, how many are, so that the numbers add up."""
    old = collected.files - len(collected.new)
    if not collected.new or not old:
        return f"{collected.files} 个文件"
    return f"{collected.files} 个文件：新收到 {len(collected.new)} 份，其余 {old} 个以前收过，或不用看"


def _finding_counts(receipt: Receipt) -> list[str]:
    counts = Counter(found.severity for found in receipt.findings)
    return ["，".join(f"{word} {counts[each]} 处" for each, word in SEVERITY_WORDS.items() if counts[each])]


def _show_errors(plan: Plan, receipts: Iterable[Receipt], news: Set[ReceiptKey] | None) -> None:
    """Show the first errors of every return that waits for a city or for the operator.

    Where some are `news`, the errors of others were told when these came.
    """
    known: list[str] = []
    for receipt in _in_order(plan, receipts):
        errors = [each for each in receipt.findings if each.severity is Severity.ERROR]
        if receipt.state not in NEEDS_SOMEBODY or not errors:
            continue
        if news is not None and receipt.key not in news:
            known.append(plan.name(receipt.region) or file_name(receipt))
            continue
        words = plan.name(receipt.region), file_name(receipt), STATE_WORDS[receipt.state]
        console.say("\n" + "　".join(filter(None, words)))
        for each in errors[:_SHOWN_ERRORS]:
            place = " ".join(filter(None, (each.sheet, in_words(each.cell))))
            where = f"［{place}］" if place else ""
            console.say(f"  {where}{each.numbered}")
        if len(errors) > _SHOWN_ERRORS:
            console.say(f"  ……共 {len(errors)} 个错误，其余见汇总表“未报与问题”。")
        for way in dict.fromkeys(each.type.operator for each in errors if each.type.operator):
            console.say(f"      经办人：{plan.levels.fill(way)}。")
    if known:
        console.say(f"\n此前收到、还没有办完的 {len(known)} 份（{some(known)}），问题没有变，这里不再列出。")


def tell_arrivals(plan: Plan, new: Sequence[Receipt], done: str, replaced: Sequence[str] = ()) -> None:
    """Tell what was done before, how many files came new, in which states, whose, and of what in doubt.

    `replaced` are the names of the cities whose accepted numbers are others now.
    """
    if not new:
        console.conclude(done or "没有新收到的文件。")
        return
    by_word: dict[str, list[str]] = {}
    new = _in_order(plan, new)
    for each in new:
        by_word.setdefault(STATE_WORDS[each.state], []).append(plan.name(each.region) or file_name(each))
    every = {city.name for city in plan.cities}
    told = (
        f"{word} {len(names)} 份{'' if every.issubset(names) else f'（{some(list(dict.fromkeys(names)))}）'}"
        for word, names in by_word.items()
    )
    counted = (each for each in new if each.state is State.ACCEPTED)
    doubtful = [plan.name(each.region) for each in counted if each.doubtful(plan)]
    more = f"其中 {len(doubtful)} 份有数存疑（{some(doubtful)}），请先看一眼。" if doubtful else ""
    if replaced:
        more += f"已接收的数被新报的代替了：{some(replaced)}，改了哪些见下面。"
    arrived = f"新收到 {len(new)} 份文件{_whose(new)}：{'，'.join(told)}。"
    console.conclude(done + arrived + _put_aside(new) + more, bool(doubtful or replaced))


def _in_order(plan: Plan, receipts: Iterable[Receipt]) -> list[Receipt]:
    """Some files by their cities, in the order of the plan; last those of no city."""
    places = {city.code: at for at, city in enumerate(plan.cities)}
    return sorted(receipts, key=lambda each: places.get(each.region, len(places)))


def _put_aside(new: Sequence[Receipt]) -> str:
    """Why files were not taken for returns; where there are many, the first of them."""
    aside = [each.findings[0].message for each in new if each.state is State.IGNORED]
    others = f"其余 {len(aside) - 1} 份的原因见各自的页面。" if len(aside) > 1 else ""
    return f"不处理的：{aside[0]}{others}" if aside else ""


def _whose(new: Sequence[Receipt]) -> str:
    """How many files lay in archives and mails, and of how many cities they are where some are of one."""
    cities, strange = {each.region for each in new} - {""}, sum(not each.region for each in new)
    packed = [Path(each.file) for each in new if holder(Path(each.file)) != Path(each.file)]
    told = []
    if packed:
        loose, holders = len(new) - len(packed), len({holder(each) for each in packed})
        inside = f"{holders} 个压缩包或邮件里的 {len(packed)} 份"
        told.append(f"{inside}，另外直接放的 {loose} 份" if loose else inside)
    if len(cities) != len(new):
        mine = [f"{len(cities)} 家报来 {len(new) - strange} 份"] if cities else []
        told.append("，".join([*mine, *([f"{strange} 份认不出是哪家的"] if strange else [])]))
    return f"（{'；'.join(told)}）" if told else ""

"""What the operator sees on the console: short tables and a progress bar on long work."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from cascade.catalogue import SEVERITY_WORDS, Severity
from cascade.model import Plan, Round
from cascade.returns.receipt import STATE_WORDS, Receipt, State

_T = TypeVar("_T")

LONG = 30  # so many files take long enough for a progress bar


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 120)


def say(text: str) -> None:
    """Print a line."""
    _console().print(text, markup=False, soft_wrap=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    drawn = Table(box=box.SQUARE, header_style="bold")  # signs that a Chinese console has
    for heading in headings:
        drawn.add_column(heading, overflow="fold")  # an address that is cut short cannot be checked
    for row in rows:
        drawn.add_row(*row)
    _console().print(drawn, markup=False)


def progress(files: list[_T]) -> Iterable[_T]:
    """The files one by one, with a bar where there are many and somebody is watching."""
    if len(files) < LONG or not sys.stdout.isatty():
        yield from files
        return
    columns = (TextColumn("读取上报表"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console()) as bar:
        yield from bar.track(files)


def board(plan: Plan, round_: Round, receipts: Sequence[Receipt]) -> None:
    """A line for each city: what counts, what is open; then the files that belong to none."""
    due = round_.due.isoformat()
    rows = []
    by_city: dict[str, list[Receipt]] = {}
    for each in receipts:
        by_city.setdefault(each.region, []).append(each)
    for city in plan.cities:
        mine = by_city.get(city.code, [])
        if not mine:
            rows.append((city.name, "未报", "", "", ""))
        rows += [(city.name, *_row(each, due)) for each in mine if each.state is not State.SUPERSEDED]
    rows += [
        ("", *_row(each, due)) for each in receipts if not each.region and each.state is not State.IGNORED
    ]
    table(("设区市", "状态", "收到", "问题", "文件"), rows)


def _row(receipt: Receipt, due: str) -> tuple[str, str, str, str]:
    counts = Counter(found.severity for found in receipt.findings)
    found = "，".join(
        f"{word} {counts[severity]}" for severity, word in SEVERITY_WORDS.items() if counts[severity]
    )
    late = "（迟报）" if receipt.late(due) else ""
    word = STATE_WORDS[receipt.state] + ("（人工决定）" if receipt.overruled else "")
    return word, receipt.when + late, found, Path(receipt.file).name


def errors(plan: Plan, receipts: Iterable[Receipt], most: int = 5) -> None:
    """The errors of every return that is open, the first few of each."""
    for receipt in receipts:
        found = [each for each in receipt.findings if each.severity is Severity.ERROR]
        if receipt.state in (State.SENT_BACK, State.HELD, State.REFUSED) and found:
            whose = plan.name(receipt.region) if receipt.region else ""
            say("\n" + "　".join(filter(None, (whose, Path(receipt.file).name, STATE_WORDS[receipt.state]))))
            for each in found[:most]:
                where = f"［{each.sheet} {each.cell}］" if each.sheet else ""
                say(f"  {each.code} {where}{each.message}")
            if len(found) > most:
                say(f"  ……共 {len(found)} 个错误，其余见汇总表“未报与问题”。")

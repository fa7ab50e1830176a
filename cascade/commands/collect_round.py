"""Collect a round's returns: enter a decision, collect, show every city's state; rebuild a lost ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cascade import summary
from cascade.collecting.collect_returns import Collected, collect, write_report
from cascade.collecting.unchanged import Unchanged, Watch
from cascade.commands import console
from cascade.commands.changed_numbers import changed_lines, replaced_cities
from cascade.commands.command_line import DONE, MACHINE, NEEDED
from cascade.commands.deciding import Order, decide
from cascade.commands.opening import exclusive_folder, exclusive_ledger, own_address
from cascade.commands.queries import (
    dropped_rounds,
    next_step_line,
)
from cascade.commands.told_returns import show_returns, tell_arrivals
from cascade.errors import Unavailable, Wrong
from cascade.ledger import opened
from cascade.meeting.publish import Printing, publish_bulletin, publish_extracts, publish_pack
from cascade.model import Plan
from cascade.places import Places
from cascade.returns.facts import Facts
from cascade.returns.receipt import NEEDS_SOMEBODY, Receipt, ReceiptKey, State
from cascade.rounds import Rounds, holder
from cascade.xlsx import Cluster

if TYPE_CHECKING:
    from cascade.bulletin import BulletinTemplate


@dataclass(frozen=True, slots=True)
class Extras:
    """What the operator wants besides the summary; a field that is empty asks for nothing.

    `report` is the path of the JSON report, `split` how to cut up the summary (`lead` or `city`), `printing`
    the print pack, `bulletin` whether a bulletin is drafted. `done` says what was done with files before: one
    sentence tells of that and of what arrived.
    """

    report: Path | None = None
    split: str | None = None
    printing: Printing | None = None
    bulletin: bool = False
    done: str = ""


def collect_returns(
    places: Places,
    paths: Sequence[Path],
    received: date,
    today: date,
    order: Order | None,
    extras: Extras,
    cluster: str = "",
    mail: Path | None = None,
    watch: Watch | None = None,
) -> int:
    """Enter the decision, collect the returns, publish, and show every city's state; return the exit code.

    `received` is the date, or the date and time, at which new files arrived; `cluster` is the address of a
    Dask scheduler whose workers read the files, "" to read them here; `mail` is the file of mail settings,
    which tells the office's own address; `watch` notes what the same collection would tell once more. Raises
    Wrong and Unavailable.
    """
    _refuse_paths(paths, order, extras.report)
    machines = _connect(cluster) if cluster else None
    template = _bulletin_template() if extras.bulletin else None
    with exclusive_ledger(places, "收集上报表"):
        with opened(places.ledger) as ledger:
            rounds = Rounds(ledger, places.plan)
            before = rounds.accepted(places.round)
            stood = {_standing(each) for each in rounds.settled(places.round)}
        if order:
            decide(places, paths, order)
            paths = [each for each in paths if each.exists()]
        known, own = None if order else rounds, partial(own_address, mail)
        collected = collect(places, list(paths), received, today, console.progress, machines, own, known)
        if extras.report:
            write_report(collected, extras.report)
        if watch:
            watch.collected([places.home, *_waiting(collected)])
    news = {each.key for each in collected.listed.receipts if _standing(each) not in stood}
    show_returns(places, paths, collected, news if news or order else None)
    plain = not order and extras == Extras(done=extras.done)
    _tell_news(places.plan, before, collected, extras.done if plain else None)
    printed = _publish_extras(places, collected.facts, extras, template)
    _show_round(places, collected.facts)
    if collected.latest_locked:
        console.say("名称带“最新”的汇总表正在被打开，没有更新。请先关闭该文件，再运行一次。")
    if collected.latest_locked or not printed:
        return MACHINE
    code = NEEDED if collected.needs_somebody else DONE
    if watch:
        _note(watch, places, paths, replace(collected, changed=False), code)
    return code


def _standing(receipt: Receipt) -> tuple[ReceiptKey, str, State]:
    """What a decision may change of a return besides its numbers: whose it is, and its state."""
    return receipt.key, receipt.region, receipt.state


def _tell_news(plan: Plan, before: Mapping[str, Receipt], collected: Collected, done: str | None) -> None:
    """Tell what arrived, where a collection was for that, after what was `done`; and changed numbers."""
    counted = collected.facts.counted
    if done is not None:
        tell_arrivals(plan, collected.new, done, replaced_cities(plan, before, counted))
    for line in changed_lines(plan, before, counted):
        console.say(line)


def _refuse_paths(paths: Sequence[Path], order: Order | None, report: Path | None) -> None:
    """Raise Wrong where a path of a return leads nowhere, or the JSON report would replace a folder."""
    if report and report.is_dir():
        raise Wrong(f"--json 后面要写文件名，而 {report} 是文件夹，如 --json {report / '结果.json'}")
    for path in paths:
        if not path.exists() and not (order and order.names_received):
            raise Wrong(f"找不到 {path}\n请检查路径是否写对；有空格的路径请加引号。")


def _waiting(collected: Collected) -> list[Path]:
    """The files, wherever they lie, of returns that wait for somebody: they wait no more without these."""
    there = collected.listed.receipts
    return [holder(Path(each.file)) for each in there if each.state in NEEDS_SOMEBODY]


def _note(watch: Watch, places: Places, paths: Sequence[Path], collected: Collected, code: int) -> None:
    """Note what the same collection would tell once more.

    A file that could not be read is tried again every time: the machine may have been too busy to convert it.
    """
    if any(each.state is State.REFUSED for each in collected.listed.receipts):
        return
    recorded = console.Recorded()
    with console.heard_by(recorded):
        show_returns(places, paths, collected)
        tell_arrivals(places.plan, (), "")
        _show_round(places, collected.facts)
    watch.note(places.home / places.round.id, Unchanged(recorded.told, code))


def _bulletin_template() -> "BulletinTemplate":
    """The Word template of the bulletin. Raises Wrong before anything is collected or written."""
    from cascade import bulletin  # Word's libraries, which few collections need

    return bulletin.load()


def _connect(address: str) -> Cluster:
    """Connect to a cluster. Raises Wrong without Dask, Unavailable where no scheduler answers."""
    try:
        return Cluster(address)
    except ModuleNotFoundError:
        raise Wrong(
            "--cluster 需要另装组件，请在本文件夹运行：\n"
            "  python -m pip install --require-hashes -r requirements-cluster.txt\n"
            "不装也可以去掉 --cluster，由本机读取。"
        ) from None
    except (OSError, ValueError):
        raise Unavailable(
            f"连接不上 {address}\n请核对地址（如 tcp://10.0.0.5:8786），并看那里的 Dask 是否已启动；"
            "也可以去掉 --cluster，由本机读取。"
        ) from None


def _show_round(places: Places, facts: Facts) -> None:
    """Show what to do next in the round, and where no form was issued whether the plan has lost others."""
    with opened(places.ledger) as ledger:
        issued = bool(ledger.latest_versions(places.round.id))
        lost_rounds = [] if issued else ["本批次还没有下发填报表。", *dropped_rounds(ledger, places.plan)]
        for line in (*lost_rounds, next_step_line(ledger, places, facts)):
            console.say(line)


def _publish_extras(
    places: Places, facts: Facts, extras: Extras, template: "BulletinTemplate | None"
) -> bool:
    """Publish bulletin, extracts and print pack; return False where a wanted PDF could not be made."""
    if template:
        console.conclude(f"通报（草稿）：{publish_bulletin(places, facts, template)}")
    if extras.split:
        extracts = publish_extracts(places, facts, summary.SummarySplit(extras.split))
        console.conclude(f"分册（{len(extracts)} 份）：{extracts[0].parent}")
    if extras.printing is None:
        return True
    drawn = summary.drawn_sheets(facts)
    if missing := [each for each in extras.printing.sheets if each not in drawn]:
        console.say(f"这些表本次没有可列的内容，没有印：{'、'.join(missing)}。")
    if extras.printing.sheets and len(missing) == len(extras.printing.sheets):
        return True
    console.meanwhile("正在做可以打印的 PDF，约需半分钟……")
    pack, printed = publish_pack(places, facts, extras.printing)
    console.conclude(f"汇总材料（{extras.printing.paper}）：{pack}")
    if not printed:
        console.say(
            "没有生成 PDF：本机没有安装 LibreOffice，或它没有完成转换。\n"
            "请用 Excel 或 WPS 打开上面的工作簿，打印时选“打印整个工作簿”；页面已经设好。"
        )
    return printed


def rebuild_ledger(places: Places) -> None:
    """Rebuild a ledger whose journal is lost too, and show what could not be brought back. Raises Wrong."""
    from cascade.collecting.rebuild import rebuild  # it draws forms, which a collection seldom does

    if places.ledger.exists() or places.journal.exists():
        raise Wrong("台账或日志还在，不需要重建：只缺台账时，任何一个命令都会自动由日志恢复。")
    if not any(any(places.home.glob(each)) for each in ("*/issued/*", "originals/*/*")):
        raise Wrong(f"{places.home} 里没有下发的填报表，也没有收到的原件，没有可以重建的。")
    with exclusive_folder(places, "重建台账"):
        rebuilt = rebuild(places)
    console.say(f"已由填报表和原件重建台账：填报表 {rebuilt.forms} 份，上报表 {rebuilt.returns} 份。")
    console.say(
        "收到时间以原件存入的时间为准；人工决定（确认归属、接收、关闭批次）没有记录，如仍需要请重新执行。"
    )
    for name, cities in rebuilt.unknown.items():
        console.say(
            f"{name}有填报表没有认出，没有登记（{'、'.join(cities)}）：它们与现在的方案、已接收的分解或上期数对不上。"
        )
    if rebuilt.unknown:
        console.say(
            "请按批次先后，先重做人工决定、收集，再用 generate.py 重新下发上述批次，然后收集："
            f"内容与原来相同的填报表恢复原编号，各{places.plan.levels.units}的上报表照常计入。"
        )
    if rebuilt.strangers:
        console.say(f"有 {len(rebuilt.strangers)} 个原件认不出批次，没有登记，仍在 {places.originals}：")
    for path in rebuilt.strangers:
        console.say(f"  {path}")

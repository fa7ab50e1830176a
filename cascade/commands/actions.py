"""The operator's desk: what the two commands do, from the words given to what is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cascade import summary
from cascade.collecting import decisions
from cascade.collecting.collect_returns import collect, write_report
from cascade.collecting.rebuild import lost, rebuild
from cascade.commands import console, views
from cascade.commands.command_line import DONE, MACHINE, NEEDED
from cascade.commands.opening import alone, cities_of, locked_up, places_of, plan_of, round_of
from cascade.errors import Unavailable, Wrong
from cascade.issuing.issue_forms import issue, unprepared
from cascade.layout import Split
from cascade.ledger import opened
from cascade.meeting.publish import publish_extracts, publish_pack
from cascade.places import Places
from cascade.plan import PlanError
from cascade.returns.facts import Facts
from cascade.xlsx import Cluster


@dataclass(frozen=True, slots=True)
class Orders:
    """What an operator asks of a collection.

    `received` may hold a time. `claim` and `overrule` are the codes of cities decided on, `because` the
    reason that stays on record; `split` is how the summary is to be cut up besides: `lead`, `city` or not;
    `paper` is what a print pack is to be printed on, "" where none is wanted; `cluster` is the address of
    the machines that are to read.
    """

    paths: tuple[Path, ...]
    today: date
    received: date
    report: Path | None = None
    claim: str = ""
    overrule: str = ""
    close: bool = False
    because: str = ""
    split: str | None = None
    paper: str = ""
    cluster: str = ""


def issue_forms(plan_path: Path, round_id: str, codes: list[str], workbooks: Path, parts: str | None) -> None:
    """Issue a round's forms, whole or in shares, and show what has happened to each."""
    places = places_of(plan_path, round_id, workbooks, mention=True)
    cities = cities_of(places.plan, codes)
    rows, now = [], datetime.now().replace(microsecond=0)
    with alone(places, "下发填报表"):
        for form in issue(places, cities, now, Split(parts) if parts else None):
            name = form.city.name
            rows.append((name, form.action.value, f"第 {form.version} 版", form.ticket, form.path.name))
            if form.kept:
                console.say(f"{name}：原来的文件已移到 {form.kept}")
    if unready := unprepared(places, cities):
        names = "、".join(unready)
        console.say(f"提示：{names}的目标分解还没有接收，填报表中的县级目标为空；接收后请再下发一次。")
    console.table(("设区市", "结果", "版本", "模板编号", "文件"), rows)
    console.say(f"{places.round.name}：共 {len(rows)} 份填报表，在 {places.issued}")


def collect_returns(plan_path: Path, round_id: str, workbooks: Path, orders: Orders) -> int:
    """Decide what is to be decided, collect a round's returns, show the board; return the exit code."""
    places = places_of(plan_path, round_id, workbooks)
    for path in orders.paths:
        if not path.exists():
            raise Wrong(f"找不到 {path}\n请检查路径是否写对；有空格的路径请加引号。")
    machines = _cluster(orders.cluster) if orders.cluster else None
    with alone(places, "收集上报表"):
        _decide(places, orders)
        paths = list(orders.paths)
        collected = collect(places, paths, orders.received, orders.today, console.progress, machines)
        if orders.report:
            write_report(collected, orders.report)
    facts = collected.listed
    console.board(places.plan, places.round, facts.receipts)
    console.errors(places.plan, facts.receipts)
    if facts.missing:
        console.say("\n没有已接收上报表的设区市：" + "、".join(city.name for city in facts.missing))
    console.say(
        f"\n从{'、'.join(map(str, orders.paths or [places.received]))} 读取了 {collected.files} 个文件。"
    )
    if collected.corrections:
        console.say(f"\n请更正的表（{len(collected.corrections)} 份）：{places.corrections}")
    console.say(f"\n报送情况（用浏览器打开）：{places.page}")
    console.say(f"\n汇总表：{collected.summary}")
    printed = _publish_more(places, collected.facts, orders)
    if collected.latest_locked:
        console.say("名称带“最新”的汇总表正在被打开，没有更新。请先关闭该文件，再运行一次。")
    if collected.latest_locked or not printed:
        return MACHINE
    return NEEDED if collected.needs_somebody else DONE


def _publish_more(places: Places, facts: Facts, orders: Orders) -> bool:
    """Write what is wanted besides the summary; returns whether all of it could be made."""
    if orders.split:
        extracts = publish_extracts(places, facts, summary.Split(orders.split))
        console.say(f"分册（{len(extracts)} 份）：{extracts[0].parent}")
    if not orders.paper:
        return True
    pack, printed = publish_pack(places, facts, orders.paper)
    console.say(f"汇总材料（{orders.paper}）：{pack}")
    if not printed:
        console.say(
            "没有生成 PDF：本机没有安装 LibreOffice，或它没有完成转换。\n"
            "请用 Excel 或 WPS 打开上面的工作簿，打印时选“打印整个工作簿”；页面已经设好。"
        )
    return printed


def _cluster(address: str) -> Cluster:
    """The machines at an address."""
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


def rebuild_ledger(plan_path: Path, round_id: str, workbooks: Path) -> None:
    """Make a ledger anew whose journal is lost too, and say what that could not bring back."""
    plan = plan_of(plan_path)
    places = Places(workbooks, plan, round_of(plan, round_id))
    if not lost(places):
        raise Wrong("台账或日志还在，不需要重建：只缺台账时，任何一个命令都会自动由日志恢复。")
    with locked_up(places, "重建台账"):
        rebuilt = rebuild(places)
    console.say(f"已由填报表和原件重建台账：填报表 {rebuilt.forms} 份，上报表 {rebuilt.returns} 份。")
    console.say(
        "收到时间以原件存入的时间为准；人工决定（确认归属、接收、关闭批次）没有记录，如仍需要请重新执行。"
    )
    if rebuilt.strangers:
        console.say(f"有 {len(rebuilt.strangers)} 个原件认不出批次，没有登记，仍在 {places.originals}：")
    for path in rebuilt.strangers:
        console.say(f"  {path}")


def _decide(places: Places, orders: Orders) -> None:
    plan, round_, files = places.plan, places.round, list(orders.paths)
    try:
        with opened(places.ledger) as ledger:
            if orders.claim:
                (city,) = cities_of(plan, [orders.claim])
                if len(files) != 1 or not files[0].is_file():
                    raise Wrong("--as 要和一个文件一起用：请写明是哪一个文件。")
                decisions.claim(ledger, round_, city.code, files[0], orders.because)
            if orders.overrule:
                (city,) = cities_of(plan, [orders.overrule])
                if not orders.because:
                    raise Wrong("--overrule 要用 --because 写明理由，理由会记入台账。")
                decisions.overrule(ledger, plan, round_, city.code, files, orders.because)
            if orders.close:
                decisions.close(ledger, round_, orders.because)
    except decisions.Undecidable as undecidable:
        raise Wrong(str(undecidable)) from None


def show_status(plan_path: Path, round_id: str, workbooks: Path) -> None:
    """Show who has returned what when, which return counts, and what is open."""
    places = places_of(plan_path, round_id, workbooks)
    with opened(places.ledger) as ledger:
        heading, rows, remarks = views.status(places, ledger)
    console.say(heading)
    console.table(views.STATUS, rows)
    for each in remarks:
        console.say(each)


def show_history(plan_path: Path, round_id: str, workbooks: Path, code: str) -> None:
    """Tell the story of a city in a round."""
    places = places_of(plan_path, round_id, workbooks)
    (city,) = cities_of(places.plan, [code])
    with opened(places.ledger) as ledger:
        for line in views.history(places, ledger, city):
            console.say(line)


def show_trace(plan_path: Path, round_id: str, workbooks: Path, field: str, region: str) -> None:
    """Lead from a number in the summary to the cells that it comes from."""
    places = places_of(plan_path, round_id, workbooks)
    with opened(places.ledger) as ledger:
        lines = views.trace(places, ledger, field, region)
    if not lines:
        raise Wrong(f"{region} 没有 {field} 的数。请核对填报项编码（如 K06、K06a）和地区编码（如 330102）。")
    for line in lines:
        console.say(line)


def export_values(plan_path: Path, round_id: str, workbooks: Path, target: Path) -> None:
    """Write the numbers of a round to a file as one table."""
    from cascade.export.export_files import export  # these bring pandas, which nothing else here needs
    from cascade.export.tidy_tables import facts_of, values_table

    places = places_of(plan_path, round_id, workbooks)
    with opened(places.ledger) as ledger:
        frame = values_table(facts_of(places, ledger))
    export(frame, target)
    console.say(f"已导出 {len(frame)} 行：{target}")


def write_plan_workbook(plan_path: Path, target: Path) -> None:
    """Write a plan's tables as a workbook that an office can edit."""
    from cascade.plan.plan_workbook import write_workbook  # brings xlsxwriter, which nothing else here needs

    try:
        write_workbook(plan_path, target)
    except PlanError as error:
        raise Wrong(str(error)) from None
    console.say(f"方案已写成工作簿：{target}\n修改后可直接作为方案使用：python generate.py {target} 批次")

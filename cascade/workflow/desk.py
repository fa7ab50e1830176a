"""The operator's desk: what the two commands do, from the words given to what is shown."""

from datetime import date, datetime
from pathlib import Path

from cascade import console
from cascade.command_line import DONE, MACHINE, NEEDED, Wrong
from cascade.model import Plan, Region, Round
from cascade.plan import PlanError, load
from cascade.workflow.collect import collect, write_report
from cascade.workflow.issue import issue


def issue_forms(plan_path: Path, round_id: str, codes: list[str], workbooks: Path) -> None:
    """Issue a round's forms and show what has happened to each."""
    plan = _loaded(plan_path, mention=True)
    round_ = _round(plan, round_id)
    cities = _cities(plan, codes)
    now = datetime.now().replace(microsecond=0)
    rows = []
    for form in issue(plan, round_, cities, workbooks, now):
        rows.append((form.city.name, form.action.value, f"第 {form.version} 版", form.ticket, form.path.name))
        if form.kept:
            console.say(f"{form.city.name}：原来的文件已移到 {form.kept}")
    console.table(("设区市", "结果", "版本", "模板编号", "文件"), rows)
    console.say(f"{round_.name}：共 {len(rows)} 份填报表，在 {form.path.parent}")


def collect_returns(
    plan_path: Path, round_id: str, paths: list[Path], workbooks: Path, today: date, report: Path | None
) -> int:
    """Collect a round's returns, show the board, and return the exit code."""
    plan = _loaded(plan_path)
    round_ = _round(plan, round_id)
    for path in paths:
        if not path.exists():
            raise Wrong(f"找不到 {path}\n请检查路径是否写对；有空格的路径请加引号。")
    collected = collect(plan, round_, paths, workbooks, today, console.progress)
    if report:
        write_report(plan, round_, collected, report)
    console.board(plan, round_, collected.receipts)
    console.errors(plan, collected.receipts)
    if collected.missing:
        console.say("\n没有已接收上报表的设区市：" + "、".join(city.name for city in collected.missing))
    console.say(f"\n汇总表：{collected.summary}")
    if collected.latest_locked:
        console.say("名称带“最新”的汇总表正在被打开，没有更新。请先关闭该文件，再运行一次。")
        return MACHINE
    return NEEDED if collected.needs_somebody else DONE


def write_plan_workbook(plan_path: Path, target: Path) -> None:
    """Write a plan's tables as a workbook that an office can edit."""
    from cascade.plan.workbook import write_workbook  # brings xlsxwriter, which nothing else here needs

    try:
        write_workbook(plan_path, target)
    except PlanError as error:
        raise Wrong(str(error)) from None
    console.say(f"方案已写成工作簿：{target}\n修改后可直接作为方案使用：python generate.py {target} 批次")


def rounds_of(plan_path: Path) -> str:
    """The rounds of a plan, in words."""
    return "本方案的批次有：" + "、".join(f"{each.id}（{each.name}）" for each in _loaded(plan_path).rounds)


def _loaded(path: Path, mention: bool = False) -> Plan:
    try:
        loaded = load(path)
    except PlanError as error:
        raise Wrong(str(error)) from None
    for each in loaded.mentions if mention else ():
        console.say(f"提示：{each}")
    return loaded.plan


def _round(plan: Plan, round_id: str) -> Round:
    for each in plan.rounds:
        if each.id == round_id:
            return each
    known = "、".join(f"{each.id}（{each.name}）" for each in plan.rounds)
    raise Wrong(f"没有批次“{round_id}”。\n本方案的批次有：{known}")


def _cities(plan: Plan, codes: list[str]) -> tuple[Region, ...]:
    known = {city.code for city in plan.cities}
    wrong = [code for code in codes if code not in known]
    if wrong:
        listed = "、".join(f"{city.code} {city.name}" for city in plan.cities)
        raise Wrong(f"没有编码为 {'、'.join(wrong)} 的设区市。\n可选：{listed}")
    return tuple(city for city in plan.cities if not codes or city.code in codes)

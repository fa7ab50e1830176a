"""The whole demonstration, from top to bottom: `python run.py demo`, or `python -m demo`."""

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from demo import folder
from demo.cities import BREAKDOWN_MISTAKES, LATE, PROGRESS_MISTAKES
from demo.facts import breakdown_agrees, progress_agrees
from demo.office import Differs, Office, Report
from demo.reporting import reported
from demo.sharing import shared_out
from demo.story import Telling, say
from demo.tables import HOME, PROVINCE, indicators, round_

DONE, DIFFERS, WRONG, MACHINE = 0, 1, 2, 3
USAGE = "python run.py demo [--workbooks 文件夹]"


def tell(workbooks: Path) -> None:
    """The story. Raises Differs where it does not go as told."""
    office = Office(workbooks)
    breakdown = Telling(office, round_("breakdown"), shared_out, BREAKDOWN_MISTAKES, LATE)
    with step("一、目标分解：下发填报表"):
        breakdown.issue()
    with step("二、各市填报（以下数字都是虚构的）"):
        say("湖州市：在预留行单列了 2 个功能区。")
        say("舟山市：任务数少于县（市、区）数的指标，没有任务的县（市、区）填“/”；衢州市填 0。")
        say("温州市：瓯海区新产品产值增长低于本市目标，在“说明”栏写了原因。")
        breakdown.first_returns("2020-05-29")
    with step("三、5 月 29 日收集"):
        breakdown.collect_with_problems("2020-05-29")
    with step("四、退回的更正，未报的补报，6 月 2 日再收集"):
        breakdown.second_returns("2020-06-02")
        shared = breakdown.collect_all("2020-06-02")
        tell_breakdown(shared, breakdown_agrees(shared, breakdown.filled))

    progress = Telling(office, round_("progress-2020-06-30"), reported, PROGRESS_MISTAKES)
    with step("五、上半年进展：在已接收的分解目标上下发"):
        progress.issue()
    with step("六、各市填报（以下数字都是虚构的），7 月 8 日收集"):
        progress.first_returns("2020-07-08")
        progress.collect_with_problems("2020-07-08")
    with step("七、退回的更正，7 月 10 日再收集"):
        progress.second_returns("2020-07-10")
        reached = progress.collect_all("2020-07-10")
        tell_progress(reached, shared, progress_agrees(reached, progress.filled))

    with step("结果在这里"):
        for each, report in ((breakdown, shared), (progress, reached)):
            for name, what in (("issued", "填报表"), ("received", "上报表")):
                say(f"{each.round.name}{what}：{office.folder(each.round.id, name)}")
            say(f"{each.round.name}汇总表：{report.summary}")


@contextmanager
def step(title: str) -> Iterator[None]:
    """A part of the story, named again if it does not go as told."""
    print(f"\n{title}")
    try:
        yield
    except Differs as difference:
        raise Differs(f"演示没有按预想进行，停在这一步：{title}\n{difference}") from None


def tell_breakdown(shared: Report, compared: int) -> None:
    """What has come of the breakdown, as far as it was compared."""
    say(f"核对：全省和各市 {compared} 个汇总数与所填数字逐一相符。例如：")
    say(f"新增工业机器人全省合计 {shared.values['K06'][PROVINCE]} 台，等于各县（市、区）所填之和。")


def tell_progress(reached: Report, shared: Report, compared: int) -> None:
    """What has come of the progress round, as far as it was compared."""
    robots, robots_shared = reached.values["K06a"][PROVINCE], shared.values["K06"][PROVINCE]
    spent, before = (reached.values[field][PROVINCE] for field in indicators()["K01"].inputs)
    growth = f"{reached.values['K01'][PROVINCE]:.2f}%"
    say(f"核对：全省和各市 {compared} 个汇总数与所填数字逐一相符。例如：")
    say(f"新增工业机器人上半年全省合计 {robots} 台，全年分解目标合计 {robots_shared} 台。")
    say(f"研发费用支出全省增长 {growth}，由合计算出：{spent} ÷ {before} － 1，不是各市增幅的平均。")


class _Parser(argparse.ArgumentParser):
    """A parser that answers a wrong word in Chinese."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"命令写法不对。用法：{USAGE}\n")


def main(words: list[str] | None = None) -> int:
    """Tell the story and return the exit code: 0 as told, 1 not, 2 wrong usage, 3 the machine."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # each line at once, on a console of any code page
            stream.reconfigure(errors="replace", line_buffering=True)
    parser = _Parser(prog="demo", usage=USAGE, add_help=False)
    options = parser.add_argument_group("选项")
    options.add_argument("-h", "--help", action="help", help="显示本说明后退出")
    options.add_argument(
        "--workbooks",
        metavar="文件夹",
        type=Path,
        default=HOME / "workbooks" / "演示",
        help="结果放在哪里（默认 workbooks/演示；须是新的或空的文件夹，或上次演示用过的）",
    )
    return _tell(parser.parse_args(words).workbooks.absolute())


def _tell(workbooks: Path) -> int:
    print("演示：用真实方案（18 项指标、11 个设区市），走完“下发、填报、收集、更正、汇总”。")
    print(f"各市填报的数字都是虚构的，只供演示。结果放在：{workbooks}")
    try:
        if folder.prepare(workbooks):
            print("（上次演示的结果已清除。）")
        tell(workbooks)
    except folder.NotOurs as wrong:
        print(f"{wrong}\n请用 --workbooks 另指定一个新的或空的文件夹。", file=sys.stderr)
        return WRONG
    except Differs as difference:
        print(f"\n{difference}", file=sys.stderr)
        return DIFFERS
    except KeyboardInterrupt:
        print("\n已中断。可以随时重新运行演示。", file=sys.stderr)
        return MACHINE
    except OSError as error:
        where = f"：{error.filename}" if error.filename else ""
        print(f"\n文件读写不成{where}（{error.strerror or error}）。", file=sys.stderr)
        print("如果它正在 Excel 或 WPS 中打开，请先关闭，再运行一次。", file=sys.stderr)
        return MACHINE
    print("\n演示完成，一切如上所述。可以用 Excel 或 WPS 打开汇总表查看。")
    return DONE


if __name__ == "__main__":
    sys.exit(main())

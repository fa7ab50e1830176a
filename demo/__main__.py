"""The whole demonstration, from top to bottom: `python run.py demo`, or `python -m demo`."""

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

from demo import folder, zhejiang
from demo.cast import Cast
from demo.casting import cast_of, with_own_figures
from demo.facts import breakdown_agrees, progress_agrees
from demo.office import Differs, Office, Refused, Report, opened
from demo.reporting import reported
from demo.sharing import shared_out
from demo.story import Telling, say
from demo.tables import HOME, SHIPPED, Round

DONE, DIFFERS, WRONG, MACHINE = 0, 1, 2, 3
USAGE = "python run.py demo [--plan 方案] [--workbooks 文件夹]"
_ROUNDS = 2  # that are told: the breakdown, where there is one, and progress
_COMPARED = "核对：{whole}和各{unit} {compared} 个汇总数与所填数字逐一相符。"


def tell(office: Office, cast: Cast) -> None:
    """The story. Raises Differs where it does not go as told."""
    numbers = iter("一二三四五六七八九十")
    told: list[tuple[Telling, Report]] = []
    for round_ in office.plan.rounds[:_ROUNDS]:
        telling = _telling(office, cast, round_)
        report = _tell_round(telling, cast.told, numbers, first=not told)
        if round_.breaks_down:
            _tell_breakdown(telling, report)
        else:
            _tell_progress(telling, report, told[0][1] if office.plan.rounds[0].breaks_down else None)
        told.append((telling, report))
    with step("结果在这里"):
        for each, report in told:
            for name, what in (("issued", "填报表"), ("received", "上报表")):
                say(f"{each.round.name}{what}：{office.folder(each.round.id, name)}")
            say(f"{each.round.name}汇总表：{report.summary}")


def _telling(office: Office, cast: Cast, round_: Round) -> Telling:
    if round_.breaks_down:
        return Telling(office, cast.words, round_, partial(shared_out, office.plan, cast), cast.breakdown)
    answers = partial(reported, office.plan, cast, round_)
    return Telling(office, cast.words, round_, answers, cast.progress)


def _tell_round(telling: Telling, told: Sequence[str], numbers: Iterator[str], *, first: bool) -> Report:
    """Tell a round and return what it has come to; the first is told in more steps than the others."""
    round_ = telling.round
    day, next_day = telling.days_in_words
    shares = telling.plan.rounds[0].breaks_down and not round_.breaks_down
    with step(f"{next(numbers)}、{round_.name}：{'在已接收的分解目标上下发' if shares else '下发填报表'}"):
        telling.issue()
    filling = f"{next(numbers)}、各{telling.words.unit}填报（以下数字都是虚构的）"
    with step(filling if first else f"{filling}，{day}收集"):
        for line in told if round_.breaks_down else ():
            say(line)
        telling.first_returns()
        if not first:
            telling.collect_with_problems()
    if first:
        with step(f"{next(numbers)}、{day}收集"):
            telling.collect_with_problems()
    late = "，未报的补报" if telling.mishaps.late else ""
    with step(f"{next(numbers)}、退回的更正{late}，{next_day}再收集"):
        telling.second_returns()
        return telling.collect_all()


@contextmanager
def step(title: str) -> Iterator[None]:
    """A part of the story, named again if it does not go as told."""
    print(f"\n{title}")
    try:
        yield
    except Differs as difference:
        raise Differs(f"演示没有按预想进行，停在这一步：{title}\n{difference}") from None


def _tell_breakdown(telling: Telling, shared: Report) -> None:
    """What has come of the breakdown, as far as it was compared."""
    plan, words = telling.plan, telling.words
    compared = breakdown_agrees(plan, shared, telling.filled)
    code, name = words.amount
    say(_COMPARED.format(whole=words.whole, unit=words.unit, compared=compared) + ("例如：" if code else ""))
    if total := shared.value(code, plan.top):
        unit = plan.indicators[code].unit
        say(f"{name}{words.whole}合计 {total} {unit}，等于各{words.leaf}所填之和。")


def _tell_progress(telling: Telling, reached: Report, shared: Report | None) -> None:
    """What has come of the progress round, as far as it was compared."""
    plan, words = telling.plan, telling.words
    compared = progress_agrees(plan, reached, telling.filled)
    amount, growth = (plan.indicators.get(code) for code, _ in (words.amount, words.growth))
    total = reached.value(amount.fields[0], plan.top) if amount else None
    percent = reached.value(growth.code, plan.top) if growth else None
    known = total is not None or percent is not None
    say(_COMPARED.format(whole=words.whole, unit=words.unit, compared=compared) + ("例如：" if known else ""))
    if amount and total is not None:
        goal = shared.value(amount.code, plan.top) if shared else None
        of_it = f"，{words.year}分解目标合计 {goal} {amount.unit}" if goal is not None else ""
        say(f"{words.amount[1]}{words.period}{words.whole}合计 {total} {amount.unit}{of_it}。")
    if growth and percent is not None:
        now, before = (reached.value(field, plan.top) for field in growth.fields)
        computed = f"由合计算出：{now} ÷ {before} － 1"
        say(f"{words.growth[1]}{words.whole}增长 {percent:.2f}%，{computed}，不是各{words.unit}增幅的平均。")


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
        "--plan",
        metavar="方案",
        help="方案文件夹（CSV 表）或方案工作簿（默认随程序附带的浙江省 2020 年方案）",
    )
    options.add_argument(
        "--workbooks",
        metavar="文件夹",
        type=Path,
        default=HOME / "workbooks" / "演示",
        help="结果放在哪里（默认 workbooks/演示；须是新的或空的文件夹，或上次演示用过的）",
    )
    given = parser.parse_args(words)
    return _tell(given.plan, given.workbooks.absolute())


def _tell(plan: str | None, workbooks: Path) -> int:
    try:
        with tempfile.TemporaryDirectory() as scratch:
            tables = opened(plan or str(SHIPPED), Path(scratch), is_trusted=plan is None)
        cast = cast_of(tables) if plan else zhejiang.CAST
        counted = f"{len(tables.indicators)} 项指标、{len(tables.cities)} 个{cast.words.level}"
        print(
            f"演示：用{'方案“' + tables.said['title'] + '”' if plan else '真实方案'}（{counted}），", end=""
        )
        print("走完“下发、填报、收集、更正、汇总”。")
        print(f"各{cast.words.unit}填报的数字都是虚构的，只供演示。结果放在：{workbooks}")
        if folder.prepare(workbooks, tables.id):
            print("（上次演示的结果已清除。）")
        tables = with_own_figures(tables) if plan else tables
        tables.write(workbooks / folder.COPY)
        tell(Office(workbooks, tables), cast)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return refused.code
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

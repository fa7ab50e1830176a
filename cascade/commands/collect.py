"""Collect a round's returns: `collect.py PLAN ROUND [PATH …]`; see `--help`."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.commands import command_line
from cascade.commands.command_line import DONE
from cascade.errors import Wrong
from cascade.garbage import relax_gc

if TYPE_CHECKING:  # --help stays quick
    from datetime import date

    from cascade.meeting.publish import Printing
    from cascade.places import Places

# The options that belong to a collection, and those that run without one, by their names in the namespace.
# --today belongs to neither: it changes nothing where nothing is collected.
_COLLECTING = (
    *("paths", "json", "cluster", "split", "printed", "bulletin", "received"),
    *("claim", "overrule", "use", "withdraw", "checked", "close", "reopen", "undo", "because", "by", "reply"),
)
_NOT_COLLECTING = ("rebuild", "status", "history", "trace", "export")
# What stands on the command line where that is not "--" and the name.
_OTHER_WORDS = {"paths": "上报表文件或文件夹", "printed": "--print", "claim": "--as"}


def main(words: list[str] | None = None) -> int:
    """Parse the words of a command line, by default this program's; collect; return the exit code."""
    parser = command_line.parser(
        "[方案] [批次] [路径 …]",
        "收集上报表：逐份读取、检查、登记，并发布汇总表。",
        "例：\n  python collect.py plans/zhejiang-2020 breakdown\n"
        "  python collect.py plans/zhejiang-2020 breakdown 收到的文件夹 --json 结果.json\n\n",
    )
    command_line.add_plan(parser)
    parser.add_argument(
        "round",
        metavar="批次",
        nargs="?",
        help="批次的名称、编号或截止日，如 上半年进展、progress-2020-06-30（默认当前批次）",
    )
    parser.add_argument(
        "paths",
        metavar="路径",
        nargs="*",
        default=[],
        help="上报表文件或文件夹（默认为该批次的 received 文件夹）",
    )
    _add_collecting(parser)
    _add_decisions(parser)
    _add_views(parser)
    _add_products(parser)
    _add_mail(parser)
    command_line.add_common(parser, "把这一天作为今天：据此判断逾期，也是新文件的收到日期（默认今天）")
    given = parser.parse_intermixed_args(words)

    relax_gc()
    from cascade.commands.running import run  # only when needed: --help stays quick

    return run(lambda: _collect(given), given.workbooks / "运行记录.log")


def _add_collecting(parser: argparse.ArgumentParser) -> None:
    collecting = parser.add_argument_group("收集上报表")
    collecting.add_argument(
        "--received",
        metavar="日期",
        type=command_line.a_day,
        help="本次新文件的收到日期（默认同 --today）",
    )
    collecting.add_argument(
        "--fetch",
        metavar="文件夹",
        nargs="?",
        const="",
        help="先从邮箱收取附件再收集；写明文件夹则从其中保存的 .eml 邮件收取",
    )
    collecting.add_argument(
        "--cluster",
        metavar="地址",
        default="",
        help="由 Dask 集群读取上报表（如 tcp://10.0.0.5:8786），份数很多时用",
    )
    collecting.add_argument(
        "--rebuild", action="store_true", help="台账和日志都丢失时，由填报表和原件重建台账（不收集）"
    )


def _add_decisions(parser: argparse.ArgumentParser) -> None:
    decisions = parser.add_argument_group("人工决定（连同理由记入台账）")
    one = decisions.add_mutually_exclusive_group()
    one.add_argument("--as", dest="claim", metavar="填报单位", help="确认这个文件是哪个单位的填报表")
    one.add_argument(
        "--overrule", metavar="填报单位", help="接收某单位待定的上报表，没有可用数字的格仍按缺失处理"
    )
    one.add_argument("--use", metavar="文件", help="改以该单位的这一份为准，直到又收到更新的合格表")
    one.add_argument(
        "--withdraw",
        metavar="填报单位或文件",
        help="撤回：写文件则以该单位前一份合格表为准；写单位则改为待重报，直到又收到新的",
    )
    one.add_argument("--checked", metavar="文件", help="核对无误：这一份存疑的数是对的，不再提示（要写理由）")
    one.add_argument("--close", action="store_true", help="关闭本批次，之后收到的待人工核实")
    one.add_argument("--reopen", action="store_true", help="重开已关闭的批次，关闭后收到的重新判定")
    one.add_argument("--undo", metavar="编号", type=int, help="撤销一条人工决定，编号见 --status")
    decisions.add_argument("--because", metavar="理由", default="", help="决定的理由")
    decisions.add_argument("--by", metavar="姓名", default="", help="作决定的人（默认为本机的用户名）")


def _add_views(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("查询（不收集）")
    views = group.add_mutually_exclusive_group()
    views.add_argument("--status", action="store_true", help="谁在何时报了什么，哪份有效，还有什么未了结")
    views.add_argument("--history", metavar="填报单位", help="一个填报单位在本批次的经过")
    views.add_argument(
        "--trace", metavar=("指标", "地区"), nargs=2, help="汇总表中的一个数来自哪个文件、哪个单元格"
    )
    views.add_argument(
        "--export",
        metavar="文件",
        type=Path,
        help="把本批次的数导出为一张表：.csv、.xlsx、.sqlite，装有 pyarrow 的还可以是 .parquet",
    )


def _add_products(parser: argparse.ArgumentParser) -> None:
    products = parser.add_argument_group("汇总表之外再要什么")
    products.add_argument(
        "--print",
        dest="printed",
        metavar="纸张、full 或表名",
        nargs="*",
        help="另出一份开会用的汇总材料（PDF，横向）：A4（默认）或 A3；full 打印整本；"
        "写表名（可只写一部分）则只打印这些表；先后不限",
    )
    products.add_argument(
        "--split",
        metavar="分法",
        type=command_line.a_split,
        help="另出分册：lead（牵头单位）、city（填报单位，如设区市）各一份",
    )
    products.add_argument(
        "--bulletin",
        action="store_true",
        help="另出一份通报的草稿（Word），模板是 templates/bulletin.docx",
    )
    products.add_argument("--json", metavar="文件", type=Path, help="把结果另写成 JSON，供其他程序使用")


def _add_mail(parser: argparse.ArgumentParser) -> None:
    mail = parser.add_argument_group("给填报单位回信（设置见 mail.example.toml）")
    mail.add_argument("--reply", action="store_true", help="收集后写回执、更正函和重报函（默认写草稿）")
    mail.add_argument("--send", action="store_true", help="与 --reply 一起用：直接发送")
    command_line.add_mailing(mail)


def _collect(given: argparse.Namespace) -> int:
    from datetime import date  # only when needed, like all that follows: --help stays quick

    from cascade.collecting.unchanged import unchanged

    _refuse_mailing_without_reply(given)
    today = given.today or date.today()
    words = [word for word in (given.plan, given.round, *given.paths) if word is not None]
    asked = [os.getcwd(), str(given.workbooks), str(given.mail), today.isoformat(), *words]
    if _is_plain(given) and (found := unchanged(given.workbooks, asked)):
        from cascade.commands import console

        console.tell_again(found.told, concluding=True)
        return found.code
    from cascade.commands import left_out

    task = left_out.find_task(words, given.workbooks, today)
    given.paths = [*task.paths]
    _refuse_collecting_beside_query(given)
    if _answer(given, task.places, today):
        return DONE
    return _collect_anew(given, task.places, today, asked)


def _answer(given: argparse.Namespace, places: "Places", today: "date") -> bool:
    """Answer a query, or rebuild the ledger; return whether that was asked for. Raises Wrong."""
    from cascade.commands import opening, queries

    if given.rebuild:
        from cascade.commands import collect_round  # with the summary and all that draws it

        collect_round.rebuild_ledger(places)
        return True
    opening.refuse_lost_ledger(places)
    if given.status:
        queries.show_status(places, today)
    elif given.history:
        queries.show_history(places, opening.find_city(places.plan, given.history))
    elif given.trace:
        queries.show_trace(places, *given.trace)
    elif given.export:
        queries.export_values(places, given.export)
    return any(getattr(given, name) for name in _NOT_COLLECTING)


def _collect_anew(given: argparse.Namespace, places: "Places", today: "date", asked: list[str]) -> int:
    """Collect, after fetching mail and before answering it where that is wanted; return the exit code."""
    from datetime import datetime

    from cascade.commands import collect_round, deciding
    from cascade.commands.watching import watching

    printing = _printing(given, places)
    watch = watching(places, asked, given.paths, given.mail) if _is_plain(given) else None
    received = given.received or given.today or datetime.now().replace(microsecond=0)
    order = deciding.order_of(given)
    extras = collect_round.Extras(given.json, given.split, printing, given.bulletin)

    def collect() -> int:
        return collect_round.collect_returns(
            places,
            given.paths,
            received,
            today,
            order,
            extras,
            cluster=given.cluster,
            mail=given.mail,
            watch=watch,
        )

    if given.fetch is None and not given.reply:
        return collect()
    from cascade.commands import mailing  # its libraries would cost every collection a twentieth

    how = mailing.Mailing(given.send, given.mail, today, given.dry_run, given.to_me, given.confirm_addresses)
    if given.fetch is not None:
        mailing.fetch_mail(places, Path(given.fetch) if given.fetch else None, given.mail)
    code = collect()
    return max(code, mailing.reply(places, how)) if given.reply else code


def _is_plain(given: argparse.Namespace) -> bool:
    """Whether the words ask for a collection and nothing else, and name plan and round."""
    others = (*_COLLECTING, *_NOT_COLLECTING)
    asked = [name for name in others if getattr(given, name) not in (None, False, "", [])]
    named = given.plan is not None and given.round is not None
    return named and given.printed is None and given.fetch is None and set(asked) <= {"paths"}


def _printing(given: argparse.Namespace, places: "Places") -> "Printing | None":
    """What --print asks for; paths of returns among its words join the others. Raises Wrong."""
    if given.printed is None:
        return None
    from cascade.commands.printing import printing_of  # only when needed: it loads the whole summary

    printing, paths = printing_of(given.printed, places.plan, places.round)
    given.paths += paths
    return printing


def _refuse_mailing_without_reply(given: argparse.Namespace) -> None:
    """Raise Wrong where options say how to send letters and no letter is asked for."""
    if not given.reply and (given.send or given.dry_run or given.to_me or given.confirm_addresses):
        raise Wrong("--send、--dry-run、--to-me 和 --confirm-addresses 说的是怎样发信，请和 --reply 一起用。")


def _refuse_collecting_beside_query(given: argparse.Namespace) -> None:
    """Raise Wrong where a collection is asked for beside a query: it would be left out without a word."""
    asked = [name for name in _NOT_COLLECTING if getattr(given, name)]
    wanted = [name for name in _COLLECTING if getattr(given, name) not in (None, False, "", [])]
    wanted += ["printed"] if given.printed == [] else []
    wanted += ["fetch"] if given.fetch is not None else []  # "" where no folder is named
    if asked and wanted:
        words = "、".join(_OTHER_WORDS.get(name, f"--{name}") for name in wanted)
        raise Wrong(f"--{asked[0]} 不收集上报表，不能与 {words} 一起用。请分两次运行。")

"""Collect a round's returns: `collect.py PLAN ROUND [PATH …]`; see `--help`."""

import argparse
import sys
from datetime import date
from pathlib import Path

from cascade import command_line


def main(words: list[str] | None = None) -> int:
    """Words from the command line in, the summary, a report and an exit code out."""
    parser = command_line.parser(
        "收集上报表：逐份读取、检查、登记，并发布全省汇总表。",
        "例：\n  python collect.py plans/zhejiang-2020 breakdown\n"
        "  python collect.py plans/zhejiang-2020 breakdown 收到的文件夹 --json 结果.json\n\n",
    )
    parser.add_argument("plan", metavar="方案", type=Path, help="方案文件夹（CSV 表）或方案工作簿（.xlsx）")
    parser.add_argument("round", metavar="批次", help="批次编号，如 breakdown、progress-2020-06-30")
    parser.add_argument(
        "paths",
        metavar="路径",
        nargs="*",
        type=Path,
        help="上报表文件或文件夹（默认为该批次的 received 文件夹）",
    )
    parser.add_argument(
        "--workbooks",
        metavar="文件夹",
        type=Path,
        default=Path("workbooks"),
        help="存放位置（默认 workbooks）",
    )
    parser.add_argument("--json", metavar="文件", type=Path, help="把结果另写成 JSON，供其他程序使用")
    parser.add_argument(
        "--today",
        metavar="日期",
        type=command_line.iso_date,
        default=date.today(),
        help="把这一天作为收到日期，据此判断是否迟报（默认今天）",
    )
    given = parser.parse_args(words)
    return command_line.run(lambda: _collect(given), given.workbooks / "运行记录.log")


def _collect(given: argparse.Namespace) -> int:
    from cascade.workflow import desk  # not before it is needed: --help stays quick

    return desk.collect_returns(
        given.plan, given.round, given.paths, given.workbooks, given.today, given.json
    )


if __name__ == "__main__":
    sys.exit(main())

"""Issue the forms of a round: `generate.py PLAN ROUND [--city CODE …]`; see `--help`."""

import argparse
import sys
from pathlib import Path

from cascade import command_line
from cascade.command_line import DONE, Wrong


def main(words: list[str] | None = None) -> int:
    """Words from the command line in, forms and an exit code out."""
    parser = command_line.parser(
        "下发填报表：按方案为每个设区市生成一份填报表，并记入台账。",
        "例：\n  python generate.py plans/zhejiang-2020 breakdown\n"
        "  python generate.py plans/zhejiang-2020 --plan-workbook 方案.xlsx\n\n",
    )
    parser.add_argument("plan", metavar="方案", type=Path, help="方案文件夹（CSV 表）或方案工作簿（.xlsx）")
    parser.add_argument(
        "round", metavar="批次", nargs="?", help="批次编号，如 breakdown、progress-2020-06-30"
    )
    parser.add_argument("--city", metavar="编码", nargs="+", default=[], help="只下发这些设区市（如 330100）")
    parser.add_argument(
        "--workbooks",
        metavar="文件夹",
        type=Path,
        default=Path("workbooks"),
        help="存放位置（默认 workbooks）",
    )
    parser.add_argument(
        "--parts",
        choices=("lead", "county"),
        help="分表下发：lead 每个牵头单位一份，county 每个县（市、区）一份",
    )
    parser.add_argument(
        "--plan-workbook", metavar="文件", type=Path, help="把方案写成一本可用 Excel 修改的工作簿"
    )
    given = parser.parse_args(words)
    return command_line.run(lambda: _generate(given), given.workbooks / "运行记录.log")


def _generate(given: argparse.Namespace) -> int:
    from cascade.workflow import desk  # not before it is needed: --help stays quick

    if given.plan_workbook:
        desk.write_plan_workbook(given.plan, given.plan_workbook)
        return DONE
    if not given.round:
        raise Wrong(f"请写明批次。{desk.rounds_of(given.plan)}")
    desk.issue_forms(given.plan, given.round, given.city, given.workbooks, given.parts)
    return DONE


if __name__ == "__main__":
    sys.exit(main())

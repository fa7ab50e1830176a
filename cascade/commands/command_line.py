"""What both commands share: the Chinese texts of their parser, common options, and exit codes.

Exit codes: 0 done, no person needed; 1 done, but a city is missing or a return waits for a person, or a
notice gives no plan; 2 wrong usage, or a faulty plan or template; 3 trouble with the machine (a locked
file, a full disk) or a fault of the program.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from cascade.errors import Wrong

DONE, NEEDED, WRONG, MACHINE = 0, 1, 2, 3

EXIT_CODES = """退出码：
  0  完成，无需人工处理（警告、提示和迟报不影响）
  1  完成，但有单位未报，或有上报表退回修改、读不出数、待人工核实；或通知读不出来
  2  命令写法不对，或方案、通报模板有错
  3  机器环境问题（文件被占用、磁盘已满等）
"""

_CHINESE = {
    "usage: ": "本命令的用法：",  # as long as the English: argparse cuts seven characters off its own usage
    "positional arguments": "参数",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，只能是 %(choices)s",
    "invalid %(type)s value: %(value)r": "后面要写数字，写的却是 %(value)r",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
    "not allowed with argument %s": "不能与 %s 一起用",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是 %(matches)s",
    "%(prog)s: error: %(message)s\n": "命令有误：%(message)s\n（加 --help 查看说明）\n",
}


def parser(usage: str, description: str, epilog: str) -> argparse.ArgumentParser:
    """A parser with Chinese texts.

    `usage` names the arguments without the options. The help ends with `epilog` and the exit codes.
    """
    # argparse looks its texts up by these two names of gettext, and offers no other way to translate them.
    argparse._ = lambda text: _CHINESE.get(text, text)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: _CHINESE.get(one, one)  # type: ignore[attr-defined]
    return argparse.ArgumentParser(
        usage=" ".join(filter(None, ("%(prog)s", usage, "[选项 …]"))),
        description=description,
        epilog=epilog + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )


def add_plan(parser: argparse.ArgumentParser) -> None:
    """Add the plan as the first argument."""
    parser.add_argument(
        "plan",
        metavar="方案",
        nargs="?",
        help="方案文件夹（CSV 表）或方案工作簿（.xlsx）；存放位置里只有一个方案时可以不写",
    )


def add_common(parser: argparse.ArgumentParser, today: str = "") -> None:
    """Add, at the end of the help, the options of every command; `today` explains --today, if it has that."""
    common = parser.add_argument_group("其他")
    common.add_argument(
        "--workbooks", metavar="文件夹", type=Path, default="workbooks", help="存放位置（默认 workbooks）"
    )
    if today:
        common.add_argument("--today", metavar="日期", type=a_day, help=today)
    common.add_argument("-h", "--help", action="help", help="显示本说明后退出")


def add_mailing(group: argparse._ArgumentGroup) -> None:
    """Add the options that say how letters are sent."""
    group.add_argument(
        "--mail", metavar="文件", type=Path, default=Path("mail.toml"), help="邮件设置（默认 mail.toml）"
    )
    group.add_argument("--dry-run", action="store_true", help="只列出会给谁写信、附什么，不写信也不发送")
    group.add_argument("--to-me", action="store_true", help="只发一封给经办人自己，看看样子")
    group.add_argument("--confirm-addresses", action="store_true", help="联系人表改动后，确认收件地址无误")


def a_day(text: str) -> object:
    """Turn an argument such as 2020-05-30 or 2020年5月30日 into a `date`. Raises ArgumentTypeError."""
    from cascade.commands import choices  # only when needed: --help stays quick

    return _argument(choices.day, text)


def a_split(text: str) -> object:
    """Turn an argument such as lead or 设区市 into a way to split the summary. Raises ArgumentTypeError."""
    from cascade.commands import choices  # only when needed: --help stays quick

    return _argument(lambda word: choices.choose(word, choices.SPLITS, "分法"), text)


def a_parting(text: str) -> object:
    """Turn an argument such as county or 牵头单位 into a way to split forms. Raises ArgumentTypeError."""
    from cascade.commands import choices  # only when needed: --help stays quick

    return _argument(lambda word: choices.choose(word, choices.PARTS, "分法"), text)


def _argument(read: Callable[[str], object], text: str) -> object:
    """What `read` makes of an argument's text, with its complaint as argparse wants it."""
    try:
        return read(text)
    except Wrong as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None

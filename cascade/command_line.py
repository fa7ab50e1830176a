"""What both commands share: Chinese usage and messages, exit codes, and no traceback for anybody.

Exit codes: 0 done and nobody needed; 1 done, but a city is missing or a return waits for somebody;
2 wrong usage or a broken plan; 3 the machine (a locked file, a full disk) or a fault of the program.
"""

import argparse
import errno
import gc
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

DONE, NEEDED, WRONG, MACHINE = 0, 1, 2, 3

EXIT_CODES = """退出码：
  0  完成，无需人工处理（警告、提示和迟报不影响）
  1  完成，但有设区市未报，或有上报表退回修改、无法读取、待人工核实
  2  命令写法不对，或方案有错
  3  机器环境问题（文件被占用、磁盘已满等）
"""

_CHINESE = {
    "usage: ": "本命令的用法：",  # as long as the English: argparse cuts seven characters off its own usage
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本说明后退出",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r，只能是 %(choices)s",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少要写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
    "not allowed with argument %s": "不能与 %s 一起用",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是 %(matches)s",
    "%(prog)s: error: %(message)s\n": "命令有误：%(message)s\n（加 --help 查看说明）\n",
}


class Wrong(Exception):
    """The user asked for something that cannot be: the Chinese text says what and what to do."""


class Unavailable(Exception):
    """The machine is in the way for now: the Chinese text says what and what to do."""


def parser(description: str, epilog: str = "") -> argparse.ArgumentParser:
    """A parser whose every word is Chinese."""
    # argparse takes its words from its own two names for gettext; it has no other door for a language.
    argparse._ = lambda text: _CHINESE.get(text, text)  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, count: _CHINESE.get(one, one)  # type: ignore[attr-defined]
    return argparse.ArgumentParser(
        description=description,
        epilog=epilog + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_mailing(group: argparse._ArgumentGroup) -> None:
    """How letters are sent, in the same words in both commands."""
    group.add_argument(
        "--mail", metavar="文件", type=Path, default=Path("mail.toml"), help="邮件设置（默认 mail.toml）"
    )
    group.add_argument("--dry-run", action="store_true", help="只列出会给谁写信、附什么，不写信也不发送")
    group.add_argument("--to-me", action="store_true", help="只发一封给经办人自己，看看样子")
    group.add_argument("--confirm-addresses", action="store_true", help="联系人表改动后，确认收件地址无误")


def iso_date(text: str) -> date:
    """A date argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2020-05-30 的样子") from None


def run(story: Callable[[], int], log: Path) -> int:
    """Run a command; whatever goes wrong becomes a Chinese message and an exit code.

    What a user cannot mend is written to `log` with its traceback, for whoever maintains the program.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a Chinese console lacks some signs
    logger = logging.getLogger("cascade")
    logger.addHandler(_Log(log, encoding="utf-8", delay=True))
    logger.propagate = False
    settle_in()
    try:
        return story()
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return WRONG
    except Unavailable as unavailable:
        print(unavailable, file=sys.stderr)
        return MACHINE
    except ModuleNotFoundError as missing:
        return _in_own_environment(missing)
    except KeyboardInterrupt:
        print("\n已中断。已保存的内容不受影响，重新运行即可继续。", file=sys.stderr)
        return MACHINE
    except OSError as error:
        print(_machine_message(error), file=sys.stderr)
        return MACHINE
    except Exception:
        logger.exception("%s", " ".join(sys.argv))
        print(f"程序出了意外，没有完成。请把 {log} 交给软件维护人员；收到的原件没有丢失。", file=sys.stderr)
        return MACHINE


def settle_in() -> None:
    """Look less often for circles of objects: what is imported stays, and what comes are plain records."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


class _Log(logging.FileHandler):
    """A log that is made when it is needed, and keeps quiet where the disk does not let it be written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        with suppress(OSError):
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say nothing: what went wrong is told on the console."""


def _in_own_environment(missing: ModuleNotFoundError) -> int:
    """Run the same command again with the project's own Python, where `run.py` has made one.

    The story imports what it needs before it does anything, so nothing has happened yet.
    """
    folder = Path(__file__).resolve().parent.parent / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists() and Path(sys.prefix).resolve() != folder:
        return subprocess.run([python, *sys.argv], check=False).returncode
    print(f"缺少运行所需的组件（{missing.name}）。请先运行：python run.py setup", file=sys.stderr)
    return MACHINE


def _machine_message(error: OSError) -> str:
    where = f"：{error.filename}" if error.filename else ""
    if isinstance(error, PermissionError):
        return f"文件无法写入{where}\n可能正在 Excel 或 WPS 中打开。请先关闭该文件，再运行一次。"
    if error.errno == errno.ENOSPC:
        return f"磁盘已满{where}\n请腾出空间后再运行一次。已收到的原件没有丢失。"
    if error.errno == errno.EBUSY:
        return (
            f"文件正被别的程序使用{where}\n"
            "请等它完成，或关闭正在使用这个文件的程序，再运行一次。已保存的内容不受影响。"
        )
    return f"读写文件时出错{where}（{error.strerror or error}）\n请检查路径和磁盘后再运行一次。"

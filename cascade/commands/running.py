"""Run a command, and turn every error into a Chinese message and an exit code.

`command_line` does not import this module: its imports would double the time of `--help`.
"""

import errno
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cascade.commands.command_line import MACHINE, WRONG
from cascade.errors import Unavailable, Wrong
from cascade.garbage import leave_all


def run(story: Callable[[], int], log: Path) -> int:
    """Run a command; return its exit code, or the code of the error that ended it, which `log` may tell."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a Chinese console lacks some characters
    log_to(log)
    try:
        return story()
    except ModuleNotFoundError as missing:
        return _retry_in_environment(missing)
    except KeyboardInterrupt:
        print("\n已中断。已保存的内容不受影响，重新运行即可继续。", file=sys.stderr)
        return MACHINE
    except Exception as error:
        message, code = explain(error, log)
        print(message, file=sys.stderr)
        return code
    finally:
        leave_all()


def explain(error: Exception, log: Path) -> tuple[str, int]:
    """The Chinese message for an error that ended a command, and the exit code.

    An error that no user can correct goes to the log, which lies at `log`.
    """
    match error:
        case Wrong():
            return str(error), WRONG
        case Unavailable():
            return str(error), MACHINE
        case OSError():
            return _machine_message(error), MACHINE
    logging.getLogger("cascade").error("%s", " ".join(sys.argv), exc_info=error)
    return f"程序出了意外，没有完成。请把 {log} 交给软件维护人员；收到的原件没有丢失。", MACHINE


def log_to(log: Path) -> None:
    """Write the errors that no user can correct to the file `log`, with their tracebacks."""
    logger = logging.getLogger("cascade")
    logger.addHandler(_QuietLog(log, encoding="utf-8", delay=True))
    logger.propagate = False


class _QuietLog(logging.FileHandler):
    """A log that creates its file with the first record, and ignores a disk that refuses it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record to the file."""
        with suppress(OSError):
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say nothing: the console has told what went wrong."""


def _retry_in_environment(missing: ModuleNotFoundError) -> int:
    """Run the same command again with the environment that the checkout's `run.py` has set up.

    A command imports all it needs before it does anything, so nothing has happened yet. An installed package
    has no `run.py` beside it: there pip is the remedy.
    """
    project = Path(__file__).resolve().parents[2]
    environment = project / ".venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    checkout = (project / "run.py").is_file()
    if checkout and python.exists() and Path(sys.prefix).resolve() != environment:
        return subprocess.run([python, *sys.orig_argv[1:]], check=False).returncode
    remedy = "请先运行：python run.py setup" if checkout else "请用 pip 重新安装本软件"
    print(f"缺少运行所需的组件（{missing.name}）。{remedy}", file=sys.stderr)
    return MACHINE


def _machine_message(error: OSError) -> str:
    where = f"：{error.filename}" if error.filename else ""
    if isinstance(error, PermissionError):
        return f"文件无法写入{where}\n可能正在 Excel 或 WPS 中打开。请先关闭该文件，再运行一次。"
    if isinstance(error, FileNotFoundError):
        return f"文件不在了{where}\n可能刚被移走或改名。请再运行一次。"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满{where}\n请腾出空间后再运行一次。已收到的原件没有丢失。"
    if error.errno == errno.EROFS:
        return f"文件夹是只读的，不能写入{where}\n请解除只读（如移动硬盘的写保护），再运行一次。"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"应该是文件夹的地方放着一个文件{where}\n请把它改名或移走，再运行一次。已收到的原件没有丢失。"
    if error.errno == errno.EBUSY:
        return (
            f"文件正被别的程序使用{where}\n"
            "请等它完成，或关闭正在使用这个文件的程序，再运行一次。已保存的内容不受影响。"
        )
    return f"读写文件时出错{where}（{error.strerror or error}）\n请检查路径和磁盘后再运行一次。"

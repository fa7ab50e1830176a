"""The one command a new user runs: makes `.venv` beside this file, installs what is pinned, starts the rest.

Standard library only, because it runs before anything is installed. A stamp inside `.venv` says what is
installed there; it is written last, so that whatever was interrupted is done again.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, io.TextIOWrapper):  # a console of another code page must not end the program
        _stream.reconfigure(errors="replace")

if sys.version_info < (3, 11):  # noqa: UP036  (said before anything below is evaluated that older ones reject)
    print("需要 Python 3.11 或更新的版本，现在是 %d.%d。" % sys.version_info[:2])  # noqa: UP031
    print("请安装新版 Python，再用它运行：python run.py")
    sys.exit(2)

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "installed.json"
WHEELS = HOME / "wheels"
RUNTIME = HOME / "requirements.txt"
DEVELOPMENT = HOME / "requirements-dev.txt"

USAGE = """用法：python run.py <命令> [参数…]

  desk [参数…]   在浏览器里办理：下发、收集、汇总都不用命令行（加 --help 查看说明）
  demo [参数…]   演示：下发、收集、汇总走一遍（--plan 方案：用别的方案）
  test [参数…]   运行测试（参数原样交给 pytest；加 --long 则大批抽样，时间长得多）
  setup          只安装演示和测试所需的程序包
  wheels         把程序包下载到 wheels 文件夹，供不能上网的电脑安装

首次运行会在本文件夹内建立 .venv，不改动电脑上已有的 Python。
旁边有 wheels 文件夹时，从中安装，不访问网络。"""

NO_VENV = """建不成虚拟环境 .venv，原因见上面的英文提示。请检查：
  1. 有没有别的程序正开着 .venv 里的文件：请关闭后再试；
  2. 对本文件夹有没有写入权限，磁盘有没有空间；
  3. Debian、Ubuntu 上先安装：sudo apt install python3-venv"""

NO_NETWORK = """程序包没有装成，原因见上面的英文提示。多半是连不上网络，请：
  1. 检查网络或代理后再运行一次；
  2. 或在能上网、系统和 Python 版本相同的电脑上运行 python run.py wheels，
     把得到的 wheels 文件夹拷到 run.py 旁边，再运行一次（不再需要网络）。"""

BAD_WHEELS = """wheels 文件夹里的程序包不全，或不适用于这台电脑。请：
  1. 在能上网、系统和 Python 版本（{version}）相同的电脑上重新运行 python run.py wheels，再拷过来；
  2. 或删去 wheels 文件夹，直接从网络安装。"""


class Stopped(Exception):
    """Nothing could be installed: what to tell the person."""


def main(arguments: list[str]) -> int:
    """Run one command. The exit code is the command's own, or 2 for a wrong one."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    command, *rest = arguments
    if command == "demo":
        install(RUNTIME)
        return run("-m", "demo", *rest)
    if command == "desk":
        install(RUNTIME)
        return run("-m", "cascade", "desk", *rest)
    if command == "test":
        install(RUNTIME, DEVELOPMENT)
        return run("-m", "pytest", *rest)
    if command == "setup" and not rest:
        install(RUNTIME, DEVELOPMENT)
        say("安装完成。")
        return 0
    if command == "wheels" and not rest:
        download(RUNTIME, DEVELOPMENT)
        return 0
    print(f"不认识：{' '.join(arguments)}\n\n{USAGE}")
    return 2


def run(*arguments: str) -> int:
    """Run the environment's Python in the project's folder."""
    return subprocess.run([PYTHON, *arguments], cwd=HOME).returncode


def install(*requirements: Path) -> None:
    """Bring the environment to what the requirement files pin, unless the stamp says it is there already."""
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in requirements}
    installed = make_environment()
    if digests.items() <= installed.items():
        return
    STAMP.unlink(missing_ok=True)
    say("正在安装程序包（首次约需一两分钟）…")
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    if pip("install", *source, requirements=requirements):
        version = "{}.{}".format(*sys.version_info)
        raise Stopped(BAD_WHEELS.format(version=version) if source else NO_NETWORK)
    STAMP.write_text(json.dumps({"place": str(VENV), **installed, **digests}, indent=1), encoding="utf-8")


def download(*requirements: Path) -> None:
    """Fill `wheels` for a machine without a network. An old one is replaced only by a complete new one."""
    make_environment()
    fresh = VENV / "wheels"
    say("正在下载程序包到 wheels 文件夹…")
    if pip("download", "--dest", str(fresh), requirements=requirements):
        raise Stopped(NO_NETWORK)
    shutil.rmtree(WHEELS, ignore_errors=True)
    shutil.move(fresh, WHEELS)
    say("下载完成。请把 wheels 文件夹拷到另一台电脑的 run.py 旁边（系统和 Python 版本须相同）。")


def make_environment() -> dict[str, str]:
    """What the stamp of a sound environment says is installed. An unsound one is built anew, holding nothing.

    An environment knows its own place: one that was copied along with its folder is not sound, nor is one
    whose Python has been taken away.
    """
    try:
        installed: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
        if installed["place"] == str(VENV):
            subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=True)
            return installed
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError):
        pass
    if VENV.is_symlink():
        VENV.unlink()  # it leads to the environment of another folder, which would be emptied
    say("正在建立虚拟环境 .venv …")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV]).returncode:
        raise Stopped(NO_VENV)
    return {}


def pip(action: str, *options: str, requirements: tuple[Path, ...]) -> int:
    """Run pip over the requirement files. Wheels only: nothing is compiled or run while installing."""
    files = [word for file in requirements for word in ("--requirement", str(file))]
    safe = ["--require-hashes", "--only-binary", ":all:"]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    return run("-m", "pip", action, *quiet, *safe, *options, *files)


def say(message: str) -> None:
    """Print at once, so that the order is kept with what child processes print."""
    print(message, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stop:
        say(str(stop))
        sys.exit(3)
    except KeyboardInterrupt:
        say("已中断。")
        sys.exit(130)

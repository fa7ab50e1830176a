"""Start the desk: `python run.py desk`; a second start opens the desk that runs already."""

import argparse
import sys
import webbrowser
from pathlib import Path

from cascade.commands import command_line, console
from cascade.commands.command_line import DONE
from cascade.commands.running import run
from cascade.desk import uploads
from cascade.desk.access import Door
from cascade.desk.app import make_app
from cascade.desk.serving import DeskServer
from cascade.desk.workplace import Desk
from cascade.ledger import Locked, locked

NOTE = ".desk.json"  # where a second start finds the desk that runs
_AT_ONCE = 0.2  # seconds to wait for the lock: whoever holds it is a desk that runs
_HERE = "127.0.0.1"


def main(words: list[str] | None = None) -> int:
    """Parse the words of the command line, serve until the window is closed; return the exit code."""
    parser = command_line.parser("", "在浏览器里下发、收集、汇总，只能在本机使用。", "")
    parser.prog = "python run.py desk"
    own = parser.add_argument_group("网页")
    own.add_argument(
        "--mail", metavar="文件", type=Path, default="mail.toml", help="邮件设置（默认 mail.toml）"
    )
    own.add_argument("--port", metavar="端口", type=int, default=0, help="端口（默认任选一个空着的）")
    own.add_argument("--no-browser", action="store_true", help="不打开浏览器，只写出地址")
    command_line.add_common(parser)
    given = parser.parse_args(words)
    return run(lambda: _serve(given), given.workbooks / "运行记录.log")


def _serve(given: argparse.Namespace) -> int:
    door = Door(given.workbooks / NOTE)
    try:
        with locked(given.workbooks, "网页办公", _AT_ONCE):
            _run(given, door)
    except Locked:
        _open(door.known_address(), given)
    return DONE


def _run(given: argparse.Namespace, door: Door) -> None:
    """Serve until somebody ends the program."""
    uploads.clear(given.workbooks)
    server = DeskServer((_HERE, given.port))
    server.prepare()
    host = f"{_HERE}:{server.bind_addr[1]}"
    server.wsgi_app = make_app(Desk(given.workbooks, given.mail), door, host)
    _open(door.opened_at(f"http://{host}"), given)
    try:
        server.serve()
    except KeyboardInterrupt:
        console.say("已关闭。已保存的内容不受影响，再次打开即可继续。")
    finally:
        server.stop()
        door.close()


def _open(address: str, given: argparse.Namespace) -> None:
    console.say(f"请在浏览器中打开：{address}\n用完后关闭本窗口即可。")
    if not given.no_browser:
        webbrowser.open(address)


if __name__ == "__main__":
    sys.exit(main())

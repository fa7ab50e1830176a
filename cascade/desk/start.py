"""Start the desk: `python run.py desk`; a second start opens the desk that runs already."""

import argparse
import webbrowser
from pathlib import Path

from cascade.commands import command_line, console
from cascade.commands.command_line import DONE
from cascade.commands.running import run
from cascade.desk import account_commands, desk_book, uploads
from cascade.desk.access import Door
from cascade.desk.accounts import Accounts
from cascade.desk.app import make_app
from cascade.desk.desk_roles import DeskRole
from cascade.desk.entrance import Entrance
from cascade.desk.listening import Listening, listening
from cascade.desk.serving import DeskServer, share_one_heap
from cascade.desk.workplace import Desk, book_of
from cascade.errors import Wrong
from cascade.garbage import relax_gc
from cascade.ledger import Locked, locked

NOTE = ".desk.json"  # where a second start finds the desk that runs
_AT_ONCE = 0.2  # seconds to wait for the lock: whoever holds it is a desk that runs


def main(words: list[str] | None = None) -> int:
    """Parse the words of the command line, serve until the window is closed; return the exit code."""
    parser = command_line.parser(
        "", "在浏览器里下发、收集、汇总。不加 --listen 时只能在本机使用，不用账号。", ""
    )
    parser.prog = "python run.py desk"
    own = parser.add_argument_group("网页")
    own.add_argument(
        "--mail", metavar="文件", type=Path, default="mail.toml", help="邮件设置（默认 mail.toml）"
    )
    own.add_argument("--port", metavar="端口", type=int, default=0, help="端口（默认任选一个空着的）")
    own.add_argument("--no-browser", action="store_true", help="不打开浏览器，只写出地址")
    _add_office(parser)
    command_line.add_common(parser)
    given = parser.parse_args(words)
    return run(lambda: _obey(given), given.workbooks / "运行记录.log")


def _add_office(parser: argparse.ArgumentParser) -> None:
    """Add the options for several people at several machines."""
    office = parser.add_argument_group("几个人一起用（先添加账号，再让别的电脑连进来）")
    office.add_argument(
        "--add-user", metavar="姓名", help="添加账号，写出首次密码；已有的，重新给一个首次密码"
    )
    office.add_argument(
        "--role",
        choices=[each.value for each in DeskRole],
        metavar="身份",
        help="查看、经办或审核（和 --add-user 一起写）",
    )
    office.add_argument(
        "--department", metavar="牵头部门", default="", help="查看的账号只看这个部门牵头的指标"
    )
    office.add_argument("--remove-user", metavar="姓名", help="删去账号，在用的马上退出")
    office.add_argument("--users", action="store_true", help="列出账号")
    office.add_argument("--listen", metavar="地址[:端口]", help="让别的电脑从这个地址连进来（默认端口 8443）")
    office.add_argument("--certificate", metavar="文件", type=Path, help="加密用的证书（PEM）")
    office.add_argument("--key", metavar="文件", type=Path, help="证书的私钥（PEM）")
    office.add_argument("--behind-proxy", metavar="https://名称", help="由反向代理加密，大家打开的是这个网址")


def _obey(given: argparse.Namespace) -> int:
    if told := desk_book.mend(book_of(given.workbooks)):
        console.say(told)
    accounts = Accounts(book_of(given.workbooks))
    if account_commands.asked_for(given):
        return account_commands.obey(given, accounts)
    where = listening(given, bool(accounts.all()))
    door = Door(given.workbooks / NOTE)
    try:
        with locked(given.workbooks, "网页办公", _AT_ONCE):
            _run(given, where, door, accounts if where.is_open else None)
    except Locked:
        _open(door.known_address(), given)
    return DONE


def _run(given: argparse.Namespace, where: Listening, door: Door, accounts: Accounts | None) -> None:
    """Serve until somebody ends the program. Raises Wrong where this machine has no such address."""
    relax_gc()
    share_one_heap()
    uploads.clear(given.workbooks)
    server = DeskServer((where.name, where.port))
    server.ssl_adapter = where.encryption
    try:
        server.prepare()
    except OSError as error:
        raise Wrong(
            f"不能在 {where.name} 的端口 {where.port} 上打开：它不是这台电脑的地址，或者端口已有别的程序"
            f"在用。请换一个地址或端口。（{error}）"
        ) from None
    address = where.address(server.bind_addr[1])
    server.wsgi_app = make_app(Desk(given.workbooks, given.mail), Entrance(address, door, accounts))
    _open(door.opened_at(address.url, by_key=accounts is None), given)
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

"""What the console does with accounts: `run.py desk --add-user`, `--remove-user`, `--users`."""

import argparse

from cascade.commands import console
from cascade.commands.command_line import DONE
from cascade.desk.accounts import FIRST_LASTS, Accounts, DeskAccount
from cascade.desk.desk_roles import DeskRole
from cascade.desk.workbooks_folder import WorkbooksFolder
from cascade.errors import Wrong

_LONGEST = 30  # characters of a name


def asked_for(given: argparse.Namespace) -> bool:
    """Whether the command line is about accounts."""
    return bool(given.add_user is not None or given.remove_user is not None or given.users)


def obey(given: argparse.Namespace, accounts: Accounts) -> int:
    """Add, remove or list accounts; return the exit code. Raises Wrong."""
    if given.add_user is not None:
        _add(given, accounts)
    elif given.remove_user is not None:
        if not accounts.remove(given.remove_user):
            raise Wrong(f"没有叫“{given.remove_user}”的账号。加 --users 可以列出账号。")
        console.say(f"已删去 {given.remove_user} 的账号；在用的，已经退出。")
    else:
        found = accounts.all()
        console.say("\n".join(map(_line, found)) if found else "还没有账号。")
    return DONE


def _add(given: argparse.Namespace, accounts: Accounts) -> None:
    name = given.add_user.strip()
    if not 0 < len(name) <= _LONGEST or not name.isprintable():
        raise Wrong(f"姓名要有 1 到 {_LONGEST} 个字，不能有换行等看不见的字符。")
    known = accounts.account(name)
    if known is None and not given.role:
        raise Wrong("请写明身份，例如：--add-user 姓名 --role 经办（查看、经办或审核）")
    role = DeskRole(given.role) if given.role else known.role if known else DeskRole.LOOKS
    department = given.department or (known.department if known and not given.role else "")
    _check_department(given, role, department)
    password = accounts.add(name, role, department)
    only = f"，只看{department}牵头的指标" if department else ""
    what = "重新给了首次密码；原来的密码作废，在用的已经退出" if known else "已添加账号"
    console.say(
        f"{name}（{role.value}{only}）：{what}。\n首次密码：{password}\n"
        f"这个密码只在这里写一次，请当面告诉本人；{FIRST_LASTS.days} 天内登录，登录后要先换成自己的。\n"
        "以后忘了密码，再运行一次 --add-user，就重新给一个。"
    )


def _check_department(given: argparse.Namespace, role: DeskRole, department: str) -> None:
    """Raise Wrong where a department goes with another role, or leads nothing here."""
    if department and role is not DeskRole.LOOKS:
        raise Wrong("--department 只用于查看的账号：经办和审核要看全部指标。")
    plans = [each.loaded.plan for each in WorkbooksFolder(given.workbooks).plans() if each.loaded]
    leads = {lead: None for plan in plans for lead in plan.leads}
    if department and leads and department not in leads:
        raise Wrong(f"方案里没有“{department}”牵头的指标。请照方案里的写法写，有：{'、'.join(leads)}")


def _line(each: DeskAccount) -> str:
    only = f"，只看{each.department}牵头的指标" if each.department else ""
    first = "　首次密码还没有换" if each.first else ""
    return f"{each.name}　{each.role.value}{only}{first}"

"""Accounts on the console: added, given a new first password, listed, removed; wrong words are told."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from cascade.desk.accounts import Accounts
from cascade.desk.desk_roles import DeskRole
from tests.desk.test_desk_book import damage
from tests.support.office import BREAKDOWN, Office, with_few_indicators
from tests.support.people import add, console


def test_an_account_is_added_listed_and_removed(tmp_path: Path) -> None:
    assert console(tmp_path, "--users").stdout == "还没有账号。\n"
    done = console(tmp_path, "--add-user", "张三", "--role", "经办")
    assert done.returncode == 0
    first, password, only_here, again = done.stdout.splitlines()
    assert first == "张三（经办）：已添加账号。"
    assert re.fullmatch(r"首次密码：[a-z0-9]{4}(-[a-z0-9]{4}){3}", password)
    assert only_here == "这个密码只在这里写一次，请当面告诉本人；3 天内登录，登录后要先换成自己的。"
    assert again == "以后忘了密码，再运行一次 --add-user，就重新给一个。"
    add(tmp_path, "李四", "--role", "查看", "--department", "省科技厅")
    assert console(tmp_path, "--users").stdout.splitlines() == [
        "张三　经办　首次密码还没有换",
        "李四　查看，只看省科技厅牵头的指标　首次密码还没有换",
    ]
    assert console(tmp_path, "--remove-user", "张三").stdout == "已删去 张三 的账号；在用的，已经退出。\n"
    assert console(tmp_path, "--users").stdout.startswith("李四")


def test_who_has_forgotten_gets_a_new_first_password(tmp_path: Path) -> None:
    old = add(tmp_path, "李四", "--role", "查看", "--department", "省科技厅")
    done = console(tmp_path, "--add-user", "李四")
    assert done.stdout.startswith(
        "李四（查看，只看省科技厅牵头的指标）：重新给了首次密码；原来的密码作废，在用的已经退出。\n"
    )
    assert old not in done.stdout
    assert console(tmp_path, "--add-user", "李四", "--role", "审核").stdout.startswith("李四（审核）：重新")


def test_no_password_lies_in_the_book(tmp_path: Path) -> None:
    password = add(tmp_path, "张三", "--role", "经办")
    with sqlite3.connect(tmp_path / "desk.sqlite") as book:
        (kept,) = book.execute("SELECT hash FROM accounts").fetchone()
    assert kept.startswith("scrypt:32768:8:3$")
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or password.encode() not in file.read_bytes()


@pytest.mark.parametrize("harm", [damage, lambda path: path.write_bytes(b""), Path.unlink])
def test_accounts_outlive_their_book(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    """Damaged within, emptied or gone: they come back as they were last, and who was removed stays away."""
    book = tmp_path / "desk.sqlite"
    accounts = Accounts(book)
    password = accounts.add("张三", DeskRole.REVIEWS, "")
    accounts.add("李四", DeskRole.LOOKS, "省科技厅")
    accounts.add("王五", DeskRole.WORKS, "")
    assert accounts.remove("王五")
    before = accounts.all()
    harm(book)
    told = console(tmp_path, "--users").stdout
    assert told.splitlines()[-2:] == [
        "张三　审核　首次密码还没有换",
        "李四　查看，只看省科技厅牵头的指标　首次密码还没有换",
    ]
    assert told.startswith("desk.sqlite 损坏了，已另存为 desk_损坏.sqlite") is (harm is damage)
    assert accounts.all() == before
    assert accounts.has("张三", password)


def test_a_copy_that_is_damaged_brings_nobody_in(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "desk.sqlite")
    accounts.add("张三", DeskRole.REVIEWS, "")
    (tmp_path / "desk.sqlite").unlink()
    (tmp_path / "desk_账号.json").write_bytes(b'[["x"')
    assert accounts.all() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--add-user", "张三"], "请写明身份，例如：--add-user 姓名 --role 经办（查看、经办或审核）"),
        (["--add-user", " ", "--role", "经办"], "姓名要有 1 到 30 个字，不能有换行等看不见的字符。"),
        (["--add-user", "张\n三", "--role", "经办"], "姓名要有 1 到 30 个字，不能有换行等看不见的字符。"),
        (
            ["--add-user", "张三", "--role", "经办", "--department", "省科技厅"],
            "--department 只用于查看的账号：经办和审核要看全部指标。",
        ),
        (["--remove-user", "王五"], "没有叫“王五”的账号。加 --users 可以列出账号。"),
    ],
)
def test_what_cannot_be_done_is_told(words: list[str], said: str, tmp_path: Path) -> None:
    done = console(tmp_path, *words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")


def test_another_role_is_told_on_the_console(tmp_path: Path) -> None:
    done = console(tmp_path, "--add-user", "张三", "--role", "主任")
    assert done.returncode == 2
    assert "--role：不能是 '主任'，只能是" in done.stderr


def test_a_department_is_one_of_the_plans(tmp_path: Path) -> None:
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    done = console(office.home, "--add-user", "李四", "--role", "查看", "--department", "科技厅")
    assert done.returncode == 2
    said = "方案里没有“科技厅”牵头的指标。请照方案里的写法写，有：省科技厅、省经信厅\n"
    assert done.stderr == said

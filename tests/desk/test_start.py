"""The start of the desk, the second start, and where one is not possible."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support.desk import DESK, running_desk
from tests.support.forked import PROJECT


def second_start(workbooks: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", *DESK, "--no-browser", "--workbooks", str(workbooks)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60)


def test_a_second_start_opens_the_desk_that_runs(tmp_path: Path) -> None:
    with running_desk(tmp_path / "workbooks", start=True) as desk:
        desk.let_in()
        again = second_start(tmp_path / "workbooks")
        assert again.returncode == 0, again
        address = again.stdout.split()[0].removeprefix("请在浏览器中打开：")
        assert address.startswith(f"{desk.base}/enter?key=")
        assert address != desk.key
        assert desk.ask(address.removeprefix(desk.base), headers={"Cookie": ""}).status == 303


def test_a_desk_on_another_machine_is_named(tmp_path: Path) -> None:
    with running_desk(tmp_path, start=True) as desk:
        note = tmp_path / ".desk.json"
        assert note.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
        told = json.loads(note.read_text("utf-8"))
        assert told["address"] == desk.key
        note.write_text(json.dumps(told | {"machine": "另一台"}), "utf-8")
        again = second_start(tmp_path)
        assert (again.returncode, again.stdout) == (3, "")
        assert again.stderr == ("这个文件夹正在另一台电脑（另一台）上办理，请到那台电脑上用，或等它关闭。\n")


def test_after_a_kill_it_starts_again(tmp_path: Path) -> None:
    with running_desk(tmp_path, start=True) as desk:
        desk.process.kill()
        desk.process.wait()
        with running_desk(tmp_path, start=True) as again:
            again.let_in()
            assert again.ask("/").status == 200

"""The demonstration's own folder: marked as such, and the only thing it ever clears."""

import re
import shutil
import stat
from pathlib import Path

from demo.tables import Plan

COPY = "方案（演示）"  # the plan's copy that is issued
MARKER = "演示数据（虚构）.txt"
REPORTS = "收集结果"
_TITLE = "本文件夹由演示程序生成，各市上报的数字都是虚构的。"
_LOG = "运行记录.log"
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")


class NotOurs(Exception):
    """The folder holds something that no demonstration has put there."""


def prepare(folder: Path, plan_id: str) -> bool:
    """Make the folder ready: a new or empty one is marked, a marked one is cleared of the last demonstration.

    Returns whether something was cleared. Raises NotOurs for any other folder, which stays untouched, and
    where the plan's own folder is not one that a demonstration has made.
    """
    if folder.exists() and not folder.is_dir():
        raise NotOurs(f"{folder} 不是文件夹。")
    marker = folder / MARKER
    if _is_marker(marker):
        cleared = _clear(folder)
        if (folder / plan_id).exists():
            raise NotOurs(f"{folder / plan_id} 不是演示生成的，演示不会动它。")
        return cleared
    if folder.exists() and any(folder.iterdir()):
        raise NotOurs(f"{folder} 里已有其他文件，演示不会动它们。")
    folder.mkdir(parents=True, exist_ok=True)
    text = f"{_TITLE}\n再次运行演示（python run.py demo）时，会先删去上次的结果：\n"
    text += f"  {COPY}、{REPORTS}、以方案编号命名的三个文件夹和{_LOG}。\n请不要把自己的文件放在这里。\n"
    marker.write_text(text, encoding="utf-8-sig")  # the mark by which Windows' editor knows UTF-8
    return False


def _is_marker(marker: Path) -> bool:
    return marker.is_file() and marker.read_text(encoding="utf-8-sig", errors="replace").startswith(_TITLE)


def _clear(folder: Path) -> bool:
    """Delete what a demonstration makes, by name; anything else in the folder stays."""
    copied = folder / COPY
    plan_id = Plan.read(copied).said.get("id", "") if (copied / "plan.csv").is_file() else ""
    names = [*([plan_id] if _ID.fullmatch(plan_id) else []), REPORTS, COPY, _LOG]
    made = [each for name in names if (each := folder / name).exists()]
    for each in made:
        if each.is_dir() and not each.is_symlink():
            _allow_deleting(each)
            shutil.rmtree(each)
        else:
            each.unlink()
    return bool(made)


def _allow_deleting(folder: Path) -> None:
    """Received originals are kept read-only, and Windows deletes no read-only file."""
    for each in folder.rglob("*"):
        if each.is_file() and not each.is_symlink():
            each.chmod(each.stat().st_mode | stat.S_IWRITE)

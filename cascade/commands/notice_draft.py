"""Draft a plan from the file of a notice, and say what was found and what a person must decide."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cascade.commands import console
from cascade.commands.command_line import DONE, NEEDED
from cascade.errors import Wrong
from cascade.notice.open_notice import UnreadableNotice, draft_from
from cascade.plan.drafted import NoticeDraft
from cascade.plan.plan_workbook import write_drafted
from cascade.quantity import NOT_SHARED


def write_draft(notice: Path, target: str | None) -> int:
    """Write the workbook of a plan that a notice gives; return 1 where the file gives none.

    Raises Wrong for a path without a file and for a target that the plan cannot be written to.
    """
    if target is None:
        raise Wrong("还要写方案工作簿的文件名，如：--from-notice 通知.docx 方案.xlsx")
    if not notice.is_file():
        raise Wrong(f"找不到这个文件：{notice}\n请核对路径和文件名后再运行一次。")
    try:
        draft = draft_from(notice)
    except UnreadableNotice as unreadable:
        print(unreadable, file=sys.stderr)
        return NEEDED
    write_drafted(draft, Path(target))
    _say_found(draft, target)
    return DONE


def found_lines(draft: NoticeDraft) -> Iterator[str]:
    """What was found in a notice, then what an operator should know of it."""
    (settings,) = draft.tables["plan"]
    levels = Counter(row.get("parent", "") for row in draft.tables["regions"])
    targets = sum(row["target"] not in NOT_SHARED for row in draft.tables["targets"])
    rounds = len(draft.tables.get("round_targets", ()))
    by_round = f"、{rounds} 个分期目标" if rounds else ""
    yield (
        f"从通知里认出 {len(draft.tables['indicators'])} 项指标、{levels[settings['province']]} 个地区、"
        f"{targets} 个目标{by_round}，目标都照通知原文。"
    )
    for remark in draft.remarks:
        yield f"提示：{remark}"


def _say_found(draft: NoticeDraft, target: str) -> None:
    first = next((row["name"] for row in draft.tables["rounds"]), "批次")
    console.say(f"方案已拟好：{target}")
    for line in found_lines(draft):
        console.say(line)
    console.say(
        f"有 {len(draft.marks)} 处通知没有写明、要由您决定，已标颜色，并列在“待定”表里。"
        "请对照通知逐处核对，改好后在“已核对”一栏选“是”；全部核对后即可下发：\n"
        f"python generate.py {target} {first}"
    )

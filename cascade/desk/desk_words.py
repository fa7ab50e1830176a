"""What the console says, in the desk's words: options become acts, paths begin in the workbooks folder."""

import os
import re
from pathlib import Path

_ACTS = {  # the scripts' words for what the desk has a button for
    "as": "归到某个单位",
    "overrule": "接收（写理由）",
    "use": "以此份为准",
    "withdraw": "撤回",
    "undo": "撤销决定",
    "close": "关闭批次",
    "reopen": "重新打开批次",
    "because": "理由",
    "by": "经办人",
    "print": "打印汇总材料",
    "bulletin": "起草通报",
    "split": "做分册",
    "export": "导出数据",
    "json": "导出数据",
    "reply": "回执和更正函",
    "remind": "催报",
    "send": "寄送填报表",
    "drafts": "只写草稿",
    "fetch": "收信",
    "parts": "分表下发",
    "confirm-addresses": "已核对，收件地址无误",
    "arrived": "结果不明的邮件",
    "send-again": "结果不明的邮件",
    "rebuild": "重建台账",
    "status": "报送情况",
    "new-plan": "新建方案",
    "region": "新建方案",
    "from-notice": "从通知拟方案",
    "workbooks": "存放位置",
    "cluster": "用集群读取",
}
_SCRIPTS = {"generate": "下发填报表", "collect": "收集"}
_OPTION = re.compile(
    r"(?:(?:python )?(?:collect|generate)\.py (?:加|的) )?--(?P<option>[a-z-]+)"
    r"(?P<value> 写明文件| lead| 加编号| \d+(?!\d*[条份]))?"
)
_SCRIPT = re.compile(r"(?:python )?(?P<script>collect|generate)\.py(?: [^\s，。；：]+ [^\s，。；：]+)?")


def in_desk_words(text: str, workbooks: Path) -> str:
    """A text of the console as the desk shows it, without the path of the workbooks folder."""
    for folder in (str(workbooks.resolve()), str(workbooks)):
        text = text.replace(f"{folder}{os.sep}", "")
    text = _OPTION.sub(lambda found: f"“{_ACTS.get(found['option'], found['option'])}”", text)
    text = _SCRIPT.sub(lambda found: f"“{_SCRIPTS[found['script']]}”", text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=“)|(?<=”) (?=[\u4e00-\u9fff])", "", text)

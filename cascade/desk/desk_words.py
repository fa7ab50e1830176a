"""What the console says, in the desk's words: options become acts, paths begin in the workbooks folder."""

import os
import re
from pathlib import Path

_ACTS = {  # the scripts' words for what the desk has a button for
    "as": "归到某个单位",
    "overrule": "接收（写理由）",
    "use": "以此份为准",
    "withdraw": "撤回",
    "checked": "核对无误",
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
    "reply": "更正函",
    "dropped": "草稿不发了",
    "remind": "催报",
    "send": "发送",
    "drafts": "写成草稿",
    "dry-run": "每封信的样子",
    "to-me": "发给自己看看",
    "fetch": "收信",
    "parts": "分表下发",
    "confirm-addresses": "我已核对",
    "posted": "我已自行发出",
    "arrived": "已经送到",
    "send-again": "没有送到，下次重发",
    "rebuild": "重建台账",
    "status": "报送情况",
    "new-plan": "从空白方案做起",
    "region": "从空白方案做起",
    "from-notice": "从通知拟方案",
    "workbooks": "存放位置",
    "cluster": "用集群读取",
    "received": "收到日期",
    "today": "今天",
    "help": "使用手册",
    "require-hashes": "核对指纹",
}
_SCRIPTS = {"generate": "下发填报表", "collect": "收集"}
_SENTENCES = [  # whole phrases that would read badly if only the option in them were put into other words
    (r"^已记入台账：", "已记入“经过”："),
    (r"(?<=理由会)记入台账", "记入“经过”"),
    (r"另一个命令正在使用台账：", "别人正在办理："),
    (r"请等它完成后再运行一次", "请等它完成后再做一次"),
    (r"为免漏报，本次没有运行。", "为免漏报，现在什么也不能办。"),
    (r"请用 generate\.py 下发", "请下发"),
    (r"请(先|)用 generate\.py (重新|)下发", r"请\1\2下发"),
    (r"(?<=。请把该文件移走，)用 generate\.py |(?<=再)用 generate\.py (?=重新下发)", ""),
    (r"请用 generate\.py 加 --send 寄送", "请寄送"),
    (r"请先用 generate\.py 加 --posted 说明", "请先到“信件”里说明"),
    (r"再用 generate\.py 的 --arrived 或 --send-again 说明", "再到“信件”里说明"),
    (r"再加 --remind 写信", "再用“催报”写信"),
    (r"用 generate\.py 加 --remind 可写催报信", "“催报”里可以写信"),
    (r"加 --reply 可写信(?=；)", "“重报函”里可以写信"),
    (r"加 --reply 可写信并附更正表", "“更正函”里可以写信，附更正表"),
    (
        r"请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次",
        "请打印汇总材料；不用打印的，可以直接关闭批次",
    ),
    (
        r"请加 --bulletin 起草通报；不发通报的，用 --close 关闭本批次",
        "请起草通报；不发通报的，可以直接关闭批次",
    ),
    (r"请改好定稿，再用 --close 关闭本批次", "请下载、改好定稿、自行印发（不必放回这里），再关闭批次"),
    (r"放进收件文件夹，再运行 collect\.py 收集", "拖到“放入收到的文件”框里"),
    (r"再运行 collect\.py 收集", "再收集"),
    (r"把里面的填报表放进收件文件夹，再收集一次", "把里面的填报表拖到“放入收到的文件”框里"),
    (r"把填报表另存到收件文件夹，再收集一次", "把填报表另存出来，拖到“放入收到的文件”框里"),
    (r"请(?:移|放)到它(所属|那个)批次的收件文件夹再收集", r"请下载原件，拖到它\1批次的“放入收到的文件”框里"),
    (r"不是的请移出收件文件夹", "不是上报表的，点“不要了，移出”"),
    (r"(?<=告知对方，)再移出收件文件夹", "再点“不要了，移出”"),
    (r"请在命令中写明是哪一份", "请到那一份上决定"),
    (r"任何一个命令都会自动由日志恢复", "程序会自动由日志恢复"),
    (r"再运行一次(?=。)", "再试一次"),
    (r"再运行一次(?=[，；])", "再发一次"),
    (r"再用 --use 写明文件", "再在那一份上选“以此份为准”"),
    (
        r"用 --use 写明文件（除晚到以外还有错误的用 --overrule）",
        "在那一份上选“以此份为准”（除晚到以外还有错误的选“接收（写理由）”）",
    ),
    (r"用 --withdraw 写明文件", "选“撤回”"),
    (r"再?用 --withdraw 撤回", "再撤回"),
    (r"用 --reopen 重开", "重新打开"),
    (r"用 --overrule 决定接收", "选“接收（写理由）”"),
    (r"用 --overrule \S+，写明这个文件和理由", "在这一份上选“接收（写理由）”"),
    (r"要用 --because 写明理由", "要写明理由"),
    (r"用 --as 确认", "选“归到某个单位”"),
    (r"，不用 --as(?=。)", ""),
    (r"请用 --undo (\d+)", r"请撤销第 \1 条"),
    (r"（撤销用 --undo 加编号）", "（可在“经过”里撤销）"),
    (r"（请用 collect\.py --status 查看后决定）", "（请在“报送情况”里查看后决定）"),
    (r"请用 --status 查看", "请看"),
    (r"请写明方案和批次，用 --rebuild 重建，如：[^\n]*", "请用“重建台账”"),
    (r"请用 collect\.py 加 --rebuild 重建", "请用“重建台账”"),
    (
        r"再用 generate\.py 的 --arrived \S+ 或 --send-again \S+ 说明",
        "再到“信件”里选“已经送到”或“没有送到，下次重发”",
    ),
    (r"(\d+ 封草稿写好了，还没有发出。)在 [^\n]*", r"\1"),
    (
        r"^双击就在邮件程序中打开，核对后从自己的邮箱发出；发出以后，请用 generate\.py 加 --posted 说明。",
        "请到“信件”下载，双击就在邮件程序中打开，核对后从自己的邮箱发出；发出以后，点“我已自行发出”。",
    ),
    (r"要写草稿，请用 generate\.py 加 --drafts。", "要写草稿，请到“信件”里写。"),
    (r"没有再写草稿（发出的在“已发出”文件夹里）", "没有再写草稿"),
    (r"请用 --drafts 写成草稿（用 --city 写明单位）", "请到“信件”里写成草稿"),
    (r"无误后加 --confirm-addresses 再运行一次", "无误后在“我已核对”前打勾，再发一次"),
    (r"请这样写：python collect\.py .*?）。", "方案请放到“方案与批次”里。"),
    (r"请去掉 --parts，或改用 --parts lead", "请不分表，或按牵头单位分"),
    (r"就可以下发：python generate\.py [^\n]*|即可下发：\s*python generate\.py [^\n]*", "就可以下发。"),
    (r"作为方案使用：python generate\.py [^\n]*", "作为方案使用。"),
    (r"，例如：python generate\.py \S+ \S+", ""),
    (r"请把 mail\.example\.toml 复制为 mail\.toml，按说明填好", "请在“邮件设置”里填好"),
    (r"请对照 mail\.example\.toml (补上|修改)", r"请在“邮件设置”里\1"),
    (
        r"环境变量 \S+ 中没有授权码。请先设置，例如在命令行中输入：\S+ \S+=授权码",
        "还没有输入授权码，请在“邮件设置”里输入",
    ),
    (r"请核对 mail\.toml 中的 user 和环境变量中的授权码", "请核对“邮件设置”里的登录名和授权码"),
    (r" ?mail\.toml 中(?=的设置|的服务器|改成)", "“邮件设置”里"),
    (r"用 ca_file 指明证书", "写明证书文件"),
    (r"从[^\n]* 读取了 (\d+ 个文件)", r"读取了 \1"),  # where things lie is said by links
    (r"(请更正的表（\d+ 份）)：[^\n]*", r"\1在各单位的页面和“汇总”里下载。"),
    (r"报送情况（用浏览器打开）：[^\n]*", ""),
    (r"^下一步：.*|^填报表已生成，还没有寄出。$", ""),  # the page tells the next step itself, as it is then
    (r"(汇总表|汇总材料（A\d）|通报（草稿）|已导出 \d+ 行)：[^\n]*[/\\]", r"\1："),
    (r"(分册（\d+ 份）)：[^\n]*", r"\1已做好。"),
    (r"(共 \d+ 份填报表)，在 [^\n]*", r"\1。"),
    (r"(?:^|，)提示 \d+ 处$", ""),  # of a file's findings: nobody has to do anything about them
    (r"收取的附件存放在 [^\n]*", "收取的附件已收下。"),
    (r"(原来的文件已移到) [^\n]*[/\\](旧版)[/\\][^\n]*", r"\1“\2”文件夹"),
    (r"(?<=］)(\S+ )\w+（([^\n]*)）(?=：[^\n]* → )", r"\1\2"),  # a field's code, for `--trace`
    (r"〔问题编码 \w+〕", ""),  # for whoever looks it up in the manual, on paper or on the console
]
_PHRASES = [(re.compile(pattern, re.DOTALL), words) for pattern, words in _SENTENCES]
_OPTION = re.compile(
    r"(?:(?:python )?(?:collect|generate)\.py (?:加|的) )?--(?P<option>[a-z-]+)(?: lead| full| 加编号)?"
)
_SCRIPT = re.compile(r"(?:python )?(?P<script>collect|generate)\.py(?: [^\s，。；：]+ [^\s，。；：]+)?")


def in_desk_words(text: str, workbooks: Path) -> str:
    """A text of the console as the desk shows it, without the path of the workbooks folder."""
    for folder in (str(workbooks.resolve()), str(workbooks)):
        text = text.replace(f"{folder}{os.sep}", "")
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    text = _OPTION.sub(lambda found: f"“{_ACTS.get(found['option'], found['option'])}”", text)
    text = _SCRIPT.sub(lambda found: f"“{_SCRIPTS[found['script']]}”", text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=“)|(?<=”) (?=[\u4e00-\u9fff])", "", text)

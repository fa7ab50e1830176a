"""What the console says, in the desk's words: no option is left, and the sentences read well."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cascade.desk.desk_words import in_desk_words

HOUSE = Path(__file__).parents[2] / "cascade"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CONSOLE = re.compile(r"(?<![\w-])--[a-z]|\b(?:generate|collect)\.py\b|收件文件夹|命令中|再运行一次")
WORKBOOKS = Path("workbooks")


def text_of(node: ast.AST) -> str:
    """A string as it stands in the code; what is filled in stands as one letter."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def console_texts() -> Iterator[str]:
    """Every Chinese text of the house that names something of the console."""
    for path in sorted(HOUSE.rglob("*.py")):
        source = path.read_text("utf-8")
        if "desk" in path.parts or not CONSOLE.search(source):
            continue
        nodes = list(ast.walk(ast.parse(source)))
        parts = {id(each) for node in nodes if isinstance(node, ast.JoinedStr) for each in node.values}
        for text in (text_of(node) for node in nodes if id(node) not in parts):
            if CHINESE.search(text) and CONSOLE.search(text):
                yield text


def test_nothing_of_the_console_is_left() -> None:
    texts = set(console_texts())
    assert len(texts) > 50
    assert {text for text in texts if CONSOLE.search(in_desk_words(text, WORKBOOKS))} == set()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("已记入台账：\n1. 撤回", "已记入“经过”：\n1. 撤回"),
        (
            "  ［分解表 E5］吴兴区 K06（新增（台）机器人）：4001 → 4002",
            "  ［分解表 E5］吴兴区 新增（台）机器人：4001 → 4002",
        ),
        ("请问清以哪份为准，再用 --use 写明文件", "请问清以哪份为准，再在那一份上选“以此份为准”"),
        (
            "请核实是哪个市的，用 --as 确认；不是的请移出收件文件夹",
            "请核实是哪个市的，选“归到某个单位”；不是上报表的，点“不要了，移出”",
        ),
        (
            "请写信请其重新报送，加 --reply 可写信；重报的收到后，坏文件自动作废。",
            "请写信请其重新报送，“重报函”里可以写信；重报的收到后，坏文件自动作废。",
        ),
        (
            "请该市重新报送，或核实后用 --overrule 决定接收",
            "请该市重新报送，或核实后选“接收（写理由）”",
        ),
        (
            "要计入的，用 --use 写明文件（除晚到以外还有错误的用 --overrule），或用 --reopen 重开本批次",
            "要计入的，在那一份上选“以此份为准”（除晚到以外还有错误的选“接收（写理由）”），或重新打开本批次",
        ),
        ("请问清以哪个文件为准，再用 --withdraw 撤回另一个文件", "请问清以哪个文件为准，再撤回另一个文件"),
        ("；不再需要的，用 --withdraw 写明文件", "；不再需要的，选“撤回”"),
        (
            "本批次没有给甲市下发过填报表，请先用 generate.py 下发。",
            "本批次没有给甲市下发过填报表，请先下发。",
        ),
        (
            "如确需照此计入，请用 --overrule 330100，写明这个文件和理由。",
            "如确需照此计入，请在这一份上选“接收（写理由）”。",
        ),
        ("要恢复它，请用 --undo 3。", "要恢复它，请撤销第 3 条。"),
        (
            "已全部接收：请加 --print 打印汇总材料；不用打印的，用 --close 关闭本批次。",
            "已全部接收：请打印汇总材料；不用打印的，可以直接关闭批次。",
        ),
        (
            "还没有寄给各市：请用 generate.py 加 --send 寄送；"
            "用别的办法发出的，把报来的放进收件文件夹，再运行 collect.py 收集。",
            "还没有寄给各市：请寄送；用别的办法发出的，把报来的拖到“放入收到的文件”框里。",
        ),
        (
            "请在邮箱的“已发送”中看，再用 generate.py 的 --arrived 或 --send-again 说明。",
            "请在邮箱的“已发送”中看，再到“信件”里说明。",
        ),
        (
            "已全部接收，汇总材料已做好：请加 --bulletin 起草通报；不发通报的，用 --close 关闭本批次。",
            "已全部接收，汇总材料已做好：请起草通报；不发通报的，可以直接关闭批次。",
        ),
        (
            "已全部接收，汇总材料、通报草稿已做好：请改好定稿，再用 --close 关闭本批次。",
            "已全部接收，汇总材料、通报草稿已做好：请下载、改好定稿、自行印发（不必放回这里），再关闭批次。",
        ),
        (
            "还有 1 家未报（戊市）：请催报，用 generate.py 加 --remind 可写催报信。",
            "还有 1 家未报（戊市）：请催报，“催报”里可以写信。",
        ),
        (
            "有 1 份退回修改（丁市）：请发更正函，加 --reply 可写信并附更正表。",
            "有 1 份退回修改（丁市）：请发更正函，“更正函”里可以写信，附更正表。",
        ),
        (
            "确需修改的请用 generate.py 重新下发，再加 --remind 写信。",
            "确需修改的请重新下发，再用“催报”写信。",
        ),
        (
            "再用 generate.py 的 --arrived 市 或 --send-again 市 说明。",
            "再到“信件”里选“已经送到”或“没有送到，下次重发”。",
        ),
        ("没有备份时，请用 collect.py 加 --rebuild 重建。", "没有备份时，请用“重建台账”。"),
        (
            "温州市的上报表待我办核实（请用 collect.py --status 查看后决定），没有写信。",
            "温州市的上报表待我办核实（请在“报送情况”里查看后决定），没有写信。",
        ),
        (
            "环境变量 SMTP 中没有授权码。请先设置，例如在命令行中输入：set SMTP=授权码",
            "还没有输入授权码，请在“邮件设置”里输入",
        ),
        (
            "mail.toml 中没有 [imap] 一节，请对照 mail.example.toml 补上。",
            "mail.toml 中没有 [imap] 一节，请在“邮件设置”里补上。",
        ),
        ("汇总表：workbooks/方案/summary/汇总表.xlsx", "汇总表：汇总表.xlsx"),
        ("汇总材料（A3）：workbooks\\方案\\汇总材料.pdf", "汇总材料（A3）：汇总材料.pdf"),
        ("从workbooks/方案/received 读取了 8 个文件。", "读取了 8 个文件。"),
        ("报送情况（用浏览器打开）：workbooks/方案/report.html", ""),
        (
            "请更正的表（1 份）：workbooks/方案/corrections",
            "请更正的表（1 份）在各单位的页面和“汇总”里下载。",
        ),
        (
            "还有 1 家未报（戊市），还没有催过：等他们报来，放进收件文件夹，再运行 collect.py 收集。",
            "还有 1 家未报（戊市），还没有催过：等他们报来，拖到“放入收到的文件”框里。",
        ),
        (
            "请先解压，把里面的填报表放进收件文件夹，再收集一次",
            "请先解压，把里面的填报表拖到“放入收到的文件”框里",
        ),
        (
            "请打开它，把填报表另存到收件文件夹，再收集一次；打不开的，请报送单位重新发送",
            "请打开它，把填报表另存出来，拖到“放入收到的文件”框里；打不开的，请报送单位重新发送",
        ),
        (
            "请移到它所属批次的收件文件夹再收集，或请该市报送本批次的填报表",
            "请下载原件，拖到它所属批次的“放入收到的文件”框里，或请该市报送本批次的填报表",
        ),
        (
            "杭州市有几份待定的上报表，请在命令中写明是哪一份：",
            "杭州市有几份待定的上报表，请到那一份上决定：",
        ),
        (
            "未发出的，请核对收件地址后再运行一次，只补发这些。",
            "未发出的，请核对收件地址后再发一次，只补发这些。",
        ),
        ("下一步：还没有下发填报表，请用 generate.py 下发。", ""),
        ("填报表已生成，还没有寄出。", ""),
        ("警告 2 处，提示 17 处", "警告 2 处"),
        (
            "甲市：原来的文件已移到 workbooks/方案/一/issued/旧版/甲.xlsx",
            "甲市：原来的文件已移到“旧版”文件夹",
        ),
        ("［分解表 E列7行］填的不是数。〔问题编码 C02〕", "［分解表 E列7行］填的不是数。"),
        ("提示 17 处", ""),
        ("分册（7 份）：workbooks/方案/summary/分单位_第1次", "分册（7 份）已做好。"),
        ("目标分解：共 11 份填报表，在 workbooks/方案/issued", "目标分解：共 11 份填报表。"),
        ("已导出 90 行：workbooks/方案/上半年.csv", "已导出 90 行：上半年.csv"),
        (
            "共看到 3 封邮件。收取的附件存放在 workbooks/方案/received/邮件",
            "共看到 3 封邮件。收取的附件已收下。",
        ),
    ],
)
def test_sentences_read_well(said: str, shown: str) -> None:
    assert in_desk_words(said, WORKBOOKS) == shown


def test_the_desk_speaks_of_no_folder() -> None:
    files = [*(HOUSE / "desk").glob("*.py"), *(HOUSE.parent / "templates" / "desk").iterdir()]
    speaking = {each.name for each in files if "收件文件夹" in each.read_text("utf-8")}
    assert speaking == {"desk_words.py"}

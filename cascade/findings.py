"""Every finding a return can have: its code, its cause and its remedy, in one place.

The wording is Chinese and is what a city's clerk reads, so it names what was found, what was expected
and what to do. A finding is data; nothing here raises for what a return contains.

Letters of the codes: F the file, M the mail it came with, D whose form it is, L where its cells are, C one
cell, S sums and targets of a breakdown, P progress, Z functional zones, E explanations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does: an error sends a return back; a warning asks to look; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_WORDS: Mapping[Severity, str] = {
    Severity.ERROR: "错误",
    Severity.WARNING: "警告",
    Severity.NOTE: "提示",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or odd in a return, at a cell where there is one. Places are "" where unknown."""

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    cell: str = ""
    region: str = ""
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A code's severity, what it says of the case (with places for facts), and what to do about it."""

    severity: Severity
    cause: str
    remedy: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CATALOGUE: dict[str, Wording] = {
    # The file
    "F01": Wording(_E, "文件是空的（0 字节）", "请重新保存后再次报送"),
    "F02": Wording(_E, "这不是 Excel 工作簿，而是{kind}", "请报送我办下发的填报表（.xlsx）"),
    "F03": Wording(
        _E, "文件已损坏，读不出来（{detail}）", "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送"
    ),
    "F04": Wording(_E, "文件设了打开密码", "请取消密码后另存，再次报送"),
    "F05": Wording(
        _E, "文件是{kind}格式", "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再次报送"
    ),
    "F06": Wording(_E, "文件带有{kind}，为安全起见不予读取", "请把数字填入我办下发的填报表（.xlsx）后报送"),
    "F07": Wording(
        _E, "文件内部写法不安全，不予读取（{part}）", "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送"
    ),
    "F08": Wording(
        _E, "文件保存成了“Strict Open XML”格式", "请另存为普通的“Excel 工作簿（.xlsx）”后再次报送"
    ),
    "F09": Wording(_E, "文件超出可读取的范围：{what}超过{limit}", "请把数字填入一份新的填报表后报送"),
    "F10": Wording(
        _E, "压缩结构异常，不予读取（{detail}）", "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送"
    ),
    "F11": Wording(_W, "工作簿链接了其他文件", "请核对数字是否已填实；如不需要，请断开链接"),
    "F12": Wording(_E, "文件打不开（{detail}）", "请先关闭正在使用它的程序，或请报送单位重新发送"),
    "F13": Wording(
        _E,
        "读取这个文件时程序出了意外（{detail}）",
        "原件已保存；请把运行记录交给软件维护人员，其他文件不受影响",
    ),
    "F14": Wording(_E, "读取这个文件用时过长或占用内存过多，已停止", "请把数字填入一份新的填报表后报送"),
    "F15": Wording(_W, "文件是 {kind} 格式，已转换后读取", "请核对数字；下次请另存为“Excel 工作簿（.xlsx）”"),
    # The mail it came with
    "M01": Wording(
        _W, "发件人 {sender} 不在本市联系人名单中", "如确系本市报送，请与我办联系，以便核实并更新联系人名单"
    ),
    "M02": Wording(
        _W, "邮件没有写明可信的发出时间", "收到时间按我办收取邮件的时间计；如有出入，请与我办联系"
    ),
    # Whose form it is
    "D01": Wording(
        _E,
        "表中找不到模板编号，无法确定是哪个市、哪一批次的填报表",
        "请用我办下发的填报表填报；如确系本市填报表，请与我办联系，由我办人工确认",
    ),
    "D02": Wording(_E, "模板编号 {ticket} 不是本方案下发的", "请用我办下发的填报表填报；本件待我办人工核实"),
    "D03": Wording(
        _E, "同一文件里出现了不同的模板编号：{tickets}", "请每个文件只放一个市的填报表；本件待我办人工核实"
    ),
    "D04": Wording(
        _E,
        "这是“{found}”批次的填报表，本次收集的是“{expected}”",
        "请报送“{expected}”的填报表；本件待我办人工核实",
    ),
    "D05": Wording(
        _W,
        "模板编号在{gone}中已不见，按{kept}中的编号识别为 {ticket}",
        "请核对是否为本市填报表，下次请保留原表的编号",
    ),
    "D06": Wording(
        _E,
        "模板编号属于{ticket_city}，表中的地区编码却有{code_city}的 {code}",
        "请核对是否拿错了填报表；本件待我办人工核实",
    ),
    "D07": Wording(
        _W,
        "这是第 {found} 版填报表，现行为第 {current} 版",
        "已按原表读取、按现行目标核对；如无出入，不必重填",
    ),
    "D08": Wording(
        _E,
        "同一次收集中有本市两份不同的合格上报表（另一份：{other}），无法判断以哪份为准",
        "请我办确认以哪份为准（收集时用 --overrule 写明设区市和文件）",
    ),
    "D09": Wording(
        _E,
        "工作表“{sheet}”与“{other}”是同一张表，填的数字却不同，无法判断以哪张为准",
        "请只保留一张后再次报送",
    ),
    "D10": Wording(_E, "本批次已经截止关闭，本件在关闭之后收到", "如需计入，请我办人工决定"),
    "D11": Wording(_N, "已由我办人工确认为{city}的填报表", "不需处理"),
    "D12": Wording(
        _E,
        "编码 {code} 旁边的名称是“{found}”，应为“{name}”，无法判断这一行数字是谁的",
        "很可能是排序或移动时编码没有一起动，请恢复后再次报送；本件待我办人工核实",
    ),
    "D13": Wording(
        _E,
        "编码 {code} 与单元格名称指的不是同一列（名称在 {other} 列），无法判断这一列数字是哪项的",
        "很可能是移动数字时编码没有一起动，请恢复后再次报送；本件待我办人工核实",
    ),
    "D14": Wording(
        _E,
        "这里填的是 {mine}，同一份填报表的另一个文件（{file}，{place}）却填了 {theirs}",
        "请我办人工确认以哪个为准",
    ),
    "D15": Wording(_N, "由几个文件合并而成：{files}", "不需处理"),
    "D16": Wording(_N, "这是一份分表，本市还缺：{shares}", "收齐后合并核对"),
    "D17": Wording(
        _E,
        "模板编号 {ticket} 写得不对（校验字符不符）",
        "很可能是抄写或改动有误，请核对下发的填报表；本件待我办人工核实",
    ),
    "D18": Wording(
        _E,
        "编码 {code} 上方的表头是“{found}”，应为“{heading}”，无法判断这一列数字是哪项的",
        "很可能是移动时编码没有一起动，请恢复后再次报送；本件待我办人工核实",
    ),
    # Where its cells are
    "L01": Wording(_E, "缺少{name}这一行（编码 {code}）", "请从原填报表恢复该行后补填"),
    "L02": Wording(_E, "缺少“{name}”这一列（编码 {code}）", "请从原填报表恢复该列后补填"),
    "L03": Wording(_E, "编码 {code} 出现了不止一次（另一处：{other}）", "请删去多余的一处，只保留一处"),
    "L04": Wording(
        _W, "灰色编码行或编码列中的 {codes} 不见了，已按单元格名称识别", "请核对数字位置；下次请保留灰色编码"
    ),
    "L05": Wording(_W, "{name}的“{heading}”在隐藏的行、列或工作表里", "已照常计入，请核对是否有意隐藏"),
    "L06": Wording(_E, "{name}的“{heading}”所在单元格被合并了", "请取消合并，每格各填各的数字"),
    "L07": Wording(
        _E, "锁定的目标数被改为 {found}，应为 {expected}", "请恢复为 {expected}；对目标数有异议请与我办联系"
    ),
    "L08": Wording(
        _E, "这一行没有地区编码，却填了数字", "请把数字填到带编码的行；开发区等请填在预留的“功能区”行"
    ),
    "L09": Wording(_E, "找不到工作表“{sheet}”的填报内容", "请用完整的填报表报送"),
    "L10": Wording(_W, "{name}的名称被改为“{found}”", "数字按编码 {code} 计入；请核对是否填错了行"),
    "L11": Wording(
        _W, "“{heading}”这一列的表头被改为“{found}”", "数字按编码 {code} 计入；请核对是否填错了列"
    ),
    # One cell
    "C01": Wording(_E, "{name}的“{heading}”没有填", "请填写数字；确实为零请填 0，{blank}"),
    "C02": Wording(
        _E, "{name}的“{heading}”填的是“{found}”，不是数字", "请只填数字，单位为{unit}{suggestion}"
    ),
    "C03": Wording(_E, "{name}的“{heading}”显示错误值 {found}", "请改为直接填写数字"),
    "C04": Wording(_N, "{name}的“{heading}”填的“{found}”是文本，已按数字 {taken} 计", "下次请直接填数字"),
    "C05": Wording(
        _W, "{name}的“{heading}”填的“{found}”带有单位或文字，已按 {taken} 计", "请核对；下次请只填数字"
    ),
    "C06": Wording(
        _N, "{name}的“{heading}”设成了百分比格式，已按 {taken}% 计", "请核对；下次请直接填数字 {taken}"
    ),
    "C07": Wording(
        _E,
        "{name}的“{heading}”填的是 {found}，而表头单位是 %",
        "如指 {suggestion}%，请直接填数字 {suggestion}",
    ),
    "C08": Wording(_E, "{name}的“{heading}”填的是负数 {found}", "请核对后填写不小于 0 的数字"),
    "C09": Wording(_E, "{name}的“{heading}”填的 {found} 小数位数过多", "请保留不超过 {places} 位小数"),
    "C10": Wording(_E, "{name}的“{heading}”填的 {found} 不是整数", "单位为{unit}，请填整数"),
    "C11": Wording(_E, "{name}的“{heading}”填的是公式（={found}）", "请改为直接填写数字"),
    "C12": Wording(_N, "{name}的“{heading}”填的是“{found}”，表示没有分解任务", "如有任务，请填写数字"),
    "C13": Wording(
        _E,
        "{name}的“{heading}”填的是“{found}”，但该地有目标任务 {target}{unit}",
        "请填写完成数；没有进展请填 0",
    ),
    "C14": Wording(
        _E, "{name}的“{heading}”填的是逻辑值或日期（{found}）", "请改为直接填写数字，单位为{unit}"
    ),
    "C15": Wording(
        _E, "{name}的“{heading}”没有填，而同一指标的其他填报项填了数", "请把同一指标的各填报项填齐"
    ),
    "C16": Wording(
        _W, "{name}的“{heading}”填的是公式（={found}），已重新计算为 {taken}", "请核对；下次请直接填数字"
    ),
    "C17": Wording(_E, "工作表“{sheet}”一个数也没有填", "请填写后报送；没有任务的格请填“/”"),
    # Sums and targets of a breakdown
    "S01": Wording(
        _E,
        "各县（市、区）合计 {total}{unit}，比本市目标 {target}{unit}{side} {gap}{unit}",
        "请调整各县（市、区）数字，使合计达到本市目标",
    ),
    "S02": Wording(
        _W,
        "各县（市、区）合计 {total}{unit}，超过本市目标 {target}{unit} 的 1.2 倍",
        "请核对是否多填了零或填错了单位",
    ),
    "S03": Wording(
        _W, "{name}填 {number}{unit}，一地就超过本市目标 {target}{unit}", "请核对是否多填了零或填错了单位"
    ),
    "S04": Wording(
        _W, "{name}填 {number}{unit}，未达到本市目标 {target}{unit}", "请核对；如确有原因，请在“说明”栏注明"
    ),
    "S05": Wording(
        _E,
        "所有县（市、区）都未达到本市目标 {target}{unit}，全市无法完成",
        "请调整，至少使部分县（市、区）高于本市目标",
    ),
    "S06": Wording(
        _W, "所有县（市、区）都未达到本市目标 {target}{unit}", "请核对；如确有原因，请在“说明”栏注明"
    ),
    "S07": Wording(
        _E, "没有一个县（市、区）填了数字，而本市目标为 {target}{unit}", "请把本市目标分解到县（市、区）"
    ),
    # Progress
    "P01": Wording(
        _W,
        "{name}本期 {number}{unit}，少于上期 {last}{unit}（应为累计数）",
        "请核对；如属实，请在“说明”栏注明原因",
    ),
    "P02": Wording(
        _W, "{name}本期 {number}{unit}，超过目标 {target}{unit} 的 10 倍", "请核对是否多填了零或填错了单位"
    ),
    "P03": Wording(
        _W,
        "{name}本期 {number}{unit}，与上期 {last}{unit} 相差 10 倍以上",
        "请核对是否多填或少填了零、填错了单位",
    ),
    "P04": Wording(_W, "{name}的“{indicator}”算不出来（除数为零）", "请核对作为分母的填报项"),
    # Functional zones
    "Z01": Wording(_E, "预留行 {code} 填了数字，却没有填功能区名称", "请在名称栏填写功能区名称"),
    "Z02": Wording(_W, "功能区“{name}”没有填数字", "如不单列，请把名称也删去"),
    # Explanations
    "E01": Wording(_N, "{indicator}：{text}", "这是报送单位的说明，供审核参考"),
}


def finding(
    code: str,
    /,
    *,
    sheet: str = "",
    cell: str = "",
    region: str = "",
    field: str = "",
    value: str = "",
    explained: str = "",
    **facts: object,
) -> Finding:
    """The finding of a code at a place; `facts` fill the wording. KeyError for an unknown code or fact.

    `explained` are the city's own words on it, which take the place of the remedy.
    """
    wording = CATALOGUE[code]
    words = {"sheet": sheet, "cell": cell, "value": value} | {key: str(fact) for key, fact in facts.items()}
    words["text"] = _sentence(words.get("text", ""))
    for name in ("heading", "indicator"):  # names of indicators hold quotation marks of their own
        words[name] = words.get(name, "").replace("“", "‘").replace("”", "’")
    remedy = f"报送单位已说明：{_sentence(explained)}" if explained else wording.remedy.format_map(words)
    message = f"{wording.cause.format_map(words)}。{remedy}。"
    return Finding(code, wording.severity, message, sheet, cell, region, field, value)


def _sentence(text: str) -> str:
    """What a city has written, without the full stop that follows it anyway."""
    return " ".join(text.split()).rstrip("。.；;")

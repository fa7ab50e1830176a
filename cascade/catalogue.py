"""Every type of finding that a return can have: its code, cause and remedy, and what it does.

The wording is Chinese and is what a city's clerk reads, so it names what was found, what was expected and
what to do. The plan's words for its levels fill places such as `{own}` and `{ours}` (see `Levels.facts`). A
code is only a name: what a finding does stands in the fields of its type.

The list is in sections: F the file, M the mail it came with, D whose form it is, L where its cells are, C one
cell, S sums and targets of a breakdown, P progress, Z functional zones, E explanations.
"""

from collections.abc import Mapping
from functools import partial

from cascade.finding_types import FindingType, FormCell, Severity, Weight

_error = partial(FindingType, Severity.ERROR)
_holding = partial(FindingType, Severity.ERROR, holds=True)
_unread = partial(FindingType, Severity.ERROR, leaves_unread=True)
_whole_error = partial(FindingType, Severity.ERROR, whole_form=True)
_counties_error = partial(_whole_error, all_counties=True, weight=Weight.NUMBER)
_warning = partial(FindingType, Severity.WARNING)
_whole_warning = partial(FindingType, Severity.WARNING, whole_form=True)
_size_warning = partial(_whole_warning, weight=Weight.SIZE)
_number_warning = partial(_whole_warning, weight=Weight.NUMBER)
_counties_warning = partial(_number_warning, all_counties=True)
_note = partial(FindingType, Severity.NOTE)
_whole_note = partial(FindingType, Severity.NOTE, whole_form=True)

_WHOSE = "请核实是哪个{units}的，用 --as 确认；不是的请移出收件文件夹"
_ANEW = "请{that}重新报送，或核实后用 --overrule 决定接收"
_CHOOSE = "请问清以哪份为准，再用 --use 写明文件"
_LESS = "请只留下目标分解表和正文，另存一份再试"
_REISSUE = "方案误改的，请改回后再收集一次；确需修改的，请用 generate.py 重新下发，请{that}用新表报送"
_FAR_ABOVE_CITY = (
    "{name}的“{heading}”各{leaf}合计 {total}{unit}，比{own}目标 {target}{unit}多 {gap}{unit}{times}"
)

CATALOGUE: Mapping[str, FindingType] = {
    # The file
    "F01": _error("文件是空的（0 字节）", "请重新保存后再次报送"),
    "F02": _error("这不是 Excel 工作簿，而是{kind}", "请报送{ours}下发的填报表（.xlsx）"),
    "F03": _error(
        "文件已损坏，读不出来（{detail}）", "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送"
    ),
    "F04": _error("文件设了打开密码", "请取消密码后另存，再次报送", notice="请取消密码后另存，再试一次"),
    "F05": _error(
        "文件是{kind}格式",
        "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再次报送",
        convertible=True,
    ),
    "F06": _error("文件带有{kind}，为安全起见没有读取", "请把数字填入{ours}下发的填报表（.xlsx）后报送"),
    "F07": _error(
        "文件内部的写法可能有害，为安全起见没有读取（{part}）",
        "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送",
    ),
    "F08": _error("文件保存成了“Strict Open XML”格式", "请另存为普通的“Excel 工作簿（.xlsx）”后再次报送"),
    "F09": _error(
        "文件超出可读取的范围：{what}超过{limit}", "请把数字填入一份新的填报表后报送", notice=_LESS
    ),
    "F10": _error(
        "文件内部的压缩结构不正常，没有读取（{detail}）",
        "请在 Excel 或 WPS 中重新打开、另存为 .xlsx 后再次报送",
    ),
    "F11": _warning("工作簿链接了其他文件", "请核对数字是否已填实；如不需要，请断开链接"),
    "F12": _error(
        "{what}打不开（{detail}）",
        "请重新发送",
        operator="请先关闭正在使用它的程序，确认有权读取，再收集；或请报送单位重新发送",
    ),
    "F13": _error(
        "读取这个文件时程序出了意外（{detail}）",
        "原件已保存，待{ours}处理；其他文件不受影响",
        operator="请把运行记录交给软件维护人员",
        ours=True,
    ),
    "F14": _error(
        "读取这个文件用时过长或占用内存过多，已停止",
        "请把数字填入一份新的填报表后报送",
        at_first="电脑正忙的，过一会儿再试一次；还是这样的，",
        notice=_LESS,
    ),
    "F15": _warning("文件是 {kind} 格式，已转换后读取", "请核对数字；下次请另存为“Excel 工作簿（.xlsx）”"),
    "F16": _error(
        "这是压缩包（{kind}），里面的文件没有打开",
        "请解压，直接报送其中的填报表（.xlsx）",
        operator="请先解压，把里面的填报表放进收件文件夹，再收集一次",
    ),
    "F17": _error(
        "这是{kind}，不是填报表本身",
        "请把填报表（.xlsx）作为附件直接报送",
        operator="请打开它，把填报表另存到收件文件夹，再收集一次；打不开的，请报送单位重新发送",
    ),
    # The mail it came with
    "M01": _warning(
        "发件人 {sender} 不在{own}联系人名单中",
        "如确系{own}报送，请与{ours}联系，以便核实并更新联系人名单",
        doubts_sender=True,
    ),
    "M02": _warning(
        "邮件没有写明可信的发出时间", "收到时间按{ours}收取邮件的时间计；如有出入，请与{ours}联系"
    ),
    "M03": _warning(
        "发给 {address} 的邮件{state}{reason}",
        "请核对联系人表中的地址，有误的更正后重新发送",
        undelivered=True,
    ),
    "M04": _note("这是{kind}，不是上报表", "不需处理"),
    "M05": _note(
        "与“{round}”移出的一份完全相同，已定下不是上报表，这里不再问",
        "不需处理；定错了的，到那个批次“报送情况”的最下面点“放回”，再收集",
        put_out=True,
    ),
    # Whose form it is
    "D01": _holding(
        "表中找不到模板编号，无法确定是哪个{units}、哪一批次的填报表",
        "请用{ours}下发的填报表填报；如确系{own}填报表，请与{ours}联系，由{ours}人工确认",
        operator=_WHOSE,
    ),
    "D02": _holding(
        "模板编号 {ticket} 不是本方案下发的",
        "请用{ours}下发的填报表填报；本件待{ours}人工核实",
        operator=_WHOSE,
    ),
    "D03": _holding(
        "同一文件里出现了不同的模板编号：{tickets}",
        "请每个文件只放一个{units}的填报表；本件待{ours}人工核实",
        operator="请向报送单位核实，请每个{units}各用自己的填报表、分开报送",
    ),
    "D04": _holding(
        "这是“{found}”批次的填报表，本次收集的是“{expected}”",
        "请报送“{expected}”的填报表；本件待{ours}人工核实",
        operator="请移到它所属批次的收件文件夹再收集，或请{that}报送本批次的填报表",
    ),
    "D05": _warning(
        "{gone}的模板编号不见了，按{kept}的编号识别为 {ticket}",
        "请核对是否为{own}填报表，下次请保留原表的编号",
    ),
    "D06": _holding(
        "本件是按{ticket_city}的填报表读取的，表中的地区编码却有{code_city}的 {code}",
        "请核对是否拿错了填报表；本件待{ours}人工核实",
        operator="请向报送单位核实是哪个{units}的数，请{that}用自己的填报表重新报送",
    ),
    "D07": _warning(
        "这是第 {found} 版填报表，现行为第 {current} 版", "已按原表读取、按现行目标核对；如无出入，不必重填"
    ),
    "D08": _holding(
        "同一次收集中有{own}两份不同的合格上报表（另一份：{other}），无法判断以哪份为准",
        "请与{ours}联系，说明以哪份为准；本件待{ours}人工核实",
        comparing=True,
        short="有两份不同的表",
        operator=_CHOOSE,
    ),
    "D09": _holding(
        "工作表“{sheet}”与“{other}”是同一张表，填的数字却不同，无法判断以哪张为准",
        "请只保留一张后再次报送",
        short="有两张不同的表",
        operator=_ANEW,
    ),
    "D10": _holding(
        "本批次已经截止关闭，本件在关闭之后收到",
        "如需计入，请与{ours}联系；本件待{ours}决定",
        comparing=True,
        too_late=True,
        short="截止关闭后收到",
        operator=(
            "要计入的，用 --use 写明文件（除晚到以外还有错误的用 --overrule），或用 --reopen 重开本批次；"
            "不计入的，可先写回执告知对方，再移出收件文件夹"
        ),
    ),
    "D11": _note("已由{ours}人工确认为{city}的填报表", "不需处理", by_decision=True),
    "D12": _holding(
        "编码 {code} 旁边的名称是“{found}”，应为“{name}”，无法判断这一行数字是谁的",
        "很可能是排序或移动时编码没有一起动，请恢复后再次报送；本件待{ours}人工核实",
        cell=FormCell.NAME,
        short="名称与编码不符",
        operator=_ANEW,
    ),
    "D13": _holding(
        "编码 {code}（“{heading}”）与原来的数字不在同一列（数字在 {other} 列），无法判断这一列数字是哪项的",
        "很可能是移动数字时编码没有一起动，请恢复后再次报送；本件待{ours}人工核实",
        short="列与编码不符",
        operator=_ANEW,
    ),
    "D14": _holding(
        "{name}的“{heading}”填的是 {mine}，同一份填报表的另一个文件（{file}，{place}）却填了 {theirs}",
        "请与{ours}联系，说明以哪个为准；本件待{ours}人工核实",
        short="各分份的数不一致",
        operator="请问清以哪个文件为准，再用 --withdraw 撤回另一个文件",
    ),
    "D15": _note("由几个文件合并而成：{files}", "不需处理"),
    "D16": _note("这是一份分表，{own}还缺：{shares}", "收齐后合并核对"),
    "D17": _holding(
        "模板编号 {ticket} 写得不对",
        "很可能是抄错了或被改动，请对照{ours}下发的填报表改正；本件待{ours}人工核实",
        operator=_WHOSE,
    ),
    "D18": _holding(
        "编码 {code} 上方的表头是“{found}”，应为“{heading}”，无法判断这一列数字是哪项的",
        "很可能是移动时编码没有一起动，请恢复后再次报送；本件待{ours}人工核实",
        short="表头与编码不符",
        operator=_ANEW,
    ),
    "D19": _holding(
        "本件与{own}早先报过的一份完全相同，那份已被后来的上报表（{other}，{when} 收到）替代；"
        "现在无法判断是有意改回，还是旧文件又收了一次",
        "请与{ours}联系，说明以哪份为准；本件待{ours}人工核实",
        comparing=True,
        operator=_CHOOSE,
    ),
    "D20": _holding(
        "{what}，按原表填的数与现行方案不符",
        "请用{ours}重新下发的填报表报送；本件待{ours}人工核实",
        plan_changed=True,
        operator=_REISSUE + "；不再需要的，用 --withdraw 写明文件",
    ),
    "D21": _warning(
        "{what}，原来报的这部分数没有计入汇总",
        "请用{ours}重新下发的填报表重报；没有重新下发的，不需处理",
        plan_changed=True,
        operator=_REISSUE,
    ),
    "D22": _warning(
        "填报表下发后方案增加了{what}，本件没有这部分数，{own}的数不完整",
        "请用{ours}重新下发的填报表报送全部数字",
        plan_changed=True,
        operator=_REISSUE,
    ),
    "D23": _warning(
        "{what}，已报的分解数照常计入",
        "请核对各{leaf}合计；如需调整，请用{ours}重新下发的填报表重报",
        plan_changed=True,
        operator=_REISSUE,
    ),
    "D24": _warning(
        "{what}，已报的数照常计入",
        "如含义已变，请与{ours}联系；含义未变则不需处理",
        plan_changed=True,
        operator="含义已变的，请在方案中改用新的编码并重新下发",
    ),
    # Where its cells are
    "L01": _whole_error(
        "缺少{name}这一行（编码 {code}）", "请在更正表或原填报表中补填这一行", cell=FormCell.NAME
    ),
    "L02": _whole_error("缺少“{name}”这一列（编码 {code}）", "请在更正表或原填报表中补填这一列"),
    "L03": _error(
        "编码 {named}出现了不止一次（另一处：{other}）", "请删去多余的一处，只保留一处", short="编码重复"
    ),
    "L04": _warning(
        "灰色编码行或编码列中少了 {codes}，已按单元格名称识别", "请核对数字位置；下次请保留灰色编码"
    ),
    "L05": _warning("{name}的“{heading}”在隐藏的行、列或工作表里", "已照常计入，请核对是否有意隐藏"),
    "L06": _error("{name}的“{heading}”所在单元格被合并了", "请取消合并，每格各填各的数字"),
    "L07": _error(
        "{name}的“{heading}”的目标数是锁定的，却被改为 {found}，应为 {expected}",
        "请恢复为 {expected}；对目标数有异议请与{ours}联系",
        cell=FormCell.TARGET,
        short="目标数被改动",
        weight=Weight.NUMBER,
    ),
    "L08": _error(
        "这一行没有地区编码，却在“{heading}”栏填了数字",
        "请把数字填到带编码的行；开发区等请填在预留的“功能区”行",
        short="有数字没有编码",
    ),
    "L09": _whole_error("找不到工作表“{sheet}”的填报内容", "请用完整的填报表报送"),
    "L10": _warning(
        "{name}的名称被改为“{found}”", "数字按编码 {code} 计入；请核对是否填错了行", cell=FormCell.NAME
    ),
    "L11": _warning("“{heading}”这一列的表头被改为“{found}”", "数字按编码 {code} 计入；请核对是否填错了列"),
    "L12": _warning("{column}列另加了一列{leaf}名称", "数字按灰色编码计入；请核对，下次请不要在表中加列"),
    "L13": _warning(
        "表格以外有关于数字的话：{found}",
        "没有计入汇总；与填报的数有关的，请写在“说明”栏或另行告知{ours}",
        weight=Weight.NUMBER,
    ),
    # One cell
    "C01": _whole_error("{name}的“{heading}”没有填", "请填写数字；确实为零请填 0，{blank}"),
    "C02": _unread("{name}的“{heading}”填的是“{found}”，{why}", "请只填数字，单位为{unit}{suggestion}"),
    "C03": _unread("{name}的“{heading}”显示错误值 {found}", "请改为直接填写数字"),
    "C04": _note("{name}的“{heading}”填的“{found}”是文本，已按数字 {taken} 计", "下次请直接填数字"),
    "C05": _warning(
        "{name}的“{heading}”填的“{found}”带有单位或文字，已按 {taken} 计", "请核对；下次请只填数字"
    ),
    "C06": _note("{name}的“{heading}”设成了百分比格式，已按 {taken}% 计", "请核对；下次请直接填数字 {taken}"),
    "C07": _unread(
        "{name}的“{heading}”填的是 {found}，而表头单位是 %",
        "如指 {suggestion}%，请直接填数字 {suggestion}；确为 {found}% 的，请在“说明”栏写明“{said}”",
        weight=Weight.SIZE,
    ),
    "C08": _unread("{name}的“{heading}”填的是负数 {found}", "请核对后填写不小于 0 的数字", by_shape=True),
    "C09": _unread(
        "{name}的“{heading}”填的 {found} 小数位数过多", "请保留不超过 {places} 位小数", by_shape=True
    ),
    "C10": _unread("{name}的“{heading}”填的 {found} 不是整数", "单位为{unit}，请填整数", by_shape=True),
    "C11": _unread("{name}的“{heading}”填的是公式（={found}）", "请改为直接填写数字"),
    "C12": _whole_note("{name}的“{heading}”填的是“{found}”，表示没有分解任务", "如有任务，请填写数字"),
    "C13": _whole_error(
        "{name}的“{heading}”填的是“{found}”，但该地的目标是 {target}{unit}",
        "请填写完成数；没有完成数的，请填数字 0",
        short="有目标而填“/”",
    ),
    "C14": _unread(
        "{name}的“{heading}”填的是日期或真假值（{found}），不是数字", "请改为直接填写数字，单位为{unit}"
    ),
    "C15": _whole_error(
        "{name}的“{heading}”没有填，而同一指标的其他填报项填了数", "请把同一指标的各填报项填齐"
    ),
    "C16": _warning(
        "{name}的“{heading}”填的是公式（={found}），已重新计算为 {taken}", "请核对；下次请直接填数字"
    ),
    "C17": _whole_error("工作表“{sheet}”还没有填数", "请填写后报送；没有目标任务的格，才填“/”"),
    "C18": _warning(
        "{name}的“{heading}”填的 {found} 整格划了删除线，已按 {taken} 计",
        "如已作废，请删去或改填正确的数字；如仍有效，请取消删除线",
        weight=Weight.NUMBER,
    ),
    "C19": _warning(
        "{name}的“{heading}”存的是 {found}，按单元格的数字格式却显示为“{seen}”，已按 {taken} 计",
        "请核对哪个是对的，并把单元格的数字格式改为“常规”",
        weight=Weight.SIZE,
    ),
    "C20": _unread("{name}的“{heading}”填的是“{found}”，不是可选的用语", "请从下列用语中选一个：{choices}"),
    "C21": _warning(
        "{name}的“{heading}”填的是 {found}，表头单位是 %，已按 {found}% 计",
        "请核对：如指 {suggestion}%，请改填 {suggestion}；确为 {found}% 的，请在“说明”栏写明",
        weight=Weight.SIZE,
    ),
    "C22": _whole_error("填报表里还没有填数", "请填好后报送；没有目标任务的格，才填“/”", nothing_filled=True),
    # Sums and targets of a breakdown
    "S01": _counties_error(
        "{name}的“{heading}”各{leaf}合计 {total}{unit}，比{own}目标 {target}{unit}{side} {gap}{unit}",
        "请调整各{leaf}数字，使合计达到{own}目标{unit_first}{even_so}",
        short="合计未达目标",
    ),
    "S02": _size_warning(
        _FAR_ABOVE_CITY,
        "请核对是否多填了零或填错了单位",
        all_counties=True,
    ),
    "S03": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，一地就超过{own}目标 {target}{unit}",
        "请核对是否多填了零或填错了单位",
        all_counties=True,
    ),
    "S04": _counties_warning(
        "{name}的“{heading}”填 {number}{unit}，{below} {target}{unit}，{listed}",
        "请核对；没有填错的不必改，有原因的请在“说明”栏注明",
    ),
    "S05": _counties_error(
        "{name}的“{heading}”，所有{leaf}都未达到{own}目标 {target}{unit}，{own_whole}无法完成",
        "请调整，至少使部分{leaf}达到{own}目标{even_so}",
        short="均未达目标",
    ),
    "S06": _counties_warning(
        "{name}的“{heading}”，所有{leaf}都{below} {target}{unit}，{listed}",
        "请核对；没有填错的不必改，有原因的请在“说明”栏注明",
    ),
    "S07": _counties_error(
        "{name}的“{heading}”，没有一个{leaf}填了数字，而{own}目标为 {target}{unit}",
        "请把{own}目标分解到{leaf}{even_so}",
        short="没有分解到{leaf_short}",
    ),
    "S08": _size_warning(
        "{name}的“{indicator}”填 {result}，是{own}目标 {target} 的{times}",
        "请核对是否多填了零；单位为 % 的，10 表示 10%",
    ),
    "S09": _counties_warning(
        _FAR_ABOVE_CITY,
        "请核对各{leaf}的数；没有填错的不必改",
    ),
    "S10": _counties_warning(
        "{name}的“{heading}”填 {number}{unit}，一地就超过{own}目标 {target}{unit}",
        "请核对；没有填错的不必改",
    ),
    "S11": _counties_error(
        "{name}的“{heading}”各{leaf}合计 {total}，只有{own}目标 {target}{unit}的{times}，疑似以{larger}填报",
        "请按{unit}填报：如 {typed} 是指 {typed}{larger}的，请填 {meant}，各{leaf}都这样核对",
        short="疑似填错单位",
        weight=Weight.SIZE,
    ),
    # Progress; P07 and P10 in a breakdown, too
    "P01": _number_warning(
        "{name}的“{heading}”填 {number}{unit}，少于上期 {last}{unit}（应为累计数）",
        "请核对；如属实，请在“说明”栏注明原因",
    ),
    "P02": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，是目标 {target}{unit}的{times}",
        "请核对是否多填了零或填错了单位；如属实，请在“说明”栏注明原因",
    ),
    "P03": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，是上期 {last}{unit}的{times}",
        "请核对是否多填或少填了零、填错了单位；如属实，请在“说明”栏注明原因",
    ),
    "P04": _number_warning("{name}的“{indicator}”算不出来（除数为零）", "请核对作为分母的填报项"),
    "P05": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，是“{other}” {before}{unit}的{times}",
        "请核对是否多填或少填了零、填错了单位；如属实，请在“说明”栏注明原因",
    ),
    "P06": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，是{own}其他{leaf}的中位数 {middle}{unit}的{times}",
        "请核对单位是否填错{slip}；如属实，请在“说明”栏注明原因",
    ),
    "P07": _size_warning("{name}的“{indicator}”为 {result}，超过 100%", "请核对：部分不应大于总数"),
    "P08": _size_warning(
        "{name}的“{indicator}”算得 {result}，{beside}{times}",
        "请核对各填报项是否多填或少填了零、填错了单位；如属实，请在“说明”栏注明原因",
    ),
    "P09": _number_warning(
        "{name}的“{heading}”为 {number}{unit}，超过{limit} {target}{unit}",
        "请核对；如属实，请在“说明”栏注明原因",
    ),
    "P10": _whole_error(
        "{name}的“{heading}”填 {number}{unit}，多于它所属的“{parent}” {total}{unit}",
        "其中数不能多于总数，请核对这两格",
        short="其中数多于总数",
        weight=Weight.NUMBER,
    ),
    "P11": _size_warning(
        "{name}的“{heading}”填 {number}{unit}，{place}的“{other}”却填 {there}{unit}，两处应是同一个数",
        "请核对这两格，改正填错的一处；口径不同的，请在“说明”栏注明",
    ),
    # Functional zones
    "Z01": _whole_error(
        "预留行 {code} 填了数字，却没有填功能区名称",
        "请在名称栏填写功能区名称",
        cell=FormCell.NAME,
        short="功能区没有名称",
    ),
    "Z02": _whole_warning(
        "功能区“{name}”没有填数字", "如需单列，请填写数字；不单列的，请把名称删去", cell=FormCell.NAME
    ),
    "Z03": _whole_error(
        "功能区名称“{name}”{wrong}",
        "请填写功能区的全称；不是功能区的，请把这一行的名称和数字删去（合计由表自动计算）",
        cell=FormCell.NAME,
        short="功能区名称有误",
    ),
    "Z04": _error(
        "同一预留行 {code}，在工作表“{other}”里叫“{there}”，在这里叫“{name}”，无法判断数字是哪个功能区的",
        "请使各工作表同一行的功能区名称一致",
        cell=FormCell.NAME,
        short="功能区名称不一",
    ),
    # Explanations
    "E01": _whole_note("{indicator}：{text}", "说明已收到", cell=FormCell.EXPLANATION),
}

"""What a rate is a share of, as its name says it: 联网率 of 设备 is 已联网的设备数 to 设备总数."""

import re
from typing import NamedTuple

from cascade.notice.units import suggested_unit


class RatePart(NamedTuple):
    """A numerator or denominator; the unit is "" where nothing suggests one."""

    name: str
    unit: str


_DEFINED = (  # the end of a name, and what statistics divide by what
    (
        "(?:城镇)?登记失业率",
        ("城镇登记失业人数", "人"),
        ("城镇从业人数与登记失业人数之和", "人"),
    ),
    ("失业率", ("失业人数", "人"), ("劳动力人数", "人")),
    ("死亡率", ("死亡人数", "人"), ("总数", "人")),
    ("劳动生产率", ("增加值", "亿元"), ("平均用工人数", "万人")),
    ("(?:常住人口|户籍人口)?城镇化率", ("城镇人口", "万人"), ("总人口", "万人")),
    ("毛?入园率", ("在园幼儿数", "人"), ("适龄幼儿数", "人")),
    ("(?<!适龄儿童)毛?入学率", ("在校学生数", "人"), ("适龄人口数", "人")),
    ("普惠性?幼儿园覆盖率", ("公办园和普惠性民办园在园幼儿数", "人"), ("在园幼儿总数", "人")),
    ("辍学率", ("辍学学生数", "人"), ("在校学生数", "人")),
    ("家庭医生签约(?:服务)?(?:覆盖)?率", ("家庭医生签约人数", "人"), ("常住人口数", "人")),
    ("药品?占比", ("药品收入", "万元"), ("医疗收入", "万元")),
    ("参[保合](?:覆盖)?率|(?<=[医社]保)覆盖率|(?<=保险)覆盖率", ("参保人数", "人"), ("应参保人数", "人")),
    ("产销率", ("销售产值", "亿元"), ("工业总产值", "亿元")),
    ("森林覆盖率", ("森林面积", "公顷"), ("土地总面积", "公顷")),
    ("(?:建成区)?绿化覆盖率", ("绿化覆盖面积", "公顷"), ("建成区面积", "公顷")),
    (
        "(?:研发|R&D)(?:经费|费用)?(?:投入)?强度",
        ("研发经费支出", "亿元"),
        ("地区生产总值", "亿元"),
    ),
    ("资产负债率", ("负债总额", "亿元"), ("资产总额", "亿元")),
    ("不良贷款率", ("不良贷款余额", "亿元"), ("各项贷款余额", "亿元")),
    ("(?:建成区)?绿地率", ("绿地面积", "公顷"), ("建成区面积", "公顷")),
    ("(?:卫生|无害化)户?厕所?普及率", ("使用卫生厕所的农户数", "户"), ("农户总数", "户")),
    ("自来水普及率", ("用上自来水的人口数", "人"), ("总人口数", "人")),
    ("燃气普及率", ("用上燃气的人口数", "人"), ("总人口数", "人")),
)
_DEFINED_AT_END = tuple(
    (re.compile(f"(?:全员)?{end}$"), RatePart(*above), RatePart(*below)) for end, above, below in _DEFINED
)
_OF_FIRMS = {"地区生产总值": "营业收入"}  # what stands for a region's output where firms get the targets
_PER_UNIT = re.compile(r"(.*?)(?:单位|万元)(.*?(?:GDP|生产总值|增加值|产值))(?:综合)?(.*)")
_USED = (  # what is used for a unit of output, as names say it, and what statistics count
    (re.compile("能耗|能源消(?:费|耗)(?:总?量)?"), RatePart("综合能源消费量", "万吨标准煤")),
    (re.compile("电耗|用电量|电力消费量"), RatePart("用电量", "万千瓦时")),
    (re.compile("水耗|(?:用水|取水|耗水)量"), RatePart("用水量", "万立方米")),
    (re.compile("(?:二氧化)?碳排放(?:总?量|强度)?"), RatePart("二氧化碳排放量", "万吨")),
)
_SHARE = "的?(?:占比|比重|比例|比率|份额)$"
_SHARE_OF = re.compile(r"(.+?)(?<!侵)占(?![用地补有])(.+?)的?(?:比重|比例|比率|比|份额)$")
_AMONG = "(?:全[省市县区]|规模以上|规上|限额以上|限上)?(?:工业|制造业|服务业|建筑业|农业|农村|城镇|城市)?"
_REACHED = re.compile(r"(.*(?:村|乡镇?|镇|户|组|社区|园区|县))(通.+?)(?:率|占比|比重|比例)$")
_TESTED = re.compile(r"(.*?)(抽检|抽查|检测|监测|检验)?(合格|达标)率$")
_QUALITY_AT_END = re.compile("(?:质量|安全|例行|监督)+$")
_GOODS_AT_END = re.compile("(?:品|药|粮食|蔬菜|饲料)$")
_DONE = re.compile(r"(.*[^率])率$")
_VERBS = (
    "联网|参保|续保|参合|就业|安置|利用|处理|处置|回收|收集|办结|完成|签约|建成|开工|竣工|到位|入库|发放|上线|整改|"
    "治理|绿化|硬化|培训|持证|接种|建档|随访|配备|安装|改造|受理|回复|化解|调解|兑现|履约|执行|签订|管护|升学|"
    "公开|确权|流转|注册|备案|投用|达产|入住|销号|修复|通车|救助|检查|复核|响应|报告|清运|支付|拨付|设置|普及|覆盖|"
    "(?:数控|数字|智能|机械|标准|规范|信息|良种|集约|自动|网络|宽带|适老|产业)?化"
)
_VERB_AT_END = re.compile(rf"(.*?)((?:综合|及时|规范|有效|安全|无害化|资源化|集中|回收)*(?:{_VERBS}))$")
_FOR_SOMEBODY = ("覆盖", "普及", "设置")  # what is done to others than the name says
_THINGS = (
    "设备|装备|企业|项目|户|学校|园|车辆?|机构|单位|人员|人口|职工|学生|幼儿|教师|干部|党员|医师|护士|道路|耕地|断面|水体|村|"
    "社区|产品|家庭|工程|案件|信访件|纠纷|事项|厕所|农田|建筑|岗位"
)
_AMOUNTS = (
    "投资|增加值|产值|收入|支出|税收|贷款|出口|进口|进出口|销售额|零售额|(?:耕地|林地|土地|建筑|播种)?面积|产量|"
    "能源消费(?:总?量)?|用电量|资金"
)
_THING_AT_END = re.compile(rf"(?:{_THINGS}|面积)$")
_STUFF_AT_END = re.compile(r"(?:垃圾|污水|秸秆|固体?废物?|废弃物|废物|污泥|粪污)$")
_MONEY_AT_END = re.compile("(?:资金|投资|贷款|税收|收入|支出)$")
_PART_OF_THINGS = re.compile(rf"({_AMONG})(.+?)({_THINGS}){_SHARE}")
_PART_OF_AMOUNT = re.compile(rf"({_AMONG})(.+?)({_AMOUNTS}){_SHARE}")


def is_ratio(what: str) -> bool:
    """Whether what an indicator measures is a quotient already: 失业率, 单位GDP能耗."""
    return what.endswith("率") or _per_unit(what) is not None


def rate_parts(what: str, of_firms: bool) -> tuple[RatePart, RatePart]:
    """Numerator and denominator of the rate that a name such as 设备联网率 means.

    `of_firms` says whether firms report it, not regions.
    """
    if of_output := _per_unit(what):
        return of_output
    for end, above, below in _DEFINED_AT_END:
        if found := end.search(what):
            before = what[: found.start()]
            if of_firms:
                below = below._replace(name=_OF_FIRMS.get(below.name, below.name))
            return above._replace(name=before + above.name), below._replace(name=before + below.name)
    if share := _share(what):
        return share
    if found := _TESTED.fullmatch(what):
        return _tested(*found.groups(default=""))
    done = _DONE.fullmatch(what)
    if done and (found := _VERB_AT_END.fullmatch(done[1])):
        return _done(*found.groups())
    return _named(f"{what}（分子）", f"{what}（分母）", "")


def _share(what: str) -> tuple[RatePart, RatePart] | None:
    """Part and whole of a name that ends with 占比 or the like, or says how many 村 something reaches."""
    if found := _SHARE_OF.fullmatch(what):
        units = [suggested_unit(name) for name in found.groups()]  # a part has its whole's
        return RatePart(found[1], units[0] or units[1]), RatePart(found[2], units[1] or units[0])
    if found := _REACHED.fullmatch(what):
        thing, reached = found.groups()
        return _named(f"{reached}的{thing}数", f"{thing}总数", thing)
    if found := _PART_OF_THINGS.fullmatch(what):
        among, kind, thing = found.groups()
        return _named(f"{among}{kind}{thing}数", f"{among}{thing}总数", thing)
    if found := _PART_OF_AMOUNT.fullmatch(what):
        among, kind, amount = found.groups()
        return _named(f"{among}{kind}{amount}", f"{among}全部{amount}", amount)
    part = re.sub(_SHARE, "", what)
    return _named(f"{part}（分子）", f"{part}占比的总数（分母）", part) if part != what else None


def _tested(thing: str, test: str, verb: str) -> tuple[RatePart, RatePart]:
    """What passes a test of all that is tested; goods are tested by the lot."""
    goods = _QUALITY_AT_END.sub("", thing)
    if _GOODS_AT_END.search(goods):
        return RatePart(f"{goods}{test}{verb}批次数", "批次"), RatePart(f"{goods}{test}批次总数", "批次")
    if _THING_AT_END.search(goods):
        return _named(f"{goods}{verb}数", f"{goods}总数", goods)
    return _named(f"{thing}{verb}的数（分子）", f"{thing}应{verb}的总数（分母）", thing)


def _done(thing: str, verb: str) -> tuple[RatePart, RatePart]:
    """What something has been done to, of all that it is to be done to."""
    if _STUFF_AT_END.search(thing):
        return RatePart(f"已{verb}的{thing}量", "万吨"), RatePart(f"{thing}产生总量", "万吨")
    if verb not in _FOR_SOMEBODY and _MONEY_AT_END.search(thing):
        return _named(f"已{verb}的{thing}", f"应{verb}的{thing}", thing)
    if verb not in _FOR_SOMEBODY and _THING_AT_END.search(thing):
        return _named(f"已{verb}的{thing}数", f"{thing}总数", thing)
    return _named(f"{thing}已{verb}的数（分子）", f"{thing}应{verb}的总数（分母）", thing)


def _per_unit(what: str) -> tuple[RatePart, RatePart] | None:
    """What is used, and the output that it is used for, of a name such as 单位工业增加值能耗."""
    found = _PER_UNIT.fullmatch(what)
    used = found and next((part for words, part in _USED if words.fullmatch(found[3])), None)
    if not found or not used:
        return None
    before, output, _ = found.groups()
    output = re.sub("^(?:GDP|国内生产总值|生产总值)$", "地区生产总值", output)
    return used._replace(name=before + used.name), RatePart(f"{before}{output}（可比价）", "亿元")


def _named(above: str, below: str, thing: str) -> tuple[RatePart, RatePart]:
    unit = suggested_unit(thing)
    return RatePart(above, unit), RatePart(below, unit)

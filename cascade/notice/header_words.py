"""What the headings of a target table's rows and columns mean, and which texts are names of regions."""

import re
from enum import Enum, auto
from functools import lru_cache

from cascade.divisions import is_known
from cascade.notice.phrases import joined


class Heading(Enum):
    """What a row or column beside the targets holds, by its heading."""

    NUMBER = auto()
    NAME = auto()
    CATEGORY = auto()
    UNIT = auto()
    LEAD = auto()
    HELPER = auto()
    NOTES = auto()
    HEADLINE = auto()
    SUBTOTAL = auto()
    WEIGHT = auto()
    DEFINITION = auto()
    SOURCE = auto()
    BASE = auto()
    DEADLINE = auto()
    TREND = auto()
    REGION = auto()
    NONE = auto()


_OFFICE = "(?:单位|部门|处室|科室|局|厅)"
_WHOLE = "[省市县区州旗盟国局校]"
_UNITS_BELOW = (
    "地区|城市|市别|县别|设区市|镇办|乡镇办|县市|市县|县区|区县|市区|市州|州市|地市|"
    "市|县|区|乡镇|镇街|街镇|街道|镇|乡|区域|乡镇街道|镇乡|镇村|行政区划?|片区|辖区|"
    "处室|科室|学校|院校|医院|银行|机构|医疗机构|企业|部门|师市|旗县|盟市|县市区|区市县|市县区|旗县区|镇街道|"
    "乡镇街办|地方|园区"
)
_IN_BRACKETS = "(?:[（(].*[)）])?"
_HEADINGS: tuple[tuple[Heading, tuple[str, ...]], ...] = (  # the first that fits the whole heading counts
    (Heading.NUMBER, ("序号", "编号", "编码", "代码", "项次", "栏次", "行次", r"N[oO]\.?", "序")),
    (
        Heading.LEAD,
        (
            f".*(?:牵头|责任|主管|负责|主责|考核|实施|主办|承办|分管|指导|填报|汇总|督办).{{0,2}}{_OFFICE}.*",
            "部门",
            "牵头",
        ),
    ),
    (
        Heading.HELPER,
        (
            f".*(?:配合|协办|协同|参与|参加).{{0,2}}{_OFFICE}.*",
            ".*(?:领导|责任人|负责人|包保人|联络员)(?:姓名)?|(?:联系|对口|业务)(?:科室|处室|部门|单位)",
        ),
    ),
    (Heading.UNIT, ("(?:计量|计算|指标)?单位",)),
    (Heading.TREND, ("(?:目标|指标|考核|监测|绩效)?(?:方向|导向|趋向)",)),
    (Heading.NOTES, ("备注", "说明", "注", "备考", "注释", "附注")),
    (Heading.WEIGHT, ("权重.*", ".*分值.*", "赋分.*", "标准分", "满分", "权数", "分数", "考核分.*")),
    (
        Heading.DEFINITION,
        (
            ".*(?:口径|计算方法|指标(?:解释|含义|说明|定义)).*",
            ".*(?:考核办法|考核标准|(?:评分|计分)(?:标准|办法|方法)).*",
        ),
    ),
    (Heading.SOURCE, ("(?:数据|资料|指标|统计)来源",)),
    (Heading.DEADLINE, (".*(?:时限|时间|期限|年限|工期|节点|进度要求|起止年[月度]).*",)),
    (Heading.SUBTOTAL, (".*小计", "其中[:：].*", "其中")),
    (
        Heading.HEADLINE,
        (
            *(r"合\W?计", "总计", "总数", "共计", "总量", f"[全本]{_WHOLE}", "[^，。]{1,8}[合总]计"),
            f"(?:全{_WHOLE}|全年|年度|总体|[省市县区](?:级|定|下达)?|上级下达|下达)(?:目标|任务|计划|合计|总|指标)+"
            f"(?:总?[数量额值]|情况|完成)*{_IN_BRACKETS}",
            *("(?:目标|任务)+(?:值|总数|总量)", "(?:总|合计).*(?:目标|任务|数)"),
        ),
    ),
    (
        Heading.BASE,
        (
            ".*(?:(?<![比较])(?:上年|去年)|基数|基期|现状|实绩|完成情况|完成数|完成值|已完成|往年|历史).*",
            "(?:.*年度?)?实际(?:完成.*|发生.*|数|值)?",
            r"(?:19|20)\d\d年(?:度|末|底)?(?:数|值|.*完成.*)?",
            "现有.{0,4}[数量]|户籍人口|总?人口数?|总户数|行政村数|村民小组数|在校学生数",
        ),
    ),
    (
        Heading.REGION,
        (
            f"(?:各|所辖|所属|辖)?(?:{_UNITS_BELOW})(?:名称?|别|单位)?",
            rf"(?:各|所辖|所属|辖)?(?:{_UNITS_BELOW})(?:[\\/].{{1,6}}|[（(].*[)）]|(?:任务)?分解.*|(?:目标|任务|指标).*)",
            *("(?:填报|下达)?单位名称", "责任主体", "任务分解.*", "分解.*", "县（市、区）.*", "县（市）区"),
            *("市（州）", "镇（街道）", "乡镇（街道）"),
        ),
    ),
    (Heading.CATEGORY, ("类别|类型|分类|领域|板块|一级指标|维度|(?:指标)?属性|指标类[别型]|大类|方面",)),
    (Heading.NAME, (".*(?:指标|项目|任务|内容|事项|工作|名称|目标).*",)),
)
_PATTERNS = tuple((role, re.compile("|".join(words))) for role, words in _HEADINGS)
_OF_PEOPLE = re.compile(r"联系人|联系电话|电话|手机|邮箱|职务|姓名|传真")

_REGION = re.compile(
    r".{0,14}(?:省|自治区|市|州|盟|地区|县|区|旗|镇|乡|街道|街道办|办事处|苏木|管委会|林场|农场|兵团|本级|(?<!幼儿)(?<![校公])园|"
    r"街|市直(?:单位|部门)?)"
)
_OTHER_UNIT = re.compile(
    r".{1,18}(?:公司|集团|分局|支行|支队|大队|学校|中学|小学|学院|大学|幼儿园|医院|保健院|卫生院|福利院|敬老院|村|社区|处|科|股|所|站|中心|厂|矿)"
)
_NO_REGION = re.compile(
    rf".*(?:\d|率|数|额|量|面积|建设|新增|新建(?![区镇乡村街])|完成|增长|任务|指标|目标|项目).*|.*[全各本每]{_WHOLE}.*|其[他余它].*|城[镇乡]|[村集]镇|.*合计|.*小计"
)
_CODE = re.compile(r"\d{1,12}[\s\-_.]*(?=[\u4e00-\u9fa5]{2})(?![个家所座条处项万千百人户名天年月日级号])")
_KIND_BEHIND = re.compile(
    "(?:街道(?:办事处|办)?|镇|乡|(?:经济(?:技术)?)?开发区|经开区|高新(?:技术)?(?:产业)?(?:开发)?区|本级)"
)
_GOES_ON = re.compile("[\u4e00-\u9fa5](?<![各均为是完达不控约共分])")
_SHORTEST, _LONGEST = 2, 20  # characters of a region's name
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]$|(?<=[^\d\s])[%％]$")

_GENERIC = re.compile(
    r"(?:(?:调整|变更|更正|修订|修改)(?:之)?后的?)?(?:(?:19|20)\d\d年)?(?:度|全年|本年|年度)?(?:目标|任务|计划|下达|指标|分解)*(?:值|数|量)?(?:合计|小计|总数)?"
)
_QUARTERS = (
    re.compile(r".*(?:一季度|1季度|1[-—－至~]3月|3月底|3月末|首季).*"),
    re.compile(r".*(?:上半年|二季度|2季度|1[-—－至~]6月|6月底|6月末|(?<!下)半年).*"),
    re.compile(r".*(?:三季度|3季度|1[-—－至~]9月|9月底|9月末).*"),
    re.compile(r".*(?:四季度|4季度|下半年|12月底|12月末|年底|年末).*"),
)
_MONTH = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:截[至止])?(?:(?:1[0-2]|[1-9])月?[-—－至~])?(1[0-2]|[1-9])月份?(?:[底末]|累计|[之以]?前)*(?:目标|任务|计划|完成)*"
)
FULL_YEAR = 13  # comes after the months
_WHEN = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:第?[一二三四1-4]季度?|首季|前三季度|[上下]?半年|\d{1,2}[-—－至~]\d{1,2}月|\d{1,2}月|全年|年度?)"
    "(?:[底末]|累计|[以之]?前|完成)*"
)
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年)?(?:第?[二三四2-4]季度?|下半年|(?:(?:[2-9]|1[0-2])月?[-—－至~])?(?:[2-9]|1[0-2])月份?)"
    "(?:完成|目标|任务|计划)*"
)
_FULL_YEAR = re.compile(r".*(?:全年|1[-—－至~]12月|(?<!半)年(?:度|目标)|总目标|总任务).*")


def role_of(text: str) -> Heading:
    """The role that a heading means; NONE for any other text."""
    plain = "".join(joined(text).split())
    bare = without_brackets(plain)
    for role, pattern in _PATTERNS:
        if pattern.fullmatch(plain) or pattern.fullmatch(bare):
            return role
    return Heading.NONE


def without_brackets(text: str) -> str:
    """A heading without the brackets or the % at its end: 鼓楼区 for 鼓楼区（含高新区）, 增幅 for 增幅%."""
    return _BRACKETED.sub("", text) or text


def is_generic(heading: str) -> bool:
    """Whether a heading below an indicator's name adds nothing to it: 2020年目标, 任务数, 合计."""
    return _GENERIC.fullmatch(heading) is not None or role_of(heading) is Heading.HEADLINE


def lists_people(texts: list[str]) -> bool:
    """Whether headings are those of a list of contacts."""
    return any(_OF_PEOPLE.search(text) for text in texts)


@lru_cache(maxsize=4096)
def region_score(text: str) -> int:
    """How surely a text names a region or another unit that gets targets: 2 surely, 1 perhaps, 0 not."""
    plain = _CODE.sub("", without_brackets("".join(joined(text).split())), count=1)
    if _SHORTEST <= len(plain) <= _LONGEST and is_known(plain):
        return 2
    if not _SHORTEST <= len(plain) <= _LONGEST or _NO_REGION.fullmatch(plain):
        return 0
    if role_of(plain) not in (Heading.NONE, Heading.NAME):
        return 0
    if _REGION.fullmatch(plain):
        return 2
    return 1 if _OTHER_UNIT.fullmatch(plain) else 0


def without_code(name: str) -> str:
    """A region's name without the code in front of it: 330102上城区, 01鼓楼区."""
    return _CODE.sub("", name, count=1) if region_score(name) else name


def region_at_start(text: str) -> str:
    """The region with whose name a text begins, as 婺城区80家 does; "" for none."""
    starts = [text[:end] for end in range(_SHORTEST, min(len(text), _LONGEST) + 1)]
    known = [start for start in starts if is_known(start)]
    if known:  # 赤城街道 is not 赤城县, and 新建公厕 not 新建区
        behind = _KIND_BEHIND.match(text, len(known[-1]))
        name = known[-1] + (behind[0] if behind else "")
        return name if len(name) > _SHORTEST or not _GOES_ON.match(text, len(name)) else ""
    ends = [region_score(start) > 1 for start in starts] + [False]
    likely = (start for start, one, more in zip(starts, ends, ends[1:], strict=False) if one and not more)
    return next(likely, "")


def month_of(heading: str) -> int:
    """The month by whose end a heading wants something done: 1 to 12 or FULL_YEAR; 0 where it says none."""
    plain = joined(heading)
    if _FULL_YEAR.fullmatch(plain):
        return FULL_YEAR
    by_month = _MONTH.fullmatch(without_brackets(plain))
    quarter = next((at for at, words in enumerate(_QUARTERS, start=1) if words.fullmatch(plain)), 0)
    return quarter * 3 or (int(by_month[1]) if by_month else 0)


def names_a_period(heading: str) -> bool:
    """Whether a heading names a period within the year and not its end: 二季度, 下半年, 4-6月."""
    return _PERIOD.fullmatch(without_brackets(joined(heading))) is not None


def says_only_when(heading: str) -> bool:
    """Whether a heading says until when something is wanted, and not what: 一季度, 6月底目标."""
    rest = _WHEN.sub("", without_brackets(joined(heading)))
    return month_of(heading) > 0 and (not rest or is_generic(rest))

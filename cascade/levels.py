"""A plan's own words for its levels (全省, 设区市, 县（市、区）) and its leads, and what follows from them.

Every text that people read takes these words from here: 各市 and 本市 where the units are 设区市, 各企业 and
本企业 where they are 企业.
"""

import re
from functools import cached_property

from cascade.indicators import Frozen

_PLACES = ("街道", "社区", "省", "市", "县", "区", "旗", "盟", "州", "镇", "乡", "村")  # as their names end
_CENTRAL = ("北京市", "天津市", "上海市", "重庆市")  # municipalities without 设区市
_SHORT_KINDS = {"设区市": "市", "设区的市": "市", "地级市": "市"}
_OWN_WORDS = {"子公司": "公司", "分公司": "公司", "高校": "校", "高等学校": "校", "学校": "校"}
_WHOLES = (  # how the issuer's name ends, and its word in 全省
    (r"(集团).*", "集团"),
    (r"公司", "公司"),
    (r"大学|学校|中学|小学", "校"),
    (r"街道(?:办事处)?", "街道"),
    (r"国|国家", "国"),
    (r"地区", "地区"),
    (r"管委会|管理委员会", "区"),
    (r"[省市区县旗盟州镇乡村局院所站]", ""),  # the character itself
)
_OF_PLACES = re.compile(r"(?:街道|街镇|社区|[省市县区旗盟州镇乡村]|[（）、]|苏木)+")  # a level of places
_INNER = re.compile(r"处|室|科")  # units inside an office: 全厅; else the units of its trade: 全系统
_BELOW = {  # the usual levels below an issuer of a kind
    "国": ("省（区、市）", "设区市"),
    "省": ("设区市", "县（市、区）"),
    "自治区": ("设区市", "县（市、区）"),
    "直辖市": ("区（县）", "乡镇（街道）"),
    "盟": ("旗（县、市）", "乡镇（苏木、街道）"),
    **dict.fromkeys(("市", "州", "地区"), ("县（市、区）", "乡镇（街道）")),
    **dict.fromkeys(("区", "县", "旗"), ("乡镇（街道）", "村（社区）")),
    **dict.fromkeys(("镇", "乡", "街道"), ("村（社区）", "村（居）民小组")),
}
_GOVERNED = {"街道": "办事处", "社区": "居民委员会", "村": "村民委员会", "盟": "行政公署"}  # else 人民政府
_ZONES = re.compile(r"(?:开发|高新|新|示范|园|功能|度假|景|保税|产业|集聚|合作|试验|管理)区$")  # have none
# The kind of an office by the end of its name: it writes of itself as 我办, 我委, 我中心.
_OFFICES = re.compile(r"办(?=公室$)|委(?=员会$)|(?:[办局委厅部院会]|中心)$")
_KEY_INDICATORS = "关键性量化指标"  # what some plans call theirs, in their titles
_UNNAMED = ("所属单位", "下级单位")


class Levels(Frozen):
    """The words of a plan; the defaults are those of a province.

    `whole` is all of the issuer (全省), `unit` the level that files forms (设区市), `leaf` the level below it
    (县（市、区）), `lead` the title of the lead departments. `one` is the kind of a single unit where its
    name says it: 区 for 仓山区, whose level is 县（市、区）. `ours` is the office that collects,
    to others: 我局.
    """

    whole: str = "全省"
    unit: str = "设区市"
    leaf: str = "县（市、区）"
    lead: str = "省级牵头单位"
    one: str = ""
    ours: str = "我办"

    def of(self, name: str) -> "Levels":
        """The words for a single unit, by its name: 本区 for 仓山区, 本镇 for 元坝镇."""
        place = name.removesuffix("办事处").removesuffix("办")
        kind = next((each for each in _kinds(self.units) if place.endswith(each)), "")
        return Levels(**self.model_dump() | {"one": "" if kind == self._unit_word else kind})

    def collected_by(self, office: str) -> "Levels":
        """The words where an office of this name collects: 我局; 我单位 where its kind has no such word."""
        kind = _OFFICES.search(re.sub(r"[（(].*", "", office).strip())
        return Levels(**self.model_dump() | {"ours": f"我{kind.group() if kind else '单位'}"})

    def office_of(self, name: str) -> str:
        """Whom a letter to a unit addresses: 城关镇人民政府, 东街街道办事处; a zone or firm by its name."""
        kind = next((each for each in _PLACES if _kinds(self.units) and name.endswith(each)), "")
        return name if not kind or _ZONES.search(name) else name + _GOVERNED.get(kind, "人民政府")

    @property
    def top(self) -> str:
        """The kind of the issuer: 省, 区, 局, 集团."""
        return self.whole[1:]

    @property
    def lead_short(self) -> str:
        """The lead's title without its level: 牵头单位, 责任部门."""
        return re.sub(r"^(?:省|市|区|县|旗|盟|州|镇|乡|自治区)级?(?=牵头|责任|主管|负责)", "", self.lead)

    @property
    def units(self) -> str:
        """The units after 各 or a number: 市, 县（市、区）, 乡镇, 子公司."""
        return _counted(self.unit)

    @property
    def _unit_word(self) -> str:
        """The unit after 本, 该 or 贵: 市, 县（市、区）, 公司, 单位."""
        words = self.units
        return "单位" if words.endswith("单位") else _OWN_WORDS.get(words, words)

    @property
    def own(self) -> str:
        """The unit, to itself: 本市."""
        return f"本{self.one or self._unit_word}"

    @property
    def that(self) -> str:
        """A unit, to somebody else: 该市."""
        return f"该{self.one or self._unit_word}"

    @property
    def your(self) -> str:
        """The unit that a letter addresses: 贵市; 贵地 for a 自治州, since 贵州 is a province."""
        word = self.one or self._unit_word
        return "贵地" if word == "州" else f"贵{word}"

    @property
    def own_whole(self) -> str:
        """All of the unit: 全市; 本企业 where no such word is usual."""
        word = self.one or self._unit_word
        return f"全{word}" if word in _PLACES else self.own

    @property
    def own_office(self) -> str:
        """Where the unit puts its numbers together: 市里, 本单位."""
        word = self.one or self._unit_word
        return f"{word}里" if len(word) == 1 and word in _PLACES else self.own

    @property
    def leaf_short(self) -> str:
        """The level below in narrow places: 县 for 县（市、区）, 乡镇 for 乡镇（街道）."""
        head = _parted(self.leaf)[0]
        return _SHORT_KINDS.get(head, head)

    @property
    def leaf_tier(self) -> str:
        """The level below before a noun: 县级, 乡镇, 企业."""
        return f"{self.leaf_short}级" if self.leaf_short in _PLACES else self.leaf_short

    @property
    def leaf_places(self) -> str:
        """The places in which a functional zone lies: 县、区, 乡镇."""
        rest = _parted(self.leaf)[1]
        return f"{self.leaf_short}、区" if "区" in rest and "社区" not in rest else self.leaf_short

    @property
    def below(self) -> str:
        """The leaves of a unit: 所辖县（市、区）, 所属企业."""
        return f"所辖{self.leaf}" if _kinds(_counted(self.leaf)) else f"所属{self.leaf.removeprefix('所属')}"

    @property
    def each_below(self) -> str:
        """Each leaf of a unit: 所辖各县（市、区）, 所属各企业."""
        return f"{self.below[:2]}各{self.below[2:]}"

    @property
    def whole_sheet(self) -> str:
        """The summary's sheet of all units."""
        return f"{self.whole}汇总"

    @property
    def leaves_sheet(self) -> str:
        """The summary's sheet of all leaves."""
        return f"{self.leaf_tier}明细"

    @property
    def behind_sheet(self) -> str:
        """The summary's sheet of the leaves that are furthest behind."""
        return f"{self.leaf_tier}落后"

    @property
    def shares_sheet(self) -> str:
        """The sheet of a breakdown's pack with the shares of all leaves."""
        return f"分{self.leaf_short}表"

    @property
    def own_sheet(self) -> str:
        """The first sheet of a unit's own workbook."""
        return f"{self.own}汇总"

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of sheets that hold the plan's words, which no other sheet may have."""
        return self.whole_sheet, self.leaves_sheet, self.behind_sheet, self.shares_sheet, self.own_sheet

    @cached_property
    def facts(self) -> dict[str, str]:
        """The words by the names under which the sentences of findings use them."""
        return {
            "ours": self.ours,
            "unit": self.unit,
            "own": self.own,
            "own_whole": self.own_whole,
            "that": self.that,
            "units": self.units,
            "leaf": self.leaf,
            "leaf_short": self.leaf_short,
        }

    def fill(self, sentence: str) -> str:
        """A sentence with the words in its places, e.g. `请{that}重新报送`."""
        return sentence.format_map(self.facts)


PROVINCIAL = Levels()


def indicators_word(title: str) -> str:
    """What a plan of a title calls its indicators, above their column."""
    return _KEY_INDICATORS if _KEY_INDICATORS in title else "指标"


def levels_below(issuer: str, unit: str, leaf: str, lead: str, two: bool) -> Levels:
    """The words of a plan: those that it gives, else the usual ones below an `issuer` of its name.

    In a plan of `two` levels the units are their own leaves.
    """
    kind = _kind(issuer)
    usual = _BELOW.get(kind, _UNNAMED)
    unit, leaf, lead = (each.replace("(", "（").replace(")", "）") for each in (unit, leaf, lead))
    unit = unit or usual[0]
    level = f"{kind.removeprefix('直辖')}{'' if kind.endswith('区') and kind != '区' else '级'}"
    level = level if kind in _BELOW and kind != "国" else ""
    return Levels(
        whole=f"全{_whole(issuer, unit)}",
        unit=unit,
        leaf=unit if two else leaf or usual[1],
        lead=lead or f"{level}牵头单位",
    )


def _kind(issuer: str) -> str:
    """The kind of place that an issuer is; the last character of its name for any other issuer."""
    if issuer in _CENTRAL:
        return "直辖市"
    if issuer.endswith(("国", "国家")):
        return "国"
    return next((each for each in ("自治区", "地区", "街道") if issuer.endswith(each)), issuer[-1:])


def _whole(issuer: str, unit: str) -> str:
    """The word behind 全: 省, 区, 局, 集团; 系统 where the issuer's name has none."""
    for ending, word in _WHOLES:
        if re.search(f"(?:{ending})$", issuer):
            return word or issuer[-1]
    return issuer[-1] if issuer.endswith(("厅", "委", "办")) and _INNER.search(unit) else "系统"


def _counted(level: str) -> str:
    """A level's name after 各 or a number: 市 for 设区市."""
    head, rest = _parted(level)
    return _SHORT_KINDS.get(head, head) + rest


def _parted(level: str) -> tuple[str, str]:
    """A level's name, and what it has in brackets: 县 and （市、区）."""
    head, bracket, rest = level.partition("（")
    return (head, bracket + rest) if head else (level, "")


def _kinds(level: str) -> list[str]:
    """The kinds of places that a level's name lists: 市, 县 and 区 for 县（市、区）."""
    if not _OF_PLACES.fullmatch(level):
        return []
    words = level.replace("街", "街道") if "街道" not in level else level
    words += "街道" if "乡" in words or "镇" in words else ""  # of which there are some in most places
    return [each for each in _PLACES if each in (words.replace("社区", "") if each == "区" else words)]

"""The words for a plan's levels: what follows from the issuer's name and from what the plan says."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

import cascade
from cascade.catalogue import CATALOGUE
from cascade.findings import finding
from cascade.levels import PROVINCIAL, Levels, levels_below
from tests.support.kinds import SEPTEMBER, UNITS, amount, rate, write_kinds
from tests.support.office import Answer, run
from tests.support.oracle.form import Form
from tests.support.special_plans import BREAKDOWN, JUNE, Desk

OFFICES = {  # issuer, unit, leaf and lead as a plan says them, and whether it has two levels
    "province": ("浙江省", "", "", "", False),
    "city": ("福州市", "县（市、区）", "乡镇（街道）", "市级责任单位", False),
    "district": ("昭化区", "乡镇", "", "责任部门", True),
    "bureau": ("某某局", "处室", "企业", "责任处室", False),
    "group": ("某某集团有限公司", "子公司", "", "主管部门", True),
    "education": ("浙江省教育厅", "高校", "", "责任处室", True),
    "region": ("内蒙古自治区", "地级市（盟）", "旗县", "", False),
    "municipality": ("上海市", "区", "街镇", "", False),
    "nation": ("全国", "", "", "", False),
}
# The sentences of every office: as finding, as letter, as heading, as note.
SENTENCES = {
    "province": (
        "新增上云企业的“K06”，所有县（市、区）都未达到本市目标 10家，全市无法完成",
        "贵市｜所辖县（市、区）｜分县填写的表没有这一张，由市里汇总后打印｜所在县、区内",
        "全省目标｜县级合计｜县级最低–最高｜低于目标的县｜领先最多的市｜全省汇总｜县级明细｜县级落后｜分县表｜本市汇总",
        "各市和全省的数由所辖各县（市、区）的分子、分母分别合计后算出｜省级牵头单位｜牵头单位｜该市",
    ),
    "city": (
        "新增上云企业的“K06”，所有乡镇（街道）都未达到本县（市、区）目标 10家，本县（市、区）无法完成",
        "贵县（市、区）｜所辖乡镇（街道）｜分乡镇填写的表没有这一张，由本县（市、区）汇总后打印｜所在乡镇内",
        "全市目标｜乡镇合计｜乡镇最低–最高｜低于目标的乡镇｜领先最多的县（市、区）｜全市汇总｜乡镇明细｜乡镇落后｜分乡镇表｜本县（市、区）汇总",
        "各县（市、区）和全市的数由所辖各乡镇（街道）的分子、分母分别合计后算出｜市级责任单位｜责任单位｜该县（市、区）",
    ),
    "district": (
        "新增上云企业的“K06”，所有乡镇都未达到本乡镇目标 10家，本乡镇无法完成",
        "贵乡镇｜所辖乡镇｜分乡镇填写的表没有这一张，由本乡镇汇总后打印｜所在乡镇内",
        "全区目标｜乡镇合计｜乡镇最低–最高｜低于目标的乡镇｜领先最多的乡镇｜全区汇总｜乡镇明细｜乡镇落后｜分乡镇表｜本乡镇汇总",
        "各乡镇和全区的数由所辖各乡镇的分子、分母分别合计后算出｜责任部门｜责任部门｜该乡镇",
    ),
    "bureau": (
        "新增上云企业的“K06”，所有企业都未达到本处室目标 10家，本处室无法完成",
        "贵处室｜所属企业｜分企业填写的表没有这一张，由本处室汇总后打印｜所在企业内",
        "全局目标｜企业合计｜企业最低–最高｜低于目标的企业｜领先最多的处室｜全局汇总｜企业明细｜企业落后｜分企业表｜本处室汇总",
        "各处室和全局的数由所属各企业的分子、分母分别合计后算出｜责任处室｜责任处室｜该处室",
    ),
    "group": (
        "新增上云企业的“K06”，所有子公司都未达到本公司目标 10家，本公司无法完成",
        "贵公司｜所属子公司｜分子公司填写的表没有这一张，由本公司汇总后打印｜所在子公司内",
        "全集团目标｜子公司合计｜子公司最低–最高｜低于目标的子公司｜领先最多的子公司｜全集团汇总｜子公司明细｜子公司落后｜分子公司表｜本公司汇总",
        "各子公司和全集团的数由所属各子公司的分子、分母分别合计后算出｜主管部门｜主管部门｜该公司",
    ),
    "education": (
        "新增上云企业的“K06”，所有高校都未达到本校目标 10家，本校无法完成",
        "贵校｜所属高校｜分高校填写的表没有这一张，由本校汇总后打印｜所在高校内",
        "全系统目标｜高校合计｜高校最低–最高｜低于目标的高校｜领先最多的高校｜全系统汇总｜高校明细｜高校落后｜分高校表｜本校汇总",
        "各高校和全系统的数由所属各高校的分子、分母分别合计后算出｜责任处室｜责任处室｜该校",
    ),
    "region": (
        "新增上云企业的“K06”，所有旗县都未达到本市（盟）目标 10家，本市（盟）无法完成",
        "贵市（盟）｜所辖旗县｜分旗县填写的表没有这一张，由本市（盟）汇总后打印｜所在旗县内",
        "全区目标｜旗县合计｜旗县最低–最高｜低于目标的旗县｜领先最多的市（盟）｜全区汇总｜旗县明细｜旗县落后｜分旗县表｜本市（盟）汇总",
        "各市（盟）和全区的数由所辖各旗县的分子、分母分别合计后算出｜自治区牵头单位｜牵头单位｜该市（盟）",
    ),
    "municipality": (
        "新增上云企业的“K06”，所有街镇都未达到本区目标 10家，全区无法完成",
        "贵区｜所辖街镇｜分街镇填写的表没有这一张，由区里汇总后打印｜所在街镇内",
        "全市目标｜街镇合计｜街镇最低–最高｜低于目标的街镇｜领先最多的区｜全市汇总｜街镇明细｜街镇落后｜分街镇表｜本区汇总",
        "各区和全市的数由所辖各街镇的分子、分母分别合计后算出｜市级牵头单位｜牵头单位｜该区",
    ),
    "nation": (
        "新增上云企业的“K06”，所有设区市都未达到本省（区、市）目标 10家，本省（区、市）无法完成",
        "贵省（区、市）｜所辖设区市｜分市填写的表没有这一张，由本省（区、市）汇总后打印｜所在市内",
        "全国目标｜市级合计｜市级最低–最高｜低于目标的市｜领先最多的省（区、市）｜全国汇总｜市级明细｜市级落后｜分市表｜本省（区、市）汇总",
        "各省（区、市）和全国的数由所辖各设区市的分子、分母分别合计后算出｜牵头单位｜牵头单位｜该省（区、市）",
    ),
}


def said(levels: Levels) -> tuple[str, ...]:
    """The four sentences in the words of some levels."""
    found = finding("S05", levels, name="新增上云企业", heading="K06", target="10", unit="家", even_so="")
    tier, short, own = levels.leaf_tier, levels.leaf_short, levels.own_office
    return (
        found.message.partition("。")[0],
        f"{levels.your}｜{levels.below}｜分{short}填写的表没有这一张，由{own}汇总后打印｜所在{levels.leaf_places}内",
        f"{levels.whole}目标｜{tier}合计｜{tier}最低–最高｜低于目标的{short}｜领先最多的{levels.units}｜"
        + "｜".join(levels.sheets),
        f"各{levels.units}和{levels.whole}的数由{levels.each_below}的分子、分母分别合计后算出｜"
        f"{levels.lead}｜{levels.lead_short}｜{levels.that}",
    )


@pytest.mark.parametrize("office", OFFICES)
def test_the_sentences_of_an_office(office: str) -> None:
    assert said(levels_below(*OFFICES[office])) == SENTENCES[office]


def test_a_province_has_the_words_that_every_plan_had() -> None:
    """Forms of version 1.0 hold them, so their tickets depend on them."""
    assert levels_below(*OFFICES["province"]) == PROVINCIAL
    for name in ("杭州市", "某某地区"):
        assert PROVINCIAL.of(name) == PROVINCIAL


def test_nobody_in_sichuan_is_called_guizhou() -> None:
    """贵州 is a province."""
    levels = Levels(unit="市（州）")
    assert [levels.of(name).your for name in ("甘孜藏族自治州", "成都市")] == ["贵地", "贵市"]


@pytest.mark.parametrize(
    ("office", "name", "words"),
    [
        ("nation", "浙江省", "本省 该省 贵省 全省 省里 本省汇总"),
        ("nation", "广西壮族自治区", "本区 该区 贵区 全区 区里 本区汇总"),
        ("city", "仓山区", "本区 该区 贵区 全区 区里 本区汇总"),
        ("city", "福清市", "本市 该市 贵市 全市 市里 本市汇总"),
        ("city", "闽侯县", "本县 该县 贵县 全县 县里 本县汇总"),
        ("district", "元坝镇", "本镇 该镇 贵镇 全镇 镇里 本镇汇总"),
        ("district", "拣银岩街道办", "本街道 该街道 贵街道 全街道 本街道 本街道汇总"),
        ("region", "阿拉善盟", "本盟 该盟 贵盟 全盟 盟里 本盟汇总"),
        ("bureau", "市区管理处", "本处室 该处室 贵处室 本处室 本处室 本处室汇总"),
        ("group", "乡镇开发公司", "本公司 该公司 贵公司 本公司 本公司 本公司汇总"),
    ],
)
def test_a_unit_is_called_by_its_own_kind(office: str, name: str, words: str) -> None:
    own = levels_below(*OFFICES[office]).of(name)
    assert [own.own, own.that, own.your, own.own_whole, own.own_office, own.own_sheet] == words.split()


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("全国", "全国 省（区、市） 设区市 牵头单位"),
        ("国家", "全国 省（区、市） 设区市 牵头单位"),
        ("福建省", "全省 设区市 县（市、区） 省级牵头单位"),
        ("广西壮族自治区", "全区 设区市 县（市、区） 自治区牵头单位"),
        ("重庆市", "全市 区（县） 乡镇（街道） 市级牵头单位"),
        ("福州市", "全市 县（市、区） 乡镇（街道） 市级牵头单位"),
        ("阿坝藏族羌族自治州", "全州 县（市、区） 乡镇（街道） 州级牵头单位"),
        ("大兴安岭地区", "全地区 县（市、区） 乡镇（街道） 地区牵头单位"),
        ("锡林郭勒盟", "全盟 旗（县、市） 乡镇（苏木、街道） 盟级牵头单位"),
        ("昭化区", "全区 乡镇（街道） 村（社区） 区级牵头单位"),
        ("元坝镇", "全镇 村（社区） 村（居）民小组 镇级牵头单位"),
        ("某某经济技术开发区管委会", "全区 所属单位 下级单位 牵头单位"),
        ("某某市统计局", "全局 所属单位 下级单位 牵头单位"),
        ("某某大学", "全校 所属单位 下级单位 牵头单位"),
        ("某某医院", "全院 所属单位 下级单位 牵头单位"),
        ("某某股份有限公司", "全公司 所属单位 下级单位 牵头单位"),
        ("国家某某部", "全系统 所属单位 下级单位 牵头单位"),
    ],
)
def test_a_plan_that_says_nothing_has_the_usual_words(issuer: str, words: str) -> None:
    usual = levels_below(issuer, "", "", "", two=False)
    assert [usual.whole, usual.unit, usual.leaf, usual.lead] == words.split()


@pytest.mark.parametrize(
    ("office", "word"),
    [
        ("浙江省工业转型升级领导小组办公室", "我办"),
        ("某某市人民政府办公室（虚构）", "我办"),
        ("市效能办", "我办"),
        ("市工信局", "我局"),
        ("国家发展和改革委员会", "我委"),
        ("省卫生健康委", "我委"),
        ("浙江省教育厅", "我厅"),
        ("市委组织部", "我部"),
        ("市规划设计研究院", "我院"),
        ("市大数据中心", "我中心"),
        ("市工商业联合会", "我会"),
        ("某某市人民政府", "我单位"),
    ],
)
def test_who_collects_has_the_word_of_its_kind(office: str, word: str) -> None:
    assert PROVINCIAL.collected_by(office).of("杭州市").ours == word


@pytest.mark.parametrize(
    ("unit", "name", "office"),
    [
        ("设区市", "杭州市", "杭州市人民政府"),
        ("设区市", "阿坝藏族羌族自治州", "阿坝藏族羌族自治州人民政府"),
        ("盟市", "锡林郭勒盟", "锡林郭勒盟行政公署"),
        ("县（市、区）", "上城区", "上城区人民政府"),
        ("县（市、区）", "杭州经济技术开发区", "杭州经济技术开发区"),
        ("乡镇（街道）", "城关镇", "城关镇人民政府"),
        ("乡镇", "东街街道", "东街街道办事处"),
        ("村（社区）", "大坝村", "大坝村村民委员会"),
        ("村（社区）", "东街社区", "东街社区居民委员会"),
        ("子公司", "华东分公司", "华东分公司"),
        ("单位", "小商品市", "小商品市"),  # nothing says that the plan's units are places
    ],
)
def test_whom_a_letter_to_a_unit_addresses(unit: str, name: str, office: str) -> None:
    assert Levels(unit=unit).office_of(name) == office


def test_an_inner_department_has_the_word_of_its_house() -> None:
    assert levels_below("浙江省教育厅", "处室", "", "", two=True).whole == "全厅"
    assert levels_below("浙江省教育厅", "高校", "", "", two=True).whole == "全系统"


def test_no_finding_takes_levels_for_granted() -> None:
    """All words for levels in the catalogue are places that the plan's words fill."""
    taken = re.compile("全省|省级|设区市|县（市、区）|本市|该市|各市|县级|[个家的]市|贵市")
    texts = [
        (code, text)
        for code, kind in CATALOGUE.items()
        for text in (kind.cause, kind.remedy, kind.short, kind.operator)
    ]
    assert [each for each in texts if taken.search(each[1])] == []


def test_every_finding_about_levels_is_given_the_plans_words() -> None:
    """A call with a code whose sentences have places for them passes levels as its second argument."""
    places = {f"{{{name}}}" for name in PROVINCIAL.facts}
    about = {
        code for code, kind in CATALOGUE.items() if any(each in kind.cause + kind.remedy for each in places)
    }
    source = Path(__file__).parents[1] / "cascade"
    calls = [
        (path.name, *found)
        for path in source.rglob("*.py")
        for found in re.findall(r'finding\(\s*"([A-Z]\d\d)",?\s*([^,)]*)', path.read_text("utf-8"))
    ]
    assert [each for each in calls if each[1] in about and not each[2].endswith("levels")] == []
    assert sorted({code for _, code, _ in calls} & about) == [
        *("D01", "D03", "D04", "D05", "D06", "D08", "D10", "D11", "D13", "D16", "D19", "D20", "D21", "D22"),
        *("D23", "D24", "F13", "L07", "L12", "L13", "M01", "M02"),
    ]


# A whole round in other words

OF_PROVINCES = re.compile(
    "全省|省级|省目标|设区市|地市|县（市、区）|县、区|县级|区县|[本该各贵]市|[本该各贵]县|的[市县]|个[市县]"
)
LEVELS = {"unit_level": "乡镇", "leaf_level": "村（社区）", "lead_title": "责任部门"}
INDICATORS = (
    amount(1, "新增就业人数", headline="300", reconcile="yes"),
    rate(2, "合作医疗参保率", lead="教育办"),
    amount(3, "失业人员控制数", direction="at_most"),
    rate(4, "辍学率", lead="教育办", direction="at_most"),
)
TARGETS = {
    "K01": ("100人", "100人", "100人"),
    "K02": ("90%以上", "85%以上", "80%以上"),
    "K03": ("30", "30", "30"),
    "K04": ("3%以内", "3%以内", "3%以内"),
}
SHARES = {"K01": "34", "K02": "90", "K03": "10", "K04": "3"}
RESULTS = {"K01a": "20", "K02a": "90", "K02b": "100", "K03a": "5", "K04a": "2", "K04b": "100"}


class Town:
    """An office whose units are towns: all that its commands say and write is searched for other words."""

    def __init__(self, home: Path, levels: int) -> None:
        self.plan = write_kinds(home / "plan", INDICATORS, TARGETS, levels=levels, settings=LEVELS)
        offices = [f"{code},{name}人民政府,{code}@example.invalid,\n" for code, name in UNITS.items()]
        (self.plan / "offices.csv").write_text("region,name,to,cc\n" + "".join(offices), "utf-8")
        self.desk = Desk(home / "workbooks", self.plan, "kinds")
        self.said: dict[str, str] = {}

    def __call__(self, script: str, round_: str, *words: object, code: int = 0) -> Answer:
        done = run(script, self.plan, round_, "--workbooks", self.desk.home, *words)
        assert done.code == code, done
        self.said[" ".join(map(str, (script, round_, *words)))] = done.out + done.error
        return done

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text of every file and command, with its place."""
        yield from self.said.items()
        for path in sorted(self.desk.home.rglob("*")):
            if path.is_file() and "originals" not in path.parts and path.suffix != ".log":
                name = str(path.relative_to(self.desk.home))
                yield name, name
                yield from ((f"{name} {part}", text) for part, text in _parts(path))

    def foreign_words(self) -> dict[str, set[str]]:
        """The words of provinces by place, without those by which every form knows the name of a total."""
        return {
            place: found
            for place, text in self.texts()
            if (found := set(OF_PROVINCES.findall(text.replace(',"全省*")', ""))))
        }


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file: the parts of a workbook, those of a letter with its workbooks left out."""
    if path.suffix == ".xlsx":
        with ZipFile(path) as package:
            yield from ((each, package.read(each).decode("utf-8")) for each in package.namelist())
    elif path.suffix == ".eml":
        mail = message_from_bytes(path.read_bytes(), policy=default)
        yield "subject", str(mail["subject"])
        yield from (
            (part.get_content_type(), part.get_content())
            for part in mail.walk()
            if part.get_content_maintype() == "text"
        )
    elif path.suffix not in (".sqlite", ".sqlite-journal"):
        yield "", path.read_text("utf-8")


def _say(numbers: Mapping[str, str]) -> Callable[[Form, str, str], Decimal]:
    return lambda form, region, field: Decimal(numbers[field])


@pytest.mark.parametrize("levels", [2, 3])
def test_a_round_of_towns_has_no_words_of_provinces(tmp_path: Path, levels: int) -> None:
    first, second, _ = UNITS
    office = Town(tmp_path, levels)
    desk = office.desk
    for round_, good in ((BREAKDOWN, SHARES), (JUNE, RESULTS), (SEPTEMBER, RESULTS))[3 - levels :]:
        office("generate.py", round_, "--drafts")
        desk.answer(round_, first, _say(good))
        desk.answer(round_, second, _say(dict.fromkeys(good, "1")))
        openpyxl.Workbook().save(desk.folder(round_, "received") / "别的表.xlsx")
        office("collect.py", round_, "--reply", "--split", "city", code=1)
        office("collect.py", round_, "--split", "lead", code=1)
        office("collect.py", round_, "--status")
        office("collect.py", round_, "--history", first)
        office("collect.py", round_, "--export", tmp_path / "workbooks" / f"{round_}.xlsx")
        office("generate.py", round_, "--remind", "--drafts")
        for unit in UNITS:
            desk.answer(round_, unit, _say(good))
        (desk.folder(round_, "received") / "别的表.xlsx").unlink()
        office("collect.py", round_, "--json", tmp_path / "workbooks" / f"{round_}.json")
        facts = cascade.open(office.plan, desk.home).round(round_)
        assert len(facts.values()) > 0
    assert office.foreign_words() == {}
    (summary,) = desk.folder(SEPTEMBER, "summary").glob("*_最新.xlsx")
    sheets = openpyxl.load_workbook(summary).sheetnames
    assert {"全市汇总", "乡镇明细" if levels == 2 else "村级明细"} <= set(sheets)

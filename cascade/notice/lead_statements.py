"""Find where a text says who leads: 由市教育局牵头, 责任单位：市教育局, （市教育局）, 市教育局：…."""

import re
from collections.abc import Callable, Iterator
from enum import Enum, IntEnum, auto
from typing import NamedTuple

from cascade.notice.departments import (
    NamedDepartments,
    first_departments,
    read_departments,
    surely_departments,
)


class Word(IntEnum):
    """How a text calls the department; of two about one indicator the stronger word counts."""

    LEADS = 0
    IS_RESPONSIBLE = 1
    STANDS_THERE = 2


class Where(Enum):
    """Where the text names what a statement is about."""

    BEFORE = auto()  # else behind it
    BEHIND = auto()  # else before it
    ALL_BEFORE = auto()  # a label or brackets that close what has been said since the statement before


class LeadStatement(NamedTuple):
    """A place of a paragraph that names who leads.

    What it is about stands before `start` or from `end` on, as `where` says; `items` holds it where the
    statement itself does. `title` is the text's word for such a department. `unsure` says in Chinese why a
    person must look; `in_turn` tells that the departments belong to as many indicators, one each.
    """

    start: int
    end: int
    named: NamedDepartments
    word: Word
    where: Where
    items: str = ""
    title: str = ""
    unsure: str = ""
    in_turn: bool = False


SHARED_OUT = "写的是几个单位按职责分工，没有说哪个牵头"
SEVERAL = "写的是几项指标、几个单位，没有说各管哪一项"
_CHECKS = "说的是考核、统计之类，不一定就是牵头单位"
_AND_OTHERS = "写了“等”，单位没有写全"

_BRACKET = r"[（(][^（）()]*[）)]"
_LEADS = "牵头(?:负责|组织|实施|落实|推进|抓好|办理|抓总|完成|单位)*"
_VERB = (
    f"{_LEADS}|负责(?:牵头|落实|实施|推进|组织|完成|抓好)*|主抓|主责|承办|主办|组织实施|抓落实|组织推进"
    "|落实(?!到)|实施|推进"
)
_NOT_LEADING = "(?![^，。；]{0,3}(?:解释|汇总|收集|受理|联系|报送|转办|统稿|备案|保管|印发|通报))"
_CHECKING = re.compile("[^，。；]{0,4}?(?:考核|统计|审核|督办|督查|督导|验收|评价|监测|认定|评估|指导)")
_HOW = (
    r"(?:[（(]?(?:按照?各?自?职责(?:分工)?|共同|分别|具体|统一|总|联合|各自|按分工|全面|统筹|作为|为|牵头、)"
    r"[）)]?)*"
)
_OFFICE = "(?:单位|部门|处室|科室|站所|责任人)"
_TITLE = (
    rf"(?:[省市县区州镇]级?)?(?:(?:牵头|责任|主管|主责|负责|承办|主办|实施|分管)(?:责任)?{_OFFICE}|责任主体)"
)
_OTHER_TITLE = r"(?:配合|协办|协同|参与|参加|责任|牵头|主管|完成|分管|时限|进度)[^，。；、:：]{0,6}[:：为]"

_BY = re.compile(
    rf"(?<!不)(?<!不再)由(?P<who>(?:[^。；;：:（）()由]|{_BRACKET}){{2,90}}?)(?P<how>{_HOW})(?P<verb>{_VERB}){_NOT_LEADING}"
)
_WHO = re.compile(
    rf"(?:^|(?<=[，,。；;：:（(\s]))(?P<who>(?:[^，,。；;：:（）()由\s]|{_BRACKET}){{2,90}}?)(?P<how>{_HOW})"
    rf"(?P<verb>{_LEADS}|负责(?:牵头|落实|实施|推进|组织|完成|抓好)*|主抓|承办){_NOT_LEADING}"
)
_IS_TITLE = re.compile(
    rf"(?P<who>(?:[^，,。；;：:（）()\s]|{_BRACKET}){{2,60}}?)(?:为|是|作为)(?P<items>[^，。；：]{{2,80}}?)的?"
    rf"(?P<title>(?:牵头|责任|主管|主责){_OFFICE})"
)
_TITLED = re.compile(
    rf"(?P<title>{_TITLE})(?:{_BRACKET})?(?P<how>分别)?(?:为|是|[:：]|\s)\s*"
    rf"(?P<who>(?:(?![，,、；;\s]*{_OTHER_TITLE})(?:[^；;。（）()\n]|{_BRACKET}))+)"
)
_BRACKETED = re.compile(rf"[（(](?P<who>(?:[^（）()]|{_BRACKET})+)[）)]")
_FIRST = re.compile(
    r"(?:^|(?<=[。；;]))\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]\s*|[①-⑳])?"
    rf"(?P<who>(?:[^，。；;：:（）()]|{_BRACKET}){{2,60}})(?P<behind>[:：]|——?|—)(?P<items>[^。；;]+)"
)
_LABEL = re.compile(".{0,6}(?:单位|部门|机关|处室|科室|抄送|主送|联系人|附件)")
_DUTIES = re.compile("按照?各?自?职责|各自|按分工")
_TASKS = re.compile(
    r"(?:牵头|负责|承担|责任)*的?(?:任务|事项|项目|指标|工作)(?:清单)?(?:[（(]?共?\d+[项个]?[)）]?)?$"
)
_NUMBERED = re.compile(r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]\s*|[①-⑳])")


def lead_statements(text: str) -> list[LeadStatement]:
    """The statements of a paragraph in its order; where two forms fit one place, the plainer one counts."""
    found: list[LeadStatement] = []
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            statement = read(match)
            if statement and not any(
                each.start < statement.end and statement.start < each.end for each in found
            ):
                found.append(statement)
    return sorted(found, key=lambda each: each.start)


def departments_heading(text: str) -> NamedDepartments:
    """The departments that are all of a heading above what they lead: （二）市教育局牵头事项."""
    bare = _TASKS.sub("", _NUMBERED.sub("", text).rstrip(" 　:："))
    return read_departments(bare) if surely_departments(bare) else NamedDepartments()


def _by(match: re.Match[str]) -> LeadStatement | None:
    return _led(match, read_departments(match["who"]), Where.BEFORE)


def _who(match: re.Match[str]) -> LeadStatement | None:
    lead = _NUMBERED.match(match["who"])
    return _led(match, read_departments(match["who"][lead.end() if lead else 0 :]), Where.BEHIND)


def _led(match: re.Match[str], named: NamedDepartments, where: Where) -> LeadStatement | None:
    if not named.names:
        return None
    leads = match["verb"].startswith("牵头")
    word = Word.LEADS if leads else Word.IS_RESPONSIBLE
    shared = len(named.names) > 1 and _DUTIES.search(match["how"])
    checks = not leads and _CHECKING.match(match.string[match.end() :])
    unsure = _CHECKS if checks else SHARED_OUT if shared else _AND_OTHERS if named.and_others else ""
    in_brackets = match.string[: match.start()].endswith(("（", "("))
    return LeadStatement(
        match.start(),
        match.end(),
        named,
        word,
        Where.ALL_BEFORE if in_brackets else where,
        title="牵头单位" if leads else "责任单位",
        unsure=unsure,
        in_turn=len(named.names) > 1
        and ("分别" in match["how"] or match.string[: match.start()].endswith("分别")),
    )


def _is_title(match: re.Match[str]) -> LeadStatement | None:
    named = read_departments(match["who"])
    return _titled_as(match, named, match["items"]) if named.names else None


def _titled(match: re.Match[str]) -> LeadStatement | None:
    named = first_departments(match["who"])
    if not named.names:
        return None
    in_turn = match["how"] == "分别"
    return _titled_as(match, named, "")._replace(in_turn=in_turn and len(named.names) > 1)


def _titled_as(match: re.Match[str], named: NamedDepartments, items: str) -> LeadStatement:
    title = match["title"]
    return LeadStatement(
        match.start(),
        match.end(),
        named,
        Word.LEADS if "牵头" in title else Word.IS_RESPONSIBLE,
        Where.ALL_BEFORE,
        items,
        title,
        _AND_OTHERS if named.and_others else "",
    )


def _bracketed(match: re.Match[str]) -> LeadStatement | None:
    before = re.split("[，,。；;：:、（(]", match.string[: match.start()])[-1]
    shared = _DUTIES.search(match["who"]) or re.search("负责$|落实$", match["who"])
    inner = re.sub(rf"{_HOW}(?:{_VERB})?$", "", match["who"])
    if not surely_departments(inner) or surely_departments(before):
        return None
    named = read_departments(inner)
    several = len(named.names) > 1 and _DUTIES.search(match["who"])
    unsure = SHARED_OUT if several else _AND_OTHERS if named.and_others else ""
    word = Word.IS_RESPONSIBLE if shared else Word.STANDS_THERE
    return LeadStatement(match.start(), match.end(), named, word, Where.ALL_BEFORE, "", "责任单位", unsure)


def _first(match: re.Match[str]) -> LeadStatement | None:
    """A department with what it leads behind a colon, or the other way round."""
    for who, items in ((match["who"], match["items"]), (match["items"], match["who"])):
        if surely_departments(who) and not surely_departments(items) and not _LABEL.fullmatch(items):
            named = read_departments(who)
            unsure = _AND_OTHERS if named.and_others else ""
            place = match.start("who"), match.end()
            return LeadStatement(*place, named, Word.STANDS_THERE, Where.BEHIND, items, "责任单位", unsure)
    return None


_Form = tuple[re.Pattern[str], Callable[[re.Match[str]], LeadStatement | None]]
_FORMS: tuple[_Form, ...] = (
    (_TITLED, _titled),
    (_BY, _by),
    (_IS_TITLE, _is_title),
    (_WHO, _who),
    (_BRACKETED, _bracketed),
    (_FIRST, _first),
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end; brackets are never parted."""
    begin = depth = 0
    for at, character in enumerate(text):
        depth = max(depth + (character in "（(") - (character in "）)"), 0)
        if (depth == 0 and character in "。；;！\n") or at == len(text) - 1:
            yield begin, at + 1
            begin = at + 1

"""What the text around the tables says: title, document number, issuer, year, dates, levels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cascade.notice.document import NoticeDocument
from cascade.notice.phrases import joined

_DOCUMENT = re.compile(
    r"[\u4e00-\u9fa5]{1,14}\s*[〔\[［（(【﹝]\s*(?:19|20)\d\d\s*[〕\]］）)】﹞]\s*第?\s*\d{1,5}\s*号"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_DATE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_DAY = re.compile(r"(?:((?:19|20)\d\d)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?(?:度)?")
_SPAN = re.compile(r"((?:19|20)\d\d)\s*年?\s*[-—－–~～至]+\s*((?:19|20)\d\d)\s*年?(度|学年)?")
ABOUT_TARGETS = re.compile("目标|任务|指标|计划|考核|分解")
LETTER = "通知|决定|通报|函"  # what brings a plan, no part of its name
KIND = f"{LETTER}|意见|方案|办法|计划|责任书|任务书"
_TITLE = re.compile(rf".*(?:{KIND})(?:[（(].*[)）])?")
_ABOUT = re.compile(r"(.{3,40}?)(?:关于|印发)(.*)")
_ISSUER = re.compile(
    r"[^，。；：:]{2,38}(?:办公室|厅|局|委员会|委|人民政府|政府|领导小组|办|中心|处|公司|集团|学院|大学|党组|指挥部|联席会议|部|院|会|署|政办)"
)
_NAMED_ISSUER = re.compile(r"(?:发[文布]机[关构]|甲方|下达单位|发文单位)[^:：]{0,6}[:：]\s*(.{3,40})")
_BREAKS_DOWN = re.compile(
    r"(?:分解|细化|下达|落实)[^，。；]{0,14}?(?:到|至)[^，。；]{0,8}?(县（市、区）|县\(市、区\)|县市区|市县区|县区|区县|各县|县|区|乡镇（街道）|镇（街道）|街道（乡镇）|镇街|乡镇|街道|村|企业)"
)
_FILED = re.compile(r"分解|责任目标|备案|任务清单|实施方案|分解表")
_CONTACT = re.compile(r"(?:联系人|联系电话|联系方式|电话)\s*[:：]\s*[^。；]{2,60}")
_SENTENCE = re.compile(r"[^。；\n]+")
_SALUTATION = re.compile(r"[^。]{2,120}[:：]")
_UNITS = (
    r"设区的?市|地级市|地市|市（州）|市州|州市|县[（(]市(?:、区)?[）)]|市[（(]区、县[）)]|县市区|市县区|区县|县区|镇[（(]街道[）)]|"
    "乡镇[（(]街道[）)]|镇街|乡镇|街道|市|县|区|州|盟|旗|镇|乡"
)
_ADDRESSED = re.compile(
    rf"各(?:{_UNITS})(?:、(?:{_UNITS}))*([^，,；;、：:。各]{{1,40}}?(?:办公室|[局厅委]|委员会|中心|指挥部|专班))(?=[，,；;：:])"
)


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice says of itself; "" or None where it does not say.

    `quoted_document` tells that the document number stands within a sentence, which may quote another notice.
    `year_from` says in Chinese where the year stands, `last_year` ends a plan of several. `breaks_down_to` is
    县（市、区） or the like. `due` is the day for filing the breakdown. `addressed` is what the office
    to which the notice is written is called in every unit, without the unit's name.
    """

    title: str = ""
    document: str = ""
    quoted_document: bool = False
    issuer: str = ""
    year: str = ""
    year_from: str = ""
    last_year: str = ""
    school_year: bool = False
    winter: bool = False
    dated: date | None = None
    breaks_down_to: str = ""
    due: date | None = None
    contact: str = ""
    addressed: str = ""
    paragraphs: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day of the plan, which must have a year."""
        year, last = int(self.year), int(self.last_year or self.year)
        if self.school_year:
            return date(year, 9, 1), date(max(last, year + 1), 8, 31)
        if self.winter:
            return date(year, 10, 1), date(max(last, year + 1), 3, 31)
        return date(year, 1, 1), date(max(last, year), 12, 31)


def read_facts(document: NoticeDocument, captions: Sequence[str], file_title: str) -> NoticeFacts:
    """Read the paragraphs, and `captions` within the frames of target tables; `file_title` names the file."""
    raw = [block for block in document.blocks if isinstance(block, str)]
    beside = [
        cell.text for table in document.tables for row in table.rows for cell in row if len(cell.text) > 3
    ]
    paragraphs = [joined(text).translate(_WIDE) for text in raw]
    title = _title(paragraphs)
    within = title or next(iter(captions), "")
    heading = within or file_title
    number, quoted = _document(paragraphs + [joined(text) for text in beside])
    dated = _dated(paragraphs, [joined(text) for text in beside])
    year, source = _year(within, captions, number, dated)
    if not year and (found := _YEAR.search(file_title)):
        year, source = found[1], "文件名"
    span = _SPAN.search(heading)
    return NoticeFacts(
        title=heading,
        document=number,
        quoted_document=quoted,
        issuer=_issuer(paragraphs, title, [joined(text) for text in beside]),
        year=year,
        year_from=source,
        last_year=span[2] if span else "",
        school_year="学年" in heading,
        winter=re.search("秋冬季", heading) is not None,
        dated=dated,
        breaks_down_to=next((m[1] for text in paragraphs if (m := _BREAKS_DOWN.search(text))), ""),
        due=_due(paragraphs, year),
        contact=next((m[0] for text in paragraphs if (m := _CONTACT.search(text))), ""),
        addressed=_addressed(paragraphs),
        paragraphs=tuple(paragraphs),
    )


def _title(paragraphs: Sequence[str]) -> str:
    """The title: the first paragraphs, up to one that ends with 通知 or the like; without the letterhead."""
    parts: list[str] = []
    for text in paragraphs[:15]:
        if _DOCUMENT.fullmatch(text) or text.endswith("文件") or _DATE.fullmatch(text):
            parts.clear()
        elif _TITLE.fullmatch(text) and len(text) < 100:
            return "".join([*parts, text]) if _follows(parts, text) else text
        elif _SALUTATION.fullmatch(text) or len(text) > 60:
            parts.clear()
        else:
            parts.append(text)
    short = [text for text in paragraphs[:15] if len(text) < 60 and ABOUT_TARGETS.search(text)]
    return next((text for text in short if _YEAR.search(text)), next(iter(short), ""))


def _addressed(paragraphs: Sequence[str]) -> str:
    """What the offices of the salutation are called: 教育局 of 各县（市、区）教育局，市直各学校："""
    salutations = (text for text in paragraphs[:15] if _SALUTATION.fullmatch(text))
    return next((found[1] for text in salutations if (found := _ADDRESSED.match(text))), "")


def _follows(parts: Sequence[str], text: str) -> bool:
    """Whether a title goes on over several lines: 关于 stands in an earlier one, or begins the last."""
    before = "".join(parts)
    return bool(parts) and len(before) < 80 and (text.startswith("关于") or "关于" in before)


def _document(texts: Sequence[str]) -> tuple[str, bool]:
    """The document number, and whether it only stands within a longer text, where others are quoted, too."""
    for text in texts:
        for part in re.split(r"[\s:：]+", text):
            if _DOCUMENT.fullmatch(part):
                return part, False
    found = next(
        (m for text in texts if (m := _DOCUMENT.search(text)) and "《" not in text[: m.start()]), None
    )
    return (re.sub(r"\s", "", found[0]), True) if found else ("", False)


def _dated(paragraphs: Sequence[str], beside: Sequence[str]) -> date | None:
    for text in [*reversed(paragraphs), *beside]:
        plain = _chinese_day(text) or text
        found = _DATE.fullmatch(re.sub(r"^.{0,8}(?:日期|时间|印发)[:：]?\s*|印发$", "", plain))
        if found and (day := _day(found[1], found[2], found[3])):
            return day
    return None


def is_date(text: str) -> bool:
    """Whether a text is a day and nothing else, as below a signature."""
    return _DATE.fullmatch(_chinese_day(text) or text) is not None


def _chinese_day(text: str) -> str:
    """`二〇二〇年五月十四日` as `2020年5月14日`; "" for any other text."""
    found = re.fullmatch(
        r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日",
        text,
    )
    return (
        f"{found[1].translate(_DIGITS)}年{small_number(found[2])}月{small_number(found[3])}日"
        if found
        else ""
    )


def small_number(text: str) -> int:
    """A number below 100 in digits or in Chinese characters."""
    if text.isdecimal():
        return int(text)
    digits = "〇一二三四五六七八九"
    tens, ten, ones = text.rpartition("十")
    return (digits.index(tens) if tens else 1 if ten else 0) * 10 + (digits.index(ones) if ones else 0)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _year(title: str, captions: Sequence[str], document: str, dated: date | None) -> tuple[str, str]:
    """The plan's year, and in Chinese where it comes from."""
    for text in (title, *captions):
        if found := _YEAR.search(text):
            return found[1], "标题"
    if dated:
        return str(dated.year), "落款日期"
    found = _YEAR.search(document)
    return (found[1], "文号") if found else ("", "")


def _due(paragraphs: Sequence[str], year: str) -> date | None:
    """The day by which the breakdown is to be filed."""
    for text in paragraphs:
        for sentence in _SENTENCE.findall(text):
            for found in _DAY.finditer(sentence):
                after = sentence[found.end() : found.end() + 4]
                if "前" in after and _FILED.search(sentence) and (found[1] or year):
                    return _day(found[1] or year, found[2], found[3])
    return None


def _issuer(paragraphs: Sequence[str], title: str, beside: Sequence[str]) -> str:
    """The issuer: as signed above the date, as the title names it, or as the letterhead does."""
    for at, text in enumerate(paragraphs):
        if is_date(text) and at and _ISSUER.fullmatch(paragraphs[at - 1]) and len(paragraphs[at - 1]) < 40:
            return paragraphs[at - 1]
    if (found := _ABOUT.fullmatch(title)) and _ISSUER.fullmatch(found[1]):
        return found[1]
    for text in paragraphs[:4]:
        if text.endswith("文件") and _ISSUER.fullmatch(text.removesuffix("文件")):
            return text.removesuffix("文件")
    for text in (*paragraphs[:8], *paragraphs[-5:]):
        if _ISSUER.fullmatch(text) and not text.startswith("各"):
            return text
    for label, value in pairwise(beside):
        if re.fullmatch(r"(?:发文|发布|印发)?(?:机关|机构|单位)[:：]?", label):
            return value
    return next(
        (m[1] for text in (*paragraphs, *beside) if (m := _NAMED_ISSUER.match(text))),
        "",
    )

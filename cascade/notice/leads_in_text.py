"""The lead departments that a notice names in its text, or in a table of its own, for indicators without one.

Nothing is read without its source: a remark quotes the sentence for what the text says plainly, a doubt for
what a person must look at.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cascade.notice.departments import read_departments, read_lead, surely_departments
from cascade.notice.document import NoticeDocument
from cascade.notice.framed_tables import FramedTable, framed_tables
from cascade.notice.header_words import Heading, role_of
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.lead_paragraphs import ParagraphReader, level_of
from cascade.notice.lead_readings import with_readings
from cascade.notice.lead_statements import LeadStatement, Where, Word, lead_statements
from cascade.notice.named_indicators import Naming
from cascade.notice.notice_facts import is_date
from cascade.notice.phrases import is_unit

_IN_BRACKETS = re.compile(r"[（(]((?:[^（）()]|[（(][^（）()]*[）)])+)[）)]")
_NOT_ABOUT = {Heading.LEAD, Heading.HELPER, Heading.NUMBER, Heading.DEADLINE}
_FULL_LINE = 28  # characters: a paragraph so long that stops without a mark goes on in the next line
_ENDS = tuple("。；;：:！!）)”")
_BEGINNING = re.compile("牵头|责任|配合|主管|附件|附表")
_BLANKS = re.compile(r"\s+")
_WHO = ("单位", "部门", "处室", "科室", "股室", "机构")


def _begins_anew(text: str) -> bool:
    return level_of(text) is not None or _BEGINNING.match(text) is not None


@dataclass
class LeadsInText:
    """What the text gives: the lines with their leads, remarks, and what it says that fits no indicator.

    `title` is the text's word for a lead department, "" where the text names none. `tables` are those that
    give departments and no targets.
    """

    lines: list[IndicatorLine]
    remarks: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    title: str = ""
    tables: list[str] = field(default_factory=list)


def with_leads_from_text(
    lines: Sequence[IndicatorLine], document: NoticeDocument, used: Collection[str]
) -> LeadsInText:
    """Give the lines without a lead department the one that the notice names outside its target tables.

    `used` are the names of those tables.
    """
    reader = ParagraphReader(lines)
    paragraphs = list(_paragraphs(document))
    for (text, place), (below, _) in pairwise([*paragraphs, ("", "")]):
        if not is_date(below):  # who signs leads nothing
            reader.read(text, place)
    tables = framed_tables(document)
    for table in tables:
        for caption in table.captions:
            reader.read(caption, f"{table.name}的标题或注")
    given = [each.name for each in tables if each.name not in used and _read_table(reader, each)]
    for at, line in enumerate(lines):
        _read_own(reader, at, line)
    lines = [_without_departments(line) for line in lines]
    found, remarks = with_readings(lines, reader.readings)
    unread = list(dict.fromkeys(reader.unread))
    if unread and all(line.lead.text for line in found):
        remarks.append(f"通知里说到牵头的话没有对上指标：{'；'.join(unread)}")
    return LeadsInText(found, remarks, unread, reader.title, given)


def _paragraphs(document: NoticeDocument) -> Iterator[tuple[str, str]]:
    """The paragraphs and where they stand; lines that a PDF has broken are joined."""
    whole, first = "", 0
    for number, text in enumerate((each for each in document.blocks if isinstance(each, str)), start=1):
        goes_on = len(whole) >= _FULL_LINE and not whole.endswith(_ENDS) and not _begins_anew(text)
        if whole and not goes_on:
            yield whole, f"正文第 {first} 段"
        whole, first = (whole + text, first) if goes_on else (_BLANKS.sub(" ", text).strip(), number)
    if whole:
        yield whole, f"正文第 {first} 段"


def _read_table(reader: ParagraphReader, table: FramedTable) -> bool:
    """Read a table that shares out no targets; say whether it has a column of lead departments."""
    roles: list[Heading] = []
    title, reader.table = "", table.name
    for number, row in enumerate(table.rows):
        if Heading.LEAD not in roles:
            roles = _roles(table, number)
            title = next((row[at].text for at, role in enumerate(roles) if role is Heading.LEAD), "")
            continue
        lead = row[roles.index(Heading.LEAD)]
        text, unsure = read_lead(lead.lines)
        named = read_departments(text)
        pairs = zip(row, roles, strict=True)
        others = [slot.text for slot, role in pairs if role not in _NOT_ABOUT and slot.text]
        if not others or not named.names:
            continue
        about = "；".join(dict.fromkeys(others))
        word = Word.LEADS if "牵头" in title else Word.IS_RESPONSIBLE
        namings = reader.names.named(about) or reader.names.alike(about)
        said = LeadStatement(0, 0, named, word, Where.BEFORE, unsure=unsure.removesuffix("，请核对"))
        reader.add_all(namings, said, lead.place, f"{about}，{text}")
        if not namings:
            reader.unread.append(f"{lead.place}“{about}，{text}”")
    reader.table = ""
    if title.endswith(_WHO) and len(title) > 2:
        reader.title = title  # what heads a column of them tells it better than a sentence
    return Heading.LEAD in roles


def _roles(table: FramedTable, number: int) -> list[Heading]:
    """The roles of the columns by a row of headings; a column of departments only is that of the leads."""
    roles = [role_of(slot.text) for slot in table.rows[number]]
    body = table.rows[number + 1 :]
    for at, role in enumerate(roles):
        texts = [row[at].text for row in body if row[at].text]
        if (
            Heading.LEAD not in roles
            and role is not Heading.HELPER
            and texts
            and all(map(surely_departments, texts))
        ):
            roles[at] = Heading.LEAD
    return roles


def _read_own(reader: ParagraphReader, at: int, line: IndicatorLine) -> None:
    """Read what the target table itself says of an indicator: in brackets of its name, in its notes."""
    here = Naming(at, 0, sure=True)
    for slot in line.levels:
        for inner in (part for text in _IN_BRACKETS.findall(slot.text) for part in _parts(text)):
            if surely_departments(inner):
                named = read_departments(inner).text
                reader.add(here, named, Word.STANDS_THERE, slot.place, slot.text, "")
    for note in line.notes:
        for each in lead_statements(note):
            reader.add(here, each.named.text, each.word, "表里这一项的备注", note, each.unsure)
        if surely_departments(note):
            reader.add(here, read_departments(note).text, Word.STANDS_THERE, "表里这一项的备注", note, "")


def _parts(text: str) -> list[str]:
    """What a bracket says: the unit and the department of （亿元，县商务局）."""
    unit, _, rest = text.partition("，")
    return [unit, rest] if rest and is_unit(unit) else [text]


def _without_departments(line: IndicatorLine) -> IndicatorLine:
    """The line without departments in brackets of its name, which are read by now."""

    def bare(found: re.Match[str]) -> str:
        rest = [part for part in _parts(found[1]) if not surely_departments(part)]
        return f"{found[0][0]}{'，'.join(rest)}{found[0][-1]}" if rest else ""

    levels = (slot._replace(text=_IN_BRACKETS.sub(bare, slot.text)) for slot in line.levels)
    return replace(line, levels=tuple(levels))

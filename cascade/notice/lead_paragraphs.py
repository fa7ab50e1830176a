"""Read paragraph after paragraph of a notice for who leads what, with what stands above in mind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.lead_readings import LeadReading
from cascade.notice.lead_statements import (
    SEVERAL,
    LeadStatement,
    Where,
    Word,
    departments_heading,
    lead_statements,
    sentences,
)
from cascade.notice.named_indicators import IndicatorNames, Naming

_NOT_PLAIN = "看不准说的是不是这一项"
_LEADING = re.compile("牵头|责任单位|责任部门|主管部门|主责")
_PARTNERS = re.compile("(?:会同|配合|协同|联合|协助).*")
_FILLERS = re.compile(
    r"(?:[本该此这]项?(?:指标|任务|工作|项目)?|主要|具体|其中|[均都]|[（(]?[\d一二三四五六七八九十]+[)）.．、]|[\s，,、：:（()）])+"
)
_ALL_OF_THEM = ("均", "都", "全部", "分别", "统一")
_AFTER_ALL = re.compile(
    r"^[，,、；;\s]*(?:(?:配合|协办|协同|参与|参加|完成|时限|责任|牵头)[^。]*|[^（(，,、]*[）)])?[\s）)。；;！]*$"
)
_APART = re.compile(r"\s*[，,。；;、）)]|\s*$")  # what follows a statement directly belongs to it
_LEVELS = (
    re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节部分、])"),
    re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\s*\d{1,3}(?:[.．、](?!\d)|(?=[^\d.．、)）年月日%]{4}))"),
    re.compile(r"\s*[（(]?\d{1,3}[)）]"),
    re.compile(r"\s*[①-⑳]"),
)


@dataclass(frozen=True, slots=True)
class _Above:
    """A numbered paragraph, or one of departments only, above those that follow."""

    level: float
    text: str
    lead: str = ""
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class _About:
    """What a statement is about; `quote` is the text that says both, "" for the statement's own sentence.

    `heading` is the paragraph above that names the indicators.
    """

    namings: list[Naming]
    quote: str = ""
    heading: str = ""


class ParagraphReader:
    """Gathers readings, the words that fit no indicator, and the text's title of a lead department."""

    def __init__(self, lines: Sequence[IndicatorLine]) -> None:
        self.names = IndicatorNames(lines)
        self._regions = {region for line in lines for region in line.targets}
        self._parts: list[list[int]] = [[] for _ in lines]
        for at, line in enumerate(lines):
            if line.part and (whole := [each for each in range(at) if not lines[each].part]):
                self._parts[whole[-1]].append(at)
        self.readings: list[LeadReading] = []
        self.unread: list[str] = []
        self.title = ""
        self.table = ""  # the table of duties that is being read
        self._above: list[_Above] = []
        self._recent: list[str] = []  # paragraphs since the last heading or statement

    def read(self, text: str, place: str) -> None:
        """Read a paragraph."""
        level: float | None = level_of(text)
        if level is not None:
            self._above = [each for each in self._above if each.level < level]
            self._recent.clear()
        heading = departments_heading(text).text
        found = () if heading else lead_statements(text)
        statements = [each for each in found if not self._is_of_regions(each)]
        if statements:
            self._read_statements(text, statements, place)
        elif not heading:
            self._read_below_departments(text, place)
        if level is None and heading:
            bare = next((at for at, each in enumerate(self._above) if not each.numbered), len(self._above))
            self._above = self._above[:bare]
            level = self._above[-1].level + 0.5 if self._above else -0.5
            self._above.append(_Above(level, text, heading, numbered=False))
        elif level is not None:
            self._above.append(_Above(level, text, heading))
        elif statements:
            self._recent.clear()
        else:
            self._recent.append(text)

    def add_all(self, namings: Sequence[Naming], each: LeadStatement, place: str, quote: str) -> None:
        """Keep what a statement says of some indicators."""
        names, unsure = each.named.names, each.unsure
        in_turn = each.in_turn and len(namings) == len(names)
        if min(len(names), len(namings)) > 1 and not in_turn and not namings[0].in_general:
            unsure = unsure or SEVERAL
        for at, naming in enumerate(namings):
            self.add(naming, names[at] if in_turn else each.named.text, each.word, place, quote, unsure)

    def add(self, naming: Naming, lead: str, word: Word, place: str, quote: str, unsure: str) -> None:
        """Keep a reading, for the parts of its indicator, too; a person looks at one that is not sure."""
        why = unsure or ("" if naming.sure else _NOT_PLAIN)
        found = LeadReading(naming.at, lead, word, naming.in_general, place, quote, why, self.table)
        self.readings.append(found)
        self.readings += (replace(found, at=part, general=True) for part in self._parts[naming.at])

    def _is_of_regions(self, statement: LeadStatement) -> bool:
        return set(statement.named.names) <= self._regions

    def _read_below_departments(self, text: str, place: str) -> None:
        heading = next((each for each in reversed(self._above) if each.lead), None)
        if heading:
            for naming in self.names.named(text):
                quote = f"{heading.text}……{text}"
                self.add(naming, heading.lead, Word.IS_RESPONSIBLE, place, quote, "")
                self.title = self.title or ("牵头单位" if "牵头" in heading.text else "责任单位")

    def _read_statements(self, text: str, statements: Sequence[LeadStatement], place: str) -> None:
        last_end, before = 0, _About([])
        for number, each in enumerate(statements):
            after = statements[number + 1].start if number + 1 < len(statements) else len(text)
            begin, end = next(span for span in sentences(text) if span[0] <= each.start < span[1])
            about = self._about(text, each, (begin, end), (last_end, after))
            quote = about.quote or text[begin:end].strip()
            if about.heading:
                quote = f"{about.heading}……{quote}"
            if not about.namings and _follows(text, last_end, each):
                about = before
            if not about.namings:
                if _LEADING.search(text[begin:end]):
                    self.unread.append(f"{place}“{text[begin:end].strip()}”")
                last_end = each.end
                continue
            self.title = self.title or each.title
            self.add_all(about.namings, each, place, quote)
            last_end, before = each.end, about

    def _about(
        self, text: str, each: LeadStatement, sentence: tuple[int, int], free: tuple[int, int]
    ) -> "_About":
        """What a statement is about; `free` is where the statements before and behind it end and begin."""
        begin, end = sentence
        if each.items:
            return _About(self.names.named(each.items))
        before = text[max(free[0], begin) : each.start]
        behind = _PARTNERS.sub("", text[each.end : min(free[1], end)])
        if each.where is Where.ALL_BEFORE:
            return self._closed(text, each, sentence, free[0]) or self._from_above(sure=True)
        behind = "" if _APART.match(behind) else behind
        ahead, back = self._nearest(before), self.names.named(behind)
        first, second = (back, ahead) if each.where is Where.BEHIND else (ahead, back)
        if first or second:
            return _About(first or second)
        if alike := self.names.alike(before) or self.names.alike(behind):
            return _About(alike)
        if each.where is Where.BEHIND and behind:
            return _About([])  # it leads something else
        earlier = self._earlier(text, free[0], begin, end)
        return earlier or self._from_above(sure=not _FILLERS.sub("", before.rpartition("，")[2]))

    def _nearest(self, before: str) -> list[Naming]:
        """What a text names in front of 由…牵头; what stands before a comma only perhaps belongs to it."""
        *far, near = re.split("[，,：:]", before)
        found = self.names.named(near)
        pieces = [named for piece in far if (named := self.names.named(piece))]
        if not found and not _FILLERS.sub("", near) and len(pieces) == 1:
            return pieces[0]
        if not found and not near.endswith(_ALL_OF_THEM):
            return [each._replace(sure=False) for each in self.names.named(before)]
        known = {each.at for each in found}
        others = [each for piece in pieces for each in piece if each.at not in known]
        if not near.endswith(_ALL_OF_THEM):
            others = [each._replace(sure=False) for each in others]
        return others + found

    def _closed(
        self, text: str, each: LeadStatement, sentence: tuple[int, int], last_end: int
    ) -> "_About | None":
        """All that has been named since the statement before, if this one ends its sentence."""
        begin, end = sentence
        found = self.names.named(text[last_end : each.start])
        if not found:
            return None
        if _AFTER_ALL.sub("", text[each.end : end]):
            nearest = {naming.at for naming in self._nearest(text[last_end : each.start]) if naming.sure}
            found = [naming._replace(sure=naming.sure and naming.at in nearest) for naming in found]
        starts = [start for start, stop in sentences(text) if stop > last_end and start <= begin]
        first = max(
            at
            for at in starts
            if at == starts[0] or len(self.names.named(text[at : each.start])) == len(found)
        )
        return _About(found, text[first:end])

    def _earlier(self, text: str, last_end: int, begin: int, end: int) -> "_About | None":
        """What the nearest earlier sentence of the paragraph names."""
        for start, stop in reversed([span for span in sentences(text) if last_end <= span[0] < begin]):
            if found := self.names.named(text[start:stop]):
                one = len(found) == 1
                return _About([each._replace(sure=each.sure and one) for each in found], text[start:end])
        return None

    def _from_above(self, *, sure: bool) -> "_About":
        """What the paragraph or heading above names."""
        for text in (*reversed(self._recent), *(each.text for each in reversed(self._above))):
            if found := self.names.named(text):
                plain = sure and (len(found) == 1 or not any(each.in_general for each in found))
                return _About([each._replace(sure=each.sure and plain) for each in found], "", text)
        return _About([])


def _follows(text: str, last_end: int, each: LeadStatement) -> bool:
    """Whether a statement goes on where another ends: 牵头单位：…；责任单位：…."""
    return last_end > 0 and not _FILLERS.sub("", text[last_end : each.start].strip("；;。"))


def level_of(text: str) -> int | None:
    """The level of a numbered paragraph, 0 for 一、; None where it has no number."""
    return next((at for at, each in enumerate(_LEVELS) if each.match(text)), None)

"""What a plan and its tables are called, from the titles that a notice has."""

import re
from collections.abc import Iterable, Iterator, Sequence

from cascade.notice.notice_facts import ABOUT_TARGETS, KIND, LETTER, NoticeFacts

_FRAME_OF_TITLE = re.compile(
    r"^附件\s*\d*[:：]?\s*|^[^\d，。]{2,30}(?:印发|下达|发布)(?=\d{4})|(?:分解|下达|分配)?(?:一览)?表$"
)
_UNIT_IN_TITLE = re.compile(r"[（(](?:计量)?单位[:：].*[)）]$")
_OF_ONE_TABLE = re.compile(r"表\s*[\d一二三四五六七八九]")
_TABLE_NUMBER = re.compile(r"(?:附?表|附件)\s*[\d一二三四五六七八九]+(?:[-—]\d+)?[:：.、]?\s*")
_OF_NOTICE = re.compile("(?:通知|意见|决定|通报|函)》?$|^关于")
_SHORTEST_TITLE, _LONGEST_TITLE = 6, 60  # characters
_VERB = "印发|(?:分解|调整|补充|追加)?下达|做好|分解|发布|调整|更正|修订|追加|补充(?!耕地)"
_QUOTED_NOTICE = re.compile(rf"《(.+(?:{LETTER}))》")
_CORRECTION = re.compile("关于(?:再次)?(?:更正|调整|补充(?!耕地)|追加|修订)")
_YEAR_OR_KIND = re.compile(
    rf"(?:19|20)\d\d\s*年?度?(?:\s*[-—－–~～至]+\s*(?:19|20)\d\d\s*(?:学年|年?度?))?|(?:目标|任务|指标|指导|{KIND})+$"
)


def is_correction(title: str) -> bool:
    """Whether a notice changes or completes an earlier one, and so may hold a part of the targets only."""
    return _CORRECTION.search(title) is not None


def plan_title(facts: NoticeFacts, *captions: Sequence[str]) -> str:
    """A title for the plan: that of its tables if they have one, else what the notice is about.

    `captions` are those of each table.
    """
    titles = dict.fromkeys(filter(None, map(_first_title, captions)))
    if not titles and (found := _first_title(_table_titles(facts.paragraphs))):
        titles = {found: None}
    if len(titles) == 1:
        return next(iter(titles))
    quoted = _QUOTED_NOTICE.search(facts.title)
    whole = quoted[1] if quoted else facts.title
    about = re.search(rf"(?:关于)?(?:{_VERB})(.+?)(?:的?(?:{LETTER}))*$", whole)
    about = about or re.search(rf"关于(.+?)(?:的?(?:{LETTER}))*$", whole)
    return re.sub("[《》]", "", about[1]) if about else whole or next(iter(titles), "")


def _first_title(texts: Iterable[str]) -> str:
    """The first text that can be the title of a plan, without its frame; else ""."""
    for text in texts:
        if _OF_ONE_TABLE.match(text) or len(text) >= _LONGEST_TITLE:
            continue
        if ABOUT_TARGETS.search(text) and not _OF_NOTICE.search(text):
            bare = _FRAME_OF_TITLE.sub("", _UNIT_IN_TITLE.sub("", text))
            if len(bare) >= _SHORTEST_TITLE:
                return bare
    return ""


def table_subject(captions: Sequence[str], facts: NoticeFacts) -> str:
    """What a table with some titles is about, without the year: the name of its one indicator."""
    for text in reversed(captions):
        of_table = _UNIT_IN_TITLE.sub("", _TABLE_NUMBER.sub("", text))
        if _TABLE_NUMBER.match(text) and of_table and not ABOUT_TARGETS.search(of_table):
            return of_table
    own = [re.sub(r"^表\s*\d*[:：]?\s*", "", text) for text in captions if ABOUT_TARGETS.search(text)]
    title = plan_title(facts, own[-1:])
    bare = _YEAR_OR_KIND.sub("", title).strip()
    return bare or title


def _table_titles(paragraphs: Sequence[str]) -> Iterator[str]:
    yield from (
        text for text in paragraphs if text.endswith("表") and len(text) < 50 and not text.startswith("附件")
    )
    yield from (
        text for text in paragraphs if text.startswith("附件") and text.endswith("表") and len(text) < 60
    )

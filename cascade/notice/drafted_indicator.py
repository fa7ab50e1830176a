"""Draft one indicator: its row, its inputs and its targets, with marks where a person must decide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cascade.indicators import PERCENT, Direction
from cascade.notice.departments import read_lead
from cascade.notice.doubts import Doubt, Doubts
from cascade.notice.header_words import without_brackets
from cascade.notice.indicator_lines import IndicatorLine
from cascade.notice.phrases import (
    NameWording,
    TargetWording,
    in_unit,
    is_rate,
    numbered,
    read_name,
    read_target,
    subject,
)
from cascade.notice.proposals import AMOUNT, Proposal, propose
from cascade.notice.target_texts import doubt_cells, doubt_numbers, read_targets, texts_of
from cascade.notice.units import has_parts, unit_of
from cascade.plan.target_wordings import Described
from cascade.quantity import decimal_places, shown

_TOO_SHORT, _SHORT_BESIDE_OTHERS = 2, 4  # characters
_SAYS_NOTHING = re.compile(
    r"^(?:(?:19|20)\d\d年)?[底末度]?|(?:目标|任务|计划)+$|(?<=净增|新增|期末|年末|现有)数$"
)
_FIRM = re.compile("公司|集团|[厂矿]$")
_DIGIT = re.compile(r"\d")
_AMOUNT = re.compile(r"(\d*[1-9]\d*(?:\.\d+)?|\d+\.\d+)\s*(?:分|%|％)?")


class Numbering(NamedTuple):
    """The code and the number of an indicator, and the code of the one that it is a part of, else ""."""

    code: str
    number: str
    parent: str


@dataclass(frozen=True, slots=True)
class DraftedIndicator:
    """One indicator: its row by column, the rows of its inputs, the texts of its targets by the units' names.

    `guessed` are pairs of an input's position and a column that the doubt about the measure is about, too.
    """

    row: dict[str, str]
    inputs: tuple[dict[str, str], ...]
    guessed: tuple[tuple[int, str], ...]
    targets: dict[str, str]
    doubts: tuple[Doubt, ...]
    remarks: tuple[str, ...]

    @property
    def is_amount(self) -> bool:
        """Whether it is one number that adds up."""
        return self.row.get("measure") in ("", AMOUNT.format(code=self.row["code"]))


def draft_indicator(line: IndicatorLine, place: Numbering, document: str) -> DraftedIndicator:
    """Draft an indicator; `document` is the notice's number."""
    doubts, code = Doubts(), place.code
    name, above = read_name(line.name), line.levels[-1].place
    targets, texts = read_targets(line, name), texts_of(line)
    row = {"code": code, "number": place.number, "name": name.name, "parent": place.parent, "reconcile": "no"}
    if line.named_from:
        doubts.add("name", f"表里没有写指标名称，名称取自{line.named_from}，请核对", above)
    elif line.same_name:
        row["name"] = _told_apart(line, name.name)
        doubts.add("name", "有几项叫这个名称，前面补了标题或上一级的话，请核对；还分不清的请改", above)
    elif _says_too_little(subject(name.name), line):
        row["name"] = f"{line.about}：{name.name}" if line.about else name.name
        doubts.add("name", "名称太短，看不出是什么指标，前面补了标题里的话，请核对", above)
    if line.unsure:
        doubts.add("name", line.unsure, above)
    row |= _lead(line, doubts) | _definition(line, name, document) | _weight(line, doubts)
    doubt_cells(line, doubts)
    figures = [each for each in targets.values() if each.value is not None]
    if sum(each.words for each in targets.values()) > len(figures):
        row |= _of_words(line, row, doubts)
        return DraftedIndicator(row, (), (), texts, doubts.all, tuple(doubts.remarks))
    unit = unit_of(line, name, figures, doubts)
    headline = _headline(line, name, unit)
    phases = [read_target(slot.text) for slots in line.phases.values() for slot in slots.values()]
    decimals = _decimals([*figures, *phases], headline, unit)
    of_firms = any(_FIRM.search(each) for each in line.targets)
    proposal = propose(line.name, unit, decimals, figures, name.figure, _trend(line, name), of_firms)
    values = [each.value for each in figures if each.value is not None]
    below_1 = values and all(0 < value <= 1 for value in values) and min(values) < 1
    if unit == PERCENT and below_1 and proposal.direction != Direction.AT_MOST:
        doubts.add("unit", "目标都不大于 1，而单位是 %：表里的 0.95 可能是 95%，请核对", above)
    row |= {"kind": "number", "unit": unit, "decimals": str(decimals), "adds": proposal.adds}
    row |= {"direction": proposal.direction, "pace": proposal.pace}
    row["measure"] = proposal.measure.format(code=code)
    if proposal.name_addition:
        row["name"] += proposal.name_addition
        doubts.add("name", f"目标写的是变化，名称里补了“{proposal.name_addition}”，请核对", above)
    for column, reason in proposal.reasons.items():
        doubts.add(column, reason, above)
    row |= _reconciled(line, row, headline, targets, doubts)
    inputs = _inputs(code, proposal)
    names = {each["code"]: each["name"] for each in inputs}
    measure, direction = row["measure"] or f"{code}a", Direction(proposal.direction)
    described = Described(unit, decimals, row["name"], measure, direction, code, names)
    doubt_numbers(line, targets, described, doubts)
    guessed = tuple((at, column) for at, each in enumerate(proposal.inputs) for column in each.guessed)
    return DraftedIndicator(row, inputs, guessed, texts, doubts.all, tuple(doubts.remarks))


def _told_apart(line: IndicatorLine, name: str) -> str:
    """A name that several indicators have, behind the heading above it, else behind the title."""
    heading = without_brackets(numbered(line.levels[-2].text)[1]) if len(line.levels) > 1 else ""
    before = heading if heading and heading not in name else line.about
    return f"{before}：{name}" if before else name


def _trend(line: IndicatorLine, name: NameWording) -> str:
    """The notice's word for the side that counts: in a column of its own, else at the end of the name."""
    return name.side if read_target(line.trend).none or not line.trend else line.trend


def _says_too_little(name: str, line: IndicatorLine) -> bool:
    """Whether a name is none by itself: 户数, or 新开工 beside tables about something else.

    A part is named by its whole.
    """
    if line.part:
        return False
    name = _SAYS_NOTHING.sub("", name)
    says_the_title = any(first + second in line.about for first, second in pairwise(name))
    return len(name) <= (_SHORT_BESIDE_OTHERS if line.beside_others and not says_the_title else _TOO_SHORT)


def _of_words(line: IndicatorLine, row: Mapping[str, str], doubts: Doubts) -> dict[str, str]:
    """The columns of an indicator of words, which has neither headline nor points."""
    if any(_DIGIT.search(slot.text) for slot in line.targets.values()):
        reason = "目标里既有数又有话，看不出是多少，拟为文字指标，请核对"
        doubts.add("kind", reason, line.levels[-1].place)
    elif line.turned:
        doubts.add("kind", "这一列写的是文字，拟为文字指标；不是指标的整行删去", line.levels[-1].place)
    for what, text in (("合计", line.headline.text), ("分值", row.get("weight", ""))):
        if text:
            doubts.remarks.append(f"{_called(row)}：目标是文字，{what}一栏的“{text}”没有写入方案")
    return {"kind": "words", "direction": "at_least", "pace": "even", "weight": "", "scoring": ""}


def _called(row: Mapping[str, str]) -> str:
    return f"第 {row['number']} 项“{row['name']}”"


def _lead(line: IndicatorLine, doubts: Doubts) -> dict[str, str]:
    text, reason = read_lead(line.lead.lines)
    if line.lead_from_above and text:
        reason = "通知里这一格是空的，沿用上一行的单位"
    reason = line.lead_unsure or reason
    if reason:
        doubts.add("lead", reason, line.lead.place)
    return {"lead": text}


def _definition(line: IndicatorLine, name: NameWording, document: str) -> dict[str, str]:
    """What the notice says of the indicator beside its targets, word for word."""
    parts = [part for part in (line.definition, name.note, *line.notes) if part]
    if not parts:
        return {}
    return {"definition": "；".join(dict.fromkeys(parts)), "source": line.source or document}


def _weight(line: IndicatorLine, doubts: Doubts) -> dict[str, str]:
    if not line.weight:
        return {}
    found = _AMOUNT.fullmatch(line.weight)
    if found is None:
        doubts.add("weight", f"通知写的是“{line.weight}”，不是一个数，请填分值")
        return {}
    return {"weight": found[1], "scoring": "completion"}


def _headline(line: IndicatorLine, name: NameWording, unit: str) -> Decimal | None:
    """The figure of the whole: from its own column, else from the name."""
    figure = read_target(line.headline.text) if line.headline.text else name.figure
    return in_unit(figure, unit) if figure else None


def _decimals(figures: Sequence[TargetWording], headline: Decimal | None, unit: str) -> int:
    """The decimals that the figures have in the unit; a rate, or what has parts, has one at least.

    A target of 1200 万元 is round, but nobody's revenue is.
    """
    values = [value for each in figures for value in (in_unit(each, unit), each.upper)]
    most = max((decimal_places(value) for value in (*values, headline) if value is not None), default=0)
    return min(max(most, 1 if is_rate(unit) or has_parts(unit) else 0), 6)


def _reconciled(
    line: IndicatorLine,
    row: Mapping[str, str],
    headline: Decimal | None,
    targets: Mapping[str, TargetWording],
    doubts: Doubts,
) -> dict[str, str]:
    """Headline and `reconcile`: compared with the sum of the targets, for a rate with each of them."""
    if headline is None:
        if line.headline.text and not read_target(line.headline.text).none:
            doubts.add(
                "headline", f"通知写的是“{line.headline.text}”，看不懂是多少，请填", line.headline.place
            )
        return {"headline": ""}
    place = line.headline.place or line.levels[-1].place
    values = [value for each in targets.values() if (value := in_unit(each, row["unit"])) is not None]
    most = row["direction"] == "at_most"
    whole = "合计数" if line.headline.text else "指标名称里的数"
    found = {"headline": shown(headline), "reconcile": "yes"}
    if row["direction"] == "within":
        doubts.remarks.append(
            f"{_called(row)}：目标是区间，{whole} {shown(headline)}{row['unit']} 没有写入方案"
        )
        return {"headline": "", "reconcile": "no"}
    if row["adds"] == "own":
        return found | {"reconcile": "no"}
    if row["measure"] not in ("", AMOUNT.format(code=row["code"])):
        missing = [v for v in values if (v > headline if most else v < headline)]
        if missing:
            side = "高" if most else "低"
            said = f"有 {len(missing)} 处目标{side}于{whole} {shown(headline)}{row['unit']}"
            doubts.remarks.append(f"{_called(row)}：{said}，率不相加，不与总目标核对，各比各的目标")
        return found | ({"reconcile": "no"} if missing else {})
    total = sum(values, Decimal(0))
    difference = f"各地目标合计 {shown(total)}{row['unit']}，{whole}是 {shown(headline)}{row['unit']}"
    if total > headline if most else total < headline:
        doubts.add("reconcile", f"{difference}，两者不是一回事或有误，拟为不核对", place)
        return found | {"reconcile": "no"}
    if total != headline and line.headline.text:
        doubts.add("headline", f"{difference}，请核对", place)
    elif total != headline:
        more = f"{'多' if total > headline else '少'} {shown(abs(total - headline))}"
        doubts.remarks.append(f"{_called(row)}：{difference}，{more}。数没有写错就不用处理")
    return found


def _inputs(code: str, proposal: Proposal) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "code": f"{code}{'abcdefgh'[at]}",
            "indicator": code,
            "name": each.name,
            "unit": each.unit,
            "decimals": str(each.decimals),
            "negative": "yes" if each.negative else "no",
        }
        for at, each in enumerate(proposal.inputs)
    )


def is_part_of(drafted: DraftedIndicator, whole: DraftedIndicator) -> bool:
    """Whether an indicator can be a part (其中) of another: both are amounts with one unit and direction."""
    alike = all(
        drafted.row.get(name) == whole.row.get(name) for name in ("unit", "direction", "adds", "lead")
    )
    return alike and drafted.is_amount and whole.is_amount


def apart(drafted: DraftedIndicator) -> DraftedIndicator:
    """The indicator without its parent, marked."""
    reason = f"通知写作“其中”，但与 {drafted.row['parent']} 的单位或算法不同，拟为单列"
    return replace(
        drafted, row=drafted.row | {"parent": ""}, doubts=(*drafted.doubts, Doubt("parent", reason))
    )


def maybe_a_part(drafted: DraftedIndicator, whole: DraftedIndicator) -> DraftedIndicator:
    """An indicator behind a part of another, marked where it can be the next part: its sum is no larger."""
    texts = [
        (read_target(text).value, read_target(whole.targets.get(name, "")).value)
        for name, text in drafted.targets.items()
    ]
    if not is_part_of(drafted, whole) or any(
        one is None or all_ is None or one > all_ for one, all_ in texts
    ):
        return drafted
    reason = f"上一行是“其中”，这一行也可能是 {whole.row['code']} 的一部分，拟为单独一项；是的请填所属指标"
    return replace(drafted, doubts=(*drafted.doubts, Doubt("parent", reason)))

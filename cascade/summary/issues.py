"""未报与问题: missing cities, open findings, the operator's decisions, and the cities' explanations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import PurePath

from cascade.finding_types import FormCell, Severity, Weight
from cascade.findings import Finding
from cascade.grid import address, in_words, on_sheet
from cascade.model import Region
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.returns.receipt import TO_SEND_ANEW, Receipt, State, indicator_label
from cascade.returns.settling import telling
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import (
    ANNEX,
    CORRECTING,
    HELD,
    SOME_SHARES,
    STATES_FOR_LEADERS,
    UNREADABLE,
    UNREPORTED,
    basis,
    city_status,
    page_footer,
    titled,
)
from cascade.theme import display_width

NAME = "未报与问题"
_HEADER = 3
_HEADINGS = ("类别", "{unit}", "地区", "指标", "工作表", "单元格", "内容与处理办法", "上报文件")
_CODE, _CODE_WIDTH = "编码", 6.0  # beside the table, for whoever looks a finding up; no paper bears it
_INDICATOR, _TEXT, _FILE = 4, 7, 8
_NAMES = (2, 3, 5)  # of the city, the region and the sheet
_WIDEST_TEXT, _FILE_WIDTH, _INDICATOR_WIDTH, _WIDEST_NAME = 70.0, 30.0, 22.0, 28.0


class IssueKind(StrEnum):
    """The kinds of lines, in the order of the sheet."""

    UNREPORTED = UNREPORTED
    SOME_SHARES = SOME_SHARES
    ANEW = TO_SEND_ANEW
    CORRECTING = CORRECTING
    HELD = HELD
    UNREADABLE = UNREADABLE
    DECIDED = "人工决定"
    WARNING = "请核对"
    CHECKED = "已核对"
    EXPLAINED = "已说明"
    ANNEX = ANNEX
    NOTE = "提示"


_COLOURS: Mapping[IssueKind, str] = {
    IssueKind.UNREPORTED: "missing",
    IssueKind.SOME_SHARES: "missing",
    IssueKind.ANEW: "missing",
    IssueKind.CORRECTING: "bad",
    IssueKind.HELD: "bad",
    IssueKind.UNREADABLE: "bad",
    IssueKind.DECIDED: "fair",
    IssueKind.WARNING: "fair",
}
_LISTED = (State.ACCEPTED, State.SENT_BACK, State.HELD, State.REFUSED)


@dataclass(frozen=True, slots=True)
class IssueLine:
    """A line of the sheet; `city` is a code, "" for the whole."""

    kind: IssueKind
    city: str
    text: str
    file: str = ""
    region: str = ""
    found: Finding | None = None


def draw_issues(page: SummaryPage, facts: Facts) -> dict[str, str]:
    """Draw the sheet; returns the address of each city's first line."""
    last = len(_HEADINGS)
    for at, text in enumerate(_HEADINGS, start=1):
        page.put(_HEADER, at, facts.plan.levels.fill(text), "head")
    page.widen(_FILE, _FILE_WIDTH)
    page.widen(_INDICATOR, _INDICATOR_WIDTH)
    lines, places, row = issue_lines(facts), dict[str, str](), _HEADER
    for row, line in enumerate(lines, start=_HEADER + 1):
        _line(page, facts, row, line)
        places.setdefault(line.city, on_sheet(NAME, address(row, 1)))
    taken = [width for at, width in enumerate(page.widths(last), start=1) if at != _TEXT]
    page.widen(_TEXT, min(_WIDEST_TEXT, page.room(last) - sum(taken)))
    for at, line in enumerate(lines, start=_HEADER + 1):
        texts = _texts(facts, line)
        page.wrapped(at, [(column, texts[column - 1]) for column in (_TEXT, _FILE, _INDICATOR, *_NAMES)])
    if not lines:
        row = _HEADER + 1
        page.merge((row, 1, row, last), "全部已报，没有问题。", "unit", bg_color="paper")
    page.sheet.autofilter(_HEADER - 1, 0, row - 1, last - 1)
    title = titled(facts, "未报与问题")
    counts = "、".join(f"{kind} {len(list(group))}" for kind, group in groupby(lines, lambda line: line.kind))
    note = basis(facts) + (f"以下按类别列出：{counts}。" if counts else "")
    page.finish(title, note, last, (_HEADER, _HEADER), 2, footer=page_footer(facts))
    if not page.on_paper and lines:
        _codes(page, lines)
    return places


def _codes(page: SummaryPage, lines: Sequence[IssueLine]) -> None:
    """Write the codes of the findings in a narrow column beside the table, which is not printed."""
    column = len(_HEADINGS)
    page.sheet.print_area(0, 0, _HEADER + len(lines) - 1, column - 1)
    page.sheet.set_column(column, column, _CODE_WIDTH)
    page.put(_HEADER, column + 1, _CODE, "quiet", fit=False)
    for row, line in enumerate(lines, start=_HEADER + 1):
        if line.found:
            page.put(row, column + 1, line.found.code, "quiet", fit=False)


def _line(page: SummaryPage, facts: Facts, row: int, line: IssueLine) -> None:
    for at, text in enumerate(_texts(facts, line), start=1):
        long = at in (_INDICATOR, _TEXT, _FILE)
        colour = _COLOURS.get(line.kind, "paper") if at == 1 else "paper"
        name = at in _NAMES
        page.put(row, at, text, "name" if long else "unit", fit=not (long or name), bg_color=colour)
        if name:
            page.widen(at, min(_WIDEST_NAME, display_width(text) + 2.0))


def _texts(facts: Facts, line: IssueLine) -> tuple[str, ...]:
    """The texts of a line's cells."""
    city = facts.plan.name(line.city) if line.city else NONE
    found = line.found
    sheet, cell = (found.sheet, in_words(found.cell)) if found else ("", "")
    region = (line.kind.value, city, line.region or NONE, _indicator(facts, line) or NONE)
    return (*region, sheet or NONE, cell or NONE, line.text, line.file or NONE)


def _indicator(facts: Facts, line: IssueLine) -> str:
    return indicator_label(facts.plan, line.found.field) if line.found else ""


def issue_lines(facts: Facts) -> list[IssueLine]:
    """All lines, by kind, then by city in the official order."""
    lines = [line for city in facts.plan.cities for line in _missing(facts, city)]
    lines += _without_figure(facts)
    lines += [line for receipt in telling(facts.receipts) for line in _of_receipt(facts, receipt)]
    kinds, cities = list(IssueKind), ["", *(city.code for city in facts.plan.cities)]
    return sorted(lines, key=lambda line: (kinds.index(line.kind), cities.index(line.city)))


def _without_figure(facts: Facts) -> Iterator[IssueLine]:
    """What the issuer has not entered itself."""
    whole = facts.plan.name(facts.plan.province)
    for each in facts.without_figure:
        what = f"第 {each.number} 项{whole}的数待填"
        how = "请在方案的“本级数”表（figures）中填写本批次的数和出处，再收集一次。"
        yield IssueLine(IssueKind.UNREPORTED, "", f"{what}：{how}")


def _missing(facts: Facts, city: Region) -> Iterator[IssueLine]:
    status = city_status(facts, city.code)
    if status not in (UNREPORTED, SOME_SHARES, IssueKind.ANEW):
        return
    late = "本批次已关闭" if facts.closed else f"已{facts.overdue}" if facts.overdue else ""
    words = f"截止日期 {facts.round.due}" + (f"，{late}。" if late else "。")
    mine = [each for each in facts.receipts if each.region == city.code and each.state is State.ACCEPTED]
    if shares := [each.share for each in mine if each.share]:
        words += f"已收分表：{'、'.join(dict.fromkeys(shares))}。"
    office = facts.plan.office(city.code)
    named = f"报送单位：{office.name}。" if office and office.name not in ("", city.name) else ""
    yield IssueLine(IssueKind(status), city.code, words + named)


def _of_receipt(facts: Facts, receipt: Receipt) -> Iterator[IssueLine]:
    city, file = receipt.region, PurePath(receipt.file).name
    if receipt.state is State.ANNEX:
        yield IssueLine(IssueKind.ANNEX, city, f"收到日期 {receipt.when}，原件已留存。", file)
    if receipt.state not in _LISTED:
        return
    if receipt.overruled:
        words = f"上报表有错误，{facts.plan.levels.ours}决定接收。理由：{receipt.overruled}"
        yield IssueLine(IssueKind.DECIDED, city, words, file)
    kinds = [(_kind(facts, receipt, found), found) for found in receipt.findings]
    told = {facts.indicator_of(each.field) for kind, each in kinds if _is_explained_warning(kind, each)}
    for kind, found in kinds:
        if kind is not IssueKind.NOTE and not (_is_explanation(found) and found.field in told):
            checked = receipt.checked if kind is IssueKind.CHECKED else None
            right = f"核对无误，理由：{checked.because}。" if checked else ""
            yield IssueLine(kind, city, found.message + right, file, _region(facts, receipt, found), found)
    yield from _notes(facts, receipt, [found for kind, found in kinds if kind is IssueKind.NOTE])


def _is_explanation(found: Finding) -> bool:
    return found.type.cell is FormCell.EXPLANATION


def _is_explained_warning(kind: IssueKind, found: Finding) -> bool:
    """Whether a finding repeats the city's explanation, so that it need not be listed by itself."""
    return kind is IssueKind.EXPLAINED and found.severity is Severity.WARNING


def _kind(facts: Facts, receipt: Receipt, found: Finding) -> IssueKind:
    """The kind of a finding's line: errors by the return's state, warnings by whether the city explained."""
    if found.severity is Severity.ERROR:
        return IssueKind.DECIDED if receipt.overruled else IssueKind(STATES_FOR_LEADERS[receipt.state])
    if _is_explanation(found):
        return IssueKind.EXPLAINED
    if found.severity is Severity.WARNING:
        explained = facts.indicator_of(found.field) in (receipt.explanations or {})
        if explained:
            return IssueKind.EXPLAINED
        settled = receipt.checked and found.type.weight is Weight.SIZE
        return IssueKind.CHECKED if settled else IssueKind.WARNING
    return IssueKind.NOTE


def _notes(facts: Facts, receipt: Receipt, notes: list[Finding]) -> Iterator[IssueLine]:
    """One line per code of note: the first note in full, and the places of the others."""
    for code in dict.fromkeys(each.code for each in notes):
        first, *others = [each for each in notes if each.code == code]
        where = "、".join(f"{_region(facts, receipt, each)} {in_words(each.cell)}".strip() for each in others)
        more = f"同类的还有 {len(others)} 处：{where}。" if others else ""
        file = PurePath(receipt.file).name
        region = _region(facts, receipt, first)
        yield IssueLine(IssueKind.NOTE, receipt.region, first.message + more, file, region, first)


def _region(facts: Facts, receipt: Receipt, found: Finding) -> str:
    """The name of a finding's region."""
    return (receipt.names or {}).get(found.region) or (facts.plan.name(found.region) if found.region else "")

"""总览: what leaders read first. How every indicator stands, who has reported, and where to read on."""

from collections import Counter
from pathlib import Path
from typing import Any

from cascade.drawing import Live, Value
from cascade.findings import Severity
from cascade.model import Indicator
from cascade.receipts import Receipt
from cascade.summary import province as province_sheet
from cascade.summary.facts import NONE, REPORTED, Facts
from cascade.summary.lights import BAD, FAIR, GOOD, colour_lights, light
from cascade.summary.page import Page
from cascade.summary.province import Province
from cascade.theme import number_format

NAME = "总览"
_HEADER, _FIRST_ROW = 4, 5
_BOARD = 9  # the first column of the board of returns, behind a narrow gap
_INDICATOR_WIDTH = 46.0


def draw_overview(page: Page, province: Province, sheets: list[tuple[str, str]]) -> None:
    """Draw the sheet; `sheets` are the other sheets' names with what they hold."""
    facts = province.facts
    page.put(3, 1, _counted(province), "status", fit=False)
    page.put(3, _BOARD, f"报送情况（{facts.coverage}）", "status", fit=False)
    _indicators(page, province)
    _board(page, facts)
    row = _FIRST_ROW + max(len(facts.plan.indicators), len(facts.plan.cities)) + 1
    page.put(row, 1, "各表内容（点击表名可跳转）", "status", fit=False)
    for at, (name, holds) in enumerate(sheets, start=row + 1):
        page.link(at, 2, name, name)
        page.put(at, 3, holds, "plain", fit=False)
    page.widen(_BOARD - 1, 2.5)
    title = f"{facts.plan.title}{facts.round.name}总览"
    page.finish(title, facts.basis, _BOARD + 6, (_HEADER, _HEADER), 0, footer=facts.footer)


def _counted(province: Province) -> str:
    """How many indicators the province has met or has on schedule."""
    facts = province.facts
    if not facts.is_progress:
        return "各项指标目标分解情况"
    lights = [_light(province, each) for each in facts.plan.indicators]
    words = [str(each.value) if isinstance(each, Live) else each for each in lights]
    signs = Counter(word[0] for word in words)
    judged = sum(signs[sign] for sign in (GOOD, FAIR, BAD))
    if not judged:
        return f"各项指标进展情况（{facts.coverage}，全省暂不评价）"
    share = 100 * signs[GOOD] / judged
    return f"达标或达到序时进度 {signs[GOOD]} 项，占所评价 {judged} 项的 {share:.0f}%"


def _light(province: Province, indicator: Indicator) -> Live | str:
    facts, whole = province.facts, province.facts.plan.province
    done = province.detail.completion_value(whole, indicator)
    cell = f"'{province_sheet.NAME}'!{province.cell(indicator, 2, whole)}"
    return light(facts, indicator, done, cell, facts.complete)


def _indicators(page: Page, province: Province) -> None:
    facts = province.facts
    items: tuple[str, ...] = ("全省目标", "各市合计／范围", "差额／低于目标的县")
    if facts.is_progress:
        items = ("全省目标", "本期", "完成率／较目标", "评价")
    for at, text in enumerate(("序号", "关键性量化指标", "单位", *items), start=1):
        page.put(_HEADER, at, text, "head", fit=at != 2)
    page.widen(2, _INDICATOR_WIDTH)
    for at, width in ((4, 12.0), (5, 14.0), (6, 18.0), (7, 11.0) if facts.is_progress else (7, 2.5)):
        page.widen(at, width)
    for row, indicator in enumerate(facts.plan.indicators, start=_FIRST_ROW):
        page.put(row, 1, str(indicator.number), "unit", bg_color="paper")
        page.put(row, 2, indicator.name, "name", fit=False, bg_color="paper")
        page.put(row, 3, indicator.unit, "unit", bg_color="paper")
        _figures(page, province, indicator, row)
        page.height(row, 22)
    last = _FIRST_ROW + len(facts.plan.indicators) - 1
    colour_lights(page.sheet, page.styles, (_FIRST_ROW, 7, last, 7))


def _figures(page: Page, province: Province, indicator: Indicator, row: int) -> None:
    """Target, result and completion of the province, each pointing to 全省汇总."""
    facts, whole = province.facts, province.facts.plan.province
    for item, content in enumerate(list(province.contents(indicator, whole))[:3]):
        cell = f"'{province_sheet.NAME}'!{province.cell(indicator, item, whole)}"
        value = content.value if isinstance(content, Live) else content
        pointed: Value | Live = Live(cell, value) if value is not None else None
        look: dict[str, Any] = {"num_format": _format(province, indicator, item)}
        if isinstance(value, str):
            look["align"] = "center"
        page.put(row, 4 + item, pointed, "figure" if item else "locked", fit=False, **look)
    if facts.is_progress:
        page.put(row, 7, _light(province, indicator), "check", fit=False)


def _format(province: Province, indicator: Indicator, item: int) -> str:
    if item == 0 or (item == 1 and not (province.facts.is_progress and indicator.is_rate)):
        return "General"
    if province.facts.is_progress:
        return number_format(indicator.decimals + 1 if indicator.is_rate else 1)
    return '[=0]"● 无";"△ "0" 个"' if indicator.is_rate else '"● "General;"▼ -"General;"● "General'


def _board(page: Page, facts: Facts) -> None:
    headings = ("设区市", "状态", "收到日期", "错误", "警告", "提示", "上报文件")
    for at, text in enumerate(headings, start=_BOARD):
        page.put(_HEADER, at, text, "head")
    due = facts.round.due.isoformat()
    for row, city in enumerate(facts.plan.cities, start=_FIRST_ROW):
        status = facts.status(city.code)
        receipt = facts.speaking.get(city.code)
        late = _late(facts, receipt, due)
        counts = Counter(found.severity for found in receipt.findings) if receipt else Counter()
        numbers = [str(counts[each]) if counts[each] else "" for each in Severity]
        file = Path(receipt.file).name if receipt else NONE
        texts = (city.name, status, late, *numbers, file)
        for at, text in enumerate(texts, start=_BOARD):
            colour = "missing" if at == _BOARD + 1 and status != REPORTED else "paper"
            page.put(row, at, text, "name" if at in (_BOARD, _BOARD + 6) else "unit", bg_color=colour)


def _late(facts: Facts, receipt: Receipt | None, due: str) -> str:
    if receipt:
        return receipt.when + ("（迟报）" if receipt.late(due) else "")
    return f"逾期 {(facts.today - facts.round.due).days} 天" if facts.today.isoformat() > due else NONE

"""The sheets that let anyone ask back: 未报与问题, and 数据来源 with the origin of every number."""

from pathlib import Path

import pandas as pd

from cascade.findings import SEVERITY_WORDS, Severity
from cascade.receipts import STATE_WORDS, Receipt, State
from cascade.summary.facts import MISSING, NONE, Facts
from cascade.summary.page import Page
from cascade.theme import display_width

ISSUES, SOURCES = "未报与问题", "数据来源"
_HEADER = 3
_WIDEST = 70.0


def draw_issues(page: Page, facts: Facts) -> None:
    """Draw who is missing, then every finding of every return that counts or is open."""
    headings = ("设区市", "状态", "级别", "编码", "工作表", "单元格", "地区", "内容与处理办法", "上报文件")
    for at, text in enumerate(headings, start=1):
        page.put(_HEADER, at, text, "head")
    row = _HEADER
    for city in facts.plan.cities:
        status = facts.status(city.code)
        if status == MISSING:
            row += 1
            overdue = (facts.today - facts.round.due).days
            words = f"截止日期 {facts.round.due}" + (f"，已逾期 {overdue} 天。" if overdue > 0 else "。")
            _line(page, row, (city.name, status, NONE, NONE, NONE, NONE, NONE, words, NONE), "missing")
    for receipt in facts.receipts:
        if receipt.state in (State.ACCEPTED, State.SENT_BACK, State.HELD, State.REFUSED):
            for line, colour in _lines(facts, receipt):
                row += 1
                _line(page, row, line, colour)
    if row == _HEADER:
        row += 1
        _line(page, row, ("", "", "", "", "", "", "", "全部已报，没有问题。", ""), "")
    page.sheet.autofilter(_HEADER - 1, 0, row - 1, len(headings) - 1)
    title = f"{facts.plan.title}{facts.round.name}未报与问题"
    page.finish(title, facts.basis, len(headings), (_HEADER, _HEADER), 1, footer=facts.footer)


def _lines(facts: Facts, receipt: Receipt) -> list[tuple[tuple[str, ...], str]]:
    city = facts.plan.name(receipt.region) if receipt.region else NONE
    file, state = Path(receipt.file).name, STATE_WORDS[receipt.state]
    order = sorted(receipt.findings, key=lambda found: list(Severity).index(found.severity))
    names = receipt.names or {}
    return [
        (
            (
                city,
                state,
                SEVERITY_WORDS[found.severity],
                found.code,
                found.sheet or NONE,
                found.cell or NONE,
                names.get(found.region) or (facts.plan.name(found.region) if found.region else NONE),
                found.message,
                file,
            ),
            {Severity.ERROR: "bad", Severity.WARNING: "fair"}.get(found.severity, ""),
        )
        for found in order
    ]


def _line(page: Page, row: int, texts: tuple[str, ...], colour: str) -> None:
    for at, text in enumerate(texts, start=1):
        long = at in (8, 9)
        marked = {"bg_color": colour} if colour and at == 3 - (colour == "missing") else {}
        page.put(row, at, text, "name" if long else "unit", fit=not long, **{"bg_color": "paper"} | marked)
        if long:
            page.widen(at, min(_WIDEST if at == 8 else 30.0, len(text) * 2 + 2.0))
    page.wrapped(row, [(8, texts[7]), (9, texts[8])])


def tidy(facts: Facts) -> pd.DataFrame:
    """Every number that counts as one frame: a row a region and field, with where it came from.

    Columns: city, region, field, value (decimal text, "" for 不分解), raw, sheet, cell, file, sha256 and
    received, all text.
    """
    rows = [
        {
            "city": city.code,
            "region": record.region,
            "field": record.field,
            "value": "" if record.value is None else format(record.value, "f"),
            "raw": record.raw,
            "sheet": record.sheet,
            "cell": record.cell,
            "file": Path(record.file or receipt.file).name,
            "sha256": record.sha256 or receipt.sha256,
            "received": receipt.when,
        }
        for city in facts.plan.cities
        if (receipt := facts.counted.get(city.code))
        for record in receipt.records
    ]
    columns = ["city", "region", "field", "value", "raw", "sheet", "cell", "file", "sha256", "received"]
    return pd.DataFrame(rows, columns=columns)


def draw_sources(page: Page, facts: Facts) -> None:
    """Draw where every number comes from: file, sheet, cell and the text that stood there."""
    headings = (
        "设区市",
        "地区",
        "地区编码",
        "填报项",
        "名称",
        "计入的数",
        "原文",
        "工作表",
        "单元格",
        "上报文件",
        "收到日期",
        "文件指纹",
    )
    for at, text in enumerate(headings, start=1):
        page.put(_HEADER, at, text, "head")
    names = {code: name for receipt in facts.counted.values() for code, name in (receipt.names or {}).items()}
    fields = {each.code: each.name for each in facts.plan.indicators}
    fields |= {each.code: each.name for each in facts.plan.input.values()}
    row = _HEADER
    for row, entry in enumerate(tidy(facts).to_dict("records"), start=_HEADER + 1):
        region, field = entry["region"], entry["field"]
        where = (entry["sheet"], entry["cell"], entry["file"], entry["received"], entry["sha256"][:16])
        texts = (
            facts.plan.name(entry["city"]),
            names.get(region) or facts.plan.name(region),
            region,
            field,
            fields[field],
            entry["value"] or "不分解",
            entry["raw"],
        )
        for at, text in enumerate((*texts, *where), start=1):
            page.put(row, at, text, "name", fit=at not in (5, 7), **{"bg_color": "paper", "text_wrap": False})
    page.widen(5, max(display_width(name) for name in fields.values()) + 2.0)
    page.widen(7, 14.0)
    page.sheet.autofilter(_HEADER - 1, 0, row - 1, len(headings) - 1)
    title = f"{facts.plan.title}{facts.round.name}数据来源"
    page.finish(title, facts.basis, len(headings), (_HEADER, _HEADER), 2, footer=facts.footer)

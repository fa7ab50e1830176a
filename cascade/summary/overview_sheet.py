"""Draw 总览 (see `overview`): sentences, a table in which only what is not good is filled, a legend."""

from collections.abc import Iterator
from typing import Any

from cascade.drawing import page_height
from cascade.formula import Live, value_of
from cascade.grid import Area, address
from cascade.indicators import Comparison, Indicator
from cascade.judging.lights import BAD, FAIR, sign_words
from cascade.judging.margins import margin_places
from cascade.quantity import NONE
from cascade.summary.conditional_formats import colour_gaps, colour_lights
from cascade.summary.highlights import headline, largest_gaps, missing_cities, most_behind
from cascade.summary.notes import not_judged
from cascade.summary.overview import FIXED, HEADLINE, TURNED_FIXED, Overview
from cascade.summary.province import DIFFERENCE, REPORT, TARGET, Province
from cascade.summary.province_sheet import greyed, looks
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, city_status, coverage, page_footer, schedule_word, standing
from cascade.theme import LINE_POINTS, gap_format, lines_needed, number_format, range_format

_NAME, _NAME_WIDTH = 2, 42.0
_FIXED_WIDTHS = (5.0, _NAME_WIDTH, 7.0, 11.0, 11.0)
_CELL, _WIDEST_CELL = 8.5, 13.0
_LOWEST, _HIGHEST, _SENTENCE = 16.0, 26.0, 18.0  # points
_FILLED = {BAD: "behind", FAIR: "fair"}


def draw_overview(page: SummaryPage, province: Province) -> None:
    """Draw the sheet."""
    overview = Overview(province)
    facts, frame = overview.facts, overview.frame
    draw_headings = _turned_headings if frame.turned else _headings
    last_row, columns = draw_headings(page, overview)
    for indicator in overview.indicators:
        _indicator(page, overview, indicator)
    _counts(page, overview)
    _sentences(page, overview, columns)
    first_row = frame.cell(0, overview.regions[0])[0]
    notes = list(_legend(overview))
    for row, text in enumerate(notes, start=last_row + 1):
        page.paragraph(row, 1, text, sum(page.widths(columns)))
    _spread(page, first_row, last_row)
    title = f"{facts.plan.title}{facts.round.name}总览"
    note = "　".join(standing(facts))
    fixed = TURNED_FIXED if frame.turned else FIXED
    groups = [(at, at) for at in range(fixed + 1, columns + 1)]
    blocks = [(at, at) for at in range(first_row, last_row)]
    blocks.append((last_row, last_row + len(notes)))
    header = (overview.header, first_row - 1)
    page.finish(title, note, columns, header, fixed, groups, blocks, page_footer(facts), whole=True)


def _headings(page: SummaryPage, overview: Overview) -> tuple[int, int]:
    """Draw the headings of a table with regions across; returns the table's last row and column."""
    facts, province, header = overview.facts, overview.province, overview.header
    first = overview.frame.cell(0, overview.regions[0])[0]
    last_row, columns = overview.frame.cell(overview.counts_line, overview.regions[-1])
    whole = facts.plan.levels.whole
    reported = f"{whole}本期" if facts.is_progress else f"{whole}合计"
    texts = ("序号", "指标", "单位", f"{whole}目标", reported if facts.complete else "已报合计")
    usual = (page.room(columns) - sum(_FIXED_WIDTHS)) / (columns - FIXED)
    for at, (text, width) in enumerate(zip(texts, _FIXED_WIDTHS, strict=True), start=1):
        page.tall(header, first - 1, at, text, "head", fit=False)
        page.widen(at, width)
    for region in overview.regions:
        at, city = overview.frame.cell(0, region)[1], region != facts.plan.province
        name = province.city(region)
        page.put(header, at, name.live(), "head", fit=False)
        status = city_status(facts, region) if city else coverage(facts)
        if first - 1 > header:
            look: dict[str, Any] = (
                {}
                if status == REPORTED or not city
                else {"bg_color": "behind", "font_color": "behind_ink", "bold": True}
            )
            page.put(header + 1, at, "" if status == REPORTED else status, "unit", fit=False, **look)
        page.widen(at, max(_CELL, min(_WIDEST_CELL, usual)))
    page.wrapped(
        header, [(overview.frame.cell(0, each)[1], facts.plan.name(each)) for each in overview.regions]
    )
    label = f"▼ {_late(overview)}（项）"
    page.merge((last_row, 1, last_row, FIXED), label, "label")
    for indicator in overview.indicators:
        row = overview.frame.cell(overview.line(indicator), overview.regions[0])[0]
        page.put(row, 1, indicator.number, "unit", fit=False, bg_color="paper")
        name = province.name(indicator)
        page.put(row, _NAME, name.live(), "name", fit=False, to=name.reference, bg_color="paper")
        page.put(row, 3, indicator.unit, "unit", fit=False, bg_color="paper")
        for at, item in enumerate((TARGET, REPORT), start=4):
            _outside(page, overview, indicator, item, facts.plan.province, (row, at))
        page.wrapped(row, [(_NAME, indicator.indented)])
    return last_row, columns


def _turned_headings(page: SummaryPage, overview: Overview) -> tuple[int, int]:
    """Draw the headings of a table with indicators across; returns the table's last row and column."""
    facts, province, header = overview.facts, overview.province, overview.header
    last_row, columns = overview.frame.cell(overview.counts_line, overview.regions[-1])
    page.tall(header, header + 1, 1, facts.plan.levels.unit, "head")
    page.tall(header, header + 1, 2, "报送情况", "head")
    page.tall(header, header + 1, columns, f"▼ {_late(overview)}（项）", "head", fit=False)
    usual = (page.room(columns) - 26) / (columns - TURNED_FIXED)
    for at in range(TURNED_FIXED + 1, columns + 1):
        page.widen(at, max(_CELL, min(16.0, usual)))
    labels = {
        TARGET: "目标",
        REPORT: "本期" if facts.is_progress else "合计",
        DIFFERENCE: _margin_word(overview),
    }
    for indicator in overview.indicators:
        first = overview.frame.cell(overview.line(indicator, overview.items[0]), overview.regions[0])[1]
        last = first + len(overview.items) - 1
        unit = f"（{indicator.unit}）" if indicator.unit else ""
        text = f"{indicator.number}．{indicator.title}{unit}"
        page.merge((header, first, header, last), text, "head")
        page.height(header, LINE_POINTS * lines_needed(text, sum(page.widths(last)[first - 1 :])) + 6)
        for at, item in enumerate(overview.items, start=first):
            page.put(header + 1, at, labels[item], "unit", fit=False)
    page.height(header + 1, 20.0)
    for region in overview.regions:
        row, whole = overview.frame.cell(0, region)[0], region == facts.plan.province
        page.put(row, 1, province.city(region).live(), "label" if whole else "name", bg_color="paper")
        status = coverage(facts) if whole else city_status(facts, region)
        missing: dict[str, Any] = (
            {"bg_color": "paper"}
            if whole or status == REPORTED
            else {"bg_color": "behind", "font_color": "behind_ink", "bold": True}
        )
        page.put(row, 2, status, "unit", **missing)
    return last_row, columns


def _indicator(page: SummaryPage, overview: Overview, indicator: Indicator) -> None:
    """Draw the cells of an indicator, and fill those that are not good."""
    facts, frame = overview.facts, overview.frame
    for region in overview.regions:
        for item in overview.items[:-1]:
            at = frame.cell(overview.line(indicator, item), region)
            _outside(page, overview, indicator, item, region, at)
        content = overview.margin(indicator, region)
        style, more = looks(overview.province, indicator, DIFFERENCE, region, value_of(content))
        if facts.is_progress and not indicator.is_words:
            more["num_format"] = _format(overview, indicator)
        whole = region == facts.plan.province
        missing = not whole and city_status(facts, region) != REPORTED
        more |= greyed(missing) | ({"bold": True} if whole else {})
        if indicator.is_words or not facts.is_progress:
            more["bg_color"] = "missing" if missing else "paper"
        if facts.is_progress and not facts.is_judged(indicator):
            more["font_color"] = "quiet"
        page.put(*frame.cell(overview.line(indicator), region), content, style, fit=False, **more)
    line = overview.line(indicator)
    area = Area(*frame.cell(line, overview.regions[0]), *frame.cell(line, overview.regions[-1]))
    first = address(area.top, area.left)
    if indicator.is_words:
        colour_lights(page, area)
    elif not facts.is_progress:
        colour_gaps(page, indicator, area)
    else:
        for sign, style in _FILLED.items():
            if condition := overview.has_sign(indicator, sign):
                marked = _format(overview, indicator, f"{sign} ")
                page.colour(area, condition.text(margin=first), style, num_format=marked)


def _outside(
    page: SummaryPage, overview: Overview, indicator: Indicator, item: int, region: str, at: tuple[int, int]
) -> None:
    """Write a target or a result, as 全省汇总 shows it."""
    if indicator.is_words and item == REPORT and region == overview.facts.plan.province:
        page.put(*at, NONE, "unit", fit=False, bg_color="paper")
        return
    figure = overview.province.outside(indicator, item, region)
    style, more = looks(overview.province, indicator, item, region, figure.value)
    page.put(*at, figure.live(), style, fit=False, **more | {"bg_color": "paper", "bold": False})


def _format(overview: Overview, indicator: Indicator, mark: str = "") -> str:
    """The number format of an indicator's margins; of one that is not judged yet, of its completion."""
    places = margin_places(indicator)
    if not overview.facts.is_judged(indicator):
        return f'{number_format(places)}"%"'
    if indicator.comparison is Comparison.WITHIN:
        return range_format(places, mark=mark)
    return gap_format(places, "+", mark=mark)


def _counts(page: SummaryPage, overview: Overview) -> None:
    """Write how many indicators of every region are behind."""
    for region in overview.regions:
        at = overview.frame.cell(overview.counts_line, region)
        page.put(*at, overview.behind(region), "total", fit=False, align="center")


def _sentences(page: SummaryPage, overview: Overview, columns: int) -> None:
    """Write the sentences above the table, and the units in which it counts."""
    facts, counts = overview.facts, overview.counts
    lines: list[tuple[int, Live | str, str]] = [(HEADLINE, headline(overview, counts), "status")]
    if not facts.complete:
        lines.append((overview.missing_row, missing_cities(facts), "status"))
    lines.append((overview.behind_row, most_behind(overview, counts), "heading"))
    gaps = enumerate(largest_gaps(overview), start=overview.behind_row + 1)
    lines += [(row, text, "plain") for row, text in gaps]
    for row, text, style in lines:
        look = {"font_color": "behind"} if row == overview.missing_row and not facts.complete else {}
        page.merge((row, 1, row, columns), text, style, text_wrap=True, valign="vcenter", **look)
        needed = lines_needed(str(value_of(text)), sum(page.widths(columns)) * 0.9)
        page.height(row, max(_SENTENCE, LINE_POINTS * needed + 4))
    page.merge(
        (overview.units_row, 1, overview.units_row, columns),
        _units(overview),
        "quiet",
        align="right",
        font_size=page.theme.body_size,
    )
    page.height(overview.units_row, _SENTENCE)


def _spread(page: SummaryPage, first: int, last: int) -> None:
    """Make the rows of the table as high as the page allows."""
    free = page_height(page.theme) - sum(page.heights.values()) - 50.0  # title and note are still to come
    more = max(0.0, free / (last - first + 1))
    for row in range(first, last + 1):
        page.height(
            row,
            min(
                max(_HIGHEST, page.heights.get(row, 0.0)), max(_LOWEST, page.heights.get(row, _LOWEST) + more)
            ),
        )


def _margin_word(overview: Overview) -> str:
    facts = overview.facts
    if not facts.is_progress:
        return "差额"
    timed = any(each.comparison is Comparison.SHARE for each in facts.plan.numbers)
    return f"较{schedule_word(facts).removesuffix('进度')}" if timed else "较目标"


def _late(overview: Overview) -> str:
    return sign_words(overview.facts.plan)[2] if overview.facts.is_progress else "有缺口"


def _units(overview: Overview) -> str:
    """What the numbers of the table are, and in which units."""
    facts = overview.facts
    numbers, levels = facts.plan.numbers, facts.plan.levels
    if not facts.is_progress:
        rates = any(not each.adds_up for each in numbers)
        short = f"，比率类为未达到{levels.own}目标的{levels.leaf_short}数" if rates else ""
        return f"表中各{levels.units}数：{levels.leaf_tier}合计减目标，用该指标的单位{short}"
    kinds = {each.comparison for each in numbers}
    parts = []
    if Comparison.SHARE in kinds:
        parts.append(f"数量类为完成率减{schedule_word(facts)}")
    if kinds & {Comparison.ABOVE, Comparison.BELOW, Comparison.WITHIN}:
        parts.append("比率和时点数为与目标之差")
    if Comparison.LIMIT in kinds:
        parts.append("控制指标为尚余的限额比例")
    others = sorted({each.unit for each in numbers if each.is_level and each.gap_unit != "百分点"})
    unit = "单位：百分点" + ("（不以 % 计的比率和时点数用该指标的单位）" if others else "")
    return f"{unit}；{'，'.join(parts)}"


def _legend(overview: Overview) -> Iterator[str]:
    """What the colours and signs mean."""
    facts = overview.facts
    levels = facts.plan.levels
    if not facts.is_progress:
        yield f"▼ 有缺口；△ 有{levels.leaf}未达到{levels.own}目标；● 足额，或均达到。灰格：没有报送。"
        return
    well, slow, late = sign_words(facts.plan)
    yield f"▼ 深色：{late}；△ 浅色：{slow}；不填色：{well}。灰格：没有报送。{not_judged(facts)}"

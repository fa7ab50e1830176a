"""Draw 排名及变化 (see `city_ranks`)."""

from collections.abc import Iterator
from typing import Any

from cascade.drawing import page_height
from cascade.formula import formula
from cascade.grid import Area, address
from cascade.headings import heading
from cascade.indicators import Indicator
from cascade.judging.lights import BAD, SIGNS, sign_words
from cascade.summary.city_ranks import (
    CITY,
    FALLEN,
    FIRST_ROW,
    FIXED,
    LAST,
    LAST_RANK,
    LAST_RATE,
    MOVE,
    NAME,
    RANK_NOW,
    RATE,
    RISEN,
    CityRanks,
)
from cascade.summary.ranking_sheet import MOVE_FORMAT
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import REPORTED, as_of, city_status, doubt_note, page_footer, titled
from cascade.theme import LINE_POINTS, display_width, lines_needed, number_format, width_needed

_HEADER, _ITEMS = 3, 4
_WIDTHS: dict[str, float] = {RANK_NOW: 8.5, CITY: 10.0, RATE: 7.5, LAST_RATE: 7.5, LAST_RANK: 5.0, MOVE: 5.5}
_USUAL, _WORDS = 4.7, 9.1  # widths of counts, and of those below a sign and its words where there is room
_WIDEST_CITY = 24.0  # of the cities' names; a longer one makes its row higher
_WIDEST, _LEAST, _DIGIT = 8.0, 2.9, 0.9  # widths of an indicator's moves
_WIDER, _NARROWEST = 2.5, 0.75  # how much wider, up to which part of the page
_LOWEST, _HIGHEST = 16.0, 38.0  # heights of rows in points
_MOST_NAMES = 24  # indicators that are named below the table
_FELL = formula("AND(ISNUMBER(move), move < 0)")
_ALIKE = '"并列"'  # the number format of a rank that all share
_FORMATS = {MOVE: MOVE_FORMAT, RATE: number_format(2), LAST_RATE: number_format(2)}


def draw_city_ranks(page: SummaryPage, ranks: CityRanks) -> None:
    """Draw the sheet."""
    facts, fixed = ranks.facts, len(ranks.columns)
    _widths(page, ranks)
    _headings(page, ranks)
    notes = [f"注：{''.join(_notes(ranks))}"]
    if 0 < len(ranks.moving) <= _MOST_NAMES:
        names = "；".join(f"{each.number}．{each.title}" for each in ranks.moving)
        notes.append(f"指标：{names}。")
    elif ranks.moving:
        notes.append(f"指标序号同“{facts.plan.levels.whole_sheet}”。")
    columns, last = fixed + len(ranks.moving), FIRST_ROW + len(ranks.cities) - 1
    groups = [(FIXED + 1, fixed), *((at, at) for at in range(fixed + 1, columns + 1))]
    page.notes(last + 1, page.text_columns(columns, FIXED, groups), notes)
    _lines(page, ranks, last)
    blocks = [(row, row) for row in range(FIRST_ROW, last)] + [(last, last + len(notes))]
    page.finish(
        titled(facts, NAME if ranks.last else "排名"),
        as_of(facts),
        columns,
        (_HEADER, _ITEMS),
        FIXED,
        groups,
        blocks,
        page_footer(facts),
        whole=True,
        unit="单位：项",
        table=(FIRST_ROW, last),
    )


def _widths(page: SummaryPage, ranks: CityRanks) -> None:
    """Set the columns' widths: those of a narrow table spread, as far as they can be read together."""
    columns = len(ranks.columns) + len(ranks.moving)
    least = _LEAST + _DIGIT * (ranks.longest_move - 1)  # of an arrow and the digits of a move
    words = _signs(ranks)
    signs = {key: _WORDS if page.on_paper else width_needed(text, 2) for key, text in words.items()}
    names = max(display_width(city.name) for city in ranks.facts.plan.cities)
    usual = _WIDTHS | {CITY: max(_WIDTHS[CITY], min(_WIDEST_CITY, names + 2.0))}
    widths = [(usual | signs).get(key, _USUAL) for key in ranks.columns]
    if page.on_paper and sum(widths) + least * len(ranks.moving) > page.room(columns):
        widths = [usual.get(key, _USUAL) for key in ranks.columns]
    moves = (page.room(columns) - sum(widths)) / max(1, len(ranks.moving))
    widths += [max(least, min(_WIDEST, moves))] * len(ranks.moving)
    wider = max(1.0, min(_WIDER, page.room(columns) * _NARROWEST / sum(widths)))
    for at, width in enumerate(widths, start=1):
        page.widen(at, width * wider)


def _headings(page: SummaryPage, ranks: CityRanks) -> None:
    labels = {
        RANK_NOW: "名次",
        CITY: ranks.facts.plan.levels.unit,
        RATE: "得分率",
        LAST_RATE: "得分率",
        LAST_RANK: "名次",
        MOVE: "名次\n变化",
        RISEN: "上升",
        FALLEN: "下降",
        **_signs(ranks),
    }
    lines = 1
    for at, key in enumerate(ranks.columns, start=1):
        text, needed = heading(labels[key], page.widths(at)[-1])
        if key in (RANK_NOW, CITY, MOVE):
            page.tall(_HEADER, _ITEMS, at, text, "head", fit=False)
        else:
            page.put(_ITEMS, at, text, "unit", fit=False)
            lines = max(lines, needed)
    page.height(_ITEMS, LINE_POINTS * lines + 4)
    last = ranks.last.period.round.name if ranks.last else ""
    for text, keys in (
        ("本期", (*SIGNS, RATE)),
        (last, (LAST_RATE, *LAST.values(), LAST_RANK)),
        ("名次变化", (RISEN, FALLEN)),
    ):
        _over(page, ranks, text, [key for key in keys if key in ranks.columns])
    first = len(ranks.columns) + 1
    for at, indicator in enumerate(ranks.moving, start=first):
        page.put(_ITEMS, at, indicator.number, "unit", fit=False)
    page.height(_HEADER, LINE_POINTS + 4)
    if ranks.moving:
        end = first + len(ranks.moving) - 1
        text, width = "各项指标名次的变化（按指标序号）", sum(page.widths(end)[first - 1 :])
        if lines_needed(text, width) > 1:
            text = "指标名次变化"
            page.height(_HEADER, LINE_POINTS * lines_needed(text, width) + 4)
        page.merge((_HEADER, first, _HEADER, end), text, "head")


def _signs(ranks: CityRanks) -> dict[str, str]:
    """The headings over the counts of each sign, with what it means."""
    words = zip(SIGNS, sign_words(ranks.facts.plan), strict=True)
    texts = {sign: f"{sign} {word}" for sign, word in words}
    return texts | {key: texts[sign] for sign, key in LAST.items()}


def _over(page: SummaryPage, ranks: CityRanks, text: str, keys: list[str]) -> None:
    """Write a heading over some columns that stand side by side."""
    if keys:
        places = sorted(ranks.columns.index(key) + 1 for key in keys)
        page.merge((_HEADER, places[0], _HEADER, places[-1]), text, "head")


def _lines(page: SummaryPage, ranks: CityRanks, last: int) -> None:
    """Write the cities' lines, as high as the page allows."""
    facts, theme = ranks.facts, page.theme
    room = page_height(theme) * theme.body_size / theme.smallest_official_point
    free = room - sum(page.heights.values()) - 55.0  # title and note are still to come
    height = max(_LOWEST, min(_HIGHEST, free / len(ranks.cities)))
    for city in ranks.cities:
        keys: tuple[str | Indicator, ...] = (*ranks.columns, *ranks.moving)
        missing = {} if city_status(facts, city) == REPORTED else {"bg_color": "missing"}
        for key in keys:
            look: dict[str, Any] = {"align": "center", "num_format": "0"} | missing
            style = "name" if key == CITY else "figure"
            if isinstance(key, Indicator):
                look["num_format"] = MOVE_FORMAT
            else:
                look["num_format"] = _ALIKE if key == RANK_NOW and ranks.alike else _FORMATS.get(key, "0")
                look |= {"bold": True} if key in (RANK_NOW, CITY, BAD) else {}
            if style == "name":
                look = {"bg_color": "paper", "bold": True, "align": "left"} | missing
            page.put(*ranks.at(key, city), ranks.content(key, city), style, fit=False, **look)
        row, column = ranks.at(CITY, city)
        lines = lines_needed(facts.plan.name(city), page.widths(column)[-1])
        page.height(row, max(height, LINE_POINTS * lines + 2))
    if ranks.moving:
        first = len(ranks.columns) + 1
        area = Area(FIRST_ROW, first, last, first + len(ranks.moving) - 1)
        page.colour(area, _FELL.text(move=address(FIRST_ROW, first)), "fair")


def _notes(ranks: CityRanks) -> Iterator[str]:
    """How the cities are ranked, and what they are compared with."""
    facts, units = ranks.facts, ranks.facts.plan.levels.units
    well, slow, late = sign_words(facts.plan)
    yield f"● {well}；△ {slow}；▼ {late}。"
    if ranks.alike:
        same = "得分率" if ranks.scores is not None else "▼、△的项数"
        yield f"各{units}{same}都相同，不排名次。"
    elif ranks.scores is not None:
        yield "名次按得分率排列，并列的名次相同。"
    else:
        yield "名次按▼少的在前，▼相同的△少的在前，再相同的并列。"
    yield doubt_note(facts)
    if ranks.last is None:
        yield "本期是第一期，没有可比的名次。"
        return
    period = ranks.last.period
    covered = f"{REPORTED}{len(period.cities)}/{len(facts.plan.cities)}"
    yield f"与{period.round.name}（{covered}）比，均按现行目标计算；"
    yield "↑ 名次上升，↓ 下降，→ 不变，空格为没有变化或不可比。"
    if period.cities != facts.period.cities:
        yield f"两期报送的{units}不同，名次的变化可能由此而来，请谨慎使用。"

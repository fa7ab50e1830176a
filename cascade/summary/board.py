"""报送情况: the state of every city, and the list of the other sheets."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from cascade.drawing import page_width
from cascade.finding_types import Severity
from cascade.grid import on_sheet
from cascade.judging.lights import SIGNS, counted
from cascade.judging.schedule import is_near
from cascade.quantity import NONE
from cascade.returns.facts import Facts
from cascade.returns.receipt import State
from cascade.summary.notes import overruled
from cascade.summary.province import Province
from cascade.summary.summary_page import SummaryPage
from cascade.summary.wording import (
    ANNEX,
    REPORTED,
    basis,
    city_status,
    coverage,
    page_footer,
    titled,
)
from cascade.theme import characters, display_width

_NAME, _STATUS, _DATE, _SIGN = 10.0, 14.5, 11.5, 5.0
_REMARK, _ENTRY = 40.0, 20.0
NAME = "报送情况"
_HEADER = 3
_MOST_PRINTED = 15  # cities; of more, paper names those of which there is something to say


def draw_board(
    page: SummaryPage,
    province: Province,
    sheets: Sequence[tuple[str, str]],
    origins: Mapping[str, str],
    issues: Mapping[str, str],
    draw_below: Callable[[SummaryPage, int], None] | None = None,
) -> None:
    """Draw the sheet.

    `sheets` are the names and contents of the other sheets; `origins` and `issues` are, by city, the
    addresses of the sources of its numbers and of its open findings. `draw_below` draws what else belongs on
    the page, over its columns (a number).
    """
    facts = province.facts
    board = Board(page, province, 1, _HEADER + 1)
    below = board.draw(origins, issues) + 2
    if sheets:
        _contents(page, sheets, (1, 3, board.last), below)
    if draw_below:
        draw_below(page, board.last)
    title = titled(facts, NAME)
    lines = [(at, at) for at in range(_HEADER + 2, max(page.heights) + 1)]
    header = (_HEADER, _HEADER + 1)
    page.finish(title, basis(facts), board.last, header, 0, (), lines, page_footer(facts))


class Board:
    """The board of returns, columns `first` to `last`; its headings are in row `header`."""

    def __init__(self, page: SummaryPage, province: Province, first: int, header: int) -> None:
        self.page, self.province, self.facts = page, province, province.facts
        self.first, self.header = first, header
        annexes = (each for each in self.facts.receipts if each.state is State.ANNEX)
        self._annexes = Counter(each.region for each in annexes)
        signs = SIGNS if self.facts.is_progress else ()
        self.headings = (self.facts.plan.levels.unit, "报送情况", "收到日期", *signs, "备注")
        self.last = first + len(self.headings) - 1
        name = max(_NAME, display_width(self.headings[0]) + 1.0)
        widths = (name, _STATUS, _DATE, *(_SIGN for _ in signs), _REMARK)
        for at, width in enumerate(widths, start=first):
            page.widen(at, width)
        if page.on_paper:
            left = characters(page_width(page.theme), self.last) - sum(page.widths(self.last))
            page.widen(self.last, page.widths(self.last)[-1] + left)

    def draw(self, origins: Mapping[str, str], issues: Mapping[str, str]) -> int:
        """Draw the board; returns its last row. `origins` and `issues` are links to other sheets, by city."""
        page, facts = self.page, self.facts
        page.put(self.header - 1, self.first, summed_up(facts), "heading", fit=False, valign="vcenter")
        page.height(self.header - 1, 22.0)
        for at, text in enumerate(self.headings, start=self.first):
            page.put(self.header, at, text, "head", fit=False)
        row, cities = self.header, facts.plan.cities
        if page.on_paper and len(cities) > _MOST_PRINTED:
            cities = tuple(each for each in cities if self._has_something_to_say(each.code))
        for row, city in enumerate(cities, start=self.header + 1):
            status, remark = city_status(facts, city.code), "；".join(self._remarks(city.code))
            colour = "paper" if status == REPORTED else "missing"
            name = self.province.city(city.code)
            page.put(row, self.first, name.live(), "name", fit=False, to=origins.get(city.code, ""))
            to = issues.get(city.code, "")
            page.put(row, self.first + 1, status, "unit", fit=False, to=to, bg_color=colour)
            receipt = facts.status_receipts.get(city.code)
            date = receipt.received[:10] if receipt else NONE
            page.put(row, self.first + 2, date, "unit", fit=False, bg_color="paper")
            if facts.is_progress:
                self._signs(row, city.code)
            page.put(row, self.last, remark, "name", fit=False, bg_color="paper")
            page.wrapped(row, [(self.first, city.name), (self.first + 1, status), (self.last, remark)])
        others = len(facts.plan.cities) - len(cities)
        rest = [f"其余 {others} 个{facts.plan.levels.units}{REPORTED}，没有备注。"] if others else []
        for text in rest:
            row += 1
            page.put(row, self.first, text, "plain", fit=False)
        return row

    def _has_something_to_say(self, city: str) -> bool:
        return city_status(self.facts, city) != REPORTED or any(self._remarks(city))

    def _remarks(self, city: str) -> Iterator[str]:
        """The remarks on a city's returns, the most important first."""
        facts = self.facts
        receipt, due = facts.status_receipts.get(city), facts.round.due
        if receipt is None:
            late = facts.overdue
            near = late and is_near(due, facts.today)
            awaited = f"已{late}" if near else f"截止 {due}" + (f"，已{late}" if late else "")
            yield f"关闭时没有{'重报' if city in facts.withdrawn else '报'}" if facts.closed else awaited
        else:
            if facts.late(receipt):
                yield "迟报"
            if receipt.overruled:
                yield "，".join(filter(None, (f"由{facts.plan.levels.ours}决定接收", overruled(facts, city))))
            if receipt.state is State.SENT_BACK:
                yield f"有 {sum(each.severity is Severity.ERROR for each in receipt.findings)} 处须更正"
            if receipt.state is State.REFUSED:
                yield "须重新报送"
        if annexes := self._annexes[city]:
            yield f"{ANNEX} {annexes} 份"

    def _signs(self, row: int, city: str) -> None:
        """How many of a city's indicators carry each sign."""
        lights = self.province.down(city)
        for at, sign in enumerate(SIGNS, start=self.first + 3):
            content = counted(sign, lights) if city in self.facts.counted else NONE
            self.page.put(row, at, content, "unit", fit=False, bg_color="paper")


def summed_up(facts: Facts) -> str:
    """Count the cities by state, in one line: `报送情况：已报8/11，已收待改 2，未报 1`."""
    counts = Counter(city_status(facts, city.code) for city in facts.plan.cities)
    others = "".join(f"，{word} {number}" for word, number in counts.items() if word != REPORTED)
    late = sum(map(facts.late, facts.counted.values()))
    return f"报送情况：{coverage(facts)}{others}" + (f"（迟报 {late}）" if late else "")


def _contents(
    page: SummaryPage, sheets: Sequence[tuple[str, str]], columns: tuple[int, int, int], row: int
) -> None:
    """Write the list of the other sheets: names as links in the first of the columns, contents beside.

    All contents begin where the longest name leaves them room.
    """
    first, beside, last = columns
    page.put(row, first, "各表内容（点击表名可跳转）", "heading", fit=False)
    widths, longest = page.widths(last), max(display_width(name) for name, _ in sheets)
    free = (at for at in range(beside, last) if longest < sum(widths[first - 1 : at - 1]))
    start = next(free, last)
    for name, holds in sheets:
        row += 1
        page.put(row, first, name, "link", fit=False, to=on_sheet(name, "A1"))
        page.height(row, _ENTRY)
        page.paragraph(row, start, holds, sum(widths[start - 1 :]), valign="vcenter")

"""Which sheets a printed pack holds, in which order, and which of them are annexes."""

from collections.abc import Sequence

from cascade.returns.facts import Facts
from cascade.summary import (
    attention,
    board,
    chart_data,
    city_ranks,
    cover,
    history,
    issues,
    overview,
    slope,
    sources,
    strip,
)
from cascade.summary.province import Province

_MOST_PAGES = 8  # of a pack for a meeting, the shares of the counties apart
_MOST_OF_ATTENTION = {"A3": 1, "A4": 2}  # pages, by paper
_FRONT = (overview.NAME, attention.NAME, city_ranks.NAME, strip.NAME, slope.NAME)


def short_pack(facts: Facts, province: Province, names: Sequence[str]) -> list[str]:
    """The sheets of a pack for a meeting, in order: those of `names` that have something to say."""
    if not facts.counted:
        return [overview.NAME, board.NAME]
    wanted = [*_FRONT, *annexes(facts)]
    if not attention.is_anything_behind(province):
        wanted.remove(attention.NAME)
    if not facts.complete:
        wanted.remove(slope.NAME)  # 报送情况 has room for it
    found = [each for each in wanted if each in names]
    return [*found, *([] if facts.complete else [board.NAME])]


def attention_pages(taken: int, paper: str) -> int:
    """How many pages 需要关注 takes where the other sheets take so many: what they leave, at least one."""
    return max(1, min(_MOST_OF_ATTENTION[paper], _MOST_PAGES - taken))


def full_pack(facts: Facts, province: Province, names: Sequence[str], leads: bool) -> list[str]:
    """The sheets of the whole book: with a cover, without those for looking up, or with nothing to say.

    `leads` says whether lead departments have sheets, which show what the sheet of counties shows.
    """
    left_out = {history.NAME, sources.NAME, chart_data.NAME, facts.plan.levels.shares_sheet}
    left_out |= {facts.plan.levels.leaves_sheet} if leads else set()
    left_out |= set() if attention.is_anything_behind(province) else {attention.NAME}
    left_out |= set() if issues.issue_lines(facts) else {issues.NAME}
    return [cover.NAME, *(each for each in names if each not in left_out)]


def annexes(facts: Facts) -> tuple[str, ...]:
    """The sheets that a pack for a meeting numbers as annexes, in order."""
    levels = facts.plan.levels
    return levels.whole_sheet, levels.shares_sheet, levels.behind_sheet

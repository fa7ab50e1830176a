"""Mistakes that units make in any plan's forms, planted only where the plan allows them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from demo.cast import Mistake, in_its_cell
from demo.form import Answers, Form
from demo.sharing import NOT_SHARED
from demo.tables import Indicator, Plan

_MOST = 3  # mistakes of a unit
_ROW = 6  # cells at most of a row that is left out
_WORD, _NO_NUMBER = "基本完成了", "待统计"
Cell = tuple[str, str, Indicator, str]  # region, field, its indicator, and both by name


class _Paper:
    """A unit's form and what it answers, while mistakes are looked for."""

    def __init__(self, plan: Plan, city: str, form: Form, answers: Answers, breaks_down: bool) -> None:
        self.plan, self.city, self.form, self.answers = plan, city, form, answers
        self.breaks_down = breaks_down

    def cells(self) -> Iterator[Cell]:
        """The cells in which a mistake stands alone: of indicators that have no parts and are none."""
        for indicator in self.plan.apart:
            codes = {indicator.code: indicator.name}
            codes |= {
                each.code: each.name if indicator.is_rate else indicator.name for each in indicator.inputs
            }
            for region, field in self.answers:
                if field in codes:
                    yield region, field, indicator, f"{self._name(region)}{codes[field]}"

    def _name(self, region: str) -> str:
        return self.plan.names.get(region, region) if region != self.city or self.plan.two_levels else "本级"

    def number(self, cell: Cell) -> Decimal | None:
        answer = self.answers[cell[:2]]
        return answer if isinstance(answer, Decimal) else None

    def alone(self, cell: Cell) -> bool:
        """Whether nothing else is filled in on the cell's sheet."""
        sheet = self.form.sheet(cell[1])
        return sum(self.form.sheet(field) == sheet for _, field in self.answers) == 1


def _no_number(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    if paper.number(cell) is None or (paper.breaks_down and indicator.adds_up):
        return None
    return in_its_cell(region, field, _NO_NUMBER, f"{name}写成“{_NO_NUMBER}”")


def _left_out(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    optional = indicator.own and not paper.breaks_down and region in paper.form.leaves
    if paper.number(cell) is None or paper.alone(cell) or (paper.breaks_down and indicator.adds_up):
        return None
    if optional and not paper.plan.two_levels:  # figures of counties are information, no more
        return None
    return in_its_cell(region, field, None, f"{name}漏填")


def _too_little(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    number = paper.number(cell)
    if not paper.breaks_down or not indicator.adds_up or indicator.direction != "at_least":
        return None
    if number is None or number < 2 or indicator.unit == "%":
        return None
    wrong = (number / 2).quantize(Decimal(1).scaleb(-indicator.decimals), "ROUND_FLOOR")
    told = f"{name} {number:f} {indicator.unit}填成 {wrong:f} {indicator.unit}"
    return Mistake({(region, field): wrong}, told, ((paper.city, field),))


def _slash(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    if paper.breaks_down or not indicator.adds_up or paper.alone(cell) or region not in paper.form.counties:
        return None
    target = paper.form.target(region, field)
    if target is None or target <= 0:
        return None
    return in_its_cell(region, field, NOT_SHARED, f"{name}有目标，却填“/”")


def _half(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    number = paper.number(cell)
    decimals = {each.code: each.decimals for each in indicator.inputs}.get(field, 1)
    if paper.breaks_down or number is None or decimals or number < 1 or indicator.unit == "%":
        return None
    wrong = number + Decimal("0.5")
    return in_its_cell(region, field, wrong, f"{name} {number:f} 填成 {wrong:f}")


def _word(paper: _Paper, cell: Cell) -> Mistake | None:
    region, field, indicator, name = cell
    if not indicator.in_words or paper.answers[cell[:2]] not in paper.plan.choices:
        return None
    return in_its_cell(region, field, _WORD, f"{name}写成“{_WORD}”")


_KINDS: Sequence[Callable[[_Paper, Cell], Mistake | None]] = (
    _too_little,
    _slash,
    _no_number,
    _word,
    _left_out,
    _half,
)


def planted(
    plan: Plan, city: str, form: Form, answers: Answers, *, breaks_down: bool, first: int
) -> tuple[Mistake, ...]:
    """Up to three mistakes of different kinds in different indicators, beginning with kind `first`."""
    paper = _Paper(plan, city, form, answers, breaks_down)
    cells = sorted(
        paper.cells(), key=lambda cell: list(plan.indicators).index(cell[2].code), reverse=first % 2 == 1
    )
    found: dict[str, Mistake] = {}
    for at in range(len(_KINDS)):
        kind = _KINDS[(first + at) % len(_KINDS)]
        made = ((cell[2].code, kind(paper, cell)) for cell in cells if cell[2].code not in found)
        code, mistake = next(((code, each) for code, each in made if each), ("", None))
        if mistake and len(found) < _MOST:
            found[code] = mistake
    return tuple(found.values())


def row_left_out(plan: Plan, form: Form, answers: Answers) -> Mistake | None:
    """A county's whole row left empty, where the form is small and others are filled in on every sheet."""
    numbers = [answer for answer in answers.values() if isinstance(answer, Decimal)]
    if min(numbers, default=Decimal(-1)) < 0:  # without it the rest might miss a target
        return None
    own = [each for each in plan.indicators.values() if each.own and not plan.two_levels]
    information = {field for each in own for field in each.fields}
    for region in reversed(form.counties):
        mine: Mapping[tuple[str, str], None] = {place: None for place in answers if place[0] == region}
        rest = {form.sheet(field) for other, field in answers if other != region}
        filled = all(isinstance(answers[place], Decimal) and place[1] not in information for place in mine)
        if filled and 1 < len(mine) <= _ROW and {form.sheet(field) for _, field in mine} <= rest:
            return Mistake(mine, f"{plan.names[region]}一行没有填", tuple(mine))
    return None

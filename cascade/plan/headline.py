"""Compare the cities' targets with the published provincial figure, the headline.

The notice (浙转升办〔2020〕9号) says: shares above the headline are normal (K13: 306 of 300), only a
shortfall is wrong. Where the headline is another quantity than the shares, the plan's `reconcile`
is off and nothing is compared: K07's headline is a cumulative stock, its shares are this year's
additions. What does not add up has its headline as the target of the whole all the same.
"""

from collections.abc import Iterator
from decimal import Decimal

from cascade.goals import Target
from cascade.indicators import Indicator
from cascade.judging.targets import FALLS_SHORT, MISSED
from cascade.plan.build import BuiltRow, Draft
from cascade.plan.problems import Problem
from cascade.quantity import shown


def shortfalls(draft: Draft) -> Iterator[Problem]:
    """Report amounts whose shares miss the headline, and rates of which a city's target misses it."""
    for entry, headline, targets in _reconciled(draft):
        indicator = entry.model
        if draft.measures[indicator.code].is_sum and not indicator.is_own:
            total = _total(targets)
            if FALLS_SHORT[indicator.direction].holds(share=total, target=headline):
                yield entry.row["headline"].problem(f"{_comparison(total, headline)}；请核对各地目标")
            continue
        for target in targets:
            if FALLS_SHORT[indicator.direction].holds(share=target.model.value, target=headline):
                side, cell = MISSED[indicator.direction], target.row["target"]
                yield cell.problem(
                    f"写的是“{cell.text}”，{side}总目标 {shown(headline)}{indicator.unit}；请改正其中一处，"
                    "数没有写错的，把“与总目标核对”改为“否”：总目标不变"
                )


def excesses(draft: Draft) -> Iterator[str]:
    """A sentence for every amount whose shares exceed the headline, which is normal."""
    for entry, headline, targets in _reconciled(draft):
        total = _total(targets)
        exceeds = FALLS_SHORT[entry.model.direction].holds(share=headline, target=total)
        adds_up = draft.measures[entry.model.code].is_sum and not entry.model.is_own
        if adds_up and exceeds:
            yield (
                f"第 {entry.model.number} 项“{entry.model.name}”：{_comparison(total, headline)}。"
                "数没有写错就不用处理"
            )


def _reconciled(draft: Draft) -> Iterator[tuple[BuiltRow[Indicator], Decimal, list[BuiltRow[Target]]]]:
    """The indicators that reconcile, with headline and cities' targets, where all of these are known."""
    cities = [city["code"].text for city in draft.cities()]
    targets = {(each.model.indicator, each.model.region): each for each in draft.targets}
    for entry in draft.indicators:
        code, headline = entry.model.code, entry.model.headline
        if not entry.model.reconcile or headline is None or code not in draft.measures:
            continue
        keys = [(code, city) for city in cities]
        if all(key in targets or key in draft.not_shared for key in keys):
            yield entry, headline, [targets[key] for key in keys if key in targets]


def _total(targets: list[BuiltRow[Target]]) -> Decimal:
    return sum((each.model.value for each in targets), Decimal(0))


def _comparison(total: Decimal, headline: Decimal) -> str:
    more = "多" if total > headline else "少"
    return f"各地合计 {shown(total)}，比总目标 {shown(headline)} {more} {shown(abs(total - headline))}"

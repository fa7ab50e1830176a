"""What must stand on 全省汇总, 总览 and 报送情况, from a plan's tables and the returned forms alone."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import product
from pathlib import Path
from statistics import median
from string import ascii_uppercase, digits

from tests.support.formulas import sheets
from tests.support.oracle.form import Form
from tests.support.oracle.results import measured
from tests.support.oracle.tables import Indicator, Tables

NONE = "—"
MAY_DIFFER = "县级目标可以有高有低，全市仍须完成本市目标"
Cell = Decimal | str
ELAPSED = {"2020-06-30": Decimal(50), "2020-09-30": Decimal(75), "2020-12-31": Decimal(100)}


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class Expected:
    """What a round's figures are; `as_of` is "" in a breakdown.

    `forms` are the returns that count, by city, `words` the states of the other cities.
    """

    def __init__(self, plan: Tables, as_of: str, forms: Mapping[str, Path], words: Mapping[str, str]) -> None:
        self.plan, self.as_of, self.words = plan, as_of, words
        self.said = {city: _numbers(path) for city, path in forms.items()}
        self.coverage = f"已报{len(forms)}/{len(plan.cities)}"

    @property
    def whole(self) -> bool:
        return len(self.said) == len(self.plan.cities)

    def status(self, city: str) -> str:
        return "已报" if city in self.said else self.words[city]

    def numbers(self, field: str, region: str) -> dict[str, Decimal]:
        """The counties' numbers of a field in a city or in the whole province."""
        cities = self.plan.cities if region == self.plan.province else [region]
        return {
            leaf: number
            for city in cities
            for (leaf, each), number in self.said.get(city, {}).items()
            if each == field
        }

    def _missing(self, region: str) -> str:
        return NONE if region in (self.plan.province, *self.said) else self.words[region]

    def rows(self, item: Indicator, region: str) -> list[Cell]:
        """An indicator's rows in the column of a region."""
        target = self.plan.target(item, region)
        first: Cell = NONE if target is None else target
        if self.as_of:
            return [first, *self._progress(item, region, target)]
        return [first, *(self._range if item.rate else self._sum)(item, region, target)]

    def _part(self, region: str) -> bool:
        return region == self.plan.province and not self.whole

    def _sum(self, item: Indicator, region: str, target: Decimal | None) -> list[Cell]:
        numbers = self.numbers(item.code, region).values()
        total = sum(numbers, Decimal(0))
        gap: Cell = NONE if not numbers or target is None else total - target
        return [total if numbers else self._missing(region), self.coverage if self._part(region) else gap]

    def _range(self, item: Indicator, region: str, target: Decimal | None) -> list[Cell]:
        numbers = self.numbers(item.code, region).values()
        places = self._places(item)
        ends = dict.fromkeys(
            f"{rounded(each, places):.{places}f}"
            for each in ((min(numbers), max(numbers)) if numbers else ())
        )
        count: Cell = NONE
        missed = [self._missed(item, city) for city in self.plan.cities]
        if region != self.plan.province:
            missed = [self._missed(item, region)]
        if known := [each for each in missed if each is not None]:
            count = Decimal(sum(known))
        return ["–".join(ends) or self._missing(region), self.coverage if self._part(region) else count]

    def _places(self, item: Indicator) -> int:
        """A rate's own decimals, and more where a share that misses its city's target would look like it."""
        places = item.decimals
        for city in self.plan.cities:
            if (target := self.plan.target(item, city)) is None:
                continue
            for number in self.numbers(item.code, city).values():
                missed = number < target if item.at_least else number > target
                while missed and rounded(number, places) == rounded(target, places):
                    places += 1
        return places

    def _missed(self, item: Indicator, city: str) -> int | None:
        target, numbers = self.plan.target(item, city), self.numbers(item.code, city).values()
        if target is None or not numbers:
            return None
        return sum(number < target if item.at_least else number > target for number in numbers)

    def result(self, item: Indicator, region: str) -> Decimal | None:
        """What has been reached: an amount's sum, or a rate computed from the sums of its inputs."""
        inputs = {field: self.numbers(field, region) for field, _ in item.inputs}
        if not all(inputs.values()):
            return None
        sums = {field: sum(numbers.values(), Decimal(0)) for field, numbers in inputs.items()}
        value = measured(item.measure, sums)
        return None if value is None else Decimal(value)

    def done(self, item: Indicator, region: str) -> Decimal | None:
        """The completion in per cent of a target or a limit, or how far a rate is above its target."""
        value, target = self.result(item, region), self.plan.target(item, region)
        if value is None or target is None or (target == 0 and not item.rate):
            return None
        if item.rate and item.at_least:
            return rounded(value - target, 6)
        return rounded(value / target * 100, 6)

    def _progress(self, item: Indicator, region: str, target: Decimal | None) -> list[Cell]:
        value, done = self.result(item, region), self.done(item, region)
        shown: Cell = self._missing(region) if value is None else value
        if self._part(region):
            return [shown, self.coverage, "未报齐"]
        return [shown, NONE if done is None else done, self.light(item, done)]

    def judged(self, item: Indicator) -> bool:
        return not item.year_end or ELAPSED[self.as_of] > 75

    def light(self, item: Indicator, done: Decimal | None) -> str:
        if not self.judged(item):
            return "年末评"
        if done is None:
            return NONE
        if not item.at_least:
            return "▼ 超限" if done > 100 else "△ 接近限额" if done >= 90 else "● 限额内"
        if item.rate:
            return "● 达标" if done >= 0 else "▼ 未达标"
        if done >= 100:
            return "● 已完成"
        lead = self._lead(item, done)
        on_schedule, behind = (Decimal(self.plan.settings[key]) for key in ("on_schedule", "behind"))
        return "● 达序时" if lead >= on_schedule else "△ 略滞后" if lead >= behind else "▼ 滞后"

    def _lead(self, item: Indicator, done: Decimal) -> Decimal:
        if item.rate:
            return done
        return rounded(done - ELAPSED[self.as_of], 6)

    # ------------------------------------------------------------------------------------------ 总览

    def margin(self, item: Indicator, region: str) -> Cell:
        """What a cell of the table on 总览 shows: how far on the good side, or a breakdown's gap."""
        if not self.as_of:
            return self.rows(item, region)[2]
        done = None if self._part(region) else self.done(item, region)
        if done is None:
            return self.coverage if self._part(region) and not self.judged(item) else NONE
        if not self.judged(item):
            return done
        if item.at_least:
            return rounded(self._lead(item, done), 6)
        limit, reached, *_ = self.rows(item, region)
        assert isinstance(limit, Decimal)
        assert isinstance(reached, Decimal)
        return rounded(limit - reached, 6)

    def is_behind(self, item: Indicator, city: str) -> bool:
        if self.as_of:
            return str(self.rows(item, city)[3]).startswith("▼")
        gap = self.rows(item, city)[2]
        return isinstance(gap, Decimal) and not item.rate and (gap < 0 if item.at_least else gap > 0)

    def _province_misses(self, item: Indicator) -> bool:
        gap = self.rows(item, self.plan.province)[2]
        if not isinstance(gap, Decimal):
            return False
        return bool(gap) if item.rate else gap < 0 if item.at_least else gap > 0

    def behind(self, region: str) -> Cell:
        """How many indicators of a region are behind."""
        if self._part(region) or region not in (*self.said, self.plan.province):
            return NONE
        return Decimal(sum(self.is_behind(item, region) for item in self.plan.indicators))

    def missing(self) -> str:
        """The sentence on the cities that no number is of, in the order of the plan's cities."""
        named: dict[str, list[str]] = {}
        for city in self.plan.cities:
            if city not in self.said:
                named.setdefault(self.words[city], []).append(self.plan.names[city])
        if len(named) == 1 and not self.said:
            return f"各市都{next(iter(named))}"
        return "；".join(f"{word}：{'、'.join(cities)}" for word, cities in named.items())

    def headline(self) -> str:
        """The first sentence."""
        late = "滞后、未达标" if self.as_of else "有缺口"
        limits = [each for each in self.plan.indicators if not each.at_least]
        late += "、超限" if any(self.as_of or not each.rate for each in limits) else ""
        counts = [self.behind(city) for city in self.plan.cities]
        behind = sum(each for each in counts if isinstance(each, Decimal))
        either = "或".join(late.rsplit("、", 1))
        cities = f"各市合计 {behind} 项次{either}。" if behind else ""
        if not self.as_of:
            rates = self._rates_below()
            if not self.whole:
                return f"{self.coverage}，报齐之前全省不评价。{cities}{rates}"
            amounts = [each for each in self.plan.indicators if not each.rate]
            short = sum(self._province_misses(item) for item in amounts)
            told = f"，{late}的 {short} 项。" if short else "都没有缺口。"
            kind = "数量" if rates else ""
            return f"全省 {len(amounts)} 项{kind}指标{told}{cities}{rates}"
        words = [str(self.rows(item, self.plan.province)[3]) for item in self.plan.indicators]
        good, fair, bad = (sum(word[0] == sign for word in words) for sign in "●△▼")
        judged, total = good + fair + bad, f"全省 {len(words)} 项指标"
        if not judged:
            why = "本次均不评价。" if self.whole else f"{self.coverage}，报齐之前全省不评价。"
            return f"{total}，{why}{cities}"
        lights = []
        for known in (
            ["● 达标", "● 达序时", "● 已完成", "● 限额内"],
            ["△ 略滞后", "△ 接近限额"],
            ["▼ 滞后", "▼ 未达标", "▼ 超限"],
        ):
            numbers = {each[2:]: words.count(each) for each in known if each in words}
            if numbers:
                lights.append("、".join(f"{word} {number} 项" for word, number in numbers.items()))
                if known[0] == "● 达标" and len(words) > 1:
                    share = rounded(Decimal(100 * good) / judged, 0)
                    lights[-1] += f"，{'合计' if len(numbers) > 1 else ''}占 {share}%"
        if not bad:
            lights.append(f"没有{either}的")
        return f"{total}，本次评价 {judged} 项，其中{'；'.join(lights)}。{cities}"

    def most_behind(self) -> str:
        """The sentence on the cities with most behind, and how many others have any behind.

        Of those that tie, that with the worst gap comes first.
        """
        counts = {city: self.behind(city) for city in self.plan.cities}
        numbers = {city: each for city, each in counts.items() if isinstance(each, Decimal) and each}
        if not self.said:
            return "还没有市报送"
        late = f"{self.late}的指标" if self.as_of else "缺口"
        if not numbers:
            amounts = "" if self.as_of or not self._rates_below() else "数量指标"
            return f"{'' if self.whole else '已报的'}各市{amounts}都没有{late}"
        every = [each for each in counts.values() if isinstance(each, Decimal)]
        ordered = sorted(numbers, key=lambda city: (-numbers[city], self._worst(city)))
        named = above_the_middle([(city, numbers[city]) for city in ordered], every)
        start = "落后较多" if self.as_of else "缺口较多"
        if not named:
            assert len(numbers) <= 3, "in no round of the demonstration many are alike"
            start, named = f"有{late}", ordered
        told = "、".join(f"{self.plan.names[city]}（{numbers[city]}项）" for city in named)
        rest = len(numbers) - len(named)
        return f"{start}：{told}" + (f"；另有 {rest} 个市有{late}" if rest else "")

    def _rates_below(self) -> str:
        """The sentence on the rates of a breakdown."""
        rates = [each for each in self.plan.indicators if each.rate]
        if not rates or not self.said:
            return ""
        counts = [self.margin(each, city) for each in rates for city in self.said]
        below = sum(isinstance(each, Decimal) and each > 0 for each in counts)
        if not below:
            return f"{len(rates)} 项比率指标各县（市、区）均达到本市目标。"
        return f"{len(rates)} 项比率指标中有 {below} 项次有县（市、区）低于本市目标（{MAY_DIFFER}）。"

    @property
    def late(self) -> str:
        """What ▼ means in a progress round."""
        return "滞后或未达标" if all(each.at_least for each in self.plan.indicators) else "滞后、未达标或超限"

    def _worst(self, city: str) -> Decimal:
        """A city's worst margin, or in a breakdown its largest gap as a part of its target, below zero."""
        behind = [each for each in self.plan.indicators if self.is_behind(each, city)]
        if self.as_of:
            return min(each for item in behind if isinstance(each := self.margin(item, city), Decimal))
        cells = [self.rows(item, city)[2] for item in behind]
        gaps = [abs(each) for each in cells if isinstance(each, Decimal)]
        targets = [self.plan.target(item, city) or Decimal(1) for item in behind]
        return -max(gap / target for gap, target in zip(gaps, targets, strict=True))

    def signs(self, city: str) -> list[Cell]:
        """How many of a city's indicators carry ●, △ and ▼."""
        if city not in self.said:
            return [NONE] * 3
        words = [str(self.rows(item, city)[3]) for item in self.plan.indicators]
        return [Decimal(sum(word[0] == sign for word in words)) for sign in "●△▼"]


def above_the_middle(ordered: Sequence[tuple[str, Decimal]], every: Sequence[Decimal]) -> list[str]:
    """The three first of some cities whose number is above the median of `every`, with ties up to six."""
    above = [(city, number) for city, number in ordered if number > median(every)]
    tied = [city for city, number in above if number >= above[:3][-1][1]]
    return tied if len(tied) <= 6 else [city for city, number in above if number > above[2][1]]


@cache
def _numbers(path: Path) -> dict[tuple[str, str], Decimal]:
    """The numbers in the open cells of a returned form, which several summaries count."""
    found = {}
    for sheet in sheets(path).values():
        codes = [(cell, text) for cell, text in sheet.values.items() if isinstance(text, str)]
        columns = {cell.rstrip(digits): text for cell, text in codes if Form.FIELD.fullmatch(text)}
        rows = {cell.lstrip(ascii_uppercase): text for cell, text in codes if Form.REGION.fullmatch(text)}
        for (letters, field), (row, region) in product(columns.items(), rows.items()):
            value = sheet.values.get(cell := f"{letters}{row}")
            if isinstance(value, float) and cell not in sheet.formulas:
                found[region, field] = Decimal(repr(value))
    return found

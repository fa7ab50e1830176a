"""Imagined provinces and what they have reported, for summaries that look otherwise than the real plan's.

Numbers are drawn from a seed; results come from the program's own arithmetic, which other tests prove.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from cascade.goals import Target
from cascade.indicators import Direction, Indicator, Input, Pace
from cascade.model import Plan, Region, Round, RoundKind
from cascade.returns.earlier_rounds import Period
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt, State
from cascade.returns.sums import results

PROVINCE = "520000"
BREAKDOWN = Round(id="breakdown", kind=RoundKind.BREAKDOWN, name="目标分解", due=date(2021, 3, 1))
DATES = (date(2021, 3, 31), date(2021, 6, 30), date(2021, 10, 31))
NAMES = ("一季度进展", "上半年进展", "一至十月进展")
PROGRESS = tuple(
    Round(id=f"progress-{day}", kind=RoundKind.PROGRESS, name=name, as_of=day, due=day)
    for name, day in zip(NAMES, DATES, strict=True)
)


def amount(number: int, **more: object) -> Indicator:
    """An amount: so many of something are to be done."""
    code = f"K{number:02}"
    name = str(more.pop("name", f"新建标准厂房{number}号工程"))
    input_ = Input(code=f"{code}a", indicator=code, name="本年累计", unit="个", decimals=0)
    given = {"unit": "个", "decimals": 0, "lead": "省工信厅", "measure": f"{code}a"} | more
    return Indicator(code=code, number=str(number), name=name, inputs=(input_,), **given)  # type: ignore[arg-type]


def rate(number: int, **more: object) -> Indicator:
    """A rate: growth over the year before."""
    code = f"K{number:02}"
    name = str(more.pop("name", f"规上工业研发投入增长{number}%以上"))
    inputs = tuple(
        Input(code=f"{code}{letter}", indicator=code, name=f"研发经费支出（{when}）", unit="亿元", decimals=2)
        for letter, when in (("a", "本期"), ("b", "上年同期"))
    )
    measure = f"({code}a / {code}b - 1) * 100"
    given = {"unit": "%", "decimals": 1, "lead": "省科技厅", "measure": measure} | more
    return Indicator(code=code, number=str(number), name=name, inputs=inputs, **given)  # type: ignore[arg-type]


def province(indicators: Sequence[Indicator], cities: Sequence[str], counties: int = 3) -> Plan:
    """A plan in which every city has a target of every indicator, the last city's of the first being zero."""
    codes = [f"52{number:02}00" for number in range(1, len(cities) + 1)]
    regions = [Region(code=PROVINCE, name="某某省")]
    regions += [
        Region(code=code, name=name, parent=PROVINCE) for code, name in zip(codes, cities, strict=True)
    ]
    for city in codes:
        regions += [
            Region(code=f"{city[:4]}{at:02}", name=f"第{at}县", parent=city) for at in range(1, counties + 1)
        ]
    targets = []
    for indicator in indicators:
        for city in codes:
            zero = not indicator.is_rate and city == codes[-1] and len(codes) > 1 and indicator.number == "1"
            value = Decimal(0 if zero else 8 if indicator.is_rate else 60)
            targets.append(Target(indicator=indicator.code, region=city, value=value, text=f"{value}"))
    return Plan(
        id="imagined",
        title="2021年某某省重点工作量化指标",
        issuer="某某省",
        start=date(2021, 1, 1),
        end=date(2021, 12, 31),
        province=PROVINCE,
        word_on_schedule="跟上",
        indicators=tuple(indicators),
        regions=tuple(regions),
        targets=tuple(targets),
        rounds=(BREAKDOWN, *PROGRESS),
        offices=(),
    )


@dataclass(frozen=True)
class Told:
    """What is reported: `missing` cities say nothing, `alike` ones all the same."""

    plan: Plan
    missing: Sequence[str] = ()
    alike: bool = False

    def facts(self, period: int | None) -> Facts:
        """A breakdown (None), or the progress round of a number with all that went before."""
        progress = [each for each in self.plan.rounds if each.kind is RoundKind.PROGRESS]
        round_ = self.plan.rounds[0] if period is None else progress[period]
        now = self._period(round_, period)
        return Facts(
            plan=self.plan,
            round=round_,
            receipts=tuple(_receipt(round_, city) for city in sorted(now.cities)),
            values=now.values,
            earlier=tuple(self._period(progress[at], at) for at in range(period or 0)),
            shares={} if period is None else self._shares(),
            number=3,
            made=datetime(2021, 11, 8, 9, 30),
            now=datetime(2021, 11, 8, 9, 30),
            deadline=round_.due,
        )

    def _period(self, round_: Round, period: int | None) -> Period:
        cities = [city.code for city in self.plan.cities if city.code not in self.missing]
        numbers = {city: self._numbers(city, period) for city in cities}
        return Period(round_, results(self.plan, round_, numbers), frozenset(cities))

    def _numbers(self, city: str, period: int | None) -> dict[tuple[str, str], Decimal]:
        draw = random.Random("" if self.alike else f"{city} {period}")
        said = {}
        for indicator in self.plan.indicators:
            for county in self.plan.counties(city):
                if period is None:
                    number = (
                        Decimal(draw.randint(70, 99)) / 10
                        if indicator.is_rate
                        else Decimal(draw.randint(18, 24))
                    )
                    said[county.code, indicator.code] = number
                else:
                    for field in indicator.inputs:
                        number = Decimal(draw.randint(100, 112) if indicator.is_rate else draw.randint(2, 8))
                        said[county.code, field.code] = number * (period + 1)
        return said

    def _shares(self) -> dict[tuple[str, str], Decimal | None]:
        return {
            (county.code, indicator.code): None
            if county.code.endswith("03")
            else Decimal(8 if indicator.is_rate else 30)
            for city in self.plan.cities
            for county in self.plan.counties(city.code)
            for indicator in self.plan.indicators
        }


def _receipt(round_: Round, city: str) -> Receipt:
    return Receipt(round_.id, f"{city}.xlsx", city * 10, "2021-11-08", 1, region=city, state=State.ACCEPTED)


def of_one_county(
    period: int | None, said: Mapping[Indicator, Sequence[str]], cities: Sequence[str] = ("甲市", "乙市")
) -> Facts:
    """Cities of one county each: `said` gives every city's number of an indicator, of a rate above 100."""
    plan = province(list(said), cities, counties=1)
    facts = Told(plan).facts(period)
    reported: dict[str, dict[tuple[str, str], Decimal]] = {city.code: {} for city in plan.cities}
    for indicator, texts in said.items():
        fields = [each.code for each in indicator.inputs] if facts.is_progress else [indicator.code]
        for city, text in zip(plan.cities, texts, strict=True):
            for field, number in zip(fields, (text, "100")[: len(fields)], strict=True):
                reported[city.code][f"{city.code[:4]}01", field] = Decimal(number)
    return replace(facts, values=results(plan, facts.round, reported))


SHORT = ("贵阳市", "遵义市", "六盘水市", "安顺市", "毕节市")
LONG = (*SHORT, "黔西南布依族苗族自治州", "黔东南苗族侗族自治州", "黔南布依族苗族自治州")
LEADS = (
    "省工业和信息化厅（省国防科学技术工业办公室、省中小企业局）",
    "省工业和信息化厅（省国防科学技术工业办公室）综合处",
    "省大数据局",
)


def _many() -> list[Indicator]:
    name = (
        "规模以上传统优势特色产业（含白酒、化工、建材、冶金、轻工等）"
        "实施数字化绿色化改造提升项目累计完成投资任务数第{}批"
    )
    made = []
    for number in range(1, 41):
        lead, at_most = LEADS[number % 3], {"direction": Direction.AT_MOST} if number % 7 == 0 else {}
        make, year_end = (
            (rate if number % 5 == 0 else amount),
            {"pace": Pace.YEAR_END} if number % 11 == 0 else {},
        )
        made.append(make(number, name=name.format(number), lead=lead, **at_most, **year_end))
    return made


def stories() -> dict[str, Told]:
    """Provinces by what is odd about them."""
    some = [amount(1), rate(2), amount(3, direction=Direction.AT_MOST), amount(4, pace=Pace.YEAR_END)]
    five = province(some, SHORT)
    return {
        "some": Told(five),
        "ties": Told(five, alike=True),
        "two missing": Told(five, missing=("520100", "520400")),
        "all missing": Told(five, missing=[city.code for city in five.cities]),
        "a limit of zero": Told(province([amount(1, direction=Direction.AT_MOST), amount(2)], SHORT)),
        "one city": Told(province(some, SHORT[:1], counties=1)),
        "one indicator": Told(province([amount(1)], SHORT)),
        "forty": Told(province(_many(), LONG, counties=6)),
    }

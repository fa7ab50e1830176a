"""What a bulletin must say of a round, from a plan's tables and the returned forms alone."""

from dataclasses import dataclass
from decimal import Decimal

from tests.support.oracle.front import ELAPSED, NONE, Expected, above_the_middle, rounded
from tests.support.oracle.results import text
from tests.support.oracle.tables import Indicator

MOST_GAPS = 6
SUBJECTS = {  # Zhejiang's indicators as subjects of a sentence, without the province's targets
    "K01": "传统制造业研发费用支出增长",
    "K02": "传统制造业新产品产值增长",
    "K03": "传统制造业规上工业全员劳动生产率增长",
    "K04": "重点工业企业装备数控化率为",
    "K05": "重点工业企业工业设备联网率为",
    "K06": "传统制造业新增工业机器人",
    "K07": "累计上云企业40万家（下达任务数为当年新增数），",
    "K08": "传统制造业制订“浙江制造”标准",
    "K09": "传统制造业培育“品字标浙江制造”企业",
    "K10": "传统制造业并购重组交易涉及金额",
    "K11": "传统制造业“小升规”企业",
    "K12": "建设提升小微企业园",
    "K13": "传统制造业新认定高新技术企业",
    "K14": "实施重点行业VOCs治理项目",
    "K15": "淘汰落后产能涉及企业",
    "K16": "整治提升“低散乱”企业（作坊）",
    "K17": "腾出用能100万吨标准煤，",
    "K18": "盘活存量建设用地",
}


@dataclass(frozen=True)
class Gap:
    """A city's result that is behind: its margin in points, and what is lacking in the indicator's unit."""

    city: str
    item: Indicator
    margin: Decimal
    sentence: str


class ExpectedBulletin:
    """The counts, ranks and gaps of a round; no indicator of the plan is a limit."""

    def __init__(self, expected: Expected) -> None:
        self.expected, self.plan = expected, expected.plan

    def signs(self, city: str) -> list[int]:
        """How many of a city's indicators carry ●, △ and ▼; [] for one that has not reported."""
        if city not in self.expected.said:
            return []
        words = [self._sign(item, city) for item in self.plan.indicators]
        return [words.count(sign) for sign in "●△▼"]

    def _sign(self, item: Indicator, region: str) -> str:
        rows = self.expected.rows(item, region)
        if self.expected.as_of:
            return str(rows[3])[0]
        if isinstance(gap := rows[2], str):
            return ""
        if item.rate:
            return "△" if gap else "●"
        return "●" if gap >= 0 else "▼"

    @property
    def table(self) -> list[list[str]]:
        """The rows of the table: rank, name, counts, state; a breakdown has no ranks."""
        counts, ranks = {city: self.signs(city) for city in self.plan.cities}, self.ranks
        rows = []
        for city in sorted(
            self.plan.cities, key=lambda each: ranks.get(each, 99) if self.expected.as_of else 0
        ):
            numbers = [str(each) for each in counts[city]] or [NONE] * 3
            rank = [str(ranks.get(city, NONE))] if self.expected.as_of else []
            rows.append([*rank, self.plan.names[city], *numbers, self.expected.status(city)])
        return rows

    @property
    def ranks(self) -> dict[str, int]:
        """The ranks of the cities that have reported: the fewest ▼ first, then the fewest △."""
        keys = {city: found[:0:-1] for city in self.plan.cities if (found := self.signs(city))}
        return {city: 1 + sum(other < key for other in keys.values()) for city, key in keys.items()}

    @property
    def leading(self) -> str:
        """The cities of the first ranks, in groups."""
        numbers = {city: Decimal(-rank) for city, rank in self.ranks.items()}
        ordered = sorted(numbers.items(), key=lambda each: -each[1])
        groups: dict[Decimal, list[str]] = {}
        for city in above_the_middle(ordered, list(numbers.values())):
            groups.setdefault(-numbers[city], []).append(self.plan.names[city])
        return "、".join(
            f"{'、'.join(group)}（{'并列' if len(group) > 1 else ''}第{rank}名）"
            for rank, group in groups.items()
        )

    @property
    def last(self) -> str:
        """The cities of the last rank."""
        ranks = self.ranks
        names = [self.plan.names[city] for city in ranks if ranks[city] == max(ranks.values())]
        return f"{'并列' if len(names) > 1 else ''}末位的是{'、'.join(names)}"

    @property
    def without_gap(self) -> str:
        """The cities with no indicator behind, unless these are all that have reported."""
        told = {self.plan.names[city]: at for city in self.plan.cities if (at := self.signs(city))}
        named = [name for name, at in told.items() if not at[2]]
        return "、".join(named) if len(named) < len(told) else ""

    @property
    def shares(self) -> list[str]:
        """What a breakdown shares out of each amount, in words."""
        told = []
        for item in self.plan.indicators:
            target = self.plan.target(item, self.plan.province)
            if not item.rate and target is not None:
                total = sum(self.expected.numbers(item.code, self.plan.province).values(), Decimal(0))
                assert total >= target, "only a miss has more decimals"
                done, goal = text(rounded(total, item.decimals)), text(target)
                told.append(f"{SUBJECTS[item.code]}已分解{done}{item.unit}，目标{goal}{item.unit}")
        return told

    @property
    def rates_below(self) -> list[str]:
        """The counties of a breakdown that have less than their city, all by as much, a rate a sentence."""
        told = []
        for item in (each for each in self.plan.indicators if each.rate):
            counties = []
            for city in self.plan.cities:
                target, below = self.plan.target(item, city), []
                for leaf, number in self.expected.numbers(item.code, city).items():
                    if target is not None and number < target:
                        assert target - number == Decimal("1.5")
                        below.append(f"{self.plan.names[leaf]}{number:.1f}{item.unit}")
                if below:
                    goal = self.plan.target_texts[item.code, city]
                    counties.append(f"{self.plan.names[city]}（目标{goal}）{'、'.join(below)}")
            if counties:
                told.append(f"{SUBJECTS[item.code].removesuffix('为')}：{'；'.join(counties)}")
        return told

    @property
    def gaps(self) -> list[str]:
        """The largest gaps of a progress round, in words; none of those that tie at the end."""
        found = [
            self._gap(item, city)
            for item in self.plan.indicators
            for city in self.plan.cities
            if city in self.expected.said and self._sign(item, city) == "▼"
        ]
        ordered = sorted(found, key=lambda each: each.margin)
        margins = [each.margin for each in ordered]
        if len(ordered) <= MOST_GAPS or margins[MOST_GAPS] != margins[MOST_GAPS - 1]:
            return [each.sentence for each in ordered[:MOST_GAPS]]
        first = margins.index(margins[MOST_GAPS])
        assert first, "not all gaps of the demonstration tie"
        return [each.sentence for each in ordered[:first]]

    def _gap(self, item: Indicator, city: str) -> Gap:
        result, target = self.expected.result(item, city), self.plan.target(item, city)
        done = self.expected.done(item, city)
        assert result is not None
        assert target is not None
        assert done is not None
        start = f"{self.plan.names[city]}{SUBJECTS[item.code]}"
        if item.rate:
            shown = f"{rounded(result, item.decimals):.{item.decimals}f}{item.unit}"
            goal = self.plan.target_texts[item.code, city]
            told = f"{start}{shown}，目标{goal}，低于目标{_size(done)}个百分点"
            return Gap(city, item, done, told)
        margin = rounded(done - ELAPSED[self.expected.as_of], 6)
        places = item.decimals + 2
        unit, reached = item.unit, text(rounded(result, places))
        told, behind = f"{start}完成{reached}{unit}", f"落后序时进度{_size(margin)}个百分点"
        if not result:
            return Gap(city, item, margin, f"{told}，全年目标{text(target)}{unit}，{behind}")
        of = f"{told}，为全年目标{text(target)}{unit}的{rounded(done, 1)}%"
        lacking = f"距目标还差{text(rounded(target - result, places))}{unit}"
        return Gap(city, item, margin, f"{of}，{behind}，{lacking}")


def _size(miss: Decimal) -> str:
    shown = rounded(abs(miss), 1)
    assert shown, "no miss of the demonstration is so close that it needs more decimals"
    return f"{shown:.1f}"

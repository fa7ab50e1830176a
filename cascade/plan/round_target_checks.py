"""Check the targets by round: whose they are, and that they lead up to the targets of the whole period."""

from collections.abc import Iterator
from itertools import pairwise

from cascade.goals import RoundTarget, Target
from cascade.indicators import Indicator, Pace
from cascade.model import Round, RoundKind
from cascade.plan.build import BuiltRow, Draft
from cascade.plan.problems import Problem, listed


def only_results_have_round_targets(draft: Draft) -> Iterator[Problem]:
    """Targets by round are numbers of progress rounds."""
    rounds = {entry.model.id: entry.model for entry in draft.rounds}
    indicators = {entry.model.code: entry.model for entry in draft.indicators}
    for row in draft.rows["round_targets"]:
        round_, indicator = rounds.get(row["round"].text), indicators.get(row["indicator"].text)
        if round_ and round_.kind is RoundKind.BREAKDOWN:
            yield row["round"].problem("目标分解批次不报完成数，没有分期目标；请删去这一行")
        if indicator and indicator.is_words:
            yield row["indicator"].problem(f"{indicator.named}是文字指标，没有分期目标；请删去这一行")


def round_targets_are_of_units(draft: Draft) -> Iterator[Problem]:
    """A target by round is the issuer's, or that of a unit with a target for the whole period."""
    cities = {city["code"].text for city in draft.cities()}
    issuer, regions = draft.settings["province"].text, draft.codes("regions")
    for row in draft.rows["round_targets"]:
        if (region := row["region"]).text in regions - cities - {issuer}:
            yield region.problem(f"“{region.text}”不是填报单位（本级的下级），也不是本级；请改正或删去这一行")
    for entry in draft.round_targets:
        if (entry.model.indicator, entry.model.region) in draft.not_shared:
            yield entry.row["target"].problem(
                f"写的是“{entry.model.text}”，targets 表中这个地区却不下达（/）；请改正其中一处"
            )


def round_targets_are_whole(draft: Draft) -> Iterator[Problem]:
    """Where one unit has a target by a round, every unit that has a target has one."""
    cities = {city["code"].text: city["name"].text for city in draft.cities()}
    asked: dict[str, dict[str, str]] = {}
    for target in draft.targets:
        if (region := target.model.region) in cities:
            asked.setdefault(target.model.indicator, {})[region] = cities[region]
    given: dict[tuple[str, str], list[BuiltRow[RoundTarget]]] = {}
    for entry in draft.round_targets:
        given.setdefault((entry.model.round, entry.model.indicator), []).append(entry)
    for (_, indicator), mine in given.items():
        present = {each.model.region for each in mine}
        absent = [name for code, name in asked.get(indicator, {}).items() if code not in present]
        if absent:
            yield (
                mine[0]
                .row["target"]
                .problem(
                    f"{_named(draft, indicator)}在这个批次还缺 {listed(absent, '个')} 的分期目标；"
                    "有目标的地区都应有，请补上，或把这个批次的都删去"
                )
            )


def round_targets_rise(draft: Draft) -> Iterator[Problem]:
    """A cumulative amount is not to fall from one round to a later one, nor to pass the whole target."""
    wholes = {(each.model.indicator, each.model.region): each.model for each in draft.targets}
    for mine in _cumulative(draft):
        for (_, before), (round_, after) in pairwise(mine):
            if not _is_within(before.model, after.model):
                yield after.row["target"].problem(
                    f"{round_.name}的“{after.model.text}”少于前一批次的“{before.model.text}”，"
                    "累计数不会减少；请改正其中一处"
                )
        for _, entry in mine:
            whole = wholes.get((entry.model.indicator, entry.model.region))
            if whole and not _is_within(entry.model, whole):
                said = f"多于 targets 表中的“{whole.text}”，累计数不会减少；请改正其中一处"
                yield entry.row["target"].problem(f"写的是“{entry.model.text}”，{said}")


def round_parts_have_no_more(draft: Draft) -> Iterator[Problem]:
    """A part's target by round is no larger than that of its parent."""
    parents = {entry.model.code: entry.model.parent for entry in draft.indicators if entry.model.parent}
    targets = {
        (each.model.round, each.model.indicator, each.model.region): each for each in draft.round_targets
    }
    for (round_id, code, region), entry in targets.items():
        whole = targets.get((round_id, parents.get(code) or "", region))
        if whole and min(whole.model.value, entry.model.value) >= 0 and entry.model.most > whole.model.most:
            said = f"多于所属指标 {_named(draft, whole.model.indicator)}的“{whole.model.text}”"
            yield entry.row["target"].problem(f"写的是“{entry.model.text}”，{said}；请改正其中一处")


def _cumulative(draft: Draft) -> Iterator[list[tuple[Round, BuiltRow[RoundTarget]]]]:
    """By indicator and region, the targets of amounts that add up from round to round, the earliest first."""
    rounds = {entry.model.id: entry.model for entry in draft.rounds if entry.model.as_of}
    indicators = {entry.model.code: entry.model for entry in draft.indicators}
    found: dict[tuple[str, str], list[tuple[Round, BuiltRow[RoundTarget]]]] = {}
    for entry in draft.round_targets:
        target, indicator = entry.model, indicators.get(entry.model.indicator)
        if indicator and target.round in rounds and target.value >= 0 and _accumulates(draft, indicator):
            found.setdefault((target.indicator, target.region), []).append((rounds[target.round], entry))
    for mine in found.values():
        yield sorted(mine, key=lambda each: str(each[0].as_of))


def _accumulates(draft: Draft, indicator: Indicator) -> bool:
    measure = draft.measures.get(indicator.code)
    amount = measure is not None and measure.is_sum and not indicator.is_own
    return amount and indicator.pace is not Pace.DIRECT


def _is_within(less: Target, more: Target) -> bool:
    return less.value <= more.value and less.most <= more.most


def _named(draft: Draft, code: str) -> str:
    return next(entry.model.named for entry in draft.indicators if entry.model.code == code)


ROUND_TARGET_CHECKS = (
    only_results_have_round_targets,
    round_targets_are_of_units,
    round_targets_are_whole,
    round_targets_rise,
    round_parts_have_no_more,
)

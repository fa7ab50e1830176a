"""Issue a round's forms and show what happened to each; write a plan's tables as a workbook."""

from collections.abc import Sequence
from datetime import date, datetime

from cascade.commands import console
from cascade.commands.opening import exclusive_ledger
from cascade.issuing.issue_forms import Action, issue, outdated_cities, read_earlier_rounds, without_targets
from cascade.layout import Split
from cascade.model import Region
from cascade.places import Places


def issue_forms(
    places: Places,
    cities: tuple[Region, ...],
    split: Split | None,
    mentions: Sequence[str],
    today: date,
    for_letters: bool = False,
) -> None:
    """Issue the forms of some cities, whole or split into shares, and show what happened to each.

    `mentions` are the plan's remarks for the operator; they come first. Before the letters that bring the
    forms (`for_letters`), only what has changed is worth a word.
    """
    for mention in mentions:
        console.say(f"提示：{mention}")
    rows, now, new = [], datetime.now().replace(microsecond=0), False
    with exclusive_ledger(places, "下发填报表"):
        earlier = read_earlier_rounds(places)
        for form in issue(places, earlier, cities, now, today, split):
            name = form.city.name
            new = new or form.action in (Action.NEW, Action.REISSUED)
            if for_letters and form.action is Action.UNCHANGED:
                continue
            rows.append((name, form.action.value, f"第 {form.version} 版", form.path.name))
            if form.kept:
                console.say(f"{name}：原来的文件已移到 {form.kept}")
    if unready := without_targets(places.round, earlier, cities):
        names = "、".join(unready)
        empty = f"填报表中的{places.plan.levels.leaf_tier}目标为空"
        console.say(f"提示：{names}的目标分解还没有接收，{empty}；接收后请再下发一次。")
    if outdated := [each.name for each in outdated_cities(places) if each in cities]:
        console.say(
            f"提示：{'、'.join(outdated)}已接收的上报表是按原方案填报的，有数不再计入或没有报过。"
            "请把新版填报表发给他们重报。"
        )
    if for_letters and not rows:
        return
    console.table((places.plan.levels.unit, "结果", "版本", "文件"), rows)
    console.conclude(f"{places.round.name}：共 {len(rows)} 份填报表，在 {places.issued}")
    if not for_letters and new:
        console.say("填报表已生成，还没有寄出。")


def say_what_is_next(places: Places) -> None:
    """Say what a person does with forms that no mail takes to their offices."""
    console.say(
        f"下一步：把每份填报表发给相应的{places.plan.levels.unit}；"
        f"报来的文件放进 {places.received}，再运行 collect.py 收集。"
    )

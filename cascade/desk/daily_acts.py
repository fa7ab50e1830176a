"""The acts of every day: issue forms, collect returns, make what a meeting needs, export numbers."""

from collections.abc import Sequence

from cascade.collecting.unchanged import unchanged
from cascade.commands import console
from cascade.commands.choices import day
from cascade.commands.collect_round import Extras, collect_returns, rebuild_ledger
from cascade.commands.command_line import DONE
from cascade.commands.issue_round import issue_forms
from cascade.commands.opening import find_cities, find_split
from cascade.commands.printing import printing_of
from cascade.commands.queries import export_values
from cascade.commands.watching import watching
from cascade.desk.acts import Act, Asked, Field, FieldKind, collected
from cascade.desk.round_view import EARLY
from cascade.issuing.issue_forms import about_due_date
from cascade.summary import printable
from cascade.theme import PAPERS

_PAPER_WORDS = {"A4": "A4（一般打印机都能印）", "A3": "A3（一张有两张 A4 大，要用能印 A3 的打印机）"}
_PACKS = (("", "会议材料：开会印发的就是这一份"), ("full", "整本：封面和各张表，几十页，备查用"))
_EXPORTS = (("xlsx", "Excel 工作簿"), ("csv", "文本表（CSV）"), ("sqlite", "数据库文件（SQLite）"))


def _issue(asked: Asked) -> int:
    places = asked.view.places
    cities = find_cities(places.plan, asked.all("city"))
    issue_forms(places, cities, find_split(places, asked.one("parts") or None), (), asked.today)
    return DONE


def _issue_fields(asked: Asked) -> Sequence[Field]:
    plan = asked.view.places.plan
    return (
        Field(
            "city",
            f"只给其中几个{plan.levels.units}",
            FieldKind.CHOICES,
            [(each.code, each.name) for each in plan.cities],
            hint="一个不选就是全部",
        ),
        Field(
            "parts",
            "分表下发",
            FieldKind.CHOICE,
            [
                ("", "不分，一个单位一份"),
                ("lead", f"按{plan.levels.lead_short}分"),
                *([] if plan.two_levels else [("county", f"按{plan.levels.leaf_short}分")]),
            ],
            hint=f"一个{plan.levels.unit}由几家分头填的才用",
        ),
    )


def _issue_changes(asked: Asked) -> Sequence[str]:
    plan, issued = asked.view.places.plan, asked.view.issued
    passed = list(about_due_date(asked.view.places.round, asked.today))
    if asked.view.is_early:
        passed.append(EARLY.format(as_of=asked.view.places.round.as_of) + "现在就下发，对方还没有数可报。")
    if asked.view.facts.is_progress and asked.view.facts.shares:
        passed.append(f"表中各{plan.levels.leaf}的目标取自已经接收的目标分解，对方不能改。")
    if not issued:
        return (
            *passed,
            f"给 {len(plan.cities)} 个{plan.levels.units}各生成一份填报表，登记编号。"
            "这一步不发信，寄送是下一步。",
        )
    return (
        *passed,
        "没有变化的填报表保持原样；有变化的生成新的一版，原来的移到“旧版”。这一步不发信。",
    )


def _collect(asked: Asked) -> int:
    """Collect, or tell at once that there is nothing new, whatever day of receipt was given for it."""
    places, received = asked.view.places, asked.one("received")
    today = day(asked.one("today")) if asked.one("today") else asked.today
    words = ["网页", places.plan.id, places.round.id, str(asked.settings), today.isoformat()]
    if found := unchanged(places.workbooks, words):
        console.tell_again(found.told, concluding=True)
        return found.code
    return collect_returns(
        places,
        [],
        day(received) if received else asked.now,
        today,
        None,
        Extras(),
        mail=asked.settings,
        watch=watching(places, words, (), asked.settings),
    )


def _collect_fields(asked: Asked) -> Sequence[Field]:
    return (
        Field("received", "新文件的收到日期", FieldKind.DAY, hint="不写就是现在"),
        Field("today", "把哪一天作为今天", FieldKind.DAY, hint="据此判断逾期；不写就是今天"),
    )


def _collect_changes(asked: Asked) -> Sequence[str]:
    return ("把收到的文件都读一遍，检查、登记，更新汇总表。已登记过的不会重复登记。",)


def _print(asked: Asked) -> int:
    places = asked.view.places
    words = [asked.one("paper"), *(["full"] if asked.one("what") == "full" else asked.all("sheet"))]
    printing, _ = printing_of([each for each in words if each], places.plan, places.round)
    return collected(asked, Extras(printing=printing))


def _print_fields(asked: Asked) -> Sequence[Field]:
    sheets = printable(asked.view.places.plan, asked.view.places.round)
    return (
        Field("paper", "纸张", FieldKind.CHOICE, [(each, _PAPER_WORDS[each]) for each in PAPERS], PAPERS[0]),
        Field("what", "印什么", FieldKind.CHOICE, _PACKS),
        Field(
            "sheet",
            "只印其中几张表",
            FieldKind.CHOICES,
            [(each, each) for each in sheets],
            hint="一个不选，就照上面的“印什么”",
        ),
    )


def _print_changes(asked: Asked) -> Sequence[str]:
    done = "先收集一遍，再做成 PDF，做好后在那一页下载，再送打印机。不改动任何数。"
    return (*asked.view.unsettled(), done)


def _bulletin(asked: Asked) -> int:
    return collected(asked, Extras(bulletin=True))


def _bulletin_changes(asked: Asked) -> Sequence[str]:
    return (*asked.view.unsettled(), "先收集一遍，再写一份通报的草稿（Word）。已经改过的草稿不会被覆盖。")


def _split(asked: Asked) -> int:
    return collected(asked, Extras(split=asked.one("split")))


def _split_fields(asked: Asked) -> Sequence[Field]:
    levels = asked.view.places.plan.levels
    return (
        Field(
            "split",
            "分法",
            FieldKind.CHOICE,
            [("lead", f"一个{levels.lead_short}一本"), ("city", f"一个{levels.unit}一本")],
        ),
    )


def _export(asked: Asked) -> int:
    places, ending = asked.view.places, asked.one("format")
    if ending == "json":
        return collected(asked, Extras(report=places.exported("json")))
    export_values(places, places.exported(ending))
    return DONE


def _export_fields(asked: Asked) -> Sequence[Field]:
    return (Field("format", "格式", FieldKind.CHOICE, (*_EXPORTS, ("json", "检查结果（JSON）"))),)


def _rebuild(asked: Asked) -> int:
    rebuild_ledger(asked.view.places)
    return DONE


DAILY = (
    Act(
        "issue",
        "下发填报表",
        _issue,
        _issue_changes,
        _issue_fields,
        meaning="照方案给各单位生成填报表，登记编号；不发信",
    ),
    Act(
        "collect",
        "收集",
        _collect,
        _collect_changes,
        _collect_fields,
        meaning="读取收到的文件，检查、登记，更新汇总表",
    ),
    Act(
        "print",
        "打印汇总材料",
        _print,
        _print_changes,
        _print_fields,
        meaning="把会议要用的几张汇总表做成可以打印的 PDF",
    ),
    Act(
        "bulletin",
        "起草通报",
        _bulletin,
        _bulletin_changes,
        meaning="写一份通报的草稿（Word），由您修改、发文",
    ),
    Act(
        "split",
        "做分册",
        _split,
        lambda asked: ("先收集一遍，再把汇总表分成几本，放在“汇总”里供下载。",),
        _split_fields,
        meaning="把汇总表分成几本，分送各部门或各单位",
    ),
    Act(
        "export",
        "导出数据",
        _export,
        lambda asked: ("把本批次已接收的数写成一张表供下载，不改动任何数。",),
        _export_fields,
        meaning="把已接收的数写成一张表，给别的程序用",
    ),
    Act(
        "rebuild",
        "重建台账",
        _rebuild,
        lambda asked: ("台账和日志都丢失时，由填报表和原件重建。还在时不会动它们。",),
        meaning="台账和日志都丢失时，由填报表和原件重建",
    ),
)

"""Issue the forms of a round: `generate.py PLAN ROUND [--city CODE …]`; see `--help`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cascade.commands import command_line
from cascade.commands.command_line import DONE
from cascade.garbage import relax_gc

if TYPE_CHECKING:  # --help stays quick
    from cascade.places import Places


def main(words: list[str] | None = None) -> int:
    """Parse the words of a command line, by default this program's; issue forms; return the exit code."""
    parser = command_line.parser(
        "[方案] [批次]",
        "下发填报表：按方案为每个填报单位生成一份填报表，并记入台账。",
        "例：\n  python generate.py plans/zhejiang-2020 breakdown\n"
        "  python generate.py plans/zhejiang-2020 --plan-workbook 方案.xlsx\n"
        "  python generate.py --new-plan 方案.xlsx --region 福州市\n\n",
    )
    command_line.add_plan(parser)
    parser.add_argument(
        "round", metavar="批次", nargs="?", help="批次的名称或编号，如 上半年进展、progress-2020-06-30"
    )
    _add_issuing(parser)
    _add_mail(parser)
    _add_plan(parser)
    command_line.add_common(parser, "把这一天作为今天，写在信上，据此判断截止没有（默认今天）")
    given = parser.parse_args(words)

    relax_gc()
    from cascade.commands.running import run  # only when needed: --help stays quick

    return run(lambda: _generate(given), given.workbooks / "运行记录.log")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    plan = parser.add_argument_group("新建、修改方案（不下发）")
    plan.add_argument(
        "--from-notice",
        metavar="通知",
        type=Path,
        help="从下达目标的通知（.docx、.xlsx、.html、.doc、.wps、.pdf）拟一本方案工作簿，待定之处都标出",
    )
    plan.add_argument(
        "--new-plan", metavar="文件", type=Path, help="写一本空的方案工作簿，各张表里有例子，用 Excel 填写"
    )
    plan.add_argument(
        "--region",
        metavar="地区",
        default="",
        help="新建时填好这个省、市的下级地区，如 350100 或 福州市；写县的，乡镇自己填",
    )
    plan.add_argument(
        "--plan-workbook", metavar="文件", type=Path, help="把方案写成一本可用 Excel 修改的工作簿"
    )
    plan.add_argument("--plan-tables", metavar="文件夹", type=Path, help="把方案写成一个文件夹的 CSV 表")


def _add_issuing(parser: argparse.ArgumentParser) -> None:
    issuing = parser.add_argument_group("下发填报表")
    issuing.add_argument(
        "--city", metavar="填报单位", nargs="+", default=[], help="只下发这些单位（如 杭州市 330200）"
    )
    issuing.add_argument(
        "--parts",
        metavar="分法",
        type=command_line.a_parting,
        help="分表下发：lead（牵头单位）、county（下级单位，如县）各一份",
    )


def _add_mail(parser: argparse.ArgumentParser) -> None:
    mail = parser.add_argument_group("寄给填报单位、催报（设置见 mail.example.toml）")
    how = mail.add_mutually_exclusive_group()
    how.add_argument(
        "--drafts",
        action="store_true",
        help="每个填报单位写一封邮件草稿（.eml），放在 outbox；已发出的，用 --city 写明单位才再写",
    )
    how.add_argument("--send", action="store_true", help="用 SMTP 发送，每个单位一封，已发过的不再发")
    mail.add_argument(
        "--remind",
        action="store_true",
        help="改为催报：只写给未报的和退回修改的（默认写草稿，加 --send 发送）",
    )
    command_line.add_mailing(mail)
    said = parser.add_argument_group("信发出以后，由人说明")
    decided = said.add_mutually_exclusive_group()
    decided.add_argument(
        "--posted",
        metavar="填报单位",
        nargs="*",
        help="草稿已自行发出（不写单位就是要发的全部）；没有草稿的，填报表已用别的办法发给对方",
    )
    decided.add_argument(
        "--dropped",
        metavar="填报单位",
        nargs="*",
        help="草稿不发了，不再催（不写单位就是要发的全部）；以后再写一封，就又要发",
    )
    decided.add_argument("--arrived", metavar="填报单位", help="结果不明的，该单位的邮件已送达")
    decided.add_argument(
        "--send-again",
        metavar="填报单位",
        help="该单位结果不明的邮件没有送达，或说过发出的并没有发出，下次再发",
    )


def _write_plan(given: argparse.Namespace) -> int:
    """Write a plan, new or as it is, for an office or for git."""
    from cascade.commands import left_out, plan_files  # only when needed

    if given.from_notice:
        from cascade.commands.notice_draft import write_draft  # its libraries are for this command only

        return write_draft(given.from_notice, given.plan)
    if given.new_plan or given.region:
        plan_files.write_new_plan(given.new_plan, given.region)
        return DONE
    source = left_out.find_plan(given.plan, given.workbooks)
    if given.plan_workbook:
        plan_files.write_plan_workbook(source, given.plan_workbook)
    if given.plan_tables:
        plan_files.write_plan_tables(source, given.plan_tables)
    return DONE


def _settle(given: argparse.Namespace, places: "Places") -> None:
    """Enter what the operator says of letters."""
    from cascade.collecting.decision_words import user_name  # only when needed
    from cascade.commands import opening, said_of_letters

    if given.posted is not None:
        named = opening.find_cities(places.plan, given.posted) if given.posted else ()
        said_of_letters.say_sent(places, named, user_name())
        return
    if given.dropped is not None:
        named = opening.find_cities(places.plan, given.dropped) if given.dropped else ()
        said_of_letters.say_dropped(places, said_of_letters.drafts_to(named), user_name())
        return
    city = opening.find_city(places.plan, given.arrived or given.send_again)
    said_of_letters.settle_unknown(places, city, bool(given.arrived), user_name())


def _generate(given: argparse.Namespace) -> int:
    from datetime import date  # only when needed, like all that follows: --help stays quick

    from cascade.commands import issue_round, left_out, opening
    from cascade.issuing.issue_forms import about_due_date

    if given.from_notice or given.new_plan or given.plan_workbook or given.plan_tables or given.region:
        return _write_plan(given)
    today = given.today or date.today()
    decided = given.arrived or given.send_again or given.posted is not None or given.dropped is not None
    words = [word for word in (given.plan, given.round) if word is not None]
    task = left_out.find_task(
        words, given.workbooks, today, may_leave_out_round=bool(given.remind or decided)
    )
    loaded, places = task.loaded, task.places
    opening.refuse_lost_ledger(places)
    cities = opening.find_cities(places.plan, given.city)
    split = opening.find_split(places, given.parts)
    mentions = (*loaded.mentions, *about_due_date(places.round, today))
    mailed = given.drafts or given.send or given.dry_run or given.to_me
    if not (mailed or given.remind or decided):
        issue_round.issue_forms(places, cities, split, mentions, today)
        issue_round.say_what_is_next(places)
        return DONE
    from cascade.commands import mailing  # its libraries would cost every command a twentieth

    if decided:
        _settle(given, places)
        return DONE
    how = mailing.Mailing(
        given.send,
        given.mail,
        today,
        given.dry_run,
        given.to_me,
        given.confirm_addresses,
        again=bool(given.city),
    )
    if given.remind:
        return mailing.remind(places, cities, bool(given.city), how)
    if not given.dry_run:
        mailing.check_attachments(places, cities, split)
        issue_round.issue_forms(places, cities, split, mentions, today, for_letters=True)
    return mailing.mail_forms(places, cities, split, how)

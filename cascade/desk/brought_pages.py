"""The pages of a new plan: bring one, see what is wrong or what it changes, take plans away."""

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from cascade.commands.command_line import DONE
from cascade.commands.plan_files import plan_of
from cascade.desk import brought_plans, downloads, uploads
from cascade.desk.current import desk
from cascade.desk.records import DeskAction
from cascade.desk.stray_forms import stray_form
from cascade.desk.workbooks_folder import Unknown
from cascade.errors import Wrong
from cascade.plan.differences import PlanDifference
from cascade.plan.office_sheets import MARKS
from cascade.plan.plan_workbook import write_drafted, write_tables, write_workbook

pages = Blueprint("brought", __name__)

_DRAFTING = "从通知拟方案"  # as the book of the desk calls it
_NAMED = 3  # rows that the story of a plan names
_GONE = "这份文件已经不在了（程序重新开过，或已经收下）。请再放一次。"


@pages.post("/bring")
def bring() -> ResponseReturnValue:
    """Take in a plan's workbook or a notice; a plan that is whole and new is put on the shelf at once.

    One of our forms is no plan: where it belongs is told on the page of its round.
    """
    files = [each for each in request.files.getlist("files") if each.filename]
    desk().folder.refuse_where_gone()
    with desk().folder.changing:
        path = _staged_upload(files)
        if not brought_plans.is_plan(path):
            if form := stray_form(path, desk().folder):
                g.session.done = form.told
                return _to(url_for("round.board", plan=form.plan, round_=form.round))
            return _draft(path)
        new = brought_plans.brought(path, desk().folder)
        if new.loaded and (new.known is None or new.known.loaded is None):
            return _taken(new)
    return _to(url_for("brought.page", digest=new.digest))


def _staged_upload(files: list[FileStorage]) -> Path:
    """The one file that was dropped, or the workbook of the CSV tables that were."""
    workbooks = desk().folder.workbooks
    if files and (tables := brought_plans.tables_in(files)):
        with uploads.for_one_answer(workbooks) as folder:
            content = BytesIO(brought_plans.workbook_of(tables, folder))
        return uploads.stage(FileStorage(content, "方案.xlsx"), workbooks)
    if len(files) != 1:
        raise Wrong("请一次放一份：方案工作簿，或者下达目标的通知。")
    return uploads.stage(files[0], workbooks)


def _draft(notice: Path) -> ResponseReturnValue:
    action = DeskAction(g.session.who, "", "", "", f"{_DRAFTING}：{notice.name}")
    number = desk().jobs.submit(action, partial(brought_plans.draft_notice, notice, desk().folder))
    desk().records.note_source(number, downloads.digest(notice))
    return _to(url_for("brought.drafting", number=number))


def _taken(new: brought_plans.BroughtPlan) -> ResponseReturnValue:
    replaced = new.known is not None
    plan = brought_plans.take(new, desk().folder)
    what = f"更换方案（{_told(new.changes)}）" if new.changes else "更换方案" if replaced else "收下方案"
    desk().records.note(DeskAction(g.session.who, plan.id, "", "", f"{what}：{new.path.name}"))
    return _to(url_for("plans.plans", taken=plan.id))


def _told(changes: Sequence[PlanDifference]) -> str:
    """What a plan's new version changes, in few words: 批次 1—11月进展."""
    rows = list(dict.fromkeys(f"{each.table} {each.row}" for each in changes))
    return "、".join(rows[:_NAMED]) + (f" 等 {len(rows)} 处" if len(rows) > _NAMED else "")


def _to(address: str) -> ResponseReturnValue:
    if request.headers.get("Accept", "").startswith("application/json"):
        return jsonify({"address": address})
    return redirect(address, 303)


@pages.get("/brought/<digest>")
def page(digest: str) -> ResponseReturnValue:
    """A plan that was brought: its problems, or what it changes in the one that is here."""
    return _page(_staged(digest), "")


@pages.post("/brought/<digest>")
def replace(digest: str) -> ResponseReturnValue:
    """Take a plan in the place of its old version, unless that has changed since somebody looked."""
    with desk().folder.changing:
        new = _staged(digest)
        if new.loaded is None:
            abort(400)
        if new.known and request.form.get("seen") != brought_plans.source_digest(new.known):
            return _page(new, "您看过以后，这里的方案又有了变化，所以还没有换。请看过下面的再决定。")
        return _taken(new)


def _staged(digest: str) -> brought_plans.BroughtPlan:
    path = uploads.staged(digest, desk().folder.workbooks) or brought_plans.draft(desk().folder, digest)
    if path is None:
        raise Wrong(_GONE)
    return brought_plans.brought(path, desk().folder)


def _page(new: brought_plans.BroughtPlan, news: str) -> ResponseReturnValue:
    kept = brought_plans.place_of(new.known, desk().folder)
    seen = brought_plans.source_digest(new.known) if new.known else ""
    shown = render_template("brought.html", new=new, seen=seen, kept=kept, news=news)
    return shown, 409 if news else 200


@pages.get("/drafting/<int:number>")
def drafting(number: int) -> ResponseReturnValue:
    """The drafting of a plan from a notice, while it goes on or where it failed; then lead to the draft."""
    job = desk().jobs.job(number)
    action = job.action if job else desk().records.action(number)
    if action is None or not action.what.startswith(_DRAFTING):
        raise Unknown(str(number))
    if job or action.code != DONE:
        return render_template("drafting.html", job=job, action=action, earlier=_earlier(number))
    drafts = brought_plans.drafts(desk().folder)
    path = next((each for each in drafts if each.name == action.told[0]), None)
    if path is None:
        raise Wrong(_GONE)
    return redirect(url_for("brought.drafted", digest=downloads.digest(path), found=number), 303)


@pages.get("/drafts/<digest>")
def drafted(digest: str) -> str:
    """A plan drafted from a notice: what was found, what a person must decide, and how to go on."""
    path = _the_draft(digest)
    action = desk().records.action(request.args.get("found", 0, type=int))
    told, earlier = (
        (action.told[1:], _earlier(action.number))
        if action and action.what.startswith(_DRAFTING)
        else ((), ())
    )
    new = brought_plans.brought(path, desk().folder)
    return render_template("draft.html", new=new, told=told, earlier=earlier, marks=MARKS)


def _earlier(number: int) -> Sequence[brought_plans.EarlierDraft]:
    return brought_plans.earlier_drafts(desk().records.of_same_source(number), desk().folder)


@pages.get("/drafts/<digest>/file")
def draft_file(digest: str) -> ResponseReturnValue:
    """A drafted plan to take away."""
    path = _the_draft(digest)
    return send_file(path.absolute(), as_attachment=True, download_name=path.name)


@pages.post("/drafts/<digest>/away")
def away(digest: str) -> ResponseReturnValue:
    """Put a draft away."""
    path = _the_draft(digest)
    brought_plans.put_away(path)
    g.session.done = f"草稿 {path.stem} 已收起，在“已用”文件夹里。"
    return redirect(url_for("plans.plans"), 303)


def _the_draft(digest: str) -> Path:
    path = brought_plans.draft(desk().folder, digest)
    if path is None:
        raise Unknown(digest)
    return path


@pages.get("/new-plan")
def new_plan() -> ResponseReturnValue:
    """An empty plan's workbook, with the regions below one if a region is named."""
    region = request.args.get("region", "").strip()
    with uploads.for_one_answer(desk().folder.workbooks) as folder:
        path = folder / "方案.xlsx"
        write_drafted(plan_of(region), path, with_examples=True)
        return _sent(path.read_bytes(), f"{region or '空白'}_方案.xlsx")


@pages.get("/plans/<plan>/workbook")
def workbook(plan: str) -> ResponseReturnValue:
    """A plan as the workbook in which an office edits it."""
    source = _source(plan)
    with uploads.for_one_answer(desk().folder.workbooks) as folder:
        path = folder / "方案.xlsx"
        write_workbook(source, path)
        return _sent(path.read_bytes(), source.name if source.is_file() else f"{plan}_方案.xlsx")


@pages.get("/plans/<plan>/tables")
def tables(plan: str) -> ResponseReturnValue:
    """A plan as CSV tables in a zip archive."""
    source, content = _source(plan), BytesIO()
    with uploads.for_one_answer(desk().folder.workbooks) as folder:
        write_tables(source, folder)
        with ZipFile(content, "w", ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, path.name)
    return _sent(content.getvalue(), f"{plan}_方案表.zip")


def _source(plan: str) -> Path:
    shelved = desk().folder.plan(plan)
    if shelved.source is None or not shelved.source.exists():
        raise Wrong(shelved.problem)
    return shelved.source


def _sent(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)

"""A plan comes to the desk: as a workbook, from a notice, or empty, to be filled in; and leaves it again."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePath
from zipfile import BadZipFile, ZipFile

from cascade import durable
from cascade.commands import console
from cascade.commands.brought_plan import examined, put_plan
from cascade.commands.command_line import DONE
from cascade.commands.notice_draft import found_lines
from cascade.desk import downloads
from cascade.desk.plan_problems import ProblemLine, cell_of, problem_lines
from cascade.desk.records import DeskAction
from cascade.desk.uploads import Dropped
from cascade.desk.workbooks_folder import FOLDER, Shelved, WorkbooksFolder
from cascade.errors import Wrong
from cascade.model import Plan
from cascade.naming import safe_name
from cascade.notice.open_notice import UnreadableNotice, draft_from
from cascade.plan import Loaded, PlanError, Problem
from cascade.plan.differences import PlanDifference, plan_differences
from cascade.plan.mark_sheet import is_about
from cascade.plan.plan_workbook import write_drafted, write_workbook
from cascade.plan.problems import UnansweredMark
from cascade.plan.read_tables import read
from cascade.plan.schedule_checks import due_on_a_day_off
from cascade.plan.tables import TABLES
from cascade.xlsx import limits

_CSV = tuple(f"{table.name}.csv" for table in TABLES)
DRAFTS, USED = "草稿", "已用"  # folders of drafted plans, in the folder of plans
_AGAIN = re.compile(r" ?[(（]\d+[)）]$|_\d{8}_\d{6}$")  # what a browser adds to the name of a second download


@dataclass(frozen=True)
class BroughtPlan:
    """A workbook that somebody brought: a plan, or its problems; a draft has `undecided` marks, too.

    `known` is the plan of the same id that is here already, `changes` what the new one changes in it, or in
    `unread` why the old one cannot be compared.
    """

    path: Path
    digest: str
    loaded: Loaded | None
    problems: Sequence[ProblemLine] = ()
    undecided: Sequence[tuple[str, UnansweredMark]] = ()
    known: Shelved | None = None
    changes: Sequence[PlanDifference] = field(default=())
    unread: str = ""

    @property
    def due_dates(self) -> Sequence[str]:
        """What a person should know of the due dates that the plan has and its old version has not."""
        old = self.known.loaded.plan.rounds if self.known and self.known.loaded else ()
        known = {(each.id, each.due) for each in old}
        rounds = self.loaded.plan.rounds if self.loaded else ()
        new = (each for each in rounds if (each.id, each.due) not in known)
        return [line for each in new for line in due_on_a_day_off(each)]

    @property
    def known_since(self) -> str:
        """When the plan that is here was put here or changed, "" where its file is gone."""
        source = self.known.source if self.known else None
        if source is None or not source.exists():
            return ""
        return datetime.fromtimestamp(source.stat().st_mtime).strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class EarlierDraft:
    """A draft from the very same notice: the digest of one that still waits, the plan that came of it."""

    at: str
    name: str
    digest: str
    plan: Shelved | None


def tables_in(files: Sequence[Dropped]) -> dict[str, bytes]:
    """The CSV tables of a plan among some files, or in a zip archive; {} where there are not several.

    Raises Wrong for an archive that holds too much.
    """
    if len(files) > 1:
        named = {_bare(each.filename or ""): each for each in files}
        found = {name: named[name].stream.read() for name in _CSV if name in named}
        return found if len(found) > 1 else {}
    (file,) = files
    try:
        with ZipFile(file.stream) as archive:
            entries = {_bare(each.filename): each for each in archive.infolist()}
            wanted = [entries[name] for name in _CSV if name in entries]
            if sum(each.file_size for each in wanted) > limits.TOTAL.most:
                raise Wrong(
                    f"{_bare(file.filename or '')} 里的表太大，不像是方案的。请核对是不是放错了文件。"
                )
            return {_bare(each.filename): archive.read(each) for each in wanted} if len(wanted) > 1 else {}
    except (BadZipFile, RuntimeError, OSError, zlib.error, EOFError):  # no archive, or one with a password
        return {}
    finally:
        file.stream.seek(0)


def _bare(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name


def workbook_of(tables: Mapping[str, bytes], folder: Path) -> bytes:
    """The workbook of a plan that comes as CSV tables; `folder` is empty. Raises PlanError."""
    for name, content in tables.items():
        (folder / name).write_bytes(content)
    path = folder / "方案.xlsx"
    write_workbook(folder, path)
    return path.read_bytes()


@lru_cache(16)
def _examined(
    path: Path, digest: str
) -> Loaded | tuple[Problem, ...] | None:  # the digest is the cache's key
    return examined(path.name, path.read_bytes())


def is_plan(path: Path) -> bool:
    """Whether a file is the workbook of a plan, faulty or not. Raises Wrong where it cannot be read."""
    return path.suffix.lower() == ".xlsx" and _examined(path, downloads.digest(path)) is not None


def brought(path: Path, folder: WorkbooksFolder) -> BroughtPlan:
    """What a workbook brings. Raises Wrong where it is no plan."""
    digest = downloads.digest(path)
    found = _examined(path, digest)
    if found is None:
        raise Wrong(
            f"{path.name} 不是方案工作簿。请核对是不是放错了文件；通知请存成 Word、Excel 或 PDF 再放。"
        )
    if isinstance(found, tuple):
        marks = [each for each in found if isinstance(each, UnansweredMark)]
        others = (each for each in found if each not in marks)
        lines = list(
            problem_lines(each for each in others if not any(is_about(mark, each) for mark in marks))
        )
        return BroughtPlan(path, digest, None, lines, [(cell_of(each), each) for each in marks])
    known = next((each for each in folder.plans() if _is_of(each, found.plan.id, path.name)), None)
    if known is None or known.source is None or not known.source.exists():
        return BroughtPlan(path, digest, found, known=known)
    try:
        changes = list(plan_differences(read(known.source), read(path)))
    except PlanError as faulty:
        return BroughtPlan(path, digest, found, known=known, unread=str(faulty))
    return BroughtPlan(path, digest, found, known=known, changes=changes)


def _is_of(shelved: Shelved, plan: str, name: str) -> bool:
    """Whether a plan here is the one that was brought; of a spoilt one only the file's name tells it."""
    spoilt = shelved.loaded is None and shelved.source is not None and shelved.source.name == name
    return shelved.id == plan or spoilt


def take(new: BroughtPlan, folder: WorkbooksFolder) -> Plan:
    """Put a plan where it belongs: in the place of its old version, else under its own name."""
    assert new.loaded
    home = folder.workbooks / FOLDER
    old = new.known.source if new.known and is_on_shelf(new.known, folder) else None
    target = old or _free(home, new.path.name)
    put_plan(folder.workbooks, new.loaded.plan, new.path, target)
    _put_draft_away(home, new.path.name)
    return new.loaded.plan


def source_digest(known: Shelved) -> str:
    """What tells whether a plan is still the one that somebody has looked at; "" where its source is gone."""
    source = known.source
    if source is None or not source.exists():
        return ""
    return "".join(map(downloads.digest, sorted(source.iterdir()) if source.is_dir() else [source]))


def place_of(known: Shelved | None, folder: WorkbooksFolder) -> str:
    """What becomes of the old version of a plan, in words."""
    if known and is_on_shelf(known, folder):
        return "原来的一份移到“旧版”文件夹，随时可以找回。"
    return "原来的方案不在本页的文件夹里，留在原处不动；以后以新的一份为准。"


def is_on_shelf(known: Shelved, folder: WorkbooksFolder) -> bool:
    """Whether a plan lies in the desk's own folder of plans, not where somebody else keeps it."""
    home = folder.workbooks / FOLDER
    return known.source is not None and known.source.parent.resolve() == home.resolve()


def draft_notice(notice: Path, folder: WorkbooksFolder) -> int:
    """Draft a plan from a notice; tell the workbook's name, then what was found. Raises Wrong.

    Where the same draft waits already, there is no second one.
    """
    try:
        draft = draft_from(notice)
    except UnreadableNotice as unreadable:
        raise Wrong(str(unreadable)) from None
    target = _free(folder.workbooks / FOLDER / DRAFTS, f"{notice.stem}_方案.xlsx")
    write_drafted(draft, target)
    same = (each for each in drafts(folder) if each != target)
    if known := next((each for each in same if downloads.digest(each) == downloads.digest(target)), None):
        target.unlink()
        target = known
    for line in (target.name, *found_lines(draft)):
        console.say(line)
    return DONE


def drafts(folder: WorkbooksFolder) -> list[Path]:
    """The drafted plans that wait to be finished."""
    found = (folder.workbooks / FOLDER / DRAFTS).glob("*.xlsx")
    return sorted(each for each in found if not each.name.startswith((".", "~$")))


def draft(folder: WorkbooksFolder, digest: str) -> Path | None:
    """The drafted plan with a digest."""
    return next((each for each in drafts(folder) if downloads.digest(each) == digest), None)


def earlier_drafts(actions: Sequence[DeskAction], folder: WorkbooksFolder) -> list[EarlierDraft]:
    """What became of the drafts that some actions, the newest first, made."""
    waiting = {each.stem: downloads.digest(each) for each in drafts(folder)}
    plans = {
        stem: each
        for each in folder.plans()
        if each.source and is_on_shelf(each, folder)
        for stem in _stems(each.source.name)
    }
    made = {Path(str(each.told[0])).stem: each.at[:16].replace("T", " ") for each in actions}
    return [EarlierDraft(at, name, waiting.get(name, ""), plans.get(name)) for name, at in made.items()]


def put_away(path: Path) -> None:
    """Put a draft away that nobody waits for any more."""
    durable.put_away(path, path.parent / USED)


def _put_draft_away(home: Path, name: str) -> None:
    """Put the draft away that somebody has finished and brought back, maybe as a copy `… (1).xlsx`."""
    paths = (home / DRAFTS / f"{stem}.xlsx" for stem in _stems(name))
    if path := next((each for each in paths if each.exists()), None):
        put_away(path)


def _stems(name: str) -> tuple[str, str]:
    """What the draft may be called that came back under a name: just so, or without what a browser adds."""
    return Path(name).stem, _AGAIN.sub("", Path(name).stem)


def _free(folder: Path, name: str) -> Path:
    """A path in a folder that nothing has; the time tells it from what has the name."""
    path = folder / (safe_name(Path(name).stem) + ".xlsx")
    return path if not path.exists() else path.with_stem(f"{path.stem}_{datetime.now():%Y%m%d_%H%M%S}")

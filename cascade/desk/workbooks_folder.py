"""What lies in a workbooks folder: its plans, each read again only where its files changed."""

import threading
from dataclasses import dataclass
from pathlib import Path

from cascade.commands.left_out import issued_plans
from cascade.commands.opening import load_plan
from cascade.desk.round_view import state_of
from cascade.errors import Unavailable, Wrong
from cascade.places import Places
from cascade.plan import Loaded, PlanError, Problem

FOLDER = "方案"  # of the plans that were brought to the desk, in the workbooks folder


class Unknown(Exception):
    """The address leads to nothing that is here."""


@dataclass(frozen=True)
class Shelved:
    """A plan of the folder: where it lies, and what it holds, or in `problem` why it cannot be read.

    `problems` are what is to be corrected in it, if that is why.
    """

    id: str
    source: Path | None
    loaded: Loaded | None
    problem: str = ""
    problems: tuple[Problem, ...] = ()


class WorkbooksFolder:
    """One workbooks folder."""

    def __init__(self, workbooks: Path) -> None:
        self.workbooks = workbooks
        self.changing = threading.Lock()  # held by whoever puts a plan in its place
        self._loaded: dict[Path, tuple[object, Loaded | Wrong]] = {}
        self._known: tuple[object, dict[str, Path | None]] = None, {}

    def refuse_where_gone(self) -> None:
        """Raise Unavailable where the folder itself is gone: a new one would look like one without plans."""
        if not self.workbooks.is_dir():
            raise Unavailable(
                "存放资料的文件夹不见了：可能是移走了、改名了，或者移动硬盘、网络盘断开了。"
                "请移回原处或重新接上，再刷新这一页；里面的内容不受影响。"
            )

    def plans(self) -> list[Shelved]:
        """The plans that forms were issued of, then those that were only brought here.

        While a plan's first forms are being issued its ledger does not say yet where the plan lies. Of two
        plans of one id only the first counts: a page tells why the other does not.
        """
        issued = self._issued()
        known = {source.resolve() for source in issued.values() if source}
        brought = [
            self._shelved(source.stem, source)
            for source in sorted((self.workbooks / FOLDER).glob("*.xlsx"))
            if source.resolve() not in known and not source.name.startswith(("~$", "."))
        ]
        here = {each.id for each in brought}
        found = [
            self._shelved(name, source)
            for name, source in issued.items()
            if name not in here or (source and source.exists())
        ]
        return _one_of_each([*found, *brought])

    def plan(self, plan: str) -> Shelved:
        """The plan with an id. Raises Unknown."""
        found = next((each for each in self.plans() if each.id == plan), None)
        if found is None:
            raise Unknown(plan)
        return found

    def places(self, plan: str, round_: str) -> Places:
        """The places of a round. Raises Unknown for one that is not here, Wrong for a faulty plan."""
        shelved = self.plan(plan)
        if shelved.loaded is None:
            raise Wrong(shelved.problem)
        here = shelved.loaded.plan
        found = next((each for each in here.rounds if each.id == round_), None)
        if found is None:
            raise Unknown(round_)
        return Places(self.workbooks, here, found, source=shelved.source)

    def _issued(self) -> dict[str, Path | None]:
        """The plans that have a ledger, as read last, where no ledger has changed since."""
        self.refuse_where_gone()
        homes = sorted(self.workbooks.iterdir())
        stamp = [(each.name, state_of(each)) for each in homes if each.is_dir()]
        if self._known[0] != stamp:
            self._known = stamp, issued_plans(self.workbooks)
        return self._known[1]

    def _shelved(self, name: str, source: Path | None) -> Shelved:
        if source is None or not source.exists():
            return Shelved(name, source, None, f"找不到方案 {name} 的表格，请把方案工作簿重新放进来。")
        loaded = self._load(source)
        if isinstance(loaded, Wrong):
            problems = loaded.problems if isinstance(loaded, PlanError) else ()
            return Shelved(name, source, None, str(loaded), problems)
        return Shelved(loaded.plan.id, source, loaded)

    def _load(self, source: Path) -> Loaded | Wrong:
        """A plan as read last, where none of its files has changed since."""
        files = sorted(source.iterdir()) if source.is_dir() else [source]
        stamp = tuple((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files)
        known = self._loaded.get(source)
        if known is None or known[0] != stamp:
            try:
                known = stamp, load_plan(source)
            except Wrong as wrong:
                known = stamp, wrong
            self._loaded[source] = known
        return known[1]


def _one_of_each(plans: list[Shelved]) -> list[Shelved]:
    """Some plans, where each that has the id of one before it only says so."""
    first: dict[str, Path] = {}
    kept = []
    for each in plans:
        if each.loaded and each.source and (used := first.setdefault(each.id, each.source)) != each.source:
            told = (
                f"{each.source.name} 与正在使用的 {used.name} 是同一个方案（编号都是 {each.id}），没有采用。"
                "要改用它，请把它放到下面：程序先列出改了什么；不用的，请从“方案”文件夹移走。"
            )
            each = Shelved(each.source.stem, each.source, None, told)
        kept.append(each)
    return kept

"""The sections of the status page: one for every city with its files, one for the files of no city."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from cascade.finding_types import SEVERITY_WORDS, FormCell, Severity
from cascade.findings import Finding, heaviest_first
from cascade.grid import in_words
from cascade.model import Region
from cascade.returns.facts import Facts
from cascade.returns.receipt import STATE_WORDS, TO_SEND_ANEW, Change, Receipt, State, indicator_label

STRANGERS = "strangers"  # the anchor of the files of no city


@dataclass(frozen=True, slots=True)
class StateMark:
    """How a state looks: its word, a sign that a grey print keeps, and the name of its colour (`tone`).

    `meaning` says in Chinese what the word means.
    """

    state: str
    word: str
    sign: str
    tone: str
    meaning: str


_LOOK = {
    State.ACCEPTED: ("●", "good", "没有错误，已计入汇总"),
    State.SENT_BACK: ("▼", "bad", "有错误，没有计入；用更正函请对方改好再报"),
    State.REFUSED: ("×", "bad", "文件读不出数（坏了、有密码、不是 Excel 表），没有计入；请对方重新报送"),
    State.HELD: ("△", "fair", "程序判断不了，没有计入，等您决定"),
    State.DUPLICATE: ("＝", "quiet", "与收到过的一份完全相同，不重复计入"),
    State.SUPERSEDED: ("○", "quiet", "后来又报了新的，以新的为准"),
    State.WITHDRAWN: ("／", "quiet", "由您撤回，不再计入"),
    State.ANNEX: ("◇", "quiet", "盖章扫描件之类，只保存，不读数"),
    State.IGNORED: ("－", "quiet", "不是上报表"),
}
MARKS = {state: StateMark(state.value, STATE_WORDS[state], *look) for state, look in _LOOK.items()}
MISSING = StateMark("missing", "未报", "□", "missing", "还没有收到可以计入的上报表")
AWAITED_ANEW = StateMark("anew", TO_SEND_ANEW, "□", "missing", "原来报的由您撤回，还没有收到新的")
_TO_READ = (State.ACCEPTED, State.SENT_BACK, State.REFUSED, State.HELD)  # the others are folded away


@dataclass(frozen=True, slots=True)
class PageFinding:
    """A finding with its cell in words, the name of its region, and its indicator: code and label.

    What it has none of is "".
    """

    finding: Finding
    cell: str
    region: str
    indicator: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of a file under one heading."""

    heading: str
    severity: Severity
    problems: tuple[PageFinding, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A changed cell: its address in words, its region and field by name, its indicator by code and label."""

    change: Change
    cell: str
    region: str
    field: str
    indicator: str
    label: str


@dataclass(frozen=True, slots=True)
class File:
    """A received file; `unreadable` says that it could not be read, whatever came after it.

    `before` names the return with which `differences` compares it, "" for none. `doubtful` counts the numbers
    that look wrong by powers of ten or in another unit, and that nobody has explained; `checked` says when,
    by whom and why these were found right, "" where they were not. `overruled` is the reason for which a
    person accepted it in spite of errors, "" for none.
    """

    anchor: str
    name: str
    sha256: str
    mark: StateMark
    city: str
    received: str
    late: bool
    remarks: tuple[str, ...]
    groups: tuple[Group, ...]
    before: str
    differences: tuple[Difference, ...]
    unreadable: bool
    doubtful: int
    checked: str
    overruled: str

    @property
    def fingerprint(self) -> str:
        """The start of the hash, by which people tell files apart."""
        return self.sha256[:16]

    def count(self, severity: Severity) -> int:
        """The number of its findings of a severity."""
        return sum(len(group.problems) for group in self.groups if group.severity is severity)

    @property
    def indicators(self) -> set[str]:
        """The codes of the indicators in its findings and differences."""
        named = {each.indicator for group in self.groups for each in group.problems}
        return (named | {each.indicator for each in self.differences}) - {""}


@dataclass(frozen=True, slots=True)
class Section:
    """A city with its files, or with `mark` None the files of no city.

    `status_file` shows the city's status and comes first in `files`; it is None for a missing city. The page
    folds away the files `folded`. `overdue` says how long a missing one is.
    """

    anchor: str
    name: str
    mark: StateMark | None
    overdue: str
    status_file: File | None
    files: tuple[File, ...]
    folded: tuple[File, ...]

    @property
    def others(self) -> tuple[File, ...]:
        """All files but the one that shows the city's status."""
        return tuple(file for file in (*self.files, *self.folded) if file is not self.status_file)


def counted(files: Iterable[File]) -> str:
    """Count files by state, in words: `退回修改 1 份、附件 2 份`."""
    words = Counter(file.mark.word for file in files)
    return "、".join(f"{word} {number} 份" for word, number in words.items())


def sections(facts: Facts) -> tuple[Section, ...]:
    """A section for every city in the plan's order, then one for files of no city, if any."""
    telling = _SectionWriter(facts)
    found = [telling.city(city) for city in facts.plan.cities]
    strangers = telling.strangers()
    return (*found, strangers) if strangers.others else tuple(found)


@dataclass(frozen=True)
class _SectionWriter:
    facts: Facts

    def city(self, city: Region) -> Section:
        files = self._files[city.code]
        status_receipt = self.facts.status_receipts.get(city.code)
        ordered = sorted(files, key=lambda each: (each[0] is status_receipt, each[0].order), reverse=True)
        late = "" if status_receipt else self.facts.overdue
        anew = any(receipt.state is State.WITHDRAWN for receipt, _ in files)
        absent = AWAITED_ANEW if anew else MISSING
        mark = MARKS[status_receipt.state] if status_receipt else absent
        return _section(f"c{city.code}", city.name, mark, late, ordered, status_receipt)

    def strangers(self) -> Section:
        heading = f"未归到{self.facts.plan.levels.unit}的文件"
        return _section(STRANGERS, heading, None, "", self._files[""], None)

    @cached_property
    def _files(self) -> Mapping[str, list[tuple[Receipt, File]]]:
        """The files by city code, files of no city by ""."""
        found: dict[str, list[tuple[Receipt, File]]] = {"": []}
        found |= {city.code: [] for city in self.facts.plan.cities}
        for number, receipt in enumerate(self.facts.receipts, start=1):
            mine = found.get(receipt.region, found[""])
            mine.append((receipt, self._file(f"f{number}", receipt)))
        return found

    def _file(self, anchor: str, receipt: Receipt) -> File:
        before = self.facts.before(receipt)
        return File(
            anchor=anchor,
            name=PurePath(receipt.file).name,
            sha256=receipt.sha256,
            mark=MARKS[receipt.state],
            city=self.facts.plan.name(receipt.region) if receipt.region else "",
            received=receipt.when,
            late=receipt.state is not State.IGNORED and self.facts.late(receipt),
            remarks=tuple(self._remarks(receipt)),
            groups=tuple(self._groups(receipt)),
            before=f"{PurePath(before.file).name}，{before.when} 收到" if before else "",
            differences=tuple(
                Difference(
                    each,
                    in_words(each.cell),
                    self._region(receipt, each.region),
                    self._field(each.field),
                    self._indicator(each.field),
                    indicator_label(self.facts.plan, each.field),
                )
                for each in self.facts.changes(receipt)
            ),
            unreadable=receipt.is_unreadable,
            doubtful=receipt.doubtful(self.facts.plan),
            checked=receipt.checked.words if receipt.checked else "",
            overruled=receipt.overruled,
        )

    def _remarks(self, receipt: Receipt) -> Iterable[str]:
        if receipt.overruled:
            yield f"人工决定接收，理由：{receipt.overruled}"
        if receipt.checked:
            yield f"存疑的数：{receipt.checked.words}"
        if receipt.first and receipt.state is State.ACCEPTED:
            that = self.facts.plan.levels_of(receipt.region).that
            yield f"更新，{that}首次接收的一份于 {receipt.first[:10]} 收到"
        if receipt.share:
            yield f"分表：{receipt.share}"
        if receipt.part_of:
            yield f"已并入 {self._names.get(receipt.part_of, receipt.part_of[:16])}"

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {each.sha256: PurePath(each.file).name for each in self.facts.receipts}

    def _groups(self, receipt: Receipt) -> Iterable[Group]:
        headings = [(word, severity, False) for severity, word in SEVERITY_WORDS.items()]
        headings.append((f"报送单位的说明（{SEVERITY_WORDS[Severity.NOTE]}）", Severity.NOTE, True))
        for heading, severity, explains in headings:
            found = tuple(
                PageFinding(
                    each,
                    in_words(each.cell),
                    self._region(receipt, each.region),
                    self._indicator(each.field),
                    indicator_label(self.facts.plan, each.field),
                )
                for each in heaviest_first(receipt.findings)
                if each.severity is severity and (each.type.cell is FormCell.EXPLANATION) is explains
            )
            if found:
                yield Group(heading, severity, found)

    def _region(self, receipt: Receipt, code: str) -> str:
        return (receipt.names or {}).get(code) or (self.facts.plan.name(code) if code else "")

    def _indicator(self, field: str) -> str:
        """The code of the indicator of a field; "" for other fields."""
        indicator = self.facts.plan.indicator_of(field)
        return indicator.code if indicator else ""

    def _field(self, field: str) -> str:
        named = self.facts.plan.input.get(field) or self.facts.plan.indicator.get(field)
        return f"{field} {named.name}" if named else field


def _section(
    anchor: str,
    name: str,
    mark: StateMark | None,
    late: str,
    files: list[tuple[Receipt, File]],
    status_receipt: Receipt | None,
) -> Section:
    return Section(
        anchor=anchor,
        name=name,
        mark=mark,
        overdue=late,
        status_file=next((file for receipt, file in files if receipt is status_receipt), None),
        files=tuple(file for receipt, file in files if receipt.state in _TO_READ),
        folded=tuple(file for receipt, file in files if receipt.state not in _TO_READ),
    )

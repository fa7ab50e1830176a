"""Operator decisions: enter them in the ledger, and find the return or the decision that they are about."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePath

from cascade import locate
from cascade.collecting.decision_words import decision_line, minute, user_name
from cascade.collecting.named_returns import digest_of, named_by, once
from cascade.errors import Needless, Wrong
from cascade.grid import Refused
from cascade.ledger import Decision, DecisionKind, Ledger, claims, closing
from cascade.model import Plan, Region, Round
from cascade.returns.receipt import STATE_WORDS, Receipt, State
from cascade.returns.settling import verdict
from cascade.rounds import Rounds, is_gone
from cascade.xlsx import GuardedReader


class Decider:
    """Enters decisions on a round, each with its reason and who made it.

    A decision that fits nothing raises Wrong; of one that would change nothing, a Chinese text says so, and
    nothing is entered. `by` is the operator's name, "" for the name of the system's user. `rounds` are the
    plan's rounds in this ledger, where they were read already.
    """

    def __init__(
        self, ledger: Ledger, plan: Plan, round_: Round, because: str, by: str, rounds: Rounds | None = None
    ) -> None:
        self._ledger, self._plan, self._round = ledger, plan, round_
        self._rounds = rounds or Rounds(ledger, plan)
        self._because, self._by = " ".join(because.splitlines()), by or user_name()

    def received(self, file: str) -> Receipt:
        """The received file that a name means, whatever became of it. Raises Wrong for none or several."""
        if not (found := once(named_by(file, self._settled))):
            raise Wrong(self._unknown(file))
        return self._one(found)

    def is_unread(self, decision: Decision) -> bool:
        """Whether a decision is about a file that could not be read."""
        return any(each.is_unreadable for each in self._settled if each.sha256 == decision.sha256)

    def claim(self, city: Region, file: Path, name: str) -> Decision | str:
        """A file is a city's form of this round (`--as`); `name` is what the operator calls it.

        Raises Wrong where its ticket is that of another form.
        """
        if self._ledger.latest_issued(self._round.id, city.code) is None:
            raise Wrong(f"本批次没有给{city.name}下发过填报表，请先用 generate.py 下发。")
        digest = digest_of(file)
        mine = [each for each in self._settled if each.sha256 == digest and each.region == city.code]
        if any(each.state in (State.ACCEPTED, State.SENT_BACK, State.SUPERSEDED) for each in mine):
            return f"这个文件已经是{city.name}的上报表，不必确认：{name}"
        if any(each.state is State.REFUSED for each in mine):
            return f"这个文件已经归到{city.name}，不必再确认：{name}"
        claimed = claims(self._ledger.decisions_in_force(self._round.id)).get(digest)
        if claimed == city.code and all(each.state is not State.WITHDRAWN for each in mine):
            return f"这个文件已经确认为{city.name}的，不必再确认：{name}"
        self._refuse_another(city, file)
        return self._enter(DecisionKind.AS, city.code, digest, name=name)

    def _refuse_another(self, city: Region, file: Path) -> None:
        """Raise Wrong where a workbook has the ticket of another city's form, or of another round's."""
        with GuardedReader() as reader, suppress(Refused):
            form = self._ledger.issued(locate.identify(reader.read(file.read_bytes())).ticket)
            if form is None or (form.city, form.round) == (city.code, self._round.id):
                return
            round_ = next((each for each in self._plan.rounds if each.id == form.round), None)
            whose = (
                f"这个文件是{self._plan.name(form.city)}“{round_.name if round_ else form.round}”的填报表"
                f"（模板编号 {form.ticket}），"
            )
            if form.round != self._round.id:
                raise Wrong(f"{whose}不是“{self._round.name}”的。请放到它那个批次的收件文件夹再收集。")
            raise Wrong(
                f"{whose}不能确认为{city.name}的。请{city.name}用自己的填报表报送；"
                f"确是{self._plan.name(form.city)}报的，直接收集即可，不用 --as。"
            )

    def overrule(self, city: Region, files: Iterable[str]) -> Decision:
        """A city's return counts in spite of its errors (`--overrule`).

        Cells without a usable number stay missing. `files` name the return where several are open, or one
        that is superseded or withdrawn.
        """
        mine = [each for each in self._settled if each.region == city.code and each.records]
        files = list(files)
        named = [each for file in files for each in named_by(file, mine)]
        for file in files:
            if Path(file).is_dir() or named_by(file, mine):
                continue
            known = named_by(file, self._settled)
            name = PurePath(known[0].file if known else file).name
            if any(each.region == city.code for each in known):
                raise Wrong(
                    f"{name}里没有读出一个数，不能计入。请{self._plan.levels_of(city.code).that}另报填好的表。"
                )
            if known or Path(file).exists():
                raise Wrong(
                    f"{name}不是{city.name}已收到的上报表，没有作决定。"
                    f"请写{self._plan.levels_of(city.code).that}的文件；新到的文件请先收集。"
                )
            raise Wrong(self._unknown(file))
        waiting = [each for each in mine if each.state in (State.SENT_BACK, State.HELD)]
        chosen = once(named or waiting)
        if not chosen:
            raise Wrong(
                f"{city.name}没有可以决定接收的上报表：没有退回修改或待人工核实的，或者其中读不出数字。"
            )
        if len(chosen) > 1:
            raise Wrong(f"{city.name}有几份待定的上报表，请在命令中写明是哪一份：\n{self._listed(chosen)}")
        if chosen[0].state is State.ACCEPTED:
            raise Needless(f"这一份已经接收，不必再作决定：\n{self._listed(chosen)}")
        waits = chosen[0].state in (State.SENT_BACK, State.HELD)
        after = "" if waits else self._latest(city.code)
        name = files[0] if len(files) == 1 and named else ""
        return self._enter(DecisionKind.OVERRULE, city.code, chosen[0].sha256, after, name=name)

    def use(self, file: str) -> Decision:
        """Another return of a city counts than the last (`--use`), until a newer one is accepted."""
        found = self._returns_named(file)
        open_ = {each.region for each in self._settled if _is_rival(each)}
        chosen = [each for each in found if each.state is not State.ACCEPTED or each.region in open_]
        if not chosen:
            raise Needless(f"这一份现在就是有效的一份，不必再作决定：\n{self._listed(found)}")
        receipt = self._one(chosen)
        if receipt.share and not receipt.part_of and receipt.state is State.ACCEPTED:
            raise Needless(f"这是一份分表，收齐后自动合并，不必再作决定：\n{self._listed([receipt])}")
        if not _acceptable(receipt):
            raise Wrong(
                f"这一份有错误，改好再报才能计入：\n{self._listed([receipt])}\n"
                f"如确需照此计入，请用 --overrule {receipt.region}，写明这个文件和理由。"
            )
        whole = receipt.part_of or receipt.sha256
        return self._enter(DecisionKind.USE, receipt.region, whole, self._latest(receipt.region), name=file)

    def withdraw_city(self, city: Region) -> Decision:
        """All that a city has sent counts no more: it has not reported until something new comes."""
        states = (State.ACCEPTED, State.SENT_BACK, State.HELD)
        if not any(each.region == city.code and each.state in states for each in self._settled):
            raise Needless(f"{city.name}没有可以撤回的上报表：本批次还没有报，或者都已撤回。")
        return self._enter(DecisionKind.WITHDRAW, city.code)

    def withdraw_file(self, file: str) -> Decision:
        """A return counts no more (`--withdraw FILE`): the last accepted before it counts again."""
        found = [each for each in self._returns_named(file) if each.state is not State.WITHDRAWN]
        if not found:
            raise Needless(f"“{file}”已经撤回，不必再作决定。")
        receipt = self._one([each for each in found if each.state is not State.SUPERSEDED] or found)
        return self._enter(DecisionKind.WITHDRAW, receipt.region, receipt.sha256, name=file)

    def check(self, file: str) -> Decision | str:
        """The doubtful numbers of a return are right (`--checked`): nobody is asked about them again."""
        receipt = self._one(self._returns_named(file))
        if receipt.state is not State.ACCEPTED or not receipt.is_whole:
            raise Wrong(f"这一份没有计入汇总，不必核对：\n{self._listed([receipt])}")
        if receipt.checked:
            return f"这一份的存疑已经核对过了（{receipt.checked.words}），不必再作决定。"
        if not receipt.doubtful(self._plan):
            raise Needless(f"这一份没有存疑的数，不必核对：\n{self._listed([receipt])}")
        return self._enter(DecisionKind.CHECKED, receipt.region, receipt.sha256, name=file)

    def close(self) -> Decision | str:
        """The round is closed: what comes later is held."""
        if closed := self._closed:
            when = minute(closed) + (f"，理由：{closed.because}" if closed.because else "")
            return f"本批次已经关闭（第 {closed.number} 条人工决定，{when}），不必再关闭。"
        return self._enter(DecisionKind.CLOSE)

    def reopen(self) -> Decision | str:
        """The round is open again, and what was held is judged anew, but for what was taken out meanwhile."""
        if not self._closed:
            return "本批次没有关闭，不必重开。"
        self._withdraw_taken_out()
        return self._enter(DecisionKind.REOPEN)

    def _withdraw_taken_out(self) -> None:
        """Withdraw what came too late and was taken out of its folder: an open round would count it."""
        late = (each for each in self._settled if any(found.type.too_late for found in each.findings))
        for each in once(each for each in late if is_gone(each)):
            why = "关闭以后收到，重开以前已移出"
            self._enter(DecisionKind.WITHDRAW, each.region, each.sha256, name=each.file, because=why)

    def undo(self, number: int) -> Decision:
        """A decision of the round holds no more (`--undo`); also an UNDO can be taken back."""
        decisions = self._ledger.decisions(self._round.id)
        undone = next((each for each in decisions if each.number == number), None)
        if undone is None:
            listed = "\n".join(map(self.line, decisions)) or "  （本批次还没有人工决定）"
            raise Wrong(f"本批次没有第 {number} 条人工决定。已有的：\n{listed}")
        if undone not in self._ledger.decisions_in_force(self._round.id):
            by = next(each for each in reversed(decisions) if each.undoes == number)
            raise Needless(
                f"第 {number} 条人工决定已由第 {by.number} 条撤销。要恢复它，请用 --undo {by.number}。"
            )
        if undone == self._closed:
            self._withdraw_taken_out()
        return self._enter(DecisionKind.UNDO, undone.city, undone.sha256, undoes=number)

    @property
    def _closed(self) -> Decision | None:
        return closing(self._ledger.decisions_in_force(self._round.id))

    def line(self, decision: Decision) -> str:
        """A decision as a line of Chinese, with its number."""
        return decision_line(decision, self._plan, self._settled)

    @property
    def _settled(self) -> tuple[Receipt, ...]:
        return self._rounds.settled(self._round)

    def _enter(
        self,
        kind: DecisionKind,
        city: str = "",
        sha256: str = "",
        after: str = "",
        undoes: int = 0,
        name: str = "",
        because: str = "",
    ) -> Decision:
        """Enter a decision; `name` is a path or a fingerprint as typed, of which the file's name is kept."""
        now = datetime.now().isoformat(timespec="seconds")
        file = PurePath(name).name if PurePath(name).suffix else ""
        why = because or self._because
        return self._write(
            Decision(self._round.id, now, kind, city, sha256, why, self._by, undoes, after, file=file)
        )

    def _write(self, what: Decision) -> Decision:
        return self._ledger.decide(what)

    def _latest(self, city: str) -> str:
        """When the latest return of a city was received that can count."""
        mine = [each for each in self._settled if each.region == city and _acceptable(each)]
        return max((each.order[0] for each in mine), default="")

    def _returns_named(self, file: str) -> list[Receipt]:
        """The returns that a name means, each once. Raises Wrong where it means none.

        A return with a ticket and without a region is of a city that the plan no longer has.
        """
        known = (each for each in self._settled if each.region or each.ticket)
        returns = [each for each in known if each.state in _RETURNS and not each.is_unreadable]
        others = named_by(file, returns) or named_by(file, self._settled)
        if found := once(each for each in returns if each.sha256 in {other.sha256 for other in others}):
            return found
        if others:
            raise Wrong(f"这个文件不是可以计入的上报表：\n{self._listed(once(others))}")
        raise Wrong(self._unknown(file))

    def _unknown(self, file: str) -> str:
        """The words for a name that means no received file."""
        known = (each for each in self._settled if each.state in _RETURNS)
        return (
            f"本批次没有收到过“{file}”。请写收到的文件的路径或文件名；新到的文件请先收集。\n"
            f"收到的上报表有：\n{self._listed(once(known)) or '  （还没有）'}"
        )

    def _one(self, found: list[Receipt]) -> Receipt:
        if len(found) > 1:
            raise Wrong(f"这样写可能指几份上报表，请改写完整路径或文件指纹：\n{self._listed(found)}")
        return found[0]

    def _listed(self, receipts: Iterable[Receipt]) -> str:
        return "\n".join(
            f"  {self._plan.name(each.region) or '（不明）'}　{STATE_WORDS[each.state]}　{each.when} 收到"
            f"　指纹 {each.sha256[:16]}　{each.file}"
            for each in receipts
        )


_RETURNS = (State.ACCEPTED, State.SENT_BACK, State.HELD, State.SUPERSEDED, State.WITHDRAWN)


def _acceptable(receipt: Receipt) -> bool:
    """Whether a return could count: nothing is wrong with it but how it compares with others."""
    own = verdict(each for each in receipt.findings if not each.type.comparing)
    return receipt.state in _RETURNS and bool(receipt.overruled or own is State.ACCEPTED)


def _is_rival(receipt: Receipt) -> bool:
    """Whether a return is held only because a person must choose."""
    return receipt.state is State.HELD and _acceptable(receipt)

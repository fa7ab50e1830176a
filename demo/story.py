"""One round of the story: issued, filled in by the cities, collected, corrected and collected again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demo.cities import Mistake, mistaken
from demo.form import Answers, Form
from demo.office import Differs, Found, Office, Report
from demo.tables import Round, cities, names

MARK = "（演示数据，虚构）"


@dataclass(slots=True)
class Telling:
    """A round as it is told.

    `answers` says what a city (by code) answers to its form, `mistakes` what it gets wrong at first and
    `late` which city is late ("" if none). `filled` is what each city means, mistakes apart.
    """

    office: Office
    round: Round
    answers: Callable[[Form, str], Answers]
    mistakes: Mapping[str, Sequence[Mistake]]
    late: str = ""
    forms: dict[str, Path] = field(default_factory=dict)
    filled: dict[str, Answers] = field(default_factory=dict)

    def issue(self) -> None:
        """The office issues a form to each city."""
        self.forms = self.office.issue(self.round.id)
        expect(sorted(cities()), sorted(self.forms), "应给每个设区市下发一份填报表")
        say(f"已下发 {len(self.forms)} 份填报表，每市一份；报送截止 {self.round.due}。")

    def first_returns(self, day: str) -> None:
        """All cities but the late one fill in their forms and send them; some make mistakes."""
        for city in cities():
            if city != self.late:
                self._send(city, day, mistakes=self.mistakes.get(city, ()))
        for city, made in self.mistakes.items():
            say(f"{cities()[city]}（故意填错）：{'；'.join(each.told for each in made)}。")
        if self.late:
            say(f"{cities()[self.late]}：还没有报。")

    def second_returns(self, day: str) -> None:
        """The cities that were sent back correct their forms, and the late one sends its own."""
        for city in self.mistakes:
            self._send(city, day, again=True)
            say(f"{cities()[city]}：已在原填报表上更正，重新报送。")
        if self.late:
            self._send(self.late, day)
            say(f"{cities()[self.late]}：报来了（迟报）。")

    def _send(self, city: str, day: str, mistakes: Sequence[Mistake] = (), again: bool = False) -> None:
        form = Form(self.forms[city])
        self.filled[city] = self.answers(form, city)
        form.fill(mistaken(self.filled[city], mistakes))
        name = f"{cities()[city]}_{self.round.name}{'_更正' if again else ''}{MARK}.xlsx"
        form.save(self.office.folder(self.round.id, "received") / day / name)

    def collect_with_problems(self, day: str) -> None:
        """The office collects: exactly the mistakes made are found, and the late city is missing."""
        report = self.office.collect(self.round.id, day, expected=1)
        waiting = [*self.mistakes, *([self.late] if self.late else [])]
        good = report.cities("accepted")
        expect(sorted(self.mistakes), sorted(report.cities("sent_back")), "退回修改的市")
        expect(sorted(waiting), sorted(report.missing), "没有已接收上报表的市")
        expect(sorted(set(cities()) - set(waiting)), sorted(good), "已接收的市")
        missing = f"，未报 1 个（{cities()[self.late]}）" if self.late else ""
        say(f"已接收 {len(good)} 个市，退回修改 {len(self.mistakes)} 个{missing}。查出的问题：")
        for each in report.returns:
            if each.state == "sent_back":
                self._problems(each.region, each.errors)

    def _problems(self, city: str, errors: Sequence[Found]) -> None:
        planted = sorted(each.found_at for each in self.mistakes[city])
        expect(planted, sorted((each.region, each.field) for each in errors), f"{cities()[city]}的错误位置")
        say(f"{cities()[city]}，退回修改：")
        for found in errors:
            say(f"  {found.sheet} {found.cell}  {found.message}")

    def collect_all(self, day: str) -> Report:
        """The office collects again: every city is accepted and nobody is needed any more."""
        report = self.office.collect(self.round.id, day, expected=0)
        expect(sorted(cities()), sorted(report.cities("accepted")), "已接收的市")
        expect((), report.missing, "没有已接收上报表的市")
        if not report.summary.is_file():
            raise Differs(f"没有找到汇总表 {report.summary}")
        late = [cities()[each.region] for each in report.returns if each.late and each.state == "accepted"]
        say(f"{len(cities())} 个市全部接收{'；截止日后收到：' + '、'.join(late) if late else ''}。")
        asked, told = report.findings("warning"), report.findings("note")
        if asked or told:
            say(f"另有请核对的警告 {asked} 条、提示 {told} 条，不影响接收。")
        return report


def expect(expected: object, found: object, what: str) -> None:
    """Raise Differs unless what was found is what the story expects."""
    if expected != found:
        raise Differs(f"{what}：应为 {_worded(expected)}，实为 {_worded(found)}")


def _worded(thing: object) -> str:
    """Region codes among the things by name, for a person to read."""
    if isinstance(thing, list | tuple):
        return "、".join(_worded(each) for each in thing) or "（无）"
    return names().get(str(thing), str(thing))


def say(text: str) -> None:
    """Tell a line of the story."""
    print(f"  {text}")

"""One round of the story: issued, filled in by the cities, collected, corrected and collected again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from demo.cast import Mishaps, Mistake, Words, mistaken
from demo.form import Answers, Form
from demo.office import Differs, Found, Office, Report
from demo.tables import Plan, Round

MARK = "（演示数据，虚构）"
_WRONG_FILE = "单位通讯录"
_SHOWN = 6  # problems of a unit that are read out


def in_words(cell: str) -> str:
    """A cell as people read it, so that K14 is no indicator: `K列14行`."""
    return re.sub(r"([A-Z]+)(\d+)", r"\1列\2行", cell)


@dataclass(slots=True)
class Telling:
    """A round as it is told.

    `answers` says what a unit (by code) answers to its form, `mishaps` what goes wrong at first. `made` are
    the mistakes that were made, and `filled` is what each unit means, mistakes apart.
    """

    office: Office
    words: Words
    round: Round
    answers: Callable[[Form, str], Answers]
    mishaps: Mishaps
    forms: dict[str, Path] = field(default_factory=dict)
    made: dict[str, Sequence[Mistake]] = field(default_factory=dict)
    filled: dict[str, Answers] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The plan whose round it is."""
        return self.office.plan

    @property
    def days(self) -> tuple[str, str]:
        """The days of the two collections: before the due date and, where one is late, after it."""
        first, second = self._days
        return first.isoformat(), second.isoformat()

    @property
    def days_in_words(self) -> tuple[str, str]:
        """The same days as they are told."""
        first, second = (f"{day.month} 月 {day.day} 日" for day in self._days)
        return first, second

    @property
    def _days(self) -> tuple[date, date]:
        before, after = (1, 3) if self.mishaps.late else (2, 0)
        return self.round.due - timedelta(before), self.round.due + timedelta(after)

    def issue(self) -> None:
        """The office issues a form to each unit."""
        self.forms = self.office.issue(self.round.id)
        unit = self.words.unit
        self._expect(
            sorted(self.plan.cities), sorted(self.forms), f"应给每个{self.words.level}下发一份填报表"
        )
        say(f"已下发 {len(self.forms)} 份填报表，每{unit}一份；报送截止 {self.round.due}。")

    def first_returns(self) -> None:
        """All units but the late one fill in their forms and send them; some make mistakes."""
        cities, mishaps = self.plan.cities, self.mishaps
        for city in cities:
            if city == mishaps.stray:
                self._send_wrong_file(city)
            elif city != mishaps.late:
                self._send(city, self.days[0], first=True)
        for city, made in self.made.items():
            say(f"{cities[city]}（故意填错）：{'；'.join(each.told for each in made)}。")
        if mishaps.stray:
            say(f"{cities[mishaps.stray]}：误把《{_WRONG_FILE}》当作填报表发来。")
        if mishaps.late:
            say(f"{cities[mishaps.late]}：还没有报。")

    def second_returns(self) -> None:
        """The units that were sent back correct their forms, and the others send what is still wanted."""
        cities, mishaps, day = self.plan.cities, self.mishaps, self.days[1]
        for city in self.made:
            self._send(city, day, note="_更正")
            say(f"{cities[city]}：已在原填报表上更正，重新报送。")
        if mishaps.stray:
            self._wrong_file(mishaps.stray).unlink()  # the office has laid it aside
            self._send(mishaps.stray, day)
            say(f"{cities[mishaps.stray]}：报来了填报表；误发的文件已移出收件文件夹。")
        if mishaps.again:
            self._send(mishaps.again, day, note="_再报")
            say(f"{cities[mishaps.again]}：复核后又报了一次，以后一次为准。")
        if mishaps.late:
            self._send(mishaps.late, day)
            say(f"{cities[mishaps.late]}：报来了（迟报）。")

    def _send(self, city: str, day: str, first: bool = False, note: str = "") -> None:
        form = Form(self.forms[city], self.plan, city)
        self.filled[city] = answers = self.answers(form, city)
        if first and city in self.mishaps.erring and (made := self.mishaps.mistakes(city, form, answers)):
            self.made[city] = made
            answers = mistaken(answers, made)
        if first and city == self.mishaps.again:
            form.explain(form.fields[0], "初步数，待复核（演示用虚构说明）。")
        form.fill(answers)
        form.save(self._received(city, day, f"{self.round.name}{note}"))

    def _received(self, city: str, day: str, what: str) -> Path:
        name = re.sub(r'[\\/:*?"<>|]', "_", f"{self.plan.cities[city][:30]}_{what[:30]}{MARK}.xlsx")
        return self.office.folder(self.round.id, "received") / day / name

    def _wrong_file(self, city: str) -> Path:
        return self._received(city, self.days[0], _WRONG_FILE)

    def _send_wrong_file(self, city: str) -> None:
        path, book = self._wrong_file(city), openpyxl.Workbook()
        for row in (("姓名", "科室", "电话"), ("（虚构）", "办公室", "0000-0000000")):
            book.worksheets[0].append(row)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)

    def collect_with_problems(self) -> None:
        """The office collects: exactly the mistakes made are found, and the late unit is missing."""
        cities, mishaps, unit = self.plan.cities, self.mishaps, self.words.unit
        absent = [city for city in (mishaps.late, mishaps.stray) if city]
        waiting = [*self.made, *absent]
        report = self.office.collect(self.round.id, self.days[0], expected=1 if waiting else 0)
        good = report.cities("accepted")
        self._expect(sorted(self.made), sorted(report.cities("sent_back")), f"退回修改的{unit}")
        self._expect(sorted(waiting), sorted(report.missing), f"没有已接收上报表的{unit}")
        self._expect(sorted(set(cities) - set(waiting)), sorted(good), f"已接收的{unit}")
        names = "、".join(cities[city] for city in absent)
        missing = f"，未报 {len(absent)} 个（{names}）" if absent else ""
        returned = f"，退回修改 {len(self.made)} 个" if self.made else ""
        say(f"已接收 {len(good)} 个{unit}{returned}{missing}。{'查出的问题：' if self.made else ''}")
        for each in report.returns:
            if each.state == "sent_back":
                self._problems(each.region, each.errors)
            elif each.errors:
                say(f"《{_WRONG_FILE}》：{each.errors[0].message}")

    def _problems(self, city: str, errors: Sequence[Found]) -> None:
        name = self.plan.cities[city]
        planted = sorted(place for each in self.made[city] for place in each.found_at)
        self._expect(planted, sorted((each.region, each.field) for each in errors), f"{name}的错误位置")
        say(f"{name}，退回修改：")
        for found in errors[:_SHOWN]:
            say(f"  {found.sheet} {in_words(found.cell)}  {found.message}")
        if len(errors) > _SHOWN:
            say(f"  ……共 {len(errors)} 处")

    def collect_all(self) -> Report:
        """The office collects again: every unit is accepted and nobody is needed any more."""
        cities, unit = self.plan.cities, self.words.unit
        report = self.office.collect(self.round.id, self.days[1], expected=0)
        self._expect(sorted(cities), sorted(report.cities("accepted")), f"已接收的{unit}")
        self._expect((), report.missing, f"没有已接收上报表的{unit}")
        if not report.summary.is_file():
            raise Differs(f"没有找到汇总表 {report.summary}")
        late = [cities[each.region] for each in report.returns if each.late and each.state == "accepted"]
        say(f"{len(cities)} 个{unit}全部接收{'；截止日后收到：' + '、'.join(late) if late else ''}。")
        asked, told = report.findings("warning"), report.findings("note")
        if asked or told:
            say(f"另有请核对的警告 {asked} 条、提示 {told} 条，不影响接收。")
        return report

    def _expect(self, expected: object, found: object, what: str) -> None:
        """Raise Differs unless what was found is what the story expects."""
        if expected != found:
            raise Differs(f"{what}：应为 {self._worded(expected)}，实为 {self._worded(found)}")

    def _worded(self, thing: object) -> str:
        """Region codes among the things by name, for a person to read."""
        if isinstance(thing, list | tuple):
            return "、".join(self._worded(each) for each in thing) or "（无）"
        return self.plan.names.get(str(thing), str(thing))


def say(text: str) -> None:
    """Tell a line of the story."""
    print(f"  {text}")

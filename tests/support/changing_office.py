"""An office whose plan changes after returns were accepted: three cities of three counties, five indicators.

K01 and K04 are amounts in 亿元, K02 in 万平方米, K03 in 家 (judged at the end of the year), K05 a rate in %
over two inputs in 家. 成都市 has no target of K04.
"""

import csv
import shutil
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from cascade.collecting.collect_returns import Collected, collect
from cascade.issuing.issue_forms import IssuedForm, issue, read_earlier_rounds
from cascade.places import Places
from cascade.plan import load
from tests.support.oracle.form import Form
from tests.support.special_plans import BREAKDOWN, JUNE, write_plan

SEPTEMBER = "progress-2020-09-30"
CITIES = ("成都市", "自贡市", "攀枝花市")
CHENGDU, ZIGONG, PANZHIHUA = "510100", "510200", "510300"
DAYS = {BREAKDOWN: date(2020, 5, 28), JUNE: date(2020, 7, 8), SEPTEMBER: date(2020, 10, 8)}
PERIODS = {JUNE: 1, SEPTEMBER: 2}

Row = dict[str, str]


class ChangingOffice:
    """An office with a folder of tables that may be changed, and a folder of workbooks."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.plan = home / "方案"
        self.workbooks = home / "工作簿"

    @classmethod
    def make(cls, home: Path) -> "ChangingOffice":
        """A new office."""
        office = cls(home)
        write_plan(office.plan, CITIES, counties=3, indicators=5)
        september = {"id": SEPTEMBER, "kind": "progress", "name": "三季度进展"}
        september |= {"as_of": "2020-09-30", "due": "2020-10-10"}
        office.change("rounds", lambda rows: [*rows, september])
        return office

    def copy(self, home: Path) -> "ChangingOffice":
        """The same office at another place."""
        shutil.copytree(self.home, home)
        return ChangingOffice(home)

    def change(self, table: str, new: Callable[[list[Row]], list[Row]]) -> None:
        """Write a table of the plan anew."""
        path = self.plan / f"{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, names = list(reader), list(reader.fieldnames or ())
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(new(rows))

    def set(self, table: str, key: str, code: str, **cells: str) -> None:
        """Change cells of the rows of a table whose column `key` holds `code`."""
        self.change(table, lambda rows: [row | cells if row[key] == code else row for row in rows])

    def drop(self, table: str, key: str, code: str) -> None:
        """Take the rows of a table away whose column `key` holds `code`."""
        self.change(table, lambda rows: [row for row in rows if row[key] != code])

    def add(self, table: str, **cells: str) -> None:
        """Add a row to a table."""
        self.change(table, lambda rows: [*rows, dict.fromkeys(rows[0], "") | cells])

    def places(self, round_: str) -> Places:
        """The places of a round of the plan as it is now."""
        plan = load(self.plan).plan
        return Places(self.workbooks, plan, plan.round(round_))

    def issue(self, round_: str) -> list[IssuedForm]:
        """Issue the forms of a round."""
        places = self.places(round_)
        now, earlier = datetime(2020, 5, 8, 9), read_earlier_rounds(places)
        return list(issue(places, earlier, places.plan.cities, now, now.date()))

    def answer(self, round_: str, city: str, **more: Decimal | str) -> Path:
        """A city's return on the form that it has; `more` are numbers of a field in all of its counties."""
        (issued,) = self.places(round_).issued.glob(f"{city}_*.xlsx")
        form = Form(issued)
        counties = [region for region in form.regions if region.isdigit()]
        said = {
            (county, field): more.get(field, self.number(round_, county, field))
            for county in counties
            for field in form.fields
        }
        form.fill(said)
        return form.save(self.places(round_).received / f"{city}.xlsx")

    def number(self, round_: str, county: str, field: str) -> Decimal:
        """What a county reports: the first carries most of its city's target; results grow by the period."""
        at, last, number = int(county[2:4]) - 1, int(county[-1]), int(field[1:3])
        rate, decimals = number % 5 == 0, number % 3
        if round_ != BREAKDOWN:
            plain = 1000 if field.endswith("b") else 10 * number + last + 100 * PERIODS[round_]
            return Decimal(plain).scaleb(0 if rate else -decimals)
        if rate:
            return Decimal(40 + at + last)
        whole = 100 + 10 * at + number
        return Decimal({1: whole - 30, 2: 20}.get(last, 10)).scaleb(-decimals)

    def collect(self, round_: str, received: date | None = None) -> Collected:
        """Collect a round."""
        places, day = self.places(round_), DAYS[round_]
        return collect(places, [], received or day, day, lambda sources: sources)

    def whole_round(self, round_: str) -> Collected:
        """Issue a round, let every city report, and collect; the inbox is emptied."""
        self.issue(round_)
        places = self.places(round_)
        for city in places.plan.cities:
            self.answer(round_, city.code)
        collected = self.collect(round_)
        shutil.rmtree(places.received)
        return collected

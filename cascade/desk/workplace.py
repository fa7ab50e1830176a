"""All that the desk's pages share: the office, its views, its work, its book."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cascade.desk.acts import Act, Asked
from cascade.desk.changed import changed_since
from cascade.desk.daily_acts import DAILY
from cascade.desk.deciding_acts import DECIDING
from cascade.desk.desk_roles import DeskRole
from cascade.desk.desk_words import in_desk_words
from cascade.desk.jobs import Jobs
from cascade.desk.mailing_acts import MAILING
from cascade.desk.records import DeskAction, Records
from cascade.desk.round_view import RoundView, RoundViews
from cascade.desk.taking_out import PUT_BACK, PUTTING_BACK, TAKEN_OUT, TAKING_OUT
from cascade.desk.workbooks_folder import Unknown, WorkbooksFolder
from cascade.errors import Wrong

ACTS: dict[str, Act] = {each.name: each for each in (*DAILY, *MAILING, *DECIDING, TAKING_OUT, PUTTING_BACK)}

# Beginnings of what a collection ends.
COLLECTED_AFTER = (*(each.title for each in DECIDING), TAKEN_OUT, PUT_BACK)


def book_of(workbooks: Path) -> Path:
    """The desk's own book."""
    return workbooks / "desk.sqlite"


class Desk:
    """The desk over one workbooks folder.

    `settings` is the file of mail settings, `passwords` are those of its sections that were typed in: they
    stay in memory.
    """

    def __init__(self, workbooks: Path, settings: Path) -> None:
        self.folder = WorkbooksFolder(workbooks)
        self.settings = settings
        self.passwords: dict[str, str] = {}
        self.log = workbooks / "运行记录.log"
        self.records = Records(book_of(workbooks))
        self.began = self.records.last
        self.jobs = Jobs(self.records, self.log, self.worded)
        self._views = RoundViews()

    def worded(self, text: str) -> str:
        """What the console says, in the desk's words."""
        return in_desk_words(text.replace(str(self.settings), self.settings.name), self.folder.workbooks)

    def view(self, plan: str, round_: str) -> RoundView:
        """A round as it is now. Raises Unknown and Wrong."""
        return self._views.view(self.folder.places(plan, round_), datetime.now().date())

    def stopped(self, plan: str, round_: str) -> list[DeskAction]:
        """What did not end in a round, for the machine stopped, and waits to be done again.

        A decision may stand in the ledger, a file may have been taken out: there a collection does the rest.
        """
        collected = self.records.last_ended(plan, round_, ACTS["collect"].title)
        return [
            each
            for each in self.records.interrupted(self.began)
            if (each.plan, each.round) == (plan, round_)
            and (each.number > collected or not each.what.startswith(COLLECTED_AFTER))
        ]

    def asked(self, view: RoundView, who: str, values: dict[str, list[str]]) -> Asked:
        """An act that somebody asks for now."""
        now = datetime.now().replace(microsecond=0)
        return Asked(view, who, now, self.settings, values, self.passwords)

    def start(self, act: Act, asked: Asked, role: DeskRole) -> int:
        """Put an act of somebody of a role into the queue; return the number of its work."""
        plan, round_ = asked.view.places.plan.id, asked.view.places.round.id

        def story() -> int:
            """Do the act; a decision not, where what waited before it has changed what it is about."""
            if act.role_for:
                now = replace(asked, view=self.view(plan, round_))
                if not role.may(act.needs(now)):
                    raise Wrong(
                        f"没有做：前面刚办的事使“{act.title}”成了要由{DeskRole.REVIEWS.value}办理的事。"
                    )
                if news := changed_since(now.view, asked):
                    raise Wrong("没有做：您看过以后又有了变化，请看过再决定：\n" + "\n".join(news))
            return act.story(asked)

        cities = asked.all("city")
        city = cities[0] if len(cities) == 1 else ""
        return self.jobs.submit(DeskAction(asked.who, plan, round_, city, act.told(asked)), story)


def act_named(name: str) -> Act:
    """The act with a name. Raises Unknown."""
    if name not in ACTS:
        raise Unknown(name)
    return ACTS[name]

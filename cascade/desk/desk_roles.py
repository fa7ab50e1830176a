"""Who may do what at the desk: the three roles, and what every page asks of whoever opens it.

This is the one table of that. A page that is not in it is open to nobody. What an act asks for stands with
the act, for it may depend on what the act is about.
"""

from enum import StrEnum


class DeskRole(StrEnum):
    """What somebody may do: each role may also what the roles before it may."""

    LOOKS = "查看"
    WORKS = "经办"
    REVIEWS = "审核"

    def may(self, needed: "DeskRole") -> bool:
        """Whether this role is enough."""
        roles = list(DeskRole)
        return roles.index(self) >= roles.index(needed)


LOOKS_OF_PAGES = frozenset({"/desk.css", "/desk.js", "icon"})  # also for whoever has a wrong address
ANYBODY = LOOKS_OF_PAGES | {"enter", "account.sign_in"}  # no session needed
BY_ACT = frozenset({"round.act", "letters.preview", "letters.last"})  # the act says what it needs
NEEDED = {  # by Flask's name of the page
    "plans.plans": DeskRole.LOOKS,
    "leave": DeskRole.LOOKS,
    "account.mine": DeskRole.LOOKS,
    "account.name": DeskRole.WORKS,
    "account.accounts": DeskRole.REVIEWS,
    "brought.bring": DeskRole.WORKS,
    "brought.page": DeskRole.WORKS,
    "brought.replace": DeskRole.WORKS,
    "brought.drafting": DeskRole.WORKS,
    "brought.drafted": DeskRole.WORKS,
    "brought.draft_file": DeskRole.WORKS,
    "brought.away": DeskRole.WORKS,
    "brought.new_plan": DeskRole.WORKS,
    "brought.workbook": DeskRole.LOOKS,
    "brought.tables": DeskRole.LOOKS,
    "rounds.page": DeskRole.WORKS,
    "rounds.add": DeskRole.WORKS,
    "figures.page": DeskRole.WORKS,
    "figures.fill_in": DeskRole.WORKS,
    "addresses.page": DeskRole.WORKS,
    "addresses.fill_in": DeskRole.WORKS,
    "round.board": DeskRole.LOOKS,
    "round.city": DeskRole.LOOKS,
    "round.drop": DeskRole.WORKS,
    "round.work": DeskRole.LOOKS,
    "round.version": DeskRole.LOOKS,
    "round.file": DeskRole.LOOKS,
    "round.files": DeskRole.LOOKS,
    "letters.drafts": DeskRole.LOOKS,
    "round.original": DeskRole.LOOKS,
    "summing.page": DeskRole.LOOKS,
    "summing.number": DeskRole.LOOKS,
    "letters.letters": DeskRole.LOOKS,
    "letters.settings": DeskRole.WORKS,
    "story.story": DeskRole.LOOKS,
}
# What shows somebody of one lead department what is theirs, and no more than that.
FOR_A_DEPARTMENT = frozenset(
    {
        "plans.plans",
        "leave",
        "account.mine",
        "round.version",
        "round.file",
        "summing.page",
        "summing.number",
    }
)
WITH_A_FIRST_PASSWORD = frozenset({"account.mine", "leave"})  # until it has been changed
UNNAMED = WITH_A_FIRST_PASSWORD | {"account.name"}  # until somebody has told a name


class NotAllowed(Exception):
    """Somebody may not do this; the Chinese text says who may."""

"""Who may do what at the desk: the three roles, and what every page asks of whoever opens it.

This is the one table of that. A page that is not in it is open to nobody. What an act asks for stands with
the act, for it may depend on what the act is about.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do: each role may also what the roles before it may."""

    LOOKS = "查看"
    WORKS = "经办"
    REVIEWS = "审核"

    def may(self, needed: "Role") -> bool:
        """Whether this role is enough."""
        roles = list(Role)
        return roles.index(self) >= roles.index(needed)


ANYBODY = frozenset({"enter", "account.sign_in", "/desk.css", "/desk.js", "icon"})  # no session needed
BY_ACT = frozenset({"round.act", "letters.preview", "letters.last"})  # the act says what it needs
NEEDED = {  # by Flask's name of the page
    "plans.plans": Role.LOOKS,
    "leave": Role.LOOKS,
    "account.mine": Role.LOOKS,
    "account.accounts": Role.REVIEWS,
    "brought.bring": Role.WORKS,
    "brought.page": Role.WORKS,
    "brought.replace": Role.WORKS,
    "brought.drafted": Role.WORKS,
    "brought.draft_file": Role.WORKS,
    "brought.away": Role.WORKS,
    "brought.new_plan": Role.WORKS,
    "brought.workbook": Role.LOOKS,
    "brought.tables": Role.LOOKS,
    "round.board": Role.LOOKS,
    "round.city": Role.LOOKS,
    "round.drop": Role.WORKS,
    "round.work": Role.LOOKS,
    "round.version": Role.LOOKS,
    "round.file": Role.LOOKS,
    "round.original": Role.LOOKS,
    "summing.page": Role.LOOKS,
    "summing.number": Role.LOOKS,
    "letters.letters": Role.LOOKS,
    "letters.settings": Role.WORKS,
    "story.story": Role.LOOKS,
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


class Refused(Exception):
    """Somebody may not do this; the Chinese text says who may."""

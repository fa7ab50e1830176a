"""What the columns and the rows of a form are for."""

from enum import StrEnum


class Role(StrEnum):
    """What a column (or a cell) is for. Only INPUT columns carry a code and are filled in.

    ROUND_TARGET is what is to be reached by the round, if the plan says it: then a row is compared with it.
    LAST holds last period's accepted result. VALUE is a rate computed from its inputs; COMPLETION compares a
    row with its target, in per cent or, for a rate, in points.
    """

    CODE = "code"
    NAME = "name"
    TARGET = "target"
    ROUND_TARGET = "round_target"
    LAST = "last"
    INPUT = "input"
    VALUE = "value"
    COMPLETION = "completion"
    EXPLANATION = "explanation"

    @property
    def is_target(self) -> bool:
        """Whether a result may be compared with the column."""
        return self in (Role.TARGET, Role.ROUND_TARGET)

    @property
    def is_computed(self) -> bool:
        """Whether formulas fill the column (see `form/computed_columns.py`)."""
        return self in (Role.VALUE, Role.COMPLETION)


class Line(StrEnum):
    """What a row is for."""

    TITLE = "title"
    STATUS = "status"
    LEAD = "lead"
    INDICATOR = "indicator"
    LABEL = "label"
    UNIT = "unit"
    CODES = "codes"
    TARGET = "target"
    COUNTY = "county"
    ZONES = "zones"
    TOTAL = "total"
    GAP = "gap"
    CHECK = "check"
    EXPLANATION = "explanation"
    SIGN = "sign"
    TICKET = "ticket"
    BLANK = "blank"
    ZONE_HEADING = "zone_heading"
    ZONE = "zone"

"""What letters are for, by names that templates have too, and in words."""

from enum import StrEnum


class Purpose(StrEnum):
    """The purpose of a letter; also the name of its templates."""

    ISSUE = "issue"
    REMIND = "remind"
    RECEIPT = "receipt"
    CORRECTION = "correction"
    UNREADABLE = "unreadable"


PURPOSE_WORDS = {
    Purpose.ISSUE: "下发",
    Purpose.REMIND: "催报",
    Purpose.RECEIPT: "回执",
    Purpose.CORRECTION: "退回更正",
    Purpose.UNREADABLE: "文件打不开",
}

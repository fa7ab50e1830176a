"""What holds for all tests: which files come first, and how often Python clears up meanwhile."""

import gc
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

# The files that take longest, so that no process is left alone with one of them at the end. Others may follow
# in any order: pytest-xdist's own, by the number of tests, would put files of few long tests last.
LONGEST = (
    "summary/test_overview.py",
    "meeting/test_publish.py",
    "summary/test_detail_sheet.py",
    "posting/test_outbox.py",
    "summary/test_province_sheet.py",
    "collecting/test_collect_returns.py",
    "summary/test_summary_book.py",
    "form/test_selfcheck.py",
    "issuing/test_issue_forms.py",
    "form/test_stamp.py",
    "locate/test_placement.py",
)

# Tests read hundreds of large workbooks through openpyxl: to look for circles of objects as often as Python
# does by itself takes a fifth of that time.
gc.set_threshold(100_000, 50, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file's tests keep their order."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.relative_to(TESTS).as_posix(), len(LONGEST)))

"""What holds for all tests: which files come first, and how often Python clears up meanwhile."""

import gc

import pytest

# The files that take longest, so that no process is left alone with one of them at the end. Others may follow
# in any order: pytest-xdist's own, by the number of tests, would put files of few long tests last.
LONGEST = (
    "test_summary_special.py",
    "test_print_pack.py",
    "test_summary_depts.py",
    "test_post.py",
    "test_summary_front.py",
    "test_durability.py",
    "test_summary_shapes.py",
    "test_form_live.py",
    "test_durability_issue.py",
    "test_stamp.py",
    "test_mangle.py",
)

# Tests read hundreds of large workbooks through openpyxl: to look for circles of objects as often as Python
# does by itself takes a fifth of that time.
gc.set_threshold(100_000, 50, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file's tests keep their order."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(LONGEST)))

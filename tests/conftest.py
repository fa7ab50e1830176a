"""What holds for all tests: which files come first, how often Python clears up, and the option `--long`."""

import gc

import pytest

from tests.support import sample

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know `--long`: `tests.support.sample` says what comes of it."""
    parser.addoption("--long", action="store_true", help="draw large counts (fuzz, random plans)")


def pytest_configure(config: pytest.Config) -> None:
    """Set the counts before the files are imported, for hypothesis takes them at import."""
    sample.draw_long(config.getoption("--long"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file's tests keep their order."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(LONGEST)))

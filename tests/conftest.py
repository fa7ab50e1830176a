"""What holds for all tests: which files come first, how often Python clears up, and the option `--long`."""

import gc
import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support import merged_cells, sample

TESTS = Path(__file__).parent
MEMORY = Path("/dev/shm")

# The files that take longest, so that no process is left alone with one of them at the end. Others may follow
# in any order: pytest-xdist's own, by the number of tests, would put files of few long tests last.
LONGEST = (
    "project/test_whole_year.py",
    "desk/test_app.py",
    "summary/test_overview.py",
    "summary/test_detail_sheet.py",
    "collecting/test_decisions.py",
    "returns/test_changed_plan.py",
    "collecting/test_rebuild.py",
    "report/test_status_page.py",
    "meeting/test_publish.py",
    "posting/test_outbox.py",
    "checks/test_breakdown.py",
    "summary/test_pack.py",
    "project/test_demo.py",
    "summary/test_summary_book.py",
    "bulletin/test_word_template.py",
    "collecting/test_collect_returns.py",
    "summary/test_province_sheet.py",
    "project/test_run.py",
    "project/test_docs.py",
    "desk/test_round_pages.py",
    "locate/test_placement.py",
    "commands/test_collect.py",
    "project/test_leaders_words.py",
    "desk/test_brought_pages.py",
    "xlsx/test_machines.py",
    "desk/test_request_limits.py",
    "issuing/test_issue_forms.py",
    "plan/test_read_office.py",
    "form/test_selfcheck.py",
    "support/linter/test_linter.py",
    "returns/test_repeats.py",
    "desk/test_letter_pages.py",
    "commands/test_collect_round.py",
    "summary/test_frame.py",
    "form/test_stamp.py",
    "desk/test_one_city.py",
    "plan/test_consistency.py",
    "project/test_architecture.py",
    "project/test_plans.py",
    "desk/test_guard.py",
    "drawing/test_panes.py",
    "collecting/test_intake.py",
    "export/test_tidy_tables.py",
    "layout/test_description.py",
    "bulletin/test_statements.py",
    "xlsx/test_limits.py",
    "collecting/test_our_letters.py",
    "desk/test_plan_pages.py",
    "returns/test_parts.py",
    "collecting/test_incoming_files.py",
    "desk/test_summing_pages.py",
    "support/test_programs.py",
    "desk/test_account_pages.py",
    "plan/test_plan_workbook.py",
    "export/test_export_files.py",
    "project/test_package.py",
    "meeting/test_numbering.py",
    "xlsx/test_guarded.py",
    "support/test_jsreaders.py",
    "desk/test_deciding_acts.py",
    "submission/test_read_return.py",
    "submission/test_meaning.py",
)


def in_memory() -> bool:
    """Whether four gigabytes are free in Linux's folder in memory, and programs may be started there."""
    if sys.platform == "win32" or not MEMORY.is_dir():
        return False
    disk = os.statvfs(MEMORY)
    return disk.f_bavail * disk.f_frsize >= 4 << 30 and not disk.f_flag & os.ST_NOEXEC


# Where Python is told to keep nothing that it has compiled, each of the hundreds of processes that tests
# start compiles the whole program anew, which takes a third of its time.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The program has the disk confirm what it writes, and the tests collect thousands of times: where there is
# room in memory (a whole run fills less than a gigabyte), their folders lie there, and so do the settings of
# the programs that they start.
if in_memory():
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None  # pytest may have asked for it already

# The desk asks whoever has the name of a machine, such as root, for a person's.
os.environ["LOGNAME"] = "zhang"

# Tests read hundreds of large workbooks through openpyxl: to look for circles of objects as often as Python
# does by itself takes a fifth of that time.
gc.set_threshold(100_000, 50, 50)
merged_cells.leave_borders_alone()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know `--long`: `tests.support.sample` says what comes of it."""
    parser.addoption("--long", action="store_true", help="draw large counts (fuzz, random plans)")


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """One process more than there are cores: each waits a quarter of its time, for mail, locks, deaths."""
    return (yield) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Set the counts before the files are imported, for hypothesis takes them at import."""
    sample.draw_long(config.getoption("--long"))


def pytest_collection_finish() -> None:
    """Have Python look no more, when it clears up, at what has been imported: that is there to the end."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; a file's tests keep their order."""
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.relative_to(TESTS).as_posix(), len(LONGEST)))

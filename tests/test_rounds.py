"""The rounds of a plan: what a round says is looked up once a run."""

import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cascade.commands import collect
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, SEPTEMBER, Office, with_few_indicators

CITIES = ("330500", "330900")
READ = re.compile(r"SELECT \* FROM returns WHERE round = '([^']*)'")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office in whose three rounds two cities have reported."""
    office = Office(tmp_path / "工作簿", with_few_indicators(tmp_path / "plan"))
    for round_ in (BREAKDOWN, JUNE, SEPTEMBER):
        assert office.generate(round_, "--city", *CITIES).code == 0
        for city in CITIES:
            office.fill(round_, city)
        assert set(office.collect(round_).states.values()) == {"accepted"}
    return office


def test_a_collection_without_a_new_file_reads_each_round_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a spectator of the real ledger: SQLite tells each statement that it runs."""
    told: list[str] = []
    connect = sqlite3.connect

    def watched(*given: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **more)
        connection.set_trace_callback(told.append)
        return connection

    words = [office.plan, SEPTEMBER, "--workbooks", office.home, "--today", IN_TIME[SEPTEMBER]]
    monkeypatch.setattr(sqlite3, "connect", watched)
    assert collect.main([*map(str, words)]) == 1  # nine cities are missing
    assert Counter(READ.findall("\n".join(told))) == {BREAKDOWN: 1, JUNE: 1, SEPTEMBER: 1}

"""Mutants of filled forms: `tests.support.fuzz` makes any number of them, here are some and their lessons."""

import re

import pytest

from cascade.grid import Refused
from cascade.xlsx import read
from tests.support.fuzz import run
from tests.support.raw_workbook import pack, parts
from tests.support.sample import count

SEED, MUTANTS = 11, count(650, 20_000)  # a seed of which 650 show every kind of refusal


def test_no_mutant_crashes_hangs_or_is_accepted_with_a_number_that_others_do_not_read() -> None:
    tally = run(SEED, MUTANTS)
    print(tally)
    assert tally.faults == []
    assert sum(tally.outcomes.values()) == MUTANTS
    assert {"accepted", "sent_back", "held", "refused F03", "refused F07", "refused F10"} <= set(
        tally.outcomes
    )
    assert tally.changed > 50  # or the edits miss what they are after


CONTRADICTIONS = {
    "two values": '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
    "a value and a text": '<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is><v>2</v></c></row>',
    "two formulas": '<row r="1"><c r="A1"><f>B1</f><f>B2</f><v>2</v></c></row>',
    "a row again, empty": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1" s="0"/></row>',
    "a row again, elsewhere": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"/></row>',
    "a cell again, empty": '<row r="1"><c r="A1"><v>1</v></c><c r="A1" s="0"/></row>',
    "an empty cell again, filled": '<row r="1"><c r="A1" s="0"/><c r="A1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_programs_read_differently_is_refused(name: str) -> None:
    """openpyxl takes the first of two values and the last of two cells; nobody can say which was meant."""
    with pytest.raises(Refused) as refused:
        read(pack(parts(CONTRADICTIONS[name])))
    assert refused.value.code == "F03"
    assert re.search(r"[一-鿿]", refused.value.facts["detail"])

"""Whatever people and programs do to a form, it gives exactly its values or exactly the right finding.

The treatments are in `tests.support.treatments`. An outcome is the state and the codes found beyond those of
the untouched form; a code with a + stands there more than once. "same": accepted, with nothing more to say.
Whatever comes of it, no value is ever taken for another's, unless the return is held.
"""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from cascade.returns.receipt import State
from tests.support.filled_forms import CITY, OTHER, Judged, Paper, judge
from tests.support.forms import BREAKDOWN, SEPTEMBER
from tests.support.sample import every
from tests.support.treatments import IN_LIBREOFFICE, OTHERWISE, Hand, saved, treat
from tests.support.uno_session import Calc, calc

TABLE = """
saved by LibreOffice                    | same                    | same
by way of .xls                          | same                    | same
by way of .ods                          | same                    | same
saved by openpyxl                       | same                    | same
protection taken off                    | same                    | same
rows inserted above                     | same                    | same
a row inserted between                  | same                    | same
a row with numbers inserted             | sent_back L08           | sent_back L08
a row with numbers inserted, totals deleted | sent_back L08       | sent_back L08
a row inserted above the counties, totals deleted | sent_back L08 | sent_back L08
numbers in a row above the first county | sent_back L08           | sent_back L08
numbers in a row below the last county  | sent_back L08           | sent_back L08
a number as text in an inserted row     | sent_back L08           | sent_back L08
numbers in a row between spare rows     | sent_back L08           | sent_back L08
numbers below the last spare row        | sent_back L08           | sent_back L08
sums well below the table               | same                    | same
a zone without its code and name        | sent_back L08           | sent_back L08+
sorted by numbers                       | same                    | same
sorted without the codes                | held D12+               | held D12+ C13+ L07+ P01+ P02 P03+
a county deleted                        | sent_back L01           | sent_back L01
a spare row deleted                     | same                    | same
a county hidden                         | accepted L05+           | accepted L05+
filtered                                | accepted L05+           | accepted L05+
a column inserted before                | same                    | same
a column inserted between               | same                    | same
a column moved with its code            | same                    | same
columns exchanged without codes         | held D13+ L07+ S01 S03+ | held D13+ P07+
a column deleted                        | sent_back L02           | sent_back L02
a column hidden                         | accepted L05+           | accepted L05+
code row cleared                        | accepted L04            | accepted L04+
code row cleared and sorted             | accepted L04            | accepted L04+
code column cleared                     | accepted L04            | accepted L04+
all codes cleared                       | accepted L04            | accepted L04+
code column cleared and sorted          | sent_back L01+ L04 L08+ | sent_back L01+ L04+ L08+
codes cleared, county deleted, row inserted | sent_back L01+ L04 L08+ | sent_back L01+ L04+ L08+
code column deleted                     | sent_back L09           | sent_back L09
names typed over the codes              | accepted L04            | accepted L04
names typed over all codes              | accepted L04            | accepted L04
names inserted before the codes         | accepted L12            | accepted L12
names inserted behind the codes         | accepted L12            | accepted L12
names inserted behind the names         | accepted L12            | accepted L12
the column of names copied before the codes | accepted L12            | accepted L12
the column of names copied behind the codes | accepted L12            | accepted L12
names inserted by openpyxl before the codes | accepted L12            | accepted L12
names inserted by openpyxl behind the codes | accepted L12            | accepted L12
names dropped                           | same                    | same
names and code column dropped           | sent_back L09           | sent_back L09+
sheet renamed                           | same                    | same
an empty sheet in front                 | same                    | same
an equal copy of the sheet              | same                    | same
an empty copy of the sheet              | same                    | same
a differing copy of the sheet           | held D09                | held D09
the sheet hidden                        | accepted L05+           | accepted L05+
the sheet copied to a new workbook      | accepted D05            | sent_back D05 L09+
all pasted elsewhere, values only       | accepted D05            | sent_back D05 L09+
all pasted elsewhere                    | accepted D05            | sent_back D05 L09+
pasted without the code column          | sent_back D05 L09       | sent_back D05 L09+
pasted without the ticket               | held D01                | held D01
another city's sheet                    | held D03                | held D03
another city's sheet without its ticket | held D05 D06            | held D06
another city's form under this ticket   | held D06 L01+ L07+      | held D06+ L01+ L07+
printed tickets cleared                 | accepted D05            | accepted D05
property dropped                        | accepted D05            | accepted D05
ticket gone everywhere                  | held D01                | held D01
a picture and comments                  | same                    | same
a row inserted by openpyxl below the counties | same              | same
remarks beside the table                | accepted L13            | accepted L13
"""
ROWS = [[word.strip() for word in line.split("|")] for line in TABLE.strip().split("\n")]
# Without `--long` two of three treatments, of either form in turn.
CASES = every(
    3, ((name, *each) for name, *wanted in ROWS for each in zip((BREAKDOWN, SEPTEMBER), wanted, strict=True))
)


@pytest.fixture(scope="module")
def office() -> Calc:
    return calc()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    folder = tmp_path_factory.mktemp("表")
    return [Paper(round_, city, folder) for round_ in (BREAKDOWN, SEPTEMBER) for city in (CITY, OTHER)]


@pytest.fixture(scope="module")
def untouched(papers: list[Paper]) -> dict[str, Judged]:
    """What is made of the forms before anything is done to them, by round."""
    return {paper.round: judge(paper.path.read_bytes(), papers) for paper in papers if paper.city == CITY}


def outcome(found: Judged, before: Judged) -> str:
    """The state and what is found beyond what was found before."""
    more = found.codes - before.codes
    words = sorted(code + "+" * (number > 1) for code, number in more.items())
    return " ".join([found.state.value, *words]) if words or found.state is not State.ACCEPTED else "same"


def test_the_table_has_every_treatment() -> None:
    assert sorted(name for name, *_ in ROWS) == sorted([*IN_LIBREOFFICE, *OTHERWISE])


def test_the_untouched_forms_are_accepted(untouched: dict[str, Judged], papers: list[Paper]) -> None:
    for paper in papers[::2]:
        assert untouched[paper.round].state is State.ACCEPTED
        assert untouched[paper.round].said == paper.said
        assert untouched[paper.round].names == {f"{CITY}A1": "经开区"}


@pytest.mark.parametrize(("name", "round_", "wanted"), CASES)
def test_a_treated_form(
    name: str,
    round_: str,
    wanted: str,
    papers: list[Paper],
    untouched: dict[str, Judged],
    office: Calc,
    tmp_path: Path,
) -> None:
    paper, other = (each for each in papers if each.round == round_)
    found, before = judge(treat(name, Hand(paper, other, office, tmp_path)), papers), untouched[round_]
    state, *codes = wanted.split()
    assert outcome(found, before) == " ".join([state, *sorted(codes)])
    if found.state is State.ACCEPTED:
        assert (found.said, found.names) == (paper.said, before.names)
        assert before.codes - found.codes == Counter()
    elif found.state is State.SENT_BACK:
        assert found.said.items() <= paper.said.items()


def test_what_a_correction_copy_says_at_a_cell_is_no_word_of_the_city(papers: list[Paper]) -> None:
    """Programs that save the copy may put their user's name on its comments."""
    paper = papers[0]
    book = openpyxl.load_workbook(paper.path)
    cell = book[paper.sheet][f"{paper.column}{paper.row(0)}"]
    title = paper.layout.shapes[paper.field].told
    cell.comment = Comment(f"杭州市的“{title}”填 12，应为整数。请更正。", "WPS")
    assert judge(saved(book), papers).codes["L13"] == 0

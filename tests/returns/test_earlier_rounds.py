"""Which rounds came before a round."""

import pytest

from cascade.returns.earlier_rounds import progress_before
from tests.support.forms import BREAKDOWN, JUNE, SEPTEMBER, plan


@pytest.mark.parametrize(("of", "before"), [(BREAKDOWN, []), (JUNE, []), (SEPTEMBER, [JUNE])])
def test_the_progress_rounds_before_a_round(of: str, before: list[str]) -> None:
    known = plan()
    assert [each.id for each in progress_before(known, known.round(of))] == before

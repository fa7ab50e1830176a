"""Our workbooks take a quicker way through xlsxwriter: each part is what xlsxwriter makes by itself."""

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from cascade import theme
from cascade.drawing import Live, Styles, Workbook, put
from cascade.drawing.books import Sheet
from tests.forms import BREAKDOWN, CITIES, JUNE, SEPTEMBER, layout, right, written
from tests.office import Office


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def plainly() -> Iterator[None]:
    """Workbooks as xlsxwriter makes them."""
    Workbook.worksheet_class = Worksheet  # type: ignore[assignment]
    yield
    Workbook.worksheet_class = Sheet


@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_every_part_of_a_form_is_what_xlsxwriter_makes(round_: str, request: pytest.FixtureRequest) -> None:
    forms = [layout(round_, city) for city in (CITIES[0], CITIES[-1])]
    typed = [right(round_, form.city) for form in forms]
    ours = [parts(written(form, each)) for form, each in zip(forms, typed, strict=True)]
    request.getfixturevalue("plainly")
    assert ours == [parts(written(form, each)) for form, each in zip(forms, typed, strict=True)]
    assert b"<f>" in ours[0]["xl/worksheets/sheet2.xml"]


def test_every_part_of_a_summary_is_what_xlsxwriter_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with missing cities, words from cities and findings."""
    from cascade import summary
    from cascade.theme import Theme
    from cascade.workflow import summing

    drawn: list[tuple[bytes, bytes]] = []

    def both(facts: summary.Facts, theme: Theme) -> bytes:
        quick = summary.draw(facts, theme)
        with monkeypatch.context() as patch:
            patch.setattr(Workbook, "worksheet_class", Worksheet)
            drawn.append((quick, summary.draw(facts, theme)))
        return quick

    class Drawing:
        Facts, Period, Split = summary.Facts, summary.Period, summary.Split
        draw = staticmethod(both)

    import collect

    office = Office(tmp_path / "工作簿")
    assert office.generate(BREAKDOWN).code == 0
    for city in CITIES[:3]:
        office.fill(BREAKDOWN, city)
    office.fill(BREAKDOWN, "330500", {("330502", "K06"): "约<300>&“三百”"})
    monkeypatch.setattr(summing, "summary", Drawing)
    assert collect.main([str(office.plan), BREAKDOWN, "--workbooks", str(office.home)]) == 1
    ((quick, plain),) = drawn
    assert parts(quick) == parts(plain)


@pytest.mark.parametrize(
    "value", [Decimal(1), "字", None, Live("1+1", Decimal(2)), Live("A1:A2", Decimal(2), array=True)]
)
def test_no_cell_is_left_out_in_silence(value: Decimal | str | Live | None) -> None:
    """A sheet ends at 1,048,576 rows and 16,384 columns."""
    book = Workbook(io.BytesIO(), {"in_memory": True})
    page, style = book.add_worksheet("表"), Styles(book, theme.load()).get("figure")
    put(page, 1_048_576, 16_384, value, style)
    with pytest.raises(ValueError, match="表 has no cell in row 1 and column 16385"):
        put(page, 1, 16_385, value, style)
    book.close()

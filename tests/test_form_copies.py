"""Forms that are copied from one that has been drawn: byte for byte what drawing them makes."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from itertools import cycle
from typing import Any

import pytest

from cascade import theme
from cascade.drawing import Live, Styles, Workbook
from cascade.drawing.stencil import Stencil, blank_number
from cascade.form import copies, draw
from cascade.form.book import Form, draw_book, looks_of
from cascade.form.contents import Contents
from cascade.layout import Layout, Split, shares
from tests.forms import BREAKDOWN, CITIES, ISSUED, JUNE, SEPTEMBER, TICKET, layout, plan

TEXT = "填报说明（{city}）\n# 一、填什么\n请{city}填“分解表”。\n{long}"


def form_of(made: Layout) -> Form:
    text = TEXT.format(city=made.city_name, long="很长的一行。" * 40)
    return Form(made, TICKET.replace("330100", made.city), ISSUED, tuple(text.split("\n")))


def both(made: Layout) -> tuple[bytes | None, bytes]:
    """A form as it is copied, if it is, and as it is drawn."""
    form = form_of(made)
    drawn = [Contents(made, sheet, {}) for sheet in made.sheets]
    looks = looks_of(form, drawn, theme.load())
    return copies.copied(form, looks, theme.load()), draw_book(form, drawn, looks, theme.load())


@pytest.fixture(autouse=True)
def _no_stencils() -> None:
    copies._stencil.cache_clear()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("round_", [BREAKDOWN, JUNE, SEPTEMBER])
def test_a_copy_is_what_drawing_makes(round_: str, known: bool) -> None:
    for city in CITIES:
        copied, drawn = both(layout(round_, city, known))
        assert copied == drawn, city
    if round_ == BREAKDOWN:
        assert copies._stencil.cache_info().misses < len(CITIES)


@pytest.mark.parametrize("split", Split)
@pytest.mark.parametrize("round_", [BREAKDOWN, SEPTEMBER])
def test_a_copied_share_is_what_drawing_makes(round_: str, split: Split) -> None:
    for city in CITIES[:4]:
        for name, share in shares(layout(round_, city), plan(), split):
            copied, drawn = both(share)
            assert copied == drawn, name


def test_a_form_is_drawn_as_it_is_copied() -> None:
    form = form_of(layout(BREAKDOWN, CITIES[3]))
    drawn = draw(form.layout, form.ticket, ISSUED, "\n".join(form.instructions), theme.load())
    assert drawn == both(form.layout)[1]


def changed(
    made: Layout,
    names: Iterator[str],
    city: str = "",
    targets: Mapping[str, tuple[str | None, str]] | None = None,
) -> Layout:
    """A form with other names for its counties, another for its city, other targets (number and text)."""
    table: dict[str, Any] = made.model_dump()
    if city:
        table |= {"city_name": city, "title": made.title.replace(made.city_name, city)}
    renamed = {row.region: next(names) for row in made.sheets[0].rows if row.name}
    for sheet in table["sheets"]:
        sheet["title"] = sheet["title"].replace(made.city_name, city or made.city_name)
        for row in sheet["rows"]:
            row["name"] = renamed.get(row["region"], row["name"])
    for each in table["given"]:
        if targets and each["field"] in targets:
            number, each["text"] = targets[each["field"]]
            each["number"] = None if number is None else Decimal(number)
    return Layout.model_validate(table)


def counted(start: int) -> Iterator[str]:
    return (f"第{number}县" for number in range(start, 1000))


@pytest.mark.parametrize(
    "names",
    [
        ["上城区", "景宁畲族自治县", "县"],
        ["名字很长很长很长很长很长很长很长很长很长很长的县", "甲"],
        ["县", "第一县", "第一县城", "一"],  # each within the next
        ["12", "1", "1.5", "-3", "A1", "=1+1"],
        ["浙江省", "年", "2020"],  # words of titles
        ["甲·乙", "Ａ县", "€区", "𠮷县", "ﷺ县", "％县", "～县", "“甲”县"],
    ],
)
def test_copies_do_not_mind_names(names: list[str]) -> None:
    for round_ in (BREAKDOWN, JUNE):
        first = layout(round_, CITIES[0])
        assert both(changed(first, counted(1)))[0]
        for city in ("绍兴市", "市", "黔西南布依族苗族自治州"):
            each = changed(
                first, (f"{name}{'·' * (at // len(names))}" for at, name in enumerate(cycle(names))), city
            )
            copied, drawn = both(each)
            assert copied == drawn


@pytest.mark.parametrize(
    "name",
    [
        *(
            "甲&乙",
            "甲<乙",
            '甲"乙',
            "甲'乙",
            "甲 乙",
            "甲\n乙",
            "甲_x0041_乙",
            "# 甲",
            "甲\x02乙",
            "甲\ue000乙",
        ),
        *("省科技厅", "合计", "编码", "台", "K06", "分解表"),  # texts that stand in the form besides
    ],
)
def test_a_form_with_a_name_that_is_not_plain_is_drawn(name: str) -> None:
    """Among them one that is like another text of the form, so that the file lists one text fewer."""
    first = layout(BREAKDOWN, CITIES[0])
    assert both(changed(first, counted(1)))[0]
    made = changed(first, iter([name, *counted(2)]))
    copied, drawn = both(made)
    assert copied is None
    form = form_of(made)
    assert draw(made, form.ticket, ISSUED, "\n".join(form.instructions), theme.load()) == drawn


def test_names_that_are_equal_stay_so() -> None:
    first = layout(BREAKDOWN, CITIES[0])
    for names in (counted(1), cycle(["甲县", "乙县"]), cycle([first.city_name]), cycle([first.city])):
        copied, drawn = both(changed(first, names))
        assert copied == drawn


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *(
            ("0", "0台"),
            ("1300", "1300台"),
            ("1300", "1,300台以上"),
            ("0.1", "0.1亿元"),
            ("60.5", "不少于60.5%"),
        ),
        *(
            ("123456789012", "123456789012台"),
            ("99999.96", "99999.96台"),
            ("1E+3", "1E+3台"),
            ("-5.50", "-5.50台"),
        ),
        *(("12345.6789012345", "12345.6789012345台"), ("0.000001", "0.000001台"), ("-0", "-0")),
        *(
            ("300", "300"),
            ("300.5", "300.5"),
            ("7", "７台"),
            ("7", "7＆台"),
            ("7", "7　台"),
            ("7", '7"台"'),
            ("7", "7'台"),
        ),
        *(
            ("7", "7最低"),
            ("7", "一"),
            ("7", "7\ue000台"),
            ("7", "1.000007E+250"),
            ("7", "7台7"),
            (None, "另行下达"),
        ),
    ],
)
def test_copies_do_not_mind_targets(number: str | None, text: str) -> None:
    first = layout(BREAKDOWN, CITIES[0])
    assert both(first)[0]
    for fields in (("K06",), ("K01", "K06"), ("K01", "K06", "K07", "K08")):
        copied, drawn = both(changed(first, counted(1), targets=dict.fromkeys(fields, (number, text))))
        if "\ue000" in text:
            assert copied is None
        else:
            assert copied in (None, drawn)
            assert copied or text in ("7最低",) or number is None or "1.0000" in text, text


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        (blank_number(0), True),
        (blank_number(17), True),
        (blank_number(0) + blank_number(17), False),
        (blank_number(3) * 100, False),
        (blank_number(5) - blank_number(4), False),
        (blank_number(5) / 7, False),
    ],
)
@pytest.mark.parametrize("computed", [True, False])
def test_a_blank_that_was_computed_with_is_noticed(number: Decimal, whole: bool, computed: bool) -> None:
    """Otherwise what was worked out from a blank would stand in every form."""
    data = BytesIO()
    book = Workbook(data, {"in_memory": True})
    page, style = book.add_sheet("表"), Styles(book, theme.load()).get("figure")
    page.put(1, 1, Live("B1+C1", number) if computed else number, style)
    book.close()
    assert Stencil(data.getvalue()).is_whole is whole


def test_private_characters_of_a_plan_are_left_alone() -> None:
    """Rare Chinese characters are at times written with characters for private use."""
    for wanted in ("title", "heading", "lead"):
        table: dict[str, Any] = layout(BREAKDOWN, CITIES[0]).model_dump()
        table["sheets"][0]["columns"][3][wanted] += "\ue000"
        table["sheets"][0]["columns"][4][wanted] += "\ue001"
        made = Layout.model_validate(table)
        assert both(made)[0] is None
    table = layout(BREAKDOWN, CITIES[0]).model_dump()
    table["title"] += "\ue000"
    assert both(Layout.model_validate(table))[0] is None


def test_a_column_grows_with_its_numbers_in_a_copy_too() -> None:
    first = layout(SEPTEMBER, CITIES[0])
    for factor in (1, 10, 1000, 10**6, Decimal("0.333333")):
        table: dict[str, Any] = first.model_dump()
        for each in table["given"]:
            each["number"] = None if each["number"] is None else each["number"] * factor
        copied, drawn = both(Layout.model_validate(table))
        assert copied == drawn

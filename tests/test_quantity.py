"""What the text of a cell means: exact decimals, tidied and dressed numbers, and nothing guessed."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cascade.quantity import (
    Quantity,
    Sense,
    as_meant,
    decimal_places,
    multiple,
    plain,
    rounded,
    shown,
    shown_range,
    significant,
    understand,
)
from tests.support.sample import count

NUMBER, TIDIED, DRESSED, NOT_SHARED, UNCLEAR = Sense

# text (with \n for a line break, \t for a tab) | unit | sense | value
MEANINGS = """
1300            | 台   | number     | 1300
1300.0          | 台   | number     | 1300
12.20           | 亿元 | number     | 12.2
-5              | 台   | number     | -5
1e3             | 台   | number     | 1000
.5              | 亿元 | number     | 0.5
１３００        | 台   | tidied     | 1300
1,300           | 台   | tidied     | 1300
1，300          | 台   | tidied     | 1300
1 300           | 台   | tidied     | 1300
1 300 000.5     | 亿元 | tidied     | 1300000.5
1\u00a0300      | 台   | tidied     | 1300
1\u2009300      | 台   | tidied     | 1300
1\u202f300      | 台   | tidied     | 1300
\u30001300\u3000 | 台  | tidied     | 1300
\\n1300\\t        | 台   | tidied     | 1300
1300\u200b      | 台   | tidied     | 1300
\ufeff1300      | 台   | tidied     | 1300
\u202d1300\u202c | 台  | tidied     | 1300
1\u2066300\u2069 | 台  | tidied     | 1300
13\u200e00      | 台   | tidied     | 1300
１２．５         | 亿元 | tidied     | 12.5
－５             | 台   | tidied     | -5
- 5             | 台   | tidied     | -5
−5              | 台   | tidied     | -5
1300台          | 台   | dressed    | 1300
1300 台         | 台   | dressed    | 1300
1300\\n台        | 台   | dressed    | 1300
1 300\u3000台   | 台   | dressed    | 1300
≥\u300010       | %    | dressed    | 10
52亿元          | 亿元 | dressed    | 52
12ＧＷ          | GW   | dressed    | 12
12m²            | m2   | dressed    | 12
1,234.5亿元     | 亿元 | dressed    | 1234.5
10%             | %    | dressed    | 10
10％            | %    | dressed    | 10
10%以上         | %    | dressed    | 10
≥10%            | %    | dressed    | 10
>=10            | %    | dressed    | 10
同比增长10%     | %    | dressed    | 10
不低于 60%      | %    | dressed    | 60
/               | 台   | not_shared |
／              | 台   | not_shared |
-               | 台   | not_shared |
—               | 台   | not_shared |
——              | 台   | not_shared |
无              | 台   | not_shared |
不分解          | 台   | not_shared |
1.2万           | 台   | unclear    | 12000
1.2万台         | 台   | unclear    | 12000
5200万元        | 亿元 | unclear    | 0.52
3亩             | 万亩 | unclear    | 0.0003
一千三百        | 台   | unclear    | 1300
两万零五百      | 台   | unclear    | 20500
十二            | 台   | unclear    | 12
10吨            | 台   | unclear    |
1,30            | 台   | unclear    |
1.300,5         | 台   | unclear    |
约三十          | 台   | unclear    | 30
约908.66        | 亿元 | unclear    | 908.66
约约约5         | 台   | unclear    | 5
大约1.2万台     | 台   | unclear    | 12000
约              | 台   | unclear    |
nan             | 台   | unclear    |
inf             | 台   | unclear    |
1_000           | 台   | unclear    |
1E400           | 台   | unclear    |
٣               | 台   | unclear    |
=1+1            | 台   | unclear    |
1/2             | 台   | unclear    |
12①            | 台   | unclear    |
①②            | 台   | unclear    |
12⒈            | 台   | unclear    |
12⑴            | 台   | unclear    |
12❷            | 台   | unclear    |
1300²           | 台   | unclear    |
1300₂           | 台   | unclear    |
1300①台        | 台   | unclear    |
10%²            | %    | unclear    |
Ⅻ              | 台   | unclear    |
½               | 亿元 | unclear    |
1½              | 亿元 | unclear    |
𝟏𝟐              | 台   | unclear    |
१२              | 台   | unclear    |
10\\n12          | 台   | unclear    |
20\\t30          | 台   | unclear    |
20 30           | 台   | unclear    |
60 40           | 台   | unclear    |
20 30台         | 台   | unclear    |
1 0%            | %    | unclear    |
10\u300012      | 台   | unclear    |
1\u3000300      | 台   | unclear    |
1\\n300          | 台   | unclear    |
1  300          | 台   | unclear    |
1 30            | 台   | unclear    |
12 .5           | 亿元 | unclear    |
1,300 000       | 台   | unclear    |
0,123           | 亿元 | unclear    |
0 123           | 台   | unclear    |
12。5           | 亿元 | unclear    |
\u202e1300      | 台   | unclear    |
13\u202b00      | 台   | unclear    |
1300\u2067      | 台   | unclear    |
\u200f1300      | 台   | unclear    |
13\u061c00      | 台   | unclear    |
13\u00ad00      | 台   | unclear    |
\ufff91300\ufffa5\ufffb | 台 | unclear |
１ｅ３           | 台   | unclear    |
2020-06-30      | 台   | unclear    |
1000000000000000 | 台  | unclear    |
"""


@pytest.mark.parametrize("row", MEANINGS.strip("\n").split("\n"))
def test_what_a_text_means(row: str) -> None:
    text, unit, sense, value = (part.strip(" ") for part in row.split("|"))
    text = text.replace(r"\n", "\n").replace(r"\t", "\t")
    expected = Quantity(Sense(sense), Decimal(value) if value else None)
    assert understand(text, unit) == expected


def test_spaces_alone_mean_nothing() -> None:
    assert understand(" \u3000\t", "台") == Quantity(UNCLEAR)


@pytest.mark.parametrize(
    ("digits", "meant"),
    [
        ("60.564999999999998", "60.565"),
        ("0.69999999999999996", "0.7"),
        ("7.0000000000000007E-2", "0.07"),
        ("1300.0", "1300"),
        ("1.3E+3", "1300"),
        ("-0", "0"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_the_decimal_that_a_double_was_meant_to_be(digits: str, meant: str) -> None:
    assert str(as_meant(digits)) == meant


@pytest.mark.parametrize("digits", ["1E400", "NaN", "inf", "", "abc", "1000000000000000", "-1E15"])
def test_what_no_sheet_holds_exactly_is_no_number(digits: str) -> None:
    with pytest.raises(ValueError, match=digits or "^$"):
        as_meant(digits)


def decimals(digits: int = 15, places: int = 12) -> st.SearchStrategy[Decimal]:
    whole = st.integers(-(10**digits) + 1, 10**digits - 1)
    return st.builds(lambda number, shift: Decimal(number).scaleb(-shift), whole, st.integers(0, places))


@given(decimals())
def test_fifteen_digits_survive_the_writing_of_a_double(number: Decimal) -> None:
    for written in (f"{float(number):.17g}", repr(float(number)), f"{float(number):.16G}"):
        assert as_meant(written) == number


@given(decimals())
def test_what_is_shown_reads_back_as_the_same(number: Decimal) -> None:
    text = shown(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
    assert understand(text, "台") == Quantity(NUMBER, plain(number))


@given(decimals(), st.sampled_from(["台", "亿元", "%", "万亩"]))
def test_the_columns_own_unit_changes_nothing_but_is_noted(number: Decimal, unit: str) -> None:
    assert understand(shown(number) + unit, unit) == Quantity(DRESSED, plain(number))


@given(st.text(max_size=12), st.sampled_from(["台", "亿元", "%"]))
def test_no_text_is_too_strange(text: str, unit: str) -> None:
    found = understand(text, unit)
    assert found.sense in Sense
    assert found.value is None or found.value.is_finite()
    if found.sense in (NUMBER, TIDIED, DRESSED):
        assert found.value is not None
    if found.sense is NOT_SHARED:
        assert found.value is None


INVISIBLE = "\u200b\u200e\u2060\ufeff\u202a\u202c\u202d\u2066\u2069"
CHARACTERS = (
    "0123456789" * 3 + "０５９" + ".,，．+-−" * 2 + "% ％台亿元以上≥/ " + INVISIBLE
    + "\u00a0\u2009\u3000\n\t\u202e\u200f①²₂½Ⅻ٣१𝟏e"
)  # fmt: skip
PIECES = [*CHARACTERS, "1", "300", "1,300", "1 300", "12.5", "台", "%", "以上", "≥"] + ["000"] * 9


def aloud(text: str) -> Decimal | None:
    """What a person reads aloud from a cell that holds one number in digits; None for all other texts."""
    seen = "".join(char for char in text if char not in INVISIBLE).strip()
    seen = seen.translate(str.maketrans("０５９，．−％", "059,.-%"))
    number = seen.lstrip("≥").strip()
    for word in ("以上", "台", "亿元", "%"):
        number = number.removesuffix(word).rstrip()
    minus, number = number[:1] == "-", number.removeprefix("-").removeprefix("+").strip(" \u00a0\u2009")
    whole, _, fraction = number.partition(".")
    for gap in (",", " ", "\u00a0", "\u2009"):
        groups = whole.split(gap)
        if len(groups) > 1 and groups[0][:1] > "0" and list(map(len, groups[1:])) == [3] * (len(groups) - 1):
            whole = "".join(groups) if len(groups[0]) <= 3 else whole
    if not (whole + fraction) or any(char not in "0123456789" for char in whole + fraction):
        return None
    return Decimal(f"{whole or '0'}.{fraction or '0'}") * (-1 if minus else 1)


@settings(max_examples=count(500, 50_000))
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.sampled_from(["台", "亿元", "%"]))
@example("1\u3000300", "台")
@example("0,123", "亿元")
def test_a_text_means_the_number_that_is_read_aloud_or_none(text: str, unit: str) -> None:
    found = understand(text, unit)
    if found.sense in (NUMBER, TIDIED, DRESSED) and "e" not in text:
        assert found.value == aloud(text)


@given(st.sampled_from("①②⑳⑴⒈❷➂²³¹₂½¼⅓ⅫⅢ㈠㊀𝟏𝟶٣५๓〇🄁🅁"), st.integers(0, 9999), st.integers(0, 4))
def test_what_only_unicode_calls_a_digit_is_none(char: str, number: int, at: int) -> None:
    text = f"{number}"[:at] + char + f"{number}"[at:]
    for each in (text, f"{text}台", f"≥{text}"):
        assert understand(each, "台").sense is UNCLEAR


def test_no_number_in_words_is_too_long() -> None:
    for text in ("1" + "0" * 30 + "台", "一亿亿亿亿", "5万亿亿亿亿台"):
        found = understand(text, "台")
        assert found.sense is UNCLEAR
        assert found.value is None or shown(found.value)


def test_a_unit_does_not_make_a_number_less_than_too_large() -> None:
    assert understand("1000000000000000台", "台").sense is UNCLEAR


@given(decimals(digits=30))
def test_what_is_computed_has_fifteen_digits(number: Decimal) -> None:
    kept = significant(number)
    assert len(kept.as_tuple().digits) <= 15 or kept == kept.to_integral_value()
    assert abs(kept - number) <= abs(number) * Decimal("5.0000001E-15")
    assert significant(kept) == kept


@pytest.mark.parametrize(
    ("number", "places", "result"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("10", 2, "10")],
)
def test_halves_are_rounded_away_from_zero(number: str, places: int, result: str) -> None:
    assert shown(rounded(Decimal(number), places)) == result


@pytest.mark.parametrize(
    ("number", "places"), [("1.50", 1), ("100", 0), ("1E+3", 0), ("0.001", 3), ("0.0", 0)]
)
def test_decimal_places_do_not_count_trailing_zeros(number: str, places: int) -> None:
    assert decimal_places(Decimal(number)) == places


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [
        ("6", "6.5", "6—6.5"),
        ("0", "5", "0—5"),
        ("-2", "-1", "-2 至 -1"),
        ("-1", "1", "-1 至 1"),
        ("6", None, "6"),
    ],
)
def test_a_range_reads_well(lower: str, upper: str | None, text: str) -> None:
    assert shown_range(Decimal(lower), None if upper is None else Decimal(upper)) == text


@pytest.mark.parametrize(
    ("value", "other", "told"),
    [
        ("3", "2", " 1.5 倍"),
        ("140937", "950", "约 148 倍"),  # 148.35…
        ("9.96", "1", "约 10 倍"),
        ("22628668", "2322", "约 9745 倍"),
        ("-970756.9", "3.2", "约 303362 倍"),
        ("0.0001", "0.5", " 1/5000"),
        ("7", "80", "约 1/11"),
    ],
)
def test_how_many_times_a_number_is_another(value: str, other: str, told: str) -> None:
    assert multiple(Decimal(value), Decimal(other)) == told

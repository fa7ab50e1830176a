"""What a number format shows, by a table written by hand, and as LibreOffice shows it."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.number_formats import shown_as, shows_date, shows_percent, text_shown_as
from tests.support.uno_session import calc

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
# format | number | what is seen
SEEN = r"""
General                     | 12.5       | 12.5
General                     | -3         | -3
General"台"                 | 12         | 12台
G/通用格式                  | 12.5       | 12.5
@                           | 12         | 12
0                           | 12.5       | 13
0                           | -12.5      | -13
0.0                         | 12         | 12.0
0.00                        | 12.345     | 12.35
0.                          | 12         | 12.
.00                         | 12.3       | 12.30
#.##                        | 12.5       | 12.5
#                           | 0          |
000                         | 7          | 007
0.0?                        | 12.3       | 12.3
#,##0                       | 1234567    | 1,234,567
#,##0.00                    | 999        | 999.00
0,000                       | 12         | 0,012
#,##0,                      | 1234567    | 1,235
0.0,                        | 1300       | 1.3
0.0,"千"                    | 1300       | 1.3千
0.00,,"百万"                | 1234567    | 1.23百万
0!.0,                       | 12345      | 1.2
0!.0,"万"                   | 12345      | 1.2万
0!.00,,                     | 1300       | 0.00
0\.0000                     | 12345      | 1.2345
0"00"                       | 13         | 1300
0\0                         | 13         | 130
10                          | 3          | 13
0"台"                       | 13         | 13台
"已报"                      | 13         | 已报
"约"0                       | 13         | 约13
;;;                         | 13         |
;;;                         | -13        |
0;-0;                       | 0          |
0;-0;;@                     | 0          |
0;-0;"零"                   | 0          | 零
0;0                         | -5         | 5
0;(0)                       | -5         | (5)
0_);(0)                     | 5          | 5
[Red]0                      | 5          | 5
0;[Red]-0                   | -5         | -5
[蓝色]0.0                   | 5          | 5.0
[DBNum1][$-804]0            | 13         | 13
[$¥-804]#,##0.00            | 52         | ¥52.00
¥#,##0.00                   | -52        | -¥52.00
"¥"#,##0                    | 52         | ¥52
0%                          | 0.12       | 12%
0.0%                        | 0.1234     | 12.3%
0"%"                        | 12         | 12%
0.00E+00                    | 1234567    | 1.23E+06
0.00E+00                    | 0.00012    | 1.20E-04
0.0E+0                      | 0          | 0.0E+0
##0.0E+0                    | 12345      | 12.3E+3
0.0E+0                      | 99.99      | 1.0E+2
# ?/?                       | 12.5       | 12 1/2
# ?/?                       | 12         | 12
# ?/?                       | 0.333      | 1/3
# ?/?                       | 12.99      | 13
0.0#"台"                    | 12.3       | 12.3台
?/8                         | 0.5        | 4/8
# ??/??                     | 0.16       | 4/25
[>=10000]0!.0,"万";0        | 12345      | 1.2万
[>=10000]0!.0,"万";0        | 123        | 123
[=1]"是";[=0]"否";0         | 1          | 是
[=1]"是";[=0]"否";0         | 0          | 否
[=1]"是";[=0]"否";0         | 7          | 7
[>100]"多";[<0]"负";0       | -5         | 负
[<100]0.0;0                 | 50         | 50.0
[<100]0.0;0                 | -50        | -50.0
00-00                       | 1234       | 12-34
0 000                       | 1300       | 1 300
0.0;0.0;0.0;@               | 5          | 5.0
"""
ROWS = [tuple(part.strip() for part in row.split("|")) for row in SEEN.strip().split("\n")]


@pytest.mark.parametrize(("code", "number", "seen"), ROWS)
def test_what_a_format_shows(code: str, number: str, seen: str) -> None:
    assert shown_as(code, Decimal(number)).strip() == seen


@pytest.mark.parametrize(("number", "seen"), [("0", "-"), ("1234.5", "1,234.50"), ("-1234.5", "-1,234.50")])
def test_an_accounting_format_pads_only(number: str, seen: str) -> None:
    assert shown_as(ACCOUNTING, Decimal(number)).strip() == seen


NOT_ALIKE = {  # LibreOffice takes ! for a text, knows no G/通用格式 and no [蓝色], writes 一十三
    "0!.0,", '0!.0,"万"', "0!.00,,", '[>=10000]0!.0,"万";0', "[蓝色]0.0", "[DBNum1][$-804]0", "G/通用格式",
    "0.", "10",
}  # fmt: skip


def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    rows = [row for row in ROWS if row[0] not in NOT_ALIKE]
    book = openpyxl.Workbook()
    page = book["Sheet"]
    page.column_dimensions["A"].width = 40
    for at, (code, number, _) in enumerate(rows, start=1):
        page[f"A{at}"] = float(number)
        page[f"A{at}"].number_format = code
    book.save(tmp_path / "格式.xlsx")
    steps = [{"do": "read", "sheet": "Sheet", "cell": f"A{at}"} for at in range(1, len(rows) + 1)]
    shown = [" ".join(each["text"].split()) for each in calc().play(tmp_path / "格式.xlsx", *steps)]
    assert shown == [seen for _, _, seen in rows]


@pytest.mark.parametrize(
    ("code", "number", "date", "percent"),
    [
        ("yyyy-m-d", "30", True, False),
        ('yyyy"年"m"月"', "30", True, False),
        ("[$-804]aaaa yy", "30", True, False),
        ("[h]:mm", "30", True, False),
        ("[mm]", "30", True, False),
        ("h:mm AM/PM", "30", True, False),
        ('0"days"', "30", False, False),
        (r"0\d", "30", False, False),
        ("[Red]0", "30", False, False),
        ("General", "30", False, False),
        ("0.0%", "30", False, True),
        ('0"%以上"', "30", False, False),
        (r"0\%", "30", False, False),
        ("0;-0%", "30", False, False),
        ("0;-0%", "-30", False, True),
        ("[<1]0%;0", "0.5", False, True),
        ("[<1]0%;0", "50", False, False),
    ],
)
def test_the_class_of_a_format(code: str, number: str, date: bool, percent: bool) -> None:
    assert shows_date(code, Decimal(number)) is date
    assert shows_percent(code, Decimal(number)) is percent


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("General", "1300"),
        ("0.0", "1300"),
        ("@", "1300"),
        ('@"元"', "1300元"),
        ('0;-0;0;"已报"', "已报"),
        (";;;", ""),
        (";;;@", "1300"),
        (ACCOUNTING, " 1300 "),
    ],
)
def test_what_a_format_shows_for_a_text(code: str, seen: str) -> None:
    assert text_shown_as(code, "1300") == seen


@given(st.text('0#?.,%;"\\!_*[]<>=10-Eeymd/@ 万台¥()', max_size=20), st.decimals(-(10**15), 10**15, places=4))
def test_no_format_is_too_strange(code: str, number: Decimal) -> None:
    assert isinstance(shown_as(code, number), str)
    assert shows_date(code, number) in (True, False)


@pytest.mark.parametrize(
    "code", ["%" * 1000, "0" + "," * 999, "0." + "0" * 900, "# ?/" + "?" * 900, "[" * 900]
)
def test_a_long_format_is_shown_soon(code: str) -> None:
    assert isinstance(shown_as(code, Decimal("999999999999999")), str)

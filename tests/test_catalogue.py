"""What the program does with each type of finding, and what leaders read of it."""

import pytest

from cascade.catalogue import CATALOGUE


@pytest.mark.parametrize(
    ("effect", "codes"),
    [
        ("holds", "D01 D02 D03 D04 D06 D08 D09 D10 D12 D13 D14 D17 D18 D19 D20"),
        ("leaves_unread", "C02 C03 C07 C08 C09 C10 C11 C14 C20"),
        (
            "whole_form",
            "L01 L02 L09 C01 C12 C13 C15 C17 C22 S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11 "
            "P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 Z01 Z02 Z03 E01",
        ),
        ("all_counties", "S01 S02 S03 S04 S05 S06 S07 S09 S10 S11"),
        ("doubts_sender", "M01"),
        ("undelivered", "M03"),
        ("convertible", "F05"),
        ("by_decision", "D11"),
        ("nothing_filled", "C22"),
        ("comparing", "D08 D10 D19"),
        ("plan_changed", "D20 D21 D22 D23 D24"),
    ],
)
def test_which_findings_have_an_effect(effect: str, codes: str) -> None:
    assert [code for code, type_ in CATALOGUE.items() if getattr(type_, effect)] == codes.split()


def test_what_leaders_read_of_a_return_that_was_accepted_in_spite() -> None:
    assert {code: type_.short for code, type_ in CATALOGUE.items() if type_.holds and type_.short} == {
        "D08": "有两份不同的表",
        "D09": "有两张不同的表",
        "D10": "截止关闭后收到",
        "D12": "名称与编码不符",
        "D13": "列与编码不符",
        "D14": "各分份的数不一致",
        "D18": "表头与编码不符",
    }

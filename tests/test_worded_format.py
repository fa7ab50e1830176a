"""Targets are seen as the plan words them."""

from decimal import Decimal

import pytest

from cascade.number_formats import shown_as
from cascade.worded_format import worded_format


@pytest.mark.parametrize(
    ("worded", "number", "seen"),
    [
        ("10%以上", "10", "10%以上"),
        ("≥10%", "10", "≥10%"),
        ("1300台", "1300", "1300台"),
        ("1,300台", "1300", "1300台"),
        ("1 300台", "1300", "1300台"),
        ("1\u00a0300 000.5台", "1300000.5", "1300000.5台"),
        ("13\u200b00台", "1300", "1300台"),
        ("12.20亿元", "12.2", "12.20亿元"),
        ("-3%", "-3", "-3%"),
        ("−3%", "-3", "-3%"),
        ("- 3%以上", "-3", "-3%以上"),
        ("-3", "-3", "-3"),
        ("1e3", "1000", "1000"),
        ("0.34吨标准煤/万元", "0.34", "0.34吨标准煤/万元"),
        ("下降3.5%", "-3.5", "下降3.5%"),
        ("比上年下降3%以上", "-3", "比上年下降3%以上"),
        ("325000亩", "32.5", "325000亩"),
        ("6%—6.5%", "6", "6%—6.5%"),
        ("6—6.5%", "6", "6—6.5%"),
        ("下降1%—3%", "-3", "下降1%—3%"),
        ("PM2.5≤38", "38", "PM2.5≤38"),
        ("零", "0", "零"),
    ],
)
def test_a_target_is_seen_as_the_plan_words_it(worded: str, number: str, seen: str) -> None:
    assert shown_as(worded_format(worded, Decimal(number)), Decimal(number)) == seen

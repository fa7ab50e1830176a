"""A finding is told in two sentences: what is so, and what to do or what the city has said of it."""

import pytest

from cascade.finding_types import Severity
from cascade.findings import Finding, finding, folded, heaviest_first

C02 = {
    "name": "越城区",
    "heading": "机器人",
    "found": "约12",
    "why": "不是数字",
    "unit": "台",
    "suggestion": "",
}


def test_a_finding_has_its_place_its_severity_and_its_remedy() -> None:
    assert finding("C02", sheet="分解表", cell="K14", region="330602", field="K06", value="约12", **C02) == (
        Finding(
            "C02",
            Severity.ERROR,
            "越城区的“机器人”填的是“约12”，不是数字。请只填数字，单位为台。",
            "分解表",
            "K14",
            "330602",
            "K06",
            "约12",
        )
    )


@pytest.mark.parametrize("said", ["统计口径变了", "  统计口径变了。", "统计口径变了；", "统计口径变了. "])
def test_a_citys_own_words_take_the_place_of_the_remedy(said: str) -> None:
    found = finding("C02", explained=said, **C02)
    assert found.message == "越城区的“机器人”填的是“约12”，不是数字。本市已说明：统计口径变了。"


def test_the_cause_of_a_finding_is_its_message_without_the_remedy() -> None:
    facts = {"name": "郴州市", "heading": "危房", "total": "999", "target": "1059", "side": "少", "gap": "60"}
    facts |= {"unit": "户", "unit_first": "；请先核对单位是否填错", "even_so": ""}
    found = finding("S01", **facts)
    assert found.cause == "郴州市的“危房”各县（市、区）合计 999户，比本市目标 1059户少 60户。"
    assert (
        f"{found.cause}请调整各县（市、区）数字，使合计达到本市目标；请先核对单位是否填错。" == found.message
    )


def test_a_citys_text_is_one_line_without_its_full_stop() -> None:
    found = finding("E01", indicator="机器人", text="两行\n说明。；")
    assert "两行 说明" in found.message
    assert "说明。；" not in found.message


def test_the_name_of_an_indicator_keeps_its_quotation_marks_apart() -> None:
    found = finding("C02", **(C02 | {"heading": "“机器换人”台数"}))
    assert found.message.startswith("越城区的“‘机器换人’台数”填的是")


def test_an_unknown_code_or_fact_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        finding("X99")
    with pytest.raises(KeyError):
        finding("C02", name="越城区")


def test_what_puts_a_number_in_doubt_comes_before_what_is_formal() -> None:
    severity = {"C01": Severity.ERROR, "S01": Severity.ERROR, "C04": Severity.NOTE}
    found = [
        Finding(code, severity.get(code, Severity.WARNING), "")
        for code in ("C04", "C05", "P01", "P06", "L10", "C01", "P03", "S01")
    ]
    assert [each.code for each in heaviest_first(found)] == [
        *("S01", "C01"),  # the sum before the empty cell
        *("P06", "P03", "P01", "C05", "L10"),  # powers of ten, below the last period, how it is written
        "C04",
    ]


def test_many_of_a_kind_are_one_line_where_the_first_of_them_stands() -> None:
    assert folded("abacadaebb", lambda each: each) == [list("aaaa"), ["b"], ["c"], ["d"], ["e"], ["b"], ["b"]]
    assert folded("aaaa", lambda each: "") == [["a"], ["a"], ["a"], ["a"]]
